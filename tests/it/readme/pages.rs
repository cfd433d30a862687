//! The texts of the repository: what people read, and what is built.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the repository's own texts stand, beside the files at its root.
const FOLDERS: [&str; 8] = [".ci", ".github", "assets", "benches", "crates", "docs", "src", "tests"];

/// A text, by its path from the root.
#[derive(Debug)]
pub struct Page {
    pub path: String,
    pub text: String,
}

impl Page {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    pub fn is_markdown(&self) -> bool {
        self.ends_with(&[".md"])
    }

    pub fn is_rust(&self) -> bool {
        self.ends_with(&[".rs"])
    }

    /// The text without what stands between fences.
    pub fn prose(&self) -> String {
        let mut fenced = false;
        let lines = self.text.lines().filter(|line| {
            let fence = line.starts_with("```");
            fenced ^= fence;
            !fence && !fenced
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What stands in backticks in the prose.
    pub fn code_spans(&self) -> Vec<String> {
        self.prose().split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    /// The headings, as they are written.
    pub fn headings(&self) -> Vec<String> {
        let prose = self.prose();
        let headings = prose.lines().filter(|line| line.starts_with('#'));
        headings.map(|line| line.trim_start_matches('#').trim().to_owned()).collect()
    }
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

pub fn exists(path: &str) -> bool {
    root().join(path).exists()
}

/// All texts that people write: code, scripts, settings and documents.
pub fn pages() -> Vec<Page> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            files.insert(path);
        }
    }
    for folder in FOLDERS.iter().map(|folder| root().join(folder)).filter(|folder| folder.is_dir()) {
        collect(&folder, &mut files);
    }
    let texts = files.into_iter().filter(|path| is_written(path)).map(|path| {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        Page { text: fs::read_to_string(&path).unwrap(), path: name }
    });
    texts.collect()
}

/// What a person reads to use or to change the program: README, the pages of docs, and those beside the README but for what changed.
pub fn documents() -> Vec<Page> {
    let is_document = |page: &Page| {
        let at_home = page.path.starts_with("docs/") || !page.path.contains('/');
        page.is_markdown() && at_home && page.path != "CHANGELOG.md"
    };
    pages().into_iter().filter(is_document).collect()
}

fn collect(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, files),
            false => drop(files.insert(path)),
        }
    }
}

fn is_written(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    let written = [".rs", ".md", ".mjs", ".js", ".py", ".toml", ".yml"].iter().any(|ending| name.ends_with(ending));
    written || ["Makefile", "install", "run"].contains(&name)
}
