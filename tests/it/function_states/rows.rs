//! The rows of the table: who does what, and how it must end.

#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub title: &'static str,
    pub user: &'static str,
    /// Empty: a forgotten password.
    pub password: &'static str,
    /// Wrong passwords before it.
    pub failures_before: usize,
    /// What the person gets: the error's name, or `signed in`, `code sent`.
    pub answer: &'static str,
    pub reason: &'static str,
    /// Calls to AWS in a warm function: by the token, by AdminGetUser.
    pub calls: [u64; 2],
    /// The user's status in the destination afterwards; empty: there is none.
    pub status: &'static str,
}

const fn row(title: &'static str, user: &'static str, answer: &'static str, reason: &'static str) -> Row {
    Row { title, user, password: "Right-password-1", failures_before: 0, answer, reason, calls: [1, 1], status: "" }
}

const fn refused(title: &'static str, user: &'static str, reason: &'static str) -> Row {
    row(title, user, "UserNotFoundException", reason)
}

const fn signed_in(title: &'static str, user: &'static str, reason: &'static str, calls: [u64; 2]) -> Row {
    Row { calls, status: "CONFIRMED", ..row(title, user, "signed in", reason) }
}

/// With the safe choices.
pub const CAREFUL: [Row; 22] = [
    signed_in("confirmed", "confirmed@example.org", "migrated", [1, 2]),
    signed_in("in another case", "SECOND@example.org", "migrated", [1, 2]),
    signed_in("with claims that are no text", "address@example.org", "migrated", [2, 2]),
    signed_in("with an address that is not verified", "unverified@example.org", "migrated", [1, 2]),
    signed_in("with an address that was never said to be verified", "unsaid@example.org", "migrated", [1, 2]),
    Row { password: "Wrong-password-1", ..refused("wrong password", "locked@example.org", "wrong-password") },
    refused("unknown", "nobody@example.org", "user-not-found"),
    refused("disabled", "disabled@example.org", "user-disabled"),
    Row { failures_before: 5, ..refused("locked out", "locked@example.org", "locked-out") },
    refused("reset required", "reset@example.org", "reset-required"),
    refused("sign-up not confirmed", "unconfirmed@example.org", "not-confirmed"),
    refused("temporary password", "temporary@example.org", "challenge:NEW_PASSWORD_REQUIRED"),
    refused("temporary password, expired", "expired@example.org", "temporary-password-expired"),
    refused("MFA by SMS", "sms@example.org", "challenge:SMS_MFA"),
    refused("MFA by an app", "totp@example.org", "challenge:SOFTWARE_TOKEN_MFA"),
    refused("MFA by e-mail", "otp@example.org", "challenge:EMAIL_OTP"),
    refused("MFA of two kinds", "select@example.org", "challenge:SELECT_MFA_TYPE"),
    refused("federated", "google@example.org", "user-not-found"),
    Row { calls: [1, 2], ..refused("a required attribute is missing", "nameless@example.org", "attribute-missing:given_name") },
    Row { calls: [1, 2], ..refused("a value is too long", "long@example.org", "attribute-length:custom:tier") },
    Row { calls: [1, 2], ..refused("a number is too large", "many@example.org", "attribute-number:custom:seats") },
    signed_in("verified by phone only", "phone@example.org", "migrated", [1, 2]),
];

const fn migrated_without_mfa(title: &'static str, user: &'static str) -> Row {
    signed_in(title, user, "mfa-left-behind", [2, 2])
}

/// With MFA users migrating and temporary passwords reset.
pub const PERMISSIVE: [Row; 8] = [
    migrated_without_mfa("MFA by SMS", "sms@example.org"),
    migrated_without_mfa("MFA by an app", "totp@example.org"),
    migrated_without_mfa("MFA by e-mail", "otp@example.org"),
    migrated_without_mfa("MFA of two kinds", "select@example.org"),
    Row {
        calls: [2, 2],
        status: "RESET_REQUIRED",
        ..row("temporary password", "temporary@example.org", "PasswordResetRequiredException", "password-to-reset")
    },
    Row {
        calls: [2, 2],
        ..refused("temporary password, no way to send a code", "unreachable@example.org", "no-verified-channel")
    },
    refused("temporary password, expired", "expired@example.org", "temporary-password-expired"),
    refused("disabled", "disabled@example.org", "user-disabled"),
];

const fn forgot(title: &'static str, user: &'static str, answer: &'static str, reason: &'static str) -> Row {
    Row { password: "", ..row(title, user, answer, reason) }
}

const fn code_sent(title: &'static str, user: &'static str) -> Row {
    Row { status: "RESET_REQUIRED", ..forgot(title, user, "code sent", "migrated") }
}

const fn no_code(title: &'static str, user: &'static str, reason: &'static str) -> Row {
    forgot(title, user, "UserNotFoundException", reason)
}

pub const FORGOT_PASSWORD: [Row; 10] = [
    code_sent("verified address", "confirmed@example.org"),
    code_sent("verified phone only", "phone@example.org"),
    code_sent("reset required", "reset@example.org"),
    no_code("unknown", "nobody@example.org", "user-not-found"),
    no_code("disabled", "disabled@example.org", "user-disabled"),
    no_code("nothing verified", "unverified@example.org", "no-verified-channel"),
    no_code("sign-up not confirmed", "unconfirmed@example.org", "status:UNCONFIRMED"),
    no_code("temporary password", "temporary@example.org", "status:FORCE_CHANGE_PASSWORD"),
    no_code("federated", "google_1", "status:EXTERNAL_PROVIDER"),
    no_code("a required attribute is missing", "nameless@example.org", "attribute-missing:given_name"),
];
