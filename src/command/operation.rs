//! The commands of the AWS CLI that this program ever tells anybody to run, and what each of them can reach.

/// One command of the AWS CLI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    AddCustomAttributes,
    AddPermission,
    AdminConfirmSignUp,
    AdminCreateUser,
    AdminDeleteUser,
    AdminEnableUser,
    AdminGetUser,
    AdminListUserAuthEvents,
    Configure,
    ConfigureList,
    ConfigureListProfiles,
    ConfigureSet,
    ConfigureSso,
    DecodeAuthorizationMessage,
    DeleteRolePolicy,
    DescribeOrganization,
    DescribeRegions,
    DescribeStackResources,
    DetachRolePolicy,
    EnableRegion,
    ExportCredentials,
    GetCallerIdentity,
    GetRegionOptStatus,
    GetSessionToken,
    GetUserPoolSessionConfiguration,
    GetWebAclForResource,
    ListUserPoolClients,
    ListUserPools,
    Login,
    PutRolePolicy,
    RemovePermission,
    SsoLogin,
    TailLogs,
    UpdateAssumeRolePolicy,
}

/// What a command can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Nothing: it reads from AWS, or from this machine.
    Reads,
    /// Files of this machine: profiles and cached sessions.
    ThisMachine,
    /// One thing of its own, named in its arguments: what stands beside it is out of reach.
    OneThing,
    /// A whole document, in which others may have something: what they have must be in the command.
    WholeDocument,
}

impl Operation {
    pub const ALL: [Self; 34] = [
        Self::AddCustomAttributes,
        Self::AddPermission,
        Self::AdminConfirmSignUp,
        Self::AdminCreateUser,
        Self::AdminDeleteUser,
        Self::AdminEnableUser,
        Self::AdminGetUser,
        Self::AdminListUserAuthEvents,
        Self::Configure,
        Self::ConfigureList,
        Self::ConfigureListProfiles,
        Self::ConfigureSet,
        Self::ConfigureSso,
        Self::DecodeAuthorizationMessage,
        Self::DeleteRolePolicy,
        Self::DescribeOrganization,
        Self::DescribeRegions,
        Self::DescribeStackResources,
        Self::DetachRolePolicy,
        Self::EnableRegion,
        Self::ExportCredentials,
        Self::GetCallerIdentity,
        Self::GetRegionOptStatus,
        Self::GetSessionToken,
        Self::GetUserPoolSessionConfiguration,
        Self::GetWebAclForResource,
        Self::ListUserPoolClients,
        Self::ListUserPools,
        Self::Login,
        Self::PutRolePolicy,
        Self::RemovePermission,
        Self::SsoLogin,
        Self::TailLogs,
        Self::UpdateAssumeRolePolicy,
    ];

    /// What follows `aws`.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::AddCustomAttributes => &["cognito-idp", "add-custom-attributes"],
            Self::AddPermission => &["lambda", "add-permission"],
            Self::AdminConfirmSignUp => &["cognito-idp", "admin-confirm-sign-up"],
            Self::AdminCreateUser => &["cognito-idp", "admin-create-user"],
            Self::AdminDeleteUser => &["cognito-idp", "admin-delete-user"],
            Self::AdminEnableUser => &["cognito-idp", "admin-enable-user"],
            Self::AdminGetUser => &["cognito-idp", "admin-get-user"],
            Self::AdminListUserAuthEvents => &["cognito-idp", "admin-list-user-auth-events"],
            Self::Configure => &["configure"],
            Self::ConfigureList => &["configure", "list"],
            Self::ConfigureListProfiles => &["configure", "list-profiles"],
            Self::ConfigureSet => &["configure", "set"],
            Self::ConfigureSso => &["configure", "sso"],
            Self::DecodeAuthorizationMessage => &["sts", "decode-authorization-message"],
            Self::DeleteRolePolicy => &["iam", "delete-role-policy"],
            Self::DescribeOrganization => &["organizations", "describe-organization"],
            Self::DescribeRegions => &["ec2", "describe-regions"],
            Self::DescribeStackResources => &["cloudformation", "describe-stack-resources"],
            Self::DetachRolePolicy => &["iam", "detach-role-policy"],
            Self::EnableRegion => &["account", "enable-region"],
            Self::ExportCredentials => &["configure", "export-credentials"],
            Self::GetCallerIdentity => &["sts", "get-caller-identity"],
            Self::GetRegionOptStatus => &["account", "get-region-opt-status"],
            Self::GetSessionToken => &["sts", "get-session-token"],
            Self::GetUserPoolSessionConfiguration => &["cognito-idp", "get-user-pool-session-configuration"],
            Self::GetWebAclForResource => &["wafv2", "get-web-acl-for-resource"],
            Self::ListUserPoolClients => &["cognito-idp", "list-user-pool-clients"],
            Self::ListUserPools => &["cognito-idp", "list-user-pools"],
            Self::Login => &["login"],
            Self::PutRolePolicy => &["iam", "put-role-policy"],
            Self::RemovePermission => &["lambda", "remove-permission"],
            Self::SsoLogin => &["sso", "login"],
            Self::TailLogs => &["logs", "tail"],
            Self::UpdateAssumeRolePolicy => &["iam", "update-assume-role-policy"],
        }
    }

    /// What it can change.
    pub fn reach(self) -> Reach {
        match self {
            Self::Configure | Self::ConfigureSet | Self::ConfigureSso | Self::Login | Self::SsoLogin => Reach::ThisMachine,
            Self::AddCustomAttributes
            | Self::AddPermission
            | Self::AdminConfirmSignUp
            | Self::AdminCreateUser
            | Self::AdminDeleteUser
            | Self::AdminEnableUser
            | Self::DeleteRolePolicy
            | Self::DetachRolePolicy
            | Self::EnableRegion
            | Self::RemovePermission => Reach::OneThing,
            // Under a name that another policy of the role has, it takes that policy's place.
            Self::PutRolePolicy | Self::UpdateAssumeRolePolicy => Reach::WholeDocument,
            Self::AdminGetUser
            | Self::ConfigureList
            | Self::ConfigureListProfiles
            | Self::DecodeAuthorizationMessage
            | Self::DescribeOrganization
            | Self::DescribeRegions
            | Self::DescribeStackResources
            | Self::ExportCredentials
            | Self::GetCallerIdentity
            | Self::GetUserPoolSessionConfiguration
            | Self::GetRegionOptStatus
            | Self::AdminListUserAuthEvents
            | Self::GetSessionToken
            | Self::GetWebAclForResource
            | Self::ListUserPoolClients
            | Self::ListUserPools
            | Self::TailLogs => Reach::Reads,
        }
    }
}
