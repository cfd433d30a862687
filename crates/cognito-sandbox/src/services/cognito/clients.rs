//! The operations on app clients.

use serde_json::{Value, json};

use super::client_document::{READ_ONLY, SETTINGS, check_combinations, settled};
use super::faults::invalid_parameter;
use super::paging::{LARGEST_PAGE, page, with_token};
use super::pools::touch;
use super::request::{Request, client};
use super::shape;
use crate::core::fault::Fault;
use crate::core::state::cognito::Document;

const LOWER_AND_DIGITS: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
const CLIENT_ID_LENGTH: usize = 26;
const SECRET_LENGTH: usize = 51;

pub fn create(request: &Request) -> Result<Value, Fault> {
    let address = request.signed_pool()?;
    request.members.bounded_text("ClientName", 128)?;
    let generate_secret = request.members.flag("GenerateSecret")?.unwrap_or(false);
    let client_id = request.sandbox.random_id(LOWER_AND_DIGITS, CLIENT_ID_LENGTH);
    let secret = generate_secret.then(|| request.sandbox.random_id(LOWER_AND_DIGITS, SECRET_LENGTH));
    let mut settings = request.members.document().clone();
    settings.remove("UserPoolId");
    settings.remove("GenerateSecret");
    shape::check(&settings, SETTINGS, None)?;
    request.with_pool(&address, |pool| {
        check_combinations(pool, &settings)?;
        let mut document = identity(&address.pool_id, &client_id);
        if let Some(secret) = secret {
            document.insert("ClientSecret".to_owned(), json!(secret));
        }
        document.insert("LastModifiedDate".to_owned(), json!(request.now));
        document.insert("CreationDate".to_owned(), json!(request.now));
        document.extend(settled(&settings));
        pool.clients.insert(client_id.clone(), document.clone());
        Ok(json!({"UserPoolClient": document}))
    })
}

fn identity(pool_id: &str, client_id: &str) -> Document {
    let mut document = Document::new();
    document.insert("UserPoolId".to_owned(), json!(pool_id));
    document.insert("ClientId".to_owned(), json!(client_id));
    document
}

pub fn describe(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "ClientId"])?;
    let client_id = request.members.bounded_text("ClientId", 128)?;
    request.with_signed_pool(|pool| Ok(json!({"UserPoolClient": client(pool, client_id)?})))
}

/// Everything that is left out goes back to its default, except the name, which has none.
pub fn update(request: &Request) -> Result<Value, Fault> {
    let address = request.signed_pool()?;
    let client_id = request.members.bounded_text("ClientId", 128)?;
    let sent = request.members.document();
    if let Some(member) = sent.keys().find(|member| READ_ONLY.contains(&member.as_str())) {
        return Err(invalid_parameter(format!("Unknown parameter {member}")));
    }
    let mut settings = sent.clone();
    settings.remove("UserPoolId");
    settings.remove("ClientId");
    request.with_pool(&address, |pool| {
        let standing = client(pool, client_id)?.clone();
        shape::check(&settings, SETTINGS, Some(&standing))?;
        check_combinations(pool, &settings)?;
        let mut document = identity(&address.pool_id, client_id);
        let kept = READ_ONLY.iter().chain(&["ClientName"]);
        document.extend(kept.filter_map(|member| Some(((*member).to_owned(), standing.get(*member)?.clone()))));
        document.extend(settled(&settings));
        touch(&mut document, request.now);
        pool.clients.insert(client_id.to_owned(), document.clone());
        Ok(json!({"UserPoolClient": document}))
    })
}

pub fn list(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "MaxResults", "NextToken"])?;
    let limit = request.members.number("MaxResults", 1..=LARGEST_PAGE as i64)?;
    let token = request.members.optional_text("NextToken")?;
    request.with_signed_pool(|pool| {
        let scope = format!("ListUserPoolClients {}", pool.id());
        let clients = pool.clients.iter().map(|(id, client)| {
            let shown: Document = ["ClientId", "UserPoolId", "ClientName"]
                .iter()
                .filter_map(|member| Some(((*member).to_owned(), client.get(*member)?.clone())))
                .collect();
            (id.clone(), shown)
        });
        let (clients, next) = page(clients, limit.unwrap_or(LARGEST_PAGE as i64) as usize, token, &scope)?;
        Ok(with_token(json!({"UserPoolClients": clients}), "NextToken", next))
    })
}

pub fn delete(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "ClientId"])?;
    let client_id = request.members.bounded_text("ClientId", 128)?;
    request.with_signed_pool(|pool| {
        client(pool, client_id)?;
        pool.clients.remove(client_id);
        pool.risk.remove(client_id);
        Ok(json!({}))
    })
}
