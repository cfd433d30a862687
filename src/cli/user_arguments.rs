//! The arguments of the commands that read and bring users.

use std::path::PathBuf;

use clap::Args;

use crate::users::classify::Question;
use crate::users::reading::everybody;

/// How a pool is read.
#[derive(Debug, Clone, Args)]
pub struct ReadingArguments {
    /// Pages a second from each pool.
    ///
    /// AWS allows 30 for the whole account and Region, which the application shares.
    #[arg(hide_short_help = true, long, value_name = "NUMBER", default_value_t = everybody::PER_SECOND, value_parser = clap::value_parser!(u32).range(1..=i64::from(everybody::QUOTA)))]
    pub per_second: u32,
    /// Read sixteen lists at a time, by the first digit of the sub.
    ///
    /// Faster where an answer takes long. What they give is compared with the whole list, and read anew where it is not complete.
    #[arg(hide_short_help = true, long)]
    pub shards: bool,
}

#[derive(Debug, Clone, Args)]
pub struct ExportArguments {
    /// The file, which must not exist yet; `-` for standard output.
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    #[command(flatten)]
    pub who: WhoArguments,
    #[command(flatten)]
    pub reading: ReadingArguments,
}

/// Who has a row, of those about whom somebody has to decide.
#[derive(Debug, Clone, Args)]
pub struct WhoArguments {
    /// Also import these.
    #[arg(hide_short_help = true, long, value_name = "WHO", value_delimiter = ',')]
    pub include: Vec<Question>,
    /// Leave these out.
    #[arg(hide_short_help = true, long, value_name = "WHO", value_delimiter = ',')]
    pub exclude: Vec<Question>,
}

#[derive(Debug, Clone, Args)]
pub struct ImportArguments {
    /// Show who would be imported; writes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Also take those whose row failed before, as they are in the source now.
    #[arg(long)]
    pub retry: bool,
    /// How imported users get their groups.
    #[arg(long, value_name = "WAY", default_value = "none")]
    pub imported_groups: ImportedGroups,
    /// US dollars for one active user in a month, instead of AWS's list price.
    #[arg(hide_short_help = true, long, value_name = "DOLLARS")]
    pub price_per_mau: Option<f64>,
    /// Import although Cognito's own e-mail service sends 50 messages a day.
    #[arg(hide_short_help = true, long)]
    pub accept_email_limit: bool,
    /// Afterwards, write each old sub with its new one to this file.
    #[arg(hide_short_help = true, long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    #[command(flatten)]
    pub who: WhoArguments,
    #[command(flatten)]
    pub reading: ReadingArguments,
}

/// How the members of the source's groups who are imported get into the destination's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ImportedGroups {
    /// Not at all.
    None,
    /// By AdminAddUserToGroup right after the import: each of them counts as an active user of the month.
    Sweep,
}

#[derive(Debug, Clone, Args)]
pub struct CompareArguments {
    #[command(flatten)]
    pub reading: ReadingArguments,
}
