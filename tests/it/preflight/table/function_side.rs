//! Where the function runs, and names.

use CheckStatus::{Fail, Pass, Warn};
use cognito_ferry::aws::document::app_clients::AppClient;
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::model::blueprint::CreatedIds;
use cognito_ferry::model::options::OwnFunction;
use cognito_ferry::model::spec::Spec;
use cognito_ferry::preflight::decide;
use cognito_ferry::preflight::facts::{Concurrency, FunctionFact, LogGroupFact, RoleFact, Subject};

use super::fitting::{fitting, new, old, subject};
use super::{Row, each_changes_its_own};

const ROWS: &[Row] = &[
    (
        |f| new(f).concurrency = Ok(Concurrency { limit: 10, unreserved: None }),
        "function.concurrency",
        Warn,
        "ConcurrentExecutions: 10",
    ),
    (|f| old(f).rate = Ok(50), "function.sign-ins-source", Warn, "UserAuthentication: 50"),
    (|f| new(f).log_group = Ok(Some(LogGroupFact { retention_days: None })), "function.log-group", Warn, "forever"),
    (
        |f| old(f).clients = Ok(vec![AppClient { id: "c".into(), name: "theirs".into() }; 1000]),
        "names.source-client",
        Warn,
        "Service Quotas",
    ),
    (
        |f| new(f).function = Ok(Some(FunctionFact { arn: "arn:f".into(), session: None })),
        "names.function",
        Fail,
        "--replace function",
    ),
    (
        |f| new(f).function = Ok(Some(FunctionFact { arn: "arn:f".into(), session: Some("acme".into()) })),
        "names.function",
        Pass,
        "ours: arn:f",
    ),
    (
        |f| old(f).role = Ok(Some(RoleFact { arn: "arn:r".into(), session: Some("other".into()) })),
        "names.source-role",
        Fail,
        "made by session: other",
    ),
    (
        |f| old(f).clients = Ok(vec![AppClient { id: "c9".into(), name: "cognito-ferry-acme".into() }]),
        "names.source-client",
        Warn,
        "c9",
    ),
];

#[test]
fn each_fault_changes_its_own_check_names_what_it_saw_and_says_what_to_do() {
    each_changes_its_own(ROWS);
}

#[test]
fn a_teams_own_handler_may_run_in_any_runtime() {
    let mut spec = subject().blueprint.spec;
    spec.options.function_runtime = "python3.13".into();
    let runtime = |spec: &Spec| {
        let checks = decide(&Subject::of(spec, &CreatedIds::default()), &fitting());
        checks.into_iter().find(|check| check.id == "function.runtime").unwrap().status
    };
    assert_eq!(runtime(&spec), Fail);
    spec.options.own_function =
        Some(OwnFunction { zip: "own.zip".into(), handler: "index.handler".into(), variables: Default::default(), policy: None });
    assert_eq!(runtime(&spec), Pass);
}
