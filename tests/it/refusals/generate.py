"""Writes operation_errors.json: what each operation that the program calls may answer, by botocore's models.

    python tests/it/refusals/generate.py [--check]

The operations are those of src/aws/guard.rs and every SDK call in src/ (but for the sandbox, which is the other side). With --check
nothing is written: whatever botocore has and the table lacks is listed, and the exit code is 1. Runs with any Python that has botocore.
"""

import json
import pathlib
import re
import sys

import botocore
import botocore.loaders

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TABLE = HERE / "operation_errors.json"

# The SDK's name of each service, and botocore's.
SERVICES = {
    "Cognito Identity Provider": "cognito-idp",
    "IAM": "iam",
    "Lambda": "lambda",
    "STS": "sts",
    "CloudWatch Logs": "logs",
}
# How the clients are called in the code.
CLIENTS = {"cognito": "Cognito Identity Provider", "iam": "IAM", "lambda": "Lambda", "sts": "STS", "logs": "CloudWatch Logs"}


def snake(name):
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def reads():
    source = (ROOT / "src/aws/guard.rs").read_text()
    block = source[source.index("pub const READS") : source.index("];")]
    for service, operations in re.findall(r'\(\s*"([^"]+)",\s*&\[(.*?)\]', block, re.S):
        for operation in re.findall(r'"(\w+)"', operations):
            yield service, operation


def calls(models):
    names = {service: {snake(name): name for name in model["operations"]} for service, model in models.items()}
    for path in sorted((ROOT / "src").rglob("*.rs")):
        if "sandbox" in path.relative_to(ROOT / "src").parts:
            continue
        for receiver, method in re.findall(r"(\w+)\s*\.\s*([a-z_0-9]+)\s*\(\s*\)", path.read_text()):
            services = [CLIENTS[receiver]] if receiver in CLIENTS else []
            for service in services:
                if method in names[service]:
                    yield service, names[service][method]
    # Made by the SDK's own provider, and by our own for a role that asks for a code.
    yield "STS", "AssumeRole"


def table():
    loader = botocore.loaders.Loader()
    models = {service: loader.load_service_model(name, "service-2") for service, name in SERVICES.items()}
    called = sorted(set(reads()) | set(calls(models)))
    services = {}
    for service, model in models.items():
        operations, codes = {}, {}
        for operation in (operation for of, operation in called if of == service):
            errors = model["operations"][operation].get("errors", [])
            operations[operation] = sorted(error["shape"] for error in errors)
            for error in errors:
                shape = model["shapes"][error["shape"]]
                wire = shape.get("error", {})
                status = wire.get("httpStatusCode", 500 if shape.get("fault") else 400)
                codes[error["shape"]] = [wire.get("code", error["shape"]), status]
        services[service] = {
            "protocol": model["metadata"]["protocol"],
            "codes": dict(sorted(codes.items())),
            "operations": operations,
        }
    return {"botocore": botocore.__version__, "services": services}


def lacking(written, found):
    for service, model in found["services"].items():
        known = written["services"].get(service, {"operations": {}})
        for operation, codes in model["operations"].items():
            for code in codes or ["(no code)"]:
                if operation not in known["operations"] or (codes and code not in known["operations"][operation]):
                    yield f"{service} {operation}: {code}"


def main():
    found = table()
    if "--check" in sys.argv:
        written = json.loads(TABLE.read_text())
        missing = list(lacking(written, found))
        print(f"table of botocore {written['botocore']}, installed {found['botocore']}, lacking {len(missing)}")
        print("\n".join(missing))
        sys.exit(1 if missing else 0)
    # One line an operation, so that a difference reads well.
    lines = ["{", f'  "botocore": {json.dumps(found["botocore"])},', '  "services": {']
    for at, (service, model) in enumerate(found["services"].items()):
        lines.append(f"    {json.dumps(service)}: {{")
        lines.append(f'      "protocol": {json.dumps(model["protocol"])},')
        for key in ("codes", "operations"):
            rows = [f"        {json.dumps(name)}: {json.dumps(row)}" for name, row in model[key].items()]
            lines.append(f'      "{key}": {{\n' + ",\n".join(rows) + "\n      }" + ("," if key == "codes" else ""))
        lines.append("    }" + ("," if at + 1 < len(found["services"]) else ""))
    lines += ["  }", "}"]
    TABLE.write_text("\n".join(lines) + "\n")


main()
