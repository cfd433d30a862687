//! Every file is a module where Rust looks for it: none is forgotten, so that its tests never run, and none is glued in by its path.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders of Rust files, and what is a crate's root in them.
const ROOTS: [(&str, &[&str]); 4] = [
    ("src", &["src/lib.rs", "src/main.rs"]),
    ("tests", &["tests/it/main.rs", "tests/lab/main.rs"]),
    ("benches", &["benches/wizard.rs"]),
    ("crates", &["src/lib.rs", "tests/it/main.rs"]),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false if path.extension().is_some_and(|extension| extension == "rs") => found.push(path),
            false => {}
        }
    }
}

/// The files in which a module of this file may be declared.
fn parents(file: &Path) -> Vec<PathBuf> {
    let folder = match file.file_name().unwrap() == "mod.rs" {
        true => file.parent().unwrap().parent().unwrap(),
        false => file.parent().unwrap(),
    };
    let inside = ["mod.rs", "lib.rs", "main.rs"].map(|name| folder.join(name));
    inside.into_iter().chain([folder.with_extension("rs")]).filter(|parent| parent.exists()).collect()
}

fn declares(source: &str, module: &str) -> bool {
    let declaration = format!("mod {module};");
    source.lines().any(|line| line.split("//").next().unwrap().trim_end().ends_with(&declaration))
}

fn name(file: &Path) -> String {
    let named = if file.file_name().unwrap() == "mod.rs" { file.parent().unwrap() } else { file };
    named.file_stem().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn every_file_is_a_module_and_none_is_glued_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut wrong, mut looked_at) = (Vec::new(), 0);
    for (folder, roots) in ROOTS {
        let mut found = Vec::new();
        files(&root.join(folder), &mut found);
        for file in found {
            let source = fs::read_to_string(&file).unwrap();
            let shown = file.strip_prefix(root).unwrap().display().to_string().replace('\\', "/");
            looked_at += 1;
            if source.lines().any(|line| line.trim_start().starts_with("#[path")) {
                wrong.push(format!("{shown}: a module is glued in by its path"));
            }
            let is_root = roots.iter().any(|root| shown.ends_with(root) && (folder == "crates" || shown == *root));
            let is_declared = || parents(&file).iter().any(|parent| declares(&fs::read_to_string(parent).unwrap(), &name(&file)));
            if !is_root && !is_declared() {
                wrong.push(format!("{shown}: no `mod {};` beside it or above it", name(&file)));
            }
        }
    }
    assert!(looked_at > 500, "{looked_at} files were looked at");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn a_declaration_in_a_comment_is_none() {
    assert!(declares("#[cfg(unix)]\npub mod process;\n", "process"));
    assert!(!declares("// mod process;\nmod processes;\nmod a_process {\n", "process"));
}
