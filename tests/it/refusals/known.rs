//! Refusals that are known, in the texts that AWS was seen to answer: who must do what is named.

use cognito_ferry::aws::problem::{Problem, ProblemKind, UNKNOWN_REFUSAL};

use super::stage::{ACCOUNT, Stage, refusal};
use super::table::Protocol;
use crate::env::fake_aws::{AwsFiles, FakeAws, Reply, account_at, request};
use cognito_ferry::aws::Side;

const INVALID_TOKEN: &str = "The security token included in the request is invalid.";

async fn in_region(region: &str, service: &str, operation: &str, refusal: Reply) -> Problem {
    Stage::at(region).await.refused(service, operation, refusal).await
}

fn remedy(problem: &Problem) -> String {
    problem.remedy.join("\n")
}

/// A profile with a role in another account, where everything but the identity of its base is answered so.
async fn opened_through_a_role(region: &str, properties: &str, reply: Reply) -> Problem {
    let files = AwsFiles::new(
        &format!(
            "[profile r]\nregion = {region}\nrole_arn = arn:aws:iam::222222222222:role/r\nsource_profile = b\n{properties}\n\
             [profile b]\naws_access_key_id = A\naws_secret_access_key = s\n"
        ),
        "",
    );
    files.open(&FakeAws::new(move |_| reply.clone()), &request("r")).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn where_sts_is_off_the_account_of_the_role_is_named() {
    let text = "STS is not activated in this region for account:222222222222. Your account administrator can activate STS in this \
                region using the IAM Console.";
    let refused = || refusal(Protocol::Query, 403, "RegionDisabledException", text);
    for (region, how) in [("eu-south-1", "aws account enable-region --region-name eu-south-1"), ("us-west-2", "Account settings")]
    {
        let problem = opened_through_a_role(region, "", refused()).await;
        assert_eq!(problem.kind, ProblemKind::RegionDisabled, "{problem:?}");
        assert!(
            problem.why.contains(&format!("STS is off in {region} for the account 222222222222, which has the role.")),
            "{problem:?}"
        );
        assert!(remedy(&problem).contains("222222222222") && remedy(&problem).contains(how), "{problem:?}");
    }
    // Of the caller's own account.
    let text = text.replace("222222222222", ACCOUNT);
    let problem =
        in_region("us-west-2", "STS", "AssumeRole", refusal(Protocol::Query, 403, "RegionDisabledException", &text)).await;
    assert!(problem.why.contains("the source account, profile old-account"), "{problem:?}");
    // A text that names none.
    let problem = opened_through_a_role("eu-south-1", "", refusal(Protocol::Query, 403, "RegionDisabledException", "Off")).await;
    assert!(remedy(&problem).contains("the account that has the role"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_off_is_told_from_keys_that_are_wrong() {
    let token = || refusal(Protocol::Json, 400, "UnrecognizedClientException", INVALID_TOKEN);
    // STS has taken the keys: they are good.
    let problem = in_region("eu-south-1", "Cognito Identity Provider", "ListUserPools", token()).await;
    assert_eq!(problem.kind, ProblemKind::RegionDisabled, "{problem:?}");
    assert!(
        remedy(&problem).contains("the source account 111111111111") && remedy(&problem).contains("enable-region"),
        "{problem:?}"
    );
    // A Region that every account has.
    let problem = in_region("eu-west-1", "Cognito Identity Provider", "ListUserPools", token()).await;
    assert_eq!(problem.kind, ProblemKind::NoCredentials, "{problem:?}");
    assert!(!remedy(&problem).contains("enable"), "{problem:?}");
    // Nothing has taken them yet: it may be either, and one command tells which.
    let files = AwsFiles::new(
        "[profile old-account]\nregion = mx-central-1\n",
        "[old-account]\naws_access_key_id = A\naws_secret_access_key = s\n",
    );
    let refused = refusal(Protocol::Query, 403, "InvalidClientTokenId", INVALID_TOKEN);
    let problem = files.open(&FakeAws::new(move |_| refused.clone()), &request("old-account")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NoCredentials, "{problem:?}");
    assert!(problem.remedy[0].contains("--region us-east-1") && remedy(&problem).contains("enable-region"), "{problem:?}");
    assert!(remedy(&problem).contains("aws configure"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn the_destination_s_region_is_the_destination_s_to_enable() {
    let off = refusal(Protocol::RestJson, 403, "OptInRequired", "You are not subscribed to this service.");
    let fake = FakeAws::with(move |_| off.clone());
    let account = account_at(&fake, Side::Destination, "eu-south-2").await;
    let error = account.read.lambda.get_function().function_name("f").send().await.unwrap_err();
    let problem = account.problem("Could not read", &error);
    assert_eq!(problem.kind, ProblemKind::RegionDisabled, "{problem:?}");
    assert!(problem.why.contains("The Region eu-south-2 is not enabled in the destination account 111111111111."), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn a_runtime_that_the_region_does_not_have_is_told_with_what_it_has() {
    let text = "Value nodejs24.x at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs20.x, java21, \
                nodejs22.x, python3.13] or be a valid ARN";
    let refused = refusal(Protocol::RestJson, 400, "InvalidParameterValueException", text);
    let problem = in_region("mx-central-1", "Lambda", "CreateFunction", refused).await;
    assert!(problem.why.starts_with("Lambda in mx-central-1 does not have the runtime nodejs24.x"), "{problem:?}");
    assert_eq!(problem.remedy, ["It offers: nodejs20.x, nodejs22.x."]);
    assert_eq!((problem.parameters[0].name.as_str(), problem.parameters[0].value.as_deref()), ("runtime", Some("nodejs24.x")));
}

#[tokio::test(start_paused = true)]
async fn a_property_of_the_profile_that_assume_role_refuses_is_the_operator_s_to_correct() {
    for (properties, text, property) in [
        (
            "role_session_name = a b",
            "1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: [\\w+=,.@-]*",
            "role_session_name",
        ),
        (
            "duration_seconds = 43200",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            "duration_seconds",
        ),
    ] {
        let problem =
            opened_through_a_role("eu-west-1", properties, refusal(Protocol::Query, 400, "ValidationError", text)).await;
        assert_eq!(problem.kind, ProblemKind::Invalid, "{problem:?}");
        assert!(remedy(&problem).contains(&format!("Correct {property} in ~/.aws/config")), "{problem:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_trigger_was_denied_is_not_the_caller_s_permission() {
    let text = "UserMigration failed with error User: arn:aws:sts::222222222222:assumed-role/f/f is not authorized to perform: sts:AssumeRole.";
    let refused = refusal(Protocol::Json, 400, "UserLambdaValidationException", text);
    let problem = in_region("eu-west-1", "Cognito Identity Provider", "InitiateAuth", refused).await;
    assert_eq!(problem.kind, ProblemKind::Refused, "{problem:?}");
    // And the caller's own, under whatever code.
    let text = "User: arn:aws:iam::111111111111:user/ann is not authorized to perform: lambda:TagResource on resource: f";
    let problem = in_region("eu-west-1", "Lambda", "TagResource", refusal(Protocol::RestJson, 403, "SomeNewDenial", text)).await;
    assert!(matches!(problem.kind, ProblemKind::AccessDenied { .. }), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn too_fast_is_told_from_used_up_by_what_is_said() {
    let refused = |text| refusal(Protocol::Json, 400, "LimitExceededException", text);
    let problem = in_region("eu-west-1", "CloudWatch Logs", "CreateLogGroup", refused("Rate exceeded")).await;
    assert_eq!(problem.kind, ProblemKind::Throttled, "{problem:?}");
    let problem = in_region("eu-west-1", "CloudWatch Logs", "CreateLogGroup", refused("Resource limit exceeded.")).await;
    assert_eq!(problem.kind, ProblemKind::Quota, "{problem:?}");
    let refused = refusal(Protocol::Query, 409, "LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000");
    let problem = in_region("eu-west-1", "IAM", "CreateRole", refused).await;
    assert_eq!(problem.why, "Cannot exceed quota for RolesPerAccount: 1000.");
    assert!(remedy(&problem).contains("all Regions"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn a_late_request_from_a_machine_with_the_right_clock_is_no_wrong_clock() {
    let now: jiff::Timestamp = std::time::SystemTime::now().try_into().unwrap();
    let now = now.to_zoned(jiff::tz::TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let late = refusal(Protocol::Query, 400, "RequestExpired", "Request has expired").header("date", now);
    let problem = in_region("eu-west-1", "IAM", "GetRole", late).await;
    assert_eq!(problem.kind, ProblemKind::Network, "{problem:?}");
    assert!(!remedy(&problem).contains("Set the clock"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn a_code_with_a_namespace_or_an_address_is_the_same_code() {
    for code in ["com.amazonaws.cognito#ResourceNotFoundException", "ResourceNotFoundException:http://internal.amazon.com/coral/"]
    {
        let problem =
            in_region("eu-west-1", "Cognito Identity Provider", "DescribeUserPool", refusal(Protocol::Json, 400, code, "Gone"))
                .await;
        assert_eq!((problem.kind, problem.code.as_deref()), (ProblemKind::NotFound, Some("ResourceNotFoundException")), "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_without_a_word_is_still_told() {
    for (protocol, service, operation) in [
        (Protocol::Json, "Cognito Identity Provider", "UpdateUserPool"),
        (Protocol::RestJson, "Lambda", "CreateFunction"),
        (Protocol::Query, "IAM", "CreateRole"),
    ] {
        let problem = in_region("eu-west-1", service, operation, refusal(protocol, 400, "NewException", "")).await;
        assert_eq!(problem.why, format!("AWS refused {operation}. AWS answered NewException (HTTP 400), without a reason."));
        assert_eq!(problem.remedy, [UNKNOWN_REFUSAL]);
    }
}
