"""Messages leave: vigie-courier between the collector and a relay that is good, bad or gone.

Test number 61 (127.1.61.0/24): a desk of noc.py, relays on loopback ports of their own.
"""
import base64
import json
import re
import signal
import sqlite3
import ssl
import subprocess
import sys

import pytest

from noc import BUILD, DATA, ROOT, Desk, story
from smtprelay import Relay
from test_mail import post


sys.path.insert(0, str(ROOT / "tests/demo"))
import letters  # noqa: E402  pylint: disable=wrong-import-position


def addresses(top):
    """Whom to write to: leaves that messages need."""
    top["integrator"].update({"mail": "support@merisac.example", "telephone": "+33 4 72 00 00 00",
                              "language": "fr",
                              "team": [{"role": "noc", "mail": ["noc@merisac.example"]}]})
    top["person"] = [
        {"id": "anne", "name": "Anne Petit", "mail": "anne@clinique-a.example", "language": "fr"},
        {"id": "claire", "name": "Claire Martin", "mail": "claire@merisac.example",
         "language": "en"}]
    top["supplier"][0]["support"] = {"mail": "support@allot.example"}
    top["client"][0].update({"domain": ["clinique-a.example"], "person": ["anne"]})
    top["site"][0]["contact"] = ["anne"]
    for user in top["user"]:
        if user["name"] == "claire":
            user["person"] = "claire"


class Post:
    """A desk, a relay and a courier between them."""

    def __init__(self, folder, relay, change=addresses, **relay_leafs):
        self.relay, self.folder = relay, folder
        self.desk = Desk(folder, change=change, net="127.1.61")
        self.state = folder / "courier-state"
        self.tree = {"vigie-courier:courier": {
            "relay": {"host": "127.0.0.1", "port": relay.port, "security": "none", **relay_leafs},
            "limits": {"connect-s": 2, "reply-s": 1, "whole-s": 4, "idle-s": 1}}}
        (folder / "courier.json").write_text(json.dumps(self.tree))
        self.process = None

    def start(self):
        self.state.mkdir(exist_ok=True, mode=0o750)
        with open(self.folder / "courier.log", "ab") as log:
            self.process = subprocess.Popen(
                [str(BUILD / "vigie-courier"), "--config", str(self.folder / "courier.json"),
                 "--state", str(self.state), "--socket", str(self.desk.socket)],
                stderr=log, stdin=subprocess.DEVNULL)

    def log(self):
        return story.whole_lines(self.folder / "courier.log")

    def end(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)
        self.process = None

    def stop(self):
        self.end()
        self.relay.stop()
        self.desk.stage.stop()

    def outbox(self):
        answer, tree = self.desk.ask("GET", f"{DATA}/vigie-cases:outbox?limit=1000")
        assert answer.status == 200, tree
        return tree["vigie-cases:outbox"].get("message", [])

    def row(self, number):
        return next(m for m in self.outbox() if m["id"] == str(number))

    def wait_state(self, number, state):
        """What waits has been looked at: it says why it waits."""
        def look():
            row = self.row(number)
            return row["state"] == state and (state != "waiting" or row.get("reason")) and row
        return story.wait_for(f"message {number} {state}", look, 20)

    def hurry(self):
        """What waits for its next try may be tried now: the collector ends, and begins again."""
        self.desk.process.send_signal(signal.SIGTERM)
        self.desk.process.wait(20)
        self.desk.stage.programs.pop()
        base = sqlite3.connect(self.folder / "collector-state/collector.db")
        with base:
            base.execute("UPDATE outbox SET next_try = 1 WHERE state = 'waiting'")
            base.execute("UPDATE outway SET next_try = 0")
        base.close()
        self.desk.start()


@pytest.fixture
def made(tmp_path):
    all_of_them = []

    def make(relay=None, **more):
        all_of_them.append(Post(tmp_path, relay or Relay(), **more))
        return all_of_them[0]
    yield make
    for one in all_of_them:
        one.stop()


def test_a_case_is_told_in_the_words_of_its_template(made):
    station = made()
    number = station.desk.open_case()
    station.start()
    story.wait_for("two mails", lambda: len(station.relay.taken) == 2, 20)
    mails = {m["To"]: m for m in station.relay.messages()}
    client = mails["anne@clinique-a.example"]
    assert client["From"] == "Merisac <support@merisac.example>"
    assert client["Subject"].startswith(f"[{number}]")
    assert client["Auto-Submitted"] == "auto-generated"
    assert client["X-Auto-Response-Suppress"] == "All"
    assert client.get_content_type() == "text/plain"
    assert client.get_content_charset() == "utf-8"
    text = client.get_content()
    assert "Notre supervision a relevé une anomalie" in text and "Merisac" in text
    assert f"Le dossier {number} est ouvert" in text
    noc = mails["noc@merisac.example"]
    assert "Prendre le dossier\u00a0: vigie case take" in noc.get_content()
    rows = {m["role"]: m for m in station.outbox()}
    assert client["Message-ID"] == f"<{rows['client']['message-id']}>"
    for role in rows:
        station.wait_state(rows[role]["id"], "sent")
    # Every octet may pass through an old relay.
    for _, _, octets in station.relay.taken:
        assert all(b < 128 for b in octets) and max(map(len, octets.split(b"\r\n"))) <= 998
        assert b"\n" not in octets.replace(b"\r\n", b"")
    assert {sender for sender, _, _ in station.relay.taken} == {"support@merisac.example"}
    assert "anne@" not in station.log() and "anne@" not in station.desk.log()


def replied(station, text, user="claire"):
    number = station.desk.cases()[0]["id"] if station.desk.cases() else station.desk.open_case()
    status, tree = station.desk.do("reply", number, user=user, text=text)
    assert status == 200, tree
    return number, max(int(m["id"]) for m in station.outbox())


def test_what_a_person_wrote_is_threaded_and_not_automatic(made):
    station = made()
    status, tree = post(station.desk, "mail-in", "tests", **{
        "from": "Anne <anne@clinique-a.example>", "subject": "Panne", "text": "ne-7 en panne",
        "message-id": "<question@clinique-a.example>"})
    assert status == 200, tree
    number = tree["vigie-cases:output"]["case"]
    station.start()
    replied(station, "Nous regardons : é, €, 日本.\r\n.un point\n")
    story.wait_for("the receipt and the answer", lambda: len(
        [m for m in station.relay.messages() if "Nous regardons" in m.get_content()
         or m["Auto-Submitted"] == "auto-replied"]) == 2, 20)
    mails = station.relay.messages()
    answer = next(m for m in mails if "Nous regardons" in m.get_content())
    assert "é, €, 日本.\r\n.un point\r\n" in answer.get_content()
    assert answer["Auto-Submitted"] is None
    assert "<question@clinique-a.example>" in answer["References"]
    assert "Claire Martin" in answer.get_content()
    receipt = next(m for m in mails if m["Auto-Submitted"] == "auto-replied")
    assert receipt["In-Reply-To"] == "<question@clinique-a.example>"
    assert receipt["Message-ID"] in answer["References"]
    assert number in receipt["Subject"]


def test_a_title_adds_no_field(made):
    station = made()
    status, tree = post(station.desk, "mail-in", "tests", **{
        "from": "anne@clinique-a.example", "text": "x",
        "subject": "Panne\r\nBcc: spy@evil.example\r\n\r\nbody"})
    if status != 200:  # refused at the door is as good
        return
    station.start()
    replied(station, "Bonjour")
    story.wait_for("mails", lambda: len(station.relay.taken) >= 2, 20)
    for sender, recipients, octets in station.relay.taken:
        assert "spy@evil.example" not in recipients
        head = octets.split(b"\r\n\r\n")[0].lower()
        assert b"\r\nbcc:" not in head


@pytest.mark.parametrize("stage, what, state, reason", [
    ("greet", "554 go away", "waiting", "554 go away"),
    ("greet", "stall", "waiting", "relay 127.0.0.1"),
    ("greet", "die", "waiting", "relay 127.0.0.1"),
    ("mail", "451 later", "waiting", "451 later"),
    ("mail", "550 not you", "waiting", "550 not you"),
    ("mail", "552 5.3.4 too big", "failed", "552 5.3.4 too big"),
    ("rcpt", "450 <anne@clinique-a.example> greylisted", "waiting", "450 (address) greylisted"),
    ("rcpt", "550 5.1.1 no such user", "failed", "550 5.1.1 no such user"),
    ("rcpt", "550 relay not permitted", "waiting", "550 relay not permitted"),
    ("rcpt", "550 5.1.8 <support@merisac.example>: Sender address rejected: Domain not found", "waiting",
     "550 5.1.8 (address) Sender address rejected: Domain not found"),
    ("rcpt", "554 5.7.1 <anne@clinique-a.example>: Relay access denied", "waiting",
     "554 5.7.1 (address) Relay access denied"),
    ("data", "451 disk", "waiting", "451 disk"),
    ("data", "stall", "waiting", "relay 127.0.0.1"),
    ("body", "die", "waiting", "relay 127.0.0.1"),
    ("dot", "452 full", "waiting", "452 full"),
    ("dot", "554 spam", "failed", "554 spam"),
    ("dot", "die", "waiting", "after the whole message"),
    ("dot", "stall", "waiting", "after the whole message"),
    ("quit", "stall", "sent", ""),
    ("quit", "die", "sent", ""),
])
def test_a_relay_that_fails(stage, what, state, reason, made):
    station = made()
    station.desk.open_case()
    station.start()
    story.wait_for("the first mails", lambda: station.relay.quiet(2), 20)
    del station.relay.taken[:]
    station.relay.faults.append((stage, what))
    _, row = replied(station, "Nous regardons")
    found = station.wait_state(row, state)
    assert reason in found.get("reason", ""), found
    if state != "waiting":
        return
    # What tells the NOC of a refusal is another message.
    def to_client():
        return [(m["Message-ID"], taken[2]) for taken, m in zip(list(station.relay.taken), station.relay.messages())
                if m["To"] == "anne@clinique-a.example"]
    first = to_client()
    station.hurry()
    station.wait_state(row, "sent")
    again = to_client()
    # What the relay took before it died is sent again as the same message; nothing else is.
    assert len(again) == len(first) + 1 and {i for i, _ in again} == {f"<{found['message-id']}>"}
    assert len({octets for _, octets in again}) == 1


def test_nobody_to_write_to_waits_and_says_which_leaf(made):
    def nobody(top):
        addresses(top)
        del top["client"][0]["person"], top["site"][0]["contact"]
    station = made(change=nobody)
    station.desk.open_case()
    station.start()
    rows = {m["role"]: m for m in station.outbox()}
    station.wait_state(rows["noc"]["id"], "sent")
    found = station.wait_state(rows["client"]["id"], "waiting")
    assert found["reason"] == "client/clinique-a/person is missing" and found["tries"] == 0


def test_what_the_guard_finds_in_a_letter_never_leaves(made):
    station = made()
    number = station.desk.open_case()
    station.start()
    for row in station.outbox():
        station.wait_state(row["id"], "sent")
    del station.relay.taken[:]
    # What the desk let through and the courier sees otherwise: the tree learns the supplier's address in between.
    station.end()
    _, row = replied(station, "Nous regardons")
    station.desk.process.send_signal(signal.SIGTERM)
    station.desk.process.wait(20)
    station.desk.stage.programs.pop()
    base = sqlite3.connect(station.folder / "collector-state/collector.db")
    with base:
        base.execute("UPDATE support_case SET title = 'ask support@allot.example'")
    base.close()
    station.desk.start()
    status, tree = station.desk.do("reply", number, user="claire", text="Encore")
    assert status == 409 and "P4: the subject" in str(tree), tree
    station.start()
    found = station.wait_state(row, "failed")
    assert found["reason"].startswith("P4") and "support@allot.example" in found["reason"]
    story.wait_for("the warning", lambda: [m for m in station.relay.messages()
                                           if m["To"] == "noc@merisac.example"], 20)
    assert all("anne@clinique-a.example" not in to for _, to, _ in station.relay.taken)
    assert "n'est pas parti" in "".join(m.get_content() for m in station.relay.messages())
    entries = [e for e in station.desk.case(number)["entry"] if e["kind"] == "mail-out"]
    assert entries and "was not delivered" in entries[-1]["text"]


def test_one_automatic_answer_an_hour(made):
    station = made()
    station.start()
    for i in (7, 8, 9):
        status, tree = post(station.desk, "mail-in", "tests", **{
            "from": "anne@clinique-a.example", "subject": f"Panne {i}",
            "text": f"ne-{i} en panne", "message-id": f"<{i}@clinique-a.example>"})
        assert status == 200, tree
    rows = [m for m in station.outbox() if m["template"] == "receipt"]
    assert len(rows) == 3, station.outbox()
    for row in rows:
        story.wait_for("the receipts", lambda r=row: station.row(r["id"])["state"]
                       in ("sent", "held"), 20)
    answers = [m for m in station.relay.messages() if m["Auto-Submitted"] == "auto-replied"]
    assert len(answers) == 1
    silent = [m for m in station.outbox() if m["template"] == "receipt"
              and m["state"] == "held"]
    assert silent and all("RFC 3834" in m["reason"] for m in silent)


def escalated(station, number):
    """The mail that the supplier got, and what is attached, entry by entry."""
    status, tree = station.desk.do("escalate", number, user="claire",
                                   text="Power supply 2 reports a failure.")
    assert status == 200, tree
    station.start()
    story.wait_for("the escalation", lambda: [m for m in station.relay.messages()
                                              if m["To"] == "support@allot.example"], 20)
    mail = next(m for m in station.relay.messages() if m["To"] == "support@allot.example")
    attached = [p for p in mail.walk() if p.get_filename()]
    assert [p.get_filename() for p in attached] == [f"evidence-{number}.json"]
    octets = attached[0].get_payload(decode=True)
    assert len(octets) < 8 << 20
    bundle = json.loads(octets)["vigie-evidence:bundle"][0]
    assert bundle["audience"] == "supplier"
    return mail, bundle, {e["name"]: json.loads(base64.b64decode(e["content"]))
                          for e in bundle["entry"]}


def test_the_escalation_carries_the_masked_evidence(made):
    station = made()
    number = station.desk.open_case()
    for verb, leafs in (("note", {"text": "Anne Petit of clinique-a says that it hums"}),
                        ("check", {"result": "confirms", "check": "cords changed at clinique-a",
                                   "text": "anne@clinique-a.example saw it"})):
        assert station.desk.do(verb, number, user="claire", **leafs)[0] == 200, verb
    station.desk.trap("ne-7", good=True)
    story.wait_for("the end", lambda: station.desk.case(number)["alarm"][0]["is-cleared"], 20)
    station.desk.trap("ne-7")
    story.wait_for("again", lambda: not station.desk.case(number)["alarm"][0]["is-cleared"], 20)
    mail, bundle, entries = escalated(station, number)
    text = next(p for p in mail.walk() if p.get_content_type() == "text/plain").get_content()
    assert "Power supply 2 reports a failure." in text and number in text
    log = entries["until-now.json"]
    assert (log["case"], log["supplier"], log["contract"]) == (number, "allot", "c-2026-7")
    alarm = log["alarm"][0]
    assert alarm["kind"] == "psu-failed" and alarm["resource"].endswith("psu/1")
    assert [c["severity"] for c in alarm["change"]] == ["major", "cleared", "major"], alarm
    assert all(c["at"].endswith("Z") for c in alarm["change"]) and alarm["raised"]
    assert [(c["result"], c["check"]) for c in log["check"]] == [
        ("confirms", "cords changed at client-1")]
    assert {"note", "check"} <= {d["kind"] for d in log["done"]}
    assert not [d for d in log["done"] if d["kind"] == "note" and "text" in d], log["done"]
    # In what is attached as it reads, not only in its base64.
    whole = mail.as_string() + json.dumps([bundle, entries], ensure_ascii=False)
    for secret in ("clinique-a", "lyon-2", "ne-7", "anne", "Anne", "hums"):
        assert secret not in whole, secret


def test_a_case_without_a_fault_has_evidence_for_the_supplier_too(made):
    def named(top):
        addresses(top)
        top["client"][0]["supplier-sees"] = "name"
    station = made(change=named)
    _, tree = post(station.desk, "mail-in", "tests", **{
        "from": "anne@clinique-a.example", "subject": "clinique-a, Anne Petit", "text": "ne-7"})
    number = tree["vigie-cases:output"]["case"]
    mail, bundle, entries = escalated(station, number)
    log = entries["until-now.json"]
    # The client's name is allowed by his line; his people's never.
    assert "clinique-a, person-1" in mail["Subject"]
    assert log["device"] == "device-1" and log["case"] == number
    assert "mail-in" in [d["kind"] for d in log["done"]]
    assert "Anne" not in mail.as_string() + json.dumps([bundle, entries])


def certificate(folder):
    """Of 127.0.0.1, by itself."""
    file = folder / "relay.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=relay.test", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", str(file), "-out", str(folder / "authority.pem")],
                   check=True, capture_output=True, timeout=60)
    file.write_bytes(file.read_bytes() + (folder / "authority.pem").read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_relay_with_tls_and_a_pass_phrase(security, made, tmp_path):
    relay = Relay(tls=certificate(tmp_path), implicit=security == "tls",
                  login=("vigie", "a pass phrase"))
    station = made(relay, security=security, authority=str(tmp_path / "authority.pem"),
                   user="vigie", credential="relay")
    (tmp_path / "courier-state/credentials").mkdir(parents=True, mode=0o750)
    secret = tmp_path / "courier-state/credentials/relay"
    secret.write_text("password: a pass phrase\n")
    secret.chmod(0o400)
    station.desk.open_case()
    station.start()
    story.wait_for("the mails", lambda: len(relay.taken) == 2, 20)
    assert "a pass phrase" not in station.log()
    # Who it says it is is checked: nothing is given to another, nor in the clear.
    station.end()
    station.tree["vigie-courier:courier"]["relay"].pop("authority")
    (tmp_path / "courier.json").write_text(json.dumps(station.tree))
    _, row = replied(station, "Nous regardons")
    station.start()
    found = station.wait_state(row, "waiting")
    assert "certificate" in found["reason"].lower() and len(relay.taken) == 2


def test_starttls_that_is_not_offered_gets_nothing(made):
    station = made(security="starttls")
    station.desk.open_case()
    station.start()
    story.wait_for("two reasons", lambda: all(m.get("reason") for m in station.outbox()), 20)
    assert not station.relay.taken
    assert not any(words.startswith("MAIL") for words in station.relay.said)


def test_a_pass_phrase_that_is_wrong_fails_no_message(made, tmp_path):
    relay = Relay(tls=certificate(tmp_path), implicit=True, login=("vigie", "another"))
    station = made(relay, security="tls", authority=str(tmp_path / "authority.pem"),
                   user="vigie", credential="relay")
    (tmp_path / "courier-state/credentials").mkdir(parents=True, mode=0o750)
    secret = tmp_path / "courier-state/credentials/relay"
    secret.write_text("password: a pass phrase\n")
    secret.chmod(0o400)
    station.desk.open_case()
    station.start()
    story.wait_for("two reasons", lambda: all(m.get("reason") for m in station.outbox()), 20)
    assert {m["state"] for m in station.outbox()} == {"waiting"} and not relay.taken


def test_what_was_written_to_an_erased_person_is_gone(made):
    station = made()
    status, tree = post(station.desk, "mail-in", "tests", **{
        "from": "Zebulon <zoe@elsewhere.example>", "subject": "Panne", "text": "en panne"})
    assert status == 200, tree
    number = tree["vigie-cases:output"]["case"]
    station.desk.do("reply", number, text="Cher Zebulon, nous regardons.")
    station.start()
    story.wait_for("the answer", lambda: [m for m in station.relay.messages()
                                          if "Zebulon" in m.get_content()], 20)
    row = max(int(m["id"]) for m in station.outbox())
    station.wait_state(row, "sent")
    shown = station.desk.vigie("outbox", "show", row)
    assert "Cher Zebulon" in shown.stdout and "To: zoe@elsewhere.example" in shown.stdout, shown
    # A second one waits for a relay that is away.
    station.relay.faults.append(("mail", "451 later"))
    station.desk.do("reply", number, text="Encore, Zebulon.")
    station.wait_state(row + 1, "waiting")
    station.end()
    for person in ("zoe@elsewhere.example", "Zebulon"):
        status, tree = post(station.desk, "privacy-erase", "marc", person=person)
        if status == 200:
            break
    assert station.desk.vigie("outbox", "show", row).returncode == 3
    station.desk.process.send_signal(signal.SIGTERM)
    station.desk.process.wait(20)
    station.desk.stage.programs.pop()
    left = (station.folder / "collector-state/collector.db").read_bytes()
    assert b"zoe@" not in left
    # Nobody is written to without words: it is failed.
    base = sqlite3.connect(station.folder / "collector-state/collector.db")
    with base:
        base.execute("UPDATE outbox SET next_try = 1 WHERE state = 'waiting'")
    base.close()
    station.desk.start()
    station.start()
    found = station.wait_state(row + 1, "failed")
    assert "is known no more" in found["reason"]


@pytest.fixture
def with_return(tmp_path):
    made = Desk(tmp_path, change=letters.peopled, net="127.1.61")
    yield made, letters.with_return(made)
    made.stage.stop()


def test_every_template_in_both_languages(with_return):
    desk, number = with_return
    for language in ("fr", "en"):
        files = sorted((ROOT / "lib/messages" / language).glob("*.txt"))
        assert len(files) > 20
        for file in files:
            if file.stem in ("words", "phrases"):
                continue
            done = desk.vigie("message", "preview", file.stem, number, "--language", language)
            assert done.returncode == 0, (file.stem, done)
            head, body = done.stdout.split("\n\n", 1)
            subject = re.search("^Subject: (.*)$", head, re.M).group(1)
            # A fact that there is not leaves a hole.
            for line in [subject] + body.splitlines():
                assert not re.search(r"[^ ]  |\(\)| [.,]$|«  »|: $|[{}]", line), (file.stem, line)
            if "supplier" in file.stem or file.stem == "escalation":
                for secret in ("clinique-a", "lyon-2", "ne-7", "Anne"):
                    assert secret not in done.stdout, (file.stem, secret)
            # states.md 1.5: that the client be told is ours to know.
            if "supplier" in file.stem or "client" in file.stem:
                assert not re.search("client averti|client told", done.stdout), (file.stem, done.stdout)
    none = desk.vigie("message", "preview", "nonsense", number)
    assert none.returncode == 3 and "there is none" in none.stderr, none


def test_both_keys_tell_the_client_the_steps(with_return):
    desk, number = with_return
    rows = []
    while desk.vigie("outbox", "take").returncode == 0:
        rows.append(len(rows) + 1)
    texts = {row: desk.vigie("outbox", "show", row).stdout for row in rows}
    client = [t for t in texts.values() if "To: anne@clinique-a.example" in t]
    steps = [t for t in client if "la marche à suivre" in t]
    assert len(steps) == 1, texts
    assert f"[{number}] Retour R-{number[:4]}-0001" in steps[0]
    assert re.search(r"attendue au plus tard le \w+ \d+(er)? \S+ \d{4} à 24 h \(6 jours", " ".join(steps[0].split()))
    shipped = [t for t in client if "La pièce de remplacement est expédiée." in t]
    assert len(shipped) == 1 and "DHL JD0001" in shipped[0]
    supplier = [t for t in texts.values() if "To: support@allot.example" in t]
    assert supplier and all("RMA-12345" in t for t in supplier), supplier
    for text in supplier:
        assert "clinique-a" not in text and "ne-7" not in text, text


def taken(station, key, **more):
    """Somebody of the courier's name takes the next message with the key."""
    status, tree = post(station.desk, "outbox-take", **{"idempotency-key": key, **more})
    return status, tree["vigie-cases:output"]["message"] if status == 200 else tree


def key_in(file):
    """What a worker has taken; nothing while it puts that aside."""
    try:
        return file.read_text()
    except FileNotFoundError:
        return ""


def test_a_key_that_stood_for_another_call_wedges_nobody(made):
    station = made()
    station.desk.open_case()
    key = "1" * 32
    # A courier took with fewer mails at once, and was ended by its reload.
    status, _ = taken(station, key, **{"at-once": 1})
    assert status == 200
    station.state.mkdir()
    file = station.state / "taken"
    file.write_text(key)
    station.start()
    story.wait_for("another key", lambda: key not in key_in(file), 20)
    assert station.log().count("was used for another call") == 1
    story.wait_for("the other mail", lambda: station.relay.taken, 20)


def test_only_who_took_it_last_sends_and_tells(made):
    station = made()
    station.desk.open_case()
    old, new = "1" * 32, "2" * 32
    status, row = taken(station, old, **{"at-once": 4})
    assert status == 200
    station.desk.process.send_signal(signal.SIGTERM)
    station.desk.process.wait(20)
    station.desk.stage.programs.pop()
    base = sqlite3.connect(station.folder / "collector-state/collector.db")
    with base:
        base.execute("UPDATE outbox SET next_try = 1 WHERE id = ?", (row,))
    base.close()
    station.desk.start()
    assert taken(station, new) == (200, row)
    # The first one's courier is back: it neither sends nor tells.
    station.state.mkdir()
    file = station.state / "taken"
    file.write_text(old)
    station.start()
    story.wait_for("another key", lambda: old not in key_in(file), 20)
    story.wait_for("the other mail", lambda: station.relay.taken, 20)
    assert station.row(row)["state"] == "taken"
    ours = f"<{station.row(row)['message-id']}>"
    assert ours not in [m["Message-ID"] for m in station.relay.messages()]

    def tell(outcome, **more):
        return post(station.desk, "outbox-report", message=row, outcome=outcome, **more)[0]
    assert tell("later", reason="451", **{"taken-by": old}) == 409
    assert tell("sent", **{"taken-by": new}) == 200
    # What was sent stays sent, unless a delivery report says that it came back.
    assert tell("later", reason="451") == 409
    assert tell("failed", reason="451", **{"taken-by": new}) == 409
    assert station.row(row)["state"] == "sent"
    assert tell("failed", reason="a delivery report") == 200
