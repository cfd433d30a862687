import boto3
import constants

old = boto3.client("cognito-idp", region_name=constants.OLD_REGION)


def move(event):
    old.admin_initiate_auth(
        UserPoolId=constants.OLD_POOL, ClientId=constants.OLD_CLIENT, AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": event["userName"], "PASSWORD": event["request"]["password"]})
    user = old.admin_get_user(UserPoolId=constants.OLD_POOL, Username=event["userName"])
    email = next(one["Value"] for one in user["UserAttributes"] if one["Name"] == "email")
    event["response"] = {"userAttributes": {"email": email, "email_verified": "true"},
                         "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS"}
    return event
