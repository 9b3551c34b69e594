"""Mail both ways through a real Postfix: a client writes, and the answers leave by vigie-courier.

The Postfix is the one of test_mailpostfix, which hands what is for the office to vigie-mail-intake; what
is for the client's domain it gives to a relay of the test, which stands for the client's own server.

Test number 133 (127.1.133.0/24), with test_mailpostfix.
"""
import json
import signal
import smtplib
import subprocess
import time

import pytest

from noc import BUILD, DATA, story
from smtprelay import Relay
from test_mailpostfix import HOST, PORT, desk, folder, postfix  # noqa: F401  pylint: disable=W0611

OUT = """
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
transport_maps = inline:{{ {{ support@merisac.example = vigie: }}, {{ clinique-a.example = smtp:[127.0.0.1]:{port} }},
  {{ home.example = smtp:[127.0.0.1]:{port} }} }}
"""


@pytest.fixture
def client():
    """The client's mail server."""
    made = Relay()
    yield made
    made.stop()


@pytest.fixture
def extra(client):
    """Postfix passes on what is for others."""
    return OUT.format(port=client.port), "smtp unix - - n - - smtp\nrelay unix - - n - - smtp\n"


@pytest.fixture
def courier(folder, desk, postfix):  # noqa: F811
    """A courier whose relay is Postfix, which passes on to the client's server."""
    top = desk.tree["vigie-collector:collector"]
    top["person"] = [{"id": "anne", "name": "Anne Petit", "mail": "anne@clinique-a.example"},
                     {"id": "claire", "name": "Claire Martin", "mail": "claire@home.example"}]
    top["on-duty"] = [{"name": "always", "person": "claire", "calendar": "always"}]
    top["integrator"]["authserv-id"] = ["mx.merisac.example"]
    top["client"][0].update({"domain": ["clinique-a.example"], "person": ["anne"]})
    read = desk.log().count("read again")
    desk.write_tree()
    desk.process.send_signal(signal.SIGHUP)
    story.wait_for("the tree", lambda: desk.log().count("read again") > read, 20)
    (folder / "courier.json").write_text(json.dumps({"vigie-courier:courier": {
        "relay": {"host": HOST, "port": PORT, "security": "none"}, "limits": {"idle-s": 1}}}))
    with open(folder / "courier.log", "wb") as log:
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            [str(BUILD / "vigie-courier"), "--config", str(folder / "courier.json"), "--state",
             str(folder / "courier-state"), "--socket", str(desk.socket)], stderr=log)
    yield process
    process.terminate()
    process.wait(20)


def write(subject, text, sender="anne@clinique-a.example", **fields):
    lines = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in fields.items())
    with smtplib.SMTP(HOST, PORT, timeout=20) as link:
        link.sendmail(sender, ["support@merisac.example"],
                      f"From: {sender}\r\nTo: support@merisac.example\r\n"
                      f"Subject: {subject}\r\n{lines}\r\n{text}\r\n".encode())


def test_a_client_writes_is_answered_and_writes_again(desk, courier, client):  # noqa: F811
    assert courier.poll() is None
    begun = time.monotonic()
    write("Panne", "ne-7 ne passe plus rien", Message_ID="<first@clinique-a.example>")
    story.wait_for("the receipt", lambda: client.taken, 30)
    print(f"mail to receipt, both ways by Postfix: {(time.monotonic() - begun) * 1000:.0f} ms")
    receipt = client.messages()[0]
    assert client.taken[0][:2] == ("support@merisac.example", ["anne@clinique-a.example"])
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert receipt["In-Reply-To"] == "<first@clinique-a.example>"
    number = desk.cases()[0]["id"]
    assert number in receipt["Subject"]
    # An engineer answers; the client answers that, with another subject.
    status, tree = desk.do("reply", number, text="Nous regardons.")
    assert status == 200, tree
    story.wait_for("the answer", lambda: len(client.taken) == 2, 30)
    answer = client.messages()[1]
    assert "Nous regardons." in answer.get_content() and answer["Auto-Submitted"] is None
    write("Merci", "C'est urgent", Message_ID="<second@clinique-a.example>",
          In_Reply_To=answer["Message-ID"])
    story.wait_for("the second mail", lambda: len(
        [e for e in desk.case(number)["entry"] if e["kind"] == "mail-in"]) >= 2, 30)
    assert len(desk.cases()) == 1
    # What is for the office comes back to the intake, and nothing answers it.
    def settled():
        answer_, tree_ = desk.ask("GET", f"{DATA}/vigie-cases:outbox?limit=1000")
        assert answer_.status == 200
        rows = tree_["vigie-cases:outbox"]["message"]
        return rows if all(r["state"] == "sent" for r in rows) else None
    rows = story.wait_for("all sent", settled, 30)
    assert {r["role"] for r in rows} == {"client", "noc"} and len(rows) <= 4, rows
    assert len(desk.cases()) == 1 and len(client.taken) == 2


def test_a_page_is_proved_through_postfix_and_back(desk, courier, client):  # noqa: F811
    """What stands before Postfix as a filter has said that the sender is who he says."""
    assert courier.poll() is None
    assert "never proved" in desk.vigie("status").stdout
    assert desk.vigie("page", "test", "claire").returncode == 0
    story.wait_for("the page", lambda: client.taken, 30)
    page = client.messages()[0]
    assert page["To"] == "claire@home.example" and page["Auto-Submitted"] == "auto-generated"
    write(f"Re: {page['Subject']}", "here", sender="claire@home.example",
          Message_ID="<here@home.example>", In_Reply_To=page["Message-ID"],
          Authentication_Results="mx.merisac.example; dmarc=pass header.from=home.example")

    def proofs():
        return [line for line in desk.vigie("status").stdout.splitlines() if "claire by mail" in line]
    story.wait_for("the proof", lambda: "never proved" not in proofs()[0], 30)
    assert "ago" in proofs()[0] and not desk.cases(), proofs()


def test_what_the_clients_server_refuses_comes_back(desk, courier, client):  # noqa: F811
    """Postfix took it, and reports: of two who were written to the one who is gone has failed."""
    assert courier.poll() is None
    top = desk.tree["vigie-collector:collector"]
    top["person"].append({"id": "paul", "name": "Paul", "mail": "paul@clinique-a.example"})
    top["site"][0]["contact"] = ["anne", "paul"]
    desk.write_tree()
    desk.process.send_signal(signal.SIGHUP)
    story.wait_for("the tree", lambda: "paul" in str(
        desk.ask("GET", f"{DATA}/vigie-collector:collector/site={top['site'][0]['name']}")[1]), 20)
    client.refused = {"paul@clinique-a.example": "550 5.1.1 <paul@clinique-a.example>: no such user"}
    number = desk.open_case()

    def apart():
        rows = desk.ask("GET", f"{DATA}/vigie-cases:outbox?limit=1000")[1]["vigie-cases:outbox"]["message"]
        return {r["recipient"]: r for r in rows if r["role"] == "client"}
    story.wait_for("the report", lambda: "paul" in apart(), 40)
    rows = apart()
    assert {name: r["state"] for name, r in rows.items()} == {"role:client": "sent", "paul": "failed"}, rows
    assert rows["paul"]["reason"].startswith("a delivery report says so: mail ")
    assert [to for _, to, _ in client.taken] == [["anne@clinique-a.example"]]
    texts = [e["text"] for e in desk.case(number)["entry"] if e["kind"] == "mail-out"]
    assert len(texts) == 1 and "to paul was not delivered: a delivery report says so" in texts[0], texts
