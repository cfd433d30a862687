//! Both sides together: what two accounts must have in common before anything else is asked.

use crate::aws::account::{Account, Accounts};
use crate::problem::{Problem, ProblemKind};
use crate::text::printable;

/// Puts both sides together.
///
/// The same account twice is allowed ([`Accounts::same_account`] says so). Errors: [`ProblemKind::Invalid`] where the partitions
/// differ, for no role can be assumed across them, or have no Cognito user pools (facts §4.4: only identity pools in China, none in the
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

/// What two sides, each a profile, a Region and an account, have in common, so that nobody overlooks it; none where the accounts
/// differ.
pub fn in_common(source: &[String; 3], destination: &[String; 3]) -> Option<String> {
    let [from_profile, from_region, account] = source;
    let [to_profile, to_region, other] = destination;
    if account != other {
        return None;
    }
    let (profile, account) = (printable(from_profile), printable(account));
    Some(match (from_profile == to_profile, from_region == to_region) {
        (true, true) => format!("Both sides are the same profile, {profile}, account {account}."),
        (true, false) => format!("Both sides are the profile {profile}, account {account}, in two Regions."),
        (false, _) => format!("Both sides are the same account, {account}."),
    })
}

fn has_user_pools(partition: &str) -> bool {
    partition != "aws-cn" && !partition.starts_with("aws-iso")
}
