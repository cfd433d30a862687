//! The operations on functions themselves.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::configuration::{self, Settings, check_name};
use super::faults::{conflict, invalid};
use super::function::{check_settled, detail, package};
use super::tags;
use crate::core::fault::Fault;
use crate::core::service::Service;
use crate::core::state::lambda::{Deployed, Function};
use crate::services::iam::authorization::{self, Context};

/// Takes the members of one operation out of an input, and leaves the configuration members.
fn split(mut input: Value, own: &[&str]) -> (Value, Value) {
    let mut taken = Map::new();
    if let Value::Object(members) = &mut input {
        for name in own {
            if let Some(value) = members.remove(*name) {
                taken.insert((*name).to_owned(), value);
            }
        }
    }
    (Value::Object(taken), input)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct CreateFunction {
    function_name: String,
    code: InputCode,
    #[serde(default)]
    publish: bool,
    package_type: Option<String>,
    architectures: Option<Vec<String>>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct InputCode {
    zip_file: String,
}

pub fn create(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let (own, settings) = split(input, &["FunctionName", "Code", "Publish", "PackageType", "Architectures", "Tags"]);
    let input: CreateFunction = call.read(own)?;
    let settings: Settings = call.read(settings)?;
    check_name(&input.function_name)?;
    call.authorize(&input.function_name)?;
    if !input.tags.is_empty() {
        call.authorize_action("lambda:TagResource", &input.function_name)?;
        tags::check(&input.tags)?;
    }
    refuse_versions(call, input.publish)?;
    if input.package_type.is_some_and(|kind| kind != "Zip") {
        return Err(Fault::not_implemented(Service::Lambda, call.operation, "container images"));
    }
    let architectures = input.architectures.unwrap_or_else(|| vec!["x86_64".to_owned()]);
    check_architectures(&architectures)?;
    let configuration = configuration::new(&input.function_name, settings)?;
    let code = package(&input.code.zip_file)?;
    let arn = call.arn(&input.function_name);
    let (revision_id, policy_revision_id) = (call.sandbox.random_uuid(), call.sandbox.random_uuid());
    let exists = || conflict(format!("Function already exist: {}", input.function_name));
    if call.with_function(&input.function_name, |_| Ok(())).is_ok() {
        return Err(exists());
    }
    check_role(call, &configuration.role)?;
    let now = call.moment.now;
    let function = Function {
        name: input.function_name.clone(),
        arn,
        deployed: Deployed { configuration, code },
        previous: None,
        architectures,
        created: now,
        last_modified: now,
        updated: None,
        revision_id,
        tags: input.tags,
        policy: Vec::new(),
        policy_revision_id,
    };
    let shown = detail(&function, call.moment);
    let mut world = call.sandbox.world();
    let functions = &mut world.region(&call.caller.account, call.region).lambda.functions;
    if functions.contains_key(&input.function_name) {
        return Err(exists());
    }
    functions.insert(input.function_name.clone(), function);
    Ok(shown)
}

fn refuse_versions(call: &Call<'_>, publish: bool) -> Result<(), Fault> {
    if publish {
        return Err(Fault::not_implemented(Service::Lambda, call.operation, "published versions"));
    }
    Ok(())
}

fn check_architectures(architectures: &[String]) -> Result<(), Fault> {
    match architectures {
        [one] if one == "x86_64" || one == "arm64" => Ok(()),
        other => Err(invalid(format!(
            "1 validation error detected: Value '{other:?}' at 'architectures' failed to satisfy constraint: Member must be one of [x86_64, arm64]"
        ))),
    }
}

/// The caller must be allowed to pass the role, and Lambda to assume it (facts §4.1).
fn check_role(call: &Call<'_>, role_arn: &str) -> Result<(), Fault> {
    if role_arn.split(':').nth(4) != Some(call.caller.account.as_str()) {
        return Err(Fault::access_denied(Service::Lambda, "Cross-account pass role is not allowed."));
    }
    let context = Context::from([("iam:PassedToService", "lambda.amazonaws.com".to_owned())]);
    authorization::authorize(call.sandbox, call.caller, "iam:PassRole", role_arn, &context).map_err(|fault| {
        match fault.code.as_str() {
            // Lambda reports it in its own words.
            "AccessDenied" => Fault::access_denied(Service::Lambda, fault.message),
            _ => fault,
        }
    })?;
    match authorization::service_may_assume(call.sandbox, role_arn, "lambda.amazonaws.com")? {
        Some(_) => Ok(()),
        None => Err(invalid("The role defined for the function cannot be assumed by Lambda.")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Named {
    function_name: String,
    qualifier: Option<String>,
}

impl Named {
    fn resolve(call: &Call<'_>, input: Value) -> Result<String, Fault> {
        let input: Self = call.read(input)?;
        let name = call.function_name(&input.function_name, input.qualifier.as_deref())?;
        call.authorize(&name)?;
        Ok(name)
    }
}

pub fn get(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let name = Named::resolve(call, input)?;
    call.with_function(&name, |function| {
        let mut shown = json!({
            "Configuration": detail(function, call.moment),
            // Without the Location that AWS presigns: the sandbox has no S3 to fetch from.
            "Code": { "RepositoryType": "S3" },
        });
        if !function.tags.is_empty() {
            shown["Tags"] = json!(function.tags);
        }
        Ok(shown)
    })
}

pub fn get_configuration(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let name = Named::resolve(call, input)?;
    call.with_function(&name, |function| Ok(detail(function, call.moment)))
}

pub fn delete(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let name = Named::resolve(call, input)?;
    call.with_function(&name, |_| Ok(()))?;
    let mut world = call.sandbox.world();
    let region = world.region(&call.caller.account, call.region);
    region.lambda.functions.remove(&name);
    drop(world);
    call.sandbox.runtime().forget(&call.arn(&name));
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct UpdateCode {
    function_name: String,
    zip_file: String,
    #[serde(default)]
    publish: bool,
    #[serde(default)]
    dry_run: bool,
    architectures: Option<Vec<String>>,
    revision_id: Option<String>,
}

pub fn update_code(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: UpdateCode = call.read(input)?;
    let name = call.function_name(&input.function_name, None)?;
    call.authorize(&name)?;
    refuse_versions(call, input.publish)?;
    let code = package(&input.zip_file)?;
    if let Some(architectures) = &input.architectures {
        check_architectures(architectures)?;
    }
    let revision_id = call.sandbox.random_uuid();
    call.with_function(&name, |function| {
        check_revision(input.revision_id.as_deref(), function)?;
        check_settled(function, call.moment)?;
        let mut updated = function.clone();
        let deployed = Deployed { configuration: function.deployed.configuration.clone(), code };
        updated.update(deployed, revision_id, call.moment);
        if let Some(architectures) = input.architectures {
            updated.architectures = architectures;
        }
        let shown = detail(&updated, call.moment);
        if !input.dry_run {
            *function = updated;
        }
        Ok(shown)
    })
}

pub fn update_configuration(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "PascalCase")]
    struct Own {
        function_name: String,
        revision_id: Option<String>,
    }
    let (own, settings) = split(input, &["FunctionName", "RevisionId"]);
    let input: Own = call.read(own)?;
    let settings: Settings = call.read(settings)?;
    let name = call.function_name(&input.function_name, None)?;
    call.authorize(&name)?;
    let present = call.with_function(&name, |function| {
        check_revision(input.revision_id.as_deref(), function)?;
        check_settled(function, call.moment)?;
        Ok(function.deployed.configuration.clone())
    })?;
    let names_role = settings.role.is_some();
    let configuration = configuration::changed(&present, settings)?;
    if names_role {
        check_role(call, &configuration.role)?;
    }
    let revision_id = call.sandbox.random_uuid();
    call.with_function(&name, |function| {
        // Looked at again: another call can have begun an update in between.
        check_settled(function, call.moment)?;
        let deployed = Deployed { configuration, code: function.deployed.code.clone() };
        function.update(deployed, revision_id, call.moment);
        Ok(detail(function, call.moment))
    })
}

fn check_revision(wanted: Option<&str>, function: &Function) -> Result<(), Fault> {
    match wanted {
        Some(wanted) if wanted != function.revision_id => Err(Fault::new(
            412,
            "PreconditionFailedException",
            "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId",
        )),
        _ => Ok(()),
    }
}
