"""vigie alarm shelve, unshelve; vigie planned add, extend, end, list: the tree is written by commands.

Test number 43 (127.1.43.0/24).
"""
import datetime
import json
import os
import signal

import pytest

from noc import DATA, OPERATIONS, Desk, story

USERS = [{"name": "tests", "role": "admin", "uid": os.getuid(), "proxy": True, "person": "p-t"},
         {"name": "claire", "role": "noc", "person": "p-c"},
         {"name": "marc", "role": "manager", "person": "p-m"},
         {"name": "vera", "role": "viewer"}]


class Quiet(Desk):
    def write_tree(self):
        """As Desk's, with persons, on our own net."""
        top = self.tree["vigie-collector:collector"]
        top["person"] = [{"id": "p-t", "name": "Theo"}, {"id": "p-c", "name": "Claire Roux"},
                         {"id": "p-m", "name": "Marc Faure"}]
        return super().write_tree()

    def say(self, verb, user="claire", **leaves):
        answer, tree = self.ask("POST", f"{OPERATIONS}/vigie-cases:{verb}", {
            "vigie-cases:input": {"idempotency-key": os.urandom(8).hex(), **leaves}},
            Vigie_User=user)
        return answer.status, tree

    def history(self):
        answer, tree = self.ask("GET", f"{DATA}/vigie-tree:tree/history")
        assert answer.status == 200, tree
        return tree["vigie-tree:history"]["revision"]

    def alarm(self):
        answer, tree = self.ask("GET", f"{DATA}/vigie-cases:alarms?state=open")
        assert answer.status == 200, tree
        return [a for a in story.find_list(tree, "alarm") or []
                if a["resource"].startswith("device/ne-7/")]

    def again(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(40)
        self.start()


@pytest.fixture
def desk(tmp_path):
    made = Quiet(tmp_path, USERS)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def test_a_shelf_of_a_night_engineer(desk):
    case = desk.open_case("ne-7")
    resource = desk.alarm()[0]["resource"]
    done = desk.vigie("alarm", "shelve", resource, "--for", "2h", "--reason", "a card is coming")
    assert done.returncode == 0 and "now shelved" in done.stdout, done
    shelf = desk.alarm()[0]["shelf"]
    assert shelf in done.stdout
    assert desk.alarm()[0]["shelved-by"] == "tests"
    # The revision says who, by which door, what; the reason is beside it.
    newest = desk.history()[0]
    assert (newest["who"], newest["door"]) == ("tests", "cli"), newest
    assert f"+ /vigie-collector:collector/shelf[name='{shelf}']" in newest["changes"]
    assert "a card" not in newest["changes"], newest
    listed = desk.vigie("alarm", "list").stdout
    assert "shelved" in listed, listed
    shelves = desk.vigie("alarm", "shelves").stdout
    assert shelf in shelves and "a card is coming" in shelves, shelves
    assert f"shelf       {shelf} of tests until" in desk.vigie("status").stdout
    assert any("is shelved by tests until" in e.get("text", "")
               for e in desk.case(case)["entry"])
    # Who asks why is told that nobody is paged, and until when; so is who looks at the case.
    quiet = desk.vigie("why", case).stdout
    assert f"on shelf {shelf} of tests until" in quiet and "nobody is paged until it ends" in quiet
    assert f"on shelf {shelf} of tests until" in desk.vigie("case", "show", case).stdout
    # FILE has not changed: what the command put in force stands after a restart.
    desk.again()
    assert desk.alarm()[0]["shelf"] == shelf
    done = desk.vigie("alarm", "unshelve", resource)
    assert done.returncode == 0 and "now unshelved" in done.stdout, done
    assert "shelf" not in desk.alarm()[0]
    assert "on shelf" not in desk.vigie("why", case).stdout
    assert f"- /vigie-collector:collector/shelf[name='{shelf}']" in desk.history()[0]["changes"]
    # A FILE that somebody changes is the tree again.
    desk.vigie("alarm", "shelve", resource, "--for", "2h", "--reason", "again")
    assert "shelf" in desk.alarm()[0]
    desk.tree["vigie-collector:collector"]["client"].append({"name": "other"})
    desk.write_tree()
    desk.again()
    assert "shelf" not in desk.alarm()[0]


def test_who_may(desk):
    desk.open_case("ne-7")
    alarm = desk.alarm()[0]["resource"]
    status, tree = desk.say("alarm-shelve", "vera", alarm=alarm, reason="x", **{"for": "1h"})
    assert status == 403, tree
    status, tree = desk.say("alarm-shelve", alarm=alarm, reason="x", **{"for": "8d"})
    assert status == 409 and "longer than 7 days is a manager's" in json.dumps(tree), tree
    status, tree = desk.say("alarm-shelve", "marc", alarm=alarm, reason="x", **{"for": "8d"})
    assert status == 200, tree
    # Two ends are none.
    both = {"for": "1h", "until": "2036-01-01T00:00:00Z"}
    status, tree = desk.say("alarm-shelve", alarm=alarm, reason="x", **both)
    assert status == 400 and "both; give one" in json.dumps(tree), tree
    both = {"for": "1h", "end": "2036-01-01T00:00:00Z"}
    status, tree = desk.say("planned-add", device="ne-7", reason="x", **both)
    assert status == 400 and "both; give one" in json.dumps(tree), tree
    status, tree = desk.say("planned-add", device="ne-7", reason="x", **{"for": "13h"})
    assert status == 409 and "more than 12 hours is a manager's" in json.dumps(tree), tree
    status, tree = desk.say("planned-add", "marc", device="ne-7", reason="x", **{"for": "13h"})
    assert status == 200, tree
    assert [r["who"] for r in desk.history()[:2]] == ["marc", "marc"]


def test_planned_work_from_the_command(desk):
    begin = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=5)
    done = desk.vigie("planned", "add", "--work", "cards", "--device", "ne-7", "--class",
                      "power,board", "--begin", begin.strftime("%Y-%m-%dT%H:%M:%SZ"), "--for",
                      "2h", "--reason", "new line cards")
    assert done.returncode == 0 and done.stdout.startswith("cards: add, now open"), done
    desk.trap("ne-7")
    story.wait_for("an alarm under planned work",
                   lambda: [a for a in desk.alarm() if a.get("planned-work") == "cards"], 20)
    assert not desk.cases()
    listed = desk.vigie("planned", "list").stdout
    assert "cards" in listed and "new line cards" in listed and "power board" in listed, listed
    assert "planned     cards is on," in desk.vigie("status").stdout
    done = desk.vigie("planned", "extend", "cards", "--by", "1h")
    assert done.returncode == 0 and "now until" in done.stdout, done
    done = desk.vigie("planned", "end", "cards")
    assert done.returncode == 0 and "now over" in done.stdout, done
    assert [a for a in desk.alarm() if a.get("planned-work") == "cards"], "until it has settled"
    done = desk.vigie("planned", "extend", "cards", "--by", "1h")
    assert done.returncode == 4 and "is over" in done.stderr, done
    assert desk.vigie("planned", "list").stdout == "No work is planned.\n"
