//! Holds the documents to the program and to each other: citations, links, paths and commands; and the permissions of
//! docs/permissions.md and of assets/policies, and what preflight simulates, to AWS's service authorization reference: every action that an
//! operation of the program may ask for is listed, nothing else is, and each stands with a resource that it takes.

mod called;
mod citations;
mod commands;
mod links;
mod pages;
mod paths;
mod reference;

use std::collections::BTreeSet;
use std::fs;

use reference::{Reference, kind};
use serde_json::Value;

/// What the operator needs.
const PERMISSIONS: &str = "docs/permissions.md";

/// Called without credentials: Cognito asks for no permission.
const PUBLIC: &str = "cognito-idp InitiateAuth";

/// What an operation asks for only where it is used in a way that the program never uses it in: the action, and which way.
const NEVER: [(&str, &str); 4] = [
    ("lambda:GetLayerVersion", "a function with layers: ours has none, and an own one is deployed as its zip"),
    ("lambda:PassCapacityProvider", "a function on capacity of one's own"),
    ("logs:TagLogGroup", "the older of two actions, of which CreateLogGroup asks for either"),
    ("logs:Unmask", "log lines with masked values: they are read masked"),
];

/// Where apply, verify, teardown, the sign-ins, the groups and diagnose call AWS. Preflight has policies of its own.
const FOLDERS: [&str; 7] = ["aws", "resources", "function", "users", "sign_in", "migration", "diagnose"];

fn file(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Every action that a text names.
fn actions_in(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '-'));
    let is_action = |word: &&str| {
        word.split_once(':').is_some_and(|(service, name)| {
            ["cognito-idp", "iam", "kms", "lambda", "logs"].contains(&service)
                && name.starts_with(|c: char| c.is_ascii_uppercase())
                && name.chars().all(|c| c.is_ascii_alphanumeric())
                && !["PassedToService", "PermissionsBoundary"].contains(&name)
        })
    };
    words.filter(is_action).map(str::to_owned).collect()
}

/// What the operations may ask for, without what they never do.
fn asked_for(operations: &BTreeSet<String>) -> BTreeSet<String> {
    let reference = Reference::read();
    let actions = operations.iter().filter(|operation| *operation != PUBLIC).flat_map(|operation| {
        reference.operations.get(operation).unwrap_or_else(|| panic!("{operation} is not in service_authorization.txt")).clone()
    });
    actions.filter(|action| NEVER.iter().all(|(never, _)| never != action)).collect()
}

fn as_one_list(title: &str, missing: &[&String], useless: &[&String]) {
    println!("{title}: {} missing {missing:?}, {} for nothing {useless:?}", missing.len(), useless.len());
    assert!(missing.is_empty() && useless.is_empty(), "{title} lacks {missing:?} and lists {useless:?} for nothing");
}

#[test]
fn the_page_lists_what_the_operations_ask_for_and_nothing_else() {
    let operations = called::in_folders(&FOLDERS);
    assert!(operations.contains(PUBLIC), "{PUBLIC} is not called any more: take it out of the exceptions");
    let (asked, listed) = (asked_for(&operations), actions_in(&file(PERMISSIONS)));
    println!("{} operations, {} actions", operations.len(), asked.len());
    let missing: Vec<_> = asked.difference(&listed).collect();
    let useless: Vec<_> = listed.difference(&asked).collect();
    as_one_list(PERMISSIONS, &missing, &useless);
}

#[test]
fn each_exception_is_one_that_an_operation_may_ask_for() {
    let reference = Reference::read();
    for (action, _) in NEVER {
        assert!(reference.operations.values().any(|actions| actions.contains(action)), "{action} is asked for by nothing");
    }
}

/// What apply does is simulated with the actions that the page lists: each of them for which the reference has no reading name.
#[test]
fn preflight_simulates_every_write_that_the_page_lists_and_nothing_else() {
    let simulated: BTreeSet<String> =
        ["needs", "destination_update"].iter().flat_map(|name| actions_in(&file(&format!("src/preflight/{name}.rs")))).collect();
    let listed = actions_in(&file(PERMISSIONS));
    let reads = |action: &&String| {
        ["Get", "List", "Describe", "AdminGet", "Filter"]
            .iter()
            .any(|verb| action.split_once(':').is_some_and(|(_, name)| name.starts_with(verb)))
    };
    let missing: Vec<_> = listed
        .difference(&simulated)
        .filter(|action| !reads(action) && NOT_OF_APPLY.iter().all(|(other, _)| other != action))
        .collect();
    let useless: Vec<_> = simulated.difference(&listed).collect();
    as_one_list("preflight's list", &missing, &useless);
}

/// Not simulated before apply, and why.
const NOT_OF_APPLY: [(&str, &str); 7] = [
    ("cognito-idp:AdminDeleteUser", "sign-in --remove-user"),
    ("cognito-idp:AdminDisableUser", "import"),
    ("cognito-idp:CreateUserImportJob", "import"),
    ("cognito-idp:StartUserImportJob", "import"),
    ("iam:DeleteRolePermissionsBoundary", "taking off a boundary that was not there before"),
    ("iam:DetachRolePolicy", "teardown --force"),
    ("iam:UntagRole", "teardown --force"),
];

/// Of each policy document: its name, and for each action the resources that it stands with.
fn policies() -> Vec<(String, Vec<(String, String)>)> {
    let page = file(PERMISSIONS);
    let of_page = page.split("```json\n").skip(1).filter_map(|block| block.split("```").next()).enumerate();
    let mut documents: Vec<(String, String)> =
        of_page.map(|(number, text)| (format!("{PERMISSIONS}, policy {}", number + 1), text.to_owned())).collect();
    for name in ["preflight-source", "preflight-destination", "diagnose-source", "diagnose-destination"] {
        documents.push((name.into(), file(&format!("assets/policies/{name}.json"))));
    }
    let pairs = |text: &str| {
        let policy: Value = serde_json::from_str(text).unwrap();
        let many = |value: &Value| match value {
            Value::Array(items) => items.iter().map(|item| item.as_str().unwrap().to_owned()).collect::<Vec<_>>(),
            one => vec![one.as_str().unwrap().to_owned()],
        };
        let statements = policy["Statement"].as_array().unwrap();
        let of = |statement: &Value| -> Vec<(String, String)> {
            let resources = many(&statement["Resource"]);
            many(&statement["Action"])
                .into_iter()
                .flat_map(|action| resources.iter().map(move |arn| (action.clone(), arn.clone())))
                .collect()
        };
        statements.iter().flat_map(of).collect()
    };
    documents.into_iter().map(|(name, text)| (name, pairs(&text))).collect()
}

#[test]
fn every_action_stands_with_a_resource_that_it_takes() {
    let reference = Reference::read();
    let policies = policies();
    assert_eq!(policies.len(), 6);
    let mut wrong = Vec::new();
    for (policy, pairs) in &policies {
        for (action, resource) in pairs {
            let kinds = reference.resources.get(action).unwrap_or_else(|| panic!("{policy}: {action} is not in the reference"));
            let fits = match kind(resource) {
                None => resource == "*" && kinds.is_empty(),
                Some(kind) => kinds.contains(kind),
            };
            if !fits {
                wrong.push(format!("{policy}: {action} on {resource}, which takes {kinds:?}"));
            }
        }
    }
    println!(
        "{} pairs of action and resource, {} wrong",
        policies.iter().map(|(_, pairs)| pairs.len()).sum::<usize>(),
        wrong.len()
    );
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn preflights_policies_hold_what_it_reads_and_nothing_else() {
    // What it reads by functions that others use, too.
    let shared = [
        "cognito-idp DescribeUserPool",
        "cognito-idp DescribeUserPoolClient",
        "cognito-idp ListGroups",
        "cognito-idp ListUserPoolClients",
    ];
    let mut operations = called::in_folders(&["preflight"]);
    operations.extend(shared.map(str::to_owned));
    let asked = asked_for(&operations);
    let listed: BTreeSet<String> = ["source", "destination"]
        .iter()
        .flat_map(|side| actions_in(&file(&format!("assets/policies/preflight-{side}.json"))))
        .collect();
    let missing: Vec<_> = asked.difference(&listed).collect();
    let useless: Vec<_> = listed.difference(&asked).collect();
    as_one_list("preflight's policies", &missing, &useless);
}
