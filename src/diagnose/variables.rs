//! The function's environment: which variable was taken for what, under whatever name. Pure. Values are only told where they are what
//! they look like; a value of which only its owner knows what it is stays where it is.

use std::collections::BTreeMap;

use serde::Serialize;

/// What a variable was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    SourcePool,
    SourceRegion,
    SourceClient,
    SourceRole,
    ExternalId,
    /// The secret of the source's app client: its value is never kept.
    SourceClientSecret,
    /// Keys of an IAM user, in the place of a role: their values are never kept.
    AccessKeys,
    /// Looks like a secret, and nobody needs to know which: its value is never kept.
    Masked,
    /// How our own function treats users, where it is ours; its value leads nowhere and is not kept.
    OurSettings,
    /// Not recognised; its value is not kept.
    Unknown,
}

/// What the settings of our own function begin with (src/function/environment.rs).
const OUR_SETTINGS: &str = "FERRY_";

impl Meaning {
    pub fn words(self) -> &'static str {
        match self {
            Meaning::SourcePool => "source pool",
            Meaning::SourceRegion => "source Region",
            Meaning::SourceClient => "source app client",
            Meaning::SourceRole => "role to assume",
            Meaning::ExternalId => "external id",
            Meaning::SourceClientSecret => "source app client's secret",
            Meaning::AccessKeys => "access keys of its own",
            Meaning::Masked => "looks like a secret",
            Meaning::OurSettings => "setting of cognito-ferry's function",
            Meaning::Unknown => "not recognised",
        }
    }
}

/// One variable of the function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variable {
    pub name: String,
    pub meaning: Meaning,
    /// None where it is not to be told.
    pub value: Option<String>,
}

/// What in the destination must not be taken for the source's.
#[derive(Debug, Clone, Default)]
pub struct Destination<'a> {
    pub pool_id: &'a str,
    pub client_ids: Vec<&'a str>,
}

/// Every variable with what it was taken for, by name. Where several look like the same thing, the one whose name speaks of the source
/// counts, and where that does not decide, none does.
pub fn read(variables: &BTreeMap<String, String>, destination: &Destination<'_>) -> Vec<Variable> {
    let meant = |name: &str, value: &str| {
        let meaning = meaning(name, value, destination);
        use Meaning::{AccessKeys, Masked, OurSettings, SourceClientSecret, Unknown};
        let told = !matches!(meaning, Unknown | OurSettings | Masked | AccessKeys | SourceClientSecret);
        Variable { name: name.to_owned(), meaning, value: told.then(|| value.to_owned()) }
    };
    let mut read: Vec<Variable> = variables.iter().map(|(name, value)| meant(name, value)).collect();
    for meaning in [Meaning::SourcePool, Meaning::SourceRegion, Meaning::SourceClient, Meaning::SourceRole, Meaning::ExternalId] {
        resolve_ambiguity(&mut read, meaning);
    }
    read
}

/// The value of the variable that was taken for this.
pub fn resolved(variables: &[Variable], meaning: Meaning) -> Option<&Variable> {
    variables.iter().find(|variable| variable.meaning == meaning)
}

fn resolve_ambiguity(variables: &mut [Variable], meaning: Meaning) {
    let candidates: Vec<(usize, bool)> = variables
        .iter()
        .enumerate()
        .filter(|(_, variable)| variable.meaning == meaning)
        .map(|(at, variable)| (at, name_hints_source(&variable.name)))
        .collect();
    let same = |one: usize, other: usize| variables[one].value == variables[other].value;
    let all_alike = candidates.iter().all(|(at, _)| same(*at, candidates[0].0));
    let speaking: Vec<usize> = candidates.iter().filter(|(_, speaks)| *speaks).map(|(at, _)| *at).collect();
    let of_cognito = |at: &usize| variables[*at].value.as_deref().is_some_and(is_like_cognitos_client_id);
    let looking: Vec<usize> = candidates.iter().map(|(at, _)| *at).filter(of_cognito).collect();
    let kept = match (candidates.len(), speaking.as_slice(), looking.as_slice()) {
        (0 | 1, _, _) => return,
        _ if all_alike => return,
        (_, [one], _) => Some(*one),
        (_, _, [one]) if meaning == Meaning::SourceClient => Some(*one),
        _ => None,
    };
    for (at, _) in candidates.into_iter().filter(|(at, _)| Some(*at) != kept) {
        variables[at].meaning = Meaning::Unknown;
        variables[at].value = None;
    }
}

fn name_hints_source(name: &str) -> bool {
    let name = name.to_uppercase();
    ["OLD", "SOURCE", "SRC", "LEGACY", "FROM", "ORIGIN"].iter().any(|word| name.contains(word))
}

/// Secrets first: whatever a name or a value gives away as one is never looked at for anything else.
fn meaning(name: &str, value: &str, destination: &Destination<'_>) -> Meaning {
    if name.starts_with(OUR_SETTINGS) {
        return Meaning::OurSettings;
    }
    let upper: String = name.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let named = |words: &[&str]| words.iter().any(|word| upper.contains(word));
    if named(&["ACCESSKEY", "SECRETKEY"]) || is_access_key_id(value) {
        return Meaning::AccessKeys;
    }
    if named(&["CLIENTSECRET"]) {
        return Meaning::SourceClientSecret;
    }
    if named(&["SECRET", "PASSWORD", "PASSWD", "TOKEN", "CREDENTIAL", "PRIVATE", "APIKEY", "SALT"]) || value.starts_with("eyJ") {
        return Meaning::Masked;
    }
    if is_role_arn(value) {
        return Meaning::SourceRole;
    }
    if is_pool_id(value) {
        return if value == destination.pool_id { Meaning::Unknown } else { Meaning::SourcePool };
    }
    if is_region(value) {
        return Meaning::SourceRegion;
    }
    if named(&["EXTERNAL", "EXTID"]) && is_external_id(value) {
        return Meaning::ExternalId;
    }
    let is_client = match named(&["CLIENTID"]) || upper.ends_with("CLIENT") {
        true => may_be_client_id(value),
        false => is_like_cognitos_client_id(value),
    };
    match is_client && !destination.client_ids.contains(&value) {
        true => Meaning::SourceClient,
        false => Meaning::Unknown,
    }
}

/// `eu-west-1`, `us-gov-west-1`.
pub fn is_region(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.as_slice() {
        [first, middle @ .., last] if first.len() == 2 && (1..=2).contains(&middle.len()) => {
            letters(first) && middle.iter().all(letters) && last.len() == 1 && last.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
}

/// `eu-west-1_AbCdEfGhI`: the Region is in front. Emulators and AWS alike.
pub fn is_pool_id(value: &str) -> bool {
    value.split_once('_').is_some_and(|(region, rest)| {
        is_region(region) && !rest.is_empty() && rest.len() <= 45 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// The Region that a pool's id begins with.
pub fn region_of(pool_id: &str) -> Option<&str> {
    is_pool_id(pool_id).then(|| pool_id.split_once('_').map(|(region, _)| region)).flatten()
}

pub fn is_role_arn(value: &str) -> bool {
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", partition, "iam", "", account, resource] => {
            partition.starts_with("aws")
                && account.len() == 12
                && account.bytes().all(|byte| byte.is_ascii_digit())
                && resource.strip_prefix("role/").is_some_and(|name| {
                    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "+=,.@-_/".contains(letter))
                })
        }
        _ => false,
    }
}

/// What the API takes: 1 to 128 of these letters.
fn may_be_client_id(value: &str) -> bool {
    (1..=128).contains(&value.len()) && value.chars().all(|letter| letter.is_ascii_alphanumeric() || "_+-".contains(letter))
}

/// Cognito makes them of 26 small letters and digits.
fn is_like_cognitos_client_id(value: &str) -> bool {
    value.len() == 26 && value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// What STS takes: 2 to 1224 of these letters.
fn is_external_id(value: &str) -> bool {
    (2..=1224).contains(&value.len())
        && value.chars().all(|letter| letter.is_ascii_alphanumeric() || "+=,.@:/-_".contains(letter))
}

fn is_access_key_id(value: &str) -> bool {
    (value.starts_with("AKIA") || value.starts_with("ASIA"))
        && value.len() == 20
        && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::384834573830:role/crossaccountcognito";

    fn read_these(variables: &[(&str, &str)]) -> Vec<(String, Meaning, Option<String>)> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let destination = Destination { pool_id: "eu-central-1_New", client_ids: vec!["7shopwebacme0new0client001"] };
        read(&variables, &destination).into_iter().map(|it| (it.name, it.meaning, it.value)).collect()
    }

    fn meaning_of(variables: &[(&str, &str)], name: &str) -> Meaning {
        read_these(variables).into_iter().find(|(known, ..)| known == name).map(|(_, meaning, _)| meaning).unwrap()
    }

    #[test]
    fn the_names_of_the_published_guides_are_understood_and_so_are_all_others() {
        for names in [
            ["OLD_CLIENT_ID", "OLD_EXTERNAL_ID", "OLD_ROLE_ARN", "OLD_USER_POOL_ID", "OLD_USER_POOL_REGION"],
            ["sourceClient", "ExternalId", "crossAccountRole", "legacyPool", "legacyPoolRegion"],
            ["COGNITO_APP_CLIENT", "STS_EXT_ID", "R", "P", "G"],
        ] {
            let values = [
                "1h57kf5cpq17m0eml12EXAMPLE".to_lowercase(),
                "externalcognito".into(),
                ROLE.into(),
                "eu-west-1_AbC".into(),
                "eu-west-1".into(),
            ];
            let variables: Vec<(&str, &str)> = names.iter().copied().zip(values.iter().map(String::as_str)).collect();
            let meant: Vec<Meaning> = names.iter().map(|name| meaning_of(&variables, name)).collect();
            let all =
                [Meaning::SourceClient, Meaning::ExternalId, Meaning::SourceRole, Meaning::SourcePool, Meaning::SourceRegion];
            assert_eq!(meant, all, "{names:?}");
        }
    }

    #[test]
    fn what_looks_like_a_secret_is_named_and_never_told() {
        let variables = [
            ("OLD_CLIENT_SECRET", "5lq0s3cr3t"),
            ("DB_PASSWORD", "eu-west-1_Looks"),
            ("AWS_KEY", "AKIAIOSFODNN7EXAMPLE"),
            ("MY_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            ("JWT", "eyJhbGciOiJIUzI1NiJ9.e30.x"),
            ("NOTE", "anything that only its owner understands"),
            ("FERRY_TEMPORARY_PASSWORDS", "refuse"),
        ];
        let read = read_these(&variables);
        assert!(read.iter().all(|(_, _, value)| value.is_none()), "{read:?}");
        assert_eq!(meaning_of(&variables, "OLD_CLIENT_SECRET"), Meaning::SourceClientSecret);
        assert_eq!(meaning_of(&variables, "AWS_KEY"), Meaning::AccessKeys);
        assert_eq!(meaning_of(&variables, "DB_PASSWORD"), Meaning::Masked);
        assert_eq!(meaning_of(&variables, "FERRY_TEMPORARY_PASSWORDS"), Meaning::OurSettings);
    }

    #[test]
    fn what_is_the_destinations_own_is_not_taken_for_the_sources() {
        let variables = [("NEW_POOL", "eu-central-1_New"), ("CLIENT", "7shopwebacme0new0client001"), ("POOL", "eu-west-1_Old")];
        assert_eq!(meaning_of(&variables, "NEW_POOL"), Meaning::Unknown);
        assert_eq!(meaning_of(&variables, "CLIENT"), Meaning::Unknown);
        assert_eq!(meaning_of(&variables, "POOL"), Meaning::SourcePool);
    }

    #[test]
    fn of_two_the_one_that_speaks_of_the_source_counts_and_else_none() {
        let variables = [("POOL_ID", "eu-west-1_Other"), ("LEGACY_POOL_ID", "eu-west-1_Old")];
        assert_eq!(meaning_of(&variables, "LEGACY_POOL_ID"), Meaning::SourcePool);
        assert_eq!(meaning_of(&variables, "POOL_ID"), Meaning::Unknown);
        let variables = [("POOL_ONE", "eu-west-1_Other"), ("POOL_TWO", "eu-west-1_Old")];
        assert_eq!(meaning_of(&variables, "POOL_ONE"), Meaning::Unknown);
        assert_eq!(meaning_of(&variables, "POOL_TWO"), Meaning::Unknown);
    }

    #[test]
    fn a_client_by_its_name_may_look_otherwise_than_cognitos_own() {
        let variables =
            [("OLD_CLIENT_ID", "Abc_123"), ("CLIENT_NAME", "shop"), ("STAGE", "production"), ("CLIENT_URL", "https://a.b")];
        assert_eq!(meaning_of(&variables, "OLD_CLIENT_ID"), Meaning::SourceClient);
        for name in ["CLIENT_NAME", "STAGE", "CLIENT_URL"] {
            assert_eq!(meaning_of(&variables, name), Meaning::Unknown, "{name}");
        }
        let variables = [("STRIPE_CLIENT_ID", "ca_123"), ("COGNITO_CLIENT_ID", "1h57kf5cpq17m0eml12example")];
        assert_eq!(meaning_of(&variables, "COGNITO_CLIENT_ID"), Meaning::SourceClient);
        assert_eq!(meaning_of(&variables, "STRIPE_CLIENT_ID"), Meaning::Unknown);
    }

    #[test]
    fn regions_pools_and_roles_are_told_by_their_shape() {
        assert!(is_region("us-gov-west-1") && is_region("ap-southeast-2") && !is_region("eu-west") && !is_region("not-a-region"));
        assert!(is_pool_id("eu-west-1_AcmeCust1") && !is_pool_id("eu-west-1_") && !is_pool_id("west_x"));
        assert_eq!(region_of("eu-west-1_AcmeCust1"), Some("eu-west-1"));
        assert!(is_role_arn(ROLE) && !is_role_arn("arn:aws:iam::384834573830:user/x") && !is_role_arn("arn:aws:iam::1:role/x"));
        assert!(!is_role_arn("arn:aws:iam::384834573830:role/x\u{1b}[2J") && !is_role_arn("arn:aws:iam::384834573830:role/*"));
    }
}
