//! Tags on a pool, by its ARN.

use serde_json::{Value, json};

use super::faults::{constraint, pool_not_found, resource_not_found};
use super::pool_document::check_tags;
use super::request::{PoolAddress, Request};
use crate::core::fault::Fault;

fn tagged_pool(request: &Request) -> Result<PoolAddress, Fault> {
    let arn = request.members.bounded_text("ResourceArn", 2048)?;
    request.authorize(arn)?;
    let pool_id = arn.rsplit_once(":userpool/").map(|(_, pool_id)| pool_id);
    let pool_id = pool_id.ok_or_else(|| resource_not_found(format!("Resource {arn} does not exist.")))?;
    if arn != request.pool_arn(&request.caller.account, pool_id) {
        return Err(pool_not_found(pool_id));
    }
    Ok(PoolAddress { account: request.caller.account.clone(), pool_id: pool_id.to_owned() })
}

pub fn tag(request: &Request) -> Result<Value, Fault> {
    request.only(&["ResourceArn", "Tags"])?;
    let address = tagged_pool(request)?;
    let tags = request.members.text_map("Tags")?;
    check_tags(request.members.get("Tags"))?;
    request.with_pool(&address, |pool| {
        for (key, value) in tags {
            pool.document["UserPoolTags"][key] = json!(value);
        }
        Ok(json!({}))
    })
}

pub fn untag(request: &Request) -> Result<Value, Fault> {
    request.only(&["ResourceArn", "TagKeys"])?;
    let address = tagged_pool(request)?;
    let keys = request.members.texts("TagKeys")?.ok_or_else(|| constraint("null", "tagKeys", "Member must not be null"))?;
    request.with_pool(&address, |pool| {
        if let Some(Value::Object(tags)) = pool.document.get_mut("UserPoolTags") {
            tags.retain(|key, _| !keys.contains(key));
        }
        Ok(json!({}))
    })
}

pub fn list(request: &Request) -> Result<Value, Fault> {
    request.only(&["ResourceArn"])?;
    let address = tagged_pool(request)?;
    request.with_pool(&address, |pool| {
        let tags = pool.document.get("UserPoolTags").cloned().unwrap_or(json!({}));
        Ok(json!({"Tags": tags}))
    })
}
