//! Pairs that are typed on one line, `key=value, key=value`: tags, attributes with another name, roles of groups. Pure.

use std::collections::BTreeMap;

use crate::migration::names;

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
    fn an_attribute_without_a_name_or_with_blanks_is_refused() {
        for wrong in ["=custom:plan", "given name=name", "name", "name=a, name=b"] {
            assert!(attribute_names(wrong).is_err(), "{wrong}");
        }
    }
}
