//! The faults that published handlers and tools for the UserMigration trigger have. Three places list the tests that such a fault would
//! fail here: tests/it/peers.rs, tests/lab/peers.rs, and for the function alone assets/function/stage/peers.mjs.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    TemporaryPasswordLasts,
    DisabledUserComesBack,
    AddressVerifiedByMigration,
    ReservedAttributesHandedOver,
    OnlyTheFirstPage,
    GroupsLost,
    GroupsCopiedForever,
    WrongPasswordCostsCalls,
    RoleAssumedEachTime,
    CredentialsRunOut,
    PrivateDataInTheLog,
    UpdateResetsTheRest,
    TeardownResetsThePool,
    RefusalEndsTheProcess,
    SecondFactorDropped,
    WordsOfAwsReachThePerson,
}

impl Fault {
    pub const ALL: [Self; 16] = [
        Self::TemporaryPasswordLasts,
        Self::DisabledUserComesBack,
        Self::AddressVerifiedByMigration,
        Self::ReservedAttributesHandedOver,
        Self::OnlyTheFirstPage,
        Self::GroupsLost,
        Self::GroupsCopiedForever,
        Self::WrongPasswordCostsCalls,
        Self::RoleAssumedEachTime,
        Self::CredentialsRunOut,
        Self::PrivateDataInTheLog,
        Self::UpdateResetsTheRest,
        Self::TeardownResetsThePool,
        Self::RefusalEndsTheProcess,
        Self::SecondFactorDropped,
        Self::WordsOfAwsReachThePerson,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            Self::TemporaryPasswordLasts => "a temporary password becomes a lasting one",
            Self::DisabledUserComesBack => "a disabled user comes in by a forgotten password",
            Self::AddressVerifiedByMigration => "an address is called verified that never was",
            Self::ReservedAttributesHandedOver => "sub, identities or cognito:* are handed over, and the migration fails",
            Self::OnlyTheFirstPage => "only the first page of pools, app clients or users is seen",
            Self::GroupsLost => "ten groups are copied, and those without precedence, description or role are lost",
            Self::GroupsCopiedForever => "groups are copied at every sign-in, forever",
            Self::WrongPasswordCostsCalls => "a wrong password costs more than one call",
            Self::RoleAssumedEachTime => "every sign-in assumes the role again",
            Self::CredentialsRunOut => "credentials run out in the middle of a sign-in",
            Self::PrivateDataInTheLog => "a password, a token or an address is in the log",
            Self::UpdateResetsTheRest => "UpdateUserPool or UpdateUserPoolClient resets what it was not told",
            Self::TeardownResetsThePool => "teardown resets the pool",
            Self::RefusalEndsTheProcess => "a refused sign-in ends the process, and the next person waits for a cold start",
            Self::SecondFactorDropped => "a second factor is dropped silently",
            Self::WordsOfAwsReachThePerson => "AWS's own words reach the person",
        }
    }
}
