"""Every fault of the simulator, on all four families, by v2c and by v3: raised without a
notification, so that it is the agent's poll that finds it; what the collector's list of alarms
says of it; and the end of it when the simulator mends it.

Test number 70 (127.1.70.0/24).
"""
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402  pylint: disable=wrong-import-position

VERSIONS = ("v2c", "v3")
# Two boxes with two supplies, because one shows one of both only; one that falls silent.
BOXES = {"ssg": "ssg-500", "alt": "ssg-500", "e14": "sg-sigma-e14", "ac": "ac-500",
         "mute": "ac-500", "nx": "netxplorer"}
# Box, fault, its clear, and the alarm: part, kind, severity.  In the order they are made: the
# process is named by the last message, which licences and restarts write too.
FAULTS = [
    ("ssg", "psu 1", "psu 1", "psu/1", "psu-failed", "major"),
    ("ssg", "fan", "fan", "fan/all", "fan-failed", "critical"),  # the box is hot too (F03)
    ("ssg", "fan", "fan", "fan/0.2001", "fan-failed", "major"),
    ("ssg", "temperature box high", "temperature box", "", "temperature-high", "critical"),
    ("ssg", "bypass full", "bypass", "bypass", "bypass-active", "critical"),
    ("ssg", "link L3", "link L3", "port/L3", "network-link-down", "major"),
    ("ssg", "link MGMT2", "link MGMT2", "port/MGMT2", "management-link-down", "minor"),
    ("ssg", "serial SSG50000001", "serial", "", "serial-mismatch", "minor"),
    ("ssg", "licence expired", "licence", "licence/0.6", "licence-expiry", "critical"),
    # In bypass (F10).
    ("ssg", "process acd down", "process acd", "process/acd", "process-failed", "critical"),
    ("alt", "psu 0", "psu 0", "psu/0", "psu-failed", "major"),
    ("alt", "temperature box middle", "temperature box", "", "temperature-high", "major"),
    ("alt", "bypass partial", "bypass", "bypass", "bypass-active", "major"),
    ("alt", "process dpid stuck", "process dpid", "process/dpid", "process-failed", "major"),
    # Fewer blades than are needed (F06, F30).
    ("e14", "board 5 off", "board 5", "slot/5", "board-off", "critical"),
    ("e14", "board 5 off", "board 5", "slot/all", "redundancy-lost", "major"),
    ("e14", "board 6 inactive", "board 6", "slot/6", "board-inactive", "major"),
    ("e14", "temperature 4 middle", "temperature 4", "slot/4", "temperature-high", "minor"),
    ("e14", "temperature 7 high", "temperature 7", "slot/7", "temperature-high", "critical"),
    ("e14", "link L24", "link L24", "port/L24", "network-link-down", "major"),
    ("e14", "reboot", "reboot", "", "unexpected-restart", "major"),
    ("ac", "psu 0", "psu 0", "psu/0", "psu-failed", "critical"),  # it has no other
    ("ac", "fan", "fan", "fan/all", "fan-failed", "major"),
    ("ac", "licence expired", "licence", "licence/0.6", "licence-expiry", "critical"),
    ("ac", "reboot", "reboot", "", "unexpected-restart", "major"),
    ("mute", "silence on", "silence", "management/snmp", "management-silent", "warning"),
    ("nx", "board 1", "board 1", "alarm/10.1.2.3.5.7.1.0", "supplier-alarm", "critical"),
    ("nx", "link MGMT1", "link MGMT1", "port/MGMT1", "network-link-down", "major"),
    ("nx", "reboot", "reboot", "", "unexpected-restart", "major")]
KINDS = sorted({fault[4] for fault in FAULTS})
# A unit of each box of its own: one serial number in two places would be a unit that moved (P14).
EACH = [(version, (fault[0], fault[1].replace("SSG5000000", f"SSG5{version[1]}00000"), *fault[2:]))
        for version in VERSIONS for fault in FAULTS]
IDS = [f"{fault[0]}-{version} {fault[1]} {fault[3]}" for version, fault in EACH]


def names():
    return [f"{box}-{version}" for version in VERSIONS for box in BOXES]


def address(name):
    return f"127.1.70.{names().index(name) + 10}"


def sim_words():
    for name in names():
        box, version = name.split("-")
        access = f"community={story.COMMUNITY}" if version == "v2c" else (
            f"user=polly,auth={story.PHRASES['auth']},priv={story.PHRASES['priv']}")
        yield (f"--device={name},family={BOXES[box]},address={address(name)},"
               f"version={version},{access}")


def agent_tree(collector, port):
    tree = story.agent_tree(collector, ("127.1.70.9", port))
    top = tree["vigie-agent:agent"]
    # A simulator that has to wait for the processor, for a second or two, is not silent.
    top["poll"].update({"interval-ms": 250, "timeout-ms": 1000, "tries": 1, "unreachable-after": 3})
    top["device"] = [
        {"name": name, "site": "lyon-2", "supplier": "allot",
         "snmp": {"address": address(name), "port": port, "credential": name.split("-")[1],
                  **({"version": "v2c"} if name.endswith("v2c") else
                     {"version": "v3", "user": "polly"})}} for name in names()]
    return tree


def collector_tree():
    tree = story.collector_tree()
    top = tree["vigie-collector:collector"]
    top["listen"][0]["address"] = "127.1.70.1"
    top["device"] = [{**top["device"][0], "name": name} for name in names()]
    top["kind"] = [{"type": f"vigie-alarm-types:{kind}", "hold-s": 0, "clear-hold-s": 0}
                   for kind in KINDS]
    return tree


class Field(story.Stage):
    """All families, one agent and one collector."""

    def set_up(self):
        phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
        self.write("collector-state/credentials/lyon-2", phrases, 0o400)
        self.write("agent-state/credentials/lyon-2", phrases, 0o400)
        self.write("agent-state/credentials/v3", phrases, 0o400)
        self.write("agent-state/credentials/v2c", f"community: {story.COMMUNITY}\n", 0o400)
        (self.folder / "sim-state").mkdir()
        self.start("vigie-sim", "--port", "0", "--addr-file", self.folder / "sim-state/sim.addr",
                   "--control", self.folder / "sim.sock", *sim_words())
        self.start("vigie-collector", "--config", self.write("collector.json", collector_tree()),
                   "--state", self.folder / "collector-state", "--socket",
                   self.folder / "collector.sock")
        collector = self.address_of("collector-state", "trap")
        port = self.address_of("sim-state", "sim")[1]
        self.start("vigie-agent", "--config",
                   self.write("agent.json", agent_tree(collector, port)), "--state",
                   self.folder / "agent-state", "--socket", self.folder / "agent.sock")
        story.wait_for("all devices to be known", self.all_known, 30)

    def all_known(self):
        self.check_alive()
        devices = story.find_list(self.ask("device", "list"), "device")
        known = {d["name"]: d.get("family") for d in devices if d.get("family")}
        return len(known) == len(names()) and known

    def ctl(self, *words):
        done = self.run("vigie-sim", "ctl", "--control", str(self.folder / "sim.sock"), *words)
        assert done.returncode == 0, (words, done.stdout + done.stderr)

    def alarms(self):
        self.check_alive()
        found = story.find_list(self.ask("alarm", "list", "--all"), "alarm")
        return {(a["resource"], a["alarm-type-id"].split(":")[-1]): a for a in found}

    def alarm_if(self, key, condition):
        alarm = self.alarms().get(key)
        return alarm if condition(alarm) else None

    def wait_alarm(self, name, fault, condition):
        part, kind = fault[3], fault[4]
        key = (f"device/{name}" + (f"/{part}" if part else ""), kind)
        try:
            return story.wait_for(key, lambda: self.alarm_if(key, condition), 30)
        except story.Story as error:
            log = story.whole_lines(self.folder / "vigie-agent.log")[-3000:]
            raise AssertionError(f"{error}; there is {self.alarms().get(key)}\n{log}") from error


@pytest.fixture(scope="module", name="field")
def a_field(tmp_path_factory):
    made = Field(BUILD, tmp_path_factory.mktemp("field"), False)
    try:
        made.set_up()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module", name="broken")
def everything_broken(field):
    for version, fault in EACH:
        field.ctl("fault", f"{fault[0]}-{version}", *fault[1].split(), "quiet")
    return field


@pytest.fixture(scope="module", name="mended")
def everything_mended(broken):
    for version, fault in EACH:
        broken.wait_alarm(f"{fault[0]}-{version}", fault, lambda alarm: alarm)
    for version, fault in EACH:
        broken.ctl("clear", f"{fault[0]}-{version}", *fault[2].split(), "quiet")
    return broken


def test_families_are_recognized(field):
    assert field.all_known() == {name: BOXES[name.split("-")[0]] for name in names()}
    assert not field.alarms()


@pytest.mark.parametrize("version,fault", EACH, ids=IDS)
def test_the_poll_finds(broken, version, fault):
    name, severity = f"{fault[0]}-{version}", fault[5]
    alarm = broken.wait_alarm(name, fault, lambda a: a and a["perceived-severity"] == severity)
    assert not alarm.get("is-cleared") and alarm["device"] == name, alarm


def test_nothing_else_was_found(mended):
    wanted = {(f"device/{f[0]}-{v}" + (f"/{f[3]}" if f[3] else ""), f[4]) for v, f in EACH}
    # Supplies of many boxes at one moment: the collector takes it for the site's power.
    wanted.add(("site/lyon-2/power", "power-feed-lost"))
    assert set(mended.alarms()) == wanted


@pytest.mark.parametrize("version,fault", EACH, ids=IDS)
def test_the_poll_sees_it_end(mended, version, fault):
    mended.wait_alarm(f"{fault[0]}-{version}", fault, lambda a: a and a.get("is-cleared"))


def test_the_field_is_quiet_again(mended):
    """Nobody sent a SET or a notification: the polls did it all."""
    status = mended.run("vigie-sim", "ctl", "--control", str(mended.folder / "sim.sock"),
                        "status").stdout
    assert " sets=0 traps=0" in status, status
