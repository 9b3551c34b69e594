"""A change committed by NETCONF, seen by the command, rolled back by RESTCONF, all in the audit: as
tests/demo/roundtrip.py tells it.

Test number 128 (127.1.128.0/24, and 127.1.40.0/24 of the desk).  Needs root: users of its own.
"""
from stand import ROOT  # noqa: F401  pylint: disable=unused-import
import roundtrip


def test_the_round_trip_is_in_the_audit():
    rows = roundtrip.play()
    done = [row for row in rows if row[0] != "claire"]
    assert done == [
        ("alice", "netconf", "tree-edit", "candidate", "stored"),
        ("alice", "netconf", "tree-commit", "revision 2", "in force"),
        ("bruno", "web", "tree-rollback", "revision 3", "in force")], rows
    assert all("in force" not in row for row in rows if row[0] == "claire"), rows
