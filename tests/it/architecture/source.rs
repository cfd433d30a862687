//! Reads src/ for the rules: Rust without comments, texts and test code, as words.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of src/ without its comments, texts and test code.
#[derive(Debug)]
pub struct File {
    pub name: String,
    pub folder: String,
    pub opens_with_purpose: bool,
    pub lines: usize,
    pub words: Vec<String>,
}

impl File {
    /// Reads a file of that name, relative to src/, and the modules that it declares for tests only.
    pub fn read(name: &str, source: &str) -> (File, Vec<String>) {
        let (code, test_modules) = without_tests(&blanked(source), name);
        let code_without_tests: String = code.iter().collect();
        let folder = name.split('/').next().unwrap().trim_end_matches(".rs");
        let file = File {
            name: name.to_owned(),
            folder: folder.to_owned(),
            opens_with_purpose: source.starts_with("//!"),
            // Blanking keeps line ends, and removing test code removes them: what is left is what counts.
            lines: code_without_tests.trim_end().lines().count(),
            words: words(&code),
        };
        (file, test_modules)
    }

    /// The folders of this crate that the file names in paths: `crate::a`, `crate::{a, b}`, `super::super::a`.
    pub fn uses(&self) -> BTreeSet<&str> {
        let depth = self.module_depth();
        let mut found = BTreeSet::new();
        let mut at = 0;
        while at < self.words.len() {
            let starts_path = at == 0 || self.words[at - 1] != "::";
            let mut next = at + 1;
            match self.words[at].as_str() {
                "crate" | "cognito_ferry" if starts_path && self.word(next) == "::" => {
                    found.extend(self.first_segments(next + 1));
                }
                "super" if starts_path => {
                    let mut climbed = 1;
                    while self.word(next) == "::" && self.word(next + 1) == "super" {
                        climbed += 1;
                        next += 2;
                    }
                    if climbed >= depth && self.word(next) == "::" {
                        found.extend(self.first_segments(next + 1));
                    }
                }
                _ => {}
            }
            at = next;
        }
        found.remove(self.folder.as_str());
        found
    }

    /// How many modules the file is inside of: 0 for lib.rs, 1 for aws/mod.rs, 2 for aws/policy.rs.
    fn module_depth(&self) -> usize {
        match self.name.trim_end_matches(".rs") {
            "lib" | "main" => 0,
            name => name.trim_end_matches("/mod").split('/').count(),
        }
    }

    /// The first names of a path, or of every path in a group.
    fn first_segments(&self, at: usize) -> Vec<&str> {
        if self.word(at) != "{" {
            return vec![self.word(at)];
        }
        let mut segments = Vec::new();
        let mut depth = 0;
        for (offset, word) in self.words[at..].iter().enumerate() {
            match word.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth == 1 && (word == "{" && offset == 0 || word == ",") && self.word(at + offset + 1) != "}" {
                segments.push(self.word(at + offset + 1));
            }
        }
        segments
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }
}

/// Every file of src/ that is not test code.
pub fn source_files() -> Vec<File> {
    source_files_below("src")
}

/// The same of another crate's source: `folder` is relative to the repository's root.
pub fn source_files_below(folder: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut open = vec![root.clone()];
    let mut files = Vec::new();
    let mut tests: Vec<PathBuf> = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                let (file, test_modules) = File::read(&name, &fs::read_to_string(&path).unwrap());
                let inside = match path.file_stem().unwrap().to_str().unwrap() {
                    "mod" | "lib" | "main" => folder.clone(),
                    _ => path.with_extension(""),
                };
                tests.extend(test_modules.iter().map(|module| inside.join(module)));
                files.push((path, file));
            }
        }
    }
    files.retain(|(path, _)| !tests.iter().any(|test| path.with_extension("") == *test || path.starts_with(test)));
    files.into_iter().map(|(_, file)| file).collect()
}

/// The source with every comment, text and character literal turned into spaces. Line ends stay.
fn blanked(source: &str) -> Vec<char> {
    let source: Vec<char> = source.chars().collect();
    let mut code = source.clone();
    let at = |index: usize| source.get(index).copied().unwrap_or('\0');
    let mut from = 0;
    while from < source.len() {
        let to = match (at(from), at(from + 1)) {
            ('/', '/') => find(&source, from, "\n"),
            ('/', '*') => end_of_comment(&source, from),
            ('r', '"' | '#') if from == 0 || !is_word(at(from - 1)) || "bc".contains(at(from - 1)) => {
                let hashes = source[from + 1..].iter().take_while(|character| **character == '#').count();
                match at(from + 1 + hashes) {
                    '"' => find(&source, from + 2 + hashes, &format!("\"{}", "#".repeat(hashes))) + 1 + hashes,
                    _ => from + 1,
                }
            }
            ('"', _) => end_of_quoted(&source, from, '"'),
            // A lifetime is `'a` without a closing mark.
            ('\'', '\\') => end_of_quoted(&source, from, '\''),
            ('\'', _) if at(from + 2) == '\'' => from + 3,
            _ => {
                from += 1;
                continue;
            }
        };
        let to = to.min(source.len());
        if to > from + 1 {
            code[from..to].iter_mut().filter(|character| **character != '\n').for_each(|character| *character = ' ');
        }
        from = to;
    }
    code
}

fn find(source: &[char], from: usize, text: &str) -> usize {
    let text: Vec<char> = text.chars().collect();
    (from..source.len()).find(|index| source[*index..].starts_with(&text)).unwrap_or(source.len())
}

fn end_of_comment(source: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0, from);
    while at < source.len() {
        match (source[at], source.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn end_of_quoted(source: &[char], from: usize, mark: char) -> usize {
    let mut at = from + 1;
    while at < source.len() && source[at] != mark {
        at += if source[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Blanked code without the items under `#[cfg(test)]`, and the modules that were declared there.
fn without_tests(code: &[char], name: &str) -> (Vec<char>, Vec<String>) {
    let mut kept = Vec::new();
    let mut test_modules = Vec::new();
    let mut from = 0;
    loop {
        let attribute = find(code, from, "#[cfg(test)]");
        kept.extend(&code[from..attribute]);
        if attribute == code.len() {
            return (kept, test_modules);
        }
        let end = end_of_item(code, attribute + "#[cfg(test)]".len());
        assert!(end <= code.len(), "{name}: an item under #[cfg(test)] does not end");
        let item = words(&code[attribute..end]);
        if let [.., keyword, module, semicolon] = item.as_slice()
            && keyword == "mod"
            && semicolon == ";"
        {
            test_modules.push(module.clone());
        }
        from = end;
    }
}

/// Where an item ends: at its `;`, or at the brace that closes its body (a `use` goes on to its `;`).
fn end_of_item(code: &[char], from: usize) -> usize {
    let is_use = words(&code[from..]).iter().find(|word| *word != "pub").is_some_and(|word| word == "use");
    let mut depth = 0;
    for (index, character) in code.iter().enumerate().skip(from) {
        match character {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 && (*character == ';' || *character == '}' && !is_use) {
            return index + 1;
        }
    }
    code.len() + 1
}

/// Names, `::`, and every other character by itself.
fn words(code: &[char]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut joined = false;
    for (index, character) in code.iter().enumerate() {
        let goes_on = match character {
            ':' => joined && words.last().is_some_and(|word| word == ":"),
            _ => joined && is_word(*character) && is_word(code[index - 1]),
        };
        match words.last_mut() {
            Some(word) if goes_on => word.push(*character),
            _ if character.is_whitespace() => {}
            _ => words.push(character.to_string()),
        }
        joined = !character.is_whitespace();
    }
    words
}
