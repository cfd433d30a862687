"""Python within one account: no role, the pools' ids as constants in its code; behind PostAuthentication it brings the groups."""
from groups import join_groups
from moving import move


def Handler(event, context):
    if event["triggerSource"] == "UserMigration_Authentication":
        return move(event)
    if event["triggerSource"] == "PostAuthentication_Authentication":
        return join_groups(event)
    return event
