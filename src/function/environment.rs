//! The function's environment variables (assets/function/README.md), within what Lambda allows.

use std::collections::BTreeMap;

use serde_json::json;

use crate::function::own_variables;
use crate::model::blueprint::Blueprint;
use crate::model::groups;
use crate::model::user_options::{AttributesFrom, GROUPS_MARK, MfaUsers, TemporaryPasswords};
use crate::problem::{Problem, ProblemKind};

/// Bytes that all variables may have together: Lambda's 4 KB (facts §5), less what its JSON may add, and less an app client's id that
/// is known only after apply.
const LIMIT: usize = 3_800;

/// What our function reads, and over that what a team's own handler is given under the names that it knows.
pub fn variables(blueprint: &Blueprint) -> BTreeMap<String, String> {
    let ours = ours(blueprint).into_iter().map(|(name, text)| (name.to_owned(), text));
    let mut variables: BTreeMap<String, String> = ours.collect();
    for (name, text) in blueprint.options().own_function.iter().flat_map(|own| &own.variables) {
        match text.is_empty() {
            true => variables.remove(name),
            false => variables.insert(name.clone(), own_variables::filled(text, blueprint)),
        };
    }
    variables
}

/// The names of the first five are those that most published handlers read, so that a team may bring its own.
fn ours(blueprint: &Blueprint) -> BTreeMap<&'static str, String> {
    let (options, source, mapping) = (blueprint.options(), &blueprint.spec.source, &blueprint.spec.user_mapping);
    let mut variables = BTreeMap::from([
        ("OLD_CLIENT_ID", blueprint.source_client_id().to_owned()),
        ("OLD_ROLE_ARN", blueprint.source_role_arn()),
        ("OLD_USER_POOL_ID", source.pool_id.clone()),
        ("OLD_USER_POOL_REGION", source.region.clone()),
    ]);
    if let Some(external_id) = &options.external_id {
        variables.insert("OLD_EXTERNAL_ID", external_id.clone());
    }
    if !mapping.attributes.is_empty() {
        variables.insert("FERRY_ATTRIBUTES", json!(mapping.attributes).to_string());
    }
    if !mapping.names.is_empty() {
        variables.insert("FERRY_NAMES", mapping.names.join(","));
    }
    if mapping.exact_case {
        variables.insert("FERRY_NAME_CASE", "exact".into());
    }
    let from = if mapping.attributes_from == AttributesFrom::Token { "token" } else { "user" };
    variables.insert("FERRY_ATTRIBUTES_FROM", from.into());
    let mfa = if options.users.mfa == MfaUsers::Migrate { "migrate" } else { "refuse" };
    variables.insert("FERRY_MFA", mfa.into());
    let passwords = if options.users.temporary_passwords == TemporaryPasswords::Reset { "reset" } else { "refuse" };
    variables.insert("FERRY_TEMPORARY_PASSWORDS", passwords.into());
    if groups::are_marked(blueprint) {
        variables.insert("FERRY_GROUPS_MARK", GROUPS_MARK.into());
    }
    variables
}

/// # Errors
/// More than Lambda takes, with what to leave behind.
pub fn check(blueprint: &Blueprint) -> Result<(), Problem> {
    let variables = variables(blueprint);
    let size: usize = variables.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size <= LIMIT {
        return Ok(());
    }
    let rules = variables.get("FERRY_ATTRIBUTES").map_or(0, String::len);
    let why = format!("Lambda allows 4 KB of variables; these have {size} bytes, {rules} of them FERRY_ATTRIBUTES.");
    let what = "The variables do not fit into the function's environment.";
    let problem = Problem::new(ProblemKind::Invalid, what, why);
    Err(match &blueprint.options().own_function {
        None => problem.remedy("Leave out attributes that are no longer used: --map-attribute custom:NAME="),
        Some(_) if rules > 0 => {
            problem.remedy("Take away what your handler does not read: --function-variable FERRY_ATTRIBUTES=")
        }
        Some(_) => problem.remedy("Give fewer variables, or shorter texts: --function-variable NAME=TEXT"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::attribute_mapping::{AttributeRule, UserMapping};
    use crate::model::blueprint::CreatedIds;
    use crate::model::options::Options;
    use crate::model::place::Place;
    use crate::model::spec::{DestinationClient, Spec};

    fn blueprint(user_mapping: UserMapping) -> Blueprint {
        let place = Place {
            profile: "p".into(),
            region: "ap-southeast-1".into(),
            account: "111111111111".into(),
            partition: "aws".into(),
            pool_id: "ap-southeast-1_AbCdEfGhI".into(),
            pool_name: "shop".into(),
        };
        let spec = Spec {
            session: "a".repeat(40),
            source: place.clone(),
            destination: place,
            destination_client: DestinationClient { id: String::new(), name: String::new() },
            source_attributes: Vec::new(),
            new_pool: None,
            source_pool: serde_json::Value::Null,
            threat_protection_enforced: false,
            user_mapping,
            own_code_sha256: None,
            own_policy: serde_json::Value::Null,
            own_code_notes: Vec::new(),
            managed_by: None,
            groups: Vec::new(),
            options: Options::new(&"a".repeat(40), "x".repeat(40)),
        };
        Blueprint::new(&spec, &CreatedIds::default())
    }

    fn rules(count: usize, rule: &AttributeRule) -> UserMapping {
        let attributes = (0..count).map(|number| (format!("custom:{number:0>20}"), rule.clone())).collect();
        UserMapping { attributes, names: vec!["username".into(), "email".into()], ..UserMapping::default() }
    }

    #[test]
    fn all_fifty_custom_attributes_fit_with_the_longest_names_and_a_length_each() {
        let rule = AttributeRule { length: Some([0, 256]), ..AttributeRule::default() };
        let blueprint = blueprint(rules(50, &rule));
        check(&blueprint).unwrap();
        assert!(variables(&blueprint)["FERRY_ATTRIBUTES"].contains(r#""length":[0,256]"#));
    }

    #[test]
    fn what_does_not_fit_is_said_before_anything_is_made() {
        let rule = AttributeRule { from: Some("custom:".to_owned() + &"b".repeat(20)), ..AttributeRule::default() };
        let problem = check(&blueprint(rules(70, &rule))).unwrap_err();
        assert!(problem.why.contains("4 KB") && problem.remedy[0].contains("--map-attribute"), "{problem:?}");
    }

    #[test]
    fn the_safe_choices_are_the_default() {
        let blueprint = blueprint(UserMapping::default());
        let variables = variables(&blueprint);
        assert_eq!((variables["FERRY_MFA"].as_str(), variables["FERRY_TEMPORARY_PASSWORDS"].as_str()), ("refuse", "refuse"));
    }
}
