//! Two accounts that fit, as facts, and the way to each of them.

use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::Identity;
use cognito_ferry::aws::document::HAS_SECRET;
use cognito_ferry::aws::document::groups::Group;
use cognito_ferry::model::attribute_mapping::UserMapping;
use cognito_ferry::model::blueprint::CreatedIds;
use cognito_ferry::model::managed::DeployedBy;
use cognito_ferry::model::options::Options;
use cognito_ferry::model::place::Place;
use cognito_ferry::model::spec::{DestinationClient, Spec};
use cognito_ferry::preflight::facts::{
    Concurrency, DestinationFacts, Facts, IdentityFacts, OtherClients, PermissionFacts, SimulatedGroup, SimulatedOutcome,
    SimulatedPrincipal, SourceFacts, Subject, UserSample,
};
use serde_json::{Value, json};

pub fn subject() -> Subject {
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
        threat_protection_enforced: false,
        managed_by: None,
        groups: Vec::new(),
        user_mapping: UserMapping::default(),
        own_code_sha256: None,
        own_policy: Value::Null,
        own_code_notes: Vec::new(),
        options: Options { managed_by: Some(DeployedBy::None), ..Options::new("acme", "x".into()) },
    };
    Subject::of(&spec, &CreatedIds::default())
}

pub fn pool() -> Value {
    json!({
        "Name": "customers",
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": { "CaseSensitive": false },
        "MfaConfiguration": "OFF",
        "UserPoolTier": "LITE",
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

pub fn client() -> Value {
    json!({ "ClientId": "client", "ClientName": "web", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            "PreventUserExistenceErrors": "ENABLED", HAS_SECRET: false })
}

/// Two accounts that fit: every check passes but those that cannot be known.
pub fn fitting() -> Facts {
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
        principal: Ok(SimulatedPrincipal { arn: "arn:aws:iam::1:user/ann".into(), boundary: None }),
        groups: vec![SimulatedGroup {
            key: "role",
            resource: "arn:role".into(),
            outcomes: Ok(vec![SimulatedOutcome {
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
            risk: None,
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
            used_roles: Vec::new(),
        }),
        permissions: Some([permissions(Side::Source), permissions(Side::Destination)]),
    }
}

pub fn old(facts: &mut Facts) -> &mut SourceFacts {
    facts.source.as_mut().unwrap()
}

pub fn new(facts: &mut Facts) -> &mut DestinationFacts {
    facts.destination.as_mut().unwrap()
}

pub fn old_pool(facts: &mut Facts) -> &mut Value {
    old(facts).pool.as_mut().unwrap()
}

pub fn new_pool(facts: &mut Facts) -> &mut Value {
    new(facts).pool.as_mut().unwrap()
}

pub fn new_client(facts: &mut Facts) -> &mut Value {
    new(facts).client.as_mut().unwrap()
}

pub fn outcome(facts: &mut Facts) -> &mut SimulatedOutcome {
    &mut facts.permissions.as_mut().unwrap()[0].groups[0].outcomes.as_mut().unwrap()[0]
}

pub fn first(facts: &mut Facts) -> &mut IdentityFacts {
    &mut facts.identities.as_mut().unwrap()[0]
}
