#!/usr/bin/env python3
"""Every template in both languages, as `vigie message preview` makes it of a case of a small NOC.

Usage: letters.py BUILD-FOLDER; `make letters`.  Exit 1 when a template cannot be shown.
"""
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("VIGIE_BUILD", str(Path(sys.argv[1]).resolve()))
sys.path.insert(0, str(ROOT / "tests/integration"))
from noc import DATA, OPERATIONS, Desk  # noqa: E402


def peopled(top):
    """A client, a supplier and an engineer who can be written to."""
    top["integrator"].update({"telephone": "+33 4 72 00 00 00"})
    top["person"] = [{"id": "anne", "name": "Anne Petit", "mail": "anne@clinique-a.example"},
                     {"id": "claire", "name": "Claire Martin", "mail": "claire@merisac.example"}]
    top["supplier"][0].update({"support": {"mail": "support@allot.example"},
                               "escalation": {"mail": "escalation@allot.example"},
                               "rma-pattern": "RMA-[0-9]{4,10}"})
    top["client"][0]["person"] = ["anne"]
    for user in top["user"]:
        if user["name"] == "claire":
            user["person"] = "claire"


def run(desk, verb, **leafs):
    answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-cases:{verb}", {"vigie-cases:input": {
        "idempotency-key": os.urandom(8).hex(), **leafs}}, Vigie_User="claire")
    if answer.status != 200:
        raise SystemExit(f"{verb}: {answer.status} {tree}")
    return tree["vigie-cases:output"]


def with_return(desk):
    """A case whose return both sides have confirmed, with its number and parcel."""
    number = desk.open_case("ne-7")
    run(desk, "take", case=number)
    run(desk, "check", case=number, result="confirms", check="swapped the feed", text="dead")
    back = desk.case(number)["return"][0]["id"]
    run(desk, "return-confirm", **{"return": back, "side": "integrator", "check": "feed swapped",
                                   "result": "the supply is dead", "engineer": "Claire Martin"})
    run(desk, "return-confirm", **{"return": back, "side": "supplier",
                                   "evidence": "mail of the supplier"})
    run(desk, "return-rma-number", **{"return": back, "number": "RMA-12345"})
    run(desk, "return-ship", **{"return": back, "carrier": "DHL", "tracking": "JD0001"})
    return number


def show(desk, number, language):
    """Each template once; the count of those that could not be shown."""
    bad = 0
    for file in sorted((ROOT / "lib/messages" / language).glob("*.txt")):
        if file.stem in ("words", "phrases"):
            continue
        print(f"=== {language}/{file.stem} " + "=" * max(4, 60 - len(file.stem)))
        done = desk.vigie("message", "preview", file.stem, number, "--language", language)
        print(done.stdout)
        if done.returncode:
            print(f"exit {done.returncode}: {done.stderr}")
            bad += 1
    return bad


def main():
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), change=peopled, net="127.1.62")
        try:
            number = with_return(desk)
            bad = sum(show(desk, number, language) for language in ("fr", "en"))
            answer, _ = desk.ask("GET", f"{DATA}/vigie-cases:outbox")
            assert answer.status == 200
        finally:
            desk.stage.stop()
    print(f"{bad} templates could not be shown" if bad else "each template in both languages")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
