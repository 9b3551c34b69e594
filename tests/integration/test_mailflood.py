"""A flood of one sender's mails (tests/mail/benchmail.py, in short): none is lost, it stays in a few cases, and
every other sender has his case with its clock running.  How fast it goes is make bench-mail's affair.

Test number 135 (127.1.135.0/24).
"""
import json
import os
import subprocess
import sys

import pytest

from noc import BUILD, ROOT

MAILS, PIPES, CASES_HOUR = 300, 8, 20


@pytest.mark.parametrize("sender", ["stranger", "known"])
def test_a_flood_of_one_sender(sender):
    done = subprocess.run([sys.executable, str(ROOT / "tests/mail/benchmail.py"), "5", str(MAILS),
                           str(PIPES), sender], stdout=subprocess.PIPE, text=True, timeout=300,
                          check=True, env={**os.environ, "VIGIE_BUILD": str(BUILD)})
    told = json.loads(done.stdout.splitlines()[-1])["flood"]
    # All taken, each once.
    assert told["taken"] == told["mails"] == MAILS + 20 and told["later"] == 0, told
    assert told["filed"] == told["different"] == MAILS, told
    # Folded: who opened as many as one may goes on in the last; those inside hear of each case once,
    # and once that he writes on in the last.
    assert told["cases"] == CASES_HOUR and told["told_inside"] == CASES_HOUR + 1, told
    assert told["pages"] == 0 and told["receipts"] == (CASES_HOUR if sender == "known" else 0), told
    # All others, during it and between, have a case and a clock; the queue is shown.
    assert told["others_open"] == 40 and told["queue_answers"], told
    assert told["others_ms"]["flood"]["n"] == told["others_ms"]["quiet"]["n"] == 20, told
    # A process a mail that only puts it on disk is the measure: 7 to 9 of it are what a mail costs.
    assert told["ratio"] <= 13, told
