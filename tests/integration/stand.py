"""What the tests of bad input share: a collector with its folder, Debian's senders, raw datagrams.

Each stand has a net of its own, 127.1.N.0/24, a folder of its own, and ends what it started.
"""
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402  pylint: disable=wrong-import-position

ALLOT = "1.3.6.1.4.1.2603"
POWER = f"{ALLOT}.5.2.6.5.2.0"
VIGIE = "1.3.6.1.4.1.8072.9999.9999.86"
RUNS = " runs, engineBoots "
NOON = "07EA07010C0000002B0000"  # 2026-07-01 12:00:00.0 +00:00
PHRASES = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
KEYS = {"user": "lyon-2", "level": "authPriv", "auth": story.PHRASES["auth"],
        "priv": story.PHRASES["priv"]}
wait_for = story.wait_for


def v3(**other):
    """The options of a stock tool for the agent's user; 'other' makes them wrong."""
    k = {**KEYS, **other}
    return ("-v3", "-u", k["user"], "-l", k["level"], "-a", "SHA-256", "-A", k["auth"], "-x", "AES",
            "-X", k["priv"])


def tool(name):
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    assert found, f"{name} is missing: packaging/setup.sh check installs it"
    return found


def run(*words, limit=30, env=None):
    return subprocess.run([str(BUILD / words[0]), *map(str, words[1:])], capture_output=True,
                          text=True, timeout=limit, stdin=subprocess.DEVNULL,
                          env={**os.environ, **(env or {})})


def cpu_s(pid):
    """Seconds that all threads of a process have had a processor."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


@contextlib.contextmanager
def refused(process, path, call, error, first=1):
    """The kernel refuses that call on 'path' to the process, from the 'first' time on, until the end."""
    watcher = subprocess.Popen(  # pylint: disable=consider-using-with
        [tool("strace"), "-qq", "-o", "/dev/null", "-P", str(path), "-e", f"trace={call}", "-e",
         f"inject={call}:error={error}:when={first}+", "-p", str(process.pid)], stdin=subprocess.DEVNULL)
    status = Path(f"/proc/{process.pid}/status")
    try:
        wait_for("strace", lambda: "TracerPid:\t0" not in status.read_text(), 20)
        yield
    finally:
        watcher.terminate()
        watcher.wait(20)


class Stand:
    def __init__(self, folder, number):
        self.stage = story.Stage(BUILD, folder, False)
        self.folder, self.net = folder, f"127.1.{number}"
        self.host = f"{self.net}.1"
        self.port = 0
        self.state = folder / "collector-state"
        self.env = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": str(folder / "snmp"),
                    "SNMPCONFPATH": str(folder)}
        self.tree = story.collector_tree()
        top = self.tree["vigie-collector:collector"]
        top["listen"][0].update({"address": self.host, "allow": [f"{self.net}.0/24"]})
        top["device"][0]["address"] = [f"{self.net}.7"]
        top["intake"] = {"source": [{"address": f"{self.net}.0/24", "credential": "plain",
                                     "reason": "Debian's senders of v1 and v2c"}]}

    # --- the collector ---
    def words(self):
        self.stage.write(f"{self.state.name}/credentials/lyon-2", PHRASES, 0o400)
        self.stage.write(f"{self.state.name}/credentials/plain", "community: any\n", 0o400)
        return ("--config", self.stage.write("collector.json", self.tree), "--state", self.state,
                "--socket", self.folder / "collector.sock")

    def start(self, env=None):
        """Starts the collector; 'env' is added to its environment."""
        (self.state / "trap.addr").unlink(missing_ok=True)
        before = self.log().count(RUNS)
        kept = {k: os.environ.get(k) for k in env or {}}
        os.environ.update(env or {})
        try:
            self.stage.start("vigie-collector", *self.words())
        finally:
            for key, value in kept.items():
                os.environ.pop(key) if value is None else os.environ.update({key: value})
        self.port = self.stage.address_of(self.state.name, "trap")[1]
        # The address is written before the line that a reader of the log waits for.
        wait_for("the collector to say that it runs", lambda: self.log().count(RUNS) > before, 20)
        return self.stage.programs[-1][1]

    def log(self, name="vigie-collector"):
        return story.whole_lines(self.folder / f"{name}.log")

    def intake(self):
        """The counters as `vigie intake show` gives them."""
        top = self.stage.ask("intake", "show")["vigie-cases:intake"]
        counts = {c["name"]: int(c["count"]) for c in top["cause"]}
        counts.update({k: int(v) for k, v in top.items() if isinstance(v, str)})
        counts.update({k: int(v) for k, v in top["messages"].items() if k != "stored"})
        return counts

    def grew(self, before, **more):
        """Whether just the counters 'more' (with - for _) have grown by so much since 'before'."""
        now = self.intake()
        causes = {c["name"] for c in self.stage.ask("intake", "show")["vigie-cases:intake"]
                  ["cause"]}
        wanted = {k.replace("_", "-"): v for k, v in more.items()}
        return {k: now[k] - before[k] for k in causes if now[k] != before[k]} == wanted

    def alarms(self):
        return story.find_list(self.stage.ask("alarm", "list", "--all"), "alarm")

    def alarm(self, resource, kind):
        return next((a for a in self.alarms() if a["resource"] == resource and
                     a["alarm-type-id"].split(":")[-1] == kind), None)

    # --- Debian's senders ---
    def send(self, name, how, *varbinds, source=7, host=None, port=None, extra=("-r0", "-t20"),
             begin=False):
        """Runs a stock sender from 127.1.N.source; with 'begin' it gives the process that runs."""
        words = [tool(name), *how, *extra, f"--clientaddr={self.net}.{source}",
                 f"{host or self.host}:{port or self.port}", *map(str, varbinds)]
        if begin:
            return subprocess.Popen(words, stdin=subprocess.DEVNULL, env=self.env)
        return subprocess.run(words, capture_output=True, text=True, timeout=30,
                              stdin=subprocess.DEVNULL, env=self.env)

    def inform(self, how, *varbinds, **more):
        return self.send("snmpinform", how, *varbinds, **more)

    def good(self, text="all is well", **more):
        """An inform that must be stored and acknowledged: nothing else has stopped."""
        done = self.inform(("-v2c", "-c", "any"), "1", f"{VIGIE}.9.1", f"{ALLOT}.5.5.16.0", "s",
                           text, **more)
        return done.returncode == 0

    def fault(self, sequence, how=None, spool="0011223344556677", action=1, part="psu/1",
              device="ne-7", agent="lyon-2", kind="psu-failed", resource=None,
              text="power supply failed", severity=4, when=NOON, **more):
        """A message of VIGIE-MIB by a stock sender, as the agent would send it."""
        resource = resource or "/".join(filter(None, ("device", device, part)))
        values = [(1, "s", agent), (2, "x", spool), (3, "C", sequence), (4, "x", when),
                  (5, "s", device), (6, "s", "SN1"), (7, "s", resource),
                  (8, "s", kind), (9, "i", severity), (10, "i", 78), (11, "i", 1),
                  (12, "x", when),
                  (13, "s", text), (17, "s", "")]
        words = [w for number, kind_of, value in values
                 for w in (f"{VIGIE}.1.{number}.0", kind_of, value)]
        return self.inform(how or v3(), "1", f"{VIGIE}.0.{action}", *words, source=9, **more)

    # --- raw datagrams ---
    def raw(self, datagram, source=8, net=None, answers=0):
        """Sends one datagram; waits for 'answers' answers and gives them."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind((f"{net or self.net}.{source}", 0))
            s.settimeout(5)
            s.sendto(datagram, (self.host, self.port))
            return [s.recv(65535) for _ in range(answers)]

    def captured(self, name, how, *varbinds):
        """The first datagram that a stock sender makes, caught instead of delivered."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind((f"{self.net}.250", 0))
            s.settimeout(10)
            self.send(name, how, *varbinds, host=f"{self.net}.250", port=s.getsockname()[1])
            return s.recv(65535)

    def overheard(self, send):
        """All datagrams that 'send'(host, port) exchanges with the collector, by a relay."""
        relay = Relay(f"{self.net}.251", (self.host, self.port))
        done = send(relay.host, relay.port)
        relay.stop()
        return done, relay.sent

    def stop(self):
        self.stage.stop()


class Relay(threading.Thread):
    """Passes datagrams on, both ways, and keeps those of the client."""

    def __init__(self, host, target):
        super().__init__(daemon=True)
        self.host, self.target, self.sent, self.client = host, target, [], None
        self.front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.front.bind((host, 0))
        self.back.bind((host, 0))
        self.port = self.front.getsockname()[1]
        self.ended = False
        for s in (self.front, self.back):
            s.settimeout(0.05)
        self.start()

    def step(self, s):
        try:
            datagram, source = s.recvfrom(65535)
        except socket.timeout:
            return
        if s is self.front:
            self.client = source
            self.sent.append(datagram)
            self.back.sendto(datagram, self.target)
        elif self.client:
            self.front.sendto(datagram, self.client)

    def run(self):
        while not self.ended:
            self.step(self.front)
            self.step(self.back)

    def stop(self):
        self.ended = True
        self.join(10)
        self.front.close()
        self.back.close()


# --- BER, just enough -------------------------------------------------------------------------
def tlv(tag, content):
    n = len(content)
    if n < 128:
        head = bytes([tag, n])
    elif n < 256:
        head = bytes([tag, 0x81, n])
    else:
        head = bytes([tag, 0x82, n >> 8, n & 255])
    return head + content


def integer(value, tag=2):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def oid(text):
    arcs = [int(a) for a in text.split(".")]
    out = bytearray([arcs[0] * 40 + arcs[1]])
    for arc in arcs[2:]:
        digits = [arc & 127]
        while arc > 127:
            arc >>= 7
            digits.append(arc & 127 | 128)
        out += bytes(reversed(digits))
    return tlv(6, bytes(out))


def varbind(name, value):
    return tlv(0x30, oid(name) + value)


def v2c_trap(number, tag=0xA7, notification=f"{VIGIE}.9.2", community=b"any", pad=0):
    """A v2c trap (A7) or inform (A6) that no other number makes the same."""
    list_of = (varbind("1.3.6.1.2.1.1.3.0", integer(number, 0x43)) +
               varbind("1.3.6.1.6.3.1.1.4.1.0", oid(notification)) +
               varbind(f"{ALLOT}.5.5.16.0", tlv(4, b"n%d" % number + b"." * pad)))
    pdu = integer(number) + integer(0) + integer(0) + tlv(0x30, list_of)
    return tlv(0x30, integer(1) + tlv(4, community) + tlv(tag, pdu))


def udp_socket(host, port):
    """What the kernel says of the socket that is bound so, in words.

    It gives its table in pieces: a socket that goes meanwhile may hide another, so it is looked for again.
    """
    address = "".join(f"{int(octet):02X}" for octet in reversed(host.split("."))) + f":{port:04X}"

    def look():
        rows = (line.split() for line in Path("/proc/net/udp").read_text().splitlines()[1:])
        return next((words for words in rows if words[1] == address), None)
    return wait_for(f"a socket at {host}:{port}", look, 5)


def dump(thing):
    return json.dumps(thing, indent=1)
