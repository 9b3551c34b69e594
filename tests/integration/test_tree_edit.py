"""The tree in force by RESTCONF: read and edited in place, with preconditions (RFC 8040 sections 3 and 4).

Test number 115 (127.1.115.0/24).
"""
import json
import subprocess
import urllib.parse

import pytest

from noc import BUILD, DATA, OPERATIONS, error_of
from test_candidate import ADMIN, TOP, Candidate

TREE = f"{DATA}/{TOP}"


class Edited(Candidate):
    def write_tree(self):
        top = self.tree[TOP]
        path = super().write_tree()
        top["listen"][0]["address"] = "127.1.115.1"
        for number, device in enumerate(top["device"], 7):
            device["address"] = [f"127.1.115.{number}"]
        return self.stage.write("collector.json", self.tree) or path

    def do(self, method, path, body=None, user="anna", **headers):
        return self.ask(method, f"{TREE}{path}", body, Vigie_User=user, **headers)


@pytest.fixture
def desk(tmp_path):
    made = Edited(tmp_path, ADMIN)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def new(name, **more):
    return {"vigie-collector:client": [{"name": name, **more}]}


def test_read(desk):
    answer, tree = desk.do("GET", "", user="claire")
    assert answer.status == 200 and answer.getheader("ETag") == '"r1"'
    assert tree == desk.tree
    answer, tree = desk.do("GET", "/device=ne-7/site", user="claire")
    assert tree == {"vigie-collector:site": desk.tree[TOP]["device"][0]["site"]}
    assert desk.do("GET", "/device=ne-99")[0].status == 404
    answer, tree = desk.do("GET", "?content=config")
    assert tree == desk.tree
    answer, tree = desk.do("GET", "", user="vera")
    assert set(tree[TOP]) == {"name", "integrator"}, tree
    answer, _ = desk.do("GET", "", If_None_Match='"r1"')
    assert answer.status == 304


def test_the_methods(desk):
    answer, _ = desk.do("POST", "", new("b"))
    assert answer.status == 201
    assert answer.getheader("Location").endswith(f"{TREE}/client=b"), answer.headers
    assert answer.getheader("ETag") == '"r2"'
    assert desk.do("PUT", "/client=c", new("c"))[0].status == 201
    assert desk.do("PUT", "/client=c", new("c", description="x"))[0].status == 204
    assert desk.do("PATCH", "/client=c", new("c", description="y"))[0].status == 204
    assert desk.do("GET", "/client=c/description")[1] == {"vigie-collector:description": "y"}
    assert desk.do("DELETE", "/client=c")[0].status == 204
    assert desk.do("DELETE", "/client=c")[0].status == 404
    assert "c" not in desk.clients() and "b" in desk.clients()
    body = '<client xmlns="urn:vigie:vigie-collector"><name>d</name></client>'
    answer, _ = desk.do("POST", "", body, Content_Type="application/yang-data+xml")
    assert answer.status == 201 and "d" in desk.clients()
    whole = {TOP: desk.running()[1]}
    assert desk.ask("PUT", DATA, whole, Vigie_User="anna")[0].status in (204, 403, 405)
    assert desk.do("PUT", "", whole)[0].status == 204
    assert [r["door"] for r in desk.history()[:-1]] == ["socket"] * (len(desk.history()) - 1)


REFUSED = [
    ("there already", "POST", "", new("clinique-a"), 409, "data-exists"),
    ("no parent", "POST", "/client=zz", {"vigie-collector:description": "x"}, 404, None),
    ("other keys", "PUT", "/client=zz", new("b"), 400, "invalid-value"),
    ("two nodes", "POST", "", {"vigie-collector:client": [{"name": "b"}, {"name": "c"}]}, 400,
     "malformed-message"),
    ("unknown leaf", "POST", "", new("b", nonsense=1), 400, "unknown-element"),
    ("wrong type", "PUT", "/retention", {"vigie-collector:retention": {"claims-years": "x"}}, 400,
     "invalid-value"),
    ("no such leafref", "PATCH", "/device=ne-7",
     {"vigie-collector:device": [{"name": "ne-7", "site": "none"}]}, 409, "data-missing"),
    ("still named", "DELETE", "/client=clinique-a", None, 409, "data-missing"),
    ("mandatory", "DELETE", "/integrator/name", None, 409, "data-missing"),
    ("no JSON", "POST", "", "{", 400, "malformed-message"),
    ("nothing", "POST", "", "", 400, "malformed-message"),
    ("state data", "POST", "/nonsense", new("b"), 400, "unknown-element"),
    ("deep", "POST", "", '{"a":' * 100000, 400, None),
]


@pytest.mark.parametrize("row", REFUSED, ids=[r[0] for r in REFUSED])
def test_what_is_refused(row, desk):
    _, method, path, body, status, tag = row
    answer, tree = desk.do(method, path, body)
    assert answer.status == status, tree
    assert tag in (None, error_of(tree)["error-tag"]), tree
    assert error_of(tree)["error-message"]
    assert desk.running()[0] == 1


def test_preconditions(desk):
    assert desk.do("POST", "", new("b"), If_Match='"r1"')[0].status == 201
    answer, tree = desk.do("POST", "", new("c"), If_Match='"r1"')
    assert answer.status == 412 and 'it is "r2"' in error_of(tree)["error-message"], tree
    assert desk.do("DELETE", "/client=b", If_Match='"r1", "r2"')[0].status == 204
    assert desk.do("PUT", "/client=b", new("b"), If_None_Match="*")[0].status == 412
    assert desk.do("PUT", "/client=b", new("b"), If_Match="*")[0].status == 201
    assert desk.running()[0] == 4


@pytest.mark.parametrize("user", ["vera", "claire", "marc"])
def test_who_may_not(user, desk):
    for method, path, body in (("POST", "", new("b")), ("DELETE", "/client=clinique-a", None)):
        answer, tree = desk.do(method, path, body, user=user)
        assert answer.status == 403 and error_of(tree)["error-tag"] == "access-denied"
    assert desk.running()[0] == 1


def test_the_candidate_is_left_alone(desk):
    desk.edit({"client": [{"name": "mine"}]})
    before = desk.call("tree-get", source="candidate")
    assert desk.do("POST", "", new("b"))[0].status == 201
    assert desk.call("tree-get", source="candidate") == before
    assert desk.call("tree-commit")["revision"] == "3"
    assert {"mine", "b"} <= set(desk.clients())


def test_while_a_commit_waits(desk):
    desk.edit({"client": [{"name": "b"}]})
    desk.call("tree-commit", confirmed=True)
    for headers in ({}, {"If_Match": '"r2"'}):
        answer, tree = desk.do("POST", "", new("c"), user="bert", **headers)
        assert answer.status == 409 and error_of(tree)["error-tag"] == "in-use", tree
        assert "revision 2 of anna waits" in error_of(tree)["error-message"]
    assert desk.do("POST", "", new("c"))[0].status == 201          # hers confirms
    assert desk.ask("GET", f"{DATA}/vigie-tree:tree/waiting")[0].status == 404


def test_seen_by_all_and_rolled_back(desk):
    desk.do("POST", "", new("b"))
    assert "revision 2  " in desk.vigie("tree", "history").stdout
    answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-tree:tree-rollback",
                            {"vigie-tree:input": {"revision": "1"}}, Vigie_User="anna")
    assert answer.status == 200 and tree["vigie-tree:output"]["revision"] == "3"
    desk.stage.stop()
    assert [r[0] for r in desk.rows("SELECT what FROM audit WHERE what LIKE 'tree-%'"
                                    " ORDER BY id")] == ["tree-edit", "tree-rollback"]
    assert json.loads((desk.stage.folder / "collector.json").read_text()) == desk.tree


def test_a_leaf_costs_by_the_tree_and_not_by_its_square(tmp_path):
    """One leaf, one line, one revision at 1,000 and at 20,000 devices; the processor's time of each device."""
    done = subprocess.run([str(BUILD / "tests/bench/treecommit"), "3", str(tmp_path)],
                          capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["edit_ratio_per_device"] < 3, figures
    assert figures["commit_ratio_per_device"] < 3, figures


def test_a_step_of_another_module_names_nothing(desk):
    """RFC 8040 3.5.3."""
    control = f"{DATA}/ietf-alarms:alarms/control"
    assert desk.ask("PATCH", control, {"ietf-alarms:control": {"max-alarm-status-changes": 5}},
                    Vigie_User="anna")[0].status == 204
    for path in (f"{TREE}/ietf-alarms:site=lyon-2", f"{TREE}/site=lyon-2/vigie-cases:client",
                 f"{DATA}/ietf-alarms:alarms/vigie-cases:control",
                 f"{DATA}/ietf-alarms:alarms/control/vigie-collector:max-alarm-status-changes"):
        for method, body in (("DELETE", None), ("PATCH", {"vigie-collector:site": [{"name": "lyon-2"}]})):
            answer, tree = desk.ask(method, path, body, Vigie_User="anna")
            assert answer.status in (400, 404), (method, path, tree)
    assert desk.do("GET", "/site=lyon-2")[0].status == 200
    assert desk.ask("GET", f"{control}/max-alarm-status-changes", Vigie_User="anna")[0].status == 200
    assert len(desk.history()) == 2


def test_where_an_entry_stands_in_a_list_that_its_user_orders(desk):
    """RFC 8040 4.8.5 and 4.8.6."""
    def rules():
        return [r["name"] for r in desk.running()[1].get("case-rule", [])]

    def made(where, name, method="POST", query="", **more):
        path = "" if method == "POST" else f"/case-rule={name}"
        answer, tree = desk.do(method, f"{path}{query}",
                               {"vigie-collector:case-rule": [{"name": name, "priority": 2}]}, **more)
        assert answer.status in (201, 204), tree
        assert rules() == where.split(), query
        return answer

    def point(name, above=TOP, of="case-rule"):
        return "&point=" + urllib.parse.quote(f"/{above}/{of}={name}", safe="")
    assert made("b", "b").status == 201
    assert made("a b", "a", query="?insert=first").getheader("Location").endswith("/case-rule=a")
    made("a b d", "d", query="?insert=last")
    made("a b c d", "c", query=f"?insert=before{point('d')}")
    made("a b bb c d", "bb", "PUT", query=f"?insert=after{point('b')}")
    # What is there moves, and stays where it is without a word.
    assert made("d a b bb c", "d", "PUT", query="?insert=first").status == 204
    made("d b bb c a", "a", "PUT", query=f"?{point('c')[1:]}&insert=after")
    made("d b bb c a", "bb", "PUT")
    history = len(desk.history())
    entry = {"vigie-collector:case-rule": [{"name": "z"}]}
    for method, path, query, body in (
            ("POST", "", "?insert=before", entry),                       # beside what?
            ("POST", "", f"?insert=first{point('a')}", entry),
            ("POST", "", f"?{point('a')[1:]}", entry),
            ("POST", "", "?insert=behind", entry),
            ("POST", "", "?insert=first&depth=1", entry),
            ("POST", "", f"?insert=before{point('zz')}", entry),         # nobody
            ("POST", "", f"?insert=before{point('ne-7', of='device')}", entry),
            ("POST", "", f"?insert=before{point('a', above='other:top')}", entry),
            ("POST", "", "?insert=before&point=nonsense", entry),
            ("PUT", "/case-rule=z", f"?insert=before{point('z')}", entry),  # itself
            ("PUT", "/case-rule=z", f"?insert=after{point('a')}%2Fpriority", entry),
            ("POST", "", "?insert=first", new("e")),                     # the system orders
            ("PUT", "/client=e", "?insert=last", new("e")),
            ("PATCH", "/case-rule=a", "?insert=first", {"vigie-collector:case-rule": [{"name": "a"}]}),
            ("DELETE", "/case-rule=a", "?insert=first", None),
            ("GET", "/case-rule=a", "?insert=first", None)):
        answer, tree = desk.do(method, path + query, body)
        assert answer.status == 400, (method, path, query, tree)
        assert error_of(tree)["error-tag"] in ("invalid-value", "bad-attribute"), tree
    assert desk.ask("GET", f"{DATA}/ietf-yang-library:yang-library?insert=first")[0].status == 400
    answer, tree = desk.do("POST", f"?insert=before{point('zz')}", entry)
    assert error_of(tree)["error-app-tag"] == "missing-instance"
    assert rules() == "d b bb c a".split() and len(desk.history()) == history
