//! Who asks, and what they may do.

use CheckStatus::{Fail, Skipped, Warn};
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::preflight::facts::{Facts, SimulatedGroup, SimulatedOutcome, SimulatedPrincipal};
use cognito_ferry::preflight::folded::{self, CheckRow as Shown};
use cognito_ferry::preflight::summary::CheckSummary;
use cognito_ferry::preflight::{decide, text};
use cognito_ferry::problem::{Problem, ProblemKind};

use super::fitting::{first, fitting, old, outcome, subject};
use super::{Row, each_changes_its_own, said};

const ROWS: &[Row] = &[
    (|f| first(f).skew = Ok(Some(90)), "identity.source.clock", Warn, "90"),
    (|f| first(f).skew = Ok(Some(-400)), "identity.source.clock", Fail, "-400"),
    (|f| first(f).skew = Ok(None), "identity.source.clock", Skipped, "Date"),
    (|f| first(f).seconds_left = Some(300), "identity.source.credentials", Warn, "5 minutes"),
    (|f| first(f).identity.arn = "arn:aws:iam::111111111111:root".into(), "identity.source", Warn, "root"),
    (|f| first(f).identity.account = "222222222222".into(), "identity.accounts", Warn, "--destination-profile"),
    (|f| first(f).endpoint_overrides = vec!["sts: http://x".into()], "identity.endpoints", Warn, "sts: http://x"),
    (|f| outcome(f).decision = "implicitDeny".into(), "permissions.source.role", Warn, r#""Resource":"arn:role""#),
    (
        |f| {
            outcome(f).decision = "explicitDeny".into();
            outcome(f).allowed_by_organization = Some(false)
        },
        "permissions.source.role",
        Warn,
        "organization",
    ),
    (
        |f| {
            outcome(f).decision = "implicitDeny".into();
            outcome(f).missing_context = vec!["aws:RequestTag/team".into()]
        },
        "permissions.source.role",
        Warn,
        "--tag team=VALUE",
    ),
    (
        |f| {
            f.permissions.as_mut().unwrap()[1].principal =
                Ok(SimulatedPrincipal { arn: "r".into(), boundary: Some("arn:b".into()) })
        },
        "permissions.destination.principal",
        Warn,
        "--destination-permissions-boundary arn:b",
    ),
    (
        |f| f.permissions.as_mut().unwrap()[1].groups[0].outcomes = Ok(Vec::new()),
        "permissions.destination.role",
        Skipped,
        "without results",
    ),
];

#[test]
fn each_fault_changes_its_own_check_names_what_it_saw_and_says_what_to_do() {
    each_changes_its_own(ROWS);
}

#[test]
fn where_nothing_can_be_simulated_reads_tell_a_little_and_never_that_all_is_well() {
    let denied = |action: &str| {
        let kind = ProblemKind::AccessDenied { action: Some(action.into()), resource: None };
        Problem::new(kind, "Could not.", "AccessDenied")
    };
    let mut facts = fitting();
    facts.permissions.as_mut().unwrap()[0].groups[0].outcomes = Err(denied("iam:SimulatePrincipalPolicy"));
    let check =
        |facts: &Facts| decide(&subject(), facts).into_iter().find(|check| check.id == "permissions.source.role").unwrap();
    let allowed = check(&facts);
    assert_eq!(allowed.status, Skipped, "{allowed:#?}");
    assert!(said(&allowed).contains("missing permission: iam:SimulatePrincipalPolicy"), "{allowed:#?}");
    assert!(said(&allowed).contains("read instead: iam:GetRole is allowed; whether the writes are"), "{allowed:#?}");
    old(&mut facts).role = Err(denied("iam:GetRole"));
    let refused = check(&facts);
    assert_eq!(refused.status, Warn, "{refused:#?}");
    assert!(said(&refused).contains(r#""Action":"iam:GetRole""#), "{refused:#?}");
}

#[test]
fn permissions_for_groups_count_only_where_the_source_has_groups() {
    let denied = SimulatedGroup {
        key: "groups",
        resource: "arn:pool".into(),
        outcomes: Ok(vec![SimulatedOutcome {
            action: "cognito-idp:CreateGroup".into(),
            decision: "implicitDeny".into(),
            allowed_by_boundary: None,
            allowed_by_organization: None,
            missing_context: Vec::new(),
        }]),
    };
    let mut facts = fitting();
    facts.permissions.as_mut().unwrap()[1].groups.push(denied);
    let found = |facts: &Facts| decide(&subject(), facts).into_iter().find(|check| check.id == "permissions.destination.groups");
    let check = found(&facts).unwrap();
    assert_eq!(check.status, Warn, "{check:#?}");
    assert!(said(&check).contains("cognito-idp:CreateGroup: implicitDeny"), "{check:#?}");
    old(&mut facts).groups = Some(Ok((Vec::new(), false)));
    assert_eq!(found(&facts), None);
}

#[test]
fn what_a_root_user_may_do_is_one_line_for_both_accounts_and_opens_to_the_list() {
    let root = || {
        Problem::new(
            ProblemKind::Invalid,
            "What a root user may do cannot be simulated.",
            "IAM's simulator knows users and roles only.",
        )
    };
    let mut facts = fitting();
    for side in facts.permissions.as_mut().unwrap() {
        side.principal = Err(root());
        let unseen = |key| SimulatedGroup { key, resource: format!("arn:{key}"), outcomes: Err(root()) };
        side.groups = ["pool", "role", "function", "log-group"].map(unseen).into();
    }
    let checks = decide(&subject(), &facts);
    let of_root: Vec<usize> = folded::rows(&checks)
        .iter()
        .filter_map(|row| match row {
            Shown::Several(fold) if fold.title().contains("root user") => Some(fold.checks.len()),
            _ => None,
        })
        .collect();
    assert_eq!(of_root, [10]);
    let told = |verbose| text::all(&checks, CheckSummary::of(&checks), verbose);
    let (folded, open) = (told(false), told(true));
    let lines = |text: &str, words: &str| text.lines().filter(|line| line.contains(words)).count();
    assert_eq!(
        (lines(&folded, "root user"), lines(&folded, "things cannot be known from outside (--verbose lists them)")),
        (1, 1),
        "{folded}"
    );
    assert!(!folded.contains("[permissions.") && !folded.contains("[unknown."), "{folded}");
    assert_eq!((lines(&open, "root user"), lines(&open, "[permissions."), lines(&open, "[unknown.")), (1, 10, 6), "{open}");
}
