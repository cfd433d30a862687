//! What the two documents show already: threat protection, messages, roles, tags, the key of custom senders, analytics, room for
//! attributes, who deploys the pool, opt-in Regions.

use CheckStatus::{Fail, Pass, Skipped, Warn};
use cognito_ferry::check::finding::{Check, CheckStatus};
use cognito_ferry::model::blueprint::CreatedIds;
use cognito_ferry::model::managed::DeployedBy;
use cognito_ferry::model::options::OwnFunction;
use cognito_ferry::model::spec::Spec;
use cognito_ferry::model::user_options::Memberships;
use cognito_ferry::preflight::decide;
use cognito_ferry::preflight::facts::{Facts, SimulatedGroup, SimulatedOutcome, Subject, UsedRole};
use cognito_ferry::preflight::risk::Risk;
use cognito_ferry::problem::{Problem, ProblemKind};
use serde_json::{Value, json};

use super::fitting::{fitting, new, new_client, new_pool, old, old_pool, subject};
use super::{Row, each_changes_its_own, said};

const SMS_ROLE: &str = "arn:aws:iam::222222222222:role/acme-sms";

fn role(trust: Value) -> UsedRole {
    UsedRole {
        key: "sms-role",
        member: "SmsConfiguration.SnsCallerArn",
        arn: SMS_ROLE.into(),
        external_id: Some("acme".into()),
        trust: Ok(Some(trust)),
    }
}

fn trust(service: &str, condition: Value) -> Value {
    let statement =
        json!({ "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole", "Condition": condition });
    json!({ "Version": "2012-10-17", "Statement": statement })
}

fn enforced(facts: &mut Facts, risk: Option<Risk>) {
    old_pool(facts)["UserPoolAddOns"] = json!({ "AdvancedSecurityMode": "ENFORCED" });
    old(facts).risk = risk.map(Ok);
}

fn risk(blocks_leaked_passwords: bool, blocks_by_risk: bool) -> Option<Risk> {
    Some(Risk { of_the_client: true, blocks_leaked_passwords, blocks_by_risk })
}

fn simulated(facts: &mut Facts, key: &'static str, actions: &[&str]) {
    let outcome = |action: &&str| SimulatedOutcome {
        action: (*action).to_owned(),
        decision: "allowed".into(),
        allowed_by_boundary: None,
        allowed_by_organization: None,
        missing_context: Vec::new(),
    };
    let outcomes = Ok(actions.iter().map(outcome).collect());
    facts.permissions.as_mut().unwrap()[1].groups.push(SimulatedGroup { key, resource: "arn:r".into(), outcomes });
}

const ROWS: &[Row] = &[
    (|f| enforced(f, None), "source-pool.threat-protection", Warn, "RESET_REQUIRED"),
    (|f| enforced(f, None), "source-pool.threat-protection", Warn, "--threat-protection-exempt"),
    (|f| enforced(f, risk(true, false)), "source-pool.threat-protection", Warn, "sign-ins with a leaked password: blocked"),
    (|f| enforced(f, risk(false, true)), "source-pool.threat-protection", Warn, "sign-ins of high risk: blocked"),
    (|f| enforced(f, risk(false, false)), "source-pool.threat-protection", Pass, "the migration app client's own"),
    (
        |f| {
            enforced(f, None);
            let denied = ProblemKind::AccessDenied { action: None, resource: None };
            old(f).risk = Some(Err(Problem::new(denied, "Could not read it.", "Denied.")));
        },
        "source-pool.threat-protection",
        Warn,
        "not known. Could not read it. Denied.",
    ),
    (
        |f| old_pool(f)["UserPoolAddOns"] = json!({ "AdvancedSecurityMode": "AUDIT" }),
        "source-pool.threat-protection",
        Pass,
        "AUDIT",
    ),
    (
        |f| {
            let flows = json!({ "CustomAuthMode": "ENFORCED" });
            old_pool(f)["UserPoolAddOns"] = json!({ "AdvancedSecurityMode": "OFF", "AdvancedSecurityAdditionalFlows": flows });
        },
        "source-pool.threat-protection",
        Pass,
        "CustomAuthMode: ENFORCED (not a flow of the function's)",
    ),
    (
        |f| new_pool(f)["UserPoolAddOns"] = json!({ "AdvancedSecurityMode": "ENFORCED" }),
        "destination-pool.threat-protection",
        Warn,
        "AdvancedSecurityMode: ENFORCED",
    ),
    (
        |f| old_pool(f)["UserPoolTier"] = json!("ESSENTIALS"),
        "source-pool.sessions",
        Skipped,
        "get-user-pool-session-configuration",
    ),
    (|f| old_pool(f)["SmsConfigurationFailure"] = json!("SNSSandbox"), "source-pool.delivery", Warn, "Exit SMS sandbox"),
    (
        |f| old_pool(f)["EmailConfigurationFailure"] = json!("gone"),
        "source-pool.delivery",
        Warn,
        "EmailConfigurationFailure: gone",
    ),
    (
        |f| new_pool(f)["SmsConfigurationFailure"] = json!("SNSSandbox"),
        "destination-pool.delivery",
        Warn,
        "verified numbers only",
    ),
    (
        |f| new_pool(f)["SmsConfigurationFailure"] = json!("SNSSandbox,InvalidSmsRoleAccessPolicyException"),
        "destination-pool.delivery",
        Fail,
        "apply would stop at the trigger",
    ),
    // An emulator answers an empty text where AWS leaves the member out (facts §12.17).
    (|f| new_pool(f)["SmsConfigurationFailure"] = json!(""), "destination-pool.delivery", Pass, "none"),
    (|f| new_pool(f)["UserPoolTags"] = json!({ "team": "shop" }), "destination-pool.tags", Warn, "cognito-idp:UntagResource"),
    (
        |f| {
            new_pool(f)["UserPoolTags"] = json!({ "team": "shop" });
            simulated(f, "pool", &["cognito-idp:TagResource", "cognito-idp:UntagResource"]);
        },
        "destination-pool.tags",
        Pass,
        "cognito-idp:TagResource: allowed (simulated)",
    ),
    (
        |f| new(f).used_roles = vec![UsedRole { trust: Ok(None), ..role(Value::Null) }],
        "destination-pool.roles",
        Fail,
        "there: no",
    ),
    (
        |f| new(f).used_roles = vec![role(trust("lambda.amazonaws.com", json!({})))],
        "destination-pool.roles",
        Fail,
        "no statement for cognito-idp.amazonaws.com",
    ),
    (
        |f| {
            new(f).used_roles =
                vec![role(trust("cognito-idp.amazonaws.com", json!({ "StringEquals": { "sts:ExternalId": "other" } })))]
        },
        "destination-pool.roles",
        Fail,
        "asks that sts:ExternalId is other",
    ),
    (
        |f| {
            let of_another = json!({ "ArnLike": { "aws:SourceArn": "arn:aws:cognito-idp:eu-central-1:222222222222:userpool/eu-central-1_Gone" } });
            new(f).used_roles = vec![role(trust("cognito-idp.amazonaws.com", of_another))];
        },
        "destination-pool.roles",
        Fail,
        "eu-central-1_Gone",
    ),
    (
        |f| {
            let fits = json!({ "StringEquals": { "sts:ExternalId": "acme", "aws:SourceAccount": "222222222222" } });
            new(f).used_roles = vec![role(trust("cognito-idp.amazonaws.com", fits))];
        },
        "destination-pool.roles",
        Pass,
        "trusts: cognito-idp.amazonaws.com",
    ),
    (
        |f| {
            let unknown = json!({ "StringEquals": { "aws:PrincipalOrgID": "o-1" } });
            new(f).used_roles = vec![role(trust("cognito-idp.amazonaws.com", unknown))];
        },
        "destination-pool.roles",
        Warn,
        "cannot be judged from here: its trust policy asks for aws:PrincipalOrgID",
    ),
    (
        |f| {
            let unread = Err(Problem::new(ProblemKind::Invalid, "Could not read it.", "It is another account's."));
            new(f).used_roles = vec![UsedRole { trust: unread, ..role(Value::Null) }];
        },
        "destination-pool.roles",
        Warn,
        "not known: Could not read it.",
    ),
    (
        |f| {
            let sender = json!({ "LambdaVersion": "V1_0", "LambdaArn": "arn:sender" });
            new_pool(f)["LambdaConfig"] = json!({ "CustomEmailSender": sender, "KMSKeyID": "arn:key" });
        },
        "destination-pool.custom-senders",
        Warn,
        "kms:CreateGrant",
    ),
    (
        |f| new_client(f)["AnalyticsConfiguration"] = json!({ "ApplicationArn": "arn:app", "RoleArn": "arn:role" }),
        "destination-client.analytics",
        Warn,
        "iam:PassRole",
    ),
];

#[test]
fn each_fault_changes_its_own_check_names_what_it_saw_and_says_what_to_do() {
    each_changes_its_own(ROWS);
}

fn with(change: impl FnOnce(&mut Spec), facts: &Facts, id: &str) -> Check {
    let mut spec = subject().blueprint.spec;
    change(&mut spec);
    let checks = decide(&Subject::of(&spec, &CreatedIds::default()), facts);
    checks.into_iter().find(|check| check.id == id).unwrap_or_else(|| panic!("no check {id}"))
}

#[test]
fn who_deploys_the_pool_is_not_known_until_the_operator_says_it() {
    let of = |said, tags: Value| {
        let mut facts = fitting();
        new_pool(&mut facts)["UserPoolTags"] = tags;
        with(|spec| spec.options.managed_by = said, &facts, "destination-pool.managed-by")
    };
    let unsaid = of(None, json!({}));
    assert_eq!(unsaid.status, Warn, "{unsaid:#?}");
    for words in ["not known", "describe-stack-resources --physical-resource-id eu-central-1_New", "--managed-by none"] {
        assert!(said(&unsaid).contains(words), "{words}: {unsaid:#?}");
    }
    let tagged = of(None, json!({ "aws:cloudformation:stack-name": "shop" }));
    assert!(tagged.status == Warn && said(&tagged).contains("stack: shop"), "{tagged:#?}");
    assert_eq!(of(Some(DeployedBy::None), json!({})).status, Pass);
    let terraform = of(Some(DeployedBy::Terraform), json!({}));
    assert!(terraform.status == Warn && said(&terraform).contains("user_migration"), "{terraform:#?}");
}

#[test]
fn a_region_that_is_not_on_by_default_is_told_on_either_side() {
    let of = |change: fn(&mut Spec)| with(change, &fitting(), "function.opt-in-region");
    let source = of(|spec| spec.source.region = "eu-south-2".into());
    assert!(source.status == Warn && said(&source).contains("source: eu-south-2 (opt-in)"), "{source:#?}");
    let destination = of(|spec| spec.destination.region = "eu-central-2".into());
    assert!(destination.status == Warn && said(&destination).contains("get-region-opt-status --region-name eu-central-2"));
    let own = of(|spec| {
        spec.destination.region = "eu-central-2".into();
        spec.options.own_function = Some(OwnFunction {
            zip: "own.zip".into(),
            handler: "index.handler".into(),
            variables: Default::default(),
            policy: None,
        });
    });
    assert!(said(&own).contains("A handler that asks STS of its own Region"), "{own:#?}");
    // The other partitions know no such thing.
    let china = of(|spec| {
        for place in [&mut spec.source, &mut spec.destination] {
            (place.partition, place.region) = ("aws-cn".into(), "cn-north-1".into());
        }
    });
    assert_eq!(china.status, Pass, "{china:#?}");
}

#[test]
fn fifty_custom_attributes_leave_no_room_for_one_more() {
    let full = |count: usize| {
        let mut facts = fitting();
        let schema = new_pool(&mut facts)["SchemaAttributes"].as_array_mut().unwrap();
        // Two are there.
        schema.extend((0..count - 2).map(|number| json!({ "Name": format!("custom:a{number}"), "AttributeDataType": "String" })));
        facts
    };
    let of = |count, sub, groups| {
        let change = |spec: &mut Spec| (spec.options.users.legacy_sub, spec.options.users.groups) = (sub, groups);
        with(change, &full(count), "schema.room")
    };
    let last = of(50, true, Memberships::Sweep);
    assert!(last.status == Fail && said(&last).contains("to be added: custom:legacy_sub"), "{last:#?}");
    assert_eq!(of(50, false, Memberships::Sweep).status, Pass);
    assert_eq!(of(49, true, Memberships::Sweep).status, Pass);
    assert_eq!(of(49, true, Memberships::FirstSignIn).status, Fail);
}
