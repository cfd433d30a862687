//! Each documented code of each operation, refused on the wire in the service's own protocol, told by the program, and judged.

use std::collections::BTreeSet;

use cognito_ferry::aws::problem::{Problem, UNKNOWN_REFUSAL};
use cognito_ferry::cli::exit::Exit;

use super::classes::{Class, class, faults};
use super::stage::{ACCOUNT, Stage, refusal};
use super::table::{COMMON, Protocol, common_code, table};

/// How AWS's texts end: as a sentence, or not at all.
const TEXTS: [&str; 7] = [
    "AWS's own words about it",
    "AWS's own words about it.",
    "AWS's own words about it: ",
    "AWS's own words about it..",
    "AWS's own words about it (Service: AWSLambdaInternal; Status Code: 400)",
    "AWS's own words about it {\"Type\":\"User\"}",
    "AWS's own words about it!",
];

const DENIED: &str = "User: arn:aws:iam::111111111111:user/ann is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111111111111:role/r because no identity-based policy allows the iam:CreateRole action";

struct Played {
    service: String,
    operation: String,
    code: String,
    told: Problem,
}

/// Ends as one sentence: a mark that is not doubled, and nothing after it but a closing bracket or quote.
fn is_sentence(text: &str) -> bool {
    let inner = text.trim_end_matches([')', '"', '\'']);
    let mark = inner.chars().last().is_some_and(|last| ".!?".contains(last));
    mark && !inner.ends_with("..") && !text.ends_with(char::is_whitespace) && !inner.ends_with(":.")
}

fn bare(code: &str) -> &str {
    code.strip_suffix("Exception").unwrap_or(code)
}

/// The sort of failure that the code is; some come in another operation's words.
fn judged(code: &str) -> Class {
    class(bare(code)).unwrap_or_else(|| panic!("{code}: nobody has judged it (tests/it/refusals/classes.rs)"))
}

async fn play() -> Vec<Played> {
    let stage = Stage::at("eu-west-1").await;
    let mut played = Vec::new();
    for (service, model) in table().services {
        let common = COMMON.iter().map(|(name, status)| (common_code(model.protocol, name), *status));
        let common: Vec<_> = common.collect();
        for (operation, listed) in &model.operations {
            let listed = listed.iter().map(|shape| model.codes[shape].clone());
            let codes: BTreeSet<(String, u16)> = listed.chain(common.iter().cloned()).collect();
            for (code, status) in codes {
                let text = match judged(&code) {
                    Class::Denied => DENIED,
                    _ => TEXTS[played.len() % TEXTS.len()],
                };
                let told = stage.refused(&service, operation, refusal(model.protocol, status, &code, text)).await;
                played.push(Played { service: service.clone(), operation: operation.clone(), code, told });
            }
        }
    }
    played
}

fn every_telling(Played { service, operation, code, told, .. }: &Played) -> Vec<String> {
    let mut faults = faults(judged(code), told);
    let mut hold = |holds: bool, fault: &str| {
        if !holds {
            faults.push(fault.to_owned());
        }
    };
    let all = told.lines().join("\n");
    hold(Exit::of(told).code() == 1, "it does not end with exit code 1, and nobody gave a value");
    hold(told.code.as_deref() == Some(code), "AWS's code is lost");
    hold(told.request_id.is_some(), "AWS's request id is lost");
    hold(
        told.what.contains(operation.as_str()) && told.what.contains(ACCOUNT) && told.what.contains("eu-west-1"),
        "what does not name the place",
    );
    hold(told.why.contains("AWS's own words") || told.why.contains("is not authorized"), "AWS's words are lost");
    hold(is_sentence(&told.why), "why is no sentence");
    hold(!told.remedy.is_empty(), "there is no remedy");
    hold(!all.contains("Correct the value that AWS names"), "it asks to correct a value");
    let general = told.remedy.iter().any(|action| action == UNKNOWN_REFUSAL);
    hold(
        !general || told.why.starts_with(&format!("AWS refused {operation}: ")),
        "the general form does not say what AWS refused",
    );
    faults.iter().map(|fault| format!("{service} {operation} {code}: {fault}: {told:?}")).collect()
}

#[tokio::test(start_paused = true)]
async fn no_documented_refusal_falls_through_to_a_wrong_remedy() {
    let played = play().await;
    let general = played.iter().filter(|played| played.told.remedy.iter().any(|action| action == UNKNOWN_REFUSAL)).count();
    let wrong: Vec<String> = played.iter().flat_map(every_telling).collect();
    let codes: BTreeSet<(&str, &str)> = played.iter().map(|played| (played.service.as_str(), bare(&played.code))).collect();
    println!(
        "{} refusals played ({} codes), {} told in their own words, {general} in AWS's, {} wrong remedies",
        played.len(),
        codes.len(),
        played.len() - general,
        wrong.len()
    );
    assert!(played.len() > 3000, "the table is not whole: {}", played.len());
    assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(12)].join("\n"));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_a_wrong_sort_would_be_found() {
    let stage = Stage::at("eu-west-1").await;
    let told = stage.refused("IAM", "CreateRole", refusal(Protocol::Query, 409, "LimitExceeded", TEXTS[0])).await;
    assert!(faults(Class::Quota, &told).is_empty());
    for other in [Class::Throttled, Class::NotThere, Class::Other, Class::Keys, Class::Pool] {
        assert!(!faults(other, &told).is_empty(), "{other:?}");
    }
}
