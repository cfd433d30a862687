//! What the function is told about the two pools: which attributes go over, in what measure, whether the ID token of a sign-in tells
//! them all, and what a typed name may be (assets/function/README.md). Computed from both pools' documents. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::aws::document::{text, texts};
use crate::model::schema_attribute;
use crate::model::user_options::{AttributesFrom, GROUPS_MARK, LEGACY_SUB, UserOptions};
use crate::problem::{Problem, ProblemKind};

/// What plan found, and the function acts on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UserMapping {
    /// By the destination's name, sorted.
    pub attributes: BTreeMap<String, AttributeRule>,
    /// Attributes of the source that the destination has no place for, or that the operator leaves behind.
    pub left_behind: Vec<String>,
    pub attributes_from: AttributesFrom,
    /// Why the ID token is not enough; none where it is.
    pub why_not_token: Option<String>,
    /// What a typed name may be in the source: `username` and attributes that stand for it.
    pub names: Vec<String>,
    /// Whether names that differ by case are different names in the destination.
    pub exact_case: bool,
    /// Whether people are known in the destination by an attribute, and the user name is Cognito's own UUID.
    #[serde(default)]
    pub by_attribute: bool,
}

/// What the destination's schema demands of one attribute, as far as the source's does not demand it already.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AttributeRule {
    /// The source's name, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Characters, least and most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<[u32; 2]>,
    /// Least and most; none: no end on this side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<[Option<f64>; 2]>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub boolean: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// An attribute value holds at most so many characters (facts §7).
const LONGEST: u32 = 2048;

impl UserMapping {
    /// From both pools as DescribeUserPool tells them, and the attributes that the migration app client may read.
    ///
    /// # Errors
    /// A name that a pool does not have, two attributes for one place, a required attribute that nothing would give.
    pub fn between(source: &Value, destination: &Value, readable: &[String], options: &UserOptions) -> Result<Self, Problem> {
        let mut rules: BTreeMap<String, AttributeRule> = BTreeMap::new();
        let mut left_behind = Vec::new();
        let mut moves = explicit_moves(source, options)?;
        let explicit: Vec<String> = moves.iter().map(|(_, to)| to.clone()).collect();
        for name in names(source) {
            match options.attribute_names.get(name) {
                Some(to) if to.is_empty() => left_behind.push(name.to_owned()),
                Some(_) => {}
                None if never_goes(name) => {}
                None if attribute(destination, name).is_some() && !explicit.iter().any(|to| to == name) => {
                    moves.push((name.to_owned(), name.to_owned()));
                }
                None => left_behind.push(name.to_owned()),
            }
        }
        for (from, to) in moves {
            let rule = rule(source, destination, &from, &to, options)?;
            if rules.insert(to.clone(), rule).is_some() {
                return Err(refused(format!("Two attributes would go to {to}."), "One place holds one value.")
                    .remedy("Give each its own: --map-attribute SOURCE=DESTINATION"));
            }
        }
        let required = names(destination).find(|name| is_required(destination, name) && !rules.contains_key(*name));
        if let Some(name) = required {
            let why = "No attribute of the source is mapped to it, so no user could be migrated.";
            return Err(refused(format!("The destination pool requires {name}."), why)
                .remedy(format!("Name the source's attribute for it: --map-attribute SOURCE={name}")));
        }
        let why_not_token = why_not_token(source, &rules, readable);
        let attributes_from = match why_not_token {
            None if options.attributes_from == AttributesFrom::Token => AttributesFrom::Token,
            _ => AttributesFrom::User,
        };
        let why_not_token = why_not_token.filter(|_| options.attributes_from == AttributesFrom::Token);
        let (names, exact_case) = (typed_names(source, destination), is_case_sensitive(destination));
        let by_attribute = !texts(destination, "UsernameAttributes").is_empty();
        Ok(Self { attributes: rules, left_behind, attributes_from, why_not_token, names, exact_case, by_attribute })
    }

    /// What a person should know of it before saying yes, a line each.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![match (&self.attributes_from, &self.why_not_token) {
            (AttributesFrom::Token, _) => "from the ID token of the sign-in: one call to the source".to_owned(),
            (AttributesFrom::User, Some(why)) => format!("from AdminGetUser, a second call: {why}"),
            (AttributesFrom::User, None) => "from AdminGetUser, a second call".to_owned(),
        }];
        if !self.left_behind.is_empty() {
            notes.push(format!("left behind: {}", self.left_behind.join(", ")));
        }
        notes
    }
}

fn explicit_moves(source: &Value, options: &UserOptions) -> Result<Vec<(String, String)>, Problem> {
    let mut moves: Vec<(String, String)> = Vec::new();
    for (from, to) in &options.attribute_names {
        if attribute(source, from).is_none() {
            return Err(refused(format!("The source pool has no attribute {from}."), "--map-attribute names it."));
        }
        if to.is_empty() {
            continue;
        }
        let flag = [from, to].into_iter().find(|name| name.ends_with("_verified") && from != to);
        if let Some(name) = flag.or_else(|| Some(to).filter(|to| never_goes(to))) {
            return Err(refused(format!("{from} cannot go to {to}."), format!("{name} is Cognito's own to say.")));
        }
        moves.push((from.clone(), to.clone()));
    }
    if options.legacy_sub {
        moves.push(("sub".into(), LEGACY_SUB.into()));
    }
    Ok(moves)
}

fn rule(source: &Value, destination: &Value, from: &str, to: &str, options: &UserOptions) -> Result<AttributeRule, Problem> {
    let here = attribute(source, from).unwrap_or(&Value::Null);
    let Some(there) = attribute(destination, to) else {
        let problem = refused(format!("The destination pool has no attribute {to}."), format!("{from} shall go there."));
        // Every pool has `sub`, and everywhere it is a text.
        let kind = if from == "sub" { &json!({ "AttributeDataType": "String", "Mutable": true }) } else { here };
        return Err(match schema_attribute::definition(to, kind) {
            Some(definition) => problem.remedy(format!(
                "Name another one, or add it to the pool {} first, knowing that an attribute can never be changed or removed. As the \
                 source has {from}: {definition}",
                text(destination, "Id")
            )),
            None => problem.remedy("Name an attribute that it has."),
        });
    };
    let kind = text(there, "AttributeDataType");
    let same_kind = text(here, "AttributeDataType") == kind;
    let mut rule = AttributeRule { required: is_required(destination, to), ..AttributeRule::default() };
    if from != to {
        rule.from = Some(from.to_owned());
    }
    match kind {
        "String" => {
            let there = lengths(there);
            let here = if same_kind { lengths(here) } else { [0, LONGEST] };
            rule.length = Some(there).filter(|_| there[0] > here[0] || there[1] < here[1]);
        }
        "Number" => {
            let (there, here): (Bounds<f64>, Bounds<f64>) = (bounds(there, "Number", "Value"), bounds(here, "Number", "Value"));
            let least = there[0].is_some_and(|least| here[0].is_none_or(|bound| bound < least));
            let most = there[1].is_some_and(|most| here[1].is_none_or(|bound| bound > most));
            rule.number = Some(there).filter(|_| !same_kind || least || most);
        }
        "Boolean" => rule.boolean = !same_kind,
        _ => {}
    }
    if from == "sub" && options.legacy_sub && rule.length.is_some_and(|[_, most]| most < 36) {
        return Err(refused(format!("{to} is too short for a sub."), "A sub has 36 characters."));
    }
    Ok(rule)
}

/// The token holds what the migration app client may read, unless a trigger of the source rewrites it (facts §2.4).
fn why_not_token(source: &Value, rules: &BTreeMap<String, AttributeRule>, readable: &[String]) -> Option<String> {
    let triggers = source.get("LambdaConfig").unwrap_or(&Value::Null);
    let is_set = |member: &str| triggers.get(member).is_some_and(|value| !matches!(value, Value::Null) && value != "");
    if is_set("PreTokenGeneration") || is_set("PreTokenGenerationConfig") {
        return Some("the source pool has a PreTokenGeneration trigger, which may change what the token says".into());
    }
    let from = rules.iter().map(|(to, rule)| rule.from.as_deref().unwrap_or(to));
    let mut unreadable = from.filter(|name| *name != "sub" && !readable.iter().any(|readable| readable == name));
    unreadable.next().map(|name| format!("no app client may read {name}"))
}

/// One name of the destination must always lead to one user, whatever that person types next time (facts §7).
fn typed_names(source: &Value, destination: &Value) -> Vec<String> {
    let (by_attribute, by_alias) = (texts(destination, "UsernameAttributes"), texts(destination, "AliasAttributes"));
    if !by_attribute.is_empty() {
        return by_attribute;
    }
    if !by_alias.is_empty() {
        return std::iter::once("username".to_owned()).chain(by_alias).collect();
    }
    let addresses = texts(source, "UsernameAttributes");
    let address = addresses.iter().find(|name| *name == "email").or(addresses.first());
    vec![address.cloned().unwrap_or_else(|| "username".into())]
}

/// Without a UsernameConfiguration names are case-sensitive (facts §7).
pub fn is_case_sensitive(pool: &Value) -> bool {
    pool.pointer("/UsernameConfiguration/CaseSensitive").and_then(Value::as_bool).unwrap_or(true)
}

fn schema(pool: &Value) -> impl Iterator<Item = &Value> {
    pool.get("SchemaAttributes").and_then(Value::as_array).into_iter().flatten()
}

fn names(pool: &Value) -> impl Iterator<Item = &str> {
    schema(pool).map(|attribute| text(attribute, "Name")).filter(|name| !name.is_empty())
}

fn attribute<'a>(pool: &'a Value, name: &str) -> Option<&'a Value> {
    schema(pool).find(|attribute| text(attribute, "Name") == name)
}

fn is_required(pool: &Value, name: &str) -> bool {
    name != "sub" && attribute(pool, name).is_some_and(|attribute| attribute.get("Required") == Some(&Value::Bool(true)))
}

/// What Cognito sets itself, what is the application developer's own, and a mark of an earlier migration.
fn never_goes(name: &str) -> bool {
    matches!(name, "sub" | "identities" | "username" | GROUPS_MARK) || name.starts_with("cognito:") || name.starts_with("dev:")
}

type Bounds<N> = [Option<N>; 2];

fn lengths(attribute: &Value) -> [u32; 2] {
    let [least, most]: Bounds<u32> = bounds(attribute, "String", "Length");
    [least.unwrap_or(0), most.unwrap_or(LONGEST).min(LONGEST)]
}

/// Both ends of a constraint; they come as text.
fn bounds<N: std::str::FromStr>(attribute: &Value, kind: &str, measure: &str) -> Bounds<N> {
    let constraints = attribute.get(format!("{kind}AttributeConstraints")).unwrap_or(&Value::Null);
    ["Min", "Max"].map(|end| constraints.get(format!("{end}{measure}"))?.as_str()?.parse().ok())
}

fn refused(what: String, why: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Invalid, what, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn string(name: &str, least: &str, most: &str) -> Value {
        json!({ "Name": name, "AttributeDataType": "String", "Required": false,
            "StringAttributeConstraints": { "MinLength": least, "MaxLength": most } })
    }

    fn number(name: &str, least: &str, most: &str) -> Value {
        json!({ "Name": name, "AttributeDataType": "Number",
            "NumberAttributeConstraints": { "MinValue": least, "MaxValue": most } })
    }

    fn pool(attributes: &[Value]) -> Value {
        let sub = json!({ "Name": "sub", "AttributeDataType": "String", "Required": true });
        let identities = json!({ "Name": "identities", "AttributeDataType": "String" });
        let schema = [&[sub, identities], attributes].concat();
        json!({ "Id": "eu-central-1_New", "SchemaAttributes": schema })
    }

    fn between(source: &[Value], destination: &[Value], options: &UserOptions) -> Result<UserMapping, Problem> {
        let (source, destination) = (pool(source), pool(destination));
        let readable: Vec<String> = names(&source).map(str::to_owned).collect();
        UserMapping::between(&source, &destination, &readable, options)
    }

    fn mapping(pairs: &[(&str, &str)]) -> UserOptions {
        let attribute_names = pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        UserOptions { attribute_names, ..UserOptions::default() }
    }

    #[test]
    fn what_only_the_source_has_is_left_behind_and_said() {
        let email = string("email", "0", "2048");
        let mapping = between(&[email.clone(), string("custom:plan", "0", "9")], &[email], &UserOptions::default()).unwrap();
        assert_eq!(mapping.attributes.keys().collect::<Vec<_>>(), ["email"]);
        assert_eq!(mapping.left_behind, ["custom:plan"]);
        assert!(mapping.notes().iter().any(|note| note.contains("custom:plan")));
    }

    #[test]
    fn only_what_the_destination_demands_beyond_the_source_becomes_a_rule() {
        let source = [
            string("custom:a", "1", "32"),
            string("custom:b", "0", "64"),
            number("custom:n", "0", "9"),
            number("custom:m", "0", "99"),
        ];
        let there = [
            string("custom:a", "0", "32"),
            string("custom:b", "0", "32"),
            number("custom:n", "0", "9"),
            number("custom:m", "0", "9"),
        ];
        let rules = between(&source, &there, &UserOptions::default()).unwrap().attributes;
        assert_eq!(
            json!(rules),
            json!({
                "custom:a": {}, "custom:b": { "length": [0, 32] }, "custom:m": { "number": [0.0, 9.0] }, "custom:n": {},
            })
        );
    }

    #[test]
    fn another_type_is_always_checked() {
        let boolean = |name: &str| json!({ "Name": name, "AttributeDataType": "Boolean" });
        let source = [string("custom:a", "0", "9"), string("custom:b", "0", "9"), number("custom:c", "0", "9")];
        let there = [boolean("custom:a"), number("custom:b", "0", "9"), string("custom:c", "0", "5")];
        let rules = between(&source, &there, &UserOptions::default()).unwrap().attributes;
        assert!(
            rules["custom:a"].boolean && rules["custom:b"].number.is_some() && rules["custom:c"].length.is_some(),
            "{rules:?}"
        );
    }

    #[test]
    fn attributes_are_renamed_and_left_behind_as_told() {
        let source = [string("custom:plan", "0", "9"), string("custom:old", "0", "9"), string("custom:tier", "0", "9")];
        let options = mapping(&[("custom:plan", "custom:tier"), ("custom:old", "")]);
        let mapping = between(&source, &[string("custom:tier", "0", "9"), string("custom:old", "0", "9")], &options).unwrap();
        assert_eq!(json!(mapping.attributes), json!({ "custom:tier": { "from": "custom:plan" } }));
        assert_eq!(mapping.left_behind, ["custom:old", "custom:tier"]);
    }

    #[test]
    fn the_mark_of_an_earlier_migration_stays_where_it_is() {
        let schema = [string("email", "0", "9"), string(GROUPS_MARK, "0", "9")];
        let mapping = between(&schema, &schema, &UserOptions::default()).unwrap();
        assert!(mapping.attributes.keys().eq(["email"]) && mapping.left_behind.is_empty(), "{mapping:?}");
    }

    #[test]
    fn a_mapping_that_cannot_be_is_refused_by_name() {
        let schema = [string("email", "0", "9"), string("custom:a", "0", "9"), string("custom:b", "0", "9")];
        for (pairs, named) in [
            (&[("custom:x", "email")][..], "no attribute custom:x"),
            (&[("custom:a", "custom:y")], "no attribute custom:y"),
            (&[("custom:a", "custom:b"), ("email", "custom:b")], "Two attributes"),
            (&[("custom:a", "email_verified")], "custom:a cannot go"),
            (&[("custom:a", "sub")], "custom:a cannot go"),
        ] {
            let problem = between(&schema, &schema, &mapping(pairs)).unwrap_err();
            assert!(problem.what.contains(named), "{problem:?}");
        }
    }

    #[test]
    fn a_required_attribute_that_nothing_gives_is_refused() {
        let mut email = string("email", "0", "2048");
        email["Required"] = json!(true);
        let problem = between(&[string("custom:mail", "0", "9")], &[email.clone()], &UserOptions::default()).unwrap_err();
        assert!(problem.what.contains("requires email"));
        let rules =
            between(&[string("custom:mail", "0", "9")], &[email], &mapping(&[("custom:mail", "email")])).unwrap().attributes;
        assert!(rules["email"].required);
    }

    #[test]
    fn the_old_sub_needs_a_place_and_says_how_to_make_one() {
        let options = UserOptions { legacy_sub: true, ..UserOptions::default() };
        let problem = between(&[], &[], &options).unwrap_err();
        assert!(
            problem.remedy[0].contains(r#""Name":"legacy_sub""#) && problem.remedy[0].contains("never be changed or removed"),
            "{problem:?}"
        );
        assert!(between(&[], &[string(LEGACY_SUB, "0", "9")], &options).unwrap_err().what.contains("too short"));
        let rules = between(&[], &[string(LEGACY_SUB, "0", "36")], &options).unwrap().attributes;
        assert_eq!(json!(rules[LEGACY_SUB]), json!({ "from": "sub", "length": [0, 36] }));
    }

    #[test]
    fn the_token_is_used_only_where_it_tells_everything() {
        let schema = [string("email", "0", "2048")];
        let (mut source, destination) = (pool(&schema), pool(&schema));
        let by = |source: &Value, readable: &[&str], from: AttributesFrom| {
            let readable: Vec<String> = readable.iter().map(|name| (*name).to_owned()).collect();
            let options = UserOptions { attributes_from: from, ..UserOptions::default() };
            UserMapping::between(source, &destination, &readable, &options).unwrap()
        };
        let mapping = by(&source, &["email"], AttributesFrom::Token);
        assert_eq!((mapping.attributes_from, mapping.why_not_token), (AttributesFrom::Token, None));
        assert_eq!(by(&source, &["email"], AttributesFrom::User).attributes_from, AttributesFrom::User);
        let mapping = by(&source, &["name"], AttributesFrom::Token);
        assert!(mapping.attributes_from == AttributesFrom::User && mapping.why_not_token.unwrap().contains("email"));
        for trigger in ["PreTokenGeneration", "PreTokenGenerationConfig"] {
            source["LambdaConfig"] = json!({ trigger: "arn" });
            let mapping = by(&source, &["email"], AttributesFrom::Token);
            assert!(mapping.attributes_from == AttributesFrom::User && mapping.notes()[0].contains("PreTokenGeneration"));
        }
    }

    #[test]
    fn a_typed_name_is_what_leads_to_one_user_in_the_destination() {
        let sides = |source: Value, destination: Value| typed_names(&source, &destination);
        let (plain, by_email) = (json!({}), json!({ "UsernameAttributes": ["phone_number", "email"] }));
        let aliases = json!({ "AliasAttributes": ["email", "preferred_username"] });
        assert_eq!(sides(plain.clone(), plain.clone()), ["username"]);
        assert_eq!(sides(aliases.clone(), plain.clone()), ["username"]);
        assert_eq!(sides(by_email.clone(), plain.clone()), ["email"]);
        assert_eq!(sides(plain.clone(), by_email.clone()), ["phone_number", "email"]);
        assert_eq!(sides(by_email, aliases), ["username", "email", "preferred_username"]);
    }

    #[test]
    fn case_counts_unless_the_destination_says_otherwise() {
        assert!(is_case_sensitive(&json!({})));
        assert!(!is_case_sensitive(&json!({ "UsernameConfiguration": { "CaseSensitive": false } })));
    }
}
