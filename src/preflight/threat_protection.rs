//! Threat protection of either pool: what it does to people whose password the function tries (facts §12.2). Pure.

use serde_json::Value;

use super::facts::{Facts, Read, Subject};
use super::risk::Risk;
use crate::aws::Side;
use crate::check::builder::{CheckBuilder, check, missing_permission, shown};
use crate::check::finding::Check;
use crate::model::user_options::ThreatProtection;
use crate::resources::threat_exemption::is_enforced;

const MODE: &str = "/UserPoolAddOns/AdvancedSecurityMode";
const CUSTOM_AUTHENTICATION: &str = "/UserPoolAddOns/AdvancedSecurityAdditionalFlows/CustomAuthMode";

/// Has apply give the migration app client a risk configuration of its own.
const EXEMPT_FLAG: &str = "--threat-protection-exempt yes";

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let (source, destination) = (facts.source.as_ref()?, facts.destination.as_ref()?);
    let of_source = check("source-pool.threat-protection", "threat protection of the source pool");
    let of_destination = check("destination-pool.threat-protection", "threat protection of the destination pool");
    let mut checks = vec![match &source.pool {
        Err(_) => of_source.depends_on("source-pool.exists"),
        Ok(pool) => match is_enforced(pool) {
            false => of_source.pass(modes(pool)),
            true => enforced(of_source, subject, modes(pool), source.risk.as_ref()),
        },
    }];
    if subject.new_pool().is_none() {
        checks.push(match &destination.pool {
            Err(_) => of_destination.depends_on("destination-pool.exists"),
            Ok(pool) if is_enforced(pool) => of_destination.warn(
                modes(pool),
                "Where it blocks leaked passwords, a user whose password is known to have leaked arrives and is refused at once: the new user is put into RESET_REQUIRED, and \"Forgot password\" helps. Adaptive authentication knows no device of a user who has just migrated. Consider AUDIT_ONLY until the window closes: user pool → Threat protection.",
            ),
            Ok(pool) => of_destination.pass(modes(pool)),
        });
    }
    Some(checks)
}

fn enforced(builder: CheckBuilder, subject: &Subject, mut evidence: Vec<String>, risk: Option<&Read<Risk>>) -> Check {
    match risk {
        Some(Ok(risk)) => {
            evidence.extend(risk.lines());
            if !risk.blocks_leaked_passwords && !risk.blocks_by_risk {
                return builder.pass(evidence);
            }
        }
        Some(Err(problem)) => {
            evidence.push(format!("risk configuration: not known. {} {}", problem.what, problem.why));
            evidence.extend(missing_permission(problem));
        }
        None => evidence.push("risk configuration: not known".into()),
    }
    builder.warn(evidence, what_happens(subject))
}

fn what_happens(subject: &Subject) -> String {
    let pool = &subject.place(Side::Source).pool_id;
    format!(
        "The function tries passwords in {pool} with ADMIN_USER_PASSWORD_AUTH, and threat protection judges those sign-ins too: where it blocks one for a leaked password, that user of the source pool is put into RESET_REQUIRED and can sign in neither there nor here before a reset. It sees the function's address, never the user's. The way out changes nothing for anybody else: a risk configuration of the migration app client alone, which apply makes and teardown removes{}",
        match subject.options().users.threat_protection {
            ThreatProtection::Exempt =>
                format!(" unless you decline it ({EXEMPT_FLAG} is the default). The plan shows it and what it gives up."),
            ThreatProtection::On => format!(": {EXEMPT_FLAG}"),
        }
    )
}

fn modes(pool: &Value) -> Vec<String> {
    vec![
        format!("AdvancedSecurityMode: {}", shown(pool, MODE)),
        format!(
            "AdvancedSecurityAdditionalFlows.CustomAuthMode: {} (not a flow of the function's)",
            shown(pool, CUSTOM_AUTHENTICATION)
        ),
    ]
}
