//! Every name that the migration would use is free, or ours.

use super::facts::{Facts, Read, SourceFacts, Subject};
use crate::check::builder::check;
use crate::check::finding::Check;
use crate::problem::ProblemKind;

/// Cognito's default quota of app clients in a pool; it can be raised.
const CLIENTS_AT_MOST: usize = 1000;

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let (source, destination) = (facts.source.as_ref()?, facts.destination.as_ref()?);
    let options = subject.options();
    let role = |found: &Read<Option<super::facts::RoleFact>>| found.clone().map(|role| role.map(|role| (role.arn, role.session)));
    let function = destination.function.clone().map(|function| function.map(|function| (function.arn, function.session)));
    let mut checks = vec![
        name(subject, "source-role", &options.source_role_name, &role(&source.role)),
        name(subject, "function-role", &options.function_role_name, &role(&destination.role)),
        name(subject, "function", &options.function_name, &function),
        client(subject, source),
    ];
    checks.extend(destination.domain.as_ref().map(|found| domain(subject, found)));
    Some(checks)
}

/// Prefixes are one Region's, whoever has them; another account's cannot be seen from here.
fn domain(subject: &Subject, found: &Read<Option<String>>) -> Check {
    let prefix = subject.new_pool().and_then(|new| new.domain_prefix.as_deref()).unwrap_or_default();
    let builder = check("names.domain", format!("the domain prefix {prefix} of the new pool"));
    match found {
        Err(problem) => builder.unavailable(problem),
        Ok(None) => builder.pass(vec![
            format!("free in account {}", subject.blueprint.spec.destination.account),
            "whether another account has it shows when it is made".into(),
        ]),
        Ok(Some(pool)) => builder.fail(vec![format!("taken by: {pool}")], "Choose another: --new-domain-prefix PREFIX"),
    }
}

fn name(subject: &Subject, key: &str, name: &str, found: &Read<Option<(String, Option<String>)>>) -> Check {
    let builder = check(format!("names.{key}"), format!("the name {name} ({})", key.replace('-', " ")));
    let session = &subject.blueprint.spec.session;
    match found {
        Err(problem) => builder.unavailable(problem),
        Ok(None) => builder.pass(vec!["free".into()]),
        Ok(Some((arn, Some(owner)))) if owner == session => builder.pass(vec![format!("ours: {arn}")]),
        Ok(Some((arn, owner))) => builder.fail(
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
    let builder = check("names.source-client", format!("the name {name} (migration app client)"));
    let clients = match (&source.clients, &source.pool) {
        (Ok(clients), _) => clients,
        (Err(problem), Err(_)) if !matches!(problem.kind, ProblemKind::AccessDenied { .. }) => {
            return builder.depends_on("source-pool.exists");
        }
        (Err(problem), _) => return builder.unavailable(problem),
    };
    let ours = subject.blueprint.made.source_client_id.as_deref();
    if clients.len() >= CLIENTS_AT_MOST && ours.is_none() {
        let evidence = vec![format!("app clients of the source pool: {}", clients.len())];
        return builder.warn(
            evidence,
            format!("A pool has {CLIENTS_AT_MOST} app clients at most by default. Delete one that is not used, or request a higher quota: Service Quotas → Amazon Cognito user pools → App clients per user pool."),
        );
    }
    match clients.iter().find(|client| client.name == *name) {
        None => builder.pass(vec!["free".into(), format!("app clients of the source pool: {}", clients.len())]),
        Some(client) if ours == Some(client.id.as_str()) => builder.pass(vec![format!("ours: {}", client.id)]),
        Some(client) => builder.warn(
            vec![format!("taken by: {}", client.id)],
            "Apply adopts it if it is as planned, and stops if it differs. Or choose another: --source-client-name NAME",
        ),
    }
}
