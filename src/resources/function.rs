//! Resource 5: the function in the destination account, and its environment.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use aws_sdk_lambda::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, LastUpdateStatus, Runtime, State};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use serde_json::{Map, Value, json};

use super::decide::TAGS;
use super::{function_log_group, invoke_permission};
use crate::aws::account::Account;
use crate::aws::document::text;
use crate::aws::error::propagation::role_not_usable;
use crate::function::{code, environment};
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::change::FieldChange;
use crate::model::options::RUNTIMES;
use crate::model::resource_id::ResourceId;
use crate::model::spec::SESSION_TAG;
use crate::problem::{Problem, ProblemKind};
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};
use crate::run::wait::{Poll, RetryPolicy, until};
use crate::text::{printable_lines, sentence};

#[derive(Debug)]
pub struct Function;

/// Seconds. Cognito waits five for its triggers (facts §1.4), so more would only cost money.
const TIMEOUT: i32 = 5;

/// The members that CreateFunction and UpdateFunctionConfiguration both set.
const CONFIGURATION: [&str; 7] = ["Description", "Runtime", "Handler", "Role", "MemorySize", "Timeout", "Environment"];

/// A call with the name and each member of [`CONFIGURATION`] set. A macro, because the SDK's builders of the two calls have no trait in
/// common.
macro_rules! configured {
    ($call:expr, $function:expr) => {
        $call
            .function_name(text($function, "FunctionName"))
            .description(text($function, "Description"))
            .runtime(Runtime::from(text($function, "Runtime")))
            .handler(text($function, "Handler"))
            .role(text($function, "Role"))
            .memory_size(number($function, "MemorySize"))
            .timeout(number($function, "Timeout"))
            .environment(environment($function))
    };
}

/// What is waited for where the role is new.
const ROLE_USABLE: &str = "the function's role to be usable by Lambda";

/// Statements of its resource policy that are not ours; absent where there are none.
pub const OTHERS: &str = "OtherStatements";

#[async_trait]
impl Resource for Function {
    fn id(&self) -> ResourceId {
        ResourceId::Function
    }

    fn why(&self) -> &'static str {
        "Cognito asks it when an unknown user signs in: it checks the password in the source pool and hands the attributes over."
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("function {}", blueprint.options().function_name)
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let name = &blueprint.options().function_name;
        let answer = match account.read.lambda.get_function().function_name(name).send().await {
            Ok(answer) => answer,
            Err(error) if error.code() == Some("ResourceNotFoundException") => {
                return function_log_group::before_the_function(blueprint, account).await;
            }
            Err(error) => return Err(account.problem(format!("Could not read the function {name}"), &error)),
        };
        let Some(configuration) = answer.configuration() else { return Ok(Observed::default()) };
        let log_group = function_log_group::observe(blueprint, account).await?;
        let made = function_log_group::beside_the_function(blueprint, &log_group);
        let variables = configuration.environment().and_then(|environment| environment.variables());
        let tags = answer.tags().cloned().unwrap_or_default();
        let ours = tags.get(SESSION_TAG) == Some(&blueprint.spec.session);
        let known = blueprint.tags();
        let mut document = json!({
            "FunctionName": name,
            "Description": configuration.description().unwrap_or_default(),
            "Runtime": configuration.runtime().map(Runtime::as_str),
            "Handler": configuration.handler(),
            "Role": configuration.role(),
            "MemorySize": configuration.memory_size(),
            "Timeout": configuration.timeout(),
            "CodeSha256": configuration.code_sha256(),
            "Environment": { "Variables": sorted(variables) },
            "LogGroup": log_group,
            TAGS: tags.into_iter().filter(|(key, _)| known.contains_key(key)).collect::<BTreeMap<_, _>>(),
        });
        let others = invoke_permission::other_statements(blueprint, account).await?;
        if !others.is_empty() {
            document[OTHERS] = json!(others);
        }
        let owner = if ours { Owner::Ours } else { foreign(name) };
        Ok(Observed { document: Some(document), owner, made })
    }

    /// Statements that somebody else has put into its resource policy stay.
    fn desired(&self, blueprint: &Blueprint, observed: &Observed) -> Value {
        let (options, source) = (blueprint.options(), &blueprint.spec.source);
        let own = options.own_function.as_ref();
        let mut function = json!({
            "FunctionName": options.function_name,
            "Description": format!("Migrates users of {} into {}", source.pool_id, blueprint.destination_pool_id()),
            "Runtime": options.function_runtime,
            "Handler": own.map_or(code::HANDLER, |own| &own.handler),
            "Role": blueprint.function_role_arn(),
            "MemorySize": options.function_memory,
            "Timeout": TIMEOUT,
            "CodeSha256": code::expected_sha256(blueprint),
            "Environment": { "Variables": environment::variables(blueprint) },
            "LogGroup": function_log_group::desired(blueprint),
            TAGS: blueprint.tags(),
        });
        if let Some(others) = observed.document.as_ref().and_then(|document| document.get(OTHERS)) {
            function[OTHERS] = others.clone();
        }
        function
    }

    fn warnings(&self, blueprint: &Blueprint, _: &Value) -> Vec<String> {
        let log = function_log_group::left_alone(blueprint);
        blueprint.spec.own_code_notes.iter().cloned().chain(log).collect()
    }

    fn leaves(&self, blueprint: &Blueprint) -> Option<String> {
        function_log_group::left_alone(blueprint)
    }

    async fn create(&self, step: &ResourceContext<'_>, _: &mut CreatedIds) -> Result<(), Problem> {
        let function = step.desired;
        let name = text(function, "FunctionName");
        step.note(format!("CreateFunction {name}")).await;
        let code = FunctionCode::builder().zip_file(Blob::new(code::deployed(step.blueprint)?)).build();
        let call = configured!(step.account.write.lambda.create_function(), function).set_tags(Some(tags(function))).code(code);
        let what = format!("Could not create the function {name}");
        until(ROLE_USABLE, RetryPolicy::PROPAGATION, step.progress, step.stop, async || match call.clone().send().await {
            Ok(_) => Ok(Poll::Ready(())),
            Err(error) if role_not_usable(error.code(), error.message()) => Ok(Poll::NotYet(step.account.problem(&what, &error))),
            Err(error) => Err(refused(step, &what, &error)),
        })
        .await?;
        wait_until_ready(step, name).await?;
        // After the function, so that no group is ever left without one.
        function_log_group::write(step, tags(function)).await
    }

    /// Code, then configuration: Lambda refuses a second update while one is under way (facts §5).
    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        let (account, function) = (step.account, step.desired);
        let name = text(function, "FunctionName");
        let what = format!("Could not update the function {name}");
        let fields = step.changes_to(function);
        let differs = |members: &[&str]| fields.iter().any(|field| members.iter().any(|member| field.path.starts_with(member)));
        wait_until_ready(step, name).await?;
        if differs(&["CodeSha256"]) {
            step.note(format!("UpdateFunctionCode {name}")).await;
            let call = account
                .write
                .lambda
                .update_function_code()
                .function_name(name)
                .zip_file(Blob::new(code::deployed(step.blueprint)?));
            call.send().await.map_err(|error| account.problem(&what, &error))?;
            wait_until_ready(step, name).await?;
        }
        if differs(&CONFIGURATION) {
            step.note(format!("UpdateFunctionConfiguration {name}")).await;
            let call = configured!(account.write.lambda.update_function_configuration(), function);
            let sent = async || match call.clone().send().await {
                Ok(_) => Ok(Poll::Ready(())),
                Err(error) if role_not_usable(error.code(), error.message()) => Ok(Poll::NotYet(account.problem(&what, &error))),
                Err(error) => Err(refused(step, &what, &error)),
            };
            until(ROLE_USABLE, RetryPolicy::PROPAGATION, step.progress, step.stop, sent).await?;
            wait_until_ready(step, name).await?;
        }
        if differs(&["LogGroup"]) {
            function_log_group::write(step, tags(function)).await?;
        }
        if differs(&[TAGS]) {
            step.note(format!("TagResource {name}")).await;
            let call = account.write.lambda.tag_resource().resource(step.blueprint.function_arn()).set_tags(Some(tags(function)));
            call.send().await.map_err(|error| account.problem(&what, &error))?;
        }
        Ok(())
    }

    /// The log group first: a function can be found again by its name, a group without its function would be forgotten.
    async fn revert(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        let name = text(step.desired, "FunctionName");
        if let Some(before) = before {
            return self.revert_configuration(step, before, name).await;
        }
        self.nothing_unseen(step, name).await?;
        function_log_group::delete(step).await?;
        step.note(format!("DeleteFunction {name}")).await;
        match step.account.write.lambda.delete_function().function_name(name).send().await {
            Err(error) if error.code() != Some("ResourceNotFoundException") => {
                Err(step.account.problem(format!("Could not delete the function {name}"), &error))
            }
            _ => Ok(()),
        }
    }
}

impl Function {
    /// Deleting the function deletes its resource policy. Whoever decided to delete it has seen the statements that stood there then.
    async fn nothing_unseen(&self, step: &ResourceContext<'_>, name: &str) -> Result<(), Problem> {
        let seen = step.observed.document.as_ref().and_then(|function| function.get(OTHERS)).and_then(Value::as_array);
        let others = invoke_permission::other_statements(step.blueprint, step.account).await?;
        let Some(unseen) = others.iter().find(|other| !seen.is_some_and(|seen| seen.contains(other))) else { return Ok(()) };
        let why = format!("Another caller was allowed to invoke it in the meantime: {unseen}.");
        Err(Problem::new(ProblemKind::Conflict, format!("The function {name} is not deleted."), why)
            .remedy("Take the statement off if it is not needed, and tear down again."))
    }

    /// A function of this session's name that the session found and changed: its configuration is on record, its code is not.
    async fn revert_configuration(&self, step: &ResourceContext<'_>, before: &Value, name: &str) -> Result<(), Problem> {
        let fields = step.changes_to(before);
        let beyond = |field: &&FieldChange| ["CodeSha256", "LogGroup", TAGS].iter().any(|member| field.path.starts_with(member));
        if let Some(field) = fields.iter().find(beyond) {
            let why = format!("It was there before this session, and {} is not on record in full.", field.path);
            return Err(Problem::new(ProblemKind::Conflict, format!("The function {name} cannot be set back."), why)
                .remedy("Set it back yourself, or decide with --keep function that it stays as it is."));
        }
        self.update(&ResourceContext { desired: before, ..*step }).await
    }
}

/// Until the function is Active and no update of it is under way.
async fn wait_until_ready(step: &ResourceContext<'_>, name: &str) -> Result<(), Problem> {
    let what = format!("Could not wait for the function {name}");
    until("the function to be ready", RetryPolicy::FUNCTION, step.progress, step.stop, || async {
        let answer = step.account.read.lambda.get_function_configuration().function_name(name).send().await;
        let answer = answer.map_err(|error| step.account.problem(&what, &error))?;
        let (state, update) = (answer.state(), answer.last_update_status());
        let pending = matches!(state, Some(State::Pending)) || matches!(update, Some(LastUpdateStatus::InProgress));
        let failed = matches!(state, Some(State::Failed)) || matches!(update, Some(LastUpdateStatus::Failed));
        let reason = answer.state_reason().or(answer.last_update_status_reason()).unwrap_or("Lambda names no reason");
        let reason = sentence(&printable_lines(reason));
        match (failed, pending) {
            (true, _) => {
                Err(Problem::new(ProblemKind::Conflict, format!("The function {name} did not become ready."), reason).remedy(
                    format!("Look at it in the console of {}, delete it there, and apply again.", step.account.identity.account),
                ))
            }
            (_, true) => {
                Ok(Poll::NotYet(Problem::new(ProblemKind::Conflict, format!("The function {name} is not ready."), reason)))
            }
            _ => Ok(Poll::Ready(())),
        }
    })
    .await
}

/// A refusal of Lambda; where it is the runtime's, with the one that can be had instead.
fn refused<E>(step: &ResourceContext<'_>, what: &str, error: &SdkError<E, HttpResponse>) -> Problem
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let problem = step.account.problem(what, error);
    let of_runtime = problem.parameters.iter().any(|parameter| parameter.name.eq_ignore_ascii_case("runtime"));
    let runtime = &step.blueprint.options().function_runtime;
    // A handler of somebody's own may not run on another.
    let other = RUNTIMES.iter().find(|other| *other != runtime).filter(|_| RUNTIMES.contains(&runtime.as_str()));
    match other.filter(|_| of_runtime) {
        Some(other) => {
            problem.remedy(format!("Deploy the function with the other runtime that it is made for: --function-runtime {other}"))
        }
        None => problem,
    }
}

fn environment(function: &Value) -> Environment {
    let variables = function.pointer("/Environment/Variables").and_then(Value::as_object);
    Environment::builder().set_variables(Some(string_map(variables))).build()
}

fn tags(function: &Value) -> HashMap<String, String> {
    string_map(function.get(TAGS).and_then(Value::as_object))
}

fn string_map(members: Option<&Map<String, Value>>) -> HashMap<String, String> {
    let members = members.into_iter().flatten();
    members.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}

fn sorted(variables: Option<&HashMap<String, String>>) -> BTreeMap<&String, &String> {
    variables.into_iter().flatten().collect()
}

fn number(document: &Value, member: &str) -> i32 {
    document.get(member).and_then(Value::as_i64).and_then(|number| i32::try_from(number).ok()).unwrap_or_default()
}

fn foreign(name: &str) -> Owner {
    Owner::Foreign {
        found: format!("A function named {name} exists that this session did not make (it lacks the tag {SESSION_TAG})."),
        replaceable: false,
        alternative: "Choose another function name in the options.".into(),
    }
}
