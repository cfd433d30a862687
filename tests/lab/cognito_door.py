"""Cognito as the program, its function and the tests reach it: one door, as in AWS, before two emulators.

The source's pools are in MiniStack, the destination's in cognito-local, which looks at no credentials. So a signed request for
the destination's Region goes to MiniStack first, whole: where its policies refuse the caller, that is the answer. Everybody
else it only tells that it has no such pool, and then cognito-local is asked.

cognito-local writes the user back as it was before the PostAuthentication trigger, together with the new refresh token: an
attribute that a trigger removed returns. Cognito does not. So whatever was removed during a sign-in is removed once more
before that sign-in is answered.
"""

import json

from loopback import Asked, ask

# What MiniStack says to whoever may, of a pool or an operation that it does not have.
LET_IN = {"ResourceNotFoundException", "InvalidAction"}


class CognitoDoor:
    def __init__(self, ministack: str, cognito_local: str, destination_region: str):
        self.ministack, self.cognito_local = ministack, cognito_local
        self.destination_scope = f"/{destination_region}/cognito-idp/"
        self.removals = []

    def answer(self, asked: Asked) -> tuple:
        authorization = asked.headers.get("authorization")
        if authorization and self.destination_scope not in authorization:
            return ask(self.ministack, asked)
        if authorization:
            refusal = ask(self.ministack, asked)
            if refusal[0] != 200 and json.loads(refusal[2]).get("__type") not in LET_IN:
                return refusal
        operation = asked.headers["x-amz-target"].split(".")[-1]
        if operation == "InitiateAuth":
            earlier = len(self.removals)
            answer = ask(self.cognito_local, asked)
            for removal in self.removals[earlier:]:
                ask(self.cognito_local, removal)
            return answer
        if operation == "AdminDeleteUserAttributes":
            self.removals.append(asked)
        return ask(self.cognito_local, asked)
