"""A collector with three devices and the users of a small NOC, and ways to talk to it.

For test_doors.py, which owns 127.1.40.0/24.
"""
import datetime
import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402  pylint: disable=wrong-import-position

DATA, OPERATIONS = "/restconf/data", "/restconf/operations"
CASES = f"{DATA}/vigie-cases:cases"
JSON = "application/yang-data+json"
ALLOT = "1.3.6.1.4.1.2603"
# Who does the tests' work, a person of the house, and one of the client's who looks on.
USERS = [{"name": "tests", "role": "admin", "uid": os.getuid(), "proxy": True},
         {"name": "claire", "role": "noc"}, {"name": "zoe", "role": "viewer", "person": "p-zoe"}]
DEVICES = {"ne-7": "127.1.40.7", "ne-8": "127.1.40.8", "ne-9": "127.1.40.9"}


def noon():
    """A zone where it is about noon: no day, month or year of it ends while a test runs."""
    return f"Etc/GMT{datetime.datetime.now(datetime.timezone.utc).hour - 12:+d}"


class Door(http.client.HTTPConnection):
    """HTTP over the collector's socket."""

    def __init__(self, path):
        super().__init__("vigie", timeout=20)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(self.path)


class Desk:
    """A collector in a folder of its own, three devices, and the users of a small NOC."""

    def __init__(self, folder, users=None, change=lambda top: None, net="127.1.40"):
        self.net = net
        self.devices = {name: address.replace("127.1.40", net)
                        for name, address in DEVICES.items()}
        self.stage = story.Stage(BUILD, folder, False)
        self.socket = folder / "collector.sock"
        phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
        self.stage.write("collector-state/credentials/lyon-2", phrases, 0o400)
        self.stage.write("collector-state/credentials/plain", "community: public\n", 0o400)
        self.tree = story.collector_tree()
        top = self.tree["vigie-collector:collector"]
        top["listen"][0]["address"] = f"{net}.1"
        top["intake"] = {"source": [{"address": f"{net}.0/24", "credential": "plain",
                                     "reason": "devices that speak no SNMPv3"}]}
        # Each fault is its device's own here: they come too close together to be believed so.
        top["policy"] = {**top.get("policy", {}), "site-devices": 1000}
        top["device"] = [{**top["device"][0], "name": name, "address": [address]}
                         for name, address in self.devices.items()]
        top["user"] = users if users is not None else [
            {"name": "tests", "role": "noc", "uid": os.getuid(), "proxy": True},
            {"name": "claire", "role": "noc"}, {"name": "vera", "role": "viewer"},
            {"name": "marc", "role": "manager"}]
        change(top)
        self.write_tree()
        self.start()

    def write_tree(self):
        return self.stage.write("collector.json", self.tree)

    def start(self):
        state = self.stage.folder / "collector-state"
        (state / "trap.addr").unlink(missing_ok=True)
        self.stage.start("vigie-collector", "--config", self.stage.folder / "collector.json",
                         "--state", state, "--socket", self.socket)
        self.port = self.stage.address_of("collector-state", "trap")[1]

    @property
    def process(self):
        return self.stage.programs[-1][1]

    def log(self):
        return story.whole_lines(self.stage.folder / "vigie-collector.log")

    # --- faults ---
    def trap(self, device, good=False):
        """A power supply of the device fails, or is well again, in its own words."""
        subprocess.run(
            ["snmptrap", "-v2c", "-c", "public", f"--clientaddr={self.devices[device]}",
             f"{self.net}.1:{self.port}", "", f"{ALLOT}.0.{16 if good else 17}",
             f"{ALLOT}.5.2.7.0", "o", f"{ALLOT}.5.2.6.5.2.0",
             f"{ALLOT}.5.2.9.0", "i", "1" if good else "3"],
            check=True, timeout=20, env={**os.environ, "MIBS": ""}, stdin=subprocess.DEVNULL)

    def open_case(self, device="ne-7"):
        before = {c["id"] for c in self.cases()}
        self.trap(device)
        new = story.wait_for("a new case", lambda: [c for c in self.cases()
                                                    if c["id"] not in before], 20)
        return new[0]["id"]

    # --- HTTP ---
    def ask(self, method, path, body=None, **headers):
        door = Door(self.socket)
        fields = {"Accept": JSON, **{k.replace("_", "-"): v for k, v in headers.items()}}
        if body is not None:
            fields.setdefault("Content-Type", JSON)
        door.request(method, path, body if body is None or isinstance(body, (str, bytes))
                     else json.dumps(body), fields)
        answer = door.getresponse()
        text = answer.read()
        door.close()
        return answer, json.loads(text) if text else None

    def cases(self):
        answer, tree = self.ask("GET", CASES)
        assert answer.status == 200, tree
        return story.find_list(tree, "case") or []

    def case(self, number):
        answer, tree = self.ask("GET", f"{CASES}/case={number}")
        assert answer.status == 200, tree
        return tree["vigie-cases:case"][0]

    def rows(self, sql):
        """Asks the database of a collector that has ended (it is the only opener while it runs)."""
        handle = sqlite3.connect(self.stage.folder / "collector-state/collector.db")
        try:
            return handle.execute(sql).fetchall()
        finally:
            handle.close()

    def revision_of(self, number):
        return int(self.case(number)["revision"])

    def do(self, verb, number, user=None, key=None, **more):
        body = {"vigie-cases:input": {"case": number, "idempotency-key": key or uuid.uuid4().hex,
                                      **more}}
        headers = {"Vigie_User": user} if user else {}
        answer, tree = self.ask("POST", f"{OPERATIONS}/vigie-cases:{verb}", body, **headers)
        return answer.status, tree

    def raw(self, octets):
        """What the collector answers to these octets, until it closes or says enough."""
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(20)
            link.connect(str(self.socket))
            try:
                link.sendall(octets)
                link.shutdown(socket.SHUT_WR)
            except BrokenPipeError:
                pass
            said = b""
            while True:
                try:
                    more = link.recv(65536)
                except ConnectionResetError:
                    break
                if not more:
                    break
                said += more
            return said

    # --- the command ---
    def vigie(self, *words, **env):
        return subprocess.run([str(BUILD / "vigie"), "--socket", str(self.socket),
                               *map(str, words)], capture_output=True, text=True, timeout=30,
                              env={**os.environ, **env}, stdin=subprocess.DEVNULL)


def zoe_of_the_client(top):
    """Changes a tree so that zoe is a person of its client."""
    top["person"] = [{"id": "p-zoe", "name": "zoe"}]
    top["client"][0]["person"] = ["p-zoe"]


def head_of(link):
    """What comes at a socket up to the end of an HTTP message's head, in however many pieces."""
    said = b""
    while b"\r\n\r\n" not in said:
        more = link.recv(65536)
        assert more, said
        said += more
    return said


def error_of(tree):
    return tree["ietf-restconf:errors"]["error"][0]


class Stream(threading.Thread):
    """Server-sent events as they come: (id, notification)."""

    def __init__(self, path, last=None):
        super().__init__(daemon=True)
        self.events, self.headers, self.link = [], b"", socket.socket(socket.AF_UNIX)
        self.link.connect(str(path))
        resume = f"Last-Event-ID: {last}\r\n" if last is not None else ""
        self.link.sendall(f"GET /restconf/streams/vigie HTTP/1.1\r\nHost: vigie\r\n"
                          f"Accept: text/event-stream\r\n{resume}\r\n".encode())
        self.start()

    def run(self):
        kept, number = b"", None
        with self.link.makefile("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):  # cut by the end of the stream
                    break
                if not kept and line == b"\r\n":
                    kept = b"body"
                elif not kept:
                    self.headers += line
                elif line.startswith(b"id:"):
                    number = int(line[3:])
                elif line.startswith(b"data:"):
                    event = json.loads(line[5:])["ietf-restconf:notification"]
                    self.events.append((number, event["vigie-cases:vigie-event"]))

    def kinds(self):
        return [event["kind"] for _, event in self.events]

    def close(self):
        self.link.shutdown(socket.SHUT_RDWR)
        self.join(10)
        self.link.close()
