"""A mail relay for tests: it takes mail, and fails, stalls or dies where it is told to.

Real enough for libcurl: RFC 5321 commands one by one, STARTTLS and AUTH PLAIN where a test wants
them.  A fault is (stage, what): stages are greet, ehlo, mail, rcpt, data, body (before the final
dot), dot (after it, before the answer), quit; what is a reply ("451 later"), "die" or "stall".
"""
import base64
import email
import email.policy
import random
import socket
import ssl
import threading
import time


class Relay:
    """Takes mail on a loopback address until it is stopped."""

    def __init__(self, address="127.0.0.1", tls=None, implicit=False, login=None, jitter=0.0):
        self.taken = []    # (sender, recipients, octets), each as its final dot came
        self.times = []    # when that was, by the monotonic clock
        self.answered = [] # Message-IDs of those that a 250 was sent for
        self.faults = []   # the first is for the next connection that reaches its stage
        self.said = []     # commands as they came
        self.refused = {}  # recipients, and what is said of each as long as he stands here
        self.open = 0      # connections that are not over
        self.stalled = 0   # stalls that came to their own end
        self.tls, self.implicit, self.login, self.jitter = tls, implicit, login, jitter
        self.lock, self.over = threading.Lock(), threading.Event()
        self.listener = socket.create_server((address, 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def stop(self):
        self.over.set()
        self.listener.close()

    def serve(self):
        while not self.over.is_set():
            try:
                link, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.session, args=(link,), daemon=True).start()

    def fault(self, stage):
        """What is to happen at this stage, once; "" nothing."""
        if self.jitter:
            self.over.wait(random.random() * self.jitter)
        with self.lock:
            if self.faults and self.faults[0][0] == stage:
                return self.faults.pop(0)[1]
        return ""

    def quiet(self, mails):
        """Whether that many mails were taken and answered, and nobody is connected who could meet a fault."""
        with self.lock:
            return len(self.answered) == mails and not self.open

    def session(self, link):
        with self.lock:
            self.open += 1
        try:
            if self.implicit:
                link = self.tls.wrap_socket(link, server_side=True)
            Session(self, link).run()
        except (OSError, Gone):
            pass
        finally:
            link.close()
            with self.lock:
                self.open -= 1

    def messages(self):
        return [email.message_from_bytes(octets, policy=email.policy.default)
                for _, _, octets in list(self.taken)]


class Gone(Exception):
    """The session is over."""


class Session:
    """One connection."""

    def __init__(self, relay, link):
        self.relay, self.link = relay, link
        self.lines = link.makefile("rb")
        self.sender, self.recipients, self.proved = "", [], relay.login is None

    def say(self, line):
        self.link.sendall(line.encode() + b"\r\n")

    def at(self, stage, good):
        """Answers as a stage is to be answered: the good reply, or the fault's."""
        fault = self.relay.fault(stage)
        if fault == "stall":
            self.relay.over.wait(60)
            self.relay.stalled += 1
            raise Gone
        if fault == "die":
            self.link.shutdown(socket.SHUT_RDWR)
            raise Gone
        self.say(fault or good)
        return not fault

    def run(self):
        self.at("greet", "220 relay.test ESMTP")
        while True:
            line = self.lines.readline()
            if not line:
                raise Gone
            words = line.decode("latin-1").rstrip("\r\n")
            self.relay.said.append(words)
            getattr(self, "do_" + words[:4].lower().strip(), self.unknown)(words)

    def unknown(self, _):
        self.say("502 what?")

    def do_ehlo(self, _):
        names = ["relay.test", "8BITMIME", "SIZE 52428800"]
        if self.relay.tls and not isinstance(self.link, ssl.SSLSocket):
            names.append("STARTTLS")
        if self.relay.login:
            names.append("AUTH PLAIN")
        fault = self.relay.fault("ehlo")
        if fault:
            self.say(fault)
            return
        for i, name in enumerate(names):
            self.say(f"250{' ' if i == len(names) - 1 else '-'}{name}")

    def do_star(self, _):
        self.say("220 go on")
        self.link = self.relay.tls.wrap_socket(self.link, server_side=True)
        self.lines = self.link.makefile("rb")

    def do_auth(self, words):
        parts = words.split()
        if len(parts) < 3:
            self.say("334 ")
            parts.append(self.lines.readline().decode().strip())
        given = base64.b64decode(parts[2]).decode().split("\0")[1:]
        self.proved = tuple(given) == self.relay.login
        self.say("235 yes" if self.proved else "535 no")

    def do_mail(self, words):
        if not self.proved:
            self.say("530 who are you")
            return
        self.sender, self.recipients = words.split("<")[1].split(">")[0], []
        self.at("mail", "250 yes")

    def do_rcpt(self, words):
        who = words.split("<")[1].split(">")[0]
        if who in self.relay.refused:
            self.say(self.relay.refused[who])
        elif self.at("rcpt", "250 yes"):
            self.recipients.append(who)

    def do_data(self, _):
        if not self.at("data", "354 go on"):
            return
        octets = b""
        while True:
            line = self.lines.readline()
            if not line:
                raise Gone
            if line == b".\r\n":
                break
            octets += line[1:] if line.startswith(b".") else line
            if b"\r\n\r\n" in octets[-4:] and self.relay.faults[:1] == [("body", "die")]:
                self.relay.fault("body")
                self.link.shutdown(socket.SHUT_RDWR)
                raise Gone
        # From here on the relay answers for it, whatever becomes of the connection.
        refused = self.relay.faults[:1] and self.relay.faults[0][0] == "dot" \
            and self.relay.faults[0][1][:1] in "45"
        if not refused:
            with self.relay.lock:
                self.relay.times.append(time.monotonic())
                self.relay.taken.append((self.sender, self.recipients, octets))
        if self.at("dot", "250 taken"):
            found = email.message_from_bytes(octets)["Message-ID"]
            self.relay.answered.append(found.strip("<>") if found else "")

    def do_rset(self, _):
        self.say("250 yes")

    def do_noop(self, _):
        self.say("250 yes")

    def do_quit(self, _):
        self.at("quit", "221 bye")
        raise Gone
