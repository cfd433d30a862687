//! What is decided over which facts: each row changes one thing in two accounts that fit, and names the one check that changes.

use CheckStatus::{Fail, Pass, Skipped, Warn};
use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::Identity;
use cognito_ferry::aws::app_clients::AppClient;
use cognito_ferry::aws::document::HAS_SECRET;
use cognito_ferry::aws::groups::Group;
use cognito_ferry::aws::problem::{Problem, ProblemKind};
use cognito_ferry::migration::check::{Check, CheckStatus};
use cognito_ferry::preflight::decide;
use cognito_ferry::preflight::facts::{
    Concurrency, DestinationFacts, Facts, FunctionFact, IdentityFacts, LogGroupFact, OtherClients, Outcome, PermissionFacts,
    Principal, RoleFact, SimulatedGroup, SourceFacts, Subject, UserSample,
};
use cognito_ferry::resources::blueprint::Made;
use cognito_ferry::resources::handover::Handover;
use cognito_ferry::resources::options::{Options, OwnFunction};
use cognito_ferry::resources::spec::{DestinationClient, Place, Spec};
use cognito_ferry::resources::user_options::Memberships;
use serde_json::{Value, json};

fn subject() -> Subject {
    let place = |account: &str, region: &str, pool: &str| Place {
        profile: "p".into(),
        region: region.into(),
        account: account.into(),
        partition: "aws".into(),
        pool_id: pool.into(),
        pool_name: String::new(),
    };
    let spec = Spec {
        session: "acme".into(),
        source: place("111111111111", "eu-west-1", "eu-west-1_Old"),
        destination: place("222222222222", "eu-central-1", "eu-central-1_New"),
        destination_client: DestinationClient { id: "client".into(), name: String::new() },
        source_attributes: Vec::new(),
        new_pool: None,
        source_pool: Value::Null,
        managed_by: None,
        groups: Vec::new(),
        handover: Handover::default(),
        own_code_sha256: None,
        own_policy: serde_json::Value::Null,
        own_code_notes: Vec::new(),
        options: Options::new("acme", "x".into()),
    };
    Subject::of(&spec, &Made::default())
}

fn pool() -> Value {
    json!({
        "Name": "customers",
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": { "CaseSensitive": false },
        "MfaConfiguration": "OFF",
        "SchemaAttributes": [
            { "Name": "sub", "AttributeDataType": "String", "Required": true, "Mutable": false },
            { "Name": "email", "AttributeDataType": "String", "Required": true, "Mutable": true },
            { "Name": "custom:plan", "AttributeDataType": "String", "Mutable": true,
              "StringAttributeConstraints": { "MinLength": "0", "MaxLength": "64" } },
            { "Name": "custom:seats", "AttributeDataType": "Number", "Mutable": true,
              "NumberAttributeConstraints": { "MinValue": "0", "MaxValue": "100" } },
        ],
    })
}

fn client() -> Value {
    json!({ "ClientId": "client", "ClientName": "web", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            "PreventUserExistenceErrors": "ENABLED", HAS_SECRET: false })
}

/// Two accounts that fit: every check passes but those that cannot be known.
fn fitting() -> Facts {
    let identity = |side, account: &str| IdentityFacts {
        side,
        profile: "p".into(),
        region: "r".into(),
        identity: Identity {
            account: account.into(),
            arn: format!("arn:aws:iam::{account}:user/ann"),
            user_id: "AIDA".into(),
            partition: "aws".into(),
        },
        endpoint_overrides: Vec::new(),
        skew: Ok(Some(1)),
        seconds_left: None,
    };
    let permissions = |side| PermissionFacts {
        side,
        principal: Ok(Principal { arn: "arn:aws:iam::1:user/ann".into(), boundary: None }),
        groups: vec![SimulatedGroup {
            key: "role",
            resource: "arn:role".into(),
            outcomes: Ok(vec![Outcome {
                action: "iam:CreateRole".into(),
                decision: "allowed".into(),
                allowed_by_boundary: None,
                allowed_by_organization: None,
                missing_context: Vec::new(),
            }]),
        }],
    };
    let users = UserSample { by_status: [("CONFIRMED".to_owned(), 3)].into(), complete: true, ..UserSample::default() };
    Facts {
        identities: Some([identity(Side::Source, "111111111111"), identity(Side::Destination, "222222222222")]),
        source: Some(SourceFacts {
            pool: Ok(pool()),
            elsewhere: None,
            users: Ok(users),
            groups: Some(Ok((vec![Group { name: "readers".into(), ..Group::default() }], false))),
            clients: Ok(Vec::new()),
            role: Ok(None),
            rate: Ok(120),
        }),
        destination: Some(DestinationFacts {
            pool: Ok(pool()),
            elsewhere: None,
            client: Ok(client()),
            other_clients: Ok(OtherClients::default()),
            imports: Ok(Vec::new()),
            function: Ok(None),
            role: Ok(None),
            concurrency: Ok(Concurrency { limit: 1000, unreserved: Some(1000) }),
            log_group: Ok(None),
            domain: None,
            rate: Ok(120),
        }),
        permissions: Some([permissions(Side::Source), permissions(Side::Destination)]),
    }
}

fn old(facts: &mut Facts) -> &mut SourceFacts {
    facts.source.as_mut().unwrap()
}

fn new(facts: &mut Facts) -> &mut DestinationFacts {
    facts.destination.as_mut().unwrap()
}

fn old_pool(facts: &mut Facts) -> &mut Value {
    old(facts).pool.as_mut().unwrap()
}

fn new_pool(facts: &mut Facts) -> &mut Value {
    new(facts).pool.as_mut().unwrap()
}

fn new_client(facts: &mut Facts) -> &mut Value {
    new(facts).client.as_mut().unwrap()
}

fn outcome(facts: &mut Facts) -> &mut Outcome {
    &mut facts.permissions.as_mut().unwrap()[0].groups[0].outcomes.as_mut().unwrap()[0]
}

fn first(facts: &mut Facts) -> &mut IdentityFacts {
    &mut facts.identities.as_mut().unwrap()[0]
}

/// What is changed, which check changes to what, and what its evidence or remedy must name.
type Row = (fn(&mut Facts), &'static str, CheckStatus, &'static str);

const ROWS: &[Row] = &[
    (|f| first(f).skew = Ok(Some(90)), "identity.source.clock", Warn, "90"),
    (|f| first(f).skew = Ok(Some(-400)), "identity.source.clock", Fail, "-400"),
    (|f| first(f).skew = Ok(None), "identity.source.clock", Skipped, "Date"),
    (|f| first(f).seconds_left = Some(300), "identity.source.credentials", Warn, "5 minutes"),
    (|f| first(f).identity.arn = "arn:aws:iam::111111111111:root".into(), "identity.source", Warn, "root"),
    (|f| first(f).identity.account = "222222222222".into(), "identity.accounts", Warn, "--destination-profile"),
    (|f| first(f).endpoint_overrides = vec!["sts: http://x".into()], "identity.endpoints", Warn, "sts: http://x"),
    (|f| outcome(f).decision = "implicitDeny".into(), "permissions.source.role", Warn, r#""Resource":"arn:role""#),
    (
        |f| {
            outcome(f).decision = "explicitDeny".into();
            outcome(f).allowed_by_organization = Some(false)
        },
        "permissions.source.role",
        Warn,
        "organization",
    ),
    (
        |f| {
            outcome(f).decision = "implicitDeny".into();
            outcome(f).missing_context = vec!["aws:RequestTag/team".into()]
        },
        "permissions.source.role",
        Warn,
        "--tag team=VALUE",
    ),
    (
        |f| f.permissions.as_mut().unwrap()[1].principal = Ok(Principal { arn: "r".into(), boundary: Some("arn:b".into()) }),
        "permissions.destination.principal",
        Warn,
        "--destination-permissions-boundary arn:b",
    ),
    (
        |f| f.permissions.as_mut().unwrap()[1].groups[0].outcomes = Ok(Vec::new()),
        "permissions.destination.role",
        Skipped,
        "without results",
    ),
    (|f| old(f).users.as_mut().unwrap().disabled = 1, "source-pool.users", Warn, "disabled: 1"),
    (
        |f| {
            old(f).users.as_mut().unwrap().by_status.insert("RESET_REQUIRED".into(), 2);
        },
        "source-pool.users",
        Warn,
        "RESET_REQUIRED: 2",
    ),
    (
        |f| old_pool(f)["LambdaConfig"] = json!({ "PreAuthentication": "arn:pre" }),
        "source-pool.triggers",
        Warn,
        "PreAuthentication: arn:pre",
    ),
    (|f| old_pool(f)["LambdaConfig"] = json!({ "UserMigration": "arn:older" }), "source-pool.user-migration", Warn, "arn:older"),
    (
        |f| new_pool(f)["LambdaConfig"] = json!({ "UserMigration": "arn:aws:lambda:eu-central-1:333333333333:function:x" }),
        "destination-pool.user-migration",
        Fail,
        "333333333333",
    ),
    (
        |f| {
            new_pool(f)["LambdaConfig"] =
                json!({ "UserMigration": "arn:aws:lambda:eu-central-1:222222222222:function:cognito-ferry-acme" })
        },
        "destination-pool.user-migration",
        Pass,
        "ours",
    ),
    (
        |f| new_pool(f)["LambdaConfig"] = json!({ "PostConfirmation": "arn:welcome" }),
        "destination-pool.triggers",
        Warn,
        "arn:welcome",
    ),
    (|f| new(f).imports = Ok(vec!["bulk (InProgress)".into()]), "destination-pool.imports", Fail, "bulk (InProgress)"),
    (|f| new_pool(f)["MfaConfiguration"] = json!("ON"), "destination-pool.mfa", Warn, "destination: ON"),
    (|f| new_pool(f)["AliasAttributes"] = json!(["phone_number"]), "destination-pool.sign-in-names", Warn, "phone_number"),
    (|f| new_pool(f)["UsernameAttributes"] = json!(["phone_number"]), "destination-pool.sign-in-names", Fail, "--new-pool-name"),
    (
        |f| old_pool(f)["UsernameAttributes"] = json!([]),
        "destination-pool.sign-in-names",
        Fail,
        "source UsernameAttributes: none",
    ),
    (
        |f| {
            new_pool(f)["UsernameAttributes"] = json!([]);
            new_pool(f)["AliasAttributes"] = json!(["email"])
        },
        "destination-pool.sign-in-names",
        Fail,
        "destination AliasAttributes: email",
    ),
    (
        |f| {
            old_pool(f).as_object_mut().unwrap().remove("UsernameConfiguration");
        },
        "destination-pool.case",
        Warn,
        "source is case-sensitive: true",
    ),
    (
        |f| {
            old_pool(f).as_object_mut().unwrap().remove("UsernameConfiguration");
            old(f).users.as_mut().unwrap().colliding = 2
        },
        "destination-pool.case",
        Fail,
        "2 of 3",
    ),
    (
        |f| {
            old_pool(f).as_object_mut().unwrap().remove("UsernameConfiguration");
            old(f).users.as_mut().unwrap().mixed_case = 2
        },
        "destination-pool.case",
        Warn,
        "user names with upper-case letters: 2 of 3",
    ),
    (
        |f| {
            old_pool(f)["UsernameAttributes"] = json!([]);
            old_pool(f)["AliasAttributes"] = json!(["email", "preferred_username"]);
            new_pool(f)["UsernameAttributes"] = json!([]);
            new_pool(f)["AliasAttributes"] = json!(["email"])
        },
        "destination-pool.sign-in-names",
        Fail,
        "also sign in with preferred_username,",
    ),
    (
        |f| new_pool(f)["UserPoolTags"] = json!({ "aws:cloudformation:stack-name": "shop" }),
        "destination-pool.managed-by",
        Warn,
        "stack: shop",
    ),
    (
        |f| old(f).clients = Ok(vec![AppClient { id: "c".into(), name: "theirs".into() }; 1000]),
        "names.source-client",
        Warn,
        "Service Quotas",
    ),
    (
        |f| {
            new_pool(f).as_object_mut().unwrap().remove("UsernameConfiguration");
        },
        "destination-pool.case",
        Warn,
        "destination is case-sensitive: true",
    ),
    (
        |f| {
            new_pool(f)["SchemaAttributes"].as_array_mut().unwrap().remove(2);
        },
        "schema.missing",
        Fail,
        r#"--custom-attributes '[{"Name":"plan","AttributeDataType":"String","Mutable":true,"StringAttributeConstraints":{"MinLength":"0","MaxLength":"64"}}]'"#,
    ),
    (
        |f| new_pool(f)["SchemaAttributes"][2]["AttributeDataType"] = json!("Number"),
        "schema.types",
        Fail,
        "custom:plan: String in the source, Number in the destination",
    ),
    (|f| new_pool(f)["SchemaAttributes"][2]["Mutable"] = json!(false), "schema.mutability", Warn, "custom:plan"),
    (
        |f| new_pool(f)["SchemaAttributes"][2]["StringAttributeConstraints"]["MaxLength"] = json!("10"),
        "schema.lengths",
        Fail,
        "MaxLength 64 in the source, 10 in the destination",
    ),
    (
        |f| new_pool(f)["SchemaAttributes"][3]["NumberAttributeConstraints"]["MinValue"] = json!("1"),
        "schema.lengths",
        Fail,
        "MinValue 0 in the source, 1 in the destination",
    ),
    (
        |f| {
            new_pool(f)["SchemaAttributes"]
                .as_array_mut()
                .unwrap()
                .push(json!({ "Name": "birthdate", "AttributeDataType": "String", "Required": true }));
        },
        "schema.required",
        Fail,
        "birthdate",
    ),
    (
        |f| new_client(f)["ExplicitAuthFlows"] = json!(["ALLOW_USER_SRP_AUTH"]),
        "destination-client.flows",
        Warn,
        "USER_PASSWORD_AUTH",
    ),
    (
        |f| new_client(f)["ReadAttributes"] = json!(["email"]),
        "destination-client.attributes",
        Warn,
        "ReadAttributes lacks: custom:plan, custom:seats",
    ),
    (|f| new_client(f)["PreventUserExistenceErrors"] = json!("LEGACY"), "destination-client.answers", Warn, "LEGACY"),
    (
        |f| new_client(f)["AllowedOAuthFlowsUserPoolClient"] = json!(true),
        "destination-client.managed-login",
        Warn,
        "CallbackURLs: none",
    ),
    (
        |f| {
            new(f).other_clients =
                Ok(OtherClients { described: vec![json!({ "ClientId": "c2", "ClientName": "ios" })], total: 12 })
        },
        "destination-client.others",
        Warn,
        "ios (c2)",
    ),
    (
        |f| new(f).concurrency = Ok(Concurrency { limit: 10, unreserved: None }),
        "function.concurrency",
        Warn,
        "ConcurrentExecutions: 10",
    ),
    (|f| old(f).rate = Ok(50), "function.sign-ins-source", Warn, "UserAuthentication: 50"),
    (|f| new(f).log_group = Ok(Some(LogGroupFact { retention_days: None })), "function.log-group", Warn, "forever"),
    (
        |f| new(f).function = Ok(Some(FunctionFact { arn: "arn:f".into(), session: None })),
        "names.function",
        Fail,
        "--replace function",
    ),
    (
        |f| new(f).function = Ok(Some(FunctionFact { arn: "arn:f".into(), session: Some("acme".into()) })),
        "names.function",
        Pass,
        "ours: arn:f",
    ),
    (
        |f| old(f).role = Ok(Some(RoleFact { arn: "arn:r".into(), session: Some("other".into()) })),
        "names.source-role",
        Fail,
        "made by session: other",
    ),
    (
        |f| old(f).clients = Ok(vec![AppClient { id: "c9".into(), name: "cognito-ferry-acme".into() }]),
        "names.source-client",
        Warn,
        "c9",
    ),
];

fn said(check: &Check) -> String {
    let remedy = check.remedy.clone().unwrap_or_default();
    format!("{}\n{}\n{remedy}", check.title, check.evidence.join("\n"))
}

#[test]
fn two_accounts_that_fit_pass_every_check_that_can_be_known() {
    let checks = decide(&subject(), &fitting());
    let others: Vec<&Check> = checks.iter().filter(|check| check.status != Pass && !check.id.starts_with("unknown.")).collect();
    assert!(others.is_empty(), "{others:#?}");
    assert!(checks.len() > 45, "{}", checks.len());
}

#[test]
fn each_fault_changes_its_own_check_names_what_it_saw_and_says_what_to_do() {
    let before = decide(&subject(), &fitting());
    for (change, id, status, names) in ROWS {
        let mut facts = fitting();
        change(&mut facts);
        let after = decide(&subject(), &facts);
        let check = after.iter().find(|check| check.id == *id).unwrap_or_else(|| panic!("no check {id}"));
        assert_eq!(check.status, *status, "{check:#?}");
        assert!(said(check).contains(names), "{names:?} in {check:#?}");
        let differing: Vec<&str> = after
            .iter()
            .zip(&before)
            .filter(|(after, before)| after.status != before.status)
            .map(|(after, _)| after.id.as_str())
            .collect();
        assert!(differing.iter().all(|other| other == id), "{id} changed {differing:?}");
        println!("{id:<36} {status:?}: {}", said(check).lines().nth(1).unwrap_or_default());
    }
}

#[test]
fn many_missing_attributes_are_added_in_commands_of_twenty_five() {
    let mut facts = fitting();
    for number in 0..30 {
        let attribute = json!({ "Name": format!("custom:a{number}"), "AttributeDataType": "String", "Mutable": true });
        old_pool(&mut facts)["SchemaAttributes"].as_array_mut().unwrap().push(attribute);
    }
    let checks = decide(&subject(), &facts);
    let missing = checks.iter().find(|check| check.id == "schema.missing").unwrap();
    let commands: Vec<&str> = missing.remedy.as_ref().unwrap().lines().collect();
    let added: Vec<usize> = commands.iter().map(|command| command.matches("AttributeDataType").count()).collect();
    assert_eq!(added, [25, 5]);
}

#[test]
fn more_missing_attributes_than_fit_are_not_told_to_be_added() {
    let mut facts = fitting();
    for number in 0..49 {
        let attribute = json!({ "Name": format!("custom:a{number}"), "AttributeDataType": "String", "Mutable": true });
        old_pool(&mut facts)["SchemaAttributes"].as_array_mut().unwrap().push(attribute);
    }
    let checks = decide(&subject(), &facts);
    let missing = checks.iter().find(|check| check.id == "schema.missing").unwrap();
    assert!(said(missing).contains("custom attributes: 2 there, 49 missing, 50 at most"), "{missing:#?}");
    assert!(missing.remedy.as_ref().unwrap().contains("--map-attribute"), "{missing:#?}");
}

#[test]
fn where_nothing_can_be_simulated_reads_tell_a_little_and_never_that_all_is_well() {
    let denied = |action: &str| {
        let kind = ProblemKind::AccessDenied { action: Some(action.into()), resource: None };
        Problem::new(kind, "Could not.", "AccessDenied")
    };
    let mut facts = fitting();
    facts.permissions.as_mut().unwrap()[0].groups[0].outcomes = Err(denied("iam:SimulatePrincipalPolicy"));
    let check =
        |facts: &Facts| decide(&subject(), facts).into_iter().find(|check| check.id == "permissions.source.role").unwrap();
    let allowed = check(&facts);
    assert_eq!(allowed.status, Skipped, "{allowed:#?}");
    assert!(said(&allowed).contains("missing permission: iam:SimulatePrincipalPolicy"), "{allowed:#?}");
    assert!(said(&allowed).contains("read instead: iam:GetRole is allowed; whether the writes are"), "{allowed:#?}");
    old(&mut facts).role = Err(denied("iam:GetRole"));
    let refused = check(&facts);
    assert_eq!(refused.status, Warn, "{refused:#?}");
    assert!(said(&refused).contains(r#""Action":"iam:GetRole""#), "{refused:#?}");
}

#[test]
fn the_web_acl_of_each_pool_is_asked_by_hand_with_a_whole_command() {
    let checks = decide(&subject(), &fitting());
    let web_acl = checks.iter().find(|check| check.id == "unknown.web-acl").unwrap();
    assert_eq!(web_acl.status, Skipped);
    for place in
        ["eu-west-1:111111111111:userpool/eu-west-1_Old --region eu-west-1", "userpool/eu-central-1_New --region eu-central-1"]
    {
        assert!(web_acl.remedy.as_ref().unwrap().contains(place), "{place}: {web_acl:#?}");
    }
}

#[test]
fn what_groups_at_the_first_sign_in_need_is_looked_at_where_they_are_chosen() {
    let mut spec = subject().blueprint.spec;
    spec.options.users.groups = Memberships::FirstSignIn;
    let function = Subject::of(&spec, &Made::default()).blueprint.function_arn();
    let triggers = |spec: &Spec, arn: &str| {
        let mut facts = fitting();
        new_pool(&mut facts)["LambdaConfig"] = json!({ "PostAuthentication": arn });
        let checks = decide(&Subject::of(spec, &Made::default()), &facts);
        let unknown =
            checks.iter().filter(|check| check.id == "unknown.managed-login" || check.id == "unknown.unreadable-attributes");
        (checks.iter().find(|check| check.id == "destination-pool.triggers").cloned().unwrap(), unknown.count())
    };
    let (theirs, unknown) = triggers(&spec, "arn:aws:lambda:eu-central-1:222222222222:function:audit");
    assert_eq!((theirs.status, unknown), (Fail, 2));
    assert!(said(&theirs).contains("function:audit") && said(&theirs).contains("--groups sweep"), "{theirs:#?}");
    assert_eq!(triggers(&spec, &function).0.status, Pass);
    spec.options.users.groups = Memberships::Sweep;
    let (theirs, unknown) = triggers(&spec, "arn:aws:lambda:eu-central-1:222222222222:function:audit");
    assert_eq!((theirs.status, unknown), (Warn, 0));
}

#[test]
fn permissions_for_groups_count_only_where_the_source_has_groups() {
    let denied = SimulatedGroup {
        key: "groups",
        resource: "arn:pool".into(),
        outcomes: Ok(vec![Outcome {
            action: "cognito-idp:CreateGroup".into(),
            decision: "implicitDeny".into(),
            allowed_by_boundary: None,
            allowed_by_organization: None,
            missing_context: Vec::new(),
        }]),
    };
    let mut facts = fitting();
    facts.permissions.as_mut().unwrap()[1].groups.push(denied);
    let found = |facts: &Facts| decide(&subject(), facts).into_iter().find(|check| check.id == "permissions.destination.groups");
    let check = found(&facts).unwrap();
    assert_eq!(check.status, Warn, "{check:#?}");
    assert!(said(&check).contains("cognito-idp:CreateGroup: implicitDeny"), "{check:#?}");
    old(&mut facts).groups = Some(Ok((Vec::new(), false)));
    assert_eq!(found(&facts), None);
}

#[test]
fn groups_are_named_with_those_that_go_without_their_role_and_those_that_stay() {
    let mut facts = fitting();
    let group = |name: &str, role: Option<&str>| Group { name: name.into(), role_arn: role.map(Into::into), ..Group::default() };
    let groups = vec![group("writers", Some("arn:aws:iam::111111111111:role/w")), group("eu-west-1_Old_Google", None)];
    old(&mut facts).groups = Some(Ok((groups, true)));
    let checks = decide(&subject(), &facts);
    let check = checks.iter().find(|check| check.id == "source-pool.groups").unwrap();
    assert_eq!(
        check.evidence,
        [
            "groups, the first of them: writers",
            "with a role of the source's account, left out unless --group-role: writers",
            "of identity providers, left to Cognito: eu-west-1_Old_Google",
        ]
    );
}

#[test]
fn a_teams_own_handler_may_run_in_any_runtime() {
    let mut spec = subject().blueprint.spec;
    spec.options.function_runtime = "python3.13".into();
    let runtime = |spec: &Spec| {
        let checks = decide(&Subject::of(spec, &Made::default()), &fitting());
        checks.into_iter().find(|check| check.id == "function.runtime").unwrap().status
    };
    assert_eq!(runtime(&spec), Fail);
    spec.options.own_function =
        Some(OwnFunction { zip: "own.zip".into(), handler: "index.handler".into(), variables: Default::default(), policy: None });
    assert_eq!(runtime(&spec), Pass);
}
