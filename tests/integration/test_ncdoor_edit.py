"""The tree changed over NETCONF: candidate and running, every operation, validate, commit, confirmed
commit, locks against other doors, and what breaks a must or belongs to another role.

Test number 124 (127.1.40.0/24 is the desk's own).  Needs root: sessions of users of its own.
"""
import threading

import pytest
from lxml import etree

import ncdoor
from ncdoor import NC, TREE, is_ok, wait_for

STORES = ("running", "candidate")


@pytest.fixture(name="door", scope="module")
def make_door():
    made = ncdoor.NcDoor()
    yield made
    made.end()


@pytest.fixture(name="session")
def make_session(door):
    made = door.raw()
    made.ask("<discard-changes/>")
    yield made
    made.ask("<discard-changes/>")
    assert made.end() == (0, "")


def collector(inner):
    return f'<collector xmlns="{TREE}" xmlns:nc="{NC}">{inner}</collector>'


def site(name, operation="", inner="<client>clinique-a</client>"):
    operation = f' nc:operation="{operation}"' if operation else ""
    return collector(f"<site{operation}><name>{name}</name>{inner}</site>")


def edit(session, content, target="candidate", more=""):
    return session.ask(f"<edit-config><target><{target}/></target>{more}<config>{content}</config>"
                       "</edit-config>")


def sites(session, store="running"):
    data = session.data(f"<get-config><source><{store}/></source><filter>"
                        f'<collector xmlns="{TREE}"><site><name/></site></collector></filter></get-config>')
    return [e.text for e in data.iter(f"{{{TREE}}}name")]


def tag(answer):
    return ncdoor.error_of(answer)["error-tag"]


def commit(session, inner=""):
    return session.ask(f"<commit>{inner}</commit>")


# --- hello ----------------------------------------------------------------------------------
def test_what_is_advertised(session):
    for name in ("candidate:1.0", "confirmed-commit:1.1", "rollback-on-error:1.0", "validate:1.1",
                 "writable-running:1.0"):
        assert f"capability:{name}<" in session.hello, name
    assert ":startup" not in session.hello and ":url" not in session.hello


# --- edit-config ----------------------------------------------------------------------------
def test_candidate_then_commit(door, session):
    assert is_ok(edit(session, site("paris-1")))
    assert "paris-1" in sites(session, "candidate") and "paris-1" not in sites(session)
    assert is_ok(session.ask("<validate><source><candidate/></source></validate>"))
    assert is_ok(commit(session))
    assert "paris-1" in sites(session)
    # Everybody sees it, with who and by which door.
    told = door.desk.vigie("tree", "history", "--json").stdout
    assert '"door":"netconf"' in told.replace(" ", "") and "alice" in told
    assert "paris-1" in door.desk.vigie("tree", "show").stdout


def test_discard(session):
    assert is_ok(edit(session, site("never")))
    assert is_ok(session.ask("<discard-changes/>"))
    assert "never" not in sites(session, "candidate")


@pytest.mark.parametrize("store", STORES)
def test_every_operation(session, store):
    name = f"op-{store}"

    def description():
        data = session.data(f"<get-config><source><{store}/></source><filter>{collector('<site/>')}"
                            "</filter></get-config>")
        for entry in data.iter(f"{{{TREE}}}site"):
            if entry.find(f"{{{TREE}}}name").text == name:
                return {c.tag.split("}")[1]: c.text for c in entry}
        return None

    assert is_ok(edit(session, site(name, "create"), store))
    assert tag(edit(session, site(name, "create"), store)) == "data-exists"
    assert is_ok(edit(session, site(name, "merge", "<description>one</description>"), store))
    assert description()["description"] == "one" and description()["client"] == "clinique-a"
    assert is_ok(edit(session, site(name, "replace"), store))
    assert "description" not in description()
    assert is_ok(edit(session, site(name, "", "<description>two</description>"), store))
    assert description()["description"] == "two"
    assert is_ok(edit(session, site(name, "delete", ""), store))
    assert description() is None
    assert tag(edit(session, site(name, "delete", ""), store)) == "data-missing"
    assert is_ok(edit(session, site(name, "remove", ""), store))


def test_default_operation_none(session):
    none = "<default-operation>none</default-operation>"
    answer = edit(session, site("nowhere", "", ""), more=none)
    assert tag(answer) == "data-missing"
    assert is_ok(edit(session, site("there", "create"), more=none))
    assert "there" in sites(session, "candidate") and "nowhere" not in sites(session, "candidate")


def test_all_or_nothing(session):
    two = collector('<site nc:operation="create"><name>first</name><client>clinique-a</client></site>'
                    '<site nc:operation="create"><name>lyon-2</name><client>clinique-a</client></site>')
    for more in "", "<error-option>rollback-on-error</error-option>", "<error-option>stop-on-error</error-option>":
        for store in STORES:
            assert tag(edit(session, two, store, more)) == "data-exists"
            assert "first" not in sites(session, store)
    assert tag(edit(session, two, more="<error-option>continue-on-error</error-option>")
               ) == "operation-not-supported"


def test_test_options(session):
    only = "<test-option>test-only</test-option>"
    assert is_ok(edit(session, site("tried"), more=only))
    assert "tried" not in sites(session, "candidate")
    broken = site("broken", inner="<client>nobody-such</client>")
    assert tag(edit(session, broken, more=only))
    assert tag(edit(session, broken, more="<test-option>test-then-set</test-option>"))
    assert "broken" not in sites(session, "candidate")
    # Without a word of it, too: a change is made in several edits.
    for more in "<test-option>set</test-option>", "":
        assert is_ok(edit(session, broken, more=more))
        assert "broken" in sites(session, "candidate")
    error = ncdoor.error_of(session.ask("<validate><source><candidate/></source></validate>"))
    assert error["error-message"]
    assert ncdoor.error_of(commit(session))["error-message"]
    assert "broken" not in sites(session)


WRONG = {
    "an unknown leaf": (site("x", inner="<none-such/>"), "unknown-element"),
    "an unknown module": ('<a xmlns="urn:none"/>', None),
    "a wrong type": (collector('<listen><name>trap</name><port>many</port></listen>'), "invalid-value"),
    "a broken leafref": (site("x", inner="<client>nobody-such</client>"), "data-missing"),
    "no key": (collector("<site><client>clinique-a</client></site>"), None),
    "a wrong operation": (site("x", "destroy"), None),
    "state": ('<cases xmlns="urn:vigie:vigie-cases"><case><id>2026-000001</id></case></cases>', None),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be(door, session, case):
    content, wanted = WRONG[case]
    before = door.desk.ask("GET", "/restconf/data/vigie-tree:tree/revision")[1]
    error = ncdoor.error_of(edit(session, content, "running"))
    assert wanted is None or error["error-tag"] == wanted, error
    assert error["error-message"]
    assert door.desk.ask("GET", "/restconf/data/vigie-tree:tree/revision")[1] == before
    assert door.desk.process.poll() is None


ATTRIBUTES = [
    (' nc:operation="frob"', "bad-attribute", "operation"),
    (' nc:operation=""', "bad-attribute", "operation"),
    (' nc:foo="1"', "unknown-attribute", "foo"),
    # Without its namespace it is another: what was meant to be deleted would have been merged.
    (' operation="delete"', "unknown-attribute", "operation"),
    (' xmlns:z="urn:z" z:operation="delete"', "unknown-attribute", "operation"),
    (' xmlns:y="urn:ietf:params:xml:ns:yang:1" y:insert="middle"', "bad-attribute", "insert"),
]


@pytest.mark.parametrize("where", ["site", "description"])
@pytest.mark.parametrize("case", ATTRIBUTES, ids=[c[0] for c in ATTRIBUTES])
def test_attributes_that_nobody_knows(session, case, where):
    """RFC 6241 appendix A: the attribute and its element are named, and nothing is done."""
    attribute, tag_wanted, name = case
    of = {where: attribute}
    error = ncdoor.error_of(edit(session, collector(
        f'<site{of.get("site", "")}><name>lyon-2</name>'
        f'<description{of.get("description", "")}>odd</description></site>')))
    assert error["error-tag"] == tag_wanted, error
    assert error["info"] == {"bad-attribute": name, "bad-element": where}
    assert error["error-type"] == "application"
    assert "odd" not in ncdoor.ET.tostring(session.data(
        "<get-config><source><candidate/></source></get-config>")).decode()


def test_attributes_of_operations(session):
    for inner, element, tag_wanted, name in (
            (f'<get xmlns:nc="{NC}" nc:foo="1"/>', "get", "unknown-attribute", "foo"),
            ('<get foo="1"/>', "get", "unknown-attribute", "foo"),
            ('<get><filter foo="1"/></get>', "filter", "unknown-attribute", "foo"),
            ('<get><filter type="frob"/></get>', "filter", "bad-attribute", "type")):
        error = session.error(inner)
        assert (error["error-type"], error["error-tag"]) == ("protocol", tag_wanted), error
        assert error["info"] == {"bad-attribute": name, "bad-element": element}
    # In a filter it is compared, on rpc it is the client's.
    session.data(f'<get-config><source><running/></source><filter><collector xmlns="{TREE}">'
                 '<site z="1"/></collector></filter></get-config>')
    session.send(f'<rpc xmlns="{NC}" message-id="7" z="1"><discard-changes/></rpc>')
    answer = ncdoor.ET.fromstring(session.hear())
    assert answer.get("z") == "1" and is_ok(answer)


def test_not_here(session):
    assert tag(session.ask("<delete-config><target><running/></target></delete-config>"))
    assert tag(session.ask("<copy-config><target><running/></target><source><running/></source>"
                           "</copy-config>")) == "invalid-value"
    assert tag(session.ask("<edit-config><target><startup/></target><config/></edit-config>"))


def test_copy_config(session):
    session.send(ncdoor.rpc("<get-config><source><running/></source><filter>"
                            f'<collector xmlns="{TREE}"/></filter></get-config>'))
    tree = session.hear().split("<data>")[1].split("</data>")[0]  # with the prefixes of identities
    assert is_ok(edit(session, site("to-go")))
    assert is_ok(session.ask(f"<copy-config><target><candidate/></target><source><config>{tree}</config>"
                             "</source></copy-config>"))
    assert "to-go" not in sites(session, "candidate")
    assert is_ok(session.ask(f"<validate><source><config>{tree}</config></source></validate>"))
    assert is_ok(edit(session, site("copied")))
    assert is_ok(session.ask("<copy-config><target><running/></target><source><candidate/></source>"
                             "</copy-config>"))
    assert "copied" in sites(session)
    assert is_ok(edit(session, site("gone")))
    assert is_ok(session.ask("<copy-config><target><candidate/></target><source><running/></source>"
                             "</copy-config>"))
    assert "gone" not in sites(session, "candidate")


# --- who may --------------------------------------------------------------------------------
def test_who_may_what(door, session):
    viewer, manager = door.raw("vera"), door.raw("marc")
    for store in STORES:
        assert tag(edit(viewer, site("by-vera"), store)) == "access-denied"
    assert tag(commit(viewer)) == "access-denied"
    assert tag(edit(manager, site("by-marc"), "running")) == "access-denied"
    assert is_ok(edit(manager, site("by-marc")))
    assert tag(commit(manager)) == "access-denied"
    assert is_ok(manager.ask("<discard-changes/>"))
    assert "by-marc" not in sites(session) and "by-vera" not in sites(session)
    assert viewer.end() == (0, "") and manager.end() == (0, "")


# --- confirmed commit -----------------------------------------------------------------------
def test_confirmed_and_confirmed(session):
    assert is_ok(edit(session, site("kept")))
    assert is_ok(commit(session, "<confirmed/><confirm-timeout>60</confirm-timeout>"))
    assert "kept" in sites(session)
    assert is_ok(commit(session))
    assert session.error("<cancel-commit/>")
    assert "kept" in sites(session)


def test_not_confirmed_in_time(session):
    assert is_ok(edit(session, site("too-late")))
    assert is_ok(commit(session, "<confirmed/><confirm-timeout>1</confirm-timeout>"))
    assert "too-late" in sites(session)
    wait_for("the roll-back", lambda: "too-late" not in sites(session), 15)


def test_cancelled(session):
    assert is_ok(edit(session, site("cancelled")))
    assert is_ok(commit(session, "<confirmed/>"))
    assert is_ok(session.ask("<cancel-commit/>"))
    assert "cancelled" not in sites(session)


def test_a_session_that_ends_takes_its_commit_back(door, session):
    for way in "close", "kill":
        other = door.raw()
        assert is_ok(edit(other, site("orphan")))
        assert is_ok(commit(other, "<confirmed/><confirm-timeout>600</confirm-timeout>"))
        assert "orphan" in sites(session)
        assert tag(commit(session, "<confirmed/>"))  # it is the other's
        if way == "close":
            other.ask("<close-session/>")
        else:
            other.program.kill()
        other.end()
        wait_for("the roll-back", lambda: "orphan" not in sites(session), 10)


def test_a_persistent_commit_outlives_its_session(door, session):
    other = door.raw()
    assert is_ok(edit(other, site("persistent")))
    assert is_ok(commit(other, "<confirmed/><confirm-timeout>600</confirm-timeout>"
                               "<persist>a word</persist>"))
    other.ask("<close-session/>")
    other.end()
    assert "persistent" in sites(session)
    assert tag(commit(session, "<persist-id>another</persist-id>")) == "invalid-value"
    assert tag(session.ask("<cancel-commit><persist-id>another</persist-id></cancel-commit>")
               ) == "invalid-value"
    assert is_ok(commit(session, "<persist-id>a word</persist-id>"))
    assert "persistent" in sites(session)


def test_where_it_is_wrong_is_an_xpath_of_the_request(session):
    """RFC 6241 4.3: error-path with prefixes that are declared where it stands."""
    content = collector("<client><name>clinique-a</name></client>"
                        "<site><name>lyon-2</name><client>nobody</client></site>")
    session.send(ncdoor.rpc("<edit-config><target><running/></target>"
                            f"<config>{content}</config></edit-config>"))
    said = etree.fromstring(session.hear().encode())
    path = said.find(".//{*}error-path")
    names = {prefix: ns for prefix, ns in path.nsmap.items() if prefix}
    found = etree.ElementTree(etree.fromstring(content)).xpath(path.text, namespaces=names)
    assert [e.text for e in found] == ["nobody"], path.text


# --- locks ----------------------------------------------------------------------------------
def lock(session, store, what="lock"):
    return session.ask(f"<{what}><target><{store}/></target></{what}>")


def test_a_lock_keeps_every_door_out(door, session):
    other = door.raw()
    assert is_ok(lock(session, "running")) and is_ok(lock(session, "candidate"))
    for store in STORES:
        assert tag(edit(other, site("barred"), store)) == "in-use"
    assert tag(commit(other)) == "in-use"
    assert tag(other.ask("<discard-changes/>")) == "in-use"
    done = door.desk.vigie("tree", "show")
    path = door.folder / "tree.json"
    path.write_text(done.stdout)
    done = door.desk.vigie("tree", "load", path)
    assert done.returncode != 0 and "locked by session" in done.stderr
    assert is_ok(edit(session, site("mine")))
    assert is_ok(commit(session))
    assert "mine" in sites(other)
    assert is_ok(lock(session, "running", "unlock")) and is_ok(lock(session, "candidate", "unlock"))
    assert other.end() == (0, "")


def test_a_changed_candidate_is_not_locked(session):
    assert is_ok(edit(session, site("half")))
    error = ncdoor.error_of(lock(session, "candidate"))
    assert error["error-tag"] == "lock-denied" and error["info"]["session-id"] == "0"
    assert is_ok(session.ask("<discard-changes/>"))
    assert is_ok(lock(session, "candidate"))
    assert is_ok(lock(session, "candidate", "unlock"))


def test_a_locked_candidate_ends_with_its_session(door, session):
    other = door.raw()
    assert is_ok(lock(other, "candidate"))
    assert is_ok(edit(other, site("half")))
    assert "half" in sites(session, "candidate")
    other.program.kill()
    other.end()
    wait_for("the candidate's end", lambda: "half" not in sites(session, "candidate"), 10)
    assert is_ok(lock(session, "candidate"))
    assert is_ok(lock(session, "candidate", "unlock"))


def test_a_commit_that_waits_bars_the_lock(door, session):
    assert is_ok(edit(session, site("waits")))
    assert is_ok(commit(session, "<confirmed/><confirm-timeout>600</confirm-timeout>"))
    other = door.raw()
    error = ncdoor.error_of(lock(other, "running"))
    assert error["error-tag"] == "lock-denied" and error["info"]["session-id"] != "0"
    assert is_ok(session.ask("<cancel-commit/>"))
    assert is_ok(lock(other, "running"))
    assert other.end() == (0, "")


# --- bad luck -------------------------------------------------------------------------------
def test_killed_in_the_middle_of_a_commit(door, session):
    """The tree is the one before or the one after; informs are answered meanwhile."""
    informs = ncdoor.Informs(door.desk)
    for i in range(6):
        other = door.raw()
        assert is_ok(edit(other, site(f"killed-{i}")))
        other.send(ncdoor.rpc("<commit/>"))
        threading.Event().wait(i * 0.002)
        other.program.kill()
        other.end()
        informs.one()
        assert set(sites(session)) >= {"lyon-2"}
        session.ask("<discard-changes/>")
    assert informs.answered == informs.sent == 6
    assert door.desk.vigie("tree", "history").returncode == 0


def test_two_edit_at_once(door):
    """Sessions that edit running at the same time: each edit is there afterwards."""
    sessions = [door.raw() for _ in range(4)]

    def work(n):
        for i in range(5):
            assert is_ok(edit(sessions[n], site(f"many-{n}-{i}"), "running"))
    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    there = sites(sessions[0])
    assert all(f"many-{n}-{i}" in there for n in range(4) for i in range(5))
    for session in sessions:
        assert session.end() == (0, "")
