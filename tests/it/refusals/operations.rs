//! A call of each operation, with the little that the SDK wants before it sends anything.

use cognito_ferry::aws::account::Account;
use cognito_ferry::problem::Problem;

macro_rules! operations {
    ($($service:literal $client:ident { $($operation:literal $call:ident($($member:ident),*);)* })*) => {
        /// Calls it, and tells the refusal as the program does; none for an operation that has no line here.
        pub async fn refused(account: &Account, service: &str, operation: &str) -> Option<Problem> {
            match (service, operation) {
                $($(($service, $operation) => {
                    let call = account.write.$client.$call()$(.$member("x"))*;
                    let error = call.send().await.err()?;
                    Some(account.problem(concat!("Could not call ", $operation), &error))
                })*)*
                _ => None,
            }
        }
    };
}

operations! {
    "Cognito Identity Provider" cognito {
        "AddCustomAttributes" add_custom_attributes();
        "AdminAddUserToGroup" admin_add_user_to_group();
        "AdminDeleteUser" admin_delete_user();
        "AdminDisableUser" admin_disable_user();
        "AdminGetUser" admin_get_user();
        "AdminListGroupsForUser" admin_list_groups_for_user();
        "CreateGroup" create_group();
        "CreateUserImportJob" create_user_import_job();
        "CreateUserPool" create_user_pool();
        "CreateUserPoolClient" create_user_pool_client();
        "CreateUserPoolDomain" create_user_pool_domain();
        "DeleteGroup" delete_group();
        "DeleteUserPool" delete_user_pool();
        "DeleteUserPoolClient" delete_user_pool_client();
        "DeleteUserPoolDomain" delete_user_pool_domain();
        "DescribeIdentityProvider" describe_identity_provider();
        "DescribeManagedLoginBrandingByClient" describe_managed_login_branding_by_client();
        "DescribeResourceServer" describe_resource_server();
        "DescribeRiskConfiguration" describe_risk_configuration();
        "DescribeUserImportJob" describe_user_import_job();
        "DescribeUserPool" describe_user_pool();
        "DescribeUserPoolClient" describe_user_pool_client();
        "DescribeUserPoolDomain" describe_user_pool_domain();
        "GetCSVHeader" get_csv_header();
        "GetGroup" get_group();
        "GetLogDeliveryConfiguration" get_log_delivery_configuration();
        "GetProvisionedLimit" get_provisioned_limit();
        "GetUICustomization" get_ui_customization();
        "GetUserPoolMfaConfig" get_user_pool_mfa_config();
        "InitiateAuth" initiate_auth();
        "ListGroups" list_groups();
        "ListIdentityProviders" list_identity_providers();
        "ListResourceServers" list_resource_servers();
        "ListTagsForResource" list_tags_for_resource();
        "ListUserImportJobs" list_user_import_jobs();
        "ListUserPoolClients" list_user_pool_clients();
        "ListUserPools" list_user_pools();
        "ListUsers" list_users();
        "ListUsersInGroup" list_users_in_group();
        "SetRiskConfiguration" set_risk_configuration();
        "StartUserImportJob" start_user_import_job();
        "UpdateUserPool" update_user_pool();
        "UpdateUserPoolClient" update_user_pool_client();
    }
    "IAM" iam {
        "CreateRole" create_role();
        "DeleteRole" delete_role();
        "DeleteRolePermissionsBoundary" delete_role_permissions_boundary();
        "DeleteRolePolicy" delete_role_policy();
        "DetachRolePolicy" detach_role_policy();
        "GetPolicy" get_policy();
        "GetPolicyVersion" get_policy_version();
        "GetRole" get_role();
        "GetRolePolicy" get_role_policy();
        "ListAttachedRolePolicies" list_attached_role_policies();
        "ListRolePolicies" list_role_policies();
        "ListRoleTags" list_role_tags();
        "ListRoles" list_roles();
        "PutRolePermissionsBoundary" put_role_permissions_boundary();
        "PutRolePolicy" put_role_policy();
        "SimulatePrincipalPolicy" simulate_principal_policy();
        "TagRole" tag_role();
        "UntagRole" untag_role();
        "UpdateAssumeRolePolicy" update_assume_role_policy();
        "UpdateRole" update_role();
    }
    "Lambda" lambda {
        "AddPermission" add_permission(function_name);
        "CreateFunction" create_function(function_name);
        "DeleteFunction" delete_function(function_name);
        "GetAccountSettings" get_account_settings();
        "GetFunction" get_function(function_name);
        "GetFunctionConfiguration" get_function_configuration(function_name);
        "GetPolicy" get_policy(function_name);
        "Invoke" invoke(function_name);
        "ListFunctions" list_functions();
        "ListTags" list_tags(resource);
        "RemovePermission" remove_permission(function_name, statement_id);
        "TagResource" tag_resource(resource);
        "UpdateFunctionCode" update_function_code(function_name);
        "UpdateFunctionConfiguration" update_function_configuration(function_name);
    }
    "STS" sts {
        "AssumeRole" assume_role();
        "GetCallerIdentity" get_caller_identity();
    }
    "CloudWatch Logs" logs {
        "CreateLogGroup" create_log_group();
        "DeleteLogGroup" delete_log_group();
        "DescribeLogGroups" describe_log_groups();
        "DescribeLogStreams" describe_log_streams();
        "FilterLogEvents" filter_log_events();
        "GetLogEvents" get_log_events();
        "ListTagsForResource" list_tags_for_resource();
        "PutRetentionPolicy" put_retention_policy();
    }
}
