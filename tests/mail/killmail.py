#!/usr/bin/python3
"""kill -9 of vigie-mail-intake and of the collector while mails come in, behind a relay that does as
relays do: a mail is its own until the pipe has said 0.  Then the mails are counted: each stands once.

The last line is one JSON object.  Usage: killmail.py [--build DIR] [--intake N] [--collector N]
[--seed N]; test number 134 (127.1.134.0/24).
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
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests/integration"))
TRIES = 200


def mail_of(i):
    return (f"From: zoe{i}@elsewhere.example\nSubject: panne-{i}\nMIME-Version: 1.0\n"
            f"Message-ID: <{i}@elsewhere.example>\nContent-Type: multipart/mixed; boundary=b\n\n"
            f"--b\nContent-Type: text/plain\n\nhello {i}\n--b\nContent-Type: application/pdf; "
            f"name=x.pdf\n\n%PDF {i}\n--b--\n").encode()


class Relay:
    """Hands mails over until each is taken; kills by chance meanwhile."""

    def __init__(self, noc, desk, chance):
        self.noc, self.desk, self.chance = noc, desk, chance
        self.took = 0.1
        self.kills = {"intake": 0, "collector": 0}

    def start(self, mail, i):
        child = subprocess.Popen(  # pylint: disable=consider-using-with
            [str(self.noc.BUILD / "vigie-mail-intake"), "--socket", str(self.desk.socket),
             "--sender", f"zoe{i}@elsewhere.example"], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def feed():
            try:
                child.stdin.write(mail)
                child.stdin.close()
            except BrokenPipeError:
                pass
        threading.Thread(target=feed).start()
        return child

    def attempt(self, mail, i, victim):
        """One run of the pipe, in which 'victim' dies at a moment that chance draws."""
        began = time.monotonic()
        child = self.start(mail, i)
        if victim:
            try:
                child.wait(self.chance.uniform(0, 1.2 * self.took))
            except subprocess.TimeoutExpired:
                self.kills[victim] += 1
            if victim == "intake" and child.poll() is None:
                child.kill()
            if victim == "collector":
                self.desk.process.kill()
                self.desk.process.wait()
        code = child.wait(60)
        if victim == "collector":
            self.desk.start()
        elif not victim:
            self.took = time.monotonic() - began
        return code

    def hand_over(self, i, victim):
        mail = mail_of(i)
        for _ in range(TRIES):
            if self.attempt(mail, i, victim) == 0:
                return
            victim = None
        raise RuntimeError(f"mail {i} is not taken")


def run(folder, intake, collector, seed):
    import noc  # pylint: disable=import-outside-toplevel
    desk = noc.Desk(folder, net="127.1.134", users=[
        {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True}])
    relay = Relay(noc, desk, random.Random(seed))
    sent = 0
    try:
        for victim, n in (("intake", intake), ("collector", collector)):
            while relay.kills[victim] < n:
                relay.hand_over(sent, None if sent % 5 == 0 else victim)
                sent += 1
    finally:
        desk.stage.stop()
    titles = [r[0] for r in desk.rows("SELECT title FROM support_case")]
    filed = [r[0] for r in desk.rows("SELECT subject FROM mail_text")]
    wanted = {f"panne-{i}" for i in range(sent)}
    named = {r[0] for r in desk.rows("SELECT raw FROM mail_more UNION SELECT sha256 FROM mail_part")}
    kept = {p.name for p in (folder / "collector-state/blob").glob("*/*")}
    return {"seed": seed, "mails": sent, "kills": relay.kills,
            "lost": len(wanted - set(titles)) + len(wanted - set(filed)) + len(named - kept),
            "doubled": len(titles) - len(set(titles)) + len(filed) - len(set(filed))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("VIGIE_BUILD", "build/release"))
    parser.add_argument("--intake", type=int, default=50)
    parser.add_argument("--collector", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    args = parser.parse_args()
    os.environ["VIGIE_BUILD"] = str(Path(args.build).resolve())
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), args.intake, args.collector, args.seed)
    print(json.dumps(result))
    return 1 if result["lost"] or result["doubled"] else 0


if __name__ == "__main__":
    sys.exit(main())
