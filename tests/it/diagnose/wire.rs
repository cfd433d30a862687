//! What a diagnosis sends: reads alone. And what it says where it may not read.

use std::collections::BTreeSet;

use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::diagnose::link::LinkState;
use cognito_ferry::diagnose::report::DiagnosisReport;
use serde_json::{Value, json};

use super::by_hand::{as_a_guide_says, as_cdk_makes_it, inline};
use super::world::{World, check, failed, in_state, question};
use crate::env::demo::{DESTINATION_POOL, SOURCE_POOL};

const SENT: [&str; 12] = [
    "cognito-idp DescribeUserPool",
    "cognito-idp DescribeUserPoolClient",
    "cognito-idp ListUserPoolClients",
    "iam GetPolicy",
    "iam GetPolicyVersion",
    "iam GetRole",
    "iam GetRolePolicy",
    "iam ListAttachedRolePolicies",
    "iam ListRolePolicies",
    "lambda GET /2015-03-31/functions/NAME/configuration",
    "lambda GET /2015-03-31/functions/NAME/policy",
    "sts GetCallerIdentity",
];

#[tokio::test]
async fn a_diagnosis_sends_reads_and_nothing_else() {
    let world = World::demo().await;
    let set_up = as_a_guide_says(&world).await;
    let before = serde_json::to_value(&*world.sandbox.world()).unwrap();
    let (report, recorder) = world.recorded(&question()).await;
    assert!(!report.failed());
    println!("diagnose: {} calls, {} round trips deep", recorder.calls().len(), recorder.depth());
    let arn = set_up.function_arn().replace(':', "%3A");
    let sent: BTreeSet<String> = recorder.calls().into_iter().map(|call| call.name.replace(&arn, "NAME")).collect();
    let expected: BTreeSet<String> = SENT.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(sent, expected);
    assert_eq!(serde_json::to_value(&*world.sandbox.world()).unwrap(), before, "something was changed");
}

/// Each read taken away in turn: its link is unknown, with the permission that is missing; nothing passes by default, nothing is broken.
#[tokio::test]
async fn a_link_that_may_not_be_read_is_unknown_with_the_missing_permission() {
    for (account, action, link, id) in [
        ("222222222222", "cognito-idp:ListUserPoolClients", "app client", "destination-client.flows"),
        ("222222222222", "lambda:GetPolicy", "invoke permission", "invoke-permission.principal"),
        ("222222222222", "lambda:GetFunctionConfiguration", "function", "function.exists"),
        ("222222222222", "iam:GetRole", "execution role", "function-role.trust"),
        ("222222222222", "iam:GetRolePolicy", "assume-role policy", "assume-role.policy"),
        ("222222222222", "iam:ListRolePolicies", "assume-role policy", "assume-role.policy"),
        ("111111111111", "iam:GetRole", "source role's trust", "trust.exists"),
        ("111111111111", "iam:ListAttachedRolePolicies", "source role's policy", "source-role-policy.sign-in"),
        ("111111111111", "iam:GetPolicyVersion", "source role's policy", "source-role-policy.sign-in"),
        ("111111111111", "cognito-idp:DescribeUserPoolClient", "source app client", "source-client.exists"),
        ("111111111111", "cognito-idp:DescribeUserPool", "source pool", "source-pool.exists"),
    ] {
        let world = World::demo().await;
        as_a_guide_says(&world).await;
        let everything_but = json!({ "Version": "2012-10-17", "Statement": [
            { "Effect": "Allow", "Action": "*", "Resource": "*" }, { "Effect": "Deny", "Action": action, "Resource": "*" } ] });
        world.allow_only(account, &everything_but);
        let report = world.diagnose().await;
        assert_eq!(failed(&report), Vec::<&str>::new(), "{action}");
        let unknown: Vec<&str> = in_state(&report, LinkState::Unknown).into_iter().map(|link| link.title).collect();
        assert!(unknown.contains(&link), "{action}: {unknown:?}");
        let found = check(&report, id);
        assert_eq!(found.status, CheckStatus::Skipped, "{action}: {found:#?}");
        assert!(
            found.evidence.iter().any(|line| line.contains(&format!("missing permission: {action}"))),
            "{action}: {found:#?}"
        );
    }
}

/// The policy of this side as it is shipped, filled in for the demo.
fn shipped(side: &str, account: &str, pool: &str) -> Value {
    let path = format!("{}/assets/policies/diagnose-{}.json", env!("CARGO_MANIFEST_DIR"), side.to_lowercase());
    let region = pool.split_once('_').unwrap().0;
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.replace(&format!("{side}-REGION"), region).replace(&format!("{side}-ACCOUNT"), account);
    serde_json::from_str(&text.replace(&format!("{side}-POOL"), pool)).unwrap()
}

/// Where a statement's last action would go, one takes its place that serves nobody here.
fn without(policy: &Value, action: &str) -> Value {
    let mut less = policy.clone();
    for statement in less["Statement"].as_array_mut().unwrap() {
        let rest: Vec<Value> = statement["Action"].as_array().unwrap().iter().filter(|one| *one != action).cloned().collect();
        statement["Action"] = if rest.is_empty() { json!(["sts:TagSession"]) } else { Value::Array(rest) };
    }
    less
}

#[tokio::test]
async fn the_shipped_policies_are_enough_and_each_action_is_needed() {
    let world = World::demo().await;
    let set_up = as_a_guide_says(&world).await;
    // An attached policy lets the function assume the role, so that the managed policies of both sides matter.
    let arn = "arn:aws:iam::222222222222:policy/assume";
    let document = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": set_up.source_role_arn() }] });
    world.sandbox.world().account("222222222222").iam.managed_policies.insert(arn.into(), document);
    let iam = &world.accounts.destination.write.iam;
    iam.attach_role_policy().role_name(set_up.function_role).policy_arn(arn).send().await.unwrap();
    iam.delete_role_policy().role_name(set_up.function_role).policy_name(set_up.assume_policy).send().await.unwrap();
    let own_table = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "*" }] });
    inline(&world.accounts.destination, set_up.function_role, "own-table", &own_table).await;
    inline(&world.accounts.source, set_up.source_role, "own-table", &own_table).await;
    let sides = [("DESTINATION", "222222222222", DESTINATION_POOL), ("SOURCE", "111111111111", SOURCE_POOL)];
    for (side, account, pool) in sides {
        world.allow_only(account, &shipped(side, account, pool));
    }
    assert_eq!(in_state(&world.diagnose().await, LinkState::Whole).len(), 10);
    let mut proven = 0;
    for (side, account, pool) in sides {
        let policy = shipped(side, account, pool);
        let statements = policy["Statement"].as_array().unwrap();
        for action in statements.iter().flat_map(|statement| statement["Action"].as_array().unwrap()) {
            let action = action.as_str().unwrap();
            world.allow_only(account, &without(&policy, action));
            let told = match world.discover(&question()).await {
                Ok(seen) => serde_json::to_string(&DiagnosisReport::of(&seen.discovery)).unwrap(),
                Err(problem) => problem.lines().join("\n"),
            };
            assert!(told.contains(action), "{side}: {action} is not needed");
            proven += 1;
        }
        world.allow_only(account, &policy);
    }
    assert_eq!(proven, 19);
}

#[tokio::test]
async fn a_pool_that_may_not_be_read_is_told_as_a_problem() {
    let world = World::demo().await;
    as_cdk_makes_it(&world).await;
    world.allow_only("222222222222", &json!({ "Version": "2012-10-17", "Statement": [] }));
    let problem = world.discover(&question()).await.unwrap_err();
    assert!(problem.what.contains("eu-central-1_AcmeNew01"), "{problem:?}");
}
