//! The jobs: one call of the engine each, and its answer.

use super::context::World;
use super::holding::Holding;
use super::saving::Barrier;
use crate::aws::account::Accounts;
use crate::aws::account::open::OpenAccount;
use crate::aws::account::pair::pair;
use crate::aws::document::pools;
use crate::event::{self, Events};
use crate::function::probe::Unproven;
use crate::migration::plan::{self, Plan};
use crate::migration::teardown::{self, TeardownContext};
use crate::migration::{apply, resolve, restore, verify};
use crate::model::options::Options;
use crate::preflight;
use crate::problem::{Problem, ProblemKind};
use crate::run::progress::Stop;
use crate::session::document::Session;
use crate::session::store::Store;
use crate::sign_in;
use crate::wizard::action::{Action, Answer, Opened};
use crate::wizard::effect::{AccountRuns, Job, RunId, Slot};

/// Runs the job and sends its answer.
pub async fn run(world: World, saved: Barrier, stop: Stop, slot: Slot, run: RunId, job: Job) {
    // Sessions are read and written behind what is still to be saved.
    let _ = saved.await;
    let answer = perform(&world, stop, slot, run, job).await;
    // Nobody listens only when the wizard has ended.
    let _ = world.actions.send(Action::Answer { slot, run, answer }).await;
}

async fn perform(world: &World, stop: Stop, slot: Slot, run: RunId, job: Job) -> Answer {
    match job {
        Job::ListSessions => Answer::Sessions(on_disk(world, |store, holding| holding.list(store)).await),
        Job::LoadSession { name } => Answer::Loaded(on_disk(world, move |store, holding| holding.load(store, &name)).await),
        Job::BeginSession { session } => Answer::Begun(on_disk(world, move |store, holding| holding.begin(store, session)).await),
        Job::DeleteSession { name } => {
            Answer::Deleted(on_disk(world, move |store, holding| holding.delete(store, &name).map(|()| name)).await)
        }
        Job::ListProfiles => Answer::Profiles(world.origin.profiles().await),
        Job::OpenAccount { side, profile, region, mfa_code } => {
            Answer::Account(open(world, run, OpenAccount { side, profile, region, mfa_code }).await)
        }
        Job::ListPools { account } => Answer::Pools(match world.account(account) {
            Some(account) => pools::list(&account).await,
            None => Err(not_open()),
        }),
        Job::ListClients { account, pool } => Answer::Clients(match world.account(account) {
            Some(account) => pools::clients(&account, &pool).await,
            None => Err(not_open()),
        }),
        Job::ManagedLogin { account, pool, client } => Answer::ManagedLogin(match world.account(account) {
            Some(account) => pools::managed_login(&account, &pool, &client).await,
            None => Err(not_open()),
        }),
        Job::RandomExternalId => Answer::ExternalId(Options::random_external_id()),
        Job::Preflight { session, accounts } => Answer::Preflight(match both(world, accounts) {
            Ok(accounts) => {
                let events = Forwarder::start(world, slot, run);
                let checks = preflight::run(&session, &session.choices, &accounts, &events.sender).await;
                events.finish().await;
                checks
            }
            Err(problem) => Err(problem),
        }),
        Job::Plan { session, accounts } => Answer::Plan(make_plan(world, &session, accounts).await),
        Job::Apply { mut session, plan, accounts, unproven } => {
            let result = apply_plan(world, &mut session, &plan, (accounts, unproven), &stop, (slot, run)).await;
            Answer::Applied { session, result }
        }
        Job::PlanPutBack { session, resource, accounts } => Answer::PutBackPlan(match both(world, accounts) {
            Ok(accounts) => restore::make(&session, resource, &accounts).await.map(Box::new),
            Err(problem) => Err(problem),
        }),
        Job::PutBack { mut session, shown, accounts } => {
            let result = match both(world, accounts) {
                Ok(accounts) => {
                    let events = Forwarder::start(world, slot, run);
                    let result = restore::execute(&mut session, &shown, &accounts, &world.store, &events.sender, &stop).await;
                    events.finish().await;
                    result
                }
                Err(problem) => Err(problem),
            };
            Answer::PutBack { session, result }
        }
        Job::PlanTeardown { session, decisions, accounts } => Answer::Teardown(match both(world, accounts) {
            Ok(accounts) => teardown::make(&session, &decisions, &accounts).await.map(Box::new),
            Err(problem) => Err(problem),
        }),
        Job::TearDown { mut session, teardown, decisions, accounts, keep_logs } => {
            let result = match both(world, accounts) {
                Ok(accounts) => {
                    let events = Forwarder::start(world, slot, run);
                    let tools = TeardownContext {
                        accounts: &accounts,
                        store: &world.store,
                        events: &events.sender,
                        stop: &stop,
                        keep_logs,
                    };
                    let result = teardown::execute(&mut session, &teardown, &decisions, tools).await;
                    events.finish().await;
                    result
                }
                Err(problem) => Err(problem),
            };
            Answer::TornDown { session, result }
        }
        Job::Verify { session, spec, accounts } => Answer::Verified(match both(world, accounts) {
            Ok(accounts) => {
                let events = Forwarder::start(world, slot, run);
                let checks = verify::verify(&session, &spec, &accounts, &events.sender).await;
                events.finish().await;
                checks
            }
            Err(problem) => Err(problem),
        }),
        Job::SignIn { session, spec, accounts, user_name, password } => Answer::SignedIn(match both(world, accounts) {
            Ok(accounts) => sign_in::run(&session, &spec, &accounts, &user_name, &password).await.map(Box::new),
            Err(problem) => Err(problem),
        }),
        Job::RemoveUser { session, spec, accounts, user_name } => Answer::UserRemoved(match both(world, accounts) {
            Ok(accounts) => sign_in::removal::remove(&session, &spec, &accounts.destination, &user_name).await,
            Err(problem) => Err(problem),
        }),
    }
}

async fn open(world: &World, run: RunId, request: OpenAccount) -> Result<Opened, Problem> {
    let account = world.origin.open(&request).await?;
    let opened = Opened {
        run,
        profile: account.profile.clone(),
        region: account.region.clone(),
        identity: account.identity.clone(),
        endpoint_overrides: account.endpoint_overrides.clone(),
        endpoint_variants: account.endpoint_variants.clone(),
    };
    world.remember(run, account);
    Ok(opened)
}

async fn make_plan(world: &World, session: &Session, accounts: AccountRuns) -> Result<Box<Plan>, Problem> {
    let accounts = both(world, accounts)?;
    let spec = resolve::resolve(&session.name, &session.choices, &accounts).await?;
    plan::make(session, &spec, &accounts).await.map(Box::new)
}

async fn apply_plan(
    world: &World,
    session: &mut Session,
    plan: &Plan,
    (accounts, unproven): (AccountRuns, Unproven),
    stop: &Stop,
    (slot, run): (Slot, RunId),
) -> Result<(), Problem> {
    let accounts = both(world, accounts)?;
    let events = Forwarder::start(world, slot, run);
    let result = apply::apply(session, plan, &accounts, &world.store, &events.sender, stop, unproven).await;
    events.finish().await;
    result
}

fn both(world: &World, runs: AccountRuns) -> Result<Accounts, Problem> {
    let source = world.account(runs.source).ok_or_else(not_open)?;
    let destination = world.account(runs.destination).ok_or_else(not_open)?;
    pair(source, destination)
}

fn not_open() -> Problem {
    Problem::new(ProblemKind::NoCredentials, "The account is not open any more.", "It was closed when another was chosen.")
        .remedy("Go back to the accounts and choose it again.")
}

/// File work, off the threads that the network needs.
async fn on_disk<T: Send + 'static>(
    world: &World,
    work: impl FnOnce(&Store, &Holding) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let (store, holding) = (world.store.clone(), world.holding.clone());
    tokio::task::spawn_blocking(move || work(&store, &holding)).await.unwrap_or_else(|_| {
        Err(Problem::new(
            ProblemKind::Local,
            "The saved sessions could not be reached.",
            "Working on the files failed in an unforeseen way.",
        ))
    })
}

/// Passes the engine's events on as actions, in order, all of them before the answer.
struct Forwarder {
    sender: Events,
    task: tokio::task::JoinHandle<()>,
}

impl Forwarder {
    fn start(world: &World, slot: Slot, run: RunId) -> Self {
        let (sender, mut events) = event::channel();
        let actions = world.actions.clone();
        let task = tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                if actions.send(Action::Engine { slot, run, event }).await.is_err() {
                    break;
                }
            }
        });
        Self { sender, task }
    }

    async fn finish(self) {
        drop(self.sender);
        let _ = self.task.await;
    }
}
