import boto3
import constants

old = boto3.client("cognito-idp", region_name=constants.OLD_REGION)
new = boto3.client("cognito-idp")


def join_groups(event):
    try:
        for group in old.admin_list_groups_for_user(UserPoolId=constants.OLD_POOL, Username=event["userName"])["Groups"]:
            new.admin_add_user_to_group(UserPoolId=event["userPoolId"], Username=event["userName"], GroupName=group["GroupName"])
    except Exception as why:
        print(f"no groups for this user: {type(why).__name__}")
    return event
