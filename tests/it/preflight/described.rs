//! What Describe shows already, in the sandbox: each fact is planted, and preflight finds it before anything is made. A pool without
//! it does not warn.

use CheckStatus::{Fail, Pass, Skipped, Warn};
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::model::choices::Choices;
use cognito_ferry::model::managed::DeployedBy;
use cognito_ferry::model::options::Options;
use cognito_ferry::model::user_options::Memberships;
use cognito_sandbox::{Sandbox, Scenario};
use serde_json::{Map, Value, json};

use super::world::{World, demo_choices, found};
use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};
use crate::env::recorder::Recorder;

const OLD: &str = "111111111111";
const NEW: &str = "222222222222";
const SMS_ROLE: &str = "arn:aws:iam::222222222222:role/acme-sms";
const KEY: &str = "arn:aws:kms:eu-central-1:222222222222:key/0b3ee9b4-3d2c-4a4e-9d0a-0c9a4f3f2a10";

/// What is planted where, the check that finds it, and what it says.
struct Row {
    fact: &'static str,
    plant: fn(&mut cognito_sandbox::World),
    choose: fn(&mut Options),
    id: &'static str,
    status: CheckStatus,
    says: &'static str,
}

fn old(world: &mut cognito_sandbox::World) -> &mut Map<String, Value> {
    &mut world.region(OLD, "eu-west-1").cognito.pools.get_mut(SOURCE_POOL).unwrap().document
}

fn new(world: &mut cognito_sandbox::World) -> &mut Map<String, Value> {
    &mut world.region(NEW, "eu-central-1").cognito.pools.get_mut(DESTINATION_POOL).unwrap().document
}

fn put(document: &mut Map<String, Value>, member: &str, value: Value) {
    document.insert(member.to_owned(), value);
}

fn client(world: &mut cognito_sandbox::World) -> &mut Map<String, Value> {
    let pool = world.region(NEW, "eu-central-1").cognito.pools.get_mut(DESTINATION_POOL).unwrap();
    pool.clients.get_mut(DESTINATION_CLIENT).unwrap()
}

fn trigger(world: &mut cognito_sandbox::World, name: &str, value: Value) {
    new(world).entry("LambdaConfig").or_insert(json!({}))[name] = value;
}

/// The destination's principal, without these actions.
fn deny(world: &mut cognito_sandbox::World, actions: &[&str]) {
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" },
        { "Effect": "Deny", "Action": actions, "Resource": "*" },
    ] });
    for user in world.account(NEW).users.values_mut() {
        user.policy = Some(policy.clone());
    }
}

fn tagged(world: &mut cognito_sandbox::World) {
    put(new(world), "UserPoolTags", json!({ "team": "shop" }));
}

fn with_role(world: &mut cognito_sandbox::World) {
    let configuration = json!({ "SnsCallerArn": SMS_ROLE, "ExternalId": "acme", "SnsRegion": "eu-central-1" });
    put(new(world), "SmsConfiguration", configuration);
}

fn attributes(world: &mut cognito_sandbox::World, count: usize) {
    let schema = new(world)["SchemaAttributes"].as_array_mut().unwrap();
    let custom = schema.iter().filter(|attribute| attribute["Name"].as_str().unwrap().starts_with("custom:")).count();
    schema.extend((custom..count).map(|number| {
        json!({ "Name": format!("custom:a{number}"), "AttributeDataType": "String", "DeveloperOnlyAttribute": false,
                "Mutable": true, "Required": false, "StringAttributeConstraints": {} })
    }));
}

fn by_default(_: &mut Options) {}

const ROWS: &[Row] = &[
    Row {
        fact: "threat protection ENFORCED in the source",
        plant: |w| put(old(w), "UserPoolAddOns", json!({ "AdvancedSecurityMode": "ENFORCED" })),
        choose: by_default,
        id: "source-pool.threat-protection",
        status: Warn,
        says: "--threat-protection-exempt",
    },
    Row {
        fact: "threat protection ENFORCED in the destination",
        plant: |w| put(new(w), "UserPoolAddOns", json!({ "AdvancedSecurityMode": "ENFORCED" })),
        choose: by_default,
        id: "destination-pool.threat-protection",
        status: Warn,
        says: "ENFORCED",
    },
    Row {
        fact: "a tier that limits sessions",
        plant: |w| put(old(w), "UserPoolTier", json!("PLUS")),
        choose: by_default,
        id: "source-pool.sessions",
        status: Skipped,
        says: "cannot be known from here",
    },
    Row {
        fact: "SmsConfigurationFailure of the source",
        plant: |w| put(old(w), "SmsConfigurationFailure", json!("SNSSandbox")),
        choose: by_default,
        id: "source-pool.delivery",
        status: Warn,
        says: "SmsConfigurationFailure: SNSSandbox",
    },
    Row {
        fact: "EmailConfigurationFailure of the destination",
        plant: |w| put(new(w), "EmailConfigurationFailure", json!("EmailSendingPaused")),
        choose: by_default,
        id: "destination-pool.delivery",
        status: Warn,
        says: "EmailConfigurationFailure: EmailSendingPaused",
    },
    Row {
        fact: "InvalidSmsRole… of the destination",
        plant: |w| put(new(w), "SmsConfigurationFailure", json!("InvalidSmsRoleTrustRelationshipException")),
        choose: by_default,
        id: "destination-pool.delivery",
        status: Fail,
        says: "repair the role first",
    },
    Row {
        fact: "a role for text messages that is gone",
        plant: with_role,
        choose: by_default,
        id: "destination-pool.roles",
        status: Fail,
        says: "there: no",
    },
    Row {
        fact: "a role for text messages, and no iam:PassRole",
        plant: |w| {
            with_role(w);
            deny(w, &["iam:PassRole"]);
        },
        choose: by_default,
        id: "permissions.destination.sms-role",
        status: Warn,
        says: SMS_ROLE,
    },
    Row {
        fact: "custom senders with a key",
        plant: |w| {
            trigger(
                w,
                "CustomEmailSender",
                json!({ "LambdaVersion": "V1_0", "LambdaArn": "arn:aws:lambda:eu-central-1:222222222222:function:mail" }),
            );
            trigger(w, "KMSKeyID", json!(KEY));
        },
        choose: by_default,
        id: "destination-pool.custom-senders",
        status: Warn,
        says: KEY,
    },
    Row {
        fact: "custom senders, and no kms:CreateGrant",
        plant: |w| {
            trigger(w, "KMSKeyID", json!(KEY));
            deny(w, &["kms:CreateGrant"]);
        },
        choose: by_default,
        id: "permissions.destination.senders-key",
        status: Warn,
        says: "kms:CreateGrant",
    },
    Row {
        fact: "tags of the pool, and no cognito-idp:UntagResource",
        plant: |w| {
            tagged(w);
            deny(w, &["cognito-idp:UntagResource"]);
        },
        choose: by_default,
        id: "destination-pool.tags",
        status: Warn,
        says: "cognito-idp:UntagResource: explicitDeny (simulated)",
    },
    Row {
        fact: "the same, among the permissions to ask for",
        plant: |w| {
            tagged(w);
            deny(w, &["cognito-idp:UntagResource"]);
        },
        choose: by_default,
        id: "permissions.destination.pool",
        status: Warn,
        says: "cognito-idp:UntagResource",
    },
    Row {
        fact: "analytics of the app client",
        plant: |w| {
            put(
                client(w),
                "AnalyticsConfiguration",
                json!({ "ApplicationArn": "arn:aws:mobiletargeting:eu-central-1:222222222222:apps/0123456789abcdef0123456789abcdef" }),
            )
        },
        choose: by_default,
        id: "destination-client.analytics",
        status: Warn,
        says: "Amazon Pinpoint ended",
    },
    Row {
        fact: "nobody said who deploys the pool",
        plant: |_| {},
        choose: |options| options.managed_by = None,
        id: "destination-pool.managed-by",
        status: Warn,
        says: "deployed by: not known",
    },
    Row {
        fact: "fifty custom attributes, and one to be added",
        plant: |w| attributes(w, 50),
        choose: |options| options.users.legacy_sub = true,
        id: "schema.room",
        status: Fail,
        says: "custom:legacy_sub",
    },
    Row {
        fact: "forty-nine custom attributes, and the mark of groups to be added to the old sub",
        plant: |w| attributes(w, 49),
        choose: |options| (options.users.legacy_sub, options.users.groups) = (true, Memberships::FirstSignIn),
        id: "schema.room",
        status: Fail,
        says: "custom:ferry_groups",
    },
    Row {
        fact: "PreAuthentication of the destination",
        plant: |w| trigger(w, "PreAuthentication", json!("arn:aws:lambda:eu-central-1:222222222222:function:gate")),
        choose: by_default,
        id: "destination-pool.triggers",
        status: Warn,
        says: "if one throws, that sign-in fails",
    },
    Row {
        fact: "MFA required in the destination",
        plant: |w| put(new(w), "MfaConfiguration", json!("ON")),
        choose: by_default,
        id: "destination-pool.mfa",
        status: Warn,
        says: "destination: ON",
    },
];

/// The demo, with every answer given, and without what it has of the facts itself.
fn world() -> World {
    let sandbox = Sandbox::new(Scenario::demo().without_delays()).unwrap();
    {
        let mut world = sandbox.world();
        put(old(&mut world), "UserPoolTier", json!("LITE"));
        put(old(&mut world), "MfaConfiguration", json!("OFF"));
        for member in ["LambdaConfig", "MfaConfiguration", "UserPoolTags"] {
            new(&mut world).shift_remove(member);
        }
    }
    let recorder = Recorder::around(sandbox.http_client());
    World { sandbox, recorder }
}

fn answered(choose: fn(&mut Options)) -> Choices {
    let mut options = Options::new("acme", "k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into());
    options.managed_by = Some(DeployedBy::None);
    choose(&mut options);
    Choices { options: Some(options), ..demo_choices() }
}

#[tokio::test]
async fn each_fact_is_found_before_anything_is_made_and_a_pool_without_it_does_not_warn() {
    let (without, _) = world().preflight(&answered(by_default)).await;
    for Row { fact, plant, choose, id, status, says } in ROWS {
        let planted = world();
        plant(&mut planted.sandbox.world());
        let before = serde_json::to_value(&*planted.sandbox.world()).unwrap();
        let (checks, _) = planted.preflight(&answered(*choose)).await;
        assert_eq!(serde_json::to_value(&*planted.sandbox.world()).unwrap(), before, "{fact}: something was made");
        let check = found(&checks, id);
        assert_eq!(check.status, *status, "{fact}: {check:#?}");
        let text = format!("{}\n{}", check.evidence.join("\n"), check.remedy.as_deref().unwrap_or_default());
        assert!(text.contains(says), "{fact}: {says:?} in {check:#?}");
        assert!(!check.evidence.is_empty() && check.remedy.is_some(), "{fact}: {check:#?}");
        // A check of a role or key is there only where one is named.
        let plain = without.iter().find(|check| check.id == *id).map(|check| check.status);
        assert!(matches!(plain, None | Some(Pass)), "{id} without the fact: {plain:?}");
        println!("{fact:<82} {id:<36} {status:?}");
    }
}

#[tokio::test]
async fn an_opt_in_region_is_found_on_either_side() {
    for (side, from, to) in [("source", "eu-west-1", "eu-south-2"), ("destination", "eu-central-1", "eu-central-2")] {
        let scenario = Scenario::from_toml(&cognito_sandbox::DEMO.replace(from, to)).unwrap();
        let sandbox = Sandbox::new(scenario.without_delays()).unwrap();
        let recorder = Recorder::around(sandbox.http_client());
        let mut choices = answered(by_default);
        for pool in [&mut choices.source.pool, &mut choices.destination.pool] {
            *pool = pool.take().map(|pool| pool.replace(from, to));
        }
        let (checks, _) = World { sandbox, recorder }.preflight(&choices).await;
        let check = found(&checks, "function.opt-in-region");
        assert_eq!(check.status, Warn, "{check:#?}");
        assert!(check.evidence.contains(&format!("{side}: {to} (opt-in)")), "{check:#?}");
        println!("{:<82} {:<36} {:?}", format!("an opt-in Region of the {side}"), check.id, check.status);
    }
    let (checks, _) = world().preflight(&answered(by_default)).await;
    assert_eq!(found(&checks, "function.opt-in-region").status, Pass);
}

/// Cognito assumes the role, or does not: by its trust policy as IAM has it.
#[tokio::test]
async fn a_role_that_cognito_cannot_assume_is_found_and_one_that_it_can_is_not() {
    let statement = |service: &str, external_id: &str| {
        json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole",
            "Condition": { "StringEquals": { "sts:ExternalId": external_id } },
        }] })
    };
    let rows = [
        ("a role for text messages that trusts another service", "lambda.amazonaws.com", "acme", Fail),
        ("a role for text messages that asks for another external id", "cognito-idp.amazonaws.com", "other", Fail),
        ("a role for text messages that fits", "cognito-idp.amazonaws.com", "acme", Pass),
    ];
    for (fact, service, external_id, status) in rows {
        let world = world();
        with_role(&mut world.sandbox.world());
        let iam = world.accounts().await.destination.write.iam.clone();
        let trust = statement(service, external_id).to_string();
        iam.create_role().role_name("acme-sms").assume_role_policy_document(trust).send().await.unwrap();
        let (checks, _) = world.preflight(&answered(by_default)).await;
        let check = found(&checks, "destination-pool.roles");
        assert_eq!(check.status, status, "{fact}: {check:#?}");
        println!("{fact:<82} {:<36} {status:?}", check.id);
    }
}
