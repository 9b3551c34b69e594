"""
Cuts and kills at every rung and every kind of due row (tests/rungs/rungs.c), a few of each.

The rungs are those of collector/correl/ladder.h, the kinds those of collector/desk/front/deskdue.h: whoever adds
one without a line in rungs.play is told here.
"""
import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()

# Each seed is a whole play with so many kills; the same ones each time.
SEEDS, KILLS = (1, 2, 3), 40


def rungs(*args, seed=None):
    env = dict(os.environ) if seed is None else {**os.environ, "SEED": str(seed)}
    done = subprocess.run([str(BUILD / "tests/rungs/rungs"), *args], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=400, env=env,
                          stdin=subprocess.DEVNULL, check=False)
    return done.stdout, json.loads(done.stdout.splitlines()[-1])


def test_no_cut_makes_another_end():
    said, figures = rungs("1", seed=1)
    assert figures["differing"] == 0, said
    assert figures["never_reached"] == 0 and "NEVER CUT" not in said, said
    assert figures["failures"] == 0 and figures["cuts"] >= 30, said


def test_an_order_without_a_key_is_given_once():
    # RFC 8632's purge: with this seed it is on the disk twice, and who gave it has no answer
    said, figures = rungs("0", "0", "purge", seed=6)
    assert figures["differing"] == figures["failures"] == 0, said
    assert figures["opened"] >= 2 and figures["cuts"] >= 10, said


def test_no_kill_makes_another_end():
    in_starts = 0
    for seed in SEEDS:
        said, figures = rungs("none", str(KILLS), seed=seed)
        assert figures["differing_after_kills"] == figures["failures"] == 0, said
        assert figures["kills"] >= KILLS, said
        in_starts += figures["kills_in_starts"]
    assert in_starts >= 5
