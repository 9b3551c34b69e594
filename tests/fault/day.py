#!/usr/bin/python3
"""The work of day.sh, on the stage of kill9.py.  Test number 30 (127.1.30.0/24)."""
import json
import os
import random
import re
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import kill9  # noqa: E402  pylint: disable=wrong-import-position
from kill9 import story  # noqa: E402  pylint: disable=wrong-import-position

INTERVAL_MS = 100
GROWTH_KIB = 512   # in the last quarter
CACHES_KIB = 8192  # over the day: two databases fill their caches, most after the absence


class Day(kill9.Field):
    """The stage with a quick agent."""

    def tree_of_agent(self):
        tree = super().tree_of_agent()
        tree["vigie-agent:agent"]["poll"]["interval-ms"] = INTERVAL_MS
        return tree

    def memory_kib(self):
        """The agent's proportional share of memory."""
        process = next(p for n, p in self.programs if n == "vigie-agent")
        text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1))


def live(field, rng, cycles):
    """Toggles supplies through 'cycles' cycles; gives memory by quarters of the day."""
    begun, quarters, bad, away = story.now(), [], set(), False
    while (done := (story.now() - begun) * 1000 / INTERVAL_MS) < cycles:
        kill9.toggle(field, rng, bad)
        if done >= cycles * (len(quarters) + 1) / 4:
            quarters.append(field.memory_kib())
        if not away and 0.5 < done / cycles < 0.6:
            field.kill("vigie-collector")
            away = True
        elif away and done / cycles > 0.6:
            field.restart("vigie-collector")
            away = None
    for device, psu in sorted(bad):
        field.control("clear", device, "psu", psu, "quiet")
    return quarters


def judge(field, result, quarters, status):
    """What must hold at the end, in words where it does not."""
    broken = [f"{name} is {result[name]}" for name in (
        "acknowledged_and_missing", "stored_twice", "still_in_spool", "unapplied", "history",
        "waiting", "cases_doubled") if result[name]]
    if result["given"] != result["stored"]:
        broken.append(f"{result['given']} given, {result['stored']} stored")
    for name in ("lost", "samples-lost", "standing"):
        if int(status.get(name, 0)):
            broken.append(f"{name} is {status[name]}")
    if quarters[-1] - quarters[2] > GROWTH_KIB or quarters[-1] - quarters[0] > CACHES_KIB:
        broken.append(f"memory grew, by quarters: {quarters} KiB")
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
        quarters = live(field, random.Random(seed), cycles)
        quarters.append(field.memory_kib())
        story.wait_for("all to be quiet", lambda: kill9.is_quiet(field), 90)
        status = field.status()
        field.stop()
        result = kill9.judge(field)
        broken = judge(field, result, quarters, status)
        print(json.dumps({"seed": seed, "cycles": cycles, "pss_kib": quarters,
                          "samples": int(status["samples-kept"]), **result}))
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
