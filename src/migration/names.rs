//! AWS's own rules for names.

/// A session's name: 1 to 40 lower-case letters, digits and hyphens.
pub fn validate_session_name(name: &str) -> Result<(), String> {
    let fits = (1..=40).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if fits { Ok(()) } else { Err("Use 1 to 40 lower-case letters, digits and hyphens.".into()) }
}
