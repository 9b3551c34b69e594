"""The candidate: made, compared, judged, committed, taken back by itself, over restarts and kills.

Test number 114 (127.1.114.0/24).
"""
import json
import os
import signal
import threading
import xml.etree.ElementTree

import pytest

from noc import BUILD, DATA, OPERATIONS, error_of, Desk, story

ADMIN = [{"name": "tests", "role": "admin", "uid": os.getuid(), "proxy": True},
         {"name": "anna", "role": "admin"}, {"name": "bert", "role": "admin"},
         {"name": "claire", "role": "noc"}, {"name": "marc", "role": "manager"},
         {"name": "vera", "role": "viewer"}]
TOP = "vigie-collector:collector"


class Candidate(Desk):
    def write_tree(self):
        """As Desk's, on our own net."""
        top = self.tree[TOP]
        top["listen"][0]["address"] = "127.1.114.1"
        for number, device in enumerate(top["device"], 7):
            device["address"] = [f"127.1.114.{number}"]
        return super().write_tree()

    def call(self, rpc, user="anna", status=200, **leaves):
        body = {"vigie-tree:input": {k.replace("_", "-"): v for k, v in leaves.items()}}
        answer, tree = self.ask("POST", f"{OPERATIONS}/vigie-tree:{rpc}", body, Vigie_User=user)
        assert answer.status == status, (rpc, answer.status, tree)
        return (tree or {}).get("vigie-tree:output") if status == 200 else error_of(tree)

    def edit(self, inner, user="anna", **more):
        return self.call("tree-edit", user, content=json.dumps({TOP: inner}), **more)

    def running(self, user="anna"):
        found = self.call("tree-get", user)
        return int(found["revision"]), json.loads(found["content"])[TOP]

    def clients(self):
        return [c["name"] for c in self.running()[1]["client"]]

    def history(self):
        answer, tree = self.ask("GET", f"{DATA}/vigie-tree:tree/history")
        assert answer.status == 200, tree
        return tree["vigie-tree:history"]["revision"]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(40)

    def again(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(40)
        self.start()


@pytest.fixture
def desk(tmp_path):
    made = Candidate(tmp_path, ADMIN)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def client(name, **more):
    return {"client": [{"name": name, **more}]}


# --- the way of a change -------------------------------------------------------------------------

def test_edit_compare_commit(desk):
    assert desk.edit(client("clinique-b"), user="marc")["changed"] is True
    assert "clinique-b" not in desk.clients()
    done = desk.vigie("tree", "diff")
    assert done.returncode == 0, done.stderr
    assert f"+ /{TOP}/client[name='clinique-b']" in done.stdout
    assert "candidate of marc" in done.stdout and "made of revision 1" in done.stdout
    done = desk.vigie("tree", "commit", "--text", "a new client")
    assert done.returncode == 0 and "revision 2 is in force" in done.stdout, done
    assert "clinique-b" in desk.clients()
    newest = desk.history()[0]
    assert (newest["number"], newest["who"], newest["door"]) == ("2", "tests", "cli")
    assert newest["comment"] == "a new client"
    assert "clinique-b" in newest["changes"]
    assert desk.vigie("tree", "diff").returncode == 3          # there is none any more
    done = desk.vigie("tree", "history")
    assert '"a new client"' in done.stdout, done.stdout


def test_the_candidate_outlives_the_collector(desk):
    desk.edit(client("clinique-b"))
    desk.again()
    assert "clinique-b" in desk.vigie("tree", "diff").stdout
    desk.call("tree-commit")
    desk.again()
    assert "clinique-b" in desk.clients()
    assert [r["number"] for r in desk.history()] == ["2", "1"]


def test_load_set_delete_discard(desk):
    tree = json.loads(desk.vigie("tree", "show").stdout)
    tree[TOP]["client"].append({"name": "clinique-b"})
    path = desk.stage.write("other.json", tree)
    done = desk.vigie("tree", "load", path)
    assert done.returncode == 0 and "clinique-b" in done.stdout, done
    assert "clinique-b" not in desk.clients()
    done = desk.vigie("tree", "set", "client=clinique-b/description", "two words")
    assert done.returncode == 0, done.stderr
    done = desk.vigie("tree", "show", "--set", "--candidate", "client=clinique-b")
    assert done.stdout == 'set client=clinique-b/description "two words"\n', done.stdout
    done = desk.vigie("tree", "delete", "client=clinique-b/description")
    assert done.returncode == 0, done.stderr
    done = desk.vigie("tree", "show", "--set", "--candidate", "client=clinique-b")
    assert done.stdout == "set client=clinique-b\n", done.stdout
    done = desk.vigie("tree", "set", "client=clinique-b/nonsense", "1")
    assert done.returncode == 1 and "client holds no such node" in done.stderr, done
    done = desk.vigie("tree", "set", "retention/claims-years", "many")
    assert done.returncode == 1 and "many" in done.stderr, done
    assert desk.vigie("tree", "discard").stdout == "the candidate is discarded\n"
    assert desk.vigie("tree", "discard").stdout == "there was none\n"
    assert desk.vigie("tree", "commit").stdout == "revision 1 is in force, nothing has changed\n"


def test_show_set_is_the_tree(desk):
    """Each line of --set, set anew into an empty place, makes the same tree."""
    lines = desk.vigie("tree", "show", "--set").stdout.splitlines()
    assert "set integrator/name Merisac" in lines
    assert any(line.startswith("set device=ne-7/address 127.1.114.") for line in lines)
    assert any("source=127.1.40.0%2F24" in line for line in lines), lines
    one = [line for line in lines if line.startswith("set device=ne-7/")]
    desk.edit({"device": [{"name": "ne-7", "@": {"ietf-netconf:operation": "delete"}}]})
    for line in one:
        _, path, value = line.split(" ", 2)
        assert desk.vigie("tree", "set", path, value.strip('"')).returncode == 0, line
    assert desk.call("tree-commit")["changed"] is False


@pytest.mark.parametrize("script,code,says", [
    ("sed -i s/Merisac/Merisec/", 0, "~ /vigie-collector:collector/integrator/name"),
    ("true", 0, "nothing has changed"),
    ("false", 1, "the editor failed"),
    ("sed -i 's/\"zone\"/\"zonne\"/'", 1, "zonne"),
    ("sed -i s/Paris/Pariss/", 1, "time zone 'Europe/Pariss' is not known"),
])
def test_edit_in_an_editor(script, code, says, desk):
    done = desk.vigie("tree", "edit", EDITOR=script, VISUAL="", TMPDIR=str(desk.stage.folder))
    assert done.returncode == code, done
    assert says in done.stdout + done.stderr, done
    kept = list(desk.stage.folder.glob("vigie-tree-*.json"))
    assert len(kept) == (1 if code else 0)
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in kept)
    if "zonne" in says:
        assert "json:" in done.stderr and "what was written is in" in done.stderr


# --- what is refused -----------------------------------------------------------------------------

def test_a_candidate_may_be_wrong_and_no_commit_takes_it(desk):
    desk.edit({"device": [{"name": "ne-7", "site": "nowhere"}]})
    error = desk.call("tree-validate", "claire", 409)
    assert error["error-tag"] == "data-missing"
    assert error["error-app-tag"] == "instance-required"
    assert error["error-path"].endswith("/device[name='ne-7']/site"), error
    assert desk.call("tree-commit", status=409)["error-path"] == error["error-path"]
    assert desk.running()[0] == 1
    error = desk.edit({"device": [{"name": "ne-7", "site": "nowhere"}]},
                      test_option="test-then-set", status=409)
    assert error["error-tag"] == "data-missing"
    error = desk.edit({"contract": [{"name": desk.tree[TOP]["contract"][0]["name"],
                                     "until": "2001-01-01"}]}, target="running", status=412)
    assert error["error-app-tag"] == "must-violation", error
    assert "P1: a contract ends" in error["error-message"]
    assert desk.running()[0] == 1


@pytest.mark.parametrize("content,status,tag,path", [
    (f'<collector xmlns="urn:vigie:{TOP.split(":")[0]}"><client><name>z</name>'
     '<description xmlns:nc="urn:ietf:params:xml:ns:netconf:base:1.0" nc:operation="delete"/>'
     '</client></collector>', 409, "data-missing", f"/{TOP}/client[name='z']/description"),
    ('<collector xmlns="urn:x"/>', 400, "unknown-namespace", None),
    ("<collector", 400, "malformed-message", None),
    (f'<collector xmlns="urn:vigie:{TOP.split(":")[0]}"><nonsense/></collector>', 400,
     "unknown-element", None),
    ("<a>" * 200000, 413, "too-big", None),
], ids=["data-missing", "namespace", "malformed", "unknown", "deep"])
def test_an_edit_that_is_none_leaves_all_as_it_was(content, status, tag, path, desk):
    desk.edit(client("clinique-b"))
    before = desk.call("tree-get", source="candidate")
    for target in ("candidate", "running"):
        error = desk.call("tree-edit", status=status, target=target, content=content, format="xml")
        assert tag in (None, error["error-tag"]), error
        assert path in (None, error.get("error-path")), error
    assert desk.call("tree-get", source="candidate") == before
    assert desk.running()[0] == 1


def test_xml_says_what_json_says(desk):
    text = desk.call("tree-get", format="xml")["content"]
    top = xml.etree.ElementTree.fromstring(text)
    assert top.tag == "{urn:vigie:vigie-collector}collector"
    name = top.find("c:integrator/c:name", {"c": "urn:vigie:vigie-collector"})
    assert name.text == "Merisac"
    desk.call("tree-edit", content=text, format="xml", default_operation="replace")
    assert desk.call("tree-commit")["changed"] is False


ROLES = {  # the least role that may
    "tree-get": "claire", "tree-validate": "claire", "tree-edit": "marc", "tree-discard": "marc",
    "tree-commit": "anna", "tree-cancel": "anna", "tree-rollback": "anna", "tree-load": "anna"}


@pytest.mark.parametrize("rpc", ROLES)
def test_who_may(rpc, desk):
    users = ["vera", "claire", "marc", "anna"]
    leaves = {"tree-edit": {"content": "{}"}, "tree-load": {"content": "{}", "dry_run": True},
              "tree-rollback": {"revision": "99"}}.get(rpc, {})
    for user in users:
        body = {"vigie-tree:input": {k.replace("_", "-"): v for k, v in leaves.items()}}
        answer, _ = desk.ask("POST", f"{OPERATIONS}/vigie-tree:{rpc}", body, Vigie_User=user)
        refused = users.index(user) < users.index(ROLES[rpc])
        assert (answer.status == 403) is refused, (rpc, user, answer.status)
    if rpc == "tree-edit":
        error = desk.edit(client("b"), user="marc", target="running", status=403)
        assert error["error-tag"] == "access-denied"
    assert desk.running()[0] == 1


def test_a_secret_is_told(desk):
    desk.edit(client("clinique-b", description="password: hunter2"))
    done = desk.vigie("tree", "validate")
    assert done.returncode == 0 and "it looks like a secret" in done.stdout, done
    assert "client[name='clinique-b']/description" in done.stdout
    assert "hunter2" not in done.stdout


# --- several at once -----------------------------------------------------------------------------

def test_two_change_different_things(desk):
    desk.edit(client("clinique-b"))
    desk.edit(client("clinique-c"), user="bert", target="running")
    assert desk.call("tree-commit")["revision"] == "3"
    assert {"clinique-b", "clinique-c"} <= set(desk.clients())


def test_two_change_the_same(desk):
    desk.edit(client("clinique-a", description="first"))
    desk.edit(client("clinique-a", description="second"), user="bert", target="running")
    error = desk.call("tree-commit", status=409)
    assert "client[name='clinique-a']/description" in error["error-message"], error
    assert "made of revision 1" in error["error-message"]
    assert desk.running()[0] == 2
    desk.call("tree-discard")
    assert desk.call("tree-commit")["changed"] is False


def test_if_revision(desk):
    desk.edit(client("clinique-b"), target="running", if_revision="1")
    error = desk.edit(client("clinique-c"), target="running", if_revision="1", status=409)
    assert "revision 2 is in force, not 1" in error["error-message"]
    desk.edit(client("clinique-c"))
    assert desk.call("tree-commit", status=409, if_revision="1")["error-tag"] == "in-use"


# --- a commit that takes itself back ------------------------------------------------------------------

def test_nobody_confirms(desk):
    desk.edit(client("clinique-b"))
    done = desk.call("tree-commit", confirmed=True, confirm_timeout=1)
    assert done["revision"] == "2" and done["until"].endswith("Z")
    story.wait_for("the roll-back", lambda: desk.running()[0] == 3, 20)
    assert "clinique-b" not in desk.clients()
    newest = desk.history()[0]
    assert (newest["who"], newest["door"]) == ("vigie", "timer")
    assert "nobody confirmed it" in newest["comment"]
    answer, tree = desk.ask("GET", f"{DATA}/vigie-tree:tree/waiting")
    assert answer.status == 404, tree


def test_a_second_commit_confirms(desk):
    desk.edit(client("clinique-b"))
    desk.call("tree-commit", confirmed=True, confirm_timeout=2)
    done = desk.vigie("tree", "commit", "--confirm", "0")
    assert done.returncode == 2
    assert desk.call("tree-commit")["changed"] is False
    assert desk.ask("GET", f"{DATA}/vigie-tree:tree/waiting")[0].status == 404
    desk.again()
    assert "clinique-b" in desk.clients() and desk.running()[0] == 2


@pytest.mark.parametrize("ends", ["kill", "again"])
def test_over_a_restart(ends, desk):
    desk.edit(client("clinique-b"))
    desk.call("tree-commit", confirmed=True, confirm_timeout=1, persist="word")
    desk.kill()
    desk.start()
    if ends == "again":
        desk.again()
    story.wait_for("the roll-back", lambda: desk.running()[0] == 3, 20)
    assert "clinique-b" not in desk.clients()


def test_others_wait(desk):
    desk.edit(client("clinique-b"))
    desk.call("tree-commit", confirmed=True, confirm_timeout=600)
    desk.edit(client("clinique-c"), user="bert")
    error = desk.call("tree-commit", "bert", 409)
    assert error["error-tag"] == "in-use"
    assert "revision 2 of anna waits to be confirmed until" in error["error-message"]
    for leaves in ({"target": "running", "content": json.dumps({TOP: client("d")})},):
        assert desk.call("tree-edit", "bert", 409, **leaves)["error-tag"] == "in-use"
    assert desk.call("tree-rollback", "bert", 409, revision="1")["error-tag"] == "in-use"
    assert desk.call("tree-cancel", "bert", 409)["error-tag"] == "in-use"
    assert desk.call("tree-cancel")["revision"] == "3"
    assert "clinique-b" not in desk.clients()
    assert desk.call("tree-commit", "bert")["revision"] == "4"
    assert desk.call("tree-cancel", status=404)["error-message"] == (
        "no commit waits to be confirmed")


def test_persist_id(desk):
    desk.edit(client("clinique-b"))
    desk.call("tree-commit", confirmed=True, persist="word")
    assert "persist-id" in desk.call("tree-commit", status=409)["error-message"]
    assert desk.call("tree-commit", status=400, persist_id="other")["error-tag"] == "invalid-value"
    assert desk.call("tree-cancel", status=400, persist_id="other")["error-tag"] == "invalid-value"
    assert desk.call("tree-commit", "bert", persist_id="word")["changed"] is False
    assert desk.call("tree-commit", status=400, persist_id="word")["error-tag"] == "invalid-value"


def test_a_session_ends(desk):
    desk.edit(client("clinique-b"))
    desk.call("tree-commit", confirmed=True, session="7")
    assert "in the session" in desk.call("tree-commit", status=409)["error-message"]
    desk.call("tree-session-over", "bert", 403, session="7")
    body = {"vigie-tree:input": {"session": "7"}}
    answer, _ = desk.ask("POST", f"{OPERATIONS}/vigie-tree:tree-session-over", body,
                         Vigie_User="anna")
    assert answer.status == 204
    assert desk.running()[0] == 3 and "clinique-b" not in desk.clients()


def test_what_commands_wrote_meanwhile_stays(desk):
    desk.edit({"person": [{"id": "p-1"}]}, target="running")
    desk.edit(client("clinique-b"))
    desk.call("tree-commit", confirmed=True)
    done = desk.vigie("planned", "add", "--device", "ne-7", "--for", "2h", "--reason", "new fan",
                      "--owner", "p-1")
    assert done.returncode == 0, done
    desk.call("tree-cancel")
    top = desk.running()[1]
    assert "clinique-b" not in [c["name"] for c in top["client"]]
    assert len(top["planned-work"]) == 1


def test_the_file_ends_the_wait(desk):
    desk.edit(client("clinique-b"))
    desk.call("tree-commit", confirmed=True)
    desk.tree[TOP]["client"].append({"name": "clinique-f"})
    desk.write_tree()
    desk.process.send_signal(signal.SIGHUP)
    story.wait_for("the file", lambda: desk.running()[0] == 3, 20)
    assert "clinique-f" in desk.clients()
    assert desk.ask("GET", f"{DATA}/vigie-tree:tree/waiting")[0].status == 404


# --- back ------------------------------------------------------------------------------------------

def test_rollback(desk):
    desk.edit(client("clinique-b"), target="running")
    done = desk.vigie("tree", "rollback", "1")
    assert done.returncode == 0 and "revision 3 is in force" in done.stdout, done
    assert "clinique-b" not in desk.clients()
    assert desk.vigie("tree", "rollback", "9").returncode == 3
    desk.again()
    assert desk.running()[0] == 3


def test_all_is_in_the_audit(desk):
    desk.edit(client("clinique-b"), user="marc")
    desk.call("tree-commit", confirmed=True)
    desk.call("tree-cancel")
    desk.stage.stop()
    rows = desk.rows("SELECT who, proxy, door, what, object FROM audit WHERE what LIKE 'tree-%'"
                     " ORDER BY id")
    assert rows == [("marc", "tests", "socket", "tree-edit", "candidate"),
                    ("anna", "tests", "socket", "tree-commit", "revision 2"),
                    ("anna", "tests", "socket", "tree-cancel", "revision 3")]


# --- kills -------------------------------------------------------------------------------------------

def test_kill_in_the_middle_of_a_commit(desk):
    """Old or new, nothing between: the revision, its content and the candidate fit together."""
    base = desk.running()[1]
    many = [{"name": f"many-{i}"} for i in range(2000)]
    for turn in range(6):
        number, _ = desk.running()
        desk.edit({"client": many, "integrator": {"mail": f"turn-{turn}@noc.example"}})
        failed = []

        def commit():
            try:
                desk.call("tree-commit")
            except (OSError, AssertionError, json.JSONDecodeError) as error:
                failed.append(error)
        thread = threading.Thread(target=commit)
        killer = threading.Timer(0.01 + 0.03 * turn, desk.kill)
        killer.start()
        thread.start()
        thread.join(30)
        killer.join(30)
        desk.start()
        now, top = desk.running()
        waits = desk.ask("GET", f"{DATA}/vigie-tree:tree/candidate")[0].status == 200
        is_new = top["integrator"].get("mail") == f"turn-{turn}@noc.example"
        assert (now, waits) == ((number + 1, False) if is_new else (number, True)), (turn, failed)
        assert is_new or failed
        if waits:
            assert desk.call("tree-commit")["revision"] == str(number + 1)
        assert len(desk.running()[1]["client"]) == len(base["client"]) + 2000
    assert not [r for r in desk.history() if int(r["number"]) > 7]
