//! Invocations: by a service through the resource policy, and by a caller through Invoke.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::faults::{conflict, invalid};
use super::{permissions, record};
use crate::core::caller::Caller;
use crate::core::clock::Moment;
use crate::core::fault::Fault;
use crate::core::runtime::{self, Birth, Ended, Finished, Specification, Thrown};
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use crate::core::state::iam::Role;
use crate::core::state::lambda::{Deployed, Function};
use crate::services::iam::authorization;
use crate::services::sts::session;

/// Cognito waits this long for a trigger (facts §1.4).
const SERVICE_LIMIT: Duration = Duration::from_secs(5);

/// The service that invokes a function, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvokedBy {
    /// e.g. `cognito-idp.amazonaws.com`
    pub principal: String,
    /// e.g. the user pool's ARN
    pub source_arn: String,
    pub source_account: String,
}

/// Why an invocation by a service has no response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvocationFault {
    /// The resource policy does not allow the service, or the execution role cannot be assumed any more.
    NotPermitted,
    FunctionMissing,
    /// Still being created.
    NotActive,
    /// Past the service's limit or the function's own.
    TimedOut,
    Threw {
        error_type: String,
        message: String,
    },
    /// Not a JSON value.
    BadResponse(String),
}

/// One invocation by a service.
///
/// # Errors
/// Why there is no response.
pub fn invoke_by_service(
    sandbox: &Sandbox,
    function_arn: &str,
    event: Value,
    invoked_by: &InvokedBy,
) -> Result<Value, InvocationFault> {
    let function = find(sandbox, function_arn).ok_or(InvocationFault::FunctionMissing)?;
    let permitted =
        permissions::allows_service(&function, &invoked_by.principal, &invoked_by.source_arn, &invoked_by.source_account);
    if !matches!(permitted, Ok(true)) {
        return Err(InvocationFault::NotPermitted);
    }
    let moment = sandbox.moment();
    if function.is_pending(moment) {
        return Err(InvocationFault::NotActive);
    }
    let (_, waiting) = start(sandbox, &function, moment, event).map_err(|_| InvocationFault::NotPermitted)?;
    match waiting.recv_timeout(SERVICE_LIMIT) {
        // The function goes on without anybody waiting, as in AWS.
        Err(RecvTimeoutError::Timeout) => Err(InvocationFault::TimedOut),
        Err(RecvTimeoutError::Disconnected) => Err(InvocationFault::NotActive),
        Ok((finished, _)) => match finished.ended {
            Ended::Returned(value) => Ok(value),
            Ended::TimedOut => Err(InvocationFault::TimedOut),
            Ended::NotJson(why) => Err(InvocationFault::BadResponse(why)),
            Ended::Threw(thrown) => Err(InvocationFault::Threw { error_type: thrown.error_type, message: thrown.error_message }),
        },
    }
}

fn find(sandbox: &Sandbox, function_arn: &str) -> Option<Function> {
    let parts: Vec<&str> = function_arn.split(':').collect();
    let ["arn", _, "lambda", region, account, "function", name] = parts[..] else {
        return None;
    };
    let world = sandbox.world();
    let region = world.accounts.get(account)?.regions.get(region)?;
    region.lambda.functions.get(name).cloned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Invoke {
    function_name: String,
    payload: Option<String>,
    invocation_type: Option<String>,
    log_type: Option<String>,
    qualifier: Option<String>,
}

/// The Invoke operation.
///
/// # Errors
/// Lambda's codes. A function that throws is not a fault but a `FunctionError`.
pub fn invoke(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: Invoke = call.read(input)?;
    let name = call.function_name(&input.function_name, input.qualifier.as_deref())?;
    call.authorize_action("lambda:InvokeFunction", &name)?;
    let function = call.with_function(&name, |function| Ok(function.clone()))?;
    match input.invocation_type.as_deref() {
        None | Some("RequestResponse") => {}
        Some("DryRun") => return Ok(json!({ "StatusCode": 204 })),
        Some("Event") => {
            return Err(Fault::not_implemented(Service::Lambda, "Invoke", "asynchronous invocation"));
        }
        Some(other) => {
            return Err(invalid(format!(
                "Value '{other}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [RequestResponse, Event, DryRun]"
            )));
        }
    }
    if function.is_pending(call.moment) {
        return Err(conflict(format!(
            "The operation cannot be performed at this time. The function is currently in the following state: Pending ({})",
            function.arn
        )));
    }
    let event = event(input.payload.as_deref())?;
    let (deployed, waiting) = start(call.sandbox, &function, call.moment, event)?;
    let (finished, log) = waiting.recv().map_err(|_| Fault::new(500, "ServiceException", "the execution environment ended"))?;
    let (payload, error) = payload(&finished, deployed.configuration.timeout);
    let mut output = json!({
        "StatusCode": 200,
        "ExecutedVersion": "$LATEST",
        "Payload": STANDARD.encode(payload.to_string()),
    });
    if error {
        output["FunctionError"] = json!("Unhandled");
    }
    if input.log_type.as_deref() == Some("Tail") {
        output["LogResult"] = json!(STANDARD.encode(record::tail(&log)));
    }
    Ok(output)
}

fn event(payload: Option<&str>) -> Result<Value, Fault> {
    let bytes = STANDARD
        .decode(payload.unwrap_or_default())
        .map_err(|error| Fault::client("SerializationException", error.to_string()))?;
    if bytes.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(&bytes).map_err(|error| {
        Fault::client("InvalidRequestContentException", format!("Could not parse request body into json: {error}"))
    })
}

/// What Invoke returns as payload, and whether that is an error.
fn payload(finished: &Finished, timeout: i64) -> (Value, bool) {
    let failed = |thrown: &Thrown| {
        json!({
            "errorType": thrown.error_type,
            "errorMessage": thrown.error_message,
            "trace": thrown.trace,
        })
    };
    match &finished.ended {
        Ended::Returned(value) => (value.clone(), false),
        Ended::Threw(thrown) => (failed(thrown), true),
        Ended::TimedOut => (
            json!({
                "errorType": "Sandbox.Timedout",
                "errorMessage": format!("Task timed out after {timeout}.00 seconds"),
            }),
            true,
        ),
        Ended::NotJson(why) => (json!({ "errorType": "Runtime.MarshalError", "errorMessage": why }), true),
    }
}

type Waiting = std::sync::mpsc::Receiver<(Finished, Vec<String>)>;

/// Gives the event to an environment of the function; the outcome comes later.
fn start(sandbox: &Sandbox, function: &Function, moment: Moment, event: Value) -> Result<(Deployed, Waiting), Fault> {
    let deployed = function.running(moment).clone();
    let configuration = &deployed.configuration;
    let role = authorization::service_may_assume(sandbox, &configuration.role, "lambda.amazonaws.com")?
        .ok_or_else(|| Fault::access_denied(Service::Lambda, "The role defined for the function cannot be assumed by Lambda."))?;
    let request_id = sandbox.random_uuid();
    let limit = Duration::from_secs(u64::try_from(configuration.timeout).unwrap_or(3));
    let context = json!({
        "functionName": function.name,
        "functionVersion": "$LATEST",
        "invokedFunctionArn": function.arn,
        "memoryLimitInMB": configuration.memory_size.to_string(),
        "awsRequestId": request_id,
        "logGroupName": configuration.log_group,
        "remaining": limit.as_millis() as u64,
    });
    let specification = Specification {
        function_arn: function.arn.clone(),
        files: deployed.code.files(),
        handler: configuration.handler.clone(),
        variables: configuration.environment.clone(),
        memory_megabytes: usize::try_from(configuration.memory_size).unwrap_or(128),
        role_id: role.role_id.clone(),
    };
    let (answer, waiting) = channel();
    let record = record::Invocation {
        region: region_of(&function.arn).to_owned(),
        log_group: configuration.log_group.clone(),
        memory_size: configuration.memory_size,
        timeout: configuration.timeout,
        request_id,
        started: moment.now,
        role: session_of(&function.arn, &function.name, &role),
    };
    let logging = sandbox.clone();
    let invocation = runtime::Invocation {
        endpoint: Arc::new(sandbox.clone()),
        event,
        context,
        limit,
        done: Box::new(move |finished: Finished| {
            let lines = record.write(&logging, &finished);
            // Nobody may be waiting any more.
            let _ = answer.send((finished, lines));
        }),
    };
    let now = sandbox.now();
    let birth = Box::new(|| birth(sandbox, function, &deployed, &role));
    sandbox.runtime().run(specification, now, birth, invocation);
    Ok((deployed, waiting))
}

fn region_of(function_arn: &str) -> &str {
    function_arn.split(':').nth(3).unwrap_or_default()
}

fn account_of(function_arn: &str) -> &str {
    function_arn.split(':').nth(4).unwrap_or_default()
}

fn session_of(function_arn: &str, name: &str, role: &Role) -> Caller {
    Caller::assumed_role(account_of(function_arn), &role.name, &role.role_id, name)
}

/// The execution role's credentials and Lambda's own variables, for a new environment.
fn birth(sandbox: &Sandbox, function: &Function, deployed: &Deployed, role: &Role) -> Birth {
    let session = session::for_service(sandbox, account_of(&function.arn), role, &function.name);
    let today = sandbox.now().strftime("%Y/%m/%d").to_string();
    let log_stream = format!("{today}/[$LATEST]{}", sandbox.random_id("0123456789abcdef", 32));
    let variables = [
        ("AWS_REGION", region_of(&function.arn).to_owned()),
        ("AWS_DEFAULT_REGION", region_of(&function.arn).to_owned()),
        ("AWS_EXECUTION_ENV", format!("AWS_Lambda_{}", deployed.configuration.runtime)),
        ("AWS_LAMBDA_FUNCTION_NAME", function.name.clone()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", deployed.configuration.memory_size.to_string()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", deployed.configuration.log_group.clone()),
        ("AWS_LAMBDA_LOG_STREAM_NAME", log_stream.clone()),
        ("_HANDLER", deployed.configuration.handler.clone()),
        ("AWS_ACCESS_KEY_ID", session.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", session.credentials.secret_access_key),
        ("AWS_SESSION_TOKEN", session.credentials.session_token),
    ];
    Birth {
        variables: variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<BTreeMap<_, _>>(),
        log_stream,
        // Ends before the credentials do, so that no invocation begins with dead ones.
        expires: session
            .credentials
            .expiration
            .checked_sub(jiff::SignedDuration::from_mins(15))
            .unwrap_or(session.credentials.expiration),
    }
}
