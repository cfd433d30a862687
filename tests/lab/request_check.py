"""Holds every request against botocore's service model: what AWS's own model refuses is never sent.

botocore's own ParamValidator looks at required and unknown members, types and least lengths. It leaves the rest to the service: values
of enumerations, patterns, greatest lengths and numbers. Those are looked at here, from the same shapes.
"""

import base64
import json
import threading
from pathlib import Path

import regex
from botocore.validate import ParamValidator

from request_reading import Models, Unreadable


class RequestCheck:
    """Counts the requests, and writes each that the model refuses into a file, a line of JSON each."""

    def __init__(self, refused: Path):
        self.models, self.refused, self.checked, self.lock = Models(), refused, 0, threading.Lock()
        self.refused.touch()

    def look(self, method: str, target: str, headers: dict, body: bytes) -> None:
        with self.lock:
            self.checked += 1
            operation, reasons = judge(self.models, method, target, headers, body)
            if reasons:
                with open(self.refused, "a", encoding="utf-8") as file:
                    file.write(json.dumps({"operation": operation, "reasons": reasons}) + "\n")


def judge(models: Models, method: str, target: str, headers: dict, body: bytes) -> tuple:
    """The operation, and what the model refuses of this request."""
    try:
        asked = models.asked(method, target, headers, body)
    except Unreadable as reason:
        return "", [str(reason)]
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        return "", [f"{method} {target} is not written as its protocol writes: {error!r}"]
    if asked.shape is None:
        return f"{asked.service}:{asked.operation}", [f"takes nothing: {sorted(asked.parameters)}"] if asked.parameters else []
    report = ParamValidator().validate(asked.parameters, asked.shape)
    found = [report.generate_report()] if report.has_errors() else []
    return f"{asked.service}:{asked.operation}", found + beyond(asked.shape, asked.parameters, asked.operation)


def beyond(shape, value, path: str) -> list:
    """What ParamValidator leaves to the service. Values of another type than the shape's are its finding, not one of these."""
    match shape.type_name, value:
        case "structure", dict():
            known = [(name, inside) for name, inside in value.items() if name in shape.members]
            return [found for name, inside in known for found in beyond(shape.members[name], inside, f"{path}.{name}")]
        case "list", list():
            inside = [found for number, item in enumerate(value) for found in beyond(shape.member, item, f"{path}[{number}]")]
            return too_much(shape, len(value), path, "items") + inside
        case "map", dict():
            keys = [found for key in value for found in beyond(shape.key, key, f"{path} (key {key!r})")]
            values = [found for key, inside in value.items() for found in beyond(shape.value, inside, f"{path}.{key}")]
            return too_much(shape, len(value), path, "entries") + keys + values
        case "string", str():
            return text(shape, value, path)
        case "blob", bytes():
            return too_much(shape, len(value), path, "bytes")
        case "blob", str():
            try:
                return too_much(shape, len(base64.b64decode(value, validate=True)), path, "bytes")
            except ValueError:
                return [f"{path}: no base64"]
        case "integer" | "long" | "float" | "double", int() | float():
            return too_much(shape, value, path, "")
    return []


def text(shape, value: str, path: str) -> list:
    found = too_much(shape, len(value), path, "characters")
    if shape.enum and value not in shape.enum:
        found.append(f"{path}: {value!r} is none of {', '.join(shape.enum)}")
    pattern = shape.metadata.get("pattern")
    # Java's \w, \d and \s are ASCII, its \p{L} is not; the flag would narrow both.
    if pattern and not regex.fullmatch(pattern, value, flags=0 if r"\p" in pattern else regex.ASCII):
        found.append(f"{path}: {value!r} does not match {pattern}")
    return found


def too_much(shape, amount, path: str, unit: str) -> list:
    most = shape.metadata.get("max")
    return [f"{path}: {amount} {unit}, at most {most}"] if most is not None and amount > most else []
