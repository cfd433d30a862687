//! What somebody else has put onto our resources is shown by verify with the command that takes it off. Each is pasted beside neighbours:
//! it takes off the one thing that it names, and nothing else.

use std::collections::BTreeSet;

use cognito_ferry::aws::account::{Account, Accounts};
use cognito_ferry::aws::policy;
use serde_json::Value;
use test_support::pasted::{commands, paste, writes};

use crate::env::{Destination, FUNCTION, TwoAccounts};

const ROLES: [&str; 2] = ["cognito-ferry-acme-source", "cognito-ferry-acme-function"];

/// Policies of AWS's own that the sandbox knows.
const ATTACHED: [&str; 2] = ["arn:aws:iam::aws:policy/AmazonCognitoPowerUser", "arn:aws:iam::aws:policy/AdministratorAccess"];

/// Two inline policies and two attached ones on either role, and two statements on the function.
async fn move_in(accounts: &Accounts) {
    for (role, account) in ROLES.into_iter().zip([&accounts.source, &accounts.destination]) {
        for (number, name) in ["theirs", "neighbour"].into_iter().enumerate() {
            let put = account.write.iam.put_role_policy().role_name(role).policy_name(name);
            put.policy_document(policy::allow("Theirs", &["s3:GetObject"], "*").to_string()).send().await.unwrap();
            account.write.iam.attach_role_policy().role_name(role).policy_arn(ATTACHED[number]).send().await.unwrap();
        }
    }
    for (number, name) in ["theirs", "neighbour"].into_iter().enumerate() {
        let call = accounts.destination.write.lambda.add_permission().function_name(FUNCTION).statement_id(name);
        let call = call.action("lambda:InvokeFunction").principal("sns.amazonaws.com");
        call.source_arn(format!("arn:aws:sns:eu-central-1:222222222222:theirs-{number}")).send().await.unwrap();
    }
}

async fn on_role(account: &Account, role: &str) -> Vec<String> {
    let iam = &account.write.iam;
    let inline = iam.list_role_policies().role_name(role).send().await.unwrap().policy_names;
    let attached = iam.list_attached_role_policies().role_name(role).send().await.unwrap();
    let attached = attached.attached_policies.unwrap_or_default().into_iter().filter_map(|policy| policy.policy_arn);
    inline.into_iter().chain(attached).map(|policy| format!("{role}: {policy}")).collect()
}

/// All that stands on the roles and on the function, ours and theirs.
async fn all(accounts: &Accounts) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = on_role(&accounts.source, ROLES[0]).await.into_iter().collect();
    found.extend(on_role(&accounts.destination, ROLES[1]).await);
    let policy = accounts.destination.write.lambda.get_policy().function_name(FUNCTION).send().await.unwrap().policy.unwrap();
    let policy: Value = serde_json::from_str(&policy).unwrap();
    found.extend(policy["Statement"].as_array().unwrap().iter().map(|statement| format!("function: {}", statement["Sid"])));
    found
}

/// The commands that verify shows and that change something in an account.
async fn shown(env: &TwoAccounts) -> Vec<String> {
    let checks = env.verify().await;
    let told = checks.iter().flat_map(|check| check.evidence.iter().chain(&check.remedy));
    told.flat_map(|text| commands(text)).filter(|command| writes(command)).collect()
}

#[tokio::test(start_paused = true)]
async fn each_command_of_verify_takes_off_what_it_names_and_no_neighbour() {
    let env = TwoAccounts::new(Destination::Existing);
    env.apply().await.unwrap();
    let (source, destination) = env.somebody().await;
    let accounts = Accounts { source, destination };
    let ours = all(&accounts).await;
    move_in(&accounts).await;
    let (mut run, mut harmed) = (BTreeSet::new(), Vec::new());
    // A check shows the command for the first thing that it found; verify shows the next one when that is gone.
    while let Some(command) = shown(&env).await.into_iter().next() {
        let before = all(&accounts).await;
        paste(&command, &accounts).await.unwrap();
        let after = all(&accounts).await;
        let gone: Vec<&String> = before.difference(&after).collect();
        println!("{command}");
        if gone.len() != 1 || ours.contains(gone[0]) || !after.is_subset(&before) {
            harmed.push(format!("{command}: {gone:?}"));
        }
        assert!(run.insert(command.clone()), "{command} was run, and verify shows it again");
    }
    println!("commands run: {}, neighbours harmed: {}", run.len(), harmed.len());
    assert!(harmed.is_empty(), "{harmed:#?}");
    // Two inline and two attached policies on either role, and two statements.
    assert_eq!(run.len(), 2 * (2 + 2) + 2, "{run:#?}");
    assert_eq!(all(&accounts).await, ours, "what was theirs is gone, what is ours stands");
}
