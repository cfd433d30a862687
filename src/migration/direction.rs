//! From which pool and account to which: in the words that the plan and every question before apply use. Pure.

use crate::aws::account::pair;
use crate::model::place::Place;
use crate::model::spec::Spec;
use crate::text::printable;

/// Two lines: `from pool acme (eu-west-1_AbC) in account 111111111111 (old-account, eu-west-1)`, and where to.
pub fn lines(spec: &Spec) -> [String; 2] {
    [format!("from {}", place(&spec.source)), format!("to {}", place(&spec.destination))]
}

/// The same as one sentence.
pub fn sentence(spec: &Spec) -> String {
    format!("Users move {}.", lines(spec).join(" "))
}

/// What both sides have in common, so that nobody overlooks it.
pub fn in_common(spec: &Spec) -> Option<String> {
    let side = |place: &Place| [&place.profile, &place.region, &place.account].map(Clone::clone);
    pair::in_common(&side(&spec.source), &side(&spec.destination))
}

fn place(place: &Place) -> String {
    let name = printable(&place.pool_name);
    let pool = match place.pool_id.as_str() {
        "" => format!("a new pool {name}"),
        id => format!("pool {name} ({})", printable(id)),
    };
    format!("{pool} in account {} ({}, {})", printable(&place.account), printable(&place.profile), printable(&place.region))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wizard::screens::test_support::spec;

    #[test]
    fn both_pools_and_accounts_are_named_with_their_ids_profiles_and_regions() {
        assert_eq!(
            sentence(&spec()),
            "Users move from pool acme-customers (eu-west-1_AbCdEfGhI) in account 111111111111 (old-account, eu-west-1) \
             to pool acme-customers-new (eu-central-1_JkLmNoPqR) in account 222222222222 (new-account, eu-central-1)."
        );
    }

    #[test]
    fn a_pool_that_is_still_to_be_made_has_no_id() {
        let mut spec = spec();
        spec.destination.pool_id = String::new();
        assert!(lines(&spec)[1].starts_with("to a new pool acme-customers-new in account 222222222222"));
    }

    #[test]
    fn one_account_or_one_profile_on_both_sides_is_said() {
        let mut spec = spec();
        assert_eq!(in_common(&spec), None);
        spec.destination.account = spec.source.account.clone();
        assert_eq!(in_common(&spec).unwrap(), "Both sides are the same account, 111111111111.");
        spec.destination.profile = spec.source.profile.clone();
        assert!(in_common(&spec).unwrap().contains("the profile old-account"));
        spec.destination.region = spec.source.region.clone();
        assert!(in_common(&spec).unwrap().contains("the same profile, old-account"));
    }
}
