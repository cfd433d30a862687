//! Sessions of roles: their credentials.

use jiff::Timestamp;

use crate::core::sandbox::Sandbox;
use crate::core::state::iam::Role;
use crate::core::state::world::TemporaryCredentials;

const LETTERS_AND_DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A session's credentials with their key.
#[derive(Debug)]
pub struct Session {
    pub access_key_id: String,
    pub credentials: TemporaryCredentials,
}

/// What a service gets that may assume a role, e.g. Lambda for an execution environment. Lives twelve hours.
pub fn for_service(sandbox: &Sandbox, account: &str, role: &Role, session: &str) -> Session {
    open(sandbox, account, role, session, 43_200)
}

/// A session of so many seconds.
pub fn open(sandbox: &Sandbox, account: &str, role: &Role, session: &str, seconds: i64) -> Session {
    let now = sandbox.now();
    let credentials = TemporaryCredentials {
        secret_access_key: sandbox.random_id(BASE64, 40),
        session_token: sandbox.random_id(BASE64, 120),
        expiration: later(now, seconds),
        account: account.to_owned(),
        role_name: role.name.clone(),
        role_id: role.role_id.clone(),
        session: session.to_owned(),
    };
    let access_key_id = format!("ASIA{}", sandbox.random_id(LETTERS_AND_DIGITS, 16));
    let mut world = sandbox.world();
    // An expired session is known for a day, to be refused as expired and not as unknown.
    world.temporary_credentials.retain(|_, old| later(old.expiration, 86_400) > now);
    world.temporary_credentials.insert(access_key_id.clone(), credentials.clone());
    Session { access_key_id, credentials }
}

fn later(time: Timestamp, seconds: i64) -> Timestamp {
    time.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}
