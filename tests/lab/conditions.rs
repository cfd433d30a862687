//! Our reading of a policy's conditions beside MiniStack's evaluator, which somebody else wrote: operator by operator, with the key there
//! and with the key missing.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use cognito_ferry::aws::policy::conditions::{Condition, RequestContext};
use serde_json::{Value, json};

const EVALUATE: &str = r"
import json, sys
from ministack.core.iam_evaluator import _evaluate_single_condition as evaluate
print(json.dumps([evaluate(operator, actual, values) for operator, actual, values in json.load(sys.stdin)]))
";

/// Kinds of operators, what a key may be, and what a policy may ask of it.
type Kind = (&'static [&'static str], &'static [&'static str], &'static [&'static [&'static str]]);

const KINDS: [Kind; 5] = [
    (
        &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ],
        &["a", "A", "ab", "b", "", "a b"],
        &[&["a"], &["b", "a"], &["a*"], &["?b"], &["*"], &["c", "*b"], &["A"]],
    ),
    (&["Bool"], &["true", "false", "True"], &[&["true"], &["false"], &["TRUE"], &["false", "true"]]),
    (
        &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        &["3", "3.0", "-1", "400"],
        &[&["3"], &["2", "4"], &["-1"], &["3.5"]],
    ),
    (
        &["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"],
        &["2026-01-01T00:00:00Z", "2025-06-01T12:00:00Z"],
        &[&["2026-01-01T00:00:00Z"], &["2025-06-01T12:00:00Z"], &["2025-12-31T23:59:59Z"]],
    ),
    (
        &["IpAddress", "NotIpAddress"],
        &["203.0.113.7", "10.1.2.3", "2001:db8::1"],
        &[&["203.0.113.0/24"], &["10.0.0.0/8", "203.0.113.7/32"], &["0.0.0.0/0"], &["2001:db8::/32"]],
    ),
];

const ARNS: [&str; 3] = ["arn:aws:iam::1:role/a", "arn:aws:iam::1:role/p/a", "arn:aws:iam::2:role/a"];
const ARN_PATTERNS: [&str; 4] =
    ["arn:aws:iam::1:role/a", "arn:aws:iam::*:role/a", "arn:aws:iam::1:role/*", "arn:aws:iam::?:role/b"];

fn cases() -> Vec<(String, Option<String>, Vec<String>)> {
    let mut cases = Vec::new();
    let mut add = |base: &str, actuals: &[&str], values: &[&str]| {
        let names = ["", "ForAnyValue:", "ForAllValues:"]
            .into_iter()
            .flat_map(|set| ["", "IfExists"].map(|end| format!("{set}{base}{end}")));
        for name in names {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            cases.extend(actuals.iter().map(|actual| (name.clone(), Some((*actual).to_owned()), values.clone())));
            cases.push((name, None, values));
        }
    };
    for (operators, actuals, wanted) in KINDS {
        for (operator, values) in operators.iter().flat_map(|operator| wanted.iter().map(move |values| (operator, values))) {
            add(operator, actuals, values);
        }
    }
    for operator in ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"] {
        ARN_PATTERNS.iter().for_each(|pattern| add(operator, &ARNS, &[pattern]));
    }
    for wanted in ["true", "false"] {
        cases.push(("Null".into(), None, vec![wanted.into()]));
        cases.push(("Null".into(), Some("a".into()), vec![wanted.into()]));
    }
    cases
}

#[test]
fn ministack_reads_conditions_alike() {
    let cases = cases();
    let python = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("lab/venv/bin/python");
    let mut evaluator =
        Command::new(python).args(["-B", "-c", EVALUATE]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    evaluator.stdin.take().unwrap().write_all(json!(cases).to_string().as_bytes()).unwrap();
    let output = evaluator.wait_with_output().unwrap();
    assert!(output.status.success());
    let theirs: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(theirs.len(), cases.len());
    let mut different = Vec::new();
    for ((operator, actual, values), theirs) in cases.iter().zip(&theirs) {
        let request = match actual {
            Some(actual) => RequestContext::default().is("aws:Key", actual),
            None => RequestContext::default().without(&["aws:Key"]),
        };
        let condition = Condition { operator: operator.clone(), key: "aws:Key".into(), values: values.clone() };
        let ours = condition.holds(&request);
        if ours != theirs.as_bool() {
            different.push(format!("{operator} {actual:?} {values:?}: ours {ours:?}, theirs {theirs}"));
        }
    }
    println!("conditions compared with MiniStack's evaluator: {}, different: {}", cases.len(), different.len());
    assert!(cases.len() > 1500 && different.is_empty(), "{different:#?}");
}
