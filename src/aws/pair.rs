//! Both sides together: what two accounts must have in common before anything else is asked.

use super::account::{Account, Accounts};
use super::problem::{Problem, ProblemKind};

/// Puts both sides together.
///
/// The same account twice is allowed ([`Accounts::same_account`] says so). Errors: [`ProblemKind::Invalid`] where the partitions
/// differ, for no role can be assumed across them, or have no Cognito user pools (facts §4: only identity pools in China, none in the
/// isolated partitions).
pub fn pair(source: Account, destination: Account) -> Result<Accounts, Problem> {
    let (from, to) = (&source.identity.partition, &destination.identity.partition);
    if from != to {
        return Err(Problem::new(
            ProblemKind::Invalid,
            format!(
                "The source (profile {}) is in the partition {from}, the destination (profile {}) in {to}.",
                source.profile, destination.profile
            ),
            "No role can be assumed from one partition in another, so the function could never ask the source pool.",
        )
        .remedy("Choose two profiles of one partition."));
    }
    if !has_user_pools(from) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            format!("The partition {from} (profiles {} and {}) has no Cognito user pools.", source.profile, destination.profile),
            "Amazon Cognito user pools exist in the partitions aws, aws-us-gov and aws-eusc.",
        )
        .remedy("Choose profiles of one of those partitions."));
    }
    Ok(Accounts { source, destination })
}

fn has_user_pools(partition: &str) -> bool {
    partition != "aws-cn" && !partition.starts_with("aws-iso")
}
