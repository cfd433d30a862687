//! Who both sides are: accounts, clocks, credentials, endpoints.

use super::facts::{Facts, IdentityFacts, Subject};
use crate::check::builder::check;
use crate::check::finding::Check;

/// AWS refuses signatures that are more than five minutes off.
const SKEW_REFUSED: i64 = 300;
const SKEW_NOTICED: i64 = 60;
/// Applying takes a minute or two; with a question in between, a quarter of an hour is little.
const SECONDS_ENOUGH: i64 = 15 * 60;

pub fn checks(_: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let identities = facts.identities.as_ref()?;
    let mut checks: Vec<Check> = identities.iter().flat_map(|side| [who(side), clock(side), credentials(side)]).collect();
    checks.push(accounts(identities));
    checks.push(endpoints(identities));
    Some(checks)
}

fn who(side: &IdentityFacts) -> Check {
    let identity = &side.identity;
    let builder = check(format!("identity.{}", side.side), format!("{} profile {}", side.side, side.profile));
    let evidence = vec![
        format!("account: {} ({})", identity.account, identity.partition),
        format!("principal: {}", identity.arn),
        format!("Region: {}", side.region),
    ];
    match identity.arn.ends_with(":root") {
        true => builder.warn(evidence, "These are the keys of the account's root user: use a user or a role that may do less."),
        false => builder.pass(evidence),
    }
}

fn clock(side: &IdentityFacts) -> Check {
    let builder =
        check(format!("identity.{}.clock", side.side), format!("this machine's clock against the {} account's", side.side));
    let remedy = "Set this machine's clock: AWS refuses requests that are five minutes off.";
    match &side.skew {
        Err(problem) => builder.unavailable(problem),
        Ok(None) => builder.skipped(vec!["STS answered without a Date header.".into()], None),
        Ok(Some(skew)) => {
            let evidence = vec![format!("seconds ahead of AWS: {skew}")];
            match skew.abs() {
                SKEW_REFUSED.. => builder.fail(evidence, remedy),
                SKEW_NOTICED.. => builder.warn(evidence, remedy),
                _ => builder.pass(evidence),
            }
        }
    }
}

fn credentials(side: &IdentityFacts) -> Check {
    let builder = check(format!("identity.{}.credentials", side.side), format!("how long the {} credentials last", side.side));
    match side.seconds_left {
        None => builder.pass(vec!["expire: never by themselves".into()]),
        Some(left) if left < SECONDS_ENOUGH => builder.warn(
            vec![format!("expire in: {} minutes", left / 60)],
            format!(
                "Renew the credentials of profile {} before applying; apply stops and continues where they run out.",
                side.profile
            ),
        ),
        Some(left) => builder.pass(vec![format!("expire in: {} minutes", left / 60)]),
    }
}

fn accounts([source, destination]: &[IdentityFacts; 2]) -> Check {
    let builder = check("identity.accounts", "two different accounts");
    let evidence = vec![format!("source: {}", source.identity.account), format!("destination: {}", destination.identity.account)];
    match source.identity.account == destination.identity.account {
        true => builder.warn(
            evidence,
            format!("Both profiles lead into one account. If that is not meant, choose another profile with --destination-profile (now {}).", destination.profile),
        ),
        false => builder.pass(evidence),
    }
}

fn endpoints(identities: &[IdentityFacts; 2]) -> Check {
    let builder = check("identity.endpoints", "endpoints in force");
    let overrides: Vec<String> = identities
        .iter()
        .flat_map(|side| side.endpoint_overrides.iter().map(move |line| format!("{}: {line}", side.side)))
        .collect();
    match overrides.is_empty() {
        true => builder.pass(vec!["overrides: none".into()]),
        false => builder.warn(overrides, "Requests do not go to AWS itself. If that is not meant, take these settings away."),
    }
}
