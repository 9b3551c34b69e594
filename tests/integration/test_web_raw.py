"""vigie-web against hostile HTTP, with raw sockets: smuggling forms, drips, floods.

Test number 121 (127.1.121.0/24).  Whatever comes, the collector is asked nothing by it, and what
follows a refused request on its connection is never answered.
"""
import os
import re
import resource
import selectors
import socket
import subprocess
import threading
import time

import pytest

from noc import ALLOT, CASES
from webdesk import Web, read_all, wait

NET = "127.1.121"
HEAD = b"GET /restconf HTTP/1.1\r\nHost: v\r\nX-Remote-User: claire\r\n"
POST = b"POST /restconf/operations/vigie-cases:take HTTP/1.1\r\nHost: v\r\nX-Remote-User: claire\r\n"
NEXT = b"GET /restconf/data HTTP/1.1\r\nHost: v\r\nX-Remote-User: root\r\n\r\n"


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    made = Web(tmp_path_factory.mktemp("web"), net=NET,
               tree={"limits": {"header-ms": 1500, "body-ms": 2500, "idle-ms": 3000,
                                "connections": 300, "connections-address": 64}})
    yield made
    made.stop()


SMUGGLING = {
    "both lengths": (400, POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "coding, then length": (400, POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
                            b"0\r\n\r\n"),
    "two lengths": (400, POST + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n"),
    "two equal lengths": (400, POST + b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n"),
    "a list of lengths": (400, POST + b"Content-Length: 0, 0\r\n\r\n"),
    "a signed length": (400, POST + b"Content-Length: +0\r\n\r\n"),
    "a negative length": (400, POST + b"Content-Length: -1\r\n\r\n"),
    "a length in hexadecimal": (400, POST + b"Content-Length: 0x0\r\n\r\n"),
    "a length that overflows": (413, POST + b"Content-Length: 18446744073709551616\r\n\r\n"),
    "a space before the colon": (400, POST + b"Content-Length : 0\r\n\r\n"),
    "a folded field": (400, HEAD + b"X-A: b\r\n c\r\n\r\n"),
    "a fold right away": (400, b"GET /restconf HTTP/1.1\r\n Host: v\r\n\r\n"),
    "bare line feeds": (400, b"GET /restconf HTTP/1.1\nHost: v\n\n"),
    "a bare line feed in a field": (400, HEAD + b"X-A: b\nX-Remote-User: root\r\n\r\n"),
    "a bare carriage return": (400, HEAD + b"X-A: b\rc\r\n\r\n"),
    "a NUL in a field": (400, HEAD + b"X-A: b\0c\r\n\r\n"),
    "a NUL in the line": (400, b"GET /rest\0conf HTTP/1.1\r\nHost: v\r\n\r\n"),
    "another coding": (501, POST + b"Transfer-Encoding: gzip\r\n\r\n"),
    "two codings in one": (501, POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    "two codings": (400, POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n"
                    b"0\r\n\r\n"),
    "an odd coding": (501, POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    "a tab before the coding": (400, POST + b"Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n"),
    "a coding in HTTP/1.0": (400, POST.replace(b"1.1", b"1.0")
                             + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "a chunk extension": (400, POST + b"Transfer-Encoding: chunked\r\n\r\n0;a=b\r\n\r\n"),
    "a chunk extension's line feed": (400, POST + b"Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n0\r\n"),
    "a chunk of 4 GiB": (413, POST + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\nx"),
    "a chunk of 2^64": (400, POST + b"Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\nx"),
    "a negative chunk": (400, POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nx"),
    "a chunk with 0x": (400, POST + b"Transfer-Encoding: chunked\r\n\r\n0x1\r\nx"),
    "a longer chunk than said": (400, POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n"),
    "a trailer": (400, POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-Remote-User: root\r\n\r\n"),
    "a body with GET": (400, HEAD + b"Content-Length: 5\r\n\r\nhello"),
    "chunks with DELETE": (400, HEAD.replace(b"GET", b"DELETE")
                           + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "no host": (400, b"GET /restconf HTTP/1.1\r\nX-Remote-User: claire\r\n\r\n"),
    "two hosts": (400, HEAD + b"Host: w\r\n\r\n"),
    "a host that is none": (400, b"GET /restconf HTTP/1.1\r\nHost: v/x\r\n\r\n"),
    "another authority": (400, b"GET http://other/restconf HTTP/1.1\r\nHost: v\r\n\r\n"),
    "the same authority": (200, b"GET http://v/restconf HTTP/1.1\r\nHost: v\r\n"
                           b"X-Remote-User: claire\r\n\r\n"),
    "another scheme": (400, b"GET ftp://v/restconf HTTP/1.1\r\nHost: v\r\n\r\n"),
    "an asterisk": (400, b"OPTIONS * HTTP/1.1\r\nHost: v\r\n\r\n"),
    "CONNECT": (501, b"CONNECT v:80 HTTP/1.1\r\nHost: v\r\n\r\n"),
    "TRACE": (501, b"TRACE / HTTP/1.1\r\nHost: v\r\n\r\n"),
    "a method in small letters": (501, b"get / HTTP/1.1\r\nHost: v\r\n\r\n"),
    "HTTP/2's preface": (505, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "HTTP/2.0": (505, b"GET /restconf HTTP/2.0\r\nHost: v\r\n\r\n"),
    "HTTP/1.2": (505, b"GET /restconf HTTP/1.2\r\nHost: v\r\n\r\n"),
    "HTTP/0.9": (400, b"GET /restconf\r\n\r\n"),
    "two spaces": (400, b"GET  /restconf HTTP/1.1\r\nHost: v\r\n\r\n"),
    "a blank line before": (400, b"\r\n" + HEAD + b"\r\n"),
    "%00": (400, b"GET /restconf%00 HTTP/1.1\r\nHost: v\r\n\r\n"),
    "%0 at the end": (400, b"GET /restconf%0 HTTP/1.1\r\nHost: v\r\n\r\n"),
    "dot segments": (400, b"GET /restconf/../etc/passwd HTTP/1.1\r\nHost: v\r\n\r\n"),
    "dot segments, encoded": (400, b"GET /restconf/%2e%2E/x HTTP/1.1\r\nHost: v\r\n\r\n"),
    "a last dot": (400, b"GET /restconf/. HTTP/1.1\r\nHost: v\r\n\r\n"),
    "two slashes": (400, b"GET //v/restconf HTTP/1.1\r\nHost: v\r\n\r\n"),
    "a backslash": (400, b"GET /restconf\\..\\x HTTP/1.1\r\nHost: v\r\n\r\n"),
    "a fragment": (400, b"GET /restconf#x HTTP/1.1\r\nHost: v\r\n\r\n"),
    "a raw octet": (400, b"GET /restconf\xff HTTP/1.1\r\nHost: v\r\n\r\n"),
    "a long target": (414, b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: v\r\n\r\n"),
    "a long line": (414, b"GET /" + b"a" * 20000),
    "a large header": (431, HEAD + b"X-A: " + b"a" * 20000 + b"\r\n\r\n"),
    "many fields": (431, HEAD + b"A: b\r\n" * 200 + b"\r\n"),
    "an expectation": (417, POST + b"Expect: the-spanish-inquisition\r\n\r\n"),
    "a large body": (413, POST + b"Content-Length: 600000\r\n\r\n"),
    "TLS": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40 + b"\r\n"),
}


@pytest.mark.parametrize("name", SMUGGLING)
def test_smuggling(web, name):
    status, octets = SMUGGLING[name]
    said = web.raw(octets + (NEXT if status != 200 else b""), source=9, shut=status != 200)
    assert said.startswith(b"HTTP/1.1 %d " % status), said[:300]
    # One answer, never a second to what came behind it.
    if status != 200:
        assert said.count(b"HTTP/1.1 ") == 1 and b"ietf-restconf:errors" in said, said
        assert b"Connection: close" in said


def test_pipelined_requests_are_answered_in_order(web):
    body = b'{"vigie-cases:input": {}}'
    three = (HEAD + b"\r\n" + POST + b"Content-Type: application/yang-data+json\r\n"
             b"Content-Length: %d\r\n\r\n" % len(body) + body
             + b"GET /nothing HTTP/1.1\r\nHost: v\r\nX-Remote-User: claire\r\n\r\n")
    for step in (len(three), 700, 1):
        with web.link(9) as link:
            for at in range(0, len(three), step):
                link.sendall(three[at:at + step])
            said = b""
            while said.count(b"HTTP/1.1 ") < 3 or not said.rstrip().endswith(b"}"):
                more = link.recv(65536)
                assert more, said
                said += more
        assert re.findall(rb"HTTP/1.1 (\d+)", said) == [b"200", b"400", b"404"], said
    # What is refused ends it, behind what was answered.
    said = web.raw(HEAD + b"\r\n" + b"GET / HTTP/1.1\nHost: v\n\n" + NEXT, source=9)
    assert re.findall(rb"HTTP/1.1 (\d+)", said) == [b"200", b"400"], said


def test_chunks_are_read(web):
    body = b'{"vigie-cases:input": {"case": "2026-000001", "idempotency-key": "k"}}'
    head = POST + b"Content-Type: application/yang-data+json\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + 7]), body[i:i + 7])
                      for i in range(0, len(body), 7)) + b"0\r\n\r\n"
    with web.link(9) as link:
        link.sendall(head + pieces)
        said = b""
        while not said.rstrip().endswith(b"}"):
            more = link.recv(65536)
            assert more, said
            said += more
    assert b"2026-000001" in said and not said.startswith(b"HTTP/1.1 400"), said


def test_a_client_goes_away_before_its_answer(web):
    """The door forgets it; the collector's answer is for nobody."""
    for _ in range(20):
        link = web.link(9)
        link.sendall(HEAD + b"\r\n")
        link.close()
    assert web.by_proxy("claire", "GET", CASES)[0].status == 200


def drip_all(links, octet, limit):
    """Sends an octet to each of 'links' time and again until all are closed; seconds it took."""
    begun, open_links = time.monotonic(), set(links)
    watch = selectors.DefaultSelector()
    for link in links:
        link.setblocking(False)
        watch.register(link, selectors.EVENT_READ)
    while open_links:
        assert time.monotonic() - begun < limit, f"{len(open_links)} are open still"
        for key, _ in watch.select(0.05):
            try:
                gone = key.fileobj.recv(4096) == b""
            except OSError:
                gone = True
            if gone:
                watch.unregister(key.fileobj)
                open_links.discard(key.fileobj)
        for link in open_links:
            try:
                link.send(octet)
            except OSError:
                pass
    return time.monotonic() - begun


def send_informs(web, codes):
    for i in range(10):
        done = subprocess.run(
            ["snmpinform", "-v2c", "-c", "public", "-t", "8", "-r", "0",
             f"--clientaddr={NET}.7", f"{NET}.1:{web.desk.port}", "", f"{ALLOT}.0.{16 + i % 2}",
             f"{ALLOT}.5.2.7.0", "o", f"{ALLOT}.5.2.6.5.2.0", f"{ALLOT}.5.2.9.0", "i",
             "3" if i % 2 else "1"],
            capture_output=True, timeout=30, env={**os.environ, "MIBS": ""})
        codes.append(done.returncode)


def test_500_dripping_clients(web):
    """300 fit, the others wait at the listener; all are cut, and others are served meanwhile."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    links = []
    for i in range(500):
        link = web.link(20 + i % 10)
        link.sendall(HEAD if i % 2 else POST + b"Content-Length: 1000\r\n\r\n")
        links.append(link)
    # 64 of an address at a time; whoever was accepted beyond is gone at once.
    informs = threading.Thread(target=send_informs, args=(web, acknowledged := []))
    informs.start()
    took = drip_all(links, b"x", 30)
    informs.join(60)
    assert took > 1.0 and acknowledged == [0] * 10, "the collector goes on acknowledging"
    for link in links:
        link.close()
    assert web.by_proxy("claire", "GET", CASES)[0].status == 200
    assert "connection cut while sending a header" in web.log()
    assert "connection cut while sending a body" in web.log()


def test_one_address_leaves_room_for_others(web):
    links = [web.link(30) for _ in range(64)]
    extra = web.link(30)
    assert extra.recv(1) == b""
    assert f"{NET}.30: connection cut while refused" in web.log()
    assert web.ask("GET", CASES, source=31)[0].status == 401
    # The proxy has them all.
    more = [web.link(9) for _ in range(80)]
    assert web.by_proxy("claire", "GET", CASES)[0].status == 200
    for link in links + more + [extra]:
        link.close()


def test_a_slow_reader_of_a_reply_is_cut(web):
    """It holds up neither the collector nor anybody else."""
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.bind((f"{NET}.9", 0))
    link.connect((web.host, web.port))
    link.sendall((HEAD + b"\r\n") * 50)
    assert web.by_proxy("claire", "GET", CASES)[0].status == 200
    link.close()


def test_silence_is_cut(web):
    with web.link(3) as link:
        assert read_all(link) == b""
    wait("the log", lambda: "connection cut while" in web.log())
