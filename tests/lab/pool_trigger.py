"""What Cognito does between a pool and the functions behind its triggers, and cognito-local does not.

cognito-local invokes one function for all of its pools, whatever they say, and takes an unchanged event for a migrated
user: there any password would do. So it invokes this server instead, which follows facts §1.

UserMigration:

- the app client must allow the password flow;
- the function is the one that the pool's own LambdaConfig names, as it stands at this moment;
- the function's resource policy must let cognito-idp.amazonaws.com invoke it for this pool (MiniStack's evaluator decides);
- the function has five seconds;
- an answer without attributes means that there is no such user;
- attributes that the pool's schema does not know fail the sign-in;
- the user gets the name that was typed, unless the pool has its people sign in with an address, and a new sub.

PostAuthentication: function, resource policy and time in the same way; nothing happens where the pool names none. An answer
that is not the event, and an error, fail the sign-in. cognito-local goes on after an error of this trigger; but not after one of
PreTokenGeneration, which it fires next. So the refusal is told there.

Each decision is one line of JSON in the log: {"trigger", "user", "refused": reason or null}.
"""

import json
import threading
import uuid
from pathlib import Path

import loopback
from botocore.exceptions import BotoCoreError, ClientError
from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy

PASSWORD_FLOWS = {"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"}
FUNCTION_LIMIT_SECONDS = 5
# Those of cognito-local that lead here, and how its messages call the function behind each: Cognito says the trigger's name.
TRIGGERS = {"UserMigration": "UserMigration", "PostAuthentication": "PostAuthentication",
            "PreTokenGeneration": "PostAuthentication"}


class Refused(Exception):
    """The sign-in fails; the message says why, for the log."""


class PoolTrigger:
    def __init__(self, log: Path, cognito, functions, account: str):
        self.log, self.cognito, self.functions, self.account = log, cognito, functions, account
        self.log.touch()
        self.writing = threading.Lock()
        # By pool and user: what the PreTokenGeneration trigger has yet to say.
        self.refused_after_sign_in = {}

    def fire(self, event: dict) -> dict:
        trigger = event["triggerSource"].split("_")[0]
        if trigger == "TokenGeneration":
            return self.give_tokens(event)
        try:
            answer = self.migrate(event) if trigger == "UserMigration" else self.after_sign_in(event)
        except Refused as refusal:
            self.refuse(trigger, event, str(refusal))
        except (ClientError, BotoCoreError) as failure:
            self.refuse(trigger, event, f"function not invoked: {failure}")
        return answer

    def refuse(self, trigger: str, event: dict, reason: str) -> None:
        self.note(trigger, event, reason)
        if trigger == "PostAuthentication":
            self.refused_after_sign_in[event["userPoolId"], event["userName"]] = reason
        raise Refused(reason)

    def migrate(self, event: dict) -> dict:
        pool = self.cognito.describe_user_pool(UserPoolId=event["userPoolId"])["UserPool"]
        client = self.cognito.describe_user_pool_client(
            UserPoolId=pool["Id"], ClientId=event["callerContext"]["clientId"])["UserPoolClient"]
        if not PASSWORD_FLOWS & set(client.get("ExplicitAuthFlows", [])):
            raise Refused("USER_PASSWORD_AUTH flow not enabled for this client")
        function = pool.get("LambdaConfig", {}).get("UserMigration")
        if not function:
            raise Refused("the pool has no UserMigration trigger")
        self.check_invoke_permission(function, pool)
        answer = self.invoke("UserMigration", function, event)
        attributes = (answer.get("response") or {}).get("userAttributes")
        if not attributes:
            raise Refused("the function does not know the user")
        schema = {attribute["Name"] for attribute in pool["SchemaAttributes"]} | {"username"}
        unknown = sorted(set(attributes) - schema | set(attributes) & {"sub"})
        if unknown:
            raise Refused(f"attributes did not conform to the schema: {', '.join(unknown)}")
        if not pool.get("UsernameAttributes"):
            attributes.setdefault("username", event["userName"])
        attributes["sub"] = str(uuid.uuid4())
        self.note("UserMigration", event, None)
        return answer

    def after_sign_in(self, event: dict) -> dict:
        pool = self.cognito.describe_user_pool(UserPoolId=event["userPoolId"])["UserPool"]
        function = pool.get("LambdaConfig", {}).get("PostAuthentication")
        if not function:
            return event
        self.check_invoke_permission(function, pool)
        answer = self.invoke("PostAuthentication", function, event)
        if not isinstance(answer, dict) or answer.get("request") != event["request"]:
            raise Refused("PostAuthentication did not answer with the event")
        self.note("PostAuthentication", event, None)
        return answer

    def give_tokens(self, event: dict) -> dict:
        reason = self.refused_after_sign_in.pop((event["userPoolId"], event["userName"]), None)
        if reason:
            raise Refused(reason)
        return event

    def check_invoke_permission(self, function: str, pool: dict) -> None:
        try:
            policy = self.functions.get_policy(FunctionName=function)["Policy"]
        except self.functions.exceptions.ResourceNotFoundException:
            raise Refused(f"no function, or nobody may invoke it: {function}") from None
        asked = EvalContext(
            principal_arn="*", principal_type="Service", principal_account="", action="lambda:InvokeFunction",
            resource_arn=function, region=function.split(":")[3],
            service_context={"aws:sourcearn": pool["Arn"], "aws:sourceaccount": self.account})
        if evaluate_resource_policy(policy, asked, service="cognito-idp.amazonaws.com").decision != "Allow":
            raise Refused("cognito-idp.amazonaws.com may not invoke the function for this pool")

    def invoke(self, trigger: str, function: str, event: dict) -> dict:
        result = self.functions.invoke(FunctionName=function, Payload=json.dumps(event))
        answer = json.loads(result["Payload"].read())
        if result.get("FunctionError"):
            raise Refused(f"{trigger} failed with error {answer.get('errorMessage')}.")
        return answer

    def note(self, trigger: str, event: dict, refused) -> None:
        with self.writing, open(self.log, "a", encoding="utf-8") as log:
            log.write(json.dumps({"trigger": trigger, "user": event["userName"], "refused": refused}) + "\n")


def start(log: Path, cognito, functions, account: str):
    """Listens as Lambda's Invoke.

    `functions` is a client of Lambda that waits FUNCTION_LIMIT_SECONDS for an answer.
    """
    trigger = PoolTrigger(log, cognito, functions, account)

    def answer(asked: loopback.Asked) -> tuple:
        try:
            answered, failure = trigger.fire(json.loads(asked.body)), {}
        except Refused as refusal:
            answered, failure = {"errorMessage": str(refusal)}, {"X-Amz-Function-Error": "Unhandled"}
        return 200, {"content-type": "application/json", **failure}, json.dumps(answered).encode()

    return loopback.start(answer)
