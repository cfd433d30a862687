//! What every command begins with: the store, the session, the flags, both accounts, the spec.

use jiff::Timestamp;

use super::arguments::Arguments;
use super::{choose, output, practice, question};
use crate::aws::Side;
use crate::aws::account::open::OpenAccount;
use crate::aws::account::pair::pair;
use crate::aws::account::{Account, Accounts, Identity, Origin};
use crate::command::Command;
use crate::migration::resolve::{missing, resolve, still_the_same, still_the_same_accounts};
use crate::model::choices::{Choices, SideChoices};
use crate::model::options::Options;
use crate::model::place::AFTER_APPLY;
use crate::model::spec::Spec;
use crate::problem::{Problem, ProblemKind};
use crate::secret::Secret;
use crate::session::document::Session;
use crate::session::lock::Lock;
use crate::session::store::Store;
use crate::text::printable;

/// A migration, found and opened.
pub struct Connected {
    pub store: Store,
    pub session: Session,
    pub accounts: Accounts,
    pub spec: Spec,
    /// Held for as long as the session may be saved.
    _lock: Option<Lock>,
}

/// The name that an unsaved plan gives to what it would make.
const UNSAVED: &str = "migration";

pub fn store(arguments: &Arguments) -> Result<Store, Problem> {
    match &arguments.sessions_directory {
        Some(directory) => Ok(Store::at(directory)),
        None => Store::standard(),
    }
}

/// Where accounts are opened: AWS, or the sandbox of `--sandbox`.
pub fn origin(arguments: &Arguments) -> Result<Origin, Problem> {
    match &arguments.sandbox {
        None => Ok(Origin::Aws),
        Some(path) => Ok(practice::open(path)?.origin),
    }
}

/// The saved session of this name with the flags over it, or a new one.
pub fn session(arguments: &Arguments, store: &Store) -> Result<Session, Problem> {
    let now = Timestamp::now();
    let mut session = match &arguments.session {
        Some(name) if store.contains(name) => store.load(name)?,
        // Without flags nothing but a typing error can be meant; the store says so.
        Some(name) if arguments.choices.source_profile.is_none() => store.load(name)?,
        Some(name) => Session::new(name, now),
        None => Session::new(UNSAVED, now),
    };
    // A plan that is not saved would show another random external id each time.
    let external_id = match arguments.session {
        Some(_) => Options::random_external_id(),
        None => AFTER_APPLY.to_owned(),
    };
    let defaults = Options::new(&session.name, external_id);
    choose::apply_flags(&arguments.choices, &mut session.choices, defaults)?;
    Ok(session)
}

/// The session's name, which this command needs.
pub fn named(arguments: &Arguments) -> Result<&str, Problem> {
    arguments.session.as_deref().ok_or_else(|| {
        Problem::new(ProblemKind::Invalid, "The session is not named.", "This command works on a saved session.")
            .remedy(format!("Give --session NAME; list the saved ones with: {}", Command::ferry("sessions list")))
    })
}

/// The session with the flags over it, both accounts opened, and what the choices name found.
pub async fn open(arguments: &Arguments) -> Result<Connected, Problem> {
    let store = store(arguments)?;
    let lock = lock(arguments, &store)?;
    let mut session = session(arguments, &store)?;
    let accounts = accounts(arguments, &session.choices).await?;
    let spec = resolve(&session.name, &session.choices, &accounts).await?;
    still_the_same(&session, &spec)?;
    // Filled in, so that continuing does not depend on a profile's Region.
    session.choices.source.region = Some(accounts.source.region.clone());
    session.choices.destination.region = Some(accounts.destination.region.clone());
    Ok(Connected { store, session, accounts, spec, _lock: lock })
}

/// A saved session that has made something, with the accounts that it made it in. Nothing is resolved anew: the pools may be gone.
pub async fn reopen(arguments: &Arguments) -> Result<Connected, Problem> {
    let lock = lock(arguments, &store(arguments)?)?;
    Ok(Connected { _lock: lock, ..reread(arguments).await? })
}

/// As [`reopen`], for who saves nothing: another process may work on the session meanwhile.
pub async fn reread(arguments: &Arguments) -> Result<Connected, Problem> {
    let store = store(arguments)?;
    let session = store.load(named(arguments)?)?;
    let spec = session.spec.clone().ok_or_else(|| {
        Problem::new(ProblemKind::Invalid, format!("The session {} has made nothing.", session.name), "It was never applied.")
    })?;
    let accounts = accounts(arguments, &session.choices).await?;
    still_the_same_accounts(&session, &accounts)?;
    Ok(Connected { store, session, accounts, spec, _lock: None })
}

/// Waits for the operator to renew what ran out, opens both accounts anew, and sees that they are the same ones.
pub async fn renew(arguments: &Arguments, connected: &mut Connected, problem: &Problem) -> Result<(), Problem> {
    output::tell(problem);
    question::answer("\nRenew them, then press Enter to go on from here (Ctrl-C to stop; all is saved): ").await?;
    let accounts = accounts(arguments, &connected.session.choices).await?;
    still_the_same_accounts(&connected.session, &accounts)?;
    connected.accounts = accounts;
    Ok(())
}

/// One process works on a session.
fn lock(arguments: &Arguments, store: &Store) -> Result<Option<Lock>, Problem> {
    arguments.session.as_deref().map(|name| store.lock(name)).transpose()
}

/// Both sides, opened, and said aloud.
pub async fn accounts(arguments: &Arguments, choices: &Choices) -> Result<Accounts, Problem> {
    let origin = &origin(arguments)?;
    let flags = &arguments.choices;
    let source = open_side(origin, Side::Source, &choices.source, flags.source_mfa_code.as_deref());
    let destination = open_side(origin, Side::Destination, &choices.destination, flags.destination_mfa_code.as_deref());
    // Both are awaited: when both fail, the source's failure is the one told, every time.
    let (source, destination) = tokio::join!(source, destination);
    let accounts = pair(source?, destination?)?;
    if !arguments.json {
        announce(&accounts);
    }
    Ok(accounts)
}

async fn open_side(origin: &Origin, side: Side, choices: &SideChoices, mfa_code: Option<&str>) -> Result<Account, Problem> {
    let profile = choices.profile.clone().ok_or_else(|| missing(&format!("{side} profile"), &format!("--{side}-profile")))?;
    let mfa_code = mfa_code.map(Secret::new);
    origin.open(&OpenAccount { side, profile, region: choices.region.clone(), mfa_code }).await
}

/// Who both sides are, and what leads them elsewhere than to AWS.
fn announce(accounts: &Accounts) {
    announce_each([&accounts.source, &accounts.destination]);
    if accounts.same_account() {
        output::aside("Source and destination are the same account.");
    }
}

/// Who these accounts are, a line each.
pub fn announce_each<'a>(accounts: impl IntoIterator<Item = &'a Account>) {
    for account in accounts {
        let Identity { account: number, arn, partition, .. } = &account.identity;
        let (side, region, profile) = (account.side.to_string(), &account.region, printable(&account.profile));
        output::aside(&format!("{side:<12} account {number} · {region} · {partition} · {} · profile {profile}", printable(arn)));
        folded(&account.endpoint_overrides)
            .iter()
            .for_each(|line| output::aside(&format!("{:<12} endpoint override: {line}", "")));
        account.endpoint_variants.iter().for_each(|line| output::aside(&format!("{:<12} {line}", "")));
    }
}

/// `sts: URL` and `iam: URL` as one line, `sts, iam: URL`.
fn folded(overrides: &[String]) -> Vec<String> {
    let mut folded: Vec<(String, &str)> = Vec::new();
    for line in overrides {
        let (service, endpoint) = line.split_once(": ").unwrap_or((line, ""));
        match folded.iter_mut().find(|(_, known)| *known == endpoint) {
            Some((services, _)) => services.push_str(&format!(", {service}")),
            None => folded.push((service.to_owned(), endpoint)),
        }
    }
    folded.into_iter().map(|(services, endpoint)| format!("{services}: {endpoint}")).collect()
}
