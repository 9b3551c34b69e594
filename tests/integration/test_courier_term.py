"""SIGTERM between the relay's 250 and the record of it: what the relay took is told, now or by the next courier.

A desk as that of test_courier.py (127.1.61.0/24).
"""
import json
import os
import signal
import sqlite3
import threading
from pathlib import Path

import pytest

from noc import story
from smtprelay import Relay
from test_courier import made  # noqa: F401  pylint: disable=unused-import
from test_mail import post


class Deadly(Relay):
    """At its 250 to the message something is done first, once."""

    def __init__(self):
        super().__init__()
        self.before, self.done = None, threading.Event()

    def fault(self, stage):
        if stage == "dot" and self.before:
            before, self.before = self.before, None
            before()
            self.done.set()
        return super().fault(stage)


def processes(courier):
    """The first one's and its workers'."""
    children = Path(f"/proc/{courier.pid}/task/{courier.pid}/children").read_text()
    return [courier.pid, *map(int, children.split())]


def term(station):
    for pid in processes(station.process):
        os.kill(pid, signal.SIGTERM)


def first_row(station):
    number = station.desk.open_case()
    return next(m for m in station.outbox() if m["case"] == number)["id"]


@pytest.mark.parametrize("held", [False, True])
def test_a_term_as_the_relay_takes_it(held, made):  # noqa: F811
    """It is recorded before the courier ends, also while the collector answers late."""
    station = made(relay=Deadly())
    rows = {first_row(station)} | {m["id"] for m in station.outbox()}

    def before():
        if held:
            station.desk.process.send_signal(signal.SIGSTOP)
        term(station)
    station.relay.before = before
    station.start()
    assert station.relay.done.wait(20)
    if held:
        story.wait_for("the 250", lambda: station.relay.answered, 20)
        station.desk.process.send_signal(signal.SIGCONT)
    assert station.process.wait(30) == 0
    # Whatever the relay took is recorded; what it did not get waits.
    taken = {m["Message-ID"].strip("<>") for m in station.relay.messages()}
    assert taken, "one at least"
    for row in rows:
        found = station.row(row)
        assert (found["state"] == "sent") == (found.get("message-id") in taken), found
        assert found["state"] in ("sent", "waiting"), found
    assert len(station.relay.taken) == len(taken), "none twice"


def test_a_term_while_the_collector_is_gone(made):  # noqa: F811
    """Nobody is there to hear of it: it is told by the next courier, and not sent again."""
    station = made(relay=Deadly())
    first_row(station)

    def before():
        station.desk.process.kill()
        station.desk.process.wait(20)
        term(station)
    station.relay.before = before
    station.start()
    assert station.relay.done.wait(20)
    assert station.process.wait(30) == 0
    station.desk.stage.programs.pop()
    station.desk.start()
    station.process = None
    station.start()
    story.wait_for("all sent", lambda: all(m["state"] == "sent" for m in station.outbox()), 30)
    ids = [m["Message-ID"] for m in station.relay.messages()]
    assert set(ids) == {f"<{m['message-id']}>" for m in station.outbox()}
    assert len(ids) == len(set(ids)), ids


@pytest.mark.parametrize("slot, workers", [("taken", 1), ("taken.40", 1), ("taken.40", 8)])
def test_what_could_not_be_told_in_time(slot, workers, made):  # noqa: F811
    """A worker kept that the relay has it, and was stopped until the message was anybody's: whoever takes it, that
    worker itself or another, tells that and sends nothing."""
    station = made(relay=Deadly())
    row, key = first_row(station), "0123456789abcdef" * 2
    report = {"message": str(row), "taken-by": key, "outcome": "sent"}
    station.state.mkdir(exist_ok=True, mode=0o750)
    (station.state / slot).write_text(f"{key}\n{json.dumps(report)}")
    limits = station.tree["vigie-courier:courier"]["limits"]
    limits.update({"messages-at-once": workers, "mails-at-once": workers})
    (station.folder / "courier.json").write_text(json.dumps(station.tree))
    station.start()
    story.wait_for("all sent", lambda: all(m["state"] == "sent" for m in station.outbox()), 30)
    ids = [m["Message-ID"] for m in station.relay.messages()]
    assert f"<{station.row(row)['message-id']}>" not in ids and len(ids) == len(set(ids))

    def gone():
        try:
            return not any("{" in path.read_text() for path in station.state.glob("taken*"))
        except FileNotFoundError:  # put aside just now
            return False
    story.wait_for("the kept one gone", gone, 20)


def one_worker(station):
    limits = station.tree["vigie-courier:courier"]["limits"]
    limits.update({"messages-at-once": 1, "mails-at-once": 1})
    (station.folder / "courier.json").write_text(json.dumps(station.tree))


def of_base(station, statement, *values):
    base = sqlite3.connect(station.folder / "collector-state/collector.db")
    with base:
        base.execute(statement, values)
    base.close()


def test_a_word_that_comes_too_late_is_left_to_who_has_the_message(made):  # noqa: F811
    """A worker could tell nobody that the relay has it until its take was over and another's: refused, it takes the
    message itself by another key, and nothing is sent again."""
    station = made(relay=Deadly())
    first_row(station)
    one_worker(station)

    def before():
        station.desk.process.kill()
        station.desk.process.wait(20)
    station.relay.before = before
    station.start()
    assert station.relay.done.wait(20)
    story.wait_for("it is kept", lambda: '"sent"' in (station.state / "taken").read_text(), 20)
    station.desk.stage.programs.pop()
    of_base(station, "UPDATE outbox SET taken_by = ?, next_try = 1 WHERE state = 'taken'", "2" * 32)
    station.desk.start()
    story.wait_for("all sent", lambda: all(m["state"] == "sent" for m in station.outbox()), 30)
    ids = [m["Message-ID"] for m in station.relay.messages()]
    assert len(ids) == len(set(ids)), ids
    story.wait_for("nothing is kept", lambda: not list(station.state.glob("kept.*")), 20)


def test_an_old_word_meets_no_later_try(made):  # noqa: F811
    """The report was taken and the answer lost, then the mail came back and was tried again by hand: it is sent."""
    station = made(relay=Deadly())
    row = first_row(station)
    one_worker(station)
    station.start()
    story.wait_for("all sent", lambda: all(m["state"] == "sent" for m in station.outbox()), 30)
    station.end()
    key = "0123456789abcdef" * 2
    report = {"message": str(row), "taken-by": key, "outcome": "sent"}
    (station.state / "taken.40").write_text(f"{key}\n{json.dumps(report)}")
    assert post(station.desk, "outbox-report", message=row, outcome="failed", reason="it came back")[0] == 200
    assert post(station.desk, "outbox-retry", message=row)[0] == 200
    station.start()
    story.wait_for("it is sent", lambda: station.row(row)["state"] == "sent", 30)
    ours = f"<{station.row(row)['message-id']}>"
    assert [m["Message-ID"] for m in station.relay.messages()].count(ours) == 2
