#!/usr/bin/python3
"""docs/policy.md names each clause P1 to P16 once, and only scenarios and files that are there."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main():
    text = (ROOT / "docs/policy.md").read_text()
    plays = {p.stem for p in (ROOT / "tests/play").glob("*.play")}
    problems, seen = [], []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 6 and re.fullmatch(r"P\d+", cells[1]):
            seen.append(cells[1])
            for name in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", cells[5]):
                if name not in plays:
                    problems.append(f"{cells[1]}: no scenario tests/play/{name}.play")
    if seen != [f"P{n}" for n in range(1, 17)]:
        problems.append(f"the clauses are not P1 to P16, once each: {' '.join(seen)}")
    for name in re.findall(r"\b(section7-[a-z-]+[a-z]|close-[a-z-]+[a-z])\b", text):
        if name not in plays:
            problems.append(f"no scenario tests/play/{name}.play")
    print("\n".join(problems) if problems else "policy: each clause and its scenarios are there")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
