"""The fault harness at small counts (make check-fault runs it at full ones), and what it would find.

The same seeds each time; `make check-fault SEED=N` plays another one, and one of chance without N.
Test number 93 (127.1.93.0/24).
"""
import contextlib
import functools
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fault"))
import ledger  # noqa: E402  pylint: disable=wrong-import-position
import measures  # noqa: E402  pylint: disable=wrong-import-position
import measuresroad  # noqa: E402  pylint: disable=wrong-import-position
from faultfield import Field  # noqa: E402  pylint: disable=wrong-import-position

NET = 93


# 189698610: a cause takes over what has a case of its own.
CUTS = {1: 25, 2: 25, 3: 25, 189698610: 60}
SEED = 1  # of what a real process's timing decides more than a seed does


def played(measure, count, seed):
    print(f"SEED={seed}")
    return measure(count, seed, NET)


@pytest.mark.parametrize("seed,cuts", CUTS.items())
def test_power_cuts(seed, cuts):
    m = played(measures.power, cuts, seed)
    assert not m.broken, (m.broken, m.figures)
    assert m.figures["seed"] == seed


@pytest.mark.parametrize("measure,count", [
    (measures.power_broken, 20), (measures.killed, 12), (measures.killed_both, 4),
    (measures.restarted, 2), (measures.stepped, 3), (measuresroad.filled_apart, 1)])
def test_nothing_acknowledged_is_missing(measure, count):
    m = played(measure, count, SEED)
    assert not m.broken, (m.broken, m.figures)


def test_a_bad_road():
    m = played(functools.partial(measuresroad.travelled, partition_s=3), 300, SEED)
    assert not m.broken, (m.broken, m.figures)
    assert m.figures["road"]["lost"] > 100, m.figures


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run without any fault: its folder."""
    folder = tmp_path_factory.mktemp("run")
    field = Field(folder, NET)
    try:
        field.start_collector()
        field.start_informer(1, count=120)
        field.await_informer(60)
        assert not ledger.wrong(field.judge(), "lost", "history")
        yield folder
    finally:
        field.end_programs()


ONE = "WHERE id = (SELECT max(id) FROM message WHERE agent = 'agent-1' AND type = 1)"


@pytest.mark.parametrize("statement,says", [
    (f"DELETE FROM message {ONE}", "acknowledged_and_missing"),
    (f"UPDATE message SET state = 'unapplied' {ONE}", "unapplied"),
    (f"UPDATE message SET state = 'waiting' {ONE}", "waiting"),
    ("DROP INDEX message_key; INSERT INTO message (agent, spool, sequence, type, digest, source,"
     " received, state, body) SELECT agent, spool, sequence, type, digest, source, received, state,"
     f" body FROM message {ONE}", "stored_twice"),
    ("UPDATE alarm SET cleared = 0 WHERE id = (SELECT max(id) FROM alarm WHERE device <> '')",
     "alarms_wrong"),
    ("INSERT INTO raise SELECT alarm, at + 1 FROM raise LIMIT 1", "raised_twice"),
    ("CREATE TEMP TABLE one AS SELECT * FROM support_case LIMIT 1;"
     "UPDATE one SET number = '2030-000001', state = 'closed';"
     "INSERT INTO support_case SELECT * FROM one", "cases_doubled"),
])
def test_the_checker_finds(run, tmp_path, statement, says):
    database = tmp_path / "collector.db"
    shutil.copy(run / "collector-state/collector.db", database)
    with contextlib.closing(sqlite3.connect(database)) as handle:
        handle.executescript(statement)
        handle.commit()
    found = ledger.judge(ledger.read(run / "ledger"), database)
    assert found[says] == 1, found
