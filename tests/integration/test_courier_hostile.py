"""A relay that does its worst at each step: what was not taken waits, nothing is told as sent, no letter is
twice but under the same Message-ID, and a courier is never held for longer than its limits.

A desk as that of test_courier.py (127.1.61.0/24).
"""
import socket
import ssl
import subprocess
import threading

import pytest

from noc import story
from smtprelay import Relay
from test_courier import made, replied  # noqa: F401  pylint: disable=unused-import


class Wire:
    """Speaks SMTP by a script: what is answered to each command, octet by octet, once; then as it should."""

    def __init__(self, script):
        self.script, self.dots, self.over = dict(script), 0, threading.Event()
        self.met = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port, self.taken = self.listener.getsockname()[1], []
        threading.Thread(target=self.serve, daemon=True).start()

    def stop(self):
        self.over.set()
        self.listener.close()

    def messages(self):
        return []

    def serve(self):
        while not self.over.is_set():
            try:
                link, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.session, args=(link,), daemon=True).start()

    def say(self, link, verb, good):
        """False: the session is over."""
        what = self.script.pop(verb, None)
        if what is None:
            link.sendall(good)
            return True
        self.met.set()
        if what == "die":
            return False
        if what == "stall":
            self.over.wait(60)
            return False
        if what == "endless":
            while not self.over.is_set():
                link.sendall(good[:3] + b"-" + b"x" * 70 + b"\r\n")
        if what == "long":
            while not self.over.is_set():
                link.sendall(b"x" * 4096)
        link.sendall(what)
        return not what.startswith(b"421")

    def session(self, link):
        try:
            self.talk(link)
        except OSError:
            pass
        finally:
            link.close()

    def talk(self, link):
        lines = link.makefile("rb")
        goes = self.say(link, "greet", b"220 wire.test\r\n")
        while goes:
            verb = lines.readline()[:4].decode("latin-1").strip().upper()
            if not verb or verb == "QUIT":
                return
            if verb == "DATA":
                goes = self.say(link, "DATA", b"354 go\r\n") and self.body(link, lines)
            else:
                goes = self.say(link, verb, b"250 yes\r\n")

    def body(self, link, lines):
        if self.script.pop("body", None):
            self.met.set()
            return False
        for line in iter(lines.readline, b""):
            if line == b".\r\n":
                self.dots += 1
                return self.say(link, "dot", b"250 taken\r\n")
        return False


# One of each stage and of each kind; all of them with each other were played by hand.
WORST = [
    ("greet", "endless"), ("greet", b"\r\n"), ("EHLO", "long"), ("EHLO", "die"), ("MAIL", b"garbage\r\n"),
    ("MAIL", b"421 4.3.2 closing\r\n"), ("RCPT", "stall"), ("RCPT", b"999 what\r\n"),
    ("DATA", b"450 4.7.1 greylisted\r\n"), ("DATA", "die"), ("body", "die"), ("dot", "endless"),
    ("dot", b"421 4.3.2 closing\r\n"), ("dot", b"\0\0\0\r\n")]


@pytest.mark.parametrize("stage, what", WORST, ids=lambda v: repr(v)[:12])
def test_the_worst_of_a_relay(stage, what, made):  # noqa: F811
    station = made(relay=Wire({stage: what}))
    number = station.desk.open_case()
    station.start()
    assert station.relay.met.wait(20)
    rows = {m["id"] for m in station.outbox() if m["case"] == number}
    story.wait_for("both told", lambda: all(
        m["state"] == "sent" or (m["state"] == "waiting" and m.get("reason"))
        for m in station.outbox()), 20)
    found = {m["id"]: m for m in station.outbox()}
    waiting = [m for m in found.values() if m["state"] == "waiting"]
    assert len(waiting) <= 1 and set(found) == rows, found
    assert waiting, found
    station.hurry()
    for row in rows:
        station.wait_state(row, "sent")


def test_a_certificate_of_another_name_gets_nothing(made, tmp_path):  # noqa: F811
    """Its authority is the right one, and it is not the relay that was asked for."""
    file, authority = tmp_path / "relay.pem", tmp_path / "authority.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                    "/CN=other.test", "-addext", "subjectAltName=IP:127.0.0.9,DNS:other.test",
                    "-keyout", str(file), "-out", str(authority)], check=True, capture_output=True, timeout=60)
    file.write_bytes(file.read_bytes() + authority.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    relay = Relay(tls=context, implicit=True)
    station = made(relay, security="tls", authority=str(authority))
    station.desk.open_case()
    station.start()
    story.wait_for("two reasons", lambda: all(m.get("reason") for m in station.outbox()), 20)
    assert {m["state"] for m in station.outbox()} == {"waiting"} and not relay.taken and not relay.said
    assert all("certificate" in m["reason"].lower() for m in station.outbox()), station.outbox()


def test_what_is_too_large_is_refused_before_it_is_sent(made):  # noqa: F811
    """The relay hears how large it is (RFC 1870), and says no to the letter alone."""
    station = made()
    station.desk.open_case()
    station.start()
    story.wait_for("the first mails", lambda: station.relay.quiet(2), 20)
    sizes = [int(words.split("SIZE=")[1].split()[0]) for words in station.relay.said if "SIZE=" in words]
    assert sorted(sizes) == sorted(len(octets) for _, _, octets in station.relay.taken)
    station.relay.faults.append(("mail", "552 5.3.4 message size exceeds fixed limit"))
    _, row = replied(station, "Nous regardons")
    assert "5.3.4" in station.wait_state(row, "failed")["reason"]
