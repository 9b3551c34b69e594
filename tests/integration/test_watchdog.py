"""The dead man's switch rings when a program hangs: it lives, holds its sockets, and does nothing.

A desk as that of test_courier.py (127.1.61.0/24); Debian's Alertmanager with the recipe of docs/admin.md between
it and the switch. Minutes of alerts are seconds here; the collector's own minute is a due row, which is moved.
"""
import hashlib
import hmac
import json
import os
import re
import signal
import time
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hookpeer import Hook
from noc import story
from test_alertmanager import Alertmanager, of_manager, recipe
from test_courier_term import processes
from test_outway import KEY, made, out  # noqa: F401  pylint: disable=unused-import

WATCHDOG = ("Watchdog", "")


def written(instant):
    return datetime.fromisoformat(re.sub(r"(\.\d+)?Z$", "+00:00", instant))


class Road(Hook):
    """Before an Alertmanager: the five minutes of an alert are five seconds."""

    def __init__(self, manager):
        super().__init__()
        self.manager = manager

    def serve(self, request):
        alerts = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        for alert in alerts:
            begun, ends = written(alert["startsAt"]), written(alert["endsAt"])
            if alert["labels"]["alertname"] == "Watchdog":
                assert (ends - begun).total_seconds() == 300, alert
                alert["endsAt"] = (begun + timedelta(seconds=5)).isoformat()
        self.tell(alerts)
        self.taken.append((dict(request.headers), json.dumps(alerts).encode(), time.time()))
        request.send_response(200)
        request.send_header("Content-Length", "0")
        request.end_headers()

    def tell(self, alerts):
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.manager.port}/api/v2/alerts", json.dumps(alerts).encode(),
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            assert answer.status == 200

    def signs(self):
        """When those that came were made."""
        return [written(a["startsAt"]).timestamp() for body in self.bodies() for a in body
                if a["labels"]["alertname"] == "Watchdog"]


@pytest.fixture
def switch(tmp_path):
    manager = Alertmanager(tmp_path / "switch", recipe())
    road = Road(manager)
    yield manager, road
    road.stop()
    manager.stop()
    manager.told.stop()


def hook_signs(hook):
    """When those that came were made; each is signed, over what came."""
    found = []
    for fields, body, _ in list(hook.taken):
        said = json.loads(body)
        if said["event"] == "watchdog":
            want = hmac.new(KEY.encode(), fields["Vigie-Timestamp"].encode() + b"." + body,
                            hashlib.sha256).hexdigest()
            assert fields["Vigie-Signature"] == "v1=" + want, fields
            found.append(written(said["at"]).timestamp())
    return found


def rang(manager, since):
    """What the switch got behind its first 'since' requests: of which collectors."""
    return {alert["labels"]["collector"] for body in manager.told.bodies()[since:]
            for alert in body["alerts"]}


def hang_before_a_sign(station, who):
    """Those who 'who' names are stopped, and a moment later a sign of life is due. When both were."""
    for seconds in (3, 6, 12, 24):
        station.end_desk()
        due = time.time() + seconds
        station.sql(f"UPDATE due SET at = {int(due * 1000000)} WHERE kind = 'beat'")
        station.desk.start()
        stopped = who(station)
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        at = time.time()
        if at < due - 1:
            return stopped, at, due
        go_on(stopped)
    raise AssertionError("this machine is too slow to stop anything")


def go_on(stopped):
    for pid in stopped:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("who", [lambda station: [station.desk.process.pid],
                                 lambda station: processes(station.process),
                                 lambda station: [station.process.pid]],
                         ids=["collector", "courier", "courier's first process"])
def test_what_hangs_gives_no_sign_of_life(who, made, switch):  # noqa: F811
    manager, road = switch
    station, hook = made(lambda hook: [of_manager(road, watchdog=True),
                                       out(hook, watchdog=True, event=["closed"])])
    station.start()
    story.wait_for("signs of life", lambda: road.signs() and hook_signs(hook)
                   and manager.told.taken and WATCHDOG in manager.alerts(), 30)
    ours = rang(manager, 0)
    assert len(ours) == 1, ours
    stopped, at, due = hang_before_a_sign(station, who)
    try:
        # A sign was due, and what came before is over: time enough has passed for all to see.
        story.wait_for("the last sign's end", lambda: time.time() > due + 2
                       and WATCHDOG not in manager.alerts(), 60)
        quiet = len(manager.told.taken)
        # The road to the switch is open, and what is silent is ours.
        begun = datetime.fromtimestamp(time.time()).astimezone()
        road.tell([{"labels": {"alertname": "Watchdog", "collector": "another"},
                    "startsAt": begun.isoformat(),
                    "endsAt": (begun + timedelta(minutes=5)).isoformat()}])
        story.wait_for("another's", lambda: "another" in rang(manager, quiet), 30)
        assert rang(manager, quiet) == {"another"}
        assert max(road.signs()) < at and max(hook_signs(hook)) < at
    finally:
        go_on(stopped)
    # It goes on by itself, and what it says then is of then.
    again = time.time()
    story.wait_for("signs again", lambda: max(road.signs()) > at and max(hook_signs(hook)) > at
                   and ours <= rang(manager, quiet), 60)
    assert max(road.signs()) > again - 2 and WATCHDOG in manager.alerts()


def who_talks_to(station, port):
    """Those of the courier's workers that have a connection to a port of this machine."""
    rows = [line.split() for line in open("/proc/net/tcp", encoding="ascii")][1:]
    theirs = {f"socket:[{row[9]}]" for row in rows if row[2].endswith(f":{port:04X}")}

    def sockets(pid):
        try:
            return {os.readlink(fd) for fd in Path(f"/proc/{pid}/fd").iterdir()}
        except FileNotFoundError:  # closed just now
            return set()
    return [pid for pid in processes(station.process)[1:] if sockets(pid) & theirs]


def test_one_worker_that_hangs_silences_no_way(made):
    """It hangs with the Alertmanager's row: another has it before the alert is over there, and is believed."""
    station, hook = made(lambda hook: [of_manager(hook, watchdog=True)])
    hook.answers = ["stall"]
    station.tree["vigie-courier:courier"]["limits"]["post-s"] = 20
    (station.folder / "courier.json").write_text(json.dumps(station.tree))
    station.start()
    hung = story.wait_for("a worker at it", lambda: hook.taken and who_talks_to(station, hook.port), 20)
    os.kill(hung[0], signal.SIGSTOP)
    try:
        row = station.of_way("am")[0]["id"]
        # A minute and the time that a request of this courier may take, and no more.
        station.meanwhile("UPDATE outbox SET next_try = next_try - 80000000 WHERE state = 'taken'")
        story.wait_for("another's", lambda: len(hook.taken) > 1, 20)
        station.wait_state(row, "sent")
    finally:
        os.kill(hung[0], signal.SIGCONT)
    story.wait_for("it gives up", lambda: not who_talks_to(station, hook.port), 20)
    # What it says of its own take is nobody's word any more.
    station.meanwhile("UPDATE due SET at = 1 WHERE kind = 'beat'")
    story.wait_for("the next", lambda: len(hook.taken) > 2, 20)
    assert station.wait_state(row, "sent") and "later" not in station.row(row).get("reason", "")
