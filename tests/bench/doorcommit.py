#!/usr/bin/python3
"""How long informs wait while one leaf of a large tree is changed at a door.

    tests/bench/doorcommit.py [ROUNDS [DEVICES]]   (default 5 and 20,000; build/release, or VIGIE_BUILD)

A device's serial is changed by PATCH at the collector's socket, ROUNDS times, while 200 informs a
second come in of which one in ten raises an alarm; the first round is told apart.
The last line is one JSON object: seconds of each change, milliseconds of the informs.
"""
import json
import os
import sys
import time

import doorload as load
from doorload import noc

RATE = 200
TREE = f"{noc.DATA}/vigie-collector:collector"


def add_devices(count):
    def change(top):
        like = {k: v for k, v in top["device"][0].items() if k not in ("name", "address")}
        top["device"] += [{**like, "name": f"dev-{i}"} for i in range(count)]
    return change


def change_leaf(house, i):
    begun = time.monotonic()
    device = {"vigie-collector:device": [{"name": f"dev-{i * 7}", "serial": f"s-{i}-{begun}"}]}
    answer, tree = house.desk.ask("PATCH", f"{TREE}/device=dev-{i * 7}", device)
    assert answer.status in (200, 204), (answer.status, tree)
    return time.monotonic() - begun


def measure(rounds, devices):
    house = load.House(add_devices(devices))
    try:
        seconds, first = [], 1
        waits = {"without": [], "first": [], "during": []}
        for i in range(-1, rounds):
            sender = load.Sender(house, first, 2 * RATE, RATE, 0.1)
            time.sleep(0.5)
            if i >= 0:
                seconds.append(change_leaf(house, i))
            while not sender.over:
                time.sleep(0.05)
            sent, heard = sender.end()
            assert all(heard), "informs were not acknowledged"
            name = "without" if i < 0 else "during" if i else "first"
            waits[name] += [(b - a) * 1000 for a, b in zip(sent, heard)]
            first += 2 * RATE
        result = {"load": os.getloadavg()[0], "devices": devices, "first_s": seconds[0],
                  "change_s": load.part(seconds[1:], 0.5)}
        for name, took in waits.items():
            result.update({f"ack_{name}_p50_ms": load.part(took, 0.5),
                           f"ack_{name}_most_ms": max(took)})
        return load.rounded(result)
    finally:
        house.end()


if __name__ == "__main__":
    words = [int(w) for w in sys.argv[1:]] + [5, 20000][len(sys.argv) - 1:]
    print(json.dumps(measure(*words)))
