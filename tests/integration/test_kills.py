"""kill -9 of collector, intake and courier while mails come in and leave; see tests/mail/kills.py.

Test number 134 (127.1.134.0/24).
"""
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "mail"))
import kills  # noqa: E402  pylint: disable=wrong-import-position


def test_no_mail_is_lost_or_doubled(tmp_path):
    done = kills.run(tmp_path, 5, int.from_bytes(os.urandom(3), "big"))
    kills.print_table(done)
    print(done)
    assert min(done["kills"].values()) == 5, done
    for way in ("in", "out"):
        assert done[way]["lost"] == 0 and done[way]["doubled_beyond"] == 0, done
