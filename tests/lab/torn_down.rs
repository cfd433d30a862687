//! Teardown on emulators that we did not write: both accounts are as before, and what somebody else changed in between stays.

use serde_json::json;

use crate::lab::Lab;
use crate::program::{migrate, resume};
use crate::snapshot::snapshot;

const FUNCTION_ROLE: &str = "cognito-ferry-shop-function";

#[tokio::test]
pub async fn apply_then_teardown_leaves_both_accounts_as_they_were() {
    for pair in [Lab::by_username, Lab::by_email] {
        let lab = Lab::start();
        let before = snapshot(&lab).await;
        migrate(&lab, "apply", pair(&lab), &["--yes"]).exits(0);
        resume(&lab, "teardown", &["--yes"]).exits(0).says("6 deleted, 2 set back");
        assert_eq!(snapshot(&lab).await, before);
        resume(&lab, "teardown", &["--yes"]).exits(1).says("no saved session");
    }
}

#[tokio::test]
async fn what_somebody_changed_in_between_is_shown_and_left_alone() {
    let lab = Lab::start();
    let pool = lab.by_username().1;
    let before = snapshot(&lab).await;
    migrate(&lab, "apply", lab.by_username(), &["--yes"]).exits(0);
    let destination = lab.destination();
    // Another function behind the trigger, and a policy of somebody's on our role.
    let theirs = format!("arn:aws:lambda:{}:{}:function:theirs", destination.region, destination.id);
    let triggers = json!({
        "PostConfirmation": format!("arn:aws:lambda:{}:{}:function:welcome", destination.region, destination.id),
        "UserMigration": theirs,
    });
    let mut theirs_now = lab.ask_destination("DescribeUserPool", &json!({ "UserPoolId": pool.id }))["UserPool"].take();
    theirs_now["UserPoolId"] = json!(pool.id);
    theirs_now["LambdaConfig"] = triggers;
    lab.ask_destination("UpdateUserPool", &theirs_now);
    let document =
        json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] });
    let put = destination.iam.put_role_policy().role_name(FUNCTION_ROLE).policy_name("theirs");
    put.policy_document(document.to_string()).send().await.unwrap();

    resume(&lab, "teardown", &["--yes"]).exits(1).says("function:theirs").says("--keep trigger").says("--force trigger");
    resume(&lab, "teardown", &["--yes", "--keep", "trigger"]).exits(1).says("OtherPolicies").says("--keep function-role");
    resume(&lab, "teardown", &["--yes", "--keep", "function-role"]).exits(0);

    let policies = destination.iam.list_role_policies().role_name(FUNCTION_ROLE).send().await.unwrap();
    assert!(policies.policy_names().contains(&"theirs".to_owned()), "{policies:?}");
    let described = lab.ask_destination("DescribeUserPool", &json!({ "UserPoolId": pool.id }));
    assert_eq!(described["UserPool"]["LambdaConfig"]["UserMigration"], json!(theirs));
    // Everything else is as before.
    let changed = |line: &&String| !line.contains(FUNCTION_ROLE) && !line.contains(&format!("{} DescribeUserPool:", pool.id));
    let after = snapshot(&lab).await;
    assert_eq!(after.iter().filter(changed).collect::<Vec<_>>(), before.iter().filter(changed).collect::<Vec<_>>());
}
