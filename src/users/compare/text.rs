//! A comparison as text. Users are named by their sub.

use super::classes::{Class, Comparison, Count};
use crate::users::reading::progress::thousands;

/// The lines that a person reads: what needs somebody first.
pub fn lines(comparison: &Comparison) -> Vec<String> {
    let mut lines = vec![format!(
        "Source: {} users. Destination: {} users.",
        thousands(comparison.source),
        thousands(comparison.destination)
    )];
    let of = |finding: bool| comparison.classes.iter().filter(move |(class, _)| class.is_finding() == finding);
    if of(true).next().is_some() {
        lines.extend([String::new(), "Look at these:".into()]);
        lines.extend(of(true).flat_map(|(class, count)| [line("✗", class, count), examples(count)]));
    }
    lines.extend([String::new(), "As expected:".into()]);
    lines.extend(of(false).map(|(class, count)| line("✓", class, count)));
    lines.push(String::new());
    lines.push(match comparison.findings() {
        0 => "Both pools agree.".into(),
        1 => "1 user needs a look.".into(),
        findings => format!("{} users need a look.", thousands(findings)),
    });
    lines.push("Not comparable without making users active: passwords, MFA, passkeys, devices and linked providers.".into());
    lines
}

fn line(mark: &str, class: &Class, count: &Count) -> String {
    format!("{mark} {:>9}  {}", thousands(count.users), class.words())
}

fn examples(count: &Count) -> String {
    let more = if count.users > count.examples.len() as u64 { ", …" } else { "" };
    format!("{:13}sub {}{more}", "", count.examples.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_somebody_stands_first() {
        let mut comparison = Comparison { source: 1_200, destination: 1_199, ..Comparison::default() };
        comparison.add(Class::Equal, "1f");
        comparison.add(Class::Missing, "2e");
        let lines = lines(&comparison);
        assert_eq!(lines[0], "Source: 1,200 users. Destination: 1,199 users.");
        assert_eq!(lines[3], "✗         1  are not in the destination");
        assert_eq!(lines[4].trim(), "sub 2e");
        assert!(lines.contains(&"1 user needs a look.".to_owned()), "{lines:?}");
    }
}
