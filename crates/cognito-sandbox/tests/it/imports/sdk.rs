//! The six operations through the real SDK client, and a job that another process looks after.

use aws_sdk_cognitoidentityprovider::types::UserImportJobStatusType;
use cognito_sandbox::{Sandbox, Scenario};

use super::office::{LOG_POLICY, encrypted};
use crate::support::{Clients, clients, refusal};

const POOL: &str = "eu-west-1_Import001";

const SCENARIO: &str = r#"
    [[accounts]]
    id = "111111111111"
    [[accounts.profiles]]
    name = "new-account"
    region = "eu-west-1"
    user = "u"
    access_key_id = "SANDBOX111111111111"
    secret_access_key = "pretend"
    [[accounts.pools]]
    id = "eu-west-1_Import001"
    name = "shop"
    settings = { AutoVerifiedAttributes = ["email"] }
"#;

async fn role(new: &Clients) -> String {
    let trust = crate::support::lambda_trust().replace("lambda", "cognito-idp");
    let role = new.iam.create_role().role_name("import").assume_role_policy_document(trust).send().await.unwrap();
    new.iam.put_role_policy().role_name("import").policy_name("log").policy_document(LOG_POLICY).send().await.unwrap();
    role.role().unwrap().arn().to_owned()
}

async fn put(sandbox: &Sandbox, url: &str, file: &str) -> u16 {
    use aws_smithy_runtime_api::client::http::HttpConnector as _;
    let body = aws_smithy_types::body::SdkBody::from(file.to_owned());
    let mut request = aws_smithy_runtime_api::client::orchestrator::HttpRequest::new(body);
    request.set_method("PUT").unwrap();
    request.set_uri(url.to_owned()).unwrap();
    for (name, value) in encrypted(file.len()) {
        request.headers_mut().insert(name, value);
    }
    sandbox.http_connector().call(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn the_six_operations_have_the_types_of_the_sdk() {
    let sandbox = Sandbox::new(Scenario::from_toml(SCENARIO).unwrap()).unwrap();
    let new = clients(&sandbox, "new-account");
    let role = role(&new).await;
    let header = new.cognito.get_csv_header().user_pool_id(POOL).send().await.unwrap();
    assert_eq!((header.user_pool_id(), header.csv_header().len()), (Some(POOL), 21));
    let create = || new.cognito.create_user_import_job().user_pool_id(POOL).job_name("pilot").cloud_watch_logs_role_arn(&role);
    let job = create().send().await.unwrap().user_import_job().unwrap().clone();
    let id = job.job_id().unwrap();
    let missing = new.cognito.start_user_import_job().user_pool_id(POOL).job_id(id).send().await.unwrap_err();
    assert_eq!(refusal(missing).code, "PreconditionNotMetException");
    let file = header.csv_header().join(",") + "\n" + &",".repeat(20) + "eve\n";
    assert_eq!(put(&sandbox, job.pre_signed_url().unwrap(), &file).await, 200);
    let started = new.cognito.start_user_import_job().user_pool_id(POOL).job_id(id).send().await.unwrap();
    assert_eq!(started.user_import_job().unwrap().status(), Some(&UserImportJobStatusType::Pending));
    let over = new.cognito.describe_user_import_job().user_pool_id(POOL).job_id(id).send().await.unwrap();
    let over = over.user_import_job().unwrap();
    assert_eq!((over.status(), over.failed_users()), (Some(&UserImportJobStatusType::Failed), 1));
    assert!(over.completion_date() >= over.start_date() && over.start_date() >= over.creation_date());
    let stopped = new.cognito.stop_user_import_job().user_pool_id(POOL).job_id(id).send().await.unwrap_err();
    assert_eq!(refusal(stopped).code, "PreconditionNotMetException");
    let listed = new.cognito.list_user_import_jobs().user_pool_id(POOL).max_results(5).send().await.unwrap();
    assert_eq!(listed.user_import_jobs()[0].completion_message(), over.completion_message());
}

#[tokio::test]
async fn a_job_goes_on_in_another_process_with_the_same_state_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.json");
    let open = || Sandbox::open_with(&path, || Scenario::from_toml(SCENARIO).unwrap()).unwrap();
    let first = open();
    let new = clients(&first, "new-account");
    let role = role(&new).await;
    let create = new.cognito.create_user_import_job().user_pool_id(POOL).job_name("pilot").cloud_watch_logs_role_arn(&role);
    let job = create.send().await.unwrap().user_import_job().unwrap().clone();
    let id = job.job_id().unwrap().to_owned();
    let header = new.cognito.get_csv_header().user_pool_id(POOL).send().await.unwrap().csv_header().join(",");
    let row = header.split(',').map(|column| match column {
        "cognito:username" => "eve",
        "email" => "eve@example.com",
        "email_verified" => "true",
        _ => "",
    });
    let file = format!("{header}\n{}\n", row.collect::<Vec<_>>().join(","));
    assert_eq!(put(&first, job.pre_signed_url().unwrap(), &file).await, 200);
    new.cognito.start_user_import_job().user_pool_id(POOL).job_id(&id).send().await.unwrap();

    let second = clients(&open(), "new-account");
    let over = second.cognito.describe_user_import_job().user_pool_id(POOL).job_id(&id).send().await.unwrap();
    assert_eq!(over.user_import_job().unwrap().imported_users(), 1);
    // What a read has moved on is saved: the first process finds the same user.
    let sub = |users: &aws_sdk_cognitoidentityprovider::operation::list_users::ListUsersOutput| {
        let user = &users.users()[0];
        user.attributes().iter().find(|attribute| attribute.name() == "sub").unwrap().value().unwrap().to_owned()
    };
    let seen = second.cognito.list_users().user_pool_id(POOL).send().await.unwrap();
    let here = new.cognito.list_users().user_pool_id(POOL).send().await.unwrap();
    assert_eq!(sub(&seen), sub(&here));
}
