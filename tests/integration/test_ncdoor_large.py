"""Large replies of vigie-netconf, which go past its library (collector/netconf/ncpast): whole, in their
order, and with nothing else in their midst, however slow the client is.

Test numbers 40 and 121 (a collector on 127.1.40.1); needs root, for sessions of several users.
"""
import signal
import sqlite3
import xml.etree.ElementTree as ET

import pytest

import ncdoor
from ncdoor import CASES, NC, rpc

COUNT = 3000
WHOLE = f'<get><filter><alarms xmlns="{CASES}"/></filter></get>'
FEW = f'<get><filter><agents xmlns="{CASES}"/></filter></get>'
EVENTS = f'<create-subscription xmlns="{ncdoor.EVENTS}"/>'


def fill(path):
    with sqlite3.connect(path) as db:
        for i in range(COUNT):
            db.execute(
                "INSERT INTO alarm (resource, kind, qualifier, device, agent, severity, cleared, created,"
                " raised, changed, text, rung, class, cause, source, serial) VALUES (?, 'psu-failed', '',"
                " ?, 'lyon-2', 4, 0, ?, ?, ?, 'a <b> & c', 16, 'power', 1, 'poll', '')",
                (f"device/x-{i}/psu/1", f"x-{i}", *[1767225600000000 + i] * 3))
    db.close()


@pytest.fixture(name="door", scope="module")
def make_door():
    made = ncdoor.NcDoor()
    name, process = made.desk.stage.programs.pop()
    process.terminate()
    assert name == "vigie-collector" and process.wait(30) == 0
    fill(made.desk.stage.folder / "collector-state/collector.db")
    made.desk.start()
    made.desk.socket.chmod(0o666)
    yield made
    made.end()


def look(text, number):
    """A reply to WHOLE: its number, all alarms, and nothing but them."""
    answer = ET.fromstring(text)
    assert answer.tag == f"{{{NC}}}rpc-reply" and answer.get("message-id") == str(number), text[:300]
    data = answer.find(f"{{{NC}}}data")
    assert len(answer) == 1 and [c.tag for c in data] == [f"{{{CASES}}}alarms"], text[:300]
    # One of ne-7 may be there, too.
    names = [a.findtext(f"{{{CASES}}}resource") for a in data[0]]
    written = [n for n in names if n.startswith("device/x-")]
    assert len(written) == len(set(written)) == COUNT and len(names) <= COUNT + 1
    assert "vigie-past" not in text and text.count("a &lt;b&gt; &amp; c") == COUNT


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_many_at_once_and_what_is_wrong_between(door, version):
    """All is asked before anything is read: the pipe is full, and the door waits."""
    session = door.raw(version=version)
    for number in range(1, 7):
        session.send(rpc(WHOLE if number % 2 else FEW, number))
        if number == 3:
            session.send("<rpc this is no xml")
    heard, wrong = [], 0
    while len(heard) < 6 or not wrong:
        text = session.hear()
        if "rpc-error>" in text:
            wrong += 1
        else:
            heard.append(text)
    for number, text in enumerate(heard, 1):
        if number % 2:
            look(text, number)
        else:
            assert f'message-id="{number}"' in text and "<agents" in text, text[:300]
    assert wrong == 1 and session.end() == (0, "")


def test_events_come_between_replies(door):
    session = door.raw()
    assert ncdoor.is_ok(session.ask(EVENTS))
    for number in range(1, 4):
        session.send(rpc(WHOLE, number))
    door.desk.open_case("ne-7")
    replies, told = 0, 0
    while replies < 3 or not told:
        text = session.hear()
        if "<notification" in text[:300]:
            assert ET.fromstring(text).find(f"{{{CASES}}}vigie-event") is not None, text
            told += 1
        else:
            replies += 1
            look(text, replies)
    session.end()


@pytest.mark.parametrize("goes", ["closes", "is killed"])
def test_who_reads_nothing_and_goes(door, goes):
    session = door.raw()
    for number in range(1, 4):
        session.send(rpc(WHOLE, number))
    session.take(100000)
    if goes == "closes":
        session.program.stdin.close()
        session.program.stdout.close()
    else:
        session.program.send_signal(signal.SIGTERM)
    assert session.program.wait(30) is not None
    session.program.stderr.close()
