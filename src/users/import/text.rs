//! The classes of an export or import as text and as JSON. Users are named by their sub.

use serde_json::{Value, json};

use super::sort::{Class, Tally};
use crate::users::reading::progress::thousands;

impl Class {
    /// Said of several users.
    pub fn words(&self) -> String {
        match self {
            Self::Here => "are in the destination already".into(),
            Self::Clean => "have a row".into(),
            Self::Doubtful => "have a row with a backslash, quote or the like, which goes last, in small jobs".into(),
            Self::LeftOut { question } => {
                format!("{}; left out unless you include them: --include {}", question.words(), question.key())
            }
            Self::Impossible { reason } => reason.words(),
        }
    }

    fn mark(&self) -> &'static str {
        match self {
            Self::Here | Self::Clean => "✓",
            Self::Doubtful | Self::LeftOut { .. } => "~",
            Self::Impossible { .. } => "✗",
        }
    }
}

/// Everybody by class, with what to do where something is to be done.
pub fn tally(tally: &Tally) -> Vec<String> {
    let mut lines = vec![format!("{} users in the source:", thousands(tally.users))];
    for (class, count) in &tally.classes {
        lines.push(format!("{} {:>9}  {}", class.mark(), thousands(count.users), class.words()));
        let more = if count.users > count.examples.len() as u64 { ", …" } else { "" };
        if let Class::Impossible { reason } = class {
            lines.push(format!("{:13}sub {}{more}", "", count.examples.join(", ")));
            lines.push(format!("{:13}→ {}", "", reason.remedy()));
        }
    }
    lines
}

/// The same as JSON.
pub fn classes(tally: &Tally) -> Vec<Value> {
    let class = |(class, count): (&Class, &crate::users::compare::classes::Count)| {
        let mut document = json!(class);
        if let Some(members) = document.as_object_mut() {
            members.insert("users".into(), count.users.into());
            members.insert("examples".into(), json!(count.examples));
        }
        document
    };
    tally.classes.iter().map(class).collect()
}
