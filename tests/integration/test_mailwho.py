"""Who a mail speaks for, and who gets the answers: P4 and P6 from the octets to the outbox.

Test number 151 (127.1.151.0/24): a desk of test_doors with the clients of the corpus.
"""
import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from noc import BUILD, DATA, OPERATIONS, Desk, error_of

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "mail"))
import checkmail  # noqa: E402  pylint: disable=wrong-import-position

JEANNE = "jeanne@clinique-a.example"


@pytest.fixture
def desk(tmp_path):
    def change(top):
        checkmail.change_tree(top)
        top["supplier"].append({
            "name": "otherco", "delegation": "included", "ticket-pattern": "SR-[0-9]{6}",
            "support": {"mail": "help@otherco.example"}})
        for device in top["device"]:
            device["address"] = [a.replace("127.1.131", "127.1.151") for a in device["address"]]
    made = Desk(tmp_path, change=change, net="127.1.151", users=[
        {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True},
        {"name": "claire", "role": "noc"}, {"name": "marc", "role": "manager"}])
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def write(desk, sender, text, envelope=None, head="", subject="request", name=None):
    """Hands a mail over as a relay does; what was said of it."""
    mail = (f"{head}From: {name or sender}\nMessage-ID: <{uuid.uuid4().hex}@{sender.split('@')[-1]}>\n"
            f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n")
    done = subprocess.run(
        [str(BUILD / "vigie-mail-intake"), "--socket", str(desk.socket), "--recipient",
         "support@merisac.example", "--sender", sender if envelope is None else envelope],
        input=mail.encode("utf-8", "surrogateescape"), capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done
    return done.stdout.decode()


def send(desk, mail, envelope=JEANNE):
    """The octets as they are."""
    done = subprocess.run(
        [str(BUILD / "vigie-mail-intake"), "--socket", str(desk.socket), "--recipient",
         "support@merisac.example", "--sender", envelope],
        input=mail.encode(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done
    return done.stdout.decode()


def number(said):
    return said.split(":")[0]


def do(desk, verb, of_case=None, **leafs):
    body = {"idempotency-key": uuid.uuid4().hex, **leafs}
    if of_case:
        body["case"] = of_case
    answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-cases:{verb}",
                            {"vigie-cases:input": body}, Vigie_User="marc")
    assert answer.status == 200, error_of(tree)


def messages(desk, of_case, what):
    """The messages of that kind, the newest first, once a courier took what may leave."""
    while desk.vigie("outbox", "take").returncode == 0:
        pass
    tree = desk.ask("GET", f"{DATA}/vigie-cases:outbox")[1]
    return [m for m in tree["vigie-cases:outbox"]["message"]
            if m.get("case") == of_case and m["what"] == what]


def targets(desk, of_case):
    """Without the time that is left, which runs."""
    return {t["name"]: {k: v for k, v in t.items() if k != "remaining-seconds"}
            for t in desk.case(of_case)["target"]}


def last_mail(desk):
    return desk.vigie("mail", "list").stdout.splitlines()[1].split()[0]


def test_answers_go_to_the_client_whoever_wrote_last(desk):
    """P4: not to a supplier's man from anywhere, nor to a stranger who quotes an id of ours."""
    of_case = number(write(desk, JEANNE, "ne-7"))
    do(desk, "take", of_case)
    do(desk, "reply", of_case, text="on it")
    assert messages(desk, of_case, "reply")[0]["recipient"].startswith("sender-")
    asker = messages(desk, of_case, "reply")[0]["recipient"]
    do(desk, "escalate", of_case, text="please look")
    escalation = messages(desk, of_case, "escalation")[0]["message-id"]
    before = set(targets(desk, of_case))
    said = write(desk, "yossi@allot.crm.example", "We need logs",
                 head=f"In-Reply-To: <{escalation}>\n")
    assert number(said) == of_case, said
    assert desk.case(of_case)["state"] == "with-supplier"
    assert set(targets(desk, of_case)) == before and "next-reply" not in before
    assert [e["side"] for e in desk.case(of_case)["entry"] if e["kind"] == "mail-in"] == [
        "client", "supplier"]
    receipt = messages(desk, of_case, "receipt")[0]["message-id"]
    assert number(write(desk, "z@stranger.example", "hi", head=f"References: <{receipt}>\n")
                  ) == of_case
    do(desk, "reply", of_case, text="Chère Jeanne")
    assert messages(desk, of_case, "reply")[0]["recipient"] == asker
    # What is dismissed was never written: the stranger may speak no more by the number alone.
    do(desk, "dismiss", mail=last_mail(desk), text="a stranger")
    do(desk, "reply", of_case, text="encore")
    assert messages(desk, of_case, "reply")[0]["recipient"] == asker
    assert number(write(desk, "z@stranger.example", "hi", subject=f"[{of_case}]")) != of_case


def test_in_triage_the_opener_is_answered(desk):
    of_case = number(write(desk, "luc@inconnu.example", "ne marche pas"))
    do(desk, "take", of_case)
    receipt = write(desk, "z@stranger.example", "me too", subject=f"[{of_case}]")
    assert number(receipt) != of_case
    do(desk, "reply", of_case, text="bonjour")
    told = messages(desk, of_case, "reply")[0]
    assert told["recipient"].startswith("sender-") and told["state"] == "taken", told


def test_only_the_supplier_of_the_case_speaks_in_it(desk):
    """By the number in a subject, by a ticket's number, in a case that is watched (P5)."""
    of_case = number(write(desk, JEANNE, "ne-7"))
    do(desk, "take", of_case)
    do(desk, "escalate", of_case, text="hi")
    do(desk, "supplier-ticket", of_case, number="SR-000001")
    for subject in (f"news [{of_case}]", "your ticket SR-000001"):
        said = write(desk, "help@otherco.example", "hi", subject=subject, envelope="e@evil.example")
        assert number(said) != of_case, said
    assert number(write(desk, "tac@allot.example", "hi", subject="SR-000001")) == of_case
    watched = number(write(desk, "marc@usine-c.example", "Hello Allot", subject="uc-1"))
    before = targets(desk, watched)
    write(desk, "help@otherco.example", "hi", subject=f"[{watched}]")
    assert targets(desk, watched) == before
    assert number(write(desk, "tac@allot.example", "hi", subject=f"[{watched}]")) == watched
    assert targets(desk, watched) != before


def test_who_gives_no_address_is_nobody_twice(desk):
    """The relay's word counts then; without it each mail is somebody else's, and an answer to it
    that cannot leave meets nothing."""
    said = write(desk, JEANNE, "ne-7", name="Jeanne Martin")
    assert desk.case(number(said))["client"] == "clinique-a"
    first = number(write(desk, "", "private", name='"a b"@evil.example', envelope="x"))
    second = write(desk, "", "guess", name='"c d"@other.example', envelope="y",
                   subject=f"[{first}]")
    assert number(second) != first, second
    do(desk, "take", first)
    do(desk, "reply", first, text="bonjour")
    told = messages(desk, first, "reply")[0]
    assert told["recipient"] == "role:client" and told["state"] == "waiting", told
    assert not targets(desk, first)["first-reply"].get("met")


def test_what_waits_for_an_address_meets_nothing(desk):
    """Until the tree has one, and the message has left."""
    of_case = desk.open_case()
    do(desk, "take", of_case)
    do(desk, "reply", of_case, text="we look")
    told = messages(desk, of_case, "reply")[0]
    assert told["state"] == "waiting" and "person is missing" in told["reason"], told
    assert not targets(desk, of_case)["client-told"].get("met")


SAME = """From: jeanne@clinique-a.example
Message-ID: <one@clinique-a.example>
Subject: panne
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b

Tout est en panne
--b
Content-Type: application/pdf; name=a.pdf

{part}
--b--
"""


def test_what_only_looks_the_same_is_filed(desk):
    """A list's copy before the direct one; another attachment under the same id and text."""
    listed = send(desk, "List-Id: <equipe.clinique-a.example>\n" + SAME.format(part="1"),
                  "equipe-bounces@clinique-a.example")
    assert "automatic" in listed
    direct = send(desk, SAME.format(part="1"))
    assert "opened" in direct, direct
    assert "is the same" in send(desk, "X-Copy: 2\n" + SAME.format(part="1"))
    assert "opened" in send(desk, SAME.format(part="2"))
    # A box with one id for all its mails: by another relay it is the same, an hour later it is not.
    dated = SAME.format(part="1").replace("Subject", "Date: Fri, 27 Nov 2026 10:00:00 +0000\nSubject")
    assert "is the same" not in send(desk, dated)
    assert "is the same" in send(desk, "X-Copy: 2\n" + dated)
    assert "is the same" not in send(desk, dated.replace("10:00", "11:00"))


def test_words_of_a_body_cut_nothing(desk):
    config = "".join(f"interface eth{i}\n ip multicast boundary {i}\n" for i in range(40))
    send(desk, SAME.format(part="x").replace("Tout est", config + "the boundary router:\n" +
                                             "--- a/x\n+++ b/x\n" * 210 + "Tout est"))
    page = desk.vigie("mail", "show", "1").stdout
    assert "Tout est en panne" in page and "a.pdf" in page and ", cut" not in page, page


def test_machines_that_say_so_otherwise(desk):
    """RFC 3834's comments and quotes, other fields; in no case, the triage queue is told once."""
    for i, head in enumerate(("Auto-Submitted: (x) auto-replied", 'Auto-Submitted: "auto-replied"',
                              "X-Autoreply: yes", "X-Autorespond: yes", "Precedence: auto_reply")):
        assert "automatic" in write(desk, "carl@bank-d.example", f"away {i}", head=head + "\n")
    assert "opened" in write(desk, "carl@bank-d.example", "gw-1", head="Auto-Submitted: (x) no\n")
    told = messages(desk, None, "mails")
    assert len(told) == 1 and told[0]["role"] == "triage" and told[0]["state"] == "taken", told


def test_the_mark_is_ours_by_address_or_id(desk):
    """P6: another house's people write by a vigie of theirs; what it says by itself says so."""
    mark = "X-Vigie-Case: 2026-000045\n"
    of_case = number(write(desk, JEANNE, "ne-7", head=mark))
    assert desk.case(of_case)["state"] == "new", of_case
    assert "automatic" in write(desk, JEANNE, "seen", head=mark + "Auto-Submitted: auto-replied\n")
    assert "automatic" in write(desk, "support@merisac.example", "copy", head=mark)
    do(desk, "take", of_case)
    do(desk, "reply", of_case, text="on it")
    ours = messages(desk, of_case, "reply")[0]["message-id"]
    came_back = (f"From: A list <list@post.example>\nMessage-ID: <{ours}>\nX-Vigie-Case: {of_case}\n"
                 f"Subject: [{of_case}] on it\n\nby way of a list\n")
    assert "automatic" in send(desk, came_back, envelope="list@post.example")


def test_the_newest_reference_that_may_be_followed(desk):
    """Another client's mail among the references, sixty older ids, and the token at the end."""
    mine = number(write(desk, JEANNE, "ne-7"))
    other = number(write(desk, JEANNE, "ne-8"))
    ids = {n: messages(desk, n, "receipt")[0].get("message-id") for n in (mine, other)}
    send(desk, "From: ann@bank-d.example\nMessage-ID: <zz@bank-d.example>\nSubject: gw-1\n\nx\n",
         "ann@bank-d.example")
    said = write(desk, JEANNE, "a", head="References: <zz@bank-d.example>\n", subject=f"[{mine}]")
    assert number(said) == mine
    old = "".join(f"\n <{i}@x>" for i in range(70))
    said = write(desk, JEANNE, "b", head=f"References: <{ids[mine]}>{old}\n <{ids[mine]}>\n")
    assert number(said) == mine


def test_a_supplier_begins_with_a_client_who_deals_direct(desk):
    """P5: he writes to the client, us in copy, and names a serial."""
    said = send(desk, "From: support@allot.example\nTo: marc@usine-c.example\n"
                "Cc: support@merisac.example\nMessage-ID: <sd@allot.example>\n"
                "Subject: case opened\n\nHello Marc, serial UC-99\n", "support@allot.example")
    case = desk.case(number(said))
    assert (case["state"], case["client"], case["device"]) == ("observed", "usine-c", "uc-1"), case
    # To a client for whom we deal, it is a stranger's word.
    said = send(desk, "From: support@allot.example\nTo: jeanne@clinique-a.example\n"
                "Message-ID: <se@allot.example>\nSubject: SN-7\n\nHello\n", "support@allot.example")
    assert desk.case(number(said))["state"] == "triage"


def test_a_long_subject_harms_nobody(desk):
    """Cut inside a character it would be no text; controls of a terminal do not reach one."""
    of_case = number(write(desk, JEANNE, "t\u009b31mRED\u202e\u2066", subject="a" + "é" * 200))
    for words in (("case", "show", of_case), ("mail", "show", "1"), ("case", "list")):
        shown = desk.vigie(*words)
        assert shown.returncode == 0 and not set("\u009b\u202e\u2066") & set(shown.stdout), shown


def test_a_number_is_proposed_with_what_takes_it(desk):
    of_case = number(write(desk, JEANNE, "ne-7"))
    write(desk, "tac@allot.example", "RMA to come", subject=f"[{of_case}] SR-004711")
    text = desk.vigie("case", "show", of_case).stdout
    assert "SR-004711 (ticket): vigie mail accept 2" in " ".join(text.split()), text


# --- the intake's own role -----------------------------------------------------------------------

def test_the_intake_gives_mails_and_nothing_else(tmp_path):
    made = Desk(tmp_path, change=checkmail.change_tree, net="127.1.151", users=[
        {"name": "intake", "role": "intake", "uid": os.getuid()}])
    try:
        check = subprocess.run([str(BUILD / "vigie-mail-intake"), "--socket", str(made.socket),
                                "--check"], capture_output=True, timeout=60, check=False)
        assert check.returncode == 0, check
        first = number(write(made, JEANNE, "ne-7 en panne"))
        assert first.startswith("20")
        for path in ("vigie-cases:cases", "vigie-cases:mails", "vigie-tree:tree"):
            assert made.ask("GET", f"{DATA}/{path}")[0].status == 403, path
        for verb, leafs in (("take", {}), ("note", {"text": "x"}), ("outbox-take", {}),
                            ("mail-in", {"from": JEANNE, "text": "x"})):
            status, tree = made.do(verb, first, **leafs)
            assert status == 403, (verb, tree)
        kept = next((tmp_path / "collector-state/blob").glob("*/*")).name
        assert made.ask("GET", f"/blob/{kept}")[0].status == 403
    finally:
        made.stage.stop()


# --- numbers of suppliers, and who has a copy ----------------------------------------------------

TAC = "tac@allot.example"


def filed(desk, said):
    """The number of the mail that the intake tells of."""
    return int(said.split("mail ")[1].split(" ")[0].rstrip(":"))


def test_a_suppliers_number_is_shown_and_accepted(desk):
    case = number(write(desk, JEANNE, "ne-7 en panne"))
    said = write(desk, TAC, "RMA-12345 follows", subject=f"[{case}] SR-123456 is open")
    mail = filed(desk, said)
    assert "numbers are proposed: SR-123456 (ticket), RMA-12345 (RMA)" in said
    shown = desk.vigie("mail", "show", mail).stdout
    assert f"supplier's number: SR-123456 (ticket), proposed: vigie mail accept {mail} --number SR-123456" \
        in shown, shown
    assert f"RMA-12345 (rma), proposed: vigie mail accept {mail} --number RMA-12345" in shown
    assert {(n["kind"], n["number"], n["state"], n["mail"])
            for n in desk.case(case)["supplier-number"]} == {
                ("ticket", "SR-123456", "proposed", str(mail)),
                ("rma", "RMA-12345", "proposed", str(mail))}
    page = desk.vigie("case", "show", case).stdout
    assert f"SR-123456, proposed, by mail {mail}, vigie mail accept {mail}" in page, page
    why = desk.vigie("why", case).stdout
    assert f"ticket number SR-123456: proposed by mail {mail} of allot" in why, why
    assert f"nobody has decided: vigie mail accept {mail} --number SR-123456\n" in why, why
    # Nothing is recorded before a person says so; of two he says which.
    refused = desk.vigie("mail", "accept", mail)
    assert refused.returncode != 0 and \
        "proposes SR-123456 (ticket), RMA-12345 (rma): say which" in refused.stderr, refused
    done = desk.vigie("mail", "accept", mail, "--kind", "ticket")
    assert done.returncode == 0 and "SR-123456" in done.stdout, done
    states = {n["kind"]: n["state"] for n in desk.case(case)["supplier-number"]}
    assert states == {"ticket": "recorded", "rma": "proposed"}
    assert "SR-123456 (ticket), recorded" in desk.vigie("mail", "show", mail).stdout
    # A number of a return needs a return.
    refused = desk.vigie("mail", "accept", mail)
    assert refused.returncode != 0 and "no return" in refused.stderr, refused
    assert desk.vigie("mail", "decline", mail).returncode == 0
    assert [n["kind"] for n in desk.case(case)["supplier-number"]] == ["ticket"]
    why = desk.vigie("why", case).stdout
    assert re.search(rf"SR-123456: proposed by mail {mail} of allot .*; accepted by \w+ ", why), why
    assert re.search(rf"RMA-12345: proposed by mail {mail} of allot .*; declined by \w+ ", why), why
    refused = desk.vigie("mail", "accept", mail)
    assert refused.returncode == 3 and "no number" in refused.stderr, refused
    # What is recorded finds its case, and is proposed no more.
    said = write(desk, TAC, "any news?", subject="SR-123456")
    assert number(said) == case and "proposed" not in said


def test_one_of_several_numbers_is_accepted(desk):
    case = number(write(desk, JEANNE, "ne-7 en panne"))
    mail = filed(desk, write(desk, TAC, "SR-123456 of last year, SR-123457 now", subject=f"[{case}]"))
    shown = desk.vigie("mail", "show", mail).stdout
    for one in ("SR-123456", "SR-123457"):
        assert f"{one} (ticket), proposed: vigie mail accept {mail} --number {one}" in shown, shown
    refused = desk.vigie("mail", "accept", mail)
    assert refused.returncode != 0 and "SR-123456 (ticket), SR-123457 (ticket)" in refused.stderr, refused
    assert desk.vigie("mail", "accept", mail, "--number", "SR-123457").returncode == 0
    assert desk.vigie("mail", "decline", mail, "--number", "SR-123456").returncode == 0
    assert {(n["number"], n["state"]) for n in desk.case(case)["supplier-number"]} == {
        ("SR-123457", "recorded")}
    assert {(p["number"], p["state"]) for p in desk.case(case)["proposal"]} == {
        ("SR-123457", "recorded"), ("SR-123456", "declined")}


def test_a_number_leads_to_its_case(desk):
    """P5, P9: a supplier's desk threads by its number alone; nobody need have recorded it."""
    marc = "marc@usine-c.example"
    case = number(write(desk, marc, "uc-1 down", head=f"Cc: {TAC}\n"))
    watch = targets(desk, case)["watch"]["due"]
    write(desk, TAC, "is open", subject=f"[{case}] SR-123456")
    said = write(desk, TAC, "we look", subject="SR-123456: update", head=f"To: {marc}\n")
    assert number(said) == case and targets(desk, case)["watch"]["due"] > watch, said
    assert number(write(desk, marc, "and now?", subject="Re: SR-123456: update")) == case
    # Of a case of his own, of that supplier, and not when somebody said that it is none of its.
    for sender in (JEANNE, "help@otherco.example", "eve@unknown.example"):
        assert number(write(desk, sender, "x", subject="SR-123456")) != case, sender
    for mail in (2, 3):
        assert desk.vigie("mail", "decline", mail).returncode == 0
    assert number(write(desk, marc, "again", subject="SR-123456 again")) != case


def test_a_number_only_mentioned_leads_to_no_other_client(desk):
    """A supplier's mail about one client is not filed in the case of another, where a mail named its
    number: who forges a supplier names any."""
    case = number(write(desk, JEANNE, "ne-7 en panne"))
    for text, ticket in (("run the snapshot on BK-4711", "SR-000777"),
                         ("ne-7 is well\n> as gw-2 is", "SR-000778")):
        write(desk, TAC, f"your ticket {ticket}", subject=f"Re: [{case}]", envelope="e@evil.example")
        assert number(write(desk, TAC, "ne-7: logs?", subject=ticket)) == case
        said = write(desk, TAC, text, subject=f"{ticket} update")
        assert number(said) != case and f"looks like {case}" in said, said
        assert desk.case(number(said))["state"] == "triage"
        # From then on they meet there, until somebody says whose it is.
        for more in ("gw-2 again", "ne-7: send the logs"):
            assert number(write(desk, TAC, more, subject=ticket)) == number(said)


def test_a_mail_in_no_case_proposes_for_none(desk):
    said = write(desk, TAC, "SR-222222", subject="hello")
    mail, case = filed(desk, said), number(said)
    other = number(write(desk, JEANNE, "ne-8 en panne"))
    assert desk.vigie("mail", "assign", mail, "--case", other).returncode == 0
    assert [n["number"] for n in desk.case(other)["supplier-number"]] == ["SR-222222"]
    assert "supplier-number" not in desk.case(case)
    done = desk.vigie("mail", "accept", mail)
    assert done.returncode == 0, done
    assert [n["state"] for n in desk.case(other)["supplier-number"]] == ["recorded"]


def test_who_has_a_copy_is_shown(desk):
    head = ("To: support@merisac.example, \"TAC, x@usine-c.example\" <tac@allot.example>\n"
            "Cc: Marc <marc@usine-c.example>, eve@unknown.example\n")
    mail = filed(desk, write(desk, JEANNE, "ne-7 en panne", head=head))
    shown = desk.vigie("mail", "show", mail).stdout
    assert "sent to: supplier allot\n" in shown and "copy to: client usine-c\n" in shown, shown
    assert "marc@" not in shown and "eve@" not in shown
    named = desk.vigie("mail", "show", mail, "--people").stdout
    assert "copies: Marc <marc@usine-c.example>, <eve@unknown.example>" in named, named
    tree = desk.ask("GET", f"{DATA}/vigie-cases:mails/mail={mail}")[1]["vigie-cases:mail"][0]
    assert [(p["side"], p["name"], p["place"]) for p in tree["party"]] == [
        ("supplier", "allot", "to"), ("client", "usine-c", "cc")]
    # What is erased of a person goes with the list of those who had a copy.
    do(desk, "privacy-erase", person=JEANNE)
    desk.stage.stop()
    left = (desk.stage.folder / "collector-state/collector.db").read_bytes()
    assert b"marc@usine-c" not in left


# --- whose address, and which device -------------------------------------------------------------

def test_everybodys_domain_is_nobodys(tmp_path):
    """P6: who has an address where the supplier, our office or a client has one too is a stranger."""
    def change(top):
        checkmail.change_tree(top)
        for device in top["device"]:
            device["address"] = [a.replace("127.1.131", "127.1.151") for a in device["address"]]
        top["integrator"]["mail"] = "merisac.support@gmail.com"
        top["supplier"].append({"name": "tiny", "delegation": "included",
                                "support": {"mail": "Tiny.Support@Gmail.com"}})
        top["client"][3]["domain"].append("gmail.com")
        top["person"] = top.get("person", []) + [
            {"id": "p-ann", "name": "Ann", "mail": "ann.of.bank@gmail.com"}]
        top["client"][3]["person"] = ["p-ann"]
    made = Desk(tmp_path, change=change, net="127.1.151", users=[
        {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True}])
    try:
        eve = made.case(number(write(made, "eve@gmail.com", "help")))
        assert eve["state"] == "triage" and "client" not in eve, eve
        assert {t["name"] for t in eve["target"]} == {"first-reply", "triage"}
        ann = made.case(number(write(made, "ann.of.bank@gmail.com", "help")))
        assert ann["client"] == "bank-d" and ann["state"] == "new", ann
        supplier = made.case(number(write(made, "tiny.support@gmail.com", "hello")))
        assert [t["name"] for t in supplier["target"]] == ["triage"], supplier
        office = number(write(made, "merisac.support@gmail.com", "filed", subject=f"[{eve['id']}]"))
        assert office == eve["id"]
        done = made.vigie("tree", "check", tmp_path / "collector.json")
        assert "everybody may have an address in gmail.com" in done.stdout, done
    finally:
        made.stage.stop()


def test_a_preview_goes_to_whom_the_letter_will(desk):
    """To who asked, whom no tree names; and a reply may say that it leaves by mail."""
    case = number(write(desk, JEANNE, "ne-7"))
    done = desk.vigie("message", "preview", "receipt", case)
    assert f"To: {JEANNE}\n" in done.stdout, done
    done = desk.vigie("case", "reply", case, "--mail", "--text", "Nous regardons")
    assert done.returncode == 0 and messages(desk, case, "reply"), done


def test_the_device_that_is_named_first(desk):
    """In the writer's own words, and as a word: what he quotes, or part of a name, is none before it."""
    def device(text):
        return desk.case(number(write(desk, JEANNE, text)))["device"]
    assert device("ne-8 est en panne, ne-7 va bien") == "ne-8"
    assert device("> ne-7 est reparee\n> ne-7 va\nC'est ne-9 qui tombe") == "ne-9"
    assert device("> le boitier ne-8 est repare\n\nIl retombe") == "ne-8"
    assert device("old-ne-7 est mort, SN-7 non ; ne-8") == "ne-7"
    assert device("old-ne-7 est mort, ne-8") == "ne-8"
    assert device("ne-7_ancien est parti, ne-8") == "ne-8"
    assert device("ne\u20117 est mort, ne-8 non") == "ne-7"


# --- crowds --------------------------------------------------------------------------------------

def test_a_crowd_of_one_domain_is_bounded(tmp_path):
    def change(top):
        checkmail.change_tree(top)
        for device in top["device"]:
            device["address"] = [a.replace("127.1.131", "127.1.151") for a in device["address"]]
        top["policy"] = {**top.get("policy", {}), "mail-cases-domain-hour": 3,
                         "receipts-domain-hour": 2}
    made = Desk(tmp_path, change=change, net="127.1.151", users=[
        {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True}])
    try:
        crowd = [number(write(made, f"p{i}@clinique-a.example", "panne")) for i in range(6)]
        assert len(set(crowd[:3])) == 3 and set(crowd[3:]) == {crowd[2]}, crowd
        # Others are not in it, and strangers of that domain's client are none.
        assert number(write(made, "ann@bank-d.example", "help")) not in crowd
        texts = [e for e in made.case(crowd[2])["entry"] if e["kind"] == "mail-in"]
        assert len(texts) == 4
        receipts = [m for m in messages(made, crowd[0], "receipt")
                    + messages(made, crowd[1], "receipt") + messages(made, crowd[2], "receipt")]
        states = sorted((m["state"], m.get("reason", "")) for m in receipts)
        assert [s for s, _ in states] == ["held", "taken", "taken"], states
        assert states[0][1] == "RFC 3834: 2 automatic answers an hour to a domain"
    finally:
        made.stage.stop()


def test_unknown_senders_together_are_bounded(tmp_path):
    """Beyond the measure they wait, on disk, over a kill of the collector; a person looks; each opens once."""
    def change(top):
        checkmail.change_tree(top)
        for device in top["device"]:
            device["address"] = [a.replace("127.1.131", "127.1.151") for a in device["address"]]
        top["policy"] = {**top.get("policy", {}), "mail-cases-unknown-hour": 3}
    made = Desk(tmp_path, change=change, net="127.1.151", users=[
        {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True}])
    try:
        said = [write(made, f"someone@house-{i}.example", "help", subject=f"Help {i}")
                for i in range(9)]
        assert [":" in s and "waits for a case" in s for s in said] == [False] * 3 + [True] * 6, said
        # Whom the tree knows never waits.
        assert made.case(number(write(made, "ann@bank-d.example", "help")))["state"] == "new"
        status = made.vigie("status").stdout
        assert re.search(r"^mails +6 of unknown senders wait for a case, the oldest since ", status,
                         re.M), status
        tree = made.ask("GET", f"{DATA}/vigie-cases:outbox")[1]
        told = [m for m in tree["vigie-cases:outbox"]["message"] if m["template"] == "waiting"]
        assert len(told) == 1 and told[0]["role"] == "triage", told
        made.process.kill()
        made.process.wait()
        made.start()
        shown = made.vigie("mail", "list", "--waiting").stdout
        assert [int(n) for n in re.findall(r"Help (\d)", shown)] == [8, 7, 6, 5, 4, 3], shown
        ids = dict(re.findall(r"^ *(\d+) .*waiting.*Help (\d)", shown, re.M))
        mail = {int(of): int(n) for n, of in ids.items()}
        done = made.vigie("mail", "assign", str(mail[5]))
        assert done.returncode == 0 and re.search(r"opened 20\d\d-", done.stdout), done
        done = made.vigie("mail", "dismiss", "--from", "house-6.example")
        assert done.returncode == 0 and "1 that waited" in done.stdout, done
        done = made.vigie("case", "dismiss", str(mail[7]))
        assert done.returncode == 0, done
        done = made.vigie("mail", "assign", str(mail[7]))
        assert done.returncode != 0 and "needs a case" in done.stderr, done
        shown = made.vigie("mail", "list", "--waiting").stdout
        assert [int(n) for n in re.findall(r"Help (\d)", shown)] == [8, 4, 3], shown
    finally:
        made.stage.stop()
