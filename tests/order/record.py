#!/usr/bin/python3
"""Records what an agent tells of simulated devices, for tests/order/order.c.

usage: record.py [SECONDS]    (20)

Writes tests/data/order-recorded.txt, a line a message: MICROSECONDS HEX, when it was received and
the octets under which the collector stored it (lib/model/trapblob.h); and the tree beside it,
order-recorded.json.  Test number 30 (127.1.30.0/24), as kill9.py.
"""
import json
import random
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/fault"))
import kill9  # noqa: E402  pylint: disable=wrong-import-position
from kill9 import story  # noqa: E402  pylint: disable=wrong-import-position

kill9.DEVICES = 3
FAULTS = [("psu", "0"), ("psu", "1"), ("fan", "0"), ("link", "L1")]


def record(field, seconds):
    rng, bad = random.Random(6), set()
    end = story.now() + seconds
    while story.now() < end:
        one = (rng.choice(kill9.names()), *rng.choice(FAULTS))
        field.control("clear" if one in bad else "fault", *one, "quiet")
        bad.symmetric_difference_update({one})
        story.time.sleep(rng.uniform(0.2, 1.2))
    for one in sorted(bad):
        field.control("clear", *one, "quiet")
    told = []  # the last polls have their say

    def is_told():
        told.append(field.number("queue") == 0)
        return len(told) > 20 and all(told[-20:])

    story.wait_for("the agent to have told all", is_told, 60)


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    folder = Path(tempfile.mkdtemp(prefix="vigie-record."))
    field = kill9.Field(kill9.BUILD, folder, False)
    try:
        field.prepare()
        story.wait_for("the agent's inventory", lambda: len(
            story.find_list(field.ask("device", "list"), "device") or []) == kill9.DEVICES)
        record(field, seconds)
        field.stop()
        rows = field.rows("collector-state/collector.db",
                          "SELECT received, hex(body) FROM message WHERE agent <> '' ORDER BY id")
    finally:
        field.stop()
        shutil.rmtree(folder, ignore_errors=True)
    (ROOT / "tests/data/order-recorded.txt").write_text(
        "# tests/order/record.py\n" + "".join(f"{at} {body.lower()}\n" for at, body in rows))
    tree = field.tree_of_collector(0)
    (ROOT / "tests/data/order-recorded.json").write_text(json.dumps(tree, indent=1) + "\n")
    print(f"{len(rows)} messages")


if __name__ == "__main__":
    main()
