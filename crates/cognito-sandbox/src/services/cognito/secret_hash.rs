//! The secret hash that calls for an app client with a secret must carry (facts §2.4).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use super::faults::not_authorized;
use crate::core::fault::Fault;
use crate::core::state::cognito::Document;

/// Base64 of HMAC-SHA256 over user name and client id, keyed with the client's secret.
pub fn of(secret: &str, user_name: &str, client_id: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(user_name.as_bytes());
    mac.update(client_id.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Checks `sent` against the client; any one of `user_names` may have been hashed.
pub fn check(client: &Document, user_names: &[&str], sent: Option<&str>) -> Result<(), Fault> {
    let text = |member: &str| client.get(member).and_then(Value::as_str);
    let client_id = text("ClientId").unwrap_or_default();
    match (text("ClientSecret"), sent) {
        (None, None) => Ok(()),
        (Some(_), None) => {
            Err(not_authorized(format!("Client {client_id} is configured with secret but SECRET_HASH was not received")))
        }
        (None, Some(_)) => Err(not_authorized(format!("Unable to verify secret hash for client {client_id}"))),
        (Some(secret), Some(sent)) => {
            if user_names.iter().any(|name| of(secret, name, client_id) == sent) {
                return Ok(());
            }
            Err(not_authorized(format!("Unable to verify secret hash for client {client_id}")))
        }
    }
}
