//! The destination pool, alone and against the source.

use CheckStatus::{Fail, Pass, Skipped, Warn};
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::model::blueprint::CreatedIds;
use cognito_ferry::model::spec::Spec;
use cognito_ferry::model::user_options::Memberships;
use cognito_ferry::preflight::decide;
use cognito_ferry::preflight::facts::Subject;
use serde_json::json;

use super::fitting::{fitting, new, new_pool, old, old_pool, subject};
use super::{Row, each_changes_its_own, said};

const ROWS: &[Row] = &[
    (
        |f| new_pool(f)["LambdaConfig"] = json!({ "UserMigration": "arn:aws:lambda:eu-central-1:333333333333:function:x" }),
        "destination-pool.user-migration",
        Fail,
        "333333333333",
    ),
    (
        |f| {
            new_pool(f)["LambdaConfig"] =
                json!({ "UserMigration": "arn:aws:lambda:eu-central-1:222222222222:function:cognito-ferry-acme" })
        },
        "destination-pool.user-migration",
        Pass,
        "ours",
    ),
    (
        |f| new_pool(f)["LambdaConfig"] = json!({ "PostConfirmation": "arn:welcome" }),
        "destination-pool.triggers",
        Warn,
        "arn:welcome",
    ),
    (|f| new(f).imports = Ok(vec!["bulk (InProgress)".into()]), "destination-pool.imports", Fail, "bulk (InProgress)"),
    (|f| new_pool(f)["MfaConfiguration"] = json!("ON"), "destination-pool.mfa", Warn, "destination: ON"),
    (|f| new_pool(f)["AliasAttributes"] = json!(["phone_number"]), "destination-pool.sign-in-names", Warn, "phone_number"),
    (|f| new_pool(f)["UsernameAttributes"] = json!(["phone_number"]), "destination-pool.sign-in-names", Fail, "--new-pool-name"),
    (
        |f| old_pool(f)["UsernameAttributes"] = json!([]),
        "destination-pool.sign-in-names",
        Fail,
        "source UsernameAttributes: none",
    ),
    (
        |f| {
            new_pool(f)["UsernameAttributes"] = json!([]);
            new_pool(f)["AliasAttributes"] = json!(["email"])
        },
        "destination-pool.sign-in-names",
        Fail,
        "destination AliasAttributes: email",
    ),
    (
        |f| {
            old_pool(f).as_object_mut().unwrap().remove("UsernameConfiguration");
        },
        "destination-pool.case",
        Warn,
        "source is case-sensitive: true",
    ),
    (
        |f| {
            old_pool(f).as_object_mut().unwrap().remove("UsernameConfiguration");
            old(f).users.as_mut().unwrap().colliding = 2
        },
        "destination-pool.case",
        Fail,
        "2 of 3",
    ),
    (
        |f| {
            old_pool(f).as_object_mut().unwrap().remove("UsernameConfiguration");
            old(f).users.as_mut().unwrap().mixed_case = 2
        },
        "destination-pool.case",
        Warn,
        "user names with upper-case letters: 2 of 3",
    ),
    (
        |f| {
            old_pool(f)["UsernameAttributes"] = json!([]);
            old_pool(f)["AliasAttributes"] = json!(["email", "preferred_username"]);
            new_pool(f)["UsernameAttributes"] = json!([]);
            new_pool(f)["AliasAttributes"] = json!(["email"])
        },
        "destination-pool.sign-in-names",
        Fail,
        "also sign in with preferred_username,",
    ),
    (
        |f| {
            new_pool(f).as_object_mut().unwrap().remove("UsernameConfiguration");
        },
        "destination-pool.case",
        Warn,
        "destination is case-sensitive: true",
    ),
];

#[test]
fn each_fault_changes_its_own_check_names_what_it_saw_and_says_what_to_do() {
    each_changes_its_own(ROWS);
}

#[test]
fn the_web_acl_of_each_pool_is_asked_by_hand_with_a_whole_command() {
    let checks = decide(&subject(), &fitting());
    let web_acl = checks.iter().find(|check| check.id == "unknown.web-acl").unwrap();
    assert_eq!(web_acl.status, Skipped);
    for place in ["eu-west-1:111111111111:userpool/eu-west-1_Old --", "userpool/eu-central-1_New --"] {
        assert!(web_acl.remedy.as_ref().unwrap().contains(place), "{place}: {web_acl:#?}");
    }
}

#[test]
fn what_groups_at_the_first_sign_in_need_is_looked_at_where_they_are_chosen() {
    let mut spec = subject().blueprint.spec;
    spec.options.users.groups = Memberships::FirstSignIn;
    let function = Subject::of(&spec, &CreatedIds::default()).blueprint.function_arn();
    let triggers = |spec: &Spec, arn: &str| {
        let mut facts = fitting();
        new_pool(&mut facts)["LambdaConfig"] = json!({ "PostAuthentication": arn });
        let checks = decide(&Subject::of(spec, &CreatedIds::default()), &facts);
        let unknown =
            checks.iter().filter(|check| check.id == "unknown.managed-login" || check.id == "unknown.unreadable-attributes");
        (checks.iter().find(|check| check.id == "destination-pool.triggers").cloned().unwrap(), unknown.count())
    };
    let (theirs, unknown) = triggers(&spec, "arn:aws:lambda:eu-central-1:222222222222:function:audit");
    assert_eq!((theirs.status, unknown), (Fail, 2));
    assert!(said(&theirs).contains("function:audit") && said(&theirs).contains("--groups sweep"), "{theirs:#?}");
    assert_eq!(triggers(&spec, &function).0.status, Pass);
    spec.options.users.groups = Memberships::Sweep;
    let (theirs, unknown) = triggers(&spec, "arn:aws:lambda:eu-central-1:222222222222:function:audit");
    assert_eq!((theirs.status, unknown), (Warn, 0));
}
