"""What leaves the configuration by SIGHUP leaves no fault behind: a management board's silence, and
what a managing device told of others.

Test number 87 (127.1.87.0/24).
"""
import os
import signal

import pytest
from stand import BUILD, story

NET = "127.1.87"
BOXES = {"box": ("ac-500", 7), "board": ("ilo", 8), "nx": ("netxplorer", 9)}


class Yard(story.Stage):
    """A box with a board, a NetXplorer that manages it, and an agent."""

    def __init__(self, folder):
        super().__init__(BUILD, folder, False)
        phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
        self.write("agent-state/credentials/lyon-2", phrases, 0o400)
        self.write("agent-state/credentials/ne-7", f"community: {story.COMMUNITY}\n", 0o400)
        (folder / "sim-state").mkdir()
        self.start("vigie-sim", "--port", "0", "--addr-file", folder / "sim-state/sim.addr",
                   "--control", folder / "sim.sock",
                   *(f"--device={name},family={family},address={NET}.{last},version=v2c,"
                     f"community={story.COMMUNITY}" for name, (family, last) in BOXES.items()))
        self.port = self.address_of("sim-state", "sim")[1]

    def configure(self, board=True, nx=True):
        tree = story.agent_tree((f"{NET}.1", 9), (f"{NET}.7", self.port))
        top = tree["vigie-agent:agent"]
        top["poll"].update({"interval-ms": 200, "timeout-ms": 600, "tries": 1})
        box = {**top["device"][0], "name": "box", "known-as": ["10.1.2.3"]}
        snmp = box["snmp"]
        if board:
            box["bmc"] = {**snmp, "address": f"{NET}.8"}
        top["device"] = [box]
        if nx:
            top["device"].append({"name": "nx", "site": "lyon-2", "supplier": "allot",
                                  "snmp": {**snmp, "address": f"{NET}.9"}})
        return self.write("agent.json", tree)

    def agent(self):
        self.start("vigie-agent", "--config", self.configure(), "--state",
                   self.folder / "agent-state", "--socket", self.folder / "agent.sock")

    def reload(self, **without):
        self.configure(**without)
        os.kill(self.programs[-1][1].pid, signal.SIGHUP)

    def ctl(self, *words):
        done = self.run("vigie-sim", "ctl", "--control", str(self.folder / "sim.sock"), *words)
        assert done.returncode == 0, (words, done.stdout + done.stderr)

    def restart(self):
        self.programs[-1][1].terminate()
        self.programs[-1][1].wait(20)
        self.agent()

    def log(self):
        return story.whole_lines(self.folder / "vigie-agent.log")

    def told(self, text):
        story.wait_for(text, lambda: text in self.log(), 30)


@pytest.fixture(name="yard")
def a_yard(tmp_path):
    made = Yard(tmp_path)
    try:
        made.agent()
        yield made
    finally:
        made.stop()


def test_a_board_that_left_is_not_silent(yard):
    yard.told("box+bmc: is of family hpe-ilo")
    yard.ctl("fault", "board", "silence", "on", "quiet")
    yard.told("device/box/management/bmc: management-silent raise")
    yard.reload(board=False)
    yard.told("device/box/management/bmc: management-silent clear: its management board was removed")


def test_what_a_board_found_ends_with_it(yard):
    yard.told("box+bmc: is of family hpe-ilo")
    yard.ctl("fault", "board", "psu", "1", "quiet")
    yard.told("device/box/psu/bay-2: psu-failed raise")
    yard.reload(board=False)
    yard.told("device/box/psu/bay-2: psu-failed clear major: over: nothing that is polled any more "
              "tells of it")


def test_what_a_board_found_stays_while_it_starts(yard):
    """A restart of the agent: the box has answered before its board has told what it is."""
    yard.told("box+bmc: is of family hpe-ilo")
    yard.ctl("fault", "board", "psu", "1", "quiet")
    yard.told("device/box/psu/bay-2: psu-failed raise")
    yard.ctl("fault", "board", "silence", "on", "quiet")
    yard.restart()
    yard.told("device/box/management/bmc: management-silent raise")
    assert "psu/bay-2: psu-failed clear" not in yard.log()


def test_what_a_manager_told_ends_with_it(yard):
    alarm = "device/box/via/nx/alarm/10.1.2.3.5.7.1.0: supplier-alarm"
    yard.told("nx: is of family netxplorer")
    yard.ctl("fault", "nx", "board", "1", "off", "quiet")
    yard.told(f"{alarm} raise")
    yard.reload(nx=False)
    yard.told(f"{alarm} clear: the device that told it was removed")
