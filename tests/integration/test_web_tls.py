"""vigie-web over TLS: certificates of both sides, old versions, and what TLS costs.

Test number 123 (127.1.123.0/24).
"""
import signal
import socket
import ssl
import statistics
import subprocess
import time

import pytest

from noc import CASES
from webdesk import Web, wait

NET = "127.1.123"


@pytest.fixture
def web(tmp_path):
    made = Web(tmp_path, tls=True, net=NET, tree={
        "client": [{"name": "claire", "value": "CN=claire,O=noc", "user": "claire"},
                   {"name": "marc", "kind": "email", "value": "marc@example.net", "user": "marc"}],
        "limits": {"header-ms": 1500}})
    made.certify("claire", "/O=noc/CN=claire")
    made.certify("marc", "/CN=somebody", "email:marc@example.net,DNS:a.example")
    made.certify("vera", "/CN=vera")
    yield made
    made.stop()


def test_certificates_name_users(web):
    answer, _ = web.ask("GET", CASES, client="claire")
    assert (answer.status, answer.getheader("Vigie-User")) == (200, "claire")
    answer, _ = web.ask("GET", CASES, client="marc")
    assert (answer.status, answer.getheader("Vigie-User")) == (200, "marc")
    # One of the authority that the tree does not name proves nothing.
    assert web.ask("GET", CASES, client="vera")[0].status == 401
    assert web.ask("GET", CASES)[0].status == 401


def test_a_foreign_certificate_ends_the_handshake(web):
    own = web.folder / "ca.pem", web.folder / "ca.key"
    kept = [path.read_bytes() for path in own]
    web.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=vigie test CA")
    web.certify("false", "/O=noc/CN=claire")
    for path, content in zip(own, kept):
        path.write_bytes(content)
    with pytest.raises((ssl.SSLError, ConnectionResetError, ConnectionError)):
        web.ask("GET", CASES, client="false")
    assert web.ask("GET", CASES, client="claire")[0].status == 200


def test_curl_speaks_with_it(web):
    def curl(*words):
        return subprocess.run(["curl", "-sS", "--cacert", web.folder / "ca.pem", "--cert",
                               web.folder / "claire.pem", "--key", web.folder / "claire.key",
                               "-o", "/dev/null", "-w", "%{http_code} %{ssl_verify_result}", *words,
                               f"https://{web.host}:{web.port}{CASES}"],
                              capture_output=True, text=True, timeout=30)

    assert curl().stdout == "200 0"
    assert curl("--tls-max", "1.2").stdout == "200 0"
    done = curl("--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0")
    assert done.returncode != 0 and done.stdout.startswith("000")


def test_no_tls_is_no_request(web):
    with socket.create_connection((web.host, web.port), 20) as link:
        link.sendall(b"GET / HTTP/1.1\r\nHost: v\r\n\r\n")
        assert b"HTTP/1.1 2" not in link.recv(4096)
    # Nor is silence a handshake.
    with socket.create_connection((web.host, web.port), 20) as link:
        assert link.recv(1) == b""


def test_another_certificate_at_sighup(web):
    def serial():
        return web.link().getpeercert()["serialNumber"]

    old = serial()
    link = web.link(client="claire")
    web.certify("web", f"/CN={NET}.1", f"IP:{NET}.1")
    web.stage.write("web-state/credentials/web-key", (web.folder / "web.key").read_text(), 0o400)
    web.process.send_signal(signal.SIGHUP)
    wait("another certificate", lambda: serial() != old)
    # Who is connected goes on.
    assert web.ask("GET", CASES, link=link)[0].status == 200
    new = serial()
    (web.folder / "web.pem").write_text("none")
    web.process.send_signal(signal.SIGHUP)
    wait("a refusal", lambda: "not taken" in web.log())
    assert serial() == new


def test_a_reply_waits_for_no_acknowledgement(web):
    """
    Head and body of a reply are written apart.  Without TCP_NODELAY the second waits for the
    acknowledgement of the first, which the client holds back for 40 ms: a reply would take many
    times as long as a byte that TLS carries alone.  Looked at as a ratio, in one run.
    """
    link = web.link(client="claire")
    took, alone = [], []
    for _ in range(40):
        begun = time.monotonic()
        assert web.ask("GET", "/restconf", link=link)[0].status == 200
        took.append(time.monotonic() - begun)
        begun = time.monotonic()
        assert web.desk.ask("GET", "/restconf", Vigie_User="claire")[0].status == 200
        alone.append(time.monotonic() - begun)
    assert statistics.median(took) < 15 * statistics.median(alone), (took, alone)
