//! The links in the destination that Cognito itself passes through: app client, trigger, invoke permission, function. Pure.

use super::discover::short_name;
use super::discovery::{DiscoveredFunction, Discovery};
use super::variables::{self, Meaning};
use super::{remedies, request_context};
use crate::aws::document::pools::ClientSummary;
use crate::aws::policy::conditions::Condition;
use crate::aws::policy::reading::{Principal, Statement, account_of, statements};
use crate::check::builder::{CheckBuilder, check, listed};
use crate::check::finding::Check;
use crate::diagnose::link::{Link, LinkId, require};
use crate::preflight::destination_client::fires_the_trigger;

const COGNITO: &str = "cognito-idp.amazonaws.com";

pub fn client(discovery: &Discovery) -> Link {
    let id = LinkId::DestinationClient;
    let clients = match &discovery.clients {
        Ok(clients) => clients,
        Err(problem) => {
            return Link::of(id, "", vec![check("destination-client.flows", "the app client's flows").unavailable(problem)]);
        }
    };
    match &discovery.request.destination_client {
        Some(chosen) => match clients.iter().find(|client| client.id == *chosen) {
            Some(client) => Link::of(id, called(client), [vec![flows(client)], others(clients, Some(chosen))].concat()),
            None => Link::of(id, chosen, vec![no_such_client(discovery, clients)]),
        },
        None => {
            let firing: Vec<&ClientSummary> = clients.iter().filter(|client| fires(client)).collect();
            let name = match (clients.as_slice(), firing.as_slice()) {
                ([one], _) => called(one),
                (_, [one]) => called(one),
                (all, firing) => format!("{} of {} fire the trigger", firing.len(), all.len()),
            };
            Link::of(id, name, [vec![any_flows(clients)], others(clients, None)].concat())
        }
    }
}

fn called(client: &ClientSummary) -> String {
    format!("{} ({})", client.name, client.id)
}

fn fires(client: &ClientSummary) -> bool {
    fires_the_trigger(&client.explicit_auth_flows)
}

fn flows(client: &ClientSummary) -> Check {
    let builder =
        check("destination-client.flows", format!("the app client {} signs in in a way that fires the trigger", client.name));
    let evidence = vec![listed("ExplicitAuthFlows", &client.explicit_auth_flows)];
    match fires(client) {
        true => builder.pass(evidence),
        false => builder.fail(evidence, remedy_of_flows()),
    }
}

fn any_flows(clients: &[ClientSummary]) -> Check {
    let builder = check("destination-client.flows", "an app client of the pool signs in in a way that fires the trigger");
    let evidence = clients.iter().map(|client| listed(&called(client), &client.explicit_auth_flows)).collect();
    match (clients.is_empty(), clients.iter().any(fires)) {
        (true, _) => {
            builder.fail(vec!["app clients: none".into()], "Create an app client in the pool: no user can sign in without one.")
        }
        (_, true) => builder.pass(evidence),
        (_, false) => builder.fail(evidence, remedy_of_flows()),
    }
}

/// UpdateUserPoolClient resets whatever is left out (facts §3.5), so no command for one field is offered here.
fn remedy_of_flows() -> String {
    "User pool → App clients → the client → Edit: allow ALLOW_USER_PASSWORD_AUTH.\n\
     Then let the application use it: SRP, which the SDKs use by default, never fires the trigger. In Amplify:\n\
     signIn({ options: { authFlowType: 'USER_PASSWORD_AUTH' } })\n\
     Not with a bare update-user-pool-client: it resets every field that it is not given."
        .into()
}

/// Clients whose users are not migrated, beside the ones that are.
fn others(clients: &[ClientSummary], chosen: Option<&String>) -> Vec<Check> {
    let looked_at = clients.iter().filter(|client| chosen != Some(&client.id));
    let silent: Vec<String> = looked_at.filter(|client| !fires(client)).map(called).collect();
    // Where none fires, that is the finding.
    if silent.is_empty() || silent.len() == clients.len() {
        return Vec::new();
    }
    let builder = check("destination-client.others", "the pool's other app clients");
    vec![builder.warn(silent, "Users who sign in through these (SRP, or no password at all) are not migrated.")]
}

fn no_such_client(discovery: &Discovery, clients: &[ClientSummary]) -> Check {
    let known: Vec<String> = clients.iter().map(called).collect();
    check("destination-client.exists", format!("an app client of the pool {}", discovery.destination.pool_id))
        .fail(vec![listed("the pool has", &known)], "Pass one of these: --destination-client ID")
}

pub fn trigger(discovery: &Discovery) -> Link {
    let pool = &discovery.destination;
    let builder = check("trigger.set", format!("the pool {} has a UserMigration trigger", pool.pool_name));
    let place = "User pool → Extensions → Lambda triggers → Add: Sign-up, Migrate user.\n\
                 Not with a bare update-user-pool --lambda-config: it resets every setting that it is not given. That may \
                 also be what took the trigger away.";
    let Some(arn) = &discovery.trigger else {
        return Link::of(LinkId::Trigger, "none", vec![builder.fail(vec!["LambdaConfig.UserMigration: none".into()], place)]);
    };
    let evidence = vec![format!("LambdaConfig.UserMigration: {arn}")];
    let region = arn.split(':').nth(3).unwrap_or_default();
    let named = discovery.request.function.as_deref().filter(|named| plain(named) != plain(arn));
    let judged = match named {
        _ if region != pool.region => {
            let remedy = format!("Cognito calls functions of its own Region only: make the function in {}.", pool.region);
            builder.fail(evidence, remedy)
        }
        Some(named) => builder.fail(evidence, format!("The trigger names another function than {named}. {place}")),
        None => builder.pass(evidence),
    };
    Link::of(LinkId::Trigger, short_name(arn), vec![judged])
}

/// The function's name without a version or an alias.
fn plain(function: &str) -> &str {
    short_name(function).split(':').next().unwrap_or_default()
}

pub fn invoke_permission(discovery: &Discovery) -> Link {
    let pool_arn = discovery.destination.pool_arn();
    let builder = check("invoke-permission.principal", "Cognito may invoke the function");
    let remedy = remedies::invoke(discovery, &pool_arn);
    let nobody = |builder: CheckBuilder| builder.fail(vec!["resource policy of the function: none".into()], &*remedy);
    let (policy, builder) = match require(&discovery.permission, builder, nobody) {
        Ok(pair) => pair,
        Err(check) => return Link::of(LinkId::InvokePermission, "", vec![check]),
    };
    let invoking: Vec<Statement<'_>> =
        statements(policy).into_iter().filter(|it| it.covers_action("lambda:InvokeFunction") && names_cognito(*it)).collect();
    let function_arn =
        discovery.function.present().map(|function| function.arn.as_str()).or(discovery.trigger.as_deref()).unwrap_or_default();
    let request = request_context::invoke(&pool_arn, function_arn, discovery.looked_at);
    let (allowing, denying): (Vec<Statement<'_>>, Vec<Statement<'_>>) = invoking.into_iter().partition(|it| it.allows());
    if allowing.is_empty() {
        let named: Vec<String> = statements(policy).iter().flat_map(|it| it.principals()).map(|it| it.to_string()).collect();
        let judged = builder.fail(vec![listed("the resource policy names", &named)], &*remedy);
        return Link::of(LinkId::InvokePermission, "none for Cognito", vec![judged]);
    }
    let never: Vec<Condition> = allowing.iter().flat_map(|it| it.never_met(&request)).collect();
    let evidence: Vec<String> = allowing.iter().flat_map(conditions).chain(request_context::why_never(&never)).collect();
    let principal = builder.pass(vec![format!("principal: {COGNITO}")]);
    let builder =
        check("invoke-permission.source", format!("the invoke permission is for the pool {}", discovery.destination.pool_id));
    let allowed: Vec<Option<bool>> = allowing.iter().map(|it| it.applies(&request)).collect();
    let denied = denying.iter().any(|it| it.applies(&request) != Some(false));
    let open = allowing.iter().any(|it| it.conditions().is_empty());
    let (name, source) = match (allowed.contains(&Some(true)), denied) {
        (_, true) => {
            ("denied", builder.fail(evidence, "Take the statement with the effect Deny off the function's resource policy."))
        }
        (true, false) if open => (
            COGNITO,
            builder.warn(
                vec!["SourceArn: none".into()],
                format!(
                    "Any user pool that learns the function's ARN may invoke it. Add the narrow permission, and take the wide one off once no other pool needs it. {remedy}"
                ),
            ),
        ),
        (true, false) => (COGNITO, builder.pass(evidence)),
        (false, false) if allowed.contains(&None) => {
            let unclear: Vec<Condition> = allowing.iter().flat_map(|it| it.conditions()).collect();
            ("", builder.skipped(evidence, Some(remedies::unclear_conditions(&unclear, &discovery.destination.profile))))
        }
        (false, false) => ("for something else", builder.fail(evidence, &*remedy)),
    };
    Link::of(LinkId::InvokePermission, name, vec![principal, source])
}

fn names_cognito(statement: Statement<'_>) -> bool {
    let is_cognito =
        |principal: &Principal| matches!(principal, Principal::Anyone) || *principal == Principal::Service(COGNITO.into());
    statement.principals().iter().any(is_cognito)
}

/// `AWS:SourceArn: arn:…`
fn conditions(statement: &Statement<'_>) -> Vec<String> {
    statement.conditions().into_iter().map(|condition| format!("{}: {}", condition.key, condition.values.join(", "))).collect()
}

pub fn function(discovery: &Discovery) -> Link {
    let named = discovery.request.function.as_deref().or(discovery.trigger.as_deref()).unwrap_or_default();
    let builder = check("function.exists", "the function is there and can run");
    let gone = |builder: CheckBuilder| {
        let account = match account_of(named) {
            "" => &discovery.destination.account,
            account => account,
        };
        builder.fail(
            vec![format!("function {}: does not exist in account {account}", short_name(named))],
            "Deploy the function again, or take the trigger off: until then every unknown user gets an error.",
        )
    };
    let (function, builder) = match require(&discovery.function, builder, gone) {
        Ok(pair) => pair,
        Err(check) => return Link::of(LinkId::Function, short_name(named), vec![check]),
    };
    let evidence = vec![
        format!("runtime: {}, handler: {}", function.runtime, function.handler),
        format!("timeout: {} s, memory: {} MB, state: {}", function.timeout, function.memory, function.state),
    ];
    let exists = match function.state.as_str() {
        "Failed" => builder.fail(evidence.clone(), "Look at the function in the console: Lambda could not make it ready."),
        _ => builder.pass(evidence.clone()),
    };
    let name = format!("{}, {} s, {} MB", function.name, function.timeout, function.memory);
    Link::of(LinkId::Function, name, [vec![exists, values(discovery, function)], time(function, evidence)].concat())
}

/// What its environment tells. That values are missing there is no fault: they may be in its code.
fn values(discovery: &Discovery, function: &DiscoveredFunction) -> Check {
    let builder = check("function.values", "what the function's environment says of the source");
    if let Err(problem) = &function.variables {
        return builder.unavailable(problem);
    }
    let recognised =
        discovery.variables.iter().filter(|variable| !matches!(variable.meaning, Meaning::Unknown | Meaning::Masked));
    let evidence: Vec<String> = recognised.map(|variable| format!("{}: {}", variable.name, variable.meaning.words())).collect();
    let pool = discovery
        .variable(Meaning::SourcePool)
        .and_then(|pool| Some((&pool.name, variables::region_of(pool.value.as_deref()?)?)));
    let region = discovery.variable(Meaning::SourceRegion).and_then(|region| Some((&region.name, region.value.as_deref()?)));
    match (pool, region) {
        (Some((pool, of_pool)), Some((name, region))) if of_pool != region => builder.warn(
            [evidence, vec![format!("{pool} is in {of_pool}, {name} says {region}")]].concat(),
            format!("If the function asks the pool in the Region of {name}, it does not find it: set {name} to {of_pool}."),
        ),
        _ if evidence.is_empty() => builder.pass(vec!["nothing recognised: the function may have its values in its code".into()]),
        _ => builder.pass(evidence),
    }
}

/// Cognito waits five seconds (facts §1.4); 128 MB is a fourteenth of a CPU, and Lambda's default.
fn time(function: &DiscoveredFunction, evidence: Vec<String>) -> Vec<Check> {
    if function.memory > 128 && function.timeout <= 30 && function.timeout >= 5 {
        return Vec::new();
    }
    let builder = check("function.time", "the function has time and memory for a first sign-in");
    vec![builder.warn(
        evidence,
        "Cognito waits five seconds and then asks again. Give it a timeout of 5 s and 512 MB: a first sign-in at 128 MB may take longer.",
    )]
}
