//! Holds src/ to docs/architecture.md: which folder may use which, which crates and macros appear where, how long a
//! file may be, and that each says what it owns. Reads the source text; test code inside src/ is exempt.

mod circles;
mod modules;
mod names;
mod pasting;
mod sandbox;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use source::{File, source_files};

/// Every room of src/ (a folder or a lone file) and the rooms that it uses: these and no others. Each stands above what it uses.
const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    (
        "cli",
        &[
            "wizard",
            "diagnose",
            "preflight",
            "migration",
            "sign_in",
            "users",
            "event",
            "session",
            "check",
            "resources",
            "function",
            "model",
            "aws",
            "run",
            "problem",
            "command",
            "panic",
            "secret",
            "text",
        ],
    ),
    (
        "wizard",
        &[
            "preflight",
            "migration",
            "sign_in",
            "event",
            "session",
            "check",
            "resources",
            "function",
            "model",
            "aws",
            "run",
            "problem",
            "panic",
            "secret",
            "text",
        ],
    ),
    ("diagnose", &["preflight", "migration", "sign_in", "check", "model", "aws", "problem", "command", "secret", "text"]),
    (
        "preflight",
        &["migration", "event", "session", "check", "resources", "function", "model", "aws", "problem", "command", "text"],
    ),
    (
        "migration",
        &["event", "session", "check", "resources", "function", "model", "aws", "run", "problem", "diff", "command", "text"],
    ),
    ("sign_in", &["session", "resources", "function", "model", "aws", "run", "problem", "command", "secret", "text"]),
    ("users", &["secret", "session", "event", "model", "aws", "run", "problem", "command", "text"]),
    ("session", &["check", "model", "problem", "command"]),
    ("event", &["check", "model", "run", "problem"]),
    ("check", &["model", "problem"]),
    ("resources", &["function", "model", "aws", "run", "problem", "command", "text"]),
    ("function", &["model", "aws", "run", "problem", "command", "text"]),
    ("model", &["aws", "problem", "diff", "command"]),
    ("aws", &["run", "problem", "diff", "command", "secret", "text"]),
    ("run", &["problem"]),
    ("problem", &["diff"]),
    ("diff", &["text"]),
    ("command", &["text"]),
    ("panic", &[]),
    ("secret", &[]),
    ("text", &[]),
];

/// Crates, by how their names begin, and the folders where they may appear. The commands ask for a password without showing
/// it, which needs the terminal.
const CRATES: &[(&str, &[&str])] = &[
    ("aws_sdk_", &["diagnose", "preflight", "sign_in", "users", "resources", "function", "aws"]),
    ("ratatui", &["wizard"]),
    ("crossterm", &["wizard", "cli"]),
    // Pretend accounts are handed to aws as an HTTP client, so that nothing else knows them.
    ("cognito_sandbox", &["cli"]),
];

/// Words that are no longer ours, and what is said instead (docs/glossary.md).
const RETIRED: &[(&str, &str)] = &[
    ("piece", "resource"),
    ("deed", "operation"),
    ("disagreement", "changed member"),
    ("handover", "user mapping"),
    ("listener", "progress sink"),
    ("undo", "revert"),
    ("asker", "requester"),
    ("draft", "check builder"),
    ("surroundings", "environment"),
    ("unknowable", "unverifiable"),
];

/// What writes to the standard streams, and the one folder that may.
const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];
const PRINTS: &str = "cli";

const LONGEST_FILE: usize = 400;

fn arrows(files: &[File]) -> Vec<String> {
    let known: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.name != "lib.rs") {
        let Some(allowed) = known.get(file.folder.as_str()) else {
            wrong.push(format!("{}: `{}` has no line in ARROWS of tests/it/architecture", file.name, file.folder));
            continue;
        };
        for used in file.uses() {
            if known.contains_key(used) && !allowed.contains(&used) {
                wrong.push(format!("{}: `{}` may not use `{used}`", file.name, file.folder));
            }
        }
    }
    wrong
}

/// Arrows that nothing follows any more.
fn unused_arrows(files: &[File]) -> Vec<String> {
    let used = |from: &str, to: &str| files.iter().any(|file| file.folder == from && file.uses().contains(to));
    let listed = ARROWS.iter().flat_map(|(from, allowed)| allowed.iter().map(|to| (*from, *to)));
    listed
        .filter(|(from, to)| !used(from, to))
        .map(|(from, to)| format!("`{from}` does not use `{to}`: take it out of ARROWS"))
        .collect()
}

/// Files that need each other.
fn circles_of_files(files: &[File]) -> Vec<String> {
    circles::circles_between(files).iter().map(|circle| circle.join(" ")).collect()
}

/// Folders of one layer may use each other, but not in a circle.
fn circles(files: &[File]) -> Vec<String> {
    let mut arrows: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files {
        arrows.entry(&file.folder).or_default().extend(file.uses());
    }
    let pairs = arrows.iter().flat_map(|(from, used)| used.iter().map(|to| (*from, *to)));
    pairs
        .filter(|(from, to)| from < to && circles::reach(to, &arrows).contains(from))
        .map(|(from, to)| format!("`{from}` uses `{to}`, and `{to}` comes back to `{from}`"))
        .collect()
}

/// Words that the glossary has retired, in a public name or in a text of the program.
fn retired_words(files: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in files {
        let source = std::fs::read_to_string(format!("{}/src/{}", env!("CARGO_MANIFEST_DIR"), file.name)).unwrap();
        for (word, instead) in RETIRED {
            let name = |word: &str| word[..1].to_uppercase() + &word[1..];
            let named = file.words.windows(2).any(|pair| {
                ["struct", "enum", "trait", "mod"].contains(&pair[0].as_str()) && (pair[1] == name(word) || pair[1] == *word)
            });
            // Stored names and former commands stay what they were.
            let kept = |line: &str| line.starts_with("//") || line.contains("serde(") || line.contains("alias = ");
            let texts = source.lines().filter(|line| !kept(line.trim_start()));
            let said = texts.flat_map(|line| line.split('"').skip(1).step_by(2)).any(|text| {
                text.split(|letter: char| !letter.is_alphanumeric())
                    .any(|said| said.eq_ignore_ascii_case(word) || said.eq_ignore_ascii_case(&format!("{word}s")))
            });
            if named || said {
                wrong.push(format!("{}: `{word}` is retired; say {instead}", file.name));
            }
        }
    }
    wrong
}

fn crates_out_of_place(files: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in files {
        for (name, folders) in CRATES {
            let named: BTreeSet<_> = file.words.iter().filter(|word| word.starts_with(name)).collect();
            if !folders.contains(&file.folder.as_str()) {
                wrong.extend(named.iter().map(|word| format!("{}: `{word}` belongs in {folders:?}", file.name)));
            }
        }
    }
    wrong
}

fn printing_out_of_place(files: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.folder != PRINTS) {
        for pair in file.words.windows(2).filter(|pair| pair[1] == "!" && PRINTING.contains(&pair[0].as_str())) {
            wrong.push(format!("{}: `{}!` belongs in src/{PRINTS}", file.name, pair[0]));
        }
    }
    wrong
}

/// Files of the wizard's screens that may name a frame to draw on: a key must not draw in order to know how long something is.
const DRAWING: &[&str] = &["draw.rs", "mod.rs", "screen.rs"];

fn drawing_out_of_place(files: &[File]) -> Vec<String> {
    let screens = files.iter().filter(|file| file.name.starts_with("wizard/screens/"));
    let others = screens.filter(|file| !DRAWING.iter().any(|name| file.name.ends_with(&format!("/{name}"))));
    let drawing = others.filter(|file| file.words.iter().any(|word| word == "Frame"));
    drawing.map(|file| format!("{}: drawing belongs in the screen's draw.rs", file.name)).collect()
}

fn too_long(files: &[File]) -> Vec<String> {
    let long = files.iter().filter(|file| file.lines > LONGEST_FILE);
    long.map(|file| format!("{}: {} lines without its tests, over {LONGEST_FILE}", file.name, file.lines)).collect()
}

fn without_purpose(files: &[File]) -> Vec<String> {
    let silent = files.iter().filter(|file| !file.opens_with_purpose);
    silent.map(|file| format!("{}: does not open with `//!` and what it owns", file.name)).collect()
}

fn hold(rule: fn(&[File]) -> Vec<String>) {
    let files = source_files();
    // A scan that finds nothing would hold every rule.
    assert!(files.iter().any(|file| file.folder == "resources" && file.uses().contains("aws")), "src/ was not read");
    let wrong = rule(&files);
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn arrows_between_folders_point_one_way() {
    hold(arrows);
    hold(unused_arrows);
    hold(circles);
    let place = |room: &str| ARROWS.iter().position(|(name, _)| *name == room);
    for (room, used) in ARROWS {
        assert!(used.iter().all(|below| place(below) > place(room)), "ARROWS lists `{room}` above all that it uses: {used:?}");
    }
}

#[test]
fn no_two_files_need_each_other() {
    hold(circles_of_files);
}

#[test]
fn aws_and_the_terminal_are_reached_only_from_their_folders() {
    hold(crates_out_of_place);
}

#[test]
fn a_screen_draws_in_one_file() {
    hold(drawing_out_of_place);
    let state = file("wizard/screens/plan/state.rs", "use ratatui::Frame;");
    assert_eq!(drawing_out_of_place(&[state]).len(), 1);
}

#[test]
fn only_the_commands_print() {
    hold(printing_out_of_place);
}

#[test]
fn retired_words_are_gone_from_names_and_texts() {
    hold(retired_words);
}

#[test]
fn no_file_is_long() {
    hold(too_long);
}

#[test]
fn every_file_says_what_it_owns() {
    hold(without_purpose);
}

fn file(name: &str, source: &str) -> File {
    File::read(name, source).0
}

#[test]
fn a_screen_that_calls_aws_is_found() {
    let screen = [file("wizard/screens/home.rs", "use aws_sdk_iam::Client;")];
    assert_eq!(crates_out_of_place(&screen).len(), 1);
    assert!(crates_out_of_place(&[file("aws/open.rs", "use aws_sdk_iam::Client;")]).is_empty());
}

#[test]
fn an_arrow_upwards_is_found_in_every_way_of_writing_it() {
    for source in [
        "use crate::wizard::Screen;",
        "use crate::{aws::{Side, problem}, wizard};",
        "use super::super::wizard::Screen;",
        "fn f() { crate::wizard::f() }",
    ] {
        assert_eq!(arrows(&[file("resources/role.rs", source)]).len(), 1, "{source}");
    }
    let inside = "use super::change; use super::super::aws::Side; use crate::{aws::{wizard, text}, text};";
    assert!(arrows(&[file("resources/role.rs", inside)]).is_empty());
    assert_eq!(arrows(&[file("parlour/mod.rs", "")]).len(), 1, "a folder that no rule knows");
}

#[test]
fn a_circle_between_folders_of_one_layer_is_found() {
    let one_way = file("preflight/roles.rs", "use crate::migration::plan::Plan;");
    let back = file("migration/apply.rs", "use crate::users; fn f() { crate::preflight::run() }");
    assert!(circles(std::slice::from_ref(&one_way)).is_empty());
    assert_eq!(circles(&[one_way, back]).len(), 1);
}

#[test]
fn comments_texts_and_tests_are_not_code() {
    let source = r##"
        //! println!("crate::wizard")
        /* crate::wizard /* nested */ println!() */
        const A: &str = "crate::wizard \" println!()"; const B: &str = r#"crate::wizard ""#; const C: char = '"';
        #[cfg(test)] use crate::{wizard, cli};
        #[cfg(test)] #[allow(x)] mod tests { fn f<'a>() { println!("}"); crate::cli::f() } }
        #[cfg(test)] mod long_tests;
        fn kept<'a>() { crate::text::f() }
    "##;
    let (file, test_modules) = File::read("aws/a.rs", source);
    assert_eq!(file.uses(), BTreeSet::from(["text"]));
    assert_eq!(test_modules, ["long_tests"]);
    assert!(printing_out_of_place(&[file]).is_empty());
}

#[test]
fn printing_outside_the_commands_is_found() {
    assert_eq!(printing_out_of_place(&[file("aws/a.rs", "fn f() { std::println!(\"x\") }")]).len(), 1);
}

#[test]
fn a_long_file_is_found_and_its_tests_do_not_count() {
    let long = "const A: u8 = 1;\n".repeat(401);
    assert_eq!(too_long(&[file("aws/a.rs", &long)]).len(), 1);
    let tested = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", "const A: u8 = 1;\n".repeat(400), "//\n".repeat(300));
    assert!(too_long(&[file("aws/a.rs", &tested)]).is_empty());
}
