#!/usr/bin/python3
"""make check-malformed: malformed messages through the real socket of a running collector.

  malformed.py [--count 60000] [--seed N] [--build DIR] [--keep DIR]

Starts vigie-collector (with sanitizers, build/asan, where that is built) in a folder of its own on
127.1.95.0/24, sends it what tests/malformed makes, and compares afterwards: the program lives and
no sanitizer has spoken; sent = received + kernel drops, received = the sum of causes; an alarm
stands for every message that must be taken and for none that must not; a good inform at the end is
acknowledged.  Ends with `N passed, N failed`, one result for each family of operators and check.
The seed is printed; with it the same messages are made again (`malformed --show I` prints one).
"""
import argparse
import contextlib
import csv
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration"))
import stand  # noqa: E402  pylint: disable=wrong-import-position

NUMBER, DEVICES, FIRST_SOURCE, CANARY_SOURCE = 95, 50, 10, 9
ENTERPRISE = "1.3.6.1.4.1.99999.95.0."
SPOKEN = re.compile(r"Sanitizer|runtime error:|Segmentation|Assertion", re.I)
FIELDS = ("i", "base", "stage", "family", "op", "element", "verdict", "mark", "words",
          "device", "name", "why")


def prepare(folder):
    """A collector with 50 devices, from whose addresses the messages come, and a canary."""
    s = stand.Stand(folder, NUMBER)
    top = s.tree["vigie-collector:collector"]
    top["intake"].update({"rate": 100000, "burst": 1000000, "hole-wait-s": 1})
    sources = [(f"ne-{i}", FIRST_SOURCE + i) for i in range(DEVICES)] + [("canary", CANARY_SOURCE)]
    top["device"] = [{"name": name, "site": "lyon-2", "supplier": "allot", "contract": "c-2026-7",
                      "agent": "lyon-2", "address": [f"{s.net}.{host}"]} for name, host in sources]
    return s


def program(build):
    """The sender: any build of it sends the same."""
    for folder in (build, ROOT / "build/release", ROOT / "build/asan"):
        path = Path(folder) / "tests/malformed/malformed"
        if path.exists():
            return str(path)
    raise SystemExit("tests/malformed/malformed is not built: make check-malformed builds it")


def send(s, build, count, seed, limit):
    """Runs the sender; gives its figures and the ledger."""
    ledger = s.folder / "ledger.tsv"
    words = [program(build), "--host", s.host, "--port", s.port, "--net", s.net, "--user", "lyon-2",
             "--auth", stand.story.PHRASES["auth"], "--priv", stand.story.PHRASES["priv"],
             "--count", count, "--seed", seed, "--ledger", ledger, "--keep", s.folder]
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=limit,
                          stdin=subprocess.DEVNULL, check=False)
    figures = json.loads(done.stdout) if done.returncode == 0 else {}
    with open(ledger, newline="", errors="replace") as file:
        rows = [dict(zip(FIELDS, r)) for r in csv.reader(file, delimiter="\t",
                                                         quoting=csv.QUOTE_NONE)]
    return done, figures, rows


def database(s):
    """What the stopped collector has on disk."""
    found = [p for p in s.state.glob("*.db") if p.name not in ("history.db", "spool.db")]
    db = sqlite3.connect(f"file:{found[0]}?mode=ro", uri=True)
    # Of one device so many unknown ones are alarms, and all are listed.
    alarms = db.execute(
        "SELECT resource, kind, qualifier FROM alarm UNION SELECT 'device/' || device,"
        " 'unclassified-notification', oid FROM unknown WHERE device <> ''").fetchall()
    stored = {str(int.from_bytes(r[0][4:], sys.byteorder)) for r in db.execute(
        "SELECT spool FROM message WHERE agent = 'lyon-2'")}
    canary = [m.decode() for r in db.execute(
        "SELECT body FROM message WHERE source = ?", (f"{s.net}.{CANARY_SOURCE}",))
        for m in re.findall(rb"mark (\d+)\.", r[0])]
    db.close()
    return alarms, stored, canary


class Judge:
    """Compares the ledger with what became of the messages."""

    def __init__(self, rows, alarms, stored, canary):
        self.rows, self.alarms, self.stored, self.canary = rows, alarms, stored, canary
        self.wrong = defaultdict(list)
        self.unexplained = []
        self.by_mark = {r["mark"]: r for r in rows}
        self.names = {r["name"] for r in rows if r["verdict"] != "not"}

    def look(self):
        self.look_at_alarms()
        for mark in self.canary:
            self.blame(self.by_mark[mark], "the canary's is stored")
        self.look_at_what_must_be()

    def blame(self, row, text):
        self.wrong[row["family"]].append(
            f"message {row['i']} ({row['base']}, {row['stage']}, element {row['element']}, "
            f"{row['op']}; {row['verdict']} {row['why']}): {text}")

    def look_at_alarms(self):
        differ = sum(r["words"] == "1" and r["verdict"] != "not" for r in self.rows)
        for resource, kind, qualifier in self.alarms:
            mark = None
            if kind == "unclassified-notification":
                mark = qualifier.removeprefix(ENTERPRISE)
            elif kind == "psu-failed" and "/psu/" in resource:
                mark = resource.rsplit("/", 1)[1]
            if resource.startswith("device/canary"):
                self.unexplained.append(f"the canary's {resource} {kind} {qualifier}")
            elif mark in self.by_mark and self.by_mark[mark]["verdict"] == "not":
                self.blame(self.by_mark[mark], f"{resource} {kind} {qualifier} stands")
            elif kind == "unclassified-notification" and resource.startswith("device/") and \
                    not self.is_named(qualifier):
                self.unexplained.append(f"{resource} {kind} {qualifier}")
            elif kind == "psu-failed" and mark not in self.by_mark:
                differ -= 1
        if differ < 0:
            self.unexplained.append(f"{-differ} alarms more than agents' changed words explain")

    def is_named(self, qualifier):
        """A qualifier may be cut where the OID is longer than it can be."""
        return qualifier in self.names or any(
            len(qualifier) > 100 and n.startswith(qualifier[:100]) for n in self.names)

    def look_at_what_must_be(self):
        standing = {a[2] for a in self.alarms if a[1] == "unclassified-notification"}
        for row in self.rows:
            if row["verdict"] != "must":
                continue
            if row["base"] == "agent-inform":
                if row["words"] == "0" and row["mark"] not in self.stored:
                    self.blame(row, "the agent's message is not stored")
            elif row["name"].startswith(ENTERPRISE) and len(row["name"]) < 60 and \
                    row["name"] not in standing:
                self.blame(row, f"nothing names {row['name']}")


class Report:
    def __init__(self):
        self.passed, self.failed = 0, []

    def add(self, name, problems, text=""):
        print(f"{'ok    ' if not problems else 'FAILED'} {name}{': ' + text if text else ''}")
        for line in problems[:10]:
            print(f"         {line}")
        if len(problems) > 10:
            print(f"         ... {len(problems)} in all")
        self.passed += not problems
        if problems:
            self.failed.append(name)


def counts_of(s, sent):
    """The counters and the causes of one moment: when all that was sent is accounted for, or at last."""
    found = []

    def look():
        top = s.stage.ask("intake", "show")["vigie-cases:intake"]
        found[:] = [{k: int(top[k]) for k in ("received", "kernel-drops")},
                    {c["name"]: int(c["count"]) for c in top["cause"]}]
        return sum(found[0].values()) == sent
    with contextlib.suppress(stand.story.Story):
        stand.wait_for("all to be read", look, 10)
    return found


def check_counts(report, figures, counts, causes, rows):
    sent = figures["messages"] + figures["questions"]
    got, drops = counts["received"], counts["kernel-drops"]
    report.add("sent = received + kernel drops", [] if sent == got + drops else
               [f"{sent} sent, {got} received, {drops} dropped"],
               f"{sent} = {got} + {drops}")
    report.add("received = sum of causes", [] if got == sum(causes.values()) else [str(causes)],
               " + ".join(f"{v} {k}" for k, v in causes.items() if v))
    verdicts = Counter(r["verdict"] for r in rows)
    # VIGIE-MIB's own rules refuse what SNMP's allow.
    least = sum(r["verdict"] == "must" and r["base"] != "agent-inform" for r in rows)
    most = verdicts["must"] + verdicts["may"]
    report.add("stored: all that must be, nothing that must not", []
               if least <= causes["stored"] + drops and causes["stored"] <= most else
               [f"{causes['stored']} stored of {least} to {most}"],
               f"{causes['stored']} of {least} to {most}")


def check_run(report, s, build, count, seed, limit):
    begun = time.monotonic()
    done, figures, rows = send(s, build, count, seed, limit)
    took = time.monotonic() - begun
    report.add("every message was sent and read", [] if done.returncode == 0 else
               [done.stderr[-2000:], s.log()[-3000:]],
               f"{len(rows)} in {took:.1f} s")
    if not figures:
        return rows
    report.add("generator and reader agree", done.stderr.splitlines() if figures["disputes"] else
               [], f"{figures['combinations']} combinations, {figures['disputes']} disputes")
    counts, causes = counts_of(s, figures["messages"] + figures["questions"])
    check_counts(report, figures, counts, causes, rows)
    report.add("`vigie alarm list` answers", [] if s.alarms() else ["no alarms"])
    good = s.fault(1, spool="676f6f64676f6f64", part="psu/1", device="ne-0")
    report.add("a good inform is acknowledged", [] if good.returncode == 0 else [good.stderr])
    return rows


def check_end(report, s, process, rows):
    """What is left behind when the collector has ended."""
    lived = process.poll() is None
    s.stop()
    code = process.returncode
    spoken = [n for n in s.log().splitlines() if SPOKEN.search(n)]
    report.add("the collector lives, and ends well", [] if lived and code == 0 else
               [f"{'ended' if lived else 'died'} with {code}", s.log()[-3000:]])
    report.add("no sanitizer has spoken", spoken)
    judge = Judge(rows, *database(s))
    judge.look()
    numbers = Counter(r["family"] for r in rows)
    for family in sorted(numbers):
        report.add(f"family {family}", judge.wrong[family], f"{numbers[family]} messages")
    report.add("every alarm is explained", judge.unexplained)
    if judge.unexplained or any(judge.wrong.values()):
        print(f"the messages are in {s.folder}/ledger.tsv")


def play(folder, build, count, seed, limit=1500):
    """One run; gives the report."""
    report = Report()
    print(f"seed {seed}: {count} messages to {build}/vigie-collector "
          f"(again: make check-malformed SEED={seed} COUNT={count})", flush=True)
    stand.BUILD = Path(build)
    s = prepare(Path(folder))
    s.stage.build = Path(build)
    try:
        process = s.start({"ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0",
                           "UBSAN_OPTIONS": "print_stacktrace=1"})
        rows = check_run(report, s, build, count, seed, limit)
        check_end(report, s, process, rows)
    finally:
        s.stage.end_programs()
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--build", default=None)
    parser.add_argument("--keep", default=None)
    args = parser.parse_args()
    build = args.build or next(b for b in (ROOT / "build/asan", ROOT / "build/release")
                               if (b / "vigie-collector").exists())
    seed = args.seed if args.seed is not None else random.SystemRandom().randrange(2**31)
    with tempfile.TemporaryDirectory(prefix="vigie-malformed.") as scratch:
        folder = Path(args.keep or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        report = play(folder, Path(build).resolve(), args.count, seed)
    print(f"{report.passed} passed, {len(report.failed)} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(main())
