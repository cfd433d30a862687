//! The app client.

use CheckStatus::Warn;
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::preflight::facts::OtherClients;
use serde_json::json;

use super::fitting::{new, new_client};
use super::{Row, each_changes_its_own};

const ROWS: &[Row] = &[
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
];

#[test]
fn each_fault_changes_its_own_check_names_what_it_saw_and_says_what_to_do() {
    each_changes_its_own(ROWS);
}
