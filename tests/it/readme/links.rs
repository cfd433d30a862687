//! Every link of a document to a file or heading of this repository leads to one that is there; and the README stays short.

use std::collections::BTreeSet;

use regex::Regex;

use super::pages::{Page, exists, pages};

/// The README is read from its top to its end.
const LONGEST_README: usize = 10_000;

/// A heading as GitHub names it in a link.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// A link of the page at `from`, as a path from the root; none where it leads out of the repository.
fn resolved(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn links(page: &Page) -> Vec<String> {
    // Outside backticks.
    let prose: String = page.prose().split('`').step_by(2).collect();
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    link.captures_iter(&prose).map(|target| target[1].to_owned()).collect()
}

/// Why the link leads nowhere; none: it leads somewhere.
fn broken(page: &Page, link: &str, markdown: &[Page]) -> Option<String> {
    let (path, heading) = link.split_once('#').map_or((link, None), |(path, heading)| (path, Some(heading)));
    let target = if path.is_empty() { Some(page.path.clone()) } else { resolved(&page.path, path) };
    let told = |why: &str| Some(format!("{}: ({link}) {why}", page.path));
    let Some(target) = target.filter(|target| exists(target)) else { return told("leads to no file") };
    let heading = heading?;
    let Some(target) = markdown.iter().find(|other| other.path == target) else { return told("leads into no document") };
    let anchors: BTreeSet<String> = target.headings().iter().map(|heading| anchor(heading)).collect();
    if anchors.contains(heading) { None } else { told("leads to no heading") }
}

#[test]
fn every_link_leads_somewhere() {
    let markdown: Vec<Page> = pages().into_iter().filter(Page::is_markdown).collect();
    let (mut wrong, mut count, mut beyond) = (Vec::new(), 0, 0);
    for page in &markdown {
        for link in links(page) {
            if link.starts_with("https://") {
                beyond += 1;
                continue;
            }
            count += 1;
            wrong.extend(broken(page, &link, &markdown));
        }
    }
    println!("{count} links in {} documents, and {beyond} to elsewhere: {} lead nowhere", markdown.len(), wrong.len());
    assert!(count > 50, "the documents were not read");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_page_of_docs_is_reached_from_the_readme() {
    let markdown: Vec<Page> = pages().into_iter().filter(Page::is_markdown).collect();
    let mut reached = BTreeSet::new();
    let mut open = vec!["README.md".to_owned()];
    while let Some(path) = open.pop() {
        let Some(page) = markdown.iter().find(|page| page.path == path).filter(|_| reached.insert(path.clone())) else {
            continue;
        };
        let paths = links(page).into_iter().filter(|link| !link.starts_with("https://"));
        open.extend(paths.filter_map(|link| resolved(&path, link.split('#').next().unwrap())));
    }
    let lost: Vec<&str> = markdown.iter().map(|page| page.path.as_str()).filter(|path| path.starts_with("docs/")).collect();
    let lost: Vec<&str> = lost.into_iter().filter(|path| *path != "docs/README.md" && !reached.contains(*path)).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn the_readme_is_short() {
    let bytes = super::file("README.md").len();
    println!("README.md: {bytes} bytes");
    assert!(bytes <= LONGEST_README, "README.md has {bytes} bytes, over {LONGEST_README}: move some of it to docs/");
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let text = "# One thing, two\n[x](nowhere.md) [x](#one-thing-two) [x](#two) [x](../README.md#one)\n```\n[x](no.md)\n```";
    let page = Page::new("docs/README.md", text);
    let markdown = [Page::new("docs/README.md", text), Page::new("README.md", "# Two")];
    let broken: Vec<String> = links(&page).iter().filter_map(|link| broken(&page, link, &markdown)).collect();
    assert_eq!(broken.len(), 3, "{broken:?}");
}
