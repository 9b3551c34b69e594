"""Alertmanager as a way out: Debian's own, told by a courier what stands and what ended.

A desk as that of test_courier.py (127.1.61.0/24).
"""
import json
import re
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from hookpeer import Hook
from noc import ROOT, story
from test_outway import made  # noqa: F401  pylint: disable=unused-import


CONFIG = """
route: {receiver: told, group_by: [case], group_wait: 0s, group_interval: 1s}
receivers:
- name: told
  webhook_configs: [{url: "TOLD"}]
"""


class Alertmanager:
    """Debian's, in a folder of its own."""

    def __init__(self, folder, config=CONFIG):
        self.folder = folder
        folder.mkdir()
        self.told = Hook()  # whom it tells in its turn
        (folder / "alertmanager.yml").write_text(
            config.replace("TOLD", f"http://127.0.0.1:{self.told.port}/"))
        self.port, self.process = 0, None
        self.start()

    def start(self):
        if not self.port:
            with socket.socket() as one:
                one.bind(("127.0.0.1", 0))
                self.port = one.getsockname()[1]
        # Debian's looks for its templates below /usr/share: in a mount of its own they are there.
        peers = ROOT / "build/peers/usr"
        inside = (f"mount -t overlay overlay -o lowerdir={peers}/share:/usr/share /usr/share"
                  ' && exec "$@"')
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                ["unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", inside, "am",
                 str(peers / "bin/prometheus-alertmanager"),
                 f"--config.file={self.folder}/alertmanager.yml",
                 f"--storage.path={self.folder}/data", "--cluster.listen-address=",
                 "--log.level=debug",
                 f"--web.listen-address=127.0.0.1:{self.port}"], stderr=log, stdout=log)
        story.wait_for("alertmanager", self.ready, 30)

    def ready(self):
        try:
            return self.get("/-/ready") is not None
        except OSError:
            return False

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read()

    def alerts(self):
        """What fires."""
        return {(a["labels"]["alertname"], a["labels"].get("case", "")): a
                for a in json.loads(self.get("/api/v2/alerts"))}

    def told_of(self, number, status):
        return [b for b in self.told.bodies() if b["status"] == status
                and b["groupLabels"].get("case") == number]

    def stop(self, how=signal.SIGKILL):
        if self.process:
            self.process.send_signal(how)
            self.process.wait(20)
        self.process = None


@pytest.fixture
def manager(tmp_path):
    made = Alertmanager(tmp_path / "am")
    yield made
    made.stop()
    made.told.stop()


def of_manager(manager, **more):
    return {"name": "am", "kind": "alertmanager", "url": f"http://127.0.0.1:{manager.port}/",
            "allow-address": ["127.0.0.1/32"], "link": "https://noc.example/case/", **more}


def a_minute_passes(station):
    """For what waits, which is asked for again a minute after it was not taken."""
    story.wait_for("nobody has it", lambda: all(
        row["state"] == "waiting" for row in station.outbox() if row["way"] == "am"), 20)
    station.meanwhile(
        "UPDATE outbox SET next_try = next_try - 60000000 WHERE state = 'waiting'",
        "UPDATE outway SET next_try = max(0, next_try - 60000000)")


def test_alertmanager_has_what_stands(made, manager):
    station, _ = made(lambda hook: [of_manager(manager, watchdog=True)])
    number = station.desk.open_case()
    station.start()
    name = ("VigieCase", number)
    found = story.wait_for("the alert", lambda: manager.alerts().get(name), 20)
    assert found["labels"]["device"] == "ne-7" and found["labels"]["type"] == "power"
    assert found["labels"]["severity"] in ("major", "critical")
    assert found["generatorURL"] == f"https://noc.example/case/{number}"
    assert "client" not in found["labels"] and "summary" not in found["annotations"]
    begins = station.desk.case(number)["opened"]
    assert found["startsAt"][:19] == begins[:19]
    assert ("Watchdog", "") in manager.alerts()
    # It is told again before it ends: its end moves on.
    station.meanwhile("UPDATE due SET at = 1 WHERE kind = 'beat'")
    story.wait_for("a later end", lambda: manager.alerts()[name]["endsAt"] > found["endsAt"], 20)
    # Whoever was told that it began is told that it ended.
    station.desk.trap("ne-7", good=True)
    story.wait_for("the fault's end", lambda: station.desk.case(number)["fault"] == "cleared", 20)
    status, tree = station.desk.do("take", number, user="claire")
    assert status == 200, tree
    status, tree = station.desk.do(
        "close", number, user="claire", cause="feed", cure="feed is back")
    assert status == 200, tree
    story.wait_for("its end", lambda: name not in manager.alerts(), 20)
    rows = [m for m in station.outbox() if m["way"] == "am"]
    assert len(rows) == 1, "one message that stands, however often it is told"


def test_alertmanager_is_away_and_comes_back(made, manager):
    station, _ = made(lambda hook: [of_manager(manager)])
    manager.stop()
    number = station.desk.open_case()
    station.start()
    story.wait_for("it fails", lambda: station.ways()["am"]["state"] == "fails", 20)
    manager.start()
    a_minute_passes(station)
    story.wait_for("the alert", lambda: ("VigieCase", number) in manager.alerts(), 90)


def closed(station, number, device):
    station.desk.trap(device, good=True)
    story.wait_for("the fault's end", lambda: station.desk.case(number)["fault"] == "cleared", 20)
    assert station.desk.do("take", number, user="claire")[0] == 200
    status, tree = station.desk.do(
        "close", number, user="claire", cause="feed", cure="feed is back")
    assert status == 200, tree


def test_alertmanager_is_down_for_hours(made, manager):
    """It forgets its alerts, and not whom it told: they are told of each end, however late."""
    station, _ = made(lambda hook: [of_manager(manager)])
    number = station.desk.open_case()
    station.start()
    story.wait_for("it is told on", lambda: manager.told_of(number, "firing"), 30)
    manager.stop(signal.SIGTERM)
    closed(station, number, "ne-7")
    later = station.desk.open_case("ne-8")
    story.wait_for("it fails", lambda: station.ways()["am"]["state"] == "fails", 20)
    hours = 5 * 3600 * 1000000
    station.meanwhile(
        f"UPDATE support_case SET opened = opened - {hours}, closed = closed - {hours}"
        f" WHERE number = '{number}'",
        f"UPDATE outway SET sent = sent - {hours}, failing = failing - {hours}, next_try = 0",
        "UPDATE due SET at = 1 WHERE kind = 'beat'")
    rows = [m for m in station.outbox() if m["way"] == "am"]
    assert len(rows) == 1 and rows[0]["state"] != "failed", rows
    manager.start()
    a_minute_passes(station)
    story.wait_for("its end is told on", lambda: manager.told_of(number, "resolved"), 90)
    story.wait_for("what stands", lambda: manager.told_of(later, "firing"), 30)
    assert set(manager.alerts()) == {("VigieCase", later)}
    assert len([m for m in station.outbox() if m["way"] == "am"]) == 1


class Slow(Hook):
    """Between the courier and an Alertmanager: that takes it, and answers when nobody listens."""

    def __init__(self, manager):
        super().__init__()
        self.manager, self.hold = manager, True

    def serve(self, request):
        body = request.rfile.read(int(request.headers["Content-Length"]))
        self.taken.append((dict(request.headers), body, time.time()))
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.manager.port}{request.path}", body,
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            assert answer.status == 200
        # Until the courier has given up: it closes the connection.
        if self.hold:
            request.connection.settimeout(30)
            assert request.connection.recv(1) == b""
        request.close_connection = True
        if not self.hold:
            request.send_response(200)
            request.send_header("Content-Length", "0")
            request.end_headers()


def test_alertmanager_answers_too_late(made, manager):
    """What it took is told again, and is the same alert; an end gets through as well."""
    slow = Slow(manager)
    station, _ = made(lambda hook: [{**of_manager(manager),
                                     "url": f"http://127.0.0.1:{slow.port}"}])
    number = station.desk.open_case()
    station.start()
    story.wait_for("it is told on", lambda: manager.told_of(number, "firing"), 30)
    story.wait_for("it fails", lambda: station.ways()["am"]["state"] == "fails", 20)
    first = manager.alerts()[("VigieCase", number)]
    station.meanwhile("UPDATE due SET at = 1 WHERE kind = 'beat'",
                      "UPDATE outbox SET next_try = 1 WHERE way = 'am'",
                      "UPDATE outway SET next_try = 0")
    story.wait_for("again", lambda: manager.alerts()[("VigieCase", number)]["endsAt"]
                   > first["endsAt"], 30)
    again = manager.alerts()
    assert set(again) == {("VigieCase", number)}
    assert again[("VigieCase", number)]["fingerprint"] == first["fingerprint"]
    closed(station, number, "ne-7")
    a_minute_passes(station)
    story.wait_for("its end is told on", lambda: manager.told_of(number, "resolved"), 90)
    assert len(manager.told_of(number, "firing")) == 1, "told on once"
    slow.hold = False
    rows = [m for m in station.outbox() if m["way"] == "am"]
    assert len(rows) == 1, rows
    story.wait_for("nobody has it", lambda: station.row(rows[0]["id"])["state"] == "waiting", 20)
    assert station.desk.vigie("outbox", "retry", rows[0]["id"]).returncode == 0
    station.wait_state(rows[0]["id"], "sent")
    slow.stop()


def recipe():
    """Of docs/admin.md, its minutes as seconds; where nothing else is told of goes to nobody."""
    text = (ROOT / "docs/admin.md").read_text()
    found = re.search(r"\n( +route:\n +routes:\n.*?send_resolved: false}\]\n)", text, re.S).group(1)
    assert "repeat_interval" in found and "https://switch.example/vigie" in found, found
    lines = [line[6:] for line in found.splitlines()]
    lines.insert(lines.index("route:") + 1, "  receiver: nobody")
    lines.insert(lines.index("receivers:") + 1, "  - name: nobody")
    scaled = re.sub(r"interval: (\d+)([ms])", lambda m: "interval: {}ms".format(
        int(m[1]) * (60 if m[2] == "m" else 1) * 1000 // 60), "\n".join(lines))
    return scaled.replace("https://switch.example/vigie", "TOLD")


def test_the_recipe_tells_on_at_each_interval(made, tmp_path):
    """Not at each second one, as it is with a repeat_interval that is no shorter."""
    switch = Alertmanager(tmp_path / "switch", recipe())
    station, _ = made(lambda hook: [of_manager(switch, watchdog=True)])
    station.desk.open_case()
    station.start()
    story.wait_for("signs of life", lambda: len(switch.told.taken) >= 8, 30)
    flushed = [line for line in story.whole_lines(switch.folder / "log").splitlines()
               if "msg=flushing" in line and "Watchdog" in line]
    told = switch.told.bodies()
    assert len(told) >= len(flushed) - 2, (len(told), len(flushed))
    assert {(b["status"], b["commonLabels"]["alertname"]) for b in told} == {("firing", "Watchdog")}
    switch.stop()
    switch.told.stop()
