#!/usr/bin/python3
"""Runs every test and counts them.  Last line: `N passed, N failed`; a skipped test fails.

Usage: run.py --build DIR --unit DIR [--only lint|unit|fuzz|play|sim|integration] [MATCH]
 lint         make's lint targets, one test each
 unit         cmocka programs below --unit/tests/unit, one test per function
 fuzz         every sample of tests/fuzz/corpus through its target, without a fuzzer
 play         scenarios in virtual time, one test each
 sim          500 device-years of fleets in virtual time, with invariants (--build/tests/sim-noc);
              20 more with the sanitizers of --unit
 integration  pytest over tests/integration, with the programs of --build
"""
import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TAP = re.compile(r"^(not )?ok \d+\b(?: - ?| )?(.*?)(#\s*skip.*)?$", re.I)
LINTS = ("layers", "clock", "size", "headers", "format", "links", "shell", "yang", "mib", "man",
         "map", "policy", "reference")
# What takes longest, whatever its size: these begin first (the times are told at the end of each run).
LONG = ("test_order", "test_outway", "test_courier", "test_fault_harness", "test_catalogue", "test_badpeers",
        "test_rungs", "test_intake", "test_web_login", "test_candidate", "test_courier_refused", "test_clients",
        "test_alertmanager", "test_replay", "test_doors", "test_senders", "test_tree", "test_poll_counts", "test_netns",
        "test_damage", "test_storage", "test_mailflood", "test_many_told", "test_correlation")
# What asserts how soon something answers beside a load of its own: these have more of the machine, at the end.
TIMED = ("test_backup", "test_bad_input", "test_storms", "test_web_tls")


class Tally:
    def __init__(self):
        self.passed, self.failed, self.negative = 0, [], 0
        self.times = []  # of each file: (seconds it took, seconds of a processor, name)

    def add(self, name, good, text=""):
        if good:
            self.passed += 1
        else:
            self.failed.append(name)
            print(f"FAILED {name}\n{text}", flush=True)


def run(command, env=None, limit=600):
    try:
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **(env or {})}, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit,
                              errors="replace", stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired as error:
        out = error.stdout or b""
        return -1, (out.decode(errors="replace") if isinstance(out, bytes) else out) + \
            f"\nno end after {limit} s\n"


def each(work, things, times=1):
    """work(thing) of each, 'times' as many at once as there are cores; the answers in the things' order."""
    with concurrent.futures.ThreadPoolExecutor(times * (os.cpu_count() or 1)) as pool:
        yield from zip(things, pool.map(work, things))


def lint(tally, args):
    names = [n for n in LINTS if args.match in f"lint-{n}"]
    for name, (code, out) in each(lambda n: run(["make", "-s", f"lint-{n}"]), names):
        tally.add(f"lint-{name}", code == 0, out)


def tap(tally, prefix, code, out):
    """Counts a TAP stream; a program that ends badly after good tests is one more failure."""
    seen = bad = 0
    for line in out.splitlines():
        found = TAP.match(line)
        if found:
            seen += 1
            good = not found.group(1) and not found.group(3)
            bad += not good
            tally.add(f"{prefix}: {found.group(2)}", good, out if not good and bad == 1 else line)
    if code != 0 and not bad or not seen:
        tally.add(f"{prefix}: whole program (exit {code})", False, out[-4000:])


def unit(tally, args):
    programs = sorted(p for p in (Path(args.unit) / "tests/unit").glob("test_*")
                      if os.access(p, os.X_OK) and (ROOT / "tests/unit" / (p.name + ".c")).exists())
    sources = {p.stem for p in (ROOT / "tests/unit").glob("test_*.c")}
    for missing in sorted(sources - {p.name for p in programs}):
        tally.add(f"{missing}: not built", False)
    programs = [p for p in programs if args.match in p.name]
    for program, (code, out) in each(
            lambda p: run([str(p.resolve())], {"CMOCKA_MESSAGE_OUTPUT": "TAP"}, 120), programs):
        tap(tally, program.name, code, out)


def fuzz(tally, args):
    names = [p.stem for p in sorted((ROOT / "tests/fuzz").glob("fuzz_*.c")) if args.match in p.stem]
    for name, (code, out) in each(
            lambda n: run([str((Path(args.unit) / "tests/replay" / n).resolve()),
                           f"tests/fuzz/corpus/{n.removeprefix('fuzz_')}"], limit=120), names):
        tap(tally, name, code, out)


def play(tally, args):
    plays = sorted(str(p) for p in (ROOT / "tests/play").glob("*.play") if args.match in p.name)
    halves = [half for half in (plays[0::2], plays[1::2]) if half]
    for _, (code, out) in each(
            lambda half: run([str((Path(args.unit) / "tests/play-run").resolve()), *half],
                             limit=400), halves):
        tap(tally, "play", code, out)


def sim(tally, args):
    """
    Seeds in two halves, so that they run side by side; a failure prints its shortest history.  In 102 an
    agent tells in planned work of what befell before it.
    """
    halves = [(args.build, 5, 50, 1), (args.build, 5, 50, 6), (args.unit, 1, 20, 11),
              (args.build, 1, 50, 102)]
    halves = [h for h in halves if args.match in "sim-noc"]
    for (build, seeds, years, first), (code, out) in each(
            lambda h: run([str((Path(h[0]) / "tests/sim-noc").resolve()), *map(str, h[1:])]), halves):
        tally.add(f"sim-noc: {seeds} seeds of {years} device-years from {first} in {build}",
                  code == 0, out)


def pytest(args, source, report):
    match = ["-k", args.match] if args.match else []
    return run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *match,
                f"--junitxml={report}", str(source)],
               {"VIGIE_BUILD": str(Path(args.build).resolve())}, 1200)


def integration(tally, args):
    """Each file has a net and folders of its own, so that files run side by side; long ones first.

    More than half of the time they wait, for disks and for time-outs: two for each core, and one of TIMED.
    """
    every = ROOT / "tests/integration"
    sources = [every] if args.match else sorted(
        every.glob("test_*.py"), key=lambda p: (
            LONG.index(p.stem) if p.stem in LONG else len(LONG), -p.stat().st_size, p.name))
    with tempfile.TemporaryDirectory() as folder:
        reports = {source: Path(folder) / f"{source.stem}.xml" for source in sources}
        for some, times in (([p for p in sources if p.stem not in TIMED], 2),
                            ([p for p in sources if p.stem in TIMED], 1)):
            for source, (code, out) in each(lambda p: pytest(args, p, reports[p]), some, times):
                collect(tally, source.stem, reports[source], code, out)
    tell_times(tally.times)


def tell_times(times, most=12):
    """What took longest, and how much of that it computed: the rest it waited."""
    for took, used, name in sorted(times, reverse=True)[:most]:
        print(f"  {name}: {took:.1f} s, {used:.1f} s of a processor")
    took, used = (sum(t[i] for t in times) for i in (0, 1))
    print(f"  all files one by one: {took:.1f} s, {used:.1f} s of a processor", flush=True)


def collect(tally, name, report, code, out):
    if not report.exists():
        tally.add(f"integration: {name}", False, out[-8000:])
        return
    root = ET.parse(report).getroot()
    took = [float(suite.get("time")) for suite in root.iter("testsuite")]
    used = [float(x.get("value")) for x in root.iter("property") if x.get("name") == "cpu"]
    tally.times.append((sum(took), sum(used), name))
    for case in root.iter("testcase"):
        wrong = [x for x in case if x.tag in ("failure", "error", "skipped")]
        text = "\n".join((x.get("message") or "") + "\n" + (x.text or "") for x in wrong)
        tally.add(f"{case.get('classname')}.{case.get('name')}", not wrong, text)
        tally.negative += any(x.get("name") == "negative" for x in case.iter("property"))
    # 5: nothing of the file matches.
    if code not in (0, 1, 5):
        tally.add(f"integration: {name} (exit {code})", False, out[-4000:])


def main():
    stages = {"lint": lint, "unit": unit, "fuzz": fuzz, "play": play, "sim": sim,
              "integration": integration}
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--unit", default="build/asan")
    parser.add_argument("--only", choices=sorted(stages), action="append")
    parser.add_argument("match", nargs="?", default="")
    args = parser.parse_args()
    tally = Tally()
    for name, stage in stages.items():
        if not args.only or name in args.only:
            begun, before = time.monotonic(), tally.passed + len(tally.failed)
            stage(tally, args)
            print(f"{name}: {tally.passed + len(tally.failed) - before} tests in "
                  f"{time.monotonic() - begun:.1f} s", flush=True)
    for name in tally.failed:
        print(f"failed: {name}")
    if tally.negative:
        print(f"{tally.passed + len(tally.failed)} steps, {tally.negative} of them negative")
    print(f"{tally.passed} passed, {len(tally.failed)} failed")
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
