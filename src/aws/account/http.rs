//! How HTTPS is spoken: hyper 1 and rustls over ring, by the proxy that the environment names.

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// The client of one side, as the SDK's own default is put together but for the library below rustls, and for whom it trusts: the
/// certificates that are given, or those of this machine.
pub(in crate::aws) fn client(trusted: Option<TrustStore>) -> SharedHttpClient {
    // Nothing can go wrong in building it: it only keeps what it is given.
    let context = trusted.and_then(|trusted| TlsContext::builder().with_trust_store(trusted).build().ok()).unwrap_or_default();
    Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector =
            ConnectorBuilder::default().tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(context.clone());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        connector.set_proxy_config(Some(ProxyConfig::from_env()));
        connector.build()
    })
}
