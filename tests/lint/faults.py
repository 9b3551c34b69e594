#!/usr/bin/python3
"""The catalogue of faults (F01 to F36) and the packs agree.

Every fault is raised by something and cleared by something: a rule does both; a notification
raises or clears; a kind that names a fault is raised and ended by the programs themselves; F36 is
a return of a kind of its own, so that lines of return name it.  No probe reads a key of
activation, and none asks for what only a SET would make.  Usage: faults.py
"""
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALL = {f"F{n:02}" for n in range(1, 37)}
RETURN = {"F36"}
ALLOT = "1.3.6.1.4.1.2603."
# alActivationKey; alRebootRequest; alSaveConfig and alRestoreConfig; the policies' status; access;
# addresses; the control rows of statistics and what stands only behind them.
FORBIDDEN = [ALLOT + tail for tail in ("4.1", "5.2.12", "5.6.1", "5.6.2", "5.6.3", "5.2.6.6",
                                       "5.2.6.7", "5.4.1", "5.4.2")]


def packs():
    for path in sorted((ROOT / "lib/packs").glob("*.json")):
        yield path.name, json.loads(path.read_text())["vigie-pack:pack"]


def coverage():
    raised, cleared, returned = set(), set(), set()
    for _, pack in packs():
        for entry in [*pack.get("rule", []), *pack.get("kind", [])]:
            raised |= set(entry.get("fault", []))
            cleared |= set(entry.get("fault", []))
        for entry in pack.get("trap", []):
            if entry["action"] == "raise":
                raised |= set(entry.get("fault", []))
            # What is over after a quiet time needs no other line.
            if entry["action"] == "clear" or "quiet-s" in entry:
                cleared |= set(entry.get("fault", []))
        for entry in pack.get("return", []):
            returned |= set(entry.get("fault", []))
    return raised, cleared, returned


def below(oid, forbidden):
    return oid == forbidden or oid.startswith(forbidden + ".")


def forbidden_objects():
    for name, pack in packs():
        for probe in pack.get("probe", []):
            for entry in [*probe.get("scalar", []), *probe.get("column", [])]:
                for oid in FORBIDDEN:
                    if below(entry.get("oid", ""), oid):
                        yield f"{name}: probe {probe['name']} reads {entry['name']} ({oid})"


def without_fault():
    """A rule of a supplier's pack says which fault it serves, unless its kind is in none."""
    kinds = {kind for _, pack in packs() for part in ("rule", "kind", "trap")
             for entry in pack.get(part, []) if entry.get("fault")
             for kind in [entry.get("kind", entry["name"])]}
    for name, pack in packs():
        for entry in pack.get("rule", []):
            if entry["kind"] in kinds and not entry.get("fault"):
                yield f"{name}: rule {entry['name']}: no fault of the catalogue"


def main():
    raised, cleared, returned = coverage()
    bad = [f"{fault}: nothing raises it" for fault in sorted(ALL - RETURN - raised)]
    bad += [f"{fault}: nothing clears it" for fault in sorted(ALL - RETURN - cleared)]
    bad += [f"{fault}: no return is of it" for fault in sorted(RETURN - returned)]
    bad += [f"{fault}: is not of the catalogue" for fault in
            sorted((raised | cleared | returned) - ALL)]
    bad += [*forbidden_objects(), *without_fault()]
    for line in bad:
        print(line)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
