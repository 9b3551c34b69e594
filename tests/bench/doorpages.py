#!/usr/bin/python3
"""One alarm by its key and a page of 100 of many cases, while informs come in.

    tests/bench/doorpages.py [--cases N] [--rate N] [--new N] [--seconds N]
                             (default 1,000,000, 5,000, 50 and 20; build/release, or VIGIE_BUILD)

A collector over a database of so many cases, 5 in 1,000 of them open, each with an alarm, written
here; 'rate' SNMPv3 informs a second of one agent, 'new' of them of an alarm that did not stand and
the others of one that did.  One client asks each question at vigie-web, RESTCONF without TLS, and one
at the collector's socket, 100 times a second in all, in an order that changes; once while nothing
comes in, and once while it does.

Sender, collector, vigie-web and clients share the processors.  So the figures beside: "cpu" is what
the collector itself needed for the answer while nothing else came in, and "ack" is how long informs
waited meanwhile.  The last line is one JSON object: milliseconds.
"""
import argparse
import importlib.util
import json
import os
import random
import sqlite3
import statistics
import subprocess
import time

import doorload as load
from doorload import noc, story

DATA = "/restconf/data"
CASES = f"{DATA}/vigie-cases:cases?depth=3&limit=100"
ALARM = "device%2Fne-{n}%2Fpsu%2F1"
PAUSE_S = 0.01
TARGETS = {"alarm": 5, "ietf-alarm": 5}  # a page: 20


def fill_of_queue():
    spec = importlib.util.spec_from_file_location("queue_bench", load.ROOT / "tests/bench/queue.py")
    queue = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(queue)
    return queue.FILL


def fill(path, cases):
    link = sqlite3.connect(path, isolation_level=None)
    link.execute("PRAGMA journal_mode = OFF")
    link.execute("PRAGMA synchronous = OFF")
    link.execute("PRAGMA cache_size = -1000000")
    link.execute("BEGIN")
    values = {"cases": cases, "every": 200, "now": int(time.time() * 1000000)}
    for statement in fill_of_queue().split(";")[:-1]:
        link.execute(statement, {k: v for k, v in values.items() if f":{k}" in statement})
    link.execute("COMMIT")
    link.execute("PRAGMA journal_mode = WAL")
    link.close()


class Sender:
    """tests/bench/intakegen as the agent lyon-2."""

    def __init__(self, house, mode, rate, first, seconds):
        words = {"to": f"{load.NET}.1:{house.desk.port}", "from": noc.DEVICES[load.DEVICE],
                 "as": "inform", "mode": mode, "count": int(rate * seconds), "first": first,
                 "rate": rate, "window": 256, "user": "lyon-2", **story.PHRASES}
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [str(noc.BUILD / "tests/bench/intakegen"), *(f"{k}={v}" for k, v in words.items())],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)

    @property
    def over(self):
        return self.process.poll() is not None

    def end(self):
        said, _ = self.process.communicate(timeout=120)
        return json.loads(said.splitlines()[-1])


class Bench:
    def __init__(self, cases):
        begun = time.monotonic()
        self.house = load.House()
        self.first, self.cases, self.chance = 1, cases, random.Random(1)
        self.house.refill(lambda path: fill(path, cases))
        self.askers = {"web": load.Asker(self.house.link(), "claire"),
                       "socket": self.at_socket()}
        self.settle()
        print(f"{cases} cases, written and read in {time.monotonic() - begun:.0f} s", flush=True)

    def at_socket(self):
        link = noc.Door(self.house.desk.socket)
        link.connect()
        return load.Asker(link.sock)

    def settle(self):
        """Until the collector does nothing more by itself."""
        used = []

        def idle():
            """At five looks in a row."""
            used.append(load.cpu_s(self.house.collector))
            return len(used) > 5 and used[-1] - used[-6] < 0.01
        story.wait_for("the collector to be idle", idle, 300)
        self.renew()

    def renew(self):
        self.askers = {"web": load.Asker(self.house.link(), "claire"), "socket": self.at_socket()}

    def questions(self):
        """The targets of the questions; keys are drawn for each asking."""
        number = self.chance.randrange(1, self.cases)
        key = ALARM.format(n=number)
        middle = self.middle
        return {"alarm": f"{DATA}/vigie-cases:alarms/alarm={key},"
                         "vigie-alarm-types%3Apsu-failed,",
                "ietf-alarm": f"{DATA}/ietf-alarms:alarms/alarm-list/alarm={key},"
                              "vigie-alarm-types%3Apsu-failed,",
                "open, first": f"{CASES}&state=open",
                "open, middle": f"{CASES}&state=open&after={middle['open']}",
                "open, a client's": f"{CASES}&state=open&client=c-1",
                "all, first": CASES,
                "all, middle": f"{CASES}&after={middle['all']}",
                "all, a client's": f"{CASES}&client=c-1",
                "alarms, first": f"{DATA}/vigie-cases:alarms?state=open&limit=100"}

    def find_middle(self):
        """Where the page in the middle begins: of the open ones by 25 pages, of all by their number."""
        self.middle = {}
        asker, after = self.askers["socket"], ""
        top = {"next": ""}
        for _ in range(self.cases // 200 // 200):
            top = json.loads(asker.ask(f"{CASES}&state=open{after}"))["vigie-cases:cases"]
            after = f"&after={top['next']}"
        self.middle["open"] = top["next"]
        top = json.loads(asker.ask(CASES))["vigie-cases:cases"]
        print("the first page's cursor:", top["next"], "of", top["case"][-1]["id"], flush=True)
        half = f"{2020 + self.cases // 2 // 1000000:04d}-{self.cases // 2 % 1000000:06d}"
        self.middle["all"] = top["next"].replace(top["case"][-1]["id"], half)

    def measure(self, lasts):
        """{door: {question: [(wall ms, CPU ms of the collector)]}} while 'lasts' says so."""
        took = {door: {} for door in self.askers}
        turn = 0
        while lasts():
            work = [(door, name, target) for door in self.askers
                    for name, target in self.questions().items()]
            self.chance.shuffle(work)
            for door, name, target in work:
                if not lasts():
                    break
                before, begun = load.cpu_s(self.house.collector), time.perf_counter()
                body = self.askers[door].ask(target)
                ended = time.perf_counter()
                spent = load.cpu_s(self.house.collector) - before
                assert len(body) > 200, body
                if turn:
                    took[door].setdefault(name, []).append(((ended - begun) * 1000, spent * 1000))
                time.sleep(PAUSE_S)
            turn += 1
        return took

    def sync_ms(self, count=200):
        """p50 and p99 of 4 KiB written over old ones and their fdatasync, beside the database."""
        path, took = self.house.desk.stage.folder / "page", []
        path.write_bytes(bytes(4096))
        handle = os.open(path, os.O_WRONLY)
        for _ in range(count):
            begun = time.perf_counter()
            os.pwrite(handle, os.urandom(4096), 0)
            os.fdatasync(handle)
            took.append((time.perf_counter() - begun) * 1000)
            time.sleep(PAUSE_S)
        os.close(handle)
        return load.part(took, 0.5), load.part(took, 0.99)

    def loaded(self, rate, new, seconds):
        for _ in range(2):  # the first only warms up: the case, what is loaded late
            senders = [Sender(self.house, "repeat", rate - new, self.first, seconds)]
            if new:
                senders.append(Sender(self.house, "new", new, self.first + rate * seconds, seconds))
            self.first += 2 * rate * seconds
            begun = load.cpu_s(self.house.collector), time.monotonic()
            took = self.measure(lambda: not all(s.over for s in senders))
            share = (load.cpu_s(self.house.collector) - begun[0]) / (time.monotonic() - begun[1])
            found = [s.end() for s in senders]
        assert all(f["lost"] == 0 for f in found), found
        return took, found, share


def main():
    words = argparse.ArgumentParser()
    for name, value in (("cases", 1000000), ("rate", 5000), ("new", 50), ("seconds", 20)):
        words.add_argument(f"--{name}", type=int, default=value)
    asked = words.parse_args()
    result = {"load": os.getloadavg()[0], **vars(asked), "ms": {}}
    bench = Bench(asked.cases)
    try:
        bench.find_middle()
        end = time.monotonic() + asked.seconds
        calm = bench.measure(lambda: time.monotonic() < end)
        syncs = bench.sync_ms()
        full, informs, share = bench.loaded(asked.rate, asked.new, asked.seconds)
    finally:
        bench.house.end()
    print(f"{'':18}{'door':8}{'calm p50':>9}{'p99':>7}{'cpu':>7}{'loaded p50':>12}{'p99':>7}")
    for door in full:
        for name in full[door]:
            row = {"calm_p50": load.part([w for w, _ in calm[door][name]], 0.5),
                   "calm_p99": load.part([w for w, _ in calm[door][name]], 0.99),
                   "cpu": statistics.median(c for _, c in calm[door][name]),
                   "p50": load.part([w for w, _ in full[door][name]], 0.5),
                   "p99": load.part([w for w, _ in full[door][name]], 0.99),
                   "n": len(full[door][name])}
            result["ms"].setdefault(door, {})[name] = load.rounded(row, 2)
            over = "" if row["p99"] <= TARGETS.get(name, 20) else "  over"
            print(f"{name:18}{door:8}{row['calm_p50']:9.2f}{row['calm_p99']:7.2f}{row['cpu']:7.2f}"
                  f"{row['p50']:12.2f}{row['p99']:7.2f}{over}")
    repeats = informs[0]
    result.update(ack_p50_ms=repeats["p50_us"] / 1000, ack_p99_ms=repeats["p99_us"] / 1000,
                  informs_a_second=repeats["acknowledged"] / repeats["seconds"],
                  fdatasync_p50_ms=syncs[0], fdatasync_p99_ms=syncs[1],
                  collector_share=share, again=repeats["again"])
    print(f"informs: {result['informs_a_second']:.0f}/s of repeats, acknowledged after "
          f"{result['ack_p50_ms']:.1f} ms, p99 {result['ack_p99_ms']:.1f} ms; the collector had "
          f"{share:.2f} of a processor; a fdatasync before: {syncs[0]:.2f} ms, p99 {syncs[1]:.2f} ms")
    print(json.dumps(load.rounded(result)))


if __name__ == "__main__":
    main()
