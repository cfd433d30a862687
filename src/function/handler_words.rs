//! What the words of a handler that is not ours prove. A throw of it proves nothing: published handlers throw for a wrong password and for
//! an unknown user, in words of their own, and some end their process. But Lambda's and AWS's own words in it do, in Node.js and in Python.
//! Pure.

use std::collections::BTreeMap;

/// What is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// The source pool answered, in AWS's own words.
    Answered(Answered),
    /// It cannot work like this.
    Broken(HandlerFault),
    Nothing,
}

/// What the source pool said of the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    UnknownUser,
    WrongPassword,
    LockedOut,
    Disabled,
    NotConfirmed,
    ResetRequired,
}

/// What is broken. Names are as the words have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandlerFault {
    Module(Option<String>),
    Handler,
    Syntax,
    /// From nodejs24.x on Lambda gives no callback.
    Callback,
    /// It threw, or ended its process, while it was loaded: before any sign-in.
    Loading,
    TimedOut,
    OutOfMemory,
    Variable(String),
    /// The SDK sends nothing where this is missing.
    Value(String),
    Region,
    AssumeRoleDenied,
    /// The action.
    SourceDenied(String),
    Credentials,
    Flow,
    ClientSecret,
    ClientMissing,
    PoolMissing,
}

/// What a handler said: the error that it threw, if it did, and the log lines of this invocation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Words<'a> {
    pub error_type: &'a str,
    pub message: &'a str,
    pub log: &'a str,
    /// Whether it threw or ended its process.
    pub failed: bool,
}

/// Reads them. `variables`: those that the function has.
pub fn read(words: Words<'_>, variables: &BTreeMap<String, String>) -> Proof {
    let thrown = format!("{}: {}", words.error_type, words.message);
    // Whoever ends the process leaves his words in the log only.
    let last_words = if words.ended_its_process() { format!("{thrown}\n{}", words.log) } else { thrown.clone() };
    let everything = format!("{thrown}\n{}", words.log);
    let fault = words.failed.then(|| of_lambda(words, &thrown, &last_words, variables)).flatten();
    let fault = fault.or_else(|| of_aws(&everything));
    if let Some(fault) = fault {
        return Proof::Broken(fault);
    }
    if let Some(answered) = answered(&everything) {
        return Proof::Answered(answered);
    }
    match words.failed && failed_while_loading(words.log) {
        true => Proof::Broken(HandlerFault::Loading),
        false => Proof::Nothing,
    }
}

impl Words<'_> {
    /// `sys.exit` in Python, `process.exit` in Node.js.
    pub fn ended_its_process(&self) -> bool {
        self.error_type == "Runtime.ExitError" || has(self.message, "Runtime exited")
    }
}

/// What Lambda and the language's runtime say.
fn of_lambda(words: Words<'_>, thrown: &str, last_words: &str, variables: &BTreeMap<String, String>) -> Option<HandlerFault> {
    let is = |kind: &str| words.error_type == kind;
    let says = |text: &str| has(thrown, text);
    if is("Sandbox.Timedout") || says("task timed out after") {
        return Some(HandlerFault::TimedOut);
    }
    let killed = says("signal: killed") || says("heap out of memory") || has(last_words, "heap out of memory");
    if is("Runtime.OutOfMemory") || is("MemoryError") || killed {
        return Some(HandlerFault::OutOfMemory);
    }
    if is("Runtime.UserCodeSyntaxError") || says("syntax error in module") {
        return Some(HandlerFault::Syntax);
    }
    if is("Runtime.CallbackHandlerDeprecated") || says("support for callback-based function handlers") {
        return Some(HandlerFault::Callback);
    }
    if is("Runtime.HandlerNotFound") || is("Runtime.MalformedHandlerName") || says("is undefined or not exported") {
        return Some(HandlerFault::Handler);
    }
    if says("missing on module") || says("bad handler '") || is("Runtime.HandlerError") && says("has no attribute '") {
        return Some(HandlerFault::Handler);
    }
    for begin in ["cannot find module '", "cannot find package '", "no module named '"] {
        if let Some(name) = quoted_behind(last_words, begin) {
            return Some(HandlerFault::Module(Some(name)));
        }
    }
    if is("Runtime.ImportModuleError") || says("unable to import module") {
        return Some(HandlerFault::Module(None));
    }
    missing_variable(last_words, variables).map(HandlerFault::Variable).or_else(|| missing_value(last_words))
}

/// What AWS says, wherever the handler puts it: into its error, or into its log.
fn of_aws(text: &str) -> Option<HandlerFault> {
    let says = |words: &str| has(text, words);
    if says("perform: sts:assumerole") || says("when calling the assumerole operation") && says("accessdenied") {
        return Some(HandlerFault::AssumeRoleDenied);
    }
    if let Some(at) = find(text, "perform: cognito-idp:") {
        let action =
            text[at + "perform: ".len()..].split(|letter: char| !letter.is_ascii_alphanumeric() && !":-".contains(letter));
        return Some(HandlerFault::SourceDenied(action.into_iter().next().unwrap_or_default().to_owned()));
    }
    if says("auth flow not enabled") || says("flow not enabled for this client") {
        return Some(HandlerFault::Flow);
    }
    if says("secret_hash was not received") || says("unable to verify secret hash") {
        return Some(HandlerFault::ClientSecret);
    }
    if exists_not(text, "user pool client ") {
        return Some(HandlerFault::ClientMissing);
    }
    if exists_not(text, "user pool ") {
        return Some(HandlerFault::PoolMissing);
    }
    let rejected = ["security token included in the request is", "invalidclienttokenid", "unrecognizedclientexception"];
    let none = ["unable to locate credentials", "could not load credentials from any providers", "missing credentials in config"];
    rejected.iter().chain(&none).any(|words| says(words)).then_some(HandlerFault::Credentials)
}

/// What the source pool says of a user.
fn answered(text: &str) -> Option<Answered> {
    let rows = [
        ("attempts exceeded", Answered::LockedOut),
        ("user is disabled", Answered::Disabled),
        ("user does not exist.", Answered::UnknownUser),
        ("usernotfoundexception", Answered::UnknownUser),
        ("incorrect username or password.", Answered::WrongPassword),
        ("user is not confirmed", Answered::NotConfirmed),
        ("usernotconfirmedexception", Answered::NotConfirmed),
        ("password reset required for the user", Answered::ResetRequired),
        ("passwordresetrequiredexception", Answered::ResetRequired),
    ];
    rows.into_iter().find(|(words, _)| has(text, words)).map(|(_, answered)| answered)
}

/// Lambda's report of loading the code (lambda-runtime-environment.html, "Failures during the Init phase").
fn failed_while_loading(log: &str) -> bool {
    log.lines().any(|line| line.starts_with("INIT_REPORT") && line.contains("Status: error"))
}

/// `KeyError: 'OLD_ROLE_ARN'` of Python's os.environ; or a name like a variable's in a sentence that says that something is missing.
fn missing_variable(text: &str, variables: &BTreeMap<String, String>) -> Option<String> {
    let lacks = |name: &str| !variables.contains_key(name) && !variables.values().any(|value| value == name);
    let key = quoted_behind(text, "keyerror: '").filter(|name| is_like_a_variable(name) && lacks(name));
    let missing =
        ["missing", "required", "not set", "unset", "undefined", "not defined", "environment", "not configured", "empty"];
    key.or_else(|| {
        let lines = text.lines().filter(|line| missing.iter().any(|word| has(line, word)));
        let names = lines.flat_map(|line| line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_'));
        names.map(str::to_owned).find(|name| name.contains('_') && is_like_a_variable(name) && !is_of_lambda(name) && lacks(name))
    })
}

fn is_like_a_variable(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
    name.len() >= 2 && name.starts_with(|letter: char| letter.is_ascii_uppercase()) && name.chars().all(plain)
}

/// A word that Lambda's log writes by itself.
fn is_of_lambda(name: &str) -> bool {
    ["INIT_REPORT", "INIT_START", "REPORT_DATA", "ERR_MODULE_NOT_FOUND", "XRAY_TRACE_ID"].contains(&name)
        || name.starts_with("ERR_")
}

/// The SDKs' own checks, before anything is sent.
fn missing_value(text: &str) -> Option<HandlerFault> {
    let says = |words: &str| has(text, words);
    if says("region is missing") || says("missing region in config") || says("you must specify a region") {
        return Some(HandlerFault::Region);
    }
    if let Some(name) = quoted_behind(text, "missing required key '") {
        return Some(HandlerFault::Value(name));
    }
    let invalid = "invalid type for parameter ";
    let none = find(text, invalid).filter(|_| says("value: none"));
    let absent = "missing required parameter in input: \"";
    if let Some(at) = none {
        return Some(HandlerFault::Value(word(&text[at + invalid.len()..])));
    }
    find(text, absent).map(|at| HandlerFault::Value(word(&text[at + absent.len()..])))
}

fn word(text: &str) -> String {
    text.chars().take_while(char::is_ascii_alphanumeric).take(64).collect()
}

/// "User pool eu-west-1_x does not exist."
fn exists_not(text: &str, what: &str) -> bool {
    text.lines().any(|line| {
        find(line, what).is_some_and(|at| {
            let mut words = line[at + what.len()..].split_whitespace();
            words.next().is_some()
                && words.take(3).collect::<Vec<_>>().join(" ").to_ascii_lowercase().starts_with("does not exist")
        })
    })
}

fn has(text: &str, words: &str) -> bool {
    find(text, words).is_some()
}

/// Without regard to case. Only ASCII letters change, so that places stay places.
fn find(text: &str, words: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(&words.to_ascii_lowercase())
}

/// What stands between these words, which end with a quotation mark, and the next mark.
fn quoted_behind(text: &str, words: &str) -> Option<String> {
    let rest = &text[find(text, words)? + words.len()..];
    let (name, _) = rest.split_once('\'')?;
    (!name.is_empty() && name.len() <= 128 && !name.contains('\n')).then(|| name.to_owned())
}

impl HandlerFault {
    /// What it is, in a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Module(Some(name)) => format!("A module that its code loads is not in the zip, nor in its runtime: {name}."),
            Self::Module(None) => "Its code, or a module that it loads, cannot be imported.".into(),
            Self::Handler => "The zip has no handler of the name that Lambda is told.".into(),
            Self::Syntax => "Its code has a syntax error in this runtime.".into(),
            Self::Callback => "It takes a callback, which Lambda does not give from nodejs24.x on.".into(),
            Self::Loading => "It fails while it is loaded, before any sign-in.".into(),
            Self::TimedOut => "It did not answer within five seconds, after which Cognito gives up.".into(),
            Self::OutOfMemory => "It ran out of memory.".into(),
            Self::Variable(name) => format!("It lacks the variable {name}."),
            Self::Value(name) => format!("Its call to AWS lacks {name}: a variable that it reads has another name."),
            Self::Region => "Its call to AWS has no Region: a variable that it reads has another name.".into(),
            Self::AssumeRoleDenied => "It may not assume the role: AWS denied sts:AssumeRole.".into(),
            Self::SourceDenied(action) => format!("The role that it asks with may not call {action}."),
            Self::Credentials => "AWS rejected the credentials that it uses.".into(),
            Self::Flow => "Its app client does not allow the flow that it uses.".into(),
            Self::ClientSecret => "Its app client has a secret, which it does not send.".into(),
            Self::ClientMissing => "The source pool has no app client of the id that it uses.".into(),
            Self::PoolMissing => "The user pool that it asks does not exist in that account and Region.".into(),
        }
    }

    /// Whether it may pass by itself: a role or a policy that is not seen everywhere yet, a first call that was slow (facts §4.1).
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::AssumeRoleDenied | Self::SourceDenied(_) | Self::Credentials | Self::TimedOut)
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Module(_) => {
                "Put the module into the zip, or choose a runtime that has it; aws-sdk (version 2) is in none since nodejs18.x."
            }
            Self::Handler => "Name the handler as the zip has it, file.function: --function-handler",
            Self::Syntax => "Mend the code, or choose the runtime that it was written for: --function-runtime",
            Self::Callback => "Let it return a promise, or choose a runtime that has callbacks: --function-runtime nodejs22.x",
            Self::Loading => "Read its words above: most often a variable is missing, which --function-variable NAME=TEXT sets.",
            Self::TimedOut => "Give it more memory, and see which call it waits for: --function-memory 1024",
            Self::OutOfMemory => "Give it more memory: --function-memory 1024",
            Self::Variable(_) | Self::Value(_) | Self::Region => {
                "Set it under the name that the code reads: --function-variable NAME=TEXT, with {source-role-arn}, {source-client-id}, {source-pool-id}, {source-region}, {external-id} …"
            }
            Self::AssumeRoleDenied => {
                "Where its code names another role, give it ours: --function-variable NAME={source-role-arn}. Where it says no external id: --external-id none."
            }
            Self::SourceDenied(_) => "Where its code asks the pool without assuming the role, allow that: --function-policy FILE",
            Self::Credentials => {
                "See which credentials its code asks with: it must assume {source-role-arn}, or ask as the function's own role."
            }
            Self::Flow => {
                "Give it the migration app client: --function-variable NAME={source-client-id}. That one allows ADMIN_USER_PASSWORD_AUTH."
            }
            Self::ClientSecret => {
                "Give it the migration app client, which has no secret: --function-variable NAME={source-client-id}"
            }
            Self::ClientMissing => "Give it the migration app client: --function-variable NAME={source-client-id}",
            Self::PoolMissing => {
                "Give it the source pool and its Region: --function-variable NAME={source-pool-id}, NAME={source-region}"
            }
        }
    }
}

#[cfg(test)]
mod tests;
