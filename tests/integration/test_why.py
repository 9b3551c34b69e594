"""Why and why-not, by command and by socket: cases, alarms, messages.

Test number 112 (127.1.112.0/24): a collector; an agent's informs and a box's traps by Debian's senders.
"""
import json

import pytest

from noc import CASES, DATA, Door
from stand import ALLOT, Stand, wait_for

WHY = f"{DATA}/vigie-cases:decisions"


@pytest.fixture
def stand(tmp_path):
    made = Stand(tmp_path, 112)
    made.start()
    yield made
    made.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def ask(stand, path):
    door = Door(stand.folder / "collector.sock")
    door.request("GET", path, headers={"Accept": "application/yang-data+json"})
    answer = door.getresponse()
    text = answer.read()
    door.close()
    return answer.status, json.loads(text) if text else None


def say(stand, *words, code=0):
    done = stand.stage.run("vigie", *words)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_one_alarm_is_shown(stand):
    """By its key and by its number: marks, case, the last decision; what is not there is said."""
    assert stand.fault(1).returncode == 0
    case = wait_for("the case", lambda: stand.stage.ask("case", "list")["vigie-cases:cases"]
                    .get("case"))[0]["id"]
    text = say(stand, "alarm", "show", "device/ne-7/psu/1", "psu-failed")
    assert "device/ne-7/psu/1 psu-failed\nmajor, standing: power supply failed" in text
    assert f"cause of case {case}: vigie why {case}" in text and "class power" in text
    assert "rung 16: no open case for this subject and class" in text
    number = text.split()[1]
    assert say(stand, "alarm", "show", number) == text
    row = json.loads(say(stand, "alarm", "show", number, "--json"))["vigie-cases:alarm"][0]
    assert row["number"] == number and row["case"] == case
    say(stand, "alarm", "shelve", "device/ne-7/psu/1,psu-failed", "--for", "2h", "--reason", "known")
    assert "on shelf " in say(stand, "alarm", "show", number)
    assert "no decision about an alarm 4711" in say(stand, "alarm", "show", "4711", code=3)
    say(stand, "alarm", "show", "device/ne-7/psu/1", "fan-failed", code=3)
    say(stand, "alarm", "show", "device/ne-7/psu/1", code=2)


def test_story_of_a_case(stand):
    assert stand.fault(1).returncode == 0
    case = wait_for("the case", lambda: stand.stage.ask("case", "list")["vigie-cases:cases"]
                    .get("case"))[0]["id"]
    assert stand.fault(2, part="psu/2").returncode == 0
    assert stand.fault(3, part="psu/2").returncode == 0
    text = say(stand, "why", case)
    # What came, when, by whom; the rung, the key, contract and clause, the revision; why it is open.
    assert "device/ne-7/psu/1 psu-failed  raise major  (message 1, lyon-2 number 1" in text
    assert "rung 16: no open case for this subject and class" in text
    assert "subject device/ne-7, class power" in text and "revision 1" in text and "P2" in text
    assert "rung 12b: an open case holds this subject and class, and is worse by it" in text
    assert "nobody has taken it (vigie case take)" in text
    # The same as data; the repeat has no decision.
    status, tree = ask(stand, f"{WHY}?case={case}")
    rows = tree["vigie-cases:decisions"]["decision"]
    assert status == 200 and [(r["rung"], r["way"], r["case"]) for r in rows] == [
        (16, "16", case), (12, "12b", case)]
    assert rows[0]["contract"] and rows[0]["clause"] == "P2" and rows[0]["revision"] == "1"
    assert rows == json.loads(say(stand, "why", case, "--json"))["vigie-cases:decisions"]["decision"]
    # Pages: one by one the same, in the order of time.
    seen, after = [], ""
    while True:
        _, tree = ask(stand, f"{WHY}?case={case}&limit=1{after}")
        seen += tree["vigie-cases:decisions"]["decision"]
        if "next" not in tree["vigie-cases:decisions"]:
            break
        after = f"&after={tree['vigie-cases:decisions']['next']}"
    assert seen == rows
    assert ask(stand, f"{WHY}?case={case}&after=queue.1.2.3.")[0] == 400
    assert ask(stand, f"{WHY}?client=x")[0] == 400


def test_an_alarm_last_first(stand):
    assert stand.fault(1).returncode == 0
    assert stand.fault(2, action=3).returncode == 0
    number = stand.alarm("device/ne-7/psu/1", "psu-failed")["number"]
    text = say(stand, "why", number)
    assert text.index("rung 5") < text.index("rung 1")
    assert text == say(stand, "why", "device/ne-7/psu/1", "psu-failed")
    _, tree = ask(stand, f"{WHY}?alarm={number}")
    assert {r["alarm"] for r in tree["vigie-cases:decisions"]["decision"]} == {number}
    assert "say its kind too" in say(stand, "why", "device/ne-7/psu/1", code=2)


def test_why_not(stand):
    assert stand.fault(1).returncode == 0
    assert stand.fault(2).returncode == 0                       # a repeat
    assert stand.fault(4).returncode == 0                       # behind a hole
    assert stand.fault(9, device="ne-9", spool="0011223344556688", agent="lyon-2").returncode == 0
    # By the agent's own number, also of the spool that has ended; a number that it never gave.
    assert "rung 6a" in say(stand, "why-not", "lyon-2:2")
    assert "no message 99 of lyon-2 is kept" in say(stand, "why-not", "lyon-2:99", code=3)
    assert stand.send("snmptrap", ("-v2c", "-c", "any"), "1", "1.3.6.1.4.1.99999.0.1", f"{ALLOT}.1.0",
                      "i", "1", source=66).returncode == 0
    events = wait_for("the trap", lambda: [
        e for e in stand.stage.ask("event", "list")["vigie-cases:events"]["event"]
        if e.get("notification") == "1.3.6.1.4.1.99999.0.1"])
    assert events[0]["state"] == "history" and "127.1.112.66 is no device" in events[0]["because"]
    # Each by its number: rung, reason, and what would change it.
    assert "rung 6a" in say(stand, "why-not", "2")
    assert "no message is kept under this number" in say(stand, "why-not", "4711")
    assert "began another spool" in say(stand, "why-not", "3")
    # By its alarm, which has a case; by one that never was.
    assert "it has a case: vigie why 2" in say(
        stand, "why-not", "device/ne-7/psu/1", "psu-failed")
    assert "nothing was ever raised under this key" in say(
        stand, "why-not", "device/ne-7/psu/3", "psu-failed", code=3)
    assert "is no event" in say(stand, "why-not", "xyz", code=2)
    assert "vigie why" in say(stand, "why-not", "2026-000001", code=2)
    # What is not there, and what is no number, is said in words.
    assert "no psu-failed was ever raised there" in say(
        stand, "why", "device/ne-7/psu/3", "psu-failed", code=3)
    assert "one word too many: 'more'" in say(stand, "why", "2026-000001", "more", code=2)
    assert "is no event" in say(stand, "why-not", ":1", code=2)
    assert "a span of time is written" in say(
        stand, "alarm", "shelve", "device/ne-7/psu/1", "--for", "2", "--reason", "x", code=1)
    assert "is no page's number" in say(stand, "why-page", "x", code=2)
    assert "there is no page 7" in say(stand, "why-page", "7", code=3)


def test_events_are_listed(stand):
    for sequence in (1, 2, 3):
        assert stand.fault(sequence).returncode == 0
    rows = stand.stage.ask("event", "list")["vigie-cases:events"]["event"]
    assert [(r["agent"], r["sequence"], r["notification"]) for r in rows] == [
        ("lyon-2", n, "vigieFaultRaised") for n in ("3", "2", "1")]
    assert [r["device"] for r in rows] == ["ne-7"] * 3
    assert [r.get("way") for r in rows] == ["6a", "6a", "16"]
    text = say(stand, "event", "list", "--device", "ne-7", "--limit", "2")
    assert text.count("vigieFaultRaised") == 2
    assert "Nothing came" in say(stand, "event", "list", "--device", "ne-8")
    assert "Nothing came" in say(stand, "event", "list", "--since", "2099-01-01T00:00:00Z")
    one = ask(stand, f"{DATA}/vigie-cases:events/event={rows[2]['id']}")[1]["vigie-cases:event"][0]
    assert one["decision"][0]["rung"] == 16 and one["alarm"] == "1"
    assert ask(stand, CASES)[0] == 200
