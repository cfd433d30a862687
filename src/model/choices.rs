//! What the operator has answered so far: each answer may still be open. The wizard fills it screen by screen, the commands from flags.

use serde::{Deserialize, Serialize};

use crate::model::options::Options;
use crate::model::spec::NewPool;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    pub source: SideChoices,
    pub destination: SideChoices,
    /// The destination app client's id.
    pub destination_client: Option<String>,
    /// Instead of an existing destination pool and client: make one like the source's.
    pub new_pool: Option<NewPool>,
    pub options: Option<Options>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideChoices {
    pub profile: Option<String>,
    pub region: Option<String>,
    /// The user pool's id.
    pub pool: Option<String>,
}
