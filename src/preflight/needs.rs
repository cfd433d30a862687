//! What apply will ask of IAM: the actions, each on the exact resource. Pure.

use serde_json::Value;

use super::destination_update::{self, CREATE_GRANT, TAGGING};
use super::facts::Subject;
use crate::aws::Side;
use crate::model::user_options::{Memberships, ThreatProtection};
use crate::resources::threat_exemption;

/// Actions on one resource.
pub struct Need {
    pub key: &'static str,
    pub resource: String,
    pub actions: Vec<&'static str>,
    /// Condition keys and values that the calls will carry.
    pub context: Vec<(String, String)>,
}

const ROLE: [&str; 7] = [
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:PutRolePolicy",
    "iam:TagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
];

const GROUPS: [&str; 6] = [
    "cognito-idp:AdminAddUserToGroup",
    "cognito-idp:CreateGroup",
    "cognito-idp:DeleteGroup",
    "cognito-idp:ListGroups",
    "cognito-idp:ListUsers",
    "cognito-idp:ListUsersInGroup",
];

/// `pool` and `client` are that side's documents, as far as they could be read: what stands in them goes along with an update, or calls for
/// one resource more.
pub fn of(subject: &Subject, side: Side, pool: Option<&Value>, client: Option<&Value>) -> Vec<Need> {
    match side {
        Side::Source => source(subject, pool),
        Side::Destination => destination(subject, pool, client),
    }
}

fn source(subject: &Subject, pool: Option<&Value>) -> Vec<Need> {
    let blueprint = &subject.blueprint;
    let mut needs = Vec::new();
    if !subject.place(Side::Source).pool_id.is_empty() {
        let mut actions =
            vec!["cognito-idp:CreateUserPoolClient", "cognito-idp:DeleteUserPoolClient", "cognito-idp:UpdateUserPoolClient"];
        let exempt = subject.options().users.threat_protection == ThreatProtection::Exempt;
        if exempt && pool.is_some_and(threat_exemption::is_enforced) {
            actions.push("cognito-idp:SetRiskConfiguration");
        }
        needs.push(Need { key: "pool", resource: blueprint.source_pool_arn(), actions, context: region(subject, Side::Source) });
    }
    needs.extend(groups(subject, Side::Source, &["cognito-idp:ListGroups", "cognito-idp:ListUsersInGroup"]));
    needs.push(role(subject, blueprint.source_role_arn(), subject.options().source_permissions_boundary.as_ref()));
    needs
}

fn destination(subject: &Subject, pool: Option<&Value>, client: Option<&Value>) -> Vec<Need> {
    let blueprint = &subject.blueprint;
    let regional = || region(subject, Side::Destination);
    let tagged = || [regional(), tags(subject)].concat();
    let mut needs = Vec::new();
    if !subject.place(Side::Destination).pool_id.is_empty() {
        let mut actions = vec!["cognito-idp:UpdateUserPool", "cognito-idp:UpdateUserPoolClient"];
        let users = &subject.options().users;
        if users.legacy_sub || users.groups == Memberships::FirstSignIn {
            actions.push("cognito-idp:AddCustomAttributes");
        }
        if pool.is_some_and(destination_update::has_tags) {
            actions.extend(TAGGING);
        }
        needs.push(Need { key: "pool", resource: blueprint.destination_pool_arn(), actions, context: regional() });
    } else if subject.new_pool().is_some() {
        let actions = vec!["cognito-idp:CreateUserPool"];
        needs.push(Need { key: "new-pool", resource: "*".into(), actions, context: tagged() });
        needs.push(parts_of_new_pool(subject, tagged()));
    }
    for role in destination_update::roles(pool, client) {
        let passed = vec![("iam:PassedToService".to_owned(), "cognito-idp.amazonaws.com".to_owned())];
        needs.push(Need { key: role.key, resource: role.arn, actions: vec!["iam:PassRole"], context: passed });
    }
    if let Some(key) = pool.and_then(destination_update::key_of_senders) {
        needs.push(Need { key: "senders-key", resource: key.to_owned(), actions: vec![CREATE_GRANT], context: regional() });
    }
    needs.extend(groups(subject, Side::Destination, &GROUPS));
    needs.push(role(subject, blueprint.function_role_arn(), subject.options().destination_permissions_boundary.as_ref()));
    let passed = vec![("iam:PassedToService".to_owned(), "lambda.amazonaws.com".to_owned())];
    let pass = vec!["iam:PassRole"];
    needs.push(Need { key: "pass-role", resource: blueprint.function_role_arn(), actions: pass, context: passed });
    let function = vec![
        "lambda:AddPermission",
        "lambda:CreateFunction",
        "lambda:DeleteFunction",
        "lambda:InvokeFunction",
        "lambda:RemovePermission",
        "lambda:TagResource",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
    ];
    needs.push(Need { key: "function", resource: blueprint.function_arn(), actions: function, context: tagged() });
    let logs =
        vec!["logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:FilterLogEvents", "logs:PutRetentionPolicy", "logs:TagResource"];
    needs.push(Need { key: "log-group", resource: blueprint.log_streams_arn(), actions: logs, context: tagged() });
    needs
}

/// The pool's id is not known before.
fn parts_of_new_pool(subject: &Subject, context: Vec<(String, String)>) -> Need {
    let place = subject.place(Side::Destination);
    let resource = format!("arn:{}:cognito-idp:{}:{}:userpool/*", place.partition, place.region, place.account);
    let mut actions = vec![
        "cognito-idp:CreateUserPoolClient",
        "cognito-idp:DeleteUserPool",
        "cognito-idp:DeleteUserPoolClient",
        "cognito-idp:TagResource",
        "cognito-idp:UntagResource",
        "cognito-idp:UpdateUserPool",
        "cognito-idp:UpdateUserPoolClient",
    ];
    if subject.new_pool().is_some_and(|new| new.domain_prefix.is_some()) {
        actions.extend(["cognito-idp:CreateUserPoolDomain", "cognito-idp:DeleteUserPoolDomain"]);
    }
    Need { key: "new-pool-parts", resource, actions, context }
}

/// Where groups are part of the migration; whether the source has any is known only when both sides have been looked at.
fn groups(subject: &Subject, side: Side, actions: &[&'static str]) -> Option<Need> {
    let place = subject.place(side);
    let wanted = subject.options().users.groups != Memberships::None && !place.pool_id.is_empty();
    wanted.then(|| Need { key: "groups", resource: place.pool_arn(), actions: actions.to_vec(), context: region(subject, side) })
}

fn role(subject: &Subject, resource: String, boundary: Option<&String>) -> Need {
    let mut actions = ROLE.to_vec();
    let mut context = tags(subject);
    if let Some(boundary) = boundary {
        actions.push("iam:PutRolePermissionsBoundary");
        context.push(("iam:PermissionsBoundary".into(), boundary.clone()));
    }
    Need { key: "role", resource, actions, context }
}

fn region(subject: &Subject, side: Side) -> Vec<(String, String)> {
    vec![("aws:RequestedRegion".into(), subject.place(side).region.clone())]
}

fn tags(subject: &Subject) -> Vec<(String, String)> {
    let tags = subject.blueprint.tags();
    tags.into_iter().map(|(key, value)| (format!("aws:RequestTag/{key}"), value)).collect()
}
