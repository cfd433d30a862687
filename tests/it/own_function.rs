//! A team's own handler in the place of ours, and what the flags for users put into the function's environment. On the sandbox.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use test_support::headless::{self, with_places};

/// Migrates whoever comes, as a team's handler for its tests might; it counts only that it ran with our environment.
const THEIRS: &str = r#"
export const run = async (event) => {
  if (!process.env.OLD_ROLE_ARN || !process.env.OLD_EXTERNAL_ID) throw new Error("not configured");
  if (event.userName.includes("nobody")) return event;
  event.response = { userAttributes: { email: event.userName }, finalUserStatus: "CONFIRMED", messageAction: "SUPPRESS" };
  return event;
};
"#;

struct Desk {
    directory: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn zip(&self, name: &str, source: &str) -> String {
        let mut writer = zip::ZipWriter::new(std::fs::File::create(self.path(name)).unwrap());
        writer.start_file("app.mjs", zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(source.as_bytes()).unwrap();
        writer.finish().unwrap();
        self.path(name).display().to_string()
    }

    /// Exit code and everything that was written.
    fn ferry(&self, arguments: &[&str], input: &str) -> (i32, String) {
        let outcome = headless::ferry(self.directory.path(), &[&["--session", "own"], arguments].concat(), input);
        (outcome.code, outcome.text())
    }

    fn planned(&self, more: &[&str]) -> (i32, String) {
        self.ferry(&[&with_places(&["plan"]), more].concat(), "")
    }

    /// The function's environment as the plan has it.
    fn environment(&self, more: &[&str]) -> Value {
        let (code, text) = self.planned(&[&["--json"], more].concat());
        assert_eq!(code, 0, "{text}");
        let plan: Value = serde_json::from_str(&text).unwrap();
        let function = plan["changes"].as_array().unwrap().iter().find(|change| change["resource"] == "function").unwrap();
        function["after"]["Environment"]["Variables"].clone()
    }
}

#[test]
fn a_teams_own_handler_is_deployed_verified_and_signs_in() {
    let desk = Desk::new();
    let zip = desk.zip("theirs.zip", THEIRS);
    let own = ["--function-zip", "theirs.zip", "--function-handler", "app.run", "--function-runtime", "nodejs26.x"];
    let (code, text) = desk.ferry(&[&with_places(&["apply", "--yes"])[..], &own].concat(), "");
    assert_eq!(code, 0, "{text}");
    let (code, text) = desk.ferry(&["verify"], "");
    assert_eq!(code, 0, "{text}");
    let (code, text) = desk.ferry(&["plan", "--detailed-exitcode"], "");
    assert_eq!(code, 0, "{text}");
    let arguments = ["sign-in", "--username", "maria.lindqvist@example.com", "--password-stdin"];
    let (code, text) = desk.ferry(&arguments, "Sunrise-over-Umea-7\n");
    assert_eq!(code, 0, "{text}");

    desk.zip("theirs.zip", &format!("{THEIRS}// changed"));
    let (code, text) = desk.ferry(&["plan", "--detailed-exitcode"], "");
    assert!(code == 3 && text.contains("CodeSha256"), "{text}");
    std::fs::remove_file(Path::new(&zip)).unwrap();
    let (code, text) = desk.ferry(&["plan"], "");
    assert!(code == 1 && text.contains("theirs.zip cannot be used") && text.contains("--function-zip"), "{text}");
}

#[test]
fn a_handler_comes_whole_or_not_at_all() {
    let desk = Desk::new();
    desk.zip("theirs.zip", THEIRS);
    std::fs::write(desk.path("theirs.mjs"), THEIRS).unwrap();
    for (flags, said) in [
        (&["--function-zip", "theirs.zip"][..], "--function-handler"),
        (&["--function-zip", "theirs.zip", "--function-handler", "app.run"], "--function-runtime"),
        (&["--function-handler", "app.run"], "--function-zip"),
        (&["--function-zip", "theirs.mjs", "--function-handler", "app.run", "--function-runtime", "nodejs24.x"], "no zip"),
        (&["--function-zip", "theirs.zip", "--function-handler", "a b", "--function-runtime", "nodejs24.x"], "without blanks"),
        (&["--function-zip", "theirs.zip", "--function-handler", "app.run", "--function-runtime", "Node 24"], "Lambda's name"),
        (&["--function-runtime", "python3.14"], "nodejs24.x"),
    ] {
        let (code, text) = desk.planned(flags);
        assert!(code != 0 && text.contains(said), "{flags:?}: {text}");
    }
}

#[test]
fn what_the_operator_chose_is_in_the_functions_environment() {
    let desk = Desk::new();
    let careful = desk.environment(&[]);
    assert_eq!(careful["FERRY_MFA"], "refuse");
    assert_eq!(careful["FERRY_TEMPORARY_PASSWORDS"], "refuse");
    assert_eq!(careful["FERRY_ATTRIBUTES_FROM"], "token");
    assert_eq!(careful["FERRY_NAMES"], "email");
    assert_eq!(careful.get("FERRY_NAME_CASE"), None);
    let rules: Value = serde_json::from_str(careful["FERRY_ATTRIBUTES"].as_str().unwrap()).unwrap();
    assert_eq!(rules["email"]["required"], true);
    assert!(rules.get("sub").is_none() && rules.get("identities").is_none() && rules["custom:plan"].is_object(), "{rules}");

    let chosen = desk.environment(&[
        "--mfa-users",
        "migrate",
        "--temporary-passwords",
        "reset",
        "--attributes-from",
        "user",
        "--map-attribute",
        "custom:plan=",
        "--map-attribute",
        "nickname=name",
    ]);
    assert_eq!((&chosen["FERRY_MFA"], &chosen["FERRY_TEMPORARY_PASSWORDS"]), (&"migrate".into(), &"reset".into()));
    assert_eq!(chosen["FERRY_ATTRIBUTES_FROM"], "user");
    let rules: Value = serde_json::from_str(chosen["FERRY_ATTRIBUTES"].as_str().unwrap()).unwrap();
    assert_eq!(rules["name"]["from"], "nickname");
    assert!(rules.get("custom:plan").is_none() && rules.get("nickname").is_none(), "{rules}");
}

#[test]
fn the_old_sub_gets_its_attribute_by_plan_with_the_warning_and_teardown_leaves_it() {
    let desk = Desk::new();
    let (code, text) = desk.planned(&["--legacy-sub", "yes"]);
    assert!(code == 0 && text.contains("+ attribute custom:legacy_sub") && text.contains("stays forever"), "{text}");
    let (code, text) = desk.ferry(&with_places(&["apply", "--yes", "--legacy-sub", "yes"]), "");
    assert_eq!(code, 0, "{text}");
    let (code, text) = desk.ferry(&["verify"], "");
    assert_eq!(code, 0, "{text}");
    let (code, text) = desk.ferry(&["teardown", "--yes"], "");
    assert!(code == 0 && text.contains("cannot be removed"), "{text}");
    // Whoever finds it the next time adopts it.
    let (code, text) = desk.planned(&["--legacy-sub", "yes"]);
    assert!(code == 0 && text.contains("= attribute custom:legacy_sub"), "{text}");
}

#[test]
fn a_choice_that_is_none_is_refused_with_its_flag() {
    let desk = Desk::new();
    for (flags, said) in [
        (["--mfa-users", "drop"], "--mfa-users"),
        (["--temporary-passwords", "confirm"], "--temporary-passwords"),
        (["--attributes-from", "guess"], "--attributes-from"),
        (["--legacy-sub", "maybe"], "--legacy-sub"),
        (["--map-attribute", "custom:plan"], "SOURCE=DESTINATION"),
        (["--map-attribute", "custom:none=name"], "no attribute custom:none"),
    ] {
        let (code, text) = desk.planned(&flags);
        assert!(code != 0 && text.contains(said), "{flags:?}: {text}");
    }
}

#[test]
fn an_own_handlers_variables_are_filled_in_beside_ours_and_kept_in_the_session() {
    let desk = Desk::new();
    desk.zip("theirs.zip", THEIRS);
    let own = ["--function-zip", "theirs.zip", "--function-handler", "app.run", "--function-runtime", "nodejs24.x"];
    let given = [
        "SOURCE_ROLE_ARN={source-role-arn}",
        "BOTH={source-region}>{destination-region}",
        "RULES={{\"pool\":\"{source-pool-id}\"}}",
        "CLIENTS={source-client-id},{destination-client-id}",
        "FERRY_MFA=",
        "OLD_USER_POOL_REGION=elsewhere",
    ];
    let given: Vec<&str> = given.iter().flat_map(|pair| ["--function-variable", pair]).collect();
    let variables = desk.environment(&[&own[..], &given, &["--external-id", "none"]].concat());
    assert_eq!(variables["SOURCE_ROLE_ARN"], variables["OLD_ROLE_ARN"]);
    assert_eq!(variables["BOTH"], "eu-west-1>eu-central-1");
    assert_eq!(variables["RULES"], r#"{"pool":"eu-west-1_AcmeCust1"}"#);
    assert_eq!(variables["CLIENTS"], "(known after apply),7shopwebacme0new0client001");
    assert_eq!(variables["OLD_USER_POOL_REGION"], "elsewhere");
    assert!(variables.get("FERRY_MFA").is_none() && variables.get("OLD_EXTERNAL_ID").is_none(), "{variables}");

    let (code, text) =
        desk.ferry(&[&with_places(&["apply", "--yes"])[..], &own, &given, &["--external-id", "none"]].concat(), "");
    assert!(code != 2, "{text}");
    assert!(text.contains("any code that runs as the function's role can use the cross-account role"), "{text}");
    assert!(!text.contains("sts:ExternalId"), "{text}");
    // What was given once is remembered; one more comes beside it.
    let again = desk.environment(&["--function-variable", "MORE=1"]);
    assert_eq!((&again["BOTH"], &again["MORE"], again.get("OLD_EXTERNAL_ID")), (&variables["BOTH"], &"1".into(), None));
}

#[test]
fn what_only_an_own_handler_can_be_given_is_refused_otherwise_with_the_reason() {
    let desk = Desk::new();
    desk.zip("theirs.zip", THEIRS);
    std::fs::write(desk.path("policy.json"), r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"{pool}"}}"#).unwrap();
    let own = ["--function-zip", "theirs.zip", "--function-handler", "app.run", "--function-runtime", "nodejs24.x"];
    for (flags, said) in [
        (&["--function-variable", "A1=x"][..], "--function-zip"),
        (&["--external-id", "none"], "ours always says one"),
        (&["--function-policy", "policy.json"], "--function-zip"),
        (&[&own[..], &["--function-variable", "A1"]].concat(), "NAME=TEXT"),
        (&[&own[..], &["--function-variable", "1A=x"]].concat(), "a letter first"),
        (&[&own[..], &["--function-variable", "AWS_REGION=x"]].concat(), "Lambda sets AWS_REGION itself"),
        (&[&own[..], &["--function-variable", "A1={source-role}"]].concat(), "{source-role-arn}"),
        (&[&own[..], &["--function-variable", "A1={external-id}", "--external-id", "none"]].concat(), "no external id"),
    ] {
        let (code, text) = desk.planned(flags);
        assert!(code == 2 && text.contains(said), "{flags:?}: {code} {text}");
    }
    let (code, text) = desk.planned(&[&own[..], &["--function-policy", "policy.json"]].concat());
    assert!(code == 1 && text.contains("There is no placeholder {pool}"), "{code} {text}");
    let long = format!("LONG={}", "x".repeat(4000));
    let (code, text) = desk.planned(&[&own[..], &["--function-variable", &long]].concat());
    assert!(code == 2 && text.contains("4 KB"), "{code} {text}");
}

#[test]
fn an_own_policy_is_part_of_the_functions_policy_with_its_placeholders_filled_in() {
    let desk = Desk::new();
    desk.zip("theirs.zip", THEIRS);
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Ask","Effect":"Allow","Action":"cognito-idp:AdminGetUser",
        "Resource":"{source-pool-arn}","Condition":{"StringEquals":{"aws:PrincipalTag/x":"${aws:username}"}}}]}"#;
    std::fs::write(desk.path("policy.json"), policy).unwrap();
    let own = ["--function-zip", "theirs.zip", "--function-handler", "app.run", "--function-runtime", "nodejs24.x"];
    let (code, text) = desk.planned(&[&own[..], &["--function-policy", "policy.json", "--json"]].concat());
    assert_eq!(code, 0, "{text}");
    let plan: Value = serde_json::from_str(&text).unwrap();
    let change = plan["changes"].as_array().unwrap().iter().find(|change| change["resource"] == "function-role-policy").unwrap();
    let statements = change["after"]["PolicyDocument"]["Statement"].as_array().unwrap();
    assert_eq!((statements.len(), &statements[0]["Action"][0]), (2, &"sts:AssumeRole".into()));
    assert_eq!(statements[1]["Resource"], "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AcmeCust1");
    assert_eq!(statements[1]["Condition"]["StringEquals"]["aws:PrincipalTag/x"], "${aws:username}");
}
