//! What a diagnosis sends: reads alone. And what it says where it may not read.

use std::collections::BTreeSet;

use cognito_ferry::diagnose::chain::LinkState;
use cognito_ferry::migration::check::CheckStatus;
use serde_json::json;

use crate::by_hand::{as_a_guide_says, as_cdk_makes_it};
use crate::world::{World, check, failed, in_state, question};

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
        assert!(!report.failed() || failed(&report).is_empty(), "{action}");
    }
}

#[tokio::test]
async fn a_pool_that_may_not_be_read_is_told_as_a_problem() {
    let world = World::demo().await;
    as_cdk_makes_it(&world).await;
    world.allow_only("222222222222", &json!({ "Version": "2012-10-17", "Statement": [] }));
    let problem = world.find(&question()).await.unwrap_err();
    assert!(problem.what.contains("eu-central-1_AcmeNew01"), "{problem:?}");
}
