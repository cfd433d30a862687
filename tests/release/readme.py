"""Puts the table of keys that the program prints into docs/keys.md: `make readme`. tests/it/commands.rs holds the two together."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main() -> None:
    keys = subprocess.run([ROOT / "target/debug/cognito-ferry", "keys"], check=True, capture_output=True, text=True).stdout
    page = ROOT / "docs/keys.md"
    # The table is the end of the page.
    before, _ = page.read_text(encoding="utf-8").split("| where |", 1)
    page.write_text(f"{before}{keys.strip()}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
