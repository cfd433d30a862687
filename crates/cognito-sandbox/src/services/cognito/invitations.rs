//! Confirming a sign-up in somebody's place, and sending an invitation again.

use serde_json::{Value, json};

use super::faults::{fault, not_authorized};
use super::request::Request;
use super::users::{GENERATED_PASSWORD_LETTERS, named, shown, with_user};
use crate::core::fault::Fault;
use crate::core::state::cognito::UserStatus;
use crate::core::state::password::Password;

/// AdminConfirmSignUp.
pub fn confirm(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username"])?;
    with_user(request, |pool, name| {
        let user = named(pool, name)?;
        if user.status != UserStatus::Unconfirmed {
            return Err(not_authorized(format!("User cannot be confirmed. Current status is {}", user.status.name())));
        }
        user.status = UserStatus::Confirmed;
        user.modified = request.now;
        Ok(json!({}))
    })
}

/// AdminCreateUser with MessageAction RESEND: a new temporary password for somebody who is there, whose days begin anew.
pub fn again(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username", "MessageAction", "DesiredDeliveryMediums"])?;
    let mediums = request.members.texts("DesiredDeliveryMediums")?.unwrap_or_else(|| vec!["SMS".to_owned()]);
    let generated = format!("Aa1!{}", request.sandbox.random_id(GENERATED_PASSWORD_LETTERS, 12));
    with_user(request, |pool, name| {
        let user = named(pool, name)?;
        if user.status != UserStatus::ForceChangePassword {
            let message = format!("Resend not possible. {} status is not FORCE_CHANGE_PASSWORD", user.user_name);
            return Err(fault("UnsupportedUserStateException", message));
        }
        user.password = Some(Password::new(generated));
        user.temporary_since = Some(request.now);
        user.modified = request.now;
        mediums.iter().for_each(|medium| pool.send(name, medium, "invitation"));
        Ok(json!({"User": shown(&pool.users[name], "Attributes")}))
    })
}
