"""The sender's ledger against the collector's database, after a run.

What the sender was told (tests/fault/informer.c) is compared with what there is: messages by their
numbers, alarms by what the messages that were applied say, cases by their subject and class.
"""
import sqlite3
from collections import Counter

# What must be 0 of every run; other figures are for people.
WRONG = ("acknowledged_and_missing", "stored_twice", "raised_twice", "cases_doubled",
         "alarms_wrong", "unapplied", "waiting", "damaged")


class Sender:
    def __init__(self, spool):
        self.spool = bytes.fromhex(spool)
        self.made = {}          # number: (raise|clear|list, resource, kind)
        self.acknowledged = {}  # number: ms of CLOCK_MONOTONIC


def read(path):
    """The senders of a ledger, by their agents' names."""
    senders = {}
    for line in path.read_text().splitlines():
        what, agent, *rest = line.split()
        if what == "spool":
            senders[agent] = Sender(rest[0])
        elif what == "made":
            senders[agent].made[int(rest[0])] = tuple(rest[1:])
        elif what == "acknowledged":
            senders[agent].acknowledged[int(rest[0])] = int(rest[1])
    return senders


def ask(database, sql, *values):
    return database.execute(sql, values).fetchall()


def judge_messages(database, agent, sender, found):
    """What is there of a sender; gives the numbers that were applied, in order."""
    rows = ask(database, "SELECT sequence, state FROM message WHERE agent = ? AND spool = ?"
               " ORDER BY sequence", agent, sender.spool)
    times = Counter(number for number, _ in rows)
    found["stored"] += len(times)
    found["stored_twice"] += sum(n - 1 for n in times.values())
    found["acknowledged_and_missing"] += len(set(sender.acknowledged) - set(times))
    found["lost"] += len(set(sender.made) - set(times))
    for state in ("unapplied", "waiting", "history"):
        found[state] += sum(1 for _, s in rows if s == state)
    return [number for number, state in rows if state == "applied"]


def judge_alarms(database, sender, applied, found):
    """Each alarm stands, and was raised as often, as the messages that were applied say."""
    stands, raises = {}, Counter()
    for number in applied:
        what, *key = sender.made[number]
        if what == "list":  # it names nothing
            stands = dict.fromkeys(stands, False)
            continue
        raises[tuple(key)] += what == "raise" and not stands.get(tuple(key))
        stands[tuple(key)] = what == "raise"
    for key, standing in stands.items():
        rows = ask(database, "SELECT cleared, (SELECT count(*) FROM raise WHERE alarm = a.id)"
                   " FROM alarm a WHERE resource = ? AND kind = ?", *key)
        if not rows:
            found["alarms_wrong"] += raises[key] > 0
            continue
        found["alarms_wrong"] += (rows[0][0] == 0) != standing
        found["raised_twice"] += max(rows[0][1] - raises[key], 0)
        found["alarms_wrong"] += rows[0][1] < raises[key]


def judge_cases(database, found):
    """Nobody closes a case here: a second of one subject and class is a fault counted twice."""
    rows = ask(database, "SELECT count(*) FROM support_case GROUP BY subject, class")
    found["cases"] = sum(n for n, in rows)
    found["cases_doubled"] += sum(n - 1 for n, in rows)
    found["cases_doubled"] += sum(n - 1 for n, in ask(
        database, "SELECT count(*) FROM happening WHERE kind = 'case-opened'"
        " AND text <> 'reopened' GROUP BY case_number"))


def judge(senders, path):
    """Reads the database of a collector that has ended; gives every figure by its name."""
    found = Counter(dict.fromkeys((*WRONG, "stored", "lost", "history", "cases"), 0))
    database = sqlite3.connect(path)
    try:
        found["damaged"] += ask(database, "PRAGMA integrity_check") != [("ok",)]
        found["damaged"] += len(ask(database, "PRAGMA foreign_key_check"))
        for agent, sender in senders.items():
            found["made"] += len(sender.made)
            found["acknowledged"] += len(sender.acknowledged)
            applied = judge_messages(database, agent, sender, found)
            judge_alarms(database, sender, applied, found)
        judge_cases(database, found)
    except sqlite3.DatabaseError:
        found["damaged"] += 1
    finally:
        database.close()
    return dict(found)


def wrong(found, *more):
    """What must be 0 and is not, in words."""
    return [f"{name} is {found[name]}" for name in (*WRONG, *more) if found.get(name)]
