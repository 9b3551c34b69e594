#!/usr/bin/python3
"""The table of access as the tests read it: tests/data/access.tsv, for four roles, each of the
integrator's and of a client's person, at three doors, and
for those of intake and courier.  Run by hand it says how large that is.
"""
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOORS = ("socket", "restconf", "netconf")
ROLES = ["viewer", "noc", "manager", "admin"]
NAMES = [*ROLES, *(f"client-{role}" for role in ROLES)]
BELOW = ["intake", "courier"]  # of no rung of the ladder: what is named for it, and nothing else
ROWS = [line.split("\t") for line in (ROOT / "tests/data/access.tsv").read_text().splitlines()
        if line and not line.startswith("#")]


def is_open(row, user):
    """What the table says of a user: his role, and whether he is a client's person."""
    _, _, least, whose = row
    least, *also = least.split(", ")
    role = user.removeprefix("client-")
    if role in BELOW:
        return role in also
    return ROLES.index(role) >= ROLES.index(least) and (
        whose == "clients" or not user.startswith("client-"))


def expected(door, row, user):
    """True: he may; False: access-denied; None: no cell of that door."""
    # What proves users is told to a proxy in its own name, whatever the door.
    if row[1] == "vigie-cases:log-in":
        return False
    # The connection that is a session of NETCONF: the door has opened it.
    if (door, *row[:2]) == ("netconf", "follow", "session"):
        return None
    # Its content is looked at once more, since it holds persons.
    if (row[1], user) == ("vigie-tree:tree", "viewer"):
        return None
    return is_open(row, user)


def main():
    print(f"{len(ROWS)} rows: " + ", ".join(
        f"{sum(row[0] == what for row in ROWS)} {what}" for what in ("read", "run", "edit", "follow")))
    total = 0
    for door in DOORS:
        cells = [expected(door, row, user) for row in ROWS for user in NAMES + BELOW]
        total += len(cells) - cells.count(None)
        print(f"{door:8} x {len(NAMES + BELOW)} users: {cells.count(True)} may, {cells.count(False)} may not")
    print(f"{total} cells")


if __name__ == "__main__":
    main()
