//! The address of managed login, to try the sign-in in a browser (facts §9), as the app client allows it. Pure.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::aws::document::pools::ManagedLogin;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::spec::Spec;

/// What a query value may hold as it is (RFC 3986 §2.3).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why there is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAddress {
    /// The app client is still to be made.
    NoClient,
    NoDomain,
    /// AllowedOAuthFlowsUserPoolClient is off.
    NotEnabled,
    /// None of the app client's OAuth flows has a page where somebody signs in.
    NoFlow,
    NoScope,
    NoCallback,
    /// The page offers other identity providers only, and nobody types a password of the pool.
    NoPasswords,
}

impl NoAddress {
    /// One sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            NoAddress::NoClient => "The destination app client is still to be made.",
            NoAddress::NoDomain => "The destination pool has no managed-login domain.",
            NoAddress::NotEnabled => "The destination app client does not use managed login: its OAuth flows are off.",
            NoAddress::NoFlow => "The destination app client has no OAuth flow with a sign-in page: neither code nor implicit.",
            NoAddress::NoScope => "The destination app client allows no OAuth scope.",
            NoAddress::NoCallback => "The destination app client has no callback URL.",
            NoAddress::NoPasswords => {
                "The destination app client signs in through other identity providers only, so no user types a password there."
            }
        }
    }
}

/// The sign-in page of the destination's app client: its own flow, scopes and first callback URL.
///
/// # Errors
///
/// Why managed login has no such page for this client.
pub fn managed_login_url(spec: &Spec, made: &CreatedIds, login: &ManagedLogin) -> Result<String, NoAddress> {
    let blueprint = Blueprint::new(spec, made);
    let client = Some(blueprint.spec.destination_client.id.as_str()).filter(|id| !id.is_empty()).ok_or(NoAddress::NoClient)?;
    let domain = login.domain.as_deref().filter(|domain| !domain.is_empty()).ok_or(NoAddress::NoDomain)?;
    let page = &login.page;
    if !page.enabled {
        return Err(NoAddress::NotEnabled);
    }
    if !page.providers.iter().any(|provider| provider == "COGNITO") {
        return Err(NoAddress::NoPasswords);
    }
    let allows = |flow: &str| page.flows.iter().any(|allowed| allowed == flow);
    let response_type = match (allows("code"), allows("implicit")) {
        (true, _) => "code",
        (false, true) => "token",
        (false, false) => return Err(NoAddress::NoFlow),
    };
    if page.scopes.is_empty() {
        return Err(NoAddress::NoScope);
    }
    let encoded = |value: &str| utf8_percent_encode(value, QUERY).to_string();
    let scopes = page.scopes.iter().map(|scope| encoded(scope)).collect::<Vec<_>>().join("+");
    let callback = encoded(page.callback_urls.first().ok_or(NoAddress::NoCallback)?);
    let (host, client) = (host(domain, &spec.destination.region, &spec.destination.partition), encoded(client));
    Ok(format!("https://{host}/login?client_id={client}&response_type={response_type}&scope={scopes}&redirect_uri={callback}"))
}

fn host(domain: &str, region: &str, partition: &str) -> String {
    match partition {
        _ if domain.contains('.') => domain.to_owned(),
        "aws-us-gov" => format!("{domain}.auth-fips.{region}.amazoncognito.com"),
        _ => format!("{domain}.auth.{region}.amazoncognito.com"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::aws::document::pools::SignInPage;
    use crate::sign_in::fixture::spec;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn login() -> ManagedLogin {
        let page = SignInPage {
            enabled: true,
            flows: texts(&["code"]),
            scopes: texts(&["openid", "email"]),
            callback_urls: texts(&["https://app.example/cb?x=1&y=2", "https://other.example"]),
            providers: texts(&["COGNITO", "Google"]),
        };
        ManagedLogin { domain: Some("acme".into()), page }
    }

    fn url(edit: impl FnOnce(&mut ManagedLogin)) -> Result<String, NoAddress> {
        let mut login = login();
        edit(&mut login);
        managed_login_url(&spec(), &CreatedIds::default(), &login)
    }

    #[test]
    fn a_prefix_becomes_cognitos_own_domain_and_the_callback_is_encoded() {
        assert_eq!(
            url(|_| ()).unwrap(),
            "https://acme.auth.eu-central-1.amazoncognito.com/login?client_id=client1&response_type=code&scope=openid+email\
             &redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1%26y%3D2"
        );
    }

    #[test]
    fn the_address_follows_the_app_clients_own_flow_and_scopes() {
        let implicit = url(|login| {
            login.page.flows = texts(&["implicit"]);
            login.page.scopes = texts(&["phone", "https://api.example/read all"]);
        });
        let implicit = implicit.unwrap();
        assert!(implicit.contains("&response_type=token&scope=phone+https%3A%2F%2Fapi.example%2Fread%20all&"), "{implicit}");
        let both = url(|login| login.page.flows = texts(&["implicit", "code"])).unwrap();
        assert!(both.contains("&response_type=code&"));
    }

    #[test]
    fn a_custom_domain_stands_for_itself() {
        let url = url(|login| login.domain = Some("login.acme.example".into())).unwrap();
        assert!(url.starts_with("https://login.acme.example/login?"));
    }

    #[test]
    fn gov_cloud_has_the_fips_host() {
        let mut spec = spec();
        spec.destination.partition = "aws-us-gov".into();
        spec.destination.region = "us-gov-west-1".into();
        let url = managed_login_url(&spec, &CreatedIds::default(), &login()).unwrap();
        assert!(url.starts_with("https://acme.auth-fips.us-gov-west-1.amazoncognito.com/login?"));
    }

    #[test]
    fn a_client_that_apply_made_is_the_one_in_the_address() {
        let mut spec = spec();
        spec.destination_client.id.clear();
        assert_eq!(managed_login_url(&spec, &CreatedIds::default(), &login()), Err(NoAddress::NoClient));
        let made = CreatedIds { destination_client_id: Some("made1".into()), ..CreatedIds::default() };
        assert!(managed_login_url(&spec, &made, &login()).unwrap().contains("client_id=made1&"));
    }

    #[test]
    fn where_there_is_no_page_the_reason_is_named() {
        assert_eq!(url(|login| login.domain = None), Err(NoAddress::NoDomain));
        assert_eq!(url(|login| login.domain = Some(String::new())), Err(NoAddress::NoDomain));
        assert_eq!(url(|login| login.page.enabled = false), Err(NoAddress::NotEnabled));
        assert_eq!(url(|login| login.page.flows = texts(&["client_credentials"])), Err(NoAddress::NoFlow));
        assert_eq!(url(|login| login.page.scopes.clear()), Err(NoAddress::NoScope));
        assert_eq!(url(|login| login.page.callback_urls.clear()), Err(NoAddress::NoCallback));
        assert_eq!(url(|login| login.page.providers = texts(&["Google"])), Err(NoAddress::NoPasswords));
    }
}
