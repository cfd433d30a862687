//! The read-only guard: what it lets through, and that nothing else leaves the process.

use cognito_ferry::aws::guard::{READS, is_read};
use cognito_ferry::aws::problem::ProblemKind;

use crate::env::fake_aws::{FakeAws, Reply, account};

/// Calls one operation with the reading and one with the writing clients, and tells whether each was sent.
macro_rules! refused {
    ($client:ident . $operation:ident () $( . $field:ident ( $value:expr ) )*) => {{
        let fake = FakeAws::with(|_| Reply::new(200, "{}"));
        let account = account(&fake).await;
        let before = fake.seen().len();
        let error = account.read.$client.$operation()$(.$field($value))*.send().await.unwrap_err();
        assert_eq!(fake.seen().len(), before, "{} was sent", stringify!($operation));
        let problem = account.problem("Could not look", &error);
        assert_eq!(problem.kind, ProblemKind::Refused, "{problem:?}");
        assert!(problem.why.contains("not on the list of reads") && problem.why.contains("mistake in cognito-ferry"), "{problem:?}");
        let _ = account.write.$client.$operation()$(.$field($value))*.send().await;
        assert_eq!(fake.seen().len(), before + 1, "{} is refused to writers", stringify!($operation));
    }};
}

/// Calls one operation with the reading clients, and asserts that it was sent.
macro_rules! allowed {
    ($client:ident . $operation:ident () $( . $field:ident ( $value:expr ) )*) => {{
        let fake = FakeAws::with(|_| Reply::new(200, "{}"));
        let account = account(&fake).await;
        let before = fake.seen().len();
        let _ = account.read.$client.$operation()$(.$field($value))*.send().await;
        assert_eq!(fake.seen().len(), before + 1, "{} was not sent", stringify!($operation));
    }};
}

#[tokio::test]
async fn writes_of_cognito_never_leave_a_reading_client() {
    use aws_sdk_cognitoidentityprovider::types::AuthFlowType;
    refused!(cognito.update_user_pool().user_pool_id("p"));
    refused!(cognito.update_user_pool_client().user_pool_id("p").client_id("c"));
    refused!(cognito.create_user_pool_client().user_pool_id("p").client_name("c"));
    refused!(cognito.create_user_pool().pool_name("p"));
    refused!(cognito.delete_user_pool().user_pool_id("p"));
    refused!(cognito.admin_delete_user().user_pool_id("p").username("u"));
    refused!(cognito.admin_initiate_auth().user_pool_id("p").client_id("c").auth_flow(AuthFlowType::AdminUserPasswordAuth));
    refused!(cognito.initiate_auth().client_id("c").auth_flow(AuthFlowType::UserPasswordAuth));
}

#[tokio::test]
async fn writes_of_iam_lambda_sts_and_logs_never_leave_a_reading_client() {
    refused!(iam.create_role().role_name("r").assume_role_policy_document("{}"));
    refused!(iam.delete_role().role_name("r"));
    refused!(iam.put_role_policy().role_name("r").policy_name("p").policy_document("{}"));
    refused!(lambda.invoke().function_name("f"));
    refused!(lambda.delete_function().function_name("f"));
    refused!(lambda.add_permission().function_name("f").statement_id("s").action("a").principal("p"));
    refused!(sts.assume_role().role_arn("arn:aws:iam::111111111111:role/r").role_session_name("session"));
    refused!(logs.create_log_group().log_group_name("g"));
    refused!(logs.put_retention_policy().log_group_name("g").retention_in_days(7));
}

#[tokio::test]
async fn reads_pass() {
    use aws_sdk_cognitoidentityprovider::types::{LimitClass, LimitDefinitionType};
    allowed!(cognito.list_user_pools().max_results(1));
    allowed!(cognito.describe_user_pool().user_pool_id("p"));
    allowed!(cognito.describe_user_pool_client().user_pool_id("p").client_id("c"));
    allowed!(cognito.list_users().user_pool_id("p"));
    allowed!(cognito.admin_get_user().user_pool_id("p").username("u"));
    allowed!(cognito.get_csv_header().user_pool_id("p"));
    allowed!(cognito.get_ui_customization().user_pool_id("p"));
    let limit = LimitDefinitionType::builder().limit_class(LimitClass::ApiCategory).attributes("Category", "UserList");
    allowed!(cognito.get_provisioned_limit().limit_definition(limit.build().unwrap()));
    allowed!(iam.get_role().role_name("r"));
    allowed!(iam.simulate_principal_policy().policy_source_arn("arn:aws:iam::111111111111:role/r").action_names("iam:GetRole"));
    allowed!(lambda.get_function().function_name("f"));
    allowed!(lambda.get_policy().function_name("f"));
    allowed!(logs.filter_log_events().log_group_name("g"));
    allowed!(sts.get_caller_identity());
}

#[test]
fn the_list_names_reads_one_by_one_and_no_writing_verb() {
    for (service, operations) in READS {
        for operation in *operations {
            let verb = ["Get", "List", "Describe", "Filter", "Simulate", "AdminGet", "AdminList"];
            assert!(verb.iter().any(|verb| operation.starts_with(verb)), "{service}: {operation}");
        }
    }
    assert!(!is_read("IAM", "*") && !is_read("Lambda", "") && !is_read("STS", "GetSessionToken"));
    assert!(!is_read("IAM", "ListUsers"), "a read of one service is not a read of another");
}
