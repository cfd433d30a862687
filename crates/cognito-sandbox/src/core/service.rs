//! The services that the pretend accounts have.

/// One service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    CognitoIdp,
    Iam,
    Lambda,
    Logs,
    /// Only where Cognito lets the file of an import be put.
    S3,
    Sts,
}

impl Service {
    /// The name in ARNs, actions and SigV4 scopes, e.g. `cognito-idp`.
    pub fn name(self) -> &'static str {
        match self {
            Self::CognitoIdp => "cognito-idp",
            Self::Iam => "iam",
            Self::Lambda => "lambda",
            Self::Logs => "logs",
            Self::S3 => "s3",
            Self::Sts => "sts",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::CognitoIdp, Self::Iam, Self::Lambda, Self::Logs, Self::S3, Self::Sts]
            .into_iter()
            .find(|service| service.name() == name)
    }
}

impl std::fmt::Display for Service {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
