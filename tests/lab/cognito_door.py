"""Cognito as the program, its function and the tests reach it: one door, as in AWS, before two emulators.

The source's pools are in MiniStack, the destination's in cognito-local, which looks at no credentials. So a signed request for
the destination's Region goes to MiniStack first, whole: where its policies refuse the caller, that is the answer. Everybody
else it only tells that it has no such pool, and then cognito-local is asked.

cognito-local writes the user back as it was before the PostAuthentication trigger, together with the new refresh token: an
attribute that a trigger removed returns. Cognito does not. So whatever was removed during a sign-in is removed once more
before that sign-in is answered.
"""

import http.client
import json

import loopback

# What MiniStack says to whoever may, of a pool or an operation that it does not have.
LET_IN = {"ResourceNotFoundException", "InvalidAction"}


class CognitoDoor:
    def __init__(self, ministack: str, cognito_local: str, destination_region: str):
        self.ministack, self.cognito_local = ministack, cognito_local
        self.destination_scope = f"/{destination_region}/cognito-idp/"
        self.removals = []

    def answer(self, headers: dict, body: bytes) -> tuple:
        authorization = headers.get("authorization")
        if authorization and self.destination_scope not in authorization:
            return forward(self.ministack, headers, body)
        if authorization:
            refusal = forward(self.ministack, headers, body)
            if refusal[0] != 200 and json.loads(refusal[2]).get("__type") not in LET_IN:
                return refusal
        operation = headers["x-amz-target"].split(".")[-1]
        if operation == "InitiateAuth":
            earlier = len(self.removals)
            answer = forward(self.cognito_local, headers, body)
            for removal in self.removals[earlier:]:
                forward(self.cognito_local, *removal)
            return answer
        if operation == "AdminDeleteUserAttributes":
            self.removals.append((headers, body))
        return forward(self.cognito_local, headers, body)


def forward(place: str, headers: dict, body: bytes) -> tuple:
    """Status, content type and body of the answer. The host stays as it was signed."""
    connection = http.client.HTTPConnection(place.removeprefix("http://"), timeout=60)
    try:
        connection.request("POST", "/", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("content-type"), answer.read()
    finally:
        connection.close()


def start(ministack: str, cognito_local: str, destination_region: str):
    door = CognitoDoor(ministack, cognito_local, destination_region)

    def answer(headers: dict, body: bytes) -> tuple:
        headers.pop("connection", None)
        status, content_type, answered = door.answer(headers, body)
        return status, {"content-type": content_type}, answered

    return loopback.start(answer)
