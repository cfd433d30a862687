//! Which user of the destination a member of a source group is: found by the name that the function gave (assets/function/README.md, "The
//! name"), and taken for the same person only if the addresses agree. Pure.
//!
//! A name alone proves nothing: while the destination is open to sign-ups, anybody may take the name of somebody who has not moved yet, and
//! would be given that person's groups.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde::Serialize;

use crate::model::attribute_mapping::UserMapping;

/// A user of either pool, as ListUsers and ListUsersInGroup tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    pub username: String,
    /// `CONFIRMED`, `EXTERNAL_PROVIDER`, …
    pub status: String,
    pub attributes: BTreeMap<String, String>,
    /// Whether the person may sign in.
    pub enabled: bool,
    /// Seconds of the Unix epoch; 0 where it was not told.
    pub created: i64,
    /// Likewise. Not a sign-in: nothing tells when somebody was last there.
    pub modified: i64,
}

impl Person {
    pub fn sub(&self) -> &str {
        self.attributes.get("sub").map(String::as_str).unwrap_or_default()
    }
}

/// What became of a member of a source group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberStatus {
    /// Is in the destination, under this user name.
    Here(String),
    /// Has not moved yet.
    Waiting,
    /// Comes by an identity provider: nobody moves such a user, and the provider's groups come with the next sign-in.
    Federated,
    /// Somebody of that name is here, and it is not certain that it is the same person: nothing is given to them.
    Doubtful { username: String, why: Mismatch },
}

/// Why somebody is not taken for the person whose name they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mismatch {
    /// Migration makes nobody UNCONFIRMED and nobody federated: whoever is signed up themselves.
    NotMigrated,
    /// The e-mail address or phone number is another, or no longer verified.
    OtherAddress,
    /// Two users of the source would be this one user.
    Twice,
}

impl Mismatch {
    pub fn words(self) -> &'static str {
        match self {
            Mismatch::NotMigrated => "was not made by migration",
            Mismatch::OtherAddress => "has another e-mail address or phone number than in the source, or an unverified one",
            Mismatch::Twice => "would be two users of the source",
        }
    }
}

const ADDRESSES: [&str; 2] = ["email", "phone_number"];

/// How a user of the destination is found: by a value under one of these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Username(String),
    Attribute(&'static str, String),
}

/// Finds users of the destination by the names of those who are wanted, and keeps nothing of anybody else.
#[derive(Debug)]
pub struct Matcher<'a> {
    mapping: &'a UserMapping,
    wanted: BTreeMap<Key, BTreeSet<String>>,
    people: BTreeMap<String, Person>,
    found: BTreeMap<String, Vec<Person>>,
}

impl<'a> Matcher<'a> {
    /// `people`: of the source, by user name.
    pub fn new(mapping: &'a UserMapping, people: BTreeMap<String, Person>) -> Self {
        let mut wanted: BTreeMap<Key, BTreeSet<String>> = BTreeMap::new();
        for (username, person) in people.iter().filter(|(_, person)| !is_federated(person)) {
            for key in keys_of(mapping, person) {
                wanted.entry(key).or_default().insert(username.clone());
            }
        }
        Self { mapping, wanted, people, found: BTreeMap::new() }
    }

    /// Looks at one user of the destination.
    pub fn see(&mut self, here: &Person) {
        let mut keys = vec![Key::Username(folded(self.mapping, &here.username))];
        for name in ADDRESSES {
            keys.extend(here.attributes.get(name).map(|value| Key::Attribute(name, folded(self.mapping, value))));
        }
        let found: BTreeSet<&String> = keys.iter().filter_map(|key| self.wanted.get(key)).flatten().collect();
        for username in found {
            self.found.entry(username.clone()).or_default().push(here.clone());
        }
    }

    /// What became of each.
    pub fn statuses(self) -> BTreeMap<String, MemberStatus> {
        let status = |(username, person): (&String, &Person)| {
            let found = self.found.get(username).map_or(&[][..], Vec::as_slice);
            (username.clone(), status(self.mapping, person, found))
        };
        let mut statuses: BTreeMap<String, MemberStatus> = self.people.iter().map(status).collect();
        let mut claimed: BTreeMap<String, usize> = BTreeMap::new();
        for status in statuses.values() {
            if let MemberStatus::Here(username) = status {
                *claimed.entry(username.clone()).or_default() += 1;
            }
        }
        for status in statuses.values_mut() {
            if let MemberStatus::Here(username) = status
                && claimed.get(username).is_some_and(|claims| *claims > 1)
            {
                *status = MemberStatus::Doubtful { username: std::mem::take(username), why: Mismatch::Twice };
            }
        }
        statuses
    }
}

fn status(mapping: &UserMapping, person: &Person, found: &[Person]) -> MemberStatus {
    if is_federated(person) {
        return MemberStatus::Federated;
    }
    match found {
        [] => MemberStatus::Waiting,
        [here] => match mismatch(mapping, person, &Here::of(here)) {
            None => MemberStatus::Here(here.username.clone()),
            Some(why) => MemberStatus::Doubtful { username: here.username.clone(), why },
        },
        // One address is one user's, another one's another's: the function would have made one of them.
        [first, ..] => MemberStatus::Doubtful { username: first.username.clone(), why: Mismatch::OtherAddress },
    }
}

/// The names under which the function would have made this person.
pub(in crate::users) fn keys_of(mapping: &UserMapping, person: &Person) -> Vec<Key> {
    let value = |name: &str| carried(mapping, person, name).filter(|value| !value.is_empty());
    let attributes = || ADDRESSES.into_iter().filter(|name| mapping.names.iter().any(|known| known == name));
    if mapping.by_attribute {
        return attributes().filter_map(|name| Some(Key::Attribute(name, folded(mapping, value(name)?)))).collect();
    }
    let by_username = mapping.names.is_empty() || mapping.names.iter().any(|name| name == "username");
    let username = match by_username {
        // A name that looks like an alias of the destination cannot be a name there: the old sub is.
        true if attributes().any(|name| name == shape_of(&person.username)) => person.attributes.get("sub").map(String::as_str),
        true => Some(person.username.as_str()),
        false => attributes().next().and_then(value),
    };
    username.map(|username| Key::Username(folded(mapping, username))).into_iter().collect()
}

/// The value that goes to this attribute of the destination; without a rule the source's own, as people type it.
pub(in crate::users) fn carried<'a>(mapping: &UserMapping, person: &'a Person, name: &str) -> Option<&'a str> {
    let from = mapping.attributes.get(name).and_then(|rule| rule.from.as_deref()).unwrap_or(name);
    person.attributes.get(from).map(String::as_str)
}

pub(in crate::users) fn mismatch(mapping: &UserMapping, person: &Person, here: &Here) -> Option<Mismatch> {
    if !here.may_be_migrated {
        return Some(Mismatch::NotMigrated);
    }
    let mut known_by_address = false;
    for (name, address) in ADDRESSES.into_iter().zip(&here.addresses) {
        let Some(rule) = mapping.attributes.get(name) else { continue };
        let Some(there) = carried(mapping, person, name).filter(|value| !value.is_empty()) else { continue };
        known_by_address = true;
        let same = address.is_some_and(|address| address.hash == hash_of(&there.to_lowercase()));
        // The flag goes along only beside the address that it vouches for.
        let flag = format!("{name}_verified");
        let vouched = rule.from.is_none() && mapping.attributes.contains_key(&flag) && is_true(person, &flag);
        if !same || (vouched && !address.is_some_and(|address| address.verified)) {
            return Some(Mismatch::OtherAddress);
        }
    }
    // Who has no address in the source has none here, unless it is somebody else.
    let has_address = || here.addresses.iter().any(Option::is_some);
    (!known_by_address && !mapping.by_attribute && carries_addresses(mapping) && has_address()).then_some(Mismatch::OtherAddress)
}

/// What is asked about a user of the destination to know whether it is the same person. Holds no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Here {
    /// Migration makes nobody UNCONFIRMED and nobody federated.
    pub may_be_migrated: bool,
    /// The e-mail address and the phone number; none where there is none.
    pub addresses: [Option<Address>; 2],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// Of its lower case.
    pub hash: u64,
    pub verified: bool,
}

impl Here {
    pub fn of(person: &Person) -> Self {
        let address = |name: &str| {
            let value = person.attributes.get(name).filter(|value| !value.is_empty())?;
            Some(Address { hash: hash_of(&value.to_lowercase()), verified: is_true(person, &format!("{name}_verified")) })
        };
        Self { may_be_migrated: person.status != "UNCONFIRMED" && !is_federated(person), addresses: ADDRESSES.map(address) }
    }
}

/// A hash that is the same within one run of the program.
pub(in crate::users) fn hash_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn carries_addresses(mapping: &UserMapping) -> bool {
    ADDRESSES.iter().any(|name| mapping.attributes.contains_key(*name))
}

pub(in crate::users) fn is_true(person: &Person, flag: &str) -> bool {
    person.attributes.get(flag).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

pub(in crate::users) fn is_federated(person: &Person) -> bool {
    person.status == "EXTERNAL_PROVIDER"
}

pub(in crate::users) fn folded(mapping: &UserMapping, name: &str) -> String {
    if mapping.exact_case { name.to_owned() } else { name.to_lowercase() }
}

/// As the function sees it: what a name would be taken for where addresses stand for names.
pub(in crate::users) fn shape_of(name: &str) -> &'static str {
    let digits = name.strip_prefix('+').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|digit| digit.is_ascii_digit()));
    match name.contains('@') {
        true => "email",
        false if digits => "phone_number",
        false => "username",
    }
}
