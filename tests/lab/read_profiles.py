"""Reads AWS config and credentials files as botocore does: documents on standard input, one JSON list; what it read on standard output.

Each document is {"config": base64, "credentials": base64}; each answer {"profiles": …, "sso_sessions": …, "services": …, "ways": …} or
{"error": …}. A way is how botocore would get a profile's credentials: the method's name, or "refused: …". Nothing is called or run.
"""

import base64
import json
import os
import sys
import tempfile

import botocore.credentials
import botocore.exceptions
import botocore.session
from botocore.credentials import Credentials, LoginProvider, ProcessProvider


def read(directory, document):
    for name, variable in (("config", "AWS_CONFIG_FILE"), ("credentials", "AWS_SHARED_CREDENTIALS_FILE")):
        path = os.path.join(directory, name)
        with open(path, "wb") as file:
            file.write(base64.b64decode(document[name]))
        os.environ[variable] = path
    try:
        config = botocore.session.Session().full_config
    except botocore.exceptions.ConfigParseError as error:
        return {"error": str(error)}
    read = {part: config.get(part, {}) for part in ("profiles", "sso_sessions", "services")}
    return {**read, "ways": {profile: way(profile) for profile in read["profiles"]}}


def way(profile):
    try:
        credentials = botocore.session.Session(profile=profile).get_credentials()
    except botocore.exceptions.BotoCoreError as error:
        return f"refused: {error}"
    return credentials.method if credentials else "refused: no credentials"


def login(self):
    """As botocore's own, which would read the session's token from the home directory."""
    profile = self._load_config().get("profiles", {}).get(self._profile_name, {})
    return Credentials("a", "s", method=self.METHOD) if "login_session" in profile else None


def main():
    # The locale decides how Python decodes files; on the machines where profiles are written it is UTF-8.
    if sys.flags.utf8_mode != 1:
        os.execv(sys.executable, [sys.executable, "-B", "-X", "utf8", *sys.argv])
    for variable in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[variable]
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    # For credential_source = Environment; never for a profile's own keys.
    os.environ.update(AWS_ACCESS_KEY_ID="e", AWS_SECRET_ACCESS_KEY="s")
    LoginProvider.load = login
    ProcessProvider._retrieve_credentials_using = lambda self, command: {"access_key": "a", "secret_key": "s"}
    with tempfile.TemporaryDirectory() as directory:
        os.environ["HOME"] = directory
        json.dump([read(directory, document) for document in json.load(sys.stdin)], sys.stdout)


main()
