"""vigie sla due, without a collector: the worked examples of policy section 6, calendars of a
tree, the explanation, and what is refused.
"""
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VIGIE = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve() / "vigie"


def due(*words, **env):
    """Runs it where no collector is."""
    return subprocess.run([str(VIGIE), "sla", "due", *map(str, words)], capture_output=True,
                          text=True, timeout=30, stdin=subprocess.DEVNULL,
                          env={**os.environ, "VIGIE_SOCKET": "/nonexistent/socket", **env})


def answer(calendar, start, *words):
    done = due("--calendar", calendar, "--from", start, *words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


SIX = ("--days", "6")
ART = ("--days", "6", "--last-day", "art-642")
EXAMPLES = {
    "replacement-9-july-2026": ("2026-07-09T10:00:00+02:00", {
        ("ouvrables", *SIX): "2026-07-18T00:00:00+02:00",
        ("ouvrés", *SIX): "2026-07-21T00:00:00+02:00",
        ("ouvres", *SIX): "2026-07-21T00:00:00+02:00"}),
    "replacement-23-december-2026": ("2026-12-23T15:00:00+01:00", {
        ("ouvrables", *SIX): "2027-01-01T00:00:00+01:00",
        ("ouvrés", *SIX): "2027-01-05T00:00:00+01:00"}),
    "replacement-23-december-2026-alsace-moselle": ("2026-12-23T15:00:00+01:00", {
        ("ouvrables-fr-alsace-moselle", *SIX): "2027-01-03T00:00:00+01:00",
        ("ouvrables-fr-alsace-moselle", *ART): "2027-01-05T00:00:00+01:00"}),
    "replacement-30-april-2027": ("2027-04-30T09:00:00+02:00", {
        ("ouvrables", *SIX): "2027-05-12T00:00:00+02:00",
        ("ouvrés", *SIX): "2027-05-12T00:00:00+02:00"}),
    "replacement-25-july-2026-saturday": ("2026-07-25T09:00:00+02:00", {
        ("ouvrables", *SIX): "2026-08-02T00:00:00+02:00",
        ("ouvrables", *ART): "2026-08-04T00:00:00+02:00"}),
    "replacement-14-december-2027-reunion": ("2027-12-14T12:00:00+01:00", {
        ("ouvrables", *SIX): "2027-12-22T00:00:00+01:00",
        ("ouvrables-fr-reunion", *SIX): "2027-12-23T00:00:00+04:00"}),
    "first-reply-25-october-2026": ("2026-10-25T01:30:00+02:00", {
        ("always", "--hours", "4"): "2026-10-25T04:30:00+01:00"}),
    "first-reply-28-march-2027": ("2027-03-28T00:45:00+01:00", {
        ("always", "--hours", "4"): "2027-03-28T05:45:00+02:00"}),
    "4h-10-july-2026-end-of-slot": ("2026-07-10T14:00:00+02:00", {
        ("office", "--hours", "4"): "2026-07-10T18:00:00+02:00"}),
    "4h-13-july-2026": ("2026-07-13T16:00:00+02:00", {
        ("office", "--hours", "4"): "2026-07-15T11:00:00+02:00"}),
    "4h-31-december-2024": ("2024-12-31T17:59:00+01:00", {
        ("office", "--hours", "4"): "2025-01-02T14:29:00+01:00"}),
    "8h-22-may-2026": ("2026-05-22T16:00:00+02:00", {
        ("office", "--hours", "8"): "2026-05-26T16:30:00+02:00"}),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_example(name):
    start, wanted = EXAMPLES[name]
    for (calendar, *words), instant in wanted.items():
        assert answer(calendar, start, *words)["due"] == instant, (calendar, words)


def test_json_has_due_and_for_days_the_last_day():
    hours = due("--calendar", "always", "--from", "2026-07-09T10:00:00+02:00", "--hours", 4,
                "--json")
    days = due("--calendar", "ouvrables", "--from", "2026-07-09T10:00:00+02:00", "--days", 6,
               "--json")
    assert hours.stdout == '{"due": "2026-07-09T14:00:00+02:00"}\n'
    assert days.stdout == '{"due": "2026-07-18T00:00:00+02:00", "last-day": "2026-07-17"}\n'


def lines(done):
    assert (done.returncode, done.stderr) == (0, "")
    return [re.sub(" +", " ", line) for line in done.stdout.splitlines()]


def test_days_are_explained_day_by_day():
    told = lines(due("--calendar", "ouvrables", "--from", "2026-07-09T10:00:00+02:00", "--days",
                     6))
    assert told[:2] == ["due 2026-07-18T00:00:00+02:00",
                        "last day 2026-07-17: Fri 17 Jul 2026 at 24:00"]
    assert told[4:7] == ["50 % 2026-07-13T09:00:00+02:00", "75 % 2026-07-16T09:00:00+02:00",
                         "90 % 2026-07-17T09:00:00+02:00"]
    assert told[8:] == ["Thu 9 Jul 2026 not counted: the day of the start",
                        "Fri 10 Jul 2026 counted 1 of 6", "Sat 11 Jul 2026 counted 2 of 6",
                        "Sun 12 Jul 2026 not counted: Sunday", "Mon 13 Jul 2026 counted 3 of 6",
                        "Tue 14 Jul 2026 not counted: 14 July", "Wed 15 Jul 2026 counted 4 of 6",
                        "Thu 16 Jul 2026 counted 5 of 6", "Fri 17 Jul 2026 counted 6 of 6"]


def test_article_642_is_explained():
    told = lines(due("--calendar", "ouvrables", "--from", "2026-07-25T09:00:00+02:00", "--days",
                     6, "--last-day", "art-642"))
    assert told[-3:] == [
        "Sat 1 Aug 2026 counted 6 of 6, but a Saturday is no last day: article 642",
        "Sun 2 Aug 2026 not counted: Sunday", "Mon 3 Aug 2026 counted too, by article 642"]


def test_hours_are_explained_day_by_day():
    told = lines(due("--calendar", "office", "--from", "2026-07-10T17:00", "--hours", 9))
    assert told[7:] == ["Fri 10 Jul 2026 counted 1 h 00 min, 17:00 to 18:00",
                        "Sat 11 Jul 2026 not counted: Saturday",
                        "Sun 12 Jul 2026 not counted: Sunday",
                        "Mon 13 Jul 2026 counted 7 h 30 min, 09:00 to 18:00",
                        "Tue 14 Jul 2026 not counted: 14 July",
                        "Wed 15 Jul 2026 counted 30 min, 09:00 to 09:30"]
    night = lines(due("--calendar", "always", "--from", "2026-10-24T23:00", "--hours", 4))
    assert night[-2:] == ["Sat 24 Oct 2026 counted 1 h 00 min, 23:00 to 24:00",
                          "Sun 25 Oct 2026 counted 3 h 00 min, 00:00 to 02:00 the clocks change"]
    late = lines(due("--calendar", "office", "--from", "2026-07-15T19:00", "--hours", 1))
    assert late[-2] == "Wed 15 Jul 2026 not counted: closed by then"


def test_french():
    told = lines(due("--calendar", "ouvrables", "--from", "2026-07-25T09:00:00+02:00", "--days",
                     6, "--last-day", "art-642", "--lang", "fr"))
    assert told[:4] == ["échéance 2026-08-04T00:00:00+02:00",
                        "dernier jour 2026-08-03 : lun. 03/08/2026 à 24 h",
                        "calendrier ouvrables, Europe/Paris, jours fériés fr",
                        "départ 2026-07-25T09:00:00+02:00"]
    assert told[-3:] == [
        "sam. 01/08/2026 compté 6 sur 6, mais un samedi n’est pas un dernier jour : article 642",
        "dim. 02/08/2026 non compté : dimanche",
        "lun. 03/08/2026 compté aussi, par l’article 642"]
    hours = lines(due("--calendar", "office", "--from", "2026-07-13T17:00", "--hours", 2,
                      "--lang", "fr"))
    assert hours[-3:] == ["lun. 13/07/2026 compté 1 h 00 min, de 17:00 à 18:00",
                          "mar. 14/07/2026 non compté : 14 July",
                          "mer. 15/07/2026 compté 1 h 00 min, de 09:00 à 10:00"]


@pytest.fixture
def tree(tmp_path):
    """The example's tree with calendars of its own."""
    data = json.loads((ROOT / "packaging/examples/collector.json").read_text())
    top = data["vigie-collector:collector"]

    def write(calendars, sets=()):
        top["calendar"] = [{"name": "always"}, *calendars]
        top["holiday-set"] = list(sets)
        path = tmp_path / "collector.json"
        path.write_text(json.dumps(data))
        return path
    return write


def test_a_tree_adds_calendars_sets_closures_and_openings(tree):
    week = [{"day": day, "from": "08:00", "until": "12:00"} for day in ("monday", "tuesday")]
    path = tree([{"name": "hotline", "zone": "Pacific/Noumea", "holidays": "nc", "slot": week,
                  "closed": [{"date": "2026-09-28", "description": "inventory"}],
                  "opened": [{"date": "2026-09-24", "from": "10:00", "until": "11:00",
                              "description": "hand-over"}]},
                 {"name": "office", "opened": [{"date": "easter+50"}]}],
                [{"name": "nc", "includes": ["fr"],
                  "day": [{"date": "--09-22", "label": "Caledonian day"}]}])
    told = lines(due("--tree", path, "--calendar", "hotline", "--from",
                     "2026-09-21T11:00:00+11:00", "--hours", 3))
    assert told[0] == "due 2026-09-29T09:00:00+11:00"
    assert told[7:] == ["Mon 21 Sep 2026 counted 1 h 00 min, 11:00 to 12:00",
                        "Tue 22 Sep 2026 not counted: Caledonian day",
                        "Wed 23 Sep 2026 not counted: Wednesday",
                        "Thu 24 Sep 2026 counted 1 h 00 min, 10:00 to 11:00 opened: hand-over",
                        "Fri 25 Sep 2026 not counted: Friday",
                        "Sat 26 Sep 2026 not counted: Saturday",
                        "Sun 27 Sep 2026 not counted: Sunday",
                        "Mon 28 Sep 2026 not counted: inventory",
                        "Tue 29 Sep 2026 counted 1 h 00 min, 08:00 to 09:00"]
    # The worked example with an opening of Whit Monday, and a shipped one that stands beside.
    start = "2026-05-22T16:00:00+02:00"
    assert answer("office", start, "--hours", 8, "--tree", path)["due"] == \
        "2026-05-25T16:30:00+02:00"
    assert answer("ouvrables", "2026-07-09", *SIX, "--tree", path)["due"] == \
        "2026-07-18T00:00:00+02:00"


FROM = ("--from", "2026-07-09")


@pytest.mark.parametrize("words, code, text", [
    (("--calendar", "hotline", *FROM, "--days", "6"), 3,
     "vigie: calendar 'hotline' is neither shipped nor in a --tree; there are: always, "),
    (("--calendar", "office", "--from", "9 July", "--hours", "4"), 2, "--from '9 July' is no instant"),
    (("--calendar", "office", "--from", "1960-01-01", "--hours", "4"), 2, "from 1971 to 2099"),
    (("--calendar", "office", *FROM), 2, "--hours N or --days N"),
    (("--calendar", "office", *FROM, "--hours", "4", "--days", "6"), 2, "one of the two"),
    (("--calendar", "office", *FROM, "--hours", "0"), 2, "--hours wants a number above 0"),
    (("--calendar", "office", *FROM, "--days", "3661"), 2, "--days: at most 3660"),
    (("--calendar", "office", *FROM, "--hours", "87841"), 2, "--hours: at most 87840"),
    (("--calendar", "office", "--hours", "4"), 2, "wants --from TIME"),
    ((*FROM, "--hours", "4"), 2, "wants --calendar NAME"),
    (("--calendar", "office", *FROM, "--hours", "4", "--lang", "de"), 2, "fr or en, not 'de'"),
    (("--calendar", "office", *FROM, "--hours", "4", "--last-day", "counted"), 2,
     "--last-day is for a sum of days"),
    (("--calendar", "office", *FROM, "--days", "4", "--last-day", "friday"), 2, "not 'friday'"),
    (("--calendar", "ouvrés", *FROM, "--days", "3660"), 1,
     "calendar ouvrés: 3660 working days do not run out within 3660 days"),
    (("--calendar", "office", *FROM, "--hours", "80000"), 1, "80000 hours do not run out"),
    (("--calendar", "office", *FROM, "--days", "4", "--tree", "/nonexistent/tree"), 3,
     "/nonexistent/tree: No such file"),
])
def test_refused(words, code, text):
    done = due(*words)
    assert done.returncode == code
    assert done.stdout == ""
    assert text in done.stderr


def test_a_broken_tree_is_refused_with_object_and_cause(tree):
    path = tree([{"name": "hotline", "holidays": "fr-corse",
                  "slot": [{"day": "monday", "from": "08:00", "until": "12:00"}]}])
    done = due("--tree", path, "--calendar", "hotline", *FROM, "--days", 1)
    assert done.returncode == 1
    assert f"{path}: calendar hotline: holidays 'fr-corse' are neither in this tree nor shipped" \
        in done.stderr
    path = tree([{"name": "hotline"}])
    done = due("--tree", path, "--calendar", "hotline", *FROM, "--days", 1)
    assert "calendar hotline: a calendar of your own needs at least one slot" in done.stderr


def test_shipped_calendars_are_read_from_the_data_folder(tmp_path):
    (tmp_path / "calendars").mkdir()
    (tmp_path / "yang").symlink_to(ROOT / "yang")
    slot = [{"day": "monday", "from": "08:00", "until": "12:00"}]
    (tmp_path / "calendars/x.json").write_text(json.dumps({"vigie-calendar:calendars": {
        "calendar": [{"name": "monday", "zone": "UTC", "slot": slot}]}}))
    done = due("--calendar", "monday", *FROM, "--days", 1, "--json",
               VIGIE_DATADIR=str(tmp_path))
    assert json.loads(done.stdout)["last-day"] == "2026-07-13"
    done = due("--calendar", "office", *FROM, "--days", 1, VIGIE_DATADIR=str(tmp_path))
    assert done.returncode == 3 and "there are: monday" in done.stderr
