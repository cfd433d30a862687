//! A pool that imports, its role, and short ways to run a job.

use std::time::Duration;

use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use cognito_sandbox::{Caller, CallerKind, Fault, ImportBehavior, Service};
use serde_json::{Value, json};

use crate::cognito::practice::{ACCOUNT, POOL, Practice, REGION};

pub const ROLE: &str = "arn:aws:iam::111111111111:role/import-log";

/// Two settings, a schema and three users; `ada` has an alias.
pub const POOL_SEED: &str = r#"
    id = "eu-west-1_Practice1"
    name = "my shop, the 2nd"
    settings = { AutoVerifiedAttributes = ["email", "phone_number"], AliasAttributes = ["email"] }
    schema = [{ Name = "plan", AttributeDataType = "String" }, { Name = "name", AttributeDataType = "String", Required = true }]
    [[clients]]
    id = "practiceclient000000000001"
    name = "app"
    [clients.settings]
    ExplicitAuthFlows = ["ALLOW_USER_PASSWORD_AUTH"]
    [[users]]
    name = "ada"
    password = "Right-Password-1"
    attributes = { name = "Ada", email = "ada@example.com", email_verified = "true" }
"#;

pub const LOG_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/cognito/*",
    "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]}]}"#;

/// What a row says, by column; the rest is blank.
pub type Row<'a> = &'a [(&'a str, &'a str)];

pub const EVE: Row<'static> =
    &[("cognito:username", "eve"), ("name", "Eve"), ("email", "eve@example.com"), ("email_verified", "true")];
pub const FAY: Row<'static> =
    &[("cognito:username", "fay"), ("name", "Fay"), ("phone_number", "+431234567"), ("phone_number_verified", "TRUE")];
pub const ADA: Row<'static> =
    &[("cognito:username", "ada"), ("name", "Ada"), ("email", "ada@example.com"), ("email_verified", "true")];
pub const UNVERIFIED: Row<'static> = &[("cognito:username", "ben"), ("name", "Ben"), ("email", "ben@example.com")];

pub struct Office {
    pub practice: Practice,
}

impl Office {
    pub fn with(pool: &str) -> Self {
        let office = Self { practice: Practice::with(&[pool]) };
        office.make_role("cognito-idp.amazonaws.com", LOG_POLICY);
        office
    }

    pub fn open() -> Self {
        Self::with(POOL_SEED)
    }

    pub fn behaving(change: impl FnOnce(&mut ImportBehavior)) -> Self {
        let office = Self::open();
        let mut behavior = ImportBehavior::default();
        change(&mut behavior);
        office.practice.sandbox.set_import_behavior(behavior);
        office
    }

    pub fn make_role(&self, trusted: &str, policy: &str) {
        let trust = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": trusted}, "Action": "sts:AssumeRole"}]});
        let role = json!({"RoleName": "import-log", "AssumeRolePolicyDocument": trust.to_string()});
        self.of(Service::Iam, "CreateRole", role).unwrap();
        let policy = json!({"RoleName": "import-log", "PolicyName": "log", "PolicyDocument": policy});
        self.of(Service::Iam, "PutRolePolicy", policy).unwrap();
    }

    pub fn of(&self, service: Service, operation: &str, input: Value) -> Result<Value, Fault> {
        let root = Caller { account: ACCOUNT.to_owned(), arn: format!("arn:aws:iam::{ACCOUNT}:root"), kind: CallerKind::Root };
        self.practice.sandbox.call(&root, REGION, service, operation, input)
    }

    pub fn header(&self) -> Vec<String> {
        let header = self.practice.call("GetCSVHeader", json!({"UserPoolId": POOL}));
        header["CSVHeader"].as_array().unwrap().iter().map(|column| column.as_str().unwrap().to_owned()).collect()
    }

    /// A file with the pool's own header.
    pub fn file(&self, rows: &[Row<'_>]) -> String {
        let header = self.header();
        let line = |row: &Row<'_>| {
            let cell = |column: &String| row.iter().find(|(name, _)| name == column).map_or("", |(_, value)| *value).to_owned();
            header.iter().map(cell).collect::<Vec<_>>().join(",")
        };
        let lines: Vec<String> = std::iter::once(header.join(",")).chain(rows.iter().map(line)).collect();
        lines.join("\n") + "\n"
    }

    pub fn try_create(&self) -> Result<Value, Fault> {
        let input = json!({"UserPoolId": POOL, "JobName": "everybody", "CloudWatchLogsRoleArn": ROLE});
        Ok(self.practice.try_call("CreateUserImportJob", input)?["UserImportJob"].clone())
    }

    pub fn create(&self) -> Value {
        self.try_create().unwrap()
    }

    /// A job with its file.
    pub fn uploaded(&self, file: &str) -> Value {
        let job = self.create();
        let (status, answer) = self.put(job["PreSignedUrl"].as_str().unwrap(), &encrypted(file.len()), file);
        assert_eq!(status, 200, "{answer}");
        job
    }

    pub fn put(&self, url: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        self.send("PUT", url, headers, body)
    }

    pub fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        let mut request = HttpRequest::new(SdkBody::from(body.to_owned()));
        request.set_method(method).unwrap();
        request.set_uri(url.to_owned()).unwrap();
        for (name, value) in headers {
            request.headers_mut().insert((*name).to_owned(), (*value).to_owned());
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let answer = runtime.block_on(self.practice.sandbox.http_connector().call(request)).unwrap();
        (answer.status().as_u16(), String::from_utf8(answer.body().bytes().unwrap().to_vec()).unwrap())
    }

    pub fn try_job(&self, operation: &str, job: &Value) -> Result<Value, Fault> {
        let input = json!({"UserPoolId": POOL, "JobId": job["JobId"]});
        Ok(self.practice.try_call(operation, input)?["UserImportJob"].clone())
    }

    pub fn describe(&self, job: &Value) -> Value {
        self.try_job("DescribeUserImportJob", job).unwrap()
    }

    pub fn start(&self, job: &Value) -> Value {
        self.try_job("StartUserImportJob", job).unwrap()
    }

    /// The end of a job with this file.
    pub fn import(&self, file: &str) -> Value {
        let job = self.uploaded(file);
        assert_eq!(self.start(&job)["Status"], "Pending");
        self.describe(&job)
    }

    /// The end of a job with these rows.
    pub fn rows(&self, rows: &[Row<'_>]) -> Value {
        self.import(&self.file(rows))
    }

    /// What a job with this one row says of it.
    pub fn outcome(&self, row: Row<'_>) -> String {
        let job = self.rows(&[row]);
        let lines = self.log(&job);
        let last = lines.last().expect("the job has a log");
        last.split_once(" - ").map_or_else(|| last.clone(), |(_, reason)| reason.to_owned())
    }

    /// The lines of a job's log after the test lines, as a program finds them.
    pub fn log(&self, job: &Value) -> Vec<String> {
        let lines = self.read_log(job);
        lines.into_iter().filter(|line| line != "Cognito User Pools Import - Test Log").collect()
    }

    pub fn read_log(&self, job: &Value) -> Vec<String> {
        let prefix = format!("/aws/cognito/userpools/{POOL}/");
        let groups = self.of(Service::Logs, "DescribeLogGroups", json!({"logGroupNamePrefix": prefix})).unwrap();
        let Some(group) = groups["logGroups"].as_array().unwrap().first() else { return Vec::new() };
        let stream = format!("{}/", job["JobId"].as_str().unwrap());
        let input = json!({"logGroupName": group["logGroupName"], "logStreamNamePrefix": stream});
        let events = self.of(Service::Logs, "FilterLogEvents", input).unwrap();
        events["events"].as_array().unwrap().iter().map(|event| event["message"].as_str().unwrap().to_owned()).collect()
    }

    pub fn wait(&self, seconds: u64) {
        self.practice.sandbox.advance(Duration::from_secs(seconds));
    }
}

/// The one signed header, and the length.
pub fn encrypted(length: usize) -> [(&'static str, &'static str); 2] {
    let length: &'static str = Box::leak(length.to_string().into_boxed_str());
    [("x-amz-server-side-encryption", "aws:kms"), ("content-length", length)]
}

pub fn counts(job: &Value) -> (i64, i64, i64) {
    let count = |member: &str| job[member].as_i64().unwrap();
    (count("ImportedUsers"), count("SkippedUsers"), count("FailedUsers"))
}
