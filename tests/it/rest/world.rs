//! Two pools with people of every kind between them, and the import run on them as the command runs it.

use std::collections::BTreeMap;

use cognito_ferry::aws::document::describe_user_pool;
use cognito_ferry::model::user_options::UserOptions;
use cognito_ferry::problem::Problem;
use cognito_ferry::run::progress::Stop;
use cognito_ferry::users::classify::{Question, included};
use cognito_ferry::users::compare::classes::{Class, Comparison};
use cognito_ferry::users::compare::run::{Sides, compare};
use cognito_ferry::users::import::after::{After, disable};
use cognito_ferry::users::import::job::Jobs;
use cognito_ferry::users::import::rest::{Rest, header};
use cognito_ferry::users::import::results::{Results, RowFate};
use cognito_ferry::users::import::run::{ImportContext, Importer, Said};
use cognito_ferry::users::import::sort::Tally;
use cognito_ferry::users::reading::chain::{Pool, Seen};
use cognito_ferry::users::reading::everybody::{self, Options, QUOTA};
use serde_json::{Value, json};

use crate::groups::world::{DESTINATION_POOL, PoolSetup, SOURCE_POOL, Setup, World};

/// Settings of a pool that users can be imported into.
pub fn verifying() -> Value {
    json!({ "AutoVerifiedAttributes": ["email"], "UsernameConfiguration": { "CaseSensitive": false } })
}

/// Somebody with a verified address and these attributes.
pub fn person(name: &str, attributes: &[(&str, &str)]) -> Value {
    let mut all = json!({ "email": format!("{name}@example.com"), "email_verified": "true" });
    for (attribute, value) in attributes {
        all[*attribute] = json!(value);
    }
    json!({ "name": name, "password": "Right-password-1", "attributes": all })
}

/// The migration applied, with the role of the import.
pub async fn world(people: Vec<Value>) -> World {
    let source = PoolSetup { users: people, settings: Some(verifying()), ..PoolSetup::default() };
    let destination = PoolSetup { settings: Some(verifying()), ..PoolSetup::default() };
    let users = UserOptions { import_role: true, ..UserOptions::default() };
    World::applied(Setup { source, destination, users }).await
}

/// How an import came out.
#[derive(Debug)]
pub struct Imported {
    pub tally: Tally,
    pub fates: BTreeMap<String, RowFate>,
    pub said: Vec<Said>,
}

/// Imports whoever can be, with those also who are left out by default.
pub async fn import(world: &mut World) -> Result<Imported, Problem> {
    let stop = Stop::new();
    let accounts = world.accounts.clone();
    let spec = world.spec().clone();
    let role_arn = cognito_ferry::model::blueprint::Blueprint::new(&spec, &world.session.made).import_role_arn();
    let source = describe_user_pool(&accounts.source, SOURCE_POOL).await.unwrap();
    let destination = describe_user_pool(&accounts.destination, DESTINATION_POOL).await.unwrap();
    let header = header(&accounts.destination, &destination).await?;
    let (from, to) = (pool(&accounts.source, SOURCE_POOL, &stop), pool(&accounts.destination, DESTINATION_POOL, &stop));
    let rest = Rest {
        source: from,
        destination: to,
        mapping: &spec.user_mapping,
        header: &header,
        pools: [&source, &destination],
        include: included(&Question::ALL, &[]),
        per_second: QUOTA,
        shards: false,
    };
    let store = world.store();
    let mut results = Results::open(store.directory(), "groups").unwrap();
    let mut said = Vec::new();
    let known = rest.know(&mut |_, _| {}).await?;
    let mut session = world.session.clone();
    let mut say = |what: Said| said.push(what);
    let mut importer = Importer::new(ImportContext {
        jobs: Jobs { account: &accounts.destination, pool_id: DESTINATION_POOL, role_arn: &role_arn, stop: &stop },
        header: &header,
        destination: to,
        mapping: &spec.user_mapping,
        session: &mut session,
        store: &store,
        results: &mut results,
        say: &mut say,
    });
    importer.settle().await?;
    let tally = rest.each(&known, &mut Seen::new(), &mut importer, &mut |_, _| {}).await?;
    let finished = importer.finish().await;
    world.session = session;
    finished?;
    let known = rest.know(&mut |_, _| {}).await?;
    let mut after = After { index: &known.index, fates: &results.fates, to_disable: Vec::new(), map: None };
    everybody::read(from, &Options::new(QUOTA), &mut Seen::new(), &mut after).await?;
    disable(&after.to_disable, to).await?;
    Ok(Imported { tally, fates: results.fates, said })
}

/// Both pools compared.
pub async fn compared(world: &World) -> Comparison {
    let stop = Stop::new();
    let sides = Sides {
        source: pool(&world.accounts.source, SOURCE_POOL, &stop),
        destination: pool(&world.accounts.destination, DESTINATION_POOL, &stop),
        mapping: &world.spec().user_mapping,
        estimated: [0, 0],
        per_second: QUOTA,
        shards: false,
    };
    compare(&sides, &mut |_, _| {}).await.unwrap()
}

/// Classes with users in them, but for those who are equal.
pub fn unequal(comparison: &Comparison) -> Vec<(Class, u64)> {
    let classes = comparison.classes.iter().filter(|(class, _)| **class != Class::Equal);
    classes.map(|(class, count)| (class.clone(), count.users)).collect()
}

fn pool<'a>(account: &'a cognito_ferry::aws::account::Account, id: &'a str, stop: &'a Stop) -> Pool<'a> {
    Pool { account, id, stop }
}
