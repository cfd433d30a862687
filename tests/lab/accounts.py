"""What stands in the two accounts before a migration: pools, app clients and users.

Two pairs of pools: in "username" people sign in with a name, in "email" with their address. The source pools are made
through MiniStack's API. The destination pools are laid in cognito-local's files before it starts, because those that it
makes itself are all in the Region "local" of the account "local", which no real pool is.
"""

import boto3
from botocore.config import Config

SOURCE, DESTINATION = "111111111111", "222222222222"
# Two Regions, so that whatever is asked in the wrong one is not found.
SOURCE_REGION, DESTINATION_REGION = "eu-west-1", "eu-central-1"
MADE = "2026-01-05T08:00:00.000Z"

CUSTOM_ATTRIBUTES = [
    {"Name": "plan", "AttributeDataType": "String", "Mutable": True,
     "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "32"}},
    {"Name": "seats", "AttributeDataType": "Number", "Mutable": True,
     "NumberAttributeConstraints": {"MinValue": "0", "MaxValue": "100000"}},
]

# Name or address to sign in with, password, attributes. Each password is right in the source pool only.
USERS = {
    "username": [
        ("anna", "Heron-Lake-4711", {"email": "anna@example.com", "email_verified": "true", "given_name": "Anna"}),
        ("bert", "Otter-Creek-1848", {"email": "bert@example.com", "email_verified": "true",
                                      "phone_number": "+4915112345678", "phone_number_verified": "false"}),
        ("cleo", "Badger-Hill-0815", {"email": "cleo@example.com", "email_verified": "true", "custom:plan": "gold",
                                      "custom:seats": "12"}),
        ("dora", "Marten-Wood-1999", {"email": "dora@example.com", "email_verified": "false", "name": "Dóra Ünal"}),
    ],
    "email": [
        ("eve@example.com", "Plover-Sands-2020", {"email": "eve@example.com", "email_verified": "true",
                                                  "custom:plan": "silver"}),
    ],
}


def destination(service: str, url: str, answer_limit_seconds: int = 60):
    return client(service, DESTINATION, DESTINATION_REGION, url, answer_limit_seconds)


def client(service: str, account: str, region: str, url: str, answer_limit_seconds: int = 60):
    return boto3.client(service, region_name=region, endpoint_url=url, aws_access_key_id=account,
                        aws_secret_access_key="lab",
                        config=Config(retries={"max_attempts": 0}, read_timeout=answer_limit_seconds))


def fill_source(url: str) -> dict:
    """Makes the source pools with their users; answers what a test needs to know about them."""
    cognito = client("cognito-idp", SOURCE, SOURCE_REGION, url)
    pools = {}
    for kind, users in USERS.items():
        sign_in = {"UsernameAttributes": ["email"]} if kind == "email" else {}
        pool = cognito.create_user_pool(PoolName=f"shop-{kind}", Schema=CUSTOM_ATTRIBUTES,
                                        AutoVerifiedAttributes=["email"], **sign_in)["UserPool"]
        for name, password, attributes in users:
            cognito.admin_create_user(
                UserPoolId=pool["Id"], Username=name, MessageAction="SUPPRESS",
                UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()])
            cognito.admin_set_user_password(UserPoolId=pool["Id"], Username=name, Password=password, Permanent=True)
        pools[kind] = {"id": pool["Id"], "arn": pool["Arn"], "users": [
            {"name": name, "password": password, "attributes": attributes} for name, password, attributes in users]}
    return {"source": {"account": SOURCE, "region": SOURCE_REGION, "pools": pools}}


def destination_facts() -> dict:
    pools = {kind: {"id": pool_id(kind), "arn": pool_arn(kind), "client": client_id(kind)} for kind in USERS}
    return {"destination": {"account": DESTINATION, "region": DESTINATION_REGION, "pools": pools}}


def fill_destination(url: str) -> dict:
    """Makes the destination pools through MiniStack's API, with nothing set but what must be: as fresh as a pool can be."""
    cognito = client("cognito-idp", DESTINATION, DESTINATION_REGION, url)
    pools = {}
    for kind in USERS:
        sign_in = {"UsernameAttributes": ["email"]} if kind == "email" else {}
        pool = cognito.create_user_pool(PoolName=f"shop-{kind}-new", Schema=CUSTOM_ATTRIBUTES, **sign_in)["UserPool"]
        app = cognito.create_user_pool_client(UserPoolId=pool["Id"], ClientName="web-shop")["UserPoolClient"]
        pools[kind] = {"id": pool["Id"], "arn": pool["Arn"], "client": app["ClientId"]}
    return {"destination": {"account": DESTINATION, "region": DESTINATION_REGION, "pools": pools}}


def destination_documents() -> dict:
    """cognito-local's files: one for each pool, one with all app clients."""
    documents = {pool_id(kind): {"Users": {}, "Options": destination_pool(kind)} for kind in USERS}
    documents["clients"] = {"Clients": {client_id(kind): destination_client(kind) for kind in USERS}}
    return documents


def pool_id(kind: str) -> str:
    return f"{DESTINATION_REGION}_New{kind.capitalize()}"


def pool_arn(kind: str) -> str:
    return f"arn:aws:cognito-idp:{DESTINATION_REGION}:{DESTINATION}:userpool/{pool_id(kind)}"


def client_id(kind: str) -> str:
    return f"7webshop{kind}".ljust(26, "0")


def destination_pool(kind: str) -> dict:
    """A pool with settings of its own, another trigger among them: all must survive that one field is edited."""
    custom = [{**attribute, "Name": f"custom:{attribute['Name']}", "DeveloperOnlyAttribute": False, "Required": False}
              for attribute in CUSTOM_ATTRIBUTES]
    standard = [{"Name": name, "AttributeDataType": "Boolean" if name.endswith("_verified") else "String",
                 "DeveloperOnlyAttribute": False, "Mutable": name != "sub", "Required": name == "sub"}
                for name in ["sub", "name", "given_name", "email", "email_verified", "phone_number",
                             "phone_number_verified"]]
    return {
        "Id": pool_id(kind), "Arn": pool_arn(kind), "Name": f"shop-{kind}-new",
        "CreationDate": MADE, "LastModifiedDate": MADE,
        "SchemaAttributes": standard + custom,
        "UsernameAttributes": ["email"] if kind == "email" else [],
        "AutoVerifiedAttributes": ["email"], "MfaConfiguration": "OFF",
        "Policies": {"PasswordPolicy": {"MinimumLength": 12, "RequireUppercase": True, "RequireLowercase": True,
                                        "RequireNumbers": True, "RequireSymbols": True,
                                        "TemporaryPasswordValidityDays": 3}},
        "EmailVerificationSubject": "Your code for the shop",
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
        "UserPoolTags": {"team": "identity"},
        "LambdaConfig": {"PostConfirmation":
                         f"arn:aws:lambda:{DESTINATION_REGION}:{DESTINATION}:function:welcome"},
    }


def destination_client(kind: str) -> dict:
    """The web shop's app client, as it was before the migration: it does not allow the password flow."""
    return {
        "ClientId": client_id(kind), "ClientName": "web-shop", "UserPoolId": pool_id(kind),
        "CreationDate": MADE, "LastModifiedDate": MADE,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "PreventUserExistenceErrors": "ENABLED", "RefreshTokenValidity": 45,
        "TokenValidityUnits": {"AccessToken": "hours", "IdToken": "minutes", "RefreshToken": "days"},
        "CallbackURLs": ["https://shop.example.com/callback"], "LogoutURLs": ["https://shop.example.com/"],
        "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email"],
        "AllowedOAuthFlowsUserPoolClient": True, "SupportedIdentityProviders": ["COGNITO"],
    }
