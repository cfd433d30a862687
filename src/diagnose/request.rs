//! What the operator asks about: a destination pool, and whatever is known of the way from there.

use crate::secret::Secret;

/// The pool to look at, and the values that cannot be read where a function keeps them in its code.
#[derive(Debug, Clone, Default)]
pub struct DiagnoseRequest {
    pub destination: SideRequest,
    /// The app client that the application signs in with; none: all of the pool's.
    pub destination_client: Option<String>,
    /// The profile may be left out: then nothing is seen of another account.
    pub source: SideRequest,
    /// The app client that the function uses in the source pool.
    pub source_client: Option<String>,
    /// ARN of the role that the function assumes.
    pub source_role: Option<String>,
    pub external_id: Option<String>,
    /// Name or ARN of the function, where the pool does not name it.
    pub function: Option<String>,
}

/// One side of it.
#[derive(Debug, Clone, Default)]
pub struct SideRequest {
    pub profile: Option<String>,
    pub region: Option<String>,
    pub pool: Option<String>,
    pub mfa_code: Option<Secret>,
}
