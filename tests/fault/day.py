#!/usr/bin/python3
"""The work of day.sh, on the stage of kill9.py.  Test number 30 (127.1.30.0/24)."""
import json
import os
import random
import re
import shutil
import socket
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import kill9  # noqa: E402  pylint: disable=wrong-import-position
from kill9 import story  # noqa: E402  pylint: disable=wrong-import-position
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
from stand import ALLOT, v2c_trap  # noqa: E402  pylint: disable=wrong-import-position

INTERVAL_MS = 100
GROWTH_KIB = 256   # in the last quarter
HALF_KIB = 512     # since noon: until then the databases fill their caches
AWAY = ((0.3, 0.4), (0.5, 0.6))  # the collector, in shares of the day: 2.4 hours each
RESTART = 0.1                    # the agent is killed and starts again
STORMS = (0.2, 0.8)              # a device sends without measure
STORM = 4000                     # notifications of a storm


class Day(kill9.Field):
    """The stage with a quick agent."""

    def tree_of_agent(self):
        tree = super().tree_of_agent()
        top = tree["vigie-agent:agent"]
        top["poll"]["interval-ms"] = INTERVAL_MS
        top["trap-listen"] = [{"name": "ear", "address": "127.1.30.201", "port": 0}]
        top["trap"] = {"storm-quiet-ms": 2000}
        return tree

    def tree_of_collector(self, port):
        tree = super().tree_of_collector(port)
        tree["vigie-collector:collector"]["kind"].append(
            {"type": "vigie-alarm-types:notification-storm", "hold-s": 0, "clear-hold-s": 0,
             "flap-raises": 0})
        return tree

    def storm(self):
        """More than its budget from one device."""
        to = self.address_of("agent-state", "ear")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind(("127.1.30.1", 0))
            for number in range(STORM):
                s.sendto(v2c_trap(number, notification=f"{ALLOT}.0.18"), to)

    def memory_kib(self):
        """The memory that is the agent's own: shares of libraries change with who else runs."""
        process = next(p for n, p in self.programs if n == "vigie-agent")
        text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Anonymous:\s+(\d+)", text, re.M).group(1))


def events():
    """What happens in the day besides faults, in its order: when and what."""
    away = [(at, what) for begin, end in AWAY for at, what in ((begin, "leave"), (end, "come"))]
    return sorted([*away, (RESTART, "restart"), *((at, "storm") for at in STORMS)])


def happen(field, what):
    if what == "leave":
        field.kill("vigie-collector")
    elif what == "come":
        field.restart("vigie-collector")
    elif what == "storm":
        field.storm()
    else:
        field.kill("vigie-agent")
        field.restart("vigie-agent")
        story.wait_for("the agent's door", lambda: field.number("next-sequence"))


def live(field, rng, cycles):
    """
    Toggles supplies through 'cycles' cycles; gives the longest queue, and by eighths of the day the
    least memory that was seen: what leaks is there at rest too, what a storm takes is not.
    """
    begun, eighths, bad, coming, queue = story.now(), [1 << 30] * 8, set(), events(), 0
    while (done := (story.now() - begun) * 1000 / INTERVAL_MS / cycles) < 1:
        kill9.toggle(field, rng, bad)
        eighth = int(8 * done)
        eighths[eighth] = min(eighths[eighth], field.memory_kib())
        queue = max(queue, field.number("queue") or 0)
        if coming and done >= coming[0][0]:
            happen(field, coming.pop(0)[1])
    for device, psu in sorted(bad):
        field.control("clear", device, "psu", psu, "quiet")
    return eighths, queue


def judge(field, result, eighths, status):
    """What must hold at the end, in words where it does not."""
    broken = [f"{name} is {result[name]}" for name in (
        "acknowledged_and_missing", "stored_twice", "still_in_spool", "unapplied", "history",
        "waiting", "cases_doubled") if result[name]]
    if result["given"] != result["stored"]:
        broken.append(f"{result['given']} given, {result['stored']} stored")
    for name in ("lost", "samples-lost", "standing"):
        if int(status.get(name, 0)):
            broken.append(f"{name} is {status[name]}")
    if eighths[7] - eighths[5] > GROWTH_KIB or eighths[7] - eighths[3] > HALF_KIB:
        broken.append(f"memory grew, by eighths of the day: {eighths} KiB")
    return broken


def main():
    cycles = int(sys.argv[1]) if len(sys.argv) > 1 else 1440
    seed = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 30)))
    folder = Path(tempfile.mkdtemp(prefix="vigie-day."))
    field = Day(kill9.BUILD, folder, False)
    broken = ["it did not end"]
    try:
        field.prepare()
        story.wait_for("the devices", lambda: len(story.find_list(
            field.ask("device", "list"), "device")) == kill9.DEVICES)
        eighths, queue = live(field, random.Random(seed), cycles)
        story.wait_for("all to be quiet", lambda: kill9.is_quiet(field), 90)
        status = field.status()
        field.stop()
        result = kill9.judge(field)
        broken = judge(field, result, eighths, status)
        size = sum(p.stat().st_size for p in (folder / "agent-state").glob("history.db*"))
        spool = (folder / "agent-state/spool.db").stat().st_size
        print(json.dumps({"seed": seed, "cycles": cycles, "own_kib": eighths,
                          "longest_queue": queue, "spool_octets": spool,
                          "history_octets": size, "samples": int(status["samples-kept"]),
                          **result}))
        for line in broken:
            print(f"day: {line}", file=sys.stderr)
    except story.Story as error:
        print(f"day: {error} (SEED={seed})", file=sys.stderr)
    finally:
        field.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
