"""The pure core alone (tests/bench/core.c): what its verdicts are, not how fast it is."""
import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()


def test_each_way_ends_at_its_rung():
    done = subprocess.run([str(BUILD / "tests/bench/core"), "20000", "3"], stdout=subprocess.PIPE,
                          text=True, timeout=100, stdin=subprocess.DEVNULL, check=False)
    figures = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 0 and figures["wrong"] == 0, figures
    assert figures["verdicts"] == 4 * 3 * 20000, figures
    # A repeat is one deed, a case with its clocks many.
    assert figures["deeds"] > figures["verdicts"] * 3, figures
    assert figures["new_per_s"] < figures["repeats_per_s"], figures
