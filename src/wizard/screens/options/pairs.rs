//! Pairs that are typed on one line, `key=value, key=value`: tags, attributes with another name, roles of groups. Pure.

use std::collections::BTreeMap;

use crate::function::own_variables;
use crate::model::names;

/// Tags by AWS's own rules.
pub fn tags(text: &str) -> Result<BTreeMap<String, String>, String> {
    let tags = pairs(text)?;
    for (key, value) in &tags {
        names::validate_tag_key(key)?;
        names::validate_tag_value(value)?;
    }
    Ok(tags)
}

/// The destination's name of an attribute by the source's; nothing behind the equals sign leaves it behind.
pub fn attribute_names(text: &str) -> Result<BTreeMap<String, String>, String> {
    let renamed = pairs(text)?;
    let strange = renamed.iter().flat_map(|(from, to)| [from, to]).find(|name| name.contains(char::is_whitespace));
    match strange {
        Some(name) => Err(format!("\"{name}\" is no attribute: names hold no blanks.")),
        None if renamed.contains_key("") => Err("Write source=destination: the source's name is missing.".into()),
        None => Ok(renamed),
    }
}

/// The role of the destination's account by the source's.
pub fn group_roles(text: &str) -> Result<BTreeMap<String, String>, String> {
    let roles = pairs(text)?;
    roles.iter().flat_map(|(from, to)| [from, to]).try_for_each(|arn| names::validate_role_arn(arn))?;
    Ok(roles)
}

/// Variables of an own function, with the placeholders in their texts. A comma within a text is written `\,`, a backslash `\\`.
pub fn variables(text: &str, external_id: Option<&str>) -> Result<BTreeMap<String, String>, String> {
    let mut variables = BTreeMap::new();
    for pair in apart(text).iter().map(|pair| pair.trim()).filter(|pair| !pair.is_empty()) {
        let (name, text) = own_variables::pair(pair)?;
        own_variables::validate_text(&text, external_id)?;
        if variables.insert(name.clone(), text).is_some() {
            return Err(format!("{name} is there twice."));
        }
    }
    Ok(variables)
}

/// The variables as they are typed.
pub fn variables_text(variables: &BTreeMap<String, String>) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace(',', "\\,");
    variables.iter().map(|(name, text)| format!("{name}={}", escaped(text))).collect::<Vec<_>>().join(", ")
}

/// At its commas, but not at those behind a backslash.
fn apart(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ',' => parts.push(String::new()),
            '\\' => parts.last_mut().into_iter().for_each(|part| part.extend(letters.next())),
            letter => parts.last_mut().into_iter().for_each(|part| part.push(letter)),
        }
    }
    parts
}

/// The pairs as they are typed.
pub fn text(pairs: &BTreeMap<String, String>) -> String {
    pairs.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ")
}

fn pairs(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut pairs = BTreeMap::new();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| format!("Write key=value, with commas between: \"{pair}\" has no equals sign."))?;
        let (key, value) = (key.trim(), value.trim());
        if pairs.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(format!("{key} is there twice."));
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let written = "custom:tier=custom:plan, nickname=";
        assert_eq!(text(&attribute_names(written).unwrap()), written);
    }

    #[test]
    fn variables_keep_their_commas_and_backslashes() {
        let written = r"OLD_ROLE={source-role-arn}, RULES={{a\,b}}, SHARE=\\\\host, UNSET=";
        let read = variables(written, Some("x")).unwrap();
        assert_eq!((read["RULES"].as_str(), read["SHARE"].as_str(), read["UNSET"].as_str()), ("{{a,b}}", r"\\host", ""));
        assert_eq!(variables_text(&read), written);
        for wrong in ["A=x", "OLD", "OLD={role}", "OLD=a, OLD=b", "AWS_REGION=x"] {
            assert!(variables(wrong, Some("x")).is_err(), "{wrong}");
        }
        assert!(variables("ID={external-id}", None).is_err());
    }

    #[test]
    fn an_attribute_without_a_name_or_with_blanks_is_refused() {
        for wrong in ["=custom:plan", "given name=name", "name", "name=a, name=b"] {
            assert!(attribute_names(wrong).is_err(), "{wrong}");
        }
    }
}
