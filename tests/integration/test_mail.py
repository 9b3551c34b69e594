"""Mail in, messages out and persons, by socket and command.

Test number 40 (127.1.40.0/24): a desk of test_doors.
"""
import json
import os

import pytest

from noc import DATA, OPERATIONS, Desk, error_of


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
        ("client", "sender-1"), ("triage", "role:triage")]
    assert outbox(desk)[0]["text"] == "Nous regardons"
    assert "text" not in outbox(desk, Vigie_User="vera")[0]
    for _ in range(2):
        assert desk.vigie("outbox", "take").returncode == 0
    assert desk.vigie("outbox", "take").returncode == 3
    sent_as = outbox(desk)[0]["message-id"]
    refused = desk.vigie("outbox", "report", "2", "--outcome", "failed", "--reason", "550")
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
