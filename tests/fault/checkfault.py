#!/usr/bin/python3
"""make check-fault: what must not be lost, doubled or late when something dies, breaks or fills up.

  checkfault.py [--only kill,power] [--net N]

Counts come from the environment: KILLS=200 (and a quarter of it with the real agent), CUTS=2000,
DISKS=5, INFORMS=5000, PARTITION=60 (seconds), RESTARTS=8, STEPS=12; SEED makes a run again.  Needs
root (a tmpfs of its own, strace).  Prints a table, then `N passed, N failed`; exit 0 when none failed.
"""
import argparse
import json
import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import measures  # noqa: E402  pylint: disable=wrong-import-position
import measuresroad  # noqa: E402  pylint: disable=wrong-import-position


def number(name, usual):
    return int(os.environ.get(name, usual))


def travelled(count, seed, net):
    return measuresroad.travelled(count, seed, net, number("PARTITION", 60))


MEASURES = {  # what to do, its count
    "power": (measures.power, lambda: number("CUTS", 2000)),
    "broken": (measures.power_broken, lambda: max(number("CUTS", 2000) // 20, 20)),
    "disk": (measuresroad.filled_apart, lambda: number("DISKS", 5)),
    "clock": (measures.stepped, lambda: number("STEPS", 12)),
    "kill": (measures.killed, lambda: number("KILLS", 200)),
    "kill9": (measures.killed_both, lambda: max(number("KILLS", 200) // 4, 4)),
    "restart": (measures.restarted, lambda: number("RESTARTS", 8)),
    "road": (travelled, lambda: number("INFORMS", 5000)),
}


def show(rows):
    width = max(len(m.name) for m, _ in rows)
    print(f"\n{'measure':{width}}  {'count':>6}  {'target':>7}  result")
    for m, seconds in rows:
        print(f"{m.name:{width}}  {m.count:>6}  {m.target:>7}  {m.result or '-'}"
              f"  ({seconds:.0f} s){'' if not m.broken else '  FAILED'}")
    doubled = sum(m.figures.get(k, 0) for m, _ in rows if m.target == "0" for k in
                  ("stored_twice", "raised_twice", "cases_doubled"))
    print(f"{'doubled events or cases in all of these':{width}}  {'':>6}  {'0':>7}  {doubled}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--net", type=int, default=94)
    args = parser.parse_args()
    names = [n for n in args.only.replace(",", " ").split() if n] or list(MEASURES)
    seed = number("SEED", random.SystemRandom().randrange(1 << 30))
    print(f"SEED={seed}", flush=True)
    rows = []
    for name in names:
        measure, count = MEASURES[name]
        begun = time.monotonic()
        m = measure(count(), seed, args.net)
        rows.append((m, time.monotonic() - begun))
        print(f"{name}: {json.dumps(m.figures)}", flush=True)
        for line in m.broken:
            print(f"{name}: {line} (SEED={seed})", file=sys.stderr)
    show(rows)
    failed = sum(bool(m.broken) for m, _ in rows)
    print(f"{len(rows) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
