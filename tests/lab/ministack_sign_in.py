"""Cognito where MiniStack is the destination's too: its pools fire no UserMigration trigger, so it is fired here, as Cognito does.

Whoever signs in with a password and is unknown to the pool is asked for at the trigger (pool_trigger.py). If it knows them, the user
is made, with the password that was typed, and the sign-in is asked once more.
"""

import json

from loopback import Asked, ask
from pool_trigger import PoolTrigger, Refused

NOT_AUTHORIZED = "Incorrect username or password."


class MiniStackSignIn:
    def __init__(self, ministack: str, cognito, trigger: PoolTrigger, account: str, region: str):
        self.ministack, self.cognito, self.trigger = ministack, cognito, trigger
        # A sign-in is not signed; MiniStack finds the account by the access key.
        self.scope = (f"AWS4-HMAC-SHA256 Credential={account}/20260101/{region}/cognito-idp/aws4_request, "
                      "SignedHeaders=host, Signature=0")

    def answer(self, asked: Asked) -> tuple:
        if asked.headers.get("authorization"):
            return ask(self.ministack, asked)
        asked = Asked(asked.method, asked.target, {**asked.headers, "authorization": self.scope}, asked.body)
        question = json.loads(asked.body)
        if asked.headers["x-amz-target"].endswith(".InitiateAuth") and question.get("AuthFlow") == "USER_PASSWORD_AUTH":
            pool = self.pool_of(question["ClientId"])
            name, password = (question["AuthParameters"][field] for field in ["USERNAME", "PASSWORD"])
            if pool and not self.knows(pool, name):
                try:
                    self.migrate(pool, question["ClientId"], name, password)
                except Refused as refusal:
                    return refused(str(refusal))
        return ask(self.ministack, asked)

    def pool_of(self, client: str) -> str | None:
        for pool in self.cognito.list_user_pools(MaxResults=60)["UserPools"]:
            clients = self.cognito.list_user_pool_clients(UserPoolId=pool["Id"], MaxResults=60)["UserPoolClients"]
            if any(listed["ClientId"] == client for listed in clients):
                return pool["Id"]
        return None

    def knows(self, pool: str, name: str) -> bool:
        try:
            self.cognito.admin_get_user(UserPoolId=pool, Username=name)
            return True
        except self.cognito.exceptions.UserNotFoundException:
            return False

    def migrate(self, pool: str, client: str, name: str, password: str) -> None:
        answer = self.trigger.fire({
            "version": "1", "triggerSource": "UserMigration_Authentication", "region": pool.split("_")[0], "userPoolId": pool,
            "userName": name, "callerContext": {"awsSdkVersion": "lab", "clientId": client},
            "request": {"password": password, "validationData": None, "userAttributes": None},
            "response": {"userAttributes": None, "forceAliasCreation": None, "enableSMSMFA": None, "finalUserStatus": None,
                         "messageAction": None, "desiredDeliveryMediums": None}})["response"]
        attributes = {key: value for key, value in answer["userAttributes"].items() if key not in {"sub", "username"}}
        self.cognito.admin_create_user(
            UserPoolId=pool, Username=name, MessageAction="SUPPRESS",
            UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()])
        self.cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
        if answer.get("finalUserStatus") != "CONFIRMED":
            self.cognito.admin_reset_user_password(UserPoolId=pool, Username=name)


def refused(reason: str) -> tuple:
    """As Cognito answers (facts §1.4): a trigger that failed is told, everybody else's name or password was wrong."""
    failed = reason.startswith("UserMigration failed with error")
    answer = {"__type": "UserLambdaValidationException" if failed else "NotAuthorizedException",
              "message": reason if failed else NOT_AUTHORIZED}
    return 400, {"content-type": "application/x-amz-json-1.1", "x-amzn-errortype": answer["__type"]}, json.dumps(answer).encode()
