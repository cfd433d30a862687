//! AWS's own rules for what the operator types, checked before anything is sent (facts §4.3 and §5; patterns and lengths are
//! botocore's). Each answers with one sentence that says how to fix it. Pure, for validation while typing.

use crate::model::options::{RETENTION_DAYS, RUNTIMES};

/// A session's name: ours, and the narrowest rule, since it goes into role, function, app client and file names.
pub fn validate_session_name(name: &str) -> Result<(), String> {
    let fits = name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
    require(fits && length(name, 1, 40), "Use 1 to 40 lower-case letters, digits and hyphens.")?;
    require(!name.starts_with('-'), "Begin with a letter or a digit.")
}

/// An IAM role's name.
pub fn validate_role_name(name: &str) -> Result<(), String> {
    require(length(name, 1, 64) && name.chars().all(iam_letter), "Use 1 to 64 letters, digits and any of _ + = , . @ -.")
}

/// An IAM path: `/`, or names between slashes.
pub fn validate_role_path(path: &str) -> Result<(), String> {
    require(
        path.starts_with('/') && path.ends_with('/') && path != "//",
        "Begin and end with a slash, for example /migration/.",
    )?;
    require(length(path, 1, 512), "Use at most 512 characters.")?;
    require(path.chars().all(|letter| letter.is_ascii_graphic()), "Use visible ASCII characters, without spaces.")
}

/// The ARN of the managed policy that bounds a role: AWS's own (`aws` for the account) or the account's.
pub fn validate_permissions_boundary(arn: &str) -> Result<(), String> {
    let shape = "Give the ARN of a managed policy, for example arn:aws:iam::111111111111:policy/boundary.";
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = parts[..] else { return Err(shape.into()) };
    let owner = account == "aws" || (account.len() == 12 && account.chars().all(|digit| digit.is_ascii_digit()));
    let name = resource.strip_prefix("policy/").unwrap_or_default();
    let named = !name.is_empty() && !name.ends_with('/') && name.chars().all(|letter| letter == '/' || iam_letter(letter));
    require(partition.starts_with("aws") && owner && named && length(arn, 20, 2048), shape)
}

/// The ARN of an IAM role.
pub fn validate_role_arn(arn: &str) -> Result<(), String> {
    let shape = "Give the ARN of a role, for example arn:aws:iam::111111111111:role/editors.";
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = parts[..] else { return Err(shape.into()) };
    let owner = account.len() == 12 && account.chars().all(|digit| digit.is_ascii_digit());
    let name = resource.strip_prefix("role/").unwrap_or_default();
    let named = !name.is_empty() && !name.ends_with('/') && name.chars().all(|letter| letter == '/' || iam_letter(letter));
    require(partition.starts_with("aws") && owner && named && length(arn, 20, 2048), shape)
}

/// A Lambda function's name.
pub fn validate_function_name(name: &str) -> Result<(), String> {
    let fits = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_');
    require(fits && length(name, 1, 64), "Use 1 to 64 letters, digits, hyphens and underscores.")
}

/// An app client's name.
pub fn validate_client_name(name: &str) -> Result<(), String> {
    validate_cognito_name(name)
}

/// A user pool's name.
pub fn validate_pool_name(name: &str) -> Result<(), String> {
    validate_cognito_name(name)
}

/// The prefix of a managed-login domain. Whether it is free, only the service can tell.
pub fn validate_domain_prefix(prefix: &str) -> Result<(), String> {
    let fits = prefix.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
    require(fits && length(prefix, 1, 63), "Use 1 to 63 lower-case letters, digits and hyphens.")?;
    require(!prefix.starts_with('-') && !prefix.ends_with('-'), "Begin and end with a letter or a digit.")?;
    let reserved = ["aws", "amazon", "cognito"].into_iter().find(|word| prefix.contains(word));
    reserved.map_or(Ok(()), |word| Err(format!("Leave out \"{word}\": Cognito refuses prefixes that contain it.")))
}

/// Where managed login sends the user back: https, or http on this machine, or an app's own scheme; never with a fragment.
pub fn validate_callback_url(url: &str) -> Result<(), String> {
    let example = "Give an absolute URL, for example https://app.example.com/callback.";
    let Some((scheme, rest)) = url.split_once("://") else { return Err(example.into()) };
    let scheme_fits = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    require(scheme_fits && !rest.is_empty(), example)?;
    require(length(url, 1, 1024), "Use at most 1024 characters.")?;
    require(url.chars().all(|letter| letter.is_ascii_graphic()), "Percent-encode spaces and what is not ASCII.")?;
    require(!url.contains('#'), "Leave out the fragment (# and what follows): Cognito refuses it.")?;
    let host = rest.split(['/', '?', ':']).next().unwrap_or_default();
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    require(!web || !host.is_empty(), example)?;
    let secure = !scheme.eq_ignore_ascii_case("http") || host == "localhost" || host == "127.0.0.1" || rest.starts_with("[::1]");
    require(secure, "Use https; Cognito accepts http only for localhost.")
}

/// The function's memory, in MB.
pub fn validate_memory(megabytes: i32) -> Result<(), String> {
    require((128..=10_240).contains(&megabytes), "Use 128 to 10240 MB; 512 keeps a cold start within Cognito's five seconds.")
}

/// The function's runtime: one of [`RUNTIMES`].
pub fn validate_runtime(runtime: &str, own_function: bool) -> Result<(), String> {
    if own_function {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '.';
        return require(!runtime.is_empty() && runtime.chars().all(plain), "Use Lambda's name of it, such as python3.14.");
    }
    require(RUNTIMES.contains(&runtime), &format!("Use {}.", RUNTIMES.join(" or ")))
}

/// A handler in a zip (facts §5).
pub fn validate_handler(handler: &str) -> Result<(), String> {
    let fits = (1..=128).contains(&handler.len()) && handler.chars().all(|letter| letter.is_ascii_graphic());
    require(fits, "Use up to 128 letters without blanks, as Lambda names it: file.export.")
}

/// Days that the log lines are kept: one of [`RETENTION_DAYS`].
pub fn validate_log_retention(days: i32) -> Result<(), String> {
    if RETENTION_DAYS.contains(&days) {
        return Ok(());
    }
    let nearest = RETENTION_DAYS.iter().min_by_key(|allowed| allowed.abs_diff(days)).copied().unwrap_or(30);
    let allowed: Vec<String> = RETENTION_DAYS.iter().map(ToString::to_string).collect();
    Err(format!(
        "CloudWatch Logs keeps lines for certain numbers of days only; the nearest is {nearest}. All: {}.",
        allowed.join(", ")
    ))
}

/// An external id.
pub fn validate_external_id(id: &str) -> Result<(), String> {
    let fits = id.chars().all(|letter| iam_letter(letter) || ":/".contains(letter));
    require(fits && length(id, 2, 1224), "Use 2 to 1224 letters, digits and any of _ + = , . @ : / -.")
}

/// A tag's key, by the rule that IAM, Lambda, Cognito and CloudWatch Logs share.
pub fn validate_tag_key(key: &str) -> Result<(), String> {
    require(length(key, 1, 128), "Use 1 to 128 characters.")?;
    require(
        !key.to_ascii_lowercase().starts_with("aws:"),
        "Begin with something else: keys that begin with aws: are AWS's own.",
    )?;
    require(!key.starts_with("cognito-ferry:"), "Begin with something else: cognito-ferry: marks what this program makes.")?;
    require(key.chars().all(tag_letter), TAG_LETTERS)
}

/// A tag's value; it may be empty.
pub fn validate_tag_value(value: &str) -> Result<(), String> {
    require(length(value, 0, 256), "Use at most 256 characters.")?;
    require(value.chars().all(tag_letter), TAG_LETTERS)
}

/// The shape of a Region's name, such as `eu-west-1` or `us-gov-west-1`. Whether it exists, only a call can tell.
pub fn validate_region(region: &str) -> Result<(), String> {
    let parts: Vec<&str> = region.split('-').collect();
    let fits = match parts.split_last() {
        Some((number, words)) => {
            let word = |word: &&str| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase());
            let digits = !number.is_empty() && number.len() <= 2 && number.chars().all(|digit| digit.is_ascii_digit());
            (2..=4).contains(&words.len()) && words.iter().all(word) && digits
        }
        None => false,
    };
    require(fits, "Give a Region's name, for example eu-west-1.")
}

/// The shape of a user pool's id, and that it belongs to this Region.
pub fn validate_user_pool_id(id: &str, region: &str) -> Result<(), String> {
    let shape = "Give a user pool's id, for example eu-west-1_AbCdEfGhI.";
    let Some((pool_region, rest)) = id.split_once('_') else { return Err(shape.into()) };
    let fits = !rest.is_empty() && rest.chars().all(|letter| letter.is_ascii_alphanumeric());
    require(fits && length(id, 1, 55) && validate_region(pool_region).is_ok(), shape)?;
    require(pool_region == region, &format!("This pool is in {pool_region}, not in {region}: change the Region or the pool."))
}

const TAG_LETTERS: &str = "Use letters, digits, spaces and any of _ . : / = + - @.";

fn validate_cognito_name(name: &str) -> Result<(), String> {
    let fits = name.chars().all(|letter| letter.is_alphanumeric() || letter == ' ' || "_+=,.@-".contains(letter));
    require(fits && length(name, 1, 128), "Use 1 to 128 letters, digits, spaces and any of _ + = , . @ -.")?;
    require(!name.trim().is_empty(), "Use at least one character that is not a space.")
}

fn iam_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter)
}

fn tag_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == ' ' || "_.:/=+-@".contains(letter)
}

fn length(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.chars().count())
}

fn require(fits: bool, otherwise: &str) -> Result<(), String> {
    if fits { Ok(()) } else { Err(otherwise.to_owned()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::model::options::Options;
    use proptest::prelude::*;

    type Rule = fn(&str) -> Result<(), String>;

    /// Rule, texts that AWS takes, texts that it refuses.
    const TABLE: &[(Rule, &[&str], &[&str])] = &[
        (validate_session_name, &["a", "acme-2026", "9-lives"], &["", "-a", "Acme", "a b", "a_b", "a/b", "é"]),
        (validate_role_name, &["Role+=,.@-_"], &["", "role/x", "a b", "é"]),
        (validate_role_path, &["/", "/a/b/"], &["", "a", "/a", "a/", "//", "/a b/", "/é/", "/\u{7f}/"]),
        (
            validate_permissions_boundary,
            &["arn:aws:iam::111111111111:policy/team/edge", "arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess"],
            &["", "edge", "arn:aws:iam::1111:policy/x", "arn:aws:iam::111111111111:role/x", "arn:aws:iam::111111111111:policy/"],
        ),
        (
            validate_role_arn,
            &["arn:aws:iam::111111111111:role/team/editors"],
            &["", "editors", "arn:aws:iam::aws:role/x", "arn:aws:iam::111111111111:policy/x", "arn:aws:iam::111111111111:role/"],
        ),
        (validate_function_name, &["a-B_9"], &["", "a.b", "a b", "arn:x"]),
        (validate_client_name, &["Web app", "w+=,.@-"], &["", " ", "a/b", "a\u{1b}"]),
        (validate_domain_prefix, &["acme-login", "a1"], &["", "-a", "a-", "Acme", "a.b", "my-aws", "cognito-x"]),
        (
            validate_callback_url,
            &["https://a.example/cb?x=1", "http://localhost:3000/", "http://127.0.0.1", "myapp://back"],
            &[
                "",
                "a.example",
                "http://a.example",
                "http://localhost.evil.example",
                "https://",
                "https://a/#f",
                "https://a b",
                "1a://x",
            ],
        ),
        (validate_external_id, &["ab", "a:/=,.@+-_"], &["", "a", "a b", "a#b"]),
        (validate_tag_key, &["team", "cost center:1"], &["", "aws:x", "AWS:x", "a;b", "cognito-ferry:session"]),
        (validate_tag_value, &["", "Zoë + 1"], &["a;b", "a\nb"]),
        (
            validate_region,
            &["eu-west-1", "us-gov-west-1", "ap-southeast-10"],
            &["", "eu", "eu-west", "EU-west-1", "eu-west-1a", "eu--1"],
        ),
    ];

    #[test]
    fn each_rule_takes_what_aws_takes_and_refuses_what_aws_refuses() {
        for (index, (rule, taken, refused)) in TABLE.iter().enumerate() {
            for text in *taken {
                assert_eq!(rule(text), Ok(()), "row {index}: {text}");
            }
            for text in *refused {
                assert!(rule(text).is_err(), "row {index}: {text}");
            }
        }
    }

    #[test]
    fn lengths_end_where_aws_ends_them() {
        let limits: [(Rule, usize); 7] = [
            (validate_session_name, 40),
            (validate_role_name, 64),
            (validate_function_name, 64),
            (validate_client_name, 128),
            (validate_domain_prefix, 63),
            (validate_external_id, 1224),
            (validate_tag_key, 128),
        ];
        for (rule, most) in limits {
            assert_eq!((rule(&"a".repeat(most)).is_ok(), rule(&"a".repeat(most + 1)).is_ok()), (true, false), "{most}");
        }
    }

    #[test]
    fn a_pool_of_another_region_is_told_apart_from_a_typo() {
        assert_eq!(validate_user_pool_id("eu-west-1_Ab1", "eu-west-1"), Ok(()));
        assert!(validate_user_pool_id("eu-west-1_Ab1", "us-east-1").unwrap_err().contains("is in eu-west-1"));
        assert!(validate_user_pool_id("eu-west-1_", "eu-west-1").unwrap_err().starts_with("Give"));
        assert!(validate_user_pool_id("../eu-west-1_a", "eu-west-1").is_err());
    }

    #[test]
    fn numbers_are_held_to_the_services_limits() {
        assert!([128, 512, 10_240].into_iter().all(|megabytes| validate_memory(megabytes).is_ok()));
        assert!([127, 10_241, -1].into_iter().all(|megabytes| validate_memory(megabytes).is_err()));
        assert!(validate_log_retention(31).unwrap_err().contains("nearest is 30"));
        assert!(validate_runtime("nodejs20.x", false).unwrap_err().contains("nodejs24.x"));
    }

    proptest! {
        #[test]
        fn any_session_name_gives_valid_default_names(name in "[a-z0-9][a-z0-9-]{0,39}") {
            prop_assert_eq!(validate_session_name(&name), Ok(()));
            let options = Options::new(&name, Options::random_external_id());
            prop_assert_eq!(validate_client_name(&options.source_client_name), Ok(()));
            prop_assert_eq!(validate_role_name(&options.function_role_name), Ok(()));
            prop_assert_eq!(validate_role_name(&options.source_role_name), Ok(()));
            prop_assert_eq!(validate_role_path(&options.role_path), Ok(()));
            prop_assert_eq!(validate_function_name(&options.function_name), Ok(()));
            prop_assert_eq!(options.external_id.as_deref().map(validate_external_id), Some(Ok(())));
            prop_assert_eq!(validate_memory(options.function_memory), Ok(()));
            prop_assert_eq!(validate_runtime(&options.function_runtime, false), Ok(()));
            prop_assert_eq!(validate_log_retention(options.log_retention_days), Ok(()));
        }

        #[test]
        fn a_session_name_is_always_a_safe_file_name(name in any::<String>()) {
            if validate_session_name(&name).is_ok() {
                prop_assert!(!name.contains(['/', '\\', '.', ':', '\0']) && !name.starts_with('-'));
            }
        }

        #[test]
        fn no_rule_lets_a_control_character_through(text in any::<String>(), at in any::<prop::sample::Index>()) {
            let mut letters: Vec<char> = text.chars().collect();
            letters.insert(at.index(letters.len() + 1), '\u{1b}');
            let text: String = letters.into_iter().collect();
            for (rule, _, _) in TABLE {
                prop_assert!(rule(&text).is_err());
            }
        }
    }
}
