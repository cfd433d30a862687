//! AWS's service authorization reference, as far as the program's operations go.

use std::collections::{BTreeMap, BTreeSet};

const REFERENCE: &str = include_str!("service_authorization.txt");

pub struct Reference {
    /// By `service Operation`: all the actions that it may ask for.
    pub operations: BTreeMap<String, BTreeSet<String>>,
    /// By action: the types of resource that a statement may name; none where it takes only `*`.
    pub resources: BTreeMap<String, BTreeSet<String>>,
}

impl Reference {
    pub fn read() -> Self {
        let mut reference = Self { operations: BTreeMap::new(), resources: BTreeMap::new() };
        let lines = REFERENCE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in lines {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
            match (line.split_once(" = "), line.split_once(": ").or(line.strip_suffix(':').map(|operation| (operation, "")))) {
                (Some((action, kinds)), None) if !action.contains(' ') => {
                    let kinds = words(kinds).into_iter().filter(|kind| kind != "*").collect();
                    reference.resources.insert(action.to_owned(), kinds);
                }
                // Bears another name than the operation.
                (Some((operation, action)), None) => {
                    reference.operations.insert(operation.to_owned(), words(action));
                }
                (_, Some((operation, beside))) => {
                    let mut actions = words(beside);
                    actions.insert(operation.replace(' ', ":"));
                    reference.operations.insert(operation.to_owned(), actions);
                }
                (None, None) => panic!("{line:?} is no line of the reference"),
            }
        }
        reference
    }
}

/// The type of the resource that an ARN in a policy names, by the reference's patterns of ARNs; none for `*`.
pub fn kind(arn: &str) -> Option<&'static str> {
    const KINDS: [(&str, &str); 8] = [
        (":userpool/", "userpool"),
        (":role/", "role"),
        (":policy/", "policy"),
        (":user/", "user"),
        (":function:", "function"),
        (":log-group:", "log-group"),
        (":key/", "key"),
        // The words in capitals of assets/policies: a user or a role.
        ("-PRINCIPAL", "role"),
    ];
    KINDS.into_iter().find(|(part, _)| arn.contains(part)).map(|(_, kind)| kind)
}
