//! The AWS config and credentials files: found, read, and put together into profiles as the AWS CLI puts them together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use aws_types::os_shim_internal::Env;

use crate::aws::profile::ini;
use crate::aws::profile::ini::{IniDocument, IniFault, IniValue, Section};
use crate::aws::profile::shell_words;
use crate::problem::{Problem, ProblemKind};

/// Both files, read.
#[derive(Debug)]
pub(in crate::aws) struct ProfileFiles {
    profiles: BTreeMap<String, Entry>,
    sso_sessions: BTreeMap<String, Section>,
    services: BTreeMap<String, Section>,
    config_path: PathBuf,
    credentials_path: PathBuf,
    /// What no profile owns and could not be read, a sentence each.
    pub(in crate::aws) remarks: Vec<String>,
}

/// One profile: its section in either file.
#[derive(Debug, Default)]
struct Entry {
    config: Option<Section>,
    credentials: Option<Section>,
    /// A section that was meant for this profile, and that the AWS CLI does not read: why.
    misspelt: Option<String>,
}

/// The access keys of a profile.
pub(in crate::aws) struct Keys {
    pub(in crate::aws) access_key_id: String,
    pub(in crate::aws) secret_access_key: String,
    pub(in crate::aws) session_token: Option<String>,
}

impl ProfileFiles {
    /// Reads both files. A file that is not there counts as empty, as for every AWS tool; one that cannot be read is a
    /// [`ProblemKind::Local`], because profiles would be missing without a word.
    pub(in crate::aws) async fn load(env: &Env) -> Result<Self, Problem> {
        let config_path = location(env, "AWS_CONFIG_FILE", "config");
        let credentials_path = location(env, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
        let config = ini::parse(&contents(&config_path).await?);
        let credentials = ini::parse(&contents(&credentials_path).await?);
        let mut files = Self {
            profiles: BTreeMap::new(),
            sso_sessions: BTreeMap::new(),
            services: BTreeMap::new(),
            config_path,
            credentials_path,
            remarks: Vec::new(),
        };
        files.take_config(config);
        files.take_credentials(credentials);
        Ok(files)
    }

    /// A section that is there under two spellings (`[profile a]`, `[profile "a"]`) counts by the last, whole.
    fn take_config(&mut self, document: IniDocument) {
        self.remark(&self.config_path.clone(), &document.faults);
        for section in document.sections {
            let words = shell_words::split(&section.name);
            let named = words.as_ref().ok().and_then(|words| match &words[..] {
                [_, name] => Some(name.clone()),
                _ => None,
            });
            // The prefixes are compared as botocore compares them: `[profiles a]` is a profile, too.
            let name = &section.name;
            if name == "default" {
                self.entry("default").config = Some(section);
            } else if name.starts_with("profile")
                && let Some(profile) = &named
            {
                self.entry(profile).config = Some(section);
            } else if name.starts_with("sso-session")
                && let Some(session) = named
            {
                self.sso_sessions.insert(session, section);
            } else if name.starts_with("services")
                && let Some(services) = named
            {
                self.services.insert(services, section);
            } else if let Some((profile, why)) = misspelt(name) {
                let why = format!("Line {} of {} has [{name}]: {why}.", section.line, self.config_path.display());
                self.entry(&profile).misspelt = Some(crate::text::printable(&why).into_owned());
            }
        }
    }

    /// Here every section is a profile, whatever its name.
    fn take_credentials(&mut self, document: IniDocument) {
        self.remark(&self.credentials_path.clone(), &document.faults);
        for section in document.sections {
            let name = section.name.clone();
            self.entry(&name).credentials = Some(section);
        }
    }

    fn entry(&mut self, profile: &str) -> &mut Entry {
        self.profiles.entry(profile.to_owned()).or_default()
    }

    fn remark(&mut self, path: &Path, faults: &[IniFault]) {
        self.remarks.extend(faults.iter().map(|fault| told(path, fault)));
    }

    /// Where we looked, whether or not a file was there.
    pub(in crate::aws) fn looked_at(&self) -> [&Path; 2] {
        [&self.config_path, &self.credentials_path]
    }

    /// The names of all profiles, usable or not: `default` first, the others by alphabet.
    pub(in crate::aws) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.profiles.keys().cloned().collect();
        names.sort_by(|a, b| (a != "default", a).cmp(&(b != "default", b)));
        names
    }

    pub(in crate::aws) fn contains(&self, profile: &str) -> bool {
        self.profiles.contains_key(profile)
    }

    /// Why the files do not let this profile be used; none where they can be read and define it.
    pub(in crate::aws) fn fault(&self, profile: &str) -> Option<String> {
        let entry = self.profiles.get(profile)?;
        let broken = |section: &Option<Section>, path: &Path| Some(told(path, section.as_ref()?.fault.as_ref()?));
        broken(&entry.config, &self.config_path).or_else(|| broken(&entry.credentials, &self.credentials_path)).or_else(|| {
            let defined = entry.config.is_some() || entry.credentials.is_some();
            entry.misspelt.clone().filter(|_| !defined)
        })
    }

    /// A section that looks like this profile's and is not read, beside one that is.
    pub(in crate::aws) fn remark_on(&self, profile: &str) -> Option<&str> {
        self.profiles.get(profile)?.misspelt.as_deref()
    }

    /// Whether the profile has this property, be it empty.
    pub(in crate::aws) fn has(&self, profile: &str, property: &str) -> bool {
        self.value(profile, property).is_some()
    }

    /// One property of a profile; an empty value counts as none. The credentials file wins.
    pub(in crate::aws) fn get(&self, profile: &str, property: &str) -> Option<&str> {
        self.value(profile, property).and_then(text)
    }

    fn value(&self, profile: &str, property: &str) -> Option<&IniValue> {
        let entry = self.profiles.get(profile)?;
        [&entry.credentials, &entry.config].into_iter().flatten().find_map(|section| section.get(property))
    }

    /// `[services NAME]`, `service =`, `  property = …`.
    pub(in crate::aws) fn service_property(&self, services: &str, service: &str, property: &str) -> Option<&str> {
        let IniValue::Nested(settings) = self.services.get(services)?.get(service)? else { return None };
        settings.iter().find(|(name, _)| name == property).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Why this `services` section cannot be used, as the end of a sentence.
    pub(in crate::aws) fn services_fault(&self, services: &str) -> Option<String> {
        match self.services.get(services) {
            None => Some(format!("there is no section [services {services}] in {}.", self.config_path.display())),
            Some(section) => section.fault.as_ref().map(|fault| format!("it is broken. {}", told(&self.config_path, fault))),
        }
    }

    /// One property of `[sso-session NAME]`. Errors: in words, where that section is not there or broken.
    pub(in crate::aws) fn sso_session(&self, session: &str, property: &str) -> Result<Option<&str>, String> {
        let section = self
            .sso_sessions
            .get(session)
            .ok_or_else(|| format!("there is no section [sso-session {session}] in {}.", self.config_path.display()))?;
        match &section.fault {
            Some(fault) => Err(format!("its section is broken. {}", told(&self.config_path, fault))),
            None => Ok(section.get(property).and_then(text)),
        }
    }

    /// Whether the keys of this profile stand in the credentials file: there they come before a process or a login.
    pub(in crate::aws) fn keys_in_credentials(&self, profile: &str) -> bool {
        let credentials = self.profiles.get(profile).and_then(|entry| entry.credentials.as_ref());
        credentials.is_some_and(|section| section.get("aws_access_key_id").is_some())
    }

    /// The profile's access keys, all from one file, as the AWS CLI takes them. Errors: in words, what is missing.
    pub(in crate::aws) fn keys(&self, profile: &str) -> Result<Keys, String> {
        let entry = self.profiles.get(profile);
        let (section, path) = match self.keys_in_credentials(profile) {
            true => (entry.and_then(|entry| entry.credentials.as_ref()), &self.credentials_path),
            false => (entry.and_then(|entry| entry.config.as_ref()), &self.config_path),
        };
        let property = |name: &str| section.and_then(|section| section.get(name)).and_then(text).map(str::to_owned);
        let needed = |name: &str| property(name).ok_or_else(|| format!("Profile {profile} has no {name} in {}.", path.display()));
        Ok(Keys {
            access_key_id: needed("aws_access_key_id")?,
            secret_access_key: needed("aws_secret_access_key")?,
            session_token: property("aws_security_token").or_else(|| property("aws_session_token")),
        })
    }

    /// Every profile that can be read, with all its settings, and the `sso-session` and `services` sections: for a comparison with
    /// another reader.
    pub(in crate::aws) fn settings(&self) -> serde_json::Value {
        let read = |sections: &BTreeMap<String, Section>| -> serde_json::Value {
            let sound = sections.iter().filter(|(_, section)| section.fault.is_none());
            sound.map(|(name, section)| (name.clone(), members([section].into_iter()))).collect()
        };
        let readable = self.profiles.iter().filter(|(name, _)| self.fault(name).is_none());
        let profiles: serde_json::Map<_, _> = readable
            .map(|(name, entry)| (name.clone(), members([&entry.config, &entry.credentials].into_iter().flatten())))
            .collect();
        serde_json::json!({
            "profiles": profiles,
            "sso_sessions": read(&self.sso_sessions),
            "services": read(&self.services),
        })
    }
}

/// The settings of the sections, those of later ones over those of earlier ones.
fn members<'a>(sections: impl Iterator<Item = &'a Section>) -> serde_json::Value {
    let settings = sections.flat_map(|section| &section.settings);
    let value = |value: &IniValue| match value {
        IniValue::Text(text) => serde_json::Value::from(text.as_str()),
        IniValue::Nested(settings) => {
            settings.iter().map(|(name, value)| (name.clone(), serde_json::Value::from(value.as_str()))).collect()
        }
    };
    settings.map(|setting| (setting.name.clone(), value(&setting.value))).collect()
}

fn text(value: &IniValue) -> Option<&str> {
    match value {
        IniValue::Text(text) => Some(text.as_str()).filter(|text| !text.is_empty()),
        IniValue::Nested(_) => None,
    }
}

fn told(path: &Path, fault: &IniFault) -> String {
    format!("Line {} of {} {}.", fault.line, path.display(), crate::text::printable(&fault.what))
}

/// What the AWS CLI has for sections of its own in the config file.
const OTHER_SECTIONS: [&str; 3] = ["plugins", "preview", "toolkit"];

/// A section of the config file that is no profile, though it looks as if it should be one: which, and what is wrong with it.
fn misspelt(section: &str) -> Option<(String, String)> {
    let trimmed = section.trim();
    let (first, rest) = trimmed.split_once(char::is_whitespace).unwrap_or((trimmed, ""));
    let rest = rest.trim();
    if OTHER_SECTIONS.contains(&trimmed) || first.starts_with("sso-session") || first.starts_with("services") {
        return None;
    }
    let is_profile = first.eq_ignore_ascii_case("profile");
    Some(match (is_profile, rest.is_empty()) {
        (true, true) => (trimmed.to_owned(), "the name is missing, as in [profile NAME]".to_owned()),
        (true, false) if shell_words::split(rest).is_err() => (rest.to_owned(), format!("{} in the name", unsplittable(rest))),
        (true, false) if shell_words::split(rest).is_ok_and(|words| words.len() > 1) => {
            (rest.to_owned(), format!("a name with blanks needs quotes, as in [profile \"{}\"]", rest.replace('"', "\\\"")))
        }
        (true, false) => {
            let name = shell_words::split(rest).ok().and_then(|mut words| words.pop()).unwrap_or_else(|| rest.to_owned());
            (name, format!("the section must begin with profile in small letters, as in [profile {rest}]"))
        }
        (false, _) => (trimmed.to_owned(), format!("in this file a profile begins with its word, as in [profile {trimmed}]")),
    })
}

fn unsplittable(text: &str) -> String {
    shell_words::split(text).err().map(|error| error.to_string()).unwrap_or_default()
}

fn location(env: &Env, variable: &str, file: &str) -> PathBuf {
    match env.get(variable) {
        Ok(path) => expanded(env, &path),
        Err(_) => home(env).join(".aws").join(file),
    }
}

fn home(env: &Env) -> PathBuf {
    PathBuf::from(env.get("HOME").or_else(|_| env.get("USERPROFILE")).unwrap_or_else(|_| "~".to_owned()))
}

/// A path as the AWS CLI takes it: `$NAME` and `${NAME}` replaced where they are set, then `~` for the home directory.
pub(in crate::aws) fn expanded(env: &Env, path: &str) -> PathBuf {
    let mut replaced = String::new();
    let mut rest = path;
    while let Some(at) = rest.find('$') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        let braced = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let plain = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        let (name, next) = braced.unwrap_or((&after[..plain], &after[plain..]));
        replaced.push_str(before);
        match env.get(name) {
            Ok(value) if !name.is_empty() => replaced.push_str(&value),
            _ => replaced.push_str(&rest[at..rest.len() - next.len()]),
        }
        rest = next;
    }
    replaced.push_str(rest);
    match replaced.strip_prefix('~') {
        Some("") => home(env),
        Some(below) if below.starts_with('/') => home(env).join(below.trim_start_matches('/')),
        _ => PathBuf::from(replaced),
    }
}

async fn contents(path: &PathBuf) -> Result<Vec<u8>, Problem> {
    let problem = |why: String, action: &str| {
        Problem::new(ProblemKind::Local, format!("Could not read {}.", path.display()), why)
            .remedy(format!("{action}: {}", path.display()))
    };
    match tokio::fs::read(path).await {
        // PowerShell's `>` writes UTF-16, which has zero bytes where text has none.
        Ok(bytes) if bytes.contains(&0) => Err(problem("It is not UTF-8 text.".to_owned(), "Save the file as UTF-8 text")),
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(problem(format!("{error}."), "Make the file readable for you")),
    }
}
