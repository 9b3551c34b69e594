"""Notifications heard by the agent: vigie-sim's own, Debian's snmptrap and snmpinform, raw
datagrams.  Trap says, poll confirms; the poll itself comes too seldom here to find anything in time.

Test number 84 (127.1.84.0/24).
"""
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime, timedelta, timezone

import pytest
from stand import ALLOT, BUILD, POWER, story, tool, v2c_trap

NET = "127.1.84"
BOXES = {"ssg": ("ssg-500", 10, "v2c"), "sec": ("ssg-500", 11, "v3"), "mute": ("ac-500", 12, "v2c"),
         "shy": ("ac-500", 13, "v3"), "odd": ("ac-500", 14, "v2c"), "loud": ("ac-500", 15, "v2c"),
         "gap": ("ac-500", 16, "v2c"), "die": ("ac-500", 17, "v2c"), "nx": ("netxplorer", 18, "v2c"),
         "deaf": ("netxplorer", 19, "v2c"), "hush": ("ac-500", 20, "v2c"),
         "old": ("ssg-500", 21, "v2c")}
CHANGED, VALUE = f"{ALLOT}.5.2.8.0", f"{ALLOT}.5.2.9.0"
LOG = "1.3.6.1.2.1.92.1.3.1.1.1.7"
V3 = ("-v3", "-u", "polly", "-l", "authPriv", "-a", "SHA-256", "-A", story.PHRASES["auth"], "-x",
      "AES", "-X", story.PHRASES["priv"])
V2C = ("-v2c", "-c", story.COMMUNITY)
TIME = "%Y-%m-%dT%H:%M:%SZ"
RATE, BURST = 50, 200
KINDS = ("psu-failed", "fan-failed", "trap-poll-disagreement", "unclassified-notification",
         "supplier-alarm", "notification-gap", "notification-storm")


def free_port(host):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind((host, 0))
        return held.getsockname()[1]


def psu(down, number=1):
    """Trap and varbinds of a lost power supply, and of its return."""
    return (f"{ALLOT}.0.{17 if down else 16}", CHANGED, "o", POWER, VALUE, "i",
            str(2 + number if down else 1))


class Field(story.Stage):
    """Boxes, an agent that listens, a collector."""

    def set_up(self):
        phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
        for state in ("collector-state", "agent-state"):
            self.write(f"{state}/credentials/lyon-2", phrases, 0o400)
        self.write("agent-state/credentials/v3", phrases, 0o400)
        self.write("agent-state/credentials/v2c", f"community: {story.COMMUNITY}\n", 0o400)
        (self.folder / "sim-state").mkdir()
        self.trap = free_port(f"{NET}.9")
        self.start("vigie-sim", "--port", "0", "--addr-file", self.folder / "sim-state/sim.addr",
                   "--control", self.folder / "sim.sock", *self.boxes())
        self.start("vigie-collector", "--config", self.write("collector.json", self.tree()),
                   "--state", self.folder / "collector-state", "--socket",
                   self.folder / "collector.sock")
        self.start_agent()
        story.wait_for("all devices to be known", self.all_known, 30)

    def boxes(self):
        for name, (family, last, version) in BOXES.items():
            how = f"community={story.COMMUNITY}" if version == "v2c" else (
                f"user=polly,auth={story.PHRASES['auth']},priv={story.PHRASES['priv']}")
            # Whom the deaf one tells is nobody: it counts what it sends.
            to = f"{NET}.250:9" if name == "deaf" else f"{NET}.9:{self.trap}"
            old = ",trap-version=v1" if name == "old" else ""
            yield (f"--device={name},family={family},address={NET}.{last},version={version},{how},"
                   f"trap-to={to}{old}")

    def tree(self):
        tree = story.collector_tree()
        top = tree["vigie-collector:collector"]
        top["listen"][0]["address"] = f"{NET}.1"
        top["device"] = [{**top["device"][0], "name": name} for name in BOXES]
        top["kind"] = [{"type": f"vigie-alarm-types:{kind}", "hold-s": 0, "clear-hold-s": 0}
                       for kind in KINDS]
        return tree

    def start_agent(self):
        collector = self.address_of("collector-state", "trap")
        port = self.address_of("sim-state", "sim")[1]
        tree = story.agent_tree(collector, (f"{NET}.9", port))
        top = tree["vigie-agent:agent"]
        # Two polls in a row, at this pace, are minutes: what is raised sooner was heard.
        top["poll"].update({"interval-ms": 600000, "timeout-ms": 500, "tries": 3})
        top["trap-listen"] = [{"name": "ear", "address": f"{NET}.9", "port": self.trap}]
        top["trap"] = {"first-look-ms": 200, "second-look-ms": 600, "rate": RATE, "burst": BURST,
                       "storm-quiet-ms": 700}
        top["device"] = [
            {"name": name, "site": "lyon-2", "supplier": "allot",
             **({"known-as": ["10.1.2.3"]} if name == "ssg" else {}),
             "snmp": {"address": f"{NET}.{last}", "port": port, "credential": version,
                      **({"version": "v2c"} if version == "v2c" else {"user": "polly"})}}
            for name, (_, last, version) in BOXES.items()]
        self.start("vigie-agent", "--config", self.write("agent.json", tree), "--state",
                   self.folder / "agent-state", "--socket", self.folder / "agent.sock")

    def all_known(self):
        devices = story.find_list(self.ask("device", "list"), "device")
        return len([d for d in devices if d.get("serial") or d.get("family") == "netxplorer"]
                   ) == len(BOXES)

    # --- doing ---
    def ctl(self, *words):
        done = self.run("vigie-sim", "ctl", "--control", str(self.folder / "sim.sock"), *words)
        assert done.returncode == 0, (words, done.stdout + done.stderr)

    def send(self, box, *words, how=V2C, inform=False):
        last = BOXES[box][1] if box in BOXES else box
        env = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": str(self.folder / "snmp"),
               "SNMPCONFPATH": str(self.folder)}
        done = subprocess.run(
            [tool("snmpinform" if inform else "snmptrap"), *how, "-r2", "-t2",
             f"--clientaddr={NET}.{last}", f"{NET}.9:{self.trap}", *([] if how[0] == "-v1" else ["1"]), *words],
            capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL, env=env)
        return done.returncode == 0

    # --- looking ---
    def agent(self, operation=None, **values):
        url = "data/vigie-agent:agent-status" if not operation else (
            f"operations/vigie-agent:{operation}")
        body = ["-H", "Content-Type: application/yang-data+json", "-d",
                json.dumps({"vigie-agent:input": values})] if operation else []
        done = subprocess.run(["curl", "-sS", "--unix-socket", str(self.folder / "agent.sock"),
                               *body, f"http://localhost/restconf/{url}"], capture_output=True,
                              text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "{}").get("vigie-agent:agent-status")

    def heard(self):
        counts = self.agent()["notifications"]
        found = {c["name"]: int(c["count"]) for c in counts["cause"]}
        found.update({k: int(v) for k, v in counts.items() if isinstance(v, str)})
        return found

    def log(self):
        return story.whole_lines(self.folder / "vigie-agent.log")

    def alarm(self, resource, kind, cleared=False, qualifier=None):
        self.check_alive()
        for a in story.find_list(self.ask("alarm", "list", "--all"), "alarm"):
            if (a["resource"] == resource and a["alarm-type-id"].split(":")[-1] == kind and
                    bool(a.get("is-cleared")) == cleared and
                    qualifier in (None, a.get("alarm-type-qualifier"))):
                return a
        return None

    def wait(self, resource, kind, cleared=False, qualifier=None):
        try:
            return story.wait_for(f"{kind} of {resource}", lambda: self.alarm(
                resource, kind, cleared, qualifier), 15)
        except story.Story as error:
            raise AssertionError(f"{error}\n{self.log()[-4000:]}") from error

    def evidence(self, resource):
        """The body of a notification that is evidence of an alarm of 'resource', or None."""
        # The collector lets nobody else open it: a copy is read.
        with self.held():
            for end in ("", "-wal"):
                shutil.copy(self.folder / f"collector-state/collector.db{end}", self.folder / f"copy.db{end}")
        with closing(sqlite3.connect(self.folder / "copy.db")) as db:
            bodies = [row[0] for row in db.execute("SELECT body FROM message")]
        found = (json.loads(b[b.index(b'{"raise"'):b.rindex(b"}") + 1]) for b in bodies
                 if b'"cut":"notification"' in b)
        return next((f for f in found if f["resource"] == resource), None)

    def unapplied(self):
        return [a for a in story.find_list(self.ask("alarm", "list", "--all"), "alarm")
                if a.get("alarm-type-qualifier") == "unapplied"]

    def wait_log(self, pattern):
        return story.wait_for(pattern, lambda: re.search(pattern, self.log()), 15)


@pytest.fixture(scope="module", name="field")
def a_field(tmp_path_factory):
    made = Field(BUILD, tmp_path_factory.mktemp("heard"), False)
    try:
        made.set_up()
        yield made
    finally:
        made.stop()


@pytest.mark.parametrize("box", ["ssg", "sec", "old"])
def test_both_say_so(field, box):
    """The box's own notification, by v2c, v3 and v1: a fault of both at once, and its end."""
    field.ctl("fault", box, "psu", "1")
    alarm = field.wait(f"device/{box}/psu/1", "psu-failed")
    assert alarm["source"] == "both", alarm
    assert "alPower" in alarm["alarm-text"], alarm
    proof = story.wait_for("its evidence", lambda: field.evidence(f"device/{box}/psu/1"))
    assert proof["notification"]["version"] == ("v1" if box == "old" else BOXES[box][2]), proof
    assert [POWER, VALUE.rsplit(".", 1)[0]] == [
        proof["notification"]["varbinds"][0][2],
        proof["notification"]["varbinds"][1][0].rsplit(".", 1)[0]], proof
    field.ctl("clear", box, "psu", "1")
    field.wait(f"device/{box}/psu/1", "psu-failed", cleared=True)


def test_the_poll_says_otherwise(field):
    resource = "device/ssg/psu/0"
    assert field.send("ssg", *psu(True, 0))
    alarm = field.wait(resource, "trap-poll-disagreement")
    assert "trap says down, poll says up" in alarm["alarm-text"], alarm
    assert not field.alarm(resource, "psu-failed")
    assert field.send("ssg", *psu(False))
    field.wait(resource, "trap-poll-disagreement", cleared=True)
    assert not field.alarm(resource, "psu-failed", cleared=True)


def test_who_cannot_be_asked_is_believed(field):
    field.ctl("fault", "mute", "silence", "on")
    assert field.send("mute", *psu(True), how=("-v2c", "-c", "other"), inform=True)
    assert field.wait("device/mute/psu/1", "psu-failed")["source"] == "trap"
    assert field.send("mute", *psu(False))
    field.wait("device/mute/psu/1", "psu-failed", cleared=True)


def test_in_the_clear_nothing_stands_alone(field):
    """A box that is polled by v3 and silent: v2c proves nothing, v3 stands."""
    field.ctl("fault", "shy", "silence", "on")
    assert field.send("shy", *psu(True))
    field.wait_log(r"device/shy/psu/1.*nobody confirms")
    assert not field.alarm("device/shy/psu/1", "psu-failed")
    assert field.send("shy", *psu(True), how=V3, inform=True)
    assert field.wait("device/shy/psu/1", "psu-failed")["source"] == "trap"


def test_a_wrong_key_is_refused(field):
    before = field.heard()
    wrong = V3[:-1] + ("another-phrase",)
    assert not field.send("sec", *psu(True), how=wrong, inform=True)
    now = field.heard()
    assert now["cipher"] > before["cipher"] and now["stored"] == before["stored"], now


def test_an_acknowledged_inform_is_on_disk(field):
    """Killed before the silent box could be asked to the end: the next life knows the claim."""
    field.ctl("fault", "die", "silence", "on")
    assert field.send("die", *psu(True), inform=True)
    name, process = next(p for p in field.programs if p[0] == "vigie-agent")
    process.send_signal(signal.SIGKILL)
    process.wait(40)
    field.programs.remove((name, process))
    field.start_agent()
    assert field.wait("device/die/psu/1", "psu-failed")["source"] == "trap"


def test_unknown_ones_are_kept_whole(field):
    oid = f"{ALLOT}.0.99"
    assert field.send("odd", oid, f"{ALLOT}.9.9.1", "s", "né à Lyon", f"{ALLOT}.9.9.2", "x", "00FF80",
                      inform=True)
    alarm = field.wait("device/odd", "unclassified-notification", qualifier=oid)
    assert oid in alarm["alarm-text"] and "né à Lyon" in alarm["alarm-text"], alarm
    kept = story.wait_for("its evidence", lambda: field.evidence("device/odd"))
    assert kept["cut"] == "notification" and kept["notification"]["oid"] == oid, kept
    assert kept["notification"]["varbinds"] == [
        [f"{ALLOT}.9.9.1", "octets", "né à Lyon"], [f"{ALLOT}.9.9.2", "octets", "0x00ff80"]]
    field.agent("accept", device="odd")
    field.wait("device/odd", "unclassified-notification", cleared=True)


def test_nobody_keeps_who_the_subscriber_is(field):
    """Traps of the SMP name a subscriber: neither program keeps the name, nor a key that a box tells."""
    smp = f"{ALLOT}.5.5.20"
    canaries = "camille.canari@example.net", "203.0.113.77", "KEY-CANARY-9"

    def words(process):
        return (f"{smp}.9.1.0", "i", str(process), f"{smp}.9.2.0", "s", canaries[0],
                f"{smp}.9.3.0", "a", canaries[1], f"{ALLOT}.4.1.0", "s", canaries[2],
                f"{ALLOT}.5.2.13.0", "s", canaries[2])

    # One that the pack knows, and those below it that no line knows: they are kept whole else.
    # A changed setting comes with its new text, whatever the setting is (alGenericLastChangeStrVal).
    assert field.send("odd", f"{ALLOT}.0.98", CHANGED, "o", f"{ALLOT}.4.1.0", f"{ALLOT}.5.2.13.0",
                      "s", canaries[2], inform=True)
    assert field.send("odd", f"{smp}.0.1", *words(1), inform=True)
    assert field.send("odd", f"{smp}.0.1.7", *words(1), inform=True)
    assert field.send("shy", f"{smp}.1.7", *words(2), how=V3, inform=True)
    stored = field.heard()["stored"]
    assert field.send("die", f"{smp}.1", f"{NET}.17", "6", "7", "42", *words(3),
                      how=("-v1", "-c", story.COMMUNITY))
    story.wait_for("v1", lambda: field.heard()["stored"] > stored, 15)
    for box, oid in (("odd", f"{smp}.0.1.7"), ("shy", f"{smp}.1.7"), ("die", f"{smp}.1.0.7")):
        alarm = field.wait(f"device/{box}", "unclassified-notification", qualifier=oid)
        assert "=" in alarm["alarm-text"], alarm
        story.wait_for("its evidence", lambda box=box: field.evidence(f"device/{box}"))
        field.agent("accept", device=box)
    for name in canaries:
        assert name not in field.log() + story.whole_lines(field.folder / "vigie-collector.log")
    with field.held():
        found = [(path.name, name) for path in field.folder.rglob("*") if path.is_file()
                 for name in (*(c.encode() for c in canaries), bytes((203, 0, 113, 77)))
                 if name in path.read_bytes()]
    assert found == []


def test_a_restart_ends_what_no_poll_knows(field):
    """A process of which the box's last event does not tell: the trap stands alone."""
    assert field.send("old", f"{ALLOT}.0.12", f"{ALLOT}.5.5.3.0", "i", "4", f"{ALLOT}.5.5.16.0",
                      "s", "ghost is down")
    assert field.wait("device/old/process/ghost", "process-failed")["source"] == "trap"
    field.ctl("fault", "old", "reboot")
    field.wait_log(r"device/old/process/ghost.*process-failed clear.*the device has restarted")


def test_a_table_of_others_judges_no_alarm_of_its_own(field):
    """NetXplorer's list of its boxes' alarms cannot contradict what subscriber management says."""
    assert field.send("nx", f"{ALLOT}.5.5.20.2", f"{ALLOT}.5.5.20.9.1.0", "i", "10", inform=True)
    alarm = field.wait("device/nx", "supplier-alarm", qualifier="allot:smp-failures")
    assert alarm["perceived-severity"] == "major" and alarm["source"] == "trap", alarm
    assert not field.alarm("device/nx", "trap-poll-disagreement")


def test_strangers_are_counted(field):
    before = field.heard()
    for _ in range(3):
        assert field.send(99, *psu(True))
    story.wait_for("them", lambda: field.heard()["source"] == before["source"] + 3, 15)
    lines = [line for line in field.log().splitlines() if f"{NET}.99" in line]
    assert len(lines) == 1 and "no device of ours" in lines[0], lines


def test_a_jump_of_the_log_is_a_gap(field):
    for number in (5, 6):
        assert field.send("gap", f"{ALLOT}.0.18", f"{LOG}.{number}", "u", str(number))
    before = field.heard()["lost"]
    assert field.send("gap", f"{ALLOT}.0.18", f"{LOG}.9", "u", "9")
    alarm = field.wait("device/gap/traps", "notification-gap", cleared=True)
    assert field.heard()["lost"] == before + 2
    field.wait_log(r"device/gap/traps.*2 of its notifications were lost")
    assert "everything has been polled" in alarm["alarm-text"], alarm


def test_what_netxplorer_tells_is_about_its_box(field):
    resource = "device/ssg/via/nx/alarm/10.1.2.3.5.7.1.0"
    field.ctl("fault", "nx", "board", "1")
    alarm = field.wait(resource, "supplier-alarm")
    assert alarm["source"] == "both" and alarm["device"] == "ssg", alarm
    assert alarm["perceived-severity"] == "critical"
    field.ctl("clear", "nx", "board", "1")
    field.wait(resource, "supplier-alarm", cleared=True)
    # Of a box that is none of ours NetXplorer itself is the subject.
    field.ctl("fault", "nx", "board", "2")
    field.wait("device/nx/alarm/10.1.2.4.5.8.1.0", "supplier-alarm")


def test_an_alarm_without_a_row_is_contradicted(field):
    column, index = f"{ALLOT}.10.2.1.1", "10.1.2.3.9.9.9.9"
    assert field.send("nx", f"{ALLOT}.10.0.1", f"{column}.6.{index}", "i", "4",
                      f"{column}.7.{index}", "s", "not in the table", f"{column}.9.{index}", "s", "k")
    field.wait(f"device/ssg/via/nx/alarm/{index}", "trap-poll-disagreement")
    assert not field.alarm(f"device/ssg/via/nx/alarm/{index}", "supplier-alarm")


def test_what_netxplorer_counted_and_nobody_heard(field):
    """Its counter is read at the start; what it sends to nobody is missing at the next reading."""
    field.ctl("fault", "deaf", "board", "1")
    field.ctl("clear", "deaf", "board", "1")
    field.agent("poll-now", device="deaf")
    field.wait_log(r"device/deaf/traps.*2 of its notifications were lost")
    field.wait("device/deaf/traps", "notification-gap", cleared=True)


def test_a_storm_is_counted_to_the_last(field):
    sent, before = BURST * 3, field.heard()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind((f"{NET}.{BOXES['loud'][1]}", 0))
        for number in range(sent):
            s.sendto(v2c_trap(number, notification=f"{ALLOT}.0.18"), (f"{NET}.9", field.trap))
    field.wait_log(r"device/loud: notification-storm raise")

    def all_there():
        now = field.heard()
        grew = {k: now[k] - before[k] for k in now}
        return grew if grew["received"] + grew["kernel-drops"] == sent else None

    grew = story.wait_for("the last of them", all_there, 15)
    assert grew["stored"] + grew["quota"] == grew["received"], grew
    assert BURST <= grew["stored"] <= BURST + RATE * 15 and grew["quota"] > 0, grew
    over = field.wait("device/loud", "notification-storm", cleared=True)
    assert f"{grew['quota']} notifications were not read" in over["alarm-text"], over


def test_an_end_that_both_tell(field):
    """A raise that only the poll saw, and a clear that is heard: the poll clears at once."""
    field.ctl("fault", "hush", "fan", "quiet")

    def found():
        field.agent("poll-now", device="hush")
        return field.alarm("device/hush/fan/all", "fan-failed")

    assert story.wait_for("the poll to find it", found, 15)["source"] == "poll"
    field.ctl("clear", "hush", "fan")
    field.wait("device/hush/fan/all", "fan-failed", cleared=True)


def test_another_configuration_keeps_the_ear(field):
    """SIGHUP: the same listener goes on with its counts, and hears who is new."""
    before = field.heard()
    assert field.send(99, *psu(True))
    story.wait_for("the stranger", lambda: field.heard()["source"] == before["source"] + 1, 15)
    path = field.folder / "agent.json"
    tree = json.loads(path.read_text())
    tree["vigie-agent:agent"]["device"][0]["known-as"].append(f"{NET}.99")
    field.write("agent.json", tree)
    process = next(p for n, p in field.programs if n == "vigie-agent")
    process.send_signal(signal.SIGHUP)
    field.wait_log(r"SIGHUP: configuration \w+ is in force")
    stored = field.heard()["stored"]
    assert field.send(99, *psu(False), inform=True)
    now = field.heard()
    assert now["stored"] == stored + 1 and now["source"] == before["source"] + 1, now


def test_what_nobody_can_judge_raises_nothing_in_planned_silence(field):
    path = field.folder / "agent.json"
    tree = json.loads(path.read_text())
    now = datetime.now(timezone.utc)
    hour = timedelta(hours=1)
    tree["vigie-agent:agent"]["silence"] = [{
        "name": "works", "description": "the box is moved", "device": ["odd"],
        "from": (now - hour).strftime(TIME), "until": (now + hour).strftime(TIME)}]
    process = next(p for n, p in field.programs if n == "vigie-agent")

    def reload():
        seen = field.log().count("is in force")
        field.write("agent.json", tree)
        process.send_signal(signal.SIGHUP)
        story.wait_for("it in force", lambda: field.log().count("is in force") > seen, 15)

    reload()
    # An inform is acknowledged when all that comes of it is on disk.
    assert field.send("odd", f"{ALLOT}.0.97", inform=True)
    assert "0.97 " not in field.log()
    del tree["vigie-agent:agent"]["silence"]
    reload()
    assert field.send("odd", f"{ALLOT}.0.96", inform=True)
    field.wait("device/odd", "unclassified-notification", qualifier=f"{ALLOT}.0.96")
    assert not field.alarm("device/odd", "unclassified-notification", qualifier=f"{ALLOT}.0.97")


def test_nothing_of_it_was_refused(field):
    assert not field.unapplied()
    field.stop()
    assert "ERROR" not in field.log() and "Sanitizer" not in field.log()
