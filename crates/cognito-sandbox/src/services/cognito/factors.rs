//! Second factors: which a pool offers, which a user has, and which challenge a right password leads to.

use serde_json::json;

use super::delivery::masked;
use crate::core::state::cognito::{Pool, User};

pub const SMS: &str = "SMS_MFA";
pub const SOFTWARE_TOKEN: &str = "SOFTWARE_TOKEN_MFA";
pub const EMAIL: &str = "EMAIL_OTP";

/// A challenge with the parameters that it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    pub name: String,
    pub parameters: Vec<(String, String)>,
}

impl Challenge {
    pub fn new(name: &str, parameters: &[(&str, String)]) -> Self {
        let own = |(key, value): &(&str, String)| ((*key).to_owned(), value.clone());
        Self { name: name.to_owned(), parameters: parameters.iter().map(own).collect() }
    }
}

/// The factors that the user has set up.
pub fn of_user(user: &User) -> Vec<&'static str> {
    let has = [(user.mfa.sms, SMS), (user.mfa.software_token, SOFTWARE_TOKEN), (user.mfa.email, EMAIL)];
    has.into_iter().filter(|(has, _)| *has).map(|(_, factor)| factor).collect()
}

fn of_pool(pool: &Pool) -> Vec<&'static str> {
    let sms = pool.document.contains_key("SmsConfiguration");
    let has = [(sms, SMS), (pool.software_token_mfa, SOFTWARE_TOKEN), (pool.email_mfa, EMAIL)];
    has.into_iter().filter(|(has, _)| *has).map(|(_, factor)| factor).collect()
}

/// The challenge after the right password, when the pool and the user ask for a second factor.
pub fn demanded(pool: &Pool, user: &User) -> Option<Challenge> {
    let mode = pool.text("MfaConfiguration");
    if mode != "ON" && mode != "OPTIONAL" {
        return None;
    }
    let offered = of_pool(pool);
    let mut usable = of_user(user);
    if usable.is_empty() && mode == "ON" {
        // With MFA required, a phone number or e-mail address is factor enough.
        let reachable = [(SMS, "phone_number"), (EMAIL, "email")];
        let reachable =
            reachable.iter().find(|(factor, attribute)| offered.contains(factor) && user.attribute(attribute).is_some());
        usable.extend(reachable.map(|(factor, _)| *factor));
    }
    usable.retain(|factor| offered.contains(factor));
    let preferred = user.mfa.preferred.as_deref();
    match usable.as_slice() {
        [] if mode == "ON" => Some(Challenge::new("MFA_SETUP", &[("MFAS_CAN_SETUP", json!(offered).to_string())])),
        [] => None,
        [only] => Some(of_factor(user, only)),
        several => Some(match several.iter().find(|factor| preferred == Some(**factor)) {
            Some(factor) => of_factor(user, factor),
            None => Challenge::new("SELECT_MFA_TYPE", &[("MFAS_CAN_CHOOSE", json!(several).to_string())]),
        }),
    }
}

/// The challenge of one factor.
pub fn of_factor(user: &User, factor: &str) -> Challenge {
    let name = ("USER_ID_FOR_SRP", user.user_name.clone());
    match factor {
        SMS | EMAIL => {
            let (attribute, medium) = if factor == SMS { ("phone_number", "SMS") } else { ("email", "EMAIL") };
            let destination = masked(user.attribute(attribute).unwrap_or_default());
            Challenge::new(
                factor,
                &[name, ("CODE_DELIVERY_DELIVERY_MEDIUM", medium.to_owned()), ("CODE_DELIVERY_DESTINATION", destination)],
            )
        }
        _ => Challenge::new(factor, &[name]),
    }
}
