//! The table of keys as docs/keys.md has it: `cognito-ferry keys`.

use super::table::TABLE;
use crate::wizard::keymap::binding::{Context, Key};

/// One line for each binding, by where it is live.
pub fn markdown() -> String {
    let mut lines = vec!["| where | keys | what it does |".to_owned(), "| --- | --- | --- |".to_owned()];
    for binding in TABLE {
        let keys: Vec<String> = binding.keys.iter().copied().map(Key::name).map(|name| format!("`{name}`")).collect();
        lines.push(format!("| {} | {} | {} |", place(binding.context), keys.join(" "), binding.help));
    }
    lines.join("\n") + "\n"
}

/// What a person calls the place where the keys of a context work.
pub fn place(context: Context) -> &'static str {
    match context {
        Context::Everywhere => "everywhere",
        Context::Screen => "every screen",
        Context::Busy => "while it works",
        Context::List => "a list",
        Context::Text => "a text",
        Context::Form => "several fields",
        Context::Choice => "a choice",
        Context::Fold => "a folded section",
        Context::Document => "something long",
        Context::Problem | Context::Failure => "an error",
        Context::Empty => "an empty list",
        Context::Home => "home",
        Context::SavedSession => "home, on a session",
        Context::Options => "options",
        Context::Plan => "plan",
        Context::Conflict => "a change to decide",
        Context::Apply | Context::Applying => "apply, teardown",
        Context::Unintended => "apply, after an unintended change",
        Context::PutBack => "putting back",
        Context::Verify | Context::Checks => "preflight, verify",
        Context::Drift => "verify, with a difference",
        Context::SignIn | Context::Story | Context::TestUser => "test sign-in",
        Context::Done => "done",
        Context::SessionWithResources => "home, on a session that stands",
        Context::TearDown => "teardown",
        Context::Removal => "a resource of the teardown",
        Context::Help => "the help",
        Context::Readable => "a screen with more than fits",
        Context::Reading => "an error or a screen in full",
        Context::Question => "a question",
    }
}
