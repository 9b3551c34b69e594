#!/usr/bin/python3
"""Writes tests/data/golden-due.tsv: due times from two oracles that know nothing of vigie.

Needs python3-holidays and python3-workalendar (Debian 12); `make check` reads the table only.

    tests/data/golden_due.py           compares both oracles, writes the table
    tests/data/golden_due.py --check   compares both oracles, and the table with what they say

Oracle 1 takes holidays from python3-holidays and looks at every day, and for hours at every
minute in UTC, with zoneinfo.  Oracle 2 takes them from python3-workalendar: days by its
add_working_days, hours by arithmetic on the ends of slots, with dateutil's zones.  A row on
which they differ is written nowhere and ends the run.

Years 2024 to 2036.  The overseas sets of France are not here: python3-holidays is no oracle for
them, tests/unit/test_worked_examples.c goes by their rules.
"""
import sys
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
from dateutil import tz
from workalendar.core import SAT, SUN
from workalendar.europe import France, FranceAlsaceMoselle

TABLE = Path(__file__).with_name("golden-due.tsv")
YEARS = range(2024, 2037)
ZONES = ("Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea",
         "America/New_York", "America/Miquelon", "Africa/Cairo", "America/Santiago")
UTC, DAY, MINUTE = timezone.utc, timedelta(days=1), timedelta(minutes=1)
MIDNIGHT = time(0)
# Week: weekdays (0 is Monday) and slots; an end of None is the end of the day.
WEEKS = {
    "always": (range(7), ((MIDNIGHT, None),)),
    "office": (range(5), ((time(9), time(12, 30)), (time(14), time(18)))),
    "ouvrables": (range(6), ((MIDNIGHT, None),)),
    "ouvres": (range(5), ((MIDNIGHT, None),)),
    # No shipped one: its edges lie where clocks change.
    "night": (range(7), ((MIDNIGHT, time(2, 30)), (time(5), time(6)), (time(23, 30), None))),
}


# --- oracle 1 ---------------------------------------------------------------------------------

SETS_1 = {"none": {}, "fr": holidays.France(years=range(2023, 2038)),
          "fr-alsace-moselle": holidays.France(years=range(2023, 2038), prov="Alsace-Moselle")}


def works_1(week, holiday_set, day):
    return day.weekday() in WEEKS[week][0] and day not in SETS_1[holiday_set]


def first_instant(zone, day):
    """The first minute whose clock shows 'day'."""
    at = datetime.combine(day, MIDNIGHT, UTC) - timedelta(hours=15)
    while at.astimezone(zone).date() < day:
        at += MINUTE
    return at


def days_1(week, holiday_set, zone, start, n):
    day = start.astimezone(ZoneInfo(zone)).date()
    while n:
        day += DAY
        n -= works_1(week, holiday_set, day)
    return first_instant(ZoneInfo(zone), day + DAY)


def open_minutes_1(week, holiday_set, zone, day):
    """The open minutes of a civil day: from the first that shows an opening to the last that
    shows its closing, or the end of the day."""
    begin, end = first_instant(zone, day), first_instant(zone, day + DAY)
    minutes = [begin + MINUTE * k for k in range(int((end - begin) / MINUTE))]
    shown = [at.astimezone(zone).time() for at in minutes]
    opened = set()
    for opening, closing in WEEKS[week][1]:
        first = next(k for k, clock in enumerate(shown) if clock >= opening)
        last = len(minutes)
        if closing:
            last = max((k for k, clock in enumerate(shown) if clock == closing), default=None)
            last = last if last is not None else next(
                k for k, clock in enumerate(shown) if clock >= closing)
        opened.update(minutes[first:last])
    return sorted(opened) if works_1(week, holiday_set, day) else []


def hours_1(week, holiday_set, zone, start, n):
    zone, left = ZoneInfo(zone), n * 60
    day = start.astimezone(zone).date()
    while True:
        for minute in open_minutes_1(week, holiday_set, zone, day):
            if minute >= start:
                left -= 1
            if not left:
                return minute + MINUTE
        day += DAY


# --- oracle 2 ---------------------------------------------------------------------------------

def calendar_2(base, weekend):
    """workalendar's calendar with another weekend."""
    return type(base.__name__ + "Week", (base,), {"WEEKEND_DAYS": weekend})()


BASES = {"fr": France, "fr-alsace-moselle": FranceAlsaceMoselle}
WEEKENDS = {"office": (SAT, SUN), "ouvrables": (SUN,), "ouvres": (SAT, SUN), "night": ()}
SETS_2 = {(week, name): calendar_2(base, weekend)
          for week, weekend in WEEKENDS.items() for name, base in BASES.items()}


def at_2(zone, day, clock, last=False):
    """Civil time into UTC: the first or the last of two; behind a gap the gap's end."""
    naive = datetime.combine(day, clock)
    aware = naive.replace(tzinfo=zone)
    if not tz.datetime_exists(aware):
        before = naive
        while not tz.datetime_exists(before.replace(tzinfo=zone)):
            before -= MINUTE
        return before.replace(tzinfo=zone).astimezone(UTC) + MINUTE
    return tz.enfold(aware, fold=1 if last and tz.datetime_ambiguous(aware) else 0).astimezone(UTC)


def works_2(week, holiday_set, day):
    if holiday_set == "none":
        return day.weekday() in WEEKS[week][0]
    return SETS_2[week, holiday_set].is_working_day(day)


def days_2(week, holiday_set, zone, start, n):
    last = SETS_2[week, holiday_set].add_working_days(start.astimezone(tz.gettz(zone)).date(), n)
    return at_2(tz.gettz(zone), last + DAY, MIDNIGHT)


def hours_2(week, holiday_set, zone, start, n):
    zone, left = tz.gettz(zone), timedelta(hours=n)
    day = start.astimezone(zone).date()
    while True:
        for opening, closing in WEEKS[week][1] if works_2(week, holiday_set, day) else ():
            begin = max(at_2(zone, day, opening), start)
            end = at_2(zone, day, closing, last=True) if closing else at_2(zone, day + DAY, MIDNIGHT)
            if end <= begin:
                continue
            if end - begin >= left:
                return begin + left
            left -= end - begin
            start = end
        day += DAY


# --- what is asked ------------------------------------------------------------------------------

def nights(zone, year):
    """The days of the year in whose first half the zone's clocks have changed since noon before."""
    zone, day = ZoneInfo(zone), date(year, 1, 1)
    while day.year == year:
        noons = [datetime.combine(d, time(12), zone).utcoffset() for d in (day - DAY, day)]
        if noons[0] != noons[1]:
            yield day
        day += DAY


def local(zone, day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def day_rows(year):
    starts = [date(year, 1, 2), date(year, 2, 27), date(year, 4, 29), date(year, 7, 9),
              date(year, 12, 23)]
    easter = next(day for day, name in SETS_1["fr"].items()
                  if day.year == year and "Pâques" in name) - DAY
    starts += [easter - 3 * DAY, easter + 36 * DAY]
    for week in ("ouvrables", "ouvres"):
        for holiday_set in BASES:
            for k, start in enumerate(starts):
                yield "days", week, holiday_set, "Europe/Paris", local(
                    "Europe/Paris", start, 3 * k + 1, 17), (6, 1, 10)[k % 3]
    zone = ZONES[year % len(ZONES)]
    yield "days", "ouvrables", "fr", zone, local(zone, date(year, 7, 9), 23, 30), 6
    if year % 4 == 0:
        for holiday_set in BASES:
            for start in (date(year, 2, 28), date(year, 2, 29)):
                yield "days", "ouvrables", holiday_set, "Europe/Paris", local(
                    "Europe/Paris", start, 12), 6


def hour_rows(year):
    for zone in ZONES:
        changes = list(nights(zone, year)) or [date(year, 3, 31), date(year, 10, 27)]
        for day in changes:
            yield "hours", "always", "none", zone, local(zone, day - DAY, 22, 45), 5
            yield "hours", "night", "none", zone, local(zone, day - DAY, 12), 4
    for holiday_set in BASES:
        for day, hour, minute in ((date(year, 7, 13), 16, 0), (date(year, 12, 24), 17, 59),
                                  (date(year, 4, 30), 10, 5), (date(year, 10, 31), 9, 0)):
            yield "hours", "office", holiday_set, "Europe/Paris", local(
                "Europe/Paris", day, hour, minute), 8
    if year % 4 == 0:
        yield "hours", "office", "fr", "Europe/Paris", local(
            "Europe/Paris", date(year, 2, 28), 17), 9
        yield "hours", "always", "none", "Europe/Paris", local(
            "Europe/Paris", date(year, 2, 28), 23), 4


def written(at, zone):
    return at.astimezone(ZoneInfo(zone)).isoformat()


def rows():
    both = {"days": (days_1, days_2), "hours": (hours_1, hours_2)}
    for year in YEARS:
        for kind, week, holiday_set, zone, start, n in (*day_rows(year), *hour_rows(year)):
            first, second = (oracle(week, holiday_set, zone, start, n) for oracle in both[kind])
            if first != second:
                sys.exit(f"the oracles differ: {kind} {week} {holiday_set} {zone} "
                         f"{written(start, zone)} {n}: {written(first, zone)}, "
                         f"{written(second, zone)}")
            yield "\t".join((kind, week, holiday_set, zone, written(start, zone), str(n),
                             written(first, zone)))


def main():
    head = "# kind\tweek\tholidays\tzone\tfrom\tn\tdue; written by golden_due.py, not by hand\n"
    table = list(dict.fromkeys(rows()))
    text = head + "\n".join(table) + "\n"
    if sys.argv[1:] == ["--check"]:
        if TABLE.read_text() != text:
            sys.exit(f"{TABLE}: differs from what the oracles say")
    else:
        TABLE.write_text(text)
    print(f"{len(table)} rows, both oracles agree")


if __name__ == "__main__":
    main()
