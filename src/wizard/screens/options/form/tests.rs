#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::*;

fn options() -> Options {
    let mut options = Options::new("acme", "k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into());
    options.tags = BTreeMap::from([("team".into(), "identity".into()), ("owner".into(), "ada".into())]);
    options.source_permissions_boundary = Some("arn:aws:iam::111111111111:policy/boundary".into());
    options.log_retention_days = 90;
    options.function_runtime = RUNTIMES[1].into();
    options.replace = BTreeSet::from([ResourceId::Trigger]);
    options.managed_by = Some(DeployedBy::Terraform);
    options.users = UserOptions {
        import_role: false,
        mfa: MfaUsers::Migrate,
        temporary_passwords: TemporaryPasswords::Reset,
        attributes_from: AttributesFrom::User,
        attribute_names: BTreeMap::from([("custom:tier".into(), "custom:plan".into()), ("nickname".into(), String::new())]),
        legacy_sub: true,
        threat_protection: ThreatProtection::On,
        groups: Memberships::None,
        group_roles: BTreeMap::from([("arn:aws:iam::111111111111:role/a".into(), "arn:aws:iam::222222222222:role/a".into())]),
    };
    options
}

fn own() -> Options {
    Options {
        own_function: Some(OwnFunction {
            zip: "/srv/handler.zip".into(),
            handler: "app.handler".into(),
            variables: Default::default(),
            policy: None,
        }),
        function_runtime: "python3.14".into(),
        ..options()
    }
}

fn of(options: &Options) -> Form {
    Form::of(options, None)
}

#[test]
fn options_come_out_of_the_form_as_they_went_in() {
    for options in [options(), own(), Options::new("acme", "k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into())] {
        assert_eq!(of(&options).finished(options.replace.clone()), Ok(options));
    }
}

#[test]
fn every_field_refuses_what_aws_would_refuse() {
    let wrong = [
        (Field::SourceRole, "role with blanks"),
        (Field::FunctionRole, ""),
        (Field::RolePath, "no-slashes"),
        (Field::SourceBoundary, "not an ARN"),
        (Field::DestinationBoundary, "not an ARN"),
        (Field::Function, "a b"),
        (Field::Memory, "12"),
        (Field::Memory, "lots"),
        (Field::ExternalId, "x"),
        (Field::Tags, "aws:reserved=1"),
        (Field::Tags, "no equals sign"),
        (Field::Tags, "twice=1, twice=2"),
        (Field::SourceClient, ""),
        (Field::AttributeNames, "custom:tier"),
        (Field::GroupRoles, "editors=arn:aws:iam::222222222222:role/a"),
        (Field::OwnZip, "handler.zip"),
        (Field::OwnHandler, ""),
        (Field::OwnHandler, "app handler"),
        (Field::OwnRuntime, ""),
        (Field::OwnRuntime, "Python 3"),
    ];
    for (field, value) in wrong {
        let mut form = of(&own());
        form.texts[field as usize].set(value);
        assert!(form.refusal(field).is_some(), "{field:?} takes {value:?}");
        assert_eq!(form.finished(BTreeSet::new()), Err(field));
    }
}

#[test]
fn every_choice_about_users_and_the_pool_is_the_operators() {
    let mut form = of(&Options::new("acme", "k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into()));
    let choices = [
        Field::Groups,
        Field::MfaUsers,
        Field::TemporaryPasswords,
        Field::LegacySub,
        Field::AttributesFrom,
        Field::ManagedBy,
        Field::Runtime,
    ];
    let before = choices.map(|field| (form.choice(field), form.help(field)));
    choices.iter().for_each(|field| form.command(*field, Command::Right));
    for (field, (value, _)) in choices.into_iter().zip(&before) {
        assert_ne!(form.choice(field), *value, "{field:?}");
    }
    let options = form.finished(BTreeSet::new()).unwrap();
    let users = &options.users;
    assert_eq!((users.mfa, users.temporary_passwords), (MfaUsers::Migrate, TemporaryPasswords::Reset));
    assert_eq!((users.legacy_sub, users.attributes_from, users.groups), (true, AttributesFrom::User, Memberships::FirstSignIn));
    assert_eq!(options.managed_by, Some(DeployedBy::Cloudformation));
    for (field, (_, help)) in choices.into_iter().zip(before).take(3) {
        assert_ne!(form.help(field), help, "what follows from {field:?} is said of the value that stands there");
    }
}

#[test]
fn groups_are_swept_brought_at_the_first_sign_in_or_left_behind() {
    let mut form = of(&Options::new("acme", "k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into()));
    let mut groups = || {
        form.command(Field::Groups, Command::Right);
        form.users.groups
    };
    assert_eq!([groups(), groups(), groups()], [Memberships::FirstSignIn, Memberships::None, Memberships::Sweep]);
}

#[test]
fn left_and_right_go_round_the_values_of_a_choice() {
    let mut form = of(&options());
    form.command(Field::Runtime, Command::Right);
    assert_eq!(form.choice(Field::Runtime), RUNTIMES[0]);
    form.command(Field::Runtime, Command::Left);
    assert_eq!(form.choice(Field::Runtime), RUNTIMES[1]);
}

#[test]
fn nobody_is_asked_about_a_second_factor_that_the_source_pool_does_not_have() {
    let shown = |mfa: Option<&str>| Form::of(&options(), mfa.map(Into::into)).shown();
    assert!(!shown(Some("OFF")).contains(&Field::MfaUsers));
    for asks in [Some("ON"), Some("OPTIONAL"), None] {
        assert!(shown(asks).contains(&Field::MfaUsers), "{asks:?}");
    }
}

#[test]
fn a_function_of_ones_own_brings_its_handler_and_runtime_and_needs_none_of_ours() {
    let shown = |options: &Options| {
        let mut form = of(options);
        form.command(Field::Advanced, Command::Expand);
        [Field::Runtime, Field::OwnHandler, Field::OwnRuntime].map(|field| form.shown().contains(&field))
    };
    assert_eq!(shown(&options()), [true, false, false]);
    assert_eq!(shown(&own()), [false, true, true]);
}

#[test]
fn what_is_folded_away_says_what_is_set_in_it() {
    let plain = Options::new("acme", "k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into());
    assert!(of(&plain).set_in_advanced().is_empty());
    assert_eq!(
        of(&own()).set_in_advanced(),
        ["attributes from", "threat protection", "roles of groups", "boundary", "tags", "own function"]
    );
}
