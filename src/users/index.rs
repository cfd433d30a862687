//! The users of the destination, held as numbers: who of the source is there already, and whether it is the same person. About 60 bytes a
//! user, and no text of anybody.

use std::collections::BTreeSet;

use async_trait::async_trait;

use crate::model::attribute_mapping::UserMapping;
use crate::model::user_options::LEGACY_SUB;
use crate::problem::Problem;
use crate::users::groups::person::{Address, Here, Key, Mismatch, Person, folded, hash_of, keys_of, mismatch};
use crate::users::reading::chain::{Position, key_of};
use crate::users::reading::everybody::Reader;

/// One user of the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Both halves of the sub as a number.
    sub: [u64; 2],
    email: u64,
    phone_number: u64,
    /// Of everything that is compared; see [`Index::new`].
    pub digest: u64,
    /// Seconds of the Unix epoch.
    pub created: u32,
    pub status: Status,
    flags: u8,
}

/// UserStatus, in one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    Confirmed,
    ResetRequired,
    ForceChangePassword,
    Unconfirmed,
    ExternalProvider,
    Other,
}

impl Status {
    pub fn of(status: &str) -> Self {
        match status {
            "CONFIRMED" => Self::Confirmed,
            "RESET_REQUIRED" => Self::ResetRequired,
            "FORCE_CHANGE_PASSWORD" => Self::ForceChangePassword,
            "UNCONFIRMED" => Self::Unconfirmed,
            "EXTERNAL_PROVIDER" => Self::ExternalProvider,
            _ => Self::Other,
        }
    }
}

const ENABLED: u8 = 1;
const HAS_EMAIL: u8 = 2;
const HAS_PHONE_NUMBER: u8 = 4;
const EMAIL_VERIFIED: u8 = 8;
const PHONE_NUMBER_VERIFIED: u8 = 16;
const CHANGED_SINCE: u8 = 32;
const MATCHED: u8 = 64;
const MATCHED_TWICE: u8 = 128;

/// A user who was changed so much later than made was changed after the move.
const SETTLED_SECONDS: i64 = 5;

impl Record {
    fn new(person: &Person, digest: u64) -> Self {
        let Here { addresses: [email, phone_number], .. } = Here::of(person);
        let key = key_of(person.sub());
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        let flags = flag(person.enabled, ENABLED)
            | flag(email.is_some(), HAS_EMAIL)
            | flag(phone_number.is_some(), HAS_PHONE_NUMBER)
            | flag(email.is_some_and(|address| address.verified), EMAIL_VERIFIED)
            | flag(phone_number.is_some_and(|address| address.verified), PHONE_NUMBER_VERIFIED)
            | flag(person.modified > person.created + SETTLED_SECONDS, CHANGED_SINCE);
        Self {
            // Both halves, each as it is.
            sub: [(key >> 64) as u64, key as u64],
            email: email.map_or(0, |address| address.hash),
            phone_number: phone_number.map_or(0, |address| address.hash),
            digest,
            created: u32::try_from(person.created).unwrap_or(0),
            status: Status::of(&person.status),
            flags,
        }
    }

    fn here(&self) -> Here {
        let address = |has: u8, hash: u64, verified: u8| {
            let verified = self.flags & verified != 0;
            (self.flags & has != 0).then_some(Address { hash, verified })
        };
        Here {
            may_be_migrated: !matches!(self.status, Status::Unconfirmed | Status::ExternalProvider),
            addresses: [
                address(HAS_EMAIL, self.email, EMAIL_VERIFIED),
                address(HAS_PHONE_NUMBER, self.phone_number, PHONE_NUMBER_VERIFIED),
            ],
        }
    }

    /// The sub, where it has the shape of a UUID.
    pub fn sub(&self) -> String {
        let [high, low] = self.sub;
        let hex = format!("{high:016x}{low:016x}");
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }

    pub fn enabled(&self) -> bool {
        self.flags & ENABLED != 0
    }

    pub fn changed_since_made(&self) -> bool {
        self.flags & CHANGED_SINCE != 0
    }

    pub fn is_matched(&self) -> bool {
        self.flags & MATCHED != 0
    }

    pub fn is_matched_twice(&self) -> bool {
        self.flags & MATCHED_TWICE != 0
    }

    fn set_matched(&mut self) {
        self.flags |= if self.is_matched() { MATCHED_TWICE } else { MATCHED };
    }
}

/// Where a person of the source is in the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Nobody,
    /// The same person, by the number of the record.
    Same(usize),
    /// Somebody has the name, and it is not certain that it is the same person.
    Doubtful(usize, Mismatch),
}

pub struct Index<'a> {
    mapping: &'a UserMapping,
    digest: Box<dyn Fn(&Person) -> u64 + Send + Sync + 'a>,
    /// What users are found by, and the number of their record; sorted once all are there.
    keys: Vec<(u64, u32)>,
    pub records: Vec<Record>,
}

impl std::fmt::Debug for Index<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Index").field("users", &self.records.len()).finish_non_exhaustive()
    }
}

impl<'a> Index<'a> {
    /// `digest`: of what is compared between both sides, as the destination has it. `estimated`: users of the pool.
    pub fn new(mapping: &'a UserMapping, estimated: u64, digest: impl Fn(&Person) -> u64 + Send + Sync + 'a) -> Self {
        // Room for all at once: growing in the middle would need the room twice.
        let room = usize::try_from(estimated + estimated / 50).unwrap_or(0);
        Self { mapping, digest: Box::new(digest), keys: Vec::with_capacity(room), records: Vec::with_capacity(room) }
    }

    pub fn push(&mut self, person: &Person) {
        let number = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        let knows_old_subs = self.knows_old_subs();
        let mut key = |key: &Key| self.keys.push((hash(key), number));
        key(&Key::Username(folded(self.mapping, &person.username)));
        if self.mapping.by_attribute {
            for name in ["email", "phone_number"] {
                if let Some(value) = person.attributes.get(name).filter(|value| !value.is_empty()) {
                    key(&Key::Attribute(name, folded(self.mapping, value)));
                }
            }
        }
        if let Some(sub) = person.attributes.get(LEGACY_SUB).filter(|_| knows_old_subs) {
            key(&Key::Attribute(LEGACY_SUB, sub.clone()));
        }
        self.records.push(Record::new(person, (self.digest)(person)));
    }

    /// After the last one, before the first question.
    pub fn finish(&mut self) {
        self.keys.sort_unstable();
    }

    /// Whether each user of the destination has the sub that they had in the source.
    pub fn knows_old_subs(&self) -> bool {
        self.mapping.attributes.get(LEGACY_SUB).is_some_and(|rule| rule.from.as_deref() == Some("sub"))
    }

    /// Where this person of the source is.
    pub fn find(&self, person: &Person) -> Found {
        if self.knows_old_subs() {
            let key = Key::Attribute(LEGACY_SUB, person.sub().to_owned());
            if let Some(number) = self.under(&key).next() {
                return Found::Same(number);
            }
        }
        let keys = keys_of(self.mapping, person);
        let found: BTreeSet<usize> = keys.iter().flat_map(|key| self.under(key)).collect();
        let Some(first) = found.first().copied() else { return Found::Nobody };
        if found.len() > 1 {
            // One address is one user's, another one's another's: the function would have made one of them.
            return Found::Doubtful(first, Mismatch::OtherAddress);
        }
        match mismatch(self.mapping, person, &self.records[first].here()) {
            None => Found::Same(first),
            Some(why) => Found::Doubtful(first, why),
        }
    }

    /// As [`Index::find`], and remembers who was found.
    pub fn claim(&mut self, person: &Person) -> Found {
        let found = self.find(person);
        if let Found::Same(number) = found {
            self.records[number].set_matched();
        }
        found
    }

    fn under(&self, key: &Key) -> impl Iterator<Item = usize> {
        let wanted = hash(key);
        let start = self.keys.partition_point(|(key, _)| *key < wanted);
        self.keys[start..].iter().take_while(move |(key, _)| *key == wanted).map(|(_, number)| *number as usize)
    }
}

#[async_trait]
impl Reader for Index<'_> {
    async fn take(&mut self, people: Vec<Person>, _position: Option<&Position>) -> Result<(), Problem> {
        people.iter().for_each(|person| self.push(person));
        Ok(())
    }
}

fn hash(key: &Key) -> u64 {
    match key {
        Key::Username(name) => hash_of(&format!("username {name}")),
        Key::Attribute(attribute, value) => hash_of(&format!("{attribute} {value}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::attribute_mapping::AttributeRule;

    fn person(username: &str, email: &str) -> Person {
        let attributes =
            [("sub", format!("{:08x}-0000-0000-0000-00000000000a", hash_of(username) as u32)), ("email", email.into())];
        Person {
            username: username.into(),
            status: "CONFIRMED".into(),
            attributes: attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            enabled: true,
            ..Person::default()
        }
    }

    fn mapping() -> UserMapping {
        let attributes = [("email".to_owned(), AttributeRule::default())].into();
        UserMapping { attributes, ..UserMapping::default() }
    }

    fn index(mapping: &UserMapping, people: Vec<Person>) -> Index<'_> {
        let mut index = Index::new(mapping, people.len() as u64, |_| 0);
        people.iter().for_each(|person| index.push(person));
        index.finish();
        index
    }

    #[test]
    fn the_same_name_and_address_is_the_same_person_and_another_address_is_not() {
        let mapping = mapping();
        let index = index(&mapping, vec![person("Ada", "ada@example.com"), person("bob", "bob@example.com")]);
        assert_eq!(index.find(&person("ada", "ADA@example.com")), Found::Same(0));
        assert_eq!(index.find(&person("bob", "eve@example.com")), Found::Doubtful(1, Mismatch::OtherAddress));
        assert_eq!(index.find(&person("carol", "carol@example.com")), Found::Nobody);
    }

    #[test]
    fn the_old_sub_finds_a_person_under_any_name() {
        let mut mapping = mapping();
        mapping.attributes.insert(LEGACY_SUB.into(), AttributeRule { from: Some("sub".into()), ..AttributeRule::default() });
        let mut renamed = person("another-name", "new@example.com");
        let old = person("ada", "ada@example.com");
        renamed.attributes.insert(LEGACY_SUB.into(), old.sub().to_owned());
        assert_eq!(index(&mapping, vec![renamed]).find(&old), Found::Same(0));
    }

    #[test]
    fn whoever_is_claimed_twice_is_known_for_it() {
        let mapping = mapping();
        let mut index = index(&mapping, vec![person("ada", "ada@example.com"), person("bob", "bob@example.com")]);
        for name in ["ada", "ADA"] {
            assert_eq!(index.claim(&person(name, "ada@example.com")), Found::Same(0));
        }
        assert!(index.records[0].is_matched_twice());
        assert!(!index.records[1].is_matched());
    }

    #[test]
    fn a_record_is_48_bytes_and_gives_the_sub_back() {
        assert!(size_of::<Record>() <= 48);
        let ada = person("ada", "ada@example.com");
        assert_eq!(Record::new(&ada, 0).sub(), ada.sub());
    }
}
