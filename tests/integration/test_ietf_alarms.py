"""RFC 8632 at the socket: what a client of ietf-alarms sees of alarms, and does with them.

Test number 40 (127.1.40.0/24): a desk of test_doors.
"""
import json
import subprocess
import threading
import urllib.parse

import pytest

from noc import DATA, ROOT, Desk, Door, error_of

ALARMS = f"{DATA}/ietf-alarms:alarms"
PSU = "device/ne-7/psu/1"


def key_of(resource, kind="psu-failed", qualifier=""):
    return ",".join(urllib.parse.quote(part, safe="") for part in (
        resource, f"vigie-alarm-types:{kind}", qualifier))


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def get(desk, path="", **headers):
    answer, tree = desk.ask("GET", ALARMS + path, **headers)
    assert answer.status == 200, tree
    return next(iter(tree.values()))


def one(desk, resource=PSU):
    return get(desk, f"/alarm-list/alarm={key_of(resource)}")[0]


def act(desk, path, user=None, **leafs):
    headers = {"Vigie_User": user} if user else {}
    answer, tree = desk.ask("POST", f"{ALARMS}/{path}", {"ietf-alarms:input": leafs}, **headers)
    return answer.status, tree


def says(desk, resource, state, user=None, **more):
    return act(desk, f"alarm-list/alarm={key_of(resource)}/set-operator-state", user,
               state=state, **more)


def states(alarm):
    return [(s["operator"], s["state"], s.get("text", ""))
            for s in alarm.get("operator-state-change", [])]


def test_the_life_of_an_alarm(desk):
    case = desk.open_case()
    alarm = one(desk)
    assert alarm["alarm-type-id"] == "vigie-alarm-types:psu-failed"
    assert alarm["is-cleared"] is False and alarm["perceived-severity"] == "major"
    assert alarm["time-created"] == alarm["last-raised"] == alarm["last-changed"]
    assert alarm["alt-resource"] == [
        "/vigie-cases:inventory/device[name='ne-7']/component[name='psu/1']"]
    assert alarm["vigie-alarms-case:vigie"]["case"] == case
    assert [c["perceived-severity"] for c in alarm["status-change"]] == ["major"]
    assert alarm["status-change"][0]["time"] == alarm["last-changed"]
    assert states(alarm) == []
    # The case is taken: each of its alarms says so, by the person's name.
    assert desk.do("take", case, "claire")[0] == 200
    assert states(one(desk)) == [("claire", "ack", f"case {case}")]
    # Acknowledged by another: the operator's word only.
    assert says(desk, PSU, "ack", "marc", text="seen")[0] == 204
    assert states(one(desk))[0] == ("marc", "ack", "seen")
    assert desk.case(case)["owner"] == "claire"
    assert says(desk, PSU, "closed", "marc")[0] == 204
    assert desk.case(case)["state"] == "in-hand"
    times = [s["time"] for s in one(desk)["operator-state-change"]]
    assert times == sorted(set(times), reverse=True)
    summary = {s["severity"]: s for s in get(desk, "/summary")["alarm-summary"]}
    assert summary["major"] == {
        "severity": "major", "total": 1, "not-cleared": 1, "cleared": 0, "cleared-not-closed": 0,
        "cleared-closed": 0, "not-cleared-closed": 1, "not-cleared-not-closed": 0}
    assert desk.do("close", case, "claire", cause="x", cure="y")[0] == 200
    assert states(one(desk))[0] == ("claire", "closed", f"case {case}: y")


def test_ack_of_what_nobody_owns_is_take(desk):
    case = desk.open_case()
    assert says(desk, PSU, "ack", "claire")[0] == 204
    assert desk.case(case)["owner"] == "claire"
    assert states(one(desk)) == [("claire", "ack", f"case {case}")]
    status, tree = says(desk, PSU, "ack", "vera")
    assert status == 403 and error_of(tree)["error-tag"] == "access-denied", tree
    status, tree = says(desk, "device/ne-7/psu/9", "ack", "claire")
    assert status == 404 and "not found" in error_of(tree)["error-message"], tree
    status, tree = says(desk, PSU, "shelved", "claire")
    assert status == 400, tree


def test_a_shelf_moves_it_to_the_other_list(desk):
    desk.open_case()
    assert desk.vigie("alarm", "shelve", PSU, "--for", "2h", "--reason",
                      "spare comes").returncode == 0
    assert get(desk, "/alarm-list")["number-of-alarms"] == 0
    shelved = get(desk, "/shelved-alarms")
    assert shelved["number-of-shelved-alarms"] == 1
    (alarm,) = shelved["shelved-alarm"]
    assert alarm["resource"] == PSU and alarm["shelf-name"]
    assert states(alarm)[0] == ("vigie", "shelved", alarm["shelf-name"])
    assert "shelves-active" in get(desk, "/summary")
    assert [s["total"] for s in get(desk, "/summary")["alarm-summary"]] == [0, 0, 0, 0]
    status, tree = says(desk, PSU, "ack", "claire")
    assert status == 409 and "on a shelf" in error_of(tree)["error-message"], tree
    assert alarm["shelf-name"] in [s["name"] for s in get(desk, "/control")["alarm-shelving"][
        "shelf"]]
    assert desk.vigie("alarm", "unshelve", PSU).returncode == 0
    assert states(one(desk))[0][:2] == ("vigie", "un-shelved")


def test_purge_and_compress(desk):
    for device in ("ne-7", "ne-8"):
        desk.open_case(device)
    status, tree = act(desk, "alarm-list/compress-alarms", "claire",
                       resource="device/ne-8(/.*)?")
    assert (status, tree) == (200, {"ietf-alarms:output": {"compressed-alarms": 0}})
    for user in ("vera", "claire"):
        status, tree = act(desk, "alarm-list/purge-alarms", user,
                           **{"alarm-clearance-status": "any"})
        assert status == 403, tree
    # What stands in an open case goes only when it is meant.
    for wanted, gone in (("any", 0), ("cleared", 0), ("not-cleared", 2), ("not-cleared", 0)):
        status, tree = act(desk, "alarm-list/purge-alarms", "marc",
                           **{"alarm-clearance-status": wanted})
        assert (status, tree) == (200, {"ietf-alarms:output": {"purged-alarms": gone}}), wanted
    assert get(desk, "/alarm-list")["number-of-alarms"] == 0
    assert len(desk.cases()) == 2
    answer, _ = desk.ask("GET", f"{ALARMS}/alarm-list/alarm={key_of(PSU)}")
    assert answer.status == 404
    status, tree = says(desk, PSU, "closed", "claire")
    assert status == 404 and "purged" in error_of(tree)["error-message"], tree
    status, tree = act(desk, "alarm-list/purge-alarms", "marc")
    assert status == 400, tree


def test_inventory_and_what_it_can(desk):
    kinds = {k["alarm-type-id"] for k in get(desk, "/alarm-inventory")["alarm-type"]}
    pack = json.loads((ROOT / "lib/packs/standard.json").read_text())["vigie-pack:pack"]
    assert kinds >= {k["name"] for k in pack["kind"]}
    answer, tree = desk.ask("GET", f"{ALARMS}/alarm-list?limit=0")
    assert answer.status == 400, tree
    assert get(desk, "/alarm-list") == {"number-of-alarms": 0}


def test_pages_and_fields(desk):
    for device in ("ne-7", "ne-8", "ne-9"):
        desk.open_case(device)
    whole = get(desk, "/alarm-list")
    assert whole["number-of-alarms"] == 3
    page, seen = get(desk, "/alarm-list?limit=2"), []
    seen += [a["resource"] for a in page["alarm"]]
    after = urllib.parse.quote(page["vigie-alarms-case:next"])
    page = get(desk, f"/alarm-list?limit=2&after={after}")
    seen += [a["resource"] for a in page["alarm"]]
    assert seen == [a["resource"] for a in whole["alarm"]]
    assert "vigie-alarms-case:next" not in page
    page = get(desk, "/alarm-list?device=ne-8&limit=5")
    assert [a["resource"] for a in page["alarm"]] == ["device/ne-8/psu/1"] and "vigie-alarms-case:next" not in page
    assert "alarm" not in get(desk, "/alarm-list?device=ne-0")
    # By what RFC 8632 itself calls a leaf; how many there are in all is not told then.
    ne_8 = "resource=device%2Fne-8%2Fpsu%2F1"
    for narrow, found in ((ne_8, ["ne-8"]), (f"{ne_8}&severity=major", ["ne-8"]),
                          (f"{ne_8}&severity=minor", []), (f"{ne_8}&device=ne-7", []),
                          ("severity=major", ["ne-9", "ne-8", "ne-7"]), ("severity=critical", [])):
        page = get(desk, f"/alarm-list?{narrow}")
        assert [a["resource"] for a in page.get("alarm", [])] == [
            f"device/{name}/psu/1" for name in found], narrow
        assert "number-of-alarms" not in page
        answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:alarms?{narrow}")
        listed = [] if answer.status == 404 else tree["vigie-cases:alarms"].get("alarm", [])
        assert [a["device"] for a in listed] == found, narrow
    for wrong in ("severity=indeterminate", "severity=loud", "resource="):
        answer, tree = desk.ask("GET", f"{ALARMS}/alarm-list?{wrong}")
        assert answer.status == 400 and error_of(tree)["error-tag"] == "invalid-value", wrong
    got = get(desk, "/alarm-list?fields=alarm(is-cleared)")
    assert got["alarm"][0].keys() == {"resource", "alarm-type-id", "alarm-type-qualifier",
                                      "is-cleared"}


def test_every_reply_is_valid(desk, tmp_path):
    desk.open_case()
    desk.do("take", desk.open_case("ne-8"), "claire")
    answer, tree = desk.ask("GET", ALARMS)
    assert answer.status == 200, tree
    (tmp_path / "reply.json").write_text(json.dumps(tree))
    done = subprocess.run(
        ["yanglint", "-f", "json", "-t", "data", "-F",
         "ietf-alarms:operator-actions,alarm-shelving,alarm-history,alarm-summary,"
         "alarm-correlation,root-cause-analysis,service-impact-analysis", "-p", "/usr/share/yuma/modules/ietf", "-p", ROOT / "yang",
         ROOT / "yang/vigie-alarm-types.yang", ROOT / "yang/vigie-alarms-case.yang",
         ROOT / "yang/vigie-alarms-deviations.yang",
         "/usr/share/yuma/modules/ietf/ietf-alarms@2019-09-11.yang", tmp_path / "reply.json"],
        capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_notifications(desk):
    heard = []

    def listen(headers):
        door = Door(desk.socket)
        door.request("GET", "/restconf/streams/alarms", headers=headers)
        answer = door.getresponse()
        assert answer.status == 200
        ready.set()
        for line in answer:
            if line.startswith(b"data: "):
                heard.append(json.loads(line[6:])["ietf-restconf:notification"])
                if len(heard) == 2:
                    break
        door.close()

    ready = threading.Event()
    thread = threading.Thread(target=listen, args=({},), daemon=True)
    thread.start()
    assert ready.wait(40)
    desk.open_case()
    desk.open_case("ne-8")
    thread.join(20)
    told = [h["ietf-alarms:alarm-notification"] for h in heard]
    assert [t["resource"] for t in told] == [PSU, "device/ne-8/psu/1"]
    assert told[0]["perceived-severity"] == "major"
    assert told[0]["time"] == one(desk)["last-changed"] == heard[0]["eventTime"]
    # Who comes later is told from where he was.
    live, heard[:] = list(heard), []
    ready.clear()
    thread = threading.Thread(target=listen, args=({"Last-Event-ID": "0"},), daemon=True)
    thread.start()
    thread.join(20)
    assert heard == live


def test_who_was_ahead_silences_nobody(desk):
    """A number that no change has yet is a mistake of him who sends it, and of nobody else."""
    doors = []
    for last in ("0", "99999999", str(2**63)):
        door = Door(desk.socket)
        door.request("GET", "/restconf/streams/alarms", headers={"Last-Event-ID": last})
        answer = door.getresponse()
        assert answer.status == 200
        doors.append((door, answer))
    desk.open_case()
    for door, answer in doors:
        for line in answer:
            if line.startswith(b"data: "):
                assert PSU in line.decode()
                break
        door.close()
