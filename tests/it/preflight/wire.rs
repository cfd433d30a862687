//! What a whole preflight sends: reads alone, at most four round trips deep, in less than a second where each call takes 100 ms.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use cognito_ferry::check::finding::CheckStatus;

use super::world::{World, demo_choices};
use crate::env::demo::SOURCE_POOL;

/// Everything that a preflight of the demo sends.
const SENT: [&str; 14] = [
    "cognito-idp DescribeUserPool",
    "cognito-idp DescribeUserPoolClient",
    "cognito-idp GetProvisionedLimit",
    "cognito-idp ListGroups",
    "cognito-idp ListUserImportJobs",
    "cognito-idp ListUserPoolClients",
    "cognito-idp ListUsers",
    "iam GetRole",
    "iam SimulatePrincipalPolicy",
    "lambda GET /2015-03-31/functions/cognito-ferry-acme/configuration",
    "lambda GET /2016-08-19/account-settings",
    "lambda GET /2017-03-31/tags/arn%3Aaws%3Alambda%3Aeu-central-1%3A222222222222%3Afunction%3Acognito-ferry-acme",
    "logs DescribeLogGroups",
    "sts GetCallerIdentity",
];

#[tokio::test]
async fn a_whole_preflight_sends_reads_and_nothing_else() {
    let world = World::demo();
    let before = serde_json::to_value(&*world.sandbox.world()).unwrap();
    let (checks, told) = world.preflight(&demo_choices()).await;
    let sent: BTreeSet<String> = world.recorder.calls().into_iter().map(|call| call.name).collect();
    let expected: BTreeSet<String> = SENT.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(sent, expected);
    assert_eq!(serde_json::to_value(&*world.sandbox.world()).unwrap(), before, "something was changed");
    let ids = |checks: &[cognito_ferry::check::finding::Check]| -> BTreeSet<String> {
        checks.iter().map(|check| check.id.clone()).collect()
    };
    assert_eq!(ids(&checks), ids(&told), "each finding is told once on the way");
    assert_eq!(ids(&checks).len(), checks.len(), "ids are unique");
    assert!(checks.iter().all(|check| check.status == CheckStatus::Pass || check.remedy.is_some()), "{checks:#?}");
}

/// The deepest that it gets: more users than are looked at, app clients to be described.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_preflight_takes_less_than_a_second_where_each_call_takes_a_tenth() {
    let world = World::demo();
    let old = world.accounts().await.source;
    for number in 0..200 {
        let create = old.write.cognito.admin_create_user().user_pool_id(SOURCE_POOL);
        let email = format!("person-{number}@example.com");
        let attribute = aws_sdk_cognitoidentityprovider::types::AttributeType::builder().name("email").value(&email);
        create.username(&email).user_attributes(attribute.build().unwrap()).send().await.unwrap();
    }
    let world = World { recorder: crate::env::recorder::Recorder::around(world.sandbox.http_client()), ..world };
    world.sandbox.world().delays.call_latency = Duration::from_millis(100);
    let started = Instant::now();
    let (checks, _) = world.preflight(&demo_choices()).await;
    let elapsed = started.elapsed();
    let (calls, depth) = (world.recorder.calls().len(), world.recorder.depth());
    println!(
        "preflight: {} checks, {calls} calls, {depth} round trips deep, {} ms at 100 ms a call",
        checks.len(),
        elapsed.as_millis()
    );
    assert!(depth <= 4, "{depth}: {:#?}", world.recorder.calls());
    assert!(elapsed < Duration::from_secs(1), "{elapsed:?}");
}
