//! The life of a job, and what is refused meanwhile.

use std::time::Duration;

use cognito_sandbox::state::import_behavior::{Early, RefusedAt};
use cognito_sandbox::{PoolSeed, Service};
use serde_json::json;

use super::office::{ADA, EVE, FAY, LOG_POLICY, Office, POOL_SEED, ROLE, UNVERIFIED, counts, encrypted};
use crate::cognito::practice::{ACCOUNT, CLIENT, POOL, REGION, error};

#[test]
fn the_header_has_the_documented_order_and_every_custom_attribute() {
    let office = Office::open();
    let answer = office.practice.call("GetCSVHeader", json!({"UserPoolId": POOL}));
    assert_eq!(answer["UserPoolId"], POOL);
    assert_eq!(
        office.header().join(","),
        "name,given_name,family_name,middle_name,nickname,preferred_username,profile,picture,website,email,email_verified,gender,\
         birthdate,zoneinfo,locale,phone_number,phone_number_verified,address,updated_at,custom:plan,cognito:mfa_enabled,cognito:username"
    );
}

#[test]
fn a_job_goes_from_created_to_succeeded_and_its_users_have_to_set_a_password() {
    let office = Office::open();
    let file = office.file(&[EVE, FAY]);
    let job = office.uploaded(&file);
    assert_eq!((&job["Status"], &job["JobName"]), (&json!("Created"), &json!("everybody")));
    let id = job["JobId"].as_str().unwrap();
    assert!(id.starts_with("import-") && id.len() == 17, "{id}");
    assert!(job.get("StartDate").is_none() && job.get("CompletionMessage").is_none());
    let started = office.start(&job);
    assert_eq!(started["Status"], "Pending");
    assert!(started["StartDate"].as_f64().unwrap() >= job["CreationDate"].as_f64().unwrap());
    let over = office.describe(&job);
    assert_eq!(
        (&over["Status"], &over["CompletionMessage"]),
        (&json!("Succeeded"), &json!("Import Job Completed Successfully."))
    );
    assert_eq!(counts(&over), (2, 0, 0));
    let eve = office.practice.user("eve");
    assert_eq!((&eve["UserStatus"], &eve["Enabled"]), (&json!("RESET_REQUIRED"), &json!(true)));
    assert_eq!(error(office.practice.sign_in("eve", "Any-Password-1")).0, "PasswordResetRequiredException");

    office.practice.unsigned("ForgotPassword", json!({"ClientId": CLIENT, "Username": "eve"}));
    let code = json!({"ClientId": CLIENT, "Username": "eve", "ConfirmationCode": "123456", "Password": "Another-Password-1"});
    office.practice.unsigned("ConfirmForgotPassword", code);
    office.practice.sign_in("eve", "Another-Password-1").unwrap();
}

#[test]
fn a_job_without_a_file_does_not_start_and_one_that_ran_does_not_start_again() {
    let office = Office::open();
    let job = office.create();
    let fault = office.try_job("StartUserImportJob", &job).unwrap_err();
    let id = job["JobId"].as_str().unwrap();
    assert_eq!(
        (fault.code, fault.message),
        ("PreconditionNotMetException".to_owned(), format!("No csv file was uploaded for {id}"))
    );
    let over = office.rows(&[EVE]);
    assert_eq!(office.try_job("StartUserImportJob", &over).unwrap_err().code, "PreconditionNotMetException");
    assert_eq!(office.try_job("StopUserImportJob", &over).unwrap_err().code, "PreconditionNotMetException");
    let nobodys = json!({"JobId": "import-none"});
    assert_eq!(office.try_job("DescribeUserImportJob", &nobodys).unwrap_err().code, "ResourceNotFoundException");
}

#[test]
fn while_a_job_runs_the_pool_cannot_be_changed_and_no_other_job_begins() {
    let office = Office::behaving(|behavior| behavior.running_polls = 2);
    let waiting = office.uploaded(&office.file(&[FAY]));
    let job = office.uploaded(&office.file(&[EVE]));
    office.start(&job);
    assert_eq!(office.describe(&job)["Status"], "InProgress");
    let attributes = json!([{"Name": "x", "AttributeDataType": "String"}]);
    for (operation, input) in [
        ("UpdateUserPool", json!({"UserPoolId": POOL})),
        ("DeleteUserPool", json!({"UserPoolId": POOL})),
        ("AddCustomAttributes", json!({"UserPoolId": POOL, "CustomAttributes": attributes})),
    ] {
        assert_eq!(office.practice.fault(operation, input).code, "UserImportInProgressException", "{operation}");
    }
    assert_eq!(office.try_job("StartUserImportJob", &waiting).unwrap_err().code, "PreconditionNotMetException");
    let other = POOL_SEED.replace("Practice1", "Practice2");
    toml::from_str::<PoolSeed>(&other).unwrap().build(&office.practice.sandbox, ACCOUNT, REGION).unwrap();
    let elsewhere = json!({"UserPoolId": "eu-west-1_Practice2", "JobName": "b", "CloudWatchLogsRoleArn": ROLE});
    let refused = office.practice.fault("CreateUserImportJob", elsewhere);
    assert!(refused.message.contains(POOL), "the limit is the account's: {}", refused.message);
    assert_eq!(office.describe(&job)["Status"], "Succeeded");
    office.start(&waiting);
    assert_eq!(office.describe(&waiting)["Status"], "InProgress");
}

#[test]
fn a_stopped_job_keeps_what_is_in() {
    let office = Office::behaving(|behavior| behavior.running_polls = 2);
    let job = office.uploaded(&office.file(&[EVE, FAY]));
    office.start(&job);
    assert_eq!(counts(&office.describe(&job)), (1, 0, 0));
    assert_eq!(office.try_job("StopUserImportJob", &job).unwrap()["Status"], "Stopping");
    let over = office.describe(&job);
    assert_eq!(
        (&over["Status"], &over["CompletionMessage"]),
        (&json!("Stopped"), &json!("The Import Job was stopped by the developer."))
    );
    assert_eq!(counts(&over), (1, 0, 0));
    assert_eq!(office.practice.user("eve")["UserStatus"], "RESET_REQUIRED");
    office.practice.fault("AdminGetUser", json!({"UserPoolId": POOL, "Username": "fay"}));
}

#[test]
fn the_clock_of_a_scenario_spreads_the_rows() {
    let office = Office::open();
    {
        let mut world = office.practice.sandbox.world();
        world.delays.import_pending = Duration::from_secs(2);
        world.delays.import_row = Duration::from_secs(10);
    }
    let job = office.uploaded(&office.file(&[EVE, FAY]));
    office.start(&job);
    assert_eq!(office.describe(&job)["Status"], "Pending");
    office.wait(2);
    assert_eq!(office.describe(&job)["Status"], "InProgress");
    office.wait(11);
    assert_eq!(counts(&office.describe(&job)), (1, 0, 0));
    office.wait(10);
    assert_eq!(office.describe(&job)["Status"], "Succeeded");
}

#[test]
fn an_unused_job_expires_after_a_day() {
    let office = Office::open();
    let job = office.uploaded(&office.file(&[EVE]));
    office.wait(24 * 3600);
    let over = office.describe(&job);
    assert_eq!((&over["Status"], &over["CompletionMessage"]), (&json!("Expired"), &json!("The user import job has expired.")));
    assert!(office.practice.sandbox.world().region(ACCOUNT, REGION).cognito.pools[POOL].import_jobs[0].upload.is_none());
}

#[test]
fn jobs_are_listed_newest_first_in_pages() {
    let office = Office::open();
    let jobs: Vec<_> = (0..3)
        .map(|_| {
            office.wait(1);
            office.create()["JobId"].clone()
        })
        .collect();
    let first = office.practice.call("ListUserImportJobs", json!({"UserPoolId": POOL, "MaxResults": 2}));
    assert_eq!([&first["UserImportJobs"][0]["JobId"], &first["UserImportJobs"][1]["JobId"]], [&jobs[2], &jobs[1]]);
    let rest = json!({"UserPoolId": POOL, "MaxResults": 2, "PaginationToken": first["PaginationToken"]});
    let rest = office.practice.call("ListUserImportJobs", rest);
    assert_eq!(rest["UserImportJobs"][0]["JobId"], jobs[0]);
    assert!(rest.get("PaginationToken").is_none());
}

#[test]
fn somebody_elses_job_of_a_scenario_is_listed_as_active() {
    let office = Office::with(&format!("import_running = true\n{POOL_SEED}"));
    let listed = office.practice.call("ListUserImportJobs", json!({"UserPoolId": POOL, "MaxResults": 1}));
    assert_eq!(listed["UserImportJobs"][0]["Status"], "InProgress");
    assert_eq!(office.try_create().unwrap_err().code, "PreconditionNotMetException");
}

#[test]
fn too_many_failures_fail_the_job_although_others_are_imported() {
    let office = Office::open();
    let job = office.rows(&[UNVERIFIED, UNVERIFIED, EVE]);
    assert_eq!((&job["Status"], counts(&job)), (&json!("Failed"), (1, 0, 2)));
    assert_eq!(job["CompletionMessage"], "Too many users have failed or been skipped during the import.");
    let job = office.rows(&[ADA, EVE, FAY]);
    assert_eq!((&job["Status"], counts(&job)), (&json!("Failed"), (1, 2, 0)), "skipped ones count too");
}

#[test]
fn one_row_that_cannot_be_parsed_takes_all_others_down() {
    let office = Office::open();
    let job = office.import(&(office.file(&[EVE]) + "one,cell,too,few\n"));
    assert_eq!((&job["Status"], counts(&job)), (&json!("Failed"), (0, 0, 0)));
    assert_eq!(job["CompletionMessage"], "Amazon Cognito is unable to parse the .csv file.");
    office.practice.fault("AdminGetUser", json!({"UserPoolId": POOL, "Username": "eve"}));
}

#[test]
fn a_pool_without_automatic_verification_imports_nobody() {
    let silent = POOL_SEED.replace("AutoVerifiedAttributes = [\"email\", \"phone_number\"], ", "");
    let office = Office::with(&silent);
    assert_eq!(office.try_create().unwrap_err().code, "PreconditionNotMetException");
    let behavior = cognito_sandbox::ImportBehavior { unverified_pool_refused_at: Early::Start, ..Default::default() };
    office.practice.sandbox.set_import_behavior(behavior);
    let job = office.uploaded(&office.file(&[EVE]));
    assert_eq!(office.try_job("StartUserImportJob", &job).unwrap_err().code, "PreconditionNotMetException");
}

#[test]
fn a_role_that_cognito_cannot_use_is_refused_where_the_switch_says() {
    for refused_at in [RefusedAt::Create, RefusedAt::Start, RefusedAt::Run] {
        let office = Office::behaving(|behavior| behavior.role_refused_at = refused_at);
        office.practice.sandbox.world().delays.role_propagation = Duration::from_secs(10);
        let delete = json!({"RoleName": "import-log", "PolicyName": "log"});
        office.of(Service::Iam, "DeleteRolePolicy", delete).unwrap();
        office.of(Service::Iam, "DeleteRole", json!({"RoleName": "import-log"})).unwrap();
        office.make_role("cognito-idp.amazonaws.com", LOG_POLICY);
        if refused_at == RefusedAt::Create {
            assert_eq!(office.try_create().unwrap_err().code, "InvalidParameterException");
            office.wait(10);
            office.create();
            continue;
        }
        let file = office.file(&[EVE]);
        let job = office.uploaded(&file);
        if refused_at == RefusedAt::Start {
            assert_eq!(office.try_job("StartUserImportJob", &job).unwrap_err().code, "InvalidParameterException");
            office.wait(10);
        }
        office.start(&job);
        let over = office.describe(&job);
        let expected = if refused_at == RefusedAt::Run { ("Failed", 0) } else { ("Succeeded", 1) };
        assert_eq!((over["Status"].as_str().unwrap(), over["ImportedUsers"].as_i64().unwrap()), expected, "{refused_at:?}");
    }
}

#[test]
fn a_role_that_may_not_log_or_trusts_another_service_fails_the_job() {
    let silent = LOG_POLICY.replace("\"logs:PutLogEvents\"", "\"logs:GetLogEvents\"");
    for (trusted, policy) in [("cognito-idp.amazonaws.com", silent.as_str()), ("lambda.amazonaws.com", LOG_POLICY)] {
        let office = Office { practice: crate::cognito::practice::Practice::with(&[POOL_SEED]) };
        office.make_role(trusted, policy);
        let job = office.rows(&[EVE]);
        assert_eq!((&job["Status"], counts(&job)), (&json!("Failed"), (0, 0, 0)));
        assert!(job["CompletionMessage"].as_str().unwrap().contains("CloudWatch Logs role"));
    }
}

#[test]
fn a_role_is_passed_only_by_who_may_and_within_the_account() {
    let office = Office::open();
    let foreign = json!({"UserPoolId": POOL, "JobName": "a", "CloudWatchLogsRoleArn": ROLE.replace(ACCOUNT, "222222222222")});
    assert_eq!(office.practice.fault("CreateUserImportJob", foreign).code, "AccessDeniedException");
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*"}]});
    let user = cognito_sandbox::state::world::User { name: "ann".to_owned(), policy: Some(policy), ..Default::default() };
    office.practice.sandbox.world().account(ACCOUNT).users.insert("ann".to_owned(), user);
    let ann = cognito_sandbox::Caller {
        account: ACCOUNT.to_owned(),
        arn: format!("arn:aws:iam::{ACCOUNT}:user/ann"),
        kind: cognito_sandbox::CallerKind::User { name: "ann".to_owned() },
    };
    let input = json!({"UserPoolId": POOL, "JobName": "a", "CloudWatchLogsRoleArn": ROLE});
    let refused = office.practice.sandbox.call(&ann, REGION, Service::CognitoIdp, "CreateUserImportJob", input).unwrap_err();
    assert!(refused.code == "AccessDeniedException" && refused.message.contains("iam:PassRole"), "{refused}");
    let bad_name = json!({"UserPoolId": POOL, "JobName": "a/b", "CloudWatchLogsRoleArn": ROLE});
    assert_eq!(office.practice.fault("CreateUserImportJob", bad_name).code, "InvalidParameterException");
    assert_eq!(encrypted(1)[1].1, "1");
}
