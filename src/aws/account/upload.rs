//! Giving a file to a presigned URL, by the HTTP client of the side: with exactly the one header that such a URL is signed for, and without
//! a signature of its own.

use std::time::Duration;

use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::timeout::TimeoutConfig;

use super::Account;
use crate::problem::{Problem, ProblemKind};
use crate::secret::Secret;

/// A presigned URL is good for 15 minutes, in which a large file over a slow line has to begin.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// What is given. Its Debug shows neither the URL, which is a secret for as long as it is good, nor the file.
struct File {
    path: String,
    bytes: Vec<u8>,
}

impl std::fmt::Debug for File {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("File").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// What the service answered instead of taking the file.
#[derive(Debug, thiserror::Error)]
#[error("HTTP {status}{}", code.as_ref().map(|code| format!(", {code}")).unwrap_or_default())]
struct Refused {
    status: u16,
    code: Option<String>,
}

impl Account {
    /// PUTs the file. `url`: as CreateUserImportJob answers it.
    ///
    /// # Errors
    /// A URL that is none, a refusal, or no answer. None of them holds the URL.
    pub async fn upload(&self, url: &Secret, bytes: Vec<u8>) -> Result<(), Problem> {
        let what = "Could not upload the file of the user import job";
        let Some((origin, path)) = split(url.expose()) else {
            return Err(Problem::new(
                ProblemKind::Service,
                format!("{what}."),
                "The address that Cognito gave for it is no HTTPS URL.",
            ));
        };
        let config = aws_sdk_cognitoidentityprovider::Client::config(&self.write.cognito);
        let Some(http_client) = config.http_client() else {
            return Err(Problem::new(ProblemKind::Local, format!("{what}."), "This account has no HTTP client."));
        };
        let host = origin.rsplit('/').next().unwrap_or_default().to_owned();
        let mut operation = Operation::builder()
            .service_name("S3")
            .operation_name("PutObject")
            .http_client(http_client)
            .endpoint_url(origin)
            .no_auth()
            .no_retry()
            .timeout_config(TimeoutConfig::builder().operation_timeout(LONGEST).build());
        if let Some(sleep) = config.sleep_impl() {
            operation = operation.sleep_impl(sleep);
        }
        if let Some(time) = config.time_source() {
            operation = operation.time_source(time);
        }
        let operation = operation.serializer(|file: File| request(&file)).deserializer::<(), Refused>(|response| match response
            .status()
            .is_success()
        {
            true => Ok(()),
            false => Err(OrchestratorError::operation(Refused {
                status: response.status().as_u16(),
                code: response.body().bytes().and_then(code),
            })),
        });
        operation.build().invoke(File { path: path.to_owned(), bytes }).await.map_err(|error| match error {
            SdkError::ServiceError(refused) => Problem {
                code: refused.err().code.clone(),
                ..Problem::new(ProblemKind::Service, format!("{what}."), format!("{host} refused it: {}.", refused.err()))
            }
            .remedy("Give the same command again: it makes a new job; the one without a file expires by itself."),
            // The causes of the HTTP client may show the URL.
            _ => Problem::new(ProblemKind::Network, format!("{what}."), format!("{host} did not answer."))
                .remedy("Let this machine, and the proxy if there is one, reach that host; then give the same command again."),
        })
    }
}

fn request(file: &File) -> Result<HttpRequest, aws_smithy_runtime_api::box_error::BoxError> {
    let mut request = HttpRequest::new(SdkBody::from(file.bytes.clone()));
    request.set_method("PUT")?;
    request.set_uri(file.path.as_str())?;
    request.headers_mut().insert("x-amz-server-side-encryption", "aws:kms");
    request.headers_mut().insert("content-length", file.bytes.len().to_string());
    Ok(request)
}

/// `https://host`, and path with query. Without TLS only where it does not leave this machine: an emulator.
fn split(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let path_at = rest.find('/').filter(|at| *at > 0)?;
    let is_safe = scheme == "https" || (scheme == "http" && rest.starts_with("127.0.0.1:"));
    is_safe.then(|| url.split_at(scheme.len() + "://".len() + path_at))
}

/// `<Code>` of S3's answer.
fn code(answer: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(answer).ok()?;
    let (_, rest) = text.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    code.bytes().all(|letter| letter.is_ascii_alphanumeric()).then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_parted_into_host_and_path() {
        let (origin, path) = split("https://import.s3.eu-west-1.amazonaws.com/1/pool/job?X-Amz-Expires=899").unwrap();
        assert_eq!((origin, path), ("https://import.s3.eu-west-1.amazonaws.com", "/1/pool/job?X-Amz-Expires=899"));
        assert!(
            ["http://a/b", "http://127.0.0.1.example/b", "https://", "https:///b", "ftp://a/b", ""]
                .iter()
                .all(|url| split(url).is_none())
        );
    }

    #[test]
    fn a_request_has_the_one_header_that_is_signed_for() {
        let request = request(&File { path: "/a?b=c".into(), bytes: b"abc".to_vec() }).unwrap();
        let names: Vec<&str> = request.headers().iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["x-amz-server-side-encryption", "content-length"]);
        assert_eq!((request.method(), request.uri()), ("PUT", "/a?b=c"));
    }

    #[test]
    fn neither_url_nor_people_show_in_what_is_debugged() {
        let shown = format!("{:?}", File { path: "/a?X-Amz-Signature=f00".into(), bytes: b"ada@example.com".to_vec() });
        assert_eq!(shown, "File { bytes: 15, .. }");
    }

    #[test]
    fn the_code_of_a_refusal_is_read() {
        assert_eq!(code(b"<Error><Code>AccessDenied</Code></Error>").as_deref(), Some("AccessDenied"));
        assert_eq!(code(b"<Error><Code>\x1b[2J</Code></Error>"), None);
        assert_eq!(code(b"\xff"), None);
    }
}
