//! Which operation an answer belongs to: the SDK's errors do not say, so each client of ours writes it beside the response.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextMut;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, Metadata};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// An operation by the SDK's names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::aws) struct Called {
    pub(in crate::aws) service: String,
    pub(in crate::aws) operation: String,
}

impl Called {
    /// Of a response of one of our clients; empty for those of the SDK's own providers.
    pub(in crate::aws) fn of(response: &HttpResponse) -> Self {
        response.extension::<Self>().cloned().unwrap_or_default()
    }
}

/// For the configuration of a client.
#[derive(Debug, Clone, Copy)]
pub(in crate::aws) struct NotesOperation;

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for NotesOperation {
    fn name(&self) -> &'static str {
        "NotesOperation"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(metadata) = config.load::<Metadata>() {
            let called = Called { service: metadata.service().to_owned(), operation: metadata.name().to_owned() };
            context.response_mut().add_extension(called);
        }
        Ok(())
    }
}
