//! From flags and a saved session to choices. Flags win, and are checked by AWS's own rules before anything is asked.

use super::arguments::ChoiceArguments;
use crate::function::own_variables;
use crate::model::choices::Choices;
use crate::model::names;
use crate::model::options::{Options, OwnFunction};
use crate::model::spec::NewPool;
use crate::model::user_options::{ThreatProtection, UserOptions};
use crate::problem::{Problem, ProblemKind};

/// Puts the flags over the choices. `defaults` are the options where none are saved yet.
pub fn apply_flags(flags: &ChoiceArguments, choices: &mut Choices, defaults: Options) -> Result<(), Problem> {
    set(&mut choices.source.profile, &flags.source_profile);
    set(&mut choices.source.region, &flags.source_region);
    set(&mut choices.source.pool, &flags.source_pool);
    set(&mut choices.destination.profile, &flags.destination_profile);
    set(&mut choices.destination.region, &flags.destination_region);
    set(&mut choices.destination.pool, &flags.destination_pool);
    set(&mut choices.destination_client, &flags.destination_client);
    if flags.destination_pool.is_some() {
        choices.new_pool = None;
    }
    new_pool(flags, choices);
    let mut options = choices.options.take().unwrap_or(defaults);
    options_from(flags, &mut options)?;
    check(&options)?;
    choices.options = Some(options);
    Ok(())
}

fn new_pool(flags: &ChoiceArguments, choices: &mut Choices) {
    let Some(name) = &flags.new_pool_name else { return };
    choices.destination.pool = None;
    choices.destination_client = None;
    choices.new_pool = Some(NewPool {
        name: name.clone(),
        client_name: flags.new_client_name.clone().unwrap_or_else(|| format!("{name}-app")),
        domain_prefix: flags.new_domain_prefix.clone(),
        callback_url: flags.new_callback_url.clone(),
    });
}

fn options_from(flags: &ChoiceArguments, options: &mut Options) -> Result<(), Problem> {
    replace(&mut options.source_client_name, &flags.source_client_name);
    replace(&mut options.function_role_name, &flags.function_role_name);
    replace(&mut options.source_role_name, &flags.source_role_name);
    replace(&mut options.role_path, &flags.role_path);
    set(&mut options.source_permissions_boundary, &flags.source_permissions_boundary);
    set(&mut options.destination_permissions_boundary, &flags.destination_permissions_boundary);
    replace(&mut options.function_name, &flags.function_name);
    replace(&mut options.function_memory, &flags.function_memory);
    replace(&mut options.function_runtime, &flags.function_runtime);
    replace(&mut options.log_retention_days, &flags.log_retention_days);
    if let Some(external_id) = &flags.external_id {
        options.external_id = match external_id.as_str() {
            "none" => None,
            external_id => {
                names::validate_external_id(external_id).map_err(|why| refused("--external-id", &why))?;
                Some(external_id.to_owned())
            }
        };
    }
    own_function(flags, options)?;
    own_settings(flags, options)?;
    users_from(flags, &mut options.users)?;
    set(&mut options.managed_by, &flags.managed_by);
    options.replace.extend(flags.replace.iter().copied());
    for tag in &flags.tags {
        let (key, value) = tag.split_once('=').ok_or_else(|| refused("--tag", "Write it as KEY=VALUE."))?;
        options.tags.insert(key.into(), value.into());
    }
    Ok(())
}

/// A handler of the team's own comes whole: code, handler and runtime.
fn own_function(flags: &ChoiceArguments, options: &mut Options) -> Result<(), Problem> {
    let Some(zip) = &flags.function_zip else {
        return match (&flags.function_handler, &mut options.own_function) {
            (Some(handler), Some(own)) => {
                own.handler.clone_from(handler);
                Ok(())
            }
            (Some(_), None) => Err(refused("--function-handler", "It names the handler in --function-zip, which is not given.")),
            (None, _) => Ok(()),
        };
    };
    // Found again from wherever the session is continued.
    let zip = std::path::absolute(zip).map_err(|error| refused("--function-zip", &error.to_string()))?;
    let handler = flags.function_handler.as_ref().or(options.own_function.as_ref().map(|own| &own.handler)).cloned();
    let Some(handler) = handler else {
        return Err(refused("--function-zip", "Give its handler and its runtime too: --function-handler, --function-runtime."));
    };
    if flags.function_runtime.is_none() && options.own_function.is_none() {
        return Err(refused("--function-zip", "Give its runtime too: --function-runtime."));
    }
    let before = options.own_function.take();
    let (variables, policy) = before.map(|own| (own.variables, own.policy)).unwrap_or_default();
    options.own_function = Some(OwnFunction { zip, handler, variables, policy });
    Ok(())
}

/// What only a handler of the team's own can be given.
fn own_settings(flags: &ChoiceArguments, options: &mut Options) -> Result<(), Problem> {
    let own_only = |flag| refused(flag, "It is for a function of your own: give --function-zip too. Ours has all that it needs.");
    if let Some(file) = &flags.function_policy {
        let own = options.own_function.as_mut().ok_or_else(|| own_only("--function-policy"))?;
        own.policy = match file.as_os_str() == "none" {
            true => None,
            false => Some(std::path::absolute(file).map_err(|error| refused("--function-policy", &error.to_string()))?),
        };
    }
    for pair in &flags.function_variables {
        let refuse = |why: String| refused("--function-variable", &why);
        let own = options.own_function.as_mut().ok_or_else(|| own_only("--function-variable"))?;
        let (name, text) = own_variables::pair(pair).map_err(refuse)?;
        own.variables.insert(name, text);
    }
    options.check_external_id().map_err(|why| refused("--external-id", &why))?;
    let texts = options.own_function.iter().flat_map(|own| own.variables.values());
    let external_id = options.external_id.as_deref();
    texts
        .map(|text| own_variables::validate_text(text, external_id))
        .collect::<Result<Vec<()>, String>>()
        .map_err(|why| refused("--function-variable", &why))?;
    Ok(())
}

fn users_from(flags: &ChoiceArguments, users: &mut UserOptions) -> Result<(), Problem> {
    named(&mut users.mfa, "--mfa-users", &flags.mfa_users)?;
    named(&mut users.temporary_passwords, "--temporary-passwords", &flags.temporary_passwords)?;
    named(&mut users.attributes_from, "--attributes-from", &flags.attributes_from)?;
    match flags.legacy_sub.as_deref() {
        None => {}
        Some("yes") => users.legacy_sub = true,
        Some("no") => users.legacy_sub = false,
        Some(_) => return Err(refused("--legacy-sub", "Write yes or no.")),
    }
    match flags.threat_protection_exempt.as_deref() {
        None => {}
        Some("yes") => users.threat_protection = ThreatProtection::Exempt,
        Some("no") => users.threat_protection = ThreatProtection::On,
        Some(_) => return Err(refused("--threat-protection-exempt", "Write yes or no.")),
    }
    named(&mut users.groups, "--groups", &flags.groups)?;
    for pair in &flags.group_roles {
        let refuse = |why: &str| refused("--group-role", why);
        let (from, to) = pair.split_once('=').ok_or_else(|| refuse("Write it as SOURCE_ARN=DESTINATION_ARN."))?;
        [from, to].into_iter().try_for_each(names::validate_role_arn).map_err(|why| refuse(&why))?;
        users.group_roles.insert(from.into(), to.into());
    }
    for pair in &flags.map_attributes {
        let (from, to) = pair.split_once('=').ok_or_else(|| refused("--map-attribute", "Write it as SOURCE=DESTINATION."))?;
        users.attribute_names.insert(from.into(), to.into());
    }
    Ok(())
}

/// One of a choice's names, as the session has them.
fn named<T: serde::de::DeserializeOwned>(choice: &mut T, flag: &str, name: &Option<String>) -> Result<(), Problem> {
    let Some(name) = name else { return Ok(()) };
    *choice = serde_json::from_value(serde_json::json!(name)).map_err(|error| refused(flag, &error.to_string()))?;
    Ok(())
}

/// Every option by its rule; the first that breaks one is named with its flag.
fn check(options: &Options) -> Result<(), Problem> {
    let boundary = |arn: &Option<String>| arn.as_deref().map_or(Ok(()), names::validate_permissions_boundary);
    let rules = [
        ("--source-client-name", names::validate_client_name(&options.source_client_name)),
        ("--function-role-name", names::validate_role_name(&options.function_role_name)),
        ("--source-role-name", names::validate_role_name(&options.source_role_name)),
        ("--role-path", names::validate_role_path(&options.role_path)),
        ("--source-permissions-boundary", boundary(&options.source_permissions_boundary)),
        ("--destination-permissions-boundary", boundary(&options.destination_permissions_boundary)),
        ("--function-name", names::validate_function_name(&options.function_name)),
        ("--function-memory", names::validate_memory(options.function_memory)),
        ("--function-runtime", names::validate_runtime(&options.function_runtime, options.own_function.is_some())),
        ("--function-handler", options.own_function.as_ref().map_or(Ok(()), |own| names::validate_handler(&own.handler))),
        ("--log-retention-days", names::validate_log_retention(options.log_retention_days)),
    ];
    let tags = options.tags.iter().flat_map(|(key, value)| [names::validate_tag_key(key), names::validate_tag_value(value)]);
    let rules = rules.into_iter().chain(tags.map(|rule| ("--tag", rule)));
    rules.into_iter().try_for_each(|(flag, rule)| rule.map_err(|why| refused(flag, &why)))
}

fn refused(flag: &str, why: &str) -> Problem {
    Problem::new(ProblemKind::Invalid, format!("{flag} cannot be used."), why)
}

fn set<T: Clone>(choice: &mut Option<T>, flag: &Option<T>) {
    if flag.is_some() {
        choice.clone_from(flag);
    }
}

fn replace<T: Clone>(value: &mut T, flag: &Option<T>) {
    if let Some(flag) = flag {
        value.clone_from(flag);
    }
}
