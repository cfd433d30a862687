//! The source pool and who is in it.

use CheckStatus::Warn;
use cognito_ferry::aws::document::groups::Group;
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::preflight::decide;
use serde_json::json;

use super::fitting::{fitting, old, old_pool, subject};
use super::{Row, each_changes_its_own};

const ROWS: &[Row] = &[
    (|f| old(f).users.as_mut().unwrap().disabled = 1, "source-pool.users", Warn, "disabled: 1"),
    (
        |f| {
            old(f).users.as_mut().unwrap().by_status.insert("RESET_REQUIRED".into(), 2);
        },
        "source-pool.users",
        Warn,
        "RESET_REQUIRED: 2",
    ),
    (
        |f| old_pool(f)["LambdaConfig"] = json!({ "PreAuthentication": "arn:pre" }),
        "source-pool.triggers",
        Warn,
        "PreAuthentication: arn:pre",
    ),
    (|f| old_pool(f)["LambdaConfig"] = json!({ "UserMigration": "arn:older" }), "source-pool.user-migration", Warn, "arn:older"),
];

#[test]
fn each_fault_changes_its_own_check_names_what_it_saw_and_says_what_to_do() {
    each_changes_its_own(ROWS);
}

#[test]
fn groups_are_named_with_those_that_go_without_their_role_and_those_that_stay() {
    let mut facts = fitting();
    let group = |name: &str, role: Option<&str>| Group { name: name.into(), role_arn: role.map(Into::into), ..Group::default() };
    let groups = vec![group("writers", Some("arn:aws:iam::111111111111:role/w")), group("eu-west-1_Old_Google", None)];
    old(&mut facts).groups = Some(Ok((groups, true)));
    let checks = decide(&subject(), &facts);
    let check = checks.iter().find(|check| check.id == "source-pool.groups").unwrap();
    assert_eq!(
        check.evidence,
        [
            "groups, the first of them: writers",
            "with a role of the source's account, left out unless --group-role: writers",
            "of identity providers, left to Cognito: eu-west-1_Old_Google",
        ]
    );
}
