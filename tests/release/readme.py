"""Puts the table of keys that the program prints into the README: `make readme`. tests/it/commands.rs holds the two together."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main() -> None:
    keys = subprocess.run([ROOT / "target/debug/cognito-ferry", "keys"], check=True, capture_output=True, text=True).stdout
    readme = ROOT / "README.md"
    before, rest = readme.read_text(encoding="utf-8").split("## Keys\n", 1)
    _, after = rest.split("## Work on it\n", 1)
    readme.write_text(f"{before}## Keys\n\n{keys.strip()}\n\n## Work on it\n{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
