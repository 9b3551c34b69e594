"""A collector with vigie-web in front of it, and ways to talk to that.

For test_web*.py, which own 127.1.120.0/24 and 127.1.121.0/24.
"""
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import urllib.parse

from noc import JSON, Desk, story

PEER = "127.1.120.9"  # the trusted proxy
USERS = [{"name": "web", "role": "viewer", "uid": os.getuid(), "proxy": True},
         {"name": "claire", "role": "noc"}, {"name": "vera", "role": "viewer"},
         {"name": "marc", "role": "manager"}, {"name": "root", "role": "admin"}]


class Web:
    """A NOC's collector and its vigie-web, in a folder of their own."""

    def __init__(self, folder, tree=None, tls=False, users=None, net="127.1.120",
                 desk=None, change=lambda top: None):
        self.folder, self.net, self.tls = folder, net, tls
        self.desk = desk or Desk(folder, users or USERS, change, net=net)
        self.stage = self.desk.stage
        self.tree = {"listen": {"address": f"{net}.1", "port": 0},
                     "proxy": {"address": f"{net}.9", "user-header": "X-Remote-User", "tls": tls},
                     **(tree or {})}
        if tls:
            self.make_authority()
            self.tree["tls"] = {"certificate": str(folder / "web.pem"), "key": "web-key",
                                "client-authority": str(folder / "ca.pem"),
                                **self.tree.get("tls", {})}
        self.start()

    def write_tree(self):
        return self.stage.write("web.json", {"vigie-web:web": self.tree})

    def start(self):
        (self.folder / "web-state/web.addr").unlink(missing_ok=True)
        self.stage.start("vigie-web", "--config", self.write_tree(), "--state",
                         self.folder / "web-state", "--socket", self.desk.socket)
        self.process = self.stage.programs[-1][1]
        self.host, self.port = self.stage.address_of("web-state", "web")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(20) == 0
        self.stage.stop()
        for name in ("vigie-web", "vigie-collector"):
            log = story.whole_lines(self.folder / f"{name}.log")
            assert "ERROR: AddressSanitizer" not in log and "runtime error" not in log, log

    @property
    def collector(self):
        return [p for name, p in self.stage.programs if name == "vigie-collector"][-1]

    def log(self):
        return story.whole_lines(self.folder / "vigie-web.log")

    # --- certificates ---
    def openssl(self, *words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=60,
                       cwd=self.folder)

    def make_authority(self):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                     "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj",
                     "/CN=vigie test CA")
        self.certify("web", f"/CN={self.net}.1", f"IP:{self.net}.1")
        self.stage.write("web-state/credentials/web-key", (self.folder / "web.key").read_text(),
                         0o400)

    def certify(self, name, subject, alternative=None):
        """A certificate and its key: NAME.pem and NAME.key."""
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                     "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", subject)
        extensions = self.stage.write(f"{name}.ext", f"subjectAltName={alternative}\n"
                                      if alternative else "basicConstraints=CA:FALSE\n")
        self.openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                     "-CAcreateserial", "-days", "2", "-out", f"{name}.pem", "-extfile", extensions)

    # --- talking ---
    def link(self, source=2, timeout=20, client=None):
        """A connection from an address of ours (the last octet), with TLS where it speaks that."""
        link = socket.create_connection((self.host, self.port), timeout,
                                        (f"{self.net}.{source}", 0))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls:
            context = ssl.create_default_context(cafile=str(self.folder / "ca.pem"))
            if client:
                context.load_cert_chain(self.folder / f"{client}.pem", self.folder / f"{client}.key")
            link = context.wrap_socket(link, server_hostname=self.host)
        return link

    def ask(self, method, path, body=None, source=2, client=None, link=None, **headers):
        """Status, headers and JSON of one request; another link than its own may be given."""
        door = http.client.HTTPConnection(self.host, self.port, timeout=20)
        door.sock = link or self.link(source, client=client)
        fields = {k.replace("_", "-"): v for k, v in headers.items()}
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
            fields.setdefault("Content-Type", JSON)
        door.request(method, path, body, fields)
        answer = door.getresponse()
        text = answer.read()
        if not link:
            door.close()
        return answer, json.loads(text) if text and "json" in answer.getheader("Content-Type", "") \
            else text

    def by_proxy(self, user, method, path, body=None, **headers):
        return self.ask(method, path, body, source=9, X_Remote_User=user, **headers)

    def raw(self, octets, source=2, shut=False):
        """What it answers to these octets until it closes."""
        with self.link(source) as link:
            try:
                link.sendall(octets)
                if shut:
                    link.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return read_all(link)


def read_all(link):
    said = b""
    while True:
        try:
            more = link.recv(65536)
        except (ConnectionResetError, ssl.SSLError):
            return said
        if not more:
            return said
        said += more


def quote(text):
    return urllib.parse.quote(text, safe="")


def wait(what, look, limit=20):
    return story.wait_for(what, look, limit)
