"""The file of a CSV import, read by Python's own csv module: a second reader, in another language than the writer that it judges.

The rules are the documentation's ("Importing users into user pools from a CSV file"), each refusal in its words or near them.
"""

import csv
import re
from datetime import datetime

STANDARD = ["name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website",
            "email", "email_verified", "gender", "birthdate", "zoneinfo", "locale", "phone_number", "phone_number_verified",
            "address", "updated_at"]
USER_NAME, MFA_ENABLED, PASSWORD_HASH = "cognito:username", "cognito:mfa_enabled", "password_hash"
MOST_BYTES, MOST_ROWS, LONGEST_ROW = 100_000_000, 500_000, 16_000


class Unreadable(Exception):
    """The whole file cannot be read: no row of it is imported."""


class RowRefused(Exception):
    """One row is not imported."""


def header(pool: dict, behavior: dict) -> list:
    custom = [attribute["Name"] for attribute in pool.get("SchemaAttributes", []) if attribute["Name"].startswith("custom:")]
    columns = {"UsernameLast": STANDARD + custom + [MFA_ENABLED, USER_NAME],
               "UsernameFirst": [USER_NAME] + STANDARD + custom + [MFA_ENABLED],
               "CustomLast": STANDARD + [MFA_ENABLED, USER_NAME] + custom}[behavior["header"]]
    return columns + [PASSWORD_HASH] * behavior["password_hash_column"]


def read(file: bytes, columns: list, behavior: dict) -> list:
    """The rows, each a dict of what is filled in."""
    if len(file) > MOST_BYTES:
        raise Unreadable("the maximum CSV file size is 100 MB")
    try:
        text = file.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("the contents should be in UTF-8") from None
    lines = text.removesuffix("\n").split("\n")
    if len(lines) - 1 > MOST_ROWS or any(len(line) > LONGEST_ROW for line in lines):
        raise Unreadable("500,000 rows of 16,000 characters at most")
    if behavior["carriage_return"] == "Refused" and "\r" in text or behavior["quote"] == "Refused" and '"' in text:
        raise Unreadable("a character that the grammar does not speak of")
    lines = [prepared(line.removesuffix("\r"), behavior) for line in lines]
    reader = csv.reader(lines, quoting=csv.QUOTE_NONE, escapechar="\\", strict=True)
    try:
        named, *rows = [[cell.strip() for cell in cells] for cells in reader]
    except csv.Error as error:
        raise Unreadable(str(error)) from None
    if sorted(named) != sorted(columns):
        raise Unreadable("all columns in the header must be present")
    if len(rows) != len(lines) - 1 or any(len(row) != len(named) for row in rows):
        raise Unreadable("a row has not as many cells as the header")
    return [{name: cell for name, cell in zip(named, row) if cell} for row in rows]


def prepared(line: str, behavior: dict) -> str:
    """For Python's reader a backslash before anything is an escape. What it is in AWS is known for the comma only."""
    def written(escape: re.Match) -> str:
        following = escape[1]
        if following == ",":
            return escape[0]
        kind = behavior["double_backslash" if following == "\\" else "lone_backslash"]
        if kind == "Refused":
            raise Unreadable("a backslash that is not before a comma")
        if kind == "Eaten":
            return escape[0] if following else ""
        return r"\\" + (r"\\" if following == "\\" else following)

    return re.sub(r"\\(.?)", written, line)


def attributes(row: dict, pool: dict, behavior: dict) -> tuple:
    """The user name and the attributes of a row, as AdminCreateUser takes them."""
    values = dict(row)
    name = values.pop(USER_NAME, "")
    if not name or re.search(r"\s", name):
        raise RowRefused("The User Record has an invalid cognito:username.")
    mfa = flag(MFA_ENABLED, values.pop(MFA_ENABLED, None))
    refused = {"ON": False, "OFF": True}.get(pool.get("MfaConfiguration") or "OFF")
    if mfa is not None and mfa == refused:
        raise RowRefused("cognito:mfa_enabled must correspond to the MFA requirements of the user pool.")
    if values.pop(PASSWORD_HASH, None):
        raise RowRefused("A password hash without a password hashing algorithm.")
    for channel in ["email", "phone_number"]:
        verified = flag(f"{channel}_verified", values.get(f"{channel}_verified"))
        if verified is not None:
            values[f"{channel}_verified"] = str(verified).lower()
        if name_stands_for(name) == channel and channel in (pool.get("UsernameAttributes") or []):
            values.setdefault(channel, name)
        if verified and channel not in values:
            raise RowRefused(f"{channel} is required if {channel}_verified is true.")
    if not any(values.get(f"{channel}_verified") == "true" for channel in pool.get("AutoVerifiedAttributes") or []):
        word = {"Documented": "true", "Measured": "verified"}[behavior["unverified_wording"]]
        raise RowRefused(f"The User Record does not set any of the auto verified attributes to {word}. "
                         "(Example: email_verified to true).")
    if "phone_number" in values and not re.fullmatch(r"\+[0-9]{1,15}", values["phone_number"]):
        raise RowRefused("Invalid phone number format.")
    if "birthdate" in values:
        values["birthdate"] = birthdate(values["birthdate"])
    if "updated_at" in values and not re.fullmatch(r"[0-9]{1,11}", values["updated_at"]):
        raise RowRefused("The updated_at field value is expected to be epoch time in seconds.")
    required = [known["Name"] for known in pool.get("SchemaAttributes", []) if known.get("Required") and known["Name"] != "sub"]
    missing = [attribute for attribute in required if attribute not in values]
    if missing:
        raise RowRefused(f"Attributes did not conform to the schema: {missing[0]}: The attribute is required")
    return name, values


def name_stands_for(name: str) -> str:
    return "email" if "@" in name else "phone_number" if name.startswith("+") else ""


def flag(column: str, value: str | None) -> bool | None:
    if value is None:
        return None
    if value.lower() not in {"true", "false"}:
        raise RowRefused(f"Attributes did not conform to the schema: {column}: Attribute value is not a boolean")
    return value.lower() == "true"


def birthdate(written: str) -> str:
    if not re.fullmatch(r"[0-9]{2}/[0-9]{2}/[0-9]{4}", written):
        raise RowRefused("The birthdate values must be in the format mm/dd/yyyy.")
    try:
        return datetime.strptime(written, "%m/%d/%Y").strftime("%Y-%m-%d")
    except ValueError:
        raise RowRefused("The birthdate values must be in the format mm/dd/yyyy.") from None
