//! The policy that a team's own handler needs beside the migration's: one that asks the source pool without assuming a role, or puts users
//! into groups. Its file is read when the plan is made; its statements go into the function's assume-role policy, where the plan shows them.

use std::path::Path;

use serde_json::Value;

use crate::function::own_variables;
use crate::model::blueprint::Blueprint;
use crate::problem::{Problem, ProblemKind};

/// The document in the file.
///
/// # Errors
/// It cannot be read, is no policy document, or names a placeholder that there is not.
pub fn read(file: &Path) -> Result<Value, Problem> {
    let refused = |why: String| {
        Problem::new(ProblemKind::Local, format!("The policy {} cannot be used.", file.display()), why)
            .remedy("Give a policy document in JSON: --function-policy FILE; or none: --function-policy none")
    };
    let text = std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
    let document: Value = serde_json::from_str(&text).map_err(|error| refused(format!("It is no JSON: {error}")))?;
    let statements = statements(&document);
    if statements.is_empty() || statements.iter().any(|statement| !statement.is_object()) {
        return Err(refused("It has no Statement: a policy document has one or a list of them.".into()));
    }
    if statements.iter().any(|statement| statement.get("Principal").is_some() || statement.get("NotPrincipal").is_some()) {
        return Err(refused("It names a Principal: that is for a resource's policy; a role's own has none.".into()));
    }
    texts(&document).into_iter().try_for_each(|text| own_variables::validate_text(&guarded(text), Some("")).map_err(refused))?;
    Ok(document)
}

/// Its statements with each placeholder filled in.
pub fn filled_statements(blueprint: &Blueprint) -> Vec<Value> {
    let mut statements: Vec<Value> = statements(&blueprint.spec.own_policy).into_iter().cloned().collect();
    statements.iter_mut().for_each(|statement| fill(statement, blueprint));
    statements
}

fn statements(document: &Value) -> Vec<&Value> {
    match document.get("Statement") {
        Some(Value::Array(statements)) => statements.iter().collect(),
        Some(only) => vec![only],
        None => Vec::new(),
    }
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn fill(value: &mut Value, blueprint: &Blueprint) {
    match value {
        Value::String(text) => *text = own_variables::filled(&guarded(text), blueprint),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, blueprint)),
        Value::Object(members) => members.values_mut().for_each(|member| fill(member, blueprint)),
        _ => {}
    }
}

/// IAM's own variables, `${aws:PrincipalArn}`, stay as they are: their braces are doubled.
fn guarded(text: &str) -> String {
    let mut guarded = String::new();
    let mut rest = text;
    while let Some((before, variable, behind)) = rest.split_once("${").and_then(|(before, behind)| {
        let (variable, behind) = behind.split_once('}')?;
        Some((before, variable, behind))
    }) {
        guarded.push_str(&format!("{before}${{{{{variable}}}}}"));
        rest = behind;
    }
    guarded + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Value, Problem> {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("policy.json");
        std::fs::write(&file, text).unwrap();
        read(&file)
    }

    #[test]
    fn iams_own_variables_are_left_alone() {
        assert_eq!(guarded("a${aws:username}b{source-region}"), "a${{aws:username}}b{source-region}");
        assert_eq!(guarded("${open"), "${open");
    }

    #[test]
    fn what_is_no_policy_of_a_role_is_refused_with_the_reason() {
        for (text, said) in [
            ("nothing", "no JSON"),
            ("{}", "no Statement"),
            (r#"{"Statement":[]}"#, "no Statement"),
            (r#"{"Statement":["x"]}"#, "no Statement"),
            (r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*"}}"#, "Principal"),
            (r#"{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"{source-pool}"}}"#, "{source-pool-arn}"),
        ] {
            let problem = read_text(text).unwrap_err();
            assert!(problem.why.contains(said), "{text}: {}", problem.why);
        }
        assert!(read(Path::new("/absent/policy.json")).unwrap_err().what.contains("absent"));
        read_text(r#"{"Statement":{"Effect":"Allow","Action":"a:B","Resource":["{source-pool-arn}","${aws:username}"]}}"#)
            .unwrap();
    }
}
