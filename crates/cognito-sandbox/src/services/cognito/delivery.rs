//! Where a code goes, and how the service hides that address in its answers.

use serde_json::{Value, json};

use super::faults::{invalid_parameter, not_authorized};
use crate::core::fault::Fault;
use crate::core::state::cognito::{Pool, User};

/// An address with all but its beginnings (e-mail) or last digits (phone) hidden.
pub fn masked(address: &str) -> String {
    match address.split_once('@') {
        Some((local, domain)) => {
            let first = |text: &str| text.chars().take(1).collect::<String>();
            format!("{}***@{}***", first(local), first(domain))
        }
        None => {
            let length = address.chars().count();
            let last: String = address.chars().skip(length.saturating_sub(4)).collect();
            format!("+*******{last}")
        }
    }
}

/// The verified attribute through which the pool lets this user recover the account.
pub fn recovery_channel(pool: &Pool, user: &User) -> Result<&'static str, Fault> {
    let setting = pool.document.get("AccountRecoverySetting");
    let mechanisms = setting.and_then(|setting| setting.get("RecoveryMechanisms")).and_then(Value::as_array);
    let mut mechanisms: Vec<&Value> = mechanisms.into_iter().flatten().collect();
    mechanisms.sort_by_key(|mechanism| mechanism["Priority"].as_i64());
    for mechanism in mechanisms {
        match mechanism["Name"].as_str() {
            Some("admin_only") => {
                return Err(not_authorized("Contact administrator to reset password."));
            }
            Some("verified_email") if user.is_verified("email") => return Ok("email"),
            Some("verified_phone_number") if user.is_verified("phone_number") => {
                return Ok("phone_number");
            }
            _ => {}
        }
    }
    Err(invalid_parameter("Cannot reset password for the user as there is no registered/verified email or phone_number"))
}

/// The medium of an attribute.
pub fn medium(attribute: &str) -> &'static str {
    if attribute == "phone_number" { "SMS" } else { "EMAIL" }
}

pub fn details(attribute: &str, address: &str) -> Value {
    json!({"CodeDeliveryDetails": {
        "Destination": masked(address),
        "DeliveryMedium": medium(attribute),
        "AttributeName": attribute,
    }})
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn addresses_are_hidden_but_recognisable() {
        assert_eq!(masked("ada@example.com"), "a***@e***");
        assert_eq!(masked("+431234567"), "+*******4567");
    }
}
