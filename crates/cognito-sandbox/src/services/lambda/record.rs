//! What an invocation leaves in CloudWatch Logs: written with the execution role's permissions, or not at all.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::core::caller::Caller;
use crate::core::runtime::{Ended, Finished};
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;

/// What is known before the invocation runs.
pub struct Invocation {
    pub region: String,
    pub log_group: String,
    pub memory_size: i64,
    /// Seconds.
    pub timeout: i64,
    pub request_id: String,
    pub started: Timestamp,
    /// The execution role's session.
    pub role: Caller,
}

/// LogType=Tail returns this much of the end (facts §9).
const TAIL: usize = 4096;

pub fn tail(lines: &[String]) -> String {
    let text: String = lines.concat();
    let mut start = text.len().saturating_sub(TAIL);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text[start..].to_owned()
}

impl Invocation {
    /// Writes the invocation's lines as Lambda does, and returns them.
    pub fn write(&self, sandbox: &Sandbox, finished: &Finished) -> Vec<String> {
        let ended = sandbox.now();
        let lines = self.lines(finished, ended);
        let events: Vec<Value> =
            lines.iter().map(|(time, line)| json!({ "timestamp": time.as_millisecond(), "message": line })).collect();
        let call = |operation: &str, input: Value| sandbox.call(&self.role, &self.region, Service::Logs, operation, input);
        let stream = json!({
            "logGroupName": self.log_group,
            "logStreamName": finished.log_stream,
        });
        let mut put = stream.clone();
        put["logEvents"] = json!(events);
        let missing = |result: &Result<Value, crate::core::fault::Fault>| matches!(result, Err(fault) if fault.code == "ResourceNotFoundException");
        // As Lambda does: straight to the stream; what is missing is made when the role may.
        if missing(&call("PutLogEvents", put.clone())) {
            if missing(&call("CreateLogStream", stream.clone())) {
                let group = json!({ "logGroupName": self.log_group });
                if call("CreateLogGroup", group).is_ok() {
                    let _ = call("CreateLogStream", stream);
                }
            }
            // A role that may not log runs all the same: AWS drops the lines silently.
            let _ = call("PutLogEvents", put);
        }
        lines.into_iter().map(|(_, line)| line).collect()
    }

    fn lines(&self, finished: &Finished, ended: Timestamp) -> Vec<(Timestamp, String)> {
        let id = &self.request_id;
        let mut lines = vec![(self.started, format!("START RequestId: {id} Version: $LATEST\n"))];
        for line in &finished.lines {
            let head = if line.level.is_empty() { String::new() } else { format!("{}\t{id}\t{}\t", iso(line.time), line.level) };
            lines.push((line.time, format!("{head}{}\n", line.text)));
        }
        match &finished.ended {
            Ended::Threw(thrown) => {
                let error = json!({
                    "errorType": thrown.error_type,
                    "errorMessage": thrown.error_message,
                    "stack": thrown.trace,
                });
                lines.push((ended, format!("{}\t{id}\tERROR\tInvoke Error \t{error}\n", iso(ended))));
            }
            Ended::TimedOut => {
                let text = format!("{} {id} Task timed out after {}.00 seconds\n\n", iso(ended), self.timeout);
                lines.push((ended, text));
            }
            Ended::NotJson(why) => {
                lines.push((ended, format!("{}\t{id}\tERROR\tInvoke Error \t{why}\n", iso(ended))));
            }
            Ended::Returned(_) => {}
        }
        lines.push((ended, format!("END RequestId: {id}\n")));
        let milliseconds = finished.duration.as_secs_f64() * 1000.0;
        let mut report = format!(
            "REPORT RequestId: {id}\tDuration: {milliseconds:.2} ms\tBilled Duration: {:.0} ms\tMemory Size: {} MB\tMax Memory Used: {} MB\t",
            milliseconds.ceil(),
            self.memory_size,
            finished.memory_used,
        );
        if let Some(cold_start) = finished.cold_start {
            report.push_str(&format!("Init Duration: {:.2} ms\t", cold_start.as_secs_f64() * 1000.0));
        }
        report.push('\n');
        lines.push((ended, report));
        lines
    }
}

fn iso(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
