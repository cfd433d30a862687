//! Credentials that cannot be had: each failure is told by what failed. SSO looks below the real home directory, so those tests start
//! themselves again with another.

use std::process::Command;

use cognito_ferry::aws::account::Origin;
use cognito_ferry::problem::{Problem, ProblemKind};

use super::loopback::Loopback;
use crate::env::fake_aws::{AwsFiles, FakeAws, Reply, request};

fn never() -> FakeAws {
    FakeAws::new(|request| panic!("nothing may be sent: {request:?}"))
}

/// The problem of a profile "p" with this `credential_process`.
async fn process(command: &str) -> Problem {
    let files = AwsFiles::new(&format!("[profile p]\nregion = eu-west-1\ncredential_process = {command}\n"), "");
    files.open(&never(), &request("p")).await.unwrap_err()
}

#[cfg(unix)]
#[tokio::test]
async fn a_credential_process_is_told_by_what_is_wrong_with_it() {
    for (command, said) in [
        ("/nowhere/no-such-program --flag", "The program /nowhere/no-such-program was not found"),
        ("no-such-program-anywhere", "The program no-such-program-anywhere was not found"),
        ("/etc/passwd", "/etc/passwd could not be started"),
        ("run 'unclosed", "a quote is never closed"),
        ("sh -c 'echo no token for ann >&2; exit 7'", "ended with exit code 7 and said: no token for ann"),
        ("sh -c 'exit 7'", "ended with exit code 7 and said nothing"),
        ("sh -c 'kill -9 $$'", "ended by a signal"),
        ("echo SECRET", "is not JSON"),
        ("true", "printed nothing"),
        (r#"echo '{"Version": 2, "AccessKeyId": "A", "SecretAccessKey": "SECRET"}'"#, "Version 2"),
        (r#"echo '{"Version": 1, "AccessKeyId": "A"}'"#, "no SecretAccessKey"),
        (r#"echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "SECRET", "Expiration": "soon"}'"#, "Expiration"),
    ] {
        let problem = process(command).await;
        assert_eq!(problem.kind, ProblemKind::NoCredentials, "{problem:?}");
        assert!(problem.why.starts_with("The credential_process of profile p gave no credentials."), "{problem:?}");
        assert!(problem.why.contains(said), "{command}: {problem:?}");
        assert!(!problem.lines().join(" ").contains("SECRET"), "{problem:?}");
        assert!(!problem.remedy.is_empty() && !problem.lines().join(" ").contains("sso login"), "{problem:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn words_of_a_process_never_move_the_cursor_and_are_cut() {
    let problem =
        process(r#"sh -c 'printf "\033[2Jhello"; printf "\033[2Jhello" >&2; head -c 9000 /dev/zero | tr "\0" x >&2; exit 1'"#)
            .await;
    assert!(problem.why.contains("\\u{1b}[2Jhello") && problem.why.len() < 1000, "{problem:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_process_runs_as_in_the_aws_cli_without_a_shell() {
    let answer = r#"{"Version": 1, "AccessKeyId": "ASIAPROCESS", "SecretAccessKey": "s", "Note": "a&b;c $HOME > x"}"#;
    let files = AwsFiles::new(&format!("[profile p]\nregion = eu-west-1\ncredential_process = echo '{answer}'\n"), "");
    let fake = FakeAws::with(|_| Reply::Silence);
    files.open(&fake, &request("p")).await.unwrap();
    // Unquoted, a shell would take the & for the end of the command.
    let files = AwsFiles::new(
        "[profile p]\nregion = eu-west-1\ncredential_process = echo {\\\"Version\\\":1,\\\"AccessKeyId\\\":\\\"A&B\\\",\\\"SecretAccessKey\\\":\\\"s\\\"}\n",
        "",
    );
    files.open(&fake, &request("p")).await.unwrap();
    assert!(fake.seen().last().unwrap().authorization.contains("A&B"));
}

#[cfg(unix)]
#[tokio::test]
async fn credentials_that_have_expired_already_are_refused_before_they_are_used() {
    let answer = r#"{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2020-01-02T03:04:05Z"}"#;
    let problem = process(&format!("echo '{answer}'")).await;
    assert_eq!(problem.kind, ProblemKind::ExpiredCredentials, "{problem:?}");
    assert!(problem.why.contains("2020-01-02 at 03:04:05 UTC"), "{problem:?}");
    assert!(problem.remedy.iter().any(|action| action.contains("clock")), "{problem:?}");
}

#[tokio::test]
async fn a_role_whose_credentials_have_expired_already_is_refused() {
    let fake = FakeAws::new(|request| {
        assert!(request.body.contains("Action=AssumeRole"), "{request:?}");
        let Reply::Answer { body, .. } = crate::env::fake_aws::assumed_role() else { unreachable!() };
        Reply::new(200, body.replace("2099-01-01", "2020-01-01"))
    });
    let problem = role().open(&fake, &request("role")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::ExpiredCredentials, "{problem:?}");
}

fn role() -> AwsFiles {
    AwsFiles::new(
        "[profile role]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111111111111:role/admin\nsource_profile = base\n",
        "[base]\naws_access_key_id = A\naws_secret_access_key = s\n",
    )
}

#[tokio::test(start_paused = true)]
async fn a_role_that_cannot_be_assumed_is_told_by_what_sts_said() {
    let denied = "User: arn:aws:iam::111111111111:user/ann is not authorized to perform: sts:AssumeRole on resource: \
                  arn:aws:iam::111111111111:role/admin with an explicit deny in an identity-based policy";
    for (reply, said, remedy) in [
        (Reply::query_error(403, "AccessDenied", denied), "explicit deny", "mfa_serial"),
        (Reply::query_error(400, "Throttling", "Rate exceeded"), "Rate exceeded", "Wait"),
        (Reply::query_error(503, "ServiceUnavailable", "Try later"), "Try later", "again"),
        (Reply::query_error(403, "ExpiredToken", "The security token included in the request is expired"), "expired", "base"),
        (Reply::query_error(403, "InvalidClientTokenId", "The security token is invalid."), "invalid", "base"),
        (Reply::Broken("tcp connect error: Connection refused".into()), "Nothing accepts", "network"),
        (Reply::Silence, "No answer came in time", "network"),
        (Reply::new(200, "<html>sign in</html>"), "", ""),
    ] {
        let problem = role().open(&FakeAws::new(move |_| reply.clone()), &request("role")).await.unwrap_err();
        assert!(problem.why.contains(said), "{said}: {problem:?}");
        assert!(problem.remedy.iter().any(|action| action.contains(remedy)), "{remedy}: {problem:?}");
        assert!(!problem.lines().join(" ").contains("sso login"), "{problem:?}");
    }
}

#[tokio::test]
async fn a_web_identity_without_its_token_file_names_the_file() {
    let files = AwsFiles::new(
        "[profile web]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111111111111:role/r\nweb_identity_token_file = /nowhere/token\n",
        "",
    );
    let problem = files.open(&never(), &request("web")).await.unwrap_err();
    assert!(problem.why.contains("/nowhere/token"), "{problem:?}");
    let listed = cognito_ferry::aws::profile::list::list_in(&files.env()).await.unwrap();
    assert!(listed[0].unusable.as_ref().unwrap().contains("/nowhere/token"), "{listed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_web_identity_that_sts_refuses_is_told_in_its_words() {
    let directory = tempfile::tempdir().unwrap();
    let token = directory.path().join("token");
    std::fs::write(&token, "a.b.c").unwrap();
    let files = AwsFiles::new(
        &format!(
            "[profile web]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111111111111:role/r\nweb_identity_token_file = {}\n",
            token.display()
        ),
        "",
    );
    for (reply, said) in [
        (
            Reply::query_error(400, "ExpiredTokenException", "Token expired: current date/time must be before the expiration"),
            "Token expired",
        ),
        (Reply::query_error(400, "InvalidIdentityToken", "No OpenIDConnect provider found in your account"), "No OpenIDConnect"),
        (Reply::Broken("dns error".into()), "could not be looked up"),
    ] {
        let problem = files.open(&FakeAws::new(move |_| reply.clone()), &request("web")).await.unwrap_err();
        assert!(problem.why.contains(said), "{said}: {problem:?}");
    }
}

/// Opens the profile "chosen" by the real environment and prints the problem. Run by the tests below, in a process of its own.
#[tokio::test]
#[ignore = "run by the other tests of this file, in an environment that they make"]
async fn in_a_process_of_its_own() {
    let problem = Origin::Aws.open(&request("chosen")).await.unwrap_err();
    println!("\nPROBLEM {}", serde_json::to_string(&problem).unwrap());
}

const VALID: &str =
    r#"{"accessToken": "the-token", "expiresAt": "2099-01-01T00:00:00Z", "region": "eu-west-2", "startUrl": "u"}"#;

/// The problem of an SSO profile with this token in its cache, whose portal is here.
fn sso(token: Option<&str>, portal: &str) -> Problem {
    let files = AwsFiles::new(
        "[profile chosen]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Admin\n\
         [sso-session corp]\nsso_region = eu-west-2\nsso_start_url = https://example.awsapps.com/start\n",
        "",
    );
    if let Some(token) = token {
        let cache = files.directory.path().join(".aws/sso/cache");
        std::fs::create_dir_all(&cache).unwrap();
        // The file is named by the SHA-1 of "corp".
        std::fs::write(cache.join("ee0bfd2552fbd840c02cc48b6e823320543c450f.json"), token).unwrap();
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "accounts::failures::in_a_process_of_its_own", "--ignored", "--nocapture"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", files.directory.path())
        .env("AWS_CONFIG_FILE", files.path("config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", files.path("credentials"))
        .env("AWS_ENDPOINT_URL", portal)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let problem = told.lines().find_map(|line| line.strip_prefix("PROBLEM "));
    serde_json::from_str(problem.unwrap_or_else(|| panic!("{told}{}", String::from_utf8_lossy(&output.stderr)))).unwrap()
}

#[test]
fn an_sso_login_that_is_not_there_unreadable_or_ended_is_told_as_such() {
    let server =
        Loopback::answering(|_| (401, "application/json", r#"{"__type": "UnauthorizedException", "message": "no"}"#.to_owned()));
    for (token, said) in [
        (None, "There is no login to the SSO session corp"),
        (Some("{"), "it is not JSON"),
        (Some(r#"{"accessToken": "t"}"#), "it has no expiresAt"),
        (Some(r#"{"accessToken": "t", "expiresAt": "2020-01-02T03:04:05Z"}"#), "ended 2020-01-02 at 03:04:05 UTC"),
    ] {
        let problem = sso(token, &server.url);
        assert_eq!(problem.kind, ProblemKind::ExpiredCredentials, "{problem:?}");
        assert!(problem.why.contains(said), "{said}: {problem:?}");
        assert!(problem.remedy[0].starts_with("aws sso login --profile chosen"), "{problem:?}");
    }
    assert!(server.seen().is_empty());
}

#[test]
fn an_sso_portal_is_told_by_its_answer() {
    let cases = [
        (
            401,
            r#"{"__type": "UnauthorizedException", "message": "Session token not found or invalid"}"#,
            ProblemKind::ExpiredCredentials,
            "no longer accepts the login",
            "aws sso login",
        ),
        (
            403,
            r#"{"__type": "ForbiddenException", "message": "No access"}"#,
            ProblemKind::NoCredentials,
            "may not use the role Admin in the account 111111111111",
            "sso_role_name",
        ),
        (
            404,
            r#"{"__type": "ResourceNotFoundException", "message": "gone"}"#,
            ProblemKind::NoCredentials,
            "may not use the role Admin",
            "sso_role_name",
        ),
        (
            400,
            r#"{"__type": "InvalidRequestException", "message": "bad account"}"#,
            ProblemKind::NoCredentials,
            "bad account",
            "sso_account_id",
        ),
        (403, "<html>blocked</html>", ProblemKind::Service, "HTTP 403, and not as AWS answers", "proxy"),
        (
            429,
            r#"{"__type": "TooManyRequestsException", "message": "slow down"}"#,
            ProblemKind::Throttled,
            "too many requests",
            "Wait",
        ),
        (503, "", ProblemKind::Service, "The SSO portal in eu-west-2 failed (HTTP 503)", "health.aws"),
        (200, "<html>sign in</html>", ProblemKind::Service, "cannot be read", "proxy"),
    ];
    let told: Vec<_> = cases
        .iter()
        .map(|(status, body, ..)| {
            std::thread::spawn({
                let (status, body) = (*status, (*body).to_owned());
                move || {
                    let server = Loopback::answering(move |_| (status, "application/json", body.clone()));
                    sso(Some(VALID), &server.url)
                }
            })
        })
        .collect();
    for ((status, _, kind, said, remedy), problem) in cases.iter().zip(told) {
        let problem = problem.join().unwrap();
        assert_eq!(problem.kind, *kind, "{status}: {problem:?}");
        assert!(problem.why.contains(said), "{status}: {problem:?}");
        assert!(problem.remedy.iter().any(|action| action.contains(remedy)), "{status}: {problem:?}");
        assert!(!format!("{problem:?}").contains("the-token"));
    }
}

#[test]
fn an_sso_portal_that_cannot_be_reached_is_no_question_of_logging_in() {
    // A port that was free a moment ago: nothing listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let problem = sso(Some(VALID), &format!("http://127.0.0.1:{port}"));
    assert_eq!(problem.kind, ProblemKind::Network, "{problem:?}");
    assert!(problem.why.contains("The SSO portal in eu-west-2 could not be reached"), "{problem:?}");
    assert!(!problem.lines().join(" ").contains("sso login"), "{problem:?}");
}
