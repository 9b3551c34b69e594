"""The stories of tests/demo/stories.py: each says what it must.

Test number 113 (127.1.113.0/24): a collector; an agent's informs by Debian's sender.
"""
import pytest

from stand import ROOT  # noqa: F401  pylint: disable=unused-import
import stories


@pytest.mark.parametrize("name", stories.STORIES)
def test_story(name, tmp_path):
    stories.play(name, tmp_path)
