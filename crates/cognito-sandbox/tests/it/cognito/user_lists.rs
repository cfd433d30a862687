//! ListUsers: short pages, filters over everybody, and how long a page's token lasts.

use std::collections::BTreeSet;

use cognito_sandbox::{Fault, Service, Trouble, UserPages};
use serde_json::{Value, json};

use crate::cognito::practice::{POOL, Practice};
use crate::support::{SOURCE_POOL, clients, refusal};

fn fifty_three() -> Practice {
    let users: String =
        (0..52).map(|number| format!("[[users]]\nname = \"user{number:02}\"\nstatus = \"RESET_REQUIRED\"\n")).collect();
    Practice::ordinary_and(&users)
}

fn page(practice: &Practice, input: &Value, token: Option<&Value>) -> (Vec<String>, Option<Value>) {
    let mut input = input.clone();
    input["UserPoolId"] = json!(POOL);
    if let Some(token) = token {
        input["PaginationToken"] = token.clone();
    }
    let answer = practice.call("ListUsers", input);
    let users = answer["Users"].as_array().unwrap();
    let sub = |user: &Value| user["Attributes"].as_array().unwrap().iter().find(|a| a["Name"] == "sub").unwrap()["Value"].clone();
    (users.iter().map(|user| sub(user).as_str().unwrap().to_owned()).collect(), answer.get("PaginationToken").cloned())
}

fn everybody(practice: &Practice, input: Value) -> (Vec<String>, Vec<usize>) {
    let (mut subs, mut sizes, mut token) = (Vec::new(), Vec::new(), None);
    loop {
        let (found, next) = page(practice, &input, token.as_ref());
        sizes.push(found.len());
        subs.extend(found);
        token = next;
        if token.is_none() {
            return (subs, sizes);
        }
    }
}

#[test]
fn pages_can_be_short_or_empty_and_still_hold_everybody_once() {
    let practice = fifty_three();
    assert_eq!(everybody(&practice, json!({"Limit": 20})).1, [20, 20, 13]);
    practice.sandbox.set_user_pages(UserPages::Short);
    let (subs, sizes) = everybody(&practice, json!({"Limit": 20}));
    assert_eq!(sizes, [7, 7, 7, 7, 7, 7, 7, 4]);
    assert_eq!(subs.iter().collect::<BTreeSet<_>>().len(), 53);
    practice.sandbox.set_user_pages(UserPages::ShortAndEmpty);
    let (subs, sizes) = everybody(&practice, json!({"Limit": 60}));
    assert_eq!(sizes, [21, 0, 21, 0, 11]);
    assert_eq!(subs.iter().collect::<BTreeSet<_>>().len(), 53);
}

#[test]
fn the_sixteen_beginnings_of_a_sub_and_the_states_are_everybody() {
    let practice = fifty_three();
    let shards: Vec<String> =
        (0..16).flat_map(|digit| everybody(&practice, json!({"Filter": format!("sub ^= \"{digit:x}\"")})).0).collect();
    let (all, _) = everybody(&practice, json!({}));
    assert_eq!(shards.len(), all.len());
    assert_eq!(shards.iter().collect::<BTreeSet<_>>(), all.iter().collect());
    let one = everybody(&practice, json!({"Filter": format!("sub = \"{}\"", all[0])})).0;
    assert_eq!(one, [all[0].clone()]);
    let of = |status: &str| everybody(&practice, json!({"Filter": format!("cognito:user_status = \"{status}\"")})).0.len();
    assert_eq!((of("RESET_REQUIRED"), of("CONFIRMED"), of("UNCONFIRMED")), (52, 1, 0));
}

#[test]
fn a_token_lasts_an_hour_and_belongs_to_its_pool_and_filter() {
    let practice = fifty_three();
    let ask = |token: &Value, filter: &str, limit: i64| {
        practice.try_call("ListUsers", json!({"UserPoolId": POOL, "Limit": limit, "PaginationToken": token, "Filter": filter}))
    };
    let (_, token) = page(&practice, &json!({"Limit": 5}), None);
    let token = token.unwrap();
    ask(&token, "", 5).unwrap();
    let refused = |result: Result<Value, Fault>| {
        let fault = result.unwrap_err();
        assert_eq!(
            (fault.code.as_str(), fault.message.as_str()),
            ("InvalidParameterException", "Paging Marker is Invalid for Request")
        );
    };
    refused(ask(&token, "sub ^= \"0\"", 5));
    refused(ask(&token, "", 6));
    refused(ask(&json!("made-up"), "", 5));
    practice.wait(3599);
    ask(&token, "", 5).unwrap();
    practice.wait(2);
    refused(ask(&token, "", 5));
}

#[tokio::test]
async fn the_nth_page_can_be_throttled() {
    let sandbox = crate::support::sandbox();
    let throttled = Fault::client("TooManyRequestsException", "Too many requests");
    sandbox.expect_trouble_after(2, Service::CognitoIdp, "ListUsers", Trouble::Refusal(throttled.clone()));
    sandbox.expect_trouble_after(1, Service::CognitoIdp, "ListUsers", Trouble::Refusal(throttled));
    let old = clients(&sandbox, "old-account").cognito;
    let mut went_well = Vec::new();
    for _ in 0..6 {
        let answer = old.list_users().user_pool_id(SOURCE_POOL).limit(1).send().await;
        went_well.push(answer.map_err(|error| assert_eq!(refusal(error).code, "TooManyRequestsException")).is_ok());
    }
    assert_eq!(went_well, [true, true, false, true, false, true]);
}
