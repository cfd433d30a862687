//! Endpoint overrides: which setting wins, which service it reaches, how it is shown.

use cognito_ferry::problem::ProblemKind;

use super::loopback::Loopback;
use crate::env::fake_aws::{AwsFiles, FakeAws, Reply, request};

const KEYS: &str = "[lab]\naws_access_key_id = 222222222222\naws_secret_access_key = s\n";
const LAB: &str = "[profile lab]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:4566\nservices = lab-services\n\
    [services lab-services]\ncognito_identity_provider =\n  endpoint_url = http://127.0.0.1:9229\n";

/// Where the five services' calls go.
async fn hosts(files: &AwsFiles) -> Vec<String> {
    let fake = FakeAws::with(|_| Reply::new(400, "{}"));
    let account = files.open(&fake, &request("lab")).await.unwrap();
    let _ = account.read.cognito.describe_user_pool().user_pool_id("p").send().await;
    let _ = account.read.iam.get_role().role_name("r").send().await;
    let _ = account.read.lambda.get_function().function_name("f").send().await;
    let _ = account.read.logs.describe_log_groups().send().await;
    fake.seen().iter().map(|request| request.uri.split('/').take(3).collect::<Vec<_>>().join("/")).collect()
}

#[tokio::test]
async fn the_services_section_wins_over_the_profiles_endpoint_url() {
    let files = AwsFiles::new(LAB, KEYS);
    let general = "http://127.0.0.1:4566";
    assert_eq!(hosts(&files).await, [general, "http://127.0.0.1:9229", general, general, general]);
}

#[tokio::test]
async fn overrides_are_listed_with_the_place_where_they_are_set() {
    let files = AwsFiles::new(LAB, KEYS).set("AWS_ENDPOINT_URL_IAM", "http://127.0.0.1:1");
    let account = files.open(&FakeAws::with(|_| Reply::Silence), &request("lab")).await.unwrap();
    assert_eq!(
        account.endpoint_overrides,
        [
            "cognito-idp: http://127.0.0.1:9229 (profile lab, services section lab-services)",
            "iam: http://127.0.0.1:1 (environment, AWS_ENDPOINT_URL_IAM)",
            "lambda: http://127.0.0.1:4566 (profile lab, endpoint_url)",
            "sts: http://127.0.0.1:4566 (profile lab, endpoint_url)",
            "logs: http://127.0.0.1:4566 (profile lab, endpoint_url)",
        ]
    );
}

#[tokio::test]
async fn the_environment_wins_over_the_profile_and_its_service_variable_over_the_general_one() {
    let files = AwsFiles::new(LAB, KEYS)
        .set("AWS_ENDPOINT_URL", "http://127.0.0.1:2")
        .set("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://127.0.0.1:3");
    let general = "http://127.0.0.1:2";
    assert_eq!(hosts(&files).await, [general, general, general, general, "http://127.0.0.1:3"]);
}

#[tokio::test]
async fn every_service_has_its_own_key() {
    let services = ["cognito_identity_provider", "iam", "lambda", "sts", "cloudwatch_logs"];
    let section: String = services
        .iter()
        .enumerate()
        .map(|(port, name)| format!("{name} =\n  endpoint_url = http://127.0.0.1:{}\n", port + 1))
        .collect();
    let files = AwsFiles::new(&format!("[profile lab]\nregion = eu-west-1\nservices = s\n[services s]\n{section}"), KEYS);
    let host = |port| format!("http://127.0.0.1:{port}");
    assert_eq!(hosts(&files).await, [host(4), host(1), host(2), host(3), host(5)]);
}

#[tokio::test]
async fn configured_endpoints_are_ignored_where_that_is_asked_for() {
    for files in [
        AwsFiles::new(LAB, KEYS).set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true").set("AWS_ENDPOINT_URL", "http://127.0.0.1:2"),
        AwsFiles::new(&LAB.replace("services = lab", "ignore_configured_endpoint_urls = true\nservices = lab"), KEYS),
    ] {
        let account = files.open(&FakeAws::with(|_| Reply::Silence), &request("lab")).await.unwrap();
        assert_eq!(account.endpoint_overrides, Vec::<String>::new());
        assert!(hosts(&files).await.iter().all(|host| host.ends_with(".amazonaws.com")), "{:?}", hosts(&files).await);
    }
}

#[tokio::test]
async fn an_endpoint_that_is_no_url_is_refused_with_the_place_where_it_is_set() {
    for url in ["127.0.0.1:4566", "ftp://127.0.0.1", "http://", "http:///path"] {
        let files = AwsFiles::new(LAB, KEYS).set("AWS_ENDPOINT_URL_STS", url);
        let problem = files.open(&FakeAws::with(|_| Reply::Silence), &request("lab")).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{url}");
        assert!(problem.what.contains("AWS_ENDPOINT_URL_STS"), "{problem:?}");
    }
}

#[tokio::test]
async fn a_plain_http_endpoint_is_reached_by_the_sdks_own_http_client() {
    let server = Loopback::start(|_| {
        let Reply::Answer { body, .. } = crate::env::fake_aws::identity("arn:aws:iam::222222222222:root") else { unreachable!() };
        ("text/xml", body)
    });
    let files = AwsFiles::new(&LAB.replace("http://127.0.0.1:4566", &server.url), KEYS);
    let environment = cognito_ferry::aws::account::open::Environment { env: files.env(), http_client: None };
    let account = cognito_ferry::aws::account::open::open_profile(&environment, &request("lab")).await.unwrap();
    assert_eq!(account.identity.account, "222222222222");
    assert!(server.seen()[0].contains("Action=GetCallerIdentity"));
}
