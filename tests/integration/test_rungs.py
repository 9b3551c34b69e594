"""Cuts and kills at every rung and every kind of due row (tests/rungs/rungs.c), a few of each."""
import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()

# Rung 3: no message and no trap says such of a known kind.  The row comes after a month.
NOT_CUT = {"rung  3", "row problem"}


def test_no_cut_makes_another_end():
    done = subprocess.run([str(BUILD / "tests/rungs/rungs"), "1"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=400,
                          stdin=subprocess.DEVNULL, check=False)
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["differing"] == figures["differing_after_kills"] == 0, done.stdout
    never = {line[:16].strip() for line in done.stdout.splitlines() if "NEVER CUT" in line}
    assert never <= NOT_CUT, done.stdout
    assert figures["failures"] == 0 and figures["cuts"] >= 30, done.stdout
