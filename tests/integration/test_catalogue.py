"""The catalogue of faults: each one raised and cleared by poll, by trap, by both, and contradicted,
on the part and with the severity that it is to have (faultrows.py, faultrun.py).  The rows are
played side by side, once; the tests look at what came of them.

Test number 86 (127.1.86.0/24).
"""
import json
import re

import faultrun
import pytest
from faultrows import ROWS, WAYS
from stand import BUILD, ROOT, story

PLAYED = [(row, way) for row in ROWS for way in row.ways]


@pytest.fixture(scope="module", name="results")
def the_results(tmp_path_factory):
    play = faultrun.Play(BUILD, tmp_path_factory.mktemp("catalogue"))
    try:
        play.play()
    finally:
        play.stop()
    log = story.whole_lines(play.folder / "vigie-agent.log")
    assert "Sanitizer" not in log
    return {(case.row, case.way): case.result for case in play.cases}


@pytest.mark.parametrize("row,way", PLAYED, ids=[f"{r.name}, {w}" for r, w in PLAYED])
def test_a_fault(results, row, way):
    assert not results[row, way]


@pytest.mark.parametrize("row", [r for r in ROWS if r.proof], ids=lambda r: r.name)
def test_a_fault_that_is_proven_elsewhere(row):
    assert not faultrun.proven(row)


def test_every_fault_has_its_rows():
    assert sorted({row.fault for row in ROWS}) == [f"F{n:02}" for n in range(1, 37)]
    for row in ROWS:
        assert set(row.no) <= set(WAYS) and all(row.no.values()), row.name
        assert row.ways or row.proof, row.name


def test_every_notification_that_a_pack_takes_for_a_fault_is_played():
    """A line that raises or clears, of a notification no row sends, is one that nothing proves."""
    pack = json.loads((ROOT / "lib/packs/allot.json").read_text())["vigie-pack:pack"]
    known = {line["notification"] for line in pack["trap"] if line.get("fault")}
    sent = {words[0] for row in ROWS for words in (row.raises, row.clears) if words}
    # The old numbers have a form by SNMPv1, with a zero: A.2.0.12 is A.2.12.
    plain = {re.sub(r"\.(2|5\.5\.20)\.0\.(\d+)$", r".\1.\2", oid) for oid in sent}
    missing = {re.sub(r"\.(2|5\.5\.20)\.0\.(\d+)$", r".\1.\2", oid) for oid in known} - plain
    assert not missing, sorted(missing)
