//! What a person takes along into the destination: the rules that the function follows at a sign-in (assets/function/attributes.mjs), for
//! those who are imported instead. Pure.

use std::collections::BTreeMap;

use crate::model::attribute_mapping::{AttributeRule, UserMapping};
use crate::users::groups::person::Person;

/// A value that the destination would not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// By the destination's name.
    pub attribute: String,
    pub fault: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Missing,
    Length,
    Number,
    Boolean,
}

const FLAGS: [(&str, &str); 2] = [("email", "email_verified"), ("phone_number", "phone_number_verified")];

/// The attributes that the destination gets, by its names. Empty texts are not set; no address is called verified that the source does
/// not call so.
///
/// # Errors
/// The first value that the destination would not take.
pub fn carried(person: &Person, mapping: &UserMapping) -> Result<BTreeMap<String, String>, Unfit> {
    for (to, rule) in &mapping.attributes {
        let value = person.attributes.get(rule.from.as_deref().unwrap_or(to)).filter(|value| !value.is_empty());
        if let Some(fault) = fault(value, rule) {
            return Err(Unfit { attribute: to.clone(), fault });
        }
    }
    Ok(mapped(person, mapping))
}

/// As [`carried`], whether the destination would take the values or not.
pub fn mapped(person: &Person, mapping: &UserMapping) -> BTreeMap<String, String> {
    let rules = &mapping.attributes;
    let mut attributes: BTreeMap<String, String> = match rules.is_empty() {
        true => person.attributes.clone(),
        false => BTreeMap::new(),
    };
    for (to, rule) in rules {
        let value = person.attributes.get(rule.from.as_deref().unwrap_or(to));
        attributes.extend(value.map(|value| (to.clone(), value.clone())));
    }
    attributes.retain(|name, value| !never_goes(name) && !value.is_empty());
    for (address, flag) in FLAGS {
        // The flag vouches for the address that it stood beside in the source, and for no other.
        let renamed = rules.get(address).is_some_and(|rule| rule.from.is_some());
        if !attributes.contains_key(address) || renamed {
            attributes.remove(flag);
        }
        if let Some(value) = attributes.get_mut(flag) {
            *value = value.eq_ignore_ascii_case("true").to_string();
        }
    }
    attributes
}

fn fault(value: Option<&String>, rule: &AttributeRule) -> Option<Fault> {
    let Some(value) = value else { return rule.required.then_some(Fault::Missing) };
    let length = u32::try_from(value.chars().count()).unwrap_or(u32::MAX);
    let outside = |bound: &[Option<f64>; 2]| {
        let number = value.trim().parse::<f64>().unwrap_or(f64::NAN);
        number.is_nan() || bound[0].is_some_and(|least| number < least) || bound[1].is_some_and(|most| number > most)
    };
    match rule {
        AttributeRule { length: Some([least, most]), .. } if length < *least || length > *most => Some(Fault::Length),
        AttributeRule { number: Some(bound), .. } if outside(bound) => Some(Fault::Number),
        AttributeRule { boolean: true, .. } if !["true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word)) => {
            Some(Fault::Boolean)
        }
        _ => None,
    }
}

fn never_goes(name: &str) -> bool {
    matches!(name, "sub" | "identities" | "username") || name.starts_with("cognito:") || name.starts_with("dev:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(attributes: &[(&str, &str)]) -> Person {
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Person { attributes, ..Person::default() }
    }

    fn rules(rules: &[(&str, AttributeRule)]) -> UserMapping {
        let attributes = rules.iter().map(|(name, rule)| ((*name).to_owned(), rule.clone())).collect();
        UserMapping { attributes, ..UserMapping::default() }
    }

    fn from(name: &str) -> AttributeRule {
        AttributeRule { from: Some(name.into()), ..AttributeRule::default() }
    }

    #[test]
    fn a_flag_goes_along_only_beside_the_address_that_it_vouches_for() {
        let person = person(&[("email", "a@example.com"), ("email_verified", "True"), ("phone_number_verified", "true")]);
        let plain = rules(&[
            ("email", AttributeRule::default()),
            ("email_verified", AttributeRule::default()),
            ("phone_number_verified", AttributeRule::default()),
        ]);
        let attributes = carried(&person, &plain).unwrap();
        assert_eq!(attributes.get("email_verified").map(String::as_str), Some("true"));
        assert!(!attributes.contains_key("phone_number_verified"));

        let renamed = rules(&[("email", from("custom:mail")), ("email_verified", AttributeRule::default())]);
        let mut other = person.clone();
        other.attributes.insert("custom:mail".into(), "b@example.com".into());
        assert!(!carried(&other, &renamed).unwrap().contains_key("email_verified"));
    }

    #[test]
    fn what_the_destination_would_not_take_is_named() {
        let limits = [
            ("custom:a", AttributeRule { length: Some([2, 4]), ..AttributeRule::default() }, "12345", Fault::Length),
            ("custom:a", AttributeRule { number: Some([Some(1.0), None]), ..AttributeRule::default() }, "0", Fault::Number),
            ("custom:a", AttributeRule { number: Some([None, None]), ..AttributeRule::default() }, "many", Fault::Number),
            ("custom:a", AttributeRule { boolean: true, ..AttributeRule::default() }, "yes", Fault::Boolean),
            ("custom:a", AttributeRule { required: true, ..AttributeRule::default() }, "", Fault::Missing),
        ];
        for (name, rule, value, fault) in limits {
            let unfit = carried(&person(&[(name, value)]), &rules(&[(name, rule)])).unwrap_err();
            assert_eq!(unfit, Unfit { attribute: name.into(), fault });
        }
    }

    #[test]
    fn the_old_sub_goes_only_under_another_name() {
        let person = person(&[("sub", "1f"), ("identities", "[]"), ("email", "a@example.com")]);
        let legacy = rules(&[("custom:legacy_sub", from("sub")), ("email", AttributeRule::default())]);
        assert_eq!(carried(&person, &legacy).unwrap().into_keys().collect::<Vec<_>>(), ["custom:legacy_sub", "email"]);
        assert_eq!(carried(&person, &UserMapping::default()).unwrap().into_keys().collect::<Vec<_>>(), ["email"]);
    }
}
