//! The read-only policies of assets/policies under enforced IAM: enough for a whole preflight, and without any one action some check is
//! skipped and names it.

use serde_json::{Value, json};

use crate::lab::{Account, Lab};
use crate::program::{migrate, resume};

/// MiniStack asks for this on every resource: it does not see the principal. IAM compares it with the ARN that the policy has.
const ON_EVERY_RESOURCE: [&str; 1] = ["iam:SimulatePrincipalPolicy"];
/// MiniStack does not ask whether the first is allowed; the others are asked only about a domain that is still to be made, and where threat
/// protection acts, which is proven on the sandbox (tests/it/preflight/denied.rs).
const UNASKED: [&str; 3] =
    ["lambda:GetAccountSettings", "cognito-idp:DescribeUserPoolDomain", "cognito-idp:DescribeRiskConfiguration"];
const USER: &str = "auditor";

struct Side {
    account: Account,
    /// As shipped, filled in for the lab.
    policy: Value,
    key: (String, String),
}

#[tokio::test]
async fn the_read_only_policies_are_enough_and_each_action_is_needed() {
    let lab = Lab::start();
    let pair = lab.by_username();
    // Applied, so that there are a function and roles to be seen.
    migrate(&lab, "apply", pair, &["--yes"]).exits(0);
    let source = side("SOURCE", lab.source(), &pair.0.id).await;
    let destination = side("DESTINATION", lab.destination(), &pair.1.id).await;
    let profile = |name: &str, (key, secret): &(String, String)| {
        format!("[{name}]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n\n")
    };
    let credentials = profile("ferry-source", &source.key) + &profile("ferry-destination", &destination.key);
    std::fs::write(lab.aws_files().1, credentials).unwrap();

    assert_eq!(lacking(&lab), [""; 0]);
    let mut proven = Vec::new();
    for side in [&source, &destination] {
        for action in actions(&side.policy) {
            if UNASKED.contains(&action.as_str()) {
                continue;
            }
            allow(&side.account, &without(&side.policy, &action)).await;
            let missing = lacking(&lab);
            assert!(missing.iter().any(|line| line.contains(&action)), "{action} is not needed: {missing:?}");
            proven.push(action);
        }
        allow(&side.account, &side.policy).await;
    }
    assert_eq!(lacking(&lab), [""; 0]);
    assert_eq!(proven.len(), 17, "{proven:?}");
}

async fn side(name: &str, account: Account, pool: &str) -> Side {
    let path = format!("{}/assets/policies/preflight-{}.json", env!("CARGO_MANIFEST_DIR"), name.to_lowercase());
    let policy = std::fs::read_to_string(path)
        .unwrap()
        .replace(&format!("{name}-REGION"), &account.region)
        .replace(&format!("{name}-ACCOUNT"), &account.id)
        .replace(&format!("{name}-POOL"), pool)
        .replace(&format!("{name}-PRINCIPAL"), &format!("arn:aws:iam::{}:user/{USER}", account.id));
    let policy = serde_json::from_str(&policy).unwrap();
    account.iam.create_user().user_name(USER).send().await.unwrap();
    allow(&account, &policy).await;
    let key = account.iam.create_access_key().user_name(USER).send().await.unwrap().access_key.unwrap();
    Side { account, policy, key: (key.access_key_id, key.secret_access_key) }
}

async fn allow(account: &Account, policy: &Value) {
    let mut policy = policy.clone();
    let listed = actions(&policy);
    let widened: Vec<&str> = ON_EVERY_RESOURCE.into_iter().filter(|action| listed.iter().any(|one| one == action)).collect();
    if !widened.is_empty() {
        let statement = json!({ "Effect": "Allow", "Action": widened, "Resource": "*" });
        policy["Statement"].as_array_mut().unwrap().push(statement);
    }
    let put = account.iam.put_user_policy().user_name(USER).policy_name("preflight");
    put.policy_document(policy.to_string()).send().await.unwrap();
}

/// The permissions that a preflight of the session says are missing.
fn lacking(lab: &Lab) -> Vec<String> {
    let outcome = resume(lab, "preflight", &["--json"]);
    let document: Value = serde_json::from_str(&outcome.stdout).unwrap_or_else(|_| panic!("{outcome:?}"));
    let skipped = document["checks"].as_array().unwrap().iter().filter(|check| check["status"] == "skipped");
    let evidence = skipped.flat_map(|check| check["evidence"].as_array().unwrap());
    let lines = evidence.map(|line| line.as_str().unwrap().to_owned());
    lines.filter(|line| line.starts_with("missing permission: ")).collect()
}

fn actions(policy: &Value) -> Vec<String> {
    let mut all: Vec<String> = policy["Statement"].as_array().unwrap().iter().flat_map(of_statement).collect();
    all.sort();
    all.dedup();
    all
}

fn of_statement(statement: &Value) -> Vec<String> {
    match &statement["Action"] {
        Value::Array(actions) => actions.iter().map(|action| action.as_str().unwrap().to_owned()).collect(),
        action => vec![action.as_str().unwrap().to_owned()],
    }
}

/// Where a statement's last action would go, one takes its place that serves nobody here.
fn without(policy: &Value, action: &str) -> Value {
    let mut less = policy.clone();
    for statement in less["Statement"].as_array_mut().unwrap() {
        let rest: Vec<String> = of_statement(statement).into_iter().filter(|one| one != action).collect();
        statement["Action"] = if rest.is_empty() { json!("sts:TagSession") } else { json!(rest) };
    }
    less
}
