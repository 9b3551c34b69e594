#!/usr/bin/python3
"""docs/DESIGN.md ends with a map: one line per file, made from the head comment of each file.

 map.py          checks that the map names every file and says what its head says (exit 1 if not)
 map.py write    writes it anew
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("lib", "agent", "collector", "tests/sim", "tests/play", "tests/sim-noc",
         "tests/malformed")
DESIGN = ROOT / "docs/DESIGN.md"
MARK = "## 8. Every file in a line\n"


def first_sentence(path):
    """The first sentence of the comment that opens a header (or of a .c that has none)."""
    text = path.read_text(errors="replace")
    found = re.search(r"/\*(.*?)\*/", text, re.S)
    if not found:
        return "?"
    words = " ".join(line.strip().lstrip("*").strip() for line in found.group(1).splitlines())
    words = re.sub(r"\s+", " ", words).strip()
    return re.split(r"(?<=[a-z0-9)\"'])[.:;](?:\s|$)", words, maxsplit=1)[0][:150]


def the_map():
    listed = [str(p.relative_to(ROOT)) for room in ROOMS for p in (ROOT / room).rglob("*.[ch]")]
    stems = sorted({p.rsplit(".", 1)[0] for p in listed}, key=lambda p: p.rsplit("/", 1))
    lines, room = [MARK], None
    for stem in stems:
        folder, name = stem.rsplit("/", 1)
        if folder != room:
            lines.append(f"\n**{folder}/**\n")
            room = folder
        head = ROOT / f"{stem}.h"
        lines.append(f"- `{name}` {first_sentence(head if head.exists() else ROOT / f'{stem}.c')}")
    return "\n".join(lines) + "\n"


def main():
    text = DESIGN.read_text()
    kept = text.split(MARK)[0]
    wanted = kept + the_map()
    if "write" in sys.argv[1:]:
        DESIGN.write_text(wanted)
    elif text != wanted:
        print("docs/DESIGN.md: the map of files is not true; `tests/lint/map.py write` mends it")
        return 1
    print("map: every file in a line")
    return 0


if __name__ == "__main__":
    sys.exit(main())
