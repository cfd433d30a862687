//! Verify: each resource is read and compared with what it must be, and the chain is tried as a whole with a made-up user.

use futures_util::future::join_all;

use super::drift;
use super::observe::merged;
use crate::aws::account::Accounts;
use crate::check::finding::{Check, CheckStatus, Drift};
use crate::command::Command;
use crate::event::{Event, Events};
use crate::function::probe;
use crate::function::probe::ProbeVerdict;
use crate::model::blueprint::Blueprint;
use crate::model::spec::Spec;
use crate::problem::Problem;
use crate::resources::external_changes::{self, Attachment};
use crate::resources::registry::RESOURCES;
use crate::resources::resource::{Observed, Resource};
use crate::session::document::Session;
use crate::session::journal::Ownership;

/// One resource and what looking at it gave.
type Look = (&'static dyn Resource, Result<Observed, Problem>);

/// Looks at every resource at once; each finding is told, and all are returned in the order of the resources.
pub async fn verify(session: &Session, spec: &Spec, accounts: &Accounts, events: &Events) -> Result<Vec<Check>, Problem> {
    let blueprint = Blueprint::new(spec, &session.made);
    let looks = RESOURCES.into_iter().filter(|resource| resource.applies(&blueprint)).map(|resource| {
        let (blueprint, account) = (&blueprint, accounts.side(resource.id().side()));
        async move { (resource, resource.observe(blueprint, account).await) }
    });
    let looks: Vec<Look> = join_all(looks).await;
    // What the resources say of each other is held against what is there now: a client that was made again has another id.
    let made = looks.iter().fold(session.made.clone(), |made, (resource, look)| match look {
        Ok(observed) => merged(made, resource.id(), observed),
        Err(_) => made,
    });
    let blueprint = Blueprint::new(spec, &made);
    let mut checks = Vec::new();
    for (resource, look) in &looks {
        let check = judge(*resource, look, &blueprint, session.journal.ownership(resource.id()), accounts);
        events.emit(Event::Checked { check: check.clone() }).await;
        checks.push(check);
    }
    let whole = look_at_chain(&blueprint, accounts, &checks).await;
    events.emit(Event::Checked { check: whole.clone() }).await;
    checks.push(whole);
    Ok(checks)
}

fn judge(
    resource: &dyn Resource,
    look: &Result<Observed, Problem>,
    blueprint: &Blueprint,
    part: Ownership,
    accounts: &Accounts,
) -> Check {
    let (name, account) = (resource.name(blueprint), accounts.side(resource.id().side()));
    let check = |status, evidence, remedy, drift: Vec<Drift>| Check {
        id: format!("verify.{}", resource.id().key()),
        resource: Some(resource.id()),
        title: format!("{} ({name})", resource.id().title()),
        status,
        evidence,
        remedy,
        drift,
    };
    let observed = match look {
        Ok(observed) => observed,
        Err(problem) => return check(CheckStatus::Skipped, problem.lines(), problem.remedy.first().cloned(), Vec::new()),
    };
    let again = Some(format!(
        "Run `{}`: it shows the difference and repairs it.",
        Command::ferry("apply").session(&blueprint.spec.session)
    ));
    let Some(document) = &observed.document else {
        return check(CheckStatus::Fail, vec![format!("It is not there: {name}.")], again, Vec::new());
    };
    let drift = drift::of(document, &resource.desired(blueprint, observed), resource.document(), &part);
    let attachments = external_changes::on(resource.id(), document, blueprint, account);
    if !drift.is_empty() {
        let evidence = drift.iter().flat_map(drift::lines).chain(attachments.iter().map(|attachment| attachment.what.clone()));
        return check(CheckStatus::Fail, evidence.collect(), again, drift);
    }
    if let Some(first) = attachments.first() {
        // What somebody put on a role widens what the function may do, if the role is this session's.
        let fatal = part != Ownership::None && attachments.iter().any(|attachment| attachment.widens);
        let status = if fatal { CheckStatus::Fail } else { CheckStatus::Warn };
        let drift = attachments.iter().map(drift_of).collect();
        return check(
            status,
            attachments.iter().map(|attachment| attachment.what.clone()).collect(),
            Some(first.remedy.clone()),
            drift,
        );
    }
    let pass = format!("{name} in account {} is as planned.", account.identity.account);
    check(CheckStatus::Pass, vec![pass], None, Vec::new())
}

fn drift_of(attachment: &Attachment) -> Drift {
    Drift { path: attachment.path.to_owned(), recorded: None, wanted: None, found: Some(attachment.found.clone()) }
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
        drift: Vec::new(),
    };
    let function_stands = checks.iter().any(|check| check.id == "verify.function" && check.status != CheckStatus::Fail);
    if !function_stands {
        return check(CheckStatus::Skipped, vec!["The function is not there or not as planned.".into()], None);
    }
    let answer = match probe::probe(blueprint, &accounts.destination).await {
        Err(problem) => return check(CheckStatus::Skipped, problem.lines(), problem.remedy.first().cloned()),
        Ok(answer) => answer,
    };
    let by_sign_in = format!(
        "Only a sign-in shows that: {}",
        Command::ferry("sign-in").session(&blueprint.spec.session).with("--username", "NAME")
    );
    match answer.verdict(blueprint) {
        ProbeVerdict::Reached(said) => {
            check(CheckStatus::Pass, vec![format!("The function asked the source pool, which answered: {said}.")], None)
        }
        ProbeVerdict::Ran => {
            let ran = "Your function answered without an error, as it does for an unknown user.";
            check(
                CheckStatus::Pass,
                vec![ran.into(), format!("Whether it asked the source pool cannot be seen. {by_sign_in}")],
                None,
            )
        }
        ProbeVerdict::Unknown(said) => {
            let known = "Whether your function reaches the source pool cannot be known from here.".to_owned();
            let said = said.into_iter().map(|line| format!("It said: {line}"));
            check(CheckStatus::Warn, std::iter::once(known).chain(said).collect(), Some(by_sign_in))
        }
        ProbeVerdict::Broken(broken) => {
            let log = blueprint.log_group();
            let remedy = match broken.remedy {
                Some(remedy) => format!("{remedy} Its log group: {log}."),
                None => format!("Mend the resources above that fail; then look at the log group {log}."),
            };
            let mut evidence: Vec<String> = broken.why.lines().map(str::to_owned).collect();
            evidence.extend(answer.log.lines().map(str::to_owned));
            check(CheckStatus::Fail, evidence, Some(remedy))
        }
    }
}
