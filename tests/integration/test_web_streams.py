"""Event streams through vigie-web: many clients over few of the collector's, resumed, and slow ones.

Test number 122 (127.1.122.0/24).
"""
import contextlib
import json
import os
import re
import resource
import signal
import socket
import subprocess
import threading
from pathlib import Path

import pytest
import stand

from noc import error_of, head_of
from webdesk import Web, wait

NET = "127.1.122"


@pytest.fixture
def web(tmp_path):
    made = Web(tmp_path, net=NET, tree={"limits": {"stream-queue-kib": 16, "connections": 600}})
    yield made
    made.stop()


class Reader(threading.Thread):
    """A client of the stream, who keeps what he has read: (id, kind)."""

    def __init__(self, web, user="claire", last=None, source=9, query=""):
        super().__init__(daemon=True)
        self.events, self.head, self.done = [], b"", False
        self.link = web.link(source, timeout=60)
        resume = f"Last-Event-ID: {last}\r\n" if last is not None else ""
        self.link.sendall(f"GET /restconf/streams/vigie{query} HTTP/1.1\r\nHost: v\r\n"
                          f"Accept: text/event-stream\r\nX-Remote-User: {user}\r\n{resume}\r\n"
                          .encode())
        self.start()

    def run(self):
        number = None
        try:
            with self.link.makefile("rb") as lines:
                for line in lines:
                    # The last chunk, or a line that the end of the connection has cut.
                    if line == b"0\r\n" or not line.endswith(b"\n"):
                        break
                    if line.startswith(b"id:"):
                        number = int(line[3:])
                    elif line.startswith(b"data:"):
                        event = json.loads(line[5:])["ietf-restconf:notification"]
                        self.events.append((number, event["vigie-cases:vigie-event"]["kind"]))
                    elif not self.events:
                        self.head += line
        except OSError:
            pass
        self.done = True

    def ids(self):
        return [number for number, _ in self.events]

    def close(self):
        try:
            self.link.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.join(10)
        self.link.close()


def started(readers):
    wait("the streams", lambda: all(b":\n" in r.head for r in readers))


def same_of_all(readers):
    """More may come behind what was waited for, and to each in its own time."""
    wait("the same of all", lambda: len({tuple(r.ids()) for r in readers}) == 1)


def sockets_of(web):
    """How many Unix sockets vigie-web has: its connections to the collector among them."""
    inodes, folder = set(), f"/proc/{web.process.pid}/fd"
    for fd in os.listdir(folder):
        try:
            inodes.add(os.readlink(f"{folder}/{fd}"))
        except FileNotFoundError:
            pass  # closed meanwhile
    # The kernel gives its table in pieces: what comes and goes meanwhile may hide a line, or show it twice.
    known = set()
    for _ in range(3):
        with open("/proc/net/unix") as table:
            known |= {f"socket:[{line.split()[6]}]" for line in table if line[0] != "N"}
    return len(inodes & known)


def test_clients_of_a_user_share_one_stream(web):
    before = sockets_of(web)
    readers = [Reader(web) for _ in range(100)] + [Reader(web, "marc") for _ in range(20)]
    started(readers)
    assert b"HTTP/1.1 200 OK" in readers[0].head and b"text/event-stream" in readers[0].head
    assert sockets_of(web) - before <= 3, "a stream for each user, and what a request left open"
    number = web.desk.open_case()
    assert number
    wait("the event", lambda: all("case-opened" in [k for _, k in r.events] for r in readers))
    same_of_all(readers)
    for reader in readers:
        reader.close()
    wait("the collector's streams to end", lambda: sockets_of(web) - before <= 2)


def test_a_stream_is_resumed(web):
    first = Reader(web)
    started([first])
    web.desk.open_case("ne-7")
    wait("an event", lambda: "case-opened" in [k for _, k in first.events])
    web.desk.open_case("ne-8")
    wait("two", lambda: [k for _, k in first.events].count("case-opened") == 2)
    # From what the door keeps, from what the collector keeps, and both at once.
    second = Reader(web, last=first.ids()[0])
    wait("what was missed", lambda: second.ids() == first.ids()[1:])
    first.close()
    second.close()
    ids = first.ids()
    third, fourth = Reader(web, last=ids[0]), Reader(web, last=ids[0])
    wait("what was missed", lambda: third.ids()[:len(ids) - 1] == ids[1:] and fourth.ids() == third.ids())
    fifth = Reader(web, last=ids[-1])
    started([fifth])
    web.desk.open_case("ne-9")
    wait("what came then", lambda: "case-opened" in [k for _, k in fifth.events]
         and fourth.ids() == third.ids() and fifth.ids() == third.ids()[len(ids) - 1:])
    assert third.ids() == sorted(set(third.ids()))
    for reader in (third, fourth, fifth):
        reader.close()
    answer, tree = web.by_proxy("claire", "GET", "/restconf/streams/vigie", Last_Event_ID="x")
    assert answer.status == 400, tree


def test_who_has_caught_up_shares_again(web):
    """Two connections to the collector while one is behind, and one from the next event on."""
    before = sockets_of(web)
    first = Reader(web)
    started([first])
    web.desk.open_case("ne-7")
    wait("an event", lambda: first.events)
    seen = first.ids()[0]
    first.close()
    wait("the stream's end", lambda: sockets_of(web) == before)
    live, late = Reader(web), Reader(web, last=seen)
    started([live, late])
    assert sockets_of(web) == before + 2
    web.desk.open_case("ne-8")
    wait("both", lambda: live.ids() and late.ids() and live.ids()[-1] == late.ids()[-1])
    wait("one of two", lambda: sockets_of(web) == before + 1)
    web.desk.open_case("ne-9")
    wait("both again", lambda: len(live.ids()) > 1 and live.ids() == late.ids()[-len(live.ids()):])
    assert late.ids() == sorted(set(late.ids()))
    live.close()
    late.close()


def test_who_comes_back_after_a_restart_of_the_collector(web):
    readers = [Reader(web) for _ in range(70)]
    started(readers)
    web.desk.open_case("ne-7")
    wait("the event", lambda: all("case-opened" in [k for _, k in r.events] for r in readers))
    last = readers[0].ids()[-1]
    web.collector.send_signal(signal.SIGTERM)
    web.collector.wait(20)
    wait("the end", lambda: all(r.done for r in readers))
    web.desk.start()
    wait("the collector", lambda: web.by_proxy("claire", "GET", "/restconf")[0].status == 200)
    before = sockets_of(web)
    back = [Reader(web, last=last) for _ in range(70)]
    started(back)
    assert sockets_of(web) - before <= 3
    web.desk.open_case("ne-8")
    wait("the event", lambda: all("case-opened" in [k for _, k in r.events] for r in back))
    same_of_all(back)
    for reader in readers + back:
        reader.close()


def test_the_collectors_refusal_is_passed_back(web):
    answer, tree = web.by_proxy("nobody", "GET", "/restconf/streams/vigie")
    assert answer.status == 403 and error_of(tree)["error-tag"]
    assert web.by_proxy("claire", "GET", "/restconf/streams/none")[0].status == 404
    web.collector.kill()
    web.collector.wait(20)
    answer, tree = web.by_proxy("claire", "GET", "/restconf/streams/vigie")
    assert answer.status == 503 and answer.getheader("Retry-After")


def test_one_user_cannot_take_the_streams_of_all(web):
    """However he spells what he asks for."""
    answers = {}
    links = []
    for i in range(40):
        link = web.link(9, timeout=20)
        links.append(link)
        link.sendall(f"GET /restconf/streams/vigie?start-time=2026-07-01T00:00:{i:02}Z HTTP/1.1\r\n"
                     f"Host: v\r\nX-Remote-User: vera\r\n\r\n".encode())
        status = int(head_of(link).split()[1])
        answers[status] = answers.get(status, 0) + 1
    assert answers == {200: 8, 503: 32}
    spelled = []
    for i in range(40):
        link = web.link(9, timeout=20)
        spelled.append(link)
        link.sendall(f"GET /restconf/streams/cases HTTP/1.1\r\nHost: v\r\nX-Remote-User: marc\r\n"
                     f"Accept: text/event-stream;q=0.{i + 100}\r\n\r\n".encode())
        assert head_of(link).startswith(b"HTTP/1.1 200")
    other = Reader(web)
    started([other])
    web.desk.open_case()
    wait("the event", lambda: "case-opened" in [kind for _, kind in other.events])
    other.close()
    for link in links + spelled:
        link.close()


def test_a_client_that_does_not_read_is_cut_alone(web):
    """And misses nothing when he comes back."""
    number = web.desk.open_case()
    quick = Reader(web)
    started([quick])
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    slow.bind((f"{NET}.9", 0))
    slow.connect((web.host, web.port))
    slow.sendall(b"GET /restconf/streams/vigie HTTP/1.1\r\nHost: v\r\nX-Remote-User: claire\r\n\r\n")
    slow.settimeout(20)
    said = b""
    while b"\r\n" not in said:
        said += slow.recv(256)
    assert said.startswith(b"HTTP/1.1 200")
    sent = 0
    while "event stream cut" not in web.log():
        assert sent < 5000, "never cut"
        for _ in range(50):
            assert web.desk.do("note", number, "claire", text="x" * 3000)[0] == 200
            sent += 1
    wait("the quick one", lambda: len(quick.events) >= sent)
    assert not quick.done
    while True:
        try:
            more = slow.recv(65536)
        except ConnectionResetError:
            break
        if not more:
            break
        said += more
    last = max(int(n) for n in re.findall(rb"id: (\d+)\n(?=data: .*\n\n)", said)[:-1] or [b"0"])
    back = Reader(web, last=last)
    wait("what he missed", lambda: back.ids() == [n for n in quick.ids() if n > last])
    quick.close()
    back.close()
    slow.close()


@contextlib.contextmanager
def traced(process, folder, calls):
    """The lines of strace(1) for those calls of the process, in a list that is filled at the end."""
    lines, path = [], folder / "trace"
    status = Path(f"/proc/{process.pid}/status")
    watcher = subprocess.Popen(  # pylint: disable=consider-using-with
        [stand.tool("strace"), "-qq", "-f", "-o", str(path), "-e", f"trace={calls}", "-p",
         str(process.pid)], stdin=subprocess.DEVNULL)
    try:
        wait("strace", lambda: "TracerPid:\t0" not in status.read_text())
        yield lines
    finally:
        watcher.terminate()
        watcher.wait(20)
        lines += path.read_text().splitlines()


def test_500_clients_cost_the_collector_little(web, tmp_path):
    """
    What it sends for a command that every one of them is told of, against none: once more.  Counted,
    for its processor time rises with whatever else the machine does (make bench-events prints it).
    """
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    number = web.desk.open_case()

    def sent():
        with traced(web.collector, tmp_path, "sendto,sendmsg,writev,write") as lines:
            for i in range(60):
                assert web.desk.do("note", number, "claire", text=f"note {i}")[0] == 200
        return len(lines)

    before = sockets_of(web)
    alone = sent()
    links = []
    for i in range(500):
        link = web.link(9, timeout=60)
        link.sendall(b"GET /restconf/streams/vigie HTTP/1.1\r\nHost: v\r\n"
                     b"X-Remote-User: claire\r\n\r\n")
        links.append(link)
    said = [b""] * 500
    for i, link in enumerate(links):
        while b":\n\n" not in said[i]:
            said[i] += link.recv(4096)
            assert said[i].startswith(b"HTTP/1.1 200"), said[i]
    told = sent()
    for i, link in enumerate(links):
        while said[i].count(b"id: ") < 60:
            said[i] += link.recv(65536)
        link.close()
    wait("the collector's stream to end", lambda: sockets_of(web) <= before)
    print("sent for 60 commands:", alone, "and with 500 clients", told)
    assert alone >= 60 and told <= alone + 60 + 10, (told, alone)
