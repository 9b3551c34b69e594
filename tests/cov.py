#!/usr/bin/python3
"""Line coverage by folder from a build with MODE=cov.  Usage: cov.py BUILD-FOLDER (needs gcovr)."""
import json
import shutil
import subprocess
import sys
from collections import defaultdict


def main():
    if not shutil.which("gcovr"):
        print("cov: needs the Debian package gcovr", file=sys.stderr)
        return 2
    done = subprocess.run(["gcovr", "--root", ".", "--json", "-", "--exclude", "tests/",
                           sys.argv[1]], capture_output=True, text=True, check=True)
    rooms = defaultdict(lambda: [0, 0])
    for file in json.loads(done.stdout)["files"]:
        for line in file["lines"]:
            for key in (file["file"].rsplit("/", 1)[0], "all"):
                rooms[key][0] += 1
                rooms[key][1] += line["count"] > 0
    for room, (lines, hit) in sorted(rooms.items()):
        print(f"{room:24} {hit:6} of {lines:6} lines  {100 * hit / lines:5.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
