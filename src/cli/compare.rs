//! `compare`: both pools read and compared, as text or JSON.

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::connect::{self, Connected};
use super::exit::Exit;
use super::output;
use super::progress_bar::Meter;
use super::signals::stoppable;
use super::user_arguments::CompareArguments;
use crate::aws::document::describe_user_pool;
use crate::aws::document::pools::number_of_users;
use crate::model::blueprint::Blueprint;
use crate::problem::Problem;
use crate::users::compare::classes::Comparison;
use crate::users::compare::run::{Pass, Sides, compare};
use crate::users::compare::text;
use crate::users::reading::chain::Pool;

/// The version of the document that `--json` prints.
const COMPARE_FORMAT: u32 = 1;

pub async fn run(arguments: &Arguments, flags: &CompareArguments) -> Result<Exit, Problem> {
    connect::named(arguments)?;
    let Connected { session, accounts, spec, .. } = connect::reread(arguments).await?;
    let blueprint = Blueprint::new(&spec, &session.made);
    let (source, destination) = (&accounts.source, &accounts.destination);
    let pools = tokio::try_join!(
        describe_user_pool(source, &spec.source.pool_id),
        describe_user_pool(destination, blueprint.destination_pool_id()),
    )?;
    let mut meter = Meter::new(arguments.json);
    let compared = stoppable(async |stop| {
        let sides = Sides {
            source: Pool { account: source, id: &spec.source.pool_id, stop },
            destination: Pool { account: destination, id: blueprint.destination_pool_id(), stop },
            mapping: &spec.user_mapping,
            estimated: [number_of_users(&pools.0), number_of_users(&pools.1)],
            per_second: flags.reading.per_second,
            shards: flags.reading.shards,
        };
        compare(&sides, &mut |pass, progress| meter.tell(name(pass), progress)).await
    })
    .await;
    meter.done();
    let comparison = compared?;
    match arguments.json {
        true => output::document(&document(&session.name, &comparison))?,
        false => text::lines(&comparison).iter().for_each(|line| output::line(line)),
    }
    Ok(if comparison.findings() == 0 { Exit::Fine } else { Exit::Different })
}

fn name(pass: Pass) -> &'static str {
    match pass {
        Pass::Destination => "the destination",
        Pass::Source => "the source",
    }
}

fn document(session: &str, comparison: &Comparison) -> Value {
    let classes = comparison.classes.iter().map(|(class, count)| {
        let mut document = json!(class);
        if let Some(members) = document.as_object_mut() {
            members.insert("finding".into(), class.is_finding().into());
            members.insert("users".into(), count.users.into());
            members.insert("examples".into(), json!(count.examples));
        }
        document
    });
    json!({
        "format_version": COMPARE_FORMAT,
        "session": session,
        "source_users": comparison.source,
        "destination_users": comparison.destination,
        "findings": comparison.findings(),
        "classes": classes.collect::<Vec<_>>(),
    })
}
