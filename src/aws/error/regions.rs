//! Regions that an account must switch on first, and STS where it is off: which of the accounts must do it, and how.
//!
//! A Region that is off refuses good keys as if they were wrong (AWS answers UnrecognizedClientException or InvalidClientTokenId), while
//! STS there answers GetCallerIdentity all the same (aws-sdk-go-v2 #2846).

use crate::aws::error::answer::ErrorAnswer;
use crate::aws::error::caller::Caller;
use crate::aws::error::refusal::Refusal;
use crate::command::{Command, Operation};
use crate::problem::ProblemKind;

/// The Regions that every account of the partition `aws` has without asking: no Region has been added to them since March 2019.
const ALWAYS_ON: [&str; 17] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// How the Regions of the other partitions begin: an account there has all of them.
const OTHER_PARTITIONS: [&str; 5] = ["us-gov-", "cn-", "us-iso", "eu-iso", "eusc-"];

/// Whether an account must switch the Region on before it can use it.
pub fn is_opt_in(region: &str) -> bool {
    !ALWAYS_ON.contains(&region) && !OTHER_PARTITIONS.iter().any(|begin| region.starts_with(begin))
}

/// The refusal, where a Region or its STS is off, or may be.
pub(in crate::aws) fn refusal(caller: &Caller, answer: &ErrorAnswer) -> Option<Refusal> {
    match answer.name() {
        "RegionDisabled" => Some(sts_off(caller, answer)),
        "OptInRequired" | "SubscriptionRequired" => Some(not_signed_up(caller)),
        "UnrecognizedClient" | "InvalidClientTokenId" | "InvalidToken" | "AuthFailure"
            if is_opt_in(&caller.region) && !answer.message.to_lowercase().contains("expired") =>
        {
            Some(not_taken(caller))
        }
        _ => None,
    }
}

/// "STS is not activated in this region for account:123456789012." The account is that of the role (facts §12.1).
fn sts_off(caller: &Caller, answer: &ErrorAnswer) -> Refusal {
    let region = &caller.region;
    let named = account_number(&answer.message);
    let whose = match (named, caller.account.as_deref()) {
        (Some(named), Some(own)) if named == own => {
            format!("the account {named} (the {} account, profile {})", caller.side, caller.profile)
        }
        (Some(named), _) => format!("the account {named}, which has the role"),
        (None, _) => "the account that has the role".to_owned(),
    };
    let off = Refusal::new(ProblemKind::RegionDisabled).because(format!("STS is off in {region} for {whose}."));
    match is_opt_in(region) {
        true => off.remedy(format!("Let an administrator of {whose} enable the Region: {}", enable(region)))
            .remedy("It can take some minutes until the Region answers."),
        false => off.remedy(format!(
            "Let an administrator of {whose} switch it on: IAM console, Account settings, Security Token Service (STS), Endpoints, {region}."
        )),
    }
}

fn not_signed_up(caller: &Caller) -> Refusal {
    let (region, account) = (&caller.region, own_account(caller));
    let refused = Refusal::new(ProblemKind::RegionDisabled);
    match is_opt_in(region) {
        true => refused
            .because(format!("The Region {region} is not enabled in {account}."))
            .remedy(format!("Let an administrator of {account} enable it: {}", enable(region)))
            .remedy("It can take some minutes until the Region answers."),
        false => refused.because(format!("{} cannot use this service in {region} yet.", capital(&account))).remedy(format!(
            "Sign in to the console of {account} and finish what it asks for: a new account has to be verified first."
        )),
    }
}

/// The keys are refused in a Region that may be off. Where STS has taken them already, they are good.
fn not_taken(caller: &Caller) -> Refusal {
    let (region, account, profile) = (&caller.region, own_account(caller), &caller.profile);
    if caller.account.is_some() {
        return Refusal::new(ProblemKind::RegionDisabled)
            .because(format!("STS took the same credentials, so they are good: the Region {region} is not enabled in {account}, or they are a session of STS's global endpoint, which such a Region does not take."))
            .remedy(format!("Let an administrator of {account} enable the Region: {}", enable(region)))
            .remedy(format!(
                "If it is enabled, get a new session from the Region's own STS: {}",
                Command::aws(Operation::ConfigureSet).flag("sts_regional_endpoints").flag("regional").profile(profile)
            ));
    }
    let either = Refusal::new(ProblemKind::NoCredentials)
        .because(format!("{region} must be enabled in an account first: until then it refuses good keys like wrong ones."))
        .remedy(format!("See which it is: {}", Command::aws(Operation::GetCallerIdentity).at(profile, "us-east-1")))
        .remedy(format!(
            "If that answers, the keys are good: let an administrator of {account} enable the Region: {}",
            enable(region)
        ));
    caller.renewal.actions().into_iter().fold(either.remedy("If it does not, the keys are wrong:"), Refusal::remedy)
}

fn enable(region: &str) -> String {
    Command::aws(Operation::EnableRegion).with("--region-name", region).to_string()
}

fn own_account(caller: &Caller) -> String {
    match &caller.account {
        Some(account) => format!("the {} account {account}", caller.side),
        None => format!("the {} account (profile {})", caller.side, caller.profile),
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// The first twelve digits that stand by themselves.
fn account_number(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .find(|word| word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_that_nobody_knows_yet_is_one_to_enable() {
        for region in ["eu-south-1", "ap-east-2", "mx-central-1", "xx-future-1"] {
            assert!(is_opt_in(region), "{region}");
        }
        for region in ["eu-west-1", "us-gov-west-1", "eusc-de-east-1", "cn-north-1"] {
            assert!(!is_opt_in(region), "{region}");
        }
    }

    #[test]
    fn the_account_is_read_from_the_sentence() {
        assert_eq!(account_number("STS is not activated in this region for account:123456789012. Your"), Some("123456789012"));
        assert_eq!(account_number("request 1234567890123, id 12345678901"), None);
    }
}
