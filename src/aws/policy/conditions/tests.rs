//! Conditions against what is known of a request.
#![allow(clippy::unwrap_used)]

use crate::aws::policy::conditions::*;

const ROLE: &str = "arn:aws:iam::222222222222:role/service-role/usermigration-role-qj7yr2q6";

fn condition(operator: &str, key: &str, values: &[&str]) -> Condition {
    Condition { operator: operator.into(), key: key.into(), values: values.iter().map(|value| (*value).to_owned()).collect() }
}

fn request() -> RequestContext {
    RequestContext::at("2026-11-28T12:00:00Z".parse().unwrap())
        .is("sts:ExternalId", "x")
        .is("aws:PrincipalArn", ROLE)
        .without(&["aws:SourceAccount", "aws:username"])
        .with("sts:RoleSessionName", KeyValue::Present)
        .with("aws:MultiFactorAuthPresent", KeyValue::AbsentOr("false".into()))
        .with("aws:TokenIssueTime", KeyValue::Now)
        .with("aws:SourceIp", KeyValue::AddressOfAws)
        .with("aws:VpcSourceIp", KeyValue::PublicAddressOrAbsent)
        .family("aws:RequestTag/", KeyValue::Absent)
}

#[test]
fn a_condition_holds_fails_or_cannot_be_told() {
    for (operator, key, value, holds) in [
        ("StringEquals", "sts:ExternalId", "x", Some(true)),
        ("StringEquals", "sts:ExternalId", "y", Some(false)),
        ("StringNotEquals", "sts:ExternalId", "x", Some(false)),
        ("StringEqualsIgnoreCase", "STS:externalid", "X", Some(true)),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::222222222222:role/service-role/*", Some(true)),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*", Some(false)),
        ("StringLike", "aws:PrincipalArn", "arn:aws:iam::*", Some(true)),
        ("StringEquals", "AWS:SourceAccount", "1", Some(false)),
        ("StringEqualsIfExists", "AWS:SourceAccount", "1", Some(true)),
        ("StringNotEquals", "AWS:SourceAccount", "1", Some(true)),
        ("ForAllValues:StringEquals", "AWS:SourceAccount", "1", Some(true)),
        ("ForAnyValue:StringEquals", "AWS:SourceAccount", "1", Some(false)),
        ("ForAnyValue:StringNotEquals", "AWS:SourceAccount", "1", Some(false)),
        ("Null", "AWS:SourceAccount", "true", Some(true)),
        ("Null", "AWS:SourceAccount", "false", Some(false)),
        ("StringEquals", "aws:PrincipalOrgID", "o-exampleorg1", None),
        ("StringEquals", "sts:RoleSessionName", "ann", None),
        ("Null", "sts:RoleSessionName", "true", Some(false)),
        ("Bool", "aws:MultiFactorAuthPresent", "true", Some(false)),
        ("BoolIfExists", "aws:MultiFactorAuthPresent", "true", None),
        ("BoolIfExists", "aws:MultiFactorAuthPresent", "false", Some(true)),
        ("Null", "aws:MultiFactorAuthPresent", "true", None),
        ("StringEquals", "aws:RequestTag/team", "shop", Some(false)),
        ("DateLessThan", "aws:TokenIssueTime", "2026-01-01T00:00:00Z", Some(false)),
        ("DateGreaterThan", "aws:TokenIssueTime", "2026-01-01", Some(true)),
        ("DateGreaterThan", "aws:TokenIssueTime", "2030-01-01T00:00:00Z", Some(false)),
        ("DateLessThan", "aws:TokenIssueTime", "2026-11-28T11:00:00Z", None),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24", Some(false)),
        ("IpAddress", "aws:SourceIp", "10.0.0.0/8", Some(false)),
        ("IpAddress", "aws:SourceIp", "0.0.0.0/0", Some(true)),
        ("NotIpAddress", "aws:SourceIp", "203.0.113.7", Some(true)),
        ("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8", Some(false)),
        ("IpAddress", "aws:VpcSourceIp", "203.0.113.0/24", None),
        ("StringEquals", "sts:ExternalId", "${aws:username}", Some(false)),
        ("StringEquals", "sts:ExternalId", "${aws:username, 'x'}", Some(true)),
        ("StringEquals", "sts:ExternalId", "${aws:PrincipalTag/team}", None),
        ("BinaryEquals", "sts:ExternalId", "eA==", None),
    ] {
        assert_eq!(condition(operator, key, &[value]).holds(&request()), holds, "{operator} {key} {value}");
    }
}

#[test]
fn one_of_several_values_is_enough_and_of_a_negated_operator_none_may_be_met() {
    assert_eq!(condition("StringEquals", "sts:ExternalId", &["y", "x"]).holds(&request()), Some(true));
    assert_eq!(condition("StringNotEquals", "sts:ExternalId", &["y", "x"]).holds(&request()), Some(false));
    assert_eq!(condition("NotIpAddress", "aws:SourceIp", &["10.0.0.0/8", "::/0"]).holds(&request()), Some(false));
}

#[test]
fn networks_hold_their_addresses() {
    for (network, address, holds) in [
        ("203.0.113.0/24", "203.0.113.255", true),
        ("203.0.113.0/24", "203.0.114.0", false),
        ("203.0.113.7", "203.0.113.7", true),
        ("0.0.0.0/0", "1.2.3.4", true),
        ("2001:db8::/32", "2001:db8:1::1", true),
        ("2001:db8::/32", "2001:db9::1", false),
        ("0.0.0.0/0", "::1", false),
    ] {
        assert_eq!(Network::read(network).unwrap().holds(address.parse().unwrap()), holds, "{network} {address}");
    }
}
