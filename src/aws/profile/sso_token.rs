//! The token that `aws sso login` leaves in ~/.aws/sso/cache: what state it is in, to tell why SSO failed. The SDK reads it itself, and
//! says of every failure only that it "failed to load the cached SSO token".

use std::path::PathBuf;
use std::time::SystemTime;

use aws_types::os_shim_internal::Env;
use serde_json::Value;
use sha1::{Digest as _, Sha1};

use crate::aws::profile::chain::Sso;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) enum TokenState {
    /// Nobody has logged in on this machine.
    Missing(PathBuf),
    /// The file is there and is no token.
    Unreadable(PathBuf, String),
    Expired {
        at: SystemTime,
        /// Whether the SDK can have tried to renew it.
        renewable: bool,
    },
    Valid,
}

/// The state of this session's token at `now`. The SDK looks below the real home directory, and so do we.
pub(in crate::aws) fn state(sso: &Sso, now: SystemTime) -> TokenState {
    let path = cached(&Env::real(), sso.session.as_deref().unwrap_or(&sso.start_url));
    match std::fs::read(&path) {
        Ok(content) => of_content(&content, now).unwrap_or_else(|why| TokenState::Unreadable(path, why)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => TokenState::Missing(path),
        Err(error) => TokenState::Unreadable(path, error.to_string()),
    }
}

fn cached(env: &Env, identifier: &str) -> PathBuf {
    let home = env.get("HOME").or_else(|_| env.get("USERPROFILE")).unwrap_or_default();
    let name: String = Sha1::digest(identifier.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    PathBuf::from(home).join(".aws/sso/cache").join(format!("{name}.json"))
}

fn of_content(content: &[u8], now: SystemTime) -> Result<TokenState, String> {
    let token: Value = serde_json::from_slice(content).map_err(|_| "it is not JSON".to_owned())?;
    let text = |name: &str| token[name].as_str().filter(|text| !text.is_empty());
    text("accessToken").ok_or("it has no accessToken")?;
    let at = text("expiresAt").ok_or("it has no expiresAt")?;
    let at: SystemTime = at.parse::<jiff::Timestamp>().map_err(|_| "its expiresAt is no time".to_owned())?.into();
    let renewable = ["clientId", "clientSecret", "refreshToken", "registrationExpiresAt"].iter().all(|name| text(name).is_some());
    Ok(if at <= now { TokenState::Expired { at, renewable } } else { TokenState::Valid })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(content: &str) -> Result<TokenState, String> {
        of_content(content.as_bytes(), SystemTime::now())
    }

    #[test]
    fn a_token_is_valid_expired_or_none() {
        assert_eq!(of(r#"{"accessToken": "t", "expiresAt": "2099-01-01T00:00:00Z"}"#), Ok(TokenState::Valid));
        let expired = of(r#"{"accessToken": "t", "expiresAt": "2020-01-01T00:00:00Z"}"#);
        assert!(matches!(expired, Ok(TokenState::Expired { renewable: false, .. })), "{expired:?}");
        for (content, said) in [("", "JSON"), ("{}", "accessToken"), (r#"{"accessToken": "t"}"#, "expiresAt")] {
            assert!(of(content).unwrap_err().contains(said), "{content}");
        }
        assert!(of(r#"{"accessToken": "t", "expiresAt": "soon"}"#).unwrap_err().contains("no time"));
    }

    #[test]
    fn the_file_is_named_by_the_session() {
        let env = Env::from_slice(&[("HOME", "/home/ann")]);
        assert_eq!(
            cached(&env, "corp").display().to_string(),
            "/home/ann/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
        );
    }
}
