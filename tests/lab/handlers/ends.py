"""Python with names of its own for its variables and no external id: whatever goes wrong ends the process."""
import os

import boto3

try:
    CLIENT, REGION = os.environ["SOURCE_APP_CLIENT_ID"], os.environ["SOURCE_REGION"]
    ROLE, POOL = os.environ["SOURCE_ROLE_ARN"], os.environ["SOURCE_USER_POOL_ID"]
except KeyError as absent:
    raise SystemExit(f"[ERROR] This variable is missing: {absent}")


def of_the_source():
    try:
        role = boto3.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="own-handler")["Credentials"]
    except Exception as why:
        raise SystemExit(f"[ERROR] The role {ROLE} is out of reach: {why}")
    return boto3.client("cognito-idp", region_name=REGION, aws_access_key_id=role["AccessKeyId"],
                        aws_secret_access_key=role["SecretAccessKey"], aws_session_token=role["SessionToken"])


def handler(event, context):
    source, name = of_the_source(), event["userName"]
    try:
        user = source.admin_get_user(UserPoolId=POOL, Username=name)
    except source.exceptions.UserNotFoundException:
        raise SystemExit("[ERROR] Nobody has this name.")
    try:
        source.admin_initiate_auth(UserPoolId=POOL, ClientId=CLIENT, AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                                   AuthParameters={"USERNAME": name, "PASSWORD": event["request"]["password"]})
    except source.exceptions.NotAuthorizedException:
        raise SystemExit("[ERROR] That is not the password.")
    attributes = {one["Name"]: one["Value"] for one in user["UserAttributes"] if one["Name"] != "sub"}
    event["response"] = {"userAttributes": attributes, "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS"}
    return event
