"""The devices' own notifications in the hands of a stock snmptrapd: every fault of the control
socket and its clear, by v2c and by v3 authPriv, with the right name and bindings; v1; ::1; and
quiet.

Test number 72 (127.1.72.0/24).
"""
import os
import re
import socket
import subprocess
from pathlib import Path

import pytest
from test_mib import snmptrapd, story, until

ROOT = Path(__file__).resolve().parents[2]
SIM = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve() / "vigie-sim"
HOST = "127.1.72.250"
A, STD = ".1.3.6.1.4.1.2603", ".1.3.6.1.6.3.1.1.5"
UPTIME, TRAP, LOG = ".1.3.6.1.2.1.1.3.0", ".1.3.6.1.6.3.1.1.4.1.0", ".1.3.6.1.2.1.92.1.3.1.1.1.0"
CHANGED, STATUS = f"{A}.5.2", f"{A}.5.2.6.5"
BOARD, ALERT = f"{A}.5.2.6.20.1.1", f"{A}.5.5.7.1"
TEMP = "1.1.3.6.1.4.1.2603.5.5.6.0"
IF, NX = ".1.3.6.1.2.1.2.2.1", f"{A}.10.2.1.1"
BOXES = ("ssg-500", "ac-500", "sg-sigma-e14", "netxplorer")
ENGINE = "80000a2b05010203%02x"


def status(column, value, up):
    return [(f"{A}.0.{16 if up else 17}", [(f"{CHANGED}.8.0", f"OID: {STATUS}.{column}.0"),
                                           (f"{CHANGED}.9.0", f"INTEGER: {value}")])]


def heat(trap, third, value, fourth):
    return [(f"{A}.0.{trap}", [
        (f"{ALERT}.2.{TEMP}", f"OID: {A}.5.5.6.0"), (f"{ALERT}.3.{TEMP}", "INTEGER: \\d+"),
        (f"{ALERT}.{third}.{TEMP}", f"INTEGER: {value}"),
        (f"{ALERT}.{fourth}.{TEMP}", "INTEGER: 100")])]


def board(slot, software, hardware):
    return [(f"{A}.0.19", [(f"{BOARD}.2.{slot}", "INTEGER: 13"),
                           (f"{BOARD}.6.{slot}", f"INTEGER: {software}"),
                           (f"{BOARD}.7.{slot}", f"INTEGER: {hardware}")])]


def warm(slot, level):
    return [(f"{A}.0.25", [(f"{BOARD}.2.{slot}", "INTEGER: 13"),
                           (f"{BOARD}.8.{slot}", f"INTEGER: {level}")])]


def software(value, text):
    return [(f"{A}.0.12", [(f"{A}.5.5.3.0", f"INTEGER: {value}"),
                           (f"{A}.5.5.16.0", f'STRING: "{text}"')])]


def link(trap, index, oper):
    return [(f"{STD}.{trap}", [(f"{IF}.1.{index}", f"INTEGER: {index}"),
                               (f"{IF}.7.{index}", "INTEGER: 1"),
                               (f"{IF}.8.{index}", f"INTEGER: {oper}")])]


def licence(value, text):
    return [(f"{A}.0.24", [(f"{A}.4.14.1.1.0.6", "INTEGER: 0"),
                           (f"{A}.4.14.1.2.0.6", "INTEGER: 6"), (f"{A}.4.15.0", f"INTEGER: {value}"),
                           (f"{A}.5.5.16.0", f'STRING: "{text}"')])]


def serial(text):
    return [(f"{A}.0.1", [(f"{CHANGED}.8.0", f"OID: {A}.5.2.6.12.0"),
                          (f"{CHANGED}.9.0", "INTEGER: 0"),
                          (f"{CHANGED}.13.0", f'STRING: "{text}"'),
                          (f"{CHANGED}.14.0", "IpAddress: 0.0.0.0")])]


def managed(trap, severity, state):
    index = "10.1.2.3.5.7.1.0"
    text = f"Board status from type Core Controller, slot 3: {state}"
    return [(f"{A}.10.0.{trap}", [
        (f"{NX}.6.{index}", f"INTEGER: {severity}"), (f"{NX}.7.{index}", f'STRING: "{text}"'),
        (f"{NX}.8.{index}", "Counter64: 1767225600000"),
        (f"{NX}.9.{index}", 'STRING: "10.1.2.3/5/7"')])]


RESTART = [(f"{STD}.1", [])]
ROWS = [
    ("ssg-500", "fault", "psu 0", status(2, 2, False)),
    ("ssg-500", "clear", "psu 0", status(2, 1, True)),
    ("ssg-500", "fault", "psu 1", status(2, 3, False)),
    ("ssg-500", "clear", "psu 1", status(2, 1, True)),
    ("ssg-500", "fault", "fan", status(3, 3, False)),
    ("ssg-500", "clear", "fan", status(3, 2, True)),
    ("ssg-500", "fault", "bypass full", status(5, 1, False)),
    ("ssg-500", "clear", "bypass", status(5, 2, True)),
    ("ssg-500", "fault", "bypass partial", status(5, 4, False)),
    ("ssg-500", "fault", "temperature box high", heat(6, 4, 55, 6)),
    ("ssg-500", "clear", "temperature box", heat(7, 5, 50, 7)),
    ("ssg-500", "fault", "process acd down", software(4, "acd is down")),
    ("ssg-500", "fault", "process acd stuck", software(5, "acd is stuck")),
    ("ssg-500", "clear", "process acd", software(3, "acd is up")),
    ("ssg-500", "fault", "link L3", link(3, 102, 2)),
    ("ssg-500", "clear", "link L3", link(4, 102, 1)),
    ("ssg-500", "fault", "reboot", RESTART + software(2, "system restarted")),
    ("ssg-500", "fault", "serial SSG50000001", serial("SSG50000001")),
    ("ssg-500", "clear", "serial", serial("SSG5\\d{8}")),
    ("ssg-500", "fault", "licence expired", licence(2, "licence expired")),
    ("ssg-500", "clear", "licence", licence(7, "licence renewed")),
    ("ac-500", "fault", "psu 0", status(2, 2, False)),
    ("sg-sigma-e14", "fault", "board 5 off", board(5, 1, 1)),
    ("sg-sigma-e14", "fault", "board 5 inactive", board(5, 1, 2)),
    ("sg-sigma-e14", "clear", "board 5", board(5, 2, 2)),
    ("sg-sigma-e14", "fault", "temperature 4 middle", warm(4, 2)),
    ("sg-sigma-e14", "fault", "temperature 4 high", warm(4, 3)),
    ("sg-sigma-e14", "clear", "temperature 4", warm(4, 1)),
    ("netxplorer", "fault", "board 1", managed(1, 3, "off")),
    ("netxplorer", "clear", "board 1", managed(2, 1, "on")),
    ("netxplorer", "fault", "link MGMT1", link(3, 1, 2)),
    ("netxplorer", "fault", "reboot", RESTART)]


def run(*words):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=30,
                          stdin=subprocess.DEVNULL, env={**os.environ, "MIBS": ""})


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind((HOST, 0))
        return held.getsockname()[1]


class Pair:
    """A stock snmptrapd, and a simulator that sends to it."""

    def __init__(self, folder):
        port = free_port()
        engines = "".join(f"createUser -e 0x{ENGINE % i} u SHA-256 auth-secret AES priv-secret\n"
                          for i in range(len(BOXES)))
        (folder / "snmptrapd.conf").write_text(
            f"{engines}authUser log u priv\nauthCommunity log k7\n")
        self.log = folder / "log"
        self.output = open(self.log, "wb")  # pylint: disable=consider-using-with
        env = {**os.environ, "SNMP_PERSISTENT_DIR": str(folder / "persistent"), "MIBS": "",
               "SNMPCONFPATH": str(folder)}
        self.receiver = subprocess.Popen(  # pylint: disable=consider-using-with
            [snmptrapd(), "-f", "-n", "-Lo", "-C", "-c", str(folder / "snmptrapd.conf"), "-On",
             "-Oe", "-F", "GOT %N|%w|%q|%v\n", f"udp:{HOST}:{port}", f"udp6:[::1]:{port}"],
            env=env, stdout=self.output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        until(self.text, lambda: "NET-SNMP version" in self.text())
        self.control, addr = folder / "control", folder / "addr"
        v3 = "version=v3,user=u,auth=auth-secret,priv=priv-secret,engine-id="
        words = [f"{name}-v2c,family={name},address=127.1.72.{i + 1},version=v2c,community=k7,"
                 f"trap-to={HOST}:{port}" for i, name in enumerate(BOXES)]
        words += [f"{name}-v3,family={name},address=127.1.72.{i + 11},{v3}{ENGINE % i},"
                  f"trap-to={HOST}:{port}" for i, name in enumerate(BOXES)]
        words += [f"{name}-v1,family={name},address=127.1.72.{i + 21},version=v2c,community=k7,"
                  f"trap-version=v1,trap-to={HOST}:{port}" for i, name in enumerate(BOXES)]
        words += [f"six,family=ssg-500,address=::1,version=v2c,community=k7,trap-to=::1:{port}"]
        self.sim = subprocess.Popen(  # pylint: disable=consider-using-with
            [str(SIM), "--port", "0", "--addr-file", str(addr), "--control", str(self.control),
             "--for", "120", *[f"--device={w}" for w in words]])
        until(lambda: "the simulator's address", addr.exists)
        self.port = addr.read_text().split()[1]

    def stop(self):
        for process in (self.sim, self.receiver):
            process.terminate()
            process.wait(40)
        self.output.close()

    def text(self):
        """What it printed, in whole lines."""
        return story.whole_lines(self.log)

    def ctl(self, *words):
        done = run(SIM, "ctl", "--control", self.control, *words)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def traps(self, n, *words):
        """Does it, and gives the 'n' notifications that come of it."""
        before = len(self.text())
        self.ctl(*words)
        until(self.text, lambda: self.text()[before:].count("GOT ") >= n)
        return re.findall(r"^GOT (.*)$", self.text()[before:], re.M)


@pytest.fixture(scope="module", name="pair")
def started_pair(tmp_path_factory):
    made = Pair(tmp_path_factory.mktemp("traps"))
    yield made
    made.stop()


def bindings(line):
    return [tuple(one.split(" = ", 1)) for one in line.split("|", 3)[3].strip().split("\t")]


@pytest.mark.parametrize("version", ["v2c", "v3"])
@pytest.mark.parametrize("box,verb,words,wanted", ROWS,
                         ids=[f"{r[0]} {r[1]} {r[2]}" for r in ROWS])
def test_every_notification_arrives(pair, version, box, verb, words, wanted):
    got = pair.traps(len(wanted), verb, f"{box}-{version}", *words.split())
    assert len(got) == len(wanted)
    for line, (trap, carried) in zip(got, wanted):
        found = bindings(line)
        assert found[0][0] == UPTIME and found[0][1].startswith("Timeticks: ")
        assert found[1] == (TRAP, f"OID: {trap}")
        assert [name for name, _ in found[2:-1]] == [name for name, _ in carried], found
        for (_, value), (_, pattern) in zip(found[2:-1], carried):
            assert re.fullmatch(pattern, value), (value, pattern)
        assert re.fullmatch(re.escape(LOG) + r"\.(\d+) = Gauge32: \1", " = ".join(found[-1]))


@pytest.mark.parametrize("box,words,enterprise,generic,specific,n", [
    ("ssg-500", "psu 1", A, 6, 17, 3), ("ssg-500", "link L1", f"{A}.5.1.29", 2, 0, 4),
    ("netxplorer", "reboot", ".1.3.6.1.4.1.8072.3.2.10", 0, 0, 1),
    # Counter64 alTimestamp cannot be said in SNMPv1.
    ("netxplorer", "board 2", f"{A}.10", 6, 1, 4)])
def test_the_form_of_v1(pair, box, words, enterprise, generic, specific, n):
    line = pair.traps(1, "fault", f"{box}-v1", *words.split())[0]
    got = [one.lstrip(".") for one in line.split("|")[:3]]
    assert got == [enterprise.lstrip("."), str(generic), str(specific)], line
    assert len(bindings(line)) == n and "Counter64" not in line, line


def test_log_numbers_have_no_gap(pair):
    numbers = [int(bindings(pair.traps(1, "fault", "ac-500-v2c", "fan")[0])[-1][0].split(".")[-1])
               for _ in range(3)]
    assert numbers == list(range(numbers[0], numbers[0] + 3))


def test_quiet_and_silent_send_nothing(pair):
    before = len(pair.text())
    pair.ctl("fault", "six", "psu", "0", "quiet")
    pair.ctl("fault", "six", "silence", "on")
    pair.ctl("fault", "six", "fan")
    pair.ctl("clear", "six", "silence")
    # The first that is sent is the first that comes: it is the next one.
    pair.ctl("fault", "six", "licence", "expired")
    until(pair.text, lambda: "GOT " in pair.text()[before:])
    got = re.findall(r"^GOT (.*)$", pair.text()[before:], re.M)
    assert len(got) == 1 and f"{A}.0.24" in got[0], got


def test_v6_answers(pair):
    done = run("snmpget", "-v2c", "-ck7", "-Oqv", f"udp6:[::1]:{pair.port}", "1.3.6.1.2.1.1.5.0")
    assert "six" in done.stdout, done.stderr
