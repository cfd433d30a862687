//! What Lambda refuses because of the function's own settings or of its Region: runtime, key, network, file system, code.

use crate::aws::error::answer::ErrorAnswer;
use crate::aws::error::caller::Caller;
use crate::aws::error::refusal::Refusal;
use crate::problem::ProblemKind;

/// The refusal, where it is one of these.
pub(in crate::aws) fn refusal(caller: &Caller, answer: &ErrorAnswer) -> Option<Refusal> {
    if let Some(runtime) = runtime(answer) {
        return Some(runtime_refused(caller, answer, &runtime));
    }
    let name = answer.name();
    let (words, action) = match name {
        "KMSAccessDenied" => (
            "Lambda may not use the KMS key that encrypts the function's variables.",
            "Let the function's role use that key (kms:Decrypt), in the key's policy too, or take the key off the function.",
        ),
        "KMSDisabled" => {
            ("The KMS key that encrypts the function's variables is disabled.", "Enable the key, or take it off the function.")
        }
        "KMSNotFound" => (
            "The KMS key that encrypts the function's variables is not there.",
            "Give the function another key, or none, and write its variables again.",
        ),
        name if name.starts_with("KMS") => (
            "The KMS key that encrypts the function's variables cannot be used as it is.",
            "Look at the key's state in the KMS console: it may be pending deletion or import.",
        ),
        "EC2AccessDenied" => (
            "The function's role may not make the network interface that its VPC needs.",
            "Give the role AWSLambdaVPCAccessExecutionRole, or take the function out of the VPC: the migration needs none.",
        ),
        "InvalidSubnetID" | "InvalidSecurityGroupID" => (
            "A subnet or security group of the function's VPC is not there.",
            "Correct the VPC settings of the function, or take it out of the VPC: the migration needs none.",
        ),
        name if name.starts_with("EFS") || name.starts_with("S3Files") => (
            "The function's file system could not be mounted.",
            "Take the file system off the function (the migration needs none), or let its owner look at it.",
        ),
        "InvalidZipFile" | "InvalidRuntime" => (
            "The function's code cannot be started as it was uploaded.",
            "Apply again: it uploads the code. A zip of your own must hold the handler's file for that runtime.",
        ),
        "CodeVerificationFailed" | "InvalidCodeSignature" | "CodeSigningConfigNotFound" => (
            "The function has a code signing configuration, and our code is not signed for it.",
            "Ask the owner of code signing in the account; or choose another function name, so that a new function is made without it.",
        ),
        "SnapStart" | "SnapStartTimeout" | "SnapStartRegenerationFailure" => (
            "The function is set to SnapStart, and its snapshot does not start.",
            "Switch SnapStart off for the function: the migration needs none.",
        ),
        _ => return None,
    };
    Some(Refusal::new(ProblemKind::Refused).because(words).remedy(action))
}

/// The runtime that is refused, where the text is about one.
fn runtime(answer: &ErrorAnswer) -> Option<String> {
    let about = answer.parameters.iter().find(|parameter| parameter.name.eq_ignore_ascii_case("runtime"))?;
    Some(about.value.clone().unwrap_or_default())
}

fn runtime_refused(caller: &Caller, answer: &ErrorAnswer, runtime: &str) -> Refusal {
    let region = &caller.region;
    let deprecated = answer.message.contains("no longer supported");
    let words = match (deprecated, runtime.is_empty()) {
        (true, _) => format!("Lambda no longer accepts the runtime {runtime} for any function."),
        (false, true) => format!("Lambda in {region} does not have this runtime."),
        (false, false) => format!("Lambda in {region} does not have the runtime {runtime}, or not yet."),
    };
    let refused = Refusal::new(ProblemKind::Refused).because(words);
    match offered(&answer.message, runtime).as_slice() {
        [] => refused,
        others => refused.remedy(format!("It offers: {}.", others.join(", "))),
    }
}

/// The runtimes of the same language in "enum value set: […]", or in "use the new runtime (…)".
fn offered<'t>(message: &'t str, runtime: &str) -> Vec<&'t str> {
    let language: String = runtime.chars().take_while(char::is_ascii_alphabetic).collect();
    let listed =
        |open: &str, close: char| message.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map(|(list, _)| list);
    let list = listed("enum value set: [", ']').or_else(|| listed("new runtime (", ')')).unwrap_or_default();
    let of_language =
        |other: &&str| other.chars().take_while(char::is_ascii_alphabetic).eq(language.chars()) && *other != runtime;
    list.split(',').map(str::trim).filter(|other| !other.is_empty()).filter(of_language).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtimes_of_the_same_language_are_offered() {
        let message = "Value nodejs24.x at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \
                       [nodejs20.x, java21, nodejs22.x, python3.13] or be a valid ARN";
        assert_eq!(offered(message, "nodejs24.x"), ["nodejs20.x", "nodejs22.x"]);
        assert_eq!(offered("We recommend you use the new runtime (nodejs22.x) while creating", "nodejs18.x"), ["nodejs22.x"]);
        assert!(offered("Nothing is listed", "nodejs24.x").is_empty());
    }
}
