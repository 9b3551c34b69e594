"""Which alarms of RFC 8632 name which: a symptom its cause, the cause its symptoms, a silent agent its
devices; to each user what he sees.

Test number 113 (127.1.113.0/24), of the stories.
"""
import json
import subprocess
import sys
import urllib.parse

import pytest

from noc import DATA, Desk, ROOT
from stand import Stand, wait_for

sys.path.insert(0, str(ROOT / "tests/demo"))
import stories  # noqa: E402  pylint: disable=wrong-import-position

ALARMS = f"{DATA}/ietf-alarms:alarms/alarm-list"
BOARD, BYPASS = "device/ne-7/slot/3", "device/ne-7/bypass/1"
FEATURES = ("operator-actions,alarm-shelving,alarm-history,alarm-summary,alarm-correlation,"
            "root-cause-analysis,service-impact-analysis")


@pytest.fixture(name="stand")
def make_stand(tmp_path, request):
    made = Stand(tmp_path, stories.NET)
    stories.tree_of(made, getattr(request, "param", "bypass-and-blade"))
    made.socket = tmp_path / "collector.sock"
    made.start()
    yield made
    made.stop()


def alarms(stand, key=""):
    answer, tree = Desk.ask(stand, "GET", ALARMS + key)
    assert answer.status == 200, tree
    found = tree["ietf-alarms:alarm"] if key else tree["ietf-alarms:alarm-list"].get("alarm", [])
    return {a["resource"]: a for a in found}


def kin(alarm):
    return ([r["resource"] for r in alarm.get("related-alarm", [])],
            alarm.get("impacted-resource", []), alarm.get("root-cause-resource", []))


def test_both_ways(stand, tmp_path):
    stand.fault(1, part="bypass/1", kind="bypass-active", text="bypass 1 is active")
    stand.fault(2, part="slot/3", kind="board-off", text="blade 3 is off")
    wait_for("the cause", lambda: kin(alarms(stand).get(BOARD, {}))[0])
    listed = alarms(stand)
    assert kin(listed[BOARD]) == ([BYPASS], [BYPASS], [])
    assert kin(listed[BYPASS]) == ([BOARD], [], [BOARD])
    # Asked for alone, each says the same.
    for resource, kind in ((BOARD, "board-off"), (BYPASS, "bypass-active")):
        key = f"/alarm={urllib.parse.quote(resource, safe='')},vigie-alarm-types%3A{kind},"
        assert kin(alarms(stand, key)[resource]) == kin(listed[resource])
    answer, tree = Desk.ask(stand, "GET", f"{DATA}/ietf-alarms:alarms")
    assert answer.status == 200
    (tmp_path / "reply.json").write_text(json.dumps(tree))
    done = subprocess.run(
        ["yanglint", "-f", "json", "-t", "data", "-F", f"ietf-alarms:{FEATURES}", "-p",
         "/usr/share/yuma/modules/ietf", "-p", ROOT / "yang", ROOT / "yang/vigie-alarm-types.yang",
         ROOT / "yang/vigie-alarms-case.yang", ROOT / "yang/vigie-alarms-deviations.yang",
         "/usr/share/yuma/modules/ietf/ietf-alarms@2019-09-11.yang", tmp_path / "reply.json"],
        capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    stand.fault(3, action=3, part="slot/3", kind="board-off", text="blade 3 is on")
    wait_for("the bypass to be alone", lambda: kin(alarms(stand)[BYPASS]) == ([], [], []))
    assert kin(alarms(stand)[BOARD]) == ([], [], [])


@pytest.mark.parametrize("stand", ["silence"], indirect=True)
def test_a_silent_agent_names_its_devices(stand):
    stand.fault(1, severity=3)
    wait_for("its silence", lambda: "agent/lyon-2" in alarms(stand))
    assert kin(alarms(stand)["agent/lyon-2"]) == (
        [], ["device/ne-7", "device/ne-8", "device/ne-9"], [])
    stand.fault(2, severity=3)
    wait_for("it to be heard again", lambda: alarms(stand)["agent/lyon-2"]["is-cleared"])
    assert kin(alarms(stand)["agent/lyon-2"]) == ([], [], [])
