#!/usr/bin/python3
"""How long a first request by mail waits for its clock, and what 10,000 mails a minute of one sender do.

Each of 'rounds' mails is given to vigie-mail-intake as a relay does; when it ends the clock runs.  Then
'flood' mails of one sender come as fast as four pipes take them.  The last line is one JSON object.

Usage: benchmail.py [ROUNDS [FLOOD]]; test number 135 (127.1.135.0/24).
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
import noc  # noqa: E402  pylint: disable=wrong-import-position

MAIL = ("From: Zoe <zoe{0}@elsewhere.example>\nTo: support@merisac.example\nSubject: panne {1}\n"
        "Message-ID: <{1}@elsewhere.example>\nContent-Type: text/plain; charset=utf-8\n\n"
        "Bonjour, la baie ne répond plus.\n")


def take(desk, sender, i):
    began = time.monotonic()
    done = subprocess.run([str(noc.BUILD / "vigie-mail-intake"), "--socket", str(desk.socket)],
                          input=MAIL.format(sender, i).encode(), capture_output=True, timeout=60,
                          check=False)
    return (time.monotonic() - began) * 1000, done.returncode


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    flood = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        desk = noc.Desk(Path(folder), net="127.1.135", users=[
            {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True}])
        try:
            took = sorted(take(desk, i, i)[0] for i in range(rounds))
            before = len(desk.cases())
            began = time.monotonic()
            with ThreadPoolExecutor(4) as pipes:
                codes = list(pipes.map(lambda i: take(desk, "same", rounds + i)[1], range(flood)))
            seconds = time.monotonic() - began
            table = desk.vigie("queue").returncode
        finally:
            desk.stage.stop()
        filed = desk.rows("SELECT count(*) FROM mail")[0][0]
        cases = desk.rows("SELECT count(*) FROM support_case")[0][0]
        answers = desk.rows("SELECT count(*) FROM outbox WHERE role = 'client'")[0][0]
    print(json.dumps({
        "mail_to_clock_ms": {"median": round(statistics.median(took), 1),
                             "p99": round(took[int(len(took) * 0.99) - 1], 1), "rounds": rounds},
        "flood": {"mails": flood, "seconds": round(seconds, 1),
                  "per_minute": round(flood / seconds * 60), "taken": codes.count(0),
                  "later": codes.count(75), "filed": filed - rounds,
                  "cases": cases - rounds, "answers": answers, "queue_answers": table == 0,
                  "cases_shown_before": before}}))


if __name__ == "__main__":
    main()
