//! The source pool: is it there, who is in it, and what will run when passwords are tried.

use super::pool_facts::{exists, is_empty};
use serde_json::Value;

use super::facts::{Facts, SourceFacts, Subject, UserSample};
use crate::aws::Side;
use crate::aws::document::groups::Group;
use crate::aws::document::texts;
use crate::check::builder::{CheckBuilder, check, listed, shown};
use crate::check::finding::Check;
use crate::model::groups::is_of_a_provider;
use crate::problem::{Problem, ProblemKind};

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let source = facts.source.as_ref()?;
    let mut checks = vec![exists(subject, Side::Source, &source.pool, source.elsewhere.as_ref())];
    checks.push(users(source));
    checks.push(groups(subject, source));
    match &source.pool {
        Err(_) => checks.extend(OF_THE_POOL.iter().map(|(id, title, _)| check(*id, *title).depends_on("source-pool.exists"))),
        Ok(pool) => checks.extend(of_the_pool(pool)),
    }
    Some(checks)
}

type Judge = fn(&Value) -> Judgement;

const OF_THE_POOL: [(&str, &str, Judge); 4] = [
    ("source-pool.mfa", "multi-factor authentication of the source pool", mfa),
    ("source-pool.triggers", "triggers of the source pool that run on each password check", triggers),
    ("source-pool.user-migration", "a UserMigration trigger of the source pool itself", chained),
    ("source-pool.settings", "what the source pool is", settings),
];

/// What the pool's document alone tells.
pub fn of_the_pool(pool: &Value) -> Vec<Check> {
    let judged = OF_THE_POOL.iter().map(|(id, title, judge)| match judge(pool) {
        Judgement::Pass(evidence) => check(*id, *title).pass(evidence),
        Judgement::Warn(evidence, remedy) => check(*id, *title).warn(evidence, remedy),
    });
    judged.collect()
}

enum Judgement {
    Pass(Vec<String>),
    Warn(Vec<String>, &'static str),
}

fn users(source: &SourceFacts) -> Check {
    let builder = check("source-pool.users", "the source pool's users by state");
    let sample = match &source.users {
        Ok(sample) => sample,
        Err(problem) => return unread(builder, source, problem),
    };
    let evidence = counted(sample);
    let count = |status: &str| sample.by_status.get(status).copied().unwrap_or_default();
    let unfinished =
        ["FORCE_CHANGE_PASSWORD", "RESET_REQUIRED", "UNCONFIRMED", "EXTERNAL_PROVIDER", "UNKNOWN", "ARCHIVED", "COMPROMISED"];
    match unfinished.iter().any(|status| count(status) > 0) || sample.disabled > 0 {
        true => builder.warn(
            evidence,
            "Only enabled CONFIRMED users move with their password by signing in. The function's table says what happens to the others: assets/function/README.md",
        ),
        false => builder.pass(evidence),
    }
}

fn groups(subject: &Subject, source: &SourceFacts) -> Check {
    let builder = check("source-pool.groups", "groups of the source pool");
    let (groups, more) = match &source.groups {
        None => return builder.pass(vec!["--groups none: no part of this migration".into()]),
        Some(Ok(found)) => found,
        Some(Err(problem)) => return unread(builder, source, problem),
    };
    let pool = &subject.place(Side::Source).pool_id;
    let (of_providers, own): (Vec<&Group>, Vec<&Group>) = groups.iter().partition(|group| is_of_a_provider(group, pool));
    let names = |groups: &[&Group]| groups.iter().map(|group| group.name.clone()).collect::<Vec<_>>();
    let with_role: Vec<&Group> = own.iter().filter(|group| group.role_arn.is_some()).copied().collect();
    let mut evidence = vec![listed(if *more { "groups, the first of them" } else { "groups" }, &names(&own))];
    evidence.extend(
        (!with_role.is_empty())
            .then(|| listed("with a role of the source's account, left out unless --group-role", &names(&with_role))),
    );
    evidence.extend((!of_providers.is_empty()).then(|| listed("of identity providers, left to Cognito", &names(&of_providers))));
    builder.pass(evidence)
}

/// What the pool holds could not be read: for want of a permission, or because the pool itself is not to be seen.
fn unread(builder: CheckBuilder, source: &SourceFacts, problem: &Problem) -> Check {
    match source.pool.is_err() && !matches!(problem.kind, ProblemKind::AccessDenied { .. }) {
        true => builder.depends_on("source-pool.exists"),
        false => builder.unavailable(problem),
    }
}

fn counted(sample: &UserSample) -> Vec<String> {
    let sampled = match sample.complete {
        true => format!("looked at: all {} users", sample.size()),
        false => format!("looked at: the first {} users, a sample", sample.size()),
    };
    let states = sample.by_status.iter().map(|(status, count)| format!("{status}: {count}"));
    std::iter::once(sampled).chain(states).chain([format!("disabled: {}", sample.disabled)]).collect()
}

fn mfa(pool: &Value) -> Judgement {
    let mode = shown(pool, "/MfaConfiguration");
    let evidence = vec![format!("MfaConfiguration: {mode}")];
    match mode.as_str() {
        "OFF" | "absent" => Judgement::Pass(evidence),
        _ => Judgement::Warn(
            evidence,
            "Users who have MFA in the source are not moved by the function: they need the new pool's \"Forgot password\", or to sign up there again. Where MFA is SMS or email, trying a password sends them a code.",
        ),
    }
}

/// AdminInitiateAuth runs the pool's own triggers with the migration app client (facts §2.4).
fn triggers(pool: &Value) -> Judgement {
    let runs = ["PreAuthentication", "PostAuthentication", "PreTokenGeneration", "PreTokenGenerationConfig"];
    let set: Vec<String> = runs
        .iter()
        .filter_map(|name| {
            let trigger = pool.pointer(&format!("/LambdaConfig/{name}")).filter(|trigger| !is_empty(trigger))?;
            let arn = trigger.get("LambdaArn").unwrap_or(trigger);
            Some(format!("{name}: {}", arn.as_str().unwrap_or_default()))
        })
        .collect();
    match set.is_empty() {
        true => Judgement::Pass(vec![listed("triggers that run", &set)]),
        false => Judgement::Warn(
            set,
            "These run each time the function tries a password. See that they accept the migration app client and do nothing twice.",
        ),
    }
}

fn chained(pool: &Value) -> Judgement {
    match shown(pool, "/LambdaConfig/UserMigration").as_str() {
        "absent" | "" => Judgement::Pass(vec!["LambdaConfig.UserMigration: none".into()]),
        arn => Judgement::Warn(
            vec![format!("LambdaConfig.UserMigration: {arn}")],
            "The source pool itself takes users from an older pool. A user who is still only there is moved twice in one sign-in, within five seconds: finish the older migration first, or try it with such a user.",
        ),
    }
}

fn settings(pool: &Value) -> Judgement {
    Judgement::Pass(vec![
        listed("UsernameAttributes", &texts(pool, "UsernameAttributes")),
        listed("AliasAttributes", &texts(pool, "AliasAttributes")),
        format!("case-sensitive user names: {}", crate::preflight::pool_facts::case_sensitive(pool)),
        format!("UserPoolTier: {}", shown(pool, "/UserPoolTier")),
        format!("DeletionProtection: {}", shown(pool, "/DeletionProtection")),
    ])
}
