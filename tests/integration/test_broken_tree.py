"""What is wrong with a whole tree is called by the same names at both doors (RFC 7950 section 15),
and answered over RESTCONF with the status that RFC 8040 section 7 has for that name.

Test number 127 (127.1.40.0/24 is the desk's own).  Needs root: sessions of users of its own.
"""
import pytest

import ncdoor
from ncdoor import TREE
from noc import DATA, error_of

TOP = "vigie-collector:collector"
PATH = f"{DATA}/{TOP}"
AGENT = "<agent><name>{}</name><site>lyon-2</site><user>{}</user><credential>lyon-2</credential></agent>"
WORK = ("<person><id>p1</id><name>P</name></person><planned-work><name>w</name><description>x</description>"
        "<device>ne-7</device><owner>p1</owner></planned-work>")
DEVICE = f"/{TOP}/device[name='ne-7']"
MANY = "".join(f"<listen><name>n{i}</name><address>127.1.40.1</address><port>0</port></listen>"
               for i in range(9))

# name: content of the tree's top, tag, app-tag, path, status
BROKEN = {
    "a must (P1)": (
        '<client><name>other</name></client><site><name>else</name><client>other</client></site>'
        '<device><name>ne-7</name><site>else</site></device>',
        "operation-failed", "must-violation", DEVICE, 412),
    "a leafref": (
        "<device><name>ne-7</name><site>nowhere</site></device>",
        "data-missing", "instance-required", f"{DEVICE}/site", 409),
    "unique": (
        AGENT.format("one", "twice") + AGENT.format("two", "twice"),
        "operation-failed", "data-not-unique", f"/{TOP}/agent[name='", 412),
    "too many": (MANY, "operation-failed", "too-many-elements", f"/{TOP}/listen", 412),
    "too few": (
        "<forwarder><name>f</name></forwarder>",
        "operation-failed", "too-few-elements", f"/{TOP}/forwarder[name='f']", 412),
    "a mandatory choice": (
        WORK,
        "data-missing", "missing-choice", f"/{TOP}/planned-work[name='w']", 409),
    "a mandatory leaf": (
        "<site><name>s</name></site>",
        "data-missing", None, f"/{TOP}/site[name='s']/client", 409),
    "a mandatory leaf of the case that was chosen": (
        WORK.replace("</planned-work>", "<end>2030-01-01T01:00:00Z</end></planned-work>"),
        "data-missing", None, f"/{TOP}/planned-work[name='w']/begin", 409),
}


@pytest.fixture(name="door", scope="module")
def make_door():
    made = ncdoor.NcDoor()
    yield made
    made.end()


def content(case):
    return f'<collector xmlns="{TREE}">{BROKEN[case][0]}</collector>'


@pytest.mark.parametrize("case", BROKEN)
def test_over_restconf(door, case):
    _, tag, app_tag, path, status = BROKEN[case]
    answer, tree = door.desk.ask("PATCH", PATH, content(case), Vigie_User="alice",
                                 Content_Type="application/yang-data+xml")
    assert answer.status == status, tree
    error = error_of(tree)
    assert (error["error-type"], error["error-tag"], error.get("error-app-tag")) == (
        "application", tag, app_tag), error
    assert error["error-path"].startswith(path), error
    assert door.desk.ask("GET", PATH, Vigie_User="alice")[0].getheader("ETag") == '"r1"'


def outcome(error):
    return error["error-type"], error["error-tag"], error.get("error-app-tag")


@pytest.mark.parametrize("case", BROKEN)
def test_over_netconf(door, case):
    """At once in running, and at the commit of a candidate."""
    _, tag, app_tag, _, _ = BROKEN[case]
    session = door.raw()
    edit = "<edit-config><target><%s/></target><config>" + content(case) + "</config></edit-config>"
    assert outcome(session.error(edit % "running")) == ("application", tag, app_tag)
    assert ncdoor.is_ok(session.ask(edit % "candidate"))
    for order in "<commit/>", "<validate><source><candidate/></source></validate>":
        error = session.error(order)
        assert outcome(error) == ("application", tag, app_tag), error
        assert error["error-path"], error
    assert ncdoor.is_ok(session.ask("<discard-changes/>"))
    assert session.end() == (0, "")
