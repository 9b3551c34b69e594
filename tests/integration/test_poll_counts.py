"""What polling must never get wrong, counted among 60 devices as `make bench-counts` does among
1,000: liars, shared engineIDs, wraps and restarts, the stock buffer, lost datagrams.

Test number 111 (127.1.111.0/24).
"""
import sys

import pytest

import stand

sys.path.insert(0, str(stand.ROOT / "tests/bench"))
import pollcounts  # noqa: E402  pylint: disable=wrong-import-position


@pytest.mark.parametrize("part", ["liars", "engine_ids", "restarts", "buffer", "loss"])
def test_counts(part, tmp_path):
    counts = pollcounts.Counts(tmp_path, 60, 1500, "127.1.111.1", 16211)
    getattr(counts, part)()
    assert not counts.wrong
