#!/usr/bin/python3
"""Takes vigie's webhooks and keeps a ticket of GLPI for each case: opened with it, solved with it.

Usage: glpi-bridge.py FILE, a JSON file that only its user reads:
  {"listen": "127.0.0.1:8099", "key": "the webhook's key",
   "glpi": "https://glpi.example/apirest.php", "app-token": "...", "user-token": "..."}
In vigie's tree:
  {"name": "glpi", "kind": "webhook", "url": "http://127.0.0.1:8099/", "credential": "glpi",
   "allow-address": ["127.0.0.1/32"], "event": ["opened", "closed"]}

Needs nothing but Python.  vigie is answered 2xx once GLPI has taken it, so that what GLPI was away for
comes again; a ticket is known again by the case's number in its title, so that it comes once.

Source: GLPI's apirest.md (initSession, search, adding and updating items).
"""
import hashlib
import hmac
import http.client
import http.server
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

MOST = 1 << 20      # octets of a request
APART_S = 300       # how far vigie's clock and ours may be apart
GLPI_S = 10         # how long GLPI may take for one answer
TITLE, ID, STATUS = 1, 2, 12  # GLPI's search options of a ticket
OPEN, SOLVED = 2, 5  # in progress; solved
URGENCY = {"critical": 5, "major": 4, "minor": 3}


class Glpi:
    """One session."""

    def __init__(self, conf):
        self.conf, self.session = conf, None
        self.session = self.ask("GET", "initSession")["session_token"]

    def ask(self, method, path, content=None):
        fields = {"Content-Type": "application/json"}
        if self.conf.get("app-token"):
            fields["App-Token"] = self.conf["app-token"]
        if self.session:
            fields["Session-Token"] = self.session
        else:
            fields["Authorization"] = f"user_token {self.conf['user-token']}"
        body = json.dumps({"input": content}).encode() if content else None
        request = urllib.request.Request(f"{self.conf['glpi']}/{path}", body, fields, method=method)
        with urllib.request.urlopen(request, timeout=GLPI_S) as answer:
            return json.loads(answer.read(MOST) or b"{}")

    def find(self, case):
        """Number and status of the ticket whose title begins with the case's number, or (None, None)."""
        query = urllib.parse.urlencode({
            "criteria[0][field]": TITLE, "criteria[0][searchtype]": "contains",
            "criteria[0][value]": f"[{case}]", "forcedisplay[0]": TITLE,
            "forcedisplay[1]": ID, "forcedisplay[2]": STATUS})
        rows = self.ask("GET", f"search/Ticket?{query}").get("data") or []
        for row in rows.values() if isinstance(rows, dict) else rows:
            if row[str(TITLE)].startswith(f"[{case}]"):
                return int(row[str(ID)]), int(row[str(STATUS)])
        return None, None

    def end(self):
        try:
            self.ask("GET", "killSession")
        except (OSError, ValueError, http.client.HTTPException):
            pass


def take(glpi, told):
    case, severity = told["case"], told.get("severity", "")
    ticket, status = glpi.find(case)
    if ticket is None:
        seen = ", ".join(f"{name}: {told[name]}" for name in
                         ("type", "device", "severity", "opened") if told.get(name))
        made = glpi.ask("POST", "Ticket", {
            "name": f"[{case}] {told.get('type', '')} {told.get('device', '')}".rstrip(),
            "content": f"vigie {case} - {seen}", "urgency": URGENCY.get(severity, 3)})
        ticket, status = made["id"], 1
    elif told["event"] == "opened" and status >= SOLVED:  # opened again
        glpi.ask("PUT", f"Ticket/{ticket}", {"status": OPEN})
    if told["event"] == "closed" and status < SOLVED:
        glpi.ask("PUT", f"Ticket/{ticket}", {"status": SOLVED})


class Bridge(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    conf = None

    def is_signed(self, body):
        stamp, said = self.headers.get("Vigie-Timestamp", ""), self.headers.get("Vigie-Signature", "")
        want = "v1=" + hmac.new(self.conf["key"].encode(), stamp.encode() + b"." + body,
                                hashlib.sha256).hexdigest()
        return hmac.compare_digest(said.encode(), want.encode()) and stamp.isdigit() and \
            abs(time.time() - int(stamp)) < APART_S

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > MOST:
            self.close_connection = True
            return self.answer(413)
        body = self.rfile.read(int(size))
        if not self.is_signed(body):
            return self.answer(401)
        told = json.loads(body)
        if told.get("event") not in ("opened", "closed") or not told.get("case"):
            return self.answer(204)
        try:
            glpi = Glpi(self.conf)
            try:
                take(glpi, told)
            finally:
                glpi.end()
        except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException) as error:
            print(f"glpi-bridge: {told['case']}: {error}", file=sys.stderr, flush=True)
            return self.answer(503)
        return self.answer(204)

    def log_message(self, *_):
        pass


def main():
    if len(sys.argv) != 2 or sys.argv[1] in ("-h", "--help"):
        print(__doc__)
        return 0 if len(sys.argv) == 2 else 2
    with open(sys.argv[1], encoding="utf-8") as file:
        Bridge.conf = json.load(file)
    host, _, port = Bridge.conf["listen"].rpartition(":")
    # One at a time: two of one case would not find each other's ticket.
    server = http.server.HTTPServer((host, int(port)), Bridge)
    print(f"glpi-bridge: port {server.server_address[1]}", file=sys.stderr, flush=True)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
