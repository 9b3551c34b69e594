#!/usr/bin/python3
"""The work of kill9.sh.  Test number 30 (127.1.30.0/24).

A message that the collector acknowledged is deleted by the agent.  So when all is quiet at the
end - every fault cleared, the spool empty - each number that the agent's spool ever gave must
stand in the collector's table exactly once: one that is not there was acknowledged and lost.
"""
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402

BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
DEVICES = 12
MOMENT_S = (0.05, 0.5)
FULL = 500   # messages that a drain begins with
LOW = 60     # and those at which it is filled again


def names():
    return [f"ne-{i}" for i in range(1, DEVICES + 1)]


class Local(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=5)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Field(story.Stage):
    """Simulator, agent and collector, of which two can be killed and started again."""

    slow = False
    not_quiet = {}

    def prepare(self):
        phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
        for state in ("collector-state", "agent-state"):
            self.write(f"{state}/credentials/lyon-2", phrases, 0o400)
        (self.folder / "sim-state").mkdir()
        devices = []
        for i, name in enumerate(names(), 1):
            self.write(f"agent-state/credentials/{name}", f"community: {story.COMMUNITY}\n", 0o400)
            devices += ["--device", f"{name},family=ssg-500,address=127.1.30.{i},version=v2c,"
                                    f"community={story.COMMUNITY}"]
        self.start("vigie-sim", "--port", "0", "--addr-file", self.folder / "sim-state/sim.addr",
                   "--control", self.folder / "sim.sock", *devices)
        self.port = self.address_of("sim-state", "sim")[1]
        self.restart("vigie-collector")
        self.collector = self.address_of("collector-state", "trap")
        self.restart("vigie-agent")

    def tree_of_collector(self, port):
        tree = story.collector_tree()
        top = tree["vigie-collector:collector"]
        one = top["device"][0]
        top["device"] = [{**one, "name": name} for name in names()]
        top["listen"][0].update({"address": "127.1.30.200", "port": port})
        top["intake"] = {"rate": 10000, "burst": 100000}
        # Each supply is its device's: the site's power, which they would come to, clears late.
        top["policy"] = {"site-devices": 1000}
        # Flapping is off: its alarms stay raised for the quiet time, and we wait for all to clear.
        # A round of 200 ms is late on a loaded machine, rightly; its clear would be held five minutes.
        top["kind"] = [{"type": f"vigie-alarm-types:{kind}", "hold-s": 0, "clear-hold-s": 0,
                        "flap-raises": 0} for kind in ("psu-failed", "agent-polling-late")]
        return tree

    def tree_of_agent(self):
        tree = story.agent_tree(self.collector, ("127.1.30.1", self.port))
        top = tree["vigie-agent:agent"]
        one = top["device"][0]
        top["device"] = [
            {**one, "name": name, "snmp": {**one["snmp"], "address": f"127.1.30.{i}",
                                           "credential": name}}
            for i, name in enumerate(names(), 1)]
        top["poll"]["interval-ms"] = 200
        top["heartbeat"]["interval-ms"] = 1000
        top["collector"][0]["timeout-ms"] = 500
        if self.slow:  # a drain that can be watched: one inform at a time
            top["collector"][0]["window"] = 1
        return tree

    def restart(self, program):
        short = program.split("-")[1]
        tree = self.tree_of_agent() if short == "agent" else self.tree_of_collector(
            getattr(self, "collector", (None, 0))[1])
        self.programs = [(n, p) for n, p in self.programs if n != program]
        self.start(program, "--config", self.write(f"{short}.json", tree), "--state",
                   self.folder / f"{short}-state", "--socket", self.folder / f"{short}.sock")

    def kill(self, program):
        process = next(p for n, p in self.programs if n == program)
        if process.poll() is not None:
            raise story.Story(f"{program} had ended by itself with {process.returncode}")
        process.send_signal(signal.SIGKILL)
        process.wait()

    def status(self):
        """The agent's own; None while it does not answer."""
        try:
            door = Local(self.folder / "agent.sock")
            door.request("GET", "/restconf/data/vigie-agent:agent-status")
            return json.loads(door.getresponse().read())["vigie-agent:agent-status"]
        except (OSError, ValueError, KeyError, http.client.HTTPException):
            return None

    def number(self, name):
        status = self.status()
        return int(status.get(name, 0)) if status else None

    def control(self, *words):
        done = self.run("vigie-sim", "ctl", "--control", str(self.folder / "sim.sock"), *words)
        if done.returncode != 0:
            raise story.Story(f"vigie-sim ctl {' '.join(words)}: {done.stdout}{done.stderr}")

    def rows(self, state, sql):
        """Asks a database whose program has ended (it is the only opener while it runs)."""
        handle = sqlite3.connect(self.folder / state)
        try:
            return handle.execute(sql).fetchall()
        finally:
            handle.close()


def toggle(field, rng, bad):
    """One supply fails or is whole again."""
    device, psu = rng.choice(names()), rng.choice("01")
    verb = "clear" if (device, psu) in bad else "fault"
    bad.symmetric_difference_update({(device, psu)})
    field.control(verb, device, "psu", psu, "quiet")


def stream_until_killed(field, rng, bad):
    """Toggles supplies for a random moment, then kills one of the two and starts it again."""
    end = story.now() + rng.uniform(*MOMENT_S)
    while story.now() < end:
        toggle(field, rng, bad)
    victim = rng.choice(("vigie-agent", "vigie-collector"))
    field.kill(victim)
    field.restart(victim)
    return victim


def toggle_until(field, rng, bad, what, reached):
    """Toggles supplies until 'reached' says so."""
    end = story.now() + story.LIMIT_S * 3
    while not reached():
        toggle(field, rng, bad)
        if story.now() > end:
            raise story.Story(f"toggled for {story.LIMIT_S * 3} s and waited for {what}")


def kill_queueing(field, rng, bad):
    """The collector is away; the agent dies right after its spool has grown."""
    if "vigie-collector" in (n for n, _ in field.programs):
        field.kill("vigie-collector")
        field.programs = [(n, p) for n, p in field.programs if n != "vigie-collector"]
    first = story.wait_for("the agent's door", lambda: field.number("next-sequence"))
    toggle_until(field, rng, bad, "the spool to grow",
                 lambda: (field.number("next-sequence") or 0) > first)
    end = story.now() + rng.uniform(0, 0.1)
    while story.now() < end:
        toggle(field, rng, bad)
    field.kill("vigie-agent")
    field.restart("vigie-agent")
    return "vigie-agent"


def kill_draining(field, rng, bad):
    """The collector acknowledges a long queue; the agent dies while something is left of it."""
    queue = story.wait_for("the agent's door", lambda: field.status())
    if int(queue.get("queue", 0)) < LOW:
        field.kill("vigie-collector")
        toggle_until(field, rng, bad, "a long queue",
                     lambda: (field.number("queue") or 0) > FULL)
        field.restart("vigie-collector")
    before = field.number("queue") or 0
    end = story.now() + story.LIMIT_S
    while (left := field.number("queue")) is None or left >= before:
        if story.now() > end:
            raise story.Story("waited for the queue to drain")
    time.sleep(rng.uniform(0, 0.02))
    field.kill("vigie-agent")
    field.restart("vigie-agent")
    return "vigie-agent"


KILLERS = {"both": stream_until_killed, "queueing": kill_queueing, "draining": kill_draining}


def is_quiet(field):
    field.check_alive()
    agents = story.find_list(field.ask("agent", "list"), "agent")
    alarms = story.find_list(field.ask("alarm", "list", "--all"), "alarm")
    standing = [a for a in alarms if not a.get("is-cleared")]
    field.not_quiet = {"standing": standing[:5], "agents": agents, "agent": field.status()}
    return agents and not standing and field.number("queue") == 0


def judge(field):
    spool, given = field.rows("agent-state/spool.db", "SELECT hex(spool), next - 1 FROM meta")[0]
    waiting = {r[0] for r in field.rows("agent-state/spool.db", "SELECT sequence FROM message")}
    stored = [r[0] for r in field.rows(
        "collector-state/collector.db",
        f"SELECT sequence FROM message WHERE agent = 'lyon-2' AND hex(spool) = '{spool}'")]
    missing = set(range(1, given + 1)) - set(stored) - waiting
    cases = field.rows("collector-state/collector.db",
                       "SELECT subject, class, count(*) FROM support_case GROUP BY 1, 2")
    states = dict(field.rows("collector-state/collector.db",
                             "SELECT state, count(*) FROM message GROUP BY 1"))
    return {"given": given, "stored": len(stored), "still_in_spool": len(waiting),
            "acknowledged_and_missing": len(missing),
            "stored_twice": len(stored) - len(set(stored)),
            "cases": sum(c[2] for c in cases),
            "cases_doubled": sum(c[2] - 1 for c in cases),
            "unapplied": states.get("unapplied", 0), "history": states.get("history", 0),
            "waiting": states.get("waiting", 0)}


def main():
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    mode = sys.argv[2] if len(sys.argv) > 2 else "both"
    kill = KILLERS.get(mode)
    if not kill:
        print(f"kill9: {mode} is none of {', '.join(KILLERS)}", file=sys.stderr)
        return 2
    seed = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 30)))
    rng = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="vigie-kill9."))
    field = Field(BUILD, folder, False)
    field.slow = mode == "draining"
    good = False
    try:
        field.prepare()
        story.wait_for("the agent's inventory", lambda: story.find_list(
            field.ask("device", "list"), "device") and all(
                d.get("serial") for d in story.find_list(field.ask("device", "list"), "device")))
        bad, killed = set(), {"vigie-agent": 0, "vigie-collector": 0}
        for i in range(kills):
            killed[kill(field, rng, bad)] += 1
            if (i + 1) % 10 == 0:
                print(f"{i + 1} kills", flush=True)
        if "vigie-collector" not in (n for n, _ in field.programs):
            field.restart("vigie-collector")
        for device, psu in sorted(bad):
            field.control("clear", device, "psu", psu, "quiet")
        story.wait_for("all to be quiet", lambda: is_quiet(field), 90)
        field.stop()
        result = {"mode": mode, "seed": seed, **killed, **judge(field)}
        print(json.dumps(result))
        good = not (result["acknowledged_and_missing"] or result["stored_twice"]
                    or result["cases_doubled"] or result["unapplied"] or result["waiting"]
                    or (mode != "both" and (result["history"] or result["still_in_spool"]
                                            or not result["cases"])))
    except (story.Story, subprocess.TimeoutExpired, OSError) as error:
        print(f"kill9: {error} (SEED={seed})", file=sys.stderr)
        print(f"last seen: {json.dumps(field.not_quiet)}", file=sys.stderr)
        for log in sorted(folder.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-1500:]}", file=sys.stderr)
    finally:
        field.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
