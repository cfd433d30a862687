//! Each command that `diagnose` gives is pasted beside neighbours: it mends what it says it mends, and theirs stays as it was.

use cognito_ferry::check::finding::{Check, CheckStatus};
use cognito_ferry::diagnose::report::DiagnosisReport;
use serde_json::{Value, json};
use test_support::pasted::{commands, paste, writes};

use super::by_hand::{EXTERNAL_ID, SetUp, inline, statement};
use super::faults::{Fault, set_up};
use super::neighbours::{self, move_in};
use super::world::{World, failed};
use crate::env::demo::{PASSWORD, USER};

/// What is broken, beyond the faults that a set-up made by hand has most often.
#[derive(Debug, Clone, Copy)]
enum Broken {
    By(Fault),
    /// The source role asks for a second factor.
    SecondFactor,
    /// Its statement names both the execution role and a neighbour's, with another external id.
    SharedStatement,
    /// Lambda may not be the execution role.
    NotLambda,
}

const TABLE: [Broken; 10] = [
    Broken::By(Fault::NoInvokePermission),
    Broken::By(Fault::WrongSourceArn),
    Broken::By(Fault::NoAssumeRole),
    Broken::By(Fault::TrustNamesAnother),
    Broken::By(Fault::TrustNamesTheDeleted),
    Broken::By(Fault::ExternalIdDiffers),
    Broken::By(Fault::NoAdminInitiateAuth),
    Broken::SecondFactor,
    Broken::SharedStatement,
    Broken::NotLambda,
];

impl Broken {
    fn is_possible(self, set_up: &SetUp) -> bool {
        match self {
            Self::By(fault) => fault.is_possible(set_up),
            Self::SharedStatement => set_up.kind == "by hand",
            Self::SecondFactor | Self::NotLambda => true,
        }
    }

    async fn inject(self, world: &World, set_up: &SetUp) {
        let (source, destination) = (&world.accounts.source, &world.accounts.destination);
        let own = json!({ "AWS": set_up.function_role_arn() });
        match self {
            Self::By(fault) => fault.inject(world, set_up).await,
            Self::SecondFactor => {
                let condition = json!({ "Bool": { "aws:MultiFactorAuthPresent": "true" } });
                put_trust(source, set_up.source_role, &statement(own, condition)).await;
            }
            Self::SharedStatement => {
                let both = json!({ "AWS": [set_up.function_role_arn(), "arn:aws:iam::222222222222:root"] });
                let condition = json!({ "StringEquals": { "sts:ExternalId": "for-the-other" } });
                put_trust(source, set_up.source_role, &statement(both, condition)).await;
            }
            Self::NotLambda => {
                let other = json!({ "Service": "states.amazonaws.com" });
                put_trust(destination, set_up.function_role, &statement(other, json!({}))).await;
            }
        }
    }
}

async fn put_trust(account: &cognito_ferry::aws::account::Account, role: &str, policy: &Value) {
    let call = account.write.iam.update_assume_role_policy().role_name(role);
    call.policy_document(policy.to_string()).send().await.unwrap();
}

fn broken(report: &DiagnosisReport) -> Vec<Check> {
    report.checks().filter(|check| check.status == CheckStatus::Fail).cloned().collect()
}

#[tokio::test]
async fn each_command_of_a_diagnosis_mends_its_link_and_harms_no_neighbour() {
    let (mut run, mut harmed) = (0, Vec::new());
    for kind in ["by hand", "CDK"] {
        for broken_by in TABLE {
            let world = World::demo().await;
            let set_up = set_up(&world, kind).await;
            if !broken_by.is_possible(&set_up) {
                continue;
            }
            // IAM takes no document with a deleted role's id, so that nobody can move in after that.
            let first = matches!(broken_by, Broken::By(Fault::TrustNamesTheDeleted));
            if first {
                move_in(&world, &set_up).await;
            }
            broken_by.inject(&world, &set_up).await;
            if !first {
                move_in(&world, &set_up).await;
            }
            let before = neighbours::look(&world, &set_up).await;
            let found = broken(&world.diagnose().await);
            assert_eq!(found.len(), 1, "{kind}, {broken_by:?}: {found:#?}");
            let remedy = found[0].remedy.clone().unwrap();
            let commands: Vec<String> = commands(&remedy).into_iter().filter(|line| writes(line)).collect();
            assert_eq!(commands.len(), 1, "{kind}, {broken_by:?}: {remedy}");
            assert!(remedy.contains("account 111111111111") || remedy.contains("account 222222222222"), "{remedy}");
            for command in &commands {
                paste(command, &world.accounts).await.unwrap();
                run += 1;
                println!("{kind:<8} {:<30} {}", found[0].id, command.chars().take(90).collect::<String>());
            }
            let after = neighbours::look(&world, &set_up).await;
            let lost = before.iter().filter(|(what, had)| after.get(*what) != Some(had));
            harmed.extend(lost.map(|(what, had)| format!("{kind}, {broken_by:?}: {what}: {had} became {:?}", after.get(what))));
            let left = world.diagnose().await;
            assert_eq!(failed(&left), Vec::<&str>::new(), "{kind}, {broken_by:?}: {commands:?}");
            let story = world.sign_in(USER, PASSWORD).await;
            assert!(story.succeeded, "{kind}, {broken_by:?}: {story:#?}");
        }
    }
    println!("commands run: {run}, neighbours harmed: {}", harmed.len());
    assert!(run >= 17 && harmed.is_empty(), "{run} run: {harmed:#?}");
}

/// An Allow is never offered against a Deny of the role's own, nor against its boundary's silence.
#[tokio::test]
async fn where_a_deny_decides_no_command_is_offered() {
    let world = World::demo().await;
    let set_up = set_up(&world, "by hand").await;
    let deny = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "sts:*", "Resource": "*" }] });
    inline(&world.accounts.destination, set_up.function_role, "guard-rail", &deny).await;
    let found = broken(&world.diagnose().await);
    let remedy = found[0].remedy.clone().unwrap();
    assert_eq!(found[0].id, "assume-role.policy");
    assert!(commands(&remedy).is_empty() && remedy.contains("guard-rail") && remedy.contains("does not override"), "{remedy}");
}

/// Conditions on the source role's trust: what diagnose says of each, held against what the sandbox lets through.
#[tokio::test]
async fn a_condition_that_can_never_hold_is_broken_and_one_that_holds_is_whole() {
    let own = "arn:aws:iam::222222222222:role/service-role/usermigration-role-qj7yr2q6";
    for (condition, holds) in [
        (json!({ "Bool": { "aws:MultiFactorAuthPresent": "true" } }), Some(false)),
        (json!({ "BoolIfExists": { "aws:MultiFactorAuthPresent": "true" } }), None),
        (json!({ "Null": { "aws:MultiFactorAuthAge": "false" } }), Some(false)),
        (json!({ "Null": { "aws:MultiFactorAuthAge": true } }), Some(true)),
        (json!({ "StringEquals": { "aws:SourceAccount": "222222222222" } }), Some(false)),
        (json!({ "ArnLike": { "aws:SourceArn": "arn:aws:lambda:*:222222222222:function:*" } }), Some(false)),
        (json!({ "StringEqualsIfExists": { "aws:SourceAccount": "222222222222" } }), Some(true)),
        (json!({ "StringNotEquals": { "aws:SourceAccount": "1" } }), Some(true)),
        (json!({ "StringEquals": { "aws:FederatedProvider": "x" } }), Some(false)),
        (json!({ "StringEquals": { "aws:RequestTag/team": "shop" } }), Some(false)),
        (json!({ "StringEquals": { "sts:SourceIdentity": "ann" } }), Some(false)),
        (json!({ "StringEquals": { "sts:RoleSessionName": "migration" } }), None),
        (json!({ "StringEquals": { "aws:PrincipalOrgID": "o-exampleorg1" } }), None),
        (json!({ "ArnEquals": { "aws:PrincipalArn": own } }), Some(true)),
        (json!({ "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/another-*" } }), Some(false)),
        (json!({ "StringEquals": { "aws:PrincipalAccount": "333333333333" } }), Some(false)),
        (json!({ "StringEquals": { "aws:PrincipalAccount": ["333333333333", "222222222222"] } }), Some(true)),
    ] {
        let world = World::demo().await;
        let set_up = set_up(&world, "by hand").await;
        let mut full = condition.clone();
        full.as_object_mut().unwrap().entry("StringEquals").or_insert_with(|| json!({}))["sts:ExternalId"] = json!(EXTERNAL_ID);
        let trust = statement(json!({ "AWS": own }), full);
        put_trust(&world.accounts.source, set_up.source_role, &trust).await;
        let report = world.diagnose().await;
        let check = super::world::check(&report, "trust.principal");
        let said = match check.status {
            CheckStatus::Pass => Some(true),
            CheckStatus::Fail => Some(false),
            _ => None,
        };
        assert_eq!(said, holds, "{condition}: {check:#?}");
        let story = world.sign_in(USER, PASSWORD).await;
        assert!(holds.is_none_or(|holds| holds == story.succeeded), "{condition}: the sandbox decides otherwise: {story:#?}");
    }
}
