"""Many subscribers: what they cost the collector, and that nothing is mixed up on the way to them.

What `make bench-events` does with 500 and 200 of them (docs/HACKING.md).  Needs root: users of their
own.  Test number 40 (127.1.40.0/24), as tests/integration/noc.py has it.
"""
import sys
import xml.etree.ElementTree as ET

import pytest

import ncdoor
from noc import ROOT

sys.path.insert(0, str(ROOT / "tests/bench"))
import doorcommit  # noqa: E402  pylint: disable=wrong-import-position
import doorevents  # noqa: E402  pylint: disable=wrong-import-position
import doorload  # noqa: E402  pylint: disable=wrong-import-position


@pytest.fixture
def bench():
    made = doorevents.Bench(2)
    yield made
    made.house.end()


def test_subscribers_cost_the_collector_little(bench):
    """200 informs a second, one in ten raises an alarm: CPU for each, against none."""
    found = bench.cost(100, 40)["mixed"]
    assert found["ratio"] <= 1.5, found


def test_all_are_told_of_all(bench):
    doorevents.SETS["some"] = (60, 20)
    assert bench.told("some")["events"] >= 20


def test_replies_and_events_do_not_mix(bench):
    """A session that asks for much while it is told of everything: whole messages, answers in order."""
    hearers = doorload.Hearers()
    session, = doorload.follow_netconf(bench.house, hearers, 1)
    sender = doorload.Sender(bench.house, 100000, 200, 100, 1.0)
    whole = f'<get><filter><alarms xmlns="{ncdoor.CASES}"/></filter></get>'
    answered, told, number = 0, set(), 0
    while len(told) < 200:
        if not sender.over or number == answered:
            number += 1
            session.send(ncdoor.rpc(whole, number))
        message = ET.fromstring(session.hear())
        if message.tag.endswith("notification"):
            told |= {e.text.rsplit("/", 1)[1] for e in message.iter()
                     if e.tag.endswith("}resource") and "worker-01" in e.text}
        else:
            answered += 1
            assert message.get("message-id") == str(answered)
    sent, _ = sender.end()
    assert told == {doorload.name_of(100000 + i) for i in range(len(sent))}
    assert answered > 5
    hearers.close()


def test_the_first_change_costs_as_the_others():
    """Of a large tree after a start: it is not read once more (CPU, so that a loaded machine may be)."""
    house = doorload.House(doorcommit.add_devices(3000))
    try:
        spent = [doorload.cpu_s(house.collector)]
        for i in range(4):
            doorcommit.change_leaf(house, i)
            spent.append(doorload.cpu_s(house.collector))
        first, *others = [b - a for a, b in zip(spent, spent[1:])]
        assert first <= 2.5 * sorted(others)[1], (first, others)
    finally:
        house.end()
