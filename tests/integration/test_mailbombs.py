"""Mails made to hurt who reads them: each at most a second of processor time and 32 MiB, in the whole
tree of processes, and each is filed.  The numbers are the issue's, so that they are asserted as such.

Test number 132 (127.1.132.0/24).
"""
import base64
import json
import os
import statistics
import subprocess
import sys

import pytest

from noc import BUILD, Desk
from stand import cpu_s

SECONDS, KIB = 1.0, 32 * 1024
HEAD = b"From: eve@evil.example\nSubject: bomb\nMIME-Version: 1.0\n"


def nested(depth):
    return HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(depth)
    ) + b"\nend\n"


BOMBS = {
    "depth-10000": lambda: nested(10_000),
    "depth-one-boundary": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 10_000,
    "messages-10000": lambda: HEAD + b"Content-Type: message/rfc822\n\n" * 10_000,
    "digest": lambda: HEAD + b"Content-Type: multipart/digest; boundary=b\n\n" + b"--b\n\n\n" * 50_000,
    "parts-100000": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: image/png\n\nx\n" * 100_000 + b"--b--\n",
    "boundary-in-pieces": lambda: HEAD
    + b"Content-Type: multipart/mixed; boundary*0=\"a\"; boundary*1=\"b\"\n\n" + b"--ab\n\nx\n" * 100_000,
    "line-100-mib": lambda: HEAD + b"\n" + b"x" * (100 << 20),
    "field-100-mib": lambda: HEAD + b"X-Long: " + b"x" * (100 << 20),
    "fields-1000000": lambda: HEAD + b"X-A: b\n" * 1_000_000 + b"\nend\n",
    "recipients": lambda: HEAD + (b"To: " + b"a@b.example, " * 2400 + b"\n") * 400 + b"\nend\n",
    "folds": lambda: HEAD + b"Subject: a\n" + b" b\n" * 2_000_000 + b"\nend\n",
    "words-encoded": lambda: HEAD + b"Subject: " + b"=?x?Q?=41?= " * 2700 + b"\n\nend\n",
    "references": lambda: HEAD + b"References: " + b"<a@b.example> " * 700_000 + b"\n\nend\n",
    "comments": lambda: HEAD + b"From: " + b"(" * 30_000 + b"\n\nend\n",
    "groups": lambda: HEAD + b"To: " + b"g:" * 15_000 + b"\n\nend\n",
    "html-tags": lambda: HEAD + b"Content-Type: text/html\n\n" + b"<" * (9 << 20),
    "html-entities": lambda: HEAD + b"Content-Type: text/html\n\n" + b"&" * (9 << 20),
    "html-links": lambda: HEAD + b"Content-Type: text/html\n\n" + b"<a href=http://x>y</a>" * 400_000,
    "html-scripts": lambda: HEAD + b"Content-Type: text/html\n\n" + b"<script>" * 1_000_000,
    "html-open-quote": lambda: HEAD + b"Content-Type: text/html\n\n" + b"<a b='" * 1_000_000,
    "charset-every-octet": lambda: HEAD + b"Content-Type: text/plain; charset=iso-2022-jp\n\n"
    + b"\x1b$B\xff" * 2_000_000,
    "charsets-said": lambda: HEAD + b"\n" + b"charset = utf-8 =?utf-8?Q?a?= x*=''b\n" * 250_000,
    "charsets-said-far-away": lambda: HEAD + b"\n" + (b"charset" + b" " * 100_000 + b"=" + b" " * 900_000
                                                     + b"utf-8\n") * 10,
    "utf-7": lambda: HEAD + b"Content-Type: text/plain; charset=utf-7\n\n" + b"+AGE-" * 1_000_000,
    "base64-of-10-mib": lambda: HEAD + b"Content-Type: application/zip\n"
    b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(bytes(7 << 20)),
    "base64-broken": lambda: HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"=!@" * 3_000_000,
    "qp-broken": lambda: HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=" * (9 << 20),
    "uuencode-broken": lambda: HEAD + b"Content-Type: application/x\nContent-Transfer-Encoding: "
    b"x-uuencode\n\nbegin 644 x\n" + b"M" * (9 << 20),
    "yenc": lambda: HEAD + b"Content-Type: application/x\nContent-Transfer-Encoding: x-yencode\n\n"
    b"=ybegin line=128 size=9 name=x\n" + b"=" * (9 << 20),
    "delimiters": lambda: HEAD + b"".join(b"X-%d: boundary=%d\n" % (i, i) for i in range(30))
    + b"\n" + b"--x\n" * 2_500_000,
    "nothing-but-nul": lambda: bytes(10 << 20),
    "line-ends": lambda: b"\n" * (10 << 20),
    "returns": lambda: HEAD + b"\r" * (10 << 20),
    "parameters": lambda: HEAD + b"Content-Type: text/plain" + b"; a=b" * 6000 + b"\n\nend\n",
    "parameters-in-pieces": lambda: HEAD + b"Content-Type: text/plain"
    + b"".join(b"; a*%d=b" % i for i in range(3000)) + b"\n\nend\n",
    "injection": lambda: HEAD + b"Message-ID: <a\r\n\r\nb@c>\nIn-Reply-To: <\x00>\nReply-To: "
    b"=?utf-8?Q?x=0D=0ATo=3A?= <a@b.example>\n\nend\n",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    def change(top):
        top["policy"].update({"mail-cases-hour": 10_000, "mail-cases-domain-hour": 10_000})
    made = Desk(tmp_path_factory.mktemp("bombs"), net="127.1.132", change=change, users=[
        {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True}])
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


# A process has the memory of whoever starts it on its account until it is another program: this one
# is small.
START = """
import json, os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "kib": used.ru_maxrss,
                  "cpu_s": used.ru_utime + used.ru_stime}), file=sys.stderr)
"""


def run(desk, mail, folder, sender="eve@evil.example"):
    """The intake with that mail; what it said and what its tree of processes used."""
    (folder / "mail").write_bytes(mail)
    with open(folder / "mail", "rb") as given:
        done = subprocess.run(
            [sys.executable, "-S", "-c", START, str(BUILD / "vigie-mail-intake"), "--socket",
             str(desk.socket), "--sender", sender],
            stdin=given, capture_output=True, text=True, timeout=60, check=True)
    (folder / "mail").unlink()
    *told, used = done.stderr.splitlines()
    return {**json.loads(used), "said": done.stdout.strip(), "told": " ".join(told)}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb(name, desk, tmp_path):
    # Of senders of their own: what says the same within the hour, without id or date, is a copy.
    used = run(desk, BOMBS[name](), tmp_path, f"{name}@evil.example")
    print(json.dumps({"bomb": name, **used}))
    assert used["code"] == 0 and "opened" in used["said"], used
    assert used["cpu_s"] <= SECONDS and used["kib"] <= KIB, used


# --- what it costs the collector -----------------------------------------------------------------

def cost_of_a_mail(folder, devices, head=b"From: jeanne@known.example\n"):
    """Of a mail as large as its text may be, where a client has so many devices; the median of five."""
    def change(top):
        first = {k: v for k, v in top["device"][0].items() if k != "address"}
        top["client"] = [{**c, "domain": ["known.example"]} for c in top["client"]]
        top["supplier"][0]["support"] = {"mail": "tac@allot.example"}
        top["device"] = [{**first, "name": f"box-{i:05}", "serial": f"SN{i:07}"}
                         for i in range(devices)]
        top["policy"].update({"mail-cases-hour": 10_000, "mail-cases-domain-hour": 10_000})
    folder.mkdir()
    desk = Desk(folder, net="127.1.132", change=change, users=[
        {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True}])
    costs = []
    try:
        for i in range(5):
            before = cpu_s(desk.process.pid)
            used = run(desk, head + b"Subject: bomb\n\n" + b"box-0 sn1 " * 6500 + b"%d" % i, folder)
            costs.append(cpu_s(desk.process.pid) - before)
            assert "opened" in used["said"], used
        assert desk.cases()[0]["state"] in ("new", "triage"), desk.cases()[0]
    finally:
        desk.stage.stop()
    return statistics.median(costs)


def test_devices_of_a_client_cost_a_mail_nothing(tmp_path):
    """From is a claim: who names a client of 5,000 devices holds the loop no longer than of ten."""
    few, many = (cost_of_a_mail(tmp_path / str(n), n) for n in (10, 5_000))
    print(json.dumps({"devices": [10, 5000], "cpu_ms": [few * 1e3, many * 1e3]}))
    assert many <= 3 * few, (few, many)


def test_clients_in_copy_cost_a_mail_nothing(tmp_path):
    """Which of them deals direct is asked once, however often he is named."""
    one, many = (cost_of_a_mail(tmp_path / str(n), 5_000, b"From: tac@allot.example\nTo: "
                                + b", ".join(b"p%d@known.example" % i for i in range(n)) + b"\n")
                 for n in (1, 60))
    print(json.dumps({"copies": [1, 60], "cpu_ms": [one * 1e3, many * 1e3]}))
    assert many <= 3 * one, (one, many)
