//! A profile that may do less: each read that is denied skips the checks that rest on it, names the permission, and no others.

use cognito_ferry::check::finding::{Check, CheckStatus};
use cognito_ferry::problem::ProblemKind;
use cognito_sandbox::{Fault, Service, Trouble};
use serde_json::{Value, json};

use super::world::{World, demo_choices, found, new_pool_choices, status};

/// The policy of this side as it is shipped, filled in for the demo.
fn shipped(side: &str) -> Value {
    let path = format!("{}/assets/policies/preflight-{}.json", env!("CARGO_MANIFEST_DIR"), side.to_lowercase());
    let (account, region, pool) = match side {
        "SOURCE" => ("111111111111", "eu-west-1", crate::env::demo::SOURCE_POOL),
        _ => ("222222222222", "eu-central-1", crate::env::demo::DESTINATION_POOL),
    };
    let text = std::fs::read_to_string(path)
        .unwrap()
        .replace(&format!("{side}-REGION"), region)
        .replace(&format!("{side}-ACCOUNT"), account)
        .replace(&format!("{side}-POOL"), pool)
        .replace(&format!("{side}-PRINCIPAL"), &format!("arn:aws:iam::{account}:user/practice"));
    serde_json::from_str(&text).unwrap()
}

fn actions(policy: &Value) -> Vec<String> {
    let of = |statement: &Value| match &statement["Action"] {
        Value::Array(actions) => actions.iter().map(|action| action.as_str().unwrap().to_owned()).collect(),
        action => vec![action.as_str().unwrap().to_owned()],
    };
    let mut all: Vec<String> = policy["Statement"].as_array().unwrap().iter().flat_map(of).collect();
    all.sort();
    all.dedup();
    all
}

fn without(policy: &Value, action: &str) -> Value {
    let mut less = policy.clone();
    for statement in less["Statement"].as_array_mut().unwrap() {
        let rest: Vec<String> = actions(&json!({ "Statement": [statement] })).into_iter().filter(|one| one != action).collect();
        // A statement cannot be without an action; this one serves nobody here.
        statement["Action"] = if rest.is_empty() { json!("sts:TagSession") } else { json!(rest) };
    }
    less
}

/// What was not seen for want of a permission.
fn lacking(checks: &[Check]) -> Vec<String> {
    checks.iter().flat_map(|check| &check.evidence).filter(|line| line.starts_with("missing permission: ")).cloned().collect()
}

#[tokio::test]
async fn the_shipped_policies_are_enough_and_each_action_is_needed() {
    let world = World::demo();
    // The function is there, or nobody asks for its tags.
    let accounts = world.accounts().await;
    let role = accounts.destination.write.iam.create_role().role_name("any");
    let trust = json!({ "Statement": [{ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" }] });
    let role = role.assume_role_policy_document(trust.to_string()).send().await.unwrap();
    let create = accounts.destination.write.lambda.create_function().function_name("cognito-ferry-acme");
    let code = cognito_ferry::function::code::zip().unwrap();
    create
        .role(role.role().unwrap().arn())
        .runtime(aws_sdk_lambda::types::Runtime::Nodejs22x)
        .handler("index.handler")
        .code(aws_sdk_lambda::types::FunctionCode::builder().zip_file(aws_sdk_lambda::primitives::Blob::new(code)).build())
        .send()
        .await
        .unwrap();
    let sides = [("SOURCE", "111111111111"), ("DESTINATION", "222222222222")];
    for (side, account) in sides {
        world.allow_only(account, shipped(side));
    }
    let (checks, _) = world.preflight(&demo_choices()).await;
    assert_eq!(lacking(&checks), [""; 0], "{checks:#?}");
    let (to_be_made, _) = world.preflight(&new_pool_choices()).await;
    assert_eq!(lacking(&to_be_made), [""; 0], "{to_be_made:#?}");
    // Simulated under such a policy, all that apply would do is denied: a warning with the statement to ask for.
    let role = found(&checks, "permissions.source.role");
    assert_eq!(role.status, CheckStatus::Warn);
    assert!(role.evidence.iter().any(|line| line == "iam:CreateRole: implicitDeny"), "{role:#?}");
    assert!(role.remedy.as_ref().unwrap().contains(r#""Action":["iam:CreateRole""#), "{role:#?}");
    for (side, account) in sides {
        let whole = shipped(side);
        // The sandbox has no DescribeRiskConfiguration; what its refusal tells is a row of the table.
        for action in actions(&whole).into_iter().filter(|action| action != "cognito-idp:DescribeRiskConfiguration") {
            world.allow_only(account, without(&whole, &action));
            // Asked only about a pool that is still to be made.
            let of_a_new_pool = action == "cognito-idp:DescribeUserPoolDomain";
            let choices = if of_a_new_pool { new_pool_choices() } else { demo_choices() };
            // Asked only where threat protection acts.
            let mode = if action == "cognito-idp:DescribeRiskConfiguration" { "ENFORCED" } else { "OFF" };
            world.threat_protection(mode);
            let (checks, _) = world.preflight(&choices).await;
            let missing = lacking(&checks);
            assert!(missing.iter().any(|line| line.contains(&action)), "{side}: {action} is not needed: {missing:?}");
            assert!(missing.iter().all(|line| line.contains(&action)), "{side}: {action} costs more: {missing:?}");
        }
        world.allow_only(account, whole);
    }
}

#[tokio::test]
async fn nothing_passes_for_who_may_see_nothing() {
    let world = World::demo();
    for account in ["111111111111", "222222222222"] {
        world.allow_only(account, json!({ "Version": "2012-10-17", "Statement": [] }));
    }
    let (checks, _) = world.preflight(&demo_choices()).await;
    let seen: Vec<&Check> = checks
        .iter()
        .filter(|check| check.status != CheckStatus::Skipped && !check.id.starts_with("identity."))
        // These look at what was chosen, not at the account.
        .filter(|check| !["function.region", "function.runtime", "function.opt-in-region"].contains(&check.id.as_str()))
        // Reads that apply begins with are denied: a warning.
        .filter(|check| !(check.id.starts_with("permissions.") && check.status == CheckStatus::Warn))
        // Who is no session is known without asking.
        .filter(|check| !check.id.ends_with(".principal"))
        .collect();
    assert!(seen.is_empty(), "{seen:#?}");
}

#[tokio::test]
async fn one_denied_read_skips_only_what_rests_on_it() {
    let world = World::demo();
    let (all, _) = world.preflight(&demo_choices()).await;
    world.allow_only(
        "111111111111",
        json!({ "Version": "2012-10-17", "Statement": [
            { "Effect": "Allow", "Action": "*", "Resource": "*" },
            { "Effect": "Deny", "Action": "cognito-idp:ListUsers", "Resource": "*" },
        ] }),
    );
    let (less, _) = world.preflight(&demo_choices()).await;
    let differing: Vec<&str> =
        all.iter().filter(|check| status(&less, &check.id) != check.status).map(|check| check.id.as_str()).collect();
    assert_eq!(differing, ["source-pool.users"]);
}

#[tokio::test]
async fn credentials_that_ran_out_are_one_failure_and_no_page_of_checks() {
    for (service, operation) in [(Service::CognitoIdp, "DescribeUserPool"), (Service::Iam, "GetRole")] {
        let world = World::demo();
        let expired = Fault::new(400, "ExpiredTokenException", "The security token included in the request is expired");
        world.sandbox.expect_trouble(service, operation, Trouble::Refusal(expired));
        let problem = world.try_preflight(&demo_choices()).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::ExpiredCredentials, "{problem:?}");
        assert!(problem.to_string().contains("-account") && !problem.remedy.is_empty(), "{problem:?}");
    }
}

#[tokio::test]
async fn the_prefix_of_a_new_pools_domain_is_free_or_names_who_has_it() {
    let world = World::demo();
    let (checks, _) = world.preflight(&new_pool_choices()).await;
    assert_eq!(status(&checks, "names.domain"), CheckStatus::Pass, "{checks:#?}");
    let cognito = world.accounts().await.destination.write.cognito.clone();
    let other = cognito.create_user_pool().pool_name("other").send().await.unwrap();
    let other = other.user_pool().and_then(|pool| pool.id()).unwrap();
    cognito.create_user_pool_domain().domain("acme-moved-login").user_pool_id(other).send().await.unwrap();
    let (checks, _) = world.preflight(&new_pool_choices()).await;
    let taken = found(&checks, "names.domain");
    assert_eq!(taken.status, CheckStatus::Fail);
    assert!(taken.evidence[0].contains(other), "{taken:#?}");
    let (checks, _) = world.preflight(&demo_choices()).await;
    assert!(checks.iter().all(|check| check.id != "names.domain"), "asked only where a domain is asked for");
}
