"""Writes model.json from botocore's service model: what Describe shows and Update takes, for user pools and app clients.

    pip download --no-deps botocore && unzip botocore-*.whl 'botocore/data/cognito-idp/*'
    python3 model.py VERSION botocore/data/cognito-idp/2016-04-18/service-2.json.gz > model.json
"""

import gzip
import json
import sys

version, path = sys.argv[1:]
shapes = json.load(gzip.open(path))["shapes"]


def shape(name):
    found = shapes[name]
    kind = found["type"]
    if kind == "structure":
        required = {"required": found["required"]} if found.get("required") else {}
        return {"structure": {member: shape(ref["shape"]) for member, ref in found["members"].items()}, **required}
    if kind == "list":
        return {"list": shape(found["member"]["shape"]), "least": found.get("min", 0)}
    if kind == "map":
        return {"map": shape(found["value"]["shape"]), "key": shapes[found["key"]["shape"]].get("pattern", "(aws:)?[a-z]{1,6}")}
    if "enum" in found:
        return {"enum": found["enum"]}
    if found.get("pattern", "").startswith("arn:"):
        return {"arn": True}
    if kind in ("integer", "long"):
        return {"whole": [found.get("min", 0), found.get("max", 1000)]}
    if kind == "string":
        pattern = {"pattern": found["pattern"].strip("^$")} if "pattern" in found else {}
        return {"text": [found.get("min", 0), found.get("max", 100)], **pattern}
    return {kind: True}


names = ["UserPoolType", "CreateUserPoolRequest", "UpdateUserPoolRequest", "UserPoolClientType", "UpdateUserPoolClientRequest"]
tables = ",\n".join(
    f'"{name}": {{\n'
    + ",\n".join(f'  "{member}": {json.dumps(shape(ref["shape"]))}' for member, ref in shapes[name]["members"].items())
    + "\n}"
    for name in names
)
print(f'{{\n"botocore": "{version}",\n{tables}\n}}')
