//! Least privilege, both ways: with the policies as the program writes them the sign-in works; with any one action,
//! resource, principal or condition taken out of any of them it does not.

use std::collections::BTreeSet;

use aws_sdk_iam::types::PolicyEvaluationDecisionType;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::by_hand::{self, sign_in};
use crate::first_sign_in::{self, groups_and_mark, make_group};
use crate::lab::{Account, DestinationPool, Lab, SourcePool, User};
use crate::program::migrate;

/// The parts of a statement, each with one that serves nobody here.
const OTHERS: [(&str, &str); 4] = [
    ("/Action", "sts:TagSession"),
    ("/Resource", "arn:aws:iam::444444444444:role/nobody"),
    ("/Principal/AWS", "arn:aws:iam::444444444444:role/nobody"),
    ("/Condition/StringEquals/sts:ExternalId", "the-external-id-of-somebody-else"),
];

/// Where a policy stands.
#[derive(Debug, Clone)]
pub enum Place {
    Trust { role: String },
    Inline { role: String, name: String },
}

#[tokio::test]
async fn a_sign_in_needs_every_action_and_resource_that_the_program_allows() {
    let lab = Lab::start();
    let pair = lab.by_username();
    // Where the token tells the attributes, AdminGetUser is needed for forgotten passwords only, which the lab's pool does not pass on.
    migrate(&lab, "apply", pair, &["--yes", "--attributes-from", "user"]).exits(0);
    assert_eq!(needless_parts(&lab, pair).await, [""; 0]);
}

#[tokio::test]
async fn the_one_action_too_many_is_found_among_those_that_a_sign_in_needs() {
    let lab = Lab::start();
    let pair = lab.by_username();
    let function = by_hand::build(&lab, pair).await;
    by_hand::turn_on(&lab.destination(), pair.1, &function).await;
    let more = json!(["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminGetUser", "cognito-idp:ListUsers"]);
    by_hand::allow(&lab.source(), by_hand::SOURCE_ROLE, "questions", &more, &pair.0.arn).await;
    assert_eq!(needless_parts(&lab, pair).await, ["cognito-idp:ListUsers"]);
}

#[tokio::test]
async fn what_brings_the_groups_needs_every_permission_too_and_the_lack_of_it_costs_nobody_the_sign_in() {
    let lab = Lab::start();
    let (old, new) = lab.by_username();
    let (source, destination) = (lab.source(), lab.destination());
    let anna = &old.users[0];
    make_group(&source, old, "staff", &[&anna.name]).await;
    migrate(&lab, "apply", (old, new), &first_sign_in::FLAGS).exits(0);
    let staff = BTreeSet::from(["staff".to_owned()]);
    // In this order: she migrates with the first, and with the last she is in the group already, but still marked.
    for (account, part, reason, step) in [
        (&source, "cognito-idp:AdminListGroupsForUser", "source-access-denied", "AdminListGroupsForUser"),
        (&destination, "sts:AssumeRole", "assume-role-denied", "AssumeRole"),
        (&destination, "cognito-idp:AdminListGroupsForUser", "destination-access-denied", "destination:AdminListGroupsForUser"),
        (&destination, &new.arn, "destination-access-denied", "destination:AdminListGroupsForUser"),
        (&destination, "cognito-idp:AdminAddUserToGroup", "destination-access-denied", "destination:AdminAddUserToGroup"),
        (
            &destination,
            "cognito-idp:AdminDeleteUserAttributes",
            "destination-access-denied",
            "destination:AdminDeleteUserAttributes",
        ),
    ] {
        let (place, whole) = take_out(account, part).await;
        forget_credentials(&destination).await;
        assert_eq!(sign_in(&destination, new, &anna.name, &anna.password).await, Ok(()), "without {part}");
        write(account, &place, &whole).await;
        let line = first_sign_in::after_sign_ins(&destination).await.pop().unwrap();
        let told = ["outcome", "reason", "step"].map(|member| line[member].as_str().unwrap_or_default());
        assert_eq!(told, ["postponed", reason, step], "without {part}: {line}");
        let (groups, mark) = groups_and_mark(&destination, new, &anna.name).await;
        assert!(mark.is_some(), "without {part}");
        assert_eq!(groups == staff, step == "destination:AdminDeleteUserAttributes", "without {part}: {groups:?}");
    }
    assert_eq!(sign_in(&destination, new, &anna.name, &anna.password).await, Ok(()));
    let line = first_sign_in::after_sign_ins(&destination).await.pop().unwrap();
    assert_eq!((line["reason"].as_str(), line["groups"].as_u64()), (Some("joined"), Some(0)));
    assert_eq!(groups_and_mark(&destination, new, &anna.name).await, (staff, None));
}

/// Takes each part out of each policy in turn, and answers with those without which the first user of the source gets
/// in all the same. Ends with everything put back, and that user signed in and then removed.
async fn needless_parts(lab: &Lab, (old, new): (&SourcePool, &DestinationPool)) -> Vec<String> {
    let person = &old.users[0];
    let destination = lab.destination();
    let mut needless = Vec::new();
    for account in [lab.source(), lab.destination()] {
        for (place, policy) in policies(&account).await {
            for (part, less) in weaker(&policy) {
                write(&account, &place, &less).await;
                let as_good = match is_for_logs(&policy) {
                    true => writes_its_log(&account, &place, &policy).await,
                    false => gets_in(lab, &destination, new, person).await,
                };
                if as_good {
                    needless.push(part);
                }
            }
            write(&account, &place, &policy).await;
            if is_for_logs(&policy) {
                assert!(writes_its_log(&account, &place, &policy).await, "{place:?}: {policy}");
            }
        }
    }
    assert!(gets_in(lab, &destination, new, person).await);
    needless
}

/// Signs in, by a function that holds no credentials from before; who got in is forgotten again.
async fn gets_in(lab: &Lab, destination: &Account, pool: &DestinationPool, person: &User) -> bool {
    forget_credentials(destination).await;
    if sign_in(destination, pool, &person.name, &person.password).await.is_err() {
        // The function itself failed: nothing else on the way did.
        let refusal = lab.refusal(&person.name).unwrap();
        assert!(refusal.starts_with("UserMigration failed with error"), "{refusal}");
        return false;
    }
    let delete = destination.cognito.admin_delete_user().user_pool_id(&pool.id).username(&person.name);
    delete.send().await.unwrap();
    true
}

/// Every policy of every role of the account. In the lab there are none but the program's.
async fn policies(account: &Account) -> Vec<(Place, Value)> {
    let mut found = Vec::new();
    for role in account.iam.list_roles().send().await.unwrap().roles() {
        let name = role.role_name().to_owned();
        let trust = decoded(role.assume_role_policy_document().unwrap());
        found.push((Place::Trust { role: name.clone() }, trust));
        let attached = account.iam.list_attached_role_policies().role_name(&name).send().await.unwrap();
        assert!(attached.attached_policies().is_empty(), "{name} has policies that others can change");
        for policy in account.iam.list_role_policies().role_name(&name).send().await.unwrap().policy_names() {
            let get = account.iam.get_role_policy().role_name(&name).policy_name(policy).send().await.unwrap();
            let place = Place::Inline { role: name.clone(), name: policy.clone() };
            found.push((place, decoded(get.policy_document())));
        }
    }
    found
}

/// A policy document as IAM returns it: percent-encoded JSON.
pub fn decoded(document: &str) -> Value {
    serde_json::from_str(&percent_decode_str(document).decode_utf8().unwrap()).unwrap()
}

/// The policy less one part, for each of its parts, with what is missing. Where the last action, resource or condition
/// would go, another takes its place: IAM knows no statement without them, and one condition less would allow more.
fn weaker(policy: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (number, statement) in policy["Statement"].as_array().unwrap().iter().enumerate() {
        // MiniStack runs a function whether or not its role trusts Lambda: nothing is proven by taking that away.
        if statement["Principal"]["Service"] == json!("lambda.amazonaws.com") {
            continue;
        }
        for (member, another) in OTHERS {
            let parts = match statement.pointer(member) {
                None => continue,
                Some(Value::Array(parts)) => parts.clone(),
                Some(part) => vec![part.clone()],
            };
            for part in &parts {
                let mut rest: Vec<Value> = parts.iter().filter(|other| *other != part).cloned().collect();
                if rest.is_empty() {
                    rest.push(json!(another));
                }
                let mut less = policy.clone();
                *less["Statement"][number].pointer_mut(member).unwrap() = json!(rest);
                all.push((part.as_str().unwrap().to_owned(), less));
            }
        }
    }
    all
}

/// Takes a part out of the policy of the account that has it; answers with where, and with the whole policy.
pub async fn take_out(account: &Account, part: &str) -> (Place, Value) {
    for (place, policy) in policies(account).await {
        if let Some((_, less)) = weaker(&policy).into_iter().find(|(name, _)| name == part) {
            write(account, &place, &less).await;
            return (place, policy);
        }
    }
    panic!("no policy of {} has {part}", account.id)
}

pub async fn write(account: &Account, place: &Place, policy: &Value) {
    match place {
        Place::Trust { role } => {
            let update = account.iam.update_assume_role_policy().role_name(role);
            update.policy_document(policy.to_string()).send().await.unwrap();
        }
        Place::Inline { role, name } => {
            let put = account.iam.put_role_policy().role_name(role).policy_name(name);
            put.policy_document(policy.to_string()).send().await.unwrap();
        }
    }
}

/// Lets the next invocation begin cold: MiniStack starts a function's process anew after a change of its configuration.
pub async fn forget_credentials(account: &Account) {
    for function in account.lambda.list_functions().send().await.unwrap().functions() {
        let update = account.lambda.update_function_configuration().function_name(function.function_name().unwrap());
        update.timeout(function.timeout().unwrap()).send().await.unwrap();
    }
}

fn is_for_logs(policy: &Value) -> bool {
    let actions = policy["Statement"][0]["Action"].to_string();
    actions.contains("logs:")
}

/// Whether the role may do all that the whole policy lets it, to a stream of its function's log and to no other log.
/// MiniStack writes a function's log whatever its role may do, so this is asked of IAM's simulator.
async fn writes_its_log(account: &Account, place: &Place, whole: &Value) -> bool {
    let Place::Inline { role, .. } = place else { panic!("logs in a trust policy: {whole}") };
    let functions = account.lambda.list_functions().send().await.unwrap();
    let [function] = functions.functions() else { panic!("one function, not {functions:?}") };
    let stream =
        |name: &str| format!("arn:aws:logs:{}:{}:log-group:/aws/lambda/{name}:log-stream:one", account.region, account.id);
    let own = stream(function.function_name().unwrap());
    for action in whole["Statement"][0]["Action"].as_array().unwrap() {
        let action = action.as_str().unwrap();
        assert!(!may(account, role, action, &stream("another-function")).await, "{action} on another log");
        if !may(account, role, action, &own).await {
            return false;
        }
    }
    true
}

async fn may(account: &Account, role: &str, action: &str, resource: &str) -> bool {
    let role = account.iam.get_role().role_name(role).send().await.unwrap();
    let simulate = account.iam.simulate_principal_policy().policy_source_arn(role.role().unwrap().arn());
    let answer = simulate.action_names(action).resource_arns(resource).send().await.unwrap();
    let [result] = answer.evaluation_results() else { panic!("one result, not {answer:?}") };
    *result.eval_decision() == PolicyEvaluationDecisionType::Allowed
}
