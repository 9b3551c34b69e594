"""The agent and devices in network namespaces of their own, where a host can be gone: on loopback
every ping is answered.  A device that is gone, one that is mute, a link that fails, no right to
ping, IPv6, engineIDs that are cloned or change, and what a restart costs.

Test number 77; the nets are 10.77.0.0/24 and fd77::/64, inside the namespaces alone.  The simulator
answers on loopback only: a relay hands on to it.  Needs root.
"""
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import stand
from stand import story, wait_for

DEVICES = {f"d{i}": f"10.77.0.{10 + i}" for i in range(6)}
DISCOVERY = b"\x04\x01\x04\x02\x01\x03"  # msgFlags: reportable and nothing else; model USM


def ip(*words):
    subprocess.run([stand.tool("ip"), *words], check=True, timeout=20, stdin=subprocess.DEVNULL)


class Nets(story.Stage):
    """Namespace 'a' for the agent, 'd' for the devices, and a link between them."""

    def __init__(self, folder):
        super().__init__(stand.BUILD, folder, False)
        self.a, self.d = (f"vg{end}{os.getpid()}" for end in "ad")
        self.made = []
        self.control, self.ready, self.sim = folder / "sim.sock", folder / "relay.ready", None
        self.poll = {"interval-ms": 500, "timeout-ms": 150, "tries": 2, "least-wait-ms": 50,
                     "own-health": {"late-ms": 60000}}

    def make(self):
        for net in (self.a, self.d):
            ip("netns", "add", net)
            self.made.append(net)
            ip("-n", net, "link", "set", "lo", "up")
        ip("-n", self.a, "link", "add", "va", "type", "veth", "peer", "name", "vd", "netns", self.d)
        for net, link, host in ((self.a, "va", "1"), (self.d, "vd", "2")):
            ip("-n", net, "addr", "add", f"10.77.0.{host}/24", "dev", link)
            ip("-n", net, "addr", "add", f"fd77::{host}/64", "dev", link, "nodad")
            ip("-n", net, "link", "set", link, "up")
        for address in DEVICES.values():
            ip("-n", self.d, "addr", "add", f"{address}/24", "dev", "vd")
        return self

    def start_in(self, net, program, *words, before=()):
        """Starts a program inside 'net'; 'before' are the words in front of it."""
        log = open(self.folder / f"{Path(program).name}.log", "ab")
        process = subprocess.Popen(
            [stand.tool("ip"), "netns", "exec", net, *before, str(program), *map(str, words)],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
        self.programs.append((Path(program).name, process))
        self.words[process.pid] = [str(w) for w in words]
        return process

    def simulate(self, fronts=None, how=None):
        """Devices d0, d1 ... behind the addresses 'fronts'; 'how'(number) says how they are asked."""
        fronts = fronts or list(DEVICES.values())
        how = how or (lambda i: f"version=v2c,community={story.COMMUNITY}")
        self.sim = self.start_in(
            self.d, self.build / "vigie-sim", "--port", "1161", "--control", self.control,
            *(w for i in range(len(fronts)) for w in (
                "--device", f"d{i},family=ssg-500,address=127.1.77.{i + 10},{how(i)}")))
        wait_for("the simulator", self.control.exists, 20)
        if not self.ready.exists():
            self.start_in(self.d, sys.executable, Path(__file__).with_name("relay.py"), self.ready,
                          "1161", *(f"{f}=127.1.77.{i + 10}" for i, f in enumerate(fronts)))
            wait_for("the relay", self.ready.exists, 20)

    def agent(self, devices=None, before=()):
        self.write("agent-state/credentials/lyon-2", stand.PHRASES, 0o400)
        self.write("agent-state/credentials/v2c", f"community: {story.COMMUNITY}\n", 0o400)
        self.write("agent-state/credentials/v3", stand.PHRASES, 0o400)
        tree = story.agent_tree(("127.0.0.1", 9), ("10.77.0.10", 161))
        top = tree["vigie-agent:agent"]
        top["poll"] = self.poll
        top["device"] = [
            {"name": name, "site": "lyon-2", "supplier": "allot",
             "snmp": {"version": "v2c", "credential": "v2c", **how}}
            for name, how in (devices or {n: {"address": a} for n, a in DEVICES.items()}).items()]
        return self.start_in(self.a, self.build / "vigie-agent", "--config", self.write("agent.json", tree),
                             "--state", self.folder / "agent-state", "--socket",
                             self.folder / "agent.sock", before=before)

    def end(self, process):
        process.terminate()
        process.wait(20)
        self.programs = [p for p in self.programs if p[1] is not process]

    def ctl(self, *words):
        done = stand.run("vigie-sim", "ctl", "--control", self.control, *words)
        assert done.returncode == 0, done.stdout + done.stderr

    def device(self, name):
        done = subprocess.run(
            [stand.tool("curl"), "-s", "--unix-socket", str(self.folder / "agent.sock"),
             "http://localhost/restconf/data/vigie-agent:agent-status"], capture_output=True,
            text=True, timeout=40, check=False)
        found = json.loads(done.stdout)["vigie-agent:agent-status"] if done.returncode == 0 else {}
        return next((d for d in found.get("device", []) if d["name"] == name), {})

    def wait_up(self, names=DEVICES):
        wait_for("all devices to be up", lambda: all(
            self.device(n).get("reach") == "up" and self.device(n).get("family")
            for n in names), 30)

    def lines(self, *words):
        text = story.whole_lines(self.folder / "vigie-agent.log")
        return [n for n in text.splitlines() if all(w in n for w in words)]

    def wait_line(self, *words, limit=30):
        try:
            return wait_for(f"a line with {words}", lambda: self.lines(*words), limit)
        except story.Story as error:
            said = [f"{log.name}:\n" + story.whole_lines(log)[-4000:]
                    for log in sorted(self.folder.glob("*.log"))]
            alive = [(name, process.poll()) for name, process in self.programs]
            raise AssertionError("\n".join([f"{error}; {alive}", *said])) from error

    def stop(self):
        try:
            self.end_programs()
        finally:
            for net in self.made:
                ip("netns", "del", net)


@pytest.fixture
def nets(tmp_path):
    made = Nets(tmp_path)
    try:
        yield made.make()
    finally:
        made.stop()


# --- one device -------------------------------------------------------------------------------
def test_a_device_that_is_gone_is_not_one_that_is_mute(nets):
    nets.simulate()
    nets.agent()
    nets.wait_up()
    nets.ctl("fault", "d1", "silence", "on")
    nets.wait_line("device/d1/management/snmp: management-silent raise", "ping answers")
    ip("-n", nets.d, "addr", "del", f"{DEVICES['d2']}/24", "dev", "vd")
    nets.wait_line("device/d2: device-unreachable raise", "ping is silent")
    assert not nets.lines("d1: device-unreachable raise")
    assert not nets.lines("d2/management/snmp: management-silent raise")
    # The mute one goes as well: one fault takes the other's place.
    ip("-n", nets.d, "addr", "del", f"{DEVICES['d1']}/24", "dev", "vd")
    nets.wait_line("device/d1: device-unreachable raise", "ping is silent")
    nets.wait_line("device/d1/management/snmp: management-silent clear")
    nets.ctl("clear", "d1", "silence")
    for name in ("d1", "d2"):
        ip("-n", nets.d, "addr", "add", f"{DEVICES[name]}/24", "dev", "vd")
        nets.wait_line(f"device/{name}: device-unreachable clear")
    for name in ("d0", "d3", "d4", "d5"):
        assert not nets.lines(f"poll {name}: suspect"), name
    assert not nets.lines("agent-polling-late")


def test_without_the_right_to_ping_it_is_unknown(nets):
    nets.simulate()
    nets.agent(before=(stand.tool("setpriv"), "--bounding-set", "-net_raw", "--"))
    nets.wait_up()
    nets.ctl("fault", "d1", "silence", "on")
    nets.wait_line("device/d1: device-unreachable raise", "ping unknown")


def test_ipv6_devices_are_polled_and_pinged(nets):
    for end in ("11", "12"):
        ip("-n", nets.d, "addr", "add", f"fd77::{end}/64", "dev", "vd", "nodad")
    nets.simulate(["fd77::11", "fd77::12"])
    nets.agent({"d0": {"address": "fd77::11"}, "d1": {"address": "fd77::12"}})
    nets.wait_up(("d0", "d1"))
    nets.ctl("fault", "d0", "silence", "on")
    nets.wait_line("d0/management/snmp: management-silent raise", "ping answers")
    ip("-n", nets.d, "addr", "del", "fd77::12/64", "dev", "vd")
    nets.wait_line("device/d1: device-unreachable raise")


# --- the link ---------------------------------------------------------------------------------
def test_a_link_that_fails_is_one_fault(nets):
    nets.simulate()
    nets.agent()
    nets.wait_up()
    ip("-n", nets.d, "link", "set", "vd", "down")
    nets.wait_line("agent/lyon-2: agent-polling-late raise", "stopped answering together")
    wait_for("all to be down", lambda: all(
        nets.device(n).get("reach") == "down" for n in DEVICES), 30)
    ip("-n", nets.d, "link", "set", "vd", "up")
    nets.wait_up()
    nets.wait_line("agent/lyon-2: agent-polling-late clear")
    assert not nets.lines("device-unreachable raise")
    assert not nets.lines("management-silent raise")


def test_what_is_held_is_told_at_last(nets):
    nets.poll["own-health"]["hold-s"] = 4
    nets.simulate()
    nets.agent()
    nets.wait_up()
    ip("-n", nets.d, "link", "set", "vd", "down")
    nets.wait_line("agent/lyon-2: agent-polling-late raise")
    for name in DEVICES:
        nets.wait_line(f"device/{name}: device-unreachable raise", limit=40)
    nets.wait_line("agent/lyon-2: agent-polling-late clear")


# --- SNMPv3 engines ---------------------------------------------------------------------------
def v3(engine):
    return (f"version=v3,user=polly,auth={story.PHRASES['auth']},priv={story.PHRASES['priv']},"
            f"engine-id={engine}")


V3 = {"version": "v3", "user": "polly", "credential": "v3"}


def test_cloned_engines_fail_no_poll(nets):
    engines = ["80001f8804aaaa0001", "80001f8804aaaa0001", "80001f8804aaaa0001",
               "80001f8804aaaa0002", "80001f8804aaaa0003", "80001f8804aaaa0004"]
    nets.simulate(how=lambda i: v3(engines[i]))
    nets.agent({n: {"address": a, **V3} for n, a in DEVICES.items()})
    nets.wait_up()
    # Each of the cloned ones has restarted otherwise often: boots and time are its own.
    nets.ctl("fault", "d1", "reboot", "quiet")
    nets.wait_line("device/d1: unexpected-restart raise")
    for name in DEVICES:
        nets.ctl("fault", name, "psu", "1", "quiet")
        nets.wait_line(f"device/{name}/psu/1: psu-failed raise")
        assert not nets.lines(f"poll {name}: suspect"), name


def test_another_engine_at_an_address_is_a_fault_until_somebody_accepts_it(nets):
    devices = {"d0": {"address": DEVICES["d0"], **V3}}
    nets.simulate([DEVICES["d0"]], lambda i: v3("80001f8804bbbb0001"))
    nets.agent(devices)
    nets.wait_up(("d0",))
    nets.end(nets.sim)
    nets.control.unlink(missing_ok=True)
    nets.simulate([DEVICES["d0"]], lambda i: v3("80001f8804bbbb0002"))
    nets.wait_line("device/d0: engine-id-conflict raise", "another engineID")
    assert nets.device("d0")["reach"] == "down"
    done = subprocess.run(
        [stand.tool("curl"), "-s", "-X", "POST", "-H", "Content-Type: application/yang-data+json",
         "--unix-socket", str(nets.folder / "agent.sock"), "-d",
         '{"vigie-agent:input":{"device":"d0"}}',
         "http://localhost/restconf/operations/vigie-agent:accept"], capture_output=True,
        text=True, timeout=40, check=True)
    assert "error" not in done.stdout, done.stdout
    nets.wait_line("device/d0: engine-id-conflict clear")


class Relay(threading.Thread):
    """Hands datagrams on between the agent and a device on loopback, and counts discoveries."""

    def __init__(self, device):
        super().__init__(daemon=True)
        self.device, self.discoveries, self.asked, self.ended = device, 0, 0, False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.1.77.8", 0))
        self.socket.settimeout(0.1)
        self.start()

    def run(self):
        asker = None
        while not self.ended:
            try:
                datagram, source = self.socket.recvfrom(65535)
            except socket.timeout:
                continue
            if source == self.device:
                self.socket.sendto(datagram, asker)
                continue
            asker = source
            self.asked += 1
            self.discoveries += DISCOVERY in datagram
            self.socket.sendto(datagram, self.device)

    def stop(self):
        self.ended = True
        self.join(10)
        self.socket.close()


def test_a_restart_of_the_agent_costs_no_discovery(tmp_path):
    """On loopback, so that a relay can count."""
    nets = Nets(tmp_path)
    relay = None
    nets.start_in = lambda net, program, *words, before=(): (
        nets.start(program.name, *words), nets.programs[-1][1])[1]
    try:
        (tmp_path / "sim-state").mkdir()
        nets.start("vigie-sim", "--port", "0", "--addr-file", tmp_path / "sim-state/sim.addr",
                   "--control", nets.control, "--device",
                   f"d0,family=ssg-500,address=127.1.77.7,{v3('80001f8804cccc0001')}")
        relay = Relay(("127.1.77.7", nets.address_of("sim-state", "sim")[1]))
        port = relay.socket.getsockname()[1]
        agent = nets.agent({"d0": {"address": "127.1.77.8", "port": port, **V3}})
        nets.wait_up(("d0",))
        assert relay.discoveries == 1
        for _ in range(2):
            nets.end(agent)
            before = relay.asked
            agent = nets.agent({"d0": {"address": "127.1.77.8", "port": port, **V3}})
            wait_for("polls", lambda: relay.asked > before + 5, 30)
        assert relay.discoveries == 1
    finally:
        if relay:
            relay.stop()
        nets.stop()
