//! The end of a sign-in: the PostAuthentication trigger runs when nothing more is asked of the person and before the tokens are
//! given. What is in them was decided before it ran: changes show at the next sign-in (facts §1.5).

use serde_json::{Value, json};

use super::faults::{unrecognizable_output, user_not_found};
use super::request::{PoolAddress, Request};
use super::tokens::{self, Nonces, Tokens};
use super::trigger::{self, Firing};
use crate::core::fault::Fault;
use crate::core::state::cognito::{Pool, UserStatus};

const TRIGGER: &str = "PostAuthentication";

/// What follows the right password or the right answer to a challenge.
pub enum Step {
    /// The answer that asks for more.
    Challenge(Value),
    Complete(Complete),
}

/// A sign-in that asks for nothing more, but has no tokens yet.
pub struct Complete {
    client_id: String,
    user_name: String,
    /// As the trigger sees them.
    attributes: Value,
    tokens: Tokens,
}

impl Complete {
    /// `status` is the user's before the call that completes the sign-in: after a new password the trigger still sees
    /// FORCE_CHANGE_PASSWORD. No page of AWS says so, but published functions tell first sign-ins by it, one of AWS's samples
    /// (bedrock-claude-chat) among them.
    pub fn decide(
        pool: &Pool,
        client_id: &str,
        name: &str,
        status: UserStatus,
        nonces: &Nonces,
        now: f64,
    ) -> Result<Self, Fault> {
        let user = pool.users.get(name).ok_or_else(user_not_found)?;
        let mut attributes = json!(user.attributes);
        attributes["cognito:user_status"] = json!(status.name());
        Ok(Self {
            client_id: client_id.to_owned(),
            user_name: name.to_owned(),
            attributes,
            tokens: tokens::decide(pool, client_id, user, nonces, now)?,
        })
    }
}

/// Ends a step: with its challenge, or with tokens once the pool's trigger, if it has one, has let them go. `metadata` is the
/// ClientMetadata of an answer to a challenge; that of InitiateAuth and AdminInitiateAuth does not reach this trigger (AWS,
/// user-pool-lambda-post-authentication). The world is not locked while the function runs.
pub fn finish(request: &Request, address: &PoolAddress, step: Step, metadata: Option<&Value>) -> Result<Value, Fault> {
    let complete = match step {
        Step::Challenge(answer) => return Ok(answer),
        Step::Complete(complete) => complete,
    };
    let function_arn = request.with_pool(address, |pool| Ok(pool.trigger(TRIGGER).map(str::to_owned)))?;
    if let Some(function_arn) = function_arn {
        run(request, address, &complete, &function_arn, metadata)?;
    }
    let result = request.with_pool(address, |pool| Ok(complete.tokens.give(pool)))?;
    Ok(json!({"ChallengeParameters": {}, "AuthenticationResult": result}))
}

fn run(
    request: &Request,
    address: &PoolAddress,
    complete: &Complete,
    function_arn: &str,
    metadata: Option<&Value>,
) -> Result<(), Fault> {
    let mut told = json!({"userAttributes": complete.attributes, "newDeviceUsed": false});
    if let Some(metadata) = metadata {
        told["clientMetadata"] = metadata.clone();
    }
    let firing = Firing {
        function_arn,
        source: "PostAuthentication_Authentication",
        client_id: &complete.client_id,
        user_name: &complete.user_name,
        request: told,
        response: json!({}),
    };
    let returned = trigger::fire(request, address, firing).map_err(|failure| trigger::refused(TRIGGER, failure))?;
    // Nothing in the response counts, but a function that does not give the event back stops the sign-in.
    if returned.get("response").is_some_and(Value::is_object) { Ok(()) } else { Err(unrecognizable_output()) }
}
