#!/usr/bin/python3
"""How long a first request by mail waits for its clock, and what 10,000 mails a minute of one sender do.

Each of 'rounds' mails is given to vigie-mail-intake as a relay does; when it ends the clock runs.  Then
'flood' mails of one sender come in ten slices, as fast as so many pipes take them, and with them, one at a
time, those of other clients.  Between the slices other clients write while nothing else comes, a few
intakes are started without a mail (what loading one costs), and the floor has as many mails as the flood
(mailfloor: a process a mail that puts it on disk).  What is counted is asked of the database at the end.
The last line is one JSON object.

Usage: benchmail.py [ROUNDS [FLOOD [PIPES [known]]]]; known: the flood is a client's, not a stranger's.
Test number 135 (127.1.135.0/24).
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
import noc  # noqa: E402  pylint: disable=wrong-import-position

MAIL = ("From: Zoe <{0}>\nTo: support@merisac.example\nSubject: panne {1}\n"
        "Message-ID: <{1}@elsewhere.example>\nContent-Type: text/plain; charset=utf-8\n\n"
        "Bonjour, la baie ne répond plus.\n")
STRANGER, CLIENT = "zoe@elsewhere.example", "zoe@client-0.example"
SLICES, OTHERS = 10, 20


def change(top):
    """A client for the flood and for each of the others, each with one person and one contract."""
    contract = top["contract"][0]
    for i in range(2 * OTHERS + 1):
        top.setdefault("person", []).append(
            {"id": f"p-{i}", "name": f"Person {i}", "mail": f"zoe@client-{i}.example"})
        top["client"].append({"name": f"client-{i}", "person": [f"p-{i}"]})
        top["contract"].append({**contract, "name": f"k-{i}", "client": f"client-{i}"})


class Bench:
    def __init__(self, folder, pipes, sender):
        self.folder, self.pipes = folder, pipes
        self.desk = noc.Desk(folder, net="127.1.135", change=change, users=[
            {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True}])
        self.intake = [str(noc.BUILD / "vigie-mail-intake"), "--socket", str(self.desk.socket)]
        (folder / "flood.eml").write_text(MAIL.format(sender, "flood-@N@"))
        (folder / "other.eml").write_text(MAIL.format("zoe@client-@N@.example", "other-@N@"))
        (folder / "floor").mkdir()
        self.sums = {}

    def take(self, sender, name):
        began = time.monotonic()
        subprocess.run(self.intake, input=MAIL.format(sender, name).encode(), capture_output=True,
                       timeout=60, check=True)
        return (time.monotonic() - began) * 1000

    def used_ns(self):
        """What the collector has had of the processor: all its threads'."""
        return sum(int((task / "schedstat").read_text().split()[0])
                   for task in Path(f"/proc/{self.desk.process.pid}/task").iterdir())

    def give(self, what, program, count, first, others=0, other_first=0):
        """A slice of mails; what it took is added up under 'what'."""
        done = subprocess.run(
            [noc.BUILD / "tests/bench/mailflood", str(self.pipes), str(count), str(first),
             self.folder / "flood.eml", str(others), str(other_first), self.folder / "other.eml",
             *program], capture_output=True, text=True, timeout=1800, check=True)
        total = self.sums.setdefault(what, {"mails": 0, "others_us": []})
        total["mails"] += count + others
        for name, value in json.loads(done.stdout.splitlines()[-1]).items():
            total[name] = total.get(name, [] if isinstance(value, list) else 0) + value

    def flood(self, count):
        few, many = OTHERS // SLICES, count // SLICES
        for i in range(SLICES):
            self.give("quiet", self.intake, 0, 0, few, 1 + OTHERS + i * few)
            before = self.used_ns()
            self.give("flood", self.intake, many, i * many, few, 1 + i * few)
            used = self.used_ns() - before
            self.sums["flood"]["collector_ns"] = self.sums["flood"].get("collector_ns", 0) + used
            self.give("start", [self.intake[0], "--version"], max(many // 10, 1), 0)
            self.give("floor", [noc.BUILD / "tests/bench/mailfloor", self.folder / "floor"], many, 0)

    def late(self, what):
        took = sorted(self.sums[what]["others_us"])
        return {"p50": round(statistics.median(took) / 1000, 1), "max": round(took[-1] / 1000, 1),
                "n": len(took)}

    def told(self):
        flood, floor = self.sums["flood"], self.sums["floor"]
        intake, collector = flood["cpu_ns"], flood["collector_ns"]
        under = floor["cpu_ns"] / floor["mails"]
        start = self.sums["start"]
        return {"mails": flood["mails"], "pipes": self.pipes,
                "per_minute": round(flood["mails"] / flood["wall_ns"] * 60e9),
                "floor_per_minute": round(floor["mails"] / floor["wall_ns"] * 60e9),
                "cpu_ms": {"intake": round(intake / flood["mails"] / 1e6, 2),
                           "of_it_loading": round(start["cpu_ns"] / start["mails"] / 1e6, 2),
                           "collector": round(collector / flood["mails"] / 1e6, 2),
                           "sum": round((intake + collector) / flood["mails"] / 1e6, 2),
                           "floor": round(under / 1e6, 2)},
                "ratio": round((intake + collector) / flood["mails"] / under, 1),
                "taken": flood["filed"], "later": flood["later"],
                "others_ms": {"quiet": self.late("quiet"), "flood": self.late("flood")}}

    def grown(self):
        """Octets that the collector keeps: of the database with its log, of what came in, as a disk has it."""
        state = self.folder / "collector-state"
        return {"database": sum(p.stat().st_size for p in state.glob("collector.db*")),
                "blobs": sum(p.stat().st_blocks * 512 for p in (state / "blob").glob("*/*"))}

    def counted(self):
        """What became of all; the collector has ended."""
        mails = "FROM mail WHERE message_id LIKE 'flood-%@elsewhere.example'"
        return {name: self.desk.rows(sql)[0][0] for name, sql in {
            "filed": f"SELECT count(*) {mails}",
            "different": f"SELECT count(DISTINCT message_id) {mails}",
            "cases": f"SELECT count(DISTINCT case_number) {mails}",
            "others_open": "SELECT count(DISTINCT m.case_number) FROM mail m JOIN ledger l "
                           "ON l.case_number = m.case_number AND l.name = 'first-reply' AND l.act = 1 "
                           "WHERE m.opened AND m.message_id LIKE 'other-%'",
            "receipts": f"SELECT count(*) FROM outbox WHERE role = 'client' AND case_number IN "
                        f"(SELECT case_number {mails})",
            "told_inside": f"SELECT count(*) FROM outbox WHERE role <> 'client' AND case_number IN "
                           f"(SELECT case_number {mails})",
            "pages": f"SELECT count(*) FROM page WHERE case_number IN (SELECT case_number {mails})",
        }.items()}


def main():
    words = sys.argv[1:] + ["200", "10000", "8", "stranger"][len(sys.argv) - 1:]
    rounds, flood, pipes, who = int(words[0]), int(words[1]), int(words[2]), words[3]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), pipes, CLIENT if who == "known" else STRANGER)
        try:
            took = sorted(bench.take(f"zoe{i}@elsewhere-{i}.example", f"first-{i}")
                          for i in range(rounds))
            before = bench.grown()
            bench.flood(flood)
            after = bench.grown()
            table = bench.desk.vigie("queue").returncode
        finally:
            bench.desk.stage.stop()
        told = {"mail_to_clock_ms": {"median": round(statistics.median(took), 1),
                                     "p99": round(took[max(int(len(took) * 0.99) - 1, 0)], 1),
                                     "rounds": rounds},
                "flood": {"sender": who, **bench.told(), **bench.counted(),
                          "octets_a_mail": {k: round((after[k] - before[k]) / flood) for k in after},
                          "queue_answers": table == 0}}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
