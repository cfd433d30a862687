//! Services that are busy or broken, and credentials that run out, at each operation that writes.

use cognito_ferry::event::Event;
use cognito_ferry::problem::ProblemKind;
use cognito_sandbox::{Fault, Service, Trouble};

use crate::env::snapshot::assert_same;
use crate::env::{Destination, TwoAccounts};

/// What apply writes with.
const APPLYING: [(Service, &str); 10] = [
    (Service::CognitoIdp, "CreateUserPoolClient"),
    (Service::Iam, "CreateRole"),
    (Service::Iam, "PutRolePolicy"),
    (Service::Lambda, "CreateFunction"),
    (Service::Logs, "CreateLogGroup"),
    (Service::Logs, "PutRetentionPolicy"),
    (Service::Lambda, "AddPermission"),
    (Service::CognitoIdp, "UpdateUserPoolClient"),
    (Service::CognitoIdp, "UpdateUserPool"),
    // Not a write, but what the trigger waits for.
    (Service::Lambda, "Invoke"),
];

/// What teardown writes with.
const TEARING_DOWN: [(Service, &str); 8] = [
    (Service::CognitoIdp, "UpdateUserPool"),
    (Service::CognitoIdp, "UpdateUserPoolClient"),
    (Service::Lambda, "RemovePermission"),
    (Service::Logs, "DeleteLogGroup"),
    (Service::Lambda, "DeleteFunction"),
    (Service::Iam, "DeleteRolePolicy"),
    (Service::Iam, "DeleteRole"),
    (Service::CognitoIdp, "DeleteUserPoolClient"),
];

/// More often than a call is made in one run: the SDK's four attempts, four times.
const LASTING: usize = 16;

fn busy() -> Fault {
    Fault::new(429, "TooManyRequestsException", "Rate exceeded")
}

fn broken() -> Fault {
    Fault::new(503, "ServiceUnavailable", "Try again later")
}

fn refuse(accounts: &TwoAccounts, (service, operation): (Service, &str), fault: &Fault, times: usize) {
    for _ in 0..times {
        accounts.sandbox.expect_trouble(service, operation, Trouble::Refusal(fault.clone()));
    }
}

async fn applied() -> TwoAccounts {
    let accounts = TwoAccounts::new(Destination::Existing);
    accounts.apply().await.unwrap();
    accounts
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_busy_for_a_while_is_waited_for() {
    let expected = applied().await.snapshot();
    for fault in [busy(), broken()] {
        for operation in APPLYING {
            let accounts = TwoAccounts::new(Destination::Existing);
            refuse(&accounts, operation, &fault, 2);
            accounts.apply().await.unwrap_or_else(|problem| panic!("{operation:?} {fault}: {problem:?}"));
            assert_same(&accounts.snapshot(), &expected, &format!("{operation:?} {fault}"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_the_sdk_gives_up_are_made_again_after_a_pause_that_is_told() {
    for operation in APPLYING.into_iter().filter(|(_, operation)| *operation != "Invoke") {
        let accounts = TwoAccounts::new(Destination::Existing);
        // One more than the SDK's own attempts; where it makes one only, two.
        refuse(&accounts, operation, &busy(), if operation.1 == "CreateUserPoolClient" { 1 } else { 4 });
        let events = accounts.apply().await.unwrap_or_else(|problem| panic!("{operation:?}: {problem:?}"));
        let told = |event: &Event| matches!(event, Event::Waiting { waiting_for, .. } if waiting_for.contains("Rate exceeded"));
        assert!(events.iter().any(told), "{operation:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_stays_busy_ends_apply_with_what_is_done_and_what_is_left() {
    let expected = applied().await.snapshot();
    for (number, operation) in APPLYING.into_iter().filter(|(_, operation)| *operation != "Invoke").enumerate() {
        let accounts = TwoAccounts::new(Destination::Existing);
        let (fault, kind) = if number % 2 == 0 { (busy(), ProblemKind::Throttled) } else { (broken(), ProblemKind::Service) };
        refuse(&accounts, operation, &fault, if operation.1 == "CreateUserPoolClient" { 4 } else { LASTING });
        let problem = accounts.apply().await.unwrap_err();
        assert_eq!(problem.kind, kind, "{operation:?}: {problem:?}");
        assert!(problem.why.contains("of 9 resources are done; left: "), "{operation:?}: {problem:?}");
        assert!(problem.why.ends_with("UserMigration trigger."), "{operation:?}: {problem:?}");
        assert!(problem.remedy.iter().any(|line| line.contains("apply --session acme")), "{problem:?}");
        accounts.apply().await.unwrap_or_else(|problem| panic!("{operation:?}, again: {problem:?}"));
        assert_same(&accounts.snapshot(), &expected, &format!("{operation:?} {fault}"));
    }
}

#[tokio::test(start_paused = true)]
async fn teardown_waits_for_a_busy_service_and_says_what_is_left_where_it_stays_busy() {
    let before = TwoAccounts::new(Destination::Existing).snapshot();
    for (fault, times) in [(busy(), 2), (broken(), 5), (busy(), LASTING)] {
        for operation in TEARING_DOWN {
            let accounts = applied().await;
            refuse(&accounts, operation, &fault, times);
            let result = accounts.tear_down().await;
            if times == LASTING {
                let problem = result.unwrap_err();
                assert!(problem.why.contains("of 9 resources are done; left: "), "{operation:?}: {problem:?}");
                assert!(problem.remedy.iter().any(|line| line.contains("teardown --session acme")), "{problem:?}");
                accounts.tear_down().await.unwrap();
            } else {
                result.unwrap_or_else(|problem| panic!("{operation:?} {fault}: {problem:?}"));
            }
            assert_same(&accounts.snapshot(), &before, &format!("{operation:?} {fault} {times}"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_run_out_in_the_middle_keep_what_is_done() {
    let expected = applied().await.snapshot();
    let expired = Fault::new(403, "ExpiredTokenException", "The security token included in the request is expired");
    for operation in APPLYING {
        let accounts = TwoAccounts::new(Destination::Existing);
        refuse(&accounts, operation, &expired, 1);
        let problem = accounts.apply().await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::ExpiredCredentials, "{operation:?}: {problem:?}");
        assert!(problem.why.contains("resources are done; left: "), "{operation:?}: {problem:?}");
        assert!(!accounts.saved().journal.entries().is_empty(), "{operation:?}");
        accounts.apply().await.unwrap_or_else(|problem| panic!("{operation:?}, renewed: {problem:?}"));
        assert_same(&accounts.snapshot(), &expected, &format!("{operation:?}"));
    }
}
