"""A receiver of webhooks for tests: it takes requests, answers as it is told to, and stalls."""
import http.server
import json
import threading
import time


class Hook:
    """Listens on a loopback address until it is stopped; TLS with 'tls'."""

    def __init__(self, address="127.0.0.1", tls=None):
        self.taken = []    # (fields, octets of the body, when), as they came
        self.answers = []  # the first is for the next request: a status, "stall", "slow" or "die"
        self.moved = ""    # where a 302 points
        self.retry_after = ""  # what a 429 or 503 asks for
        self.said = b"{}"
        self.over = threading.Event()
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                hook.serve(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((address, 0), Handler)
        self.server.daemon_threads = True
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def serve(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        self.taken.append((dict(request.headers), body, time.time()))
        answer = self.answers.pop(0) if self.answers else 200
        if answer == "stall":
            self.over.wait(60)
            answer = "die"
        if answer == "die":
            request.close_connection = True
            return
        slow = answer == "slow"
        request.send_response(200 if slow else answer)
        if answer == 302:
            request.send_header("Location", self.moved)
        if self.retry_after and answer in (429, 503):
            request.send_header("Retry-After", self.retry_after)
        request.send_header("Content-Length", str(len(self.said)))
        request.end_headers()
        if slow:
            request.wfile.write(self.said[:1])
            self.over.wait(60)
            request.close_connection = True
            return
        request.wfile.write(self.said)

    def stop(self):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()

    def bodies(self):
        return [json.loads(body) for _, body, _ in list(self.taken)]

    def events(self):
        return [body["event"] for body in self.bodies()]
