#!/usr/bin/python3
"""The queue of many cases: how long its first page takes through the collector's socket.

    tests/bench/queue.py [ROUNDS [CASES [FOLDER]]]
                              (default 200 and 1,000,000; build/release, or VIGIE_BUILD)

Three collectors run at once over three databases: a small one (CASES / 1,000 cases, half of them
open), a big one (CASES, of which 5 in 1,000 are open) and a hard one (CASES, of which one in ten
is).  A round asks each of them each question once, in an order that changes, so that whatever else
the machine does falls on all alike.  CPU is the collector's own time in the kernel's books.  The
databases take minutes to write: with FOLDER they stay there, and are found there the next time.

The last line is one JSON object: milliseconds, and ratios of medians to those of the small one.
"""
import json
import os
import random
import shutil
import socket
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402

BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
CASES = "/restconf/data/vigie-cases:cases?depth=3"
QUESTIONS = {
    "queue": f"{CASES}&state=open",
    "mine": f"{CASES}&state=open&mine=true",
    "unowned": f"{CASES}&state=open&unowned=true",
    "client": f"{CASES}&state=open&client=c-1",
    "all": CASES,
    "all_client": f"{CASES}&client=c-1",
    "alarms": "/restconf/data/vigie-cases:alarms?state=open",
}
DEEP_PAGE = 40  # pages down the queue that the deep page lies
HOUR = 3600 * 1000000

# Case i of n: open when i is a multiple of :every; its clock began up to 4 hours ago.
FILL = """
CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c
  WHERE i < :cases) SELECT i, printf('%04d-%06d', 2020 + i / 1000000, i % 1000000) AS number,
  i % :every = 0 AS open, :now - (i * 7919 % 14400) * 1000000 AS began FROM c;
INSERT INTO support_case (number, state, before, fault, title, subject, class, severity, owner,
  ball, client, site, device, supplier, contract, mode, entitlement, entitlement_text, revision,
  opened, changed, closed, cause, cure, rung) SELECT number,
  CASE WHEN open THEN CASE WHEN i / :every % 3 = 0 THEN 'new' ELSE 'in-hand' END ELSE 'closed' END,
  'new', CASE WHEN open THEN 'standing' ELSE 'cleared' END,
  'Power supply 1 of ne-' || i || ' has failed', 'device/ne-' || i, 'power', 2 + i % 4,
  CASE WHEN open AND i / :every % 3 = 0 THEN '' ELSE 'user-' || (i / :every / 3 % 3) END,
  'integrator', 'c-' || (i / :every % 5), 's-' || (i % 500), 'ne-' || i, 'allot', 'c-2026-7',
  'delegated', 'in-force', 'P2: the contract c-2026-7 is in force', 1, began, began,
  CASE WHEN open THEN 0 ELSE began END, CASE WHEN open THEN '' ELSE 'supply dead' END,
  CASE WHEN open THEN '' ELSE 'exchanged' END, 16 FROM n;
INSERT INTO target (case_number, name, part) SELECT number, 'client-told', '' FROM n;
INSERT INTO ledger (case_number, name, part, act, at, recorded, who, cause, revision) SELECT number,
  'client-told', '', 1, began, began, 'vigie', 'P7', 1 FROM n;
INSERT INTO ledger (case_number, name, part, act, at, recorded, who, cause, revision, due) SELECT
  number, 'client-told', '', 4, began + 60000000, began + 60000000, 'claire', 'reply', 1,
  began + 14400000000 FROM n WHERE NOT open;
INSERT INTO alarm (resource, kind, qualifier, device, agent, severity, cleared, created, raised,
  changed, text, case_number, rung, class, cause, source, serial) SELECT
  'device/ne-' || i || '/psu/1', 'psu-failed', '', 'ne-' || i, 'lyon-2', 2 + i % 4, NOT open, began,
  began, began, 'power supply 1 failed', number, 16, 'power', 1, 'poll', 'SN' || i FROM n;
DROP TABLE n;
"""


class Collector:
    """One collector over a database of so many cases."""

    def __init__(self, stage, name, cases, every):
        self.stage, self.name = stage, name
        self.state = stage.folder / name
        self.socket = stage.folder / f"{name}.sock"
        self.database = self.state / "collector.db"
        phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
        stage.write(f"{name}/credentials/lyon-2", phrases, 0o400)
        tree = story.collector_tree()
        tree["vigie-collector:collector"]["user"][0]["name"] = "user-1"
        self.words = ("--config", stage.write(f"{name}.json", tree), "--state", self.state,
                      "--socket", self.socket)
        if not self.database.exists():
            self.start()
            self.stop()
            self.fill(cases, every)

    def fill(self, cases, every):
        begun = time.monotonic()
        link = sqlite3.connect(self.database, isolation_level=None)
        link.execute("PRAGMA journal_mode = OFF")
        link.execute("PRAGMA synchronous = OFF")
        link.execute("PRAGMA cache_size = -1000000")  # KiB: indexes are not filled in their order
        link.execute("BEGIN")
        values = {"cases": cases, "every": every, "now": int(time.time() * 1000000)}
        for statement in FILL.split(";")[:-1]:
            used = {k: v for k, v in values.items() if f":{k}" in statement}
            link.execute(statement, used)
        link.execute("COMMIT")
        link.execute("PRAGMA journal_mode = WAL")
        link.close()
        print(f"{self.name}: {cases} cases, {cases // every} open, "
              f"{self.database.stat().st_size >> 20} MiB, written in "
              f"{time.monotonic() - begun:.0f} s", flush=True)

    def start(self):
        """Seconds from the start of the program to its first answer."""
        begun = time.monotonic()
        self.stage.start("vigie-collector", *self.words)
        self.process = self.stage.programs[-1][1]
        story.wait_for("the socket", self.connect, 120)
        return time.monotonic() - begun

    def stop(self):
        self.link.close()
        self.process.terminate()
        self.process.wait(60)

    def connect(self):
        if self.process.poll() is not None:
            raise story.Story((self.stage.folder / "vigie-collector.log").read_text()[-500:])
        self.link = socket.socket(socket.AF_UNIX)
        try:
            self.link.connect(str(self.socket))
        except OSError:
            self.link.close()
            return False
        return True

    def cpu(self):
        """Seconds that the collector has had a processor."""
        return int(Path(f"/proc/{self.process.pid}/schedstat").read_text().split()[0]) / 1e9

    def settle(self):
        """Waits until the index of due times is rebuilt: the collector does nothing any more."""
        last = [self.cpu(), time.monotonic()]

        def idle():
            now = [self.cpu(), time.monotonic()]
            if now[1] - last[1] < 0.5:
                return False
            share = (now[0] - last[0]) / (now[1] - last[1])
            last[:] = now
            return share < 0.02
        begun = time.monotonic()
        story.wait_for(f"{self.name} to be idle", idle, 300)
        took = time.monotonic() - begun
        self.renew()
        return took

    def renew(self):
        """A new connection: one on which nobody spoke for 30 s is closed at the other end."""
        self.link.close()
        self.connect()

    def ask(self, target):
        """The answer's body."""
        self.link.sendall(f"GET {target} HTTP/1.1\r\nHost: vigie\r\n\r\n".encode())
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.receive()
        head, body = data.split(b"\r\n\r\n", 1)
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise story.Story(f"{target}: {head.decode()} {body.decode()}")
        size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < size:
            body += self.receive()
        return body

    def receive(self):
        data = self.link.recv(262144)
        if not data:
            raise story.Story(f"{self.name} closed the connection")
        return data

    def deep(self):
        """The question for a page far down the queue."""
        after = ""
        for _ in range(DEEP_PAGE):
            top = json.loads(self.ask(QUESTIONS["queue"] + after))["vigie-cases:cases"]
            if "next" not in top:
                break
            after = f"&after={top['next']}"
        return QUESTIONS["queue"] + after


def check_order(collector):
    """Every open case stands on just one page, and the due times rise."""
    seen, dues, after = set(), [], ""
    while True:
        top = json.loads(collector.ask(f"{QUESTIONS['queue']}&limit=1000{after}"))[
            "vigie-cases:cases"]
        for case in top["case"]:
            assert case["id"] not in seen, case["id"]
            seen.add(case["id"])
            dues.append(("owner" in case and not case.get("worse"), case.get("next-due", "~")))
        if "next" not in top:
            assert dues == sorted(dues), "the queue is out of order"
            return len(seen)
        after = f"&after={top['next']}"


def measure(collectors, rounds):
    for c in collectors:
        c.renew()
    questions = {c.name: {**QUESTIONS, "deep": c.deep()} for c in collectors}
    work = [(c, q) for c in collectors for q in questions[c.name]]
    wall, cpu = {}, {}
    chance = random.Random(1)
    for turn in range(rounds + 5):
        chance.shuffle(work)
        for c, q in work:
            before, begun = c.cpu(), time.perf_counter()
            c.ask(questions[c.name][q])
            ended, after = time.perf_counter(), c.cpu()
            if turn >= 5:  # the first ones only warm up
                wall.setdefault((c.name, q), []).append((ended - begun) * 1000)
                cpu.setdefault((c.name, q), []).append((after - before) * 1000)
    return wall, cpu


def pick(values, part):
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(part * len(ordered)))], 3)


def report(wall, cpu, names):
    result = {"ms": {}, "ratio": {}}
    print(f"\n{'question':12}{'cases':8}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'to small':>10}")
    for q in [*QUESTIONS, "deep"]:
        base = statistics.median(wall["small", q])
        for name in names:
            key = (name, q)
            ratio = round(statistics.median(wall[key]) / base, 2)
            row = {"p50": pick(wall[key], 0.5), "p99": pick(wall[key], 0.99),
                   "cpu": round(statistics.median(cpu[key]), 3)}
            result["ms"].setdefault(name, {})[q] = row
            if name != "small":
                result["ratio"].setdefault(name, {})[q] = ratio
            print(f"{q:12}{name:8}{row['p50']:9.2f}{row['p99']:9.2f}{row['cpu']:9.2f}{ratio:10.2f}")
    return result


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    kept = Path(sys.argv[3]).resolve() if len(sys.argv) > 3 else None
    folder = kept or Path(tempfile.mkdtemp(prefix="vigie-queue."))
    folder.mkdir(exist_ok=True)
    stage = story.Stage(BUILD, folder, False)
    try:
        collectors = [Collector(stage, "small", cases // 1000, 2),
                      Collector(stage, "big", cases, 200), Collector(stage, "hard", cases, 10)]
        started, rebuilt = {}, {}
        for c in collectors:
            started[c.name] = round(c.start(), 2)
            rebuilt[c.name] = round(c.settle(), 2)
            print(f"{c.name}: first answer after {started[c.name]} s, due times sorted anew after "
                  f"{rebuilt[c.name]} s more, {check_order(c)} open cases in order", flush=True)
        wall, cpu = measure(collectors, rounds)
        result = report(wall, cpu, [c.name for c in collectors])
        result.update(rounds=rounds, cases=cases, start_s=started, rebuilt_s=rebuilt)
        for c in collectors:
            c.stop()
    except story.Story as error:
        print(f"queue: {error}", file=sys.stderr)
        return 1
    finally:
        stage.end_programs()
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
