//! What AWS's own model lets a request hold: the least length, pattern and range of every member of the documents that we send, from
//! request_model.txt (written from botocore by tests/it/lossless/request_model.py). What it refuses is left out, and said. Pure.
//!
//! Describe shows `""` and `[]` where a member was never set (emulators do so often, AWS now and then), and an update that carries
//! them back is refused as a whole. Members, choices and lengths of lists that are beyond the model are newer than it: they go back
//! as they came.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::diff::says_nothing;

use crate::aws::document::request_patterns::satisfies;

/// A request that carries a whole document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    CreateUserPool,
    CreateUserPoolClient,
    UpdateUserPool,
    UpdateUserPoolClient,
    SetRiskConfiguration,
}

/// A member that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsendable {
    /// Dotted, with the position in a list: `CallbackURLs[0]`.
    pub path: String,
    /// Whether it says nothing: an empty text, list or structure. All others hold something that the model refuses.
    pub blank: bool,
}

/// Takes out of the body what the model refuses. A structure that lacks a member which it must have goes as a whole.
pub fn keep_sendable(request: Request, body: &mut Map<String, Value>) -> Vec<Unsendable> {
    let mut refused = Vec::new();
    if let Some(Shape::Structure(members)) = MODEL.get(request.shape()) {
        keep_members(members, body, "", &mut refused);
    }
    refused
}

/// The body as it can be sent.
pub fn sendable(request: Request, body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(members) = body.as_object_mut() {
        keep_sendable(request, members);
    }
    body
}

/// The members that a request takes.
pub fn members(request: Request) -> Vec<&'static str> {
    match MODEL.get(request.shape()) {
        Some(Shape::Structure(members)) => members.iter().map(|member| member.name).collect(),
        _ => Vec::new(),
    }
}

impl Request {
    fn shape(self) -> &'static str {
        match self {
            Request::CreateUserPool => "CreateUserPoolRequest",
            Request::CreateUserPoolClient => "CreateUserPoolClientRequest",
            Request::UpdateUserPool => "UpdateUserPoolRequest",
            Request::UpdateUserPoolClient => "UpdateUserPoolClientRequest",
            Request::SetRiskConfiguration => "SetRiskConfigurationRequest",
        }
    }
}

#[derive(Debug)]
enum Shape {
    Structure(Vec<Member>),
    List { least: usize, item: &'static str },
    Map { key: &'static str, value: &'static str },
    Text { least: usize, most: usize, pattern: &'static str },
    Number { least: f64, most: f64 },
    Choice,
    Flag,
}

#[derive(Debug)]
struct Member {
    name: &'static str,
    required: bool,
    shape: &'static str,
}

static MODEL: LazyLock<HashMap<&'static str, Shape>> =
    LazyLock::new(|| include_str!("request_model.txt").lines().filter_map(read_line).collect());

fn read_line(line: &'static str) -> Option<(&'static str, Shape)> {
    let mut words = line.splitn(3, ' ');
    let (kind, name, rest) = (words.next()?, words.next()?, words.next().unwrap_or_default());
    let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
    let shape = match kind {
        "structure" => Shape::Structure(rest.split(' ').filter_map(read_member).collect()),
        "list" => Shape::List { least: first.parse().ok()?, item: second },
        "map" => Shape::Map { key: first, value: second },
        "text" => {
            let (most, pattern) = second.split_once(' ').unwrap_or((second, ""));
            Shape::Text { least: first.parse().ok()?, most: most.parse().unwrap_or(usize::MAX), pattern }
        }
        "number" => {
            Shape::Number { least: first.parse().unwrap_or(f64::NEG_INFINITY), most: second.parse().unwrap_or(f64::INFINITY) }
        }
        "choice" => Shape::Choice,
        "flag" => Shape::Flag,
        _ => return None,
    };
    Some((name, shape))
}

fn read_member(word: &'static str) -> Option<Member> {
    let (name, shape) = word.split_once('=')?;
    let short = name.trim_end_matches('!');
    Some(Member { name: short, required: short != name, shape })
}

fn keep_members(members: &[Member], body: &mut Map<String, Value>, path: &str, refused: &mut Vec<Unsendable>) {
    body.retain(|name, value| match members.iter().find(|member| member.name == name) {
        Some(member) => keep(member.shape, value, &join(path, name), refused),
        None => true,
    });
}

/// Whether the value can be sent, after what cannot has been taken out of it.
fn keep(shape: &str, value: &mut Value, path: &str, refused: &mut Vec<Unsendable>) -> bool {
    if value.is_null() {
        return false;
    }
    let blank = says_nothing(value);
    let within = refused.len();
    let kept = match (MODEL.get(shape), &mut *value) {
        (None, _) => true,
        (Some(Shape::Structure(members)), Value::Object(body)) => {
            keep_members(members, body, path, refused);
            members.iter().all(|member| !member.required || body.contains_key(member.name))
        }
        (Some(Shape::List { least, item }), Value::Array(items)) => {
            let mut position = 0..;
            items.retain_mut(|value| {
                let path = format!("{path}[{}]", position.next().unwrap_or_default());
                keep(item, value, &path, refused)
            });
            items.len() >= *least
        }
        (Some(Shape::Map { key, value: inner }), Value::Object(body)) => {
            body.retain(|name, value| {
                let path = join(path, name);
                let fits = keep(key, &mut Value::from(name.as_str()), &path, refused);
                fits && keep(inner, value, &path, refused)
            });
            true
        }
        (Some(Shape::Text { least, most, pattern }), Value::String(text)) => {
            (*least..=*most).contains(&text.chars().count()) && satisfies(pattern, text)
        }
        (Some(Shape::Choice), Value::String(text)) => !text.is_empty(),
        (Some(Shape::Number { least, most }), Value::Number(number)) => {
            number.as_f64().is_some_and(|number| (*least..=*most).contains(&number))
        }
        (Some(Shape::Flag), Value::Bool(_)) => true,
        (Some(_), _) => false,
    };
    if !kept {
        // What is left out as a whole is told as a whole.
        refused.truncate(within);
        refused.push(Unsendable { path: path.to_owned(), blank });
    }
    kept
}

fn join(path: &str, member: &str) -> String {
    if path.is_empty() { member.to_owned() } else { format!("{path}.{member}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sent(request: Request, body: Value) -> (Value, Vec<String>) {
        let mut members = body.as_object().unwrap().clone();
        let refused = keep_sendable(request, &mut members);
        (Value::Object(members), refused.into_iter().map(|refused| refused.path).collect())
    }

    #[test]
    fn every_line_of_the_model_is_understood_and_leads_on_to_another() {
        for line in include_str!("request_model.txt").lines().skip(1) {
            let (name, shape) = read_line(line).unwrap_or_else(|| panic!("{line}"));
            let inner: Vec<&str> = match &shape {
                Shape::Structure(members) => members.iter().map(|member| member.shape).collect(),
                Shape::List { item, .. } => vec![item],
                Shape::Map { key, value } => vec![key, value],
                _ => Vec::new(),
            };
            assert!(inner.iter().all(|shape| MODEL.contains_key(shape)), "{name}: {inner:?}");
        }
        assert!(members(Request::UpdateUserPool).contains(&"LambdaConfig"));
    }

    #[test]
    fn what_says_nothing_is_left_out_and_what_may_be_empty_stays() {
        let shown = json!({
            "UserPoolId": "eu-west-1_a", "SmsVerificationMessage": "", "MfaConfiguration": "", "LambdaConfig": { "PreSignUp": "" },
            "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": [] } }, "AutoVerifiedAttributes": [], "UserPoolTags": { "a": "" },
            "EmailConfiguration": { "From": "", "ConfigurationSet": "", "ReplyToEmailAddress": null },
        });
        let expected = json!({
            "UserPoolId": "eu-west-1_a", "LambdaConfig": {}, "Policies": { "SignInPolicy": {} }, "AutoVerifiedAttributes": [],
            "UserPoolTags": { "a": "" }, "EmailConfiguration": { "From": "" },
        });
        let paths = [
            "SmsVerificationMessage",
            "MfaConfiguration",
            "LambdaConfig.PreSignUp",
            "Policies.SignInPolicy.AllowedFirstAuthFactors",
            "EmailConfiguration.ConfigurationSet",
        ];
        assert_eq!(sent(Request::UpdateUserPool, shown), (expected, paths.map(str::to_owned).to_vec()));
    }

    #[test]
    fn a_structure_without_what_it_must_have_goes_as_a_whole() {
        let shown = json!({ "RefreshTokenRotation": { "Feature": "", "RetryGracePeriodSeconds": 0 }, "ClientName": "web" });
        let told = sent(Request::UpdateUserPoolClient, shown);
        assert_eq!(told, (json!({ "ClientName": "web" }), vec!["RefreshTokenRotation".to_owned()]));
    }

    #[test]
    fn what_holds_something_that_the_model_refuses_is_told_apart_from_what_is_blank() {
        let mut body = json!({ "AccessTokenValidity": 0, "CallbackURLs": ["", "https://a"], "DefaultRedirectURI": "a b" });
        let refused = keep_sendable(Request::UpdateUserPoolClient, body.as_object_mut().unwrap());
        assert_eq!(body, json!({ "CallbackURLs": ["https://a"] }));
        let blank: Vec<_> = refused.iter().map(|refused| (refused.path.as_str(), refused.blank)).collect();
        assert_eq!(blank, [("AccessTokenValidity", false), ("CallbackURLs[0]", true), ("DefaultRedirectURI", false)]);
    }

    #[test]
    fn what_is_newer_than_the_model_goes_back_as_it_came() {
        let newer =
            json!({ "ExplicitAuthFlows": ["ALLOW_SOMETHING_NEW"], "FutureMember": "", "CallbackURLs": vec!["https://a"; 150] });
        assert_eq!(sent(Request::UpdateUserPoolClient, newer.clone()), (newer, Vec::new()));
    }
}
