#!/usr/bin/python3
"""make correlation: each promise of correlation, the command that measures it, and what it measured.

A row is a command of its own, as `make help` has it, run here one after the other; what they print last
is one JSON object, or cmocka's count.  Rates and times are those of the machine, whatever else it does
then.  Ends with `N passed, N failed`; exits 1 when a row misses what it must reach.

  correlation.py --build build/release [--few] [ROW ...]

  --few  counts so small that all rows are done in minutes; rates and times are told, not judged
"""
import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCH, TESTS = "{build}/tests/bench", "{build}/tests"

# Name, what it must reach, the command for people, the program, its words, its words with --few,
# and what of the figures is told: (name, must; None: told only; a bound of speed is a string).
ROWS = (
    ("order", "10,000 permutations, 0 differing", "make check-order",
     f"{TESTS}/order/order", ("2500", "30"), ("40", "5"),
     (("permutations", lambda n, few: few or n >= 10000), ("differing", lambda n, few: n == 0))),
    ("simulation", "5,000 device-years a minute", "make sim SEEDS=10 YEARS=50",
     f"{TESTS}/sim-noc", ("10", "50", "1"), ("2", "10", "1"),
     (("device_years_per_minute", lambda n, few: few or n >= 5000),
      ("violations", lambda n, few: n == 0))),
    ("core", "1,000,000 repeats, 100,000 new alarms a second", "make bench-core",
     f"{BENCH}/core", (), ("2000", "3"),
     (("repeats_per_s", lambda n, few: few or n >= 1000000),
      ("new_per_s", lambda n, few: few or n >= 100000), ("wrong", lambda n, few: n == 0))),
    ("site-power", "200 devices with 3 faults each, 6 orders: 1 case", "make correlation ONLY=site-power",
     f"{TESTS}/unit/test_sitepower", (), (), (("passed", lambda n, few: n == 6),)),
    ("storm", "200 cases beside 100,000 messages, late by 1 s", "make bench-stormcases",
     "tests/bench/stormcases.py", (), ("3000", "20", "20000"),
     (("present", lambda n, few: n == (20 if few else 200)),
      ("late_max_s", lambda n, few: few or n <= 1), ("out_of_turn", lambda n, few: n == 0))),
    ("replay", "1,000,000 events in 60 s and 512 MiB", "make bench-replay",
     f"{BENCH}/replay", (), ("20000",),
     (("seconds", lambda n, few: few or n <= 60), ("mib", lambda n, few: n <= 512),
      ("slice_p99_ms", lambda n, few: few or n <= 2))),
    ("rungs", "cuts and kills at each rung and row, 0 differing", "make check-rungs KILLS=120",
     f"{TESTS}/rungs/rungs", ("0", "120"), ("1", "10"),
     (("cuts", lambda n, few: n > 0), ("never_reached", lambda n, few: n == 0),
      ("differing", lambda n, few: n == 0), ("differing_after_kills", lambda n, few: n == 0))),
)


def figures(said):
    """The JSON object of the last line, or what cmocka counted."""
    passed = re.search(r"\[  PASSED  \] (\d+) test", said)
    if passed:
        return {"passed": int(passed[1])}
    last = said.splitlines()[-1] if said else ""
    return json.loads(last) if last.startswith("{") else {}


def run(row, build, few):
    """Whether the row holds; prints it."""
    name, must, command, program, words, fewer, wanted = row
    program = program.format(build=build)
    done = subprocess.run(
        [str(ROOT / program) if not program.startswith("/") else program, *(fewer if few else words)],
        cwd=ROOT, env={**os.environ, "VIGIE_BUILD": str(build)}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    seen = figures(done.stdout + (done.stderr if "unit/" in program else ""))
    missed = [key for key, good in wanted if key not in seen or not good(seen[key], few)]
    told = ", ".join(f"{key} {seen.get(key, '?')}" for key, _ in wanted)
    good = done.returncode == 0 and not missed
    print(f"{name:11} {'ok' if good else 'MISSED':7} must: {must}\n{'':19} saw:  {told}\n"
          f"{'':19} by:   {command}", flush=True)
    if not good:
        print(f"{name}: exit {done.returncode}, {', '.join(missed)}\n{done.stdout[-2000:]}"
              f"{done.stderr[-2000:]}", file=sys.stderr)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=ROOT / "build/release", type=Path)
    parser.add_argument("--few", action="store_true")
    parser.add_argument("rows", nargs="*", metavar="ROW",
                        help=" ".join(row[0] for row in ROWS))
    args = parser.parse_args()
    unknown = set(args.rows) - {row[0] for row in ROWS}
    if unknown:
        parser.error(f"no row {', '.join(sorted(unknown))}; there are: "
                     f"{' '.join(row[0] for row in ROWS)}")
    asked = [row for row in ROWS if not args.rows or row[0] in args.rows]
    good = sum(run(row, args.build.resolve(), args.few) for row in asked)
    print(f"{good} passed, {len(asked) - good} failed")
    return 0 if good == len(asked) else 1


if __name__ == "__main__":
    sys.exit(main())
