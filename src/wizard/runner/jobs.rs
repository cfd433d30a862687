//! The jobs: one call of the engine each, and its answer.

use super::context::RunnerContext;
use super::session_locks::SessionLocks;
use super::session_writer::Barrier;
use crate::aws::account::open::OpenAccount;
use crate::aws::document::pools;
use crate::event::{self, Events};
use crate::migration::teardown::{self, TeardownContext};
use crate::migration::{apply, plan, resolve, restore, verify};
use crate::model::options::Options;
use crate::preflight;
use crate::problem::{Problem, ProblemKind};
use crate::run::progress::Stop;
use crate::session::store::Store;
use crate::sign_in;
use crate::wizard::action::Action;
use crate::wizard::operation::{Answer, Job, Opened, RunId, Written};

/// Runs the job and sends its answer.
pub async fn run(context: RunnerContext, saved: Barrier, stop: Stop, run: RunId, job: Job) {
    // Sessions are read and written behind what is still to be saved.
    let _ = saved.await;
    let answer = perform(&context, &stop, run, job).await;
    // Nobody listens only when the wizard has ended.
    let _ = context.actions.send(Action::Answer { run, answer }).await;
}

async fn perform(context: &RunnerContext, stop: &Stop, run: RunId, job: Job) -> Answer {
    match job {
        Job::ListSessions {} => Answer::ListSessions(on_disk(context, |store, locks| locks.list(store)).await),
        Job::LoadSession { name } => Answer::LoadSession(on_disk(context, move |store, locks| locks.load(store, &name)).await),
        Job::BeginSession { session } => {
            Answer::BeginSession(on_disk(context, move |store, locks| locks.begin(store, session)).await)
        }
        Job::DeleteSession { name } => {
            Answer::DeleteSession(on_disk(context, move |store, locks| locks.delete(store, &name).map(|()| name)).await)
        }
        Job::ListProfiles {} => Answer::ListProfiles(context.origin.profiles().await),
        Job::OpenAccount { side, profile, region, mfa_code } => {
            Answer::OpenAccount(open(context, run, OpenAccount { side, profile, region, mfa_code }).await)
        }
        Job::ListPools { side: _, account } => Answer::ListPools(async { pools::list(&context.account(account)?).await }.await),
        Job::ListClients { account, pool } => {
            Answer::ListClients(async { pools::clients(&context.account(account)?, &pool).await }.await)
        }
        Job::ManagedLogin { account, pool, client } => {
            Answer::ManagedLogin(async { pools::managed_login(&context.account(account)?, &pool, &client).await }.await)
        }
        Job::RandomExternalId {} => Answer::RandomExternalId(Options::random_external_id()),
        Job::Preflight { session, accounts } => {
            let look = async {
                let accounts = context.accounts(accounts)?;
                let events = Forwarder::start(context, run);
                let checks = preflight::run(&session, &session.choices, &accounts, &events.sender).await;
                events.finish().await;
                checks
            };
            Answer::Preflight(look.await)
        }
        Job::Plan { session, accounts } => {
            let make = async {
                let accounts = context.accounts(accounts)?;
                let spec = resolve::resolve(&session.name, &session.choices, &accounts).await?;
                plan::make(&session, &spec, &accounts).await.map(Box::new)
            };
            Answer::Plan(make.await)
        }
        Job::Apply { mut session, plan, accounts, unproven } => {
            let write = async {
                let accounts = context.accounts(accounts)?;
                let events = Forwarder::start(context, run);
                let sender = &events.sender;
                let result = apply::apply(&mut session, &plan, &accounts, &context.store, sender, stop, unproven).await;
                events.finish().await;
                result
            };
            let result = write.await;
            Answer::Apply(Written { session, result })
        }
        Job::PlanPutBack { session, resource, accounts } => {
            let look = async { restore::make(&session, resource, &context.accounts(accounts)?).await.map(Box::new) };
            Answer::PlanPutBack(look.await)
        }
        Job::PutBack { mut session, shown, accounts } => {
            let write = async {
                let accounts = context.accounts(accounts)?;
                let events = Forwarder::start(context, run);
                let sender = &events.sender;
                let result = restore::execute(&mut session, &shown, &accounts, &context.store, sender, stop).await;
                events.finish().await;
                result
            };
            let result = write.await;
            Answer::PutBack(Written { session, result })
        }
        Job::PlanTeardown { session, decisions, accounts } => {
            let look = async { teardown::make(&session, &decisions, &context.accounts(accounts)?).await.map(Box::new) };
            Answer::PlanTeardown(look.await)
        }
        Job::TearDown { mut session, teardown, decisions, accounts, keep_logs } => {
            let write = async {
                let accounts = context.accounts(accounts)?;
                let events = Forwarder::start(context, run);
                let (store, sender) = (&context.store, &events.sender);
                let tools = TeardownContext { accounts: &accounts, store, events: sender, stop, keep_logs };
                let result = teardown::execute(&mut session, &teardown, &decisions, tools).await;
                events.finish().await;
                result
            };
            let result = write.await;
            Answer::TearDown(Written { session, result })
        }
        Job::Verify { session, spec, accounts } => {
            let look = async {
                let accounts = context.accounts(accounts)?;
                let events = Forwarder::start(context, run);
                let checks = verify::verify(&session, &spec, &accounts, &events.sender).await;
                events.finish().await;
                checks
            };
            Answer::Verify(look.await)
        }
        Job::SignIn { session, spec, accounts, user_name, password } => {
            let try_it = async {
                let accounts = context.accounts(accounts)?;
                sign_in::run(&session, &spec, &accounts, &user_name, &password).await.map(Box::new)
            };
            Answer::SignIn(try_it.await)
        }
        Job::RemoveUser { session, spec, accounts, user_name } => {
            let remove = async {
                let accounts = context.accounts(accounts)?;
                sign_in::removal::remove(&session, &spec, &accounts.destination, &user_name).await
            };
            Answer::RemoveUser(remove.await)
        }
    }
}

async fn open(context: &RunnerContext, run: RunId, request: OpenAccount) -> Result<Opened, Problem> {
    let account = context.origin.open(&request).await?;
    let opened = Opened {
        run,
        profile: account.profile.clone(),
        region: account.region.clone(),
        identity: account.identity.clone(),
        endpoint_overrides: account.endpoint_overrides.clone(),
        endpoint_variants: account.endpoint_variants.clone(),
    };
    context.remember(run, account);
    Ok(opened)
}

/// File work, off the threads that the network needs.
async fn on_disk<T: Send + 'static>(
    context: &RunnerContext,
    work: impl FnOnce(&Store, &SessionLocks) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let (store, locks) = (context.store.clone(), context.locks.clone());
    tokio::task::spawn_blocking(move || work(&store, &locks)).await.unwrap_or_else(|_| {
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
    fn start(context: &RunnerContext, run: RunId) -> Self {
        let (sender, mut events) = event::channel();
        let actions = context.actions.clone();
        let task = tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                if actions.send(Action::Engine { run, event }).await.is_err() {
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
