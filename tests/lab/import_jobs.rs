//! The proof that the lab's CSV imports do what AWS documents and others published: the samples of the developer guide, the one public log.

use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata as _;
use aws_sdk_cognitoidentityprovider::types::{UserImportJobType, VerifiedAttributeType};
use cognito_sandbox::ImportBehavior;
use serde_json::{Value, json};

use crate::lab::{Account, Lab, put};

/// The header of the developer guide's GetCSVHeader, and its sample file, whose columns stand in another order.
const HEADER: &str = "name,given_name,family_name,middle_name,nickname,preferred_username,profile,picture,website,email,email_verified,gender,\
                      birthdate,zoneinfo,locale,phone_number,phone_number_verified,address,updated_at,cognito:mfa_enabled,cognito:username";
const SAMPLE: &str = "\
cognito:username,name,given_name,family_name,middle_name,nickname,preferred_username,profile,picture,website,email,email_verified,gender,birthdate,zoneinfo,locale,phone_number,phone_number_verified,address,updated_at,cognito:mfa_enabled
John,,John,Doe,,,,,,,johndoe@example.com,TRUE,,02/01/1985,,,+12345550100,TRUE,123 Any Street,,FALSE
Jane,,Jane,Roe,,,,,,,janeroe@example.com,TRUE,,01/01/1985,,,+12345550199,TRUE,100 Main Street,,FALSE
";
const ENCRYPTED: &str = "x-amz-server-side-encryption: aws:kms";

/// Switches of the sandbox that the lab has not.
const SANDBOX_ONLY: [&str; 4] = ["taken_alias", "preferred_username", "developer_columns", "log_group_letters"];

struct Office {
    lab: Lab,
    account: Account,
    pool: String,
    role: String,
}

impl Office {
    async fn open() -> Self {
        let lab = Lab::on_ministack_alone();
        let account = lab.destination();
        let pool = account.cognito.create_user_pool().pool_name("the documented sample");
        let pool = pool.auto_verified_attributes(VerifiedAttributeType::Email).send().await.unwrap();
        let trust = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "cognito-idp.amazonaws.com"}, "Action": "sts:AssumeRole"}]});
        let role = account.iam.create_role().role_name("import").assume_role_policy_document(trust.to_string()).send().await;
        let role = role.unwrap().role().unwrap().arn().to_owned();
        Self { lab, pool: pool.user_pool().unwrap().id().unwrap().to_owned(), account, role }
    }

    async fn create(&self) -> UserImportJobType {
        let create = self.account.cognito.create_user_import_job().user_pool_id(&self.pool).job_name("sample");
        create.cloud_watch_logs_role_arn(&self.role).send().await.unwrap().user_import_job().unwrap().clone()
    }

    async fn import(&self, file: &str) -> UserImportJobType {
        let job = self.create().await;
        assert_eq!(put(job.pre_signed_url().unwrap(), &[ENCRYPTED], file), (200, String::new()));
        let (cognito, id) = (&self.account.cognito, job.job_id().unwrap());
        cognito.start_user_import_job().user_pool_id(&self.pool).job_id(id).send().await.unwrap();
        let over = cognito.describe_user_import_job().user_pool_id(&self.pool).job_id(id).send().await.unwrap();
        over.user_import_job().unwrap().clone()
    }

    async fn log(&self, job: &UserImportJobType) -> Vec<String> {
        let group = format!("/aws/cognito/userpools/{}/the_documented_sample", self.pool);
        let stream = format!("{}/sample", job.job_id().unwrap());
        let found = self.account.logs.filter_log_events().log_group_name(group).log_stream_names(stream).send().await.unwrap();
        found.events().iter().map(|event| event.message().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn the_documented_sample_arrives_and_logs_as_a_published_log_does() {
    let office = Office::open().await;
    let header = office.account.cognito.get_csv_header().user_pool_id(&office.pool).send().await.unwrap();
    assert_eq!(header.csv_header().join(","), HEADER);
    let job = office.import(SAMPLE).await;
    assert_eq!(job.completion_message(), Some("Import Job Completed Successfully."));
    assert_eq!((job.imported_users(), job.skipped_users(), job.failed_users()), (2, 0, 0));
    assert_eq!(
        office.log(&job).await,
        [
            "Cognito User Pools Import - Test Log",
            "Cognito User Pools Import - Test Log",
            "[SUCCEEDED] Line Number 2 - The import succeeded.",
            "[SUCCEEDED] Line Number 3 - The import succeeded.",
        ]
    );
    let john = office.account.cognito.admin_get_user().user_pool_id(&office.pool).username("John").send().await.unwrap();
    assert_eq!(john.user_status().unwrap().as_str(), "RESET_REQUIRED");
    let birthdate = john.user_attributes().iter().find(|attribute| attribute.name() == "birthdate").unwrap();
    assert_eq!(birthdate.value(), Some("1985-02-01"));

    let again = office.import(SAMPLE).await;
    assert_eq!(again.completion_message(), Some("Too many users have failed or been skipped during the import."));
    assert_eq!((again.imported_users(), again.skipped_users()), (0, 2));
    assert!(office.log(&again).await.contains(&"[SKIPPED] Line Number 2 - The user already exists.".to_owned()));
}

#[tokio::test]
async fn what_the_documentation_refuses_is_refused() {
    let office = Office::open().await;
    let job = office.create().await;
    let url = job.pre_signed_url().unwrap();
    assert_eq!(put(url, &["x-from: test"], SAMPLE).0, 403, "without the signed header");
    assert_eq!(put(url, &[ENCRYPTED, "x-amz-content-sha256: UNSIGNED-PAYLOAD"], SAMPLE).0, 403, "with another");
    assert_eq!(put(&url.replace("Signature=", "Signature=0"), &[ENCRYPTED], SAMPLE).0, 403, "with a wrong signature");
    let start = office.account.cognito.start_user_import_job().user_pool_id(&office.pool).job_id(job.job_id().unwrap());
    let refused = start.clone().send().await.unwrap_err();
    assert_eq!(refused.message(), Some(format!("No csv file was uploaded for {}", job.job_id().unwrap()).as_str()));
    office.lab.let_imports_behave(&json!({"url_lifetime": 0}));
    assert_eq!(put(url, &[ENCRYPTED], SAMPLE).0, 403, "too late");
    office.lab.let_imports_behave(&json!({"url_lifetime": 899}));

    let unreadable = Some("Amazon Cognito is unable to parse the .csv file.");
    for file in [
        format!("\u{feff}{SAMPLE}"),
        SAMPLE.replace(",cognito:mfa_enabled\n", "\n"),
        SAMPLE.replace("123 Any Street", "123, Any Street"),
        SAMPLE.replace("123 Any Street", &"x".repeat(16_000)),
    ] {
        let job = office.import(&file).await;
        assert_eq!((job.completion_message(), job.imported_users()), (unreadable, 0));
    }
    office.lab.let_imports_behave(&json!({"failure_threshold": 100}));
    for (right, wrong, reason) in [
        ("johndoe@example.com,TRUE", "johndoe@example.com,FALSE", "auto verified attributes to true"),
        ("johndoe@example.com,TRUE", ",TRUE", "email is required"),
        ("02/01/1985", "1985-02-01", "mm/dd/yyyy"),
        ("+12345550100", "12345550100", "phone number"),
        ("123 Any Street,,FALSE", "123 Any Street,,TRUE", "cognito:mfa_enabled"),
        ("123 Any Street,,", "123 Any Street,now,", "epoch time in seconds"),
        ("John,,John", "John Doe,,John", "cognito:username"),
    ] {
        let job = office.import(&SAMPLE.replace(right, wrong)).await;
        let first = office.log(&job).await.into_iter().find(|line| line.contains("Line Number 2 ")).unwrap();
        assert!(first.starts_with("[FAILED]") && first.contains(reason), "{reason}: {first}");
    }
}

#[tokio::test]
async fn a_running_job_blocks_the_pool_and_every_other_job() {
    let office = Office::open().await;
    office.lab.let_imports_behave(&json!({"running_polls": 2, "first_line": 1, "log_out_of_order": true}));
    let cognito = &office.account.cognito;
    let waiting = office.create().await;
    assert_eq!(put(waiting.pre_signed_url().unwrap(), &[ENCRYPTED], SAMPLE).0, 200);
    let job = office.import(SAMPLE).await;
    assert_eq!(job.status().unwrap().as_str(), "InProgress");
    let update = cognito.update_user_pool().user_pool_id(&office.pool).send().await.unwrap_err();
    assert_eq!(update.code(), Some("UserImportInProgressException"));
    let second = cognito.start_user_import_job().user_pool_id(&office.pool).job_id(waiting.job_id().unwrap()).send().await;
    assert_eq!(second.unwrap_err().code(), Some("PreconditionNotMetException"));
    let (pool, id) = (&office.pool, job.job_id().unwrap());
    cognito.stop_user_import_job().user_pool_id(pool).job_id(id).send().await.unwrap();
    let over = cognito.describe_user_import_job().user_pool_id(pool).job_id(id).send().await.unwrap();
    assert_eq!(over.user_import_job().unwrap().completion_message(), Some("The Import Job was stopped by the developer."));
    let listed = cognito.list_user_import_jobs().user_pool_id(pool).max_results(1).send().await.unwrap();
    assert_eq!(listed.user_import_jobs()[0].job_id(), Some(id), "newest first");
    cognito.update_user_pool().user_pool_id(pool).send().await.unwrap();
}

#[tokio::test]
async fn clean_rows_arrive_under_every_setting_of_every_switch_that_the_sandbox_has_too() {
    let office = Office::open().await;
    let (cognito, pool) = (&office.account.cognito, &office.pool);
    let set = |switch: &str, behavior: &ImportBehavior| {
        let value: Value = serde_json::to_value(behavior).unwrap()[switch].clone();
        office.lab.let_imports_behave(&json!({ switch: value }));
    };
    let settings = ImportBehavior::every_setting();
    let played = settings.iter().filter(|(switch, ..)| !SANDBOX_ONLY.contains(switch));
    for (number, (switch, setting, behavior)) in played.enumerate() {
        set(switch, behavior);
        let header = cognito.get_csv_header().user_pool_id(pool).send().await.unwrap();
        let cell = |column: &String| match column.as_str() {
            "cognito:username" => format!("user{number}"),
            "email" => format!("user{number}@example.com"),
            "email_verified" => "true".to_owned(),
            _ => String::new(),
        };
        let row = header.csv_header().iter().map(cell).collect::<Vec<_>>().join(",");
        let job = office.import(&format!("{}\n{row}\n", header.csv_header().join(","))).await;
        let mut last = job.clone();
        for _ in 0..6 {
            let describe = cognito.describe_user_import_job().user_pool_id(pool).job_id(job.job_id().unwrap());
            last = describe.send().await.unwrap().user_import_job().unwrap().clone();
        }
        let outcome = (last.status().unwrap().as_str(), last.imported_users());
        assert_eq!(outcome, ("Succeeded", 1), "{switch} {setting}");
        println!("{switch} {setting}: {} {}", outcome.0, outcome.1);
        set(switch, &ImportBehavior::default());
    }
}
