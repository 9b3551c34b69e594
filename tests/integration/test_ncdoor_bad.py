"""What a hostile client of NETCONF sends: frames that are none, messages that are none, depth,
size, XPath bombs.  Each gets the RFC's error or the end of its session, the collector is
untouched and answers every inform meanwhile.

Test number 122 (127.1.40.0/24 is the desk's own).  Needs root: sessions of users of its own.
"""
import threading
import xml.etree.ElementTree as ET

import pytest

import ncdoor
from ncdoor import CASES, NC, chunked, is_ok, rpc


@pytest.fixture(name="door", scope="module")
def make_door():
    made = ncdoor.NcDoor()
    made.number = made.desk.open_case("ne-7")
    yield made
    made.end()


@pytest.fixture(name="informs")
def make_informs(door):
    """Informs while the test runs: all are answered, and the collector is the same process."""
    informs, over = ncdoor.Informs(door.desk), threading.Event()

    def send():
        while not over.is_set():
            informs.one()
    thread = threading.Thread(target=send)
    process = door.desk.process
    thread.start()
    yield informs
    over.set()
    thread.join()
    assert informs.sent and informs.answered == informs.sent
    assert process.poll() is None
    session = door.raw()
    assert is_ok(session.ask("<close-session/>"))
    session.end()


# --- frames ---------------------------------------------------------------------------------
FRAMES = {  # of base:1.1; netconf.md calls the first three the library's death
    "letters": b"\n#abc\n", "zero": b"\n#0\n", "no chunk": b"\n##\n",
    "negative": b"\n#-5\n<a/>\n##\n", "plus": b"\n#+5\n<a/>", "leading zero": b"\n#01\n<",
    "space": b"\n# 4\n<a/>", "no line feed": b"#4\n<a/>\n##\n", "carriage return": b"\r\n#4\r\n<a/>",
    "end marker": b"<rpc/>]]>]]>", "end marker behind": chunked(rpc("<get/>"))[:-4] + b"]]>]]>",
    "end without line feed": b"\n#4\n<a/>\n##x", "text between": b"\n#4\n<a/>x\n##\n",
    "empty size": b"\n#\n<a/>", "nul": b"\0" * 8, "tls": b"\x16\x03\x01\x02\x00\x01\x00",
    "ssh": b"SSH-2.0-x\r\n", "http": b"GET / HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("case", FRAMES)
def test_a_broken_frame_ends_the_session(door, case):
    session = door.raw()
    session.say(FRAMES[case])
    assert session.hear() is None
    code, said = session.end()
    assert code == 1 and "RFC 6242 4.2" in said, said


LARGE = {
    "chunk of 4 GiB": (b"\n#4294967295\n<rpc>", "4294967295"),
    "chunk over 4 GiB": (b"\n#4294967296\n<rpc>", "4294967296"),
    "chunk of 2^64-1": (b"\n#18446744073709551615\n<rpc>", "4294967295"),
    "chunk of 2^64": (b"\n#18446744073709551616\n<rpc>", "4294967295"),
    "chunk over 256 KiB": (b"\n#262145\n<rpc>", "262145"),
    "message over 1 MiB": (b"\n#262144\n" + b"x" * 262144 + (b"\n#262144\n" + b"x" * 262144) * 3 +
                           b"\n#1\nx", "1048576"),
}


@pytest.mark.parametrize("case", LARGE)
def test_what_is_too_big_is_told_so(door, informs, case):
    octets, words = LARGE[case]
    session = door.raw()
    threading.Thread(target=session.say, args=(octets,)).start()
    error = ncdoor.error_of(ET.fromstring(session.hear()))
    assert error["error-tag"] == "too-big" and words in error["error-message"]
    assert session.hear() is None
    code, said = session.end()
    assert code == 1 and words in said
    assert informs is not None


def test_endless_message_of_base_10(door, informs):
    session = door.raw(version="1.0")
    threading.Thread(target=session.say, args=(b"<rpc>" + b"x" * (1 << 21),), daemon=True).start()
    assert ncdoor.error_of(ET.fromstring(session.hear()))["error-tag"] == "too-big"
    assert session.hear() is None
    assert session.end()[0] == 1
    assert informs is not None


# --- messages -------------------------------------------------------------------------------
MESSAGES = {
    "white space": " \n ", "a comment": "<!-- nothing -->", "text": "hello",
    "an instruction": "<?x y?>", "two roots": "<a/><b/>", "no end": "<rpc>",
    "other end": f'<rpc xmlns="{NC}" message-id="1"></get>', "no name": "<1/>",
    "a document type": f'<!DOCTYPE rpc [<!ENTITY a "b">]>{rpc("<get/>")}',
    "an entity bomb": ('<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
                       f'<rpc xmlns="{NC}" message-id="1"><x>&b;</x></rpc>'),
    "no utf-8": b'<rpc xmlns="%s" message-id="1"><get>\xff</get></rpc>' % NC.encode(),
    "nul": rpc("<get>\0</get>"), "200,000 deep": "<a>" * 200000,
    "200,000 deep, closed": "<a>" * 140000 + "</a>" * 140000,
    "65 deep": rpc("<a>" * 65 + "</a>" * 65), "other root": f'<reply xmlns="{NC}"/>',
    "a hello": f'<hello xmlns="{NC}"/>', "no namespace": '<rpc message-id="1"><get/></rpc>',
    "an unbound prefix": rpc("<x:get/>"), "an unknown entity": rpc("<get>&none;</get>"),
}


@pytest.mark.parametrize("case", MESSAGES)
def test_a_broken_message_is_answered_and_forgotten(door, case):
    for version in "1.1", "1.0":
        session = door.raw(version=version)
        message = MESSAGES[case]
        octets = message if isinstance(message, bytes) else message.encode()
        parts = [octets[i:i + 200000] for i in range(0, len(octets), 200000)]
        session.say(b"".join(b"\n#%d\n%s" % (len(p), p) for p in parts) + b"\n##\n"
                    if version == "1.1" else octets + b"]]>]]>")
        error = ncdoor.error_of(ET.fromstring(session.hear()))
        wanted = {"1.1": "malformed-message", "1.0": "operation-failed"}[version]
        if "deep" in case:
            wanted = "too-big"
        assert error["error-tag"] == wanted, error
        assert error["error-severity"] == "error" and error["error-message"]
        # The session goes on.
        assert is_ok(session.ask("<close-session/>"))
        assert session.end() == (0, "")


def test_two_of_a_name_in_no_namespace(door):
    """RFC 6241 6.2.1: in a filter it is any; libyang falls over the second."""
    def got(entries):
        answer = session.ask('<get><filter type="subtree"><cases xmlns="">' + entries +
                             "</cases></filter></get>")
        return [c.text for c in answer.iter(f"{{{CASES}}}id")]
    session = door.raw()
    wanted = f"<case><id>{door.number}</id></case>"
    assert got(wanted) == [door.number]
    assert got(wanted + wanted) == [door.number]
    assert door.number in got('<case xmlns:p=""><p:id/><p:id/></case>')
    for inner in ('<take xmlns="%s"><case xmlns="">x</case><case xmlns="">y</case></take>' % CASES,
                  '<edit-config><target><running/></target><config><collector xmlns="urn:vigie:vigie-'
                  'collector"><name xmlns="">a</name><name xmlns="">b</name></collector></config>'
                  "</edit-config>"):
        assert session.error(inner)["error-tag"] in ("unknown-element", "unknown-namespace")
    assert is_ok(session.ask("<close-session/>"))
    assert session.end() == (0, "")
    session = door.raw(say_hello=False)
    session.say(b'<hello xmlns=""><a/><a/></hello>]]>]]>')
    assert session.end()[0] == 1


EMPTY = {
    "nothing asked": f'<rpc xmlns="{NC}" message-id="1"/>',
    "two operations": rpc("<get/><get/>"), "text beside": rpc("x<get/>"),
}


@pytest.mark.parametrize("case", EMPTY)
def test_an_rpc_of_none_or_two(door, case):
    session = door.raw()
    session.send(EMPTY[case])
    answer = ET.fromstring(session.hear())
    assert ncdoor.error_of(answer)["error-tag"]
    assert is_ok(session.ask("<close-session/>"))
    assert session.end() == (0, "")


HELLOS = {
    "nothing": (b"", "before its hello"), "no hello": (f'<rpc xmlns="{NC}"/>]]>]]>'.encode(), "no hello"),
    "with a session-id": (ncdoor.hello("1.1").replace(
        b"</hello>", b"<session-id>7</session-id></hello>"), "session-id"),
    "no version": (ncdoor.hello("2.0"), "neither base:1.0 nor base:1.1"),
    "white space": (b" ]]>]]>", "no element"), "a comment": (b"<!-- x -->]]>]]>", "no element"),
    "chunks": (chunked("<hello/>"), "before its hello"),
    "endless": (b"<hello>" + b"x" * (1 << 21), "no end of message"),
}


@pytest.mark.parametrize("case", HELLOS)
def test_a_broken_hello_ends_the_session(door, case):
    octets, words = HELLOS[case]
    session = door.raw(say_hello=False)
    session.say(octets)
    code, said = session.end()
    assert code == 1 and words in said, said


# --- what costs much ------------------------------------------------------------------------
BOMBS = {
    "descendants of descendants": "//*" + "[//*" * 8 + "]" * 8,
    "counting": "//*[count(//*[count(//*[count(//*)>0])>0])>0]",
    "axes": "/descendant::*/ancestor::*/descendant::*/ancestor::*/descendant::*/ancestor::*"
            "[count(//*/preceding::*/following::*) > 1]",
}


@pytest.mark.parametrize("case", BOMBS)
def test_an_xpath_bomb_costs_its_session_a_few_seconds(door, informs, case):
    session = door.raw()
    answer = session.ask(f'<get><filter type="xpath" select="{BOMBS[case].replace(">", "&gt;")}"/></get>')
    if answer.find(f"{{{NC}}}rpc-error") is not None:
        assert ncdoor.error_of(answer)["error-tag"] in ("resource-denied", "invalid-value")
    assert is_ok(session.ask("<close-session/>"))
    assert session.end() == (0, "")
    assert informs is not None


def test_one_of_the_bombs_goes_off(door):
    """Else the test above shows nothing."""
    session = door.raw()
    error = session.error('<get><filter type="xpath" select="%s"/></get>' % (
        "//*" + "[//*" * 8 + "]" * 8).replace(">", "&gt;"))
    assert error["error-tag"] == "resource-denied"
    assert session.end() == (0, "")


def test_an_xpath_that_is_none(door):
    session = door.raw()
    for select in "/c:cases/c:case[", "1 +", "/no:such":
        answer = session.ask(f'<get><filter type="xpath" xmlns:c="{CASES}" select="{select}"/></get>')
        assert ncdoor.error_of(answer)["error-tag"] in ("invalid-value", "missing-attribute")
    assert session.end() == (0, "")


WIDE = {"alternating": "<id>2026-000001</id><title/>" * 20000, "one key": "<id>x</id>" * 50000,
        "1001 leaves": "<title/>" * 1001}


@pytest.mark.parametrize("case", WIDE)
def test_a_wide_filter(door, informs, case):
    session = door.raw()
    octets = rpc(f'<get><filter><cases xmlns="{CASES}"><case>{WIDE[case]}</case></cases></filter>'
                 "</get>").encode()
    session.say(b"".join(b"\n#%d\n%s" % (len(p), p) for p in
                         (octets[i:i + 200000] for i in range(0, len(octets), 200000))) + b"\n##\n")
    error = ncdoor.error_of(ET.fromstring(session.hear()))
    assert error["error-tag"] == "too-big" and "leaves" in error["error-message"]
    assert is_ok(session.ask("<close-session/>"))
    assert session.end() == (0, "")
    assert informs is not None


def test_a_filter_of_a_thousand_leaves_is_no_such_thing(door):
    session = door.raw()
    assert session.data('<get><filter><cases xmlns="%s"><case>%s</case></cases></filter></get>' % (
        CASES, "<title/>" * 1000)) is not None
    assert session.end() == (0, "")


# --- slow and gone --------------------------------------------------------------------------
def test_a_client_that_takes_nothing_hurts_itself_alone(door, informs):
    greedy, other = door.raw(), door.raw()
    for i in range(300):
        greedy.send(rpc("<get/>", i))
        if i % 100 == 0:
            assert is_ok(other.ask('<unlock><target><running/></target></unlock>')) is False
    assert is_ok(other.ask("<close-session/>"))
    other.end()
    greedy.program.kill()
    greedy.end()
    assert informs is not None


def test_killed_in_the_middle_of_a_request(door, informs):
    for i in range(10):
        session = door.raw()
        session.send(rpc("<get/>"))
        if i % 2:
            session.more()
        session.program.kill()
        session.end()
    answer, tree = door.desk.ask("GET", "/restconf/data/vigie-tree:sessions")
    assert answer.status == 200
    ncdoor.wait_for("their sessions' end", lambda: "session" not in door.desk.ask(
        "GET", "/restconf/data/vigie-tree:sessions")[1]["vigie-tree:sessions"], 10)
    assert informs is not None and tree


def test_pipelined_requests_are_answered_in_order(door):
    session = door.raw()
    session.say(b"".join(chunked(rpc("<no-such/>" if i % 3 else
                                     f'<get><filter><cases xmlns="{CASES}"/></filter></get>', i))
                         for i in range(200)))
    for i in range(200):
        assert ET.fromstring(session.hear()).get("message-id")
    assert session.end() == (0, "")
