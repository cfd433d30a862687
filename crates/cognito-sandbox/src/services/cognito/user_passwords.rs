//! Passwords as an administrator sets and resets them.

use serde_json::{Value, json};

use super::faults::{invalid_parameter, not_authorized, not_implemented};
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

/// Makes the password unusable and sends a code, which needs a verified address.
pub fn reset(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username"])?;
    with_user(request, |pool, name| {
        let user = &pool.users[name];
        match user.status {
            UserStatus::Confirmed | UserStatus::ResetRequired => {}
            _ => {
                return Err(not_authorized("User password cannot be reset in the current state."));
            }
        }
        let medium = if user.is_verified("email") {
            "EMAIL"
        } else if user.is_verified("phone_number") {
            "SMS"
        } else {
            return Err(invalid_parameter(
                "Cannot reset password for the user as there is no registered/verified email or phone_number",
            ));
        };
        pool.send(name, medium, "password reset");
        let user = named(pool, name)?;
        user.status = UserStatus::ResetRequired;
        user.reset_code_until = Some(request.now + super::forgot_password::CODE_LIFETIME);
        user.modified = request.now;
        Ok(json!({}))
    })
}
