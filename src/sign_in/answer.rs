//! The sign-in itself, exactly as an app does it: InitiateAuth with user name and password. Tokens are dropped and zeroed at once.

use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_cognitoidentityprovider::operation::initiate_auth::InitiateAuthOutput;
use aws_sdk_cognitoidentityprovider::types::AuthFlowType;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroize as _;

use crate::aws::account::Account;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::text::sentence;

/// What InitiateAuth answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthResult {
    /// With tokens, which are gone.
    SignedIn,
    /// The password was right; something more is asked for.
    Challenge(String),
    Refused {
        code: String,
        message: String,
    },
}

impl AuthResult {
    /// Whether the password was taken: tokens, or a challenge for a second factor.
    pub fn took_the_password(&self) -> bool {
        match self {
            AuthResult::SignedIn => true,
            AuthResult::Challenge(name) => is_second_factor(name),
            AuthResult::Refused { .. } => false,
        }
    }

    /// AWS's code; empty where nothing was refused.
    pub fn code(&self) -> &str {
        match self {
            AuthResult::Refused { code, .. } => code,
            _ => "",
        }
    }

    /// Whether AWS's message says this, in any case.
    pub fn says(&self, messages: &str) -> bool {
        match self {
            AuthResult::Refused { message, .. } => message.to_lowercase().contains(&messages.to_lowercase()),
            _ => false,
        }
    }
}

/// Challenges that come only after a right and lasting password (facts §2.1).
pub fn is_second_factor(challenge: &str) -> bool {
    matches!(challenge, "SMS_MFA" | "EMAIL_OTP" | "SMS_OTP" | "SOFTWARE_TOKEN_MFA" | "SELECT_MFA_TYPE" | "MFA_SETUP")
}

/// The app client's secret, where it has one and it may be read. Without it AWS's own answer tells what is missing.
pub async fn client_secret(account: &Account, pool_id: &str, client_id: &str) -> Option<Secret> {
    let call = account.read.cognito.describe_user_pool_client().user_pool_id(pool_id).client_id(client_id);
    let answer = call.send().await.ok()?;
    answer.user_pool_client?.client_secret.map(Secret::new)
}

/// Asks the destination pool. A refusal is an answer; a problem is that no answer came.
pub async fn initiate_auth(
    account: &Account,
    client_id: &str,
    user_name: &str,
    password: &Secret,
    client_secret: Option<&Secret>,
) -> Result<AuthResult, Problem> {
    let call = account
        .write
        .cognito
        .initiate_auth()
        .auth_flow(AuthFlowType::UserPasswordAuth)
        .client_id(client_id)
        .auth_parameters("USERNAME", user_name)
        .auth_parameters("PASSWORD", password.expose());
    let call = match client_secret {
        Some(secret) => call.auth_parameters("SECRET_HASH", secret_hash(secret, user_name, client_id)),
        None => call,
    };
    match call.send().await {
        Ok(output) => Ok(without_tokens(output)),
        Err(SdkError::ServiceError(error)) => {
            let refusal = error.err();
            Ok(AuthResult::Refused {
                code: refusal.code().unwrap_or("Unknown").to_owned(),
                message: sentence(refusal.message().unwrap_or_default()),
            })
        }
        Err(error) => Err(account.problem(format!("Could not sign in through the app client {client_id}"), &error)),
    }
}

fn without_tokens(mut output: InitiateAuthOutput) -> AuthResult {
    output.session.zeroize();
    if let Some(mut tokens) = output.authentication_result.take() {
        tokens.access_token.zeroize();
        tokens.id_token.zeroize();
        tokens.refresh_token.zeroize();
        return AuthResult::SignedIn;
    }
    match output.challenge_name {
        Some(name) => AuthResult::Challenge(name.as_str().to_owned()),
        None => AuthResult::Refused {
            code: "NoTokens".into(),
            message: "InitiateAuth answered neither tokens nor a challenge.".into(),
        },
    }
}

/// Base64 of HMAC-SHA256 over user name and client id, keyed with the client's secret (facts §2.4).
fn secret_hash(secret: &Secret, user_name: &str, client_id: &str) -> String {
    let mut code = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).expect("HMAC takes a key of any length");
    code.update(user_name.as_bytes());
    code.update(client_id.as_bytes());
    STANDARD.encode(code.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_cognitoidentityprovider::types::{AuthenticationResultType, ChallengeNameType};

    /// The expected value was computed with Python's hmac module.
    #[test]
    fn the_secret_hash_covers_user_name_then_client_id() {
        let hash = secret_hash(&Secret::new("s3cret"), "alice", "client1");
        assert_eq!(hash, "OLH8A5YiDq5WyVbgkLVAtm0hdL7P1QQ+z61K3T8oAEk=");
    }

    #[test]
    fn tokens_do_not_survive_the_answer() {
        let tokens = AuthenticationResultType::builder().access_token("eyJ-token").id_token("eyJ-id").build();
        let answer = without_tokens(InitiateAuthOutput::builder().authentication_result(tokens).build());
        assert_eq!(answer, AuthResult::SignedIn);
        assert!(!format!("{answer:?}").contains("eyJ"));
    }

    #[test]
    fn a_second_factor_comes_only_after_a_right_password_and_a_new_password_is_no_second_factor() {
        let challenged = |name| without_tokens(InitiateAuthOutput::builder().challenge_name(name).session("secret").build());
        assert!(challenged(ChallengeNameType::SoftwareTokenMfa).took_the_password());
        assert!(!challenged(ChallengeNameType::NewPasswordRequired).took_the_password());
        assert!(!challenged(ChallengeNameType::CustomChallenge).took_the_password());
    }
}
