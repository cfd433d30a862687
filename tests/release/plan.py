"""Compares what dist plans for a release with plan.txt beside this file; with --update, writes plan.txt and `checked` anew.

dist ignores keys of dist-workspace.toml that it does not know, without a word: a typo would quietly drop an installer
or a target. dist itself refuses when .github/workflows/release.yml is not what it would generate.

dist takes minutes to build, so it is asked only when something that the plan depends on has changed since it was asked
last: `checked` holds the digest of each such thing. Any change to one of them asks dist again.
"""

import difflib
import hashlib
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LIST = HERE / "plan.txt"
CHECKED = HERE / "checked"

# What dist reads as it is, and what decides here how it is asked.
FILES = [
    "dist-workspace.toml",
    ".github/workflows/release.yml",
    "tests/release/install",
    "tests/release/plan.py",
    "tests/release/plan.txt",
]
# What dist reads of each package of the workspace, as cargo tells it. The plan does not depend on the version.
OF_A_PACKAGE = ["name", "publish", "metadata", "description", "license", "repository", "homepage", "authors", "readme"]
# What it puts into each archive, by how the names begin.
IN_THE_ARCHIVES = ["CHANGELOG", "LICENSE", "LICENCE", "UNLICENSE", "README", "RELEASES"]


def packages():
    """What dist reads of the packages, as one text."""
    command = ["cargo", "metadata", "--no-deps", "--locked", "--format-version", "1"]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)
    packages = []
    for package in sorted(told["packages"], key=lambda package: package["name"]):
        read = {key: package[key] for key in OF_A_PACKAGE}
        # A program is released, and so may be a library that C can link.
        kinds = {"bin", "cdylib", "staticlib"}
        read["targets"] = sorted(target["name"] for target in package["targets"] if kinds & set(target["kind"]))
        read["features"] = package["features"]
        packages.append(read)
    archived = sorted(entry.name for entry in ROOT.iterdir() if entry.name.startswith(tuple(IN_THE_ARCHIVES)))
    return json.dumps([packages, archived], sort_keys=True)


def digests():
    """What the plan depends on: the name and the digest of each thing, one a line."""
    things = [(name, (ROOT / name).read_bytes()) for name in FILES]
    things.append(("packages", packages().encode()))
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in things)


def planned():
    """dist's own plan, as it tells programs."""
    subprocess.run([HERE / "install"], check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    dist = target / "tools" / "bin" / "dist"
    answer = subprocess.run(
        [dist, "plan", "--output-format=json"], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    if answer.returncode != 0:
        sys.exit("`dist plan` refuses the project, see above. After a change of dist-workspace.toml: make release-plan-update")
    return json.loads(answer.stdout)


def lines_of(plan):
    """Everything that the plan promises and that does not change with the version, one promise a line."""
    for release in plan["releases"]:
        yield f"app {release['app_name']}"
        yield f"hosting {' '.join(release['hosting']['order'])}"
    for name, artifact in sorted(plan["artifacts"].items()):
        yield f"{artifact['kind']} {name}"
        for target in artifact.get("target_triples") or []:
            yield f"    for {target}"
        for asset in artifact.get("assets") or []:
            yield f"    holds {asset.get('path', asset['name'])}"
        if "brew" in (artifact.get("install_hint") or ""):
            yield f"    {artifact['install_hint']}"
    for job in plan["ci"]["github"]["artifacts_matrix"]["include"]:
        auditable = ", list of dependencies inside" if "install_cargo_auditable" in job else ""
        yield f"build {' '.join(job['targets'])} on {job['runner']}{auditable}"
    yield f"pull requests {plan['ci']['github']['pr_run_mode']}"
    yield f"attestations {'yes' if plan['github_attestations'] else 'no'}"
    yield f"pre-releases to Homebrew {'yes' if plan['publish_prereleases'] else 'no'}"


def main():
    update = sys.argv[1:] == ["--update"]
    now, before = digests(), CHECKED.read_text() if CHECKED.exists() else ""
    if now == before and not update:
        print("Nothing that the release plan depends on has changed since dist was asked (tests/release/checked).")
        return
    changed = [line.split("  ", 1)[1] for line in now.splitlines() if line not in before.splitlines()]
    print(f"Changed since dist was asked: {', '.join(changed) or 'nothing'}", flush=True)
    plan = "".join(f"{line}\n" for line in lines_of(planned()))
    if update:
        LIST.write_text(plan)
        CHECKED.write_text(digests())
        return
    listed = LIST.read_text()
    difference = difflib.unified_diff(
        listed.splitlines(), plan.splitlines(), "tests/release/plan.txt", "dist plan", lineterm="", n=1
    )
    if plan != listed:
        print("\n".join(difference))
        sys.exit("dist plans something else than tests/release/plan.txt. If it is meant: make release-plan-update")
    print(f"dist plans what tests/release/plan.txt lists ({len(plan.splitlines())} lines).")
    print("So that dist need not be asked again for the same: make release-plan-update")


main()
