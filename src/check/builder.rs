//! One check in the making: its id and title are known, its finding is not.

use serde_json::Value;

use crate::check::finding::{Check, CheckStatus};
use crate::problem::{Problem, ProblemKind};

#[derive(Debug)]
pub struct CheckBuilder {
    id: String,
    title: String,
}

/// A check with this stable id, e.g. `source-pool.users`.
pub fn check(id: impl Into<String>, title: impl Into<String>) -> CheckBuilder {
    CheckBuilder { id: id.into(), title: title.into() }
}

impl CheckBuilder {
    pub fn pass(self, evidence: Vec<String>) -> Check {
        self.found(CheckStatus::Pass, evidence, None)
    }

    pub fn warn(self, evidence: Vec<String>, remedy: impl Into<String>) -> Check {
        self.found(CheckStatus::Warn, evidence, Some(remedy.into()))
    }

    pub fn fail(self, evidence: Vec<String>, remedy: impl Into<String>) -> Check {
        self.found(CheckStatus::Fail, evidence, Some(remedy.into()))
    }

    /// It could not look, and this is why.
    pub fn skipped(self, evidence: Vec<String>, remedy: Option<String>) -> Check {
        self.found(CheckStatus::Skipped, evidence, remedy)
    }

    /// What it looks at could not be read: skipped, with the missing permission where that is the reason.
    pub fn unavailable(self, problem: &Problem) -> Check {
        let mut evidence = vec![problem.what.clone()];
        evidence.extend(problem.why.lines().map(str::to_owned));
        evidence.extend(missing_permission(problem));
        let remedy = Some(problem.remedy.join("\n")).filter(|remedy| !remedy.is_empty());
        self.skipped(evidence, remedy)
    }

    /// It rests on something that another check could not see or found missing.
    pub fn depends_on(self, other: &str) -> Check {
        self.skipped(vec![format!("rests on: {other}")], None)
    }

    fn found(self, status: CheckStatus, evidence: Vec<String>, remedy: Option<String>) -> Check {
        Check { id: self.id, resource: None, title: self.title, status, evidence, remedy, drift: Vec::new() }
    }
}

/// What to ask for, where a read was denied.
pub fn missing_permission(problem: &Problem) -> Option<String> {
    let ProblemKind::AccessDenied { action: Some(action), resource } = &problem.kind else { return None };
    let resource = resource.as_ref().map(|resource| format!(" on {resource}")).unwrap_or_default();
    Some(format!("missing permission: {action}{resource}"))
}

/// `name: a, b`; `name: none` where there is nothing.
pub fn listed(name: &str, items: &[String]) -> String {
    match items {
        [] => format!("{name}: none"),
        _ => format!("{name}: {}", items.join(", ")),
    }
}

/// A member of a pool's document as text; `absent` where AWS left it out.
pub fn shown(document: &Value, pointer: &str) -> String {
    match document.pointer(pointer) {
        None | Some(Value::Null) => "absent".into(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
