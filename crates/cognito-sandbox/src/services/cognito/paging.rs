//! Paging: how many items a page may hold, and the opaque token that continues a list.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::faults::invalid_parameter;
use crate::core::fault::Fault;

/// The largest page that every list of this service gives.
pub const LARGEST_PAGE: usize = 60;

/// Cuts one page out of `items`, which come in the order of their keys. `scope` is what the list was asked for
/// (operation, pool, filter): a token only continues the list that it came from, as AWS ties them.
pub fn page<T>(
    items: impl IntoIterator<Item = (String, T)>,
    limit: usize,
    token: Option<&str>,
    scope: &str,
) -> Result<(Vec<T>, Option<String>), Fault> {
    let after = token.map(|token| open(token, scope)).transpose()?;
    let mut rest = items.into_iter().skip_while(|(key, _)| after.as_ref().is_some_and(|after| key <= after));
    let mut page = Vec::new();
    let mut last = None;
    for (key, item) in rest.by_ref().take(limit) {
        page.push(item);
        last = Some(key);
    }
    let more = rest.next().is_some();
    let next = last.filter(|_| more).map(|last| seal(&last, scope));
    Ok((page, next))
}

/// Adds the token that continues a list, when there is more.
pub fn with_token(mut output: Value, member: &str, token: Option<String>) -> Value {
    if let Some(token) = token {
        output[member] = json!(token);
    }
    output
}

fn seal(last: &str, scope: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{scope}\n{last}"))
}

fn open(token: &str, scope: &str) -> Result<String, Fault> {
    URL_SAFE_NO_PAD
        .decode(token)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| text.strip_prefix(scope)?.strip_prefix('\n').map(str::to_owned))
        .ok_or_else(|| invalid_parameter("Invalid pagination token."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn letters() -> Vec<(String, char)> {
        ('a'..='e').map(|letter| (letter.to_string(), letter)).collect()
    }

    #[test]
    fn pages_follow_each_other_without_gap_or_repeat_and_the_last_has_no_token() {
        let (first, token) = page(letters(), 2, None, "letters").unwrap();
        let (second, token) = page(letters(), 2, token.as_deref(), "letters").unwrap();
        let (third, end) = page(letters(), 2, token.as_deref(), "letters").unwrap();
        assert_eq!((first, second, third, end), (vec!['a', 'b'], vec!['c', 'd'], vec!['e'], None));
    }

    #[test]
    fn a_full_last_page_ends_the_list() {
        assert_eq!(page(letters(), 5, None, "letters").unwrap().1, None);
    }

    #[test]
    fn a_token_of_another_list_is_refused() {
        let (_, token) = page(letters(), 2, None, "letters").unwrap();
        let fault = page(letters(), 2, token.as_deref(), "numbers").unwrap_err();
        assert_eq!(fault.code, "InvalidParameterException");
    }
}
