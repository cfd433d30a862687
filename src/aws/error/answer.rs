//! What a service answered: code, message, status and the values that it names.

use std::time::SystemTime;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::aws::error::called::Called;
use crate::aws::error::constraint;
use crate::problem::Parameter;
use crate::text::sentence;

/// What the service answered.
#[derive(Debug)]
pub(in crate::aws) struct ErrorAnswer {
    pub(in crate::aws) code: String,
    pub(in crate::aws) message: String,
    pub(in crate::aws) status: u16,
    /// When the service answered, by its own clock.
    pub(in crate::aws) date: Option<SystemTime>,
    /// To what.
    pub(in crate::aws) called: Called,
    /// The values that it names as the fault.
    pub(in crate::aws) parameters: Vec<Parameter>,
}

impl ErrorAnswer {
    pub(in crate::aws) fn new(called: Called, error: &impl ProvideErrorMetadata, response: &HttpResponse) -> Self {
        let printable = |text: Option<&str>| crate::text::printable_lines(text.unwrap_or_default()).trim().to_owned();
        let date = response.headers().get("date").and_then(|date| DateTime::from_str(date, Format::HttpDate).ok());
        let message = printable(error.message());
        let mut code = printable(error.code());
        // Some answers of AWS JSON carry the namespace too.
        if let Some((_, name)) = code.rsplit_once('#') {
            code = name.to_owned();
        }
        Self {
            parameters: constraint::parameters(&called.operation, &message),
            code,
            message,
            status: response.status().as_u16(),
            date: date.and_then(|date| SystemTime::try_from(date).ok()),
            called,
        }
    }

    /// The code without the ending that only some protocols carry.
    pub(in crate::aws) fn name(&self) -> &str {
        self.code.strip_suffix("Exception").or_else(|| self.code.strip_suffix("Fault")).unwrap_or(&self.code)
    }

    /// AWS's own words, as a sentence.
    pub(in crate::aws) fn words(&self) -> String {
        let said = sentence(&self.message);
        match (said.is_empty(), self.code.is_empty()) {
            (false, _) => said,
            (true, false) => format!("AWS answered {} (HTTP {}), without a reason.", self.code, self.status),
            (true, true) => format!("AWS answered HTTP {}, without a reason.", self.status),
        }
    }
}
