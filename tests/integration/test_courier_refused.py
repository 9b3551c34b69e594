"""A collector that does not understand what the courier reports, or has no room for it now: nobody is told that
a message failed which the relay took, or which nobody tried.

The collector is a stand-in that answers what it is told to, on a socket in the test's folder; the relay is
smtprelay.py's on loopback.
"""
import json
import os
import signal
import socketserver
import subprocess
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from noc import BUILD, story
from smtprelay import Relay

TO = ["anne@clinique-a.example", "paul@clinique-a.example"]
LETTER = {"id": "7", "state": "taken", "channel": "mail", "case": "2026-000001", "to": TO,
          "from": "support@merisac.example", "from-name": "Merisac", "subject": "Panne", "text": "x",
          "message-id": "7@merisac.example", "made": "2026-11-27T10:00:00Z"}
WHAT = {"ietf-restconf:errors": {"error": [{"error-message": "what?"}]}}


class StandIn(socketserver.ThreadingUnixStreamServer):
    """Gives message 7 to its first key until a report of it is taken; refuses those that 'refuses' says it does."""

    daemon_threads = True

    def __init__(self, path, refuses):
        self.refuses, self.reports, self.taken, self.keys = refuses, [], False, []
        self.over = []      # keys of a courier that was killed: what it asked may be heard after its end
        self.idle = False   # asked for more, and had none
        self.status = 400   # of what is refused
        self.letters = []   # statuses of the first answers to who asks for the letter
        self.takes = 0
        self.asked, self.told = threading.Event(), threading.Event()  # when more may leave
        self.told.set()
        super().__init__(str(path), Answer)

    def answer(self, target, sent):
        if target.endswith("outbox-take"):
            key = sent["idempotency-key"]
            self.takes += 1
            self.idle = self.taken
            if self.taken or key in self.over or self.keys not in ([], [key]):
                return 404, {}
            self.keys = [key]
            return 200, {"vigie-cases:output": {"message": "7"}}
        if target.endswith("outbox-report"):
            self.reports.append(sent)
            if sent["message"] != "7" or sent["taken-by"] != self.keys[-1]:
                return 409, WHAT
            if self.refuses(sent):
                return self.status, WHAT
            self.taken = True
            return 200, {"vigie-cases:output": {}}
        if target.endswith(":letters"):
            self.asked.set()
            self.told.wait(60)
            soon = datetime.now(timezone.utc) + timedelta(milliseconds=200)
            return 200, {"vigie-cases:letters": {"next-try": soon.isoformat()}}
        if self.letters:
            return self.letters.pop(0), WHAT
        return 200, {"vigie-cases:letter": [{**LETTER, "taken-by": self.keys[-1]}]}


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_one(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "streams" in self.path:
            self.close_connection = True
            status, tree = 503, {}
        else:
            status, tree = self.server.answer(
                self.path, json.loads(sent)["vigie-cases:input"] if sent else None)
        body = json.dumps(tree).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/yang-data+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST = handle_one

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


@pytest.fixture
def station(tmp_path):
    """Starts a courier of one worker between a stand-in that refuses some reports and a relay."""
    ends = []

    def start():
        with open(tmp_path / "courier.log", "ab") as log:
            make.process = subprocess.Popen(  # pylint: disable=consider-using-with
                [str(BUILD / "vigie-courier"), "--config", str(tmp_path / "courier.json"), "--state",
                 str(tmp_path / "state"), "--socket", str(tmp_path / "collector.sock")], stderr=log)
        process = make.process
        ends.extend([lambda: process.wait(20), process.terminate])

    def make(refuses, refused=(), status=400, letters=()):
        relay, desk = Relay(), StandIn(tmp_path / "collector.sock", refuses)
        desk.status, desk.letters = status, list(letters)
        relay.refused = dict(refused)
        threading.Thread(target=desk.serve_forever, daemon=True).start()
        (tmp_path / "state").mkdir()
        (tmp_path / "courier.json").write_text(json.dumps({"vigie-courier:courier": {
            "relay": {"host": "127.0.0.1", "port": relay.port, "security": "none"},
            "limits": {"messages-at-once": 1, "mails-at-once": 1, "idle-s": 1}}}))
        ends.extend([relay.stop, desk.shutdown, desk.server_close])
        start()
        return relay, desk, tmp_path / "courier.log"
    make.start, make.state = start, tmp_path / "state"
    yield make
    for end in reversed(ends):
        end()


def test_what_the_relay_took_for_some_was_sent(station):
    """Whom it did not take it for cannot be recorded: that is told with it, and it is sent once."""
    relay, desk, log = station(lambda sent: "apart" in sent,
                               {TO[1]: "550 5.1.1 no such user"}.items())
    story.wait_for("a report that is taken", lambda: desk.taken, 30)
    assert [r["outcome"] for r in desk.reports] == ["sent", "sent"], desk.reports
    assert desk.reports[0]["apart"] and "apart" not in desk.reports[1]
    assert "could not be recorded" in desk.reports[1]["reason"]
    assert [to for _, to, _ in relay.taken] == [[TO[0]]]
    assert "its report is refused: collector: 400 what?" in story.whole_lines(log)


def test_what_all_got_never_has_failed(station):
    """A report that says no more than "sent" is told until it is taken."""
    count = []

    def refuses(sent):
        count.append(sent)
        return len(count) < 3
    relay, desk, _ = station(refuses)
    story.wait_for("a report that is taken", lambda: desk.taken, 30)
    assert [r["outcome"] for r in desk.reports] == ["sent"] * 3, desk.reports
    assert len(relay.taken) == 1 and not any(r.get("reason") for r in desk.reports)


def test_what_nobody_got_has_failed(station):
    """One refused, one to be asked later: nobody can say which, so it has failed."""
    _, desk, _ = station(lambda sent: "apart" in sent, {TO[0]: "450 later", TO[1]: "550 5.1.1 no"}.items())
    story.wait_for("a report that is taken", lambda: desk.taken, 30)
    assert [r["outcome"] for r in desk.reports] == ["later", "failed"], desk.reports
    assert "could not be told" in desk.reports[1]["reason"]


def first(n):
    """Says true of the first 'n' reports."""
    count = []

    def refuses(sent):
        count.append(sent)
        return len(count) <= n
    return refuses


def same(reports):
    """What was told, each without its key."""
    return [{k: v for k, v in r.items() if k != "idempotency-key"} for r in reports]


@pytest.mark.parametrize("status", [503, 500])
@pytest.mark.parametrize("outcome, refused", [
    ("later", {TO[0]: "450 4.2.0 later", TO[1]: "450 4.2.0 later"}),
    ("later", {TO[0]: "450 4.2.0 later", TO[1]: "550 5.1.1 no such user"}),
    ("sent", {TO[1]: "450 4.2.0 greylisted"}),
])
def test_what_there_is_no_room_for_is_told_again(outcome, refused, status, station):
    """A full disk, a busy one: the same is told until it is taken, no less and nothing else."""
    relay, desk, _ = station(first(2), refused.items(), status=status)
    story.wait_for("a report that is taken", lambda: desk.taken, 30)
    told = same(desk.reports)
    assert len(told) == 3 and told[0] == told[1] == told[2], told
    assert told[0]["outcome"] == outcome
    assert ("apart" in told[0]) == (len(set(refused.values())) == 2 or outcome == "sent")
    assert len(relay.taken) == (outcome == "sent")


def test_a_letter_that_cannot_be_read_now_is_asked_for_again(station):
    """Nothing was tried, so nothing is told."""
    relay, desk, _ = station(first(0), letters=[503, 503])
    story.wait_for("a report that is taken", lambda: desk.taken, 30)
    assert [r["outcome"] for r in desk.reports] == ["sent"], desk.reports
    assert len(relay.taken) == 1


def test_a_letter_that_is_damaged_is_put_off(station):
    """The collector decides when again, and when it is over; a disk that is full then loses nothing."""
    relay, desk, _ = station(first(1), status=503, letters=[500])
    story.wait_for("a report that is taken", lambda: desk.taken, 30)
    assert [r["outcome"] for r in desk.reports] == ["later", "later"], desk.reports
    assert not relay.taken


def worker(process):
    return int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])


@pytest.mark.parametrize("end", ["term", "kill", "kill-worker", "reload"])
@pytest.mark.parametrize("refused", [{}, {TO[1]: "450 4.2.0 greylisted"}])
def test_what_could_not_be_told_is_told_by_who_follows(refused, end, station):
    """However a courier ends while its collector has no room: what the relay took is sent no second time."""
    full = [True]
    relay, desk, _ = station(lambda sent: full[0], refused.items(), status=503)
    story.wait_for("a report that is told again", lambda: len(desk.reports) >= 2, 30)
    if end == "term":
        station.process.send_signal(signal.SIGTERM)
        assert station.process.wait(20) == 0
        station.start()
    elif end == "kill":
        station.process.kill()
        station.process.wait(20)
        station.start()
    elif end == "kill-worker":
        os.kill(worker(station.process), signal.SIGKILL)
    else:
        station.process.send_signal(signal.SIGHUP)
    before = len(desk.reports)
    story.wait_for("a report of who follows", lambda: len(desk.reports) > before + 1, 30)
    full[0] = False
    story.wait_for("a report that is taken", lambda: desk.taken, 30)
    story.wait_for("nothing to take", lambda: desk.idle, 30)
    told = same(desk.reports)
    assert all(t == told[0] for t in told) and told[0]["outcome"] == "sent", told
    assert ("apart" in told[0]) == bool(refused)
    assert len(relay.taken) == 1


def test_what_could_not_be_told_needs_no_room_of_the_disk(station):
    """The collector's disk is full, and it is the courier's, too: no file can be made."""
    full = [True]

    def refuses(_):
        (station.state / "taken.new").mkdir(exist_ok=True)
        return full[0]
    relay, desk, log = station(refuses, status=503)
    story.wait_for("a report that is told again", lambda: len(desk.reports) >= 2, 30)
    station.process.send_signal(signal.SIGTERM)
    assert station.process.wait(20) == 0
    full[0] = False
    station.start()
    story.wait_for("a report that is taken", lambda: desk.taken, 30)
    (station.state / "taken.new").rmdir()
    story.wait_for("nothing to take", lambda: desk.idle, 30)
    assert len(relay.taken) == 1, story.whole_lines(log)


KEY, OTHER = "1" * 32, "2" * 32


def kept(**more):
    """What stands in the file of a courier that took message 7 with KEY and could not tell that it was sent."""
    told = {"message": "7", "taken-by": KEY, "outcome": "sent", **more}
    return f"{KEY}\n{json.dumps({k: v for k, v in told.items() if v})}"


@pytest.mark.parametrize("text, sends", [
    (kept(), 0),
    (kept(reason="half of it"), 0),
    # Torn, written over, or of another take or message: not believed, and the message is sent again.
    (kept()[:-1], 1),
    (kept()[:60], 1),
    (KEY + "\n", 1),
    (KEY, 1),
    (kept() + kept(), 1),
    (kept(**{"taken-by": OTHER}), 1),
    (kept(outcome="taken"), 1),
    (kept(message=""), 1),
    (KEY + "x" + kept()[33:], 1),
    ("", 1),
])
def test_an_outcome_on_disk_is_believed_of_its_take_alone(text, sends, station):
    relay, desk, _ = station(first(0), letters=[503] * 1000)
    story.wait_for("a letter asked for", lambda: len(desk.letters) < 1000, 20)
    station.process.kill()
    station.process.wait(20)
    # The take of the courier before: with KEY; of one that left none, its time is over.
    desk.over, desk.keys = desk.keys, [KEY] if text.split("\n")[0] == KEY else []
    (station.state / "taken").write_text(text)
    desk.letters.clear()
    station.start()
    story.wait_for("a report that is taken", lambda: desk.taken, 30)
    assert len(relay.taken) == sends
    assert len(desk.reports) == 1 and desk.reports[0]["outcome"] == "sent", desk.reports


def test_an_outcome_of_another_message_is_refused(station):
    """Whatever stands in the file: the collector knows whose key that is."""
    relay, desk, _ = station(first(0), letters=[503] * 1000)
    story.wait_for("a letter asked for", lambda: len(desk.letters) < 1000, 20)
    station.process.kill()
    station.process.wait(20)
    desk.keys = [KEY]
    (station.state / "taken").write_text(kept(message="8"))
    desk.letters.clear()
    station.start()
    story.wait_for("a report that is taken", lambda: desk.taken, 30)
    assert [r["message"] for r in desk.reports] == ["8", "7"]
    assert len(relay.taken) == 1


def test_what_may_leave_later_is_asked_for_then(station):
    """Whom nobody wakes wakes when the next message may leave: its page waits for its minute, and not for idle-s."""
    _, desk, _ = station(lambda sent: False)
    desk.told.clear()
    story.wait_for("the question when", desk.asked.is_set, 30)
    station.process.send_signal(signal.SIGSTOP)  # who wakes the worker
    try:
        taken = desk.takes
        desk.told.set()
        story.wait_for("another take", lambda: desk.takes > taken, 30)
    finally:
        station.process.send_signal(signal.SIGCONT)
