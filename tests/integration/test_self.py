"""The agent itself: another configuration at SIGHUP, as a whole or not at all; devices that leave;
what systemd and Prometheus are told.

Test number 22 (127.1.22.0/24).
"""
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
PROMTOOL = ROOT / "build/peers/usr/bin/promtool"
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402  pylint: disable=wrong-import-position

DEVICES = ("ne-7", "ne-8")
TIME = "%Y-%m-%dT%H:%M:%SZ"


class Agent(story.Stage):
    """A simulator of two devices and an agent whose collector is away."""

    def __init__(self, folder):
        super().__init__(BUILD, folder, False)
        phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
        self.write("agent-state/credentials/lyon-2", phrases, 0o400)
        devices = []
        for i, name in enumerate(DEVICES):
            self.write(f"agent-state/credentials/{name}", f"community: {story.COMMUNITY}\n", 0o400)
            devices += ["--device", f"{name},family=ssg-500,address=127.1.22.{i + 7},version=v2c,"
                                    f"community={story.COMMUNITY}"]
        (folder / "sim-state").mkdir()
        self.start("vigie-sim", "--port", "0", "--addr-file", folder / "sim-state/sim.addr",
                   "--control", folder / "sim.sock", *devices)
        self.port = self.address_of("sim-state", "sim")[1]
        self.held = None
        self.notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notified.bind(str(folder / "notify"))
        self.said = queue.Queue()
        self.listener = threading.Thread(target=self.listen)
        self.listener.start()

    def tree(self, names=DEVICES, **more):
        tree = story.agent_tree(("127.1.22.1", 1620), ("127.1.22.7", self.port))
        top = tree["vigie-agent:agent"]
        one = top["device"][0]
        top["device"] = [{**one, "name": name, "snmp": {
            **one["snmp"], "address": f"127.1.22.{DEVICES.index(name) + 7}", "credential": name}}
            for name in names]
        top["poll"]["interval-ms"] = 200
        top["metrics"] = {"port": 0}
        top.update(more)
        return tree

    def begin(self, tree):
        os.environ["NOTIFY_SOCKET"] = str(self.folder / "notify")
        os.environ["WATCHDOG_USEC"] = "600000"
        try:
            self.start("vigie-agent", "--config", self.write("agent.json", tree), "--state",
                       self.folder / "agent-state", "--socket", self.folder / "agent.sock")
        finally:
            del os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"]
        self.hear("READY=1")

    def listen(self):
        """As systemd does, all the time: who tells it would wait else."""
        while True:
            said = self.notified.recv(4096).decode()
            if not said:
                return
            self.said.put(said)

    def hear(self, what):
        """Waits for a datagram to systemd that has 'what'."""
        while True:
            try:
                said = self.said.get(timeout=20)
            except queue.Empty:
                raise story.Story(f"systemd was not told {what}") from None
            if what in said:
                return said

    def reload(self, tree):
        """Another FILE, SIGHUP, and what systemd is told when that is over."""
        self.write("agent.json", tree)
        self.programs[-1][1].send_signal(signal.SIGHUP)
        self.hear("RELOADING=1")
        return self.hear("READY=1")

    def status(self):
        done = subprocess.run(
            ["curl", "-s", "--unix-socket", str(self.folder / "agent.sock"),
             "http://localhost/restconf/data/vigie-agent:agent-status"], capture_output=True,
            text=True, timeout=40, check=True)
        return json.loads(done.stdout)["vigie-agent:agent-status"]

    def reaches(self):
        return {d["name"]: d["reach"] for d in self.status().get("device", [])}

    def port_in_use(self):
        """A TCP port on loopback that somebody holds."""
        self.held = socket.create_server(("127.0.0.1", 0))
        return self.held.getsockname()[1]

    def ctl(self, *words):
        assert self.run("vigie-sim", "ctl", "--control", str(self.folder / "sim.sock"),
                        *words).returncode == 0

    def log(self):
        return story.whole_lines(self.folder / "vigie-agent.log")

    def page(self, path="/metrics"):
        address, port = self.address_of("agent-state", "metrics")
        with urllib.request.urlopen(f"http://{address}:{port}{path}", timeout=40) as answer:
            return answer.headers["Content-Type"], answer.read().decode()


@pytest.fixture
def agent(tmp_path):
    made = Agent(tmp_path)
    yield made
    made.stop()
    made.notified.sendto(b"", str(tmp_path / "notify"))
    made.listener.join()
    made.notified.close()
    if made.held:
        made.held.close()


def test_a_bad_configuration_is_refused_and_the_old_one_runs_on(agent):
    agent.begin(agent.tree())
    story.wait_for("both devices", lambda: set(agent.reaches().values()) == {"up"}, 30)
    before = agent.status()["configuration"]
    text = json.dumps(agent.tree(), indent=1)
    twice = agent.tree()
    twice["vigie-agent:agent"]["device"][1]["snmp"]["address"] = "127.1.22.7"
    nobody = agent.tree()
    nobody["vigie-agent:agent"]["collector"][0]["credential"] = "nobody"
    port = agent.address_of("agent-state", "metrics")[1]
    for tree, why in (
            (text.replace('"poll"', '"pol"'), "agent.json:14: "),
            (text[:-9], "agent.json:"),
            (twice, "device ne-8: device ne-7 has the address"),
            (nobody, "nobody"),
            (agent.tree(name="lyon-3"), "needs another start"),
            (agent.tree(metrics={"port": agent.port_in_use()}), "metrics")):
        assert "refused" in agent.reload(tree)
        last = [line for line in agent.log().splitlines() if "SIGHUP" in line][-1]
        assert "is refused" in last and why in last, last
        assert agent.status()["configuration"] == before
    assert agent.address_of("agent-state", "metrics")[1] == port
    agent.ctl("fault", "ne-8", "psu", "1", "quiet")
    story.wait_for("the fault", lambda: agent.status()["standing"] == 1, 30)


def test_a_device_that_leaves_takes_its_faults_with_it(agent):
    agent.begin(agent.tree(names=("ne-7",)))
    story.wait_for("ne-7", lambda: agent.reaches() == {"ne-7": "up"}, 30)
    assert "refused" not in agent.reload(agent.tree())
    story.wait_for("ne-8", lambda: agent.reaches() == {"ne-7": "up", "ne-8": "up"}, 30)
    for name in DEVICES:
        agent.ctl("fault", name, "psu", "1", "quiet")
    story.wait_for("both faults", lambda: agent.status()["standing"] == 2, 30)
    # Not enabled is not gone: what stands is left as it is.
    off = agent.tree()
    off["vigie-agent:agent"]["device"][1]["enabled"] = False
    assert "refused" not in agent.reload(off)
    assert agent.status()["standing"] == 2
    assert "refused" not in agent.reload(agent.tree(names=("ne-7",)))
    assert agent.status()["standing"] == 1
    assert re.search("device/ne-8/psu/1.*the device was removed from the agent's configuration",
                     agent.log())
    assert list(agent.reaches()) == ["ne-7"]


def test_planned_silence(agent):
    """What fails in it is told at its end; what stood before may clear in it."""
    now = datetime.now(timezone.utc)
    agent.begin(agent.tree())
    story.wait_for("both devices", lambda: set(agent.reaches().values()) == {"up"}, 30)
    agent.ctl("fault", "ne-7", "psu", "1", "quiet")
    story.wait_for("the fault", lambda: agent.status()["standing"] == 1, 30)
    work = {"name": "works", "description": "the cabinet is moved", "device": list(DEVICES),
            "from": (now - timedelta(hours=1)).strftime(TIME),
            "until": (now + timedelta(hours=1)).strftime(TIME)}
    assert "refused" not in agent.reload(agent.tree(silence=[work]))
    agent.ctl("fault", "ne-8", "psu", "1", "quiet")
    agent.ctl("clear", "ne-7", "psu", "1", "quiet")
    story.wait_for("the clear", lambda: agent.status()["standing"] == 0, 30)
    kept = int(agent.status()["samples-kept"])
    story.wait_for("polls of both that saw the fault",
                   lambda: int(agent.status()["samples-kept"]) > kept + 50, 30)
    assert agent.status()["standing"] == 0
    work["until"] = (now - timedelta(minutes=1)).strftime(TIME)
    assert "refused" not in agent.reload(agent.tree(silence=[work]))
    story.wait_for("what is still wrong", lambda: agent.status()["standing"] == 1, 30)
    assert "device/ne-8/psu/1" in agent.log()


def test_the_watchdog_and_the_page(agent):
    agent.begin(agent.tree())
    story.wait_for("both devices", lambda: set(agent.reaches().values()) == {"up"}, 30)
    for _ in range(3):
        assert "2 devices" in agent.hear("WATCHDOG=1")
    kind, page = agent.page()
    assert kind.startswith("text/plain; version=0.0.4")
    for line in ('vigie_agent_device_up{device="ne-7"} 1', "vigie_agent_devices 2",
                 "vigie_agent_collector_reachable 0", "vigie_agent_faults 0",
                 f'configuration="{agent.status()["configuration"]}"'):
        assert line in page, page
    assert re.search(r"^vigie_agent_spool_messages [1-9]", page, re.M), page
    said = subprocess.run([PROMTOOL, "check", "metrics"], input=page, capture_output=True,
                          text=True, timeout=60, check=False)
    assert (said.returncode, said.stdout + said.stderr) == (0, ""), said
    # Each sample has its HELP and TYPE, once, and a number.
    names = re.findall(r"^# HELP (\S+) \S.*\n# TYPE \1 (?:gauge|counter|histogram)$", page, re.M)
    assert len(names) == len(set(names)) and len(names) == page.count("# HELP")
    for line in page.splitlines():
        if not line.startswith("#"):
            name, value = re.fullmatch(r'(\w+)(?:\{(?:\w+="[^"]*",?)+\})? (\S+)', line).groups()
            whole = re.sub(r"_(?:bucket|sum|count)$", "", name)
            name = whole if f"# TYPE {whole} histogram" in page else name
            assert name in names and float(value) is not None
            assert name.endswith("_total") == (f"# TYPE {name} counter" in page)
    with pytest.raises(urllib.error.HTTPError) as wrong:
        agent.page("/")
    assert wrong.value.code == 404
