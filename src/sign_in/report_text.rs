//! The story as plain text, for the command. Whatever came from AWS or was typed is made printable here.

use super::report::{AttributePair, AttributeVerdict, SignInReport, StepOutcome};
use crate::text::printable;

/// The whole story: headline, links with their evidence, attributes side by side, and what to do. Ends with a line break.
pub fn text(report: &SignInReport) -> String {
    let mut lines = vec![format!("{} {}", if report.succeeded { '✓' } else { '✗' }, printable(&report.headline)), String::new()];
    for link in &report.steps {
        lines.push(format!("  {} {}", mark(link.outcome), printable(&link.title)));
        lines.extend(link.evidence.iter().map(|observed| format!("      {}", printable(observed))));
    }
    if !report.attributes.is_empty() {
        lines.extend(table(&report.attributes));
    }
    if let Some(cause) = &report.cause {
        lines.extend([String::new(), format!("Cause: {}", printable(cause))]);
    }
    if !report.remedy.is_empty() {
        lines.extend([String::new(), "What to do:".to_owned()]);
        lines.extend(report.remedy.iter().map(|action| format!("  → {}", printable(action))));
    }
    lines.join("\n") + "\n"
}

fn mark(outcome: StepOutcome) -> char {
    match outcome {
        StepOutcome::Worked => '✓',
        StepOutcome::Broken => '✗',
        StepOutcome::Unknown => '?',
    }
}

fn table(attributes: &[AttributePair]) -> Vec<String> {
    let shown = |value: &Option<String>| value.as_ref().map_or_else(|| "–".to_owned(), |value| printable(value).into_owned());
    let mut rows = vec![[" ".to_owned(), "attribute".to_owned(), "source".to_owned(), "destination".to_owned(), String::new()]];
    rows.extend(attributes.iter().map(|pair| {
        let (mark, word) = verdict(pair.verdict);
        [mark.to_string(), printable(&pair.name).into_owned(), shown(&pair.source), shown(&pair.destination), word.to_owned()]
    }));
    let width =
        |column: usize| rows.iter().map(|row| unicode_width::UnicodeWidthStr::width(row[column].as_str())).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3)];
    let line = |row: &[String; 5]| {
        let cells = widths.iter().zip(row).map(|(width, cell)| {
            let gap = width.saturating_sub(unicode_width::UnicodeWidthStr::width(cell.as_str()));
            format!("{cell}{}", " ".repeat(gap))
        });
        let cells: Vec<String> = cells.chain([row[4].clone()]).collect();
        format!("  {}", cells.join("  ")).trim_end().to_owned()
    };
    std::iter::once(String::new()).chain(rows.iter().map(line)).collect()
}

fn verdict(verdict: AttributeVerdict) -> (char, &'static str) {
    match verdict {
        AttributeVerdict::Same => ('✓', ""),
        AttributeVerdict::Expected => ('✓', "always its own"),
        AttributeVerdict::Different => ('✗', "different"),
        AttributeVerdict::MissingInDestination => ('✗', "missing in the destination"),
        AttributeVerdict::OnlyInDestination => ('✗', "only in the destination"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::aws::document::groups::Group;
    use crate::model::user_options::Memberships;
    use crate::sign_in::fixture::{migrated, refused, unknown};
    use crate::sign_in::report_of;

    #[test]
    fn a_migration_that_worked_is_told_link_by_link() {
        let mut evidence = migrated();
        if let crate::sign_in::observed::ObservedValue::Known(Some(user)) = &mut evidence.destination_user {
            user.attributes.insert("sub".into(), "2".into());
        }
        insta::assert_snapshot!(text(&report_of(&evidence)));
    }

    #[test]
    fn groups_that_come_at_the_first_sign_in_are_a_link_of_the_story() {
        let mut evidence = migrated();
        evidence.blueprint.spec.options.users.groups = Memberships::FirstSignIn;
        evidence.blueprint.spec.groups = vec![Group { name: "readers".into(), ..Group::default() }];
        let groups = |evidence: &crate::sign_in::evidence::Evidence| report_of(evidence).steps.pop().unwrap();
        assert_eq!((groups(&evidence).title.as_str(), groups(&evidence).outcome), ("Groups brought", StepOutcome::Worked));
        if let crate::sign_in::observed::ObservedValue::Known(Some(user)) = &mut evidence.destination_user {
            user.attributes.insert("custom:ferry_groups".into(), "signed.alice".into());
        }
        let told = groups(&evidence);
        assert_eq!(told.outcome, StepOutcome::Broken);
        assert!(
            told.evidence[0].contains("the next sign-in tries again") && told.evidence[1].contains("/aws/lambda/"),
            "{told:?}"
        );
        let report = report_of(&evidence);
        assert!(report.succeeded && report.attributes.iter().all(|pair| pair.name != "custom:ferry_groups"), "{report:?}");
        evidence.answer = crate::sign_in::answer::AuthResult::Challenge("SMS_MFA".into());
        assert_eq!(groups(&evidence).outcome, StepOutcome::Unknown);
    }

    #[test]
    fn whoever_cannot_sign_in_for_the_groups_trigger_is_told_how_to_let_everybody_in() {
        let mut evidence = unknown();
        evidence.answer = refused("UnexpectedLambdaException", "PostAuthentication invocation failed due to error X.");
        evidence.existed_before = crate::sign_in::observed::ObservedValue::Known(true);
        assert!(!text(&report_of(&evidence)).contains("--only groups-trigger"));
        evidence.blueprint.spec.options.users.groups = Memberships::FirstSignIn;
        evidence.blueprint.spec.groups = vec![Group { name: "readers".into(), ..Group::default() }];
        let told = text(&report_of(&evidence));
        assert!(told.contains("no user can sign in") && told.contains("teardown --session acme --only groups-trigger"), "{told}");
    }

    #[test]
    fn a_refusal_ends_with_what_to_do() {
        insta::assert_snapshot!(text(&report_of(&unknown())));
    }

    #[test]
    fn a_name_that_would_move_the_cursor_is_shown() {
        let mut evidence = migrated();
        evidence.user_name = "al\u{1b}[2Jice".into();
        evidence.answer = refused("NotAuthorizedException", "no\u{9b}1m\nnew line");
        if let crate::sign_in::observed::ObservedValue::Known(Some(user)) = &mut evidence.destination_user {
            user.attributes.insert("name".into(), "\u{202e}evil\u{7}".into());
            user.user_name = "x\u{1b}]0;owned".into();
        }
        let told = text(&report_of(&evidence));
        assert!(told.lines().all(|line| !line.contains(char::is_control)) && !told.contains('\u{202e}'), "{told:?}");
        assert!(told.contains("\\u{1b}]0;owned"));
    }
}
