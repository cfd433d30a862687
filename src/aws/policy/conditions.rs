//! The Condition element of a policy, judged against what is known of one request. What cannot be told is said to be so, never taken for
//! a yes or a no (IAM User Guide, condition operators). Pure.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;

use crate::aws::policy::pattern::matches;

/// One line of a statement's conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub operator: String,
    pub key: String,
    pub values: Vec<String>,
}

impl std::fmt::Display for Condition {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}: {}", self.operator, self.key, self.values.join(", "))
    }
}

/// What is known of one condition key in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyValue {
    /// The request never carries it.
    Absent,
    Is(String),
    /// It is there, and nobody knows with which value.
    Present,
    /// It is not there, or it is this.
    AbsentOr(String),
    /// The time of the request.
    Now,
    /// An address of AWS's own that changes from call to call.
    AddressOfAws,
    /// An address of the internet, unless the request goes through a VPC endpoint and carries none.
    PublicAddressOrAbsent,
}

/// What is known of a request. A key of which nothing was said is unknown.
#[derive(Debug, Clone, Default)]
pub struct RequestContext {
    keys: BTreeMap<String, KeyValue>,
    families: Vec<(String, KeyValue)>,
    now: Timestamp,
}

impl RequestContext {
    pub fn at(now: Timestamp) -> Self {
        Self { now, ..Self::default() }
    }

    /// Keys are compared without regard to case.
    #[must_use]
    pub fn with(mut self, key: &str, known: KeyValue) -> Self {
        self.keys.insert(key.to_ascii_lowercase(), known);
        self
    }

    #[must_use]
    pub fn is(self, key: &str, value: impl Into<String>) -> Self {
        self.with(key, KeyValue::Is(value.into()))
    }

    #[must_use]
    pub fn without(self, keys: &[&str]) -> Self {
        keys.iter().fold(self, |request, key| request.with(key, KeyValue::Absent))
    }

    /// Every key that begins like this and was not named by itself: `aws:RequestTag/`.
    #[must_use]
    pub fn family(mut self, prefix: &str, known: KeyValue) -> Self {
        self.families.push((prefix.to_ascii_lowercase(), known));
        self
    }

    pub fn known(&self, key: &str) -> Option<&KeyValue> {
        let key = key.to_ascii_lowercase();
        let of_family = || self.families.iter().find(|(prefix, _)| key.starts_with(prefix)).map(|(_, known)| known);
        self.keys.get(&key).or_else(of_family)
    }
}

/// How an operator compares one value of the policy with the request's; none: that cannot be told.
type Comparison = fn(&str, &str) -> Option<bool>;

/// An operator, taken apart.
struct Operator<'a> {
    base: &'a str,
    negated: bool,
    if_exists: bool,
    for_all: bool,
    for_any: bool,
}

impl<'a> Operator<'a> {
    fn of(name: &'a str) -> Self {
        let (name, for_all, for_any) = match (name.strip_prefix("ForAllValues:"), name.strip_prefix("ForAnyValue:")) {
            (Some(name), _) => (name, true, false),
            (None, Some(name)) => (name, false, true),
            (None, None) => (name, false, false),
        };
        let (base, if_exists) = name.strip_suffix("IfExists").map_or((name, false), |base| (base, true));
        let negated = base.contains("Not");
        Self { base, negated, if_exists, for_all, for_any }
    }

    fn comparison(&self) -> Option<Comparison> {
        Some(match self.base {
            "StringEquals" | "StringNotEquals" => |wanted, value| Some(wanted == value),
            "StringEqualsIgnoreCase" | "StringNotEqualsIgnoreCase" | "Bool" => {
                |wanted, value| Some(wanted.to_lowercase() == value.to_lowercase())
            }
            "StringLike" | "StringNotLike" => |wanted, value| Some(matches(wanted, value)),
            "ArnEquals" | "ArnLike" | "ArnNotEquals" | "ArnNotLike" => |wanted, value| Some(matches_arn(wanted, value)),
            "NumericEquals" | "NumericNotEquals" => |wanted, value| numbers(wanted, value).map(|(wanted, value)| value == wanted),
            "NumericLessThan" => |wanted, value| numbers(wanted, value).map(|(wanted, value)| value < wanted),
            "NumericLessThanEquals" => |wanted, value| numbers(wanted, value).map(|(wanted, value)| value <= wanted),
            "NumericGreaterThan" => |wanted, value| numbers(wanted, value).map(|(wanted, value)| value > wanted),
            "NumericGreaterThanEquals" => |wanted, value| numbers(wanted, value).map(|(wanted, value)| value >= wanted),
            "DateEquals" | "DateNotEquals" => |wanted, value| Some(seconds(value)? == seconds(wanted)?),
            "DateLessThan" => |wanted, value| Some(seconds(value)? < seconds(wanted)?),
            "DateLessThanEquals" => |wanted, value| Some(seconds(value)? <= seconds(wanted)?),
            "DateGreaterThan" => |wanted, value| Some(seconds(value)? > seconds(wanted)?),
            "DateGreaterThanEquals" => |wanted, value| Some(seconds(value)? >= seconds(wanted)?),
            "IpAddress" | "NotIpAddress" => |wanted, value| Some(Network::read(wanted)?.holds(value.parse().ok()?)),
            _ => return None,
        })
    }
}

impl Condition {
    /// Whether it holds; none where that cannot be told from what is known.
    pub fn holds(&self, request: &RequestContext) -> Option<bool> {
        let operator = Operator::of(&self.operator);
        let known = request.known(&self.key)?;
        if operator.base == "Null" {
            return self.is_null(known);
        }
        let absent = || Some(operator.if_exists || operator.for_all || (operator.negated && !operator.for_any));
        let there = |matched: Option<bool>| matched.map(|matched| matched != operator.negated);
        match known {
            KeyValue::Absent => absent(),
            KeyValue::Is(value) => there(self.any(&operator, value, request)),
            KeyValue::Present => None,
            KeyValue::AbsentOr(value) => absent().filter(|held| there(self.any(&operator, value, request)) == Some(*held)),
            KeyValue::Now => self.compared_with_now(&operator, request.now),
            KeyValue::AddressOfAws => there(self.any_network(|network| network.is_private() || network.prefix > 8)),
            KeyValue::PublicAddressOrAbsent => {
                absent().filter(|held| there(self.any_network(Network::is_private)) == Some(*held))
            }
        }
    }

    fn is_null(&self, known: &KeyValue) -> Option<bool> {
        let absent = match known {
            KeyValue::Absent => true,
            KeyValue::Is(_) | KeyValue::Present | KeyValue::Now | KeyValue::AddressOfAws => false,
            KeyValue::AbsentOr(_) | KeyValue::PublicAddressOrAbsent => return None,
        };
        Some(self.values.iter().any(|wanted| wanted.eq_ignore_ascii_case(if absent { "true" } else { "false" })))
    }

    /// Whether one of its values is met.
    fn any(&self, operator: &Operator<'_>, value: &str, request: &RequestContext) -> Option<bool> {
        let compare = operator.comparison()?;
        let met = self.values.iter().map(|wanted| match filled_in(wanted, request) {
            Filled::Text(wanted) => compare(&wanted, value),
            Filled::Never if !operator.negated => Some(false),
            Filled::Never | Filled::Unknown => None,
        });
        one_of(met)
    }

    /// Whether the caller's address is in one of its networks, where the caller has none that is like these.
    fn any_network(&self, never: impl Fn(&Network) -> bool) -> Option<bool> {
        one_of(self.values.iter().map(|wanted| match Network::read(wanted) {
            Some(network) if never(&network) => Some(false),
            Some(network) if network.prefix == 0 => Some(true),
            _ => None,
        }))
    }

    /// Within a day of now, neither order is certain: a session lasts for hours.
    fn compared_with_now(&self, operator: &Operator<'_>, now: Timestamp) -> Option<bool> {
        const DAY: i64 = 24 * 60 * 60;
        let (later, earlier) = match operator.base {
            "DateLessThan" | "DateLessThanEquals" | "NumericLessThan" | "NumericLessThanEquals" => (true, false),
            "DateGreaterThan" | "DateGreaterThanEquals" | "NumericGreaterThan" | "NumericGreaterThanEquals" => (false, true),
            "DateEquals" | "NumericEquals" => (false, false),
            "DateNotEquals" | "NumericNotEquals" => (true, true),
            _ => return None,
        };
        one_of(self.values.iter().map(|wanted| match seconds(wanted)? - now.as_second() {
            ahead if ahead > DAY => Some(later),
            behind if behind < -DAY => Some(earlier),
            _ => None,
        }))
    }
}

/// Whether one of them is true; none where that rests on one that cannot be told.
fn one_of(met: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let met: Vec<Option<bool>> = met.collect();
    match (met.contains(&Some(true)), met.contains(&None)) {
        (true, _) => Some(true),
        (false, true) => None,
        (false, false) => Some(false),
    }
}

/// A value with its policy variables filled in.
enum Filled {
    Text(String),
    /// It names a key that the request does not carry.
    Never,
    Unknown,
}

fn filled_in(wanted: &str, request: &RequestContext) -> Filled {
    let mut text = String::new();
    let mut rest = wanted;
    while let Some((before, variable)) = rest.split_once("${") {
        let Some((name, after)) = variable.split_once('}') else { return Filled::Unknown };
        let (name, otherwise) = match name.split_once(',') {
            Some((name, otherwise)) => (name.trim(), Some(otherwise.trim().trim_matches('\''))),
            None => (name.trim(), None),
        };
        text.push_str(before);
        match (name, request.known(name), otherwise) {
            ("*" | "?" | "$", ..) => return Filled::Unknown,
            (_, Some(KeyValue::Is(value)), _) => text.push_str(value),
            (_, Some(KeyValue::Absent), Some(otherwise)) => text.push_str(otherwise),
            (_, Some(KeyValue::Absent), None) => return Filled::Never,
            _ => return Filled::Unknown,
        }
        rest = after;
    }
    Filled::Text(text + rest)
}

/// Each of the six parts of an ARN is compared by itself.
fn matches_arn(wanted: &str, value: &str) -> bool {
    let (wanted_parts, value): (Vec<&str>, Vec<&str>) = (wanted.splitn(6, ':').collect(), value.splitn(6, ':').collect());
    wanted == "*"
        || (wanted_parts.len() == value.len() && wanted_parts.iter().zip(&value).all(|(wanted, value)| matches(wanted, value)))
}

fn numbers(wanted: &str, value: &str) -> Option<(f64, f64)> {
    Some((wanted.parse().ok()?, value.parse().ok()?))
}

/// `2026-01-31T00:00:00Z`, `2026-01-31`, or seconds since 1970.
fn seconds(text: &str) -> Option<i64> {
    let date = || text.parse::<jiff::civil::Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let time = || text.parse::<Timestamp>().ok().or_else(|| date().map(|date| date.timestamp()));
    text.parse().ok().or_else(|| time().map(Timestamp::as_second))
}

/// `203.0.113.0/24`
struct Network {
    address: IpAddr,
    /// Bits.
    prefix: u32,
}

impl Network {
    fn read(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        Some(Self { address, prefix: prefix.unwrap_or(if address.is_ipv4() { 32 } else { 128 }) })
    }

    fn holds(&self, value: IpAddr) -> bool {
        let bits = |address: IpAddr| match address {
            IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
            IpAddr::V6(address) => u128::from(address),
        };
        let mask = u128::MAX.checked_shl(128 - self.prefix.min(128)).unwrap_or_default();
        self.address.is_ipv4() == value.is_ipv4() && (bits(self.address) ^ bits(value)) & mask == 0
    }

    /// Nobody on the internet has such an address.
    fn is_private(&self) -> bool {
        match self.address {
            IpAddr::V4(address) => {
                let own = address.is_private() || address.is_loopback() || address.is_link_local();
                own && self.prefix >= 8
            }
            IpAddr::V6(address) => address.is_loopback() || (address.is_unique_local() && self.prefix >= 7),
        }
    }
}

#[cfg(test)]
mod tests;
