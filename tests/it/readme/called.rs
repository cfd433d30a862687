//! The operations that the program calls, by its source.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The clients' names in the source, and their services' in IAM.
const SERVICES: [(&str, &str); 4] = [("cognito", "cognito-idp"), ("iam", "iam"), ("lambda", "lambda"), ("logs", "logs")];

/// `service Operation` for each call in the files below these folders of the source.
pub fn in_folders(folders: &[&str]) -> BTreeSet<String> {
    let mut operations = BTreeSet::new();
    for folder in folders {
        look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder), &mut operations);
    }
    operations
}

fn look(path: &Path, operations: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            look(&entry.unwrap().path(), operations);
        }
        return;
    }
    let source: String = fs::read_to_string(path).unwrap().split_whitespace().collect();
    for (client, service) in SERVICES {
        for after in source.split(&format!("{client}.")).skip(1) {
            let operation: String = after.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if after[operation.len()..].starts_with("()") {
                operations.insert(format!("{service} {}", camel_case(&operation)));
            }
        }
    }
}

fn camel_case(operation: &str) -> String {
    let words = operation.split('_').filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}
