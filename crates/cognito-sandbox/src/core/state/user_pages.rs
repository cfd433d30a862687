//! How full the pages of ListUsers are, as a switch: in AWS they need not be.

use serde::{Deserialize, Serialize};

/// How many users a page holds of those that were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum UserPages {
    #[default]
    Full,
    /// About a third of the limit: measured by others, 7 of 20 and 20 of 50 (aws/aws-sdk-js-v3#7071).
    Short,
    /// The same, and each is followed by an empty one that has a next one.
    ShortAndEmpty,
}
