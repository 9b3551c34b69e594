"""vigie tree check, show, history, load; vigie import: what people decide, by the command.

Test number 41 (127.1.41.0/24).
"""
import copy
import json
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest

from noc import BUILD, DATA, OPERATIONS, error_of, Desk, story

EXAMPLE = json.loads((Path(__file__).resolve().parents[2] /
                      "packaging/examples/collector.json").read_text())
ADMIN = [{"name": "tests", "role": "admin", "uid": os.getuid(), "proxy": True},
         {"name": "claire", "role": "noc"}, {"name": "marc", "role": "manager"},
         {"name": "vera", "role": "viewer"}]


class Tree(Desk):
    def write_tree(self):
        """As Desk's, on our own net."""
        top = self.tree["vigie-collector:collector"]
        top["listen"][0]["address"] = "127.1.41.1"
        for number, device in enumerate(top["device"], 7):
            device["address"] = [f"127.1.41.{number}"]
        return super().write_tree()

    def file(self, name, content):
        return self.stage.write(name, content)

    def changed(self, change, name="other.json"):
        """A file with the tree that is in force, changed."""
        tree = json.loads(self.vigie("tree", "show").stdout)
        change(tree["vigie-collector:collector"])
        return self.file(name, tree)

    def history(self):
        answer, tree = self.ask("GET", f"{DATA}/vigie-tree:tree/history")
        assert answer.status == 200, tree
        return tree["vigie-tree:history"]["revision"]

    def again(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(40)
        self.start()


@pytest.fixture
def desk(tmp_path):
    made = Tree(tmp_path, ADMIN)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def add_client(name):
    return lambda top: top["client"].append({"name": name})


# --- check -------------------------------------------------------------------------------------

def check(tmp_path, tree, *words):
    path = tmp_path / "tree.json"
    path.write_text(tree if isinstance(tree, str) else json.dumps(tree, indent=1))
    return subprocess.run([str(BUILD / "vigie"), "tree", "check", str(path), *words],
                          capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL,
                          env={**os.environ, "VIGIE_SOCKET": "/nonexistent/socket"})


def example(change):
    tree = copy.deepcopy(EXAMPLE)
    change(tree["vigie-collector:collector"])
    return tree


def test_the_example_needs_no_warning(tmp_path):
    done = check(tmp_path, EXAMPLE)
    assert (done.returncode, done.stderr) == (0, ""), done
    assert done.stdout.endswith("tree.json: good, 0 warnings\n")


@pytest.mark.parametrize("change,says", [
    (lambda t: t["supplier"][0].update({"delegation": "surcharge"}),
     ["contract[name='c-2026-7']", "P3: the contract asks delegated", "surcharge-order"]),
    (lambda t: t["contract"][0].pop("calendar"),
     ["contract[name='c-2026-7']", "P6: a contract names the calendar"]),
    (lambda t: t["contract"][0].update({"calendar": "nights"}),
     ["contract c-2026-7: P6: calendar 'nights' is neither"]),
    (lambda t: (t["supplier"][0].update({"direct": "not-offered"}),
                t["contract"][0]["mode"][0].update({"mode": "direct"})),
     ["contract[name='c-2026-7']", "P5: this supplier does not deal with clients"]),
    (lambda t: t["contract"][0].update({"until": "2025-12-31"}), ["P1: a contract ends on"]),
    (lambda t: t["device"][0].update({"contract": "c-none"}), ["device[name='ne-7']", "c-none"]),
])
def test_a_tree_that_is_wrong(change, says, tmp_path):
    done = check(tmp_path, example(change))
    assert done.returncode == 1 and "tree.json" in done.stderr, done
    for word in says:
        assert word in done.stderr, done.stderr
    assert json.loads(check(tmp_path, example(change), "--json").stdout)["error"]


def test_a_syntax_error_has_its_line(tmp_path):
    done = check(tmp_path, '{\n "vigie-collector:collector": {\n  "name": "noc",,\n }\n}\n')
    assert done.returncode == 1 and "tree.json:3:" in done.stderr, done.stderr


@pytest.mark.parametrize("change,says", [
    (lambda t: t["supplier"][0].update({"delegation": "refused"}),
     "P3: supplier allot refuses full delegation, which the policy grants for any supplier; ask"),
    (lambda t: t["supplier"][0].update({"delegation": "refused", "delegation-refused": "L 12"}),
     "(his reference: L 12)"),
    (lambda t: t.pop("on-duty"), "there is no duty list"),
    (lambda t: t["on-duty"][0].update({"calendar": "office"}),
     "P6: the duty list leaves "),
    (lambda t: t["device"][0].pop("contract"), "P1: no contract covers this device"),
    (lambda t: t["supplier"][0]["support"].pop("mail"), "P9: tickets at supplier allot are ours"),
    (lambda t: t["client"][0].update({"description": "community: x1"}), "it looks like a secret"),
])
def test_a_warning_is_no_refusal(change, says, tmp_path):
    done = check(tmp_path, example(change))
    assert (done.returncode, done.stderr) == (0, ""), done
    assert "tree.json: warning: " in done.stdout and says in done.stdout, done.stdout
    found = json.loads(check(tmp_path, example(change), "--json").stdout)["warning"]
    assert any(says in one["text"] for one in found), found


# --- show, load, history -----------------------------------------------------------------------

def test_show(desk):
    whole = json.loads(desk.vigie("tree", "show").stdout)
    assert whole == desk.tree
    done = desk.vigie("tree", "show", "contract=c-2026-7/mode")
    assert json.loads(done.stdout)[0]["mode"] == "delegated"
    assert json.loads(desk.vigie("tree", "show", "integrator/name").stdout) == "Merisac"
    done = desk.vigie("tree", "show", "contract=c-none")
    assert done.returncode == 3 and "contract=c-none" in done.stderr


def test_load_makes_a_revision(desk):
    path = desk.changed(add_client("clinique-b"))
    done = desk.vigie("tree", "load", "--commit", path)
    assert done.returncode == 0, done.stderr
    assert "+ " in done.stdout and "clinique-b" in done.stdout
    assert "revision 2 is in force" in done.stdout
    newest = desk.history()[0]
    assert (newest["number"], newest["who"], newest["door"]) == ("2", "tests", "cli")
    assert "clinique-b" in newest["changes"] and newest["at"].endswith("Z")
    done = desk.vigie("tree", "history")
    assert done.stdout.startswith("revision 2  ") and "tests  cli" in done.stdout
    assert "vigie  file" in done.stdout and "clinique-b" in done.stdout
    # The same again is none.
    done = desk.vigie("tree", "load", "--commit", path)
    assert done.returncode == 0 and "nothing has changed" in done.stdout
    assert len(desk.history()) == 2


def test_an_unchanged_file_does_not_override_a_load(desk):
    desk.vigie("tree", "load", "--commit", desk.changed(add_client("clinique-b")))
    desk.again()
    assert "clinique-b" in desk.vigie("tree", "show", "client").stdout
    assert len(desk.history()) == 2
    desk.process.send_signal(signal.SIGHUP)
    story.wait_for("the signal", lambda: desk.log().count("loaded after it stands") >= 2, 10)
    assert "clinique-b" in desk.vigie("tree", "show", "client").stdout
    # A changed FILE stands again, and a load after it counts though it was loaded before.
    desk.tree["vigie-collector:collector"]["client"].append({"name": "clinique-c"})
    path = desk.changed(lambda top: None, "loaded.json")
    desk.write_tree()
    desk.again()
    assert "clinique-b" not in desk.vigie("tree", "show", "client").stdout
    assert desk.history()[0]["door"] == "file"
    assert "revision 4 is in force" in desk.vigie("tree", "load", "--commit", path).stdout
    desk.again()
    assert "clinique-b" in desk.vigie("tree", "show", "client").stdout


@pytest.mark.parametrize("user", ["claire", "marc", "vera"])
def test_only_an_admin_loads(desk, user):
    body = {"vigie-tree:input": {"content": json.dumps(desk.tree)}}
    answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-tree:tree-load", body, Vigie_User=user)
    assert answer.status == 403 and user in error_of(tree)["error-message"], tree
    assert len(desk.history()) == 1


@pytest.mark.parametrize("content,says", [
    ("", "content"), ("{", "tree:"), ("[]", "tree"), ('{"vigie-agent:agent": {}}', "tree"),
    ("\u6f22", "tree:"), (json.dumps(example(lambda t: t["contract"][0].pop("calendar"))), "P6:"),
    (json.dumps(example(lambda t: t.update({"colour": "blue"}))), "colour")],
    ids=["empty", "cut", "list", "another", "no JSON", "P6", "unknown leaf"])
def test_a_bad_tree_changes_nothing(desk, content, says):
    body = {"vigie-tree:input": {"content": content}}
    answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-tree:tree-load", body)
    assert answer.status == 400 and says in error_of(tree)["error-message"], tree
    assert len(desk.history()) == 1
    assert json.loads(desk.vigie("tree", "show").stdout) == desk.tree


def test_a_dry_run_and_a_base(desk):
    content = json.dumps(json.loads(desk.changed(add_client("clinique-b")).read_text()))
    load = f"{OPERATIONS}/vigie-tree:tree-load"
    answer, tree = desk.ask("POST", load, {"vigie-tree:input": {
        "content": content, "dry-run": True}})
    output = tree["vigie-tree:output"]
    assert answer.status == 200 and output["changed"] and "clinique-b" in output["changes"]
    assert len(desk.history()) == 1
    answer, tree = desk.ask("POST", load, {"vigie-tree:input": {
        "content": content, "if-revision": "7"}})
    assert answer.status == 409 and "revision 1 is in force" in error_of(tree)["error-message"]
    answer, tree = desk.ask("POST", load, {"vigie-tree:input": {
        "content": content, "if-revision": "1"}})
    assert answer.status == 200 and tree["vigie-tree:output"]["revision"] == "2"


def test_what_is_only_judged_is_judged_by_a_copy(desk):
    """The collector's own processor time is for informs: a copy of it judges, and is gone when it has answered."""
    def many(top):
        like = {k: v for k, v in top["device"][0].items() if k not in ("name", "address")}
        top["device"] += [{**like, "name": f"many-{i}"} for i in range(4000)]

    def spent():
        process = [p for name, p in desk.stage.programs if name == "vigie-collector"][-1]
        fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[13]) + int(fields[14])  # of children that were waited for
    content = desk.changed(many).read_text()
    assert desk.vigie("tree", "load", desk.changed(many)).returncode == 0
    for name, leafs in (("tree-load", {"content": content, "dry-run": True}),
                        ("tree-validate", {"source": "candidate"}), ("tree-validate", {"source": "running"})):
        before = spent()
        for _ in range(100):  # one judgement may be shorter than a tick
            answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-tree:{name}", {"vigie-tree:input": leafs})
            assert answer.status == 200, tree
            if spent() > before:
                break
        assert spent() > before, f"{name} of {leafs}: no copy ended"
    # What is wrong is told all the same, and who may not is not let so far.
    answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-tree:tree-load", {"vigie-tree:input": {
        "content": content.replace('"site": "lyon-2"', '"site": "nowhere"', 1), "dry-run": True}})
    assert answer.status in (400, 409) and "nowhere" in error_of(tree)["error-message"], tree
    answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-tree:tree-load", {"vigie-tree:input": {
        "content": content, "dry-run": True, "if-revision": "7"}})
    assert answer.status == 409, tree


# --- import ------------------------------------------------------------------------------------

GLPI = ("\ufeff\"Nom\";\"Entité\";\"Lieu\";\"Fabricant\";\"Numéro de série\";\"Adresse IP\";"
        "\"Contrat\";\"Date d'expiration de la garantie\"\r\n"
        "\"ne-20\";\"Racine\";\"lyon-2\";\"allot\";\"SN20\";\"127.1.41.20\";\"c-2026-7\";"
        "\"31/12/2028\"\r\n\r\n"
        "\"ne-21\";\"Racine\";\"lyon-2\";\"allot\";\"SN21\";\"127.1.41.21, ::1\";;\r\n")


def test_a_table_of_glpi(desk):
    table = desk.file("glpi.csv", GLPI)
    done = desk.vigie("import", "devices", table)
    assert done.returncode == 0, done.stderr
    assert "2 new, 0 changed, 0 as they are; nothing loaded, --commit loads it" in done.stdout
    assert "column left out: Entité" in done.stdout and "ne-20" in done.stdout
    assert len(desk.history()) == 1
    done = desk.vigie("import", "devices", table, "--commit")
    assert done.returncode == 0 and "revision 2 is in force" in done.stdout, done
    device = json.loads(desk.vigie("tree", "show", "device=ne-20").stdout)
    assert device == {"name": "ne-20", "site": "lyon-2", "supplier": "allot", "serial": "SN20",
                      "address": ["127.1.41.20"], "contract": "c-2026-7",
                      "warranty-until": "2028-12-31"}
    assert json.loads(desk.vigie("tree", "show", "device=ne-21/address").stdout)[1] == "::1"
    done = desk.vigie("import", "devices", table, "--commit")
    assert "0 new, 0 changed, 2 as they are" in done.stdout and len(desk.history()) == 2


def test_a_row_changes_what_it_names(desk):
    table = desk.file("t.csv", "name,serial,description\nne-7,SN7,\n")
    assert "0 new, 1 changed" in desk.vigie("import", "devices", table, "--commit").stdout
    device = json.loads(desk.vigie("tree", "show", "device=ne-7").stdout)
    assert device["serial"] == "SN7" and device["site"] == "lyon-2"


def test_clients_and_contracts(desk):
    table = desk.file("c.csv", "Client;Domaines\nclinique-b;b.example bb.example\n")
    assert desk.vigie("import", "clients", table, "--commit").returncode == 0
    table = desk.file("k.csv", "Numéro;Client;Fournisseur;Date de début;Date de fin;Calendrier;"
                      "Mode\nc-9;clinique-b;allot;01/01/2026;31/12/2027;office;direct\n")
    done = desk.vigie("import", "contracts", table, "--commit")
    assert done.returncode == 0, done.stderr
    contract = json.loads(desk.vigie("tree", "show", "contract=c-9").stdout)
    assert contract["until"] == "2027-12-31"
    assert contract["mode"] == [{"from": "2026-01-01", "mode": "direct"}]


BAD = [
    ("devices", "name;site;supplier\nx1;nowhere;allot\nx2;lyon-2;none\n;lyon-2;allot\n"
     "x1;lyon-2;allot\nx3;;allot\n",
     {2: "site: there is no site 'nowhere'", 3: "supplier: there is no supplier 'none'",
      4: "name is missing", 5: "'x1' stands in line 2 already", 6: "site is missing"}),
    ("devices", "name;received\nne-7;soon\n", {2: "received: 'soon' is no date"}),
    ("devices", "name;site;supplier\nok-1;lyon-2;allot\nnot ok;lyon-2;allot\n",
     {3: "a name holds letters"}),
    ("devices", "name;nom\na;b\n", {1: "columns 'name' and 'nom' are both name"}),
    ("devices", "name;site;supplier\nok-1;lyon-2;allot\nNE-7;lyon-2;allot\n",
     {3: "differs from device"}),
    ("contracts", "name;client;supplier;from;until;mode\n"
     "c-9;clinique-a;allot;2026-01-01;2026-12-31;direct\n", {2: "calendar is missing (P6"}),
    ("contracts", "name;mode\nc-2026-7;direct\n", {2: "P2: the contract is there with another"}),
    ("clients", "name;domain\nb;b.example\nc;b.example\n", {0: "P6: clients b and c both"}),
    ("clients", "name\n\"b\n", {2: "a quote is never closed"}),
]


@pytest.mark.parametrize("noun,table,says", BAD)
def test_faults_have_their_lines(desk, noun, table, says):
    path = desk.file("bad.csv", table)
    done = desk.vigie("import", noun, path, "--commit")
    assert done.returncode == 1, done
    for line, text in says.items():
        where = [one for one in done.stderr.splitlines() if text in one]
        assert where, done.stderr
        assert not line or f":{line}:" in where[0] or f"line {line}:" in where[0], where
    assert len(done.stderr.splitlines()) == len(says), done.stderr
    assert len(desk.history()) == 1


def test_into_a_file_without_a_collector(tmp_path):
    tree = tmp_path / "tree.json"
    tree.write_text(json.dumps(EXAMPLE))
    table = tmp_path / "t.csv"
    table.write_text("name,site,supplier\nne-9,lyon-2,allot\n")
    words = [str(BUILD / "vigie"), "import", "devices", str(table), "--tree", str(tree)]
    env = {**os.environ, "VIGIE_SOCKET": "/nonexistent/socket"}
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, env=env,
                          stdin=subprocess.DEVNULL)
    assert done.returncode == 0 and "1 new" in done.stdout, done
    assert subprocess.run([*words, "--commit"], capture_output=True, timeout=30, env=env,
                          stdin=subprocess.DEVNULL).returncode == 2


def test_a_large_table_shows_progress(desk):
    rows = "".join(f"big-{n},lyon-2,allot\n" for n in range(2000))
    table = desk.file("big.csv", "name,site,supplier\n" + rows)
    front, back = pty.openpty()
    done = subprocess.run([str(BUILD / "vigie"), "--socket", str(desk.socket), "import", "devices",
                           str(table), "--commit"], stdout=subprocess.PIPE, stderr=back,
                          timeout=60, stdin=subprocess.DEVNULL, text=True)
    os.close(back)
    said = b""
    try:
        while True:
            said += os.read(front, 65536)
    except OSError:  # all of it
        os.close(front)
    assert done.returncode == 0 and "2000 new" in done.stdout, said
    assert b"500 of 2000 rows" in said
