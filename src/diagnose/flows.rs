//! Which ways of signing in an app client allows, by their old and new names. Pure.

/// In the source: what the function tries passwords with.
pub fn take_admin_passwords(flows: &[String]) -> bool {
    flows.iter().any(|flow| flow == "ALLOW_ADMIN_USER_PASSWORD_AUTH" || flow == "ADMIN_NO_SRP_AUTH")
}

/// In the destination: what a test sign-in can be made with from here.
pub fn take_passwords(flows: &[String]) -> bool {
    flows.iter().any(|flow| flow == "ALLOW_USER_PASSWORD_AUTH" || flow == "USER_PASSWORD_AUTH")
}
