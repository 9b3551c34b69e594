"""An agent that is killed, and one that is stopped: silent, a case, a page; what stands there is not
known until it lists it.

Test number 101 (127.1.101.0/24).
"""
import json
import os
import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
import test_anew  # noqa: E402  pylint: disable=wrong-import-position
from test_anew import BUILD, story  # noqa: E402  pylint: disable=wrong-import-position

NET = "127.1.101"
PSU, FAN = "device/ne-7/psu/1", "device/ne-7/fan/all"


class Road(test_anew.Road):
    """The road of test_anew.py on a net of its own, with an agent that beats each second."""

    def start(self, name, *words):
        super().start(name, *(w.replace("127.1.21", NET) if isinstance(w, str) else w
                              for w in words))

    def collector(self):
        state = self.folder / "collector-state"
        tree = story.collector_tree()
        top = tree["vigie-collector:collector"]
        top["listen"][0].update({"address": f"{NET}.1", "port": self.port})
        top["intake"] = {"hole-wait-s": 1, "silent-after-s": 4, "silent-case-after-s": 6,
                         "silent-page-after-s": 8, "silent-list-wait-s": 60}
        top["kind"].append({"type": "vigie-alarm-types:agent-silent", "clear-hold-s": 0})
        (state / "trap.addr").unlink(missing_ok=True)
        super(test_anew.Road, self).start(
            "vigie-collector", "--config", self.write("collector.json", tree), "--state", state,
            "--socket", self.folder / "collector.sock")
        self.port = self.address_of("collector-state", "trap")[1]

    def agent(self):
        device = (f"{NET}.7", self.address_of("sim-state", "sim")[1])
        tree = story.agent_tree((f"{NET}.1", self.port), device)
        tree["vigie-agent:agent"]["poll"]["interval-ms"] = 200
        tree["vigie-agent:agent"]["heartbeat"]["interval-ms"] = 1000
        self.start("vigie-agent", "--config", self.write("agent.json", tree), "--state",
                   self.folder / "agent-state", "--socket", self.folder / "agent.sock")

    def signal_agent(self, number):
        os.kill(next(p for n, p in reversed(self.programs) if n == "vigie-agent").pid, number)

    def kill_agent(self):
        process = next(p for n, p in reversed(self.programs) if n == "vigie-agent")
        process.kill()
        process.wait(20)
        self.programs = [(n, p) for n, p in self.programs if p is not process]

    def the_agent(self):
        return story.find_list(self.ask("agent", "list"), "agent")[0]

    def alarm(self, resource):
        return next((a for a in story.find_list(self.ask("alarm", "list", "--all"), "alarm")
                     if a["resource"] == resource), {})

    def cases(self):
        return story.find_list(self.ask("queue"), "case")


@pytest.fixture(name="road")
def make_road(tmp_path):
    made = Road(tmp_path)
    made.collector()
    made.agent()
    yield made
    made.stop()


def stands_known(road, *resources):
    return all(road.alarm(r).get("observed") == "known" and
               road.alarm(r).get("is-cleared") in (False, "false") for r in resources)


def blind(road):
    return road.alarm(PSU).get("observed") == "not-known"


def fault_both(road):
    story.wait_for("the inventory", lambda: story.known_device(road), 30)
    road.ctl("fault", "ne-7", "psu", "1", "quiet")
    road.ctl("fault", "ne-7", "fan", "quiet")
    story.wait_for("both faults", lambda: stands_known(road, PSU, FAN), 30)


def test_an_agent_is_killed_and_comes_back(road):
    fault_both(road)
    road.kill_agent()
    story.wait_for("its silence", lambda: road.the_agent()["state"] == "silent", 30)
    assert blind(road) and road.alarm(PSU).get("is-cleared") in (False, "false")
    case = story.wait_for("its case", lambda: next(
        (c for c in road.cases() if "agent silent" in c["title"]), None), 30)
    assert case["site"] == "lyon-2"
    assert {c["fault"] for c in road.cases() if c.get("device") == "ne-7"} == {"not-known"}
    story.wait_for("its page", lambda: road.the_agent()["silence"] == "page", 30)
    pages = [m for m in story.find_list(road.ask("outbox", "list"), "message") if m["role"] == "duty"]
    assert len(pages) == 1 and pages[0]["what"].startswith("page W2: agent lyon-2"), pages
    shown = road.run("vigie", "agent", "show", "lyon-2", "--socket",
                     str(road.folder / "collector.sock")).stdout
    assert "silent: paged" in shown and "not known" in shown, shown
    told = json.loads(road.run("vigie", "agent", "show", "lyon-2", "--json", "--socket",
                               str(road.folder / "collector.sock")).stdout)
    assert [a["name"] for a in told["vigie-cases:agents"]["agent"]] == ["lyon-2"], told
    status = road.run("vigie", "status", "--socket", str(road.folder / "collector.sock")).stdout
    assert "1 silent" in status and "alarms are not known" in status, status
    # Meanwhile the fan is well again, and nobody saw it.
    road.ctl("clear", "ne-7", "fan", "quiet")
    assert road.alarm(FAN).get("is-cleared") in (False, "false")
    road.agent()
    story.wait_for("the supply is known", lambda: stands_known(road, PSU), 60)
    story.wait_for("the fan is well", lambda: road.alarm(FAN).get("is-cleared") in (True, "true"), 60)
    story.wait_for("silence is over", lambda: road.alarm("agent/lyon-2").get("is-cleared")
                   in (True, "true"), 30)
    assert road.the_agent()["alarms-not-known"] == 0


def test_an_agent_is_stopped_and_goes_on(road):
    """It never restarted: it notices by itself that nothing was acknowledged, and lists what stands."""
    fault_both(road)
    road.signal_agent(signal.SIGSTOP)
    story.wait_for("its silence", lambda: road.the_agent()["state"] == "silent", 30)
    assert blind(road)
    road.signal_agent(signal.SIGCONT)
    story.wait_for("it is known again", lambda: stands_known(road, PSU, FAN), 30)
    assert road.the_agent()["state"] == "alive"


def test_a_collector_that_was_away_blames_nobody(road):
    fault_both(road)
    road.end("vigie-collector")
    # The agent cannot get through for longer than it takes to be silent.
    story.wait_for("the outage", lambda: "does not acknowledge" in
                   story.whole_lines(road.folder / "vigie-agent.log"), 30)
    road.collector()
    story.wait_for("a message", lambda: road.the_agent().get("last-heartbeat"), 30)
    assert not road.alarm("agent/lyon-2")
    assert stands_known(road, PSU, FAN)
    assert BUILD.exists()
