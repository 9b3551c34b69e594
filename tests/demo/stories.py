#!/usr/bin/python3
"""make stories: three stories that `vigie why` tells of a real collector, and a rule that is tried.

  site power        three devices fail one after the other, each with a case; the site's power is found,
                    and one case is left; the power comes back, and what still stands is alone
  bypass and blade  a bypass takes over and has a case, then its blade is told: it is the blade's case;
                    the blade is well again, and the bypass, which still stands, has one of its own
  silence           an agent falls silent, stage by stage: what stands is not known; it is heard again
  rule              a link comes and goes; what another rule would have made of that, by `vigie replay`

An agent's informs are made by Debian's snmpinform, in a folder of its own below the system's
temporary files, on 127.1.113.0/24.  What each story must say is asked of it, too: exits 0 or 1.

  stories.py --build build/release [NAME ...]
"""
import argparse
import copy
import datetime
import itertools
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NET = 113
DIFFERS = 6  # exit status of a replay that comes out otherwise


KINDS = {"bypass-active": {"hold-s": 1}, "board-off": {"hold-s": 0, "clear-hold-s": 0},
         "device-unreachable": {"hold-s": 1, "clear-hold-s": 0},
         "power-feed-lost": {"hold-s": 0, "clear-hold-s": 1},
         "site-unreachable": {"hold-s": 0, "clear-hold-s": 1},
         "network-link-down": {"hold-s": 0, "clear-hold-s": 0}, "agent-silent": {"clear-hold-s": 1}}


def tree_of(stand, name):
    """Three devices on one site; short numbers, where the shipped ones would make a reader wait."""
    top = stand.tree["vigie-collector:collector"]
    top["device"] = [{**top["device"][0], "name": f"ne-{i}", "address": [f"127.1.{NET}.{i}"]}
                     for i in (7, 8, 9)]
    top["kind"] += [{"type": f"vigie-alarm-types:{kind}", **numbers}
                    for kind, numbers in KINDS.items()]
    if name == "silence":
        top["intake"].update(
            {"silent-after-s": 3, "silent-case-after-s": 5, "silent-page-after-s": 7})


def open_cases(stand):
    return [c for c in stand.stage.ask("case", "list")["vigie-cases:cases"].get("case", [])
            if c["state"] not in ("closed", "merged", "void")]


def must(what, good, seen):
    if not good:
        raise AssertionError(f"the story does not say: {what}\n{seen}")


def holds(text, *parts):
    for part in parts:
        must(part, part in text, text)


def tell(stand, title, *words, expect=0):
    stand.stage.tell(title)
    return stand.stage.show("vigie", *map(str, words), expect=expect)


def next_case(stand, *known):
    """The number of the open case that is none of 'known', as soon as there is one."""
    return stand.wait_for("a case", lambda: [c["id"] for c in open_cases(stand)
                                             if c["id"] not in known])[0]


def is_over(stand, case):
    """Whether all that was in 'case' is over."""
    return stand.stage.ask("case", "show", case)["vigie-cases:case"][0]["fault"] == "cleared"


def date_and_time():
    """Now, as SNMPv2-TC writes it, in hexadecimal digits."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now.year.to_bytes(2, "big") + bytes([now.month, now.day, now.hour, now.minute,
                                                 now.second, 0]) + b"+\0\0").hex()


def power_back(stand, lost):
    """All but ne-9 are well again: the site's power is back, and ne-9 is alone."""
    for number, (device, part, kind) in enumerate((
            ("ne-7", "psu/1", "psu-failed"), ("ne-8", "psu/1", "psu-failed"),
            ("ne-8", None, "device-unreachable")), 5):
        stand.fault(number, action=3, when=date_and_time(), device=device, part=part, kind=kind,
                    text="well again")
    alone = next_case(stand, lost)
    stand.wait_for("the case to be over", lambda: is_over(stand, lost))
    text = tell(stand, "Power is back at all but ne-9, whose fault stands alone now.", "why", alone)
    holds(text, "device/ne-9 device-unreachable", "what explained it is over; opened case " + alone)
    text = tell(stand, "And the power itself?", "why", "site/lyon-2/power", "power-feed-lost")
    holds(text, "the clear stood 1 s", "found: fewer than 2 devices show it any more")
    must("two cases", len(open_cases(stand)) == 2, open_cases(stand))


def site_power(stand):
    """Each device's fault has a case of its own until there are two supplies at once."""
    stand.fault(1, when=date_and_time(), device="ne-9", part=None,
                kind="device-unreachable", text="no answer")
    first = next_case(stand)
    stand.fault(2, when=date_and_time(), text="power supply of ne-7 failed")
    second = next_case(stand, first)
    stand.stage.tell(f"ne-9 is gone: case {first}; a power supply of ne-7 fails: case {second}.")
    stand.fault(3, when=date_and_time(), device="ne-8", text="power supply of ne-8 failed")
    stand.wait_for("one case", lambda: len(open_cases(stand)) == 1)
    stand.fault(4, when=date_and_time(), device="ne-8", part=None,
                kind="device-unreachable", text="no answer")
    text = tell(stand, "ne-8's fails within 150 s of it: the desk finds the site's power itself.",
                "why", first)
    holds(text, "site/lyon-2/power power-feed-lost  raise", "the collector itself",
          "the case of its symptoms becomes its own",
          f"power-feed-lost explains all that stood in case {first}",
          "it was: device unreachable: ne-9; found: power supply failed at once: ne-7, ne-8 and "
          "what else began within 150 s", "it was: device unreachable: ne-9 (subject device/ne-9",
          f"opened case {first}: subject device/ne-9, class reachability",
          f"case {second} is merged into it",
          "rung 11: explained by another fault",
          "site/lyon-2/power power-feed-lost stands, and device-unreachable comes of it: "
          f"symptom in case {first}")
    text = tell(stand, f"And case {second}?", "why", second)
    holds(text, f"merged into case {first}: what came since is told by vigie why {first}")
    text = tell(stand, "Why has ne-8, gone since, no case of its own?", "why-not", "device/ne-8",
                "device-unreachable")
    holds(text, f"it is in case {first}; one of its own comes of it when site/lyon-2/power "
          "power-feed-lost is over and it stands")
    power_back(stand, first)


def bypass_and_blade(stand):
    """The bypass is told first; its case becomes the blade's."""
    stand.fault(1, part="bypass/1", kind="bypass-active", text="bypass 1 is active")
    case = next_case(stand)
    stand.fault(2, part="slot/3", kind="board-off", text="blade 3 is off")
    text = tell(stand, "A bypass takes over, then its blade is told to be off.", "why", case)
    must("one case", len(open_cases(stand)) == 1, open_cases(stand))
    holds(text, "bypass-active  raise", "rung 16: no open case for this subject and class",
          "board-off  raise", "rung 12c: the case of its symptoms becomes its own",
          f"board-off explains all that stood in case {case}, which is about it now",
          "it was: traffic in bypass: ne-7")
    stand.fault(3, action=3, part="slot/3", kind="board-off", text="blade 3 is on")
    alone = next_case(stand, case)
    text = tell(stand, "The blade is on again, and the bypass still stands.", "why", alone)
    holds(text, "bypass-active", "what explained it is over; opened case " + alone)
    holds(tell(stand, "The blade's case:", "why", case), "all its alarms are over")


def is_heard(stand, numbers):
    """Lets the agent say that the power supply is well, and looks."""
    stand.fault(next(numbers), action=3)
    return stand.alarm("agent/lyon-2", "agent-silent")["is-cleared"]


def silent_as(stand, severity):
    alarm = stand.alarm("agent/lyon-2", "agent-silent")
    return alarm and alarm["perceived-severity"] == severity


def silence(stand):
    """The agent is heard, then is not."""
    stand.fault(1, severity=3)
    first = next_case(stand)
    stand.wait_for("its silence", lambda: silent_as(stand, "minor"))
    text = tell(stand, "The agent has missed its heartbeats: an alarm, and no case yet.", "why",
                "agent/lyon-2", "agent-silent")
    holds(text, "rung 13a: this severity opens no case", "found: agent lyon-2 has not been heard",
          "of its 3 devices 1 faults stand that nobody sees now")
    case = next_case(stand, first)
    stand.wait_for("the page", lambda: silent_as(stand, "critical"))
    text = tell(stand, "It is silent still: a case, then a page, for a critical fault stood there.",
                "why", case)
    holds(text, "agent-silent", "the collector itself", "it stood as minor and is major now",
          "rung 16", "it stood as major and is critical now", "one of them critical")
    text = tell(stand, "What stood there is not cleared: nobody knows.", "why", first)
    holds(text, "its fault is not-known")
    numbers = itertools.count(2)
    stand.wait_for("its silence to end", lambda: is_heard(stand, numbers))
    text = tell(stand, "The agent is heard again.", "why", "agent/lyon-2", "agent-silent")
    holds(text, "clear", "the fault is over", "told to case " + case)


def rule(stand):
    """A link that is down for a moment: what would a rule make of it that holds links 10 minutes?"""
    begun = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    link = {"part": "port/L1", "kind": "network-link-down"}
    stand.fault(1, when=date_and_time(), text="link L1 is down", **link)
    case = next_case(stand)
    stand.fault(2, action=3, when=date_and_time(), text="link L1 is up", **link)
    stand.fault(3, when=date_and_time())
    kept = next_case(stand, case)
    tell(stand, "A link was down for a moment, and a power supply failed.", "case", "list")
    tree = copy.deepcopy(stand.tree)
    tree["vigie-collector:collector"]["case-rule"] = [
        {"name": "links-wait", "kind": ["vigie-alarm-types:network-link-down"], "hold-s": 600}]
    candidate = stand.stage.write("new.json", tree)
    text = tell(stand, "If links were held down 10 minutes?", "replay", "--from", begun, "--tree",
                candidate, expect=DIFFERS)
    line = next((row for row in text.splitlines() if "not-opened" in row), "")
    holds(line, case)
    must("the other case is as it was", kept not in text, text)
    text = tell(stand, "And by the rules in force?", "replay", "--from", begun)
    must("no difference", "opened" not in text, text)


STORIES = {"site-power": site_power, "bypass-and-blade": bypass_and_blade, "silence": silence,
           "rule": rule}


def play(name, folder):
    """Tells one story in 'folder'; an AssertionError says what it does not say."""
    sys.path.insert(0, str(ROOT / "tests/integration"))
    from stand import Stand, wait_for  # pylint: disable=import-outside-toplevel
    stand = Stand(folder, NET)
    stand.wait_for = wait_for
    tree_of(stand, name)
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
