"""What is sent is counted, to the last one: received, dropped by the kernel, stored, acknowledged.
The sender is bench-intake's (tests/bench/intakegen.c); nothing here measures how fast it goes.

Test number 92 (127.1.92.0/24).
"""
import json
import os
import signal
import sqlite3
import subprocess

import pytest

import stand
from stand import BUILD, KEYS, udp_socket, wait_for

MANY, FLOOD = 3000, 40000


@pytest.fixture
def s(tmp_path):
    made = stand.Stand(tmp_path, 92)
    made.tree["vigie-collector:collector"]["intake"].update({"rate": 100000, "burst": 1000000})
    made.process = made.start()
    yield made
    made.stop()


def sender(s, version, count, first=0, **more):
    """The sender, begun; 'first' makes its messages others than those before."""
    words = {"to": f"{s.host}:{s.port}", "from": f"{s.net}.7", "as": version, "count": count,
             "first": first, "user": KEYS["user"], "auth": KEYS["auth"], "priv": KEYS["priv"],
             "community": "any", **more}
    return subprocess.Popen([str(BUILD / "tests/bench/intakegen"),
                             *(f"{k}={v}" for k, v in words.items())], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def send(s, *what, **more):
    """All of it sent and taken; what the sender says."""
    return finish(sender(s, *what, **more))


def finish(process):
    out, err = process.communicate(timeout=150)
    assert process.returncode == 0, err
    return json.loads(out.splitlines()[-1])


def drops(s):
    """What the kernel dropped at the collector's socket, as it says itself."""
    return int(udp_socket(s.host, s.port)[-1])


def rows(s):
    """The notifications on disk; the collector must have ended."""
    with sqlite3.connect(s.state / "collector.db") as database:
        return database.execute("SELECT count(*) FROM message").fetchone()[0]


def kill(s):
    """Ends the collector as a crash does."""
    os.kill(s.process.pid, signal.SIGKILL)
    s.process.wait(40)


def counted(s, received):
    """The counters, when all that was 'received' has its cause."""
    def look():
        causes = {c["name"]: int(c["count"]) for c in
                  s.stage.ask("intake", "show")["vigie-cases:intake"]["cause"]}
        return causes if sum(causes.values()) == received else None
    causes = wait_for(f"{received} to have causes", look, 20)
    assert s.intake()["received"] == received
    return {name: n for name, n in causes.items() if n}


@pytest.mark.parametrize("version,mode", [("v2c", "repeat"), ("v2c", "plain"), ("v3", "repeat"),
                                          ("v3", "plain")])
def test_traps_are_stored_each_once(s, version, mode):
    said = send(s, version, MANY, mode=mode)
    assert (said["sent"], said["drops"]) == (MANY, 0)
    assert counted(s, MANY) == {"stored": MANY}
    s.stop()
    assert rows(s) == MANY


def test_new_alarms_of_one_case(s):
    said = send(s, "v2c", 100, mode="new")
    assert (said["sent"], said["drops"]) == (100, 0)
    assert counted(s, 100) == {"stored": 100}
    found = {a["resource"] for a in s.alarms()}
    assert found == {f"device/ne-7/process/worker-{n:07}" for n in range(100)}


def test_a_flood_is_received_or_dropped(s):
    """While the collector stands still its buffer overflows; what was lost is known exactly."""
    os.kill(s.process.pid, signal.SIGSTOP)
    try:
        flood = sender(s, "v2c", FLOOD, mode="repeat", rate=10000000)
        wait_for("the buffer to overflow", lambda: drops(s) > 0, 20)
    finally:
        os.kill(s.process.pid, signal.SIGCONT)
    said = finish(flood)
    lost = drops(s)
    assert said["sent"] == FLOOD and said["drops"] == lost > 0
    assert counted(s, FLOOD - lost) == {"stored": FLOOD - lost}
    assert s.intake()["kernel-drops"] == lost
    s.stop()
    assert rows(s) == FLOOD - lost


def test_what_is_refused_is_counted(s):
    said = send(s, "spoof", MANY)
    assert (said["sent"], said["drops"]) == (MANY, 0)
    send(s, "spoof", 10, user="mallory")
    send(s, "v3", MANY, MANY)
    assert counted(s, 2 * MANY + 10) == {"digest": MANY, "user": 10, "stored": MANY}


def test_an_inform_acknowledged_is_on_disk(s):
    """Also when the collector dies after the last acknowledgement; sent again counts once."""
    said = send(s, "inform", MANY, mode="repeat")
    assert (said["acknowledged"], said["lost"]) == (MANY, 0)
    assert s.intake()["acknowledged"] == said["sent"] == MANY + said["again"]
    kill(s)
    assert rows(s) == MANY


def test_informs_of_a_collector_that_dies_among_them(s):
    """What it answered is there, whatever else is."""
    under_way = sender(s, "inform", FLOOD, mode="repeat", rate=2000, patience=1)
    wait_for("some to be acknowledged", lambda: s.intake()["acknowledged"] > MANY // 10, 20)
    kill(s)
    said = finish(under_way)
    assert 0 < said["acknowledged"] < FLOOD
    assert rows(s) >= said["acknowledged"]
