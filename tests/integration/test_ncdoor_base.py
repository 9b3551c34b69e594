"""What NETCONF tells of itself (RFC 6470): sessions, changes of the tree in force, commits that wait.

Test number 130 (127.1.40.0/24 is the desk's own).  Needs root: sessions of users of its own.
"""
import subprocess
import xml.etree.ElementTree as ET

import pytest

import ncdoor
from ncdoor import EVENTS, is_ok
from test_ncdoor_edit import commit, edit, site, tag

BASE = "urn:ietf:params:xml:ns:yang:ietf-netconf-notifications"
IETF = "/usr/share/yuma/modules/ietf"


@pytest.fixture(name="door", scope="module")
def make_door():
    made = ncdoor.NcDoor()
    yield made
    made.end()


@pytest.fixture(name="heard")
def make_heard(door):
    """A session that follows what NETCONF tells of itself and nothing else."""
    session = door.raw("vera")
    number = ET.fromstring(session.hello).find(f"{{{ncdoor.NC}}}session-id").text
    names = ("session-start", "session-end", "config-change", "confirmed-commit", "capability-change")
    wanted = "".join(f'<netconf-{n} xmlns="{BASE}"/>' for n in names)
    assert is_ok(session.ask(f'<create-subscription xmlns="{EVENTS}"><filter type="subtree">{wanted}'
                             "</filter></create-subscription>"))
    made = Heard(session, number)
    # What is told before the stream is open is told to nobody.
    made.settle(door)
    yield made
    session.program.kill()
    session.end()


class Heard:
    def __init__(self, session, number):
        self.session, self.number, self.texts = session, number, []

    def settle(self, door):
        """Sessions come until one of them is heard."""
        for _ in range(50):
            other = door.raw()
            number = id_of(other)
            other.ask("<close-session/>")
            other.end()
            if self.session.kept or self.readable():
                while self.next()[1].get("session-id") != number or \
                        self.last != "netconf-session-end":
                    pass
                return
        raise AssertionError("nothing is told")

    def readable(self):
        import select  # pylint: disable=import-outside-toplevel
        return select.select([self.session.program.stdout], [], [], 0.2)[0]

    def next(self):
        """The next notification: its name, and its leaves."""
        text = self.session.hear()
        message = ET.fromstring(text)
        assert message.tag == f"{{{EVENTS}}}notification", text
        event = list(message)[1]
        assert event.tag.startswith(f"{{{BASE}}}"), text
        self.texts.append(ET.tostring(event))
        self.last = event.tag.split("}")[1]
        return self.last, {e.tag.split("}")[1]: e.text for e in event.iter() if e is not event and not len(e)}

    def until(self, name):
        while True:
            found, leaves = self.next()
            if found == name:
                return leaves


def id_of(session):
    return ET.fromstring(session.hello).find(f"{{{ncdoor.NC}}}session-id").text


def test_sessions_begin_and_end(door, heard):
    other = door.raw("claire")
    assert heard.next() == ("netconf-session-start", {"username": "claire", "session-id": id_of(other)})
    assert is_ok(other.ask("<close-session/>"))
    other.end()
    assert heard.next() == ("netconf-session-end", {
        "username": "claire", "session-id": id_of(other), "termination-reason": "closed"})


def test_a_session_that_is_killed(door, heard):
    victim, killer = door.raw("claire"), door.raw("alice")
    assert is_ok(killer.ask(f"<kill-session><session-id>{id_of(victim)}</session-id></kill-session>"))
    assert heard.until("netconf-session-end") == {
        "username": "claire", "session-id": id_of(victim), "termination-reason": "killed",
        "killed-by": id_of(killer)}
    victim.end()
    killer.end()


def test_a_session_whose_program_dies(door, heard):
    other = door.raw("marc")
    other.program.kill()
    other.end()
    assert heard.until("netconf-session-end")["termination-reason"] == "dropped"


def test_changes_of_the_tree(door, heard):
    session = door.raw()
    assert is_ok(edit(session, site("told"), "running"))
    assert heard.until("netconf-config-change") == {
        "username": "alice", "session-id": id_of(session), "datastore": "running"}
    answer, _ = door.desk.ask("DELETE", "/restconf/data/vigie-collector:collector/site=told",
                              Vigie_User="alice")
    assert answer.status == 204
    assert heard.until("netconf-config-change") == {
        "username": "alice", "session-id": "0", "datastore": "running"}
    # Neither a candidate nor what is refused is a change.
    assert is_ok(edit(session, site("x")))
    assert tag(edit(session, site("y", inner="<client>nobody</client>"), "running"))
    assert is_ok(session.ask("<discard-changes/>"))
    assert session.end() == (0, "")
    assert heard.next()[0] == "netconf-session-end"


def events(heard, count):
    """The next events of a commit that waits; what else is told is left out."""
    found = []
    while len(found) < count:
        leaves = heard.until("netconf-confirmed-commit")
        found.append((leaves.pop("confirm-event"), leaves))
    return found


def begin(session, name, more="<confirm-timeout>600</confirm-timeout>"):
    assert is_ok(edit(session, site(name)))
    assert is_ok(commit(session, f"<confirmed/>{more}"))


def test_a_commit_that_is_confirmed(door, heard):
    session = door.raw()
    mine = {"username": "alice", "session-id": id_of(session)}
    begin(session, "confirmed")
    assert is_ok(commit(session, "<confirmed/><confirm-timeout>300</confirm-timeout>"))
    assert is_ok(commit(session))
    (first, one), (second, two), (third, three) = events(heard, 3)
    assert (first, second, third) == ("start", "extend", "complete")
    assert one == {**mine, "timeout": "600"} and two == {**mine, "timeout": "300"} and three == mine
    assert session.end() == (0, "")


def test_a_commit_that_is_cancelled(door, heard):
    session = door.raw()
    begin(session, "cancelled")
    assert is_ok(session.ask("<cancel-commit/>"))
    assert [e for e, _ in events(heard, 2)] == ["start", "cancel"]
    assert session.end() == (0, "")


def test_a_commit_that_nobody_confirms(door, heard):
    session = door.raw()
    begin(session, "late", "<confirm-timeout>1</confirm-timeout>")
    (_, first), (second, leaves) = events(heard, 2)
    assert first["timeout"] == "1" and (second, leaves) == ("timeout", {})
    assert session.end() == (0, "")


def test_a_commit_whose_session_ends(door, heard):
    session = door.raw()
    begin(session, "orphan")
    session.program.kill()
    session.end()
    second, leaves = events(heard, 2)[1]
    assert second == "cancel" and leaves["username"] == "alice"


def test_what_is_told_is_valid(door, heard, tmp_path):
    session = door.raw()
    begin(session, "valid")
    assert is_ok(commit(session))
    session.program.kill()
    session.end()
    heard.until("netconf-session-end")
    assert len(heard.texts) >= 5
    for text in heard.texts:
        (tmp_path / "told.xml").write_bytes(text)
        done = subprocess.run(
            ["yanglint", "-f", "xml", "-t", "notif", "-p", IETF, "-p", f"{IETF}/..",
             f"{IETF}/ietf-netconf-notifications@2012-02-06.yang", tmp_path / "told.xml"],
            capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, (text, done.stderr)


@pytest.mark.negative
def test_streams_of_cases_have_none_of_it(door, heard):
    other = door.raw("claire")
    assert is_ok(other.ask(f'<create-subscription xmlns="{EVENTS}"><stream>cases</stream>'
                           "</create-subscription>"))
    third = door.raw("claire")
    third.ask("<close-session/>")
    third.end()
    heard.until("netconf-session-end")
    other.send(ncdoor.rpc("<close-session/>"))
    assert ET.fromstring(other.hear()).tag == f"{{{ncdoor.NC}}}rpc-reply"
    assert other.hear() is None
    other.end()
