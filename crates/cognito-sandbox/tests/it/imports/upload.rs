//! The upload: one signed header, and what S3 refuses.

use cognito_sandbox::{Service, Trouble};

use super::office::{EVE, Office, encrypted};

#[test]
fn the_url_has_the_documented_shape() {
    let job = Office::open().create();
    let url = job["PreSignedUrl"].as_str().unwrap();
    let id = job["JobId"].as_str().unwrap();
    let place =
        format!("https://aws-cognito-idp-user-import-dub.s3.eu-west-1.amazonaws.com/111111111111/eu-west-1_Practice1/{id}?");
    assert!(url.starts_with(&place), "{url}");
    for part in ["X-Amz-Expires=899&", "X-Amz-SignedHeaders=host%3Bx-amz-server-side-encryption&", "X-Amz-Security-Token="] {
        assert!(url.contains(part), "{part} in {url}");
    }
}

#[test]
fn anything_but_the_one_signed_header_is_refused() {
    let office = Office::open();
    let job = office.create();
    let url = job["PreSignedUrl"].as_str().unwrap();
    let right = encrypted(3);
    let with = |name: &'static str, value: &'static str| [right[0], right[1], (name, value)];
    let code = |status_and_answer: (u16, String)| {
        let (status, answer) = status_and_answer;
        let code = answer.split("<Code>").nth(1).and_then(|rest| rest.split("</Code>").next()).unwrap_or_default().to_owned();
        (status, code)
    };
    let refused = |headers: &[(&str, &str)], url: &str| code(office.put(url, headers, "abc"));
    let mismatch = (403, "SignatureDoesNotMatch".to_owned());
    assert_eq!(refused(&right[1..], url), mismatch, "without the header");
    assert_eq!(refused(&[("x-amz-server-side-encryption", "AES256"), right[1]], url), mismatch);
    assert_eq!(refused(&right, &url.replace("Signature=", "Signature=0")), mismatch);
    assert_eq!(refused(&right, &url.replace("import-", "import-0")), (403, "SignatureDoesNotMatch".to_owned()));
    assert_eq!(code(office.send("POST", url, &right, "abc")), mismatch);
    for name in ["x-amz-content-sha256", "x-amz-checksum-crc32", "x-amz-sdk-checksum-algorithm", "x-amz-user-agent"] {
        assert_eq!(refused(&with(name, "x"), url), (403, "AccessDenied".to_owned()), "{name}");
    }
    let signed = with("authorization", "AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/s3/aws4_request, Signature=0");
    assert_eq!(refused(&signed, url), (400, "InvalidArgument".to_owned()));
    assert_eq!(refused(&right[..1], url), (411, "MissingContentLength".to_owned()));
    assert_eq!(refused(&with("transfer-encoding", "chunked"), url), (501, "NotImplemented".to_owned()));
    assert_eq!(refused(&encrypted(4), url), (400, "IncompleteBody".to_owned()));
    assert_eq!(refused(&right, url).0, 200);
    assert_eq!(office.put(&url.replace("%3B", ";"), &right, "abc").0, 200, "escaped or not, it is the same URL");
}

#[test]
fn the_url_lasts_899_seconds() {
    let office = Office::open();
    let job = office.create();
    let url = job["PreSignedUrl"].as_str().unwrap();
    office.wait(897);
    assert_eq!(office.put(url, &encrypted(1), "a").0, 200);
    office.wait(2);
    let (status, answer) = office.put(url, &encrypted(1), "a");
    assert_eq!(status, 403);
    assert!(answer.contains("<Code>AccessDenied</Code><Message>Request has expired</Message>"), "{answer}");
}

#[test]
fn the_file_is_kept_until_the_job_is_over_and_no_longer() {
    let office = Office::open();
    let held = |office: &Office| serde_json::to_string(&*office.practice.sandbox.world()).unwrap();
    let file = office.file(&[EVE]);
    let job = office.uploaded(&file);
    assert!(held(&office).contains("\"upload\":\""));
    office.start(&job);
    assert_eq!(office.describe(&job)["Status"], "Succeeded");
    assert!(held(&office).contains("\"upload\":null") && held(&office).contains("\"table\":null"));
}

#[test]
fn an_upload_can_get_lost_like_any_other_call() {
    let office = Office::open();
    let job = office.create();
    let throttled = cognito_sandbox::Fault::new(503, "SlowDown", "Please reduce your request rate.");
    office.practice.sandbox.expect_trouble(Service::S3, "PutObject", Trouble::Refusal(throttled));
    let url = job["PreSignedUrl"].as_str().unwrap();
    assert_eq!(office.put(url, &encrypted(1), "a").0, 503);
    assert_eq!(office.put(url, &encrypted(1), "a").0, 200);
}
