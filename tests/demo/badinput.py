#!/usr/bin/python3
"""make bad-input: what a hostile or clumsy client sends to the doors, what it must get, and what it got.

A collector with vigie-netconf behind pipes and vigie-web before it, in a folder of its own on
127.1.127.0/24.  While each line is tried a device sends informs; behind each line stands how many were
answered, the slowest answer in ms, and the collector must be the process that it was.  A line is good when
it got what it must and every inform was answered.  Ends with `N passed, N failed`.  Needs root: users of
its own.

  badinput.py --build build/release [MATCH]
"""
import argparse
import json
import os
import re
import socket
import sys
import threading
import time
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NET = "127.1.127"
SLOWEST_MS = 2000  # an agent asks again then
PACE_S = 0.01
sys.path[:0] = [str(ROOT / "tests/integration"), str(ROOT / "tests/demo")]


# --- informs of a device -----------------------------------------------------------------------
def tlv(tag, *parts):
    body = b"".join(parts)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (size if len(body) < 128 else bytes([0x80 | len(size)]) + size) + body


def number(value, tag=2):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(text):
    arcs = [int(a) for a in text.split(".")]
    octets = bytearray()
    for arc in [40 * arcs[0] + arcs[1], *arcs[2:]]:
        groups = [arc & 127]
        while arc := arc >> 7:
            groups.append(arc & 127 | 128)
        octets += bytes(reversed(groups))
    return tlv(6, bytes(octets))


class Informs(threading.Thread):
    """Sends one after the other until it is ended; (when it was sent, seconds or None) of each."""

    def __init__(self, desk, allot):
        super().__init__(daemon=True)
        self.link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.link.bind((desk.devices["ne-8"], 0))
        self.link.connect((f"{desk.net}.1", desk.port))
        self.link.settimeout(SLOWEST_MS / 1000)
        self.allot, self.told, self.over = allot, [], threading.Event()
        self.start()

    def message(self, request):
        values = (("1.3.6.1.2.1.1.3.0", number(request, 0x43)),
                  ("1.3.6.1.6.3.1.1.4.1.0", oid(f"{self.allot}.0.17")),
                  (f"{self.allot}.5.2.7.0", oid(f"{self.allot}.5.2.6.5.2.0")),
                  (f"{self.allot}.5.2.9.0", number(3)))
        binds = tlv(0x30, *(tlv(0x30, oid(name), value) for name, value in values))
        pdu = tlv(0xA6, number(request), number(0), number(0), binds)
        return tlv(0x30, number(1), tlv(4, b"public"), pdu)

    def run(self):
        request = 1000
        while not self.over.wait(PACE_S):
            request += 1
            begun, wanted = time.monotonic(), number(request)
            self.link.send(self.message(request))
            try:
                while wanted not in self.link.recv(65536):
                    pass
                self.told.append(time.monotonic() - begun)
            except OSError:
                self.told.append(None)

    def end(self):
        self.over.set()
        self.join()
        self.link.close()


# --- the stand ---------------------------------------------------------------------------------
class Stand:
    def __init__(self):
        import ncdoor  # pylint: disable=import-outside-toplevel
        import noc  # pylint: disable=import-outside-toplevel
        import webdesk  # pylint: disable=import-outside-toplevel
        self.ncdoor, self.door = ncdoor, ncdoor.NcDoor()
        self.desk = self.door.desk
        self.case = self.desk.open_case("ne-7")
        self.web = webdesk.Web(self.desk.stage.folder, net=NET, desk=self.desk, tree={
            "limits": {"header-ms": 1500, "body-ms": 2500, "idle-ms": 3000, "connections": 300,
                       "connections-address": 64}})
        self.process = self.desk.process if self.desk.process.args[0].endswith("collector") else None
        self.process = self.process or self.web.collector
        self.informs = Informs(self.desk, noc.ALLOT)

    def end(self):
        self.informs.end()
        self.door.end()

    def tried(self, attempt):
        """What came of an attempt, what was wrong with the collector meanwhile, and how that is told."""
        before = len(self.informs.told)
        try:
            got = attempt(self)
        except (AssertionError, OSError, ET.ParseError) as error:
            got = f"{type(error).__name__}: {error}"
        self.ncdoor.wait_for("informs", lambda: len(self.informs.told) >= before + 2, 20)
        seen = self.informs.told[before:]
        good = [s for s in seen if s is not None]
        slowest = 1000 * max(good, default=0)
        fine = len(good) == len(seen) and self.process.poll() is None
        return got, fine, f"pid {self.process.pid}, {len(good)}/{len(seen)} informs, {slowest:.0f} ms"


def tag_of(text):
    found = ET.fromstring(text).find(".//{*}error-tag") if text else None
    return found.text if found is not None else "ok" if text and "<ok/>" in text else "no answer"


# --- NETCONF -----------------------------------------------------------------------------------
def frame(octets, version="1.1"):
    def attempt(stand):
        session = stand.door.raw(version=version)
        threading.Thread(target=session.say, args=(octets,), daemon=True).start()
        tag = tag_of(session.hear())
        over = session.hear() is None if tag != "no answer" else True
        code, said = session.end()
        assert code in (0, 1) and over, said
        return f"{tag}, the session ends"
    return attempt


def message(text):
    octets = text if isinstance(text, bytes) else text.encode()

    def attempt(stand):
        session = stand.door.raw()
        session.say(b"".join(b"\n#%d\n%s" % (len(p), p) for p in (
            octets[i:i + 200000] for i in range(0, len(octets), 200000))) + b"\n##\n")
        tag = tag_of(session.hear())
        goes_on = stand.ncdoor.is_ok(session.ask("<close-session/>"))
        assert session.end()[0] == 0 and goes_on
        return f"{tag}, the session goes on"
    return attempt


def asked(*inner, user="alice"):
    """The last answer's tag."""
    def attempt(stand):
        session = stand.door.raw(user)
        for one in inner:
            session.send(stand.ncdoor.rpc(one.replace("CASE", stand.case)))
            tag = tag_of(session.hear())
        session.ask("<discard-changes/>")
        assert session.end()[0] == 0
        return tag
    return attempt


def netconf_rows():
    import ncdoor  # pylint: disable=import-outside-toplevel
    import test_ncdoor_bad as bad  # pylint: disable=import-outside-toplevel
    for name, octets in bad.FRAMES.items():
        yield f"frame: {name}", "no answer, the session ends", frame(octets)
    for name, (octets, _) in bad.LARGE.items():
        yield name, "too-big, the session ends", frame(octets)
    yield "an endless message of base:1.0", "too-big, the session ends", frame(
        b"<rpc>" + b"x" * (1 << 21), "1.0")
    for name, text in bad.MESSAGES.items():
        wanted = "too-big" if "deep" in name else "malformed-message"
        yield f"message: {name}", f"{wanted}, the session goes on", message(text)
    for name, select in bad.BOMBS.items():
        inner = f'<get><filter type="xpath" select="{select.replace(">", "&gt;")}"/></get>'
        yield (f"XPath bomb: {name}", "resource-denied or an answer in 2 s of CPU",
               bomb(inner))
    yield "a filter of 50,000 leaves", "too-big, the session goes on", message(ncdoor.rpc(
        f'<get><filter><cases xmlns="{ncdoor.CASES}"><case>{"<id>x</id>" * 50000}</case></cases>'
        "</filter></get>"))
    yield from netconf_edits(ncdoor)
    yield ("kill -9 of vigie-netconf amid commits", "all or nothing, no lock is left, the next edit works",
           kill_netconf)


def bomb(inner):
    def attempt(stand):
        begun, tag = time.monotonic(), asked(inner)(stand)
        assert time.monotonic() - begun < 15 and tag in ("resource-denied", "no answer"), tag
        return "resource-denied or an answer in 2 s of CPU"
    return attempt


def netconf_edits(ncdoor):
    def edit(inner, store="running"):
        return (f"<edit-config><target><{store}/></target><config><collector xmlns=\"{ncdoor.TREE}\" "
                f'xmlns:nc="{ncdoor.NC}">{inner}</collector></config></edit-config>')
    site = "<site><name>bad</name><client>%s</client></site>"
    mode = "<contract><name>c-2026-7</name><mode nc:operation=\"remove\"><from>2026-01-01</from></mode></contract>"
    yield "an edit that breaks a leafref", "data-missing", asked(edit(site % "nobody"))
    yield "a commit that breaks a leafref", "data-missing", asked(
        edit(site % "nobody", "candidate"), "<commit/>")
    yield "an edit that breaks a must (P2)", "operation-failed", asked(edit(mode))
    yield "an edit by a role that may not", "access-denied", asked(edit(site % "clinique-a"), user="claire")
    yield "a commit by a role that may not", "access-denied", asked(
        edit(site % "clinique-a", "candidate"), "<commit/>", user="marc")


# --- RESTCONF ----------------------------------------------------------------------------------
TOP = "/restconf/data/vigie-collector:collector"


def http(status, octets, behind):
    def attempt(stand):
        said = stand.web.raw(octets + (behind if status != 200 else b""), source=9, shut=status != 200)
        return f"{said[9:12].decode()}, {said.count(b'HTTP/1.1 ')} answer"
    return attempt


def rest(method, path, body=None, user="alice", **headers):
    def attempt(stand):
        answer, tree = stand.web.by_proxy(user, method, path, body, **headers)
        if isinstance(tree, dict):
            found = tree["ietf-restconf:errors"]["error"][0]["error-tag"]
        else:
            found = next(iter(re.findall("<error-tag>([a-z-]+)<", bytes(tree or b"").decode())), "")
        return f"{answer.status} {found}".strip()
    return attempt


def is_smuggling(name):
    import test_web_raw as raw  # pylint: disable=import-outside-toplevel
    return name in raw.SMUGGLING


def web_rows():
    import test_web_raw as raw  # pylint: disable=import-outside-toplevel
    for name, (status, octets) in raw.SMUGGLING.items():
        yield name, f"{status}, 1 answer", http(status, octets, raw.NEXT)
    yield "500 dripping clients", "all are cut, others are served", drip
    deep = "[" * 200000
    yield "JSON 200,000 deep", "400 malformed-message", rest(
        "POST", "/restconf/operations/vigie-cases:take", deep, Content_Type="application/yang-data+json")
    yield "XML 65,000 deep", "413 too-big", rest(
        "POST", TOP, "<a>" * 65000, Content_Type="application/yang-data+xml")
    yield "XML 200,000 deep: an oversize body", "413 too-big", rest(
        "POST", TOP, "<a>" * 200000, Content_Type="application/yang-data+xml")
    bomb = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><input xmlns="urn:vigie:vigie-cases">&b;</input>'
    yield "XML with a document type and entities", "400 malformed-message", rest(
        "POST", "/restconf/operations/vigie-cases:take", bomb, Content_Type="application/yang-data+xml")
    client = {"vigie-collector:client": [{"name": "bad"}]}
    wrong = {"vigie-collector:site": [{"name": "bad", "client": "nobody"}]}
    yield "an edit that breaks a leafref", "409 data-missing", rest("POST", TOP, wrong)
    yield "an edit that breaks a must (P2)", "412 operation-failed", rest(
        "DELETE", TOP + "/contract=c-2026-7/mode=2026-01-01")
    yield "an edit by a role that may not", "403 access-denied", rest("POST", TOP, client, user="claire")
    yield "8 edits at once with one ETag", "1 done, 7 refused with 412", concurrent
    yield ("kill -9 of vigie-web amid commits", "all or nothing, no lock is left, the next edit works",
           kill_web)


def drip(stand):
    import test_web_raw as raw  # pylint: disable=import-outside-toplevel
    links = []
    for i in range(500):
        link = stand.web.link(20 + i % 10)
        link.sendall(raw.HEAD if i % 2 else raw.POST + b"Content-Length: 1000\r\n\r\n")
        links.append(link)
    raw.drip_all(links, b"x", 30)
    for link in links:
        link.close()
    assert stand.web.by_proxy("claire", "GET", "/restconf/data/vigie-cases:cases")[0].status == 200
    return "all are cut, others are served"


def concurrent(stand):
    etag, codes = stand.web.by_proxy("alice", "GET", TOP)[0].getheader("ETag"), []
    together = threading.Barrier(8)

    def one(number_of):
        body = {"vigie-collector:client": [{"name": f"at-once-{number_of}"}]}
        together.wait()
        codes.append(stand.web.by_proxy("alice", "POST", TOP, body, If_Match=etag)[0].status)
    threads = [threading.Thread(target=one, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return f"{codes.count(201)} done, {codes.count(412)} refused with 412"


# --- a door that dies amid a commit --------------------------------------------------------------
EACH, ROUNDS = 60, 8


def new_sites(name):
    return "".join(f"<site><name>{name}-{i}</name><client>clinique-a</client></site>" for i in range(EACH))


def change(stand, inner, operation=""):
    sites = inner.replace("<site>", f'<site nc:operation="{operation}">') if operation else inner
    return (f'<config><collector xmlns="{stand.ncdoor.TREE}" xmlns:nc="{stand.ncdoor.NC}">{sites}'
            "</collector></config>")


def edit_of(target, config):
    return f"<edit-config><target><{target}/></target>{config}</edit-config>"


def in_force(stand, name):
    tree = stand.desk.ask("GET", TOP, Vigie_User="alice")[1]
    sites = tree["vigie-collector:collector"]["site"]
    return sum(s["name"].startswith(f"{name}-") for s in sites)


def free_of_locks(stand, session):
    for store in "candidate", "running":
        if not stand.ncdoor.is_ok(session.ask(f"<lock><target><{store}/></target></lock>")):
            return False
        assert stand.ncdoor.is_ok(session.ask(f"<unlock><target><{store}/></target></unlock>"))
    return True


def settled(stand, name, told):
    """After a kill: whole or not at all, no lock; the sites are taken away by the next edit."""
    other = stand.door.raw()
    stand.ncdoor.wait_for("the locks to be free", lambda: free_of_locks(stand, other), 10)
    count = in_force(stand, name)
    assert count in (0, EACH), f"{count} of {EACH}"
    assert not told or count == EACH, "it was told done and is not"
    added = edit_of("candidate", change(stand, new_sites(f"next-{name}")))
    assert stand.ncdoor.is_ok(other.ask(added)) and stand.ncdoor.is_ok(other.ask("<commit/>"))
    gone = new_sites(f"next-{name}") + (new_sites(name) if count else "")
    gone = gone.replace("<client>clinique-a</client>", "")
    assert stand.ncdoor.is_ok(other.ask(edit_of("running", change(stand, gone, "delete"))))
    assert other.end()[0] == 0
    return count == EACH


def kill_netconf(stand):
    """Killed at instants spread over what a commit takes."""
    whole, took = [], None
    for turn in range(ROUNDS + 1):
        session, name = stand.door.raw(), f"killed-{turn}"
        for store in ("candidate", "running"):
            assert stand.ncdoor.is_ok(session.ask(f"<lock><target><{store}/></target></lock>"))
        assert stand.ncdoor.is_ok(session.ask(edit_of("candidate", change(stand, new_sites(name)))))
        begun = time.monotonic()
        session.send(stand.ncdoor.rpc("<commit/>"))
        if took is None:  # the first shows how long it takes
            session.hear()
            took, told = time.monotonic() - begun, True
        else:
            told = not left(begun + took * ((turn - 1) / (ROUNDS - 1)) ** 2, session)
        session.program.kill()
        session.end()
        whole.append(settled(stand, name, told))
    stand.note = f"a commit of {1000 * took:.0f} ms: {whole.count(True)} whole, {whole.count(False)} not at all"
    return "all or nothing, no lock is left, the next edit works"


def left(until, session):
    """Waits for the answer until then; whether none came."""
    import select  # pylint: disable=import-outside-toplevel
    return not select.select([session.program.stdout], [], [], max(0, until - time.monotonic()))[0]


def kill_web(stand):
    from noc import head_of  # pylint: disable=import-outside-toplevel
    whole, took = [], None
    for turn in range(ROUNDS + 1):
        name = f"webbed-{turn}"
        body = json.dumps({"vigie-collector:collector": {"site": [
            {"name": f"{name}-{i}", "client": "clinique-a"} for i in range(EACH)]}}).encode()
        link, begun = stand.web.link(9), time.monotonic()
        link.sendall(b"PATCH %s HTTP/1.1\r\nHost: v\r\nX-Remote-User: alice\r\nContent-Type: "
                     b"application/yang-data+json\r\nContent-Length: %d\r\n\r\n%s"
                     % (TOP.encode(), len(body), body))
        if took is None:
            said = head_of(link)
            took = time.monotonic() - begun
        else:
            link.settimeout(max(0.0001, begun + took * ((turn - 1) / (ROUNDS - 1)) ** 2 - time.monotonic()))
            try:
                said = link.recv(65536)
            except TimeoutError:
                said = b""
        # Whoever is killed may have said half of it.
        assert b"HTTP/1.1 204".startswith(said[:12]), said
        stand.web.process.kill()
        stand.web.process.wait(20)
        link.close()
        stand.web.start()
        whole.append(settled(stand, name, bool(said)))
    stand.note = f"a commit of {1000 * took:.0f} ms: {whole.count(True)} whole, {whole.count(False)} not at all"
    return "all or nothing, no lock is left, the next edit works"


# --- the table -----------------------------------------------------------------------------------
def rows():
    """(door, input, expected, attempt)."""
    for name, expected, attempt in netconf_rows():
        yield "netconf", name, expected, attempt
    for name, expected, attempt in web_rows():
        yield "web", name, expected, attempt


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=ROOT / "build/release", type=Path)
    parser.add_argument("match", nargs="?", default="")
    args = parser.parse_args()
    os.environ["VIGIE_BUILD"] = str(args.build.resolve())
    stand, failed, passed = Stand(), 0, 0
    try:
        for door, name, expected, attempt in rows():
            if args.match not in f"{door} {name}":
                continue
            stand.note = ""
            got, fine, collector = stand.tried(attempt)
            good = fine and got == expected
            passed, failed = passed + good, failed + (not good)
            print(f"{'ok' if good else 'FAILED':6} | {door:7} | {name:34} | must: {expected} | got: "
                  f"{'the same' if got == expected else got} | {collector}"
                  f"{' | ' + stand.note if stand.note else ''}", flush=True)
    finally:
        stand.end()
    told = stand.informs.told
    print(f"\n{len(told)} informs, {sum(t is not None for t in told)} answered, slowest "
          f"{1000 * max((t for t in told if t is not None), default=0):.0f} ms")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
