//! An account that is open, behind an AWS that refuses whatever is called, in the service's own protocol.

use std::sync::{Arc, Mutex};

use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::Account;
use cognito_ferry::aws::problem::Problem;

use super::operations;
use super::table::Protocol;
use crate::env::fake_aws::{FakeAws, Reply, account_at, identity};

pub const ACCOUNT: &str = "111111111111";

pub struct Stage {
    pub account: Account,
    reply: Arc<Mutex<Option<Reply>>>,
}

impl Stage {
    pub async fn at(region: &str) -> Self {
        let reply: Arc<Mutex<Option<Reply>>> = Arc::default();
        let refuses = reply.clone();
        let opened = || identity(&format!("arn:aws:iam::{ACCOUNT}:user/ann"));
        let fake = FakeAws::new(move |_| refuses.lock().unwrap().clone().unwrap_or_else(opened));
        Self { account: account_at(&fake, Side::Source, region).await, reply }
    }

    /// What is told of the operation when it is refused so.
    pub async fn refused(&self, service: &str, operation: &str, refusal: Reply) -> Problem {
        *self.reply.lock().unwrap() = Some(refusal);
        operations::refused(&self.account, service, operation)
            .await
            .unwrap_or_else(|| panic!("{service} {operation} is not in tests/it/refusals/operations.rs"))
    }
}

/// The refusal on the wire.
pub fn refusal(protocol: Protocol, status: u16, code: &str, message: &str) -> Reply {
    match protocol {
        Protocol::Json => Reply::new(status, serde_json::json!({ "__type": code, "message": message }).to_string())
            .header("x-amzn-requestid", "r-1"),
        Protocol::RestJson => Reply::rest_error(status, code, message).header("x-amzn-requestid", "r-1"),
        Protocol::Query => {
            let escaped = message.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            Reply::query_error(status, code, &escaped).header("x-amzn-requestid", "r-1")
        }
    }
}
