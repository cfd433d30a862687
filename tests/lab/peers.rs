//! Which faults of the peers the lab would show too, on emulators that we did not write: the same list as tests/it/peers.rs has.

use test_support::peers::Fault;

use crate::people::PASSWORD;
use crate::states::{self, CAREFUL, Row};
use crate::{migration, torn_down};

/// The tests that would fail, and the rows that one of them plays. A test that is renamed or gone breaks the build.
fn proofs(fault: Fault) -> (&'static [fn()], &'static [Row]) {
    const STATES: &[fn()] = &[states::each_state_that_ministack_knows_ends_as_the_table_says];
    match fault {
        Fault::TemporaryPasswordLasts => {
            (STATES, &[("temporary", Some(PASSWORD), "refused", "challenge:NEW_PASSWORD_REQUIRED", 1)])
        }
        Fault::DisabledUserComesBack => (STATES, &[("disabled", None, "refused", "user-disabled", 1)]),
        Fault::WrongPasswordCostsCalls => (STATES, &[("anna", Some("Not-The-Password-1"), "refused", "wrong-password", 1)]),
        Fault::RoleAssumedEachTime => (STATES, &[("anna", Some("Heron-Lake-4711"), "migrated", "migrated", 1)]),
        Fault::PrivateDataInTheLog => (STATES, &[]),
        Fault::SecondFactorDropped => (STATES, &[("mfa", Some(PASSWORD), "refused", "challenge:SOFTWARE_TOKEN_MFA", 1)]),
        Fault::UpdateResetsTheRest => (&[migration::apply_changes_the_pool_and_its_client_in_one_field_each], &[]),
        Fault::TeardownResetsThePool => (&[torn_down::apply_then_teardown_leaves_both_accounts_as_they_were], &[]),
        Fault::AddressVerifiedByMigration
        | Fault::ReservedAttributesHandedOver
        | Fault::OnlyTheFirstPage
        | Fault::GroupsLost
        | Fault::GroupsCopiedForever
        | Fault::CredentialsRunOut
        | Fault::RefusalEndsTheProcess
        | Fault::WordsOfAwsReachThePerson => (&[], &[]),
    }
}

#[test]
fn eight_faults_of_the_peers_would_show_in_the_lab_too() {
    let shown = Fault::ALL.map(proofs);
    assert_eq!(shown.iter().filter(|(tests, _)| !tests.is_empty()).count(), 8);
    for row in shown.iter().flat_map(|(_, rows)| *rows) {
        assert!(CAREFUL.contains(row), "no row of the lab's states is {row:?}");
    }
}
