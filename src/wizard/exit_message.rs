//! What is said on the normal screen after leaving: what failed, where the session is, and the command that continues it.

use super::state::State;
use super::step::Step;
use crate::session::document::Session;
use crate::text::printable;

/// The lines, without colours; empty when there is nothing to say.
pub fn lines(state: &State) -> Vec<String> {
    let mut lines: Vec<String> =
        state.failure.iter().flat_map(|problem| problem.lines()).map(|line| printable(&line).into_owned()).collect();
    if !lines.is_empty() {
        lines.insert(0, "It stopped at:".into());
    }
    lines.extend(state.torn_down.clone());
    let Some(session) = state.session.as_ref().filter(|_| state.step != Step::Home || state.failure.is_some()) else {
        return lines;
    };
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(format!("The session {} is saved ({}).", session.name, standing(session, state.step)));
    lines.push(format!("Continue with: {} --session {}", state.start.command, session.name));
    lines
}

fn standing(session: &Session, step: Step) -> String {
    match session.sign_in.as_ref().is_some_and(|record| record.succeeded) {
        true => "the test sign-in worked".into(),
        false => format!("at: {}", step.title()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wizard::test_support;

    #[test]
    fn the_failure_and_the_command_that_continues_are_told() {
        let mut state = test_support::at_options(80, 24);
        state.failure = Some(test_support::expired("old-account"));
        let lines = lines(&state);
        assert!(lines.iter().any(|line| line.contains("SSO session has expired")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("aws sso login --profile old-account")), "{lines:?}");
        assert!(lines.last().unwrap().ends_with("cognito-ferry demo --session migration-2026-11-21"), "{lines:?}");
    }

    #[test]
    fn leaving_before_anything_has_begun_says_nothing() {
        assert!(lines(&test_support::begun(80, 24).0).is_empty());
    }
}
