"""vigie-netconf as foreign clients reach it: behind an sshd of the test's own, by OpenSSH's client
with hand-made frames and by ncclient.

Test number 121 (127.1.121.0/24, and 127.1.40.0/24 of the desk).  Needs root: users of its own.
"""
import uuid

import pytest
from ncclient.operations import RPCError
from ncclient.xml_ import to_ele

import ncdoor
from ncdoor import CASES, MONITORING, NC, is_ok


@pytest.fixture(name="door", scope="module")
def make_door():
    made = ncdoor.NcDoor()
    made.number = made.desk.open_case("ne-7")
    made.sshd()
    yield made
    made.end()


@pytest.fixture(name="client", scope="module")
def make_client(door):
    with door.manager() as made:
        yield made


# --- OpenSSH --------------------------------------------------------------------------------
@pytest.mark.parametrize("version", ("1.0", "1.1"))
def test_openssh_with_frames_by_hand(door, version):
    session = door.ssh("alice", version)
    found = session.data(f'<get><filter><cases xmlns="{CASES}"><case><id/></case></cases></filter></get>')
    assert door.number in "".join(found.itertext())
    assert is_ok(session.ask("<close-session/>"))
    assert session.hear() is None
    assert session.end()[0] == 0


def test_the_user_is_who_logged_in(door):
    for user, may in ("claire", True), ("vera", False):
        session = door.ssh(user)
        answer = session.ask(f'<note xmlns="{CASES}"><case>{door.number}</case><text>by {user}</text>'
                             f"<idempotency-key>{uuid.uuid4().hex}</idempotency-key></note>")
        if not may:
            assert ncdoor.error_of(answer)["error-tag"] == "access-denied"
        session.ask("<close-session/>")
        session.end()
    entries = door.desk.case(door.number)["entry"]
    assert [e["who"] for e in entries if e.get("text", "").startswith("by ")] == ["claire"]


def test_a_stranger_to_the_tree_has_no_session(door):
    """sshd gives no subsystem's stderr to the client: the collector's log says why."""
    session = door.ssh("otto")
    assert session.hello is None
    assert session.end()[0] == 1
    assert "uid 5005 is no user of the tree" in door.desk.log()


# --- ncclient -------------------------------------------------------------------------------
def test_capabilities(client):
    assert ":xpath" in client.server_capabilities and ":notification" in client.server_capabilities
    assert int(client.session_id) > 0


def test_get_and_get_config(door, client):
    text = client.get(("subtree", f'<cases xmlns="{CASES}"><case><id/></case></cases>')).data_xml
    assert door.number in text
    text = client.get(("xpath", ({"c": CASES}, "/c:alarms/c:alarm/c:resource"))).data_xml
    assert "device/ne-7/psu/1" in text
    config = client.get_config("running", with_defaults="report-all").data_xml
    assert "<name>ne-8</name>" in config


def test_get_schema(client):
    assert "module vigie-cases {" in client.get_schema("vigie-cases").data
    with pytest.raises(RPCError) as refused:
        client.get_schema("none-such")
    assert refused.value.tag == "invalid-value"


def test_an_operation_and_its_refusal(door, client):
    key = uuid.uuid4().hex
    take = f'<take xmlns="{CASES}"><case>{door.number}</case><idempotency-key>{key}</idempotency-key></take>'
    assert "in-hand" in client.dispatch(to_ele(take)).xml
    assert door.desk.case(door.number)["owner"] == "alice"
    with pytest.raises(RPCError) as refused:
        client.dispatch(to_ele(take.replace(door.number, "2020-000001").replace(key, key[::-1])))
    assert refused.value.tag == "invalid-value" and "2020-000001" in refused.value.message
    with pytest.raises(RPCError) as refused:
        client.dispatch(to_ele(f'<nothing xmlns="{CASES}"/>'))
    assert refused.value.tag == "unknown-element"


def test_locks(door, client):
    with door.manager("alice") as other:
        with client.locked("running"):
            with pytest.raises(RPCError) as refused:
                other.lock("running")
            assert refused.value.tag == "lock-denied"
            assert f"<session-id>{client.session_id}</session-id>" in refused.value.info
        other.lock("running")
        other.unlock("running")
    with door.manager("vera") as viewer, pytest.raises(RPCError) as refused:
        viewer.lock("running")
    assert refused.value.tag == "access-denied"


def test_kill(door, client):
    victim = door.manager("claire")
    client.kill_session(victim.session_id)
    ncdoor.wait_for("the victim's end", lambda: not victim.connected, 10)
    with pytest.raises(RPCError):
        client.kill_session(client.session_id)


def test_notifications(door):
    with door.manager("claire") as client:
        client.create_subscription()
        status, _ = door.desk.do("note", door.number, text="for all to hear")
        assert status == 200
        told = client.take_notification(timeout=20)
        assert told is not None and "case-changed" in told.notification_xml


def test_state(client):
    text = client.get(("subtree", f'<netconf-state xmlns="{MONITORING}"><sessions/></netconf-state>'
                       )).data_xml
    assert "<username>alice</username>" in text and NC in text


# --- the tree -------------------------------------------------------------------------------
SITE = (f'<config xmlns="{NC}"><collector xmlns="{ncdoor.TREE}"><site><name>%s</name>'
        "<client>clinique-a</client></site></collector></config>")


def test_a_change_by_candidate(door, client):
    assert {":candidate", ":confirmed-commit:1.1", ":validate:1.1"} <= set(client.server_capabilities) or \
        ":candidate" in client.server_capabilities
    with client.locked("candidate"):
        client.edit_config(target="candidate", config=SITE % "by-ncclient")
        client.validate("candidate")
        assert "by-ncclient" in client.get_config("candidate").data_xml
        client.commit()
    assert "by-ncclient" in client.get_config("running").data_xml
    assert "by-ncclient" in door.desk.vigie("tree", "show").stdout


def test_a_change_that_is_taken_back(client):
    client.edit_config(target="candidate", config=SITE % "by-mistake")
    client.commit(confirmed=True, timeout="60")
    assert "by-mistake" in client.get_config("running").data_xml
    client.cancel_commit()
    assert "by-mistake" not in client.get_config("running").data_xml
    client.edit_config(target="candidate", config=SITE % "by-mistake")
    client.discard_changes()
    assert "by-mistake" not in client.get_config("candidate").data_xml


def test_refused_changes(client):
    with pytest.raises(RPCError) as refused:
        client.edit_config(target="running", config=SITE.replace("clinique-a", "nobody") % "x",
                           error_option="rollback-on-error", test_option="test-then-set")
    assert refused.value.tag == "data-missing" and "nobody" in refused.value.message
    with pytest.raises(RPCError) as refused:
        client.edit_config(target="running", config=SITE.replace("<site>", f'<site xmlns:nc="{NC}" '
                           'nc:operation="create">') % "lyon-2")
    assert refused.value.tag == "data-exists"
