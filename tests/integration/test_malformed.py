"""Malformed messages through the real socket, a sample of those of make check-malformed.

Test number 95 (127.1.95.0/24).
"""
import sys

import stand

sys.path.insert(0, str(stand.ROOT / "tests/malformed"))
import malformed  # noqa: E402  pylint: disable=wrong-import-position

COUNT, SEED = 5000, 20260729


def test_malformed_messages_do_nothing_but_count(tmp_path, capsys):
    report = malformed.play(tmp_path, stand.BUILD, COUNT, SEED, limit=120)
    assert not report.failed, capsys.readouterr().out
    assert report.passed >= 20
