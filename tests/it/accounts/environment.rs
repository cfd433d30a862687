//! What the process's real environment may and may not do. The test starts itself again with the environment in question, because
//! no test changes its own.

use std::process::Command;

use cognito_ferry::aws::account::Origin;

use super::loopback::Loopback;
use crate::env::fake_aws::{AwsFiles, Reply, identity, request};

/// Opens the profile "chosen" by the real environment. Run by the tests below, in a process of its own.
#[tokio::test]
#[ignore = "run by the other tests of this file, in an environment that they make"]
async fn in_a_process_of_its_own() {
    let account = Origin::Aws.open(&request("chosen")).await.unwrap();
    assert_eq!(account.region, "eu-west-1");
}

fn open_in(files: &AwsFiles, server: &Loopback, variables: &[(&str, &str)]) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "accounts::environment::in_a_process_of_its_own", "--ignored"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", files.directory.path())
        .env("AWS_CONFIG_FILE", files.path("config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", files.path("credentials"))
        .env("AWS_ENDPOINT_URL", &server.url)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && told.contains("1 passed"), "{told}{}", String::from_utf8_lossy(&output.stderr));
}

fn sts(_: &str) -> (&'static str, String) {
    let Reply::Answer { body, .. } = identity("arn:aws:iam::111111111111:user/ann") else { unreachable!() };
    ("text/xml", body)
}

#[test]
fn credentials_of_the_environment_never_win_over_the_chosen_profile() {
    let files = AwsFiles::new(
        "[profile chosen]\nregion = eu-west-1\n",
        "[chosen]\naws_access_key_id = AKIACHOSEN\naws_secret_access_key = s\n[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = s\n",
    );
    let server = Loopback::start(sts);
    let variables = [
        ("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
        ("AWS_SESSION_TOKEN", "t"),
        ("AWS_PROFILE", "other"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ];
    open_in(&files, &server, &variables);
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].contains("Credential=AKIACHOSEN/") && seen[0].contains("/eu-west-1/sts/"), "{}", seen[0]);
}

#[test]
fn retry_settings_on_which_the_sdk_panics_do_no_harm() {
    let files =
        AwsFiles::new("[profile chosen]\nregion = eu-west-1\n", "[chosen]\naws_access_key_id = A\naws_secret_access_key = s\n");
    open_in(&files, &Loopback::start(sts), &[("AWS_RETRY_MODE", "legacy"), ("AWS_MAX_ATTEMPTS", "0")]);
}

#[test]
fn an_sso_session_that_lasts_opens_the_account() {
    let files = AwsFiles::new(
        "[profile chosen]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Admin\n\
         [sso-session corp]\nsso_region = eu-west-2\nsso_start_url = https://example.awsapps.com/start\n",
        "",
    );
    let cache = files.directory.path().join(".aws/sso/cache");
    std::fs::create_dir_all(&cache).unwrap();
    // The file is named by the SHA-1 of "corp".
    std::fs::write(
        cache.join("ee0bfd2552fbd840c02cc48b6e823320543c450f.json"),
        r#"{"accessToken": "the-token", "expiresAt": "2099-01-01T00:00:00Z", "region": "eu-west-2", "startUrl": "https://example.awsapps.com/start"}"#,
    )
    .unwrap();
    let server = Loopback::start(|request| {
        match request.contains("/federation/credentials") {
        true => (
            "application/json",
            r#"{"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "s", "sessionToken": "t", "expiration": 4070908800000}}"#
                .to_owned(),
        ),
        false => sts(request),
    }
    });
    open_in(&files, &server, &[]);
    let seen = server.seen();
    assert!(seen[0].contains("the-token") && seen[0].contains("role_name=Admin"), "{}", seen[0]);
    assert!(seen[1].contains("Credential=ASIASSO/"), "{}", seen[1]);
}

#[test]
fn a_login_session_that_lasts_opens_the_account() {
    let session = "arn:aws:iam::111111111111:user/ann";
    let files = AwsFiles::new(&format!("[profile chosen]\nregion = eu-west-1\nlogin_session = {session}\n"), "");
    let cache = files.directory.path().join("login-cache");
    std::fs::create_dir_all(&cache).unwrap();
    let name: String =
        <sha2::Sha256 as sha2::Digest>::digest(session.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let token = serde_json::json!({
        "accessToken": {"accessKeyId": "ASIALOGIN", "secretAccessKey": "s", "sessionToken": "t",
                        "accountId": "111111111111", "expiresAt": "2099-01-01T00:00:00Z"},
        "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
        "refreshToken": "r", "idToken": "i", "clientId": "arn:aws:signin:::devtools/same-device",
        "dpopKey": "-----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----\n"
    });
    std::fs::write(cache.join(format!("{name}.json")), token.to_string()).unwrap();
    let server = Loopback::start(sts);
    open_in(&files, &server, &[("AWS_LOGIN_CACHE_DIRECTORY", cache.to_str().unwrap())]);
    assert!(server.seen()[0].contains("Credential=ASIALOGIN/"), "{}", server.seen()[0]);
}
