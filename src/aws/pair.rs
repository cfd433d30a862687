//! Both sides together: what two accounts must have in common before anything else is asked.

use super::account::{Account, Accounts};
use super::problem::{Problem, ProblemKind};

/// Puts both sides together.
///
/// The same account twice is allowed ([`Accounts::same_account`] says so). Errors: [`ProblemKind::Invalid`] where the partitions
/// differ, for no role can be assumed across them, or have no Cognito user pools (facts §4: only identity pools in China, none in the
/// isolated partitions).
pub fn pair(source: Account, destination: Account) -> Result<Accounts, Problem> {
    let side = |account: &Account| (account.profile.clone(), account.identity.partition.clone());
    match refusal(side(&source), side(&destination)) {
        Some(problem) => Err(problem),
        None => Ok(Accounts { source, destination }),
    }
}

/// Why two sides, each a profile and its partition, cannot be used together.
pub fn refusal(source: (String, String), destination: (String, String)) -> Option<Problem> {
    let ((from_profile, from), (to_profile, to)) = (source, destination);
    if from != to {
        let what = format!(
            "The source (profile {from_profile}) is in the partition {from}, the destination (profile {to_profile}) in {to}."
        );
        let why = "No role can be assumed from one partition in another, so the function could never ask the source pool.";
        return Some(Problem::new(ProblemKind::Invalid, what, why).remedy("Choose two profiles of one partition."));
    }
    if !has_user_pools(&from) {
        let what = format!("The partition {from} (profiles {from_profile} and {to_profile}) has no Cognito user pools.");
        let why = "Amazon Cognito user pools exist in the partitions aws, aws-us-gov and aws-eusc.";
        return Some(Problem::new(ProblemKind::Invalid, what, why).remedy("Choose profiles of one of those partitions."));
    }
    None
}

fn has_user_pools(partition: &str) -> bool {
    partition != "aws-cn" && !partition.starts_with("aws-iso")
}
