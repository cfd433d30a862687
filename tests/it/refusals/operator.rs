//! A value that AWS names as wrong, through the engine: the operator's own is told with its option (exit code 2), any other is a refusal.

use cognito_ferry::cli::exit::Exit;
use cognito_ferry::migration::{plan, resolve};
use cognito_ferry::model::choices::Choices;
use cognito_ferry::model::options::Options;
use cognito_ferry::problem::{Problem, ProblemKind};
use cognito_ferry::session::store::Store;
use cognito_sandbox::{Fault, Sandbox, Scenario, Service, Trouble};
use test_support::opened;

use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};
use crate::env::engine;

/// How an apply with these options ends, where an operation is refused so.
async fn applied(
    options: impl FnOnce(&mut Options),
    times: usize,
    service: Service,
    operation: &str,
    fault: Fault,
) -> Result<(), Problem> {
    let sandbox = Sandbox::new(Scenario::demo().without_delays()).unwrap();
    let accounts = opened::both(&sandbox).await;
    let mut chosen = Options::new("acme", "an-external-id-of-thirty-two-letters".into());
    options(&mut chosen);
    let choices = Choices { options: Some(chosen), ..engine::choices(SOURCE_POOL, DESTINATION_POOL, DESTINATION_CLIENT) };
    let spec = resolve::resolve("acme", &choices, &accounts).await?;
    let mut session = engine::session("acme", choices);
    let directory = tempfile::tempdir().unwrap();
    let store = Store::at(directory.path());
    let plan = plan::make(&session, &spec, &accounts).await?;
    for _ in 0..times {
        sandbox.expect_trouble(service, operation, Trouble::Refusal(fault.clone()));
    }
    engine::apply(&mut session, &plan, &accounts, &store).await
}

fn remedy(problem: &Problem) -> String {
    problem.remedy.join("\n")
}

#[tokio::test(start_paused = true)]
async fn a_name_that_the_operator_gave_is_theirs_to_correct() {
    let text = "1 validation error detected: Value 'team-role' at 'roleName' failed to satisfy constraint: Member must satisfy regular \
                expression pattern: [\\w+=,.@-]+";
    let fault = || Fault::new(400, "ValidationError", text);
    let named = |options: &mut Options| options.source_role_name = "team-role".into();
    let problem = applied(named, 1, Service::Iam, "CreateRole", fault()).await.unwrap_err();
    // The function's role is made first, and its name is none of the operator's.
    assert_eq!((problem.kind.clone(), Exit::of(&problem).code()), (ProblemKind::Refused, 1), "{problem:?}");
    let named = |options: &mut Options| options.function_role_name = "team-role".into();
    let problem = applied(named, 1, Service::Iam, "CreateRole", fault()).await.unwrap_err();
    assert_eq!((problem.kind.clone(), Exit::of(&problem).code()), (ProblemKind::Invalid, 2), "{problem:?}");
    assert!(remedy(&problem).contains("--function-role-name") && remedy(&problem).contains("team-role"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn the_memory_that_a_new_account_does_not_have_names_its_option() {
    let text = "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 3008";
    let fault = || Fault::client("InvalidParameterValueException", text);
    let large = |options: &mut Options| options.function_memory = 4096;
    let problem = applied(large, 1, Service::Lambda, "CreateFunction", fault()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Invalid, "{problem:?}");
    assert!(remedy(&problem).contains("Correct the memory (--function-memory): AWS does not accept 4096."), "{problem:?}");
    let problem = applied(|_| {}, 1, Service::Lambda, "CreateFunction", fault()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused, "{problem:?}");
    assert!(remedy(&problem).contains("--function-memory") && !remedy(&problem).contains("Correct"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn the_other_runtime_is_offered_where_the_region_does_not_have_this_one() {
    let text = |runtime| {
        format!(
            "Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs20.x] or be a valid ARN"
        )
    };
    let fault = Fault::client("InvalidParameterValueException", text("nodejs24.x"));
    let problem = applied(|_| {}, 1, Service::Lambda, "CreateFunction", fault).await.unwrap_err();
    assert_eq!(Exit::of(&problem).code(), 1, "{problem:?}");
    assert!(problem.why.contains("eu-central-1 does not have the runtime nodejs24.x"), "{problem:?}");
    assert!(remedy(&problem).contains("--function-runtime nodejs22.x"), "{problem:?}");
    let older = |options: &mut Options| options.function_runtime = "nodejs22.x".into();
    let fault = Fault::client("InvalidParameterValueException", text("nodejs22.x"));
    let problem = applied(older, 1, Service::Lambda, "CreateFunction", fault).await.unwrap_err();
    assert_eq!(Exit::of(&problem).code(), 2, "{problem:?}");
    assert!(remedy(&problem).contains("--function-runtime nodejs24.x"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn a_pool_or_client_that_the_operator_named_wrongly_names_the_option() {
    for (operation, parameter, wrong, flag) in [
        ("DescribeUserPool", "userPoolId", SOURCE_POOL, "--source-pool"),
        ("DescribeUserPoolClient", "clientId", DESTINATION_CLIENT, "--destination-client"),
    ] {
        let sandbox = Sandbox::new(Scenario::demo().without_delays()).unwrap();
        let accounts = opened::both(&sandbox).await;
        let text = format!(
            "1 validation error detected: Value '{wrong}' at '{parameter}' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: [\\w-]+_[0-9a-zA-Z]+"
        );
        sandbox.expect_trouble(
            Service::CognitoIdp,
            operation,
            Trouble::Refusal(Fault::client("InvalidParameterException", text)),
        );
        let choices = engine::choices(SOURCE_POOL, DESTINATION_POOL, DESTINATION_CLIENT);
        let problem = resolve::resolve("acme", &choices, &accounts).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{problem:?}");
        assert!(remedy(&problem).contains(flag) && remedy(&problem).contains(wrong), "{problem:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_does_not_see_the_new_role_yet_is_waited_for() {
    let text = "Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. \
                Please check your KMS key settings. KMS Exception: InvalidArnException KMS Message: ARN does not refer to a valid principal";
    let fault = || Fault::client("InvalidParameterValueException", text);
    applied(|_| {}, 3, Service::Lambda, "CreateFunction", fault()).await.unwrap();
    let problem = applied(|_| {}, 100, Service::Lambda, "CreateFunction", fault()).await.unwrap_err();
    assert!(problem.why.contains("Waited") && remedy(&problem).contains("kms:CreateGrant"), "{problem:?}");
    assert_eq!(Exit::of(&problem).code(), 1);
}
