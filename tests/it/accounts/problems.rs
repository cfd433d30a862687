//! Every failure of AWS, told: what happened, why, what to do.

use std::time::{Duration, SystemTime};

use cognito_ferry::problem::{Problem, ProblemKind};

use crate::env::fake_aws::{AwsFiles, FakeAws, Reply, account, request};

/// The problem of reading a user pool that is answered so.
async fn pool(reply: Reply) -> Problem {
    let account = account(&FakeAws::with(move |_| reply.clone())).await;
    let error = account.read.cognito.describe_user_pool().user_pool_id("eu-west-1_abc").send().await.unwrap_err();
    account.problem("Could not read the user pool eu-west-1_abc", &error)
}

/// The problem of creating a role that is answered so.
async fn role(reply: Reply) -> Problem {
    let account = account(&FakeAws::with(move |_| reply.clone())).await;
    let error = account.write.iam.create_role().role_name("r").assume_role_policy_document("{}").send().await.unwrap_err();
    account.problem("Could not create the role r", &error)
}

/// The problem of reading a function that is answered so.
async fn function(reply: Reply) -> Problem {
    let account = account(&FakeAws::with(move |_| reply.clone())).await;
    let error = account.read.lambda.get_function().function_name("f").send().await.unwrap_err();
    account.problem("Could not read the function f", &error)
}

/// The problem of opening a profile with keys, where GetCallerIdentity is answered so.
async fn opening(reply: Reply) -> Problem {
    let files = AwsFiles::new(
        "[profile old-account]\nregion = eu-west-1\n",
        "[old-account]\naws_access_key_id = AKIA\naws_secret_access_key = s\n",
    );
    files.open(&FakeAws::new(move |_| reply.clone()), &request("old-account")).await.unwrap_err()
}

fn denied(problem: &Problem) -> (Option<&str>, Option<&str>) {
    match &problem.kind {
        ProblemKind::AccessDenied { action, resource } => (action.as_deref(), resource.as_deref()),
        other => panic!("{other:?} instead of AccessDenied: {problem:?}"),
    }
}

#[tokio::test]
async fn what_names_side_profile_account_and_region() {
    let problem = pool(Reply::json_error("ResourceNotFoundException", "User pool eu-west-1_abc does not exist.")).await;
    assert_eq!(
        problem.what,
        "Could not read the user pool eu-west-1_abc (source: profile old-account, account 111111111111, eu-west-1)."
    );
    assert_eq!(problem.kind, ProblemKind::NotFound);
    assert_eq!(problem.why, "User pool eu-west-1_abc does not exist.");
    assert_eq!(problem.code.as_deref(), Some("ResourceNotFoundException"));
    assert!(problem.remedy[0].contains("111111111111") && problem.remedy[0].contains("eu-west-1"), "{problem:?}");
}

const SENTENCE: &str = "User: arn:aws:iam::111111111111:user/ann is not authorized to perform: ";

#[tokio::test]
async fn access_denied_in_aws_json_names_action_and_resource() {
    let arn = "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_abc";
    let message = format!(
        "{SENTENCE}cognito-idp:DescribeUserPool on resource: {arn} because no identity-based policy allows the \
         cognito-idp:DescribeUserPool action"
    );
    let problem = pool(Reply::json_error("AccessDeniedException", &message)).await;
    assert_eq!(denied(&problem), (Some("cognito-idp:DescribeUserPool"), Some(arn)));
    assert!(problem.remedy[0].contains("arn:aws:iam::111111111111:user/ann"), "{problem:?}");
    assert!(problem.remedy[1].contains(r#""Action":"cognito-idp:DescribeUserPool""#), "{problem:?}");
}

#[tokio::test]
async fn access_denied_in_aws_query_names_action_and_resource() {
    let message = format!(
        "{SENTENCE}iam:CreateRole on resource: arn:aws:iam::111111111111:role/r with an explicit deny in a service control policy"
    );
    let problem = role(Reply::query_error(403, "AccessDenied", &message).header("x-amzn-requestid", "request-2")).await;
    assert_eq!(denied(&problem), (Some("iam:CreateRole"), Some("arn:aws:iam::111111111111:role/r")));
    assert!(problem.remedy[0].contains("organization"), "{problem:?}");
    assert_eq!(problem.request_id.as_deref(), Some("request-2"));
}

#[tokio::test]
async fn access_denied_in_rest_json_names_action_and_resource() {
    let arn = "arn:aws:lambda:eu-west-1:111111111111:function:f";
    let message = format!(
        "{SENTENCE}lambda:GetFunction on resource: {arn} because no permissions boundary allows the lambda:GetFunction action"
    );
    let problem =
        function(Reply::rest_error(403, "AccessDeniedException", &message).header("x-amzn-requestid", "request-1")).await;
    assert_eq!(denied(&problem), (Some("lambda:GetFunction"), Some(arn)));
    assert!(problem.remedy[0].contains("permissions boundary"), "{problem:?}");
    assert_eq!(problem.request_id.as_deref(), Some("request-1"));
}

#[tokio::test]
async fn expired_keys_are_told_with_the_way_to_new_ones() {
    for problem in [
        opening(Reply::query_error(403, "ExpiredToken", "The security token included in the request is expired")).await,
        opening(Reply::query_error(400, "ExpiredTokenException", "The security token included in the request is expired")).await,
    ] {
        assert_eq!(problem.kind, ProblemKind::ExpiredCredentials, "{problem:?}");
        assert!(problem.remedy[0].contains("aws configure --profile old-account"), "{problem:?}");
    }
}

#[tokio::test]
async fn keys_that_do_not_exist_are_told_as_no_credentials() {
    let message = "The security token included in the request is invalid.";
    for problem in [
        opening(Reply::query_error(403, "InvalidClientTokenId", message)).await,
        pool(Reply::json_error("UnrecognizedClientException", message)).await,
    ] {
        assert_eq!(problem.kind, ProblemKind::NoCredentials, "{problem:?}");
        // Every account has this Region.
        assert!(!problem.remedy.is_empty() && !problem.remedy.iter().any(|action| action.contains("enable")), "{problem:?}");
    }
}

#[tokio::test]
async fn a_secret_key_that_does_not_fit_is_not_mistaken_for_a_wrong_clock() {
    let message = "The request signature we calculated does not match the signature you provided.";
    let problem = opening(Reply::query_error(403, "SignatureDoesNotMatch", message)).await;
    assert_eq!(problem.kind, ProblemKind::NoCredentials);
    assert!(problem.remedy[0].contains("secret key"), "{problem:?}");
}

fn http_date(time: SystemTime) -> String {
    let time: jiff::Timestamp = time.try_into().unwrap();
    time.to_zoned(jiff::tz::TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_told_with_how_wrong_it_is() {
    let quarter_of_an_hour = Duration::from_secs(15 * 60 + 5);
    for (theirs, told) in [
        (SystemTime::now() - quarter_of_an_hour, "15 minutes ahead of AWS's"),
        (SystemTime::now() + quarter_of_an_hour + Duration::from_secs(50), "15 minutes behind AWS's"),
    ] {
        for (code, message) in [
            ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
            ("SignatureDoesNotMatch", "Signature not yet current: 20261121T091500Z is still later than 20261121T090500Z"),
        ] {
            let problem = opening(Reply::query_error(403, code, message).header("date", http_date(theirs))).await;
            assert_eq!(problem.kind, ProblemKind::ClockSkew, "{problem:?}");
            assert!(problem.why.contains(told), "{problem:?}");
            assert!(problem.remedy[0].contains("timedatectl"), "{problem:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_told_by_the_message_where_no_date_comes_along() {
    let now = jiff::Timestamp::now();
    let at = |minutes: i64| {
        let time = now + jiff::SignedDuration::from_mins(minutes);
        time.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
    };
    let message = format!("Signature expired: {} is now earlier than {} ({} - 5 min.)", at(0), at(175), at(180));
    let problem = pool(Reply::json_error("InvalidSignatureException", &message)).await;
    assert_eq!(problem.kind, ProblemKind::ClockSkew, "{problem:?}");
    assert!(problem.why.contains("3 hours behind") || problem.why.contains("2 hours behind"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn throttling_is_told_and_may_be_tried_again() {
    for problem in [
        pool(Reply::json_error("TooManyRequestsException", "Rate exceeded")).await,
        role(Reply::query_error(400, "Throttling", "Rate exceeded")).await,
        function(Reply::rest_error(429, "TooManyRequestsException", "Rate exceeded")).await,
    ] {
        assert_eq!(problem.kind, ProblemKind::Throttled, "{problem:?}");
        assert!(problem.is_retryable());
        assert!(problem.remedy[0].contains("111111111111"), "{problem:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_sdk_tries_four_times_before_a_failure_is_told() {
    let fake = FakeAws::with(|_| Reply::new(503, "{}"));
    let account = account(&fake).await;
    let error = account.read.cognito.describe_user_pool().user_pool_id("p").send().await.unwrap_err();
    assert_eq!(fake.seen().len(), 1 + 4);
    assert_eq!(account.problem("Could not read", &error).kind, ProblemKind::Service);
}

#[tokio::test]
async fn what_is_there_already_is_told_apart_from_what_is_being_changed() {
    let exists = ProblemKind::AlreadyExists;
    let conflict = ProblemKind::Conflict;
    let cases = [
        (role(Reply::query_error(409, "EntityAlreadyExists", "Role with name r already exists.")).await, &exists),
        (function(Reply::rest_error(409, "ResourceConflictException", "Function already exist: f")).await, &exists),
        (
            function(Reply::rest_error(409, "ResourceConflictException", "The statement id (s) provided already exists.")).await,
            &exists,
        ),
        (
            function(Reply::rest_error(409, "ResourceConflictException", "An update is in progress for resource: f")).await,
            &conflict,
        ),
        (pool(Reply::json_error("ConcurrentModificationException", "Try again")).await, &conflict),
        (pool(Reply::json_error("UserImportInProgressException", "An import is in progress")).await, &conflict),
        (
            role(Reply::query_error(409, "DeleteConflict", "Cannot delete entity, must detach all policies first.")).await,
            &conflict,
        ),
        (role(Reply::query_error(404, "NoSuchEntity", "The role with name r cannot be found.")).await, &ProblemKind::NotFound),
        (pool(Reply::json_error("InvalidParameterException", "1 validation error detected")).await, &ProblemKind::Refused),
        (
            role(Reply::query_error(409, "LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000.")).await,
            &ProblemKind::Quota,
        ),
    ];
    for (problem, kind) in cases {
        assert_eq!(&problem.kind, kind, "{problem:?}");
        assert!(!problem.remedy.is_empty(), "{problem:?}");
    }
}

#[tokio::test]
async fn text_from_aws_cannot_move_the_cursor() {
    let problem = pool(Reply::json_error("InvalidParameterException", "bad \u{1b}[2J name")).await;
    assert_eq!(problem.why, "AWS refused DescribeUserPool: bad \\u{1b}[2J name.");
}

#[tokio::test(start_paused = true)]
async fn a_name_that_cannot_be_looked_up_is_told_as_no_network() {
    let problem =
        opening(Reply::Broken("dns error: failed to lookup address information: Name or service not known".into())).await;
    assert_eq!(problem.kind, ProblemKind::Network);
    assert!(problem.why.contains("could not be looked up"), "{problem:?}");
    assert!(problem.remedy[0].contains("eu-west-1"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn a_certificate_that_is_not_trusted_is_told_with_how_to_trust_it() {
    let problem = opening(Reply::Broken("invalid peer certificate: UnknownIssuer".into())).await;
    assert_eq!(problem.kind, ProblemKind::Network);
    assert!(problem.remedy[0].contains("AWS_CA_BUNDLE"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn silence_is_told_as_no_network_after_the_time_limit() {
    let problem = opening(Reply::Silence).await;
    assert_eq!(problem.kind, ProblemKind::Network);
    assert!(problem.why.contains("No answer came in time"), "{problem:?}");
    assert!(problem.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn no_network_while_assuming_a_role_is_not_mistaken_for_credentials() {
    let files = AwsFiles::new(
        "[profile r]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111111111111:role/r\nsource_profile = b\n\
         [profile b]\naws_access_key_id = A\naws_secret_access_key = s\n",
        "",
    );
    for reply in [Reply::Broken("dns error".into()), Reply::Silence] {
        let problem = files.open(&FakeAws::new(move |_| reply.clone()), &request("r")).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Network, "{problem:?}");
    }
}

#[tokio::test]
async fn a_refused_connection_names_the_endpoint_and_the_proxy_in_force() {
    // A port that was free a moment ago: nothing listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    let files = AwsFiles::new("[profile p]\nregion = eu-west-1\n", "[p]\naws_access_key_id = A\naws_secret_access_key = s\n")
        .set("AWS_ENDPOINT_URL_STS", &url)
        .set("HTTPS_PROXY", "http://ann:password@proxy.example:3128");
    let environment = cognito_ferry::aws::account::open::Environment { env: files.env(), http_client: None };
    let problem = cognito_ferry::aws::account::open::open_profile(&environment, &request("p")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Network, "{problem:?}");
    let told = problem.lines().join("\n");
    assert!(told.contains("Nothing accepts connections there"), "{told}");
    assert!(told.contains(&url) && told.contains("HTTPS_PROXY"), "{told}");
    assert!(!told.contains("password"), "{told}");
}

#[tokio::test]
async fn an_answer_that_is_not_aws_s_is_told_as_such() {
    let account = account(&FakeAws::with(|_| Reply::new(200, "<html>Please sign in to the network</html>"))).await;
    let error = account.read.cognito.describe_user_pool().user_pool_id("p").send().await.unwrap_err();
    let problem = account.problem("Could not read", &error);
    assert_eq!(problem.kind, ProblemKind::Service, "{problem:?}");
    assert!(problem.why.contains("HTTP 200"), "{problem:?}");
}

#[tokio::test]
async fn a_request_that_was_never_sent_is_told_as_our_mistake() {
    let account = account(&FakeAws::with(|_| Reply::Silence)).await;
    let error = account.read.lambda.get_function().send().await.unwrap_err();
    let problem = account.problem("Could not read", &error);
    assert_eq!(problem.kind, ProblemKind::Refused, "{problem:?}");
    assert!(problem.why.contains("function_name"), "{problem:?}");
}
