//! Profiles as botocore reads them: the corpus and files made at random, through both readers, the same profiles with the same values.
//!
//! Where a file is broken, botocore refuses it whole and we lose only what is broken. Then that is taken out of the file, and botocore
//! must read of the rest exactly what we read of the whole.

mod corpus;
mod random;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use aws_types::os_shim_internal::Env;
use base64::Engine as _;
use cognito_ferry::aws::profile::kind::ProfileKind;
use cognito_ferry::aws::profile::list::{Profile, faulty_lines, list_in, settings_in};
use serde_json::{Value, json};

use corpus::CORPUS;

/// What both readers say about one pair of files.
struct Comparison {
    ours: Value,
    listed: Vec<Profile>,
    theirs: Value,
    /// What botocore reads where everything is gone that we call broken.
    theirs_of_the_rest: Value,
}

type Pair = (Vec<u8>, Vec<u8>);

#[tokio::test]
async fn the_corpus_is_read_as_botocore_reads_it() {
    let pairs: Vec<Pair> = CORPUS.iter().map(|case| (case.config.to_vec(), case.credentials.to_vec())).collect();
    let comparisons = compare(&pairs).await;
    let (mut explained, mut unexplained) = (0, Vec::new());
    for (case, comparison) in CORPUS.iter().zip(&comparisons) {
        let differences = comparison.differences();
        match case.differs {
            None => unexplained.extend(differences.iter().map(|line| format!("{}: {line}", case.name))),
            Some(why) => {
                assert!(!differences.is_empty(), "{}: nothing differs, but the corpus says: {why}", case.name);
                println!("explained: {}: {why}", case.name);
                explained += 1;
                unexplained.extend(comparison.unexplained().iter().map(|line| format!("{}: {line}", case.name)));
            }
        }
    }
    let (profiles, values) = counted(&comparisons);
    println!(
        "{} pairs of files, {profiles} profiles, {values} values, {explained} explained differences, {} unexplained",
        CORPUS.len(),
        unexplained.len()
    );
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    assert!(CORPUS.len() >= 60);
}

#[tokio::test]
async fn files_made_at_random_are_read_as_botocore_reads_them() {
    let pairs: Vec<Pair> = (0..500).map(random::pair).collect();
    let comparisons = compare(&pairs).await;
    let mut unexplained = Vec::new();
    let mut refused = 0;
    for (seed, comparison) in comparisons.iter().enumerate() {
        refused += u32::from(comparison.theirs.get("error").is_some());
        for line in comparison.unexplained() {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            unexplained.push(format!("seed {seed}: {line}\n{}\n--- credentials\n{}", text(&pairs[seed].0), text(&pairs[seed].1)));
        }
    }
    let (profiles, values) = counted(&comparisons);
    println!(
        "{} random pairs of files ({refused} refused whole by botocore), {profiles} profiles, {values} values, {} unexplained",
        pairs.len(),
        unexplained.len()
    );
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n\n"));
    assert!((50..450).contains(&refused), "files of one sort only: {refused} refused");
}

fn counted(comparisons: &[Comparison]) -> (usize, usize) {
    let profiles = || comparisons.iter().flat_map(|one| one.ours["profiles"].as_object()).flatten();
    (profiles().count(), profiles().flat_map(|(_, settings)| settings.as_object()).map(serde_json::Map::len).sum())
}

impl Comparison {
    /// Every difference between the two readers.
    fn differences(&self) -> Vec<String> {
        match self.theirs.get("error") {
            Some(error) => vec![format!("botocore refuses it: {error}")],
            None => self.against(&self.theirs).into_iter().chain(self.known_to_be_of_no_use(&self.theirs)).collect(),
        }
    }

    /// What the broken parts of the file do not explain.
    fn unexplained(&self) -> Vec<String> {
        let mut rest = self.theirs_of_the_rest.clone();
        if let Some(error) = rest.get("error") {
            return vec![format!("botocore refuses even the rest: {error}")];
        }
        // A profile that is broken in one file is of no use with its half in the other.
        for broken in self.listed.iter().filter(|profile| self.is_broken(&profile.name)) {
            for part in ["profiles", "ways"] {
                rest[part].as_object_mut().unwrap().remove(&broken.name);
            }
        }
        self.against(&rest)
    }

    fn is_broken(&self, profile: &str) -> bool {
        let reason = self.listed.iter().find(|listed| listed.name == profile).and_then(|listed| listed.unusable.as_deref());
        self.theirs.get("error").is_some() && reason.is_some_and(|reason| reason.starts_with("Line "))
    }

    fn against(&self, theirs: &Value) -> Vec<String> {
        let mut differences = Vec::new();
        for part in ["profiles", "sso_sessions", "services"] {
            if self.ours[part] != theirs[part] {
                differences.push(format!("{part}: ours {} theirs {}", self.ours[part], theirs[part]));
            }
        }
        let of_no_use = self.known_to_be_of_no_use(theirs);
        for (name, way) in theirs["ways"].as_object().into_iter().flatten() {
            let ours = self.listed.iter().find(|profile| profile.name == *name);
            let way = way.as_str().unwrap_or_default();
            let way = if way.starts_with("refused") { "refused" } else { way };
            if !ours.is_some_and(|ours| way_of(ours).split('|').any(|ours| way == ours)) && !of_no_use.contains(name) {
                differences.push(format!("the way to {name}: ours {ours:?} theirs {way}"));
            }
        }
        // What they do not know may be in our list, but never as something to use.
        let unknown = self.listed.iter().filter(|profile| theirs["profiles"].get(&profile.name).is_none());
        differences.extend(unknown.filter(|one| one.unusable.is_none()).map(|one| format!("only we would use {}", one.name)));
        differences
    }

    /// Profiles that are read alike, and of which we know before AWS says so that they are of no use: a key that is empty, a token file
    /// that is not there.
    fn known_to_be_of_no_use(&self, theirs: &Value) -> Vec<String> {
        let empty = |name: &str| {
            let settings = &theirs["profiles"][name];
            ["aws_access_key_id", "aws_secret_access_key", "role_arn"].iter().any(|key| settings[key] == "")
        };
        let refused = self.listed.iter().filter(|profile| match &profile.unusable {
            Some(why) => why.contains("web_identity_token_file") || empty(&profile.name),
            None => false,
        });
        let accepted = refused.filter(|one| theirs["ways"][&one.name].as_str().is_some_and(|way| !way.starts_with("refused")));
        accepted.map(|profile| profile.name.clone()).collect()
    }
}

/// By botocore's names of its methods.
fn way_of(profile: &Profile) -> &'static str {
    match (&profile.unusable, profile.kind) {
        (Some(_), _) | (None, ProfileKind::Unknown | ProfileKind::Practice) => "refused",
        (None, ProfileKind::Keys) => "shared-credentials-file|config-file",
        (None, ProfileKind::AssumeRole) => "assume-role",
        (None, ProfileKind::Sso) => "sso",
        (None, ProfileKind::WebIdentity) => "assume-role-with-web-identity",
        (None, ProfileKind::Process) => "custom-process",
        (None, ProfileKind::Login) => "login",
    }
}

async fn compare(pairs: &[Pair]) -> Vec<Comparison> {
    let rest = |content: &[u8]| without_what_is_broken(content);
    let rests: Vec<Pair> = pairs.iter().map(|(config, credentials)| (rest(config), rest(credentials))).collect();
    let both: Vec<&Pair> = pairs.iter().chain(&rests).collect();
    let theirs = read_by_botocore(&both);
    let mut comparisons = Vec::new();
    for (index, (config, credentials)) in pairs.iter().enumerate() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &[u8]| {
            let path = directory.path().join(name);
            std::fs::write(&path, content).unwrap();
            path.display().to_string()
        };
        let (config, credentials) = (write("config", config), write("credentials", credentials));
        let env = Env::from_slice(&[("AWS_CONFIG_FILE", &config), ("AWS_SHARED_CREDENTIALS_FILE", &credentials)]);
        comparisons.push(Comparison {
            ours: settings_in(&env).await.unwrap(),
            listed: list_in(&env).await.unwrap(),
            theirs: theirs[index].clone(),
            theirs_of_the_rest: theirs[pairs.len() + index].clone(),
        });
    }
    comparisons
}

/// The file with every line of what we call broken made a comment.
fn without_what_is_broken(content: &[u8]) -> Vec<u8> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let faulty = faulty_lines(content);
    if faulty.broken.is_empty() && faulty.alone.is_empty() {
        let latin = std::str::from_utf8(content).is_err();
        return if latin { String::from_utf8_lossy(content).into_owned().into_bytes() } else { content.to_vec() };
    }
    let text = String::from_utf8_lossy(content).replace("\r\n", "\n").replace('\r', "\n");
    let mut broken = false;
    let kept = text.split('\n').enumerate().map(|(index, line)| {
        let number = index + 1;
        if faulty.headers.contains(&number) {
            broken = faulty.broken.contains(&number);
        }
        if broken || faulty.alone.contains(&number) { "#" } else { line }
    });
    kept.collect::<Vec<_>>().join("\n").into_bytes()
}

fn read_by_botocore(pairs: &[&Pair]) -> Vec<Value> {
    let encoded = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let documents: Vec<Value> = pairs
        .iter()
        .map(|(config, credentials)| json!({"config": encoded(config), "credentials": encoded(credentials)}))
        .collect();
    let installed = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("lab");
    let mut python = Command::new(installed.join("venv/bin/python"))
        .arg("-B")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/read_profiles.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // It answers only when it has read everything.
    python.stdin.take().unwrap().write_all(json!(documents).to_string().as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}
