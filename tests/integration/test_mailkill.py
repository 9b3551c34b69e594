"""kill -9 of the intake and of the collector while mails come in; see tests/mail/killmail.py.

Test number 134 (127.1.134.0/24).
"""
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "mail"))
import killmail  # noqa: E402  pylint: disable=wrong-import-position


def test_no_mail_is_lost_or_doubled(tmp_path):
    done = killmail.run(tmp_path, 8, 3, int.from_bytes(os.urandom(3), "big"))
    print(done)
    assert done["kills"] == {"intake": 8, "collector": 3}, done
    assert done["lost"] == 0 and done["doubled"] == 0, done
