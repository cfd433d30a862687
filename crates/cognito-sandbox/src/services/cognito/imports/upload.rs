//! The upload of a job's file: a PUT to the presigned URL, answered as S3 does.

use serde_json::{Map, Value, json};

use super::url;
use crate::core::clock::epoch_seconds;
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::state::imports::JobStatus;

/// The one header that the URL is signed with, beside `host`.
const SIGNED: (&str, &str) = ("x-amz-server-side-encryption", "aws:kms");

/// One request to the bucket: its method, URL, headers in lower case and body in base64.
///
/// # Errors
/// S3's codes.
pub fn handle(sandbox: &Sandbox, input: &Value) -> Result<Value, Fault> {
    let text = |member: &str| input[member].as_str().unwrap_or_default();
    let empty = Map::new();
    let headers = input["Headers"].as_object().unwrap_or(&empty);
    check_authentication(headers)?;
    let now = epoch_seconds(sandbox.now());
    let mut world = sandbox.world();
    let regions = world.accounts.values_mut().flat_map(|account| account.regions.values_mut());
    let pools = regions.flat_map(|region| region.cognito.pools.values_mut());
    let mut jobs = pools.flat_map(|pool| pool.import_jobs.iter_mut());
    let job = jobs.find(|job| url::is_same(&job.url, text("Url"))).filter(|_| text("Method") == "PUT");
    let job = job.ok_or_else(wrong_signature)?;
    if now >= url::end(job.created) {
        return Err(Fault::new(403, "AccessDenied", "Request has expired"));
    }
    if headers.get(SIGNED.0).and_then(Value::as_str) != Some(SIGNED.1) {
        return Err(wrong_signature());
    }
    check_length(headers, text("Body"))?;
    // A job that has begun has its file already: what is put later is nobody's.
    if job.status == JobStatus::Created {
        job.upload = Some(text("Body").to_owned());
    }
    Ok(json!({}))
}

fn wrong_signature() -> Fault {
    let message =
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
    Fault::new(403, "SignatureDoesNotMatch", message)
}

/// The URL is the signature: another is one too many, and no header of S3's own may come that is not signed.
fn check_authentication(headers: &Map<String, Value>) -> Result<(), Fault> {
    if headers.contains_key("authorization") {
        return Err(Fault::client(
            "InvalidArgument",
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the \
             Authorization header should be specified",
        ));
    }
    let unsigned = headers.keys().any(|name| name.starts_with("x-amz-") && name != SIGNED.0);
    if unsigned {
        return Err(Fault::new(403, "AccessDenied", "There were headers present in the request which were not signed"));
    }
    Ok(())
}

fn check_length(headers: &Map<String, Value>, body: &str) -> Result<(), Fault> {
    let chunked = headers.contains_key("transfer-encoding");
    if chunked {
        let message = "A header you provided implies functionality that is not implemented";
        return Err(Fault::new(501, "NotImplemented", message));
    }
    let stated = headers.get("content-length").and_then(Value::as_str);
    let stated =
        stated.ok_or_else(|| Fault::new(411, "MissingContentLength", "You must provide the Content-Length HTTP header."))?;
    let padding = body.bytes().rev().take_while(|byte| *byte == b'=').count();
    let length = (body.len() / 4 * 3).saturating_sub(padding);
    if stated.parse() != Ok(length) {
        let message = "You did not provide the number of bytes specified by the Content-Length HTTP header";
        return Err(Fault::client("IncompleteBody", message));
    }
    Ok(())
}
