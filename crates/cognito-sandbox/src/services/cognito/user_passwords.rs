//! Passwords as an administrator sets them.

use serde_json::{Value, json};

use super::faults::not_implemented;
use super::forgot_password::send_code;
use super::password_policy::conforms;
use super::request::Request;
use super::users::{named, with_user};
use crate::core::fault::Fault;
use crate::core::state::cognito::UserStatus;
use crate::core::state::password::Password;

/// A permanent password confirms the user; one that is not permanent is a temporary one.
pub fn set(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username", "Password", "Permanent"])?;
    let password = request.members.bounded_text("Password", 256)?;
    let permanent = request.members.flag("Permanent")?.unwrap_or(false);
    with_user(request, |pool, name| {
        conforms(pool, password)?;
        let user = named(pool, name)?;
        if user.status == UserStatus::ExternalProvider {
            return Err(not_implemented("AdminSetUserPassword for a federated user"));
        }
        user.status = if permanent { UserStatus::Confirmed } else { UserStatus::ForceChangePassword };
        user.temporary_since = (!permanent).then_some(request.now);
        user.password = Some(Password::new(password));
        user.lock_out.clear();
        user.modified = request.now;
        Ok(json!({}))
    })
}

/// AdminResetUserPassword: the old password is worth nothing, and the user gets a code for a new one.
pub fn reset(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username", "ClientMetadata"])?;
    with_user(request, |pool, name| {
        send_code(pool, name, request.now)?;
        let user = named(pool, name)?;
        user.status = UserStatus::ResetRequired;
        user.modified = request.now;
        Ok(json!({}))
    })
}
