"""What vigie-courier is set up with: its file, its credential, its user of the collector's tree.

A desk as that of test_courier.py (127.1.61.0/24).
"""
import json
import os
import signal
import sqlite3
import subprocess

from noc import BUILD, ROOT, story
from test_courier import addresses, made  # noqa: F401  pylint: disable=unused-import


def test_the_example_is_valid(tmp_path):
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials/relay").write_text("password: a pass phrase\n")
    (tmp_path / "credentials/relay").chmod(0o400)
    words = [str(BUILD / "vigie-courier"), "--config",
             str(ROOT / "packaging/examples/courier.json"), "--state", str(tmp_path), "--check"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done
    (tmp_path / "credentials/relay").unlink()
    done = subprocess.run(words, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1 and "credentials/relay" in done.stderr, done


def test_a_relay_in_the_clear_is_on_this_machine(tmp_path):
    file = tmp_path / "courier.json"
    for host, security, good in (("192.0.2.1", "none", False), ("127.0.0.1", "none", True),
                                 ("relay.example", "tls", True), ("relay.example", "none", False)):
        file.write_text(json.dumps({"vigie-courier:courier": {
            "relay": {"host": host, "security": security}}}))
        done = subprocess.run([str(BUILD / "vigie-courier"), "--config", str(file), "--state",
                               str(tmp_path), "--check"], capture_output=True, text=True, timeout=20)
        assert (done.returncode == 0) == good, done
        assert good or "in the clear" in done.stderr


def test_the_role_courier_is_enough(made):
    """Its user takes, reads, tells and is woken; nothing else is asked of the collector."""
    def one_user(top):
        addresses(top)
        top["user"] = [{"name": "courier", "role": "courier", "uid": os.getuid()}]
    station = made(change=one_user)
    station.start()
    station.desk.trap("ne-7")
    story.wait_for("two mails", lambda: len(station.relay.answered) == 2, 20)
    station.end()
    assert "later" not in station.log() and "not told" not in station.log(), station.log()
    assert "collector:" not in station.log(), station.log()
    station.desk.process.send_signal(signal.SIGTERM)
    station.desk.process.wait(20)
    station.desk.stage.programs.pop()
    base = sqlite3.connect(station.folder / "collector-state/collector.db")
    assert {s for s, in base.execute("SELECT state FROM outbox")} == {"sent"}
    base.close()
