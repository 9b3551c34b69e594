"""Clocks explained and the report of a month, by socket and command.

Test number 40 (127.1.40.0/24): a desk of test_doors.
"""
import datetime
import json
import zoneinfo

import pytest

from noc import DATA, Desk, error_of, noon

SLA = f"{DATA}/vigie-sla:sla"
ZONE = noon()
MONTH = datetime.datetime.now(zoneinfo.ZoneInfo(ZONE)).strftime("%Y-%m")


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path, change=lambda top: top["integrator"].update(zone=ZONE))
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def told(desk):
    """A case whose client was told, and the name of its contract."""
    number = desk.open_case()
    assert desk.do("reply", number, text="We are on it")[0] == 200
    return number, desk.case(number)["contract"]


def test_clocks_are_read_and_leave_no_trace(desk):
    number, _ = told(desk)
    answer, tree = desk.ask("GET", f"{SLA}/case={number}", Vigie_User="vera")
    assert answer.status == 200, tree
    clock = {c["target"]: c for c in tree["vigie-sla:case"][0]["clock"]}["client-told"]
    assert clock["clause"] == "P7" and clock["unit"] == "hours" and clock["amount"] == 14400
    assert clock["met"] and not clock["running"] and "breached" not in clock
    acts = [a for line in clock["line"] for a in line.get("act", [])]
    assert [a["act"] for a in acts] == ["start", "meet"] and acts[0]["cause"] == "P7"
    assert all(h["side"] == "integrator" for line in clock["line"] for h in line.get("held", []))
    answer, tree = desk.ask("GET", f"{SLA}/case=2020-000001")
    assert answer.status == 404 and "2020-000001" in error_of(tree)["error-message"]
    desk.stage.stop()
    assert [what for what, in desk.rows(f"SELECT what FROM audit WHERE object = '{number}'")] == [
        "reply"]
    assert desk.rows("SELECT count(*) FROM idempotency") == [(1,)]


def test_clocks_at_the_command(desk):
    number, _ = told(desk)
    english = desk.vigie("sla", "explain", number)
    assert english.returncode == 0, english.stderr
    assert "client told (P7), calendar always" in english.stdout
    assert "start: P7" in english.stdout and "  counted " in english.stdout
    french = desk.vigie("sla", "explain", number, "--lang", "fr")
    assert "client averti (P7), calendrier always" in french.stdout, french.stderr
    assert "départ : P7" in french.stdout and "tenu" in french.stdout
    given = json.loads(desk.vigie("sla", "explain", number, "--json").stdout)
    assert given["vigie-sla:case"][0]["id"] == number
    for words, code, text in ((("explain", number, "--lang", "de"), 2, "fr or en"),
                              (("explain", "2020-000001"), 3, "2020-000001"),
                              (("explain", number, "--key", "k"), 2, "--key")):
        done = desk.vigie("sla", *words)
        assert done.returncode == code and text in done.stderr, done.stderr


def test_the_report_of_a_month(desk):
    number, contract = told(desk)
    assert desk.do("close", number, cause="a loose cable", cure="plugged in")[0] == 200
    path = f"{SLA}/report={contract},{MONTH}"
    answer, tree = desk.ask("GET", f"{path},client", Vigie_User="vera")
    assert answer.status == 200, tree
    report = tree["vigie-sla:report"][0]
    assert (report["cases"], report["solved"], report["solved-alone"]) == (1, 1, 1)
    assert "target" not in report and {h["side"] for h in report["held"]} == {
        "client", "integrator", "supplier", "carrier"}
    assert {d["language"] for d in report["document"]} == {"fr", "en"}
    answer, tree = desk.ask("GET", f"{path},internal", Vigie_User="vera")
    assert answer.status == 403 and "vera" in error_of(tree)["error-message"]
    answer, tree = desk.ask("GET", f"{path},internal")
    counts = {t["name"]: t for t in tree["vigie-sla:report"][0]["target"]}
    assert counts["client-told"]["kept"] == 1 and counts["supplier-ticket"]["ended"] == 1
    for bad, status in ((f"{contract},2199-01,client", 400), (f"{contract},{MONTH},boss", 400),
                        (f"{contract},2026-13,client", 400), (f"c-none,{MONTH},client", 404),
                        (f"{'x' * 300},{MONTH},client", 404)):
        answer, tree = desk.ask("GET", f"{SLA}/report={bad}")
        assert answer.status == status and error_of(tree)["error-message"], (bad, tree)


def test_the_report_at_the_command(desk):
    _, contract = told(desk)
    words = ("report", "sla", "--contract", contract, "--month")
    french = desk.vigie(*words, MONTH)
    assert french.returncode == 0, french.stderr
    assert f"Contrat {contract}" in french.stdout and "Mois en cours" in french.stdout
    english = desk.vigie(*words, MONTH, "--lang", "en", "--for", "internal")
    assert "client told: kept 1, missed 0" in english.stdout, english.stderr
    assert "No case in that month." in desk.vigie(*words, "2020-01", "--lang", "en").stdout
    given = json.loads(desk.vigie(*words, MONTH, "--json").stdout)
    assert given["vigie-sla:report"][0]["contract"] == contract
    for more, code, text in ((("2099-12",), 1, "has not begun"), (("July",), 1, "no month"),
                             ((MONTH, "--for", "boss"), 2, "client or internal"),
                             ((MONTH, "--lang", "de"), 2, "fr or en")):
        done = desk.vigie(*words, *more)
        assert done.returncode == code and text in done.stderr, done.stderr
    done = desk.vigie("report", "sla", "--month", MONTH)
    assert done.returncode == 2 and "--contract" in done.stderr


def test_what_is_due_first(desk):
    first, second = desk.open_case(), desk.open_case("ne-8")
    assert desk.do("reply", first, user="claire", text="We are on it")[0] == 200
    # A filter that is not heeded would be a lie.
    assert desk.ask("GET", f"{SLA}/running?client=clinique-a")[0].status == 400
    answer, tree = desk.ask("GET", f"{SLA}/running", Vigie_User="vera")
    assert answer.status == 200, tree
    running = tree["vigie-sla:running"]["target"]
    assert running[0]["case"] == second and running[0]["target"] == "client-told"
    assert [t["due"] for t in running] == sorted(t["due"] for t in running)
    assert {(t["case"], t["target"]) for t in running} == {
        (second, "client-told"), (first, "supplier-ticket"), (second, "supplier-ticket")}
    listed = desk.vigie("due")
    assert listed.returncode == 0, listed.stderr
    rows = [line.split() for line in listed.stdout.splitlines()]
    assert len(rows) == 4 and "client-told" in rows[1] and second in rows[1]
    assert any("claire" in row and first in row for row in rows)
    assert "client-told" in desk.vigie("due", "--within", "4h").stdout
    assert "client-told" not in desk.vigie("due", "--within", "180m").stdout
    assert desk.vigie("due", "--client", "nobody").stdout == "No clock runs.\n"
    given = json.loads(desk.vigie("due", "--within", "4h", "--json").stdout)["vigie-sla:running"]
    assert {t["target"] for t in given["target"]} == {"client-told"}
    given = json.loads(desk.vigie("due", "--client", "nobody", "--json").stdout)
    assert not given["vigie-sla:running"]["target"]
    for bad in ("8", "h", "0h", "8x", "8hh", "99999999999999999999d"):
        done = desk.vigie("due", "--within", bad)
        assert done.returncode == 2 and bad in done.stderr
