//! Checks as a JUnit report: what continuous integration shows. A suite for each theme; a warning is a pass that says something.

use std::fmt::Write as _;

use crate::check::finding::{Check, CheckStatus};
use crate::text::printable;

/// The whole document.
pub fn report(name: &str, checks: &[Check]) -> String {
    let mut themes: Vec<(&str, Vec<&Check>)> = Vec::new();
    for check in checks {
        let theme = check.id.split('.').next().unwrap_or_default();
        match themes.iter_mut().find(|(known, _)| *known == theme) {
            Some((_, known)) => known.push(check),
            None => themes.push((theme, vec![check])),
        }
    }
    let mut report = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing into a String cannot fail.
    let _ = writeln!(report, "<testsuites name=\"{}\" {}>", escape(name), counts(&checks.iter().collect::<Vec<_>>()));
    for (theme, checks) in themes {
        let _ = writeln!(report, "  <testsuite name=\"{}\" {}>", escape(theme), counts(&checks));
        for check in checks {
            case(&mut report, theme, check);
        }
        report.push_str("  </testsuite>\n");
    }
    report.push_str("</testsuites>\n");
    report
}

fn counts(checks: &[&Check]) -> String {
    let of = |status| checks.iter().filter(|check| check.status == status).count();
    let (failures, skipped) = (of(CheckStatus::Fail), of(CheckStatus::Skipped));
    format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"", checks.len())
}

fn case(report: &mut String, theme: &str, check: &Check) {
    let told: Vec<&str> = check.evidence.iter().chain(&check.remedy).flat_map(|text| text.lines()).collect();
    let told: Vec<String> = told.into_iter().map(escape).collect();
    let told = told.join("\n");
    let _ = writeln!(report, "    <testcase classname=\"{}\" name=\"{}\">", escape(theme), escape(&check.id));
    let message = escape(&check.title);
    let _ = match check.status {
        CheckStatus::Fail => writeln!(report, "      <failure message=\"{message}\">{told}</failure>"),
        CheckStatus::Skipped => writeln!(report, "      <skipped message=\"{told}\"/>"),
        CheckStatus::Warn => writeln!(report, "      <system-out>warning: {message}\n{told}</system-out>"),
        CheckStatus::Pass => writeln!(report, "      <system-out>{told}</system-out>"),
    };
    report.push_str("    </testcase>\n");
}

/// For text and attributes. Control characters, which XML does not have, are written out.
fn escape(text: &str) -> String {
    let text = printable(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(id: &str, status: CheckStatus) -> Check {
        let evidence = vec!["a < \"b\" & \u{1b}[2J".to_owned()];
        Check {
            id: id.into(),
            resource: None,
            title: "t".into(),
            status,
            evidence,
            remedy: Some("do\nthis".into()),
            drift: Vec::new(),
        }
    }

    #[test]
    fn failures_and_skips_are_counted_in_the_suite_and_in_all() {
        let checks = [check("a.x", CheckStatus::Fail), check("a.y", CheckStatus::Skipped), check("b.z", CheckStatus::Warn)];
        let report = report("preflight", &checks);
        assert!(
            report.contains("<testsuites name=\"preflight\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\">"),
            "{report}"
        );
        assert!(report.contains("<testsuite name=\"b\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">"), "{report}");
    }

    #[test]
    fn markup_and_escape_sequences_in_names_are_text() {
        let report = report("preflight", &[check("a.x", CheckStatus::Fail)]);
        assert!(report.contains("a &lt; &quot;b&quot; &amp; \\u{1b}[2J\ndo\nthis"), "{report}");
    }
}
