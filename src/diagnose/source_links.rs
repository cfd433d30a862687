//! The links in the source: what the role may ask of the pool, the app client, the pool itself. Pure.

use serde_json::Value;

use super::discovery::{Discovery, Lookup, Role};
use super::flows::take_admin_passwords;
use super::granted::granted;
use super::remedies::{self, short};
use super::request_context;
use super::variables::Meaning;
use crate::aws::document::{HAS_SECRET, text, texts};
use crate::aws::policy::reading::account_of;
use crate::check::builder::{CheckBuilder, check, listed};
use crate::check::finding::{Check, CheckStatus};
use crate::diagnose::link::{Link, LinkId, require};
use crate::preflight::source_pool;

pub fn role_policy(discovery: &Discovery) -> Link {
    let id = LinkId::SourceRolePolicy;
    let sign_in = || check("source-role-policy.sign-in", "the role may try a password in the source pool");
    if let Some(keys) = discovery.variable(Meaning::AccessKeys).filter(|_| discovery.role.is_none()) {
        let evidence = vec![format!("The function signs with access keys of its own ({}).", keys.name)];
        let remedy =
            "The owner of the keys and their permissions cannot be read: look at that user's policies. A role needs no keys.";
        return Link::of(id, "", vec![sign_in().skipped(evidence, Some(remedy.into()))]);
    }
    let asking: &Lookup<Role> = if discovery.without_a_role() { &discovery.function_role } else { &discovery.source_role };
    let (role, builder) = match require(asking, sign_in(), |builder| builder.depends_on("trust.exists")) {
        Ok(pair) => pair,
        Err(check) => return Link::of(id, "", vec![check]),
    };
    let Some(pool) = discovery.source_pool_arn() else {
        return Link::of(id, short(&role.arn), vec![builder.skipped(vec![POOL_UNKNOWN.into()], Some(PASS_POOL.into()))]);
    };
    let actions = ["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminGetUser"];
    let request = request_context::ask_the_pool(role, discovery.function.present(), &pool, discovery.looked_at);
    let account = account_of(&role.arn);
    let at_home = account == discovery.destination.account;
    let profile = match &discovery.source {
        Some(source) if !at_home || source.account == account => &source.profile,
        _ => &discovery.destination.profile,
    };
    let grant = || remedies::grant(role, profile, &actions, &pool);
    let trying = granted(role, actions[0], &pool, &request).judge(builder, role, profile, grant);
    let builder = check("source-role-policy.user", "the role may read a user of the source pool");
    // A function that takes the attributes out of the ID token does without.
    let mut reading = granted(role, actions[1], &pool, &request)
        .judge(builder, role, profile, || format!("Most functions read the user after the password. {}", grant()));
    if reading.status == CheckStatus::Fail {
        reading.status = CheckStatus::Warn;
    }
    Link::of(id, short(&role.arn), vec![trying, reading])
}

const POOL_UNKNOWN: &str = "The source pool is not known.";
const PASS_POOL: &str = "Pass it: --source-pool ID";

pub fn client(discovery: &Discovery) -> Link {
    let id = LinkId::SourceClient;
    let resolved = discovery.source_client_id.as_ref();
    let name = resolved.map(|client| client.value.as_str()).unwrap_or_default();
    let builder = check("source-client.exists", "the app client that the function uses in the source pool is there");
    let gone = |builder: CheckBuilder| {
        let from = resolved.map(|client| client.from.as_str()).unwrap_or_default();
        builder.fail(
            vec![format!("{name} ({from}): the pool has no such app client")],
            "Make an app client without a secret in the source pool, with ALLOW_ADMIN_USER_PASSWORD_AUTH, and put its id into the function.",
        )
    };
    let (client, builder) = match require(&discovery.source_client, builder, gone) {
        Ok(pair) => pair,
        Err(check) => return Link::of(id, name, vec![check]),
    };
    let from = resolved.map(|client| client.from.clone()).unwrap_or_default();
    let exists = builder.pass(vec![format!("{name} ({from}), named {}", text(client, "ClientName"))]);
    let name = format!("{} ({name})", text(client, "ClientName"));
    Link::of(id, name, vec![exists, flows(client), secret(discovery, client)])
}

fn flows(client: &Value) -> Check {
    let builder = check("source-client.flows", "the source app client lets passwords be tried from inside AWS");
    let flows = texts(client, "ExplicitAuthFlows");
    let evidence = vec![listed("ExplicitAuthFlows", &flows)];
    match take_admin_passwords(&flows) {
        true => builder.pass(evidence),
        false => builder.fail(
            evidence,
            "Source pool → App clients → the client → Edit: allow ALLOW_ADMIN_USER_PASSWORD_AUTH.\n\
             Not with a bare update-user-pool-client: it resets every field that it is not given.",
        ),
    }
}

/// A client with a secret wants a SECRET_HASH with each sign-in (facts §2.4).
fn secret(discovery: &Discovery, client: &Value) -> Check {
    let builder = check("source-client.secret", "the function can do what the source app client's secret asks for");
    let has_secret = client.get(HAS_SECRET).and_then(Value::as_bool).unwrap_or_default();
    match (has_secret, discovery.variable(Meaning::SourceClientSecret)) {
        (false, _) => builder.pass(vec!["secret: none".into()]),
        (true, Some(variable)) => {
            builder.pass(vec![format!("secret: yes; the function has one in {} (not shown)", variable.name)])
        }
        (true, None) => builder.warn(
            vec!["secret: yes; no variable of the function looks like it".into()],
            "Unless the function has the secret in its code, each of its sign-ins is refused: use an app client without one.",
        ),
    }
}

pub fn pool(discovery: &Discovery) -> Link {
    let id = LinkId::SourcePool;
    let resolved = discovery.source_pool_id.as_ref();
    let name = resolved.map(|pool| pool.value.as_str()).unwrap_or_default();
    let builder = check("source-pool.exists", format!("the source pool {name} is there"));
    let gone = |builder: CheckBuilder| {
        let from = resolved.map(|pool| pool.from.as_str()).unwrap_or_default();
        let account = discovery.source.as_ref().map(|source| source.account.as_str()).unwrap_or_default();
        builder.fail(
            vec![format!("{name} ({from}): account {account} has no such pool in its Region")],
            "Correct the pool's id in the function, or the profile: --source-profile NAME",
        )
    };
    let (pool, builder) = match require(&discovery.source_pool, builder, gone) {
        Ok(pair) => pair,
        Err(check) => return Link::of(id, name, vec![check]),
    };
    let from = resolved.map(|pool| pool.from.clone()).unwrap_or_default();
    let mut checks = vec![builder.pass(vec![format!("{name} ({from}), named {}", text(pool, "Name"))])];
    // What becomes of users with a second factor is its function's own affair.
    checks.extend(source_pool::of_the_pool(pool).into_iter().filter(|check| check.id != "source-pool.mfa"));
    Link::of(id, format!("{} ({name})", text(pool, "Name")), checks)
}
