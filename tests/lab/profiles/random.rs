//! Config and credentials files made at random from the pieces of which such files are made, broken ones among them.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

const CONFIG_HEADERS: &[&str] = &[
    "[default]",
    "[profile default]",
    "[DEFAULT]",
    "[profile a]",
    "[profile b]",
    "[profile c]",
    "[profile d]",
    "[profile \"my team\"]",
    "[profile 'it \"is\"']",
    "[profile jörg]",
    "[profile   e\t]",
    "[profile f] # comment",
    "[profile g] text",
    "[profile \"a\"]",
    "[profile my team]",
    "[profile 'open]",
    "[Profile a]",
    "[a]",
    "[h]",
    "[ profile a ]",
    "[profiles i]",
    "[sso-session corp]",
    "[sso-session \"my corp\"]",
    "[services lab]",
    "[plugins]",
    "[profile a]b]",
];

const CREDENTIALS_HEADERS: &[&str] =
    &["[default]", "[a]", "[b]", "[my team]", "[it \"is\"]", "[jörg]", "[profile a]", "[DEFAULT]", "[d] ; comment", "[ e ]"];

const BROKEN: &[&str] = &["nonsense", "[profile broken", "[]", "= value", "[x", "just words", "[profile a:b"];

const SETTINGS: &[&str] = &[
    "region = eu-west-1",
    "region: eu-west-2",
    "region=eu-west-3 # here",
    "REGION = eu-north-1",
    "region =",
    "output = json",
    "output:text ; text",
    "s3 =",
    "sts =",
    "endpoint_url = http://127.0.0.1:1/?a=b",
    "role_arn = arn:aws:iam::1:role/r",
    "source_profile = a",
    "source_profile = my team",
    "source_profile = gone",
    "credential_source = Environment",
    "credential_process = run 'a b' --c=d",
    "login_session = arn:aws:iam::1:user/u",
    "sso_session = corp",
    "sso_session = my corp",
    "sso_account_id = 1",
    "sso_role_name = r",
    "sso_region = eu-west-1",
    "sso_start_url = https://example.com/start#/",
    "web_identity_token_file = /dev/null",
    "mfa_serial = arn",
    "my own = setting",
    "größe = 1",
    "quoted = \"a\"",
    "empty =",
];

const KEYS: &[&str] = &[
    "aws_access_key_id = A",
    "aws_access_key_id: B",
    "aws_secret_access_key = s/+=",
    "aws_session_token = t==",
    "aws_security_token=u",
    "region = eu-west-1",
    "AWS_ACCESS_KEY_ID=C",
];

const INDENTS: &[&str] = &["", "", "", "", "", "  ", "  ", "\t", "    ", "\u{a0}"];

/// The pair of this seed: the same each time.
pub fn pair(seed: u64) -> (Vec<u8>, Vec<u8>) {
    let mut random = StdRng::seed_from_u64(seed);
    let breaks = random.random_bool(0.4);
    let config = file(&mut random, CONFIG_HEADERS, &[SETTINGS, SETTINGS, KEYS], 7, breaks);
    let credentials = file(&mut random, CREDENTIALS_HEADERS, &[KEYS, KEYS, KEYS, SETTINGS], 4, breaks);
    (config, credentials)
}

fn file(random: &mut StdRng, headers: &[&str], settings: &[&[&str]], most: usize, breaks: bool) -> Vec<u8> {
    let ending = *["\n", "\n", "\r\n", "\r"].choose(random).unwrap();
    let mut text = String::new();
    let sections = random.random_range(0..=most);
    let mut used = Vec::new();
    for _ in 0..sections {
        let header = *headers.choose(random).unwrap();
        // One in a while is there twice; were that usual, no file would be whole.
        if used.contains(&header) && (header == "[DEFAULT]" || !(breaks && random.random_bool(0.2))) {
            continue;
        }
        used.push(header);
        line(random, &mut text, header, 0.1, ending);
        let indent = *INDENTS.choose(random).unwrap();
        let mut names = Vec::new();
        for _ in 0..random.random_range(0..=7) {
            let setting = *settings.choose(random).unwrap().choose(random).unwrap();
            let name = setting.split(['=', ':']).next().unwrap_or_default().trim().to_lowercase();
            if names.contains(&name) && (header == "[DEFAULT]" || !(breaks && random.random_bool(0.1))) {
                continue;
            }
            names.push(name);
            text.push_str(indent);
            line(random, &mut text, setting, 0.15, ending);
            if random.random_bool(0.15) {
                let more = *["  ", "\t\t", "      ", "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}"].choose(random).unwrap();
                text.push_str(&format!(
                    "{more}{}{ending}",
                    ["nested = 1", "a = b = c", "n=", "# comment"].choose(random).unwrap()
                ));
            }
        }
        if breaks && header != "[DEFAULT]" && random.random_bool(0.15) {
            let broken = *BROKEN.choose(random).unwrap();
            line(random, &mut text, broken, 0.0, ending);
        }
    }
    if breaks && random.random_bool(0.1) {
        text.insert_str(0, &format!("region = nowhere{ending}"));
    }
    text.into_bytes()
}

/// The line, perhaps indented, perhaps with an empty line or a comment before it.
fn line(random: &mut StdRng, text: &mut String, line: &str, odd: f64, ending: &str) {
    if random.random_bool(0.1) {
        let before = *["", "   ", "# comment", "  ; comment = [x]"].choose(random).unwrap();
        text.push_str(&format!("{before}{ending}"));
    }
    let indent = if odd > 0.0 && random.random_bool(odd) { *INDENTS.choose(random).unwrap() } else { "" };
    text.push_str(&format!("{indent}{line}{ending}"));
}
