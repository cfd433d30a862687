//! Commands as an operator pastes them: found in what is shown, read by `sh`, and carried out on two accounts. What this does not know of
//! the AWS CLI it refuses, so that a remedy with an option that the CLI has not cannot pass.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use aws_sdk_cognitoidentityprovider::types::{AttributeDataType, MessageActionType, SchemaAttributeType};
use cognito_ferry::aws::account::{Account, Accounts};
use serde_json::Value;

/// The programs' names that begin a command.
const PROGRAMS: [&str; 2] = ["aws ", "cognito-ferry "];

/// The commands in a text that is shown: a line of their own, or the rest of a line behind a colon.
///
/// # Panics
/// On a command that stands anywhere else, where nobody could copy it whole.
pub fn commands(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches("→ ");
        let begins = PROGRAMS.iter().any(|program| line.starts_with(program));
        let behind = PROGRAMS
            .iter()
            .filter_map(|program| line.split_once(&format!(": {program}")).map(|(_, rest)| [program, rest].concat()));
        match behind.into_iter().next() {
            _ if begins => found.push(line.to_owned()),
            Some(command) => found.push(command),
            None => {
                let prose: String = line.split('`').step_by(2).collect();
                let is_one = |words: &str| prose.contains(words);
                assert!(
                    !["aws cognito-idp ", "aws iam ", "aws lambda ", "aws sts ", "aws logs "].into_iter().any(is_one),
                    "a command inside a sentence cannot be copied: {line}"
                );
            }
        }
    }
    found
}

/// What the shell hands to the program.
pub fn read_by_shell(line: &str) -> Vec<String> {
    let script = format!(
        "aws() {{ printf '%s\\0' aws \"$@\"; }}; cognito_ferry() {{ printf '%s\\0' cognito-ferry \"$@\"; }}; {}",
        line.replacen("cognito-ferry", "cognito_ferry", usize::from(line.starts_with("cognito-ferry")))
    );
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "sh does not take {line}: {output:?}");
    let words = String::from_utf8(output.stdout).unwrap();
    words.split_terminator('\0').map(str::to_owned).collect()
}

/// A command of this program is one that it takes.
pub fn is_taken(line: &str) {
    if let Err(refused) = cognito_ferry::cli::takes(&read_by_shell(line)) {
        panic!("{line}: {refused}");
    }
}

/// One command of the AWS CLI, taken apart.
struct Pasted<'a> {
    line: &'a str,
    operation: String,
    options: BTreeMap<String, String>,
}

impl<'a> Pasted<'a> {
    fn read(line: &'a str) -> Self {
        let words = read_by_shell(line);
        let (operation, rest) = words[1..].split_at(2);
        let mut options = BTreeMap::new();
        let mut rest = rest.iter();
        while let Some(word) = rest.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name.to_owned(), value.to_owned()),
                _ => (word.clone(), rest.next().unwrap_or_else(|| panic!("{line}: {word} has no value")).clone()),
            };
            assert!(name.starts_with("--"), "{line}: {name} is no option");
            assert!(options.insert(name.clone(), value).is_none(), "{line}: {name} twice");
        }
        Self { line, operation: operation.join(" "), options }
    }

    fn take(&mut self, option: &str) -> String {
        self.options.remove(option).unwrap_or_else(|| panic!("{}: {option} is missing", self.line))
    }

    fn may_take(&mut self, option: &str) -> Option<String> {
        self.options.remove(option)
    }

    /// The account that the profile opens; in its Region, where the service has Regions.
    fn account<'w>(&mut self, accounts: &'w Accounts, has_region: bool) -> &'w Account {
        let profile = self.take("--profile");
        let both = [&accounts.source, &accounts.destination];
        let account = both.into_iter().find(|account| account.profile == profile);
        let account = account.unwrap_or_else(|| panic!("{}: no profile {profile}", self.line));
        if has_region {
            assert_eq!(self.take("--region"), account.region, "{}", self.line);
        }
        account
    }

    fn finish(self) {
        assert!(self.options.is_empty(), "{}: the AWS CLI has no {:?} there", self.line, self.options.keys());
    }
}

/// Carries a command of the AWS CLI out, as its service would.
///
/// # Errors
/// The service's refusal.
pub async fn paste(line: &str, accounts: &Accounts) -> Result<(), String> {
    let mut pasted = Pasted::read(line);
    let operation = pasted.operation.clone();
    let account = pasted.account(accounts, !operation.starts_with("iam "));
    let (iam, lambda, cognito) = (&account.write.iam, &account.write.lambda, &account.write.cognito);
    macro_rules! send {
        ($call:expr) => {{
            let call = $call;
            pasted.finish();
            call.send().await.map(drop).map_err(|error| format!("{line}: {:?}", error.into_service_error()))
        }};
    }
    match operation.as_str() {
        "iam update-assume-role-policy" => {
            let call = iam.update_assume_role_policy().role_name(pasted.take("--role-name"));
            send!(call.policy_document(json(&pasted.take("--policy-document"))))
        }
        "iam put-role-policy" => {
            let call = iam.put_role_policy().role_name(pasted.take("--role-name")).policy_name(pasted.take("--policy-name"));
            send!(call.policy_document(json(&pasted.take("--policy-document"))))
        }
        "iam delete-role-policy" => {
            let call = iam.delete_role_policy().role_name(pasted.take("--role-name"));
            send!(call.policy_name(pasted.take("--policy-name")))
        }
        "iam detach-role-policy" => {
            let call = iam.detach_role_policy().role_name(pasted.take("--role-name"));
            send!(call.policy_arn(pasted.take("--policy-arn")))
        }
        "lambda add-permission" => {
            let call = lambda.add_permission().function_name(pasted.take("--function-name"));
            let call = call.statement_id(pasted.take("--statement-id")).action(pasted.take("--action"));
            let call = call.principal(pasted.take("--principal")).set_source_arn(pasted.may_take("--source-arn"));
            send!(call.set_source_account(pasted.may_take("--source-account")))
        }
        "lambda remove-permission" => {
            let call = lambda.remove_permission().function_name(pasted.take("--function-name"));
            send!(call.statement_id(pasted.take("--statement-id")))
        }
        "cognito-idp add-custom-attributes" => {
            let call = cognito.add_custom_attributes().user_pool_id(pasted.take("--user-pool-id"));
            send!(call.set_custom_attributes(Some(attributes(&pasted.take("--custom-attributes")))))
        }
        "cognito-idp admin-enable-user" => {
            let call = cognito.admin_enable_user().user_pool_id(pasted.take("--user-pool-id"));
            send!(call.username(pasted.take("--username")))
        }
        "cognito-idp admin-confirm-sign-up" => {
            let call = cognito.admin_confirm_sign_up().user_pool_id(pasted.take("--user-pool-id"));
            send!(call.username(pasted.take("--username")))
        }
        "cognito-idp admin-create-user" => {
            let call = cognito.admin_create_user().user_pool_id(pasted.take("--user-pool-id"));
            let call = call.username(pasted.take("--username"));
            send!(call.message_action(MessageActionType::from(pasted.take("--message-action").as_str())))
        }
        "cognito-idp admin-delete-user" => {
            let call = cognito.admin_delete_user().user_pool_id(pasted.take("--user-pool-id"));
            send!(call.username(pasted.take("--username")))
        }
        "cognito-idp admin-get-user" => {
            let call = cognito.admin_get_user().user_pool_id(pasted.take("--user-pool-id"));
            send!(call.username(pasted.take("--username")))
        }
        "cognito-idp list-user-pools" => {
            let most: i32 = pasted.take("--max-results").parse().unwrap();
            send!(cognito.list_user_pools().max_results(most))
        }
        "cognito-idp list-user-pool-clients" => {
            send!(cognito.list_user_pool_clients().user_pool_id(pasted.take("--user-pool-id")))
        }
        other => panic!("{line}: nobody has said what `aws {other}` does"),
    }
}

/// Whether it can change anything in an account.
pub fn writes(line: &str) -> bool {
    let reads = ["get-", "list-", "describe-", "tail", "decode-"];
    let words = read_by_shell(line);
    words[0] == "aws"
        && ["iam", "lambda", "cognito-idp"].contains(&words[1].as_str())
        && !reads.iter().any(|verb| words[2].starts_with(verb))
}

fn json(text: &str) -> String {
    let _: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    text.to_owned()
}

fn attributes(text: &str) -> Vec<SchemaAttributeType> {
    let attributes: Vec<Value> = serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let known: BTreeSet<&str> = [
        "Name",
        "AttributeDataType",
        "Mutable",
        "DeveloperOnlyAttribute",
        "StringAttributeConstraints",
        "NumberAttributeConstraints",
    ]
    .into();
    let one = |attribute: &Value| {
        let members = attribute.as_object().unwrap();
        assert!(members.keys().all(|member| known.contains(member.as_str())), "{attribute}");
        let kind = AttributeDataType::from(attribute["AttributeDataType"].as_str().unwrap());
        let call = SchemaAttributeType::builder().name(attribute["Name"].as_str().unwrap()).attribute_data_type(kind);
        call.set_mutable(attribute["Mutable"].as_bool()).build()
    };
    attributes.iter().map(one).collect()
}
