"""The collector runs for a while 26,000 days ahead (libfaketime; the kernel says that nothing keeps its
clock): afterwards all is there, the night's sweep is tonight, and backups go in the order of their making.
Policy section 5, a clock that is wrong.

Test number 221: 127.1.221.0/24.
"""
import contextlib
import glob
import json
import sqlite3
import subprocess

import pytest

import stand
from stand import run, story, wait_for

AHEAD = "+26000d"
UNKEPT = """
#include <sys/timex.h>
int adjtimex(struct timex *t);
int adjtimex(struct timex *t) { t->status = STA_UNSYNC; return TIME_ERROR; }
"""


class Clock:
    """The wall clock of one collector, as an offset that can be set while it runs; nothing keeps it."""

    def __init__(self, folder):
        found = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
        assert found, "libfaketime is missing: packaging/setup.sh check installs it"
        (folder / "unkept.c").write_text(UNKEPT)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", folder / "unkept.so", folder / "unkept.c"],
                       check=True, timeout=60)
        self.file = folder / "offset"
        self.set("+0")
        self.env = {"LD_PRELOAD": f"{found[0]} {folder / 'unkept.so'}",
                    "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
                    "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def set(self, offset):
        other = self.file.with_suffix(".new")
        other.write_text(offset + "\n")
        other.replace(self.file)


@pytest.fixture
def s(tmp_path):
    made = stand.Stand(tmp_path, 221)
    made.tree["vigie-collector:collector"]["user"][0]["role"] = "manager"
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def vigie(s, *words, limit=60):
    return run("vigie", *words, "--socket", s.folder / "collector.sock", limit=limit)


def clock_state(s):
    return s.stage.ask("status")["vigie-cases:storage"]["clock"]["state"]


def kept(s):
    """What is on disk of what a sweep takes, once the collector has ended."""
    tables = ("audit", "message", "happening", "idempotency", "journal_text", "raise", "decision")
    file = f"file:{s.state / 'collector.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(file, uri=True)) as db:
        return {t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}


def copies(s):
    return sorted(f.name for f in (s.state / "backup").glob("collector-*.db"))


def make_backup(s):
    made = vigie(s, "backup")
    assert made.returncode == 0, made.stderr
    return made


def closed_case(s):
    assert s.fault(1).returncode == 0
    number = wait_for("the case", lambda: next(
        (c["id"] for c in story.find_list(s.stage.ask("case", "list", "--all"), "case")), None), 20)
    for words in (("take",), ("note", "--text", "the fan is loud")):
        assert vigie(s, "case", words[0], number, *words[1:]).returncode == 0
    assert vigie(s, "case", "close", number, "--cause", "fuse", "--cure", "new").returncode == 0
    return number


def test_years_ahead_destroy_nothing(s, tmp_path):
    clock = Clock(tmp_path)
    s.start(clock.env)
    number = closed_case(s)
    make_backup(s)
    assert clock_state(s) == "believed"
    s.stage.end_programs()
    before, names = kept(s), copies(s)

    clock.set(AHEAD)
    s.start(clock.env)
    # The sweep's row has long been due; what is due was carried out before the socket answered.
    assert clock_state(s) == "ahead"
    status = vigie(s, "status").stdout
    assert "nothing is swept" in status and "vigie clock accept" in status, status
    assert copies(s) == names
    # By its name of 2098 this one stands behind all that will be made.
    make_backup(s)
    assert len(copies(s)) == 2
    s.stage.end_programs()
    during = kept(s)
    assert all(during[t] >= before[t] for t in before), (before, during)

    clock.set("+0")
    s.start(clock.env)
    assert clock_state(s) == "believed"
    assert "the fan is loud" in json.dumps(s.stage.ask("case", "show", number))
    last = s.stage.ask("status")["vigie-cases:sweep"]
    assert last["next"] < "2090", last
    # The newest stays, the one of 2098 is not counted: three are kept beside it.
    for _ in range(4):
        made = make_backup(s)
        name = s.stage.ask("status")["vigie-cases:storage"]["backup"]["name"]
        assert name in copies(s), (name, copies(s), made.stdout)
    ahead = [n for n in copies(s) if n > "collector-2090"]
    assert len(ahead) == 1 and len(copies(s)) == 4, copies(s)
    assert "bear days to come" in s.log()
    s.stage.end_programs()
    after = kept(s)
    assert all(after[t] >= before[t] for t in before), (before, after)
    assert run("vigie-collector", *s.words(), "--verify").returncode == 0


def test_a_manager_ends_it(s, tmp_path):
    clock = Clock(tmp_path)
    s.start(clock.env)
    assert s.fault(1).returncode == 0
    assert vigie(s, "clock", "accept").returncode != 0
    clock.set("+2h")
    wait_for("the doubt", lambda: clock_state(s) == "ahead", 60)
    done = vigie(s, "clock", "accept")
    assert done.returncode == 0, done.stderr
    wait_for("the end", lambda: clock_state(s) == "believed", 60)
