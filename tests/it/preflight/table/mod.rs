//! What is decided over which facts: each row changes one thing in two accounts that fit, and names the one check that changes.

mod accounts;
mod described;
mod destination_client;
mod destination_pool;
mod fitting;
mod function_side;
mod schema;
mod source_pool;

use cognito_ferry::check::finding::{Check, CheckStatus};
use cognito_ferry::preflight::decide;
use cognito_ferry::preflight::facts::Facts;

use fitting::{fitting, subject};

/// What is changed, which check changes to what, and what its evidence or remedy must name.
type Row = (fn(&mut Facts), &'static str, CheckStatus, &'static str);

fn said(check: &Check) -> String {
    let remedy = check.remedy.clone().unwrap_or_default();
    format!("{}\n{}\n{remedy}", check.title, check.evidence.join("\n"))
}

#[test]
fn two_accounts_that_fit_pass_every_check_that_can_be_known() {
    let checks = decide(&subject(), &fitting());
    let others: Vec<&Check> =
        checks.iter().filter(|check| check.status != CheckStatus::Pass && !check.id.starts_with("unknown.")).collect();
    assert!(others.is_empty(), "{others:#?}");
    assert!(checks.len() > 55, "{}", checks.len());
}

fn each_changes_its_own(rows: &[Row]) {
    let before = decide(&subject(), &fitting());
    for (change, id, status, names) in rows {
        let mut facts = fitting();
        change(&mut facts);
        let after = decide(&subject(), &facts);
        let check = after.iter().find(|check| check.id == *id).unwrap_or_else(|| panic!("no check {id}"));
        assert_eq!(check.status, *status, "{check:#?}");
        assert!(said(check).contains(names), "{names:?} in {check:#?}");
        // One that is only there with the fault (a role's permissions) is no change of another.
        let was = |id: &str| before.iter().find(|check| check.id == id).map(|check| check.status);
        let differing: Vec<&str> = after
            .iter()
            .filter(|check| was(&check.id).is_some_and(|before| before != check.status))
            .map(|check| check.id.as_str())
            .collect();
        assert!(differing.iter().all(|other| other == id), "{id} changed {differing:?}");
        println!("{id:<36} {status:?}: {}", said(check).lines().nth(1).unwrap_or_default());
    }
}
