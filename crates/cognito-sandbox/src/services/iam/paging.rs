//! Pages of a sorted listing.

use serde::Serialize;
use serde_json::Value;

use crate::core::fault::Fault;
use crate::core::service::Service;

/// One page of a sorted listing.
pub struct Page<T> {
    pub items: Vec<T>,
    pub marker: Option<String>,
}

/// Cuts a page: `marker` is what an earlier page gave, `max_items` 1 to 1000 (100 unless told).
pub fn page<T>(items: Vec<T>, marker: Option<&str>, max_items: Option<i64>) -> Result<Page<T>, Fault> {
    let max_items = max_items.unwrap_or(100);
    if !(1..=1000).contains(&max_items) {
        return Err(Fault::invalid(
            Service::Iam,
            format!(
                "1 validation error detected: Value '{max_items}' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000 and at least 1"
            ),
        ));
    }
    let start = match marker {
        None => 0,
        Some(marker) => marker
            .strip_prefix("after-")
            .and_then(|number| number.parse::<usize>().ok())
            .ok_or_else(|| Fault::invalid(Service::Iam, format!("Invalid Marker: {marker}")))?,
    };
    let total = items.len();
    let taken = usize::try_from(max_items).unwrap_or(100);
    let items: Vec<T> = items.into_iter().skip(start).take(taken).collect();
    let end = start + items.len();
    Ok(Page { items, marker: (end < total).then(|| format!("after-{end}")) })
}

impl<T: Serialize> Page<T> {
    pub fn output(self, member: &str) -> Value {
        let mut output = serde_json::Map::new();
        output.insert(member.to_owned(), serde_json::json!(self.items));
        output.insert("IsTruncated".to_owned(), self.marker.is_some().into());
        if let Some(marker) = self.marker {
            output.insert("Marker".to_owned(), marker.into());
        }
        Value::Object(output)
    }
}
