#!/usr/bin/python3
"""What leaves is said in both languages.

Every label of a kind, text of a rule or a notification and unit of a return in lib/packs that has a word of
its own has a translation in French, with places that it has itself, and no translation is left over; each template of
lib/messages stands in French and in English, with the same places.  Usage: french.py
"""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"{[^}]+}")
WORD = re.compile(r"[A-Za-z]")
BREAKS = re.compile(r" [:;?!%»]|« ")


def said_of(pack):
    for kind in pack.get("kind", []):
        yield kind.get("label")
    for entry in [*pack.get("rule", []), *pack.get("trap", [])]:
        yield entry.get("text")
    for entry in pack.get("return", []):
        if entry["advice"] != "never":
            yield entry.get("unit")


def look_at_packs():
    for path in sorted((ROOT / "lib/packs").glob("*.json")):
        pack = json.loads(path.read_text())["vigie-pack:pack"]
        wanted = {text for text in said_of(pack) if text and WORD.search(PLACE.sub("", text))}
        given = {t["text"]: t["says"] for t in pack.get("translation", []) if t["language"] == "fr"}
        for text in sorted(wanted - set(given)):
            yield f"{path.name}: no French for: {text}"
        for text in sorted(set(given) - wanted):
            yield f"{path.name}: nothing says: {text}"
        for text, says in given.items():
            if set(PLACE.findall(says)) != set(PLACE.findall(text)):
                yield f"{path.name}: other places than its text: {says}"


def look_at_letters():
    files = {language: {path.name: path.read_text()
                        for path in (ROOT / "lib/messages" / language).glob("*.txt")}
             for language in ("fr", "en")}
    french, english = files["fr"], files["en"]
    french.pop("phrases.txt", None)
    for name in sorted(set(french) ^ set(english)):
        yield f"{name}: in one language only"
    for name in sorted(set(french) & set(english)):
        here, there = ({p.strip("{}?!") for p in PLACE.findall(text)}
                       for text in (french[name], english[name]))
        # An SMS with a no-break space is half as long: pages have none.
        body = french[name].split("\n", 1)[1]
        if name != "words.txt" and not name.startswith("page") and BREAKS.search(body):
            yield f"{name}: a space that breaks stands before : ; ? ! % or inside quotation marks"
        if name != "words.txt" and here != there:
            yield f"{name}: places differ: {', '.join(sorted(here ^ there))}"


def main():
    wrong = [*look_at_packs(), *look_at_letters()]
    print("\n".join(wrong) if wrong else "french: packs and letters speak both languages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
