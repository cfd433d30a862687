//! The tokens of a sign-in: JSON Web Tokens with real claims and a signature that says that it is none. Nobody outside the
//! sandbox can mistake them for tokens that open something.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::faults::not_authorized;
use super::faults::user_not_found;
use super::request::{Request, client};
use super::users::with_factors;
use crate::core::fault::Fault;
use crate::core::state::cognito::{Document, IssuedRefreshToken, Pool, User};

const SIGNATURE: &str = "practice-signature-of-the-cognito-ferry-sandbox";
const TOKEN_LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Random texts that a sign-in may need. Drawn before the world is locked.
pub struct Nonces {
    /// For the session of a challenge.
    pub session: String,
    refresh_token: String,
    token_ids: [String; 2],
    region: String,
}

impl Nonces {
    pub fn draw(request: &Request) -> Self {
        Self {
            session: request.sandbox.random_id(TOKEN_LETTERS, 120),
            refresh_token: request.sandbox.random_id(TOKEN_LETTERS, 120),
            token_ids: [request.uuid(), request.uuid()],
            region: request.region.to_owned(),
        }
    }
}

/// The tokens of a complete sign-in whose content is settled, and which nobody has yet.
pub struct Tokens {
    result: Value,
    refresh_token: String,
    issued: IssuedRefreshToken,
}

/// Settles what the tokens of a complete sign-in say.
pub fn decide(pool: &Pool, client_id: &str, user: &User, nonces: &Nonces, now: f64) -> Result<Tokens, Fault> {
    let document = client(pool, client_id)?;
    let until = now + validity(document, "RefreshTokenValidity", "RefreshToken", "days", 30.0 * 86_400.0);
    Ok(Tokens {
        result: access(pool, document, user, nonces, now),
        refresh_token: nonces.refresh_token.clone(),
        issued: IssuedRefreshToken { client_id: client_id.to_owned(), user_name: user.user_name.clone(), until },
    })
}

impl Tokens {
    /// The `AuthenticationResult`, refresh token included, which works from now on.
    pub fn give(self, pool: &mut Pool) -> Value {
        let mut result = self.result;
        result["RefreshToken"] = json!(self.refresh_token);
        pool.refresh_tokens.insert(self.refresh_token, self.issued);
        result
    }
}

/// Fresh access and ID tokens, as the refresh flow gives them.
pub fn access(pool: &Pool, client: &Document, user: &User, nonces: &Nonces, now: f64) -> Value {
    let lifetime = validity(client, "AccessTokenValidity", "AccessToken", "hours", 3600.0);
    let id_lifetime = validity(client, "IdTokenValidity", "IdToken", "hours", 3600.0);
    let client_id = client.get("ClientId").cloned().unwrap_or_default();
    let issued = now as i64;
    let groups = pool.groups_of(&user.user_name);
    let issuer = issuer(&nonces.region, pool.id());
    let mut access = json!({
        "sub": user.attribute("sub"), "iss": issuer, "client_id": client_id, "token_use": "access",
        "scope": "aws.cognito.signin.user.admin", "auth_time": issued, "iat": issued,
        "exp": issued + lifetime as i64, "jti": nonces.token_ids[0], "username": user.user_name,
    });
    let mut identity = json!({
        "sub": user.attribute("sub"), "iss": issuer, "aud": client_id, "token_use": "id",
        "auth_time": issued, "iat": issued, "exp": issued + id_lifetime as i64,
        "jti": nonces.token_ids[1], "cognito:username": user.user_name,
    });
    for (name, value) in readable_attributes(pool, client, user) {
        identity[name] = claim(name, value);
    }
    if !groups.is_empty() {
        access["cognito:groups"] = json!(groups);
        identity["cognito:groups"] = json!(groups);
    }
    json!({
        "AccessToken": encoded(&access), "IdToken": encoded(&identity),
        "ExpiresIn": lifetime as i64, "TokenType": "Bearer",
    })
}

/// An attribute as an ID token tells it: text, but for what OpenID Connect gives another shape.
fn claim(name: &str, value: &str) -> Value {
    match (name, value) {
        ("email_verified" | "phone_number_verified", flag) => json!(flag.eq_ignore_ascii_case("true")),
        ("address", text) => json!({ "formatted": text }),
        ("updated_at", text) => text.parse::<i64>().map_or_else(|_| json!(text), |seconds| json!(seconds)),
        (_, text) => json!(text),
    }
}

/// What the client lets an app read: its ReadAttributes, or the standard attributes when it names none (facts §7).
fn readable_attributes<'u>(pool: &Pool, client: &Document, user: &'u User) -> Vec<(&'u str, &'u str)> {
    let listed = client.get("ReadAttributes").and_then(Value::as_array);
    let readable = |name: &str| match listed {
        Some(names) => name == "sub" || names.iter().any(|listed| listed == name),
        None => !name.contains("custom:") && pool.schema_attribute(name).is_some(),
    };
    let attributes = user.attributes.iter().filter(|(name, _)| readable(name));
    attributes.map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Seconds of a validity setting, whose unit stands in TokenValidityUnits.
fn validity(client: &Document, member: &str, unit_member: &str, default_unit: &str, default: f64) -> f64 {
    let Some(number) = client.get(member).and_then(Value::as_f64).filter(|number| *number > 0.0) else {
        return default;
    };
    let units = client.get("TokenValidityUnits").and_then(|units| units.get(unit_member));
    let seconds = match units.and_then(Value::as_str).unwrap_or(default_unit) {
        "seconds" => 1.0,
        "minutes" => 60.0,
        "hours" => 3600.0,
        _ => 86_400.0,
    };
    number * seconds
}

fn issuer(region: &str, pool_id: &str) -> String {
    format!("https://cognito-idp.{region}.amazonaws.com/{pool_id}")
}

fn encoded(claims: &Value) -> String {
    let header = json!({"kid": "practice", "alg": "RS256"});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(&header), part(claims), URL_SAFE_NO_PAD.encode(SIGNATURE))
}

/// The claims of one of our own tokens.
fn decoded(token: &str) -> Option<Value> {
    let mut parts = token.split('.').skip(1);
    let claims = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
    let signature = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
    if signature != SIGNATURE.as_bytes() {
        return None;
    }
    serde_json::from_slice(&claims).ok()
}

/// GetUser: the user that an access token belongs to.
pub fn get_user(request: &Request) -> Result<Value, Fault> {
    request.only(&["AccessToken"])?;
    let invalid = || not_authorized("Invalid Access Token");
    let claims = decoded(request.members.text("AccessToken")?).ok_or_else(invalid)?;
    if claims["token_use"] != "access" {
        return Err(invalid());
    }
    if claims["exp"].as_f64().is_none_or(|end| end <= request.now) {
        return Err(not_authorized("Access Token has expired"));
    }
    let (client_id, name) = (claims["client_id"].as_str(), claims["username"].as_str());
    let (client_id, name) = client_id.zip(name).ok_or_else(invalid)?;
    let address = request.pool_of(client_id)?;
    request.with_pool(&address, |pool| {
        if claims["iss"] != issuer(request.region, pool.id()) {
            return Err(invalid());
        }
        let user = pool.users.get(name).ok_or_else(user_not_found)?;
        if !user.enabled {
            return Err(not_authorized("User is disabled."));
        }
        let attributes: Vec<Value> = readable_attributes(pool, client(pool, client_id)?, user)
            .into_iter()
            .map(|(name, value)| json!({"Name": name, "Value": value}))
            .collect();
        Ok(with_factors(json!({"Username": user.user_name, "UserAttributes": attributes}), user))
    })
}
