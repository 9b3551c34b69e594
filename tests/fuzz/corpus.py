#!/usr/bin/python3
"""Records the gate's corpus: datagrams of Debian's own SNMP programs, as they went over the wire.

Usage: corpus.py [FOLDER]        (tests/fuzz/corpus/gate)
       corpus.py --derive        makes those of decode and authentic out of the gate's, and the desk's

snmptrap, snmpinform and snmpget talk through a relay to a stock snmptrapd and a stock snmpd (from
build/peers or PATH; packaging/setup.sh unpacks them), all on 127.1.40.0/24.  Engine ids, users and
pass phrases are those that tests/unit/snmpbench.h names: a test that sets up the same engine can
verify what is recorded here.  Files that exist are written anew.
"""
import os
import random
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST, PEER_PORT = "127.1.40.1", 42162
ENGINE = "0x80001f8804766967696531"          # of snmptrapd and snmpd: text "vigie1"
SENDER = "0x80001f880473656e646572"          # of the sender of v3 traps: text "sender"
USER = ["-u", "lyon-2", "-a", "SHA-256", "-A", "auth-secret", "-x", "AES", "-X", "priv-secret"]
BASE = "1.3.6.1.4.1.8072.9999.9999.86"
BINDS = [f"{BASE}.1.1.0", "s", "lyon-2", f"{BASE}.1.3.0", "U", "412", f"{BASE}.1.9.0", "i", "3",
         f"{BASE}.1.2.0", "x", "00112233445566ff", f"{BASE}.1.20.0", "a", "10.1.2.3",
         f"{BASE}.1.21.0", "o", "1.3.6.1.4.1.2603.5", f"{BASE}.1.22.0", "t", "4294967295",
         f"{BASE}.1.23.0", "c", "4000000000"]
V1 = ["1.3.6.1.4.1.2603.5", "10.1.2.3", "6", "17", "4711", *BINDS[:12]]
V2 = ["123456", f"{BASE}.0.1", *BINDS]


class Relay(threading.Thread):
    """Passes datagrams on to the peer and back, and keeps a copy of each."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.peer = (HOST, port)
        self.front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.front.bind((HOST, 0))
        self.back.bind((HOST, 0))
        self.port = self.front.getsockname()[1]
        self.seen, self.client, self.ended = [], None, False

    def run(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.front, selectors.EVENT_READ)
            selector.register(self.back, selectors.EVENT_READ)
            while not self.ended:
                for key, _ in selector.select(0.05):
                    data, source = key.fileobj.recvfrom(65535)
                    self.seen.append(data)
                    if key.fileobj is self.front:
                        self.client = source
                        self.back.sendto(data, self.peer)
                    else:
                        self.front.sendto(data, self.client)


def program(name):
    unpacked = ROOT / "build/peers/usr/sbin" / name
    found = str(unpacked) if unpacked.exists() else shutil.which(
        name, path=os.environ["PATH"] + ":/usr/sbin")
    assert found, f"no {name}: sh packaging/setup.sh check unpacks it"
    return found


def start(name, folder, words, lines):
    """A stock daemon that reads nothing of the system's; ended by the caller."""
    home = folder / name
    home.mkdir()
    (home / f"{name}.conf").write_text("".join(line + "\n" for line in lines))
    return subprocess.Popen([program(name), "-f", "-Lf", str(home / "log"), "-C", "-c",
                             str(home / f"{name}.conf"), *words], stdin=subprocess.DEVNULL,
                            env={**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": str(home)})


def wait_for(daemon, *words):
    """Asks until the daemon answers."""
    limit = time.monotonic() + 10
    while subprocess.run(words, check=False, capture_output=True, stdin=subprocess.DEVNULL,
                         env={**os.environ, "MIBS": ""}).returncode:
        assert daemon.poll() is None and time.monotonic() < limit, f"no answer to {words}"


def record(port, tool, *words):
    """Runs 'tool' through a relay; gives the datagrams of both directions in order."""
    relay = Relay(port)
    relay.start()
    words = [w if w != "PEER" else f"{HOST}:{relay.port}" for w in words]
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([tool, *words], timeout=30, check=False, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env={**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": home})
    limit = time.monotonic() + 5
    while not relay.seen and time.monotonic() < limit:
        time.sleep(0.02)
    relay.ended = True
    relay.join()
    assert relay.seen, f"{tool} {words}: sent nothing"
    return relay.seen


def notifications(keep):
    v3 = ["-v3", *USER, "-l"]
    keep("v1-trap", record(PEER_PORT, "snmptrap", "-v1", "-c", "public", "PEER", *V1))
    keep("v1-coldstart", record(PEER_PORT, "snmptrap", "-v1", "-c", "public", "PEER",
                                "1.3.6.1.4.1.2603.5", "10.1.2.3", "0", "0", "1"))
    keep("v2c-trap", record(PEER_PORT, "snmptrap", "-v2c", "-c", "public", "PEER", *V2))
    keep("v2c-inform", record(PEER_PORT, "snmpinform", "-v2c", "-c", "public", "PEER", *V2))
    for level in ("noAuthNoPriv", "authNoPriv", "authPriv"):
        keep(f"v3-trap-{level}", record(PEER_PORT, "snmptrap", *v3, level, "-e", SENDER, "PEER",
                                        *V2))
    keep("v3-inform", record(PEER_PORT, "snmpinform", *v3, "authPriv", "PEER", *V2))
    keep("v3-inform-nouser", record(PEER_PORT, "snmpinform", "-r0", "-v3", "-u", "nobody",
                                    *USER[2:], "-l", "authPriv", "PEER", *V2))
    keep("v3-inform-badkey", record(PEER_PORT, "snmpinform", "-r0", "-v3", "-u", "lyon-2", "-a",
                                    "SHA-256", "-A", "other-secret", "-x", "AES", "-X",
                                    "priv-secret", "-l", "authPriv", "PEER", *V2))


def requests(keep):
    port, oids = PEER_PORT + 1, ["1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.2.0"]
    for version in ("1", "2c"):
        access = [f"-v{version}", "-c", "public"]
        keep(f"v{version}-get", record(port, "snmpget", *access, "PEER", *oids))
        keep(f"v{version}-next", record(port, "snmpgetnext", *access, "PEER", *oids))
        keep(f"v{version}-missing", record(port, "snmpget", "-Cf", *access, "PEER",
                                           "1.3.6.1.2.1.1.99.0", "1.3.6.1.2.1.1.1.7"))
    keep("v2c-bulk", record(port, "snmpbulkget", "-v2c", "-c", "public", "-Cr9", "PEER",
                            "1.3.6.1.2.1.1"))
    keep("v2c-end", record(port, "snmpgetnext", "-v2c", "-c", "public", "PEER", "2.99"))
    keep("v2c-set", record(port, "snmpset", "-v2c", "-c", "public", "PEER", "1.3.6.1.2.1.1.5.0",
                           "s", "other"))
    keep("v3-get", record(port, "snmpget", "-v3", *USER, "-l", "authPriv", "PEER", *oids))
    keep("v3-get-auth", record(port, "snmpget", "-v3", *USER, "-l", "authNoPriv", "PEER", *oids))


# --- what is made of them ---------------------------------------------------------------------
def tlv(tag, content):
    n = len(content)
    head = bytes([n]) if n < 128 else bytes([0x82, n >> 8, n & 255])
    return bytes([tag]) + head + content


def pdu_of(datagram):
    """The PDU of a v1 or v2c message: what stands behind version and community."""
    at = 2 if datagram[1] < 128 else 2 + (datagram[1] & 127)
    at += 2 + datagram[at + 1]
    return datagram[at + 2 + datagram[at + 1]:]


def derive(gate, corpus):
    """Of the gate's samples: rows of datagrams for 'decode', scoped PDUs for 'authentic'."""
    samples = {p.name: p.read_bytes() for p in sorted(gate.iterdir()) if p.stat().st_size < 8192}
    for folder in ("decode", "authentic"):
        (corpus / folder).mkdir(parents=True, exist_ok=True)
    for name, data in samples.items():
        (corpus / "decode" / name).write_bytes(len(data).to_bytes(2, "big") + data)
    row = [d for n, d in samples.items() if n.startswith(("v1-trap", "v2c-trap", "v2c-inform"))]
    (corpus / "decode/row").write_bytes(b"".join(len(d).to_bytes(2, "big") + d for d in row))
    engines = (bytes.fromhex(SENDER[2:]), bytes.fromhex(ENGINE[2:]))
    for name, data in samples.items():
        if not name.startswith("v2c-") or data[0] != 0x30:
            continue
        for first, engine in enumerate(engines):
            scoped = tlv(0x30, tlv(4, engine) + tlv(4, b"") + pdu_of(data))
            (corpus / "authentic" / f"{name}-{first}").write_bytes(bytes([first * 3]) + scoped)


# How many octets a step of fuzz_desk draws (fault, trap, time, order, body, gap, evidence, tree,
# command), by the number that chooses it.
STEPS = {0: 5, 1: 9, 3: 1, 4: 2, 6: 3, 7: 2, 8: 2, 9: 2, 10: 6}


def desk(folder):
    """Rows of steps whose draws are small, so that most of them choose words that mean much."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(24):
        draw = random.Random(number)
        row = bytearray(b"\0\0\0\0\0\0\3\4")  # a power supply fails, an hour passes
        for _ in range(6 + 2 * number):
            step = draw.choice((0, 0, 0, 1, 1, 3, 3, 4, 6, 7, 8, 9, 10))
            row += bytes([step]) + bytes(draw.randrange(4 if draw.random() < 0.8 else 256)
                                         for _ in range(STEPS[step]))
        (folder / f"row-{number:02}").write_bytes(row)


def main():
    if "--derive" in sys.argv:
        desk(ROOT / "tests/fuzz/corpus/desk")
        derive(ROOT / "tests/fuzz/corpus/gate", ROOT / "tests/fuzz/corpus")
        return
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "tests/fuzz/corpus/gate")
    target.mkdir(parents=True, exist_ok=True)

    def keep(name, datagrams):
        for number, data in enumerate(datagrams, 1):
            (target / f"{name}-{number}").write_bytes(data)
        print(f"{name}: {', '.join(str(len(d)) for d in datagrams)}")

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        common = [f"exactEngineID {ENGINE}",
                  "createUser lyon-2 SHA-256 auth-secret AES priv-secret"]
        started = [
            start("snmptrapd", folder, ["-n", f"udp:{HOST}:{PEER_PORT}"],
                  [*common, f"createUser -e {SENDER} lyon-2 SHA-256 auth-secret AES priv-secret",
                   "authUser log lyon-2", "authCommunity log public"]),
            start("snmpd", folder, [f"udp:{HOST}:{PEER_PORT + 1}"],
                  [*common, "rouser lyon-2 auth", "rocommunity public", "sysDescr Peer"])]
        try:
            wait_for(started[0], "snmpinform", "-v2c", "-c", "public", "-r0", "-t0.2",
                     f"{HOST}:{PEER_PORT}", "1", f"{BASE}.0.1")
            wait_for(started[1], "snmpget", "-v2c", "-c", "public", "-r0", "-t0.2",
                     f"{HOST}:{PEER_PORT + 1}", "1.3.6.1.2.1.1.3.0")
            notifications(keep)
            requests(keep)
        finally:
            for daemon in started:
                daemon.terminate()
                daemon.wait(10)


if __name__ == "__main__":
    main()
