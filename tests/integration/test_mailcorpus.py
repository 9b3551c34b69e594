"""Each mail of tests/mail/corpus, from vigie-mail-intake to its case, as `make check-mail` shows it.

Test number 131 (127.1.131.0/24): see tests/mail/checkmail.py.
"""
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "mail"))
import checkmail  # noqa: E402  pylint: disable=wrong-import-position

ROWS = checkmail.read_table()


@pytest.fixture(scope="module")
def became():
    # Not below pytest's own folder, which lets no other user through: the intake is one.
    with tempfile.TemporaryDirectory() as folder:
        yield checkmail.run_all(ROWS, Path(folder))


def test_there_are_enough():
    assert len(ROWS) >= 60
    assert {p.stem for p in (checkmail.HERE / "corpus").glob("*.eml")} == {r["mail"] for r in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=[r["mail"] for r in ROWS])
def test_mail(row, became):
    assert checkmail.compare(row, became[row["mail"]]) == []
