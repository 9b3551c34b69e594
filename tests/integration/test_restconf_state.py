"""What the door of RESTCONF says of itself (RFC 8040 sections 3.3 and 9): as its module has it, only what
is so, and to each the streams that he may follow.

Test number 129 (127.1.129.0/24).
"""
import datetime
import json
import subprocess
import threading
import time

import pytest

import noc
from noc import CASES, DATA, ROOT, USERS, Desk, zoe_of_the_client

STATE = f"{DATA}/ietf-restconf-monitoring:restconf-state"
CAPABILITY = "urn:ietf:params:restconf:capability:"


@pytest.fixture(name="desk", scope="module")
def make_desk(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("state"), USERS, zoe_of_the_client, net="127.1.129")
    made.open_case()
    yield made
    made.stage.stop()


def state(desk, user="claire", path="", **headers):
    answer, tree = desk.ask("GET", STATE + path, Vigie_User=user, **headers)
    assert answer.status == 200, tree
    return next(iter(tree.values()))


def test_it_is_valid(desk, tmp_path):
    _, tree = desk.ask("GET", STATE)
    (tmp_path / "state.json").write_text(json.dumps(tree))
    done = subprocess.run(
        ["yanglint", "-f", "json", "-t", "data", "-p", "/usr/share/yuma/modules/ietf",
         ROOT / "yang/ietf-restconf-monitoring.yang", tmp_path / "state.json"],
        capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_streams_are_where_they_say(desk):
    for user, names in ("claire", {"vigie", "cases", "alarms", "netconf"}), ("zoe", {"cases", "alarms"}):
        streams = state(desk, user)["streams"]["stream"]
        assert {s["name"] for s in streams} == names, user
        for stream in streams:
            assert stream["replay-support"] is (stream["name"] != "netconf")
            assert [a["encoding"] for a in stream["access"]] == ["json"]
            said = desk.raw(f"GET {stream['access'][0]['location']} HTTP/1.1\r\nHost: v\r\nVigie-User: "
                            f"{user}\r\nAccept: text/event-stream\r\n\r\n".encode())
            assert said.startswith(b"HTTP/1.1 200 ") and b"text/event-stream" in said, said
    one = state(desk, path="/streams/stream=cases/access=json/location")
    assert one == "/restconf/streams/cases"


# What shows that each is so: a request and what its answer must and must not hold.
SHOWN = {
    "defaults:1.0?basic-mode=explicit": (f"{DATA}/vigie-collector:collector", "lyon-2", "confirm"),
    "depth:1.0": (f"{CASES}?depth=2", "case", "journal"),
    "fields:1.0": (f"{CASES}?fields=case(id)", '"id"', "title"),
    "replay:1.0": (f"{STATE}/streams/stream=cases/replay-support", "true", "false"),
    "with-defaults:1.0": (f"{DATA}/vigie-collector:collector?with-defaults=report-all", "site-window-s", "\0"),
}


def test_each_capability_is_so(desk):
    told = state(desk)["capabilities"]["capability"]
    assert {c.removeprefix(CAPABILITY) for c in told} == set(SHOWN)
    for name, (path, holds, lacks) in SHOWN.items():
        answer, tree = desk.ask("GET", path)
        assert answer.status == 200 and holds in json.dumps(tree), name
        assert lacks not in json.dumps(tree), name


# RFC 8040 sections 4.8.7 and 4.8.8.
WRONG = {
    "a stop without start": "stop-time=2026-01-01T00:00:00Z",
    "a start to come": "start-time=2999-01-01T00:00:00Z",
    "a stop before the start": "start-time=2020-01-02T00:00:00Z&stop-time=2020-01-01T00:00:00Z",
    "a stop at the start": "start-time=2020-01-02T00:00:00Z&stop-time=2020-01-02T00:00:00Z",
    "no instant": "start-time=yesterday",
    "twice": "start-time=2020-01-02T00:00:00Z&start-time=2020-01-02T00:00:00Z",
    "a filter": "filter=/x",
    "a page": "limit=1",
}


@pytest.mark.negative
@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_told_is_refused(desk, name):
    for method in "GET", "HEAD":
        answer, tree = desk.ask(method, f"/restconf/streams/cases?{WRONG[name]}", Accept="text/event-stream")
        assert answer.status == 400, tree
        assert method == "HEAD" or noc.error_of(tree)["error-tag"] == "invalid-value"


@pytest.mark.negative
def test_times_are_of_streams_that_replay(desk):
    query = "start-time=2026-01-01T00:00:00Z"
    for path in (f"/restconf/streams/netconf?{query}", f"{CASES}?{query}"):
        answer, tree = desk.ask("GET", path, Accept="*/*")
        assert answer.status == 400 and noc.error_of(tree)["error-tag"] == "invalid-value", path
    for method, path in (("POST", "/restconf/operations/vigie-cases:take"), ("PUT", f"{DATA}/vigie-collector:collector"),
                         ("DELETE", f"{DATA}/vigie-collector:collector/site=lyon-2")):
        answer, tree = desk.ask(method, f"{path}?{query}", None if method == "DELETE" else {})
        assert answer.status == 400 and "parameter" in noc.error_of(tree)["error-message"], (path, tree)


def follow(desk, query, limit=20):
    """All that a stream says until it ends by itself."""
    with noc.socket.socket(noc.socket.AF_UNIX) as link:
        link.settimeout(limit)
        link.connect(str(desk.socket))
        link.sendall(f"GET /restconf/streams/cases?{query} HTTP/1.1\r\nHost: v\r\nVigie-User: claire\r\n"
                     "Accept: text/event-stream\r\nConnection: close\r\n\r\n".encode())
        said = b""
        while not said.endswith(b"0\r\n\r\n"):
            more = link.recv(65536)
            assert more, said
            said += more
    return said.decode()


def instant(seconds):
    return datetime.datetime.fromtimestamp(time.time() + seconds, datetime.timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%S.%fZ")


def opened_before_the_stop(desk, device, seconds):
    """A case, and what a stream says that ends in so many seconds; None when the case came later than that."""
    stop, said = instant(seconds), []
    query = f"start-time={instant(-0.5)}&stop-time={stop}"
    thread = threading.Thread(target=lambda: said.append(follow(desk, query, seconds + 60)))
    thread.start()
    number = desk.open_case(device)
    in_time = instant(0) < stop
    thread.join(seconds + 60)
    assert said and instant(0) >= stop
    return (number, said[0]) if in_time else None


def test_a_stream_ends_at_its_stop(desk):
    # In what is over: nothing before it, all of it, and no more.
    assert "data:" not in follow(desk, "start-time=2020-01-01T00:00:00Z&stop-time=2020-01-02T00:00:00Z")
    whole = follow(desk, f"start-time=2020-01-01T00:00:00Z&stop-time={instant(-0.001)}")
    assert whole.count("case-opened") >= 1
    # To come: what comes is told, then it ends.  A slow machine may open its case too late: it has longer then.
    number, told = opened_before_the_stop(desk, "ne-8", 3) or opened_before_the_stop(desk, "ne-9", 60)
    assert number in told, told


@pytest.mark.negative
def test_it_is_not_written(desk):
    for method in "PUT", "PATCH", "DELETE", "POST":
        body = None if method == "DELETE" else {"ietf-restconf-monitoring:restconf-state": {}}
        assert desk.ask(method, STATE, body)[0].status in (403, 405)


def test_the_library_version(desk):
    answer, tree = desk.ask("GET", "/restconf/yang-library-version")
    assert (answer.status, tree) == (200, {"ietf-restconf:yang-library-version": "2019-01-04"})
    assert desk.ask("GET", "/restconf")[1]["ietf-restconf:restconf"]["yang-library-version"] == "2019-01-04"
