//! Questions that are asked of either described pool.

use serde_json::Value;

use super::facts::{Elsewhere, Read, Subject};
use crate::aws::Side;
use crate::check::builder::{check, shown};
use crate::check::finding::Check;
use crate::command::{Command, Operation};
use crate::problem::ProblemKind;

/// For both sides: the pool is there, in this account and Region. A pool's id begins with its Region.
pub fn exists(subject: &Subject, side: Side, pool: &Read<Value>, elsewhere: Option<&Elsewhere>) -> Check {
    let place = subject.place(side);
    let builder = check(format!("{side}-pool.exists"), format!("the {side} user pool {}", place.pool_id));
    let problem = match pool {
        Ok(pool) => {
            return builder.pass(vec![
                format!("name: {}", shown(pool, "/Name")),
                format!("ARN: {}", place.pool_arn()),
                format!("users (estimated by AWS): {}", shown(pool, "/EstimatedNumberOfUsers")),
            ]);
        }
        Err(problem) => problem,
    };
    let looked = format!("looked in: account {} ({}), profile {}", place.account, place.region, place.profile);
    if let Some(elsewhere) = elsewhere {
        return builder.fail(
            vec![looked, format!("it is in: account {}, profile {}", elsewhere.account, elsewhere.profile)],
            format!("The pool is the other account's: swap the profiles or the pools (--{side}-profile, --{side}-pool)."),
        );
    }
    let region = place.pool_id.split_once('_').map(|(region, _)| region);
    match region {
        Some(region) if !place.pool_id.is_empty() && region != place.region => {
            builder.fail(vec![looked, format!("the pool's Region, by its id: {region}")], format!("--{side}-region {region}"))
        }
        _ if problem.kind == ProblemKind::NotFound => builder.fail(
            vec![looked, format!("AWS: {}", problem.why)],
            format!(
                "See which pools there are:\n{}",
                Command::aws(Operation::ListUserPools).with("--max-results", "60").at(&place.profile, &place.region)
            ),
        ),
        _ => builder.unavailable(problem),
    }
}

pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// AWS takes user names for case-sensitive where the setting is absent (facts §7).
pub fn case_sensitive(pool: &Value) -> bool {
    pool.pointer("/UsernameConfiguration/CaseSensitive").and_then(Value::as_bool).unwrap_or(true)
}
