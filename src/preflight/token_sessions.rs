//! How many sessions a user of the source pool may have: a password check begins one, and may end the oldest (facts §12.8). Pure.

use super::facts::{Facts, Subject};
use crate::aws::Side;
use crate::check::builder::{check, shown};
use crate::check::finding::Check;
use crate::command::{Command, Operation};

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let source = facts.source.as_ref()?;
    let builder = check("source-pool.sessions", "how many sessions a user of the source pool may have");
    Some(vec![match &source.pool {
        Err(_) => builder.depends_on("source-pool.exists"),
        // Sessions are tracked in the other tiers alone.
        Ok(pool) if shown(pool, "/UserPoolTier") == "LITE" => {
            builder.pass(vec!["UserPoolTier: LITE, which tracks no sessions".into()])
        }
        Ok(_) => {
            let place = subject.place(Side::Source);
            let evidence =
                vec!["cannot be known from here: the AWS SDK of this program has no GetUserPoolSessionConfiguration yet".into()];
            let remedy = [
                "Each password that the function tries begins a session in the source pool. Where sessions are tracked and MaxPerUser is 1, that signs the person out of the old application; with a few more it ends the oldest. This tells:".to_owned(),
                Command::aws(Operation::GetUserPoolSessionConfiguration)
                    .with("--user-pool-id", &place.pool_id)
                    .at(&place.profile, &place.region)
                    .to_string(),
            ];
            builder.skipped(evidence, Some(remedy.join("\n")))
        }
    }])
}
