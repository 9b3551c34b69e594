"""A management board is a second address of its device: what it tells are parts of that device, its
silence is no silence of the device, its family is found, its notifications may come from there.

Test number 74 (127.1.74.0/24).
"""
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration"))
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402  pylint: disable=wrong-import-position
from test_anew import BUILD, Road, explain  # noqa: E402  pylint: disable=wrong-import-position

BOX, BOARD = "127.1.74.7", "127.1.74.8"
SUPPLY = "1.3.6.1.4.1.232.6.2.9.3.1.2.0.2"


class BoxWithBoard(Road):
    """A box and its board, each a device of the simulator."""

    def start(self, program, *words):
        if program == "vigie-sim" and "--device" in words:
            words = [w.replace("127.1.21.7", BOX) if isinstance(w, str) else w for w in words]
            words += ["--device", f"board,family=ilo,address={BOARD},version=v2c,"
                      f"community={story.COMMUNITY}"]
        super().start(program, *words)

    def agent(self):
        port = self.address_of("sim-state", "sim")[1]
        tree = story.agent_tree(("127.1.21.1", self.port), (BOX, port))
        top = tree["vigie-agent:agent"]
        top["poll"]["interval-ms"] = 200
        top["trap-listen"] = [{"name": "ear", "address": "127.1.74.1", "port": 0}]
        top["device"][0]["bmc"] = {"address": BOARD, "port": port, "version": "v2c",
                                   "credential": top["device"][0]["snmp"]["credential"]}
        self.start("vigie-agent", "--config", self.write("agent.json", tree), "--state",
                   self.folder / "agent-state", "--socket", self.folder / "agent.sock")

    def trap(self, oid):
        address, port = self.address_of("agent-state", "ear")
        subprocess.run(
            ["snmptrap", "-v2c", "-c", story.COMMUNITY, "--clientaddr=" + BOARD,
             f"{address}:{port}", "", oid, SUPPLY, "i", "2"], check=True, timeout=40)

    def log(self):
        return story.whole_lines(self.folder / "vigie-agent.log")

    def status(self):
        done = subprocess.run(
            ["curl", "-s", "--unix-socket", str(self.folder / "agent.sock"),
             "http://localhost/restconf/data/vigie-agent:agent-status"], capture_output=True,
            text=True, timeout=40, check=True)
        return json.loads(done.stdout)["vigie-agent:agent-status"]


@pytest.fixture
def road(tmp_path):
    made = BoxWithBoard(tmp_path)
    made.collector()
    made.agent()
    yield made
    made.stop()


def stands(road, *resources):
    return set(resources) <= set(road.standing())


def test_a_board_tells_of_parts_of_its_device(road):
    story.wait_for("the inventory", lambda: story.known_device(road), 30)
    story.wait_for("the board's family", lambda: "ne-7+bmc: is of family hpe-ilo" in road.log(), 30)
    road.ctl("fault", "board", "psu", "1", "quiet")
    road.ctl("fault", "board", "fan", "quiet")
    story.wait_for("both parts", lambda: stands(road, "device/ne-7/psu/bay-2",
                                                "device/ne-7/fan/1"), 30)
    assert "power supply in bay 2 failed: its condition is 4 (865414-B21)" in road.log()
    road.ctl("clear", "board", "psu", "1", "quiet")
    road.ctl("clear", "board", "fan", "quiet")
    story.wait_for("their end", lambda: not road.standing(), 30)
    device = story.wait_for("the inventory", lambda: story.known_device(road), 30)
    assert device["family"] == "ssg-500" and device["serial"].startswith("SSG5")
    assert [d["name"] for d in road.status()["device"]] == ["ne-7"]
    told = json.loads(explain(road, "ne-7", "--json").stdout)
    assert told["bmc"]["family"] == "hpe-ilo"
    assert "ilo-supplies" in {p["name"] for p in told["bmc"]["probe"]}


def test_a_silent_board_is_no_silent_device(road):
    story.wait_for("the board's family", lambda: "ne-7+bmc: is of family hpe-ilo" in road.log(), 30)
    road.ctl("fault", "board", "silence", "on", "quiet")
    story.wait_for("its silence", lambda: stands(road, "device/ne-7/management/bmc"), 30)
    assert road.standing() == ["device/ne-7/management/bmc"]
    road.ctl("clear", "board", "silence", "quiet")
    story.wait_for("its end", lambda: "management/bmc: management-silent clear" in road.log(), 30)


def test_a_board_says_and_its_poll_confirms(road):
    story.wait_for("the board's family", lambda: "ne-7+bmc: is of family hpe-ilo" in road.log(), 30)
    road.ctl("fault", "board", "psu", "1", "quiet")
    road.trap("1.3.6.1.4.1.232.0.6050")
    story.wait_for("the supply", lambda: stands(road, "device/ne-7/psu/bay-2"), 30)
    road.ctl("clear", "board", "psu", "1", "quiet")
    story.wait_for("its end", lambda: not road.standing(), 30)
    sets = road.run("vigie-sim", "ctl", "--control", str(road.folder / "sim.sock"), "status").stdout
    assert "sets=0" in sets, "nobody may SET"
