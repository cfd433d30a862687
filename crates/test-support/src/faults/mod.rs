//! The faults that a test sign-in must tell from each other, each with what it must be called. One list for the sandbox
//! (tests/it/sign_in_story) and for the lab (tests/lab/faults.rs), so that neither can drift from the other.

pub mod injection;

use std::collections::BTreeMap;

use cognito_ferry::sign_in::report::{SignInReport, StepOutcome};
use unicode_width::UnicodeWidthStr as _;

use injection::{Person, Site, inject};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    FlowNotEnabled,
    SrpClient,
    AlreadyInDestination,
    TriggerNotSet,
    TriggerElsewhere,
    FunctionDeleted,
    InvokePermissionMissing,
    WrongSourceArn,
    FunctionLacksAssumeRole,
    TrustNamesAnother,
    ExternalIdDiffers,
    SourceRoleLacksPermission,
    SourceClientFlow,
    WrongPassword,
    UserUnknown,
    LockedOut,
    AttributeNotInSchema,
    Disabled,
    ResetRequired,
    Unconfirmed,
    Mfa,
    TimeOut,
    Throttled,
    FunctionError,
    TemporaryPassword,
    TemporaryPasswordExpired,
}

/// One fault, how it comes about, and how it must be told.
#[derive(Debug)]
pub struct Row {
    pub fault: Fault,
    pub title: &'static str,
    pub injected: &'static str,
    pub cause: &'static str,
    /// The first link that must be shown as broken.
    pub link: &'static str,
    /// A part of one line of what to do.
    pub remedy: &'static str,
    /// The emulators know this fault; or why they do not.
    pub lab: Result<(), &'static str>,
}

const POOL: &str = "Destination pool asked";
const TRIGGER: &str = "Trigger fired";
const FUNCTION: &str = "Function answered";
const USER: &str = "User created";
const APPLY: &str = "cognito-ferry apply --session";

const fn row(fault: Fault, title: &'static str, injected: &'static str) -> Row {
    Row { fault, title, injected, cause: "", link: FUNCTION, remedy: APPLY, lab: Ok(()) }
}

pub const ROWS: [Row; 26] = [
    Row {
        cause: "flow-not-enabled",
        link: POOL,
        ..row(Fault::FlowNotEnabled, "flow not enabled on the client", "the app client allows custom sign-in only")
    },
    Row {
        cause: "srp-client",
        link: POOL,
        remedy: "instead of USER_SRP_AUTH",
        ..row(Fault::SrpClient, "SRP client", "the app client allows SRP only")
    },
    Row {
        cause: "already-in-destination",
        link: POOL,
        remedy: "aws cognito-idp admin-delete-user",
        ..row(Fault::AlreadyInDestination, "user already in the destination", "AdminCreateUser there, with another password")
    },
    Row {
        cause: "trigger-not-set",
        link: TRIGGER,
        ..row(Fault::TriggerNotSet, "trigger not set", "UpdateUserPool with an empty LambdaConfig")
    },
    Row {
        cause: "trigger-elsewhere",
        link: TRIGGER,
        remedy: "Find out who owns that function",
        ..row(Fault::TriggerElsewhere, "trigger points to another function", "UpdateUserPool with another function's ARN")
    },
    Row {
        cause: "function-missing",
        link: TRIGGER,
        ..row(Fault::FunctionDeleted, "trigger points to a deleted function", "DeleteFunction")
    },
    Row {
        cause: "invoke-permission-missing",
        link: TRIGGER,
        ..row(Fault::InvokePermissionMissing, "invoke permission missing", "RemovePermission")
    },
    Row {
        cause: "invoke-permission-wrong-source",
        link: TRIGGER,
        ..row(Fault::WrongSourceArn, "wrong SourceArn", "the permission is for another pool")
    },
    Row {
        cause: "function-cannot-assume",
        remedy: "The assume-role policy is missing",
        ..row(Fault::FunctionLacksAssumeRole, "function lacks sts:AssumeRole", "DeleteRolePolicy on the execution role")
    },
    Row {
        cause: "trust-names-another",
        remedy: "AssumeRolePolicyDocument.Statement[0].Principal.AWS",
        ..row(
            Fault::TrustNamesAnother,
            "trust policy names another role",
            "UpdateAssumeRolePolicy with another role as principal",
        )
    },
    Row {
        cause: "external-id-differs",
        remedy: "sts:ExternalId",
        ..row(Fault::ExternalIdDiffers, "external id differs", "UpdateAssumeRolePolicy with one more character")
    },
    Row {
        cause: "source-role-lacks-permission",
        remedy: "InlinePolicies.check-passwords",
        ..row(Fault::SourceRoleLacksPermission, "source role lacks AdminInitiateAuth", "PutRolePolicy with AdminGetUser alone")
    },
    Row {
        cause: "source-client-flow",
        remedy: "The migration app client is not as planned",
        ..row(Fault::SourceClientFlow, "source client lacks the admin flow", "the migration app client allows SRP only")
    },
    Row {
        cause: "wrong-password",
        remedy: "Sign in with the password of the source",
        ..row(Fault::WrongPassword, "wrong password", "another password")
    },
    Row {
        cause: "user-not-found",
        remedy: "Check the spelling",
        ..row(Fault::UserUnknown, "user unknown in source", "a name that nobody has")
    },
    Row {
        cause: "locked-out",
        remedy: "Wait up to 15 minutes",
        lab: Err("MiniStack does not lock a user out, however many passwords are wrong"),
        ..row(Fault::LockedOut, "locked out", "five wrong passwords before")
    },
    Row {
        cause: "attribute-not-in-schema",
        link: USER,
        remedy: r#"--custom-attributes '[{"Name":"loyalty","AttributeDataType":"String""#,
        ..row(
            Fault::AttributeNotInSchema,
            "attribute not in the destination's schema",
            "custom:loyalty in the source, handed over unasked",
        )
    },
    Row {
        cause: "user-disabled",
        remedy: "aws cognito-idp admin-enable-user",
        ..row(Fault::Disabled, "disabled user", "disabled in the source")
    },
    Row {
        cause: "reset-required",
        remedy: "Forgot password",
        ..row(Fault::ResetRequired, "reset required", "RESET_REQUIRED in the source")
    },
    Row {
        cause: "not-confirmed",
        remedy: "aws cognito-idp admin-confirm-sign-up",
        ..row(Fault::Unconfirmed, "unconfirmed", "signed up in the source, never confirmed")
    },
    Row { cause: "mfa", remedy: "--mfa-users migrate", ..row(Fault::Mfa, "MFA", "a software token in the source") },
    Row {
        cause: "timeout",
        remedy: "more memory",
        ..row(Fault::TimeOut, "time-out", "the function's code waits longer than it may")
    },
    Row {
        cause: "throttled",
        remedy: "quota UserAuthentication",
        lab: Err("MiniStack and cognito-local have no quotas"),
        ..row(Fault::Throttled, "throttled", "the source refuses AdminInitiateAuth: TooManyRequestsException")
    },
    Row {
        cause: "function-error",
        remedy: "aws logs tail",
        ..row(Fault::FunctionError, "function error", "the function's code throws while it loads")
    },
    Row {
        cause: "temporary-password",
        remedy: "--temporary-passwords reset",
        ..row(Fault::TemporaryPassword, "temporary password", "FORCE_CHANGE_PASSWORD in the source")
    },
    Row {
        cause: "temporary-password-expired",
        remedy: "--message-action RESEND",
        lab: Err("MiniStack's temporary passwords never expire"),
        ..row(
            Fault::TemporaryPasswordExpired,
            "temporary password, expired",
            "FORCE_CHANGE_PASSWORD for longer than the pool allows",
        )
    },
];

/// Two accounts with a migration applied, ready to be broken.
#[expect(async_fn_in_trait, reason = "its users are tests, each on one thread")]
pub trait Stage {
    /// Where things are in both accounts.
    async fn site(&self) -> Site;

    /// Who shows this fault: mostly somebody with whom nothing is wrong.
    fn person(&self, fault: Fault) -> Person;

    /// What only this stage can do to bring the fault about, beside what `inject` does everywhere.
    async fn prepare(&self, fault: Fault);

    async fn sign_in(&self, person: &Person) -> SignInReport;

    /// The remedy that most faults have, with these flags.
    async fn apply(&mut self, flags: &[&str]);

    /// Removes the user whom a sign-in that worked has made, where the stage plays on.
    async fn forget(&mut self, person: &Person);
}

/// What came of one row.
#[derive(Debug)]
pub struct Told {
    pub row: &'static Row,
    /// The story; or why this stage cannot play it.
    pub story: Result<SignInReport, &'static str>,
    /// What of it is not as the row says.
    wrong: Vec<String>,
}

impl Told {
    /// A row that this stage cannot play, for this reason.
    pub fn skipped(row: &'static Row, why: &'static str) -> Self {
        Self { row, story: Err(why), wrong: Vec::new() }
    }
}

/// Brings the fault about and signs in. Where the remedy is to apply again, that is done too, and must mend it; but for temporary passwords,
/// which it only lets their users reset.
pub async fn play(stage: &mut impl Stage, row: &'static Row) -> Told {
    let site = stage.site().await;
    let person = stage.person(row.fault);
    stage.prepare(row.fault).await;
    inject(&site, row.fault, &person).await;
    let asked = match row.fault {
        Fault::WrongPassword => Person { password: "Wrong-password-1".into(), ..person.clone() },
        Fault::UserUnknown => Person { name: "nobody@example.com".into(), ..person.clone() },
        Fault::LockedOut => {
            for _ in 0..5 {
                let wrong = Person { password: "Wrong-password-1".into(), ..person.clone() };
                assert_eq!(stage.sign_in(&wrong).await.cause.as_deref(), Some("wrong-password"));
            }
            person.clone()
        }
        _ => person.clone(),
    };
    let story = stage.sign_in(&asked).await;
    let mut wrong = judge(row, &story);
    if let Some(flags) = flags_of_apply(&story).filter(|_| row.fault != Fault::TemporaryPassword) {
        stage.apply(&flags).await;
        let mended = stage.sign_in(&person).await;
        if !mended.succeeded || mended.cause.is_some() {
            wrong.push(format!("{}: apply {flags:?} did not mend it: {mended:#?}", row.title));
        }
        stage.forget(&person).await;
    }
    Told { row, story: Ok(story), wrong }
}

/// Where the story says to apply again: with which flags, beside the session.
fn flags_of_apply(story: &SignInReport) -> Option<Vec<&str>> {
    let flags = story.remedy.iter().find_map(|action| action.strip_prefix(APPLY))?;
    Some(flags.split_whitespace().skip(1).collect())
}

fn judge(row: &Row, story: &SignInReport) -> Vec<String> {
    let broken = story.steps.iter().find(|link| link.outcome == StepOutcome::Broken).map(|link| link.title.as_str());
    let rules = [
        (!story.succeeded, "it succeeded"),
        (story.cause.as_deref() == Some(row.cause), "another cause"),
        (broken == Some(row.link), "another first broken link"),
        (story.remedy.iter().any(|action| action.contains(row.remedy)), "another remedy"),
    ];
    rules.iter().filter(|(holds, _)| !holds).map(|(_, wrong)| format!("{}: {wrong}: {story:#?}", row.title)).collect()
}

/// Every row that was played is as the list says, and no two faults with different remedies have one name: whoever reads the name must know
/// what to do.
pub fn all_are_right(told: &[Told]) {
    let wrong: Vec<&str> = told.iter().flat_map(|told| &told.wrong).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mut remedies: BTreeMap<&str, (&str, &[String])> = BTreeMap::new();
    for (row, story) in told.iter().filter_map(|told| Some((told.row, told.story.as_ref().ok()?))) {
        let (title, remedy) = *remedies.entry(row.cause).or_insert((row.title, &story.remedy));
        assert_eq!(remedy, &story.remedy, "{} and {title} are both called {}", row.title, row.cause);
    }
}

/// Without the names that a pool gives its users, which are others each time.
fn without_ids(text: &str) -> String {
    let is_id = |word: &str| word.len() == 36 && word.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-');
    text.split('\'').map(|word| if is_id(word) { "…" } else { word }).collect::<Vec<_>>().join("'")
}

/// Injected fault → cause → first broken link → what to do, a fault a line; then what the lab cannot play.
pub fn table(told: &[Told]) -> String {
    let mut rows = vec![["fault", "injected", "cause", "first broken link", "what to do"].map(str::to_owned)];
    for Told { row, story, .. } in told {
        let remedy = match story {
            Ok(story) => without_ids(&story.remedy.join(" | ")),
            Err(why) => format!("not played here: {why}"),
        };
        rows.push([row.title.into(), row.injected.into(), row.cause.into(), row.link.into(), remedy]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..4).map(width).collect();
    let line = |row: &[String; 5]| {
        let cells = row[..4].iter().zip(&widths).map(|(cell, width)| format!("{cell}{}  ", " ".repeat(width - cell.width())));
        format!("{}{}\n", cells.collect::<String>(), row[4])
    };
    let mut text: String = rows.iter().map(line).collect();
    text += "\nNot in the lab (tests/lab/faults.rs):\n";
    text.extend(ROWS.iter().filter_map(|row| Some(format!("  {}: {}\n", row.title, row.lab.err()?))));
    text
}
