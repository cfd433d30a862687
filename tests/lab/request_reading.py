"""Reads an HTTP request to AWS back into what the SDK was asked: service, operation and parameters, by botocore's service models.

It is the way back of botocore's serializers, for the protocols of the services that the program and its function call: json, query
and rest-json. What the model does not know stays in the parameters under its own name, so that a validator stumbles over it.
"""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape

SERVICES = ["cognito-idp", "iam", "lambda", "logs", "sts"]
# Headers with this beginning that belong to signing and to the SDKs, and to no operation.
HEADERS_OF_EVERY_REQUEST = {"x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "x-amz-user-agent", "x-amz-target",
                            "x-amz-api-version", "x-amzn-trace-id"}


class Unreadable(Exception):
    """No operation of the model, or nothing that its protocol writes; the message says why."""


@dataclass
class Asked:
    service: str
    operation: str
    parameters: dict
    shape: Shape | None


class Models:
    """The services' models, each read when it is first needed."""

    def __init__(self):
        self.loader, self.read, self.routes = Loader(), {}, None

    def of(self, service: str) -> ServiceModel:
        if service not in self.read:
            self.read[service] = ServiceModel(self.loader.load_service_model(service, "service-2"), service)
        return self.read[service]

    def asked(self, method: str, target: str, headers: dict, body: bytes) -> Asked:
        """What this request asks. The names of `headers` are in lower case."""
        service = self.service(headers)
        read = {"json": self.by_json, "query": self.by_query, "rest-json": self.by_path}[self.of(service).metadata["protocol"]]
        return read(service, method, target, headers, body)

    def service(self, headers: dict) -> str:
        scope = re.search(r"Credential=[^/]+/\d{8}/[^/]+/([^/]+)/aws4_request", headers.get("authorization", ""))
        named = scope and scope[1]
        prefix = headers.get("x-amz-target", "").rpartition(".")[0]
        for service in SERVICES:
            if prefix and self.of(service).metadata.get("targetPrefix") == prefix:
                if named and named != service:
                    raise Unreadable(f"signed for {named}, asked of {service}")
                return service
        if not prefix and named in SERVICES:
            return named
        raise Unreadable(f"a service that is not checked: signed for {named}, x-amz-target {headers.get('x-amz-target')!r}")

    def operation(self, service: str, name: str):
        if name not in self.of(service).operation_names:
            raise Unreadable(f"{service} has no operation {name}")
        return self.of(service).operation_model(name)

    def by_json(self, service: str, method: str, target: str, headers: dict, body: bytes) -> Asked:
        operation = self.operation(service, headers["x-amz-target"].rpartition(".")[2])
        if method != "POST" or target != "/":
            raise Unreadable(f"{operation.name}: {method} {target}")
        return Asked(service, operation.name, json_object(operation.name, body), operation.input_shape)

    def by_query(self, service: str, method: str, target: str, headers: dict, body: bytes) -> Asked:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)
        named = dict(pairs)
        operation = self.operation(service, named.pop("Action", ""))
        if method != "POST" or target != "/":
            raise Unreadable(f"{operation.name}: {method} {target}")
        if len(named) + 1 != len(pairs) or named.pop("Version", None) != self.of(service).api_version:
            raise Unreadable(f"{operation.name}: a parameter twice, or another version of the API: {pairs}")
        tree = {}
        for name, value in named.items():
            *way, last = name.split(".")
            inside = tree
            for part in way:
                inside = inside.setdefault(part, {})
            inside[last] = value
        return Asked(service, operation.name, from_tree(operation.input_shape, tree), operation.input_shape)

    def by_path(self, service: str, method: str, target: str, headers: dict, body: bytes) -> Asked:
        split = urlsplit(target)
        query = parse_qsl(split.query, keep_blank_values=True)
        for operation, pattern, fixed in self.routes_of(service):
            match = pattern.fullmatch(split.path)
            if operation.http["method"] == method and match and fixed.items() <= dict(query).items():
                labels = {name: unquote(value) for name, value in match.groupdict().items()}
                rest = [(name, value) for name, value in query if name not in fixed]
                return Asked(service, operation.name, from_places(operation, labels, rest, headers, body), operation.input_shape)
        raise Unreadable(f"{service} has no operation at {method} {target}")

    def routes_of(self, service: str) -> list:
        """Each operation with its path as a pattern and the query that belongs to it; those with a query come first."""
        if self.routes is None:
            routes = []
            for name in self.of(service).operation_names:
                operation = self.of(service).operation_model(name)
                path, _, query = operation.http["requestUri"].partition("?")
                pattern = re.sub(r"\\\{(\w+)(\\\+)?\\\}", lambda label: f"(?P<{label[1]}>{'.+' if label[2] else '[^/]+'})", re.escape(path))
                routes.append((operation, re.compile(pattern + "/?"), dict(parse_qsl(query))))
            self.routes = sorted(routes, key=lambda route: not route[2])
        return self.routes


def json_object(operation: str, body: bytes) -> dict:
    try:
        parameters = json.loads(body or b"{}")
    except ValueError as error:
        raise Unreadable(f"{operation}: the body is no JSON: {error}") from None
    if not isinstance(parameters, dict):
        raise Unreadable(f"{operation}: the body is no JSON object")
    return parameters


def from_tree(shape: Shape | None, tree):
    """The value of a query parameter, or of a part of one."""
    kind = shape.type_name if shape else "structure"
    if kind == "structure":
        members = {member.serialization.get("name", name): (name, member) for name, member in (shape.members if shape else {}).items()}
        known = {members[written][0]: from_tree(members[written][1], value) for written, value in tree.items() if written in members}
        return {**known, **{written: value for written, value in tree.items() if written not in members}}
    if kind == "list" and tree != "":
        items = tree if shape.serialization.get("flattened") else tree.get(shape.member.serialization.get("name", "member"), {})
        return [from_tree(shape.member, items[number]) for number in sorted(items, key=int)]
    if kind == "map" and tree != "":
        entries = tree.get("entry", {}).values()
        return {entry["key"]: from_tree(shape.value, entry["value"]) for entry in entries}
    return [] if kind == "list" else {} if kind == "map" else from_text(shape, tree)


def from_text(shape: Shape, text: str):
    """A scalar as URI, query or header write it. What is none stays a text, which the validator refuses."""
    try:
        match shape.type_name:
            case "integer" | "long":
                return int(text)
            case "float" | "double":
                return float(text)
            case "boolean":
                return {"true": True, "false": False}.get(text, text)
    except ValueError:
        pass
    return text


def from_places(operation, labels: dict, query: list, headers: dict, body: bytes) -> dict:
    """The parameters of a rest-json operation: from the path, the query, the headers and the body, each where the model has it."""
    shape = operation.input_shape
    members = shape.members if shape else {}
    parameters, in_query, in_headers, in_body = {}, {}, {}, {}
    for name, member in members.items():
        place, written = member.serialization.get("location"), member.serialization.get("name", name)
        if place == "uri" and written in labels:
            parameters[name] = from_text(member, labels[written])
        elif place == "querystring":
            in_query[written] = (name, member)
        elif place == "header":
            in_headers[written.lower()] = (name, member)
        elif place is None:
            in_body[written] = name
    for written, value in query:
        name, member = in_query.get(written, (f"?{written}", None))
        if member is not None and member.type_name == "list":
            parameters.setdefault(name, []).append(from_text(member.member, value))
        else:
            parameters[name] = from_text(member, value) if member is not None else value
    for written, value in headers.items():
        if written in in_headers:
            name, member = in_headers[written]
            parameters[name] = from_text(member, value)
        elif written.startswith("x-amz-") and written not in HEADERS_OF_EVERY_REQUEST:
            parameters[f"{written}:"] = value
    payload = shape.serialization.get("payload") if shape else None
    if payload and body:
        parameters[payload] = body if members[payload].type_name == "blob" else json_object(operation.name, body)
    elif not payload:
        for written, value in json_object(operation.name, body).items():
            parameters[in_body.get(written, written)] = value
    return parameters
