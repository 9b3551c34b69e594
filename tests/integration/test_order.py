"""The order of an agent's messages, tried (tests/order/order.c): no socket, no agent."""
import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()


def test_any_order_gives_the_same_end():
    done = subprocess.run([str(BUILD / "tests/order/order"), "280", "20"], stdout=subprocess.PIPE,
                          text=True, timeout=300, stdin=subprocess.DEVNULL, check=False)
    print(done.stdout)
    tried = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 0 and tried["differing"] == 0, done.stdout
    assert tried["permutations"] >= 10000 and tried["recorded"] >= 30, tried
    # They come out of their order in earnest, and twice.
    assert tried["out_of_order"] > tried["messages"] / 10, tried
    assert tried["copies"] > tried["permutations"], tried
