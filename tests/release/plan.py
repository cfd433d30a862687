"""Compares what dist plans for a release with plan.txt beside this file; with --update, writes plan.txt anew.

dist ignores keys of dist-workspace.toml that it does not know, without a word: a typo would quietly drop an installer
or a target. dist itself refuses when .github/workflows/release.yml is not what it would generate.
"""

import difflib
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LIST = HERE / "plan.txt"


def planned():
    """dist's own plan, as it tells programs."""
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
    plan = "".join(f"{line}\n" for line in lines_of(planned()))
    if sys.argv[1:] == ["--update"]:
        LIST.write_text(plan)
        return
    listed = LIST.read_text()
    difference = difflib.unified_diff(
        listed.splitlines(), plan.splitlines(), "tests/release/plan.txt", "dist plan", lineterm="", n=1
    )
    if plan != listed:
        print("\n".join(difference))
        sys.exit("dist plans something else than tests/release/plan.txt. If it is meant: make release-plan-update")
    print(f"dist plans what tests/release/plan.txt lists ({len(plan.splitlines())} lines).")


main()
