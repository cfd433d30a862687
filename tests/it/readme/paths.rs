//! Every path and every name of the code that a document has in backticks, and every path in a comment, is there: whoever moves a file
//! mends the page.

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;

use super::pages::{Page, documents, exists, pages, root};

/// A path of this repository, and nothing else.
const PATH: &str = r"^(src|tests|docs|assets|benches|crates|\.ci|\.github)/[\w./-]*$";

/// The same, in the middle of a comment.
const IN_COMMENT: &str = r"(?:^|[\s(`])((?:src|tests|docs|assets|benches|crates)/[\w./-]*\w)";

/// A name of the code: a type, a constant, a function with its parentheses, or a member of a type.
const NAME: &str = r"^(?:(?:[A-Z]\w*|[a-z_]+::\w+)(?:::\w+)*(?:\([\w, ]*\))?|[a-z_]+\([\w, ]*\))$";

/// Documents that speak of the code by its names.
const SPEAK_OF_CODE: [&str; 2] = ["docs/architecture.md", "CONTRIBUTING.md"];

fn paths(page: &Page) -> Vec<String> {
    let path = Regex::new(PATH).unwrap();
    page.code_spans().into_iter().filter(|span| path.is_match(span)).collect()
}

/// The paths in comments that fill their lines.
fn paths_in_comments(pattern: &Regex, text: &str) -> Vec<String> {
    let comments = text.lines().map(str::trim_start).filter(|line| line.starts_with("//") || line.starts_with("# "));
    comments.flat_map(|line| pattern.captures_iter(line).map(|found| found[1].to_owned()).collect::<Vec<_>>()).collect()
}

#[test]
fn every_path_is_there() {
    let (mut wrong, mut in_documents, mut in_comments) = (Vec::new(), 0, 0);
    for page in documents() {
        for path in paths(&page) {
            in_documents += 1;
            if !exists(&path) {
                wrong.push(format!("{}: `{path}` is not there", page.path));
            }
        }
    }
    let pattern = Regex::new(IN_COMMENT).unwrap();
    for page in pages().iter().filter(|page| !page.is_markdown()) {
        for path in paths_in_comments(&pattern, &page.text) {
            in_comments += 1;
            if !exists(&path) {
                wrong.push(format!("{}: {path} is not there", page.path));
            }
        }
    }
    println!("{in_documents} paths in documents, {in_comments} in comments: {} are not there", wrong.len());
    assert!(in_documents > 50 && in_comments > 20, "the texts were not read");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_name_of_the_code_is_there() {
    let pages = pages();
    let code: BTreeSet<&str> = pages
        .iter()
        .filter(|page| page.is_rust() && !page.path.starts_with("tests/"))
        .flat_map(|page| page.text.split(|c: char| !(c.is_alphanumeric() || c == '_')))
        .collect();
    let is_name = Regex::new(NAME).unwrap();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for page in pages.iter().filter(|page| SPEAK_OF_CODE.contains(&page.path.as_str())) {
        for span in page.code_spans().iter().filter(|span| is_name.is_match(span)) {
            count += 1;
            let name = span.split('(').next().unwrap();
            if !name.split("::").all(|part| code.contains(part)) {
                wrong.push(format!("{}: `{span}` is not in the code", page.path));
            }
        }
    }
    println!("{count} names of the code in documents: {} are not there", wrong.len());
    assert!(count > 30, "the documents were not read");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_room_is_on_the_page_of_the_architecture() {
    let page = super::file("docs/architecture.md");
    let rooms = fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let missing: Vec<String> = rooms.filter(|room| !page.contains(&format!("\n| `src/{room}` | "))).collect();
    assert!(missing.is_empty(), "docs/architecture.md has no row for {missing:?}");
}

#[test]
fn a_path_that_is_not_there_is_found() {
    let page = Page::new("docs/a.md", "`src/nowhere.rs`, `src/cli`, `tests/`, `other`");
    let lost: Vec<String> = paths(&page).into_iter().filter(|path| !exists(path)).collect();
    assert_eq!(lost, ["src/nowhere.rs"]);
    let pattern = Regex::new(IN_COMMENT).unwrap();
    assert_eq!(
        paths_in_comments(&pattern, "    /// As docs/facts.md has it (src/aws).\nlet a = \"src/app.js\";"),
        ["docs/facts.md", "src/aws"]
    );
}
