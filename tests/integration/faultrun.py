#!/usr/bin/python3
"""The catalogue of faults played: one agent, one simulator and one collector, a device for each
row and way of faultrows.py, all of them broken at once and mended at once.

As a program it prints the table: make catalogue.
"""
import argparse
import datetime
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from faultrows import ROWS, WAYS
from stand import BUILD, ROOT, story, tool

NET = "127.1.86"
EAR = f"{NET}.9"
RAISE_S, CLEAR_S, PACE_S = 30, 40, 0.2  # the first two as story.wait_for has its limits
QUIET_S = 18  # in place of the hour after which a refused access is forgotten
GOOD_N = 12  # the most good polls in a row that are waited for
SENDERS = 8


class Case:
    """A device, the row it plays and how far it has come."""

    def __init__(self, row, way, number):
        self.row, self.way = row, way
        self.name = f"d{number}"
        self.address = f"{NET}.{10 + number}"
        self.resource = f"device/{self.name}" + (f"/{row.part}" if row.part else "")
        self.raised = self.cleared = None
        self.sign = ""  # what is wrong with it

    @property
    def result(self):
        if self.sign:
            return self.sign
        if self.raised is None:
            return "not raised"
        return "" if self.cleared is not None else "not cleared"

    def kind(self):
        return "trap-poll-disagreement" if self.way == "contradicted" else self.row.kind

    def severity(self):
        if self.way == "contradicted":
            return "warning"
        said = self.row.trap_severity if self.way == "trap" else ""
        return said or self.row.severity


def date_and_time(text):
    """DateAndTime of so many days from now; "" now; what is none is taken as it stands."""
    if text and text[0] not in "+-":
        return text
    t = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=int(text or 0))
    return f"{t.year:04X}{t.month:02X}{t.day:02X}{t.hour:02X}{t.minute:02X}{t.second:02X}002B0000"


def value_of(kind, text):
    return date_and_time(text) if kind == "x" else text


class Play(story.Stage):
    def __init__(self, build, folder, match=""):
        super().__init__(build, folder, False)
        pairs = [(row, way) for row in ROWS for way in row.ways if match in row.name]
        self.cases = [Case(row, way, i) for i, (row, way) in enumerate(pairs)]
        self.env = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": str(folder / "snmp"),
                    "SNMPCONFPATH": str(folder)}
        self.port = self.trap = 0
        self.quiet = set()  # notifications whose fault is over when no more is heard of it

    # --- what a device is ---
    def ctl(self, *words):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(str(self.folder / "sim.sock"))
            s.sendall(" ".join(map(str, words)).encode() + b"\n")
            answer = s.makefile().read()
        if not answer.startswith("ok "):
            raise story.Story(f"{words}: {answer}")

    def order(self, case, oid, kind, value):
        self.ctl("fault", case.name, "object", oid, kind, *value_of(kind, value).split(" "))

    def show(self, case, bad):
        """Bad or good values, without a word."""
        for oid, values in case.row.show.items():
            if values:
                self.order(case, oid, values[0], values[1 if bad else 2] if len(values) > 2
                           else values[1])

    def prepare(self, case):
        for oid, (kind, value) in case.row.also.items():
            self.order(case, oid, kind, value)
        if case.way == "trap":
            for oid in (*case.row.show, *case.row.hide):
                self.ctl("fault", case.name, "object", oid, "none")
        else:
            self.show(case, False)
            for oid, (kind, _) in case.row.ramp.items():
                self.order(case, oid, kind, "1000")

    def grow(self, case, bad):
        """What grows while it is bad is more at each look, however far apart looks are; then it stands still."""
        for oid, (kind, step) in case.row.ramp.items():
            self.ctl("fault", case.name, "object", oid, f"{kind}+{step if bad else 0}")

    # --- what it says ---
    def say(self, case, words):
        """A stock sender says it from the device's address."""
        varbinds = [part for varbind in words[1:] for part in varbind]
        done = subprocess.run(
            [tool("snmpinform"), "-v2c", "-c", story.COMMUNITY, "-r2", "-t3",
             f"--clientaddr={case.address}", f"{EAR}:{self.trap}", "1", words[0], *varbinds],
            capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL, env=self.env)
        if done.returncode:
            case.sign = f"the agent did not take its notification: {done.stderr}"

    def show_and_say(self, case, words):
        """The simulator's own notification, with what a poll finds at that moment."""
        for oid, kind, value in words[1:]:
            if oid not in case.row.show:
                self.order(case, oid, kind, value)
        self.ctl("fault", case.name, "notify", words[0], *[v[0] for v in words[1:]])

    # --- breaking and mending ---
    def break_it(self, case):
        row = case.row
        if case.way in ("trap", "contradicted"):
            if row.before:
                self.say(case, row.before)
            for _ in range(row.times):
                self.say(case, row.raises)
        elif row.order:
            self.ctl("fault", case.name, *row.order.split(),
                     *(["quiet"] if case.way == "poll" else []))
        else:
            self.show(case, True)
            self.grow(case, True)
            if case.way == "both":
                self.show_and_say(case, row.raises)

    def mend(self, case):
        row = case.row
        if row.ends == "person":
            case.cleared = time.monotonic()  # what a machine may not end
        elif row.ends == "accept":
            self.agent_operation("accept", device=case.name)
        elif case.way in ("trap", "contradicted") and row.clears:
            self.say(case, row.clears)
        elif case.way == "contradicted":
            self.break_quietly(case)  # no word takes it back: they agree, and it is over
        elif row.order:
            if case.way == "trap":
                for oid in row.show:
                    self.ctl("clear", case.name, "object", oid)
            else:
                self.ctl("clear", case.name, *row.order.split(),
                         *(["quiet"] if case.way == "poll" else []))
        elif row.ends != "quiet":
            self.grow(case, False)
            self.show(case, False)
            if case.way == "both" and row.clears:
                self.show_and_say(case, row.clears)

    def break_quietly(self, case):
        if case.row.order:
            self.ctl("fault", case.name, *case.row.order.split(), "quiet")
        else:
            self.show(case, True)

    @staticmethod
    def each(do, cases):
        """With some at once: a stock sender waits for its answer."""
        with ThreadPoolExecutor(SENDERS) as pool:
            list(pool.map(do, cases))

    # --- programs ---
    def trees(self):
        collector = story.collector_tree()
        top = collector["vigie-collector:collector"]
        top["listen"][0]["address"] = f"{NET}.1"
        top["device"] = [{**top["device"][0], "name": case.name} for case in self.cases]
        kinds = {case.kind() for case in self.cases}
        top["kind"] = [{"type": f"vigie-alarm-types:{kind}", "hold-s": 0, "clear-hold-s": 0}
                       for kind in sorted(kinds)]
        return collector

    def agent_tree(self, collector):
        tree = story.agent_tree(collector, (EAR, self.port))
        top = tree["vigie-agent:agent"]
        # Rare, so that a machine that does other things too says a fault before two polls found it;
        # what is waited for is polled at once (wait).
        top["poll"].update({"interval-ms": 5000, "timeout-ms": 400, "tries": 3})
        top["trap-listen"] = [{"name": "ear", "address": EAR, "port": self.trap}]
        top["trap"] = {"first-look-ms": 300, "second-look-ms": 1500}
        top["device"] = [{"name": c.name, "site": "lyon-2", "supplier": "allot",
                          "snmp": {"address": c.address, "port": self.port, "version": "v2c",
                                   "credential": "v2c"}} for c in self.cases]
        return tree

    def quick_data(self):
        """The shipped packs, but what is over after an hour, without a word or after so many good
        polls, is over in seconds."""
        data = self.folder / "data"
        shutil.copytree(ROOT / "yang", data / "yang")
        shutil.copytree(ROOT / "lib/packs", data / "packs")
        shutil.copytree(ROOT / "lib/calendars", data / "calendars")
        path = data / "packs/allot.json"
        pack = json.loads(path.read_text())
        for line in pack["vigie-pack:pack"]["trap"]:
            if "quiet-s" in line:
                line["quiet-s"] = QUIET_S
                self.quiet.add(line["notification"])
        for rule in pack["vigie-pack:pack"]["rule"]:
            if rule.get("good-n", 0) > GOOD_N:
                rule["good-n"] = GOOD_N
        path.write_text(json.dumps(pack))
        return data

    def set_up(self):
        phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
        for state in ("collector-state", "agent-state"):
            self.write(f"{state}/credentials/lyon-2", phrases, 0o400)
        self.write("agent-state/credentials/v2c", f"community: {story.COMMUNITY}\n", 0o400)
        (self.folder / "sim-state").mkdir()
        self.trap = free_port(EAR)
        self.start("vigie-sim", "--port", "0", "--addr-file", self.folder / "sim-state/sim.addr",
                   "--control", self.folder / "sim.sock",
                   *(f"--device={c.name},family={c.row.family},address={c.address},version=v2c,"
                     f"community={story.COMMUNITY},trap-to={EAR}:{self.trap}"
                     for c in self.cases))
        self.port = self.address_of("sim-state", "sim")[1]
        for case in self.cases:
            self.prepare(case)
        self.start("vigie-collector", "--config", self.write("collector.json", self.trees()),
                   "--state", self.folder / "collector-state", "--socket",
                   self.folder / "collector.sock")
        tree = self.agent_tree(self.address_of("collector-state", "trap"))
        os.environ["VIGIE_DATADIR"] = str(self.quick_data())
        try:
            self.start("vigie-agent", "--config", self.write("agent.json", tree), "--state",
                       self.folder / "agent-state", "--socket", self.folder / "agent.sock")
        finally:
            os.environ.pop("VIGIE_DATADIR")
        story.wait_for("all devices to be known", self.all_known, 40)

    def all_known(self):
        self.check_alive()
        devices = story.find_list(self.ask("device", "list"), "device")
        return len([d for d in devices if d.get("family")]) == len(self.cases)

    def agent_operation(self, operation, **values):
        body = json.dumps({"vigie-agent:input": values})
        subprocess.run(["curl", "-sS", "--unix-socket", str(self.folder / "agent.sock"), "-H",
                        "Content-Type: application/yang-data+json", "-d", body,
                        f"http://localhost/restconf/operations/vigie-agent:{operation}"],
                       capture_output=True, timeout=30, check=True)

    # --- looking ---
    def alarms(self):
        self.check_alive()
        found = {}
        for a in story.find_list(self.ask("alarm", "list", "--all"), "alarm"):
            key = (a["resource"], a["alarm-type-id"].split(":")[-1])
            found.setdefault(key, []).append(a)
        return found

    def ends_alone(self, case):
        """Whether nothing more needs to be said or seen for its end: then it may come before anybody looks."""
        return case.row.ends == "quiet" or (
            case.way == "trap" and case.row.raises and case.row.raises[0] in self.quiet)

    def judge_raise(self, case, alarms):
        mine = alarms.get((case.resource, case.kind()), [])
        if case.row.ends == "self":
            case.raised = time.monotonic() if mine else None
            return
        for a in mine:
            # What is over without a word may be so already.
            if (a.get("is-cleared") and not self.ends_alone(case)) or (
                    case.row.qualifier and a["alarm-type-qualifier"] != case.row.qualifier):
                continue
            case.seen = (a["perceived-severity"], a["source"])
            source = {"contradicted": "both"}.get(case.way, case.way)
            if case.seen == (case.severity(), source) or (
                    case.way == "contradicted" and case.seen[0] == case.severity()):
                case.raised = time.monotonic()
        if case.way == "contradicted" and alarms.get((case.resource, case.row.kind)):
            case.sign = f"{case.row.kind} was raised though the poll denies it"

    @staticmethod
    def judge_clear(case, alarms):
        mine = alarms.get((case.resource, case.kind()), [])
        if mine and all(a.get("is-cleared") for a in mine):
            case.cleared = time.monotonic()

    def wait(self, what, limit):
        """Until each case has come so far: 'raised' or 'cleared'; what waits is polled faster."""
        judge = self.judge_raise if what == "raised" else self.judge_clear
        end = time.monotonic() + limit * story.PATIENCE
        while True:
            alarms = self.alarms()
            for case in self.cases:
                if getattr(case, what) is None and not case.sign and (
                        what == "raised" or case.raised is not None):
                    judge(case, alarms)
            waiting = [c for c in self.cases if getattr(c, what) is None and not c.sign and
                       (what == "raised" or c.raised is not None)]
            if not waiting or time.monotonic() > end:
                break
            for case in waiting:
                if what == "cleared" and case.row.tells_the_time:
                    self.show(case, False)
                if case.way != "trap" or case.row.order:
                    self.agent_operation("poll-now", device=case.name)
            time.sleep(PACE_S)
        for case in self.cases:
            if what == "raised" and case.raised is None and not case.sign:
                seen = getattr(case, "seen", None)
                case.sign = (f"is {seen[0]} by {seen[1]}, not {case.severity()} by {case.way}"
                             if seen else "not raised")

    def play(self):
        self.set_up()
        self.tell(f"{len(self.cases)} devices are known")
        self.each(self.break_it, self.cases)
        self.tell("all are broken")
        self.wait("raised", RAISE_S)
        self.tell("their alarms are raised")
        self.each(self.mend, [c for c in self.cases if c.raised is not None])
        self.tell("all are mended")
        self.wait("cleared", CLEAR_S)
        self.tell("their alarms are cleared")


def free_port(host):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind((host, 0))
        return held.getsockname()[1]


def proven(row):
    """What proves a row elsewhere is there: "" or what is missing."""
    missing = [f"{name}: {words}" for name, words in row.proof
               if words not in (ROOT / name).read_text()]
    return "; ".join(missing)


def table(results):
    """The lines of the table; 'results' by (row, way): "" is good."""
    head = f"{'':4} {'fault':40} {'kind':26} " + " ".join(f"{w:>12}" for w in WAYS)
    lines, notes = [head], []
    for row in (r for r in ROWS if r.proof or any((r, w) in results for w in WAYS)):
        cells = []
        for way in WAYS:
            if row.proof and (way not in row.no or len(row.no) == len(WAYS)):
                cell = "FAIL" if proven(row) else "elsewhere"
            elif way in row.no:
                cell = "-"
            else:
                sign = results.get((row, way), "not played")
                cell = "pass" if not sign else "FAIL"
                if sign:
                    notes.append(f"{row.name}, {way}: {sign}")
            cells.append(f"{cell:>12}")
        lines.append(f"{row.fault:4} {row.what:40} {row.kind:26} " + " ".join(cells))
    for reason in sorted({r for row in ROWS for r in row.no.values()}):
        faults = sorted({f"{row.fault} {way}" for row in ROWS for way, r in row.no.items()
                         if r == reason})
        lines.append(f"- {reason}: {', '.join(faults)}")
    for row in (r for r in ROWS if r.proof):
        lines.append(f"elsewhere {row.name}: " + ", ".join(sorted({n for n, _ in row.proof})))
    return lines + notes


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--match", default="", help="only rows whose name has it")
    parser.add_argument("--keep", help="a folder to work in, which stays")
    args = parser.parse_args()
    folder = Path(args.keep or tempfile.mkdtemp(prefix="catalogue-"))
    begun = time.monotonic()
    play = Play(BUILD, folder, args.match)
    try:
        play.play()
    finally:
        play.stop()
        if not args.keep:
            shutil.rmtree(folder)
    results = {(c.row, c.way): c.result for c in play.cases}
    bad = [r for r in results.values() if r]
    print("\n".join(table(results)))
    for what in ("raised", "cleared"):
        last = sorted((c for c in play.cases if getattr(c, what)), key=lambda c: getattr(c, what))
        print(f"last {what}: " + "; ".join(f"{c.row.name}, {c.way}, {getattr(c, what) - begun:.0f} s"
                                           for c in last[-4:]))
    print(f"{len(results)} played in {time.monotonic() - begun:.0f} s, {len(bad)} failed")
    return 1 if bad or any(map(proven, (r for r in ROWS if r.proof))) else 0


if __name__ == "__main__":
    sys.exit(main())
