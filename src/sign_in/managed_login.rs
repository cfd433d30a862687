//! The address of managed login, to try the sign-in in a browser (facts §9). Pure.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::resources::blueprint::{Blueprint, Made};
use crate::resources::spec::Spec;

/// What a query value may hold as it is (RFC 3986 §2.3).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The login page of the destination pool's domain for its app client. None while there is no domain, no client or no callback URL.
/// `domain`: the prefix, or a custom domain (which has a dot). `callback_urls`: the app client's; the first is used.
pub fn managed_login_url(spec: &Spec, made: &Made, domain: Option<&str>, callback_urls: &[String]) -> Option<String> {
    let blueprint = Blueprint::new(spec, made);
    let client = Some(blueprint.spec.destination_client.id.as_str()).filter(|id| !id.is_empty())?;
    let host = host(domain?, &spec.destination.region, &spec.destination.partition)?;
    let encoded = |value: &str| utf8_percent_encode(value, QUERY).to_string();
    let (client, callback) = (encoded(client), encoded(callback_urls.first()?));
    Some(format!("https://{host}/login?client_id={client}&response_type=code&scope=openid+email&redirect_uri={callback}"))
}

fn host(domain: &str, region: &str, partition: &str) -> Option<String> {
    if domain.is_empty() {
        return None;
    }
    if domain.contains('.') {
        return Some(domain.to_owned());
    }
    Some(match partition {
        "aws-us-gov" => format!("{domain}.auth-fips.{region}.amazoncognito.com"),
        _ => format!("{domain}.auth.{region}.amazoncognito.com"),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sign_in::fixture::spec;

    fn url(domain: Option<&str>, callback: &[&str]) -> Option<String> {
        let callback: Vec<String> = callback.iter().map(|url| (*url).to_owned()).collect();
        managed_login_url(&spec(), &Made::default(), domain, &callback)
    }

    #[test]
    fn a_prefix_becomes_cognitos_own_domain_and_the_callback_is_encoded() {
        assert_eq!(
            url(Some("acme"), &["https://app.example/cb?x=1&y=2", "https://other.example"]).unwrap(),
            "https://acme.auth.eu-central-1.amazoncognito.com/login?client_id=client1&response_type=code&scope=openid+email\
             &redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1%26y%3D2"
        );
    }

    #[test]
    fn a_custom_domain_stands_for_itself() {
        assert!(url(Some("login.acme.example"), &["https://a"]).unwrap().starts_with("https://login.acme.example/login?"));
    }

    #[test]
    fn gov_cloud_has_the_fips_host() {
        let mut spec = spec();
        spec.destination.partition = "aws-us-gov".into();
        spec.destination.region = "us-gov-west-1".into();
        let url = managed_login_url(&spec, &Made::default(), Some("acme"), &["https://a".into()]).unwrap();
        assert!(url.starts_with("https://acme.auth-fips.us-gov-west-1.amazoncognito.com/login?"));
    }

    #[test]
    fn a_client_that_apply_made_is_the_one_in_the_address() {
        let mut spec = spec();
        spec.destination_client.id.clear();
        let domain = (Some("acme"), ["https://a".to_owned()]);
        assert_eq!(managed_login_url(&spec, &Made::default(), domain.0, &domain.1), None);
        let made = Made { destination_client_id: Some("made1".into()), ..Made::default() };
        assert!(managed_login_url(&spec, &made, domain.0, &domain.1).unwrap().contains("client_id=made1&"));
    }

    #[test]
    fn without_domain_or_callback_there_is_no_address() {
        assert_eq!(url(None, &["https://a"]), None);
        assert_eq!(url(Some(""), &["https://a"]), None);
        assert_eq!(url(Some("acme"), &[]), None);
    }
}
