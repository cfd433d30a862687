//! `import`: who is left, what becomes of whom, and the jobs that bring them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::arguments::{Arguments, GroupsArguments};
use super::connect::{self, Connected};
use super::event_printer::{EventFormat, printing};
use super::exit::Exit;
use super::progress_bar::Meter;
use super::signals::stoppable;
use super::user_arguments::{ImportArguments, ImportedGroups};
use super::{groups, output, question};
use crate::aws::account::Accounts;
use crate::aws::document::{describe_user_pool, text as text_of};
use crate::function::probe::Unproven;
use crate::migration::plan::{self, Plan};
use crate::migration::{apply, plan_text};
use crate::model::blueprint::Blueprint;
use crate::model::resource_id::ResourceId;
use crate::model::spec::Spec;
use crate::problem::{Problem, ProblemKind};
use crate::run::progress::Stop;
use crate::users::classify::{Row, included};
use crate::users::csv::header::Header;
use crate::users::groups::person::Person;
use crate::users::import::after::{After, disable};
use crate::users::import::checks::{ImportCheck, checks};
use crate::users::import::job::{Jobs, active};
use crate::users::import::rest::{Rest, Rows, header};
use crate::users::import::results::Results;
use crate::users::import::run::{ImportContext, Importer, Said, by_reason};
use crate::users::import::sort::Tally;
use crate::users::import::text;
use crate::users::prices::{PerActiveUser, list_price};
use crate::users::reading::chain::{Pool, Seen, key_of};
use crate::users::reading::everybody::{self, Options};

/// The version of the documents that `--json` prints.
const IMPORT_FORMAT: u32 = 1;

pub async fn run(arguments: &Arguments, flags: &ImportArguments) -> Result<Exit, Problem> {
    connect::named(arguments)?;
    if !flags.dry_run {
        question::require_somebody(arguments, "import users", "Look with --dry-run first, then give --yes.")?;
    }
    let map = flags.map.as_deref().map(new_file).transpose()?;
    let mut connected = connect::reopen(arguments).await?;
    let result = stoppable(async |stop| import(arguments, flags, &mut connected, stop, map).await).await?;
    if result == Exit::Fine && flags.imported_groups == ImportedGroups::Sweep && !flags.dry_run {
        drop(connected);
        let per_second = crate::users::groups::sync::PER_SECOND;
        return groups::run(&Arguments { yes: true, ..arguments.clone() }, &GroupsArguments { watch: false, per_second }).await;
    }
    Ok(result)
}

/// Both pools as they are, and the header of the files.
struct Pools {
    source: Value,
    destination: Value,
    header: Header,
}

async fn import(
    arguments: &Arguments,
    flags: &ImportArguments,
    connected: &mut Connected,
    stop: &Stop,
    map: Option<BufWriter<File>>,
) -> Result<Exit, Problem> {
    let pools = pools(connected).await?;
    let mut results = Results::open(connected.store.directory(), &connected.session.name)?;
    let mut meter = Meter::new(arguments.json);
    // First what an interrupted run has left under way: its users are then in the destination, or known to have failed.
    if !flags.dry_run {
        drive(connected, flags, &pools, &mut results, stop, arguments, None).await?;
    }
    let passed_over = passed_over(&results, flags);
    let tally = {
        let destination_pool = destination_pool(connected);
        let rest = rest(&connected.accounts, &connected.spec, flags, &pools, &destination_pool, stop);
        let known = rest.know(&mut |pass, progress| meter.tell(pass.words(), progress)).await?;
        rest.each(&known, &mut passed_over.clone(), &mut Counting, &mut |pass, progress| meter.tell(pass.words(), progress))
            .await?
    };
    meter.done();
    let others = active(&connected.accounts.destination).await?;
    let checks = checks(&pools.destination, &others, &tally);
    let price = match flags.price_per_mau {
        Some(dollars) => PerActiveUser { dollars, given: true },
        None => list_price(text_of(&pools.destination, "UserPoolTier"), tally.rows()),
    };
    show(arguments, flags, &tally, &checks, &price, results.failed().count())?;
    let accepted = |check: &ImportCheck| check.id == "import.email" && flags.accept_email_limit;
    let refused = checks.iter().filter(|check| !check.passed).any(|check| !accepted(check));
    if refused {
        return Ok(Exit::Different);
    }
    if flags.dry_run {
        return Ok(Exit::Fine);
    }
    if tally.rows() > 0 {
        let role = role_plan(connected).await?;
        if !arguments.json && role.has_changes() {
            output::line(&plan_text::text(&role));
        }
        if !arguments.yes && !question::agreed(&format!("Import {} users?", tally.rows())).await? {
            output::aside("Nothing was changed.");
            return Ok(Exit::Interrupted);
        }
        make_role(arguments, connected, &role, stop).await?;
        drive(connected, flags, &pools, &mut results, stop, arguments, Some(passed_over)).await?;
    }
    finish(arguments, flags, connected, &pools, &results, stop, map).await?;
    tell_results(arguments, &results, &tally)?;
    Ok(if results.failed().next().is_none() { Exit::Fine } else { Exit::Failed })
}

/// Settles what is under way, and brings whoever has a row. `passed_over`: none where only what is under way is settled.
async fn drive(
    connected: &mut Connected,
    flags: &ImportArguments,
    pools: &Pools,
    results: &mut Results,
    stop: &Stop,
    arguments: &Arguments,
    passed_over: Option<Seen>,
) -> Result<(), Problem> {
    let destination_pool = destination_pool(connected);
    let role_arn = Blueprint::new(&connected.spec, &connected.session.made).import_role_arn();
    let Connected { session, accounts, spec, store, .. } = connected;
    let mut meter = Meter::new(arguments.json);
    let rest = rest(accounts, spec, flags, pools, &destination_pool, stop);
    let destination = rest.destination;
    let quiet = arguments.json;
    let mut say = |said: Said| tell(&said, quiet);
    let mut importer = Importer::new(ImportContext {
        jobs: Jobs { account: &accounts.destination, pool_id: &destination_pool, role_arn: &role_arn, stop },
        header: &pools.header,
        destination,
        mapping: &spec.user_mapping,
        session,
        store,
        results,
        say: &mut say,
    });
    let Some(mut seen) = passed_over else { return importer.settle().await };
    let known = rest.know(&mut |pass, progress| meter.tell(pass.words(), progress)).await?;
    rest.each(&known, &mut seen, &mut importer, &mut |pass, progress| meter.tell(pass.words(), progress)).await?;
    meter.done();
    importer.finish().await
}

/// Who is disabled in the source is disabled again, and the map is written.
async fn finish(
    arguments: &Arguments,
    flags: &ImportArguments,
    connected: &Connected,
    pools: &Pools,
    results: &Results,
    stop: &Stop,
    map: Option<BufWriter<File>>,
) -> Result<(), Problem> {
    let destination_pool = destination_pool(connected);
    let rest = rest(&connected.accounts, &connected.spec, flags, pools, &destination_pool, stop);
    let mut meter = Meter::new(arguments.json);
    let known = rest.know(&mut |pass, progress| meter.tell(pass.words(), progress)).await?;
    let mut map = map;
    let mut after = After {
        index: &known.index,
        fates: &results.fates,
        to_disable: Vec::new(),
        map: map.as_mut().map(|map| map as &mut (dyn std::io::Write + Send)),
    };
    everybody::read(rest.source, &Options::new(flags.reading.per_second), &mut Seen::new(), &mut after).await?;
    meter.done();
    let to_disable = after.to_disable;
    disable(&to_disable, rest.destination).await?;
    if !to_disable.is_empty() && !arguments.json {
        output::line(&format!("Disabled again, as in the source: {} users.", to_disable.len()));
    }
    Ok(())
}

fn rest<'a>(
    accounts: &'a Accounts,
    spec: &'a Spec,
    flags: &ImportArguments,
    pools: &'a Pools,
    destination_pool: &'a str,
    stop: &'a Stop,
) -> Rest<'a> {
    Rest {
        source: Pool { account: &accounts.source, id: &spec.source.pool_id, stop },
        destination: Pool { account: &accounts.destination, id: destination_pool, stop },
        mapping: &spec.user_mapping,
        header: &pools.header,
        pools: [&pools.source, &pools.destination],
        include: included(&flags.who.include, &flags.who.exclude),
        per_second: flags.reading.per_second,
        shards: flags.reading.shards,
    }
}

async fn pools(connected: &Connected) -> Result<Pools, Problem> {
    let (source, destination) = (&connected.accounts.source, &connected.accounts.destination);
    let destination_pool = destination_pool(connected);
    let pools = tokio::try_join!(
        describe_user_pool(source, &connected.spec.source.pool_id),
        describe_user_pool(destination, &destination_pool),
    )?;
    let header = header(destination, &pools.1).await?;
    Ok(Pools { source: pools.0, destination: pools.1, header })
}

fn destination_pool(connected: &Connected) -> String {
    Blueprint::new(&connected.spec, &connected.session.made).destination_pool_id().to_owned()
}

/// The change that makes the role, and no other.
async fn role_plan(connected: &mut Connected) -> Result<Plan, Problem> {
    connected.spec.options.users.import_role = true;
    if let Some(options) = &mut connected.session.choices.options {
        options.users.import_role = true;
    }
    let mut plan = plan::make(&connected.session, &connected.spec, &connected.accounts).await?;
    plan.changes.retain(|change| change.resource == ResourceId::ImportRole);
    Ok(plan)
}

async fn make_role(arguments: &Arguments, connected: &mut Connected, plan: &Plan, stop: &Stop) -> Result<(), Problem> {
    let format = if arguments.json || !plan.has_changes() { EventFormat::Silent } else { EventFormat::Text };
    let Connected { session, accounts, store, .. } = connected;
    printing(format, async |events| apply::apply(session, plan, accounts, store, events, stop, Unproven::GoOn).await).await
}

/// Whose row failed before is not tried again unbidden.
fn passed_over(results: &Results, flags: &ImportArguments) -> Seen {
    if flags.retry { Seen::new() } else { results.failed().map(key_of).collect() }
}

fn show(
    arguments: &Arguments,
    flags: &ImportArguments,
    tally: &Tally,
    checks: &[ImportCheck],
    price: &PerActiveUser,
    failed_before: usize,
) -> Result<(), Problem> {
    if arguments.json {
        return match flags.dry_run {
            false => Ok(()),
            true => output::document(&json!({
                "format_version": IMPORT_FORMAT,
                "users": tally.users,
                "rows": tally.rows(),
                "failed_before": failed_before,
                "classes": text::classes(tally),
                "checks": checks,
                "groups": { "way": format!("{:?}", flags.imported_groups).to_lowercase(), "month_dollars": price.month(tally.rows()) },
            })),
        };
    }
    text::plan(tally, checks, price, failed_before, flags.retry).iter().for_each(|line| output::line(line));
    Ok(())
}

fn tell(said: &Said, quiet: bool) {
    if !quiet && let Some(line) = text::said(said) {
        output::aside(&line);
    }
}

fn tell_results(arguments: &Arguments, results: &Results, tally: &Tally) -> Result<(), Problem> {
    let counted = by_reason(results.fates.values().cloned());
    if !arguments.json {
        text::results(&counted, arguments.session.as_deref()).iter().for_each(|line| output::line(line));
        return Ok(());
    }
    let reasons =
        counted.iter().map(|((outcome, reason), users)| json!({ "outcome": outcome, "reason": reason, "users": users }));
    let failed: BTreeSet<&str> = results.failed().collect();
    output::document(&json!({
        "format_version": IMPORT_FORMAT,
        "users": tally.users,
        "classes": text::classes(tally),
        "results": reasons.collect::<Vec<_>>(),
        "failed": failed,
    }))
}

/// Takes rows for counting only.
struct Counting;

#[async_trait]
impl Rows for Counting {
    async fn take(&mut self, _person: &Person, _row: Row) -> Result<(), Problem> {
        Ok(())
    }
}

fn new_file(path: &std::path::Path) -> Result<BufWriter<File>, Problem> {
    super::export::create_new(path).map(BufWriter::new).map_err(|error| {
        Problem::new(ProblemKind::Invalid, format!("The file {} cannot be made.", path.display()), error.to_string())
            .remedy("Name a file that does not exist yet: --map FILE")
    })
}
