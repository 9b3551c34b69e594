"""Bad input at both doors while a device's informs are acknowledged: tests/demo/badinput.py, of the long
families (each form of them has a test in test_ncdoor_bad.py and test_web_raw.py) a few.

Test number 127 (127.1.127.0/24, and 127.1.40.0/24 of the desk).  Needs root: users of its own.
"""
import pytest

from stand import ROOT  # noqa: F401  pylint: disable=unused-import
import badinput

FEW = ("frame: letters", "frame: zero", "frame: no chunk", "chunk of 4 GiB", "chunk of 2^64-1",
       "message over 1 MiB", "message: white space", "message: a comment", "message: 200,000 deep",
       "message: an entity bomb", "XPath bomb: descendants of descendants", "both lengths",
       "two lengths", "coding, then length", "a folded field", "a bare carriage return",
       "a chunk of 4 GiB", "a trailer", "a large body", "another coding")
FAMILIES = ("frame:", "message", "chunk", "XPath bomb")
ROWS = [row for row in badinput.rows()
        if row[1] in FEW or not row[1].startswith(FAMILIES) and not badinput.is_smuggling(row[1])]


@pytest.fixture(name="stand", scope="module")
def make_stand():
    made = badinput.Stand()
    made.note = ""
    yield made
    made.end()


@pytest.mark.negative
@pytest.mark.parametrize("row", ROWS, ids=[f"{door}-{name}" for door, name, _, _ in ROWS])
def test_bad_input(stand, row):
    _, _, expected, attempt = row
    got, fine, collector = stand.tried(attempt)
    assert got == expected
    assert fine, f"the collector: {collector}"
    assert max(stand.informs.told) * 1000 < badinput.SLOWEST_MS
