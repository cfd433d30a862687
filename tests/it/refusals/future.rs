//! Codes and texts that nobody has seen yet end as what they are: AWS's refusal in AWS's words, exit code 1.

use cognito_ferry::aws::problem::{ProblemKind, UNKNOWN_REFUSAL};
use cognito_ferry::cli::exit::Exit;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::classes::class;
use super::stage::{Stage, refusal};
use super::table::Protocol;

/// Parts of names that say what sort of failure it is, in every service.
const TELLING: [&str; 12] =
    ["Throttl", "Exceeded", "Limit", "Quota", "TooMany", "NotFound", "Service", "KMS", "EFS", "S3Files", "Signature", "Denied"];

const CALLS: [(&str, &str, Protocol); 5] = [
    ("Cognito Identity Provider", "UpdateUserPool", Protocol::Json),
    ("CloudWatch Logs", "PutRetentionPolicy", Protocol::Json),
    ("Lambda", "CreateFunction", Protocol::RestJson),
    ("IAM", "CreateRole", Protocol::Query),
    ("STS", "GetCallerIdentity", Protocol::Query),
];

/// A name as AWS makes them.
fn name() -> impl Strategy<Value = String> {
    let word = "[A-Z][a-z]{2,9}";
    (proptest::collection::vec(word, 1..5), proptest::bool::ANY)
        .prop_map(|(words, ending)| format!("{}{}", words.concat(), if ending { "Exception" } else { "" }))
}

#[test]
fn a_code_of_the_future_is_told_as_what_it_is() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let stage = runtime.block_on(Stage::at("eu-west-1"));
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let unknown = name().prop_filter("known, or told by its name", |name| {
        class(name.trim_end_matches("Exception")).is_none() && !TELLING.iter().any(|part| name.contains(part))
    });
    let text = "[A-Za-z][A-Za-z' ,]{5,60}[a-z][.:;, ]{0,2}";
    runner
        .run(&(unknown, text, 0..CALLS.len()), |(code, text, call)| {
            let (service, operation, protocol) = CALLS[call];
            let told = runtime.block_on(stage.refused(service, operation, refusal(protocol, 400, &code, &text)));
            prop_assert_eq!(&told.kind, &ProblemKind::Refused);
            prop_assert_eq!(Exit::of(&told).code(), 1);
            prop_assert_eq!(&told.remedy, &[UNKNOWN_REFUSAL.to_owned()]);
            let words = text.trim_end_matches(['.', ':', ';', ',', ' ']);
            prop_assert_eq!(&told.why, &format!("AWS refused {operation}: {words}."));
            prop_assert_eq!(told.code.as_deref(), Some(code.as_str()));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_quota_of_the_future_is_told_as_a_quota() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let stage = runtime.block_on(Stage::at("eu-west-1"));
    for subject in ["Widget", "FunctionUrl", "Pool"] {
        for ending in ["LimitExceeded", "QuotaExceeded", "StorageExceeded", "LimitReached"] {
            for (service, operation, protocol) in CALLS {
                let code = format!("{subject}{ending}Exception");
                let told = runtime.block_on(stage.refused(service, operation, refusal(protocol, 400, &code, "Too much of it")));
                assert_eq!(told.kind, ProblemKind::Quota, "{service} {code}: {told:?}");
            }
        }
    }
}
