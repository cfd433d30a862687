//! Verify: each piece is read and compared with what it must be, and the chain is tried as a whole with a made-up user.

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::check::{Check, CheckStatus};
use super::event::{Event, Events};
use super::session::Session;
use crate::aws::account::Accounts;
use crate::aws::problem::Problem;
use crate::resources::blueprint::Blueprint;
use crate::resources::change::FieldChange;
use crate::resources::decide::difference;
use crate::resources::spec::Spec;
use crate::resources::{RESOURCES, Resource, chain};

/// Looks at every piece at once; each finding is told as it comes, and all are returned in the order of the resources.
pub async fn verify(session: &Session, spec: &Spec, accounts: &Accounts, events: &Events) -> Result<Vec<Check>, Problem> {
    let blueprint = Blueprint::new(spec, &session.made);
    let applicable = RESOURCES.into_iter().filter(|resource| resource.applies(&blueprint));
    let mut looks: FuturesUnordered<_> = applicable
        .enumerate()
        .map(|(position, resource)| {
            let blueprint = &blueprint;
            async move { (position, look_at(resource, blueprint, accounts).await) }
        })
        .collect();
    let mut checks = Vec::new();
    while let Some((position, check)) = looks.next().await {
        // Nobody listening is no reason not to look on.
        drop(events.send(Event::Checked { check: check.clone() }).await);
        checks.push((position, check));
    }
    checks.sort_by_key(|(position, _)| *position);
    let mut checks: Vec<Check> = checks.into_iter().map(|(_, check)| check).collect();
    let whole = look_at_chain(&blueprint, accounts, &checks).await;
    drop(events.send(Event::Checked { check: whole.clone() }).await);
    checks.push(whole);
    Ok(checks)
}

async fn look_at(resource: &dyn Resource, blueprint: &Blueprint, accounts: &Accounts) -> Check {
    let account = accounts.side(resource.id().side());
    let check = |status, evidence, remedy| Check {
        id: format!("verify.{}", resource.id().key()),
        resource: Some(resource.id()),
        title: format!("{} ({})", resource.id().title(), resource.name(blueprint)),
        status,
        evidence,
        remedy,
        fields: Vec::new(),
    };
    let observed = match resource.observe(blueprint, account).await {
        Ok(observed) => observed,
        Err(problem) => return check(CheckStatus::Skipped, problem.lines(), problem.remedy.first().cloned()),
    };
    let again =
        Some(format!("Run `cognito-ferry apply --session {}`: it shows the difference and mends it.", blueprint.spec.session));
    let desired = resource.desired(blueprint, &observed);
    let Some(document) = &observed.document else {
        return check(CheckStatus::Fail, vec![format!("It is not there: {}.", resource.name(blueprint))], again);
    };
    let fields = difference(Some(document), &desired);
    match fields.is_empty() {
        true => check(
            CheckStatus::Pass,
            vec![format!("{} in account {} is as planned.", resource.name(blueprint), account.identity.account)],
            None,
        ),
        false => {
            Check { fields: fields.clone(), ..check(CheckStatus::Fail, fields.iter().map(difference_line).collect(), again) }
        }
    }
}

/// `Environment.Variables.OLD_CLIENT_ID is "a", should be "b"`.
fn difference_line(field: &FieldChange) -> String {
    let shown = |value: &Option<serde_json::Value>| value.as_ref().map_or_else(|| "absent".into(), serde_json::Value::to_string);
    let meaning = field.plain_name().map(|meaning| format!("{meaning}: ")).unwrap_or_default();
    format!("{meaning}{} is {}, should be {}", field.path, shown(&field.before), shown(&field.after))
}

/// The function is invoked for a user whom nobody has: it must answer "unknown user". Where the function is not there, or cannot
/// be invoked by this profile, the check is skipped and says so.
async fn look_at_chain(blueprint: &Blueprint, accounts: &Accounts, checks: &[Check]) -> Check {
    let check = |status, evidence, remedy| Check {
        id: "verify.chain".into(),
        resource: None,
        title: "the chain as a whole (a made-up user through the function)".into(),
        status,
        evidence,
        remedy,
        fields: Vec::new(),
    };
    let function_stands = checks.iter().any(|check| check.id == "verify.function" && check.status != CheckStatus::Fail);
    if !function_stands {
        return check(CheckStatus::Skipped, vec!["The function is not there or not as planned.".into()], None);
    }
    match chain::ask(blueprint, &accounts.destination).await {
        Err(problem) => check(CheckStatus::Skipped, problem.lines(), problem.remedy.first().cloned()),
        Ok(answer) if answer.reached_the_source() => {
            let reason = answer.reason.unwrap_or_else(|| "no error".into());
            check(CheckStatus::Pass, vec![format!("The function asked the source pool and was told: {reason}.")], None)
        }
        Ok(answer) => {
            let reason = answer.reason.as_deref().unwrap_or("an error without a reason");
            let mut evidence = vec![format!("The function answered: {reason}.")];
            evidence.extend(answer.failure.clone());
            evidence.extend(answer.log.lines().map(str::to_owned));
            let remedy = format!("Mend the pieces above that fail; then look at the log group {}.", blueprint.log_group());
            check(CheckStatus::Fail, evidence, Some(remedy))
        }
    }
}
