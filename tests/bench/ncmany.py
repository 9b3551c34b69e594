#!/usr/bin/python3
"""What many sessions of NETCONF cost the collector: its CPU for an inform while there are none, while
they are idle, and while each has a subscription.

    tests/bench/ncmany.py [SESSIONS [INFORMS]]     (default 200 and 300; build/release, or VIGIE_BUILD)

Every other inform clears what the one before raised; how many events a session is told for an inform
stands beside (holds and flapping keep most back).  Rounds are interleaved.  The last line is one JSON object: milliseconds of the collector's CPU for an inform, ratios.
"""
import json
import statistics
import subprocess
import sys
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration"))
import ncdoor as peers  # noqa: E402
import noc  # noqa: E402

ROUNDS = 3


def cpu_ms(pid):
    words = Path(f"/proc/{pid}/schedstat").read_text().split()
    return int(words[0]) / 1e6


def send(desk, count):
    for i in range(count):
        good = i % 2
        subprocess.run(
            ["snmpinform", "-v2c", "-c", "public", "-t", "5", "-r", "0",
             f"--clientaddr={noc.DEVICES['ne-8']}", f"127.1.40.1:{desk.port}", "",
             f"{noc.ALLOT}.0.{16 if good else 17}", f"{noc.ALLOT}.5.2.7.0", "o",
             f"{noc.ALLOT}.5.2.6.5.2.0", f"{noc.ALLOT}.5.2.9.0", "i", "1" if good else "3"],
            check=True, timeout=20, env={**os.environ, "MIBS": ""}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL)


def count_events(session):
    """What has come so far, without waiting for more."""
    os.set_blocking(session.program.stdout.fileno(), False)
    try:
        octets = os.read(session.program.stdout.fileno(), 1 << 20)
    except BlockingIOError:
        octets = b""
    os.set_blocking(session.program.stdout.fileno(), True)
    return (session.kept + octets).count(b"<eventTime>")


def measure(count, informs):
    door = peers.NcDoor()
    subscribe = f'<create-subscription xmlns="{peers.EVENTS}"/>'
    try:
        door.desk.open_case("ne-8")
        heard = 0
        pid, spent = door.desk.process.pid, {"none": [], "idle": [], "subscribed": []}
        for _ in range(ROUNDS):
            sessions = []
            for name in spent:
                if name == "idle":
                    sessions = [door.raw() for _ in range(count)]
                if name == "subscribed":
                    for session in sessions:
                        assert peers.is_ok(session.ask(subscribe))
                begun = cpu_ms(pid)
                send(door.desk, informs // ROUNDS)
                spent[name].append((cpu_ms(pid) - begun) / (informs // ROUNDS))
                if name == "subscribed":
                    heard += count_events(sessions[0])
            for session in sessions:
                session.program.kill()
                session.end()
        told = heard / (informs // ROUNDS) / ROUNDS
        medians = {name: statistics.median(values) for name, values in spent.items()}
        result = {"sessions": count, "events_an_inform": told, **{f"{k}_ms": v for k, v in medians.items()},
                  "idle_ratio": medians["idle"] / medians["none"],
                  "subscribed_ratio": medians["subscribed"] / medians["none"]}
        return {k: round(v, 3) for k, v in result.items()}
    finally:
        door.end()


if __name__ == "__main__":
    words = [int(w) for w in sys.argv[1:]] + [200, 300][len(sys.argv) - 1:]
    print(json.dumps(measure(*words)))
