//! The read-only guard: refuses, before anything leaves the process, every operation that is not on the list of reads.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// Every operation that a reading client may call, by the SDK's name of the service. An operation is added here when the product
/// needs it, and only after reading that it changes nothing.
pub const READS: &[(&str, &[&str])] = &[
    (
        "Cognito Identity Provider",
        &[
            "AdminGetUser",
            "AdminListGroupsForUser",
            "DescribeIdentityProvider",
            "DescribeManagedLoginBrandingByClient",
            "DescribeResourceServer",
            "DescribeRiskConfiguration",
            "DescribeUserImportJob",
            "DescribeUserPool",
            "DescribeUserPoolClient",
            "DescribeUserPoolDomain",
            "GetCSVHeader",
            "GetGroup",
            "GetLogDeliveryConfiguration",
            "GetProvisionedLimit",
            "GetUICustomization",
            "GetUserPoolMfaConfig",
            "ListGroups",
            "ListIdentityProviders",
            "ListResourceServers",
            "ListTagsForResource",
            "ListUserImportJobs",
            "ListUserPoolClients",
            "ListUserPools",
            "ListUsers",
            "ListUsersInGroup",
        ],
    ),
    (
        "IAM",
        &[
            "GetPolicy",
            "GetPolicyVersion",
            "GetRole",
            "GetRolePolicy",
            "ListAttachedRolePolicies",
            "ListRolePolicies",
            "ListRoleTags",
            "ListRoles",
            "SimulatePrincipalPolicy",
        ],
    ),
    ("Lambda", &["GetAccountSettings", "GetFunction", "GetFunctionConfiguration", "GetPolicy", "ListFunctions", "ListTags"]),
    ("STS", &["GetCallerIdentity"]),
    ("CloudWatch Logs", &["DescribeLogGroups", "DescribeLogStreams", "FilterLogEvents", "GetLogEvents", "ListTagsForResource"]),
];

/// Whether the operation is on the list.
pub fn is_read(service: &str, operation: &str) -> bool {
    READS.iter().any(|(name, operations)| *name == service && operations.contains(&operation))
}

/// What the guard answers instead of sending: a mistake of this program, never of the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation} ({service}) is not on the list of reads, and was not sent")]
pub struct GuardRefusal {
    pub service: String,
    pub operation: String,
}

/// The guard itself, for the configuration of a client.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReadsOnly;

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for ReadsOnly {
    fn name(&self) -> &'static str {
        "ReadsOnly"
    }

    // The first hook that knows the operation's name: `read_before_execution` runs before the SDK has written it down.
    fn read_before_serialization(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        refuse_writes(config)
    }
}

fn refuse_writes(config: &ConfigBag) -> Result<(), BoxError> {
    let (service, operation) = match config.load::<Metadata>() {
        Some(metadata) => (metadata.service(), metadata.name()),
        None => ("an unknown service", "an operation without a name"),
    };
    match is_read(service, operation) {
        true => Ok(()),
        false => Err(GuardRefusal { service: service.to_owned(), operation: operation.to_owned() }.into()),
    }
}
