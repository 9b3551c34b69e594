"""The telephone and what is split or planned, at the command: vigie case open, list, split, merge,
visit list, order list; every refusal of policy leaves with 4 and its clause.

Test number 40 with test_doors.py, whose desk it is (127.1.40.0/24).
"""
import json

import pytest

from noc import DATA, Desk


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def test_a_call_at_the_command(desk):
    vigie = desk.vigie
    told = vigie("case", "open", "--device", "ne-8", "--by", "call", "--text", "it is dark")
    assert told.returncode == 0, told.stderr
    assert "open, now in-hand" in told.stdout
    case = told.stdout.split(":")[0]
    again = vigie("case", "open", "--device", "ne-8", "--by", "call")
    assert again.returncode == 4 and f"7: case {case} is open already" in again.stderr
    late = vigie("case", "note", case, "--text", "x", "--at", "2020-01-01T00:00:00Z")
    assert late.returncode == 4 and "5: " in late.stderr
    listed = vigie("case", "list", "--unowned")
    assert listed.returncode == 0 and case not in listed.stdout
    page = vigie("case", "show", case)
    assert "it is dark" in page.stdout
    number = next(w for w in page.stdout.split() if w.startswith("#"))[1:]
    split = vigie("case", "split", case, "--entries", number, "--reason", "two things")
    assert split.returncode == 0 and "takes it back" in split.stdout, split.stderr
    assert "it is dark" not in vigie("case", "show", case).stdout


def test_visits_and_orders_are_listed(desk):
    vigie, case = desk.vigie, desk.open_case()
    assert "No open order." in vigie("order", "list").stdout
    assert vigie("order", "ask", case, "--what", "swap it").returncode == 0
    orders = vigie("order", "list")
    assert orders.returncode == 0 and "swap it" in orders.stdout and case in orders.stdout
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:orders", Vigie_User="vera")
    assert answer.status == 200 and "what" not in tree["vigie-cases:orders"]["order"][0]
    asked = vigie("return", "ask", case, "--resource", "device/ne-7/psu/1")
    number = asked.stdout.split(":")[0]
    planned = vigie("visit", "plan", case, "--kind", "rma-proof", "--return", number, "--when",
                    "2099-01-01T08:00:00Z")
    assert planned.returncode == 0, planned.stderr
    rows = json.loads(vigie("visit", "list", "--json").stdout)["vigie-cases:visits"]["visit"]
    assert [(r["case"], r["return"], r["state"]) for r in rows] == [(case, number, "planned")]
    visit = rows[0]["id"]
    assert visit in vigie("visit", "list").stdout
    assert vigie("visit", "cancel", visit, "--reason", "he does it").returncode == 0
    assert "No open visit." in vigie("visit", "list").stdout
    assert visit in vigie("visit", "list", "--all").stdout


def test_what_recurs_later_names_the_case_before(tmp_path):
    def change(top):
        kinds = [k for k in top["kind"] if not k["type"].endswith(":psu-failed")]
        top["kind"] = kinds + [{"type": "vigie-alarm-types:psu-failed", "hold-s": 0,
                                "clear-hold-s": 0, "reopen-within-s": 0}]
    desk = Desk(tmp_path, change=change)
    try:
        vigie, first = desk.vigie, desk.open_case()
        assert vigie("case", "take", first).returncode == 0
        closed = vigie("case", "close", first, "--cause", "feed", "--cure", "plugged in")
        assert closed.returncode == 0, closed.stderr
        desk.trap("ne-7", good=True)
        later = desk.open_case()
        row = desk.ask("GET", f"{DATA}/vigie-cases:cases/case={later}")[1]["vigie-cases:case"][0]
        owner = desk.ask("GET", f"{DATA}/vigie-cases:cases/case={first}"
                         )[1]["vigie-cases:case"][0]
        assert (row["recurs"], row["proposed-owner"]) == (first, owner["owner"])
        assert owner["recurred"] == [later] and "recurs" not in owner
        page = vigie("case", "show", later).stdout
        assert f"the fault of case {first}" in page and "had it last" in page
        assert later in vigie("case", "show", first).stdout
        why = vigie("why", later).stdout
        assert f"recurs: case {first} was closed" in why
        assert f"is proposed: vigie case assign {later} --to {owner['owner']}" in why
        assert vigie("case", "assign", later, "--to", owner["owner"]).returncode == 0
        page = vigie("case", "show", later).stdout
        assert f"the fault of case {first}" in page and "proposed" not in page
    finally:
        desk.stage.stop()
