//! How GetRole shows a role.

use serde_json::{Value, json};

use super::document::url_encoded;
use super::tags::as_list;
use crate::core::clock::epoch_seconds;
use crate::core::state::iam::Role;

/// As in GetRole and CreateRole. `trust` is the document as readers see it.
pub fn detail(role: &Role, trust: &Value) -> Value {
    let mut shown = json!({
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.role_id,
        "Arn": role.arn,
        "CreateDate": epoch_seconds(role.created),
        "AssumeRolePolicyDocument": url_encoded(&trust.to_string()),
        "MaxSessionDuration": role.max_session_duration,
    });
    if let Some(description) = &role.description {
        shown["Description"] = json!(description);
    }
    if let Some(boundary) = &role.permissions_boundary {
        shown["PermissionsBoundary"] = json!({
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": boundary,
        });
    }
    if !role.tags.is_empty() {
        shown["Tags"] = as_list(&role.tags);
    }
    shown
}
