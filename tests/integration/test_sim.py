"""The simulator against Debian's own SNMP tools: its codec is neither theirs nor ours.

Test number 10 (127.1.10.0/24).
"""
import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIM = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve() / "vigie-sim"
ALLOT = "1.3.6.1.4.1.2603"
POWER, NAME = f"{ALLOT}.5.2.6.5.2.0", "1.3.6.1.2.1.1.5.0"
V2C = ("-v2c", "-c", "k7")
V3 = ("-v3", "-u", "u", "-l", "authPriv", "-a", "SHA-256", "-A", "auth-secret", "-x", "AES",
      "-X", "priv-secret")
DEVICES = {"ne-7": "ssg-500,address=127.1.10.1,version=v2c,community=k7",
           "sg": "sg-sigma-e14,address=127.1.10.2,version=v2c,community=k7",
           "nx": "netxplorer,address=127.1.10.3,version=v2c,community=k7",
           "ac": "ac-500,address=127.1.10.4,version=v2c,community=k7",
           "ne-8": "ssg-500,address=127.1.10.5,version=v3,user=u,auth=auth-secret,"
                   "priv=priv-secret"}


def run(*words):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=30,
                          stdin=subprocess.DEVNULL, env={**os.environ, "MIBS": ""})


class Sim:
    def __init__(self, folder):
        self.control = folder / "control"
        words = [f"--device={name},family={rest}" for name, rest in DEVICES.items()]
        self.process = subprocess.Popen([str(SIM), "--port", "0", "--addr-file",
                                         str(folder / "addr"), "--control", str(self.control),
                                         "--for", "120", *words], stderr=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while not (folder / "addr").exists():
            assert time.monotonic() < end, "no address within 60 s"
            time.sleep(0.02)
        self.port = (folder / "addr").read_text().split()[1]

    def ask(self, tool, how, host, *words):
        return run(tool, "-r1", "-t10", *how, "-Oqn", f"127.1.10.{host}:{self.port}", *words)

    def ctl(self, *words):
        return run(SIM, "ctl", "--control", self.control, *words)


@pytest.fixture
def sim(tmp_path):
    made = Sim(tmp_path)
    yield made
    made.process.terminate()
    made.process.wait(40)


@pytest.mark.parametrize("host,how", [(1, V2C), (2, V2C), (3, V2C), (4, V2C), (5, V3)])
def test_walks_are_whole_and_in_order(sim, host, how):
    bulk = sim.ask("snmpbulkwalk", how, host, ".1").stdout.splitlines()
    names = [[int(a) for a in line.split()[0].strip(".").split(".")]
             for line in bulk if line.startswith(".")]
    assert len(names) > 100 and names == sorted(names)
    nexts = sim.ask("snmpwalk", how, host, ".1").stdout.splitlines()
    assert [n.split()[0] for n in nexts] == [b.split()[0] for b in bulk]


@pytest.mark.parametrize("number,power", [("0", "2"), ("1", "3")])
def test_a_power_supply_fails_and_comes_back(sim, number, power):
    assert sim.ctl("fault", "ne-7", "psu", number).stdout.startswith("ok")
    assert sim.ask("snmpget", V2C, 1, POWER).stdout.split()[1] == power
    assert sim.ctl("clear", "ne-7", "psu", number).returncode == 0
    assert sim.ask("snmpget", V2C, 1, POWER).stdout.split()[1] == "1"


def test_wrong_credentials_get_nothing(sim):
    assert sim.ask("snmpget", ("-v2c", "-c", "bad", "-t1"), 1, NAME).returncode != 0
    wrong = [w.replace("auth-secret", "wrong-secret") for w in V3]
    assert "Authentication failure" in sim.ask("snmpget", wrong, 5, NAME).stderr


def test_a_v3_agent_follows_a_reboot(sim):
    assert sim.ctl("fault", "ne-8", "reboot", "quiet").returncode == 0
    assert "ne-8" in sim.ask("snmpget", V3, 5, NAME).stdout


def test_a_wrong_line_is_refused(sim):
    for words in (("fault", "ne-7", "psu", "7"), ("fault", "none", "fan"), ("dance",)):
        done = sim.ctl(*words)
        assert done.returncode == 1 and done.stdout.startswith("error"), words


def test_a_set_is_refused_and_counted(sim):
    assert "notWritable" in sim.ask("snmpset", V2C, 1, NAME, "s", "x").stderr
    assert "sets=1" in sim.ctl("status").stdout
    sim.process.send_signal(signal.SIGTERM)
    assert sim.process.wait(40) == 1


def test_sigterm_is_a_clean_end(sim):
    sim.process.send_signal(signal.SIGTERM)
    assert sim.process.wait(40) == 0
    assert not sim.control.exists()


@pytest.mark.parametrize("words,says", [
    (("--device", "a,family=ac-500,address=10.0.0.1,version=v2c,community=k"), "10.0.0.1"),
    (("--device", "a,family=ac-500,address=0.0.0.0,version=v2c,community=k"), "0.0.0.0"),
    (("--device", "a,family=ac-500,address=fe80::1,version=v2c,community=k"), "fe80::1"),
    (("--many", "3,family=ac-500,from=127.255.255.254,version=v2c,community=k"), "128.0.0.0"),
    (("--device", "a,family=ac-500,address=127.1.10.9,version=v2c,community=k,"
      "trap-to=192.0.2.1:162"), "192.0.2.1")])
def test_only_loopback_is_simulated(words, says):
    done = run(SIM, "--port", "0", *words)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1, done.stderr
    assert says in done.stderr and "only 127.0.0.0/8 and ::1" in done.stderr, done.stderr


def test_snmpv1_has_its_own_errors(sim):
    v1, octets = ("-v1", "-c", "k7"), "1.3.6.1.2.1.31.1.1.1.6"
    assert "ne-7" in sim.ask("snmpget", v1, 1, NAME).stdout
    assert "noSuchName" in sim.ask("snmpget", v1, 1, f"{octets}.100").stderr
    names = [line.split()[0] for line in sim.ask("snmpwalk", v1, 1, ".1").stdout.splitlines()
             if line.startswith(".")]
    assert len(names) > 500 and not any(name.startswith(f".{octets}.") for name in names)


@pytest.mark.parametrize("oid,says", [
    ("1.3.6.1.2.1.1.5.1", "No Such Instance"), (f"{ALLOT}.5.5.18.1.3.9.9", "No Such Instance"),
    (f"{ALLOT}.5.5.18.1.9.0.1001", "No Such Object"), ("1.3.6.1.2.1.99.1.0", "No Such Object")])
def test_what_is_missing_has_its_name(sim, oid, says):
    assert says in sim.ask("snmpget", V2C, 1, oid).stdout
    assert says in sim.ask("snmpget", V3, 5, oid).stdout


def test_the_end_and_the_limit(sim):
    assert "No more variables" in sim.ask("snmpgetnext", V2C, 1, "2.1").stdout
    assert "tooBig" in sim.ask("snmpget", V2C, 1, *["1.3.6.1.2.1.1.1.0"] * 60).stderr
    few = sim.ask("snmpbulkget", (*V2C, "-Cn1", "-Cr4"), 1, "1.3.6.1.2.1.1.4", "1.3.6.1.2.1.2")
    assert len(few.stdout.splitlines()) == 5, few.stdout
    many = sim.ask("snmpbulkget", (*V2C, "-Cr2000000000"), 1, ".1")
    assert 20 < len(many.stdout.splitlines()) < 200


def test_silence_is_silent(sim):
    assert sim.ctl("fault", "ne-7", "silence", "on").returncode == 0
    assert "Timeout" in sim.ask("snmpget", (*V2C, "-r0", "-t0.2"), 1, NAME).stderr
    assert "ac" in sim.ask("snmpget", V2C, 4, NAME).stdout  # the others answer on
    assert sim.ctl("clear", "ne-7", "silence").returncode == 0
    assert "ne-7" in sim.ask("snmpget", V2C, 1, NAME).stdout


def answered(sim, host, data):
    """One datagram to a device and its answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(5)
        asker.sendto(data, (f"127.1.10.{host}", int(sim.port)))
        return asker.recv(65535)


def test_thousands_of_broken_datagrams_change_nothing(sim):
    """The same ones in each run; a good one in between shows that none is left waiting."""
    dice = random.Random(86)
    good = bytes.fromhex("3022" "020101" "04026b37" "a119" "020101" "020100" "020100"
                         "300e" "300c" "0608" "2b06010201010500" "0500")
    first = answered(sim, 1, good)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thrower:
        for n in range(3000):
            data = bytearray(good if n % 5 else dice.randbytes(dice.randrange(1500)))
            for _ in range(dice.randrange(1, 5)):
                if data:
                    data[dice.randrange(len(data))] = dice.randrange(256)
            thrower.sendto(bytes(data[:dice.randrange(len(data) + 1)] if n % 7 == 0 else data),
                           (f"127.1.10.{1 + n % 5}", int(sim.port)))
            if n % 100 == 0:
                assert answered(sim, 1, good) == first
    assert answered(sim, 1, good) == first
    counts = dict(w.split("=") for w in sim.ctl("status").stdout.split()[1:])
    assert int(counts["dropped"]) > 1000 and int(counts["refused"]) > 100, counts
