//! Which condition keys the calls of such a set-up carry: what a Lambda function's role can say of itself, what Cognito and Lambda send,
//! and what none of them ever has (IAM User Guide, global condition context keys; STS and Lambda in the service authorization reference).
//! A key that is not in a table depends on what cannot be seen from here. Pure.

use jiff::Timestamp;

use super::discovery::{DiscoveredFunction, Role};
use crate::aws::policy::conditions::{Condition, KeyValue, RequestContext};
use crate::aws::policy::reading::account_of;

/// What only people and federated users have, and what only a service's own call on somebody's behalf has.
const NEVER_A_FUNCTION: [&str; 22] = [
    "aws:MultiFactorAuthAge",
    "aws:FederatedProvider",
    "aws:SourceIdentity",
    "aws:username",
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:AssumedRoot",
    "aws:ChatbotSourceArn",
    "aws:Ec2InstanceSourceVpc",
    "aws:Ec2InstanceSourcePrivateIPv4",
    "aws:Referer",
    "ec2:SourceInstanceARN",
    "ec2:RoleDelivery",
    "ssm:SourceInstanceArn",
    "identitystore:UserId",
];

/// Keys of tokens: nobody signs in with one on this way.
const TOKENS: [&str; 6] = [
    "saml:",
    "cognito-identity.amazonaws.com:",
    "accounts.google.com:",
    "www.amazon.com:",
    "graph.facebook.com:",
    "token.actions.githubusercontent.com:",
];

/// A call that a session of this role makes.
fn of_a_session(role_arn: &str, role: Option<&Role>, session: Option<&str>, now: Timestamp) -> RequestContext {
    let mut request = RequestContext::at(now)
        .is("aws:PrincipalArn", role_arn)
        .is("aws:PrincipalAccount", account_of(role_arn))
        .is("aws:PrincipalType", "AssumedRole")
        .is("aws:ViaAWSService", "false")
        .is("aws:PrincipalIsAWSService", "false")
        .is("aws:SecureTransport", "true")
        .with("aws:MultiFactorAuthPresent", KeyValue::AbsentOr("false".into()))
        .with("aws:userid", KeyValue::Present)
        .with("aws:UserAgent", KeyValue::Present)
        .with("aws:CurrentTime", KeyValue::Now)
        .with("aws:EpochTime", KeyValue::Now)
        .with("aws:TokenIssueTime", KeyValue::Now)
        .without(&NEVER_A_FUNCTION);
    request = TOKENS.iter().fold(request, |request, prefix| request.family(prefix, KeyValue::Absent));
    if let Some(role) = role {
        if let (false, Some(session)) = (role.id.is_empty(), session) {
            request = request.is("aws:userid", format!("{}:{session}", role.id));
        }
        request = role.tags.iter().fold(request, |request, (key, value)| request.is(&format!("aws:PrincipalTag/{key}"), value));
        request = request.family("aws:PrincipalTag/", KeyValue::Absent);
    }
    request
}

/// From where a function calls.
fn from_the_function(request: RequestContext, function: Option<&DiscoveredFunction>) -> RequestContext {
    match function.map(|function| function.in_vpc) {
        Some(false) => request.with("aws:SourceIp", KeyValue::AddressOfAws).without(&[
            "aws:SourceVpc",
            "aws:SourceVpce",
            "aws:SourceVpcArn",
            "aws:VpcSourceIp",
        ]),
        Some(true) => request.with("aws:SourceIp", KeyValue::PublicAddressOrAbsent),
        None => request,
    }
}

/// What can be passed on in AssumeRole, beside the external id, and only where the other end allows it.
#[derive(Debug, Clone, Copy)]
pub struct Passed {
    /// The trust policy allows sts:TagSession.
    pub tags: bool,
    /// The trust policy allows sts:SetSourceIdentity.
    pub source_identity: bool,
}

/// The function's execution role assumes another one.
pub fn assume_role(
    requester_arn: &str,
    requester: Option<&Role>,
    function: Option<&DiscoveredFunction>,
    target_arn: &str,
    passed: Passed,
    now: Timestamp,
) -> RequestContext {
    // Lambda names its session after the function.
    let session = function.map(|function| function.name.as_str());
    let request = from_the_function(of_a_session(requester_arn, requester, session, now), function)
        .with("sts:RoleSessionName", KeyValue::Present)
        .with("aws:RequestedRegion", KeyValue::Present)
        .is("aws:ResourceAccount", account_of(target_arn));
    let request = match function {
        Some(function) => request.is("lambda:SourceFunctionArn", unqualified(&function.arn)),
        None => request,
    };
    let request = match passed.tags {
        true => request,
        false => request.family("aws:RequestTag/", KeyValue::Absent).without(&["aws:TagKeys", "sts:TransitiveTagKeys"]),
    };
    match passed.source_identity {
        true => request,
        false => request.without(&["sts:SourceIdentity"]),
    }
}

/// Without a version or an alias.
fn unqualified(function_arn: &str) -> String {
    function_arn.split(':').take(7).collect::<Vec<_>>().join(":")
}

/// A role's session, opened by the function or the function's own, asks a user pool.
pub fn ask_the_pool(role: &Role, function: Option<&DiscoveredFunction>, pool_arn: &str, now: Timestamp) -> RequestContext {
    let region = pool_arn.split(':').nth(3).unwrap_or_default();
    from_the_function(of_a_session(&role.arn, Some(role), None, now), function)
        .is("aws:RequestedRegion", region)
        .is("aws:ResourceAccount", account_of(pool_arn))
        .family("aws:RequestTag/", KeyValue::Absent)
        .without(&["aws:TagKeys"])
        .family("sts:", KeyValue::Absent)
}

/// A service calls by itself: it has no role, no organization and no second factor.
fn of_a_service(service: &str, account: &str, now: Timestamp) -> RequestContext {
    let request = RequestContext::at(now)
        .is("aws:SourceAccount", account)
        .is("aws:PrincipalIsAWSService", "true")
        .is("aws:PrincipalServiceName", service)
        .is("aws:SecureTransport", "true")
        .with("aws:CurrentTime", KeyValue::Now)
        .with("aws:EpochTime", KeyValue::Now)
        .family("aws:PrincipalTag/", KeyValue::Absent)
        .family("aws:RequestTag/", KeyValue::Absent)
        .without(&[
            "aws:PrincipalArn",
            "aws:PrincipalAccount",
            "aws:PrincipalOrgID",
            "aws:PrincipalOrgPaths",
            "aws:MultiFactorAuthPresent",
            "aws:MultiFactorAuthAge",
            "aws:FederatedProvider",
            "aws:SourceIdentity",
            "aws:TokenIssueTime",
            "aws:TagKeys",
            "aws:userid",
            "aws:username",
            "aws:SourceVpc",
            "aws:SourceVpce",
            "aws:VpcSourceIp",
            "sts:ExternalId",
            "sts:RoleSessionName",
        ]);
    TOKENS.iter().fold(request, |request, prefix| request.family(prefix, KeyValue::Absent))
}

/// Cognito invokes the function for a user pool.
pub fn invoke(pool_arn: &str, function_arn: &str, now: Timestamp) -> RequestContext {
    of_a_service("cognito-idp.amazonaws.com", account_of(pool_arn), now)
        .is("aws:SourceArn", pool_arn)
        .is("lambda:FunctionArn", unqualified(function_arn))
        // DiscoveredFunction URLs and Alexa send these.
        .without(&[
            "lambda:FunctionUrlAuthType",
            "lambda:InvokedViaFunctionUrl",
            "lambda:EventSourceToken",
            "lambda:SourceFunctionArn",
        ])
}

/// Lambda takes on the function's execution role.
pub fn run(function_arn: &str, now: Timestamp) -> RequestContext {
    of_a_service("lambda.amazonaws.com", account_of(function_arn), now)
        .with("aws:SourceArn", KeyValue::AbsentOr(function_arn.to_owned()))
}

/// Why such a condition is never met, a line each.
pub fn why_never(conditions: &[Condition]) -> Vec<String> {
    conditions.iter().map(|condition| format!("never met: {condition}{}", why(&condition.key))).collect()
}

fn why(key: &str) -> &'static str {
    let key = key.to_ascii_lowercase();
    let is = |names: &[&str]| names.iter().any(|name| key.starts_with(&name.to_ascii_lowercase()));
    if is(&["aws:MultiFactorAuth"]) {
        ". A function's role has no second factor: only people have"
    } else if is(&["aws:SourceIp", "aws:VpcSourceIp", "aws:SourceVpc"]) {
        ". Lambda calls from AWS's own addresses, which change, and a function without a VPC comes through none"
    } else if is(&["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrg"]) {
        ". It is of calls that an AWS service makes by itself"
    } else if is(&["aws:RequestTag", "aws:TagKeys", "sts:TransitiveTagKeys"]) {
        ". A session is given tags only where the trust policy allows sts:TagSession"
    } else if is(&TOKENS) || is(&["aws:FederatedProvider", "aws:username", "identitystore:"]) {
        ". It is of people who sign in, not of a function's role"
    } else if is(&["lambda:EventSourceToken"]) {
        ". Cognito sends no such token"
    } else {
        ""
    }
}
