"""Writes src/aws/document/request_model.txt from botocore's service model: what a request that carries a whole document may hold.

    pip download --no-deps botocore && unzip botocore-*.whl 'botocore/data/cognito-idp/*'
    python3 request_model.py VERSION botocore/data/cognito-idp/2016-04-18/service-2.json.gz > src/aws/document/request_model.txt

One shape a line, the operations' own first. Longest lists and the values of enums are left out on purpose: what AWS shows beyond
them is newer than the model, and goes back as it came.
"""

import gzip
import json
import sys

OPERATIONS = ["CreateUserPool", "CreateUserPoolClient", "UpdateUserPool", "UpdateUserPoolClient", "SetRiskConfiguration"]

version, path = sys.argv[1:]
model = json.load(gzip.open(path))
shapes = model["shapes"]
seen = []


def line(name):
    shape = shapes[name]
    kind = shape["type"]
    if kind == "structure":
        required = shape.get("required", [])
        members = [f'{member}{"!" if member in required else ""}={ref["shape"]}' for member, ref in shape["members"].items()]
        return ["structure", name, *members], [ref["shape"] for ref in shape["members"].values()]
    if kind == "list":
        return ["list", name, shape.get("min", 0), shape["member"]["shape"]], [shape["member"]["shape"]]
    if kind == "map":
        inner = [shape["key"]["shape"], shape["value"]["shape"]]
        return ["map", name, *inner], inner
    if "enum" in shape:
        return ["choice", name], []
    if kind in ("integer", "long"):
        return ["number", name, shape.get("min", "-"), shape.get("max", "-")], []
    if kind == "string":
        return ["text", name, shape.get("min", 0), shape.get("max", "-"), shape.get("pattern", "")], []
    return [{"boolean": "flag"}[kind], name], []


def walk(name):
    if name in seen:
        return
    seen.append(name)
    words, inner = line(name)
    print(" ".join(str(word) for word in words).rstrip())
    for other in inner:
        walk(other)


print(f"# botocore {version}, cognito-idp {model['metadata']['apiVersion']}; written by tests/it/lossless/request_model.py")
for operation in OPERATIONS:
    walk(model["operations"][operation]["input"]["shape"])
