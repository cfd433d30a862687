//! Pairs of config and credentials files in every dialect that we know of.

/// One pair.
pub struct Case {
    pub name: &'static str,
    pub config: &'static [u8],
    pub credentials: &'static [u8],
    /// Why botocore reads this pair otherwise than we do; none where it reads the same.
    pub differs: Option<&'static str>,
}

const fn case(name: &'static str, config: &'static [u8], credentials: &'static [u8]) -> Case {
    Case { name, config, credentials, differs: None }
}

/// A pair that botocore refuses as a whole, or reads into its neighbour.
const fn differs(name: &'static str, why: &'static str, config: &'static [u8], credentials: &'static [u8]) -> Case {
    Case { name, config, credentials, differs: Some(why) }
}

const KEYS: &[u8] = b"[x]\naws_access_key_id = AKIAX\naws_secret_access_key = s\n";
const COSTS_ITSELF: &str = "botocore refuses the file; a broken section costs only itself";
const BYTE_ORDER_MARK: &str = "botocore refuses a file with a byte order mark; editors on Windows write it, and it means nothing";
const TWICE: &str = "botocore refuses the file; what is there twice costs its own section, for nobody knows which is meant";
const OPEN_BRACKET: &str =
    "a line that begins with [ is never a setting: botocore gives a damaged section's settings to the one above";
const EMPTY_KEYS: &str = "read alike; botocore would sign with an empty key, and AWS would refuse it";

pub const CORPUS: &[Case] = &[
    // Files.
    case("both empty", b"", b""),
    case("config only", b"[profile x]\nregion = eu-west-1\n", b""),
    case("credentials only", b"", KEYS),
    case("no newline at the end", b"[profile x]\nregion = eu-west-1", b"[x]\naws_access_key_id = A\naws_secret_access_key = s"),
    case("only comments", b"# one\n; two\n\n", b"\n\n# three"),
    case("windows line ends", b"[profile x]\r\nregion = eu-west-1\r\n\r\n[profile y]\r\nregion = eu-west-2\r\n", KEYS),
    case("old mac line ends", b"[profile x]\rregion = eu-west-1\r[profile y]\rregion = eu-west-2\r", b""),
    case("mixed line ends", b"[profile x]\r\nregion = eu-west-1\n\r[profile y]\rregion = eu-west-2\n", KEYS),
    differs("byte order mark", BYTE_ORDER_MARK, b"\xef\xbb\xbf[profile x]\nregion = eu-west-1\n", KEYS),
    differs("byte order mark in credentials", BYTE_ORDER_MARK, b"[profile x]\nregion = eu-west-1\n", b"\xef\xbb\xbf[x]\naws_access_key_id = A\naws_secret_access_key = s\n"),
    differs("byte order mark before a comment", BYTE_ORDER_MARK, b"\xef\xbb\xbf# mine\n[profile x]\nregion = eu-west-1\n", KEYS),
    differs("latin-1 in a value", COSTS_ITSELF, b"[profile x]\nregion = eu-west-1\n[profile y]\nrole_session_name = J\xf6rg\n[profile z]\nregion = eu-west-2\n", b""),
    differs("latin-1 in a name", COSTS_ITSELF, b"[profile J\xf6rg]\nregion = eu-west-1\n[profile z]\nregion = eu-west-2\n", b""),
    differs("latin-1 in a comment", "botocore refuses the file; a comment costs nothing", b"# J\xf6rg\n[profile x]\nregion = eu-west-1\n", b""),
    // Comments.
    case("comments of both kinds", b"# a\n[profile x]\n; b\nregion = eu-west-1\n   # c\n\t; d\noutput = json\n", b""),
    case("a comment behind a value is part of it", b"[profile x]\nregion = eu-west-1 # home\noutput = json ; text\n", b""),
    case("a hash inside of a value", b"[profile x]\ncredential_process = run --tag #1 a#b\n", b""),
    case("a comment behind a section", b"[profile x] # mine\nregion = eu-west-1\n[profile y]; his\nregion = eu-west-2\n", b""),
    case("a bracket in the comment behind a section", b"[profile x] # [mine]\nregion = eu-west-1\n", b""),
    case("comments between lines of a value", b"[profile x]\ns3 =\n  # fast\n  max_concurrent_requests = 20\n  ; big\n  max_queue_size = 10\n", b""),
    // Settings.
    case("a colon instead of an equals sign", b"[profile x]\nregion: eu-west-1\noutput : json\n", b"[x]\naws_access_key_id:A\naws_secret_access_key: s=\n"),
    case("both separators in a line", b"[profile x]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile: a=b\nendpoint_url: http://127.0.0.1:1/?a=b\n", b""),
    case("no blanks around the separator", b"[profile x]\nregion=eu-west-1\noutput=json\n", b"[x]\naws_access_key_id=A\naws_secret_access_key=a+b/c==\n"),
    case("many blanks around the separator", b"[profile x]\nregion  \t =  \t eu-west-1  \t \n", b""),
    case("values without anything", b"[profile x]\nregion =\noutput:\nendpoint_url = \n", b""),
    case("names in capitals", b"[profile x]\nREGION = eu-west-1\nOutPut = json\n", b"[x]\nAWS_ACCESS_KEY_ID = A\nAws_Secret_Access_Key = S\n"),
    case("quotes stay part of a value", b"[profile x]\nregion = \"eu-west-1\"\noutput = 'json'\n", b"[x]\naws_access_key_id = \"A\"\naws_secret_access_key = 's'\n"),
    case("names with blanks", b"[profile x]\nmy own setting = 1\nregion = eu-west-1\n", b""),
    case("percent signs and dollars", b"[profile x]\nrole_session_name = %(region)s $HOME ${HOME} %\nregion = eu-west-1\n", b""),
    case("letters beyond ASCII", "[profile x]\nrole_session_name = Jörg 山田\nÄRGER = ß\n".as_bytes(), b""),
    case("blanks beyond ASCII", "[profile x]\nregion\u{a0}=\u{a0}eu-west-1\u{2003}\n\u{3000}output = json\n".as_bytes(), b""),
    case("a long value", LONG, b""),
    // Indentation.
    case("indented settings", b"[profile x]\n  region = eu-west-1\n  output = json\n[profile y]\n\tregion = eu-west-2\n", b"[x]\n    aws_access_key_id = A\n    aws_secret_access_key = s\n"),
    case("everything indented", b"  [profile x]\n  region = eu-west-1\n  [profile y]\n  region = eu-west-2\n", b""),
    case("less and less indented", b"[profile x]\n      region = eu-west-1\n    output = json\n  cli_pager =\n", b""),
    case("more indented continues the value", b"[profile x]\nregion = eu-west-1\n  output = json\n", b""),
    case("an indented section continues the value", b"[profile x]\nregion = eu-west-1\n  [profile y]\noutput = json\n", b""),
    case("values over lines", b"[profile x]\ncredential_process = run\n   --profile a\n   --fast\nregion = eu-west-1\n", b""),
    case("empty lines inside of a value", b"[profile x]\ncredential_process = run\n\n   --fast\n\n\nregion = eu-west-1\n", b""),
    case("tabs against blanks", b"[profile x]\n\tregion = eu-west-1\n  output = json\n", b""),
    // Blocks.
    case("nested blocks", b"[profile x]\ns3 =\n  max_concurrent_requests = 20\n  addressing_style = path\nregion = eu-west-1\n", b""),
    case("a nested block with blank lines", b"[profile x]\ns3 =\n\n  a = 1\n\n  b = 2\n\nregion = eu-west-1\n", b""),
    case("a nested name twice", b"[profile x]\ns3 =\n  a = 1\n  a = 2\n  B = c = d\n", b""),
    case("an indented block", b"[profile x]\n  s3 =\n    a = 1\n  region = eu-west-1\n", b""),
    differs("a nested line without an equals sign", COSTS_ITSELF, b"[profile x]\ns3 =\n  a: 1\n[profile y]\nregion = eu-west-1\n", b""),
    differs("a value on the next line", COSTS_ITSELF, b"[profile x]\nregion =\n  eu-west-1\n[profile y]\nregion = eu-west-2\n", b""),
    case("services", b"[profile x]\nservices = lab\n[services lab]\nsts =\n  endpoint_url = http://127.0.0.1:1\ncognito_identity_provider =\n  endpoint_url = http://127.0.0.1:2\n", KEYS),
    // Names of sections.
    case("quoted names", b"[profile \"x\"]\nregion = eu-west-1\n[profile 'y']\nregion = eu-west-2\n", b""),
    case("names with blanks in quotes", b"[profile \"my team\"]\nregion = eu-west-1\n[profile 'it \"is\"']\nregion = eu-west-2\n", b"[my team]\naws_access_key_id = A\naws_secret_access_key = s\n"),
    case("an escaped quote", b"[profile it\\'s]\nregion = eu-west-1\n[profile \"a\\\"b\"]\nregion = eu-west-2\n", b""),
    case("names beyond ASCII", "[profile jörg]\nregion = eu-west-1\n[profile 山田]\nregion = eu-west-2\n".as_bytes(), "[jörg]\naws_access_key_id = A\naws_secret_access_key = s\n".as_bytes()),
    case("names with signs", b"[profile a/b]\nregion = 1\n[profile a.b@c+d:e%f,g=h]\nregion = 2\n[profile #1]\nregion = 3\n", b""),
    case("a name with blanks and no quotes", b"[profile my team]\nregion = eu-west-1\n", KEYS),
    case("a quote that is never closed", b"[profile 'x]\nregion = eu-west-1\n[profile y]\nregion = eu-west-2\n", KEYS),
    case("an empty name", b"[profile]\nregion = 1\n[profile ]\nregion = 2\n[profile \"\"]\nregion = 3\n", b""),
    case("many blanks in a section", b"[profile   x]\nregion = 1\n[profile\ty  ]\nregion = 2\n", b""),
    case("a blank before the word", b"[ profile x]\nregion = eu-west-1\n", b""),
    case("the word in capitals", b"[Profile x]\nregion = 1\n[PROFILE y]\nregion = 2\n", b""),
    case("no word in config", b"[x]\nregion = eu-west-1\n[profile y]\nregion = eu-west-2\n", b""),
    case("no word in config beside keys", b"[x]\nregion = eu-west-1\n", KEYS),
    case("the word in credentials", b"", b"[profile x]\naws_access_key_id = A\naws_secret_access_key = s\n"),
    case("more letters than the word", b"[profiles x]\nregion = 1\n[profile-y z]\nregion = 2\n", b""),
    case("a bracket in a name", b"[profile a]b]\nregion = 1\n[profile [c]\nregion = 2\n", b"[[d]]\naws_access_key_id = A\naws_secret_access_key = s\n"),
    case("text behind a section", b"[profile x] region = eu-west-2\noutput = json\n", b""),
    case("plugins and other sections", b"[plugins]\ncli_legacy_plugin_path = /x\n[preview]\ncloudfront = true\n[toolkit]\na = b\n[profile x]\nregion = 1\n", b""),
    // Default.
    case("default", b"[default]\nregion = eu-west-1\n", b"[default]\naws_access_key_id = A\naws_secret_access_key = s\n"),
    case("default as a profile", b"[profile default]\nregion = eu-west-1\n", b""),
    case("default both ways, the word last", b"[default]\nregion = 1\noutput = json\n[profile default]\nregion = 2\n", b""),
    case("default both ways, the word first", b"[profile default]\nregion = 2\noutput = json\n[default]\nregion = 1\n", b""),
    case("the section that all others have", b"[DEFAULT]\nregion = eu-west-1\nOutput = json\n[profile x]\nregion = eu-west-2\n[profile y]\ncli_pager =\n[services s]\na = b\n", b"[DEFAULT]\naws_session_token = t\n[x]\naws_access_key_id = A\naws_secret_access_key = s\n"),
    // What is there twice.
    differs("a section twice", TWICE, b"[profile x]\nregion = 1\n[profile y]\nregion = 2\n[profile x]\noutput = json\n", b""),
    differs("a setting twice", TWICE, b"[profile x]\nregion = 1\nregion = 2\n[profile y]\nregion = 3\n", b""),
    differs("a setting twice in other letters", TWICE, b"[profile x]\nregion = 1\nREGION: 2\n[profile y]\nregion = 3\n", b""),
    case("a section under two spellings", b"[profile x]\nregion = 1\noutput = json\n[profile \"x\"]\nregion = 2\n", b""),
    case("one setting in both files", b"[profile x]\nregion = 1\naws_access_key_id = B\n", b"[x]\nregion = 2\naws_access_key_id = A\naws_secret_access_key = s\n"),
    // What is broken.
    differs("a line that says nothing", COSTS_ITSELF, b"[profile x]\nregion = 1\nnonsense\n[profile y]\nregion = 2\n", KEYS),
    differs("a line before the first section", COSTS_ITSELF, b"region = eu-west-1\n[profile x]\nregion = 2\n", b""),
    differs("a section without an end", COSTS_ITSELF, b"[profile x]\nregion = 1\n[profile broken\noutput = json\n[profile y]\nregion = 2\n", b""),
    differs("a section without an end, with a colon", OPEN_BRACKET, b"[profile x]\nregion = 1\n[profile a:b\noutput = json\n[profile y]\nregion = 2\n", b""),
    differs("a section without a name", COSTS_ITSELF, b"[profile x]\nregion = 1\n[]\noutput = json\n", b""),
    differs("a value without a name", COSTS_ITSELF, b"[profile x]\n = eu-west-1\n[profile y]\nregion = 2\n", b""),
    differs("a broken neighbour in credentials", COSTS_ITSELF, b"[profile x]\nregion = 1\n", b"[y]\nnonsense\n[x]\naws_access_key_id = A\naws_secret_access_key = s\n"),
    differs("a broken section that is nobody's profile", COSTS_ITSELF, b"[plugins]\nnonsense\n[profile x]\nregion = 1\n", KEYS),
    // Ways to credentials.
    case("sso by session", b"[profile x]\nsso_session = my corp\nsso_account_id = 1\nsso_role_name = r\n[sso-session \"my corp\"]\nsso_region = eu-west-1\nsso_start_url = https://example.com/start#/\n", b""),
    case("sso without a session", b"[profile x]\nsso_start_url = https://example.com\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n", b""),
    case("sso said twice, alike", b"[profile x]\nsso_session = s\nsso_start_url = u\nsso_region = r\nsso_account_id = 1\nsso_role_name = r\n[sso-session s]\nsso_start_url = u\nsso_region = r\n", b""),
    case("sso said twice, otherwise", b"[profile x]\nsso_session = s\nsso_region = other\nsso_account_id = 1\nsso_role_name = r\n[sso-session s]\nsso_start_url = u\nsso_region = r\n", b""),
    case("sso with parts missing", b"[profile a]\nsso_session = gone\nsso_account_id = 1\nsso_role_name = r\n[profile b]\nsso_account_id = 1\n[profile c]\nsso_session = s\n[sso-session s]\nsso_region = r\n", b""),
    case("roles in a row", b"[profile a]\nrole_arn = arn\nsource_profile = b\n[profile b]\nrole_arn = arn\nsource_profile = x\nmfa_serial = m\n", KEYS),
    case("a role from itself", b"[profile x]\nrole_arn = arn\nsource_profile = x\n", KEYS),
    case("roles in a circle", b"[profile a]\nrole_arn = arn\nsource_profile = b\n[profile b]\nrole_arn = arn\nsource_profile = a\n[profile c]\nrole_arn = arn\nsource_profile = c\n", b""),
    case("roles without a source", b"[profile a]\nrole_arn = arn\n[profile b]\nrole_arn = arn\nsource_profile = gone\n[profile c]\nrole_arn = arn\nsource_profile = x\ncredential_source = Environment\n[profile d]\nrole_arn = arn\ncredential_source = Moon\n", KEYS),
    case("which way wins", b"[profile x]\ncredential_process = p\nlogin_session = l\n[profile y]\ncredential_process = p\nlogin_session = l\naws_access_key_id = A\naws_secret_access_key = s\n[profile z]\nsso_account_id = 1\nsso_role_name = r\nsso_region = r\nsso_start_url = u\naws_access_key_id = A\n[profile w]\ncredential_process = p\naws_access_key_id = A\naws_secret_access_key = s\n", KEYS),
    case("web identity", b"[profile x]\nweb_identity_token_file = /dev/null\nrole_arn = arn\n[profile y]\nweb_identity_token_file = /dev/null\n", b""),
    case("half of the keys", b"[profile y]\naws_access_key_id = A\n[profile z]\naws_secret_access_key = s\n", b"[x]\naws_access_key_id = A\n"),
    differs("keys that are empty", EMPTY_KEYS, b"", b"[x]\naws_access_key_id =\naws_secret_access_key =\n"),
    case("tokens by both names", b"[profile x]\naws_session_token = config\n", b"[x]\naws_access_key_id = A\naws_secret_access_key = s\naws_security_token = t\n"),
];

const LONG: &[u8] = &long();

/// `[profile x]` with one setting of 60,000 characters.
const fn long() -> [u8; 60_032] {
    let head = b"[profile x]\nrole_session_name = ";
    let mut text = [b'a'; 60_032];
    let mut at = 0;
    while at < head.len() {
        text[at] = head[at];
        at += 1;
    }
    text
}
