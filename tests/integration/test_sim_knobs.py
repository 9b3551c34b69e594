"""What vigie-sim can do wrong on the wire, knob by knob: seen in the datagrams themselves, by
Debian's snmpget, and by the agent, which must not believe or must not mind.

Test number 110 (127.1.110.0/24).
"""
import json
import select
import signal
import socket
import subprocess
import time

import pytest

import simvalues
import stand
from stand import integer, oid, run, story, tlv, varbind, wait_for
from test_badpeers import dotted, elements

NET = "127.1.110"
NAME, UPTIME = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.3.0"
IN32, IN64 = "1.3.6.1.2.1.2.2.1.10.100", "1.3.6.1.2.1.31.1.1.1.6.100"
ENGINE = "1.3.6.1.6.3.10.2.1.1.0"
GET, BULK, NULL = 0xA0, 0xA5, b"\x05\x00"


class Answer:
    """A datagram taken apart."""

    def __init__(self, data, source):
        self.data, self.source = data, source
        _, (_, self.community), (_, pdu) = elements(elements(data)[0][1])
        number, (_, status), _, (_, bindings) = elements(pdu)
        self.number, self.status = int.from_bytes(number[1], "big"), status[0]
        self.values = {}
        for _, one in elements(bindings):
            (_, name), (_, value) = elements(one)
            self.values[dotted(name)] = int.from_bytes(value, "big")


def request(number, oids=(NAME,), tag=GET, repeat=0):
    pdu = integer(number) + integer(0) + integer(repeat) + tlv(
        0x30, b"".join(varbind(o, NULL) for o in oids))
    return tlv(0x30, integer(1) + tlv(4, b"k7") + tlv(tag, pdu))


class Sim:
    """A device "a" at .1 and a sound one, "b", at .2, and a socket that asks."""

    def __init__(self, folder):
        self.stage = story.Stage(stand.BUILD, folder, False)
        self.control = folder / "control"
        (folder / "sim-state").mkdir()
        devices = [w for n, name in enumerate("ab", 1) for w in (
            "--device", f"{name},family=bench,address={NET}.{n},version=v2c,community=k7")]
        devices += [w for n, name in enumerate("cd", 3) for w in (
            "--device", f"{name},family=bench,address={NET}.{n},version=v3,user=u,"
            "auth=auth-secret,priv=priv-secret")]
        self.stage.start("vigie-sim", "--port", "0", "--addr-file", folder / "sim-state/sim.addr",
                         "--control", self.control, *devices)
        self.process = self.stage.programs[-1][1]
        self.port = int(self.stage.address_of("sim-state", "sim")[1])
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((f"{NET}.250", 0))
        self.socket.settimeout(10)

    def tell(self, *words):
        done = run("vigie-sim", "ctl", "--control", self.control, *words)
        assert done.returncode == 0 and done.stdout.startswith("ok"), done.stdout
        return dict(w.split("=") for w in done.stdout.split() if "=" in w)

    def send(self, data, host=1):
        self.socket.sendto(data, (f"{NET}.{host}", self.port))

    def take(self):
        return self.socket.recvfrom(65535)

    def ask(self, oids=(NAME,), host=1, **other):
        self.send(request(7, oids, **other), host)
        return Answer(*self.take())

    def send_at_once(self, *requests):
        """To "a", then number 7 to "b": both are there when the simulator reads them; when that was."""
        self.process.send_signal(signal.SIGSTOP)
        for one in requests:
            self.send(one)
        self.send(request(7), 2)
        begun = time.monotonic()
        self.process.send_signal(signal.SIGCONT)
        return begun

    def nothing_more(self):
        """The sound device is asked: what came before its answer would have been seen."""
        answer = self.ask(host=2)
        assert answer.source[0] == f"{NET}.2"
        return not select.select([self.socket], [], [], 0)[0]

    def snmpget(self, host, *oids):
        done = subprocess.run(
            [stand.tool("snmpget"), "-v3", "-u", "u", "-l", "authPriv", "-a", "SHA-256", "-A",
             "auth-secret", "-x", "AES", "-X", "priv-secret", "-r1", "-t5", "-Oqvx",
             f"{NET}.{host}:{self.port}", *oids], capture_output=True, text=True, timeout=30,
            check=False)
        return done.stdout.replace('"', "").strip()

    def stop(self):
        self.socket.close()
        self.stage.stop()


@pytest.fixture(name="sim")
def make_sim(tmp_path):
    made = Sim(tmp_path)
    yield made
    made.stop()


# --- what stands in the datagrams -------------------------------------------------------------
@pytest.mark.parametrize("knob", ["loss-in", "loss-out"])
def test_loss_is_seeded(sim, knob):
    """Which datagrams are lost follows from the device's name alone."""
    sim.tell("knob", "a", knob, 30)
    heard = []
    for number in range(100):
        sim.send(request(number + 1000))
    sim.send(request(7), 2)
    while (answer := Answer(*sim.take())).number != 7:
        heard.append(answer.number - 1000)
    seed = simvalues.hashed(b"a")
    assert heard == [n for n in range(100) if simvalues.mix(seed, n) % 100 >= 30]
    assert 50 < len(heard) < 90 and int(sim.tell("stats", "a")[knob]) == 100 - len(heard)


def test_loss_of_all_and_back(sim):
    sim.tell("knob", "a", "loss-out", 100)
    sim.send(request(1))
    assert sim.nothing_more()
    sim.tell("knob", "a", "clear")
    assert sim.ask().number == 7


def test_answers_wait(sim):
    sim.tell("knob", "a", "delay", 200)
    sim.tell("knob", "a", "jitter", 100)
    begun = sim.send_at_once(request(1))
    assert Answer(*sim.take()).number == 7  # the others do not wait
    assert Answer(*sim.take()).number == 1
    assert time.monotonic() - begun >= 0.2
    counts = sim.tell("stats", "a")
    assert counts["delay"] == counts["jitter"] == "1"


def test_a_slow_device_works_on_one_request_after_the_other(sim):
    sim.tell("knob", "a", "slow", 20000)
    begun = sim.send_at_once(request(1, [NAME] * 5), request(2, [NAME] * 5))
    assert Answer(*sim.take()).number == 7
    assert Answer(*sim.take()).number == 1 and time.monotonic() - begun >= 0.1
    assert Answer(*sim.take()).number == 2 and time.monotonic() - begun >= 0.2


def test_answers_from_elsewhere(sim):
    sim.tell("knob", "a", "source", f"{NET}.99")
    assert sim.ask().source == (f"{NET}.99", sim.port)
    sim.tell("knob", "a", "source", 0)
    sim.tell("knob", "a", "other-port", 1)
    host, port = sim.ask().source
    assert host == f"{NET}.1" and port != sim.port


def test_another_community_and_request(sim):
    sim.tell("knob", "a", "other-community", "public")
    assert sim.ask().community == b"public"
    sim.tell("knob", "a", "clear")
    sim.tell("knob", "a", "other-request", 1)
    answer = sim.ask()
    assert (answer.number, answer.community) == (6, b"k7")
    assert sim.ask(host=2).number == 7


def test_noise_and_octets_that_lack(sim):
    sim.tell("clock", 100)
    good = sim.ask().data
    sim.tell("knob", "a", "garbage", 100)
    sim.send(request(7))
    noise = sim.take()[0]
    assert len(noise) == len(good) and noise != good
    sim.tell("knob", "a", "garbage", 0)
    for cut, left in ((5, good[:-5]), (60000, b"")):
        sim.tell("knob", "a", "cut", cut)
        sim.send(request(7))
        assert sim.take()[0] == left


def test_answers_come_again(sim):
    sim.tell("knob", "a", "duplicate", 2)
    sim.send(request(7))
    assert len({sim.take() for _ in range(3)}) == 1
    assert sim.nothing_more() and sim.tell("stats", "a")["duplicate"] == "2"


def test_too_big(sim):
    names = [f"1.3.6.1.2.1.2.2.1.8.{100 + i}" for i in range(6)]
    sim.tell("knob", "a", "max-bindings", 4)
    assert sim.ask(names[:4]).status == 0 and sim.ask(names[:5]).status == 1
    assert len(sim.ask(["1.3"], tag=BULK, repeat=20).values) == 4
    sim.tell("knob", "a", "clear")
    assert sim.ask(names).status == 0
    sim.tell("knob", "a", "max-octets", 60)
    assert sim.ask(names[:3]).status == 0 and sim.ask(names[:4]).status == 1
    counts = sim.tell("stats", "a")
    assert (counts["max-bindings"], counts["max-octets"]) == ("1", "1")


# --- what is said of itself -------------------------------------------------------------------
def test_two_devices_of_one_engine(sim):
    own = sim.snmpget(3, ENGINE)
    assert own and own != sim.snmpget(4, ENGINE)
    for name in "cd":
        sim.tell("knob", name, "engine-id", "80000a2b0501020304")
    assert sim.snmpget(3, ENGINE) == sim.snmpget(4, ENGINE) == "80 00 0A 2B 05 01 02 03 04"
    sim.tell("knob", "c", "engine-id", 0)
    assert sim.snmpget(3, ENGINE) == own


def test_counters_go_over(sim):
    sim.tell("clock", 1000)
    sim.tell("knob", "a", "counter-wrap", 1000)
    before = sim.ask([IN32, IN64]).values
    assert before[IN32] == 2**32 - 1000
    sim.tell("clock", 1060)
    after = sim.ask([IN32, IN64]).values
    assert after[IN32] < before[IN32]
    assert (after[IN32] - before[IN32]) % 2**32 == after[IN64] - before[IN64] > 0


def test_up_time_goes_over(sim):
    sim.tell("clock", 1000)
    sim.tell("knob", "a", "uptime-wrap", 5)
    assert sim.ask([UPTIME]).values[UPTIME] == 2**32 - 500
    sim.tell("clock", 1006)
    assert sim.ask([UPTIME]).values[UPTIME] == 100
    sim.tell("fault", "a", "reboot", "quiet")
    assert sim.ask([UPTIME]).values[UPTIME] == 0


def test_many_at_once_and_what_is_refused(sim):
    sim.tell("knob", "*/2", "delay", 5)
    assert sim.tell("status", "a")["delay"] == "5" and "delay" not in sim.tell("status", "b")
    sim.tell("knob", "*", "clear")
    assert "delay" not in sim.tell("status", "a")
    sim.tell("fault", "*/2", "reboot", "quiet")
    assert [sim.tell("status", n)["boots"] for n in "abcd"] == ["2", "1", "2", "1"]
    assert run("vigie-sim", "ctl", "--control", sim.control, "fault", "*", "psu", "1",
               "quiet").returncode == 1
    for words in (("a", "delay", "x"), ("a", "loss-in", "101"), ("a", "source", "10.0.0.1"),
                  ("none", "delay", "1"), ("a", "dance", "1"), ("a", "delay"), ("*/0", "delay", "1"),
                  ("a", "source", "::1"), ("a", "engine-id", "zz")):
        done = run("vigie-sim", "ctl", "--control", sim.control, "knob", *words)
        assert done.returncode == 1 and done.stdout.startswith("error"), words
    counts = sim.tell("stats")
    assert counts["devices"] == "4" and {"cpu-us", "octets-in", "garbage"} <= set(counts)


# --- the agent --------------------------------------------------------------------------------
LIVED_WITH = {"lossy": "loss-in=15,loss-out=15", "late": "delay=60,jitter=20", "slow": "slow=1500",
              "twice": "duplicate=2", "small": "max-bindings=5", "smaller": "max-octets=200",
              "wraps": "counter-wrap=100000"}
NOT_BELIEVED = {"elsewhere": f"source={NET}.99", "other-port": "other-port=1",
                "other-community": "other-community=public", "other-request": "other-request=1",
                "noise": "garbage=100", "cut": "cut=3"}


class Site:
    """An agent and a device for each of the above; two v3 devices of one engine."""

    def __init__(self, folder):
        self.folder, self.stage = folder, story.Stage(stand.BUILD, folder, False)
        (folder / "sim-state").mkdir()
        knobs = {"good": "loss-in=0", **LIVED_WITH, **NOT_BELIEVED}
        words, devices = [], []
        for n, (name, knob) in enumerate(knobs.items(), 1):
            words += ["--device", f"{name},family=ssg-500,address={NET}.{n},version=v2c,"
                      f"community=k7,{knob}"]
            devices.append((name, {"address": f"{NET}.{n}", "version": "v2c", "credential": "k"}))
        for n, name in enumerate(("twin-1", "twin-2"), 200):
            words += ["--device", f"{name},family=ssg-500,address={NET}.{n},version=v3,user=u,"
                      "auth=auth-secret,priv=priv-secret,engine-id=80000a2b0501020304"]
            devices.append((name, {"address": f"{NET}.{n}", "version": "v3", "user": "u",
                                   "credential": "v3"}))
        self.stage.start("vigie-sim", "--port", "0", "--addr-file", folder / "sim-state/sim.addr",
                         "--control", folder / "sim.sock", *words)
        port = self.port = self.stage.address_of("sim-state", "sim")[1]
        self.hosts = {name: n for n, name in enumerate(knobs, 1)}
        self.stage.write("agent-state/credentials/lyon-2", stand.PHRASES, 0o400)
        self.stage.write("agent-state/credentials/k", "community: k7\n", 0o400)
        self.stage.write("agent-state/credentials/v3", "auth: auth-secret\npriv: priv-secret\n",
                         0o400)
        tree = story.agent_tree((f"{NET}.251", 9), (f"{NET}.1", port))
        top = tree["vigie-agent:agent"]
        top["poll"].update({"interval-ms": 500, "timeout-ms": 400, "tries": 4})
        top["device"] = [{"name": name, "site": "lyon-2", "supplier": "allot",
                          "snmp": {"port": port, **snmp}} for name, snmp in devices]
        self.stage.start("vigie-agent", "--config", self.stage.write("agent.json", tree),
                         "--state", folder / "agent-state", "--socket", folder / "agent.sock")

    def status(self):
        done = subprocess.run(
            [stand.tool("curl"), "-s", "--unix-socket", str(self.folder / "agent.sock"),
             "http://localhost/restconf/data/vigie-agent:agent-status"], capture_output=True,
            text=True, timeout=40, check=False)
        if done.returncode != 0:
            return {}
        found = json.loads(done.stdout)["vigie-agent:agent-status"].get("device", [])
        return {d["name"]: d for d in found}

    def log(self):
        return story.whole_lines(self.folder / "vigie-agent.log")

    def tell(self, *words):
        done = run("vigie-sim", "ctl", "--control", self.folder / "sim.sock", *words)
        assert done.stdout.startswith("ok"), done.stdout

    def uptime(self, name):
        """What the device itself says of its up time, in ticks."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(10)
            s.sendto(request(1, [UPTIME]), (f"{NET}.{self.hosts[name]}", self.port))
            return Answer(*s.recvfrom(65535)).values[UPTIME]

    def more_polls(self, names):
        before = {n: self.counts(n)["answered"] for n in names}
        wait_for("more polls", lambda: all(self.counts(n)["answered"] >= before[n] + 20
                                           for n in names), 60)

    def counts(self, name):
        done = run("vigie-sim", "ctl", "--control", self.folder / "sim.sock", "stats", name)
        return {k: int(v) for k, v in (w.split("=") for w in done.stdout.split() if "=" in w)}


@pytest.fixture(name="site")
def make_site(tmp_path):
    made = Site(tmp_path)
    yield made
    made.stage.stop()


def test_the_agent_among_all_of_them(site):
    up = {"good", "twin-1", "twin-2", *LIVED_WITH}

    def settled():
        site.stage.check_alive()
        now = site.status()
        return all(now.get(n, {}).get("family") == "ssg-500" for n in up) and all(
            now[n]["reach"] == "down" for n in NOT_BELIEVED)

    wait_for("those that are up, and those that are not", settled, 60)
    # Each did what it is for, and was still asked when the agent had made up its mind.
    for name, knobs in {**LIVED_WITH, **NOT_BELIEVED}.items():
        counts = site.counts(name)
        for knob in (k.split("=")[0] for k in knobs.split(",")):
            assert counts.get(knob, 0) > 0 or knob.endswith("wrap"), (name, knob, counts)
    # A wrap is no restart, and one engineID for two devices mixes up nothing.
    site.tell("knob", "wraps", "uptime-wrap", "3")
    wait_for("a poll before", lambda: site.uptime("wraps") > 2**31)
    wait_for("the wrap", lambda: site.uptime("wraps") < 2**31, 20)
    site.more_polls(up)
    now = site.status()
    assert {n for n in now if now[n]["reach"] != "up"} == set(NOT_BELIEVED), now
    assert not any(f"device/{n}:" in line and "raise" in line for line in site.log().splitlines()
                   for n in up), site.log()
    # A restart is one.
    site.tell("fault", "good", "reboot", "quiet")
    wait_for("a restart", lambda: "device/good: unexpected-restart raise" in site.log(), 20)
    assert "device/wraps: unexpected-restart" not in site.log()
