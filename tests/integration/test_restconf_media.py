"""XML and JSON over RESTCONF, asked for and sent; HEAD, OPTIONS and 405 of every kind of resource; XML that is
no XML for us (RFC 8040 sections 3.6, 4.1, 5.2 and 7.1).  By curl and raw octets, at the socket and through vigie-web.

Test number 128 (127.1.128.0/24).
"""
import json
import subprocess
import uuid
import xml.etree.ElementTree as ET

import pytest

import webdesk
from noc import DATA, JSON, OPERATIONS

XML = "application/yang-data+xml"
TOP = f"{DATA}/vigie-collector:collector"
TREE = "urn:vigie:vigie-collector"
CASES_NS = "urn:vigie:vigie-cases"
RC = "{urn:ietf:params:xml:ns:yang:ietf-restconf}"
ALARMS = "urn:ietf:params:xml:ns:yang:ietf-alarms"
LIST = f"{DATA}/ietf-alarms:alarms/alarm-list"


@pytest.fixture(name="web", scope="module")
def make_web(tmp_path_factory):
    made = webdesk.Web(tmp_path_factory.mktemp("media"), net="127.1.128")
    yield made
    made.stop()


class Curl:
    """curl, at the socket or through vigie-web; what came: status, fields, body."""

    def __init__(self, web, door, user="root"):
        fields = {"socket": [f"Vigie-User: {user}"], "web": [f"X-Remote-User: {user}"]}[door]
        self.words = ["curl", "-sS", "-i", "--max-time", "20", *(w for f in fields for w in ("-H", f))]
        self.words += ["--unix-socket", str(web.desk.socket)] if door == "socket" else \
            ["--interface", f"{web.net}.9"]
        self.base = "http://localhost" if door == "socket" else f"http://{web.host}:{web.port}"

    def ask(self, method, path, body=None, **fields):
        words = [*self.words, *(["-I"] if method == "HEAD" else ["-X", method])]
        for name, value in fields.items():
            words += ["-H", f"{name.replace('_', '-')}: {value}"]
        if body is not None:
            words += ["--data-binary", "@-", "-H", "Expect:"]
        done = subprocess.run([*words, self.base + path], input=(body or "").encode(), capture_output=True,
                              timeout=30, check=True)
        head, _, said = done.stdout.decode().partition("\r\n\r\n")
        lines = head.split("\r\n")
        got = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        return int(lines[0].split()[1]), got, said


@pytest.fixture(name="curl", params=["socket", "web"])
def make_curl(web, request):
    return Curl(web, request.param)


def error_in(said):
    error = ET.fromstring(said).find(f"{RC}error")
    return {e.tag[len(RC):]: e.text for e in error}


def take(case, key=None):
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- </input> --><v:input xmlns:v="{CASES_NS}">'
            f"<v:case>{case}</v:case><v:idempotency-key>{key or uuid.uuid4()}</v:idempotency-key></v:input >\n")


# --- in and out -----------------------------------------------------------------------------
def test_what_there_is_as_xml(curl):
    for path, root in ((f"{DATA}/vigie-cases:cases", f"{{{CASES_NS}}}cases"), (DATA, f"{RC}data"),
                       ("/restconf", f"{RC}restconf"), ("/restconf/operations", f"{RC}operations"),
                       ("/restconf/yang-library-version", f"{RC}yang-library-version"),
                       (f"{TOP}/site=lyon-2", f"{{{TREE}}}site")):
        status, fields, said = curl.ask("GET", path, Accept=XML)
        assert (status, fields["content-type"]) == (200, XML), (path, said)
        assert ET.fromstring(said).tag == root
        assert curl.ask("GET", path, Accept=f"{XML};q=0.5, {JSON}")[1]["content-type"] == JSON
        assert curl.ask("GET", path, Accept="*/*")[1]["content-type"] == JSON
    operations = ET.fromstring(curl.ask("GET", "/restconf/operations", Accept=XML)[2])
    assert operations.find(f"{{{CASES_NS}}}take") is not None


def test_an_operation_in_xml(web, curl):
    case = web.desk.open_case("ne-7" if "unix" in str(curl.words) else "ne-8")
    status, fields, said = curl.ask("POST", f"{OPERATIONS}/vigie-cases:take", take(case), Content_Type=XML)
    assert (status, fields["content-type"]) == (200, XML), said
    output = ET.fromstring(said)
    assert output.tag == f"{{{CASES_NS}}}output" and output.find(f"{{{CASES_NS}}}state").text == "in-hand"
    # One in, the other out.
    status, fields, said = curl.ask("POST", f"{OPERATIONS}/vigie-cases:note", take(case).replace(
        "<v:idem", "<v:text>a &lt; b</v:text><v:idem"), Content_Type=XML, Accept=JSON)
    assert status in (200, 204) and (status == 204 or json.loads(said)), said
    assert '"a < b"' in curl.ask("GET", f"{DATA}/vigie-cases:cases/case={case}")[2]
    # What is refused, in the same shape.
    status, _, said = curl.ask("POST", f"{OPERATIONS}/vigie-cases:take", take("2026-999999"), Content_Type=XML)
    assert status == 404 and error_in(said)["error-tag"] == "invalid-value", said


def test_an_action_in_xml(web, curl):
    if "ne-9" not in curl.ask("GET", LIST)[2]:
        web.desk.open_case("ne-9")
    alarm = next(a for a in ET.fromstring(curl.ask("GET", LIST, Accept=XML)[2]).iter(f"{{{ALARMS}}}alarm")
                 if "ne-9" in a.find(f"{{{ALARMS}}}resource").text)
    resource = webdesk.quote(alarm.find(f"{{{ALARMS}}}resource").text)
    path = f"{LIST}/alarm={resource},vigie-alarm-types%3Apsu-failed,/set-operator-state"
    body = f'<input xmlns="{ALARMS}"><state>ack</state><text>seen</text></input>'
    status, _, said = curl.ask("POST", path, body, Content_Type=XML)
    assert status == 204, said
    states = ET.fromstring(curl.ask("GET", path.rsplit("/", 1)[0], Accept=XML)[2])
    assert "ack" in [e.text for e in states.iter(f"{{{ALARMS}}}state")]
    status, _, said = curl.ask("POST", path, body.replace("ack", "shelved"), Content_Type=XML)
    assert status == 400 and error_in(said)["error-tag"] == "invalid-value", said
    status, fields, said = curl.ask("POST", f"{LIST}/purge-alarms", Content_Type=XML, Accept=XML, body=(
        f'<a:input xmlns:a="{ALARMS}"><a:alarm-clearance-status>cleared</a:alarm-clearance-status></a:input>'))
    assert status == 200 and ET.fromstring(said).tag == f"{{{ALARMS}}}output", said


def test_edits_and_errors_in_xml(curl):
    site = f'<site xmlns="{TREE}"><name>x</name><client>clinique-a</client></site>'
    status, fields, said = curl.ask("POST", TOP, site, Content_Type=XML)
    assert status == 201 and fields["location"].endswith("/site=x"), said
    status, _, said = curl.ask("POST", TOP, site, Content_Type=XML)
    assert status == 409 and error_in(said)["error-tag"] == "data-exists"
    assert curl.ask("PATCH", f"{TOP}/site=x", site.replace("<client>", "<description>d</description><client>"),
                    Content_Type=XML)[0] == 204
    assert curl.ask("PUT", f"{TOP}/site=x", site, Content_Type=XML)[0] == 204
    status, _, said = curl.ask("PATCH", f"{TOP}/site=x", site.replace("clinique-a", "none"), Content_Type=XML)
    assert status == 409
    error = ET.fromstring(said).find(f"{RC}error")
    assert error.find(f"{RC}error-app-tag").text == "instance-required"
    path = error.find(f"{RC}error-path").text
    assert path == "/vigie-collector:collector/vigie-collector:site[vigie-collector:name='x']/vigie-collector:client"
    assert f'xmlns:vigie-collector="{TREE}"' in said  # the prefix of the path is declared
    assert curl.ask("DELETE", f"{TOP}/site=x")[0] == 204
    status, _, said = curl.ask("GET", f"{TOP}/site=x", Accept=XML)
    assert status == 404 and error_in(said)["error-tag"] == "invalid-value"


def test_what_is_not_spoken_here(curl):
    for path in (f"{DATA}/vigie-cases:cases", "/restconf", "/restconf/operations", DATA):
        for accept in ("text/html", "application/xml", f"{XML};q=0"):
            status, _, said = curl.ask("GET", path, Accept=accept)
            assert status == 406 and "invalid-value" in said, (path, accept)
    assert curl.ask("GET", "/restconf/streams/vigie", Accept=XML)[0] == 406
    for path, method in ((f"{OPERATIONS}/vigie-cases:take", "POST"), (TOP, "POST"), (TOP, "PUT"), (TOP, "PATCH"),
                         (f"{LIST}/purge-alarms", "POST")):
        status, fields, _ = curl.ask(method, path, "<a/>", Content_Type="application/xml")
        assert status == 415, (method, path)
        assert (method != "PATCH") or XML in fields["accept-patch"]
    status, _, said = curl.ask("POST", f"{OPERATIONS}/vigie-cases:take", take("2026-000001"), Content_Type=XML,
                               Accept="text/html")
    assert status == 406, said


# --- hostile --------------------------------------------------------------------------------
BOMB = ('<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>', "&b;")
HOSTILE = {
    "200,000 deep": ("<a>" * 200000, 413, "too-big"),
    "65 deep": ("<a>" * 65 + "</a>" * 65, 413, "too-big"),
    "a million elements and more": ("<a>" + "<b/>" * 1000000 + "</a>", 413, "too-big"),
    "24 MiB of one text": ("<a>" + "x" * (24 * 1024 * 1024) + "</a>", 413, "too-big"),
    "a document type": ("<!DOCTYPE a><a/>", 400, "malformed-message"),
    "entities in entities": (BOMB[0] + "<a>" + BOMB[1] + "</a>", 400, "malformed-message"),
    "an entity of a file": ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 400,
                            "malformed-message"),
    "no UTF-8": (b"<a>\xff\xfe</a>".decode("latin-1"), 400, None),
    "no end": (f'<input xmlns="{CASES_NS}"', 400, "malformed-message"),
    "two roots": (f'<input xmlns="{CASES_NS}"/><input xmlns="{CASES_NS}"/>', 400, "malformed-message"),
    "nothing": ("", 400, "malformed-message"),
    "JSON": ("{}", 400, "malformed-message"),
    "another root": (f'<take xmlns="{CASES_NS}"/>', 400, "malformed-message"),
    "no namespace": ("<input><case>2026-000001</case></input>", 400, None),
    "another module's": ('<input xmlns="urn:vigie:vigie-tree"><case>2026-000001</case></input>', 400, None),
    "an unknown leaf": (take("2026-000001").replace("<v:idem", "<v:x/><v:idem"), 400, None),
    "an ill value": (take("7"), 400, "invalid-value"),
    "a leaf twice": (take("2026-000001").replace("</v:case>", "</v:case><v:case>2026-000002</v:case>"), 400, None),
    "an end tag of another": (f'<input xmlns="{CASES_NS}"></output>', 400, "malformed-message"),
    "attributes without end": (f'<input xmlns="{CASES_NS}" ' + "a='1' " * 20000 + "/>", 400, None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_xml_that_is_none_for_us(web, name):
    """At the socket, whose bodies may be the largest: refused soon, and the next one is answered."""
    body, status, tag = HOSTILE[name]
    curl = Curl(web, "socket")
    for path in (f"{OPERATIONS}/vigie-cases:take", TOP, f"{LIST}/purge-alarms"):
        if "another root" in name and path == TOP or name in ("nothing",) and path != TOP:
            continue
        got, fields, said = curl.ask("POST", path, body, Content_Type=XML)
        assert 400 <= got < 500, (path, said)
        if "take" in path:
            assert got == status, said
            assert tag in (None, error_in(said)["error-tag"]), said
    assert web.desk.process.poll() is None
    assert curl.ask("GET", "/restconf")[0] == 200


# --- HEAD, OPTIONS, 405 -----------------------------------------------------------------------
READ = "get, head, options"
ALLOWED = {
    "/.well-known/host-meta": READ, "/restconf": READ, "/restconf/yang-library-version": READ,
    "/restconf/operations": READ, f"{OPERATIONS}/vigie-cases:take": "post, options",
    "/restconf/streams/vigie": READ, "/restconf/streams/cases": READ, "/restconf/streams/alarms": READ,
    "/restconf/streams/netconf": READ,
    DATA: "get, head, put, patch, options", f"{DATA}/vigie-cases:cases": READ, f"{DATA}/vigie-cases:cases/case=x": READ,
    f"{DATA}/ietf-yang-library:yang-library": READ,
    # Configuration by its model, and nobody edits it.
    f"{DATA}/ietf-netconf-acm:nacm": READ, f"{DATA}/ietf-netconf-acm:nacm/enable-nacm": READ,
    f"{DATA}/ietf-alarms:alarms/control": "get, head, post, put, patch, delete, options",
    TOP: "get, head, post, put, patch, delete, options", f"{TOP}/site=lyon-2":
    "get, head, post, put, patch, delete, options", f"{TOP}/name": "get, head, put, patch, delete, options",
    f"{LIST}/purge-alarms": "post, options",
}


@pytest.mark.parametrize("path", ALLOWED)
def test_methods(curl, path):
    status, fields, said = curl.ask("OPTIONS", path)
    assert (status, fields.get("allow"), said) == (200, ALLOWED[path], "")
    assert ("patch" in ALLOWED[path]) == ("accept-patch" in fields)
    allowed = ALLOWED[path].split(", ")
    if "streams" in path:
        status, fields, said = curl.ask("HEAD", path)
        assert (status, fields["content-type"], said) == (200, "text/event-stream", "")
    elif "head" in allowed and "=x" not in path:
        accept = "*/*"
        got, want = curl.ask("HEAD", path, Accept=accept), curl.ask("GET", path, Accept=accept)
        assert got[0] == want[0] == 200 and got[2] == ""
        for field in ("content-type", *(["etag"] if TOP in path else [])):  # elsewhere clocks run
            assert got[1].get(field) == want[1].get(field)
    for method in {"GET", "POST", "PUT", "DELETE"} - {m.upper() for m in allowed}:
        status, fields, said = curl.ask(method, path, None if method in ("GET", "DELETE") else "{}",
                                        Content_Type=JSON)
        # Of data that nobody edits it is said first that he may not (RFC 8341 3.4.4).
        if status == 403 and path.startswith(DATA):
            continue
        assert (status, fields.get("allow")) == (405, ALLOWED[path]), (method, said)
        assert "operation-not-supported" in said


def test_options_of_what_is_not_there(curl):
    for path in (f"{DATA}/vigie-cases:none", f"{DATA}/vigie-cases:cases/none", f"{OPERATIONS}/vigie-cases:none",
                 "/restconf/streams/none", f"{DATA}/none", f"{DATA}//", "/restconf/else"):
        assert curl.ask("OPTIONS", path)[0] in (400, 404), path


def test_head_of_a_stream_is_no_subscription(web):
    """It ends at once, and who may not follow hears so."""
    for user, status in (("root", 200), ("nobody-such", 403)):
        assert Curl(web, "socket", user).ask("HEAD", "/restconf/streams/vigie")[0] == status
