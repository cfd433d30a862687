//! Who makes a call: found from the access key id (and session token) of a request.

use jiff::Timestamp;

use super::fault::Fault;
use super::service::Service;
use super::state::world::World;

/// The identity behind one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Account number; empty for an anonymous caller.
    pub account: String,
    /// As GetCallerIdentity shows it.
    pub arn: String,
    pub kind: CallerKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerKind {
    Root,
    User {
        name: String,
    },
    AssumedRole {
        role_name: String,
        /// `AROA...`: a session of a deleted role is not a session of its successor.
        role_id: String,
        session: String,
    },
    /// An unsigned request, such as an app's InitiateAuth.
    Anonymous,
}

impl Caller {
    pub fn anonymous() -> Self {
        Self { account: String::new(), arn: "anonymous".to_owned(), kind: CallerKind::Anonymous }
    }

    /// The session of a role, as STS and Lambda make them.
    pub fn assumed_role(account: &str, role_name: &str, role_id: &str, session: &str) -> Self {
        Self {
            account: account.to_owned(),
            arn: format!("arn:aws:sts::{account}:assumed-role/{role_name}/{session}"),
            kind: CallerKind::AssumedRole {
                role_name: role_name.to_owned(),
                role_id: role_id.to_owned(),
                session: session.to_owned(),
            },
        }
    }

    /// Finds the identity of an access key id, in the words of `service` when there is none.
    ///
    /// # Errors
    /// Unknown keys and tokens that do not belong to them are invalid; sessions past their end are expired.
    pub fn from_credentials(
        world: &World,
        now: Timestamp,
        service: Service,
        access_key_id: &str,
        session_token: Option<&str>,
    ) -> Result<Self, Fault> {
        for account in world.accounts.values() {
            if let Some(user) = account.users.values().find(|user| user.access_key_id == access_key_id) {
                if user.credentials_end.is_some_and(|end| end <= now) {
                    return Err(expired_token(service));
                }
                return Ok(Self {
                    account: account.id.clone(),
                    arn: format!("arn:aws:iam::{}:user/{}", account.id, user.name),
                    kind: CallerKind::User { name: user.name.clone() },
                });
            }
            if access_key_id == account.root_access_key_id {
                return Ok(Self {
                    account: account.id.clone(),
                    arn: format!("arn:aws:iam::{}:root", account.id),
                    kind: CallerKind::Root,
                });
            }
        }
        let session = world
            .temporary_credentials
            .get(access_key_id)
            .filter(|session| session_token == Some(session.session_token.as_str()))
            .ok_or_else(|| invalid_token(service))?;
        if session.expiration <= now {
            return Err(expired_token(service));
        }
        Ok(Self::assumed_role(&session.account, &session.role_name, &session.role_id, &session.session))
    }
}

fn invalid_token(service: Service) -> Fault {
    let message = "The security token included in the request is invalid.";
    match service {
        Service::Iam | Service::Sts => Fault::new(403, "InvalidClientTokenId", message),
        Service::Lambda => Fault::new(403, "UnrecognizedClientException", message),
        Service::S3 => Fault::new(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
        Service::CognitoIdp | Service::Logs => Fault::client("UnrecognizedClientException", message),
    }
}

fn expired_token(service: Service) -> Fault {
    let message = "The security token included in the request is expired";
    match service {
        Service::Iam | Service::Sts => Fault::new(403, "ExpiredToken", message),
        Service::S3 => Fault::client("ExpiredToken", "The provided token has expired."),
        Service::Lambda => Fault::new(403, "ExpiredTokenException", message),
        Service::CognitoIdp | Service::Logs => Fault::client("ExpiredTokenException", message),
    }
}
