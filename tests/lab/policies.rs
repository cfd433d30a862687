//! Least privilege, both ways: with the policies as the program writes them the sign-in works; with any one action,
//! resource, principal or condition taken out of any of them it does not.

use aws_sdk_iam::types::PolicyEvaluationDecisionType;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::by_hand::sign_in;
use crate::lab::{Account, Lab};
use crate::program::migrate;

/// Where a policy stands.
#[derive(Debug, Clone)]
enum Place {
    Trust { role: String },
    Inline { role: String, name: String },
}

#[tokio::test]
#[ignore = "until the commands exist (issue 2, section 7)"]
async fn a_sign_in_needs_every_action_and_resource_that_the_policies_allow() {
    let lab = Lab::start();
    let (old, new) = lab.by_username();
    let anna = &old.users[0];
    let destination = lab.destination();
    migrate(&lab, "apply", (old, new), &["--yes"]).exits(0);
    let attempt = || sign_in(&destination, new, &anna.name, &anna.password);

    let mut weakened = 0;
    for account in [lab.source(), lab.destination()] {
        for (place, policy) in policies(&account).await {
            if is_for_logs(&policy) {
                prove_log_policy(&account, &place, &policy).await;
                continue;
            }
            // MiniStack does not ask an execution role's trust policy when it runs a function: nothing to prove here.
            if policy["Statement"][0]["Principal"]["Service"] == json!("lambda.amazonaws.com") {
                continue;
            }
            for (missing, less) in weaker(&policy) {
                write(&account, &place, &less).await;
                forget_credentials(&destination).await;
                assert!(attempt().await.is_err(), "{place:?} is as good without {missing}: {policy}");
                weakened += 1;
            }
            write(&account, &place, &policy).await;
        }
    }
    // Trust: action, principal, external id. Source: two actions, one resource. Destination: one action, one resource.
    assert!(weakened >= 8, "only {weakened} parts were taken out");
    forget_credentials(&destination).await;
    assert_eq!(attempt().await, Ok(()));
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

/// The policy less one part, for each of its parts, with what is missing.
fn weaker(policy: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (number, statement) in policy["Statement"].as_array().unwrap().iter().enumerate() {
        for member in ["Action", "Resource"] {
            let parts = match &statement[member] {
                Value::Null => continue,
                Value::Array(parts) => parts.clone(),
                part => vec![part.clone()],
            };
            for part in &parts {
                let mut less = policy.clone();
                let rest: Vec<&Value> = parts.iter().filter(|other| *other != part).collect();
                match rest.is_empty() {
                    // A statement without an action, or a resource, is none.
                    true => drop(less["Statement"].as_array_mut().unwrap().remove(number)),
                    false => less["Statement"][number][member] = json!(rest),
                }
                all.push((part.to_string(), less));
            }
        }
        // Taken out, these two would allow more, not less: what counts is that another value does not do.
        if let Some(role) = statement["Principal"]["AWS"].as_str() {
            let mut less = policy.clone();
            less["Statement"][number]["Principal"]["AWS"] = json!(format!("{role}-2"));
            all.push((role.to_owned(), less));
        }
        if let Some(external_id) = statement["Condition"]["StringEquals"]["sts:ExternalId"].as_str() {
            let mut less = policy.clone();
            less["Statement"][number]["Condition"]["StringEquals"]["sts:ExternalId"] = json!(format!("{external_id}2"));
            all.push((external_id.to_owned(), less));
        }
    }
    all
}

async fn write(account: &Account, place: &Place, policy: &Value) {
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
async fn forget_credentials(account: &Account) {
    for function in account.lambda.list_functions().send().await.unwrap().functions() {
        let update = account.lambda.update_function_configuration().function_name(function.function_name().unwrap());
        update.timeout(function.timeout().unwrap()).send().await.unwrap();
    }
}

fn is_for_logs(policy: &Value) -> bool {
    let actions = policy["Statement"][0]["Action"].to_string();
    actions.contains("logs:")
}

/// MiniStack writes a function's log whatever its role may do, so the log policy is asked of IAM's simulator: each
/// action on a stream of the function's own group, with and without it, and never on another group.
async fn prove_log_policy(account: &Account, place: &Place, policy: &Value) {
    let Place::Inline { role, .. } = place else { panic!("logs in a trust policy: {policy}") };
    let functions = account.lambda.list_functions().send().await.unwrap();
    let [function] = functions.functions() else { panic!("one function, not {functions:?}") };
    let prefix = format!("arn:aws:logs:{}:{}:log-group:/aws/lambda/", account.region, account.id);
    let own = format!("{prefix}{}:log-stream:one", function.function_name().unwrap());
    let other = format!("{prefix}another-function:log-stream:one");
    let actions: Vec<String> =
        policy["Statement"][0]["Action"].as_array().unwrap().iter().map(|action| action.as_str().unwrap().to_owned()).collect();
    for action in &actions {
        assert!(may(account, role, action, &own).await, "{action} on {own}");
        assert!(!may(account, role, action, &other).await, "{action} on {other}");
    }
    for (missing, less) in weaker(policy) {
        write(account, place, &less).await;
        let mut allowed = 0;
        for action in &actions {
            allowed += u32::from(may(account, role, action, &own).await);
        }
        assert!((allowed as usize) < actions.len(), "{place:?} is as good without {missing}");
    }
    write(account, place, policy).await;
}

async fn may(account: &Account, role: &str, action: &str, resource: &str) -> bool {
    let role = account.iam.get_role().role_name(role).send().await.unwrap();
    let simulate = account.iam.simulate_principal_policy().policy_source_arn(role.role().unwrap().arn());
    let answer = simulate.action_names(action).resource_arns(resource).send().await.unwrap();
    let [result] = answer.evaluation_results() else { panic!("one result, not {answer:?}") };
    *result.eval_decision() == PolicyEvaluationDecisionType::Allowed
}
