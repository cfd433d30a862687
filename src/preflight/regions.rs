//! Regions that an account has to switch on before anything there works (facts §12.1). Pure.

use super::facts::{Facts, Subject};
use crate::aws::Side;
use crate::aws::error::regions::is_opt_in;
use crate::check::builder::check;
use crate::check::finding::Check;
use crate::command::{Command, Operation};

pub fn checks(subject: &Subject, _: &Facts) -> Option<Vec<Check>> {
    let builder = check("function.opt-in-region", "Regions that are not on by default");
    let places = [Side::Source, Side::Destination].map(|side| (side, subject.place(side)));
    let evidence = places.iter().map(|(side, place)| {
        let kind = if is_opt_in(&place.region) { "opt-in" } else { "on by default" };
        format!("{side}: {} ({kind})", place.region)
    });
    let evidence: Vec<String> = evidence.collect();
    let opted: Vec<_> = places.iter().filter(|(_, place)| is_opt_in(&place.region)).collect();
    if opted.is_empty() {
        return Some(vec![builder.pass(evidence)]);
    }
    let (source, destination) = (places[0].1, places[1].1);
    let own = subject.options().own_function.is_some() && is_opt_in(&destination.region);
    let mut lines = vec![match own {
        // Most handlers ask the STS of their own Region, and that one must be on in the account of the role.
        true => format!(
            "A handler that asks STS of its own Region, {}, for the role in account {} is refused (RegionDisabledException) unless that Region is on there too, and then no user is migrated. Have it ask STS of {}. What is on:",
            destination.region, source.account, source.region
        ),
        false => format!(
            "A Region like this works only while it is on in its account, and the function asks STS of {}: if account {} has switched it off (RegionDisabledException), no user is migrated. What is on:",
            source.region, source.account
        ),
    }];
    let status = |region: &str, profile: &str| {
        Command::aws(Operation::GetRegionOptStatus).with("--region-name", region).profile(profile).to_string()
    };
    lines.extend(opted.iter().map(|(_, place)| status(&place.region, &place.profile)));
    lines.extend(own.then(|| status(&destination.region, &source.profile)));
    Some(vec![builder.warn(evidence, lines.join("\n"))])
}
