"""What is written at once says what a tree says (lib/rest/restpen): each resource of the collector, asked
for as it is, which makes no tree, and by the names of all its members (fields=), which makes one.  A tree
is judged by libyang leaf by leaf; what it refuses is left out, and so would differ.

Test number 138 (127.1.138.0/24).
"""
import urllib.parse
import xml.etree.ElementTree as ET

import pytest

import noc
from noc import CASES, DATA, USERS, Desk, story, zoe_of_the_client

XML = "application/yang-data+xml"
MOVES = {"remaining-seconds", "next-remaining-seconds", "time", "at", "last-heard"}


@pytest.fixture(name="desk", scope="module")
def make_desk(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("ways"), USERS, zoe_of_the_client, net="127.1.138")
    taken = made.open_case()
    for verb, more in (("take", {}), ("note", {"text": "a <b> & \"c\" \\ 'd'\n\té"}),
                       ("return-ask", {"resource": "device/ne-7/psu/1"})):
        status, tree = made.do(verb, taken, "claire", **more)
        assert status == 200, (verb, tree)
    made.open_case("ne-8")
    made.open_case("ne-9")
    made.trap("ne-9", good=True)
    yield made
    made.stage.stop()
    assert "the model refuses" not in made.log() and "AddressSanitizer" not in made.log()


def text_of(desk, path, accept, user):
    """(status, body) as it came."""
    door = noc.Door(desk.socket)
    door.request("GET", path, headers={"Accept": accept, "Vigie-User": user})
    answer = door.getresponse()
    body = answer.read().decode()
    door.close()
    return answer.status, body


def settled(node):
    """Without what goes on by itself while one asks."""
    if isinstance(node, dict):
        return {k: settled(v) for k, v in node.items() if k not in MOVES}
    return [settled(n) for n in node] if isinstance(node, list) else node


def flat(element):
    """An element as (name, text, members in any order); prefixes mean what they are declared for."""
    name = element.tag.split("}")[-1]
    text = (element.text or "").split(":")[-1]
    return (name, "" if name in MOVES or len(element) else text, sorted(map(flat, element)))


def both(desk, path, user):
    """The members of a resource in both ways of JSON, and of XML; None when it is not his."""
    query = "&" if "?" in path else "?"
    answer, tree = desk.ask("GET", path, Vigie_User=user)
    if answer.status in (403, 404):
        return None
    assert answer.status == 200, (path, tree)
    inside = next(iter(tree.values()))
    inside = inside[0] if isinstance(inside, list) else inside
    if not isinstance(inside, dict) or not inside:
        return None
    names = urllib.parse.quote(";".join(inside))
    answer, named = desk.ask("GET", f"{path}{query}fields={names}", Vigie_User=user)
    assert answer.status == 200, (path, named)
    xml = []
    for whole in (path, f"{path}{query}fields={names}"):
        status, body = text_of(desk, whole, XML, user)
        assert status == 200, (whole, body)
        xml.append(flat(ET.fromstring(body)))
    return settled(tree), settled(named), *xml


def agree(desk, path, user):
    """Whether both ways say the same: "the same", "nothing" to compare, or False."""
    found = both(desk, path, user)
    if found is None:
        return "nothing"
    json_written, json_made, xml_written, xml_made = found
    return json_written == json_made and xml_written == xml_made and "the same"


def tops(desk):
    answer, tree = desk.ask("GET", f"{DATA}?depth=2")
    assert answer.status == 200, tree
    return list(tree["ietf-restconf:data"])


@pytest.mark.parametrize("user", ["tests", "claire", "zoe"])
def test_resources(desk, user):
    names = tops(desk)
    assert len(names) >= 25 and "vigie-cases:cases" in names, names
    compared = 0
    for path in [f"{DATA}/{name}" for name in names] + [
            f"{CASES}?depth=3&limit=2", f"{CASES}?depth=2", f"{CASES}?state=open&limit=1",
            f"{CASES}/case={desk.cases()[0]['id']}", f"{CASES}/case={desk.cases()[-1]['id']}?depth=2",
            f"{DATA}/vigie-cases:alarms/alarm=device%2Fne-7%2Fpsu%2F1,vigie-alarm-types%3Apsu-failed,",
            f"{DATA}/ietf-alarms:alarms/alarm-list?limit=2", f"{DATA}/ietf-alarms:alarms/summary",
            f"{DATA}/ietf-alarms:alarms/alarm-list/alarm=device%2Fne-8%2Fpsu%2F1,"
            "vigie-alarm-types%3Apsu-failed,", f"{DATA}/ietf-yang-library:yang-library",
            f"{DATA}/ietf-restconf-monitoring:restconf-state/streams/stream=cases"]:
        if path.endswith(("vigie-cases:intake", "vigie-cases:storage")):
            continue  # counters of these very requests
        compared += story.wait_for(f"{path} to be the same in both ways",
                                   lambda p=path: agree(desk, p, user), 20) == "the same"
    assert compared >= (25 if user != "zoe" else 5), compared


def test_what_is_no_resource(desk):
    """Of what does not come the tree's way tells what is wrong."""
    for path, status in ((f"{CASES}/case=2020-000001", 404), (f"{CASES}/case", 400),
                         (f"{CASES}/none", 404), (f"{CASES}=7", 400),
                         (f"{CASES}/case={desk.cases()[0]['id']}/none", 404),
                         (f"{CASES}/case={desk.cases()[0]['id']}/id/below", 404),
                         (f"{DATA}/vigie-cases:alarms/alarm=a,b", 400)):
        answer, tree = desk.ask("GET", path)
        assert answer.status == status, (path, tree)
    for leaf, value in ("state", "in-hand"), ("id", desk.cases()[0]["id"]):
        found = [desk.ask("GET", f"{CASES}/case={case['id']}/{leaf}")[1] for case in desk.cases()]
        assert value in [f[f"vigie-cases:{leaf}"] for f in found], found
