#!/usr/bin/env python3
"""docs/reference: a tree diagram (RFC 8340) of each module that a door serves, made from the module.

With `write` it makes them; without, it says which are not what the modules say.
"""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs/reference"
IETF = "/usr/share/yuma/modules/ietf"
# What clients meet; packs, calendars and the agent's own tree are told in docs/packs.md and docs/admin.md.
MODULES = ("vigie-cases", "vigie-collector", "vigie-tree", "vigie-evidence", "vigie-sla",
           "vigie-recording", "vigie-alarms-case", "vigie-web", "vigie-agent")


def diagram(module):
    done = subprocess.run(
        ["yanglint", "-f", "tree", "-p", ROOT / "yang", "-p", IETF,
         ROOT / f"yang/{module}.yang"], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        sys.exit(f"reference: {module}: {done.stderr}")
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"


def main():
    made = {f"{module}.txt": diagram(module) for module in MODULES}
    if sys.argv[1:] == ["write"]:
        FOLDER.mkdir(exist_ok=True)
        for name, text in made.items():
            (FOLDER / name).write_text(text)
    there = {path.name: path.read_text() for path in FOLDER.glob("*.txt")}
    wrong = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    if wrong:
        sys.exit(f"reference: {', '.join(wrong)}: not what the modules say; "
                 "tests/lint/reference.py write")
    print(f"reference: {len(made)} diagrams are what the modules say")


main()
