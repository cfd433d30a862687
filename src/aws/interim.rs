use super::account::Account;
use super::problem::{Problem, ProblemKind};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
impl Account {
    pub fn problem<E: ProvideErrorMetadata + std::error::Error + 'static, R: std::fmt::Debug>(
        &self,
        what: impl Into<String>,
        error: &SdkError<E, R>,
    ) -> Problem {
        let mut problem = Problem::new(ProblemKind::Service, what, format!("{error:?}"));
        problem.code = error.code().map(str::to_owned);
        problem
    }
}
impl Problem {
    pub fn lines(&self) -> Vec<String> {
        vec![self.what.clone(), self.why.clone()]
    }
}
