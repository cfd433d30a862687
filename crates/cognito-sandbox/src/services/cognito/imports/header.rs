//! GetCSVHeader: the columns that a file must have.

use serde_json::{Value, json};

use crate::core::fault::Fault;
use crate::core::state::cognito::Pool;
use crate::core::state::import_behavior::{HeaderOrder, ImportBehavior};
use crate::services::cognito::request::Request;

pub const USER_NAME: &str = "cognito:username";
pub const MFA_ENABLED: &str = "cognito:mfa_enabled";
pub const PASSWORD_HASH: &str = "password_hash";

/// The order of the documentation.
const STANDARD: [&str; 19] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
];

pub fn get(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId"])?;
    let address = request.signed_pool()?;
    let behavior = request.sandbox.world().import_behavior;
    request.with_pool(&address, |pool| Ok(json!({ "UserPoolId": address.pool_id, "CSVHeader": columns(pool, &behavior) })))
}

pub fn columns(pool: &Pool, behavior: &ImportBehavior) -> Vec<String> {
    let names = pool.schema().iter().filter_map(|attribute| attribute["Name"].as_str());
    let of_developers = |name: &str| name.starts_with("dev:");
    let custom: Vec<&str> =
        names.filter(|name| name.starts_with("custom:") || behavior.developer_columns && of_developers(name)).collect();
    let hash = behavior.password_hash_column.then_some(PASSWORD_HASH);
    let mut columns: Vec<&str> = Vec::new();
    if behavior.header == HeaderOrder::UsernameFirst {
        columns.push(USER_NAME);
    }
    columns.extend(STANDARD);
    match behavior.header {
        HeaderOrder::UsernameLast => columns.extend([custom.as_slice(), &[MFA_ENABLED, USER_NAME]].concat()),
        HeaderOrder::UsernameFirst => columns.extend([custom.as_slice(), &[MFA_ENABLED]].concat()),
        HeaderOrder::CustomLast => columns.extend([&[MFA_ENABLED, USER_NAME], custom.as_slice()].concat()),
    }
    columns.extend(hash);
    columns.into_iter().map(str::to_owned).collect()
}
