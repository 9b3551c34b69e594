"""The collector's disk: its states, what cannot be stored, and files that do not grow for ever.

The disk is a real one: a small tmpfs, which needs root (CI runs as root).

Test number 97 (127.1.97.0/24).
"""
import os
import socket
import sqlite3
import subprocess
import threading
import time

import pytest

import stand
from stand import run, story, v2c_trap, wait_for

MIB = 1 << 20


@pytest.fixture
def s(tmp_path):
    made = stand.Stand(tmp_path, 97)
    top = made.tree["vigie-collector:collector"]
    top["user"][0]["role"] = "manager"
    top["kind"].append({"type": "vigie-alarm-types:disk-space-low", "hold-s": 0,
                        "clear-hold-s": 0})
    yield made
    made.stop()


@pytest.fixture
def disk(tmp_path):
    """A small file system for the collector, taken away again."""
    folder = tmp_path / "collector-state"
    folder.mkdir()
    done = subprocess.run([stand.tool("mount"), "-t", "tmpfs", "-o", "size=64m", "none",
                           str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"mounting needs root: {done.stderr}"
    yield folder
    subprocess.run([stand.tool("umount"), "-l", str(folder)], check=True)


def leave(folder, octets):
    """Fills the disk, or frees it, until just so much is left."""
    filler = folder / "filler"
    filler.touch()
    for tries in range(20):
        disk = os.statvfs(folder)
        size = filler.stat().st_size + disk.f_bavail * disk.f_frsize - octets
        try:
            with open(filler, "r+b") as file:
                file.truncate(min(size, filler.stat().st_size))
                if size > filler.stat().st_size:
                    os.posix_fallocate(file.fileno(), 0, size)
            return
        except OSError:  # the collector wrote meanwhile
            assert tries < 19


def vigie(s, *words):
    return run("vigie", *words, "--socket", s.folder / "collector.sock")


def line(s, noun, head):
    done = vigie(s, *noun)
    assert done.returncode == 0, done.stderr
    return next((n for n in done.stdout.splitlines() if n.startswith(head)), "")


def disk_alarm(s, resource="collector/noc/disk", kind="disk-space-low"):
    alarm = s.alarm(resource, kind)
    if not alarm or alarm["is-cleared"]:
        return None
    return alarm["perceived-severity"]


def acknowledged(s, number):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mine:
        mine.bind((f"{s.net}.8", 0))
        mine.settimeout(0.5)
        mine.sendto(v2c_trap(number, tag=0xA6, pad=1000), (s.host, s.port))
        try:
            return bool(mine.recv(65535))
        except socket.timeout:
            return False


def test_the_states_of_a_disk(s, disk):
    s.tree["vigie-collector:collector"]["storage"] = {"disk-low-mib": 40, "disk-critical-mib": 20}
    s.start()
    assert line(s, ("status",), "disk ").split()[1] == "ok,"
    assert disk_alarm(s) is None
    for left, state, severity in ((30, "low", "minor"), (10, "critical", "major"),
                                  (21, "critical", "major"), (30, "low", "minor"),
                                  (42, "low", "minor"), (55, "ok", None)):
        leave(disk, left * MIB)
        assert line(s, ("status",), "disk ").split()[1] == f"{state},", left
        wait_for(f"{left} MiB: {severity}", lambda want=severity: disk_alarm(s) == want, 15)
        backup = vigie(s, "backup")
        if state == "ok":
            assert backup.returncode == 0, backup.stderr
        else:
            assert backup.returncode != 0 and f"disk is {state}" in backup.stderr, backup.stderr
        assert s.good(f"at {left}")


def test_it_cannot_store_says_so_and_goes_on(s, disk):
    s.start()
    assert acknowledged(s, 1)
    leave(disk, 0)
    taken = 1
    while acknowledged(s, taken + 1):
        taken += 1
        assert taken < 5000, "the disk did not become full"
    assert disk_alarm(s) == "critical"
    for number in range(3):
        assert not acknowledged(s, 10000 + number)
    for noun in (("intake", "show"), ("status",)):
        told = line(s, noun, "store ")
        assert "cannot-store since" in told and "disk full" in told, told
        assert "4 messages came in vain" in told, told
    assert not s.alarm("collector/noc/store", "store-failing")
    leave(disk, 30 * MIB)
    # By itself, though nobody sends: the alarm is the first that is stored.
    wait_for("the alarm", lambda: disk_alarm(s, "collector/noc/store", "store-failing"), 20)
    text = s.alarm("collector/noc/store", "store-failing")["alarm-text"]
    assert "4 messages came in vain and were not acknowledged" in text, text
    assert line(s, ("status",), "store ").split() == ["store", "ok"]
    assert acknowledged(s, 10000)
    wait_for("room", lambda: disk_alarm(s) is None, 30)
    s.stage.programs[-1][1].kill()
    s.stage.programs[-1][1].wait()
    with sqlite3.connect(s.state / "collector.db") as db:
        assert db.execute("SELECT count(*) FROM message").fetchone()[0] == taken + 1
    db.close()


class Reader(threading.Thread):
    """A door that asks for lists as fast as it is answered."""

    def __init__(self, s):
        super().__init__(daemon=True)
        self.s, self.ended, self.n = s, False, 0

    def run(self):
        while not self.ended:
            for what in ("cases?limit=1000", "alarms?limit=1000", "storage"):
                subprocess.run([stand.tool("curl"), "-s", "-o", "/dev/null", "--unix-socket",
                                str(self.s.folder / "collector.sock"),
                                f"http://localhost/restconf/data/vigie-cases:{what}"],
                               timeout=20, check=True)
                self.n += 1


def test_the_log_stays_small_under_a_long_stream(s):
    """40 MiB of notifications while a door reads: the log never holds more than 12."""
    s.tree["vigie-collector:collector"]["intake"].update({"rate": 100000, "burst": 100000})
    s.start()
    reader = Reader(s)
    reader.start()
    largest, number = 0, 0
    log = s.state / "collector.db-wal"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mine:
        mine.bind((f"{s.net}.8", 0))
        while (s.state / "collector.db").stat().st_size < 40 * MIB:
            for _ in range(50):
                number += 1
                mine.sendto(v2c_trap(number, pad=1300), (s.host, s.port))
            largest = max(largest, log.stat().st_size)
            s.good(f"n{number}")  # waits for those before it
            assert number < 100000
    reader.ended = True
    reader.join(30)
    assert reader.n > 5
    assert 1 * MIB < largest <= 12 * MIB, largest


def test_a_database_has_a_largest_size(s):
    """Raw notifications go before their time, the oldest first, never those of a day; it is told."""
    s.tree["vigie-collector:collector"]["storage"] = {"database-max-mib": 10}
    s.start()
    s.stage.stop()
    now = int(time.time() * 1e6)
    day = 86400 * 10 ** 6
    with sqlite3.connect(s.state / "collector.db") as db:
        db.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
                   " INSERT INTO message (agent, spool, sequence, type, digest, source, received,"
                   " state, body) SELECT '', x'00', 0, 0, randomblob(32), '10.0.0.1', ?, 'history',"
                   " randomblob(1000) FROM n", (now - 3 * day,))
        db.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
                   " INSERT INTO message (agent, spool, sequence, type, digest, source, received,"
                   " state, body) SELECT '', x'00', 0, 0, randomblob(32), '10.0.0.1', ?, 'history',"
                   " randomblob(1000) FROM n", (now - day // 2,))
    db.close()
    s.start()

    def used():
        database = line(s, ("status",), "database ")
        words = database.split()
        return int(words[1]) - int(words[3]) <= 10 and "before their time" in database

    wait_for("the size", used, 60)
    assert disk_alarm(s, "collector/noc/database") == "minor"
    gone = int(line(s, ("status",), "database ").split("; ")[-1].split()[0])
    s.stage.stop()
    with sqlite3.connect(s.state / "collector.db") as db:
        left = db.execute("SELECT count(*), sum(received > ?) FROM message",
                          (now - day,)).fetchone()
    db.close()
    assert left == (20500 - gone, 500), (left, gone)
    assert 9000 < gone < 20000, gone


def test_a_sweep_that_was_interrupted_begins_anew(s):
    """What was marked to be kept is of the day on which it was marked, or of a backup's."""
    s.start()
    assert s.fault(1).returncode == 0
    assert s.alarm("device/ne-7/psu/1", "psu-failed")
    s.stage.stop()
    with sqlite3.connect(s.state / "collector.db") as db:
        db.execute("UPDATE message SET received = received - 40 * 86400 * 1000000")
        assert db.execute("SELECT count(*) FROM message").fetchone() == (1,)
        # The newest stays whatever it is, and what nothing names goes.
        db.executemany("INSERT INTO message (agent, spool, sequence, type, digest, source,"
                       " received, state, body) VALUES ('', x'', 0, 1, x'', '', ?, 'applied', x'')",
                       ((1,), (int(time.time() * 1e6),)))
        # It had come to the raw notifications before there was this one.
        db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('sweep-step', 3)")
        db.execute("DELETE FROM kept_message")
        db.execute("UPDATE due SET at = 1 WHERE kind = 'sweep'")
    db.close()
    s.start()
    wait_for("the sweep", lambda: "last never" not in line(s, ("status",), "sweep "), 20)
    s.stage.stop()
    with sqlite3.connect(s.state / "collector.db") as db:
        left = db.execute("SELECT count(*), min(id), max(id) FROM message").fetchone()
    db.close()
    assert left == (2, 1, 3), "the raw notification of a fault that stands"


def test_a_large_storm_goes_in_slices(s):
    """More seconds and names than a slice takes; one that is on, or young, stays whole."""
    s.start()
    s.stage.stop()
    day = 86400 * 10 ** 6
    now = int(time.time() * 1e6)
    with sqlite3.connect(s.state / "collector.db") as db:
        for number, ended in ((1, now - 500 * day), (2, now - day), (3, now - 499 * day)):
            db.execute("INSERT INTO storm (id, source, device, resource, began, last, ended) VALUES"
                       " (?, ?, '', 'x', 1, 1, ?)", (number, f"10.0.0.{number}", ended))
            for name in range(60):
                row = db.execute("INSERT INTO storm_name (storm, kind, oid) VALUES (?, 'named', ?)",
                                 (number, f"1.3.{name}")).lastrowid
                db.executemany("INSERT INTO storm_count VALUES (?, ?, 1, 1)",
                               ((row, second) for second in range(40)))
            db.execute("INSERT INTO storm_sample VALUES (?, 1, 1, x'00')", (number,))
        db.execute("UPDATE due SET at = 1 WHERE kind = 'sweep'")
    db.close()
    s.start()
    wait_for("the sweep", lambda: "last never" not in line(s, ("status",), "sweep "), 20)
    s.stage.stop()
    with sqlite3.connect(s.state / "collector.db") as db:
        left = [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in
                ("storm", "storm_name", "storm_count", "storm_sample")]
        assert db.execute("SELECT id FROM storm").fetchall() == [(2,)]
    db.close()
    assert left == [1, 60, 2400, 1], left
