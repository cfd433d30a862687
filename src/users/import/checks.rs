//! What is looked at before anybody is imported. Pure but for the list of running jobs.

use serde_json::Value;

use super::sort::Tally;
use crate::aws::document::{text, texts};
use crate::users::reading::progress::thousands;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ImportCheck {
    pub id: &'static str,
    pub passed: bool,
    /// What is so.
    pub evidence: String,
    /// What to do, where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// Messages that Cognito's own e-mail service sends in a day, for the whole account (facts §14.4).
const DEFAULT_EMAILS_A_DAY: u64 = 50;

/// `pool`: the destination. `active`: import jobs of the account and Region that are not over.
pub fn checks(pool: &Value, active: &[String], tally: &Tally) -> Vec<ImportCheck> {
    vec![verifies(pool), alone(active), email(pool, tally.rows())]
}

fn verifies(pool: &Value) -> ImportCheck {
    let verified = texts(pool, "AutoVerifiedAttributes");
    let id = "import.auto-verified";
    match verified.is_empty() {
        false => passed(id, format!("The pool verifies {}.", verified.join(" and "))),
        true => failed(
            id,
            "The pool verifies no attribute: no import job starts in it.",
            "Set AutoVerifiedAttributes of the pool, to email for example.",
        ),
    }
}

fn alone(active: &[String]) -> ImportCheck {
    let id = "import.other-jobs";
    match active {
        [] => passed(id, "No other import job is active in this account and Region."),
        active => {
            failed(id, format!("Active already, and AWS runs one at a time: {}.", active.join("; ")), "Wait until it has ended.")
        }
    }
}

fn email(pool: &Value, rows: u64) -> ImportCheck {
    let id = "import.email";
    let account = pool.get("EmailConfiguration").map(|email| text(email, "EmailSendingAccount")).unwrap_or_default();
    match account {
        "DEVELOPER" => passed(id, "The pool sends its messages through SES: codes reach everybody within your quota there."),
        _ if rows <= DEFAULT_EMAILS_A_DAY => passed(
            id,
            format!("{rows} people need a code, and Cognito's own service sends {DEFAULT_EMAILS_A_DAY} messages a day."),
        ),
        _ => failed(
            id,
            format!(
                "{} people need a code by e-mail to choose a password; Cognito's own service (COGNITO_DEFAULT) sends {DEFAULT_EMAILS_A_DAY} a day for the whole account.",
                thousands(rows)
            ),
            "Let the pool send through SES (EmailSendingAccount DEVELOPER) first; or import all the same: --accept-email-limit",
        ),
    }
}

fn passed(id: &'static str, evidence: impl Into<String>) -> ImportCheck {
    ImportCheck { id, passed: true, evidence: evidence.into(), remedy: None }
}

fn failed(id: &'static str, evidence: impl Into<String>, remedy: impl Into<String>) -> ImportCheck {
    ImportCheck { id, passed: false, evidence: evidence.into(), remedy: Some(remedy.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::import::sort::Class;
    use serde_json::json;

    fn tally(rows: u64) -> Tally {
        let mut tally = Tally::default();
        tally.classes.entry(Class::Clean).or_default().users = rows;
        tally
    }

    fn failing(pool: &Value, active: &[String], rows: u64) -> Vec<&'static str> {
        checks(pool, active, &tally(rows)).into_iter().filter(|check| !check.passed).map(|check| check.id).collect()
    }

    #[test]
    fn each_obstacle_is_its_own_failed_check() {
        let fine = json!({ "AutoVerifiedAttributes": ["email"], "EmailConfiguration": { "EmailSendingAccount": "DEVELOPER" } });
        assert!(failing(&fine, &[], 9_999).is_empty());
        assert_eq!(
            failing(&json!({ "EmailConfiguration": { "EmailSendingAccount": "DEVELOPER" } }), &[], 1),
            ["import.auto-verified"]
        );
        assert_eq!(failing(&fine, &["x in the user pool y".into()], 1), ["import.other-jobs"]);
        let default = json!({ "AutoVerifiedAttributes": ["email"] });
        assert_eq!(failing(&default, &[], 51), ["import.email"]);
        assert!(failing(&default, &[], 50).is_empty());
    }
}
