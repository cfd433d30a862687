//! One function: what a package must be, when it may be changed, and how the service shows it.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::faults::{conflict, invalid};
use crate::core::clock::Moment;
use crate::core::fault::Fault;
use crate::core::state::lambda::{Code, Deployed, Function};

/// Of a zip that comes with the request (facts §5).
const ZIP_LENGTH: usize = 50 * 1024 * 1024;

/// Takes a zip as the API carries it: base64.
///
/// # Errors
/// What is not a zip, or too large.
pub fn package(zip: &str) -> Result<Code, Fault> {
    let unreadable = || invalid("Could not unzip uploaded file. Please check your file, then try to upload again.");
    let bytes = STANDARD.decode(zip).map_err(|_| unreadable())?;
    if bytes.len() > ZIP_LENGTH {
        return Err(Fault::new(
            413,
            "RequestEntityTooLargeException",
            format!("Zipped size must be smaller than {ZIP_LENGTH} bytes"),
        ));
    }
    let archive = zip::ZipArchive::new(Cursor::new(&bytes)).map_err(|_| unreadable())?;
    if archive.is_empty() {
        return Err(invalid("Uploaded file must be a non-empty zip"));
    }
    Ok(Code { zip: zip.to_owned(), sha256: STANDARD.encode(Sha256::digest(&bytes)), size: bytes.len() })
}

/// Refuses changes while another one is under way.
///
/// # Errors
/// `ResourceConflictException`.
pub fn check_settled(function: &Function, moment: Moment) -> Result<(), Fault> {
    if function.is_pending(moment) {
        return Err(conflict(format!(
            "The operation cannot be performed at this time. The function is currently in the following state: Pending ({})",
            function.arn
        )));
    }
    if function.is_updating(moment) {
        return Err(conflict(format!(
            "The operation cannot be performed at this time. An update is in progress for resource: {}",
            function.arn
        )));
    }
    Ok(())
}

/// FunctionConfiguration, with the states of this moment.
pub fn detail(function: &Function, moment: Moment) -> Value {
    let Deployed { configuration, code } = &function.deployed;
    let mut shown = json!({
        "FunctionName": function.name,
        "FunctionArn": function.arn,
        "Runtime": configuration.runtime,
        "Role": configuration.role,
        "Handler": configuration.handler,
        "CodeSize": code.size,
        "Description": configuration.description,
        "Timeout": configuration.timeout,
        "MemorySize": configuration.memory_size,
        "LastModified": function.last_modified.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string(),
        "CodeSha256": code.sha256,
        "Version": "$LATEST",
        "TracingConfig": { "Mode": "PassThrough" },
        "RevisionId": function.revision_id,
        "PackageType": "Zip",
        "Architectures": function.architectures,
        "EphemeralStorage": { "Size": 512 },
        "SnapStart": { "ApplyOn": "None", "OptimizationStatus": "Off" },
        "LoggingConfig": { "LogFormat": "Text", "LogGroup": configuration.log_group },
    });
    if !configuration.environment.is_empty() {
        shown["Environment"] = json!({ "Variables": configuration.environment });
    }
    if function.is_pending(moment) {
        shown["State"] = json!("Pending");
        shown["StateReason"] = json!("The function is being created.");
        shown["StateReasonCode"] = json!("Creating");
    } else {
        shown["State"] = json!("Active");
    }
    if function.is_updating(moment) {
        shown["LastUpdateStatus"] = json!("InProgress");
        shown["LastUpdateStatusReason"] = json!("The function is being created.");
        shown["LastUpdateStatusReasonCode"] = json!("Creating");
    } else {
        shown["LastUpdateStatus"] = json!("Successful");
    }
    shown
}
