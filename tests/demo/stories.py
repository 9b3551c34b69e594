#!/usr/bin/python3
"""make stories: three stories that `vigie why` tells of a real collector.

  site power        a site's power fails: three devices with seven faults are one case
  bypass and blade  a blade goes off and its bypass takes over: one case, whichever was told first
  silence           an agent falls silent: what stands is not known, and its silence is a case

An agent's informs are made by Debian's snmpinform, in a folder of its own below the system's
temporary files, on 127.1.113.0/24.  What each story must say is asked of it, too: exits 0 or 1.

  stories.py --build build/release [NAME ...]
"""
import argparse
import itertools
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NET = 113


def tree_of(stand):
    """Three devices on one site; short numbers, where the shipped ones would make a reader wait."""
    top = stand.tree["vigie-collector:collector"]
    top["device"] = [{**top["device"][0], "name": f"ne-{i}", "address": [f"127.1.{NET}.{i}"]}
                     for i in (7, 8, 9)]
    top["kind"].append({"type": "vigie-alarm-types:agent-silent", "clear-hold-s": 1})
    top["intake"].update({"silent-after-s": 3, "silent-case-after-s": 5, "silent-page-after-s": 9})


def open_cases(stand):
    return stand.stage.ask("case", "list")["vigie-cases:cases"].get("case", [])


def must(what, good, seen):
    if not good:
        raise AssertionError(f"the story does not say: {what}\n{seen}")


def holds(text, *parts):
    for part in parts:
        must(part, part in text, text)


def tell(stand, title, *words):
    stand.stage.tell(title)
    return stand.stage.show("vigie", *words)


def site_power(stand):
    """Fed by the site, the devices fall one after the other; the site's power is told first."""
    stand.fault(1, resource="site/lyon-2/power", device="", kind="power-feed-lost",
                text="mains of the site lost")
    case = stand.wait_for("the case", lambda: open_cases(stand))[0]["id"]
    number = 2
    for device in ("ne-7", "ne-8", "ne-9"):
        for part, kind in (("psu/1", "psu-failed"), (None, "device-unreachable")):
            stand.fault(number, device=device, part=part, kind=kind, text=f"{kind} of {device}")
            number += 1
    text = tell(stand, "The site's power fails: seven faults, one case.", "why", case)
    must("one case", len(open_cases(stand)) == 1, open_cases(stand))
    holds(text, "site/lyon-2/power power-feed-lost  raise major", "rung 16",
          "rung 11: explained by another fault",
          "site/lyon-2/power power-feed-lost stands, and psu-failed comes of it: symptom in case "
          + case)
    tell(stand, "And why has ne-8's power supply no case of its own?", "why-not",
         "device/ne-8/psu/1", "psu-failed")


def bypass_and_blade(stand):
    """A blade goes off; the bypass that took over is its symptom."""
    stand.fault(1, part="board/1", kind="board-off", text="blade 1 is off")
    case = stand.wait_for("the case", lambda: open_cases(stand))[0]["id"]
    stand.fault(2, part="bypass/1", kind="bypass-active", text="bypass 1 is active")
    text = tell(stand, "A blade goes off, and its bypass takes over.", "why", case)
    must("one case", len(open_cases(stand)) == 1, open_cases(stand))
    holds(text, "board-off", "bypass-active", "rung 11: explained by another fault",
          "device/ne-7/board/1 board-off stands, and bypass-active comes of it")


def is_heard(stand, numbers):
    """Lets the agent say that the power supply is well, and looks."""
    stand.fault(next(numbers), action=3)
    return stand.alarm("agent/lyon-2", "agent-silent")["is-cleared"]


def silence(stand):
    """The agent is heard, then is not."""
    stand.fault(1)
    first = stand.wait_for("the case", lambda: open_cases(stand))[0]["id"]
    case = stand.wait_for("the case of its silence", lambda: [
        c for c in open_cases(stand) if c["id"] != first])[0]["id"]
    text = tell(stand, "The agent has said nothing for a while: its silence is a case.", "why",
                case)
    holds(text, "agent-silent", "the collector itself", "rung ")
    text = tell(stand, "What stood there is not cleared: nobody knows.", "why", first)
    holds(text, "its fault is not-known")
    numbers = itertools.count(2)
    stand.wait_for("its silence to end", lambda: is_heard(stand, numbers))
    tell(stand, "The agent is heard again.", "why", "agent/lyon-2", "agent-silent")


STORIES = {"site-power": site_power, "bypass-and-blade": bypass_and_blade, "silence": silence}


def play(name, folder):
    """Tells one story in 'folder'; an AssertionError says what it does not say."""
    sys.path.insert(0, str(ROOT / "tests/integration"))
    from stand import Stand, wait_for  # pylint: disable=import-outside-toplevel
    stand = Stand(folder, NET)
    stand.wait_for = wait_for
    tree_of(stand)
    stand.start()
    try:
        STORIES[name](stand)
    finally:
        stand.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=ROOT / "build/release", type=Path)
    parser.add_argument("names", nargs="*", choices=[[], *STORIES])
    args = parser.parse_args()
    os.environ["VIGIE_BUILD"] = str(args.build.resolve())
    for name in args.names or STORIES:
        with tempfile.TemporaryDirectory(prefix="vigie-story-") as folder:
            print(f"\n--- {name} " + "-" * (76 - len(name)), flush=True)
            try:
                play(name, Path(folder))
            except AssertionError as missing:
                print(missing, file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
