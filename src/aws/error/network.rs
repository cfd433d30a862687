//! A request that no service has answered: it was never sent, or the network did not carry it.

use std::error::Error;

use aws_smithy_runtime_api::client::result::ConnectorError;

use crate::aws::error::caller::Caller;
use crate::aws::error::causes::{find, spoken};
use crate::aws::guard::GuardRefusal;
use crate::problem::{Problem, ProblemKind};

pub(in crate::aws) fn no_network(caller: &Caller, what: String, words: &str) -> Problem {
    let lower = words.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    let (why, remedy) = if has(&["certificate", "unknownissuer", "tls", "handshake"]) {
        (
            "The encrypted connection was refused: the certificate is not trusted here.",
            vec![
                "If a proxy of your company inspects connections, name its certificates: export AWS_CA_BUNDLE=/path/to/ca.pem"
                    .to_owned(),
                "A wrong clock makes certificates invalid too: check date and time.".to_owned(),
            ],
        )
    } else if has(&["dns", "lookup address", "name or service not known"]) {
        (
            "The name of the service could not be looked up: there is no network, no DNS, or no such Region.",
            vec![format!("Check the network connection, and that the Region {} exists.", caller.region)],
        )
    } else if has(&["proxy", "tunnel"]) {
        ("The proxy did not let the connection through.", vec!["Check HTTPS_PROXY and NO_PROXY.".to_owned()])
    } else if has(&["refused"]) {
        ("Nothing accepts connections there.", vec!["Check the network connection.".to_owned()])
    } else if has(&["timeout", "timed out"]) {
        ("No answer came in time.", vec!["Check the network connection, then try again.".to_owned()])
    } else {
        ("The connection failed.", vec!["Check the network connection, then try again.".to_owned()])
    };
    let mut problem = Problem::new(ProblemKind::Network, what, format!("{why} {words}"));
    problem.remedy = remedy;
    if let Some(variable) = &caller.renewal.proxy {
        problem = problem.remedy(format!("A proxy is set in the environment ({variable}): check that it reaches AWS."));
    }
    match caller.endpoint_overrides.is_empty() {
        true => problem,
        false => problem.remedy(format!("Endpoints in force: {}", caller.endpoint_overrides.join("; "))),
    }
}

/// Why no service has answered, where the credentials are not the cause.
pub(in crate::aws) fn not_sent(caller: &Caller, what: String, causes: &[&(dyn Error + 'static)]) -> Problem {
    if let Some((_, refused)) = find::<GuardRefusal>(causes) {
        return Problem::new(
            ProblemKind::Refused,
            what,
            format!("Reading is only reading: {refused}. This is a mistake in cognito-ferry; nothing was changed."),
        )
        .remedy("Please report it, with the name of that operation: https://github.com/cognito-ferry/cognito-ferry/issues");
    }
    let words = spoken(&causes[1..]);
    let lower = words.to_lowercase();
    if lower.contains("identity resolver timed out") {
        let why = format!("The credentials of profile {} did not come in time. {words}", caller.renewal.profile);
        let waited = Problem::new(ProblemKind::NoCredentials, what, why);
        return caller.renewal.actions().into_iter().fold(waited, Problem::remedy);
    }
    if find::<ConnectorError>(causes).is_some_and(|(_, connector)| !connector.is_other()) || lower.contains("timeout") {
        return no_network(caller, what, &words);
    }
    Problem::new(ProblemKind::Refused, what, format!("The request was not sent: {words}"))
        .remedy("If nothing of yours is named, it is a mistake in cognito-ferry: please report it with this text.")
}
