"""vigie-netconf as a client of NETCONF meets it: hello, reading with filters, the commands of the
desk, sessions and locks, schemas, who may what.

Test number 120 (127.1.40.0/24 is the desk's own).  Needs root: sessions of users of its own.
"""
import uuid
import xml.etree.ElementTree as ET

import pytest

import ncdoor
import noc
from ncdoor import CASES, MONITORING, NC, TREE, is_ok, wait_for

WD = "{urn:ietf:params:xml:ns:netconf:default:1.0}default"
IETF_ALARMS = "urn:ietf:params:xml:ns:yang:ietf-alarms"


@pytest.fixture(name="door", scope="module")
def make_door():
    made = ncdoor.NcDoor()
    made.number = made.desk.open_case("ne-7")
    made.other = made.desk.open_case("ne-8")
    yield made
    made.end()


@pytest.fixture(name="session")
def make_session(door):
    made = door.raw()
    yield made
    code, said = made.end()
    assert (code, said) == (0, ""), said


def key():
    return f"<idempotency-key>{uuid.uuid4().hex}</idempotency-key>"


def texts(tree, *path):
    """The texts of what a path of local names leads to, whatever the namespaces."""
    found = [tree]
    for name in path:
        found = [c for node in found for c in node if c.tag.split("}")[1] == name]
    return [node.text for node in found]


def get(session, filter_="", op="get", more=""):
    inner = f"<source><running/></source>{filter_}" if op == "get-config" else filter_
    return session.data(f"<{op}>{inner}{more}</{op}>")


def subtree(inner):
    return f'<filter type="subtree">{inner}</filter>'


def xpath(select):
    return (f'<filter type="xpath" xmlns:c="{CASES}" xmlns:t="{TREE}" xmlns:m="{MONITORING}" '
            f'select="{select}"/>')


# --- hello ----------------------------------------------------------------------------------
def test_hello_10_and_11(door):
    for version in "1.0", "1.1":
        session = door.raw(version=version)
        tree = ET.fromstring(session.hello)
        said = texts(tree, "capabilities", "capability")
        assert "urn:ietf:params:netconf:base:1.0" in said
        assert "urn:ietf:params:netconf:base:1.1" in said
        assert "urn:ietf:params:netconf:capability:xpath:1.0" in said
        assert "urn:ietf:params:netconf:capability:notification:1.0" in said
        assert any(s.startswith("urn:ietf:params:netconf:capability:yang-library:1.1?") for s in said)
        assert int(texts(tree, "session-id")[0]) > 0
        assert texts(get(session, subtree(f'<collector xmlns="{TREE}"><name/></collector>')),
                     "collector", "name")
        assert session.end() == (0, "")


def test_a_user_of_no_tree_has_no_session(door):
    session = door.raw("otto", say_hello=False)
    code, said = session.end()
    assert code == 1
    assert "uid 5005 is no user of the tree" in said


def test_without_a_collector_there_is_no_session(door):
    session = ncdoor.Raw([door.program, "--socket", door.folder / "none.sock"], say_hello=False,
                         env=door.env)
    code, said = session.end()
    assert code == 1 and "none.sock" in said


# --- reading --------------------------------------------------------------------------------
def test_get_all_and_nothing(session):
    everything = get(session)
    tops = {c.tag for c in everything}
    assert {f"{{{CASES}}}cases", f"{{{CASES}}}alarms", f"{{{TREE}}}collector",
            f"{{{MONITORING}}}netconf-state"} <= tops
    assert len(get(session, subtree(""))) == 0
    assert len(get(session, subtree('<nothing xmlns="urn:example:none"/>'))) == 0


def test_get_config_is_configuration_alone(session):
    everything = get(session, op="get-config")
    assert {f"{{{TREE}}}collector"} <= {c.tag for c in everything}
    text = ET.tostring(everything).decode()
    assert CASES not in text and MONITORING not in text and "summary" not in text
    assert texts(everything, "collector", "device", "name") == ["ne-7", "ne-8", "ne-9"]
    assert len(get(session, subtree(f'<cases xmlns="{CASES}"/>'), "get-config")) == 0


def test_subtree_selects_matches_and_contains(door, session):
    cases = f'<cases xmlns="{CASES}"><case>%s</case></cases>'
    found = get(session, subtree(cases % "<id/><title/>"))
    assert sorted(texts(found, "cases", "case", "id")) == sorted([door.number, door.other])
    assert {c.tag.split("}")[1] for case in found[0] for c in case} == {"id", "title"}
    # A key: one entry, whole, asked of the collector alone.
    found = get(session, subtree(cases % f"<id>{door.number}</id>"))
    assert texts(found, "cases", "case", "id") == [door.number]
    assert texts(found, "cases", "case", "device") == ["ne-7"]
    assert len(get(session, subtree(cases % "<id>2020-000001</id>"))) == 0
    # Any other leaf.
    found = get(session, subtree(cases % "<device>ne-8</device><id/>"))
    assert texts(found, "cases", "case", "id") == [door.other]
    assert texts(found, "cases", "case", "device") == ["ne-8"]
    found = get(session, subtree(cases % "<severity>major</severity><state>none-such</state>"))
    assert len(found) == 0
    # What a match is met by is told whole when nothing else is asked of it.
    alarms = (f'<alarms xmlns="{CASES}"><alarm><alarm-type-id xmlns:v="urn:vigie:vigie-alarm-types">'
              "v:psu-failed</alarm-type-id><device>ne-7</device></alarm></alarms>")
    found = get(session, subtree(alarms))
    assert texts(found, "alarms", "alarm", "resource") == ["device/ne-7/psu/1"]


def test_alarms_of_rfc_8632_by_what_they_say(session):
    listed = f'<alarms xmlns="{IETF_ALARMS}"><alarm-list><alarm>%s</alarm></alarm-list></alarms>'
    for match, found in (("<resource>device/ne-8/psu/1</resource>", 1),
                         ("<perceived-severity>major</perceived-severity>", 2),
                         ("<resource>device/ne-8/psu/1</resource>"
                          "<perceived-severity>minor</perceived-severity>", 0),
                         ("<perceived-severity>indeterminate</perceived-severity>", 0)):
        tree = get(session, subtree(listed % match))
        assert len(texts(tree, "alarms", "alarm-list", "alarm", "resource")) == found, match
        if found:
            assert texts(tree, "alarms", "alarm-list", "alarm", "alarm-type-id"), match
            assert len(tree[0][0]) == found  # the alarms and nothing beside them
    # A key, and what stands beside the list.
    one = ("/a:alarms/a:alarm-list/a:alarm[a:resource='device/ne-8/psu/1']"
           "[a:alarm-type-id='v:psu-failed'][a:alarm-type-qualifier='']/a:is-cleared")
    prefixes = f'xmlns:a="{IETF_ALARMS}" xmlns:v="urn:vigie:vigie-alarm-types" '
    found = get(session, xpath(one).replace("xmlns:c", f"{prefixes}xmlns:c"))
    assert texts(found, "alarms", "alarm-list", "alarm", "is-cleared") == ["false"]
    counted = get(session, subtree(listed.replace("<alarm>%s</alarm>", "<number-of-alarms/>")))
    assert texts(counted, "alarms", "alarm-list", "number-of-alarms") == ["2"]


def test_xpath(door, session):
    number = door.number
    assert texts(get(session, xpath(f"/c:cases/c:case[c:id='{number}']/c:device")),
                 "cases", "case", "device") == ["ne-7"]
    found = get(session, xpath("/c:cases/c:case[c:device='ne-8'] | /t:collector/t:name"))
    assert texts(found, "cases", "case", "id") == [door.other]
    assert texts(found, "collector", "name") == ["noc"]
    assert texts(get(session, xpath("//c:alarm[c:device='ne-8']/c:perceived-severity")),
                 "alarms", "alarm", "perceived-severity") == ["major"]
    assert len(get(session, xpath("/c:cases/c:case[c:id='2020-000009']"))) == 0
    assert len(get(session, xpath("/t:collector/t:device[t:name='ne-7']/t:address"),
                   "get-config")) == 1


def test_instants_end_in_z_and_paths_stay_here(door, session):
    text = ET.tostring(get(session)).decode()
    assert "+00:00" not in text and "Z<" in text
    assert "file://" not in text and str(door.folder) not in text


def test_with_defaults(session):
    wanted = subtree(f'<collector xmlns="{TREE}"><policy/></collector>')
    more = '<with-defaults xmlns="urn:ietf:params:xml:ns:yang:ietf-netconf-with-defaults">%s</with-defaults>'
    explicit = get(session, wanted, "get-config", more % "explicit")
    assert get(session, wanted, "get-config") is not None
    report_all = get(session, wanted, "get-config", more % "report-all")
    tagged = get(session, wanted, "get-config", more % "report-all-tagged")
    trim = get(session, wanted, "get-config", more % "trim")
    assert len(report_all.findall(".//*")) > len(explicit.findall(".//*")) + 5
    # RFC 6243 section 6: in a namespace of its own, at leaves that nobody set.
    tags = [{n: v for n, v in e.attrib.items() if "default" in n} for e in tagged.iter()]
    assert {str(t) for t in tags if t} == {str({WD: "true"})}
    assert len([t for t in tags if t]) >= len(report_all.findall(".//*")) - len(explicit.findall(".//*")) - 1
    assert len(trim.findall(".//*")) <= len(explicit.findall(".//*"))


def test_what_a_role_may_not_read_is_left_out(door):
    session = door.raw("vera")
    found = get(session, op="get-config")
    assert len(found) == 0 or "device" not in ET.tostring(found).decode()
    assert texts(get(session, subtree(f'<cases xmlns="{CASES}"><case><id/></case></cases>')),
                 "cases", "case", "id")
    assert session.end() == (0, "")


def shape(node):
    """What an element says, whatever the order of its children and its prefixes."""
    text = (node.text or "").strip()
    return node.tag, text.split(":")[-1], sorted(shape(c) for c in node)


def test_text_and_tree_say_the_same(door):
    """The socket writes XML with a pen where nothing is cut away: beside what a tree says."""
    tops = ["vigie-cases:cases", "vigie-cases:alarms", "vigie-cases:returns", "vigie-cases:inventory",
            "vigie-cases:agents", "vigie-cases:intake", "vigie-cases:storms",
            "vigie-cases:decisions", "vigie-cases:events", "vigie-cases:shelves", "vigie-cases:planned",
            "vigie-cases:outbox", "vigie-cases:persons", "vigie-cases:sweep", "vigie-tree:tree",
            "vigie-tree:sessions", "ietf-alarms:alarms", "vigie-collector:collector"]
    for top in tops:
        told = []
        for query in "", "?depth=100":
            link = noc.Door(door.desk.socket)
            link.request("GET", f"/restconf/data/{top}{query}", headers={
                "Accept": "application/yang-data+xml"})
            answer = link.getresponse()
            assert answer.status == 200, top
            told.append(shape(ET.fromstring(answer.read())))
            link.close()
        assert told[0] == told[1], top


# --- schemas and state ----------------------------------------------------------------------
def test_every_schema_can_be_had(session):
    state = get(session, subtree(f'<netconf-state xmlns="{MONITORING}"/>'))
    schemas = list(zip(texts(state, "netconf-state", "schemas", "schema", "identifier"),
                       texts(state, "netconf-state", "schemas", "schema", "version")))
    assert {"vigie-cases", "vigie-cases-why", "ietf-netconf", "notifications"} <= {
        name for name, _ in schemas}
    for name, version in schemas:
        answer = session.data(f'<get-schema xmlns="{MONITORING}"><identifier>{name}</identifier>'
                              f"<version>{version or ''}</version></get-schema>")
        assert f"module {name} {{" in answer.text, name
    assert "<module" in session.data(
        f'<get-schema xmlns="{MONITORING}"><identifier>vigie-types</identifier>'
        f'<format xmlns:m="{MONITORING}">m:yin</format></get-schema>').text
    for inner in ("<identifier>none-such</identifier>",
                  "<identifier>vigie-cases</identifier><version>2020-01-01</version>"):
        error = session.error(f'<get-schema xmlns="{MONITORING}">{inner}</get-schema>')
        assert error["error-tag"] == "invalid-value"


def test_state_tells_sessions_and_capabilities(door, session):
    other = door.raw("claire")
    state = get(session, subtree(f'<netconf-state xmlns="{MONITORING}"/>'))
    assert {"alice", "claire"} <= set(texts(state, "netconf-state", "sessions", "session", "username"))
    hello = texts(ET.fromstring(session.hello), "capabilities", "capability")
    assert texts(state, "netconf-state", "capabilities", "capability") == hello
    assert other.end() == (0, "")


def test_a_session_counts_what_it_refuses(door):
    """RFC 6022 section 3.3: rpcs, what was none, replies with an error."""
    session = door.raw()

    def counts():
        state = get(session, subtree(f'<netconf-state xmlns="{MONITORING}"><sessions/>'
                                     "</netconf-state>"))
        return [int(*texts(state, "netconf-state", "sessions", "session", name))
                for name in ("in-rpcs", "in-bad-rpcs", "out-rpc-errors")]
    assert counts() == [1, 0, 0]
    assert session.error("<no-such-thing/>")["error-tag"] == "unknown-element"
    assert counts() == [3, 0, 1]
    session.send("<rpc this is no xml")
    assert "malformed-message" in session.hear()
    assert counts() == [4, 1, 2]
    assert session.error("<kill-session><session-id>999</session-id></kill-session>")
    assert counts() == [6, 1, 3]
    assert session.end() == (0, "")


def test_a_tagged_default_is_as_if_nobody_had_set_it(session):
    """RFC 6243 section 6, where the basic mode is explicit."""
    policy = f'<collector xmlns="{TREE}" xmlns:wd="{WD[1:].split("}")[0]}"><policy>%s</policy></collector>'
    edit = "<edit-config><target><running/></target><config>%s</config></edit-config>"

    def wait():
        found = get(session, subtree(policy % "<parent-wait-s/>"), "get-config")
        return texts(found, "collector", "policy", "parent-wait-s")
    assert is_ok(session.ask(edit % (policy % "<parent-wait-s>91</parent-wait-s>")))
    assert wait() == ["91"]
    error = session.error(edit % (policy % '<parent-wait-s wd:default="true">91</parent-wait-s>'))
    assert error["error-tag"] == "invalid-value" and "parent-wait-s" in error["error-path"]
    assert is_ok(session.ask(edit % (policy % '<parent-wait-s wd:default="true">90</parent-wait-s>')))
    assert wait() == []
    # Set to what is the default anyhow is set.
    assert is_ok(session.ask(edit % (policy % '<parent-wait-s wd:default="0">90</parent-wait-s>')))
    assert wait() == ["90"]
    assert is_ok(session.ask(edit % (policy % '<parent-wait-s wd:default="1">90</parent-wait-s>')))
    assert wait() == []


COUNTERS = ("in-rpcs", "in-bad-rpcs", "out-rpc-errors", "out-notifications")


def monitored(session, of="statistics"):
    state = get(session, subtree(f'<netconf-state xmlns="{MONITORING}"><{of}/></netconf-state>'))
    return state[0][0]


def statistics(session):
    return {c.tag.split("}")[1]: c.text for c in monitored(session)}


def test_the_statistics_are_of_all_sessions(door, session):
    """RFC 6022 section 2.1.5."""
    def counted(asker, user):
        for s in monitored(asker, "sessions"):
            if s.findtext(f"{{{MONITORING}}}username") == user:
                return [s.findtext(f"{{{MONITORING}}}{name}") for name in COUNTERS]
        return None

    def sessions_since(before):
        now = statistics(session)
        return [int(now[name]) - int(before[name])
                for name in ("in-sessions", "in-bad-hellos", "dropped-sessions")]
    first = statistics(session)
    assert set(first) == {"netconf-start-time", "in-bad-hellos", "in-sessions",
                          "dropped-sessions", *COUNTERS}
    assert first["netconf-start-time"].endswith("Z")
    other = door.raw("claire")
    assert other.error("<no-such-thing/>")["error-tag"] == "unknown-element"
    other.send("<rpc this is no xml")
    assert "malformed-message" in other.hear()
    # Its own are told when it asks, and what others count some seconds after they did.
    assert counted(other, "claire") == ["2", "1", "2", "0"]
    assert other.error("<no-such-thing/>")["error-tag"] == "unknown-element"
    wait_for("what another counted", lambda: counted(session, "claire") == ["3", "1", "3", "0"])
    now = statistics(session)
    assert int(now["in-bad-rpcs"]) == int(first["in-bad-rpcs"]) + 1
    assert int(now["out-rpc-errors"]) == int(first["out-rpc-errors"]) + 3
    # How a session ends: its client goes, closes it, is killed, or never said hello.
    assert other.error("<no-such-thing/>")["error-tag"] == "unknown-element"
    assert other.end() == (0, "")
    wait_for("it to be dropped", lambda: sessions_since(first) == [1, 0, 1])
    assert int(statistics(session)["out-rpc-errors"]) == int(first["out-rpc-errors"]) + 4
    other = door.raw("claire")
    assert is_ok(other.ask("<close-session/>"))
    other.end()
    wait_for("it to be closed", lambda: counted(session, "claire") is None)
    assert sessions_since(first) == [2, 0, 1]
    other = door.raw("claire", say_hello=False)
    other.say(b"<hello/>]]>]]>")
    assert other.end()[0] == 1
    wait_for("the bad hello", lambda: sessions_since(first) == [3, 1, 1])
    other = door.raw("claire")
    number = next(s for s in monitored(session, "sessions")
                  if s.findtext(f"{{{MONITORING}}}username") == "claire")
    assert is_ok(session.ask("<kill-session><session-id>%s</session-id></kill-session>"
                             % number.findtext(f"{{{MONITORING}}}session-id")))
    other.end()
    wait_for("it to be killed", lambda: counted(session, "claire") is None)
    assert sessions_since(first) == [4, 1, 1]


# --- commands -------------------------------------------------------------------------------
def test_commands_of_the_desk(door, session):
    def command(verb, inner=""):
        return session.ask(f'<{verb} xmlns="{CASES}"><case>{door.other}</case>{inner}{key()}</{verb}>')

    answer = command("take")
    assert texts(answer, "state") and answer.find(f"{{{CASES}}}case").text == door.other
    assert door.desk.case(door.other)["owner"] == "alice"
    assert texts(command("note", "<text>written over NETCONF: é &amp; &lt;b&gt;</text>"), "case")
    told = get(session, subtree(f'<cases xmlns="{CASES}"><case><id>{door.other}</id></case></cases>'))
    assert "written over NETCONF: é & <b>" in "".join(told.itertext())


ALARMS = "urn:ietf:params:xml:ns:yang:ietf-alarms"


def test_alarms_of_rfc_8632_and_their_actions(door, session):
    found = get(session, subtree(f'<alarms xmlns="{ALARMS}"/>'))
    text = "".join(found.itertext())
    assert "device/ne-8/psu/1" in text and "psu-failed" in text

    def act(path):
        return session.ask(f'<action xmlns="urn:ietf:params:xml:ns:yang:1"><alarms xmlns="{ALARMS}">'
                           f"<alarm-list>{path}</alarm-list></alarms></action>")

    alarm = ('<alarm><resource>device/ne-8/psu/1</resource><alarm-type-id '
             'xmlns:v="urn:vigie:vigie-alarm-types">v:psu-failed</alarm-type-id>'
             "<alarm-type-qualifier/>%s</alarm>")
    assert is_ok(act(alarm % "<set-operator-state><state>ack</state><text>seen</text>"
                             "</set-operator-state>"))
    told = "".join(get(session, subtree(f'<alarms xmlns="{ALARMS}"/>')).itertext())
    assert "seen" in told and "alice" in told
    answer = act("<purge-alarms><alarm-clearance-status>cleared</alarm-clearance-status></purge-alarms>")
    assert texts(answer, "purged-alarms") == ["0"], ET.tostring(answer)
    error = ncdoor.error_of(act(alarm.replace("ne-8", "ne-99") %
                                "<set-operator-state><state>ack</state></set-operator-state>"))
    assert error["error-tag"] in ("invalid-value", "data-missing"), error
    viewer = door.raw("vera")
    assert ncdoor.error_of(viewer.ask(
        f'<action xmlns="urn:ietf:params:xml:ns:yang:1"><alarms xmlns="{ALARMS}"><alarm-list>'
        "<compress-alarms/></alarm-list></alarms></action>"))["error-tag"] == "access-denied"
    assert viewer.end() == (0, "")


def test_refusals_are_typed(door, session):
    answer = session.error(f'<take xmlns="{CASES}"><case>2020-000001</case>{key()}</take>')
    assert answer["error-tag"] == "invalid-value" and "2020-000001" in answer["error-message"]
    answer = session.error(f'<take xmlns="{CASES}"/>')
    assert answer["error-tag"] == "missing-element"
    answer = session.error(f'<take xmlns="{CASES}"><case>{door.number}</case><x/></take>')
    assert answer["error-tag"] == "unknown-element" and answer["info"]["bad-element"] == "x"
    answer = session.error(f'<take xmlns="{CASES}"><case>not a number</case></take>')
    assert answer["error-tag"] == "invalid-value"
    over = door.desk.open_case("ne-9")
    close = (f'<close xmlns="{CASES}"><case>{over}</case><cause>c</cause><cure>c</cure>%s</close>')
    assert texts(session.ask(close % key()), "state") == ["closed"]
    answer = session.error(f'<take xmlns="{CASES}"><case>{over}</case>{key()}</take>')
    assert answer["error-tag"] == "operation-failed" and "P9" in answer["error-message"], answer
    assert answer["error-app-tag"] == "refused-by-policy"
    viewer = door.raw("vera")
    answer = viewer.error(f'<take xmlns="{CASES}"><case>{door.number}</case>{key()}</take>')
    assert answer["error-tag"] == "access-denied" and "vera" in answer["error-message"]
    assert viewer.end() == (0, "")
    assert "owner" not in door.desk.case(door.number)


def test_unknown_operations(session):
    assert session.error("<no-such-thing/>")["error-tag"] == "unknown-element"
    error = session.error('<thing xmlns="urn:example:none"/>')
    assert error["error-tag"] == "unknown-namespace"
    session.send(f'<rpc xmlns="{NC}"><get/></rpc>')
    error = ncdoor.error_of(ET.fromstring(session.hear()))
    assert error["error-tag"] == "missing-attribute"
    assert error["info"] == {"bad-attribute": "message-id", "bad-element": "rpc"}
    session.send(f'<rpc xmlns="{NC}" message-id="a&lt;b" xmlns:e="urn:e" e:more="x"><nothing/></rpc>')
    answer = ET.fromstring(session.hear())
    assert answer.get("message-id") == "a<b" and answer.get("{urn:e}more") == "x"


# --- sessions and locks ---------------------------------------------------------------------
LOCK = "<{0}><target><running/></target></{0}>"


def number_of(session):
    return texts(ET.fromstring(session.hello), "session-id")[0]


def test_close_session(door):
    session = door.raw()
    assert is_ok(session.ask("<close-session/>"))
    assert session.hear() is None
    assert session.end() == (0, "")


def test_one_lock_at_a_time(door, session):
    other = door.raw()
    assert is_ok(session.ask(LOCK.format("lock")))
    for again in session, other:
        error = again.error(LOCK.format("lock"))
        assert error["error-tag"] == "lock-denied"
        assert error["info"]["session-id"] == number_of(session)
    assert other.error(LOCK.format("unlock"))["error-tag"] == "operation-failed"
    state = get(other, subtree(f'<netconf-state xmlns="{MONITORING}"><datastores/></netconf-state>'))
    assert texts(state, "netconf-state", "datastores", "datastore", "locks", "global-lock",
                 "locked-by-session") == [number_of(session)]
    assert is_ok(session.ask(LOCK.format("unlock")))
    assert session.error(LOCK.format("unlock"))["error-tag"] == "operation-failed"
    assert is_ok(other.ask(LOCK.format("lock")))
    assert is_ok(other.ask("<close-session/>"))
    assert other.end() == (0, "")
    assert is_ok(session.ask(LOCK.format("lock")))  # its lock ended with it
    assert is_ok(session.ask(LOCK.format("unlock")))


def test_a_lock_ends_with_the_process(door, session):
    other = door.raw()
    assert is_ok(other.ask(LOCK.format("lock")))
    assert session.error(LOCK.format("lock"))["error-tag"] == "lock-denied"
    other.program.kill()
    wait_for("the lock's end", lambda: is_ok(session.ask(LOCK.format("lock"))), 10)
    assert is_ok(session.ask(LOCK.format("unlock")))
    other.end()


def test_who_may_not_change_the_tree_locks_nothing(door):
    session = door.raw("vera")
    assert session.error(LOCK.format("lock"))["error-tag"] == "access-denied"
    assert session.end() == (0, "")


def test_kill_session(door, session):
    def kill(by, number):
        return by.ask(f"<kill-session><session-id>{number}</session-id></kill-session>")

    victim, viewer = door.raw("claire"), door.raw("vera")
    assert is_ok(session.ask(LOCK.format("lock")))
    error = ncdoor.error_of(kill(viewer, number_of(victim)))
    assert error["error-tag"] == "access-denied"
    assert ncdoor.error_of(kill(session, number_of(session)))["error-tag"] == "invalid-value"
    assert ncdoor.error_of(kill(session, 4000000))["error-tag"] == "invalid-value"
    assert is_ok(kill(session, number_of(victim)))
    assert victim.hear() is None
    code, said = victim.end()
    assert code == 1 and "killed" in said
    assert is_ok(session.ask(LOCK.format("unlock")))
    # It is gone for the collector as well.
    state = get(session, subtree(f'<netconf-state xmlns="{MONITORING}"><sessions/></netconf-state>'))
    assert number_of(victim) not in texts(state, "netconf-state", "sessions", "session", "session-id")
    assert viewer.end() == (0, "")


def test_a_session_is_its_owners(door, session):
    """The field that names a session is believed of its own user alone."""
    number = number_of(session)
    answer, _ = door.desk.ask("GET", "/restconf/data/vigie-tree:sessions", Vigie_Session=number)
    assert answer.status == 403
    answer, _ = door.desk.ask("GET", "/restconf/data/vigie-tree:sessions", Vigie_Session="x")
    assert answer.status == 403


def test_the_collectors_end_is_the_sessions(door):
    """Last: it ends the collector."""
    sessions = [door.raw() for _ in range(3)]
    name, process = door.desk.stage.programs[-1]
    assert name == "vigie-collector"
    process.terminate()
    process.wait(20)
    for session in sessions:
        assert session.hear() is None
        code, said = session.end()
        assert code == 1 and said
