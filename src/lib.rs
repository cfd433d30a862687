//! cognito-ferry: moves the users of one Amazon Cognito user pool to another AWS account, with their passwords.

pub mod sandbox;
