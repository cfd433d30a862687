//! The wordings of Node.js and Python, as Lambda and both SDKs write them.

use crate::function::handler_words::*;

fn thrown(error_type: &str, message: &str) -> Proof {
    with_log(error_type, message, "")
}

fn with_log(error_type: &str, message: &str, log: &str) -> Proof {
    let variables = [("OLD_ROLE_ARN", "arn:x"), ("OLD_CLIENT_ID", "id")];
    let variables = variables.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    read(Words { error_type, message, log, failed: true }, &variables)
}

#[test]
fn what_lambda_and_aws_say_is_told_in_both_languages() {
    let module = |name: &str| HandlerFault::Module(Some(name.into()));
    let assume =
        "User: arn:aws:sts::2:assumed-role/f/f is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/x";
    let asking =
        "User: arn:aws:sts::1:assumed-role/s/x is not authorized to perform: cognito-idp:AdminInitiateAuth on resource: y";
    for (error_type, message, fault) in [
        (
            "Runtime.ImportModuleError",
            "Error: Cannot find module 'aws-sdk'\nRequire stack:\n- /var/task/index.js",
            module("aws-sdk"),
        ),
        ("Runtime.ImportModuleError", "Unable to import module 'main': No module named 'constant'", module("constant")),
        ("Error", "Cannot find package 'axios' imported from /var/task/index.mjs", module("axios")),
        (
            "Runtime.ImportModuleError",
            "Unable to import module 'main': cannot import name 'x' from 'y'",
            HandlerFault::Module(None),
        ),
        ("Runtime.HandlerNotFound", "index.handler is undefined or not exported", HandlerFault::Handler),
        ("Runtime.HandlerNotFound", "Handler 'lambda_handler' missing on module 'main'", HandlerFault::Handler),
        (
            "Runtime.MalformedHandlerName",
            "Bad handler 'main': not enough values to unpack (expected 2, got 1)",
            HandlerFault::Handler,
        ),
        ("Runtime.UserCodeSyntaxError", "SyntaxError: Unexpected token '}'", HandlerFault::Syntax),
        ("Runtime.UserCodeSyntaxError", "Syntax error in module 'main': invalid syntax (main.py, line 3)", HandlerFault::Syntax),
        ("Sandbox.Timedout", "RequestId: 1 Error: Task timed out after 5.00 seconds", HandlerFault::TimedOut),
        ("", "2026-11-28T09:00:00Z 1 Task timed out after 5.01 seconds", HandlerFault::TimedOut),
        ("Runtime.ExitError", "RequestId: 1 Error: Runtime exited with error: signal: killed", HandlerFault::OutOfMemory),
        ("Runtime.OutOfMemory", "RequestId: 1 Error: Runtime exited with error: signal: killed", HandlerFault::OutOfMemory),
        ("MemoryError", "", HandlerFault::OutOfMemory),
        ("KeyError", "'SOURCE_ROLE_ARN'", HandlerFault::Variable("SOURCE_ROLE_ARN".into())),
        ("KeyError", "'ROLE'", HandlerFault::Variable("ROLE".into())),
        ("Error", "Environment variable OLD_USER_POOL_ID is not set", HandlerFault::Variable("OLD_USER_POOL_ID".into())),
        ("Error", "missing required: SRC_POOL", HandlerFault::Variable("SRC_POOL".into())),
        ("MissingRequiredParameter", "Missing required key 'RoleArn' in params", HandlerFault::Value("RoleArn".into())),
        (
            "ParamValidationError",
            "Parameter validation failed:\nInvalid type for parameter UserPoolId, value: None, type: <class 'NoneType'>",
            HandlerFault::Value("UserPoolId".into()),
        ),
        ("ParamValidationError", "Missing required parameter in input: \"ClientId\"", HandlerFault::Value("ClientId".into())),
        ("NoRegionError", "You must specify a region.", HandlerFault::Region),
        ("ConfigError", "Missing region in config", HandlerFault::Region),
        ("Error", "Region is missing", HandlerFault::Region),
        ("AccessDenied", assume, HandlerFault::AssumeRoleDenied),
        (
            "ClientError",
            "An error occurred (AccessDenied) when calling the AssumeRole operation: Access denied",
            HandlerFault::AssumeRoleDenied,
        ),
        ("AccessDeniedException", asking, HandlerFault::SourceDenied("cognito-idp:AdminInitiateAuth".into())),
        ("InvalidParameterException", "Auth flow not enabled for this client", HandlerFault::Flow),
        ("NotAuthorizedException", "Unable to verify secret hash for client x", HandlerFault::ClientSecret),
        ("ResourceNotFoundException", "User pool client x does not exist.", HandlerFault::ClientMissing),
        ("ResourceNotFoundException", "User pool eu-west-1_x does not exist.", HandlerFault::PoolMissing),
        ("UnrecognizedClientException", "The security token included in the request is invalid.", HandlerFault::Credentials),
        ("NoCredentialsError", "Unable to locate credentials", HandlerFault::Credentials),
    ] {
        assert_eq!(thrown(error_type, message), Proof::Broken(fault), "{error_type}: {message}");
    }
}

#[test]
fn aws_words_that_a_handler_hands_on_or_logs_prove_that_the_pool_answered() {
    for (error_type, message, log, answered) in [
        ("UserNotFoundException", "User does not exist.", "", Answered::UnknownUser),
        (
            "UserNotFoundException",
            "An error occurred (UserNotFoundException) when calling the AdminGetUser operation: User does not exist.",
            "",
            Answered::UnknownUser,
        ),
        ("NotAuthorizedException", "Incorrect username or password.", "", Answered::WrongPassword),
        ("Error", "Bad credentials", "ERROR\tUserNotFoundException: User does not exist.\n    at x", Answered::UnknownUser),
        ("NotAuthorizedException", "User is disabled.", "", Answered::Disabled),
        ("NotAuthorizedException", "Password attempts exceeded", "", Answered::LockedOut),
    ] {
        assert_eq!(with_log(error_type, message, log), Proof::Answered(answered), "{message} {log}");
    }
}

#[test]
fn a_handlers_own_words_prove_nothing() {
    for (error_type, message) in [
        ("Error", "Bad credentials"),
        ("Exception", "Bad Password"),
        ("Error", "The user pool does not know you"),
        ("Error", "This user does not exist"),
        ("Error", "Incorrect username or password, try again"),
        ("KeyError", "'AuthenticationResult'"),
        ("KeyError", "'OLD_ROLE_ARN'"),
        ("TypeError", "Cannot read properties of undefined (reading 'AccessToken')"),
        ("SyntaxError", "Unexpected token < in JSON at position 0"),
        ("Runtime.ExitError", "RequestId: 1 Error: Runtime exited with error: exit status 1"),
        ("Runtime.ExitError", "RequestId: 1 Error: Runtime exited without providing a reason"),
        ("", ""),
    ] {
        assert_eq!(thrown(error_type, message), Proof::Nothing, "{error_type}: {message}");
    }
}

#[test]
fn whoever_ends_the_process_is_read_by_the_log() {
    let exit = |log: &str| with_log("Runtime.ExitError", "RequestId: 1 Error: Runtime exited with error: exit status 1", log);
    assert_eq!(exit("START\n[ERROR] The username does not exist!\nEND"), Proof::Nothing);
    let variable = "[ERROR] Missing required variable: 'SOURCE_REGION'\nINIT_REPORT Init Duration: 90 ms Phase: init Status: error Error Type: Runtime.ExitError";
    assert_eq!(exit(variable), Proof::Broken(HandlerFault::Variable("SOURCE_REGION".into())));
    let denied = "[ERROR] Could not assume the role. Details: An error occurred (AccessDenied) when calling the AssumeRole operation: User: x is not authorized to perform: sts:AssumeRole on resource: y";
    assert_eq!(exit(denied), Proof::Broken(HandlerFault::AssumeRoleDenied));
    let loading = "oops\nINIT_REPORT Init Duration: 90 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError";
    assert_eq!(exit(loading), Proof::Broken(HandlerFault::Loading));
}

#[test]
fn a_denial_that_was_swallowed_is_found_in_the_log_of_one_that_did_not_throw() {
    let log = "INFO AccessDenied: User: x is not authorized to perform: sts:AssumeRole on resource: y";
    let words = Words { log, ..Words::default() };
    assert_eq!(read(words, &BTreeMap::new()), Proof::Broken(HandlerFault::AssumeRoleDenied));
    assert_eq!(read(Words { log: "KeyError: 'AB_C'", ..Words::default() }, &BTreeMap::new()), Proof::Nothing);
}

#[test]
fn every_fault_has_a_sentence_and_something_to_do() {
    for fault in [
        HandlerFault::Module(None),
        HandlerFault::Handler,
        HandlerFault::Loading,
        HandlerFault::Variable("A_B".into()),
        HandlerFault::Credentials,
    ] {
        assert!(fault.sentence().ends_with('.') && fault.remedy().len() > 20, "{fault:?}");
    }
}
