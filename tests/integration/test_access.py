"""Who may do what: every cell of door x role x resource, command, action, edit and stream.

tests/data/access.tsv has a row for each, with the least role and to whom it is open; a command or
a resource of the models without a row fails here, and so does a row that the program has not.

Test number 40 (127.1.40.0/24): a desk of test_doors.
"""
import json
import os
import re
import subprocess

import pytest

from access import BELOW, NAMES, ROLES, ROWS, expected, is_open
from noc import DATA, OPERATIONS, ROOT, Desk, Door

USERS = [{"name": "proxy", "role": "viewer", "uid": os.getuid(), "proxy": True},
         *({"name": role, "role": role} for role in ROLES + BELOW),
         *({"name": f"client-{role}", "role": role, "person": "p-zoe"} for role in ROLES)]
# Of other people's modules: what of them is ours to serve stands in the table.
OURS = [path for path in sorted((ROOT / "yang").glob("*.yang"))
        if path.name not in ("vigie-agent.yang", "notifications.yang")]


def a_client(top):
    top["person"] = [{"id": "p-zoe", "name": "Zoé"}]
    top["client"][0]["person"] = ["p-zoe"]
    top["integrator"]["mail"] = "support@merisac.example"


@pytest.fixture(name="desk", scope="module")
def a_desk(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("access"), USERS, a_client)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def refused(desk, row, user):
    """Whether the socket refuses it to him: whatever else is wrong with the request comes later."""
    what, name = row[:2]
    if what == "follow":
        door = Door(desk.socket)
        door.request("GET", f"/restconf/streams/{name}", headers={"Vigie-User": user})
        status = door.getresponse().status
        door.close()
        return status == 403
    if what == "run" and name.startswith("ietf-alarms:"):
        shelved = "shelved-alarms" if "shelved" in name else "alarm-list"
        key = "/alarm=a,vigie-alarm-types%3Apsu-failed," if "operator" in name else ""
        path, body = f"{DATA}/ietf-alarms:alarms/{shelved}{key}/{name.split(':')[1]}", "{"
    elif what == "run":
        path, body = f"{OPERATIONS}/{name}", "{"
    else:
        path, body = f"{DATA}/{name}", None if what == "read" else "{"
    method = {"read": "GET", "run": "POST", "edit": "PUT"}[what]
    answer, tree = desk.ask(method, path, body, Vigie_User=user)
    assert answer.status not in (200, 201, 204) or what == "read", (row, user, tree)
    if answer.status == 403:
        assert tree["ietf-restconf:errors"]["error"][0]["error-tag"] == "access-denied", tree
    return answer.status == 403


@pytest.mark.parametrize("user", NAMES + BELOW)
def test_every_cell(desk, user):
    wrong = [row for row in ROWS if expected("socket", row, user) is not None
             and refused(desk, row, user) == expected("socket", row, user)]
    assert not wrong, wrong


def test_what_has_no_row_is_denied(desk):
    answer, tree = desk.ask("DELETE", f"{DATA}/vigie-cases:cases/case=2026-000001",
                            Vigie_User="admin")
    assert answer.status == 403, tree


def test_the_table_is_the_programs(desk):
    """As RFC 8341 shows it, row for row."""
    answer, tree = desk.ask("GET", f"{DATA}/ietf-netconf-acm:nacm", Vigie_User="admin")
    assert answer.status == 200, tree
    nacm = tree["ietf-netconf-acm:nacm"]
    rules = {(rule["name"], lists["name"], "clients" if "his client" in rule["comment"]
              else "staff") for lists in nacm["rule-list"] for rule in lists["rule"]}
    assert rules == {(f"{what} {name}", role, whose)
                     for what, name, roles, whose in ROWS if what != "follow"
                     for role in roles.split(", ")}
    assert {g["name"]: g.get("user-name", []) for g in nacm["groups"]["group"]} == {
        role: sorted([role, f"client-{role}"] + (["proxy"] if role == "viewer" else []),
                     key=[u["name"] for u in USERS].index) for role in ROLES} | {
                         role: [role] for role in BELOW}
    assert [nacm[f"{what}-default"] for what in ("read", "write", "exec")] == ["deny"] * 3


def test_every_command_and_resource_of_the_models_has_a_row():
    names = {(row[0], row[1].split(":")[-1]) for row in ROWS}
    missing = []
    for path in OURS:
        text = path.read_text()
        missing += [(path.name, rpc) for rpc in re.findall(r"^  rpc ([\w-]+)", text, re.M)
                    if ("run", rpc) not in names]
    assert not missing, missing


def test_operations_are_listed_to_whom_they_are_open(desk):
    for user in ("viewer", "noc", "client-admin", "intake", "courier"):
        answer, tree = desk.ask("GET", "/restconf/operations", Vigie_User=user)
        assert answer.status == 200
        listed = set(tree["ietf-restconf:operations"])
        assert listed == {row[1] for row in ROWS if row[0] == "run" and is_open(row, user)
                          and not row[1].startswith("ietf-alarms")}, user


def test_the_courier_reads_no_more_than_it_carries(desk):
    """No letter that nobody sends; of a case's evidence what a supplier may have."""
    number = desk.open_case()
    answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-cases:outbox-take",
                            {"vigie-cases:input": {"idempotency-key": "take-1"}},
                            Vigie_User="courier")
    assert answer.status == 200, tree
    taken = tree["vigie-cases:output"]["message"]
    for path, status in ((f"vigie-cases:letters/letter={taken}", 200),
                         (f"vigie-cases:letters/preview=opened,{number},client,auto", 403),
                         (f"vigie-evidence:evidence/case={number}/bundle=internal", 403),
                         (f"vigie-cases:cases/case={number}", 403),
                         ("vigie-cases:outbox", 403), ("vigie-cases:persons", 403)):
        answer, tree = desk.ask("GET", f"{DATA}/{path}", Vigie_User="courier")
        assert answer.status == status, (path, tree)
    answer, tree = desk.ask(
        "POST", f"{OPERATIONS}/vigie-cases:outbox-report",
        {"vigie-cases:input": {"message": taken, "outcome": "sent",
                               "idempotency-key": "report-1"}}, Vigie_User="courier")
    assert answer.status == 200, tree


def test_the_models_are_readable_by_others(tmp_path):
    """The reply that shows the rules is valid RFC 8341."""
    made = Desk(tmp_path, USERS, a_client)
    _, tree = made.ask("GET", f"{DATA}/ietf-netconf-acm:nacm", Vigie_User="admin")
    made.stage.stop()
    (tmp_path / "nacm.json").write_text(json.dumps(tree))
    done = subprocess.run(
        ["yanglint", "-y", "-f", "json", "-t", "config", "-p", "/usr/share/yuma/modules/ietf",
         "-p", ROOT / "yang", ROOT / "yang/vigie-alarm-types.yang", ROOT / "yang/vigie-cases.yang",
         ROOT / "yang/vigie-tree.yang", ROOT / "yang/vigie-sla.yang",
         ROOT / "yang/vigie-evidence.yang", ROOT / "yang/vigie-recording.yang",
         ROOT / "yang/vigie-collector.yang", ROOT / "yang/ietf-restconf-monitoring.yang",
         "/usr/share/yuma/modules/ietf/ietf-alarms@2019-09-11.yang",
         "/usr/share/yuma/modules/ietf/ietf-netconf-acm@2018-02-14.yang", tmp_path / "nacm.json"],
        capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
