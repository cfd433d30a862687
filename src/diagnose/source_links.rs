//! The links in the source: what the role may ask of the pool, the app client, the pool itself. Pure.

use serde_json::Value;

use super::flows::take_admin_passwords;
use super::found::{Found, Look, Role};
use super::granted::granted;
use super::mend::{self, short};
use super::requests;
use super::variables::Meaning;
use crate::aws::document::{HAS_SECRET, text, texts};
use crate::aws::policy::reading::account_of;
use crate::check::draft::{Draft, check, listed};
use crate::check::finding::{Check, CheckStatus};
use crate::diagnose::link::{Link, LinkId, there};
use crate::preflight::source_pool;

pub fn role_policy(found: &Found) -> Link {
    let id = LinkId::SourceRolePolicy;
    let sign_in = || check("source-role-policy.sign-in", "the role may try a password in the source pool");
    if let Some(keys) = found.variable(Meaning::AccessKeys).filter(|_| found.role.is_none()) {
        let evidence = vec![format!("The function signs with access keys of its own ({}).", keys.name)];
        let remedy = "Whose keys they are, and what they may, is not told: look at that user's policies. A role in their place needs no keys.";
        return Link::of(id, "", vec![sign_in().skipped(evidence, Some(remedy.into()))]);
    }
    let asking: &Look<Role> = if found.without_a_role() { &found.function_role } else { &found.source_role };
    let (role, draft) = match there(asking, sign_in(), |draft| draft.rests_on("trust.exists")) {
        Ok(found) => found,
        Err(check) => return Link::of(id, "", vec![check]),
    };
    let Some(pool) = found.source_pool_arn() else {
        return Link::of(id, short(&role.arn), vec![draft.skipped(vec![POOL_UNKNOWN.into()], Some(PASS_POOL.into()))]);
    };
    let actions = ["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminGetUser"];
    let request = requests::ask_the_pool(role, found.function.there(), &pool, found.looked_at);
    let account = account_of(&role.arn);
    let at_home = account == found.destination.account;
    let profile = match &found.source {
        Some(source) if !at_home || source.account == account => &source.profile,
        _ => &found.destination.profile,
    };
    let grant = || mend::grant(role, profile, &actions, &pool);
    let trying = granted(role, actions[0], &pool, &request).judge(draft, role, profile, grant);
    let draft = check("source-role-policy.user", "the role may read a user of the source pool");
    // A function that takes the attributes out of the ID token does without.
    let mut reading = granted(role, actions[1], &pool, &request)
        .judge(draft, role, profile, || format!("Most functions read the user after the password. {}", grant()));
    if reading.status == CheckStatus::Fail {
        reading.status = CheckStatus::Warn;
    }
    Link::of(id, short(&role.arn), vec![trying, reading])
}

const POOL_UNKNOWN: &str = "The source pool is not known.";
const PASS_POOL: &str = "Pass it: --source-pool ID";

pub fn client(found: &Found) -> Link {
    let id = LinkId::SourceClient;
    let taken = found.source_client_id.as_ref();
    let name = taken.map(|client| client.value.as_str()).unwrap_or_default();
    let draft = check("source-client.exists", "the app client that the function uses in the source pool is there");
    let gone = |draft: Draft| {
        let from = taken.map(|client| client.from.as_str()).unwrap_or_default();
        draft.fail(
            vec![format!("{name} ({from}): the pool has no such app client")],
            "Make an app client without a secret in the source pool, with ALLOW_ADMIN_USER_PASSWORD_AUTH, and put its id into the function.",
        )
    };
    let (client, draft) = match there(&found.source_client, draft, gone) {
        Ok(found) => found,
        Err(check) => return Link::of(id, name, vec![check]),
    };
    let from = taken.map(|client| client.from.clone()).unwrap_or_default();
    let exists = draft.pass(vec![format!("{name} ({from}), named {}", text(client, "ClientName"))]);
    let name = format!("{} ({name})", text(client, "ClientName"));
    Link::of(id, name, vec![exists, flows(client), secret(found, client)])
}

fn flows(client: &Value) -> Check {
    let draft = check("source-client.flows", "the source app client lets passwords be tried from inside AWS");
    let flows = texts(client, "ExplicitAuthFlows");
    let evidence = vec![listed("ExplicitAuthFlows", &flows)];
    match take_admin_passwords(&flows) {
        true => draft.pass(evidence),
        false => draft.fail(
            evidence,
            "Source pool → App clients → the client → Edit: allow ALLOW_ADMIN_USER_PASSWORD_AUTH.\n\
             Not with a bare update-user-pool-client: it resets every field that it is not given.",
        ),
    }
}

/// A client with a secret wants a SECRET_HASH with each sign-in (facts §2.4).
fn secret(found: &Found, client: &Value) -> Check {
    let draft = check("source-client.secret", "the function can do what the source app client's secret asks for");
    let has_secret = client.get(HAS_SECRET).and_then(Value::as_bool).unwrap_or_default();
    match (has_secret, found.variable(Meaning::SourceClientSecret)) {
        (false, _) => draft.pass(vec!["secret: none".into()]),
        (true, Some(variable)) => draft.pass(vec![format!("secret: yes; the function has one in {} (not shown)", variable.name)]),
        (true, None) => draft.warn(
            vec!["secret: yes; no variable of the function looks like it".into()],
            "Unless the function has the secret in its code, each of its sign-ins is refused: use an app client without one.",
        ),
    }
}

pub fn pool(found: &Found) -> Link {
    let id = LinkId::SourcePool;
    let taken = found.source_pool_id.as_ref();
    let name = taken.map(|pool| pool.value.as_str()).unwrap_or_default();
    let draft = check("source-pool.exists", format!("the source pool {name} is there"));
    let gone = |draft: Draft| {
        let from = taken.map(|pool| pool.from.as_str()).unwrap_or_default();
        let account = found.source.as_ref().map(|source| source.account.as_str()).unwrap_or_default();
        draft.fail(
            vec![format!("{name} ({from}): account {account} has no such pool in its Region")],
            "Correct the pool's id in the function, or the profile: --source-profile NAME",
        )
    };
    let (pool, draft) = match there(&found.source_pool, draft, gone) {
        Ok(found) => found,
        Err(check) => return Link::of(id, name, vec![check]),
    };
    let from = taken.map(|pool| pool.from.clone()).unwrap_or_default();
    let mut checks = vec![draft.pass(vec![format!("{name} ({from}), named {}", text(pool, "Name"))])];
    // What becomes of users with a second factor is its function's own affair.
    checks.extend(source_pool::of_the_pool(pool).into_iter().filter(|check| check.id != "source-pool.mfa"));
    Link::of(id, format!("{} ({name})", text(pool, "Name")), checks)
}
