"""Cuts and kills at every rung and every kind of due row (tests/rungs/rungs.c), a few of each."""
import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()


def test_no_cut_makes_another_end():
    done = subprocess.run([str(BUILD / "tests/rungs/rungs"), "1", "5"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=400,
                          stdin=subprocess.DEVNULL, check=False)
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["differing"] == figures["differing_after_kills"] == 0, done.stdout
    assert figures["never_reached"] == figures["failures"] == 0, done.stdout
    assert figures["cuts"] >= 30 and figures["kills"] == 5, figures
    assert done.returncode == 0, done.stdout
