"""The agent among devices that lie, loop, drip, refuse or are not there: it says one clear line,
believes nothing, polls on, and the good device beside them notices nothing.

Test number 61 (127.1.61.0/24).
"""
import json
import socket
import subprocess
import threading

import pytest

import stand
from stand import ALLOT, integer, oid, run, story, tlv, varbind, wait_for

GET, BULK, RESPONSE = 0xA0, 0xA5, 0xA2
IDENTITY = {"1.3.6.1.2.1.1.2.0": oid(f"{ALLOT}.5.1.15"),  # an AC-500
            "1.3.6.1.2.1.1.1.0": tlv(4, b"NetEnforcer"),
            "1.3.6.1.2.1.1.3.0": integer(4711, 0x43)}
BAD_POWER = {f"{ALLOT}.5.2.6.5.2.0": integer(3)}


def table_columns():
    """The columns of all tables that the packs' probes walk."""
    found = set()
    for pack in sorted((stand.ROOT / "lib/packs").glob("*.json")):
        for probe in json.loads(pack.read_text())["vigie-pack:pack"].get("probe", []):
            found |= {c["oid"] for c in probe.get("column", []) if "oid" in c}
    return found


COLUMNS = table_columns()


def column_of(name):
    """The column that an OID of a walk is of, and whether the walk begins there."""
    parts = name.split(".")
    return next(c for n in range(len(parts), 0, -1)
                if (c := ".".join(parts[:n])) in COLUMNS), name in COLUMNS


# --- a device of our own ----------------------------------------------------------------------
def element(data, at):
    """Tag, content and end of the element at 'at'."""
    n, begin = data[at + 1], at + 2
    if n & 128:
        begin += n & 127
        n = int.from_bytes(data[at + 2:begin], "big")
    return data[at], data[begin:begin + n], begin + n


def elements(data):
    at, found = 0, []
    while at < len(data):
        tag, content, at = element(data, at)
        found.append((tag, content))
    return found


def dotted(content):
    arcs, arc = [content[0] // 40, content[0] % 40], 0
    for octet in content[1:]:
        arc = arc << 7 | octet & 127
        if octet < 128:
            arcs.append(arc)
            arc = 0
    return ".".join(map(str, arcs))


class Ask:
    """One request as it came."""

    def __init__(self, datagram):
        parts = elements(element(datagram, 0)[1])
        self.community, (self.tag, pdu) = parts[1][1], parts[2]
        fields = elements(pdu)
        self.number = int.from_bytes(fields[0][1], "big", signed=True)
        self.repetitions = fields[2][1][-1]
        self.oids = [dotted(elements(v)[0][1]) for _, v in elements(fields[3][1])]

    def answer(self, values, error=0, number=None, community=None, tag=RESPONSE, version=1):
        """'values': pairs of an OID and an encoded value."""
        pdu = (integer(self.number if number is None else number) + integer(error) + integer(0) +
               tlv(0x30, b"".join(varbind(*v) for v in values)))
        return tlv(0x30, integer(version) + tlv(4, community or self.community) + tlv(tag, pdu))

    def truth(self, more=None, **other):
        """An honest answer to a GET; tables are empty."""
        known = {**IDENTITY, **(more or {})}
        return self.answer([(o, known.get(o, b"\x81\x00") if self.tag == GET else b"\x82\x00")
                            for o in self.oids], **other)


class Device(threading.Thread):
    """Answers each request with what 'behave'(ask, device) gives: datagrams and their sockets."""

    def __init__(self, behave):
        super().__init__(daemon=True)
        self.behave, self.asked, self.ended = behave, 0, False
        self.socket, self.elsewhere, self.stranger = (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3))
        self.socket.bind(("127.1.61.8", 0))
        self.elsewhere.bind(("127.1.61.8", 0))
        self.stranger.bind(("127.1.61.9", 0))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self):
        while not self.ended:
            try:
                datagram, source = self.socket.recvfrom(65535)
            except socket.timeout:
                continue
            self.asked += 1
            for sender, answer in self.behave(Ask(datagram), self):
                sender.sendto(answer, source)

    def stop(self):
        self.ended = True
        self.join(10)
        for s in (self.socket, self.elsewhere, self.stranger):
            s.close()


class Site:
    """An agent, a good device ne-7, and the device "bad"."""

    def __init__(self, folder):
        self.s = stand.Stand(folder, 61)
        self.folder, self.control, self.device = folder, folder / "sim.sock", None
        self.sims = [f"ne-7,family=ssg-500,address=127.1.61.7,version=v2c,"
                     f"community={story.COMMUNITY}"]

    def simulate(self):
        (self.folder / "sim-state").mkdir()
        words = [w for d in self.sims for w in ("--device", d)]
        self.s.stage.start("vigie-sim", "--port", "0", "--addr-file",
                           self.folder / "sim-state/sim.addr", "--control", self.control, *words)
        return self.s.stage.address_of("sim-state", "sim")[1]

    def start(self, behave=None, snmp=None, credential=None):
        """'behave': our own device; else 'snmp' says where the bad one is and how it is asked."""
        port = self.simulate()
        stage = self.s.stage
        if behave:
            self.device = Device(behave)
        stage.write("agent-state/credentials/lyon-2", stand.PHRASES, 0o400)
        stage.write("agent-state/credentials/ne-7", f"community: {story.COMMUNITY}\n", 0o400)
        stage.write("agent-state/credentials/bad", credential or "community: secret\n", 0o400)
        tree = story.agent_tree(("127.1.61.2", 9), ("127.1.61.7", port))
        top = tree["vigie-agent:agent"]
        # One poll without an answer is enough; the good one may wait for the processor for a while.
        top["poll"].update({"interval-ms": 200, "timeout-ms": 250, "tries": 2, "unreachable-after": 1})
        how = {"address": "127.1.61.8", "port": self.device.port if self.device else port,
               "version": "v2c", "credential": "bad", **(snmp or {})}
        top["device"].append({"name": "bad", "site": "lyon-2", "supplier": "allot", "snmp": how})
        stage.start("vigie-agent", "--config", stage.write("agent.json", tree), "--state",
                    self.folder / "agent-state", "--socket", self.folder / "agent.sock")

    def status(self, name):
        done = subprocess.run(
            [stand.tool("curl"), "-s", "--unix-socket", str(self.folder / "agent.sock"),
             "http://localhost/restconf/data/vigie-agent:agent-status"], capture_output=True,
            text=True, timeout=40, check=False)
        if done.returncode != 0:
            return {}
        devices = json.loads(done.stdout)["vigie-agent:agent-status"].get("device", [])
        return next((d for d in devices if d["name"] == name), {})

    def lines(self, *words):
        return [n for n in self.s.log("vigie-agent").splitlines() if all(w in n for w in words)]

    def reaches(self, what, says=None):
        return wait_for(f"bad to be {what}", lambda: (lambda d: d.get("reach") == what and (
            says is None or says in d.get("failure", "")))(self.status("bad")), 20)

    def good_notices_nothing(self):
        """The good device is up all the while, and its faults are found."""
        assert run("vigie-sim", "ctl", "--control", self.control, "fault", "ne-7", "psu", "1",
                   "quiet").returncode == 0
        wait_for("the fault", lambda: self.lines("device/ne-7/psu/1: psu-failed raise"), 10)
        assert self.status("ne-7")["reach"] == "up"
        assert not self.lines("poll ne-7: suspect") and not self.lines("poll ne-7: down")
        self.s.stage.check_alive()

    def more_asked(self, n):
        before = self.device.asked
        wait_for(f"{n} more requests", lambda: self.device.asked >= before + n, 30)

    def stop(self):
        if self.device:
            self.device.stop()
        self.s.stop()


@pytest.fixture
def site(tmp_path):
    made = Site(tmp_path)
    yield made
    made.stop()


# --- liars ------------------------------------------------------------------------------------
LIES = {
    "another request-id": lambda a, d: [(d.socket, a.truth(BAD_POWER, number=a.number ^ 1))],
    "another port": lambda a, d: [(d.elsewhere, a.truth(BAD_POWER))],
    "another address": lambda a, d: [(d.stranger, a.truth(BAD_POWER))],
    "another community": lambda a, d: [(d.socket, a.truth(BAD_POWER, community=b"public"))],
    "another version": lambda a, d: [(d.socket, a.truth(BAD_POWER, version=0))],
    "a request": lambda a, d: [(d.socket, a.truth(BAD_POWER, tag=GET))],
    "a trap": lambda a, d: [(d.socket, a.truth(BAD_POWER, tag=0xA7))],
    "cut": lambda a, d: [(d.socket, a.truth(BAD_POWER)[:-1])],
    "noise": lambda a, d: [(d.socket, b"\x30\x84\xff\xff\xff\xff")],
    "nothing": lambda a, d: [(d.socket, b"")],
}


@pytest.mark.parametrize("lie", sorted(LIES))
def test_a_liar_counts_as_silent(site, lie):
    site.start(LIES[lie])
    site.reaches("down", "no answer")
    site.more_asked(6)
    assert len(site.lines("poll bad: down: no answer")) == 1, site.s.log("vigie-agent")
    assert len(site.lines("poll bad:")) <= 3
    # Its host answers ping, as every one on loopback does.
    wait_for("the fault", lambda: site.lines("management-silent raise"), 10)
    assert len(site.lines("device/bad/management/snmp: management-silent raise")) == 1
    assert not site.lines("device-unreachable raise")
    assert not site.lines("device/bad/psu")
    site.good_notices_nothing()


@pytest.mark.parametrize("lie", sorted(LIES))
def test_a_lie_before_the_truth_is_not_believed(site, lie):
    site.start(lambda a, d: LIES[lie](a, d) + [(d.socket, a.truth(
        {f"{ALLOT}.5.2.6.5.2.0": integer(1)}))])
    site.reaches("up")
    wait_for("it to be known", lambda: site.status("bad").get("family") == "ac-500", 10)
    site.more_asked(20)
    assert site.status("bad")["reach"] == "up"
    assert not site.lines("device/bad/psu"), site.s.log("vigie-agent")
    site.good_notices_nothing()


# --- devices that answer badly ----------------------------------------------------------------
def test_a_device_for_which_all_is_too_big(site):
    """It learns to ask for less; what is still too big then is left out, and it goes on."""
    most = []

    def behave(a, d):
        most.append(len(a.oids))
        if len(a.oids) > 4:
            return [(d.socket, a.answer([], error=1))]
        return [(d.socket, a.truth(BAD_POWER))]

    site.start(behave)
    wait_for("the fault that small requests show", lambda: site.lines("device/bad/psu"), 20)
    assert max(most) > 4 and site.status("bad")["reach"] == "up"
    site.more_asked(20)
    assert max(most[-20:]) <= 4, most
    site.good_notices_nothing()


def test_a_device_that_says_only_too_big(site):
    site.start(lambda a, d: [(d.socket, a.truth() if len(a.oids) <= 3 else a.answer(
        [], error=1))])
    site.reaches("up")
    site.more_asked(40)
    assert site.status("bad")["reach"] == "up"
    site.good_notices_nothing()


@pytest.mark.parametrize("name,index", [("the same", lambda n: 1), ("back and forth",
                                                                    lambda n: 2 - n % 2)])
def test_a_walk_that_loops_ends(site, name, index):
    bulks = []

    def behave(a, d):
        if a.tag == GET:
            return [(d.socket, a.truth())]
        bulks.append(column_of(a.oids[0])[1])
        return [(d.socket, a.answer([(f"{column_of(o)[0]}.{index(len(bulks))}", integer(7))
                                     for o in a.oids]))]

    site.start(behave)
    wait_for("walks", lambda: bulks.count(True) > 20, 30)
    site.good_notices_nothing()
    assert site.status("bad")["reach"] == "up", name
    # A walk goes on once or twice at most before it is shown the step back.
    assert len(bulks) <= 3 * bulks.count(True) + 3, bulks


def test_a_table_without_end_is_cut(site):
    """One row at a time, for ever: the device alone is late."""
    bulks = []

    def behave(a, d):
        if a.tag == GET:
            return [(d.socket, a.truth())]
        bulks.append(column_of(a.oids[0])[1])
        return [(d.socket, a.answer([(f"{column_of(o)[0]}.{len(bulks)}", integer(7))
                                     for o in a.oids]))]

    site.start(behave)
    wait_for("walks that were given up", lambda: bulks.count(True) > 2, 60)
    assert len(bulks) > 1000
    site.good_notices_nothing()
    assert site.status("bad")["reach"] == "up"


# --- SNMPv3 -----------------------------------------------------------------------------------
@pytest.mark.parametrize("user,auth,priv,says", [
    ("u", "another-secret", "priv-secret", "wrong authentication key"),
    ("u", "auth-secret", "another-secret", "wrong privacy key"),
    ("v", "auth-secret", "priv-secret", "it does not know the user"),
])
def test_a_v3_device_with_another_key(site, user, auth, priv, says):
    site.sims.append("bad,family=ssg-500,address=127.1.61.8,version=v3,user=u,auth=auth-secret,"
                     "priv=priv-secret")
    site.start(snmp={"version": "v3", "user": user}, credential=f"auth: {auth}\npriv: {priv}\n")
    site.reaches("down", says)
    wait_for("the fault", lambda: site.lines("credential-refused raise", says), 10)
    assert not site.lines("device-unreachable")
    assert len(site.lines("poll bad: down", says)) == 1, site.s.log("vigie-agent")
    for secret in (auth, priv):
        assert secret not in site.s.log("vigie-agent")
    site.good_notices_nothing()


# --- nobody -----------------------------------------------------------------------------------
def test_nobody_listens_and_then_somebody_does(site):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.1.61.8", 0))
        port = free.getsockname()[1]
    site.start(snmp={"port": port})
    site.reaches("down", "ICMP port unreachable")
    assert len(site.lines("poll bad: down", "nobody listens there")) == 1
    site.good_notices_nothing()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as late:
        late.bind(("127.1.61.8", port))
        late.settimeout(30)
        end = False
        while not end:
            datagram, source = late.recvfrom(65535)
            late.sendto(Ask(datagram).truth(), source)
            end = site.status("bad").get("reach") == "up"
    assert site.lines("poll bad: up")
