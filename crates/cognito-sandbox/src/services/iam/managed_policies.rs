//! Managed policies as they are read: each has one version here, v1.

use serde::Deserialize;
use serde_json::{Value, json};

use super::authorization;
use super::call::Call;
use super::document::{unsupported, url_encoded};
use crate::core::fault::Fault;

const VERSION: &str = "v1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Named {
    policy_arn: String,
}

pub fn get(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: Named = call.read(input)?;
    call.authorize("iam:GetPolicy", &input.policy_arn)?;
    document(call, &input.policy_arn)?;
    let name = input.policy_arn.rsplit('/').next().unwrap_or_default();
    Ok(json!({
        "Policy": {
            "PolicyName": name,
            "Arn": input.policy_arn,
            "DefaultVersionId": VERSION,
            "IsAttachable": true,
        }
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Version {
    policy_arn: String,
    version_id: String,
}

pub fn get_version(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: Version = call.read(input)?;
    call.authorize("iam:GetPolicyVersion", &input.policy_arn)?;
    let document = document(call, &input.policy_arn)?;
    if input.version_id != VERSION {
        return Err(Fault::new(
            404,
            "NoSuchEntity",
            format!("Policy {} version {} does not exist or is not attachable.", input.policy_arn, input.version_id),
        ));
    }
    Ok(json!({
        "PolicyVersion": { "Document": url_encoded(&document.to_string()), "VersionId": VERSION, "IsDefaultVersion": true }
    }))
}

fn document(call: &Call<'_>, arn: &str) -> Result<Value, Fault> {
    let known = authorization::managed_document(call.sandbox.world().account(&call.caller.account), arn);
    known.ok_or_else(|| match arn.starts_with("arn:aws:iam::aws:") {
        // AWS has a thousand managed policies of its own; the sandbox must not say that they do not exist.
        true => unsupported(arn),
        false => Fault::new(404, "NoSuchEntity", format!("Policy {arn} was not found.")),
    })
}
