//! Quotas that are used up: their codes end alike in most services, and some have names of their own.

use crate::aws::error::answer::ErrorAnswer;
use crate::aws::error::caller::Caller;
use crate::aws::error::refusal::Refusal;
use crate::problem::ProblemKind;

/// Whether the code, without its ending, says that a quota is used up. What only comes too fast is throttled and is no quota.
fn is_quota(name: &str) -> bool {
    let of_rate = ["Throttl", "Request", "Rate", "Bandwidth", "Throughput", "Attempt"].iter().any(|part| name.contains(part));
    let ends = ["LimitExceeded", "QuotaExceeded", "LimitReached", "Exceeded", "ExceededLimit", "LimitExceededFault"];
    !of_rate && (ends.iter().any(|end| name.ends_with(end)) || name.starts_with("TooMany"))
}

/// The refusal, where a quota is used up.
pub(in crate::aws) fn refusal(caller: &Caller, answer: &ErrorAnswer) -> Option<Refusal> {
    let name = answer.name();
    let message = answer.message.to_lowercase();
    let too_fast = message.contains("attempt limit") || message.contains("rate exceeded");
    if !is_quota(name) || too_fast {
        return None;
    }
    let region = &caller.region;
    let account = caller.account.as_deref().map_or_else(|| format!("of profile {}", caller.profile), str::to_owned);
    let quota = Refusal::new(ProblemKind::Quota);
    Some(match name {
        "CodeStorageExceeded" => quota
            .because(format!("The account {account} has no room left for the code of functions in {region}."))
            .remedy("Delete functions, layers or old versions that are not used, then try again; or ask for more in Service Quotas (Lambda: function and layer storage)."),
        "PolicyLengthExceeded" => quota
            .because("The function's resource policy is full (20 KB), and no quota can be raised for that.")
            .remedy("Remove statements that are no longer needed (Lambda console, Configuration, Permissions), then try again."),
        "ENILimitReached" => quota
            .because("Lambda needs a network interface in the function's VPC, and the account has no more.")
            .remedy(format!("Make room in the VPC, or ask for more network interfaces of the account {account} in {region} (Service Quotas: VPC).")),
        "SubnetIPAddressLimitReached" => quota
            .because("The subnets of the function's VPC have no free address.")
            .remedy("Give the function a larger subnet, or free addresses in its subnets."),
        _ if answer.called.service == "IAM" => quota.remedy(format!(
            "A quota of IAM in the account {account} is used up, in all Regions: remove what is not used, or ask for more in Service Quotas (IAM, in us-east-1)."
        )),
        _ => quota.remedy(format!(
            "A quota of the account {account} in {region} is used up: make room, or ask for more in Service Quotas."
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_are_told_from_what_only_comes_too_fast() {
        for name in [
            "LimitExceeded",
            "ServiceQuotaExceeded",
            "ENILimitReached",
            "CodeStorageExceeded",
            "ResourceLimitExceeded",
            "TooManyTags",
        ] {
            assert!(is_quota(name), "{name}");
        }
        for name in [
            "TooManyRequests",
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "RateExceeded",
            "ThrottlingQuotaExceeded",
            "TooManyFailedAttempts",
        ] {
            assert!(!is_quota(name), "{name}");
        }
    }
}
