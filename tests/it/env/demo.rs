//! Names of the demo's two accounts, as the scenario of the sandbox has them.

pub const SOURCE_POOL: &str = "eu-west-1_AcmeCust1";
pub const DESTINATION_POOL: &str = "eu-central-1_AcmeNew01";
pub const DESTINATION_CLIENT: &str = "7shopwebacme0new0client001";
/// Somebody of the source pool, with whom nothing is wrong.
pub const USER: &str = "maria.lindqvist@example.com";
pub const PASSWORD: &str = "Sunrise-over-Umea-7";
