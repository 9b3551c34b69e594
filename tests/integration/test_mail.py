"""Mail in, messages out and persons, by socket and command.

Test number 40 (127.1.40.0/24): a desk of test_doors.
"""
import json
import os

import pytest

from noc import DATA, OPERATIONS, Desk, error_of, story


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path, users=[
        {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True},
        {"name": "marc", "role": "manager"}, {"name": "vera", "role": "viewer"}])
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def post(desk, verb, user=None, **leafs):
    headers = {"Vigie_User": user} if user else {}
    answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-cases:{verb}",
                            {"vigie-cases:input": {"idempotency-key": os.urandom(8).hex(), **leafs}},
                            **headers)
    return answer.status, tree


def outbox(desk, **headers):
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:outbox", **headers)
    assert answer.status == 200, tree
    return tree["vigie-cases:outbox"].get("message", [])


def test_a_mail_and_what_leaves_for_it(desk):
    status, tree = post(desk, "mail-in", **{"from": "Zoé <zoe@elsewhere.example>",
                                            "subject": "Panne", "text": "Rien ne va plus"})
    assert status == 200, tree
    number = tree["vigie-cases:output"]["case"]
    assert tree["vigie-cases:output"]["state"] == "triage"
    case = desk.case(number)
    assert {t["name"] for t in case["target"]} == {"first-reply", "triage"}
    assert [e["who"] for e in case["entry"] if e["kind"] == "mail-in"] == ["sender-1"]
    assert "zoe@" not in json.dumps(case)
    # An automatic mail has no case to name.
    status, tree = post(desk, "mail-in", **{"from": "<>", "auto-submitted": "auto-replied"})
    assert status == 200 and "case" not in tree["vigie-cases:output"], tree
    assert desk.do("reply", number, text="Nous regardons")[0] == 200
    assert [(m["role"], m["recipient"]) for m in outbox(desk)] == [
        ("client", "sender-1"), ("triage", "role:triage"), ("triage", "role:triage")]
    assert outbox(desk)[0]["text"] == "Nous regardons"
    assert "text" not in outbox(desk, Vigie_User="vera")[0]
    for _ in range(3):
        assert desk.vigie("outbox", "take").returncode == 0
    assert desk.vigie("outbox", "take").returncode == 3
    sent_as = outbox(desk)[0]["message-id"]
    refused = desk.vigie("outbox", "report", "3", "--outcome", "failed", "--reason", "550")
    assert refused.returncode == 0 and "now failed" in refused.stdout, refused
    assert not [t for t in desk.case(number)["target"] if t.get("met")]
    assert "550" in desk.vigie("outbox", "list").stdout
    # What answers a message of ours finds its case.
    status, tree = post(desk, "mail-in", **{"from": "zoe@elsewhere.example",
                                            "in-reply-to": f"<{sent_as}>"})
    assert tree["vigie-cases:output"]["case"] == number


def test_a_person_is_erased_to_the_last_octet(desk):
    status, tree = post(desk, "mail-in", **{"from": "zoe@elsewhere.example",
                                            "subject": "Zebulon", "text": "Zebulon speaking"})
    number = tree["vigie-cases:output"]["case"]
    status, tree = post(desk, "privacy-export", person="sender-1")
    assert status == 403
    status, tree = post(desk, "privacy-export", "marc", person="zoe@elsewhere.example")
    given = json.loads(tree["vigie-cases:output"]["document"])
    assert {"entry", "mail"} <= {k for row in given for k in row}
    assert post(desk, "hold", "marc", case=number, text="a claim")[0] == 200
    status, tree = post(desk, "privacy-erase", "marc", person="sender-1")
    assert status == 409 and "on hold (a claim)" in error_of(tree)["error-message"]
    assert post(desk, "hold", "marc", case=number, text="over", release=True)[0] == 200
    status, tree = post(desk, "privacy-erase", "marc", person="sender-1")
    assert status == 200 and tree["vigie-cases:output"]["person"] == "sender-1"
    assert "Zebulon" not in json.dumps(desk.case(number))
    status, tree = post(desk, "privacy-register", "marc")
    assert "30 days after void" in tree["vigie-cases:output"]["document"]
    desk.stage.stop()
    left = (desk.stage.folder / "collector-state/collector.db").read_bytes()
    assert b"Zebulon" not in left and b"zoe@" not in left


# --- who reads what holds persons ----------------------------------------------------------------

PERSONS = [{"id": "p-zoe", "name": "Zoé Zebulon", "mail": "zoe@clinique-a.example",
            "telephone": "+33 4 72 00 11 22"}]


@pytest.fixture
def peopled(desk):
    """The same with a contact of the site, an old tree, and a client's user that has a role."""
    top = desk.tree["vigie-collector:collector"]
    top["person"] = top.get("person", []) + PERSONS
    site = top["site"][0]
    site["contact"] = ["p-zoe"]
    next(c for c in top["client"] if c["name"] == site["client"])["person"] = ["p-zoe"]
    top["user"].append({"name": "zoe", "role": "noc", "person": "p-zoe"})
    desk.write_tree()
    desk.process.send_signal(1)
    story.wait_for("the tree", lambda: desk.ask("GET", f"{DATA}/vigie-tree:tree/revision",
                                                Vigie_User="marc")[1]
                   == {"vigie-tree:revision": "2"}, 10)
    return desk


@pytest.mark.parametrize("user", ["vera", "zoe"])
@pytest.mark.parametrize("path", ["vigie-tree:tree", "vigie-tree:tree/content",
                                  "vigie-cases:persons"])
def test_persons_are_refused_to(user, path, peopled):
    answer, tree = peopled.ask("GET", f"{DATA}/{path}", Vigie_User=user)
    assert answer.status == 403, tree
    assert ("may not read what holds persons" in error_of(tree)["error-message"]
            or user == "zoe" and "and nothing else" in error_of(tree)["error-message"])
    assert "Zebulon" not in json.dumps(tree)
    assert peopled.ask("GET", f"{DATA}/{path}", Vigie_User="marc")[0].status == 200


def test_what_a_viewer_reads(peopled):
    status, tree = post(peopled, "mail-in", **{"from": "Zoé <zoe@clinique-a.example>",
                                               "subject": "Zebulon down", "text": "0472001122"})
    number = tree["vigie-cases:output"]["case"]
    assert post(peopled, "note", "marc", case=number, text="rang Zebulon")[0] == 200
    fault = peopled.open_case()
    said = {"result": "confirms", "check": "as Zebulon does", "text": "Zebulon saw it"}
    assert post(peopled, "check", "marc", case=fault, **said)[0] == 200
    back = peopled.case(fault)["return"][0]["id"]
    assert post(peopled, "return-check", "marc", **{"return": back}, **said)[0] == 200
    mine = json.dumps([peopled.case(fault), peopled.ask(
        "GET", f"{DATA}/vigie-cases:returns/return={back}")[1]])
    assert mine.count("Zebulon saw it") >= 3 and "as Zebulon does" in mine, mine
    assert post(peopled, "return-confirm", "marc", **{
        "return": back, "side": "supplier", "evidence": "Zebulon on the telephone"})[0] == 200
    calendars = {t["name"]: t.get("calendar") for t in peopled.case(fault)["target"]}
    assert calendars["second-key"] == "ouvrés", calendars
    answer, tree = peopled.ask("GET", f"{DATA}/vigie-cases:cases/case={number}",
                               Vigie_User="vera")
    case = tree["vigie-cases:case"][0]
    assert answer.status == 200 and case["title"] == "request"
    assert {t["name"] for t in case["target"]} and len(case["entry"]) >= 2
    for one in ("cases", "outbox", "returns", f"cases/case={fault}", f"returns/return={back}"):
        said = json.dumps(peopled.ask("GET", f"{DATA}/vigie-cases:{one}", Vigie_User="vera")[1])
        assert "Zebulon" not in said and "047200" not in said and "zoe@" not in said, said
    answer, tree = peopled.ask("GET", f"{DATA}/vigie-tree:tree/history", Vigie_User="vera")
    said = json.dumps(tree)
    assert answer.status == 200 and "p-zoe" in said
    assert "Zebulon" not in said and "zoe@" not in said and "72 00" not in said, said
    full = peopled.case(number)
    assert full["title"] == "Zebulon down" and "rang Zebulon" in json.dumps(full)


def test_the_command_shows_roles_and_names_when_asked(peopled):
    status, tree = post(peopled, "mail-in", **{"from": "zoe@clinique-a.example", "subject": "x"})
    number = tree["vigie-cases:output"]["case"]
    assert peopled.vigie("case", "reply", number, "--text", "seen").returncode == 0
    page = peopled.vigie("case", "show", number)
    assert "site contact mail-in: " in page.stdout and "p-zoe" not in page.stdout, page.stdout
    page = peopled.vigie("case", "show", number, "--people")
    assert "Zoé Zebulon (site contact) mail-in: " in page.stdout, page.stdout
    table = peopled.vigie("outbox", "list").stdout
    assert "site contact" in table and "Zebulon" not in table
    assert "Zoé Zebulon (site contact)" in peopled.vigie("outbox", "list", "--people").stdout


def test_a_mail_filed_and_a_case_solved_by_hand(desk):
    done = desk.vigie("mail", "in", "--from", "zoe@elsewhere.example", "--text", "down")
    assert done.returncode == 0, done.stderr
    number = done.stdout.split(":")[0]
    assert desk.vigie("case", "identify", number, "--device", "ne-7").returncode == 0
    assert desk.vigie("case", "call", number, "--reached", "yes", "--text", "t").returncode == 0
    words = ("case", "resolve", number, "--cause", "c", "--cure", "d", "--leave-ticket")
    refused = desk.vigie(*words, "true")
    assert refused.returncode == 2 and "one word too many" in refused.stderr, refused.stderr
    refused = desk.vigie("case", "hold", number, "--text", "t", "--release", "perhaps")
    assert refused.returncode == 2 and "true or false" in refused.stderr, refused.stderr
    done = desk.vigie(*words)
    assert done.returncode == 0, done.stderr
    refused = desk.vigie("case", "pause", number, "--target", "first-reply",
                         "--cause", "waiting-client")
    assert refused.returncode == 3 and "no clock first-reply" in refused.stderr, refused.stderr
    refused = desk.vigie("case", "open", "--by", "pigeon")
    assert refused.returncode == 1 and "one of: call, mail, person" in refused.stderr, refused.stderr


def test_status_tells_the_sweep(desk):
    page = desk.vigie("status")
    assert page.returncode == 0 and "last never, next " in page.stdout, page
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:sweep")
    assert answer.status == 200 and tree["vigie-cases:sweep"]["next"].endswith("Z")


def test_the_register_has_the_times_of_the_tree(desk):
    desk.tree["vigie-collector:collector"]["retention"] = {"requests-months": 7, "claims-years": 3}
    desk.write_tree()
    desk.process.send_signal(1)
    told = story.wait_for("the tree", lambda: [
        t for t in [post(desk, "privacy-register", "marc")[1]["vigie-cases:output"]["document"]]
        if "7 months; for managers until 3 years" in t], 10)
    assert "backups" in told[0] and "35 days" in told[0]
    told = post(desk, "privacy-register", "marc", language="fr")[1]["vigie-cases:output"]["document"]
    assert "puis 7 mois ; les responsables jusqu’à 3 ans" in told and "%u" not in told
    assert post(desk, "privacy-register", "marc", language="de")[0] == 400
