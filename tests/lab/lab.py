"""Runs one lab in the given directory: two emulators, two accounts with users in them, two AWS profiles.

Prints one line of JSON that tells what is where, then keeps everything running until its standard input ends, which it
also does when whoever started it dies; last, one line that tells how many requests were held against botocore's models.
By hand: target/lab/venv/bin/python tests/lab/lab.py DIRECTORY

With --ministack-alone MiniStack is the destination's Cognito too, with pools as it makes them.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import accounts
import loopback
import pool_trigger
from cognito_door import CognitoDoor
from import_jobs import ImportJobs
from ministack_sign_in import MiniStackSignIn
from request_check import RequestCheck

START_LIMIT_SECONDS = 60
INSTALLED = Path(sys.prefix).resolve().parent


class Emulator:
    """One emulator. It stays in our process group, so that whatever ends the group ends it too; the workers in which
    MiniStack runs functions end with their standard input, which it holds."""

    def __init__(self, name: str, command: list, directory: Path, environment: dict, health: str):
        self.name, self.health, self.log_path = name, health, directory / f"{name}.log"
        with open(self.log_path, "wb") as log:
            # A clean environment: MiniStack takes AWS_* variables for its own and hands them to every function.
            self.process = subprocess.Popen(
                command, cwd=directory / name, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                env={"PATH": os.environ["PATH"], "HOME": str(directory), **environment})

    def wait_until_healthy(self) -> None:
        give_up = time.monotonic() + START_LIMIT_SECONDS
        while True:
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} ended while it started:\n{self.log_path.read_text()[-4000:]}")
            try:
                with urllib.request.urlopen(self.health, timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                if time.monotonic() > give_up:
                    raise SystemExit(f"{self.name} is not healthy after {START_LIMIT_SECONDS} s: {self.health}")
                time.sleep(0.02)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ministack(directory: Path, port: int, door_url: str, cognito_url: str) -> Emulator:
    temporary = directory / "ministack"
    temporary.mkdir()
    return Emulator("ministack", [INSTALLED / "venv/bin/ministack"], directory, {
        "AUTH": "true", "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "LAMBDA_EXECUTOR": "local",
        # Functions run below TMPDIR and find the SDK clients in a node_modules above it: the lab's directory is inside
        # target/lab.
        "TMPDIR": str(temporary), "STATE_DIR": str(temporary / "state"), "S3_DATA_DIR": str(temporary / "s3"),
        # The SDK would write a warning about this machine's Node.js into each function's log.
        "NODE_NO_WARNINGS": "1",
        # The function asks pools of both accounts, and what it asks is checked too.
        "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": cognito_url, "AWS_ENDPOINT_URL_STS": door_url,
    }, f"http://127.0.0.1:{port}/_ministack/health")


def cognito_local(directory: Path, port: int, trigger_port: int) -> Emulator:
    configuration = directory / "cognito-local/.cognito"
    (configuration / "db").mkdir(parents=True)
    (configuration / "config.json").write_text(json.dumps({
        "ServerConfig": {"hostname": "127.0.0.1", "port": port},
        "UserPoolDefaults": {"UsernameAttributes": []},
        # It asks no pool which function is behind its triggers; pool_trigger does, on this port.
        "TriggerFunctions": pool_trigger.TRIGGERS,
        "LambdaClient": {"endpoint": f"http://127.0.0.1:{trigger_port}", "region": accounts.DESTINATION_REGION,
                         "credentials": {"accessKeyId": accounts.DESTINATION, "secretAccessKey": "lab"}},
    }))
    for name, document in accounts.destination_documents().items():
        (configuration / f"db/{name}.json").write_text(json.dumps(document))
    return Emulator("cognito-local", ["node", INSTALLED / "node_modules/cognito-local/lib/bin/start.js"], directory,
                    {}, f"http://127.0.0.1:{port}/health")


def write_profiles(directory: Path, door_url: str, cognito_url: str) -> dict:
    """Two profiles as an engineer would have them; the destination's Cognito is elsewhere than the rest of AWS."""
    config, credentials = directory / "aws-config", directory / "aws-credentials"
    config.write_text(
        f"[profile ferry-source]\nregion = {accounts.SOURCE_REGION}\nendpoint_url = {door_url}\n\n"
        f"[profile ferry-destination]\nregion = {accounts.DESTINATION_REGION}\nendpoint_url = {door_url}\n"
        "services = ferry-destination\n\n"
        f"[services ferry-destination]\ncognito_identity_provider =\n  endpoint_url = {cognito_url}\n")
    # MiniStack takes a 12-digit access key for the root of that account, with any secret.
    credentials.write_text("".join(
        f"[{profile}]\naws_access_key_id = {account}\naws_secret_access_key = lab\n\n"
        for profile, account in [("ferry-source", accounts.SOURCE), ("ferry-destination", accounts.DESTINATION)]))
    return {"config": str(config), "credentials": str(credentials)}


def main() -> None:
    alone = "--ministack-alone" in sys.argv
    directory = Path(sys.argv[1]).resolve()
    if INSTALLED not in directory.parents:
        raise SystemExit(f"the lab's directory must be inside {INSTALLED}: functions look there for their modules")
    directory.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    ministack_port, cognito_port = free_port(), free_port()
    ministack_url, cognito_url = f"http://127.0.0.1:{ministack_port}", f"http://127.0.0.1:{cognito_port}"
    checks = RequestCheck(directory / "refused.log")
    trigger_log = directory / "trigger.log"
    pools = accounts.destination("cognito-idp", ministack_url if alone else cognito_url)
    functions = accounts.destination("lambda", ministack_url, pool_trigger.FUNCTION_LIMIT_SECONDS)
    if alone:
        trigger = pool_trigger.PoolTrigger(trigger_log, pools, functions, accounts.DESTINATION)
        cognito = MiniStackSignIn(ministack_url, pools, trigger, accounts.DESTINATION, accounts.DESTINATION_REGION)
    else:
        cognito = CognitoDoor(ministack_url, cognito_url, accounts.DESTINATION_REGION)
    # MiniStack's users can be made to set a new password; those of cognito-local cannot.
    imports = ImportJobs(pools, accounts.destination("logs", ministack_url), accounts.destination("iam", ministack_url),
                         accounts.DESTINATION) if alone else None
    # Where everybody is let in: one door for Cognito, one for the rest of AWS.
    cognito_door = checked(checks, imports.before(cognito.answer) if imports else cognito.answer)
    rest = lambda asked: loopback.ask(ministack_url, asked)  # noqa: E731
    door = checked(checks, imports.before_logs(rest) if imports else rest)
    emulators = []
    try:
        emulators.append(ministack(directory, ministack_port, door, cognito_door))
        if not alone:
            trigger = pool_trigger.start(trigger_log, pools, functions, accounts.DESTINATION)
            emulators.append(cognito_local(directory, cognito_port, trigger.server_port))
        for emulator in emulators:
            emulator.wait_until_healthy()
        destination = accounts.fill_destination(ministack_url) if alone else accounts.destination_facts()
        facts = {
            "ministack": ministack_url, "cognito_local": cognito_url, "cognito_door": cognito_door,
            **write_profiles(directory, door, cognito_door), "trigger_log": str(trigger_log), "refused": str(checks.refused),
            **accounts.fill_source(ministack_url), **destination, **({"imports": imports.place} if imports else {}),
        }
        print(json.dumps(facts), flush=True)
        sys.stdin.buffer.read()
        print(json.dumps({"checked": checks.checked}), flush=True)
    finally:
        for emulator in emulators:
            emulator.stop()


def checked(checks: RequestCheck, answer) -> str:
    """The URL of a server that holds each request against the models before it is answered."""
    def check_and_answer(asked: loopback.Asked) -> tuple:
        checks.look(asked.method, asked.target, asked.headers, asked.body)
        return answer(asked)

    return f"http://127.0.0.1:{loopback.start(check_and_answer).server_port}"


if __name__ == "__main__":
    main()
