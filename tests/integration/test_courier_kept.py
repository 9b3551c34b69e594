"""What the courier kept of a message that a relay took says so of that very message, and of no other.

A desk as that of test_courier.py (127.1.61.0/24).
"""
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

import stand
from noc import BUILD, story
from test_courier import made  # noqa: F401  pylint: disable=unused-import
from test_courier_term import Deadly, first_row, one_worker

KEY = "0123456789abcdef" * 2


def word(row, behind):
    """A slot's, or a name's: message 'row' was sent; behind the report the round, and whose Message-ID it had."""
    report = {"message": str(row), "taken-by": KEY, "outcome": "sent"}
    return f"{KEY}\n{json.dumps(report)}\n{behind}\n"


def write(station, name, text):
    station.state.mkdir(exist_ok=True, mode=0o750)
    (station.state / name).write_text(text)


def all_sent(station):
    return station.outbox() and all(m["state"] == "sent" for m in station.outbox())


def expect_each_once(station):
    story.wait_for("all sent", lambda: all_sent(station), 30)
    ids = [m["Message-ID"] for m in station.relay.messages()]
    assert sorted(ids) == sorted(f"<{m['message-id']}>" for m in station.outbox())


@pytest.mark.parametrize("behind", ["0", "0 CAS-1.1.0123456789abcdef@merisac.example"])
def test_a_word_that_the_collector_knows_nothing_of(behind, made):  # noqa: F811
    """A database restored from before has no such messages, and gives their numbers anew: those are sent."""
    station = made()
    for row in (1, 2):
        write(station, f"taken.{40 + row}", word(row, behind))
    station.start()
    story.wait_for("told", lambda: not any(
        "{" in (station.state / f"taken.{40 + row}").read_text() for row in (1, 2)), 20)
    assert not list(station.state.glob("kept.*"))
    assert "the collector has no such message" in station.log()
    station.desk.open_case()
    expect_each_once(station)


def test_a_word_of_another_message_of_that_number(made):  # noqa: F811
    """Nobody told of it before the number came again: it is of another Message-ID."""
    station = made()
    for row in (1, 2):
        write(station, f"kept.{row}", word(row, "0 CAS-1.1.0123456789abcdef@merisac.example"))
    station.desk.open_case()
    station.start()
    expect_each_once(station)
    story.wait_for("nothing is kept", lambda: not list(station.state.glob("kept.*")), 20)


def start_traced(station, call):
    """The courier, whose processes are killed where each comes to its first 'call'."""
    station.state.mkdir(exist_ok=True, mode=0o750)
    with open(station.folder / "courier.log", "ab") as log:
        station.process = subprocess.Popen(
            [stand.tool("strace"), "-qq", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e",
             f"inject={call}:signal=KILL:when=1", str(BUILD / "vigie-courier"), "--config",
             str(station.folder / "courier.json"), "--state", str(station.state), "--socket",
             str(station.desk.socket)], stderr=log, stdin=subprocess.DEVNULL)


def end_traced(station):
    pid = station.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    station.process.wait(20)  # which is when all that it traces have ended
    station.process = None


def test_a_kill_as_the_word_gets_its_name(made):  # noqa: F811
    """The collector is gone, the relay has it: from when the word is written nothing is sent again."""
    station = made(relay=Deadly())
    first_row(station)
    one_worker(station)

    def before():
        station.desk.process.kill()
        station.desk.process.wait(20)
    station.relay.before = before
    start_traced(station, "link")
    assert station.relay.done.wait(30)
    story.wait_for("the kill", lambda: "ended by signal 9" in station.log(), 20)
    end_traced(station)
    station.desk.stage.programs.pop()
    station.desk.start()
    station.start()
    expect_each_once(station)
    story.wait_for("nothing is kept", lambda: not list(station.state.glob("kept.*")), 20)


def test_a_word_that_cannot_be_read_holds_nothing_else(made):  # noqa: F811
    """Nobody knows whether that message was sent: it waits and says why, and the others leave."""
    station = made()
    row = first_row(station)
    others = {m["id"] for m in station.outbox()} - {row}
    assert others
    one_worker(station)
    station.state.mkdir(exist_ok=True, mode=0o750)
    in_the_way = station.state / f"kept.{row}"
    in_the_way.mkdir()
    station.start()
    for other in others:
        station.wait_state(other, "sent")
    said = station.wait_state(row, "waiting")["reason"]
    assert str(in_the_way) in said and "Is a directory" in said, said
    assert f"later: {in_the_way}" in station.log()
    in_the_way.rmdir()
    station.hurry()
    expect_each_once(station)


def test_what_nobody_asked_for_in_a_month_goes(made):  # noqa: F811
    """Looked for at the start, and once a day (tests/unit/test_courier_kept.c)."""
    station = made()
    for row, days in ((98, 29), (99, 31)):
        write(station, f"kept.{row}", word(row, "0"))
        os.utime(station.state / f"kept.{row}", (time.time() - days * 86400,) * 2)
    station.start()
    story.wait_for("the old one gone", lambda: not (station.state / "kept.99").exists(), 20)
    assert (station.state / "kept.98").exists()
