#!/usr/bin/python3
"""No file past 600 lines, no function past 80 (docs/HACKING.md): a room is missing there."""
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES, FUNCTION_LINES = 600, 80
NAME = re.compile(r"([A-Za-z_]\w*)\s*\(")


def functions(lines):
    """Yields (name, first line, length): style.md puts both outer braces in column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            head = ""
            for back in range(start - 2, max(start - 12, -1), -1):
                head = lines[back] + " " + head
                if NAME.match(lines[back]):
                    break
            found = NAME.search(head)
            yield (found.group(1) if found else "?", start, number - start - 1)
            start = None


def sources():
    """Every file of ours, whether or not a repository stands around it."""
    for folder, inner, names in os.walk(ROOT):
        inner[:] = sorted(i for i in inner if not i.startswith((".", "build", "node_modules")))
        for name in sorted(names):
            if name.endswith((".c", ".h", ".py", ".sh", ".js")):
                yield os.path.relpath(os.path.join(folder, name), ROOT)


def main():
    problems, longest = [], (0, "")
    for path in sources():
        lines = (ROOT / path).read_text().splitlines()
        if len(lines) > FILE_LINES:
            problems.append(f"{path}: {len(lines)} lines, {FILE_LINES} at most")
        if path.endswith(".c"):
            for name, at, length in functions(lines):
                longest = max(longest, (length, f"{path}:{at} {name}"))
                if length > FUNCTION_LINES:
                    problems.append(f"{path}:{at}: {name} has {length} lines, "
                                    f"{FUNCTION_LINES} at most")
    print("\n".join(problems) if problems else f"size: longest function {longest[1]}, "
          f"{longest[0]} lines")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
