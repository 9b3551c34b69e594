"""make correlation: rows are run, judged, and told; what misses is told as missed.

No test number: what listens is the programs' own.
"""
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
SCRIPT = ROOT / "tests/demo/correlation.py"


def correlation(*words, build=BUILD):
    return subprocess.run([sys.executable, str(SCRIPT), "--build", str(build), *words],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
                          check=False)


def test_rows_are_measured():
    done = correlation("--few", "order", "core", "site-power")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "3 passed, 0 failed"
    assert "differing 0" in done.stdout and "saw:  passed 6" in done.stdout


@pytest.mark.parametrize("said, code, missing", [
    ('{"repeats_per_s": 1, "new_per_s": 900000, "wrong": 0}', 0, "repeats_per_s"),
    ('{"repeats_per_s": 2000000, "new_per_s": 900000, "wrong": 3}', 0, "wrong"),
    ('{"repeats_per_s": 2000000}', 0, "new_per_s, wrong"),
    ("it died", 1, "repeats_per_s, new_per_s, wrong"),
])
def test_what_misses_is_told(tmp_path, said, code, missing):
    program = tmp_path / "tests/bench/core"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{said}'\nexit {code}\n")
    program.chmod(0o755)
    done = correlation("core", build=tmp_path)
    assert done.returncode == 1 and "core        MISSED" in done.stdout, done.stdout
    assert done.stdout.endswith("0 passed, 1 failed\n")
    assert f"core: exit {code}, {missing}\n" in done.stderr, done.stderr


def test_a_row_that_is_not_there():
    done = correlation("cores")
    assert done.returncode == 2 and "no row cores; there are: order simulation" in done.stderr
