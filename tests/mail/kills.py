#!/usr/bin/python3
"""kill -9 of the collector, of vigie-mail-intake and of vigie-courier, in one run of mails that come in
and messages that leave.  Before the intake stands a relay that does as relays do: a mail is its own
until the pipe has said 0.  Behind the courier stands one that takes what it is given.  Each mail opens a
case, and each case is answered by a person.

Then it is counted.  In: each mail has one case and one row, and its octets are kept.  Out: each row
of the outbox reached the relay, under its own Message-ID.  What reached it twice is allowed where a
courier or a collector was killed between the relay's 250 and the next try, and the octets are the same;
all else that is doubled is doubled beyond.

A table, and one JSON object as the last line.  Usage: kills.py [--build DIR] [--kills N] [--seed N];
test number 134 (127.1.134.0/24).
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests/integration"))
TRIES = 200
VICTIMS = ("collector", "intake", "courier")


def mail_of(i):
    return (f"From: zoe{i}@elsewhere.example\nSubject: panne-{i}\nMIME-Version: 1.0\n"
            f"Message-ID: <{i}@elsewhere.example>\nContent-Type: multipart/mixed; boundary=b\n\n"
            f"--b\nContent-Type: text/plain\n\nhello {i}\n--b\nContent-Type: application/pdf; "
            f"name=x.pdf\n\n%PDF {i}\n--b--\n").encode()


def people(top):
    top["policy"] = {**top.get("policy", {}), "mail-cases-domain-hour": 60_000,
                     "mail-cases-unknown-hour": 10_000}
    top["integrator"].update({"mail": "support@merisac.example", "language": "fr",
                              "team": [{"role": "noc", "mail": ["noc@merisac.example"]},
                                       {"role": "triage", "mail": ["triage@merisac.example"]}]})


class Station:
    """A desk, the relay before the intake, a courier and the relay behind it."""

    def __init__(self, folder, seed):
        import noc  # pylint: disable=import-outside-toplevel
        import smtprelay  # pylint: disable=import-outside-toplevel
        self.noc, self.folder, self.chance = noc, folder, random.Random(seed)
        self.outer = smtprelay.Relay(jitter=0.01)
        self.desk = noc.Desk(folder, net="127.1.134", change=people, users=[
            {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True},
            {"name": "claire", "role": "noc"}])
        self.kills = {v: [] for v in VICTIMS}
        self.took, self.answers = 0.1, 0
        tree = {"vigie-courier:courier": {
            "relay": {"host": "127.0.0.1", "port": self.outer.port, "security": "none"},
            "limits": {"connect-s": 5, "reply-s": 5, "whole-s": 20, "idle-s": 1}}}
        (folder / "courier.json").write_text(json.dumps(tree))
        (folder / "courier-state").mkdir(mode=0o750)
        self.courier = None
        self.start_courier()

    def start_courier(self):
        with open(self.folder / "courier.log", "ab") as log:
            self.courier = subprocess.Popen(  # pylint: disable=consider-using-with
                [str(self.noc.BUILD / "vigie-courier"), "--config",
                 str(self.folder / "courier.json"), "--state", str(self.folder / "courier-state"),
                 "--socket", str(self.desk.socket)], stderr=log, stdin=subprocess.DEVNULL)

    def workers(self):
        """Processes that have its configuration: workers end with their parent, but hold its folder until then."""
        conf = str(self.folder / "courier.json").encode()
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().split(b"\0")
            except OSError:
                continue
            if conf in words:
                found.append(path)
        return found

    def stop(self):
        self.courier.terminate()
        self.courier.wait(60)
        self.desk.stage.stop()
        self.outer.stop()

    # --- mails in -----------------------------------------------------------------------------
    def start_intake(self, mail, i):
        child = subprocess.Popen(  # pylint: disable=consider-using-with
            [str(self.noc.BUILD / "vigie-mail-intake"), "--socket", str(self.desk.socket),
             "--sender", f"zoe{i}@elsewhere.example"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

        def feed():
            try:
                child.stdin.write(mail)
                child.stdin.close()
            except BrokenPipeError:
                pass
        threading.Thread(target=feed).start()
        return child

    def kill(self, victim, intake):
        """One of them ends now; who is left alone so is begun anew."""
        dies = {"intake": intake, "courier": self.courier,
                "collector": self.desk.process}[victim]
        if dies.poll() is None:
            dies.kill()
            dies.wait()
            self.kills[victim].append(time.monotonic())
        if victim == "courier":
            self.noc.story.wait_for("the courier's workers to end", lambda: not self.workers(), 20)
            self.start_courier()

    def attempt(self, mail, i, victim):
        """One run of the pipe, in which 'victim' dies at a moment that chance draws."""
        began = time.monotonic()
        child = self.start_intake(mail, i)
        if victim:
            try:
                child.wait(self.chance.uniform(0, 1.2 * self.took))
            except subprocess.TimeoutExpired:
                pass
            self.kill(victim, child)
        said = child.stdout.read()
        code = child.wait(60)
        child.stdout.close()
        if victim == "collector":
            self.desk.start()
        elif not victim:
            self.took = time.monotonic() - began
        return said.decode() if code == 0 else None

    def hand_over(self, i, victim):
        for _ in range(TRIES):
            said = self.attempt(mail_of(i), i, victim)
            if said is not None:
                return said
            victim = None
        raise RuntimeError(f"mail {i} is not taken")

    # --- messages out -------------------------------------------------------------------------
    def answer(self, number):
        status, tree = self.desk.do("reply", number, user="claire", key=uuid.uuid4().hex,
                                    text=f"Nous regardons {number}")
        if status != 200:
            raise RuntimeError(tree)
        self.answers += 1

    def wait_empty(self):
        """Until nothing waits, or is under way."""
        def look():
            _, tree = self.desk.ask("GET", f"{self.noc.DATA}/vigie-cases:outbox?limit=1000")
            box = tree["vigie-cases:outbox"]
            left[:] = [m for m in box.get("message", []) if m["state"] in ("waiting", "taken")]
            return all(int(w["waiting"]) == 0 for w in box.get("way", []))
        left = []
        try:
            self.noc.story.wait_for("nothing waits to leave", look, 100)
        except self.noc.story.Story as error:
            raise RuntimeError(f"{error}: {left}") from error


# --- counted ---------------------------------------------------------------------------------------

def count_in(station, sent):
    rows = station.desk.rows
    titles = [r[0] for r in rows("SELECT title FROM support_case")]
    filed = [r[0] for r in rows("SELECT subject FROM mail_text")]
    wanted = {f"panne-{i}" for i in range(sent)}
    named = {r[0] for r in rows("SELECT raw FROM mail_more UNION SELECT sha256 FROM mail_part")}
    kept = {p.name for p in (station.folder / "collector-state/blob").glob("*/*")}
    return {"mails": sent,
            "lost": len(wanted - set(titles)) + len(wanted - set(filed)) + len(named - kept),
            "doubled_allowed": 0,
            "doubled_beyond": len(titles) - len(set(titles)) + len(filed) - len(set(filed))}


def count_out(station):
    rows = dict(station.desk.rows("SELECT message_id, state FROM outbox"))
    killed = sorted(station.kills["courier"] + station.kills["collector"])
    came = {}
    for when, octets in zip(station.outer.times, (t[2] for t in station.outer.taken)):
        name = octets.split(b"Message-I", 1)[1].split(b"<", 1)[1].split(b">", 1)[0].decode()
        came.setdefault(name, []).append((when, octets))
    allowed = beyond = 0
    for name, all_of_it in came.items():
        if name not in rows:
            beyond += len(all_of_it)
        for (first, old), (second, new) in zip(all_of_it, all_of_it[1:]):
            fits = old == new and any(first <= k + 0.5 and k <= second for k in killed)
            allowed, beyond = allowed + fits, beyond + (not fits)
    replies = station.desk.rows("SELECT count(*) FROM outbox WHERE what LIKE 'reply%'")[0][0]
    return {"mails": len(rows),
            "lost": len(set(rows) - set(came)) + sum(s != "sent" for s in rows.values())
                    + station.answers - replies,
            "doubled_allowed": allowed, "doubled_beyond": beyond}


def run(folder, kills, seed):
    station = Station(folder, seed)
    sent = 0
    try:
        while any(len(k) < kills for k in station.kills.values()):
            left = [v for v in VICTIMS if len(station.kills[v]) < kills]
            victim = None if sent % 5 == 0 else station.chance.choice(left)
            station.answer(station.hand_over(sent, victim).split(":")[0])
            sent += 1
        station.wait_empty()
    finally:
        station.stop()
    return {"seed": seed, "kills": {v: len(k) for v, k in station.kills.items()},
            "in": count_in(station, sent), "out": count_out(station)}


def print_table(result):
    print(f"{'kill -9':<10} {'times':>6}")
    for victim, n in result["kills"].items():
        print(f"{victim:<10} {n:>6}")
    columns = ("mails", "lost", "doubled_allowed", "doubled_beyond")
    print(f"\n{'':<26}" + "".join(f"{c.replace('_', ' '):>17}" for c in columns))
    for way, name in (("in", "intake to case"), ("out", "outbox to relay")):
        print(f"{name:<26}" + "".join(f"{result[way][c]:>17}" for c in columns))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("VIGIE_BUILD", "build/release"))
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    args = parser.parse_args()
    os.environ["VIGIE_BUILD"] = str(Path(args.build).resolve())
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), args.kills, args.seed)
    print_table(result)
    print(json.dumps(result))
    return 1 if any(result[w][c] for w in ("in", "out") for c in ("lost", "doubled_beyond")) else 0


if __name__ == "__main__":
    sys.exit(main())
