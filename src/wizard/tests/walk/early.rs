//! The screens on which questions are answered, in their conditions.

use std::time::Duration;

use crossterm::event::KeyCode;

use super::{Case, Condition};
use crate::aws::Side;
use crate::aws::document::pools::{ClientSummary, PoolSummary};
use crate::aws::profile::list::Profile;
use crate::problem::{Problem, ProblemKind};
use crate::session::store::SessionSummary;
use crate::wizard::operation::{Answer, JobKind};
use crate::wizard::state::State;
use crate::wizard::test_support::{
    answer, at_accounts, at_options, at_pools, begin_pending, begun, client, control, open, opened, pass, pool, press, profile,
    profiles, saved, type_text,
};

pub const MANY: usize = 500;

const SOURCE: JobKind = JobKind::OpenAccount(Side::Source);
const DESTINATION: JobKind = JobKind::OpenAccount(Side::Destination);

/// An error that no small screen has room for.
pub fn long() -> Problem {
    let action = "cognito-idp:DescribeUserPool";
    let problem = Problem::new(
        ProblemKind::AccessDenied { action: Some(action.into()), resource: None },
        "The user pool eu-west-1_AbCdEf123 could not be read with the profile old-account in account 111111111111, although it is listed.",
        "An explicit deny in a service control policy of the organisation o-exampleorgid stands in the way. Whoever looks after the \
         organisation has written it for every account below the unit ou-example-identity, and this account is one of them.",
    );
    let problem = (1..=9).fold(problem, |problem, number| {
        problem.remedy(format!(
            "RemovalAction {number}: ask them for an exception for the role that you use, and say that it only reads.\n\
             aws organizations describe-policy --policy-id p-example{number} --profile management\n\
             Then sign in anew, because a session keeps what it was given when it began."
        ))
    });
    Problem { code: Some("AccessDeniedException".into()), request_id: Some("0a1b2c3d-example".into()), ..problem }
}

pub fn pressed(mut state: State, keys: &[KeyCode]) -> State {
    for key in keys {
        press(&mut state, *key);
    }
    state
}

fn with_sessions(width: u16, height: u16, sessions: Vec<SessionSummary>) -> State {
    let (mut state, _) = begun(width, height);
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(sessions)));
    state
}

fn one_saved(width: u16, height: u16) -> State {
    with_sessions(width, height, vec![saved("acme")])
}

pub fn home() -> Vec<Case> {
    vec![
        (Condition::Nothing, "nothing saved", |width, height| with_sessions(width, height, Vec::new())),
        (Condition::One, "one session", one_saved),
        (Condition::Many, "500 sessions", |width, height| {
            with_sessions(width, height, (0..MANY).map(|number| saved(&format!("session-{number}"))).collect())
        }),
        (Condition::Failed, "sessions unreadable", |width, height| {
            let (mut state, _) = begun(width, height);
            answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Err(long())));
            state
        }),
        (Condition::Failed, "a session that cannot be continued", |width, height| {
            with_sessions(width, height, vec![SessionSummary { problem: Some(long().why), ..saved("acme") }])
        }),
        (Condition::Failed, "a session that would not open", |width, height| {
            let mut state = pressed(one_saved(width, height), &[KeyCode::Enter]);
            answer(&mut state, JobKind::LoadSession, Answer::LoadSession(Err(long())));
            state
        }),
        (Condition::Failed, "a name that is taken", |width, height| {
            let mut state = pressed(one_saved(width, height), &[KeyCode::Up, KeyCode::Tab]);
            control(&mut state, 'u');
            type_text(&mut state, "acme");
            state
        }),
        (Condition::One, "in use", |width, height| {
            let holder =
                "The process 4711 on the machine build-host-with-a-long-name.example.com has had it since 09:12 this morning.";
            with_sessions(width, height, vec![SessionSummary { in_use: Some(holder.into()), ..saved("acme") }])
        }),
        (Condition::One, "asked before deleting", |width, height| pressed(one_saved(width, height), &[KeyCode::Delete])),
        (Condition::Never, "looking for sessions", |width, height| begun(width, height).0),
        (Condition::Never, "looking, and Enter pressed", |width, height| pressed(begun(width, height).0, &[KeyCode::Enter])),
        (Condition::Never, "opening one", |width, height| pressed(one_saved(width, height), &[KeyCode::Enter])),
        (Condition::Never, "beginning one", |width, height| pressed(with_sessions(width, height, Vec::new()), &[KeyCode::Enter])),
        (Condition::Never, "deleting one", |width, height| {
            pressed(one_saved(width, height), &[KeyCode::Delete, KeyCode::Char('y')])
        }),
    ]
}

/// On the screen, no flag naming a profile.
fn fresh(width: u16, height: u16) -> State {
    let (mut state, _) = begun(width, height);
    state.start.choices = Default::default();
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(Vec::new())));
    press(&mut state, KeyCode::Enter);
    begin_pending(&mut state);
    state
}

fn listed(width: u16, height: u16, profiles: Vec<Profile>) -> State {
    let mut state = fresh(width, height);
    answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Ok(profiles)));
    state
}

/// Both chosen, and being asked.
fn asking(width: u16, height: u16) -> State {
    let choose = [KeyCode::Down, KeyCode::Tab, KeyCode::Tab, KeyCode::Down, KeyCode::Down];
    let mut state = pressed(listed(width, height, profiles()), &choose);
    pass(&mut state, Duration::from_secs(1));
    state
}

fn in_one_account(width: u16, height: u16) -> State {
    let mut state = asking(width, height);
    open(&mut state, SOURCE, "old-account", "eu-west-1", "111111111111");
    open(&mut state, DESTINATION, "new-account", "eu-central-1", "111111111111");
    state
}

pub fn accounts() -> Vec<Case> {
    vec![
        (Condition::Nothing, "no profile", |width, height| listed(width, height, Vec::new())),
        (Condition::One, "one profile", |width, height| listed(width, height, vec![profile("only", Some("eu-west-1"))])),
        (Condition::One, "both open", at_accounts),
        (Condition::One, "one account", in_one_account),
        (Condition::Many, "500 profiles", |width, height| {
            listed(width, height, (0..MANY).map(|number| profile(&format!("profile-{number}"), Some("eu-west-1"))).collect())
        }),
        (Condition::Many, "none of them matches", |width, height| {
            let mut state = listed(width, height, profiles());
            type_text(&mut state, "/zzz");
            state
        }),
        (Condition::Many, "nothing chosen, and Enter pressed", |width, height| {
            pressed(listed(width, height, profiles()), &[KeyCode::Enter])
        }),
        (Condition::Failed, "profiles unreadable", |width, height| {
            let mut state = fresh(width, height);
            answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Err(long())));
            state
        }),
        (Condition::Failed, "the source would not open", |width, height| {
            let mut state = pressed(asking(width, height), &[KeyCode::BackTab, KeyCode::BackTab]);
            answer(&mut state, SOURCE, Answer::OpenAccount(Err(long())));
            state
        }),
        (Condition::Failed, "neither would open", |width, height| {
            let mut state = asking(width, height);
            answer(&mut state, SOURCE, Answer::OpenAccount(Err(long())));
            answer(&mut state, DESTINATION, Answer::OpenAccount(Err(long())));
            state
        }),
        (Condition::Failed, "a Region that is none", |width, height| {
            let mut state = pressed(at_accounts(width, height), &[KeyCode::Tab]);
            type_text(&mut state, "x!");
            pressed(state, &[KeyCode::Enter])
        }),
        (Condition::Failed, "a profile that is gone", |width, height| {
            let mut state = fresh(width, height);
            state.session.as_mut().unwrap().choices.source.profile = Some("gone".into());
            answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Ok(profiles())));
            state
        }),
        (Condition::Failed, "a profile that cannot be used", |width, height| {
            let mut state = asking(width, height);
            let why =
                "its section in ~/.aws/config has no closing bracket on line 41, so nothing of what stands under it can be read.";
            state.screens.accounts.make_unavailable(Side::Destination, why);
            state
        }),
        (Condition::Failed, "two partitions", |width, height| {
            let mut state = asking(width, height);
            open(&mut state, SOURCE, "old-account", "eu-west-1", "111111111111");
            let mut other = opened(state.pending(DESTINATION).unwrap().run, "new-account", "eu-central-1", "222222222222");
            other.identity.partition = "aws-us-gov".into();
            answer(&mut state, DESTINATION, Answer::OpenAccount(Ok(other)));
            state
        }),
        (Condition::Failed, "a code is asked for", |width, height| {
            let mut guarded = profile("guarded", Some("eu-west-1"));
            guarded.mfa_serial = Some("arn:aws:iam::111111111111:mfa/ada".into());
            let mut state = pressed(listed(width, height, vec![guarded, profile("b", Some("eu-west-1"))]), &[KeyCode::Down]);
            pass(&mut state, Duration::from_secs(1));
            pressed(state, &[KeyCode::Enter])
        }),
        (Condition::Never, "profiles being read", fresh),
        (Condition::Never, "profiles being read, and Enter pressed", |width, height| {
            pressed(fresh(width, height), &[KeyCode::Enter])
        }),
        (Condition::Never, "both asked", asking),
        (Condition::Never, "both asked, and Enter pressed", |width, height| pressed(asking(width, height), &[KeyCode::Enter])),
    ]
}

/// Both accounts open, the lists not answered.
fn listing(width: u16, height: u16) -> State {
    pressed(at_accounts(width, height), &[KeyCode::Enter])
}

fn pools_of(width: u16, height: u16, source: Vec<PoolSummary>, destination: Vec<PoolSummary>) -> State {
    let mut state = listing(width, height);
    answer(&mut state, JobKind::ListPools(Side::Source), Answer::ListPools(Ok(source)));
    answer(&mut state, JobKind::ListPools(Side::Destination), Answer::ListPools(Ok(destination)));
    state
}

fn one_pool_each(width: u16, height: u16) -> State {
    pools_of(width, height, vec![pool("eu-west-1_A", "acme", 5)], vec![pool("eu-central-1_B", "acme-new", 0)])
}

fn with_clients(width: u16, height: u16, clients: Vec<ClientSummary>) -> State {
    let mut state = one_pool_each(width, height);
    answer(&mut state, JobKind::ListClients, Answer::ListClients(Ok(clients)));
    state
}

fn many_pools(region: &str) -> Vec<PoolSummary> {
    (0..MANY).map(|number| pool(&format!("{region}_{number}"), &format!("pool-{number}"), 12)).collect()
}

pub fn pools() -> Vec<Case> {
    vec![
        (Condition::Nothing, "no pool anywhere", |width, height| pools_of(width, height, Vec::new(), Vec::new())),
        (Condition::Nothing, "no app client", |width, height| {
            pressed(with_clients(width, height, Vec::new()), &[KeyCode::Enter])
        }),
        (Condition::One, "one of each", |width, height| with_clients(width, height, vec![client("abc", "web")])),
        (Condition::One, "a trigger is there", |width, height| {
            let mut taken = pool("eu-central-1_B", "acme-new", 0);
            let function = "arn:aws:lambda:eu-central-1:222222222222:function:a-function-that-somebody-else-made-long-ago";
            taken.user_migration = Some(function.into());
            pools_of(width, height, vec![pool("eu-west-1_A", "acme", 5)], vec![taken])
        }),
        (Condition::One, "a new pool", |width, height| {
            pressed(at_pools(width, height), &[KeyCode::Tab, KeyCode::End, KeyCode::Tab])
        }),
        (Condition::Many, "500 pools", |width, height| {
            pools_of(width, height, many_pools("eu-west-1"), many_pools("eu-central-1"))
        }),
        (Condition::Many, "500 pools, and Enter pressed", |width, height| {
            pressed(pools_of(width, height, many_pools("eu-west-1"), many_pools("eu-central-1")), &[KeyCode::Enter])
        }),
        (Condition::Many, "500 app clients", |width, height| {
            let clients = (0..MANY).map(|number| client(&format!("client{number}"), &format!("app-{number}"))).collect();
            pressed(with_clients(width, height, clients), &[KeyCode::Enter])
        }),
        (Condition::Failed, "the source's would not be listed", |width, height| {
            let mut state = listing(width, height);
            answer(&mut state, JobKind::ListPools(Side::Source), Answer::ListPools(Err(long())));
            state
        }),
        (Condition::Failed, "the app clients would not be listed", |width, height| {
            let mut state = one_pool_each(width, height);
            answer(&mut state, JobKind::ListClients, Answer::ListClients(Err(long())));
            state
        }),
        (Condition::Failed, "names that cannot be", |width, height| {
            let mut state =
                pressed(at_pools(width, height), &[KeyCode::Tab, KeyCode::End, KeyCode::Tab, KeyCode::Tab, KeyCode::Tab]);
            type_text(&mut state, "my-aws-login");
            pressed(state, &[KeyCode::Enter])
        }),
        (Condition::Failed, "a pool that is gone", |width, height| {
            let mut state = at_accounts(width, height);
            state.session.as_mut().unwrap().choices.source.pool = Some("eu-west-1_Gone".into());
            let mut state = pressed(state, &[KeyCode::Enter]);
            answer(&mut state, JobKind::ListPools(Side::Source), Answer::ListPools(Ok(many_pools("eu-west-1"))));
            state
        }),
        (Condition::Failed, "one pool on both sides", |width, height| {
            let mut state = pressed(in_one_account(width, height), &[]);
            state.destination.as_mut().unwrap().region = "eu-west-1".into();
            crate::wizard::update::show(&mut state, crate::wizard::step::Step::Pools);
            for side in [Side::Source, Side::Destination] {
                answer(&mut state, JobKind::ListPools(side), Answer::ListPools(Ok(vec![pool("eu-west-1_A", "acme", 5)])));
            }
            pressed(state, &[KeyCode::Tab, KeyCode::Home])
        }),
        (Condition::Never, "both being listed", listing),
        (Condition::Never, "both being listed, and Enter pressed", |width, height| {
            pressed(listing(width, height), &[KeyCode::Enter])
        }),
        (Condition::Never, "app clients being listed", one_pool_each),
    ]
}

/// The field that so many steps of Tab lead to, with this typed into it.
fn typed(width: u16, height: u16, tabs: usize, text: &str) -> State {
    let mut state = pressed(at_options(width, height), &vec![KeyCode::Tab; tabs]);
    control(&mut state, 'u');
    type_text(&mut state, text);
    state
}

pub fn options() -> Vec<Case> {
    vec![
        (Condition::Nothing, "the defaults", at_options),
        (Condition::One, "all shown", |width, height| {
            pressed(at_options(width, height), &[KeyCode::BackTab, KeyCode::Char(' ')])
        }),
        (Condition::Many, "500 attributes renamed", |width, height| {
            let pairs: Vec<String> = (0..MANY).map(|number| format!("a{number}=b{number}")).collect();
            typed(width, height, 3, &pairs.join(","))
        }),
        (Condition::Failed, "a name that cannot be", |width, height| typed(width, height, 6, "a name / of no role")),
        (Condition::Failed, "a name that cannot be, and Enter pressed", |width, height| {
            pressed(typed(width, height, 6, "a name / of no role"), &[KeyCode::Tab, KeyCode::Enter])
        }),
        (Condition::Never, "no external id yet", |width, height| pressed(at_pools(width, height), &[KeyCode::Enter])),
        (Condition::Never, "no external id yet, and Enter pressed", |width, height| {
            pressed(at_pools(width, height), &[KeyCode::Enter, KeyCode::Enter])
        }),
    ]
}
