//! Cognito user pools, as far as a migration and its practice need them: pools, app clients, users, groups, sign-in,
//! forgotten passwords, and the triggers UserMigration and PostAuthentication. JSON in, JSON out.

mod attribute_rules;
mod challenges;
mod client_document;
mod clients;
mod delivery;
mod domains;
mod factors;
mod faults;
mod forgot_password;
mod groups;
pub mod imports;
mod input;
mod invitations;
mod limits;
mod migration_response;
mod migration_trigger;
mod paging;
mod password_policy;
mod pool_document;
mod pool_shape;
mod pools;
mod post_authentication;
mod request;
mod risk;
mod schema;
mod secret_hash;
pub mod seed;
mod shape;
mod sign_in;
mod tokens;
mod trigger;
mod user_list;
mod user_names;
mod user_passwords;
mod users;

use serde_json::Value;

use crate::core::caller::Caller;
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use request::Request;

/// One call. The operations that apps make without credentials ask for no authorization; all others do.
pub fn handle(sandbox: &Sandbox, caller: &Caller, region: &str, operation: &str, input: Value) -> Result<Value, Fault> {
    imports::progress::all(sandbox)?;
    let request = &Request::new(sandbox, caller, region, operation, input)?;
    match operation {
        "CreateUserPool" => pools::create(request),
        "DescribeUserPool" => pools::describe(request),
        "UpdateUserPool" => pools::update(request),
        "ListUserPools" => pools::list(request),
        "DeleteUserPool" => pools::delete(request),
        "AddCustomAttributes" => pools::add_custom_attributes(request),
        "DescribeRiskConfiguration" => risk::describe(request),
        "SetRiskConfiguration" => risk::set(request),

        "GetProvisionedLimit" => limits::provisioned(request),

        "GetCSVHeader" => imports::header::get(request),
        "CreateUserImportJob" => imports::jobs::create(request),
        "StartUserImportJob" => imports::jobs::start(request),
        "StopUserImportJob" => imports::jobs::stop(request),
        "DescribeUserImportJob" => imports::jobs::describe(request),
        "ListUserImportJobs" => imports::jobs::list(request),

        "CreateUserPoolDomain" => domains::create(request),
        "DescribeUserPoolDomain" => domains::describe(request),
        "DeleteUserPoolDomain" => domains::delete(request),

        "CreateUserPoolClient" => clients::create(request),
        "DescribeUserPoolClient" => clients::describe(request),
        "UpdateUserPoolClient" => clients::update(request),
        "ListUserPoolClients" => clients::list(request),
        "DeleteUserPoolClient" => clients::delete(request),

        "AdminConfirmSignUp" => invitations::confirm(request),
        "AdminCreateUser" if request.members.optional_text("MessageAction")? == Some("RESEND") => invitations::again(request),
        "AdminCreateUser" => users::create(request),
        "AdminGetUser" => users::get(request),
        "AdminDeleteUser" => users::delete(request),
        "AdminUpdateUserAttributes" => users::update_attributes(request),
        "AdminDeleteUserAttributes" => users::delete_attributes(request),
        "AdminEnableUser" => users::enable(request),
        "AdminDisableUser" => users::disable(request),
        "AdminSetUserPassword" => user_passwords::set(request),
        "AdminResetUserPassword" => user_passwords::reset(request),
        "ListUsers" => user_list::list(request),

        "CreateGroup" => groups::create(request),
        "DeleteGroup" => groups::delete(request),
        "ListGroups" => groups::list(request),
        "AdminAddUserToGroup" => groups::add_user(request),
        "AdminRemoveUserFromGroup" => groups::remove_user(request),
        "AdminListGroupsForUser" => groups::list_for_user(request),
        "ListUsersInGroup" => groups::list_users(request),

        "AdminInitiateAuth" => sign_in::admin_initiate(request),
        "AdminRespondToAuthChallenge" => challenges::admin_respond(request),

        // Unsigned from here on.
        "InitiateAuth" => sign_in::initiate(request),
        "RespondToAuthChallenge" => challenges::respond(request),
        "GetUser" => tokens::get_user(request),
        "ForgotPassword" => forgot_password::forgot(request),
        "ConfirmForgotPassword" => forgot_password::confirm(request),

        other => Err(Fault::unknown_operation(Service::CognitoIdp, other)),
    }
}
