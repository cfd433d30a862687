//! Every citation, in comments and documents, leads to a heading: of a section of docs/facts.md, or of a rule of docs/rules.md.

use std::collections::BTreeSet;

use regex::Regex;

use super::pages::{Page, pages};

/// What cannot be followed by somebody who has this repository and nothing else: documents that are elsewhere, the numbers of a tracker,
/// a section of no page.
const CLOSED: &str = r"\bDESIGN\.md|\b[Ii]ssues? #?\d+|\b(bulk|aws|peers|style|anchors)\.md\b|\b[Ff]acts (\d|/?[a-z]+\.md)|\bfacts/[a-z]|/w[o]rk/|§\d+";

/// Sections of public standards are cited with the standard's own number.
const STANDARD: &str = r"(RFC|TR|UAX) ?#?\d+ §[\d.]+";

/// The numbers that the headings of a page begin with.
fn numbers(page: &str) -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    for heading in Page::new(page, &super::file(page)).headings() {
        let number = heading.split(' ').next().unwrap();
        if number.starts_with(|c: char| c.is_ascii_digit()) {
            assert!(numbers.insert(number.to_owned()), "{page}: two headings have the number {number}");
        }
    }
    numbers
}

#[derive(Debug, Default)]
struct Citations {
    facts: Vec<String>,
    rules: Vec<String>,
    /// Leads out of the repository, or to nothing that has a name.
    closed: Vec<String>,
}

struct Reader {
    /// What begins the next line of a comment.
    line: Regex,
    standard: Regex,
    facts: Regex,
    section: Regex,
    rules: Regex,
    closed: Regex,
}

impl Reader {
    fn new() -> Self {
        let regex = |pattern: &str| Regex::new(pattern).unwrap();
        Self {
            line: regex(r"\n[ \t]*(//[/!]?|#|\*)?[ \t]*"),
            standard: regex(STANDARD),
            facts: regex(r"\b[Ff]acts §\d+(\.\d+)*((,| and) §\d+(\.\d+)*)*"),
            section: regex(r"§(\d+(?:\.\d+)*)"),
            rules: regex(r"\b[Rr]ules? (\d+)\b"),
            closed: regex(CLOSED),
        }
    }

    fn citations(&self, text: &str) -> Citations {
        let text = self.line.replace_all(text, " ");
        let text = self.standard.replace_all(&text, "");
        let facts = self.facts.find_iter(&text).flat_map(|citation| self.section.captures_iter(citation.as_str()));
        let facts = facts.map(|number| number[1].to_owned()).collect();
        let rest = self.facts.replace_all(&text, "");
        Citations {
            facts,
            rules: self.rules.captures_iter(&rest).map(|number| number[1].to_owned()).collect(),
            closed: self.closed.find_iter(&rest).map(|cited| cited.as_str().to_owned()).collect(),
        }
    }
}

#[test]
fn every_citation_leads_to_a_heading() {
    let (facts, rules) = (numbers("docs/facts.md"), numbers("docs/rules.md"));
    let reader = Reader::new();
    let (mut wrong, mut count, mut cited) = (Vec::new(), 0, BTreeSet::new());
    for page in pages() {
        let found = reader.citations(&page.text);
        count += found.facts.len() + found.rules.len();
        let lost = |name: &str, number: &String| format!("{}: {name}{number} is not there", page.path);
        wrong.extend(found.facts.iter().filter(|number| !facts.contains(*number)).map(|number| lost("facts §", number)));
        wrong.extend(found.rules.iter().filter(|number| !rules.contains(*number)).map(|number| lost("rule ", number)));
        wrong.extend(found.closed.iter().map(|cited| format!("{}: \"{cited}\" cannot be followed from here", page.path)));
        if !page.is_markdown() {
            cited.extend(found.facts);
        }
    }
    println!("{count} citations of {} sections of facts and {} rules: {} lead nowhere", facts.len(), rules.len(), wrong.len());
    assert!(count > 100, "the texts were not read");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    // docs/facts.md is as long as the code needs it.
    let needed = |number: &String| cited.iter().any(|cited| cited == number || cited.starts_with(&format!("{number}.")));
    let useless: Vec<_> = facts.iter().filter(|number| !needed(number)).collect();
    assert!(useless.is_empty(), "sections of docs/facts.md that no code cites: {useless:?}");
}

#[test]
fn citations_are_found_in_every_way_of_writing_them() {
    let comment = "
        /// Waits (rule 8; facts §4.1,
        /// §12.4). Facts §7 and §9, RFC 3986 §2.3.
    ";
    let found = Reader::new().citations(comment);
    assert_eq!(found.facts, ["4.1", "12.4", "7", "9"]);
    assert_eq!(found.rules, ["8"]);
    assert!(found.closed.is_empty(), "{found:?}");
    let closed = format!("as issue {} has it, and §{}", 4, 4);
    assert_eq!(Reader::new().citations(&closed).closed.len(), 2);
}
