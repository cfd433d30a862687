//! One log line for each call of AWS: which operation of which service, how it came out, how long it took. Never a body, a header or a
//! parameter: those hold passwords, tokens and people's data.

use std::time::Instant;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};

/// For the configuration of a client.
#[derive(Debug, Clone, Copy)]
pub(in crate::aws) struct CallLog;

#[derive(Debug)]
struct Started(Instant);

impl Storable for Started {
    type Storer = StoreReplace<Self>;
}

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for CallLog {
    fn name(&self) -> &'static str {
        "CallLog"
    }

    fn read_before_execution(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        config.interceptor_state().store_put(Started(Instant::now()));
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let (service, operation) = config.load::<Metadata>().map_or(("?", "?"), |metadata| (metadata.service(), metadata.name()));
        let milliseconds = config.load::<Started>().map_or(0, |started| started.0.elapsed().as_millis());
        let response = context.response();
        let status = response.map_or(0, |response| response.status().as_u16());
        let request_id = response.and_then(|response| response.headers().get("x-amzn-requestid")).unwrap_or("-");
        let failed = context.output_or_error().is_none_or(|answer| answer.is_err());
        tracing::info!(target: "cognito_ferry::calls", service, operation, status, request_id, milliseconds, failed);
        Ok(())
    }
}
