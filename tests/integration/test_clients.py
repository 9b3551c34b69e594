"""The doors as foreign clients meet them: yangcli, ncclient, OpenSSH and curl play tests/demo/doorsteps.py,
and what docs/INTERFACES.md shows is done as it stands there.

Test number 126 (127.1.126.0/24, and 127.1.40.0/24 of the desk).  Needs root: users of its own.
"""
import pytest

from stand import ROOT  # noqa: F401  pylint: disable=unused-import
import doors
import doorsteps

STEPS = [pytest.param(name, id=name, marks=[pytest.mark.negative] if negative else [])
         for name, _, negative in doorsteps.steps()]
EXAMPLES = list(doors.examples())


@pytest.fixture(name="stand", scope="module")
def make_stand():
    made = doors.Stand()
    yield made
    made.end()


@pytest.fixture(name="played", scope="module")
def play(stand):
    """What was wrong with each step; they follow one another, so all are played at once."""
    return {name: (wrong, request, text) for name, request, text, wrong in doors.play(stand)}


@pytest.mark.parametrize("name", STEPS)
def test_step(played, name):
    wrong, request, text = played[name]
    assert not wrong, f"{wrong}\n{request}\n{text[:3000]}"


def test_there_are_enough_of_them():
    signs = [(client.split()[0], negative) for _, client, negative in doorsteps.steps()]
    assert len(signs) >= 120 and sum(n for _, n in signs) >= 40
    assert {c for c, _ in signs} == {"yangcli", "ncclient", "openssh", "curl"}


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=lambda n: f"{n + 1}-{EXAMPLES[n][0]}")
def test_example_of_the_documents(stand, number):
    text, wrong = doors.judge_example(stand, *EXAMPLES[number])
    assert not wrong, f"{wrong}\n{text}"


def test_each_client_has_an_example():
    sources = " ".join(source for _, source, _ in EXAMPLES)
    assert all(name in sources for name in ("curl", "ncclient", "$YANGCLI", "| ssh "))
