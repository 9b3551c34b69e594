"""vigie-web in front of the collector: what it passes on, and what it refuses.

Test number 120 (127.1.120.0/24).
"""
import json

import pytest

from noc import CASES, DATA, JSON, OPERATIONS, error_of
from webdesk import Web, quote, wait


@pytest.fixture
def web(tmp_path):
    made = Web(tmp_path)
    yield made
    made.stop()


def test_requests_are_passed_on(web):
    number = web.desk.open_case()
    answer, tree = web.by_proxy("claire", "GET", f"{CASES}/case={number}")
    assert answer.status == 200 and answer.getheader("Content-Type").startswith(JSON)
    assert tree["vigie-cases:case"][0]["id"] == number
    assert answer.getheader("Vigie-User") == "claire"
    body = {"vigie-cases:input": {"case": number, "idempotency-key": "k1"}}
    answer, tree = web.by_proxy("claire", "POST", f"{OPERATIONS}/vigie-cases:take", body)
    assert (answer.status, tree["vigie-cases:output"]["state"]) == (200, "in-hand"), tree
    assert web.desk.case(number)["owner"] == "claire"
    # What a role may do is the collector's to say.
    body["vigie-cases:input"]["idempotency-key"] = "k2"
    answer, tree = web.by_proxy("vera", "POST", f"{OPERATIONS}/vigie-cases:take", body)
    assert answer.status == 403, tree
    answer, tree = web.by_proxy("nobody", "GET", CASES)
    assert answer.status == 403 and "no user" in error_of(tree)["error-message"]


def test_paths_travel_as_they_are(web):
    web.desk.open_case()
    alarm = f"alarm={quote('device/ne-7/psu/1')},{quote('vigie-alarm-types:psu-failed')},"
    answer, tree = web.by_proxy("claire", "GET", f"{DATA}/vigie-cases:alarms/{alarm}")
    assert answer.status == 200, tree
    assert tree["vigie-cases:alarm"][0]["resource"] == "device/ne-7/psu/1"
    answer, tree = web.by_proxy("claire", "GET", f"{CASES}?state=open&limit=1")
    assert answer.status == 200 and len(tree["vigie-cases:cases"]["case"]) == 1


def test_root_and_methods_are_the_collectors(web):
    answer, text = web.by_proxy("claire", "GET", "/.well-known/host-meta")
    assert answer.status == 200 and b"/restconf" in text
    answer, tree = web.by_proxy("claire", "GET", "/restconf")
    assert answer.status == 200 and "ietf-restconf:restconf" in tree
    answer, text = web.by_proxy("claire", "HEAD", CASES)
    assert answer.status == 200 and text == b""
    answer, tree = web.by_proxy("claire", "DELETE", "/restconf")
    assert answer.status == 405 and "GET" in answer.getheader("Allow")
    answer, tree = web.by_proxy("claire", "GET", "/metrics")
    assert answer.status == 404 and error_of(tree)["error-tag"] == "invalid-value"


def test_nobody_comes_in_unproved(web):
    answer, tree = web.ask("GET", CASES)
    assert answer.status == 401 and answer.getheader("WWW-Authenticate").startswith("Bearer")
    assert error_of(tree)["error-tag"] == "access-denied"
    # The header is the proxy's alone; one that comes twice is nobody's.
    assert web.ask("GET", CASES, X_Remote_User="claire")[0].status == 401
    said = web.raw(b"GET /restconf HTTP/1.1\r\nHost: v\r\nConnection: close\r\n"
                   b"X-Remote-User: vera\r\nX-Remote-User: root\r\n\r\n", source=9)
    assert said.startswith(b"HTTP/1.1 401 ")
    assert web.ask("GET", CASES, source=9, X_Remote_User="a b")[0].status == 401
    # Nor is the collector's own header taken from anybody.
    answer, _ = web.by_proxy("vera", "GET", CASES, Vigie_User="root")
    assert answer.getheader("Vigie-User") == "vera"


def test_the_collector_is_away(web):
    web.collector.kill()
    web.collector.wait(20)
    answer, tree = web.by_proxy("claire", "GET", CASES)
    assert answer.status == 503 and int(answer.getheader("Retry-After")) > 0
    assert error_of(tree)["error-type"] == "transport"
    web.desk.start()
    wait("the collector", lambda: web.by_proxy("claire", "GET", CASES)[0].status == 200)


def test_other_origins_give_no_orders(web):
    number = web.desk.open_case()
    body = {"vigie-cases:input": {"case": number, "idempotency-key": "k"}}
    path = f"{OPERATIONS}/vigie-cases:take"
    answer, tree = web.by_proxy("claire", "POST", path, body, Origin="http://evil.example")
    assert answer.status == 403 and "origin" in error_of(tree)["error-message"]
    assert "owner" not in web.desk.case(number)
    own = f"http://{web.host}:{web.port}"
    assert web.by_proxy("claire", "POST", path, body, Origin=own)[0].status == 200


def test_the_configuration_is_read_strictly(web):
    def check(tree):
        path = web.stage.write("other.json", {"vigie-web:web": tree})
        return web.stage.run("vigie-web", "--check", "--config", str(path), "--state",
                             str(web.folder / "web-state"))

    assert check({}).returncode == 0
    for tree, word in (({"listen": {"address": "192.0.2.1"}}, "without tls"),
                       ({"listen": {"port": "x"}}, "port"),
                       ({"colour": "red"}, "colour"),
                       ({"client": [{"name": "a", "value": "CN=a", "user": "a"}]},
                        "client-authority"),
                       ({"tls": {"certificate": "/none.pem", "key": "none"}}, "none"),
                       ({"tls": {"key": "web-key"}}, "certificate")):
        done = check(tree)
        assert done.returncode == 1 and word in done.stderr, (tree, done.stderr)


def test_a_large_reply_and_a_large_body(web):
    # 300 notes of 4,000 characters: a case of more than a megabyte, in many pieces.
    number = web.desk.open_case()
    for i in range(300):
        assert web.desk.do("note", number, "claire", text=f"{i:05}" + "x" * 3900)[0] == 200
    answer, tree = web.by_proxy("claire", "GET", f"{CASES}/case={number}")
    entries = tree["vigie-cases:case"][0]["entry"]
    assert answer.status == 200 and sum("text" in e for e in entries) >= 300
    assert len(json.dumps(tree)) > 1_000_000
    answer, tree = web.by_proxy("claire", "POST", f"{OPERATIONS}/vigie-cases:note", "x" * 300_000)
    assert answer.status == 413 and error_of(tree)["error-tag"] == "too-big"
