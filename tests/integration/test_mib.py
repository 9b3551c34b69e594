"""VIGIE-MIB in other people's hands: a stock snmptrapd that has loaded it prints our
notifications by name, sent by stock senders as a v2c trap, a v2c inform and a v3 authPriv inform;
and those of a real agent, which takes it for its collector.

Test number 11 (127.1.11.0/24).
"""
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402  pylint: disable=wrong-import-position

HOST = "127.1.11.1"
BASE = "1.3.6.1.4.1.8072.9999.9999.86"
SPOOL = "00112233445566AA"
NOON = "07EA07010C000000" + "2B0000"  # 2026-07-01 12:00:00.0 +00:00
COMMON = [(1, "s", "lyon-2", 'vigieAgent.0 = STRING: lyon-2'),
          (2, "x", SPOOL, "vigieSpool.0 = Hex-STRING: 00 11 22 33 44 55 66 AA"),
          (3, "C", "412", "vigieSequence.0 = Counter64: 412"),
          (4, "x", NOON, "vigieAgentTime.0 = STRING: 2026-7-1,12:0:0.0,+0:0")]
FAULT = COMMON + [
    (5, "s", "ne-7", "vigieDevice.0 = STRING: ne-7"),
    (6, "s", "SN 1", "vigieSerial.0 = STRING: SN 1"),
    (7, "s", "device/ne-7/psu/1", "vigieResource.0 = STRING: device/ne-7/psu/1"),
    (8, "s", "psu-failed", "vigieKind.0 = STRING: psu-failed"),
    (9, "i", "4", "vigieSeverity.0 = INTEGER: major(4)"),
    (10, "i", "78", "vigieCause.0 = INTEGER: 78"),
    (11, "i", "1", "vigieOrigin.0 = INTEGER: poll(1)"),
    (12, "x", NOON, "vigieSince.0 = STRING: 2026-7-1,12:0:0.0,+0:0"),
    (13, "s", "power supply 1 failed", "vigieText.0 = STRING: power supply 1 failed"),
    (17, "s", "allot:x", "vigieQualifier.0 = STRING: allot:x"),
    (18, "i", "1", "vigieFlapping.0 = INTEGER: true(1)"),
    (19, "s", "device/ne-7/power power-feed-lost ",
     'vigieSymptomOf.0 = STRING: "device/ne-7/power power-feed-lost "')]
OTHER = COMMON + [
    (14, "u", "1", "vigiePart.0 = Gauge32: 1"),
    (15, "u", "2", "vigieParts.0 = Gauge32: 2"),
    (16, "s", "{}", "vigieBody.0 = STRING: \"{}\"")]
NAMES = {1: "vigieFaultRaised", 2: "vigieFaultChanged", 3: "vigieFaultCleared",
         4: "vigieInventory", 5: "vigieEvidence", 6: "vigieGap", 7: "vigieHeartbeat",
         8: "vigieStanding"}


def snmptrapd():
    """The daemon: unpacked for tests, or the system's (which nobody has started)."""
    unpacked = ROOT / "build/peers/usr/sbin/snmptrapd"
    return str(unpacked) if unpacked.exists() else shutil.which(
        "snmptrapd", path=os.environ["PATH"] + ":/usr/sbin")


def until(what, condition, limit=40.0):
    """Waits for 'condition' to give something true; fails with 'what' after 'limit' seconds."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {limit} s: {what()}")


class Receiver:
    """A stock snmptrapd on a free port of our net, with VIGIE-MIB and nothing of the system's."""

    def __init__(self, folder):
        bases = sorted((ROOT / "build/npm").glob("net-snmp-*/mibs"))
        assert bases, "tests/lint/mib.sh fetches the base modules"
        self.log = folder / "snmptrapd.log"
        (folder / "snmptrapd.conf").write_text(
            "createUser lyon-2 SHA-256 correct-horse AES battery-staple\n"
            "authUser log lyon-2 priv\nauthCommunity log public\ndoNotLogTraps no\n")
        self.env = {**os.environ, "SNMP_PERSISTENT_DIR": str(folder / "persistent"),
                    "SNMPCONFPATH": str(folder), "MIBS": "", "TZ": "UTC",
                    "MIBDIRS": f"{bases[-1]}:/usr/share/snmp/mibs:{ROOT / 'mibs'}"}
        self.port = 20000 + os.getpid() % 20000
        self.output = open(self.log, "wb")  # pylint: disable=consider-using-with
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [snmptrapd(), "-f", "-n", "-Lo", "-C", "-c", str(folder / "snmptrapd.conf"), "-m",
             "VIGIE-MIB", "-OS", f"udp:{HOST}:{self.port}"], env=self.env,
            stdout=self.output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        until(self.text, lambda: "NET-SNMP version" in self.text())

    def text(self):
        """What it printed, in whole lines."""
        return story.whole_lines(self.log)

    def stop(self):
        self.process.terminate()
        self.process.wait(40)
        self.output.close()

    def send(self, program, access, number, varbinds):
        words = [program, *access, f"{HOST}:{self.port}", "", f"{BASE}.0.{number}"]
        for index, kind, value, _ in varbinds:
            words += [f"{BASE}.1.{index}.0", kind, value]
        done = subprocess.run(words, env={**self.env, "MIBS": ""}, capture_output=True,
                              text=True, timeout=30, check=False)
        assert done.returncode == 0, done.stderr


@pytest.fixture(name="receiver", scope="module")
def started_receiver(tmp_path_factory):
    lint = subprocess.run(["sh", str(ROOT / "tests/lint/mib.sh")], capture_output=True,
                          text=True, timeout=120, check=False)
    assert lint.returncode == 0, lint.stdout + lint.stderr
    made = Receiver(tmp_path_factory.mktemp("mib"))
    yield made
    made.stop()


V2C = ("-v2c", "-c", "public")
V3 = ("-v3", "-l", "authPriv", "-u", "lyon-2", "-a", "SHA-256", "-A", "correct-horse", "-x",
      "AES", "-X", "battery-staple")


@pytest.mark.parametrize("number", sorted(NAMES))
@pytest.mark.parametrize("program,access", [("snmptrap", V2C), ("snmpinform", V2C),
                                            ("snmpinform", V3)], ids=["trap", "inform", "v3"])
def test_a_stock_receiver_prints_names(receiver, program, access, number):
    varbinds = FAULT if number <= 3 else OTHER
    before = len(receiver.text())
    receiver.send(program, access, number, varbinds)
    wanted = [f"VIGIE-MIB::{NAMES[number]}"] + [f"VIGIE-MIB::{v[3]}" for v in varbinds]
    until(lambda: receiver.text()[before:],
          lambda: all(one in receiver.text()[before:] for one in wanted))


def start_agent(stage, receiver):
    """A simulated SSG-500 and an agent that tells the stock receiver of it."""
    stage.write("agent-state/credentials/lyon-2", "auth: correct-horse\npriv: battery-staple\n",
                0o400)
    stage.write("agent-state/credentials/ne-7", f"community: {story.COMMUNITY}\n", 0o400)
    (stage.folder / "sim-state").mkdir()
    stage.start("vigie-sim", "--port", "0", "--addr-file", stage.folder / "sim-state/sim.addr",
                "--control", stage.folder / "sim.sock", "--device",
                f"ne-7,family=ssg-500,address=127.1.11.7,version=v2c,community={story.COMMUNITY}")
    tree = story.agent_tree((HOST, receiver.port),
                            ("127.1.11.7", stage.address_of("sim-state", "sim")[1]))
    tree["vigie-agent:agent"]["poll"]["interval-ms"] = 200
    tree["vigie-agent:agent"]["heartbeat"] = {"interval-ms": 1000, "standing-interval-ms": 1000}
    stage.start("vigie-agent", "--config", stage.write("agent.json", tree), "--state",
                stage.folder / "agent-state", "--socket", stage.folder / "agent.sock")


def messages(text, name):
    """The lines of the messages called 'name', as snmptrapd prints their bindings."""
    return [line for line in text.splitlines() if f"OID: VIGIE-MIB::{name}\t" in line]


def test_an_agent_speaks_as_the_mib_says(receiver, tmp_path):
    """Names, order and types of all that an agent sends; nothing in it is only a number."""
    stage = story.Stage(BUILD, tmp_path, False)
    before = len(receiver.text())
    control = str(tmp_path / "sim.sock")

    def told(name, *words):
        for word in words:
            assert stage.run("vigie-sim", "ctl", "--control", control, *word).returncode == 0
        return until(lambda: receiver.text()[before:],
                     lambda: messages(receiver.text()[before:], name), 20)[0]

    try:
        start_agent(stage, receiver)
        told("vigieInventory")
        seen = {1: told("vigieFaultRaised", ("fault", "ne-7", "bypass", "partial", "quiet")),
                2: told("vigieFaultChanged", ("fault", "ne-7", "bypass", "full", "quiet")),
                3: told("vigieFaultCleared", ("clear", "ne-7", "bypass", "quiet"))}
        seen |= {n: told(NAMES[n]) for n in (4, 5, 7, 8)}
    finally:
        stage.stop()
    for number, line in seen.items():
        wanted = [v[3].split(" = ")[0] for v in (FAULT if number <= 3 else OTHER)]
        # After sysUpTime and snmpTrapOID every binding has a name of the module.
        found = [one.split(" = ")[0] for one in line.split("\t")[2:]]
        assert found == [f"VIGIE-MIB::{name}" for name in wanted], line
        assert "enterprises" not in line and "Wrong Type" not in line, line
    assert "vigieResource.0 = STRING: device/ne-7/bypass\t" in seen[1]
    assert "vigieSeverity.0 = INTEGER: major(4)" in seen[1]
    assert "vigieSeverity.0 = INTEGER: critical(3)" in seen[2]
