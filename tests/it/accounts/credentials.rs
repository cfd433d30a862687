//! The way from a profile to its credentials: roles, multi-factor codes, processes, sessions that have ended.

use cognito_ferry::aws::account::open::OpenAccount;
use cognito_ferry::problem::ProblemKind;
use cognito_ferry::secret::Secret;

use crate::env::fake_aws::{AwsFiles, FakeAws, Reply, identity, request};

const BASE: &str = "[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\nregion = eu-west-1\n";
const SERIAL: &str = "arn:aws:iam::111111111111:mfa/ann";

fn role(extra: &str) -> AwsFiles {
    AwsFiles::new(
        &format!("{BASE}[profile role]\nrole_arn = arn:aws:iam::111111111111:role/admin\nsource_profile = base\n{extra}"),
        "",
    )
}

fn with_code(profile: &str, code: &str) -> OpenAccount {
    OpenAccount { mfa_code: Some(Secret::new(code)), ..request(profile) }
}

#[tokio::test]
async fn a_role_is_assumed_with_what_its_profile_says() {
    let files = role("external_id = for-you\nrole_session_name = ann-at-work\nduration_seconds = 7200\n");
    let fake = FakeAws::with(|_| Reply::Silence);
    files.open(&fake, &request("role")).await.unwrap();
    let seen = fake.seen();
    assert_eq!(seen.len(), 2);
    for part in ["Action=AssumeRole", "ExternalId=for-you", "RoleSessionName=ann-at-work", "DurationSeconds=7200"] {
        assert!(seen[0].body.contains(part), "{part} in {}", seen[0].body);
    }
    assert!(seen[0].authorization.contains("AKIABASE"));
    assert!(seen[1].authorization.contains("ASIAASSUMED"), "the identity is asked with the role's credentials");
}

#[tokio::test]
async fn one_role_is_assumed_once_for_all_ten_clients() {
    let fake = FakeAws::with(|_| Reply::new(400, "{}"));
    let account = role("").open(&fake, &request("role")).await.unwrap();
    let _ = account.read.iam.get_role().role_name("r").send().await;
    let _ = account.write.lambda.get_function().function_name("f").send().await;
    let assumed = fake.seen().iter().filter(|request| request.body.contains("Action=AssumeRole")).count();
    assert_eq!((assumed, fake.seen().len()), (1, 4));
}

#[tokio::test]
async fn roles_in_a_row_are_assumed_in_order() {
    let files = AwsFiles::new(
        &format!(
            "{BASE}[profile first]\nrole_arn = arn:aws:iam::111111111111:role/first\nsource_profile = base\n\
             [profile second]\nrole_arn = arn:aws:iam::222222222222:role/second\nsource_profile = first\n"
        ),
        "",
    );
    let fake = FakeAws::with(|_| Reply::Silence);
    files.open(&fake, &request("second")).await.unwrap();
    let roles: Vec<bool> = fake.seen().iter().map(|request| request.body.contains("role%2Ffirst")).collect();
    assert_eq!(roles, [true, false, false]);
    assert!(fake.seen()[1].body.contains("role%2Fsecond"));
}

#[tokio::test]
async fn a_role_behind_a_device_asks_for_the_code_before_anything_is_sent() {
    let fake = FakeAws::new(|request| panic!("nothing may be sent: {request:?}"));
    let problem = role(&format!("mfa_serial = {SERIAL}\n")).open(&fake, &request("role")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::MfaRequired { serial: SERIAL.into() });
    assert!(problem.remedy[0].contains(SERIAL) && problem.remedy[0].contains("--source-mfa-code"), "{problem:?}");
    assert!(
        problem.remedy.iter().any(|action| action.contains("aws configure export-credentials --profile role")),
        "{problem:?}"
    );
}

#[tokio::test]
async fn a_code_opens_the_role_behind_a_device() {
    let files = role(&format!("mfa_serial = {SERIAL}\nexternal_id = x\nduration_seconds = 3600\nrole_session_name = me\n"));
    let fake = FakeAws::with(|_| Reply::Silence);
    files.open(&fake, &with_code("role", "123456")).await.unwrap();
    let seen = fake.seen();
    for part in ["TokenCode=123456", "SerialNumber=arn%3Aaws%3Aiam", "ExternalId=x", "DurationSeconds=3600", "RoleSessionName=me"]
    {
        assert!(seen[0].body.contains(part), "{part} in {}", seen[0].body);
    }
    assert!(seen[0].authorization.contains("AKIABASE") && seen[1].authorization.contains("ASIAASSUMED"));
}

#[tokio::test]
async fn a_wrong_code_asks_for_the_code_again() {
    let fake = FakeAws::new(|_| {
        Reply::query_error(403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.")
    });
    let files = role(&format!("mfa_serial = {SERIAL}\n"));
    let problem = files.open(&fake, &with_code("role", "000000")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::MfaRequired { serial: SERIAL.into() });
    assert!(problem.why.contains("invalid MFA one time pass code"), "{problem:?}");
    assert!(!format!("{problem:?}").contains("000000"));
}

#[tokio::test]
async fn what_is_no_code_is_never_sent() {
    let fake = FakeAws::new(|request| panic!("nothing may be sent: {request:?}"));
    let files = role(&format!("mfa_serial = {SERIAL}\n"));
    for code in ["12345", "1234567", "12345x", "١٢٣"] {
        let problem = files.open(&fake, &with_code("role", code)).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::MfaRequired { serial: SERIAL.into() }, "{code}");
        assert!(!problem.lines().join(" ").contains(code), "{problem:?}");
    }
}

#[tokio::test]
async fn a_role_that_may_not_be_assumed_is_told_as_access_denied() {
    let sentence = "User: arn:aws:iam::111111111111:user/ann is not authorized to perform: sts:AssumeRole on resource: \
                    arn:aws:iam::111111111111:role/admin";
    let fake = FakeAws::new(|_| Reply::query_error(403, "AccessDenied", sentence));
    let problem = role("").open(&fake, &request("role")).await.unwrap_err();
    assert_eq!(
        problem.kind,
        ProblemKind::AccessDenied {
            action: Some("sts:AssumeRole".into()),
            resource: Some("arn:aws:iam::111111111111:role/admin".into())
        }
    );
    assert!(problem.why.starts_with("The role of profile role could not be assumed."), "{problem:?}");
}

#[tokio::test]
async fn broken_ways_to_credentials_are_named() {
    for (extra, said) in [
        ("[profile a]\nregion = eu-west-1\nrole_arn = arn\nsource_profile = gone\n", "Profile a names source_profile gone"),
        (
            "[profile a]\nregion = eu-west-1\nrole_arn = arn\nsource_profile = b\n[profile b]\nrole_arn = arn\nsource_profile = a\n",
            "a → b",
        ),
        ("[profile a]\nregion = eu-west-1\nrole_arn = arn\n", "neither source_profile nor credential_source"),
        ("[profile a]\nregion = eu-west-1\nrole_arn = arn\nsource_profile = a\n", "names itself"),
        ("[profile a]\nregion = eu-west-1\nrole_arn = arn\ncredential_source = Moon\n", "credential_source = Moon"),
    ] {
        let fake = FakeAws::new(|request| panic!("nothing may be sent: {request:?}"));
        let problem = AwsFiles::new(extra, "").open(&fake, &request("a")).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::NoCredentials, "{problem:?}");
        assert!(problem.why.contains(said), "{said}: {problem:?}");
    }
}

#[tokio::test]
async fn a_profile_that_is_its_own_source_uses_its_own_keys() {
    let files = AwsFiles::new(
        "[profile a]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111111111111:role/r\nsource_profile = a\n",
        "[a]\naws_access_key_id = AKIASELF\naws_secret_access_key = s\n",
    );
    let fake = FakeAws::with(|_| Reply::Silence);
    files.open(&fake, &request("a")).await.unwrap();
    assert!(fake.seen()[0].authorization.contains("AKIASELF"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_credential_process_gives_its_credentials() {
    let files = AwsFiles::new(
        "[profile p]\nregion = eu-west-1\n\
         credential_process = echo '{\"Version\": 1, \"AccessKeyId\": \"ASIAPROCESS\", \"SecretAccessKey\": \"s\", \"SessionToken\": \"t\"}'\n",
        "",
    );
    let fake = FakeAws::with(|_| Reply::Silence);
    files.open(&fake, &request("p")).await.unwrap();
    assert!(fake.seen()[0].authorization.contains("ASIAPROCESS"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_credential_process_that_fails_is_told_in_its_own_words() {
    let files =
        AwsFiles::new("[profile p]\nregion = eu-west-1\ncredential_process = sh -c 'echo please log in first >&2; exit 3'\n", "");
    let fake = FakeAws::new(|request| panic!("nothing may be sent: {request:?}"));
    let problem = files.open(&fake, &request("p")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NoCredentials);
    assert!(problem.why.contains("please log in first"), "{problem:?}");
    assert!(problem.remedy[0].contains("credential_process of profile p"), "{problem:?}");
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_credential_process_that_never_answers_is_given_up() {
    // The paused clock runs on while the process sleeps, so the limit of a minute passes at once.
    let files = AwsFiles::new("[profile p]\nregion = eu-west-1\ncredential_process = sleep 2\n", "");
    let fake = FakeAws::new(|request| panic!("nothing may be sent: {request:?}"));
    let problem = files.open(&fake, &request("p")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NoCredentials, "{problem:?}");
    assert!(problem.why.contains("did not come in time"), "{problem:?}");
}

#[tokio::test]
async fn an_sso_session_that_has_ended_is_told_with_the_command_that_renews_it() {
    // No token of this session is in anybody's cache.
    let session = "cognito-ferry-test-session-without-token";
    let files = AwsFiles::new(
        &format!(
            "[profile sso]\nregion = eu-west-1\nsso_session = {session}\nsso_account_id = 111111111111\nsso_role_name = Admin\n\
             [sso-session {session}]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n\
             [profile role]\nrole_arn = arn:aws:iam::111111111111:role/r\nsource_profile = sso\n"
        ),
        "",
    );
    for profile in ["sso", "role"] {
        let fake = FakeAws::new(|request| panic!("nothing may be sent: {request:?}"));
        let problem = files.open(&fake, &request(profile)).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::ExpiredCredentials, "{problem:?}");
        assert!(problem.what.contains(&format!("profile {profile}")), "{problem:?}");
        assert!(problem.remedy[0].starts_with("aws sso login --profile sso"), "{problem:?}");
        assert!(problem.remedy[0].contains(&format!("--sso-session {session}")), "{problem:?}");
    }
}

#[tokio::test]
async fn a_login_session_that_has_ended_is_told_with_the_command_that_renews_it() {
    let files = AwsFiles::new(
        "[profile console]\nregion = eu-west-1\nlogin_session = arn:aws:iam::111111111111:user/nobody-has-logged-in-as\n",
        "",
    );
    let fake = FakeAws::new(|request| panic!("nothing may be sent: {request:?}"));
    let problem = files.open(&fake, &request("console")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::ExpiredCredentials, "{problem:?}");
    assert_eq!(problem.remedy[0], "aws login --profile console");
}

#[tokio::test]
async fn a_sso_profile_without_its_session_section_is_told_as_a_mistake_of_the_profile() {
    let files =
        AwsFiles::new("[profile sso]\nregion = eu-west-1\nsso_session = gone\nsso_account_id = 1\nsso_role_name = r\n", "");
    let fake = FakeAws::new(|_| identity("arn:aws:iam::1:root"));
    let problem = files.open(&fake, &request("sso")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NoCredentials, "{problem:?}");
    assert!(problem.why.contains("gone"), "{problem:?}");
    assert!(fake.seen().is_empty());
}
