"""Case rules through the real collector, and vigie tree check, which tells of those that disappoint.

Test number 40 with test_doors.py, whose desk it is (127.1.40.0/24).
"""
import json

import pytest

from noc import Desk
from test_tree import ADMIN, Tree, check, example


class Rules(Desk):
    file, changed = Tree.file, Tree.changed


@pytest.fixture
def desk(tmp_path):
    made = Rules(tmp_path, ADMIN)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def with_rules(*rules):
    def change(top):
        top["case-rule"] = list(rules)
    return change


def test_an_address_that_is_none_is_told(tmp_path):
    told = check(tmp_path, example(lambda top: top.setdefault("person", []).append(
        {"id": "p-x", "name": "X", "channel": [{"name": "m", "kind": "mail", "address": "not an address"}]})))
    assert told.returncode == 0 and "channel m: 'not an address' is no mail address" in told.stdout, told


def test_check_tells_cause_and_remedy(tmp_path):
    good = check(tmp_path, example(lambda top: None))
    assert good.returncode == 0 and "good, 0 warnings" in good.stdout, good.stdout
    bad = example(with_rules({"name": "lost", "site": ["nowhere"]},
                             {"name": "all", "priority": 2},
                             {"name": "late", "device": ["ne-7"], "queue": "x"}))
    told = check(tmp_path, bad)
    assert told.returncode == 0 and "good, 2 warnings" in told.stdout, told.stdout
    assert "case-rule[name='lost']: it names site nowhere that is not there, and no other: " \
        "it never matches; mend the name" in told.stdout
    assert "case-rule[name='late']: all that it matches is judged before by all; " in told.stdout
    listed = json.loads(check(tmp_path, bad, "--json").stdout)
    assert [w["lint"] for w in listed["warning"]] == ["rule-never", "rule-shadowed"]
    assert all(w["cause"] and w["remedy"] and w["text"] for w in listed["warning"])
    refused = check(tmp_path, example(with_rules({"name": "r", "priority": 9})))
    assert refused.returncode == 1 and "priority" in refused.stderr
    packs = check(tmp_path, bad, "--packs", str(tmp_path / "none"))
    assert packs.returncode == 3 and "none" in packs.stderr


def test_a_rule_judges_what_comes(desk):
    rule = {"name": "first", "device": ["ne-7"], "hold-s": 0, "priority": 1, "queue": "datacentre"}
    loaded = desk.vigie("tree", "load", "--commit", str(desk.changed(with_rules(rule))))
    assert loaded.returncode == 0, loaded.stderr
    ours, other = desk.open_case("ne-7"), desk.open_case("ne-8")
    case = desk.case(ours)
    assert (case["rule"], case["priority"], case["queue"]) == ("first", 1, "datacentre")
    assert desk.case(other)["priority"] == 3 and "rule" not in desk.case(other)
    listed = desk.vigie("queue", "--queue", "datacentre").stdout
    assert ours in listed and other not in listed and "P1 datacentre" in listed
    assert ours not in desk.vigie("queue", "--priority", "3").stdout
    assert desk.vigie("queue").stdout.index(ours) < desk.vigie("queue").stdout.index(other)
    assert "P1 datacentre, by rule first" in desk.vigie("case", "show", ours).stdout
    refused = desk.vigie("queue", "--all", "--priority", "1")
    assert refused.returncode == 1 and "open cases only" in refused.stderr
    assert desk.vigie("queue", "--priority", "9").returncode == 1
