//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::model::managed::DeployedBy;
use crate::model::resource_id::ResourceId;
use crate::users::classify::Question;
use crate::users::groups::sync::PER_SECOND;
use crate::users::reading::everybody;

/// Moves the users of a Cognito user pool to another AWS account, with passwords.
///
/// Without a command: the wizard. Every answer of the wizard can be given as an option.
#[derive(Debug, Clone, Parser)]
#[command(version, max_term_width = 100, after_help = WIZARD, after_long_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<CliCommand>,

    /// A saved session, or the name for a new one.
    #[arg(long, global = true, value_name = "NAME")]
    pub session: Option<String>,

    /// Answer yes to the question before changes are made.
    #[arg(long, global = true)]
    pub yes: bool,

    /// Print JSON, and nothing else, to standard output.
    #[arg(long, global = true)]
    pub json: bool,

    /// Practise on two pretend accounts, kept in this file.
    #[arg(long, global = true, value_name = "FILE")]
    pub sandbox: Option<PathBuf>,

    /// Where sessions are saved, instead of the platform's data directory.
    #[arg(long, global = true, value_name = "DIRECTORY", env = "COGNITO_FERRY_SESSIONS")]
    pub sessions_directory: Option<PathBuf>,

    /// Also log to this file: each call and its result, never a password, a token or a request body.
    #[arg(long, global = true, value_name = "FILE")]
    pub log_file: Option<PathBuf>,

    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,

    #[command(flatten)]
    pub choices: ChoiceArguments,
}

const WIZARD: &str = "Without a command: the wizard. Its answers as options, and more: --help";

const EXIT_CODES: &str = "Exit codes: 0 fine, 1 failed, 2 usage, 3 the plan has changes (plan --detailed-exitcode), a check failed or a link is broken, 130 interrupted.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// Where the terminal can, unless NO_COLOR is set.
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Subcommand)]
pub enum CliCommand {
    /// The wizard on two pretend accounts: nothing else needed.
    Demo(DemoArguments),
    /// Check what would fail before anything is created; reads only.
    Preflight(PreflightArguments),
    /// Show what apply would do; writes nothing to AWS.
    Plan(PlanArguments),
    /// Show the plan, ask, and carry it out.
    Apply,
    /// Compare each resource with the plan; writes nothing to AWS.
    Verify,
    /// Add users to the groups that they have in the source.
    ///
    /// Compares the members of each group on both sides, asks, and adds the missing ones. No member is ever removed.
    Groups(GroupsArguments),
    /// Write the users of the source as CSV for an import job; reads only.
    ///
    /// By the header of the destination pool. Nothing about a person is written anywhere else.
    Export(ExportArguments),
    /// Prove that both pools agree; reads only.
    ///
    /// Lists users that are missing, exist twice, or have other values than in the source.
    Compare(CompareArguments),
    /// Delete what the session created, and revert what it edited.
    Teardown(TeardownArguments),
    /// Restore a whole document as it was recorded.
    ///
    /// For an edit that changed more than its one field.
    #[command(alias = "put-back")]
    Restore(RestoreArguments),
    /// Sign in as a real user through the destination pool.
    ///
    /// Reports what happened at each step, and what to do about a broken one.
    SignIn(SignInArguments),
    /// Find the broken link of any UserMigration set-up; reads only.
    ///
    /// Works for any set-up. With --username it also signs in.
    Diagnose(DiagnoseArguments),
    /// Saved sessions.
    Sessions {
        #[command(subcommand)]
        command: SessionsCommand,
    },
    /// The wizard's keys, as the table of docs/keys.md.
    #[command(hide = true)]
    Keys,
}

#[derive(Debug, Clone, Args)]
pub struct DemoArguments {
    /// Start with fresh accounts, and delete what the last demo left.
    #[arg(long)]
    pub fresh: bool,
}

#[derive(Debug, Clone, Args)]
pub struct PreflightArguments {
    /// List every check that could not be made.
    #[arg(long)]
    pub verbose: bool,
    /// Exit with 3 on warnings too.
    #[arg(long)]
    pub strict: bool,
    /// Also write the findings as a JUnit report.
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub struct PlanArguments {
    /// Exit with 3 when there are changes.
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// How a pool is read.
#[derive(Debug, Clone, Args)]
pub struct ReadingArguments {
    /// Pages a second from each pool.
    ///
    /// AWS allows 30 for the whole account and Region, which the application shares.
    #[arg(long, value_name = "NUMBER", default_value_t = everybody::PER_SECOND, value_parser = clap::value_parser!(u32).range(1..=i64::from(everybody::QUOTA)))]
    pub per_second: u32,
    /// Read sixteen lists at a time, by the first digit of the sub.
    ///
    /// Faster where an answer takes long. What they give is compared with the whole list, and read again if it is incomplete.
    #[arg(long)]
    pub shards: bool,
}

#[derive(Debug, Clone, Args)]
pub struct ExportArguments {
    /// The file, which must not exist yet; `-` for standard output.
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    /// Also import these.
    #[arg(long, value_name = "WHO", value_delimiter = ',')]
    pub include: Vec<Question>,
    /// Leave these out.
    #[arg(long, value_name = "WHO", value_delimiter = ',')]
    pub exclude: Vec<Question>,
    #[command(flatten)]
    pub reading: ReadingArguments,
}

#[derive(Debug, Clone, Args)]
pub struct CompareArguments {
    #[command(flatten)]
    pub reading: ReadingArguments,
}

#[derive(Debug, Clone, Args)]
pub struct GroupsArguments {
    /// Repeat every minute, until all users have migrated.
    #[arg(long)]
    pub watch: bool,
    /// Additions a second.
    ///
    /// AWS allows 25 for the whole account, which the application shares.
    #[arg(long, value_name = "NUMBER", default_value_t = PER_SECOND, value_parser = clap::value_parser!(u32).range(1..=i64::from(PER_SECOND)))]
    pub per_second: u32,
}

#[derive(Debug, Clone, Args)]
pub struct RestoreArguments {
    /// trigger, groups-trigger or client-flows.
    #[arg(value_name = "RESOURCE", value_parser = parse_resource)]
    pub resource: ResourceId,
}

#[derive(Debug, Clone, Args)]
pub struct TeardownArguments {
    /// Show what would be removed; writes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Remove only this resource; may be given more than once.
    #[arg(long, value_name = "RESOURCE", value_parser = parse_resource)]
    pub only: Vec<ResourceId>,
    /// Leave this resource, which was changed since, and forget it.
    #[arg(long, value_name = "RESOURCE", value_parser = parse_resource)]
    pub keep: Vec<ResourceId>,
    /// Remove this resource although it was changed since.
    #[arg(long, alias = "restore", value_name = "RESOURCE", value_parser = parse_resource)]
    pub force: Vec<ResourceId>,
    /// Leave this resource for later.
    #[arg(long, value_name = "RESOURCE", value_parser = parse_resource)]
    pub skip: Vec<ResourceId>,
    /// Keep the function's log group.
    #[arg(long)]
    pub keep_logs: bool,
}

#[derive(Debug, Clone, Args)]
pub struct SignInArguments {
    /// The user name, as the user types it.
    #[arg(long)]
    pub username: String,

    /// Read the password from standard input.
    #[arg(long)]
    pub password_stdin: bool,

    /// Remove this user, created by a test sign-in.
    ///
    /// Instead of signing in. Only a user that a test sign-in of this session created.
    #[arg(long, conflicts_with = "password_stdin")]
    pub remove_user: bool,
}

/// Beside the flags for both sides: what cannot be read where a function has it in its code.
#[derive(Debug, Clone, Args)]
pub struct DiagnoseArguments {
    /// The function's name or ARN, without a trigger.
    ///
    /// For a pool without a trigger that names it.
    #[arg(long, value_name = "NAME")]
    pub function: Option<String>,

    /// ARN of the role that the function assumes.
    #[arg(long, value_name = "ARN")]
    pub source_role: Option<String>,

    /// Id of the function's app client in the source.
    #[arg(long, value_name = "ID")]
    pub source_client: Option<String>,

    /// Also sign in as this user.
    ///
    /// Signs in through the destination pool and reports what happened. It is real: it may create the user there.
    #[arg(long)]
    pub username: Option<String>,

    /// Read the password from standard input.
    #[arg(long, requires = "username")]
    pub password_stdin: bool,
}

#[derive(Debug, Clone, Subcommand)]
pub enum SessionsCommand {
    /// List saved sessions, the latest first.
    List,
    /// Show one session as it is saved.
    Show { name: String },
    /// Delete the saved session. What was created in the accounts stays.
    Delete { name: String },
}

/// A flag for every answer of the wizard.
#[derive(Debug, Clone, Default, Args)]
pub struct ChoiceArguments {
    /// AWS profile of the source account.
    #[arg(long, global = true, value_name = "PROFILE", help_heading = "Source")]
    pub source_profile: Option<String>,
    /// The Region of the source pool; without it, the profile's.
    #[arg(long, global = true, value_name = "REGION", help_heading = "Source")]
    pub source_region: Option<String>,
    /// Id of the source user pool.
    #[arg(long, global = true, value_name = "ID", help_heading = "Source")]
    pub source_pool: Option<String>,

    /// AWS profile of the destination account.
    #[arg(long, global = true, value_name = "PROFILE", help_heading = "Destination")]
    pub destination_profile: Option<String>,
    /// The Region of the destination pool; without it, the profile's.
    #[arg(long, global = true, value_name = "REGION", help_heading = "Destination")]
    pub destination_region: Option<String>,
    /// Id of the destination user pool.
    #[arg(long, global = true, value_name = "ID", help_heading = "Destination")]
    pub destination_pool: Option<String>,
    /// Id of the application's app client.
    #[arg(long, global = true, value_name = "ID", help_heading = "Destination")]
    pub destination_client: Option<String>,
    /// Instead of an existing pool: make one like the source's, with this name.
    #[arg(long, global = true, value_name = "NAME", conflicts_with_all = ["destination_pool", "destination_client"], help_heading = "Destination")]
    pub new_pool_name: Option<String>,
    /// The name of the new pool's app client.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Destination")]
    pub new_client_name: Option<String>,
    /// The prefix of the new pool's managed-login domain.
    #[arg(long, global = true, value_name = "PREFIX", help_heading = "Destination")]
    pub new_domain_prefix: Option<String>,
    /// A callback URL for the new pool's app client.
    #[arg(long, global = true, value_name = "URL", help_heading = "Destination")]
    pub new_callback_url: Option<String>,

    /// The name of the migration app client in the source pool.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Options")]
    pub source_client_name: Option<String>,
    /// The name of the function's execution role.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Options")]
    pub function_role_name: Option<String>,
    /// The name of the cross-account role in the source account.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Options")]
    pub source_role_name: Option<String>,
    /// The IAM path of both roles.
    #[arg(long, global = true, value_name = "PATH", help_heading = "Options")]
    pub role_path: Option<String>,
    /// The ARN of a managed policy that bounds the role in the source account.
    #[arg(long, global = true, value_name = "ARN", help_heading = "Options")]
    pub source_permissions_boundary: Option<String>,
    /// The ARN of a managed policy that bounds the role in the destination account.
    #[arg(long, global = true, value_name = "ARN", help_heading = "Options")]
    pub destination_permissions_boundary: Option<String>,
    /// The name of the function.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Options")]
    pub function_name: Option<String>,
    /// The function's memory in MB.
    #[arg(long, global = true, value_name = "MB", help_heading = "Options")]
    pub function_memory: Option<i32>,
    /// The function's runtime: nodejs24.x or nodejs22.x; with --function-zip any that Lambda has.
    #[arg(long, global = true, value_name = "RUNTIME", help_heading = "Options")]
    pub function_runtime: Option<String>,
    /// Instead of our function, deploy this zip; with --function-handler and --function-runtime.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Options")]
    pub function_zip: Option<PathBuf>,
    /// The handler in that zip, as Lambda names it.
    #[arg(long, global = true, value_name = "HANDLER", help_heading = "Options")]
    pub function_handler: Option<String>,
    /// How many days the function's log lines are kept.
    #[arg(long, global = true, value_name = "DAYS", help_heading = "Options")]
    pub log_retention_days: Option<i32>,
    /// A variable for a handler of your own; may be given more than once. In TEXT stand {source-role-arn}, {source-client-id},
    /// {source-pool-id}, {source-region}, {external-id} and more (docs/own-handler.md); {{ is a brace. Without TEXT the variable is removed.
    #[arg(long = "function-variable", global = true, value_name = "NAME=TEXT", help_heading = "Options")]
    pub function_variables: Vec<String>,
    /// A policy document for the role of a handler of your own, beside what it is given anyway: such as one that asks the source pool
    /// itself, in the same account. The placeholders of --function-variable stand in its texts; none takes it away.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Options")]
    pub function_policy: Option<PathBuf>,
    /// The external id that the function sends when it assumes the cross-account role; random by default. none: your own handler sends none, and
    /// any code that runs as the function's role can then use the cross-account role.
    #[arg(long, global = true, value_name = "TEXT", help_heading = "Options")]
    pub external_id: Option<String>,
    /// A tag for everything that can carry tags; may be given more than once.
    #[arg(long = "tag", global = true, value_name = "KEY=VALUE", help_heading = "Options")]
    pub tags: Vec<String>,
    /// Replace what someone else created in place of this resource; may be given more than once.
    #[arg(long, global = true, value_name = "RESOURCE", value_parser = parse_resource, help_heading = "Options")]
    pub replace: Vec<ResourceId>,

    /// Users with a second factor: it cannot be moved, so refuse them, or migrate them with the password alone.
    #[arg(long, global = true, value_name = "refuse|migrate", help_heading = "Users")]
    pub mfa_users: Option<String>,
    /// Users with a temporary password: refuse them, or have them reset it in the destination.
    #[arg(long, global = true, value_name = "refuse|reset", help_heading = "Users")]
    pub temporary_passwords: Option<String>,
    /// Where attributes are read: the ID token of the sign-in if it has all of them, or always AdminGetUser.
    #[arg(long, global = true, value_name = "token|user", help_heading = "Users")]
    pub attributes_from: Option<String>,
    /// The destination's name of an attribute, or nothing to leave it behind; may be given more than once.
    #[arg(long = "map-attribute", global = true, value_name = "SOURCE=DESTINATION", help_heading = "Users")]
    pub map_attributes: Vec<String>,
    /// Keep each user's old sub in the destination's custom:legacy_sub.
    #[arg(long, global = true, value_name = "yes|no", help_heading = "Users")]
    pub legacy_sub: Option<String>,
    /// Where the source enforces threat protection: exempt the migration app client, so that no password check sets a user of the source to
    /// RESET_REQUIRED; or leave it on.
    #[arg(long, global = true, value_name = "yes|no", help_heading = "Users")]
    pub threat_protection_exempt: Option<String>,
    /// The source's groups, made by apply: filled by the command `groups`, or for each user by the function right after their first sign-in,
    /// or no part of the migration.
    #[arg(long, global = true, value_name = "sweep|first-sign-in|none", help_heading = "Users")]
    pub groups: Option<String>,
    /// The role that a group has in the destination in place of the one in the source; may be given more than once.
    #[arg(long = "group-role", global = true, value_name = "SOURCE_ARN=DESTINATION_ARN", help_heading = "Users")]
    pub group_roles: Vec<String>,
    /// What deploys the destination pool. The plan then shows the lines to add there; without an answer preflight says how to find out.
    #[arg(long, global = true, value_name = "cloudformation|terraform|none", value_parser = parse_deployed_by, help_heading = "Options")]
    pub managed_by: Option<DeployedBy>,
    /// The code of the source profile's multi-factor device.
    #[arg(long, global = true, value_name = "CODE", help_heading = "Source")]
    pub source_mfa_code: Option<String>,
    /// The code of the destination profile's multi-factor device.
    #[arg(long, global = true, value_name = "CODE", help_heading = "Destination")]
    pub destination_mfa_code: Option<String>,
}

fn parse_resource(text: &str) -> Result<ResourceId, String> {
    ResourceId::from_key(text).ok_or_else(|| {
        let known: Vec<&str> = crate::resources::registry::RESOURCES.iter().map(|resource| resource.id().key()).collect();
        format!("there is no resource {text:?}; there are: {}", known.join(", "))
    })
}

fn parse_deployed_by(text: &str) -> Result<DeployedBy, String> {
    let known = DeployedBy::ALL.into_iter().find(|answer| answer.key() == text);
    known.ok_or_else(|| "there are: cloudformation, terraform, none".to_owned())
}
