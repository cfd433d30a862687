//! CloudWatch Logs: groups, streams and events, as far as Lambda writes them and a migration reads them.

mod call;
mod faults;
mod groups;
mod reading;
mod writing;

use serde_json::Value;

use crate::core::caller::{Caller, CallerKind};
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use call::Call;

/// One Logs call.
///
/// # Errors
/// The service's own codes, `AccessDeniedException`, or 501.
pub fn handle(sandbox: &Sandbox, caller: &Caller, region: &str, operation: &str, input: Value) -> Result<Value, Fault> {
    if caller.kind == CallerKind::Anonymous {
        return Err(Fault::unsigned(Service::Logs));
    }
    let call = Call { sandbox, caller, region, operation, moment: sandbox.moment() };
    match operation {
        "CreateLogGroup" => groups::create_group(&call, input),
        "DeleteLogGroup" => groups::delete_group(&call, input),
        "PutRetentionPolicy" => groups::put_retention(&call, input),
        "CreateLogStream" => writing::create_stream(&call, input),
        "PutLogEvents" => writing::put_events(&call, input),
        "DescribeLogStreams" => reading::describe_streams(&call, input),
        "DescribeLogGroups" => reading::describe_groups(&call, input),
        "FilterLogEvents" => reading::filter_events(&call, input),
        _ => Err(Fault::unknown_operation(Service::Logs, operation)),
    }
}
