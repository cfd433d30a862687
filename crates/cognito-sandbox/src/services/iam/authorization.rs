//! Who may do what: the caller's policies, and for AssumeRole the role's trust policy as well.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::unsupported;
use super::elements::statements;
use super::policy::{self, Decision, Question};
use super::principal::{self, Asker, Match};
use crate::core::caller::{Caller, CallerKind};
use crate::core::clock::Moment;
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use crate::core::state::iam::Role;
use crate::core::state::world::Account;
use crate::core::state::world::World;

/// What a condition can look at, beside what follows from caller and resource: `sts:ExternalId`, `iam:PassedToService`.
pub type Context = BTreeMap<&'static str, String>;

/// Whether identity-based policies (and the permissions boundary) let the caller do `action` on `resource`.
///
/// # Errors
/// AccessDenied in AWS's wording, or 501 for a policy that the sandbox cannot evaluate.
pub fn authorize(sandbox: &Sandbox, caller: &Caller, action: &str, resource: &str, context: &Context) -> Result<(), Fault> {
    let moment = sandbox.moment();
    let service = service_of(action);
    let world = sandbox.world();
    let verdict = identity_verdict(&world, moment, caller, action, resource, context)?;
    let reason = match verdict {
        Verdict::Allowed => return Ok(()),
        Verdict::Unsigned => return Err(Fault::unsigned(service)),
        Verdict::NotAllowed => {
            format!("because no identity-based policy allows the {action} action")
        }
        Verdict::OutsideBoundary => {
            format!("because no permissions boundary allows the {action} action")
        }
        Verdict::Denied => "with an explicit deny in an identity-based policy".to_owned(),
    };
    Err(Fault::access_denied(
        service,
        format!("User: {} is not authorized to perform: {action} on resource: {resource} {reason}", caller.arn),
    ))
}

fn service_of(action: &str) -> Service {
    // Every caller of `authorize` names an action of a service that exists here.
    Service::from_name(action.split(':').next().unwrap_or_default()).unwrap_or(Service::Iam)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Allowed,
    NotAllowed,
    OutsideBoundary,
    Denied,
    Unsigned,
}

fn identity_verdict(
    world: &World,
    moment: Moment,
    caller: &Caller,
    action: &str,
    resource: &str,
    context: &Context,
) -> Result<Verdict, Fault> {
    let Some(account) = world.accounts.get(&caller.account) else {
        return Ok(Verdict::Unsigned);
    };
    let context = full_context(account, caller, resource, context);
    verdict_in(account, moment, caller, &Question { action, resource, context: &context })
}

/// The same, with everything that conditions can see already gathered.
fn verdict_in(account: &Account, moment: Moment, caller: &Caller, question: &Question<'_>) -> Result<Verdict, Fault> {
    let decide = |documents: &[Value]| policy::decide(documents, question).map_err(|what| unsupported(&what));
    match &caller.kind {
        CallerKind::Anonymous => Ok(Verdict::Unsigned),
        CallerKind::Root => Ok(Verdict::Allowed),
        CallerKind::User { name } => match account.users.get(name).map(|user| &user.policy) {
            Some(None) => Ok(Verdict::Allowed),
            Some(Some(document)) => Ok(verdict(decide(std::slice::from_ref(document))?)),
            None => Ok(Verdict::NotAllowed),
        },
        CallerKind::AssumedRole { .. } => {
            let Some(role) = living_role(account, caller) else {
                return Ok(Verdict::NotAllowed);
            };
            let identity = verdict(decide(&effective_documents(account, moment, role))?);
            match (identity, &role.permissions_boundary) {
                (Verdict::Allowed, Some(boundary)) => {
                    let document = managed_document(account, boundary);
                    Ok(match decide(document.as_slice())? {
                        Decision::Allowed => Verdict::Allowed,
                        Decision::Denied => Verdict::Denied,
                        Decision::Silent => Verdict::OutsideBoundary,
                    })
                }
                (identity, _) => Ok(identity),
            }
        }
    }
}

fn verdict(decision: Decision) -> Verdict {
    match decision {
        Decision::Allowed => Verdict::Allowed,
        Decision::Denied => Verdict::Denied,
        Decision::Silent => Verdict::NotAllowed,
    }
}

/// What a simulation finds for one action on one resource: the decision as SimulatePrincipalPolicy spells it, and whether the
/// permissions boundary allows the action, where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulated {
    pub decision: &'static str,
    pub allowed_by_boundary: Option<bool>,
}

/// Decides as [`authorize`] does, for another principal and with context that the asker made up (lower-cased keys).
///
/// # Errors
/// 501 for a policy that the sandbox cannot evaluate.
pub fn simulate(
    sandbox: &Sandbox,
    principal: &Caller,
    action: &str,
    resource: &str,
    given: &BTreeMap<String, String>,
) -> Result<Simulated, Fault> {
    let moment = sandbox.moment();
    let world = sandbox.world();
    let Some(account) = world.accounts.get(&principal.account) else {
        return Err(Fault::new(404, "NoSuchEntity", format!("The principal {} cannot be found.", principal.arn)));
    };
    let mut context = full_context(account, principal, resource, &Context::default());
    context.extend(given.clone());
    let verdict = verdict_in(account, moment, principal, &Question { action, resource, context: &context })?;
    let bounded = living_role(account, principal).is_some_and(|role| role.permissions_boundary.is_some());
    Ok(Simulated {
        decision: match verdict {
            Verdict::Allowed => "allowed",
            Verdict::Denied => "explicitDeny",
            Verdict::NotAllowed | Verdict::OutsideBoundary | Verdict::Unsigned => "implicitDeny",
        },
        allowed_by_boundary: bounded.then_some(verdict != Verdict::OutsideBoundary),
    })
}

/// The role behind a session, unless it was deleted (and perhaps made again) since.
fn living_role<'a>(account: &'a Account, caller: &Caller) -> Option<&'a Role> {
    match &caller.kind {
        CallerKind::AssumedRole { role_name, role_id, .. } => account.iam.role(role_name).filter(|role| role.role_id == *role_id),
        _ => None,
    }
}

fn effective_documents(account: &Account, moment: Moment, role: &Role) -> Vec<Value> {
    let inline = role
        .inline_policies
        .values()
        .filter_map(|policy| policy.effective(moment.now, moment.delays.role_propagation))
        .filter_map(|text| serde_json::from_str(text).ok());
    let attached = role.attached_policies.iter().filter_map(|arn| managed_document(account, arn));
    inline.chain(attached).collect()
}

/// The document of a managed policy: one of AWS's that the sandbox knows, or one of the account's.
pub fn managed_document(account: &Account, arn: &str) -> Option<Value> {
    let (action, resource) = match arn {
        "arn:aws:iam::aws:policy/AdministratorAccess" => (serde_json::json!("*"), "*"),
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" => {
            (serde_json::json!(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]), "*")
        }
        // What published guides attach to both roles; of what it allows, the part that the sandbox knows.
        "arn:aws:iam::aws:policy/AmazonCognitoPowerUser" => {
            (serde_json::json!(["cognito-identity:*", "cognito-idp:*", "cognito-sync:*", "iam:GetRole", "iam:ListRoles"]), "*")
        }
        _ => return account.iam.managed_policies.get(arn).cloned(),
    };
    Some(serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}],
    }))
}

/// What conditions can see, with lower-cased keys.
fn full_context(account: &Account, caller: &Caller, resource: &str, given: &Context) -> BTreeMap<String, String> {
    let mut context: BTreeMap<String, String> = given.iter().map(|(key, value)| (key.to_lowercase(), value.clone())).collect();
    // For a session this is the role's ARN, not the session's (facts §4.2).
    let principal = living_role(account, caller).map_or(&caller.arn, |role| &role.arn);
    context.insert("aws:principalarn".to_owned(), principal.clone());
    context.insert("aws:principalaccount".to_owned(), caller.account.clone());
    if let Some(region) = resource.split(':').nth(3).filter(|region| !region.is_empty()) {
        context.insert("aws:requestedregion".to_owned(), region.to_owned());
    }
    context
}

/// Whether the caller may assume a role: trust policy, and the caller's own policies where they are needed.
///
/// # Errors
/// AccessDenied, which does not tell whether the role exists.
pub fn assume_role(sandbox: &Sandbox, caller: &Caller, role_arn: &str, context: &Context) -> Result<Role, Fault> {
    let moment = sandbox.moment();
    let world = sandbox.world();
    let denied = || {
        Fault::access_denied(
            Service::Sts,
            format!("User: {} is not authorized to perform: sts:AssumeRole on resource: {role_arn}", caller.arn),
        )
    };
    let account = world.accounts.get(&caller.account).ok_or_else(denied)?;
    let owner = role_arn.split(':').nth(4).and_then(|id| world.accounts.get(id));
    let (owner, role) = owner.and_then(|owner| Some((owner, owner.iam.role_by_arn(role_arn)?))).ok_or_else(denied)?;
    let unique_id = match &caller.kind {
        // AWS refuses the root user whatever policies say.
        CallerKind::Root | CallerKind::Anonymous => return Err(denied()),
        CallerKind::User { name } => account.users.get(name).map(|user| user.user_id.as_str()),
        CallerKind::AssumedRole { .. } => living_role(account, caller).map(|role| role.role_id.as_str()),
    };
    let asker = Asker { account: &caller.account, unique_id, arn: &caller.arn, service: None };
    let full = full_context(account, caller, role_arn, context);
    let trusted = trust_verdict(moment, role, &asker, &full)?.ok_or_else(denied)?;
    let identity = identity_verdict(&world, moment, caller, "sts:AssumeRole", role_arn, context)?;
    let same_account = owner.id == caller.account;
    match identity {
        Verdict::Allowed => Ok(role.clone()),
        // Within one account a trust policy that names the caller itself is enough.
        Verdict::NotAllowed if same_account && trusted == Match::Directly => Ok(role.clone()),
        _ => Err(denied()),
    }
}

/// Whether a role's trust policy lets the asker assume it, as far as policies have propagated.
fn trust_verdict(
    moment: Moment,
    role: &Role,
    asker: &Asker<'_>,
    context: &BTreeMap<String, String>,
) -> Result<Option<Match>, Fault> {
    let Some(trust) = role.trust.effective(moment.now, moment.delays.role_propagation) else {
        return Ok(None);
    };
    let mut found = None;
    for statement in statements(trust) {
        let Some(how) = principal::names(&statement["Principal"], asker) else {
            continue;
        };
        if !policy::speaks_of_action(statement, "sts:AssumeRole")
            || !policy::condition_holds(statement, context).map_err(|what| unsupported(&what))?
        {
            continue;
        }
        match policy::effect(statement) {
            Decision::Denied => return Ok(None),
            _ if found != Some(Match::Directly) => found = Some(how),
            _ => {}
        }
    }
    Ok(found)
}

/// Whether a service, e.g. `lambda.amazonaws.com`, can assume a role by now; the role if so.
///
/// # Errors
/// 501 for a trust policy that the sandbox cannot evaluate.
pub fn service_may_assume(sandbox: &Sandbox, role_arn: &str, service: &str) -> Result<Option<Role>, Fault> {
    let moment = sandbox.moment();
    let world = sandbox.world();
    let account_id = role_arn.split(':').nth(4).unwrap_or_default();
    let role = world.accounts.get(account_id).and_then(|account| account.iam.role_by_arn(role_arn));
    let Some(role) = role else { return Ok(None) };
    let asker = Asker { account: account_id, unique_id: None, arn: service, service: Some(service) };
    let context = BTreeMap::from([("aws:sourceaccount".to_owned(), account_id.to_owned())]);
    Ok(trust_verdict(moment, role, &asker, &context)?.map(|_| role.clone()))
}
