"""A storm of one device hides no fault of another (tests/bench/stormcases.py, in short)."""
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_each_of_the_others_has_its_case():
    done = subprocess.run([sys.executable, str(ROOT / "tests/bench/stormcases.py"), "20000", "60",
                           "20000"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=200, stdin=subprocess.DEVNULL, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stdout
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["present"] == figures["present_alone"] == 60, figures
    assert figures["storm_sent"] == 20000 and figures["out_of_turn"] == 0, figures
    # It was a storm: most of it was not kept one by one.
    assert figures["folded"] + figures["unread"] + figures["kernel_drops"] > 10000, figures
