#!/usr/bin/python3
"""How long informs wait while one leaf of a large tree is changed at a door, and while a candidate is checked.

    tests/bench/doorcommit.py [ROUNDS [DEVICES]]   (default 5 and 20,000; build/release, or VIGIE_BUILD)

A device's serial is changed by PATCH at the collector's socket, ROUNDS times, while 200 informs a
second come in of which one in ten raises an alarm; the first round is told apart.  Then a candidate is made of
one changed leaf and checked (tree-validate), as often.
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


def check_candidate(house, i):
    begun = time.monotonic()
    answer, said = house.desk.ask("POST", f"{noc.OPERATIONS}/vigie-tree:tree-validate",
                                  {"vigie-tree:input": {"source": "candidate"}})
    assert answer.status == 200, (answer.status, said)
    return time.monotonic() - begun


def make_candidate(house):
    content = {"vigie-collector:collector": {"device": [{"name": "dev-1", "serial": "other"}]}}
    answer, said = house.desk.ask(
        "POST", f"{noc.OPERATIONS}/vigie-tree:tree-edit",
        {"vigie-tree:input": {"target": "candidate", "content": json.dumps(content)}})
    assert answer.status == 200, (answer.status, said)


def under_load(house, first, act):
    """What 'act' gives, and how long the informs waited that came in meanwhile."""
    sender = load.Sender(house, first, 2 * RATE, RATE, 0.1, mark=RATE // 2)
    sender.wait_for_mark()
    given = act()
    sent, heard = sender.end()
    assert all(heard), "informs were not acknowledged"
    return given, [(b - a) * 1000 for a, b in zip(sent, heard)]


def measure(rounds, devices):
    house = load.House(add_devices(devices))
    try:
        seconds, checks, first = [], [], 1
        waits = {"without": [], "first": [], "during": [], "check": []}
        for i in range(-1, 2 * rounds):
            if i == rounds:
                make_candidate(house)
            act = (lambda: None) if i < 0 else lambda: (
                change_leaf if i < rounds else check_candidate)(house, i)
            took, waited = under_load(house, first, act)
            name = ("without" if i < 0 else "first" if i == 0 else
                    "during" if i < rounds else "check")
            waits[name] += waited
            if i >= 0:
                (seconds if i < rounds else checks).append(took)
            first += 2 * RATE
        result = {"load": os.getloadavg()[0], "devices": devices, "first_s": seconds[0],
                  "change_s": load.part(seconds[1:], 0.5), "check_s": load.part(checks, 0.5)}
        for name, took in waits.items():
            result.update({f"ack_{name}_p50_ms": load.part(took, 0.5),
                           f"ack_{name}_most_ms": max(took)})
        return load.rounded(result)
    finally:
        house.end()


if __name__ == "__main__":
    words = [int(w) for w in sys.argv[1:]] + [5, 20000][len(sys.argv) - 1:]
    print(json.dumps(measure(*words)))
