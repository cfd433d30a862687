//! Exit codes. Part of the interface: scripts rely on them.

use std::process::ExitCode;

use crate::problem::{Problem, ProblemKind};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Fine,
    Failed,
    Usage,
    /// `plan --detailed-exitcode`: there are changes; `verify`: a check failed.
    Different,
    Interrupted,
    /// As the wizard ended: 128 and a signal's number, once the terminal was restored.
    Wizard(u8),
}

impl Exit {
    /// The number that the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Different => 3,
            Exit::Interrupted => 130,
            Exit::Wizard(code) => code,
        }
    }

    /// How a command ends that failed so. Only a value of the operator's own is a matter of usage.
    pub fn of(problem: &Problem) -> Self {
        match problem.kind {
            ProblemKind::Interrupted => Exit::Interrupted,
            ProblemKind::Invalid => Exit::Usage,
            _ => Exit::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}
