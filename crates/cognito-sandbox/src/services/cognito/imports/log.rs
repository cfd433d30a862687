//! What a job writes into CloudWatch Logs, with the permissions of its role or not at all.

use serde_json::{Value, json};

use crate::core::caller::Caller;
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use crate::core::state::iam::Role;

const TEST: &str = "Cognito User Pools Import - Test Log";
const LONGEST_GROUP: usize = 512;
const SESSION: &str = "CognitoUserImport";

/// The log of one job, as its role reaches it.
pub struct JobLog<'a> {
    pub sandbox: &'a Sandbox,
    pub account: &'a str,
    pub region: &'a str,
    pub role: &'a Role,
    pub group: String,
    /// `<job id>/<job name>`
    pub stream: String,
}

/// The role may not do that.
#[derive(Debug)]
pub struct Refused;

/// Log groups have fewer letters than the names of pools.
pub fn group_name(pool_id: &str, pool_name: &str) -> String {
    let fitting = |letter: char| if letter.is_ascii_alphanumeric() || "._/#-".contains(letter) { letter } else { '_' };
    let name: String = pool_name.chars().map(fitting).collect();
    format!("/aws/cognito/userpools/{pool_id}/{name}").chars().take(LONGEST_GROUP).collect()
}

impl JobLog<'_> {
    /// Makes group and stream where they are missing, and tries twice to write.
    pub fn open(&self) -> Result<(), Refused> {
        self.make("CreateLogGroup", json!({ "logGroupName": self.group }))?;
        self.call("DescribeLogStreams", json!({ "logGroupName": self.group })).map_err(|_| Refused)?;
        self.make("CreateLogStream", json!({ "logGroupName": self.group, "logStreamName": self.stream }))?;
        self.write(&[TEST.to_owned(), TEST.to_owned()])
    }

    pub fn write(&self, lines: &[String]) -> Result<(), Refused> {
        let time = self.sandbox.now().as_millisecond();
        let events: Vec<Value> = lines.iter().map(|line| json!({ "timestamp": time, "message": line })).collect();
        let input = json!({ "logGroupName": self.group, "logStreamName": self.stream, "logEvents": events });
        self.call("PutLogEvents", input).map_err(|_| Refused).map(|_| ())
    }

    fn make(&self, operation: &str, input: Value) -> Result<(), Refused> {
        match self.call(operation, input) {
            Err(fault) if fault.code != "ResourceAlreadyExistsException" => Err(Refused),
            _ => Ok(()),
        }
    }

    fn call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        let session = Caller::assumed_role(self.account, &self.role.name, &self.role.role_id, SESSION);
        self.sandbox.call(&session, self.region, Service::Logs, operation, input)
    }
}
