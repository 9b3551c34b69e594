"""The configuration of RFC 8632, ietf-alarms:alarms/control: edited by RESTCONF and NETCONF, kept as
alarm-control of the tree, and what it does.

Test number 40 (127.1.40.0/24).  Needs root: the door's users are none of the system's.
"""
import json
import threading
from xml.etree import ElementTree

import pytest

from ncdoor import NC, TREE, NcDoor, is_ok
from noc import DATA, Desk, Door, error_of

ALARMS = "urn:ietf:params:xml:ns:yang:ietf-alarms"
CONTROL = f"{DATA}/ietf-alarms:alarms/control"
USERS = [{"name": "tests", "role": "noc", "uid": 0, "proxy": True},
         {"name": "alice", "role": "admin"}, {"name": "marc", "role": "manager"},
         {"name": "claire", "role": "noc"}]


@pytest.fixture(name="desk")
def make_desk(tmp_path):
    made = Desk(tmp_path, USERS)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def control_of(desk, query=""):
    answer, tree = desk.ask("GET", f"{CONTROL}{query}")
    if answer.status == 404:
        return {}
    assert answer.status == 200, tree
    return {k: v for k, v in tree["ietf-alarms:control"].items() if k != "alarm-shelving"}


def change(desk, method, path="", body=None, user="alice", **headers):
    answer, tree = desk.ask(method, f"{CONTROL}{path}",
                            body and {f"ietf-alarms:{k}": v for k, v in body.items()},
                            Vigie_User=user, **headers)
    return answer.status, tree and error_of(tree)


def ours(desk):
    answer, tree = desk.ask("GET", f"{DATA}/vigie-collector:collector", Vigie_User="alice")
    assert answer.status == 200, tree
    return tree["vigie-collector:collector"].get("alarm-control", {})


def test_defaults_are_told_to_who_asks(desk):
    assert control_of(desk) == {} and ours(desk) == {}
    assert control_of(desk, "?with-defaults=report-all") == {
        "max-alarm-status-changes": 32, "notify-status-changes": "all-state-changes"}
    # RFC 8040 4.8.9, and its example B.3.9.
    tag = {"ietf-netconf-with-defaults:default": True}
    assert control_of(desk, "?with-defaults=report-all-tagged") == {
        "max-alarm-status-changes": 32, "@max-alarm-status-changes": tag,
        "notify-status-changes": "all-state-changes", "@notify-status-changes": tag}
    line = Door(desk.socket)
    line.request("GET", f"{CONTROL}?with-defaults=report-all-tagged",
                 headers={"Accept": "application/yang-data+xml"})
    text = line.getresponse().read()
    line.close()
    found = [dict(e.attrib) for e in ElementTree.fromstring(text).iter() if e.attrib]
    assert found == [{"{urn:ietf:params:xml:ns:netconf:default:1.0}default": "true"}] * 2


def test_the_tag_of_a_get_is_that_of_an_edit(desk):
    """RFC 8040 3.4.1.2: what was read is changed unless somebody changed it meanwhile."""
    assert change(desk, "PATCH", body={"control": {"max-alarm-status-changes": 5}})[0] == 204
    answer, _ = desk.ask("GET", CONTROL)
    read = answer.getheader("ETag")
    for most, status in ((6, 204), (7, 412)):
        got, error = change(desk, "PUT", "/max-alarm-status-changes",
                            {"max-alarm-status-changes": most}, If_Match=read)
        assert got == status, error


def test_edits_of_one_are_edits_of_the_other(desk):
    status, error = change(desk, "PATCH", body={"control": {
        "notify-status-changes": "severity-level", "notify-severity-level": "major"}})
    assert status == 204, error
    both = {"notify-status-changes": "severity-level", "notify-severity-level": "major"}
    assert control_of(desk) == ours(desk) == both
    status, error = change(desk, "PUT", "/max-alarm-status-changes",
                           {"max-alarm-status-changes": 7})
    assert status == 201, error
    assert control_of(desk) == ours(desk) == {**both, "max-alarm-status-changes": 7}
    assert change(desk, "PUT", "/max-alarm-status-changes",
                  {"max-alarm-status-changes": 8})[0] == 204
    status, error = change(desk, "POST", body={"max-alarm-status-changes": 9})
    assert (status, error["error-tag"]) == (409, "data-exists")
    assert error["error-path"].startswith("/ietf-alarms:alarms/control/"), error
    assert change(desk, "DELETE", "/max-alarm-status-changes")[0] == 204
    assert change(desk, "DELETE", "/max-alarm-status-changes")[0] == 404
    assert change(desk, "POST", body={"max-alarm-status-changes": 9})[0] == 201
    answer, tree = desk.ask(
        "PUT", f"{DATA}/ietf-alarms:alarms",
        {"ietf-alarms:alarms": {"control": {"max-alarm-status-changes": 5}}}, Vigie_User="alice")
    assert answer.status == 204, tree
    assert control_of(desk) == ours(desk) == {"max-alarm-status-changes": 5}
    assert change(desk, "DELETE")[0] == 204
    assert control_of(desk) == ours(desk) == {}
    # Each was a revision, and is in the history.
    answer, tree = desk.ask("GET", f"{DATA}/vigie-tree:tree/history", Vigie_User="alice")
    assert "alarm-control/max-alarm-status-changes" in json.dumps(tree)


@pytest.mark.parametrize("method, path, body, status, tag", [
    ("PATCH", "", {"control": {"notify-status-changes": "severity-level"}}, 412,
     "operation-failed"),
    ("PATCH", "", {"control": {"max-alarm-status-changes": "infinite"}}, 400, "invalid-value"),
    ("PATCH", "", {"control": {"max-alarm-status-changes": 0}}, 400, "invalid-value"),
    ("PATCH", "", {"control": {"max-alarm-status-changes": 129}}, 400, "invalid-value"),
    ("PATCH", "", {"control": {"unknown": 1}}, 400, "unknown-element"),
    ("PATCH", "", {"control": {"alarm-shelving": {"shelf": [{"name": "a"}]}}}, 400,
     "bad-element"),
    ("PUT", "/alarm-shelving", {"alarm-shelving": {}}, 405, "operation-not-supported"),
    ("DELETE", "/../alarm-list", None, 405, "operation-not-supported"),
    ("PATCH", "/notify-status-changes", {"notify-status-changes": "raise-and-clear"}, 404,
     "invalid-value"),
    ("PUT", "/notify-status-changes", {"max-alarm-status-changes": 3}, 400, "invalid-value"),
    ("PUT", "/nothing", {"nothing": 3}, 404, "invalid-value"),
])
def test_what_is_refused(desk, method, path, body, status, tag):
    path = CONTROL + path if ".." not in path else f"{DATA}/ietf-alarms:alarms/alarm-list"
    answer, tree = desk.ask(method, path, body and {f"ietf-alarms:{k}": v for k, v in body.items()},
                            Vigie_User="alice")
    assert (answer.status, error_of(tree)["error-tag"]) == (status, tag), tree
    assert ours(desk) == {}


def test_who_may(desk):
    for user in ("marc", "claire"):
        status, error = change(desk, "PATCH", body={"control": {"max-alarm-status-changes": 3}},
                               user=user)
        assert (status, error["error-tag"]) == (403, "access-denied")
    status, error = change(desk, "PATCH", body={"control": {"max-alarm-status-changes": 3}},
                           If_Match='"r99"')
    assert status == 412, error


def test_a_shelf_is_shown_as_it_is(desk):
    desk.open_case()
    assert desk.vigie("alarm", "shelve", "device/ne-7/psu/1", "--for", "2h", "--reason",
                      "spare comes").returncode == 0
    answer, tree = desk.ask("GET", f"{CONTROL}/alarm-shelving")
    assert answer.status == 200, tree
    (shelf,) = tree["ietf-alarms:alarm-shelving"]["shelf"]
    assert shelf["resource"] == ["device/ne-7/psu/1"]
    assert shelf["alarm-type"] == [{"alarm-type-id": "vigie-alarm-types:psu-failed",
                                    "alarm-type-qualifier-match": ".*"}]
    assert shelf["description"] == "spare comes"


def test_what_is_told(desk):
    """Below the level nothing is; by the tree's next revision it is again."""
    heard, ready = [], threading.Event()

    def listen():
        door = Door(desk.socket)
        door.request("GET", "/restconf/streams/alarms")
        answer = door.getresponse()
        ready.set()
        for line in answer:
            if line.startswith(b"data: "):
                heard.append(json.loads(line[6:])["ietf-restconf:notification"])
                break
        door.close()
    assert change(desk, "PATCH", body={"control": {
        "notify-status-changes": "severity-level", "notify-severity-level": "critical"}})[0] == 204
    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    assert ready.wait(40)
    desk.open_case()  # major
    assert change(desk, "DELETE")[0] == 204
    desk.open_case("ne-8")
    thread.join(20)
    assert [h["ietf-alarms:alarm-notification"]["resource"] for h in heard] == [
        "device/ne-8/psu/1"]


# --- NETCONF -----------------------------------------------------------------------------------

@pytest.fixture(name="session")
def make_session():
    door = NcDoor()
    made = door.raw()
    yield made
    made.end()
    door.end()


def edit(session, inner, target="candidate"):
    return session.ask(f"<edit-config><target><{target}/></target><config>"
                       f'<alarms xmlns="{ALARMS}" xmlns:nc="{NC}">{inner}</alarms></config>'
                       "</edit-config>")


def seen(session, store, name=ALARMS, path="control", more=""):
    top = "alarms" if name == ALARMS else "collector"
    data = session.data(f"<get-config><source><{store}/></source><filter>"
                        f'<{top} xmlns="{name}"><{path}/></{top}></filter>{more}</get-config>')
    return {leaf.tag.split("}")[1]: leaf.text
            for leaf in data.findall(f"{{{name}}}{top}/{{{name}}}{path}/*")}


def test_by_netconf(session):
    mine = "<control><max-alarm-status-changes>3</max-alarm-status-changes></control>"
    assert is_ok(edit(session, mine))
    assert seen(session, "candidate") == {"max-alarm-status-changes": "3"}
    assert seen(session, "running") == {}
    assert is_ok(session.ask("<validate><source><candidate/></source></validate>"))
    assert is_ok(session.ask("<commit/>"))
    assert seen(session, "running") == seen(session, "running", TREE, "alarm-control") == {
        "max-alarm-status-changes": "3"}
    # Each operation; what goes needs no value.
    assert is_ok(edit(session, "<control><notify-status-changes>raise-and-clear"
                      "</notify-status-changes></control>", "running"))
    error = session.error("<edit-config><target><running/></target><config>"
                          f'<alarms xmlns="{ALARMS}" xmlns:nc="{NC}"><control>'
                          '<notify-status-changes nc:operation="create">raise-and-clear'
                          "</notify-status-changes></control></alarms></config></edit-config>")
    assert error["error-tag"] == "data-exists" and "control" in error["error-path"], error
    assert is_ok(edit(session, '<control><notify-status-changes nc:operation="delete"/></control>',
                      "running"))
    assert seen(session, "running") == {"max-alarm-status-changes": "3"}
    assert seen(session, "running", more='<with-defaults xmlns="urn:ietf:params:xml:ns:yang:'
                'ietf-netconf-with-defaults">report-all</with-defaults>') == {
        "max-alarm-status-changes": "3", "notify-status-changes": "all-state-changes"}
    assert is_ok(edit(session, '<control nc:operation="remove"/>', "running"))
    assert seen(session, "running") == {}
    for store in "running", "candidate":
        assert seen(session, store, more='<with-defaults xmlns="urn:ietf:params:xml:ns:yang:'
                    'ietf-netconf-with-defaults">report-all</with-defaults>') == {
            "max-alarm-status-changes": "32", "notify-status-changes": "all-state-changes"}
    # The whole of a get-config can be put back.
    assert is_ok(edit(session, mine, "running"))
    data = session.data("<get-config><source><running/></source></get-config>")
    assert data.find(f"{{{ALARMS}}}alarms/{{{ALARMS}}}control/*").text == "3"


def test_what_netconf_refuses(session):
    for inner, tag in (
            ("<control><max-alarm-status-changes>infinite</max-alarm-status-changes></control>",
             "invalid-value"),
            ("<control><alarm-shelving><shelf><name>a</name></shelf></alarm-shelving></control>",
             "bad-element"),
            ("<alarm-list><number-of-alarms>3</number-of-alarms></alarm-list>", "bad-element"),
            ('<control><max-alarm-status-changes nc:operation="delete"/></control>',
             "data-missing")):
        answer = edit(session, inner)
        assert not is_ok(answer), inner
        found = answer.find(f"{{{NC}}}rpc-error/{{{NC}}}error-tag")
        assert found.text == tag, (inner, found.text)


def test_it_says_where_it_deviates(session):
    data = session.data('<get><filter><yang-library xmlns="urn:ietf:params:xml:ns:yang:'
                        'ietf-yang-library"/></filter></get>')
    library = "{urn:ietf:params:xml:ns:yang:ietf-yang-library}"
    (alarms,) = [m for m in data.iter(f"{library}module")
                 if m.find(f"{library}name").text == "ietf-alarms"]
    assert [d.text for d in alarms.findall(f"{library}deviation")] == ["vigie-alarms-deviations"]
    features = {f.text for f in alarms.findall(f"{library}feature")}
    assert {"root-cause-analysis", "service-impact-analysis"} <= features
