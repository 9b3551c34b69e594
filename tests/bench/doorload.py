"""What the benches of the doors share: a collector with vigie-web before it and people who come by
NETCONF, informs sent at a rate, clients of event streams, and when each was told of what.

An inform here is SNMPv2c and says that a process of ne-8 is down (tests/bench/intakemsg.h): one
process again and again, or another each time.  Senders are processes of their own.
"""
import json
import multiprocessing
import os
import selectors
import socket
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration"))
import ncdoor  # noqa: E402
import noc  # noqa: E402
from stand import cpu_s  # noqa: E402

story = noc.story
DEVICE = "ne-8"
NET = "127.1.40"
PROXY = f"{NET}.9"  # from there vigie-web believes who asks
LIMIT_S = 120
PRIORITY = -10


# --- a message ---------------------------------------------------------------------------------
def ber(tag, body):
    size = len(body)
    head = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + head + body


def oid(text):
    parts = [int(p) for p in text.split(".")]
    body = bytes([40 * parts[0] + parts[1]])
    for part in parts[2:]:
        octets = [part & 127]
        while part := part >> 7:
            octets.append(128 | part & 127)
        body += bytes(reversed(octets))
    return ber(6, body)


def number_of(tag, value):
    return ber(tag, value.to_bytes(4, "big"))


def bind(name, value):
    return ber(0x30, oid(name) + value)


ALLOT = "1.3.6.1.4.1.2603.5.5"


def inform(number, name):
    """An InformRequest number 'number' that says that the process 'name' is down."""
    binds = b"".join((
        bind("1.3.6.1.2.1.1.3.0", number_of(0x43, 0x1000000 + number)),
        bind("1.3.6.1.6.3.1.1.4.1.0", oid("1.3.6.1.4.1.2603.0.12")),
        bind(f"{ALLOT}.3.0", ber(2, b"\x04")),
        bind(f"{ALLOT}.16.0", ber(4, f"{name} is down".encode())),
        bind(f"{ALLOT}.8.0", number_of(0x41, 0x1020304)),
        bind(f"{ALLOT}.9.0", ber(4, b"2026-07-01 12:00:00 UTC")),
        bind(f"{ALLOT}.4.0", number_of(0x42, 0x11223344)),
        bind(f"{ALLOT}.10.0", ber(4, b"process ended by signal 11"))))
    pdu = ber(0xa6, number_of(2, number) + b"\x02\x01\x00\x02\x01\x00" + ber(0x30, binds))
    return ber(0x30, b"\x02\x01\x01" + ber(4, b"public") + pdu)


def number_in(answer):
    """The number of the inform that 'answer' acknowledges."""
    at = answer.index(b"\xa2", 0)
    at += 2 if answer[at + 1] < 128 else 2 + (answer[at + 1] & 127)
    return int.from_bytes(answer[at + 2:at + 2 + answer[at + 1]], "big")


# --- who sends ---------------------------------------------------------------------------------
def name_of(number):
    return f"worker-{number:07d}"


def send_them(to, first, count, rate, fresh, mark, pipe):
    """
    Sends 'count' informs; the share 'fresh' of them tells of a process not told of before.  Says
    when 'mark' of them are on their way (0: never).
    """
    link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    link.bind((noc.DEVICES[DEVICE], 0))
    link.connect(to)
    link.setblocking(False)
    due_of_fresh, messages = 0.0, []
    for i in range(count):
        due_of_fresh += fresh
        new = due_of_fresh >= 1 - 1e-9
        due_of_fresh -= new
        messages.append(inform(first + i, name_of(first + i if new else 0)))
    sent, heard, begun, i = [0.0] * count, [0.0] * count, time.monotonic(), 0
    missing, ended = count, None
    while missing and (ended is None or time.monotonic() < ended + 5):
        now = time.monotonic()
        if i < count and now >= begun + i / rate:
            link.send(messages[i])
            sent[i] = time.monotonic()
            i += 1
            ended = now if i == count else None
            if i == mark:
                pipe.send(None)
        try:
            answer = link.recv(2048)
            at = number_in(answer) - first
            missing -= not heard[at]
            heard[at] = heard[at] or time.monotonic()
        except BlockingIOError:
            late = begun + i / rate - time.monotonic() if i < count else 0.005
            time.sleep(max(0, min(late, 0.0005)))
    pipe.send((sent, heard))
    pipe.close()


class Sender:
    """Informs at a rate, by a process of their own."""

    def __init__(self, house, first, count, rate, fresh, mark=0):
        self.first = first
        self.pipe, theirs = multiprocessing.Pipe(False)
        self.process = multiprocessing.Process(
            target=send_them, args=((f"{NET}.1", house.desk.port), first, count, rate, fresh,
                                    mark, theirs), daemon=True)
        self.process.start()
        theirs.close()

    @property
    def over(self):
        return self.pipe.poll(0)

    def wait_for_mark(self):
        assert self.pipe.poll(LIMIT_S) and self.pipe.recv() is None, "the mark was not reached"

    def end(self):
        """When each was sent and when it was acknowledged (0: never); seconds of the clock."""
        found = self.pipe.recv()
        self.process.join(20)
        return found


# --- the house ---------------------------------------------------------------------------------
def hasten(pid):
    """
    Before what else the machine does, where we may: the nice of a process counts among those of its
    session only (sched(7), autogroup), so that the session gets one too.
    """
    try:
        os.setpriority(os.PRIO_PROCESS, pid, PRIORITY)
        Path(f"/proc/{pid}/autogroup").write_text(str(PRIORITY))
    except OSError:
        pass


class House(ncdoor.NcDoor):
    """A collector, vigie-web before it and vigie-netconf; ne-8 tells of its processes."""

    def __init__(self, change=lambda top: None):
        def all_changes(top):
            top["intake"] = {"rate": 100000, "burst": 1000000, **top["intake"]}
            top["kind"] = top.get("kind", []) + [
                {"type": "vigie-alarm-types:process-failed", "hold-s": 0}]
            change(top)
        hasten(os.getpid())
        super().__init__(all_changes)
        hasten(self.collector)
        tree = {"listen": {"address": f"{NET}.1", "port": 0},
                "proxy": {"address": PROXY, "user-header": "X-Remote-User", "tls": False},
                "limits": {"connections": 1000}}
        stage = self.desk.stage
        stage.start("vigie-web", "--config", stage.write("web.json", {"vigie-web:web": tree}),
                    "--state", stage.folder / "web-state", "--socket", self.desk.socket)
        self.web = stage.programs.pop()[1]
        hasten(self.web.pid)
        self.address = stage.address_of("web-state", "web")

    @property
    def collector(self):
        return self.desk.process.pid

    def refill(self, write):
        """Ends the collector, lets 'write' change its database (a path), and starts it again."""
        process = self.desk.stage.programs.pop()[1]
        process.terminate()
        process.wait(60)
        write(self.desk.stage.folder / "collector-state/collector.db")
        self.desk.start()
        self.desk.socket.chmod(0o666)
        hasten(self.collector)

    def end(self):
        self.web.terminate()
        self.web.wait(20)
        super().end()

    def link(self):
        """A connection to vigie-web from where it believes who asks."""
        link = socket.create_connection(self.address, 20, (PROXY, 0))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return link


class Asker:
    """A client that keeps its connection and asks one thing after the other."""

    def __init__(self, link, user=None):
        self.socket = link
        self.user = f"X-Remote-User: {user}\r\n" if user else ""

    def ask(self, target):
        self.socket.sendall(
            f"GET {target} HTTP/1.1\r\nHost: vigie\r\n{self.user}\r\n".encode())
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.more()
        head, body = data.split(b"\r\n\r\n", 1)
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise story.Story(f"{target}: {head.decode()} {body.decode()}")
        fields = head.lower()
        if b"content-length:" in fields:
            size = int(fields.split(b"content-length:")[1].split(b"\r\n")[0])
            while len(body) < size:
                body += self.more()
            return body
        return self.chunks(body)

    def chunks(self, data):
        body = b""
        while True:
            while b"\r\n" not in data:
                data += self.more()
            line, data = data.split(b"\r\n", 1)
            size = int(line, 16)
            while len(data) < size + 2:
                data += self.more()
            body, data = body + data[:size], data[size + 2:]
            if size == 0:
                return body

    def more(self):
        data = self.socket.recv(262144)
        if not data:
            raise story.Story("the door closed the connection")
        return data


# --- who listens -------------------------------------------------------------------------------
class Hearers:
    """Descriptors on which events come; what came when, looked into at the end only."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()
        self.heard, self.links = [], []

    def add(self, fd, owner):
        os.set_blocking(fd, False)
        self.selector.register(fd, selectors.EVENT_READ, len(self.links))
        self.links.append(owner)
        self.heard.append([])

    def hear(self, wait_s):
        """Waits for the next and takes what is there; whether anything was."""
        ready = self.selector.select(wait_s)
        for key, _ in ready:
            data = os.read(key.fd, 262144)
            now = time.monotonic()
            if not data:
                raise story.Story(f"subscriber {key.data} was cut")
            self.heard[key.data].append((now, data))
        return bool(ready)

    def forget(self):
        """What came so far counts no more; messages begin with what comes next."""
        for heard in self.heard:
            heard.clear()

    def silence(self, quiet_s, limit_s):
        """Hears until nothing has come for a while."""
        end = time.monotonic() + limit_s
        while self.hear(quiet_s):
            if time.monotonic() > end:
                raise story.Story(f"events still come after {limit_s} s")

    def close(self):
        for owner in self.links:
            owner.close() if isinstance(owner, socket.socket) else owner.program.kill()
            if not isinstance(owner, socket.socket):
                owner.end()
        self.selector.close()


def follow_web(house, hearers, count, user="claire", stream="vigie"):
    """'count' clients of an event stream."""
    for _ in range(count):
        link = house.link()
        link.sendall(f"GET /restconf/streams/{stream} HTTP/1.1\r\nHost: v\r\nAccept: "
                     f"text/event-stream\r\nX-Remote-User: {user}\r\n\r\n".encode())
        said = b""
        while b":\n\n" not in said:
            said += link.recv(4096)
        assert b" 200 " in said.split(b"\r\n")[0], said
        hearers.add(link.fileno(), link)


def follow_netconf(house, hearers, count, subscribe=True, user="alice"):
    """'count' sessions of NETCONF, begun side by side."""
    sessions = []
    for _ in range(0, count, 10):
        some = [house.raw(user, say_hello=False)
                for _ in range(min(10, count - len(sessions)))]
        for session in some:
            session.say(ncdoor.hello("1.1"))
        for session in some:
            session.hello = session.hear()
            session.version = "1.1"
        sessions += some
    for session in sessions:
        if subscribe:
            answer = session.ask(f'<create-subscription xmlns="{ncdoor.EVENTS}"/>')
            assert ncdoor.is_ok(answer), answer
        hearers.add(session.program.stdout.fileno(), session)
    return sessions


def find_events(pieces):
    """(when, name of a process or None) of each event in what a subscriber was sent."""
    kept = b""
    for when, data in pieces:
        kept += data
        # Whole messages only: the end of an event by either door.
        while True:
            web, chunk = kept.find(b"}}}\n\n"), kept.find(b"\n##\n")
            ends = [at + 5 for at in (web,) if at >= 0] + [at + 4 for at in (chunk,) if at >= 0]
            if not ends:
                break
            said, kept = kept[:min(ends)], kept[min(ends):]
            at = said.find(b"worker-")
            yield when, said[at:at + 14].decode() if at >= 0 else None


def part(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def rounded(values, digits=3):
    return {k: round(v, digits) if isinstance(v, float) else v for k, v in values.items()}


def say(result):
    print(json.dumps(result))

