"""The recipe for GLPI: packaging/examples/glpi-bridge.py between a courier and a GLPI.

GLPI itself is in no archive of Debian's; what stands for it here keeps tickets and answers as its
apirest.md says, and refuses what that does not have.  A desk as that of test_courier.py (127.1.61.0/24).
"""
import hashlib
import hmac
import http.client
import http.server
import json
import subprocess
import sys
import threading
import time
import urllib.parse

import pytest
from noc import ROOT, story
from test_outway import KEY, made, out  # noqa: F401  pylint: disable=unused-import

TOKENS = {"app-token": "an-app", "user-token": "a-user"}


class Glpi:
    """Tickets in memory, behind sessions."""

    def __init__(self):
        self.tickets, self.sessions, self.asked, self.away = {}, set(), [], 0
        glpi = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self):
                size = int(self.headers.get("Content-Length", 0))
                status, said = glpi.answer(self.command, self.path, self.headers,
                                           self.rfile.read(size))
                body = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = serve

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/apirest.php"

    def answer(self, method, path, fields, body):
        where = urllib.parse.urlsplit(path)
        what = where.path.removeprefix("/apirest.php/")
        self.asked.append((method, what))
        if self.away:
            self.away -= 1
            return 500, ["ERROR_GLPI", "away"]
        # "GET requests must have an empty body"; the App-Token is wanted in all of them.
        if (method == "GET" and body) or fields["Content-Type"] != "application/json" or \
                fields["App-Token"] != TOKENS["app-token"]:
            return 400, ["ERROR_WRONG_PARAMETER", ""]
        if (method, what) == ("GET", "initSession"):
            if fields["Authorization"] != f"user_token {TOKENS['user-token']}":
                return 401, ["ERROR_GLPI_LOGIN", ""]
            self.sessions.add(f"s{len(self.asked)}")
            return 200, {"session_token": f"s{len(self.asked)}"}
        if fields["Session-Token"] not in self.sessions:
            return 401, ["ERROR_SESSION_TOKEN_INVALID", ""]
        if (method, what) == ("GET", "killSession"):
            self.sessions.remove(fields["Session-Token"])
            return 200, {}
        return self.items(method, what, dict(urllib.parse.parse_qsl(where.query)), body)

    def items(self, method, what, query, body):
        if (method, what) == ("GET", "search/Ticket"):
            assert query["criteria[0][field]"] == "1" and query["criteria[0][searchtype]"] == "contains"
            found = [{"1": t["name"], "2": n, "12": t["status"]} for n, t in self.tickets.items()
                     if query["criteria[0][value]"] in t["name"]]
            # Nothing found has no member "data".
            return 200, {"totalcount": len(found), **({"data": found} if found else {})}
        given = json.loads(body)["input"]
        if (method, what) == ("POST", "Ticket"):
            self.tickets[len(self.tickets) + 7] = {"status": 1, **given}
            return 201, {"id": len(self.tickets) + 6, "message": ""}
        if method == "PUT" and what.startswith("Ticket/"):
            self.tickets[int(what.removeprefix("Ticket/"))].update(given)
            return 200, [{what.removeprefix("Ticket/"): True, "message": ""}]
        return 400, ["ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM", ""]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Bridge:
    """The recipe's program; for test_outway's station it is a hook with a port."""

    def __init__(self, folder, glpi):
        conf = folder / "glpi.json"
        conf.write_text(json.dumps({"listen": "127.0.0.1:0", "key": KEY, "glpi": glpi.url, **TOKENS}))
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "packaging/examples/glpi-bridge.py"), str(conf)],
            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stderr.readline().split()[-1])

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stderr.close()


@pytest.fixture
def glpi():
    one = Glpi()
    yield one
    one.stop()


def send(port, key, told):
    """The status that the bridge answers to a request signed by 'key'."""
    body, stamp = json.dumps(told).encode(), str(int(time.time()))
    signature = hmac.new(key.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    link.request("POST", "/", body, {"Vigie-Timestamp": stamp, "Vigie-Signature": f"v1={signature}"})
    status = link.getresponse().status
    link.close()
    return status


def told(glpi):
    return [(t["name"].split("]")[0], t["status"]) for t in glpi.tickets.values()]


def test_a_case_is_a_ticket_once(made, glpi, tmp_path):
    bridge = Bridge(tmp_path, glpi)
    station, _ = made(lambda hook: [out(hook, event=["opened", "closed"])], hook=bridge)
    number = station.desk.open_case()
    glpi.away = 1
    station.start()
    story.wait_for("GLPI was away", lambda: not glpi.away, 20)
    station.desk.vigie("outbox", "retry", station.of_way("noc-hook")[0]["id"])
    story.wait_for("a ticket", lambda: glpi.tickets, 30)
    (ticket,) = glpi.tickets.values()
    assert ticket["name"].startswith(f"[{number}] power ne-7") and ticket["urgency"] in (4, 5)
    assert "clinique" not in json.dumps(ticket)
    station.desk.do("take", number)
    station.desk.do("close", number, cause="feed", cure="mended")
    story.wait_for("solved", lambda: told(glpi) == [(f"[{number}", 5)], 30)
    story.wait_for("no session stays", lambda: not glpi.sessions, 20)


def test_what_is_not_signed_is_refused(glpi, tmp_path):
    bridge = Bridge(tmp_path, glpi)
    try:
        for key, status in (("another key of theirs", 401), (KEY, 204)):
            assert send(bridge.port, key, {"event": "opened", "case": "2026-000001"}) == status
        assert len(glpi.tickets) == 1
        # What GLPI has is left: the title says so.
        assert send(bridge.port, KEY, {"event": "opened", "case": "2026-000001"}) == 204
        assert len(glpi.tickets) == 1
        glpi.away = 1
        assert send(bridge.port, KEY, {"event": "closed", "case": "2026-000001"}) == 503
        assert send(bridge.port, KEY, {"event": "closed", "case": "2026-000001"}) == 204
        assert told(glpi) == [("[2026-000001", 5)]
        # Opened again; and whoever names a case in his ticket has no ticket of it.
        assert send(bridge.port, KEY, {"event": "opened", "case": "2026-000001"}) == 204
        assert told(glpi) == [("[2026-000001", 2)]
        glpi.tickets[99] = {"name": "about [2026-000002]", "status": 1}
        assert send(bridge.port, KEY, {"event": "closed", "case": "2026-000002"}) == 204
        assert glpi.tickets[99]["status"] == 1
        assert send(bridge.port, KEY, {"event": "watchdog"}) == 204
    finally:
        bridge.stop()
