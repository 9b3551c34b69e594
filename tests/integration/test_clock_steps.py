"""The wall clock steps under a running collector (libfaketime): an hour ahead, a day ahead and back,
an hour back.  Each warning is recorded once, a breach waits, and a restart breaks the promise at the
instant at which it ran out.  Policy section 5.

Test number 73: 127.1.73.0/24.
"""
import glob

import pytest

import stand
from stand import story, wait_for


class Clock:
    """The wall clock of one collector, as an offset that can be set while it runs."""

    def __init__(self, folder):
        found = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
        assert found, "libfaketime is missing: packaging/setup.sh check installs it"
        self.file = folder / "offset"
        self.set("+0")
        self.env = {"LD_PRELOAD": found[0], "FAKETIME_TIMESTAMP_FILE": str(self.file),
                    "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                    "DONT_FAKE_MONOTONIC": "1", "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def set(self, offset):
        other = self.file.with_suffix(".new")
        other.write_text(offset + "\n")
        other.replace(self.file)


@pytest.fixture
def s(tmp_path):
    made = stand.Stand(tmp_path, 73)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def number(s):
    """Of the case about ne-7, once there is one."""
    found = story.find_list(s.stage.ask("case", "list", "--all"), "case")
    return next((c["id"] for c in found if c.get("device") == "ne-7"), None)


def entries(s, text):
    case = s.stage.ask("case", "show", number(s))
    found = []

    def walk(node):
        if isinstance(node, dict):
            if text in str(node.get("text", "")):
                found.append(node["text"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(case["vigie-cases:case"])
    return found


def step(s, clock, offset, sequence, seen):
    """Sets the clock and lets the collector notice: it looks at every turn of its loop."""
    clock.set(offset)
    assert s.fault(sequence, device="ne-7", part="psu/1").returncode == 0
    return wait_for(f"the step to {offset} is seen",
                    lambda: s.log().count("the clock stepped") == seen, 30)


def test_warnings_and_breaches_under_steps(s, tmp_path):
    clock = Clock(tmp_path)
    s.start(clock.env)
    assert s.fault(1).returncode == 0
    wait_for("the case", lambda: number(s), 20)
    step(s, clock, "+3h", 2, 1)
    wait_for("the warnings", lambda: entries(s, "client-told: 75 %"), 20)
    step(s, clock, "+2h", 3, 2)
    step(s, clock, "+27h", 4, 3)
    wait_for("the last warning", lambda: entries(s, "client-told: 90 %"), 20)
    # The breach is held: a clock that jumped by a day may jump back.
    assert not entries(s, "client-told breached")
    step(s, clock, "+1h", 5, 4)
    step(s, clock, "+25h", 6, 5)
    assert not entries(s, "client-told breached")
    s.stage.end_programs()
    s.start(clock.env)
    wait_for("the breach", lambda: entries(s, "client-told breached"), 20)
    for text in ("client-told: 50 %", "client-told: 75 %", "client-told: 90 %",
                 "client-told breached"):
        assert len(entries(s, text)) == 1, (text, entries(s, text))
    case = s.stage.ask("case", "show", number(s))["vigie-cases:case"]
    case = case[0] if isinstance(case, list) else case
    told = next(t for t in case["target"] if t["name"] == "client-told")
    assert told["breached"] == told["due"]
    assert told["breached"] in entries(s, "client-told breached")[0]


def test_a_busy_collector_sees_a_step(s, tmp_path):
    """Something comes in all the time: nothing that arms the timer anew puts the look at the clocks off."""
    clock = Clock(tmp_path)
    s.start(clock.env)
    assert s.fault(1).returncode == 0
    clock.set("-3h")

    def comes_in():
        assert s.fault(1).returncode == 0
        return s.log().count("the clock stepped") == 1
    wait_for("the step is seen though faults come in", comes_in, 30)
