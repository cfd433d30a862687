//! The users of the source pool by state. Counting all of a large pool takes an hour (facts §6.6), so the first three pages stand
//! for it, and what they are is said.

use std::collections::BTreeMap;

use super::facts::{Read, UserSample};
use crate::aws::account::Account;

/// Each page is a round trip: opening the account and three pages are four.
const PAGES: usize = 3;
const PAGE: i32 = 60;

pub async fn sample(account: &Account, pool: &str) -> Read<UserSample> {
    let mut sample = UserSample::default();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut token = None;
    for _ in 0..PAGES {
        let call = account.read.cognito.list_users().user_pool_id(pool).limit(PAGE).set_pagination_token(token.take());
        let answer = call.send().await;
        let page = answer.map_err(|error| account.problem(format!("Could not list users of the user pool {pool}"), &error))?;
        for user in page.users() {
            let status = user.user_status().map_or("UNKNOWN", |status| status.as_str());
            *sample.by_status.entry(status.to_owned()).or_default() += 1;
            sample.mixed_case += usize::from(user.username().is_some_and(|name| name.chars().any(char::is_uppercase)));
            sample.disabled += usize::from(!user.enabled());
            *names.entry(user.username().unwrap_or_default().to_lowercase()).or_default() += 1;
        }
        token = page.pagination_token().map(str::to_owned);
        if token.is_none() {
            sample.complete = true;
            break;
        }
    }
    sample.colliding = names.values().filter(|count| **count > 1).sum();
    Ok(sample)
}
