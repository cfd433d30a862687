//! A team's own handler, in each shape that published ones have, written after what those do: through plan, apply, verify, sign-ins and
//! teardown. Node.js and Python run for real.

use std::io::Write as _;
use std::path::PathBuf;

use aws_sdk_cognitoidentityprovider::types::ExplicitAuthFlowsType as Flow;
use serde_json::{Value, json};
use test_support::headless::Outcome;

use crate::first_sign_in::{groups_and_mark, make_group};
use crate::lab::{Account, DestinationPool, Lab, SourcePool};
use crate::people::{PASSWORD, add_user};
use crate::policies;
use crate::program::{ferry, migrate, places, resume, sign_in};
use crate::snapshot::{snapshot, surplus};

/// One handler: its files in the zip, what the program is told of it, and what must come of it.
struct Shape {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    handler: &'static str,
    runtime: &'static str,
    flags: &'static [&'static str],
    /// Asks the pool of its own account, without the role.
    local: bool,
    /// Whether apply must say that nobody can know.
    unknown: bool,
    /// What verify must say of the chain.
    chain: &'static str,
    /// Causes of the sign-ins: wrong password, unknown user, broken role.
    causes: [&'static str; 3],
}

const OWN_VARIABLES: [&str; 10] = [
    "--function-variable",
    "SOURCE_APP_CLIENT={source-client-id}",
    "--function-variable",
    "SOURCE_POOL={source-pool-id}",
    "--function-variable",
    "SOURCE_REGION={source-region}",
    "--function-variable",
    "SOURCE_ROLE={source-role-arn}",
    "--external-id",
    "none",
];

const SHAPES: [Shape; 6] = [
    Shape {
        name: "Node, CommonJS, throws its own text",
        files: &[("index.js", include_str!("handlers/throws.js"))],
        handler: "index.handler",
        runtime: "nodejs22.x",
        flags: &[],
        local: false,
        unknown: true,
        chain: "warn",
        causes: ["own-function-refused", "user-not-found", "trust-names-another"],
    },
    Shape {
        name: "Node, SDK version 2, throws its own text",
        files: &[("index.js", include_str!("handlers/throws-v2.js"))],
        handler: "index.handler",
        runtime: "nodejs16.x",
        flags: &[],
        local: false,
        unknown: true,
        chain: "warn",
        causes: ["own-function-refused", "user-not-found", "trust-names-another"],
    },
    Shape {
        name: "Node, ES module, own variables, no external id, AWS's errors",
        files: &[("app/migration.mjs", include_str!("handlers/hands-on.mjs"))],
        handler: "app/migration.migrate",
        runtime: "nodejs24.x",
        flags: &OWN_VARIABLES,
        local: false,
        unknown: false,
        chain: "pass",
        causes: ["own-function-refused", "user-not-found", "trust-names-another"],
    },
    Shape {
        name: "Python, throws its own text",
        files: &[("lambda_function.py", include_str!("handlers/throws.py"))],
        handler: "lambda_function.lambda_handler",
        runtime: "python3.13",
        flags: &[],
        local: false,
        unknown: true,
        chain: "warn",
        causes: ["own-function-refused", "user-not-found", "trust-names-another"],
    },
    Shape {
        name: "Python, ends the process, own variables, no external id",
        files: &[("main.py", include_str!("handlers/ends.py"))],
        handler: "main.handler",
        runtime: "python3.14",
        flags: &[
            "--function-variable",
            "SOURCE_APP_CLIENT_ID={source-client-id}",
            "--function-variable",
            "SOURCE_USER_POOL_ID={source-pool-id}",
            "--function-variable",
            "SOURCE_REGION={source-region}",
            "--function-variable",
            "SOURCE_ROLE_ARN={source-role-arn}",
            "--external-id",
            "none",
        ],
        local: false,
        unknown: true,
        chain: "warn",
        causes: ["own-function-refused", "user-not-found", "trust-names-another"],
    },
    Shape {
        name: "Python, one account, constants in the code, groups",
        files: &[
            ("main.py", include_str!("handlers/local/main.py")),
            ("moving.py", include_str!("handlers/local/moving.py")),
            ("groups.py", include_str!("handlers/local/groups.py")),
        ],
        handler: "main.Handler",
        runtime: "python3.12",
        flags: &["--groups", "first-sign-in"],
        local: true,
        unknown: false,
        chain: "pass",
        causes: ["own-function-refused", "user-not-found", "function-cannot-assume"],
    },
];

/// What one shape goes through.
struct Stage<'a> {
    lab: &'a Lab,
    shape: &'a Shape,
    /// The flags that name both sides.
    places: Vec<String>,
    own: Vec<String>,
}

fn zip(lab: &Lab, name: &str, files: &[(&str, String)]) -> PathBuf {
    let path = lab.directory().join(name);
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, text) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    path
}

fn own_flags(zip: &std::path::Path, handler: &str, runtime: &str) -> Vec<String> {
    let zip = zip.display().to_string();
    ["--function-zip", &zip, "--function-handler", handler, "--function-runtime", runtime].map(str::to_owned).into()
}

impl<'a> Stage<'a> {
    async fn set_up(lab: &'a Lab, shape: &'a Shape) -> Self {
        let mut files: Vec<(&str, String)> = shape.files.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        let mut own = Vec::new();
        let mut places = places(lab, lab.by_username());
        if shape.local {
            let (account, pool, client) = old_pool_of_the_same_account(lab).await;
            let constants =
                format!("OLD_REGION = \"{}\"\nOLD_POOL = \"{}\"\nOLD_CLIENT = \"{client}\"\n", account.region, pool.id);
            files.push(("constants.py", constants));
            let policy = lab.directory().join("policy.json");
            std::fs::write(&policy, include_str!("handlers/local/policy.json")).unwrap();
            own.extend(["--function-policy".to_owned(), policy.display().to_string()]);
            for (flag, value) in [("--source-profile", "ferry-destination"), ("--source-pool", pool.id.as_str())] {
                let at = places.iter().position(|other| other == flag).unwrap();
                places[at + 1] = value.to_owned();
            }
        }
        own.extend(own_flags(&zip(lab, "own.zip", &files), shape.handler, shape.runtime));
        own.extend(shape.flags.iter().map(|flag| (*flag).to_owned()));
        Self { lab, shape, places, own }
    }

    fn run(&self, command: &str, more: &[&str]) -> Outcome {
        let mut arguments = vec![command, "--session", crate::program::SESSION];
        arguments.extend(self.places.iter().chain(&self.own).map(String::as_str));
        arguments.extend(more);
        ferry(self.lab, &arguments, "")
    }

    /// The cause of a sign-in that fails; empty where it works.
    fn sign_in(&self, name: &str, password: &str) -> String {
        let outcome = sign_in(self.lab, name, password, &["--json"]);
        let story: Value = serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
        assert_eq!(outcome.code, i32::from(story["succeeded"] != true), "{outcome:?}");
        assert!(!outcome.text().contains(password), "the password is told: {outcome:?}");
        story["cause"].as_str().unwrap_or_default().to_owned()
    }

    /// Takes the way to the source pool away: the role's trust, or the statement that a handler without a role rests on.
    async fn break_the_role(&self) {
        if self.shape.local {
            let iam = self.lab.destination().iam;
            let delete = iam.delete_role_policy().role_name("cognito-ferry-shop-function").policy_name("assume-source-role");
            delete.send().await.unwrap();
        } else {
            let iam = self.lab.source().iam;
            let role = iam.get_role().role_name("cognito-ferry-shop-source").send().await.unwrap();
            let mut trust = policies::decoded(role.role().unwrap().assume_role_policy_document().unwrap());
            trust["Statement"][0]["Principal"] = json!({ "AWS": "arn:aws:iam::444444444444:role/nobody" });
            let trust = trust.to_string();
            iam.update_assume_role_policy().role_name("cognito-ferry-shop-source").policy_document(trust).send().await.unwrap();
        }
        policies::forget_credentials(&self.lab.destination()).await;
    }
}

/// A pool in the destination's account and the source's Region, with Anna and Bert of the source, a group, and an app client that was there
/// before.
async fn old_pool_of_the_same_account(lab: &Lab) -> (Account, SourcePool, String) {
    let account = lab.destination_in(&lab.source().region);
    let made = account.cognito.create_user_pool().pool_name("old-shop").send().await.unwrap();
    let made = made.user_pool().unwrap();
    let (id, arn) = (made.id().unwrap().to_owned(), made.arn().unwrap().to_owned());
    for name in ["anna", "bert"] {
        add_user(&account, &id, name, true).await;
    }
    let client = account.cognito.create_user_pool_client().user_pool_id(&id).client_name("made-before");
    let client = client.explicit_auth_flows(Flow::AllowAdminUserPasswordAuth).send().await.unwrap().user_pool_client.unwrap();
    let pool = SourcePool { id, arn, users: Vec::new() };
    make_group(&account, &pool, "staff", &["anna"]).await;
    (account, pool, client.client_id().unwrap().to_owned())
}

#[test]
fn every_shape_of_handler_goes_through_unchanged() {
    // One after the other: a function has five seconds to answer, and a cold one needs most of them where many start at once.
    let rows: Vec<String> = SHAPES.iter().map(played).collect();
    println!(
        "shape | apply | verify | right password | wrong password | unknown user | broken role | teardown\n{}",
        rows.join("\n")
    );
}

/// From plan to teardown; its row of the table.
#[tokio::main(flavor = "current_thread")]
async fn played(shape: &Shape) -> String {
    let lab = Lab::start();
    let stage = Stage::set_up(&lab, shape).await;
    let before = snapshot(&lab).await;
    let passwords = match shape.local {
        true => [PASSWORD, PASSWORD],
        false => [0, 1].map(|index| lab.by_username().0.users[index].password.as_str()),
    };
    let with_groups = shape.flags.contains(&"first-sign-in");

    stage.run("plan", &["--detailed-exitcode"]).exits(3);
    let applied = stage.run("apply", &["--yes"]).exits(0);
    let said = applied.text().contains("cannot be known from here");
    assert_eq!(said, shape.unknown, "{}: {}", shape.name, applied.text());
    assert_eq!(applied.text().contains("It said: "), shape.unknown, "{}: {}", shape.name, applied.text());
    let verified = resume(&lab, "verify", &["--json"]).exits(0);
    let checks: Value = serde_json::from_str(&verified.stdout).unwrap();
    let chain = checks["checks"].as_array().unwrap().iter().find(|check| check["id"] == "verify.chain").unwrap();
    assert_eq!(chain["status"], shape.chain, "{}: {chain}", shape.name);
    resume(&lab, "apply", &["--yes"]).exits(0).says("No changes");

    let wrong = stage.sign_in("anna", "Not-The-Password-1");
    let unknown = stage.sign_in("nobody-at-all", "Not-The-Password-1");
    let right = stage.sign_in("anna", passwords[0]);
    assert_eq!(right, "", "{}", shape.name);
    if with_groups {
        let (groups, mark) = groups_and_mark(&lab.destination(), lab.by_username().1, "anna").await;
        assert_eq!((groups.into_iter().collect::<Vec<_>>(), mark), (vec!["staff".to_owned()], None), "{}", shape.name);
    }
    stage.break_the_role().await;
    let broken = stage.sign_in("bert", passwords[1]);
    assert_eq!([&wrong, &unknown, &broken], shape.causes.each_ref(), "{}: wrong, unknown, broken", shape.name);
    resume(&lab, "verify", &[]).exits(3);
    resume(&lab, "apply", &["--yes"]).exits(0).says(if shape.local { "1 created" } else { "1 updated" });
    assert_eq!(stage.sign_in("bert", passwords[1]), "", "{}: mended", shape.name);

    resume(&lab, "teardown", &["--yes"]).exits(0);
    let after = snapshot(&lab).await;
    // Who came over stays.
    let rest = |lines: Vec<String>| lines.into_iter().filter(|line| !line.contains("ListUsers")).collect::<Vec<_>>();
    let (before, after) = (rest(before), rest(after));
    let (changed, left) = (surplus(&before, &after), surplus(&after, &before));
    assert!(changed.is_empty() && left.is_empty(), "{}: teardown changed {changed:#?} and left {left:#?}", shape.name);
    let apply = if said { "done, not known" } else { "done" };
    format!("{} | {apply} | chain {} | migrated | {wrong} | {unknown} | {broken} | as before", shape.name, shape.chain)
}

/// What cannot run is told before anything is made, or where it shows: nothing is ever half made without a word on why.
#[tokio::test]
async fn what_cannot_run_is_told_with_its_cause() {
    let lab = Lab::start();
    let pair = lab.by_username();
    let throws = include_str!("handlers/throws.js").to_owned();
    let v2 = include_str!("handlers/throws-v2.js").to_owned();
    let ends = include_str!("handlers/ends.py").to_owned();
    for (name, files, handler, runtime, said) in [
        ("v2", vec![("index.js", v2.clone())], "index.handler", "nodejs24.x", "aws-sdk"),
        ("folder", vec![("function/index.js", throws.clone())], "index.handler", "nodejs24.x", "cd function && zip"),
        ("name", vec![("main.py", ends)], "lambda_function.handler", "python3.14", "It holds main.py"),
        ("gone", vec![("index.js", v2)], "index.handler", "nodejs14.x", "any more"),
    ] {
        let own = own_flags(&zip(&lab, &format!("{name}.zip"), &files), handler, runtime);
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        migrate(&lab, "plan", pair, &own).exits(1).says(said);
        migrate(&lab, "apply", pair, &[&["--yes"], &own[..]].concat()).exits(1).says(said);
        let checked = migrate(&lab, "preflight", pair, &own).exits(3);
        assert!(checked.text().contains(said), "{name}: {checked:?}");
    }
    for account in [lab.source(), lab.destination()] {
        assert!(account.iam.list_roles().send().await.unwrap().roles().is_empty(), "{}", account.id);
    }
    // What shows only when it runs stops apply before the trigger, and says which variable.
    let lacking =
        "exports.handler = async () => { throw new Error(`SOURCE_ROLE_ARN is not set: ${process.env.SOURCE_ROLE_ARN}`) };";
    let own = own_flags(&zip(&lab, "lacking.zip", &[("index.js", lacking.to_owned())]), "index.handler", "nodejs24.x");
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let lacks = migrate(&lab, "apply", pair, &[&["--yes"], &own[..]].concat()).exits(1);
    assert!(
        lacks.text().contains("It lacks the variable SOURCE_ROLE_ARN") && lacks.text().contains("--function-variable"),
        "{lacks:?}"
    );
    let pool: &DestinationPool = pair.1;
    let described = lab.ask_destination("DescribeUserPool", &json!({ "UserPoolId": pool.id }));
    assert_eq!(described["UserPool"]["LambdaConfig"].get("UserMigration"), None);
}
