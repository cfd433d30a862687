//! The fields of the options: their order, their sections, and what each is for, in words. Pure.

/// What a field is about. The last section is folded until somebody opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldSection {
    Users,
    Pool,
    Names,
    Function,
    Advanced,
}

impl FieldSection {
    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            FieldSection::Users => "Users",
            FieldSection::Pool => "The destination pool",
            FieldSection::Names => "Names",
            FieldSection::Function => "The function",
            FieldSection::Advanced => "Advanced",
        }
    }
}

/// One option, or the row that unfolds the last section.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Field {
    #[default]
    MfaUsers,
    TemporaryPasswords,
    LegacySub,
    AttributeNames,
    Groups,
    ManagedBy,
    SourceClient,
    SourceRole,
    FunctionRole,
    Function,
    Memory,
    Runtime,
    Retention,
    /// Opens and closes the section below it.
    Advanced,
    AttributesFrom,
    ThreatProtection,
    GroupRoles,
    RolePath,
    SourceBoundary,
    DestinationBoundary,
    ExternalId,
    Tags,
    OwnZip,
    OwnHandler,
    OwnRuntime,
    OwnVariables,
    OwnPolicy,
}

/// Bounds for permissions, one for each account's role.
const BOUNDARY_HELP: &str = "ARN of a managed policy that your organisation asks for on every role. Empty: none.";

impl Field {
    /// Every field, in the order of Tab.
    pub const ORDER: [Field; 27] = [
        Field::MfaUsers,
        Field::TemporaryPasswords,
        Field::LegacySub,
        Field::AttributeNames,
        Field::Groups,
        Field::ManagedBy,
        Field::SourceClient,
        Field::SourceRole,
        Field::FunctionRole,
        Field::Function,
        Field::Memory,
        Field::Runtime,
        Field::Retention,
        Field::Advanced,
        Field::AttributesFrom,
        Field::ThreatProtection,
        Field::GroupRoles,
        Field::RolePath,
        Field::SourceBoundary,
        Field::DestinationBoundary,
        Field::ExternalId,
        Field::Tags,
        Field::OwnZip,
        Field::OwnHandler,
        Field::OwnRuntime,
        Field::OwnVariables,
        Field::OwnPolicy,
    ];

    /// Where it stands.
    pub fn section(self) -> FieldSection {
        match self {
            Field::MfaUsers | Field::TemporaryPasswords | Field::LegacySub | Field::AttributeNames | Field::Groups => {
                FieldSection::Users
            }
            Field::ManagedBy => FieldSection::Pool,
            Field::SourceClient | Field::SourceRole | Field::FunctionRole | Field::Function => FieldSection::Names,
            Field::Memory | Field::Runtime | Field::Retention => FieldSection::Function,
            Field::Advanced
            | Field::AttributesFrom
            | Field::ThreatProtection
            | Field::GroupRoles
            | Field::RolePath
            | Field::SourceBoundary
            | Field::DestinationBoundary
            | Field::ExternalId
            | Field::Tags
            | Field::OwnZip
            | Field::OwnHandler
            | Field::OwnRuntime
            | Field::OwnVariables
            | Field::OwnPolicy => FieldSection::Advanced,
        }
    }

    /// One of a few values, not a text.
    pub fn is_choice(self) -> bool {
        matches!(
            self,
            Field::MfaUsers
                | Field::TemporaryPasswords
                | Field::LegacySub
                | Field::Groups
                | Field::Runtime
                | Field::Retention
                | Field::AttributesFrom
                | Field::ThreatProtection
                | Field::ManagedBy
        )
    }

    /// What the form calls it.
    pub fn label(self) -> &'static str {
        match self {
            Field::MfaUsers => "Users with MFA",
            Field::TemporaryPasswords => "Temporary passwords",
            Field::LegacySub => "Keep the old sub",
            Field::AttributeNames => "Attributes renamed",
            Field::Groups => "Groups",
            Field::SourceClient => "Migration app client",
            Field::SourceRole => "Cross-account role",
            Field::FunctionRole => "Function's role",
            Field::Function => "Function",
            Field::Memory => "Memory, MB",
            Field::Runtime => "Runtime",
            Field::Retention => "Keep log lines, days",
            Field::Advanced => "Advanced",
            Field::AttributesFrom => "Attributes from",
            Field::ThreatProtection => "Threat protection",
            Field::GroupRoles => "Roles of groups",
            Field::RolePath => "Path of both roles",
            Field::SourceBoundary => "Boundary, source",
            Field::DestinationBoundary => "Boundary, destination",
            Field::ExternalId => "External id",
            Field::Tags => "More tags",
            Field::ManagedBy => "Pool deployed by",
            Field::OwnZip => "Own function, zip",
            Field::OwnHandler => "Own function, handler",
            Field::OwnRuntime => "Own function, runtime",
            Field::OwnVariables => "Own variables",
            Field::OwnPolicy => "Own policy",
        }
    }

    /// What is shown in it while it is empty.
    pub fn placeholder(self) -> &'static str {
        match self {
            Field::SourceBoundary | Field::DestinationBoundary => "none",
            Field::Tags => "none; team=identity, cost-centre=42",
            Field::AttributeNames => "none; custom:tier=custom:plan, nickname=",
            Field::GroupRoles => "none; source's ARN=destination's ARN",
            Field::OwnZip => "none: the function is ours",
            Field::OwnHandler => "app.handler",
            Field::OwnRuntime => "python3.14",
            Field::OwnVariables => "none; SOURCE_ROLE_ARN={source-role-arn}",
            Field::OwnPolicy => "none",
            _ => "",
        }
    }

    /// What it is for, in a sentence; of a choice that weighs, what follows from it is the form's to say.
    pub fn help(self) -> &'static str {
        match self {
            Field::MfaUsers | Field::TemporaryPasswords | Field::Groups => "",
            Field::LegacySub => {
                "Everybody gets a new sub. The old one can be kept in custom:legacy_sub, which is then added to the destination pool: \
                 an attribute can never be removed again."
            }
            Field::AttributeNames => {
                "source=destination, with commas between, where an attribute has another name there. Nothing behind the equals sign \
                 leaves it behind."
            }
            Field::GroupRoles => {
                "A role of the source's account is nobody in the destination's: name the one that stands for it there, with commas \
                 between pairs. A group whose role is not named has none."
            }
            Field::SourceClient => {
                "App client made in the source pool: the function checks passwords through it. It has no secret."
            }
            Field::SourceRole => "Role made in the source account: it lets exactly the function ask exactly the source pool.",
            Field::FunctionRole => "Role made in the destination account: the function runs as it.",
            Field::Function => "Lambda function made in the destination account; Cognito calls it at a user's first sign-in.",
            Field::Memory => "More memory also means a faster processor; Cognito waits 5 seconds at most.",
            Field::Runtime => "Node.js of the function.",
            Field::Retention => "How long CloudWatch Logs keeps what the function logs. It logs no names and no passwords.",
            Field::Advanced => "Path and boundary of the roles, external id, tags, a function of your own. Few need them.",
            Field::AttributesFrom => {
                "The ID token of the sign-in where it tells all of them: one call to the source. Or AdminGetUser always: a second call."
            }
            Field::ThreatProtection => {
                "Enforced in the source, it can set a user there to RESET_REQUIRED at a password check. Off: the migration app client \
                 alone is exempt from it."
            }
            Field::RolePath => "IAM path, such as /migration/. It begins and ends with a slash.",
            Field::SourceBoundary | Field::DestinationBoundary => BOUNDARY_HELP,
            Field::ExternalId => {
                "What the function says when it assumes the cross-account role: only who knows it gets in. Random is best; none is for \
                 a function of your own that says nothing."
            }
            Field::Tags => "On everything that can carry tags, beside the session's own tag.",
            Field::ManagedBy => {
                "Terraform and CloudFormation (CDK, SAM) take the trigger off at their next run. Nothing on the pool tells: say it, or \
                 preflight says how to find out."
            }
            Field::OwnZip => {
                "Whole path of a zip of your own, deployed instead of our function with the same environment variables."
            }
            Field::OwnHandler => "The handler in that zip, as Lambda names it.",
            Field::OwnRuntime => "Lambda's name of the runtime that it needs.",
            Field::OwnVariables => {
                "NAME=TEXT with commas between (in a text \\,). {source-role-arn}, {source-client-id}, {source-pool-id}, {source-region} \
                 and the others of docs/own-handler.md are filled in."
            }
            Field::OwnPolicy => {
                "Whole path of a policy document for the function's role, where yours asks a pool itself. The same placeholders are \
                 filled in."
            }
        }
    }
}
