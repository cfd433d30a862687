"""Python: assumes the role with an external id, and throws one text for whatever goes wrong."""
import os

import boto3


def of_the_old_pool(name, password):
    role = boto3.client("sts").assume_role(
        RoleArn=os.environ["OLD_ROLE_ARN"], RoleSessionName="own-handler", ExternalId=os.environ["OLD_EXTERNAL_ID"])["Credentials"]
    old = boto3.client(
        "cognito-idp", region_name=os.environ["OLD_USER_POOL_REGION"], aws_access_key_id=role["AccessKeyId"],
        aws_secret_access_key=role["SecretAccessKey"], aws_session_token=role["SessionToken"])
    pool = os.environ["OLD_USER_POOL_ID"]
    old.admin_initiate_auth(
        UserPoolId=pool, ClientId=os.environ["OLD_CLIENT_ID"], AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password})
    return {attribute["Name"]: attribute["Value"]
            for attribute in old.admin_get_user(UserPoolId=pool, Username=name)["UserAttributes"]}


def lambda_handler(event, context):
    try:
        user = of_the_old_pool(event["userName"], event["request"]["password"])
    except Exception:
        raise Exception("Bad credentials") from None
    event["response"] = {"userAttributes": {"email": user["email"], "email_verified": "true"},
                         "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS"}
    return event
