//! Users of the source in the states that only some accounts have.

use aws_sdk_cognitoidentityprovider::types::{
    AttributeType, ExplicitAuthFlowsType as Flow, MessageActionType, SoftwareTokenMfaConfigType, SoftwareTokenMfaSettingsType,
    UserPoolMfaType,
};

use crate::lab::Account;

/// The app client of the source that is not ours.
pub const OLD_SHOP: &str = "old-shop";
pub const PASSWORD: &str = "Right-Password-1";

/// A user with a verified address; with a password of their own, or a temporary one.
pub async fn add_user(source: &Account, pool: &str, name: &str, permanent: bool) {
    let email = [("email", format!("{name}@example.com")), ("email_verified", "true".to_owned())]
        .map(|(name, value)| AttributeType::builder().name(name).value(value).build().unwrap());
    let call = source.cognito.admin_create_user().user_pool_id(pool).username(name).message_action(MessageActionType::Suppress);
    call.temporary_password(PASSWORD).set_user_attributes(Some(email.into())).send().await.unwrap();
    if permanent {
        let call = source.cognito.admin_set_user_password().user_pool_id(pool).username(name).password(PASSWORD);
        call.permanent(true).send().await.unwrap();
    }
}

/// As a person does who never enters the code.
pub async fn sign_up(source: &Account, pool: &str, name: &str) {
    let client = source.cognito.create_user_pool_client().user_pool_id(pool).client_name(OLD_SHOP);
    let client = client.explicit_auth_flows(Flow::AllowUserSrpAuth).send().await.unwrap().user_pool_client.unwrap();
    let call = source.cognito.sign_up().client_id(client.client_id().unwrap()).username(name).password(PASSWORD);
    let email = AttributeType::builder().name("email").value(format!("{name}@example.com")).build().unwrap();
    // SignUp is not signed; MiniStack finds the account by the access key.
    let key = format!(
        "AWS4-HMAC-SHA256 Credential={}/20260101/{}/cognito-idp/aws4_request, SignedHeaders=host, Signature=0",
        source.id, source.region
    );
    let call = call.user_attributes(email).customize().mutate_request(move |request| {
        request.headers_mut().insert("authorization", key.clone());
    });
    call.send().await.unwrap();
}

/// The pool allows a second factor, and this user has one.
pub async fn ask_for_a_token(source: &Account, pool: &str, name: &str) {
    let token = SoftwareTokenMfaConfigType::builder().enabled(true).build();
    let call = source.cognito.set_user_pool_mfa_config().user_pool_id(pool).mfa_configuration(UserPoolMfaType::Optional);
    call.software_token_mfa_configuration(token).send().await.unwrap();
    let preferred = SoftwareTokenMfaSettingsType::builder().enabled(true).preferred_mfa(true).build();
    let call = source.cognito.admin_set_user_mfa_preference().user_pool_id(pool).username(name);
    call.software_token_mfa_settings(preferred).send().await.unwrap();
}
