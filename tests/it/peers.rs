//! Each fault of the peers has a test here that it would fail, or one in the place that is named.

use test_support::peers::Fault;

use crate::function_states::rows::{CAREFUL, FORGOT_PASSWORD, Row};
use crate::{function_states, groups, lossless, sign_in_story, teardown};

/// Rows of the function's table of states, by title and reason.
type Rows = &'static [(&'static [Row], &'static str, &'static str)];

/// The tests that would fail, and the rows that one of them plays. A test that is renamed or gone breaks the build.
fn proofs(fault: Fault) -> (&'static [fn()], Rows) {
    match fault {
        Fault::TemporaryPasswordLasts => (
            &[function_states::each_state_ends_as_the_table_says_by_the_token],
            &[(&CAREFUL, "temporary password", "challenge:NEW_PASSWORD_REQUIRED")],
        ),
        Fault::DisabledUserComesBack => (
            &[function_states::each_forgotten_password_ends_as_the_table_says],
            &[(&FORGOT_PASSWORD, "disabled", "user-disabled")],
        ),
        Fault::AddressVerifiedByMigration => (&[function_states::addresses_are_as_verified_as_they_were], &[]),
        Fault::ReservedAttributesHandedOver => {
            (&[function_states::a_user_arrives_with_what_the_destination_takes_and_nothing_else], &[])
        }
        Fault::OnlyTheFirstPage => (&[sign_in_story::pools::more_pools_and_app_clients_than_a_page_holds_are_all_listed], &[]),
        Fault::GroupsLost => (
            &[
                groups::plan::more_groups_than_a_page_go_over_with_all_that_they_have_and_lack,
                groups::crowd::a_thousand_users_in_forty_groups_are_equal_on_both_sides_after_a_sweep_interrupted_twice,
            ],
            &[],
        ),
        Fault::GroupsCopiedForever => (
            &[
                groups::first_sign_in::later_sign_ins_and_those_of_others_make_no_call,
                groups::first_sign_in::it_happens_once_and_never_undoes_what_an_administrator_does_later,
            ],
            &[],
        ),
        Fault::PrivateDataInTheLog => (&[function_states::the_log_of_all_states_holds_nothing_private], &[]),
        Fault::UpdateResetsTheRest => (
            &[
                lossless::edits::a_member_that_no_sdk_knows_survives,
                lossless::round_trips::whatever_a_pool_holds_only_its_trigger_changes_and_teardown_takes_it_back,
                lossless::round_trips::whatever_a_client_holds_only_its_flows_change_and_teardown_takes_them_back,
            ],
            &[],
        ),
        Fault::TeardownResetsThePool => (&[teardown::foreign::apply_then_teardown_leaves_both_accounts_as_they_were], &[]),
        Fault::SecondFactorDropped => (
            &[function_states::each_state_ends_as_the_table_says_by_the_token],
            &[(&CAREFUL, "MFA by an app", "challenge:SOFTWARE_TOKEN_MFA")],
        ),
        Fault::WrongPasswordCostsCalls
        | Fault::RoleAssumedEachTime
        | Fault::CredentialsRunOut
        | Fault::RefusalEndsTheProcess
        | Fault::WordsOfAwsReachThePerson => (&[], &[]),
    }
}

/// Faults of the function's own code, which its tests on Node.js would show.
const IN_THE_FUNCTION: [Fault; 5] = [
    Fault::WrongPasswordCostsCalls,
    Fault::RoleAssumedEachTime,
    Fault::CredentialsRunOut,
    Fault::RefusalEndsTheProcess,
    Fault::WordsOfAwsReachThePerson,
];

#[test]
fn every_fault_of_the_peers_has_a_test_that_it_would_fail() {
    for fault in Fault::ALL {
        let (tests, rows) = proofs(fault);
        assert_eq!(tests.is_empty(), IN_THE_FUNCTION.contains(&fault), "{}", fault.title());
        for (table, title, reason) in rows {
            let is_played = table.iter().any(|row| row.title == *title && row.reason == *reason);
            assert!(is_played, "{}: no row says that \"{title}\" ends with {reason}", fault.title());
        }
    }
}
