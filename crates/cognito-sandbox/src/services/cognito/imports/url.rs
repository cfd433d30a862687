//! The presigned URL of a job: where its file may be put, and for how long.

use crate::core::percent;
use crate::core::sandbox::Sandbox;

/// Seconds.
pub const LIFETIME: f64 = 899.0;

const HEXADECIMAL: &str = "0123456789abcdef";
const TOKEN_LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The buckets are named by airports; of the others the sandbox does not know the names.
const AIRPORTS: [(&str, &str); 17] = [
    ("ap-northeast-1", "nrt"),
    ("ap-northeast-2", "icn"),
    ("ap-south-1", "bom"),
    ("ap-southeast-1", "sin"),
    ("ap-southeast-2", "syd"),
    ("ca-central-1", "yul"),
    ("eu-central-1", "fra"),
    ("eu-north-1", "arn"),
    ("eu-south-1", "mxp"),
    ("eu-west-1", "dub"),
    ("eu-west-2", "lhr"),
    ("eu-west-3", "cdg"),
    ("sa-east-1", "gru"),
    ("us-east-1", "iad"),
    ("us-east-2", "cmh"),
    ("us-west-1", "sfo"),
    ("us-west-2", "pdx"),
];

pub fn presigned(sandbox: &Sandbox, account: &str, region: &str, pool_id: &str, job_id: &str) -> String {
    let airport = AIRPORTS.iter().find(|(name, _)| *name == region).map_or(region, |(_, airport)| airport);
    let now = sandbox.now();
    let credential = format!("ASIA{}/{}/{region}/s3/aws4_request", sandbox.random_id(TOKEN_LETTERS, 16), now.strftime("%Y%m%d"));
    let token = sandbox.random_id(TOKEN_LETTERS, 200);
    let signature = sandbox.random_id(HEXADECIMAL, 64);
    format!(
        "https://aws-cognito-idp-user-import-{airport}.s3.{region}.amazonaws.com/{account}/{pool_id}/{job_id}\
         ?X-Amz-Security-Token={token}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={date}\
         &X-Amz-SignedHeaders=host%3Bx-amz-server-side-encryption&X-Amz-Expires={LIFETIME}\
         &X-Amz-Credential={credential}&X-Amz-Signature={signature}",
        date = now.strftime("%Y%m%dT%H%M%SZ"),
        credential = percent::encode(&credential),
    )
}

/// Whether two URLs mean the same: query parameters have no order, and may be escaped more or less.
pub fn is_same(one: &str, other: &str) -> bool {
    let parts = |url: &str| {
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        let mut query: Vec<(String, String)> = percent::pairs(query).collect();
        query.sort_unstable();
        (percent::decode(place, false), query)
    };
    parts(one) == parts(other)
}

/// Until when a URL of a job made then can be used, in epoch seconds. It counts from the whole second of X-Amz-Date.
pub fn end(created: f64) -> f64 {
    created.floor() + LIFETIME
}
