//! The commands that an operator is told to paste, run by the AWS CLI itself: those of `diagnose` against the emulators, beside neighbours,
//! and every other one far enough that the CLI has taken its arguments.

use std::path::Path;
use std::process::{Command, Output};

use cognito_ferry::command::{Command as Pasted, Operation};
use serde_json::{Value, json};
use test_support::pasted::commands;

use crate::by_hand::{EXECUTION_ROLE, FUNCTION, SOURCE_ROLE, allow, build, turn_on};
use crate::diagnose::{Fault, Pair, diagnose, inject};
use crate::lab::{Account, Lab};

/// A name that our commands would like to have themselves.
const WANTED: &str = "cognito-user-migration";

/// Runs a line as it is pasted, with the AWS CLI of the lab first in the PATH.
fn paste(home: &Path, (config, credentials): (&Path, &Path), line: &str) -> Output {
    let cli = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("lab/awscli");
    assert!(cli.join("installed").exists(), "the AWS CLI is not in {}: run tests/lab/install", cli.display());
    let path = std::env::var("PATH").unwrap();
    Command::new("sh")
        .args(["-c", line])
        .env_clear()
        .env("PATH", format!("{}:{path}", cli.join("bin").display()))
        .env("HOME", home)
        .envs([("AWS_CONFIG_FILE", config), ("AWS_SHARED_CREDENTIALS_FILE", credentials)])
        .output()
        .unwrap()
}

async fn trust_of(account: &Account, role: &str) -> Value {
    let role = account.iam.get_role().role_name(role).send().await.unwrap().role.unwrap();
    cognito_ferry::aws::policy::parse(role.assume_role_policy_document().unwrap())
}

/// Statements, policies and a permission of somebody else's, under the names that we would like.
async fn move_in(lab: &Lab) {
    for (account, role, principal) in [
        (lab.source(), SOURCE_ROLE, json!({ "AWS": format!("arn:aws:iam::{}:role/neighbour", lab.destination().id) })),
        (lab.destination(), EXECUTION_ROLE, json!({ "Service": "edgelambda.amazonaws.com" })),
    ] {
        let mut trust = trust_of(&account, role).await;
        let theirs = json!({ "Sid": "Neighbour", "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole" });
        trust["Statement"].as_array_mut().unwrap().push(theirs);
        account.iam.update_assume_role_policy().role_name(role).policy_document(trust.to_string()).send().await.unwrap();
        allow(&account, role, WANTED, &json!(["logs:DescribeLogGroups"]), "*").await;
    }
    let permission = lab.destination().lambda.add_permission().function_name(FUNCTION).statement_id(WANTED);
    permission.action("lambda:InvokeFunction").principal("s3.amazonaws.com").send().await.unwrap();
}

/// What is theirs, as it stands.
async fn theirs(lab: &Lab) -> Vec<String> {
    let of_sid = |document: &Value, sid: &str| {
        let statements = document["Statement"].as_array().unwrap().iter();
        statements.filter(|statement| statement["Sid"] == sid).map(Value::to_string).collect::<Vec<_>>()
    };
    let mut seen = Vec::new();
    for (account, role) in [(lab.source(), SOURCE_ROLE), (lab.destination(), EXECUTION_ROLE)] {
        seen.extend(of_sid(&trust_of(&account, role).await, "Neighbour"));
        let policy = account.iam.get_role_policy().role_name(role).policy_name(WANTED).send().await.unwrap();
        seen.push(cognito_ferry::aws::policy::parse(policy.policy_document()).to_string());
    }
    let policy = lab.destination().lambda.get_policy().function_name(FUNCTION).send().await.unwrap();
    seen.extend(of_sid(&serde_json::from_str(policy.policy().unwrap()).unwrap(), WANTED));
    seen
}

/// The remedies of what failed.
fn remedies(lab: &Lab, pair: Pair<'_>) -> Vec<String> {
    let outcome = diagnose(lab, pair, &["--json"], "");
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap_or_else(|_| panic!("{outcome:?}"));
    let checks = report["links"].as_array().unwrap().iter().flat_map(|link| link["checks"].as_array().unwrap());
    checks.filter(|check| check["status"] == "fail").map(|check| check["remedy"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_aws_cli_runs_each_command_of_a_diagnosis_and_no_neighbour_is_harmed() {
    let mut run = 0;
    for fault in [
        Fault::NoInvokePermission,
        Fault::WrongSourceArn,
        Fault::NoAssumeRole,
        Fault::TrustNamesAnother,
        Fault::ExternalIdDiffers,
        Fault::NoAdminInitiateAuth,
    ] {
        let lab = Lab::start();
        let pair = lab.by_username();
        let function = build(&lab, pair).await;
        turn_on(&lab.destination(), pair.1, &function).await;
        inject(fault, &lab, pair).await;
        move_in(&lab).await;
        let before = theirs(&lab).await;
        let found = remedies(&lab, pair);
        let pasted: Vec<String> = found.iter().flat_map(|remedy| commands(remedy)).collect();
        assert_eq!((found.len(), pasted.len()), (1, 1), "{fault:?}: {found:#?}");
        let output = paste(lab.directory(), lab.aws_files(), &pasted[0]);
        assert!(output.status.success(), "{fault:?}: {}: {}", pasted[0], String::from_utf8_lossy(&output.stderr));
        run += 1;
        assert_eq!(theirs(&lab).await, before, "{fault:?}: {}", pasted[0]);
        assert_eq!(remedies(&lab, pair), Vec::<String>::new(), "{fault:?}: {}", pasted[0]);
    }
    println!("commands run by the AWS CLI: {run}, neighbours harmed: 0");
}

/// One of each, with arguments as the program gives them.
fn one_of_each() -> Vec<(Operation, Pasted)> {
    let place = |command: Pasted| command.at("ferry-destination", "eu-central-1");
    let of_user = |operation| {
        place(Pasted::aws(operation).with("--username", "-an \"odd\" 'user'").with("--user-pool-id", "eu-central-1_AcmeNew01"))
    };
    let with = |operation: Operation, options: &[(&str, &str)]| {
        place(options.iter().fold(Pasted::aws(operation), |command, (option, value)| command.with(option, *value)))
    };
    let policy = r#"{"Version":"2012-10-17","Statement":[]}"#;
    Operation::ALL
        .into_iter()
        .filter_map(|operation| {
            use Operation as Op;
            let command = match operation {
                Op::AdminConfirmSignUp | Op::AdminDeleteUser | Op::AdminEnableUser | Op::AdminGetUser => of_user(operation),
                Op::AdminCreateUser => of_user(operation).with("--message-action", "RESEND"),
                Op::AddCustomAttributes => {
                    let attributes = r#"[{"Name":"loyalty","AttributeDataType":"String","Mutable":true,"StringAttributeConstraints":{"MinLength":"0","MaxLength":"20"}}]"#;
                    with(operation, &[("--user-pool-id", "eu-central-1_AcmeNew01"), ("--custom-attributes", attributes)])
                }
                Op::AddPermission => with(operation, &[
                    ("--function-name", "f"), ("--statement-id", "s"), ("--action", "lambda:InvokeFunction"),
                    ("--principal", "cognito-idp.amazonaws.com"), ("--source-arn", "arn:aws:cognito-idp:eu-central-1:222222222222:userpool/x"),
                    ("--source-account", "222222222222"),
                ]),
                Op::RemovePermission => with(operation, &[("--function-name", "f"), ("--statement-id", "s")]),
                Op::PutRolePolicy => with(operation, &[("--role-name", "r"), ("--policy-name", "p"), ("--policy-document", policy)]),
                Op::UpdateAssumeRolePolicy => with(operation, &[("--role-name", "r"), ("--policy-document", policy)]),
                Op::DeleteRolePolicy => with(operation, &[("--role-name", "r"), ("--policy-name", "p")]),
                Op::DetachRolePolicy => with(operation, &[("--role-name", "r"), ("--policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess")]),
                Op::ListUserPools => with(operation, &[("--max-results", "60")]),
                Op::ListUserPoolClients => with(operation, &[("--user-pool-id", "eu-central-1_AcmeNew01")]),
                Op::DecodeAuthorizationMessage => with(operation, &[("--encoded-message", "AbC")]),
                Op::EnableRegion => with(operation, &[("--region-name", "eu-south-1")]),
                Op::DescribeRegions => with(operation, &[("--query", "Regions[].RegionName"), ("--output", "text")]),
                Op::DescribeOrganization => with(operation, &[("--query", "Organization.Id"), ("--output", "text")]),
                Op::DescribeStackResources => with(operation, &[("--physical-resource-id", "eu-central-1_AcmeNew01")]),
                Op::GetWebAclForResource => {
                    with(operation, &[("--resource-arn", "arn:aws:cognito-idp:eu-central-1:222222222222:userpool/eu-central-1_AcmeNew01")])
                }
                Op::GetCallerIdentity => with(operation, &[]),
                Op::AdminListUserAuthEvents => of_user(operation).with("--max-results", "5"),
                Op::GetRegionOptStatus => with(operation, &[("--region-name", "eu-south-1")]),
                Op::GetSessionToken => with(operation, &[("--serial-number", "arn:aws:iam::222222222222:mfa/ann"), ("--token-code", "123456")]),
                // Newer than this CLI.
                Op::GetUserPoolSessionConfiguration => return None,
                // These ask the person, or open a browser, or read what only version 2 keeps.
                Op::Configure | Op::ConfigureList | Op::ConfigureListProfiles | Op::ConfigureSet | Op::ConfigureSso
                | Op::ExportCredentials | Op::Login | Op::SsoLogin | Op::TailLogs => return None,
            };
            Some((operation, command))
        })
        .collect()
}

#[test]
fn the_aws_cli_takes_the_arguments_of_every_command() {
    let home = tempfile::tempdir().unwrap();
    let (config, credentials) = (home.path().join("config"), home.path().join("credentials"));
    std::fs::write(&config, "[profile ferry-destination]\n").unwrap();
    std::fs::write(&credentials, "[ferry-destination]\naws_access_key_id = 222222222222\naws_secret_access_key = lab\n").unwrap();
    let all = one_of_each();
    for (operation, command) in &all {
        // It checks the arguments against its model first, and then finds nobody there.
        let output = paste(
            home.path(),
            (&config, &credentials),
            &format!("AWS_MAX_ATTEMPTS=1 {command} --endpoint-url http://127.0.0.1:9"),
        );
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("Could not connect to the endpoint"), "{operation:?}: {command}: {said}");
    }
    println!("commands whose arguments the AWS CLI takes: {} of {}", all.len(), Operation::ALL.len());
}
