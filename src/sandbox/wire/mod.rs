//! The connector under the AWS SDK clients, and the protocols that they speak.

use aws_smithy_runtime_api::client::http::{
    HttpConnectorFuture, SharedHttpClient, http_client_fn,
};
use aws_smithy_runtime_api::client::result::ConnectorError;

use super::Sandbox;

pub fn http_client(sandbox: Sandbox) -> SharedHttpClient {
    let _ = sandbox;
    unimplemented!()
}
