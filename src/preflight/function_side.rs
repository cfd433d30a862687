//! Where the function will run: Region, runtime, concurrency, quotas, its log.

use super::facts::{Facts, Read, Subject};
use crate::aws::Side;
use crate::check::builder::check;
use crate::check::finding::Check;
use crate::model::blueprint::LogGroup;
use crate::model::options::RUNTIMES;

/// New accounts begin with ten; a burst of sign-ins in the window needs more (facts §5).
const CONCURRENCY_ENOUGH: i32 = 100;
/// Cognito's default for a Region (facts §6.7).
const DEFAULT_RATE: i32 = 120;

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let (source, destination) = (facts.source.as_ref()?, facts.destination.as_ref()?);
    let mut checks = vec![region(subject), runtime(subject)];
    let concurrency = check("function.concurrency", "how many functions may run at once in the destination account");
    checks.push(match &destination.concurrency {
        Err(problem) => concurrency.unavailable(problem),
        Ok(found) => {
            let free = found.unreserved.unwrap_or(found.limit);
            let evidence = vec![format!("ConcurrentExecutions: {}", found.limit), format!("unreserved: {free}")];
            match free < CONCURRENCY_ENOUGH {
                true => concurrency.warn(evidence, "A burst of sign-ins would be throttled, which users see as an error. Request a higher quota: Service Quotas → AWS Lambda → Concurrent executions."),
                false => concurrency.pass(evidence),
            }
        }
    });
    checks.push(rate(Side::Source, &source.rate));
    checks.push(rate(Side::Destination, &destination.rate));
    checks.push(log(subject, facts)?);
    Some(checks)
}

/// Cognito invokes functions of the pool's own Region only (facts §1.6). The function is made where the destination's pool is.
fn region(subject: &Subject) -> Check {
    let builder = check("function.region", "the function is in the pool's Region");
    let place = subject.place(Side::Destination);
    let of_pool = match place.pool_id.split_once('_') {
        Some((region, _)) => region,
        None if subject.new_pool().is_some() => place.region.as_str(),
        None => return builder.depends_on("destination-pool.exists"),
    };
    let evidence = vec![format!("function: {}", place.region), format!("pool: {of_pool}")];
    match of_pool == place.region {
        true => builder.pass(evidence),
        false => builder.fail(evidence, format!("--destination-region {of_pool}")),
    }
}

fn runtime(subject: &Subject) -> Check {
    let builder = check("function.runtime", "the function's runtime");
    let runtime = subject.options().function_runtime.as_str();
    let evidence = vec![format!("runtime: {runtime}"), format!("memory: {} MB", subject.options().function_memory)];
    // A team's own handler runs in whatever Lambda has; it refuses what it does not have by name.
    match RUNTIMES.contains(&runtime) || subject.options().own_function.is_some() {
        true if subject.options().function_memory < 512 => builder.warn(
            evidence,
            "A cold start with less than 512 MB can take longer than Cognito's five seconds: --function-memory 512",
        ),
        true => builder.pass(evidence),
        false => builder.fail(evidence, format!("--function-runtime {}", RUNTIMES[0])),
    }
}

fn rate(side: Side, rate: &Read<i32>) -> Check {
    let builder = check(format!("function.sign-ins-{side}"), format!("sign-ins a second that the {side} account may make"));
    match rate {
        Err(problem) => builder.unavailable(problem),
        Ok(rate) => {
            let evidence = vec![format!("UserAuthentication: {rate} a second, for the whole account in its Region")];
            match *rate < DEFAULT_RATE {
                true => builder.warn(evidence, "That is less than Cognito's default. Each migrated sign-in counts once in either account: see that the busiest minute fits."),
                false => builder.pass(evidence),
            }
        }
    }
}

fn log(subject: &Subject, facts: &Facts) -> Option<Check> {
    let builder = check("function.log-group", format!("the function's log group {}", subject.blueprint.log_group()));
    let wanted = subject.options().log_retention_days;
    Some(match &facts.destination.as_ref()?.log_group {
        Err(problem) => builder.unavailable(problem),
        Ok(None) => builder.pass(vec!["there: no".into(), format!("will keep its lines for: {wanted} days")]),
        Ok(Some(group)) => {
            let kept = group.retention_days.map_or_else(|| "forever".to_owned(), |days| format!("{days} days"));
            let evidence = vec!["there: yes".into(), format!("keeps its lines for: {kept}"), format!("wanted: {wanted} days")];
            match group.retention_days == Some(wanted) || subject.blueprint.made.log_group == Some(LogGroup::Ours) {
                true => builder.pass(evidence),
                false => builder.warn(evidence, "It stood there before: apply leaves it and its retention as they are, and teardown does not delete it. For a group of its own, choose another name: --function-name NAME"),
            }
        }
    })
}
