"""Every change and refusal is in the audit, with user and door: orders, edits, what a role may not
read, who is nobody, log-ins; and a flood of refusals does not become one of commits.

Test numbers 40 and 126 (127.1.126.0/24).  The part of NETCONF needs root.
"""
import os
import signal
import subprocess

import pytest
from access import NAMES
from ncdoor import NcDoor, is_ok
from noc import BUILD, CASES, DATA, OPERATIONS, Desk, story
from test_web_login import log_in, set_phrase
from webdesk import Web

NET = "127.1.126"
EDIT = f"{DATA}/vigie-collector:collector/policy"
BROKEN = {"vigie-collector:policy": {"silent-after-s": 1}}


@pytest.fixture(name="web")
def a_web(tmp_path):
    made = Web(tmp_path, net=NET)
    yield made
    made.stop()


def audit_of(desk):
    """All acts, once the collector has ended: (who, proxy, door, what, object, result).

    vigie-web tells of whom it did not let in after its answer, and ends when that is in the audit: it ends first.
    """
    for web in [p for name, p in desk.stage.programs if name == "vigie-web"]:
        web.terminate()
        assert web.wait(20) == 0
    process = [p for name, p in desk.stage.programs if name == "vigie-collector"][-1]
    process.terminate()
    assert process.wait(20) == 0
    return desk.rows("SELECT who, proxy, door, what, object, result FROM audit ORDER BY id")


def refused(tag):
    return f"refused: {tag}"


def test_refusals_of_the_web(web):
    number = web.desk.open_case()
    take = {"vigie-cases:input": {"case": number, "idempotency-key": "k"}}
    assert web.by_proxy("vera", "POST", f"{OPERATIONS}/vigie-cases:take", take)[0].status == 403
    assert web.by_proxy("claire", "POST", f"{OPERATIONS}/vigie-cases:resolve", take)[0].status in (
        400, 409)
    assert web.by_proxy("vera", "GET", f"{DATA}/vigie-cases:persons")[0].status == 403
    assert web.by_proxy("vera", "GET", f"{DATA}/vigie-cases:persons")[0].status == 403
    assert web.by_proxy("vera", "GET", f"{DATA}/vigie-cases:problems")[0].status == 403
    assert web.by_proxy("claire", "PATCH", EDIT, BROKEN)[0].status == 403
    answer, tree = web.by_proxy("root", "PATCH", EDIT, BROKEN)
    assert answer.status == 400, tree
    # An object that is no number and no name of the tree may be anything that somebody typed.
    unshelve = {"vigie-cases:input": {"alarm": "jean.dupont", "idempotency-key": "k2"}}
    answer, tree = web.by_proxy("claire", "POST", f"{OPERATIONS}/vigie-cases:alarm-unshelve", unshelve)
    assert 400 <= answer.status < 500, tree
    # Who is nobody, and what he said; what is not found is no refusal, nor is what a whole leaves out.
    assert web.by_proxy("mallory", "GET", CASES)[0].status == 403
    assert web.by_proxy("vera", "DELETE", f"{DATA}/x:jean.dupont")[0].status in (403, 404)
    assert web.by_proxy("vera", "GET", f"{CASES}/case=2026-999999")[0].status == 404
    assert web.by_proxy("vera", "GET", DATA)[0].status == 200
    assert web.by_proxy("vera", "GET", "/restconf/operations")[0].status == 200
    rows = [row for row in audit_of(web.desk) if row[5].startswith("refused")]
    assert [row for row in rows if row[0] == "vera"] == [
        ("vera", "web", "web", "take", "", refused("access-denied")),
        ("vera", "web", "web", "read", "vigie-cases:persons", refused("access-denied")),
        ("vera", "web", "web", "read", "vigie-cases:problems", refused("access-denied")),
        ("vera", "web", "web", "edit", "", refused("access-denied"))]
    assert [row[:4] for row in rows if row[0] == "claire"] == [
        ("claire", "web", "web", "resolve"), ("claire", "web", "web", "edit"),
        ("claire", "web", "web", "alarm-unshelve")]
    assert ("root", "web", "web", "edit", "vigie-collector:collector") in [r[:5] for r in rows]
    # Who is nobody is not the proxy that named him.
    assert ("(nobody)", "web", "web", "enter", "", refused("access-denied")) in rows
    assert "jean.dupont" not in repr(rows)
    assert "mallory" not in repr(rows)


def test_log_ins(web):
    set_phrase(web, "claire")
    cookie = log_in(web)[2]
    assert web.ask("POST", "/logout", Cookie=cookie, Vigie_Request="1")[0].status == 204
    assert log_in(web, phrase="another one")[0].status == 401
    assert log_in(web, user="vera")[0].status == 401
    # People type pass phrases where the name belongs.
    assert log_in(web, user="my-secret-phrase")[0].status == 401
    # Nobody but the proxy tells of log-ins.
    body = {"vigie-cases:input": {"user": "vera", "outcome": "taken"}}
    answer, _ = web.by_proxy("root", "POST", f"{OPERATIONS}/vigie-cases:log-in-tell", body)
    assert answer.status == 403
    rows = audit_of(web.desk)
    told = [(row[0], row[2], row[4], row[5]) for row in rows
            if row[3] == "log-in" and row[5] not in ("asked", "unknown")]
    assert told == [("web", "web", "claire", "taken"), ("web", "web", "claire", "ended"),
                    ("web", "web", "claire", "refused"), ("web", "web", "vera", "refused"),
                    ("web", "web", "", refused("no user of the tree"))]
    assert ("root", "web", "web", "log-in-tell", "", refused("access-denied")) in rows
    assert "secret" not in repr(rows)


def test_who_is_not_let_in(web):
    """What vigie-web refuses by itself is in the audit, without what was brought; a flood of it is a few rows."""
    set_phrase(web, "claire")
    cookie = log_in(web)[2]
    order = {"vigie-cases:input": {"case": "2026-000001", "idempotency-key": "k"}}
    take = f"{OPERATIONS}/vigie-cases:take"
    for origin in ("http://evil.example", "null"):
        assert web.ask("POST", take, order, Cookie=cookie, Origin=origin)[0].status == 403
    assert web.ask("POST", "/logout", Cookie=cookie, Vigie_Request="1")[0].status == 204
    for i in range(60):
        assert web.ask("GET", CASES, Authorization=f"Bearer vgt_stolen{i}")[0].status == 401
        assert web.ask("GET", CASES, Authorization="Basic c2VjcmV0")[0].status == 401
        assert web.ask("GET", CASES, Cookie=cookie if i == 0 else f"vigie={i:064x}")[0].status == 401
    codes = [log_in(web, user="vera", phrase="my-secret")[0].status for _ in range(8)]
    assert set(codes) == {401, 429}, codes
    for i in range(3):
        log_in(web, user=f"my-secret-{i}")
    told = ("(nobody)", "web", "web", "enter")
    wanted = [(*told, "token", refused("no such token")), (*told, "session", refused("no such session")),
              ("claire", "web", "web", "enter", "origin", refused("a page of another origin")),
              ("web", "", "web", "log-in", "vera", refused("has to wait")),
              ("web", "", "web", "log-in", "", refused("no user of the tree")),
              ("web", "", "web", "log-in", "claire", "taken")]
    rows = audit_of(web.desk)
    for row in wanted:
        assert row in rows, (row, rows)
    # Two minutes at most are touched, and each has its row and what was counted.
    assert len([row for row in rows if row[3] == "enter"]) <= 12, rows
    assert not any(word in repr(rows) for word in ("secret", "stolen", "vgt_", cookie.split("=")[1], "evil"))


@pytest.mark.parametrize("what, brought", [
    ("token", {"Authorization": "Basic c2VjcmV0"}), ("token", {"Authorization": "Bearer vgt_stolen"}),
    ("session", {"Cookie": f"vigie={0:064x}"})])
def test_each_is_told_as_what_it_is(web, what, brought):
    assert web.ask("GET", CASES, **brought)[0].status == 401
    rows = [row for row in audit_of(web.desk) if row[3] == "enter"]
    assert rows == [("(nobody)", "web", "web", "enter", what, refused(f"no such {what}"))]


def test_the_end_of_the_door_loses_nothing(web):
    """A collector that is slow to hear it hears it all the same: vigie-web ends when it has."""
    web.collector.send_signal(signal.SIGSTOP)
    try:
        assert web.ask("GET", CASES, Authorization="Basic c2VjcmV0")[0].status == 401
        assert web.ask("GET", CASES, Cookie=f"vigie={0:064x}")[0].status == 401
        web.process.terminate()
        story.wait_for("its end to begin", lambda: web.ask("GET", CASES)[0].status == 503, 4)
    finally:
        web.collector.send_signal(signal.SIGCONT)
    assert web.process.wait(20) == 0
    told = [row[4] for row in audit_of(web.desk) if row[3] == "enter"]
    assert sorted(told) == ["session", "token"]


def test_a_flood_is_bounded(web):
    for i in range(200):
        path = f"{OPERATIONS}/vigie-cases:{('take', 'note', 'close')[i % 3]}"
        assert web.by_proxy("vera", "POST", path, "{", Content_Type="application/yang-data+json")[
            0].status == 403
    # Others are heard all the same.
    assert web.by_proxy("claire", "PATCH", EDIT, BROKEN)[0].status == 403
    rows = audit_of(web.desk)
    vera = [row for row in rows if row[0] == "vera"]
    # One of each kind a minute, and how many more: two minutes at most are touched here.
    assert 3 <= len(vera) <= 9, len(vera)
    assert {row[3] for row in vera} == {"take", "note", "close"}
    assert any(row[0] == "claire" for row in rows)


def test_the_command_is_a_door(tmp_path):
    users = [{"name": "me", "role": "viewer", "uid": os.getuid()}]
    desk = Desk(tmp_path, users, net=NET)
    done = subprocess.run([BUILD / "vigie", "--socket", desk.socket, "case", "take", "2026-000001"],
                          capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode != 0
    # A proxy's doors are a proxy's.
    for door in ("web", "mail", "netconf", "nonsense", "x" * 40):
        desk.ask("GET", f"{DATA}/vigie-cases:persons", Vigie_Door=door)
    rows = [row for row in audit_of(desk) if row[0] == "me"]
    assert ("me", "", "cli", "take", "", refused("access-denied")) in rows
    assert {row[2] for row in rows if row[3] == "read"} == {"socket"}
    desk.stage.stop()


def test_refusals_of_netconf():
    users = {name: (5200 + i, name) for i, name in enumerate(NAMES[:4])}
    door = NcDoor(users=users)
    try:
        viewer, admin = door.raw("viewer"), door.raw("admin")
        cases = 'xmlns="urn:vigie:vigie-cases"'
        assert viewer.error(f"<take {cases}><case>2026-000001</case>"
                            "<idempotency-key>k</idempotency-key></take>")["error-tag"] == \
            "access-denied"
        assert viewer.error(f"<note {cases}/>")["error-tag"] == "access-denied"
        assert admin.error(f"<note {cases}/>")["error-tag"] == "missing-element"
        broken = ('<edit-config><target><running/></target><config><collector '
                  'xmlns="urn:vigie:vigie-collector"><policy><silent-after-s>1</silent-after-s>'
                  "</policy></collector></config></edit-config>")
        assert viewer.error(broken)["error-tag"] == "access-denied"
        admin.error(broken)
        assert viewer.error("<commit/>")["error-tag"] == "access-denied"
        # What he may not see is left out of what he is given: nobody is refused anything.
        for look in ("<get/>", "<get-config><source><running/></source></get-config>"):
            assert viewer.data(look) is not None
        viewer.end()
        admin.end()
        story.wait_for("the sessions' end", lambda: not story.find_list(
            door.desk.ask("GET", f"{DATA}/vigie-tree:sessions")[1] or {}, "session"), 20)
        rows = audit_of(door.desk)
        viewers = [row[2:4] for row in rows if row[0] == "viewer" and "refused" in row[5]]
        assert viewers == [("netconf", "take"), ("netconf", "note"), ("netconf", "tree-edit"),
                           ("netconf", "tree-commit")]
        assert [row[2:4] for row in rows if row[0] == "admin" and "refused" in row[5]] == [
            ("netconf", "note"), ("netconf", "tree-edit")]
        for name in ("viewer", "admin"):
            assert [row[5] for row in rows if row[0] == name and row[3] == "session"] == [
                "began", "ended: dropped"]
    finally:
        door.end()


def test_who_killed():
    """The discard and the kill are the killer's; a session that never was is in no row."""
    users = {"admin": (5200, "admin"), "other": (5201, "admin")}
    door = NcDoor(users=users)
    try:
        answer, _ = door.desk.ask("GET", "/restconf/streams/session", Last_Event_ID="x",
                                  Accept="text/event-stream")
        assert answer.status == 400
        other, admin = door.raw("other"), door.raw("admin")
        for order in ("<lock><target><candidate/></target></lock>",
                      '<edit-config><target><candidate/></target><config><collector '
                      'xmlns="urn:vigie:vigie-collector"><site><name>paris-1</name></site>'
                      "</collector></config></edit-config>"):
            assert is_ok(other.ask(order))
        tree = door.desk.ask("GET", f"{DATA}/vigie-tree:sessions")[1]
        number = next(s["id"] for s in story.find_list(tree, "session") if s["user"] == "other")
        assert is_ok(admin.ask(f"<kill-session><session-id>{number}</session-id></kill-session>"))
        admin.end()
        other.end()
        story.wait_for("the sessions' end", lambda: not story.find_list(
            door.desk.ask("GET", f"{DATA}/vigie-tree:sessions")[1] or {}, "session"), 20)
        rows = audit_of(door.desk)
        sessions = [row for row in rows if row[3] == "session"]
        assert len({row[4] for row in sessions}) == 2 and len(sessions) == 4
        assert ("admin", "", "netconf", "session-kill", str(number), "killed") in rows
        assert ("admin", "", "netconf", "tree-discard", "candidate", "discarded") in rows
        assert ("other", "", "netconf", "session", str(number), "ended: killed by admin") in rows
        # What its process still has to tell is nothing that he may not.
        assert [row for row in rows if row[0] == "other" and "refused" in row[5]] == []
    finally:
        door.end()
