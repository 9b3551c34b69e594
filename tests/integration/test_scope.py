"""A client's person sees what is his client's, and of everything else not even that it is there.

Test number 40 (127.1.40.0/24): a desk of test_doors.
"""
import json
import os
import urllib.parse

import pytest

from noc import DATA, OPERATIONS, ROOT, Desk, Door, error_of

USERS = [{"name": "tests", "role": "noc", "uid": os.getuid(), "proxy": True},
         {"name": "vera", "role": "viewer"}, {"name": "marc", "role": "admin"},
         {"name": "zoe", "role": "viewer", "person": "p-zoe"},
         # His role does not widen what he sees.
         {"name": "hugo", "role": "admin", "person": "p-hugo"},
         {"name": "both", "role": "manager", "person": "p-both"}]

# What a client's person is answered: his part of it, or nothing (403).
RESOURCES = {
    "vigie-cases:cases": 200, "vigie-cases:returns": 200, "vigie-cases:visits": 200,
    "vigie-cases:orders": 200, "vigie-cases:alarms": 200, "vigie-cases:inventory": 200,
    "ietf-alarms:alarms": 200, "ietf-yang-library:yang-library": 200,
    "ietf-restconf-monitoring:restconf-state": 200, "vigie-collector:collector": 200, "vigie-sla:sla": 200, "vigie-evidence:evidence": 200,
    "vigie-cases:agents": 403, "vigie-cases:intake": 403, "vigie-cases:storage": 403,
    "vigie-cases:storms": 403, "vigie-cases:problems": 403, "vigie-cases:decisions": 403,
    "vigie-cases:events": 403, "vigie-cases:shelves": 403, "vigie-cases:planned": 403,
    "vigie-cases:outbox": 403, "vigie-cases:persons": 403, "vigie-cases:paging": 403, "vigie-cases:pages": 403, "vigie-cases:sweep": 403,
    "vigie-cases:unclassified": 403, "ietf-netconf-acm:nacm": 403, "vigie-cases:letters": 403, "vigie-cases:mails": 403,
    "vigie-cases:log-in": 403, "vigie-cases:tokens": 403, "vigie-recording:recording": 403, "vigie-tree:tree": 403}
HIS, NOT_HIS = ("ne-7", "clinique-a", "lyon-2"), ("ne-9", "hotel-b", "nice-1")


def two_clients(top):
    top["person"] = [{"id": f"p-{name}", "name": name} for name in ("zoe", "hugo", "both")]
    # One is named by the client, the other by his site.
    top["client"][0]["person"] = ["p-zoe", "p-both"]
    top["client"].append({"name": "hotel-b", "person": ["p-both"]})
    top["site"].append({"name": "nice-1", "client": "hotel-b", "contact": ["p-hugo"]})
    top["contract"].append({**top["contract"][0], "name": "c-2026-9", "client": "hotel-b"})
    ne_9 = next(d for d in top["device"] if d["name"] == "ne-9")
    ne_9.update(site="nice-1", contract="c-2026-9")
    del ne_9["agent"]


@pytest.fixture(name="desk", scope="module")
def a_desk(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("scope"), USERS, two_clients)
    made.case_of = {device: made.open_case(device) for device in ("ne-7", "ne-9")}
    for case in made.case_of.values():
        status, tree = made.do("order-ask", case, "marc", what="come")
        assert status == 200, tree
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def get(desk, path, user):
    answer, tree = desk.ask("GET", f"{DATA}/{path}", Vigie_User=user)
    return answer.status, tree


@pytest.mark.parametrize("path", sorted(RESOURCES))
def test_what_a_clients_person_reads(desk, path):
    status, tree = get(desk, path, "zoe")
    assert status == RESOURCES[path], tree
    said = json.dumps(tree)
    assert not [word for word in NOT_HIS if word in said], said
    assert desk.case_of["ne-9"] not in said, said
    if path in ("vigie-cases:cases", "vigie-cases:alarms", "vigie-cases:inventory",
                "vigie-sla:sla", "vigie-cases:orders"):
        assert HIS[0] in said or desk.case_of["ne-7"] in said, said


def test_every_resource_has_a_row(desk):
    tops = {f"{desk.ask('GET', DATA)[0].status}"}
    assert tops == {"200"}
    served = {name for name in RESOURCES if get(desk, name, "marc")[0] == 200}
    source = (ROOT / "collector/api/apidata.c").read_text()
    table = {line.split('"')[1] for line in source.splitlines() if line.startswith(("    {\"vigie-", "    {\"ietf-"))}
    assert table | {"vigie-tree:tree", "ietf-yang-library:yang-library",
                    "ietf-restconf-monitoring:restconf-state"} == set(RESOURCES)
    assert served >= set(RESOURCES) - {"vigie-evidence:evidence", "vigie-recording:recording",
                                      "vigie-cases:log-in"}


def test_the_whole_holds_his_part(desk):
    answer, tree = desk.ask("GET", DATA, Vigie_User="zoe")
    said = json.dumps(tree)
    assert answer.status == 200 and "ne-7" in said, said
    assert not [word for word in NOT_HIS if word in said], said
    answer, tree = desk.ask("GET", DATA, Vigie_User="marc")
    assert answer.status == 200 and "ne-9" in json.dumps(tree)


@pytest.mark.parametrize("path", [
    "vigie-cases:cases/case={}", "vigie-sla:sla/case={}", "vigie-evidence:evidence/case={}",
    "vigie-evidence:evidence/case={}/bundle=supplier"])
def test_another_clients_case_is_not_found(desk, path):
    """In the very words in which one that does not exist is."""
    there, missing = desk.case_of["ne-9"], "2026-099999"
    assert get(desk, path.format(there), "marc")[0] == 200
    status, tree = get(desk, path.format(there), "zoe")
    assert status == 404, tree
    assert get(desk, path.format(missing), "zoe") == (
        404, json.loads(json.dumps(tree).replace(there, missing)))
    assert get(desk, path.format(desk.case_of["ne-7"]), "zoe")[0] == 200


def test_lists_are_narrowed(desk):
    assert [c["device"] for c in get(desk, "vigie-cases:cases", "hugo")[1][
        "vigie-cases:cases"]["case"]] == ["ne-9"]
    for query in ("state=open", "unowned=true", "state=open&client=clinique-a",
                  "client=clinique-a"):
        said = get(desk, f"vigie-cases:cases?{query}", "zoe")[1]["vigie-cases:cases"]
        assert [c["device"] for c in said["case"]] == ["ne-7"], (query, said)
    for query in ("client=hotel-b", "state=open&client=hotel-b"):
        said = get(desk, f"vigie-cases:cases?{query}", "zoe")[1]
        assert said == get(desk, "vigie-cases:cases?client=nobody", "zoe")[1], said
    # Whose person he is, is not clear: he sees nothing.
    for path in ("cases", "alarms", "inventory", "returns"):
        assert "ne-" not in json.dumps(get(desk, f"vigie-cases:{path}", "both")[1])
    # An alarm by its key, and the report of a contract.
    key = urllib.parse.quote("device/ne-9/psu/1", safe="") + ",vigie-alarm-types%3Apsu-failed,"
    for path in (f"vigie-cases:alarms/alarm={key}", "vigie-sla:sla/report=c-2026-9,2026-10,client"):
        assert get(desk, path, "hugo")[0] == 200, path
        assert get(desk, path, "zoe")[0] == 404, path
    assert get(desk, "vigie-sla:sla/report=c-2026-9,2026-10,internal", "hugo")[0] == 403


def test_what_he_is_told(desk):
    """The stream of cases, from the beginning on: his client's, and of no other a word."""
    for user, his, other in (("zoe", "ne-7", "ne-9"), ("hugo", "ne-9", "ne-7")):
        door = Door(desk.socket)
        door.request("GET", "/restconf/streams/cases", headers={
            "Vigie-User": user, "Last-Event-ID": "0"})
        answer, said = door.getresponse(), b""
        for line in answer:
            said += line
            if b":case-opened" in line:
                break
        door.close()
        assert answer.status == 200 and f"device/{his}".encode() in said, said
        assert other.encode() not in said and desk.case_of[other].encode() not in said, said


def pages_of(desk, user, path, rows):
    """What each page of one row holds, until there is none."""
    seen, after = [], ""
    while True:
        status, tree = get(desk, f"{path}?limit=1{after}", user)
        assert status == 200, tree
        (page,) = tree.values()
        seen.append([row["resource"] for row in page.get(rows, [])])
        following = page.get("next") or page.get("vigie-alarms-case:next")
        if not following:
            return seen
        after = "&after=" + urllib.parse.quote(following)


def test_pages_count_his_rows_alone(desk):
    """No page is short, and none ends at another's row."""
    desk.open_case("ne-8")
    desk.trap("ne-9", good=True)
    for path in ("vigie-cases:alarms", "ietf-alarms:alarms/alarm-list"):
        assert pages_of(desk, "zoe", path, "alarm") == [
            ["device/ne-8/psu/1"], ["device/ne-7/psu/1"]], path
        assert pages_of(desk, "hugo", path, "alarm") == [["device/ne-9/psu/1"]], path
        assert len(pages_of(desk, "marc", path, "alarm")) == 3, path
    desk.trap("ne-9")


def test_when_others_alarms_change_is_not_told(desk):
    def top(user):
        return get(desk, "ietf-alarms:alarms", user)[1]["ietf-alarms:alarms"]

    before, all_before = top("zoe"), top("marc")
    assert "control" not in before
    assert desk.vigie("alarm", "shelve", "device/ne-9/psu/1", "--for", "2h", "--reason",
                      "zulu").returncode == 0
    assert top("zoe") == before
    after = top("marc")
    assert after["alarm-list"]["last-changed"] > all_before["alarm-list"]["last-changed"]
    assert "shelves-active" in after["summary"] and "shelves-active" in top("hugo")["summary"]
    # A shelf's reason is what somebody wrote, and so is what he says of an alarm.
    key = urllib.parse.quote("device/ne-7/psu/1", safe="") + ",vigie-alarm-types%3Apsu-failed,"
    answer, tree = desk.ask(
        "POST", f"{DATA}/ietf-alarms:alarms/alarm-list/alarm={key}/set-operator-state",
        {"ietf-alarms:input": {"state": "ack", "text": "yankee"}}, Vigie_User="marc")
    assert answer.status == 204, tree
    assert "zulu" in json.dumps(top("marc")) and "yankee" in json.dumps(top("marc"))
    for user in ("zoe", "vera"):
        said = json.dumps(top(user))
        assert "zulu" not in said and "yankee" not in said, said
    assert desk.vigie("alarm", "unshelve", "device/ne-9/psu/1").returncode == 0


def test_he_gives_no_commands(desk):
    """Whatever his role: not on another client's case, nor on his own."""
    for case in desk.case_of.values():
        for verb, more in (("take", {}), ("note", {"text": "x"}), ("close", {"cause": "x", "cure": "x"})):
            status, tree = desk.do(verb, case, "hugo", **more)
            assert status == 403, tree
            assert "a client's person gives no commands" in error_of(tree)["error-message"]
    for name, leafs in (("vigie-cases:planned-add", {
            "reason": "r", "device": "ne-7", "begin": "2030-01-01T00:00:00Z",
            "end": "2030-01-01T01:00:00Z"}), ("vigie-cases:backup-start", {}),
                        ("vigie-tree:tree-load", {"content": json.dumps(desk.tree)})):
        answer, tree = desk.ask("POST", f"{OPERATIONS}/{name}", {
            name.split(":")[0] + ":input": {**leafs, **({} if "tree" in name else {
                "idempotency-key": "k"})}}, Vigie_User="hugo")
        assert answer.status == 403, (name, tree)
    answer, tree = desk.ask("GET", "/restconf/streams/vigie", Accept="text/event-stream",
                            Vigie_User="zoe")
    assert answer.status == 403, tree
    assert all("hugo" not in json.dumps(c) for c in (desk.case(n) for n in desk.case_of.values()))
