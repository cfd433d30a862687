//! Findings in the order in which they are shown. What could not be looked at for one cause is one row, and so is what nobody can know
//! from outside: both open to the list. Pure.

use crate::check::finding::{Check, CheckStatus};

/// One finding, or several that share why they are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckRow<'c> {
    One(&'c Check),
    Several(Fold<'c>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold<'c> {
    pub checks: Vec<&'c Check>,
    /// How many lines of evidence all of them begin with: these are the cause.
    pub shared: usize,
    /// Whether these stand for every migration, whatever its accounts.
    pub standing: bool,
}

impl Fold<'_> {
    /// The cause, with how many it concerns.
    pub fn title(&self) -> String {
        let count = self.checks.len();
        match self.standing {
            true => format!("{count} things cannot be known from outside"),
            false => format!("{count} checks not looked at: {}", self.cause()),
        }
    }

    pub fn cause(&self) -> String {
        match self.standing {
            true => "cannot be known from outside".into(),
            false => self.checks[0].evidence[..self.shared].join(" · "),
        }
    }

    /// What to do about all of them, where it is the same.
    pub fn remedy(&self) -> Option<&str> {
        let first = self.checks[0].remedy.as_deref()?;
        self.checks.iter().all(|check| check.remedy.as_deref() == Some(first)).then_some(first)
    }
}

impl<'c> CheckRow<'c> {
    pub fn checks(&self) -> &[&'c Check] {
        match self {
            Self::One(check) => std::slice::from_ref(check),
            Self::Several(fold) => &fold.checks,
        }
    }
}

/// Failures first, then warnings, what could not be looked at, passes; each in the order found.
pub fn rows(checks: &[Check]) -> Vec<CheckRow<'_>> {
    let of = |status| checks.iter().filter(move |check| check.status == status);
    let mut rows: Vec<CheckRow<'_>> = of(CheckStatus::Fail).chain(of(CheckStatus::Warn)).map(CheckRow::One).collect();
    rows.extend(not_looked_at(of(CheckStatus::Skipped)));
    rows.extend(of(CheckStatus::Pass).map(CheckRow::One));
    rows
}

/// The checks of `preflight::unverifiable` have ids of this theme.
fn is_standing(check: &Check) -> bool {
    check.id.starts_with("unknown.")
}

/// The rows of what could not be looked at.
pub fn not_looked_at<'c>(skipped: impl Iterator<Item = &'c Check>) -> Vec<CheckRow<'c>> {
    let mut groups: Vec<Vec<&Check>> = Vec::new();
    let (standing, others): (Vec<&Check>, Vec<&Check>) = skipped.partition(|check| is_standing(check));
    for check in others {
        let same = |group: &&mut Vec<&Check>| group[0].evidence.first() == check.evidence.first();
        match groups.iter_mut().find(same).filter(|_| !check.evidence.is_empty()) {
            Some(group) => group.push(check),
            None => groups.push(vec![check]),
        }
    }
    let row = |checks: Vec<&'c Check>| match checks[..] {
        [check] => CheckRow::One(check),
        _ => CheckRow::Several(Fold { shared: shared(&checks), standing: false, checks }),
    };
    let standing = (!standing.is_empty()).then_some(standing);
    let standing = standing.map(|checks| CheckRow::Several(Fold { shared: shared(&checks), standing: true, checks }));
    groups.into_iter().map(row).chain(standing).collect()
}

fn shared(checks: &[&Check]) -> usize {
    let first = &checks[0].evidence;
    let same = |at: &usize| checks.iter().all(|check| check.evidence.get(*at) == first.get(*at));
    (0..first.len()).take_while(same).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(id: &str, status: CheckStatus, evidence: &[&str]) -> Check {
        let evidence = evidence.iter().map(|line| (*line).to_owned()).collect();
        Check { id: id.into(), resource: None, title: id.into(), status, evidence, remedy: None, drift: Vec::new() }
    }

    #[test]
    fn one_cause_is_one_row_and_what_nobody_can_know_is_the_last_of_them() {
        let checks = [
            check("unknown.a", CheckStatus::Skipped, &["cannot be known"]),
            check("permissions.a", CheckStatus::Skipped, &["root", "no simulator"]),
            check("other", CheckStatus::Skipped, &["denied"]),
            check("fine", CheckStatus::Pass, &["root"]),
            check("permissions.b", CheckStatus::Skipped, &["root", "no simulator", "read instead: x"]),
            check("bad", CheckStatus::Fail, &["root"]),
            check("unknown.b", CheckStatus::Skipped, &["not asked"]),
        ];
        let rows = rows(&checks);
        let ids: Vec<Vec<&str>> = rows.iter().map(|row| row.checks().iter().map(|check| check.id.as_str()).collect()).collect();
        assert_eq!(
            ids,
            [vec!["bad"], vec!["permissions.a", "permissions.b"], vec!["other"], vec!["unknown.a", "unknown.b"], vec!["fine"]]
        );
        let titles: Vec<String> =
            rows.iter().filter_map(|row| if let CheckRow::Several(fold) = row { Some(fold.title()) } else { None }).collect();
        assert_eq!(titles, ["2 checks not looked at: root · no simulator", "2 things cannot be known from outside"]);
    }

    #[test]
    fn what_has_no_evidence_shares_no_cause() {
        let checks = [check("a", CheckStatus::Skipped, &[]), check("b", CheckStatus::Skipped, &[])];
        assert_eq!(rows(&checks).len(), 2);
    }
}
