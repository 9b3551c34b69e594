"""What is exchanged: a collector's database is told anew what stands and what the devices are; a
device's new serial number is accepted; and what the agent says of a device without asking anybody.

Test number 21 (127.1.21.0/24).
"""
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402  pylint: disable=wrong-import-position


class Road(story.Stage):
    """Simulator, collector and agent, each started alone."""

    def __init__(self, folder):
        super().__init__(BUILD, folder, False)
        phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
        for name in ("collector", "agent"):
            self.write(f"{name}-state/credentials/lyon-2", phrases, 0o400)
        self.write("agent-state/credentials/ne-7", f"community: {story.COMMUNITY}\n", 0o400)
        (folder / "sim-state").mkdir()
        self.start("vigie-sim", "--port", "0", "--addr-file", folder / "sim-state/sim.addr",
                   "--control", folder / "sim.sock", "--device", "ne-7,family=ssg-500,"
                   f"address=127.1.21.7,version=v2c,community={story.COMMUNITY}")
        self.port = 0

    def collector(self):
        state = self.folder / "collector-state"
        tree = story.collector_tree()
        top = tree["vigie-collector:collector"]
        top["listen"][0].update({"address": "127.1.21.1", "port": self.port})
        top["intake"] = {"hole-wait-s": 1}
        top["kind"].append({"type": "vigie-alarm-types:serial-mismatch", "clear-hold-s": 0})
        (state / "trap.addr").unlink(missing_ok=True)
        self.start("vigie-collector", "--config", self.write("collector.json", tree), "--state",
                   state, "--socket", self.folder / "collector.sock")
        self.port = self.address_of("collector-state", "trap")[1]

    def agent(self):
        device = ("127.1.21.7", self.address_of("sim-state", "sim")[1])
        tree = story.agent_tree(("127.1.21.1", self.port), device)
        tree["vigie-agent:agent"]["poll"]["interval-ms"] = 200
        self.start("vigie-agent", "--config", self.write("agent.json", tree), "--state",
                   self.folder / "agent-state", "--socket", self.folder / "agent.sock")

    def end(self, name):
        process = next(p for n, p in reversed(self.programs) if n == name)
        process.terminate()
        process.wait(20)
        self.programs = [(n, p) for n, p in self.programs if p is not process]

    def put_database_aside(self):
        for path in (self.folder / "collector-state").glob("collector.db*"):
            path.rename(path.with_name("old-" + path.name))

    def ctl(self, *words):
        assert self.run("vigie-sim", "ctl", "--control", str(self.folder / "sim.sock"),
                        *words).returncode == 0

    def agent_rpc(self, name, **values):
        done = subprocess.run(
            ["curl", "-s", "-w", "%{http_code}", "--unix-socket", str(self.folder / "agent.sock"),
             "-H", "Content-Type: application/yang-data+json", "-d",
             json.dumps({"vigie-agent:input": values}),
             f"http://localhost/restconf/operations/vigie-agent:{name}"], capture_output=True,
            text=True, timeout=40, check=True)
        return int(done.stdout[-3:]), done.stdout[:-3]

    def standing(self):
        alarms = story.find_list(self.ask("alarm", "list", "--all"), "alarm")
        return [a["resource"] for a in alarms if a.get("is-cleared") in (False, "false")]


@pytest.fixture
def road(tmp_path):
    made = Road(tmp_path)
    made.collector()
    made.agent()
    yield made
    made.stop()


@pytest.mark.parametrize("agent_away", [False, True])
def test_an_empty_database_is_told_what_stands(road, agent_away):
    story.wait_for("the inventory", lambda: story.known_device(road), 30)
    for fault in (("fan",), ("psu", "1")):
        road.ctl("fault", "ne-7", *fault, "quiet")
    before = story.wait_for("both faults",
                            lambda: len(road.standing()) >= 2 and set(road.standing()), 30)
    if agent_away:
        road.end("vigie-agent")
    road.end("vigie-collector")
    road.put_database_aside()
    road.collector()
    if agent_away:
        road.agent()
    # What is found meanwhile may stand beside them: a fan that stands is seen in two ways.
    story.wait_for("the faults again", lambda: before <= set(road.standing()), 30)
    device = story.wait_for("the inventory again", lambda: story.known_device(road), 30)
    assert device["family"] == "ssg-500"
    assert "another engineID" in story.whole_lines(road.folder / "vigie-agent.log")


def test_an_exchanged_device_is_accepted(road):
    story.wait_for("the inventory", lambda: story.known_device(road), 30)
    road.ctl("fault", "ne-7", "serial", "SSG50000001", "quiet")
    story.wait_for("the mismatch", lambda: road.standing() == ["device/ne-7"], 30)
    status, body = road.agent_rpc("accept", device="ne-99")
    assert status == 404 and "ne-99" in body, body
    assert road.agent_rpc("accept")[0] == 400
    assert road.agent_rpc("accept", device="ne-7")[0] == 204
    story.wait_for("its end", lambda: not road.standing(), 30)
    assert story.known_device(road)["serial"] == "SSG50000001"
    log = story.whole_lines(road.folder / "vigie-agent.log")
    assert "serial-mismatch clear minor: over: " in log, log


def explain(road, *words):
    return subprocess.run(
        [BUILD / "vigie-agent", "--config", road.folder / "agent.json", "--state",
         road.folder / "agent-state", "--explain", *words], capture_output=True, text=True,
        timeout=20, check=False)


def test_the_agent_explains_a_device(road):
    story.wait_for("the inventory", lambda: story.known_device(road), 30)
    text = explain(road, "ne-7")
    assert text.returncode == 0, text.stderr
    assert "family ssg-500: " in text.stdout
    assert "why: sysObjectID 1.3.6.1.4.1.2603.5.1.29 is the family's" in text.stdout
    assert "rule psu-1: psu-failed major at psu/1 when alPower is 3, good again at 1" in text.stdout
    assert "NOT-A-KEY" not in text.stdout
    told = json.loads(explain(road, "NE-7", "--json").stdout)
    assert told["family"] == "ssg-500" and told["sys-descr"].startswith("Allot")
    probes = {p["name"]: p for p in told["probe"]}
    assert probes["allot-status"]["interval-s"] == 0.2
    assert not probes["allot-status"]["not-answered"]
    assert "alBoardType" in probes["allot-boards"]["not-answered"], "it has no boards"
    assert {t["notification"] for t in told["notification"]} >= {"1.3.6.1.4.1.2603.0.17"}
    (road.folder / "agent-state/known/ne-7").unlink()
    unknown = json.loads(explain(road, "ne-7", "--json").stdout)
    assert unknown["why"].startswith("not known yet") and not unknown["probe"]
    assert explain(road, "ne-99").returncode == 1
