//! The destination pool: is it there, what is already set on it, and does it take the source's users as they sign in.

use super::pool_facts::case_sensitive;
use serde_json::Value;

use super::deployed_by;
use super::facts::{DestinationFacts, Facts, Subject, UserSample};
use crate::aws::Side;
use crate::aws::document::edit::POST_AUTHENTICATION;
use crate::aws::document::texts;
use crate::check::builder::{check, listed, shown};
use crate::check::finding::Check;
use crate::model::user_options::Memberships;
use crate::preflight::pool_facts::{exists, is_empty};

/// What cannot be seen where there is no pool to look at.
const OF_THE_POOL: [(&str, &str); 6] = [
    ("destination-pool.user-migration", "the UserMigration trigger's place"),
    ("destination-pool.triggers", "other triggers of the destination pool"),
    ("destination-pool.settings", "what the destination pool asks of its users"),
    ("destination-pool.mfa", "multi-factor authentication against the source's"),
    ("destination-pool.sign-in-names", "how users name themselves, against the source"),
    (deployed_by::ID, deployed_by::TITLE),
];

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let destination = facts.destination.as_ref()?;
    // Some of it is judged against the source.
    let source = facts.source.as_ref()?;
    if let Some(new) = subject.new_pool() {
        let evidence = vec![format!("to be made: {}", new.name), "modelled on: the source pool".into()];
        return Some(vec![check("destination-pool.exists", "the destination user pool").pass(evidence)]);
    }
    let found = exists(subject, Side::Destination, &destination.pool, destination.elsewhere.as_ref());
    let mut checks = vec![found];
    match &destination.pool {
        Err(_) => checks.extend(OF_THE_POOL.iter().map(|(id, title)| check(*id, *title).depends_on("destination-pool.exists"))),
        Ok(pool) => {
            checks.extend([
                trigger(subject, pool),
                other_triggers(subject, pool),
                deployed_by::managed(subject, pool),
                settings(pool),
            ]);
            match &source.pool {
                Err(_) => {
                    checks.extend(OF_THE_POOL[3..5].iter().map(|(id, title)| check(*id, *title).depends_on("source-pool.exists")))
                }
                Ok(old) => {
                    checks.extend([mfa(old, pool), sign_in_names(old, pool)]);
                    checks.push(case(old, pool, source.users.as_ref().ok()));
                }
            }
        }
    }
    checks.push(imports(destination));
    Some(checks)
}

fn trigger(subject: &Subject, pool: &Value) -> Check {
    let builder = check(OF_THE_POOL[0].0, OF_THE_POOL[0].1);
    match shown(pool, "/LambdaConfig/UserMigration").as_str() {
        "absent" | "" => builder.pass(vec!["LambdaConfig.UserMigration: none".into()]),
        arn if arn == subject.blueprint.function_arn() => builder.pass(vec![format!("LambdaConfig.UserMigration: {arn} (ours)")]),
        arn => builder.fail(
            vec![
                format!("LambdaConfig.UserMigration: {arn}"),
                format!("account of that function: {}", arn.split(':').nth(4).unwrap_or("?")),
            ],
            "Another function is set. Find out who owns it; to set ours instead: --replace trigger",
        ),
    }
}

/// Members of LambdaConfig that are no trigger of a sign-in, or that have a check of their own.
const NO_TRIGGERS: [&str; 4] = ["UserMigration", "KMSKeyID", "CustomSMSSender", "CustomEmailSender"];

// PreSignUp and PostConfirmation do not run for a migrated user, the others do (facts §1.5).
fn other_triggers(subject: &Subject, pool: &Value) -> Check {
    let builder = check(OF_THE_POOL[1].0, OF_THE_POOL[1].1);
    let ours = subject.blueprint.function_arn();
    let triggers = pool.get("LambdaConfig").and_then(Value::as_object).into_iter().flatten();
    let theirs = |trigger: &Value| !is_empty(trigger) && *trigger != ours.as_str();
    let set: Vec<String> = triggers
        .filter(|(name, trigger)| !NO_TRIGGERS.contains(&name.as_str()) && theirs(trigger))
        .map(|(name, trigger)| format!("{name}: {}", trigger.as_str().map_or_else(|| trigger.to_string(), str::to_owned)))
        .collect();
    let after_sign_in = POST_AUTHENTICATION.of(pool).is_some_and(theirs);
    match set.is_empty() {
        true => builder.pass(vec!["other triggers: none".into()]),
        false if after_sign_in && subject.options().users.groups == Memberships::FirstSignIn => builder.fail(
            set,
            "Groups at the first sign-in need the PostAuthentication trigger, and a pool has one only. Let `cognito-ferry groups` bring them instead: --groups sweep",
        ),
        false => {
            let named = |names: &[&str]| set.iter().any(|line| names.iter().any(|name| line.starts_with(name)));
            let mut lines = vec!["They stay as they are."];
            lines.extend(named(&["PreSignUp", "PostConfirmation"]).then_some(
                "PreSignUp and PostConfirmation do not run for a migrated user: what they do (groups, profiles) must be done otherwise.",
            ));
            lines.extend(named(&["PreAuthentication", "PostAuthentication", "PreTokenGeneration"]).then_some(
                "PreAuthentication, PostAuthentication and PreTokenGeneration also run at the sign-in that migrates a user, for a user they have never seen: if one throws, that sign-in fails.",
            ));
            lines.extend(named(&["DefineAuthChallenge"]).then_some("Custom challenges carry no password: users who sign in that way are not migrated."));
            builder.warn(set, lines.join(" "))
        }
    }
}

fn settings(pool: &Value) -> Check {
    let policy = |name: &str| shown(pool, &format!("/Policies/PasswordPolicy/{name}"));
    check(OF_THE_POOL[2].0, OF_THE_POOL[2].1).pass(vec![
        format!("PasswordPolicy.MinimumLength: {} (not enforced on migrated passwords)", policy("MinimumLength")),
        format!("AllowAdminCreateUserOnly: {}", shown(pool, "/AdminCreateUserConfig/AllowAdminCreateUserOnly")),
        format!("UserPoolTier: {}", shown(pool, "/UserPoolTier")),
        format!("DeletionProtection: {}", shown(pool, "/DeletionProtection")),
        format!("IssuerConfiguration.Type: {}", shown(pool, "/IssuerConfiguration/Type")),
        format!("KeyConfiguration.KeyType: {}", shown(pool, "/KeyConfiguration/KeyType")),
    ])
}

fn mfa(old: &Value, new: &Value) -> Check {
    let builder = check(OF_THE_POOL[3].0, OF_THE_POOL[3].1);
    let mode = |pool| shown(pool, "/MfaConfiguration").replace("absent", "OFF");
    let (old, new) = (mode(old), mode(new));
    let evidence = vec![format!("source: {old}"), format!("destination: {new}")];
    match (old.as_str(), new.as_str()) {
        ("OPTIONAL" | "ON", "OFF") => builder.warn(
            evidence,
            "Users would have less protection in the new pool than in the old one. Switch multi-factor authentication on: user pool → Authentication → Sign-in → Multi-factor authentication.",
        ),
        ("OFF" | "OPTIONAL", "ON") => builder.warn(
            evidence,
            "Whether a user who was just migrated is asked for a factor at once is not documented: try it with a test sign-in.",
        ),
        _ => builder.pass(evidence),
    }
}

/// Facts §7: from which way of signing in to which.
fn sign_in_names(old: &Value, new: &Value) -> Check {
    let builder = check(OF_THE_POOL[4].0, OF_THE_POOL[4].1);
    let sorted = |pool: &Value, member| {
        let mut names = texts(pool, member);
        names.sort();
        names
    };
    let (old_names, new_names) = (sorted(old, "UsernameAttributes"), sorted(new, "UsernameAttributes"));
    let (old_aliases, new_aliases) = (sorted(old, "AliasAttributes"), sorted(new, "AliasAttributes"));
    let evidence = vec![
        listed("source UsernameAttributes", &old_names),
        listed("destination UsernameAttributes", &new_names),
        listed("source AliasAttributes", &old_aliases),
        listed("destination AliasAttributes", &new_aliases),
    ];
    let made_anew =
        "This is fixed when a pool is made: choose a pool that is like the source's, or let one be made: --new-pool-name NAME";
    if old_names.is_empty() && !new_names.is_empty() {
        return builder.fail(
            evidence,
            format!(
                "Users who sign in with a user name cannot be migrated into a pool of {}. {made_anew}",
                new_names.join(" and ")
            ),
        );
    }
    if old_names.iter().any(|name| !new_names.is_empty() && !new_names.contains(name)) {
        return builder.fail(
            evidence,
            format!("Some users sign in with an attribute that the destination does not accept as a user name. {made_anew}"),
        );
    }
    // "Username cannot be of email format since user pool is configured for email alias" (facts §1.2).
    if old_names.iter().any(|name| new_aliases.contains(name)) {
        return builder.fail(evidence, format!("A pool with an alias of that kind refuses user names of that form, and the typed address is the user name. {made_anew}"));
    }
    // The typed alias becomes the user name there: the same user comes to be a second time under each other name (facts §7).
    let lost: Vec<&str> = old_aliases
        .iter()
        .filter(|alias| !new_aliases.contains(alias) && !new_names.contains(alias))
        .map(String::as_str)
        .collect();
    if !lost.is_empty() {
        return builder.fail(
            evidence,
            format!("Users of the source also sign in with {}, which the destination does not treat as the same user: each such sign-in would make another user. {made_anew}", lost.join(" and ")),
        );
    }
    match old_names != new_names || old_aliases != new_aliases {
        true => builder.warn(
            evidence,
            format!(
                "The two pools differ: users who sign in with a name that only the source accepts are not found. {made_anew}"
            ),
        ),
        false => builder.pass(evidence),
    }
}

fn case(old: &Value, new: &Value, users: Option<&UserSample>) -> Check {
    let builder = check("destination-pool.case", "upper and lower case in user names");
    let (old, new) = (case_sensitive(old), case_sensitive(new));
    let mut evidence = vec![format!("source is case-sensitive: {old}"), format!("destination is case-sensitive: {new}")];
    if let Some(users) = users {
        let UserSample { colliding, mixed_case, .. } = users;
        evidence.push(format!("user names that differ by case alone: {colliding} of {} looked at", users.size()));
        evidence.push(format!("user names with upper-case letters: {mixed_case} of {} looked at", users.size()));
    }
    match (old, new) {
        (true, false) if users.is_some_and(|users| users.colliding > 0) => {
            builder.fail(evidence, "These users would become one in the destination. Rename them in the source first.")
        }
        // The function gets the name in lower case and finds nobody of that name in a source that tells cases apart.
        (true, false) if users.is_some_and(|users| users.mixed_case > 0) => builder.warn(
            evidence,
            "Users whose names have upper-case letters are not found in the source: Cognito hands the function the name in lower case. Choose a case-sensitive destination, or rename these users in the source first.",
        ),
        (true, false) => builder.warn(evidence, "Users whose names differ by case alone would become one in the destination: export the user names and compare them in lower case. Cognito also hands the function the name in lower case."),
        (false, true) => builder.warn(evidence, "A user who types the name in another case would be migrated once more, as another user."),
        _ => builder.pass(evidence),
    }
}

fn imports(destination: &DestinationFacts) -> Check {
    let builder = check("destination-pool.imports", "user import jobs of the destination pool");
    match (&destination.imports, &destination.pool) {
        (Ok(jobs), _) if jobs.is_empty() => builder.pass(vec!["under way: none".into()]),
        (Ok(jobs), _) => builder.fail(
            vec![listed("under way", jobs)],
            "While a user import runs, Cognito refuses every change of the pool. Wait until it is over.",
        ),
        (Err(problem), Ok(_)) => builder.unavailable(problem),
        (Err(problem), Err(_)) if matches!(problem.kind, crate::problem::ProblemKind::AccessDenied { .. }) => {
            builder.unavailable(problem)
        }
        (Err(_), Err(_)) => builder.depends_on("destination-pool.exists"),
    }
}
