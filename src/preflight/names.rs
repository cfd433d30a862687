//! Every name that the migration would use is free, or ours.

use super::draft::check;
use super::facts::{Facts, Read, SourceFacts, Subject};
use crate::aws::problem::ProblemKind;
use crate::migration::check::Check;

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let (source, destination) = (facts.source.as_ref()?, facts.destination.as_ref()?);
    let options = subject.options();
    let role = |found: &Read<Option<super::facts::RoleFact>>| found.clone().map(|role| role.map(|role| (role.arn, role.session)));
    let function = destination.function.clone().map(|function| function.map(|function| (function.arn, function.session)));
    Some(vec![
        name(subject, "source-role", &options.source_role_name, &role(&source.role)),
        name(subject, "function-role", &options.function_role_name, &role(&destination.role)),
        name(subject, "function", &options.function_name, &function),
        client(subject, source),
    ])
}

fn name(subject: &Subject, key: &str, name: &str, found: &Read<Option<(String, Option<String>)>>) -> Check {
    let draft = check(format!("names.{key}"), format!("the name {name} ({})", key.replace('-', " ")));
    let session = &subject.blueprint.spec.session;
    match found {
        Err(problem) => draft.unseen(problem),
        Ok(None) => draft.pass(vec!["free".into()]),
        Ok(Some((arn, Some(owner)))) if owner == session => draft.pass(vec![format!("ours: {arn}")]),
        Ok(Some((arn, owner))) => draft.fail(
            vec![
                format!("taken by: {arn}"),
                format!("made by session: {}", owner.as_deref().unwrap_or("none, it has no tag of ours")),
            ],
            format!("Choose another: --{key}-name NAME (or take it over: --replace {key})"),
        ),
    }
}

/// App clients' names are not unique, and carry no tags: ours is known by the id that the session recorded.
fn client(subject: &Subject, source: &SourceFacts) -> Check {
    let name = &subject.options().source_client_name;
    let draft = check("names.source-client", format!("the name {name} (migration app client)"));
    let clients = match (&source.clients, &source.pool) {
        (Ok(clients), _) => clients,
        (Err(problem), Err(_)) if !matches!(problem.kind, ProblemKind::AccessDenied { .. }) => {
            return draft.rests_on("source-pool.exists");
        }
        (Err(problem), _) => return draft.unseen(problem),
    };
    let ours = subject.blueprint.made.source_client_id.as_deref();
    match clients.iter().find(|client| client.name == *name) {
        None => draft.pass(vec!["free".into(), format!("app clients of the source pool: {}", clients.len())]),
        Some(client) if ours == Some(client.id.as_str()) => draft.pass(vec![format!("ours: {}", client.id)]),
        Some(client) => draft.warn(
            vec![format!("taken by: {}", client.id)],
            "Apply takes it over where it is as it must be, and stops where it differs. Or choose another: --source-client-name NAME",
        ),
    }
}
