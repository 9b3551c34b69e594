"""vigie-web behind a real nginx, set up as docs/admin.md says.

Test number 125 (127.1.125.0/24).
"""
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from noc import DATA, OPERATIONS, ROOT, story
from test_web_login import set_phrase
from webdesk import Web, quote, wait

NET = "127.1.125"
NGINX = next((p for p in (ROOT / "build/peers/usr/sbin/nginx", Path(shutil.which("nginx") or "/-"))
              if p.exists()), None)


def recipe():
    """The server block of docs/admin.md, its addresses and files replaced by ours."""
    text = (ROOT / "docs/admin.md").read_text()
    block = re.search(r"^    server \{\n(?:    .*\n|\n)*?    \}\n", text, re.M).group(0)
    return re.sub(r"^    ", "", block, flags=re.M)


@pytest.fixture
def web(tmp_path):
    assert NGINX, "nginx is not here: sh packaging/setup.sh check unpacks it"
    made = Web(tmp_path, net=NET, tree={"proxy": {"address": f"{NET}.9"}})
    made.make_authority()
    server = (recipe().replace("listen 443 ssl", f"listen {NET}.5:8443 ssl")
              .replace("vigie.example.net", f"{NET}.5")
              .replace("/etc/ssl/vigie.pem", str(tmp_path / "web.pem"))
              .replace("/etc/ssl/private/vigie.key", str(tmp_path / "web.key"))
              .replace("127.0.0.1:8080", f"{made.host}:{made.port}")
              .replace("proxy_pass", f"proxy_bind {NET}.9;\n        proxy_pass"))
    folders = "".join(f"    {kind}_temp_path {tmp_path}/{kind};\n"
                      for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    conf = made.stage.write("nginx.conf", "daemon off;\nmaster_process off;\n"
                            f"pid {tmp_path}/nginx.pid;\nerror_log {tmp_path}/nginx.log info;\n"
                            "events { }\nhttp {\n    access_log off;\n" + folders + server + "}\n")
    log = open(tmp_path / "nginx.out", "wb")
    process = subprocess.Popen([str(NGINX), "-c", str(conf), "-p", str(tmp_path),
                                "-e", str(tmp_path / "nginx.log")], stdout=log, stderr=log,
                               env={**os.environ, "LD_LIBRARY_PATH":
                                    f"{ROOT}/build/peers/usr/lib/x86_64-linux-gnu"})
    wait("nginx", lambda: process.poll() is not None or curl(made, "/session")[0])
    assert process.poll() is None, story.whole_lines(tmp_path / "nginx.out")
    yield made
    process.terminate()
    process.wait(20)
    made.stop()


def curl(web, path, *words, body=None):
    """Status, header fields, and the body, by way of nginx."""
    done = subprocess.run(
        ["curl", "-sS", "-i", "--path-as-is", "--max-time", "20", "--cacert",
         str(web.folder / "ca.pem"), "--connect-to", f"{NET}.1:443:{NET}.5:8443", *words,
         *(["-d", body] if body is not None else []), f"https://{NET}.1{path}"],
        capture_output=True, timeout=60)
    head, _, text = done.stdout.decode().partition("\r\n\r\n")
    found = re.match(r"HTTP/[\d.]+ (\d+)", head)
    return int(found.group(1)) if found else None, head, text


def test_a_session_through_it(web):
    set_phrase(web, "claire")
    web.desk.open_case()
    status, head, text = curl(web, "/login", "-H", "Content-Type: application/json",
                              body=json.dumps({"user": "claire", "password": "correct horse battery"}))
    assert status == 200, (head, text)
    cookie = re.search(r"(?im)^set-cookie: (__Host-vigie=[0-9a-f]{64}); Path=/; .*; Secure\r?$", head)
    assert cookie, head
    cookie = ["-H", f"Cookie: {cookie.group(1)}"]
    # The slash within a key travels as %2F.
    alarm = f"alarm={quote('device/ne-7/psu/1')},{quote('vigie-alarm-types:psu-failed')},"
    status, head, text = curl(web, f"{DATA}/vigie-cases:alarms/{alarm}", *cookie)
    assert status == 200 and json.loads(text)["vigie-cases:alarm"][0]["resource"] \
        == "device/ne-7/psu/1", text
    # Its own origin gives orders, another does not.
    number = web.desk.cases()[0]["id"]
    order = [f"{OPERATIONS}/vigie-cases:take", *cookie, "-H",
             "Content-Type: application/yang-data+json"]
    body = json.dumps({"vigie-cases:input": {"case": number, "idempotency-key": "k"}})
    assert curl(web, *order, "-H", "Origin: https://evil.example", body=body)[0] == 403
    assert curl(web, *order, "-H", f"Origin: https://{NET}.1", body=body)[0] == 200
    assert web.desk.case(number)["owner"] == "claire"


def test_who_failed_is_the_client_not_the_proxy(web):
    set_phrase(web, "claire")
    for _ in range(14):
        curl(web, "/login", "--interface", f"{NET}.40", "-H", "Content-Type: application/json",
             body=json.dumps({"user": "nobody", "password": "wrong phrase"}))
    body = json.dumps({"user": "claire", "password": "correct horse battery"})
    words = ["-H", "Content-Type: application/json"]
    assert f"{NET}.40: log-in of nobody refused" in web.log()
    assert curl(web, "/login", "--interface", f"{NET}.41", *words, body=body)[0] == 200
    # Nor can he say that he is another.
    status, head, _ = curl(web, "/login", "--interface", f"{NET}.42", *words, "-H",
                           f"X-Forwarded-For: {NET}.99", body=json.dumps(
                               {"user": "marc", "password": "wrong phrase"}))
    assert status == 401 and f"{NET}.42: log-in of marc refused" in web.log(), head


def test_events_come_through_at_once(web):
    set_phrase(web, "claire")
    status, head, _ = curl(web, "/login", "-H", "Content-Type: application/json",
                           body=json.dumps({"user": "claire", "password": "correct horse battery"}))
    assert status == 200
    cookie = re.search(r"(?i)(__Host-vigie=[0-9a-f]+)", head).group(1)
    reader = subprocess.Popen(
        ["curl", "-sSN", "--max-time", "60", "--cacert", str(web.folder / "ca.pem"), "--connect-to",
         f"{NET}.1:443:{NET}.5:8443", "-H", f"Cookie: {cookie}", "-H", "Accept: text/event-stream",
         f"https://{NET}.1/restconf/streams/vigie"], stdout=subprocess.PIPE)
    assert reader.stdout.readline() == b":\n"
    web.desk.open_case()
    while b"case-opened" not in (line := reader.stdout.readline()):
        assert line
    reader.terminate()
    reader.wait(20)
    reader.stdout.close()
