#!/usr/bin/python3
"""The catalogue and the packs agree, and every definition of our YANG modules is described.

Every concrete identity of vigie-alarm-types has one kind in the packs with the same class, the
same severities in rising order, the same will-clear and the same probable cause; no pack has a
kind beside them, and a default severity is one of its kind's.  Usage: catalogue.py
"""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RISING = ["warning", "minor", "major", "critical"]
DESCRIBED = {"module", "container", "list", "leaf", "leaf-list", "choice", "rpc", "action",
             "notification", "typedef", "grouping", "identity", "extension", "feature",
             "revision", "augment"}
TOKEN = re.compile(r'\s+|//[^\n]*|/\*.*?\*/|"(?:[^"\\]|\\.)*"|\'[^\']*\'|[{};]|[^\s{};"\']+', re.S)


def tokens(text):
    for found in TOKEN.finditer(text):
        word = found.group()
        if not word.isspace() and not word.startswith(("//", "/*")):
            yield word


def statements(words):
    """A list of (keyword, argument, statements) up to the closing brace."""
    made, kept = [], []
    for word in words:
        if word == "}":
            return made
        if word in "{;":
            argument = "".join(w.strip("\"'") for w in kept[1:] if w != "+")
            made.append((kept[0], argument, statements(words) if word == "{" else []))
            kept = []
        else:
            kept.append(word)
    return made


def undescribed(path, where, tree):
    for keyword, argument, below in tree:
        here = f"{where}/{argument}"
        if keyword in DESCRIBED and not any(k == "description" and a.strip() for k, a, _ in below):
            yield f"{path.name}: {keyword} {here} has no description"
        yield from undescribed(path, here, below)


def catalogue(tree):
    """Name to what the identity says, for those that are not abstract."""
    found = {}
    for keyword, name, below in tree[0][2]:
        said = [(k.removeprefix("vat:"), a) for k, a, _ in below]
        if keyword == "identity" and ("abstract", "") not in said:
            one = dict(said)
            found[name] = {"class": one.get("class"), "will-clear": one.get("will-clear"),
                           "cause": one.get("probable-cause"), "event": one.get("event-type"),
                           "level": [a for k, a in said if k == "severity-level"],
                           "resource": one.get("resource")}
    return found


def kinds():
    for path in sorted((ROOT / "lib/packs").glob("*.json")):
        for pack in json.loads(path.read_text()).values():
            for kind in pack.get("kind", []):
                yield path.name, kind["name"].split(":")[-1], kind


def compare(identities):
    seen = set()
    for pack, name, kind in kinds():
        if name in seen:
            yield f"{pack}: kind {name} stands twice"
        seen.add(name)
        if name not in identities:
            yield f"{pack}: kind {name} is no concrete identity of the catalogue"
            continue
        said = {"class": kind["class"], "cause": str(kind["cause"]),
                "will-clear": str(kind.get("will-clear", True)).lower(),
                "level": [level["severity"] for level in kind["level"]]}
        for what, value in said.items():
            if identities[name][what] != value:
                yield f"{pack}: kind {name}: {what} {value}, catalogue {identities[name][what]}"
        if kind["severity"] not in said["level"]:
            yield f"{pack}: kind {name}: severity {kind['severity']} is not among its levels"
    for name in sorted(set(identities) - seen):
        yield f"catalogue: no pack has the kind {name}"


def incomplete(identities):
    for name, said in identities.items():
        for what, value in said.items():
            if not value:
                yield f"catalogue: {name} says no {what}"
        if said["level"] != [s for s in RISING if s in said["level"]]:
            yield f"catalogue: {name}: severities do not rise: {said['level']}"


def main():
    bad = []
    for path in sorted((ROOT / "yang").glob("*.yang")):
        tree = statements(tokens(path.read_text()))
        bad += undescribed(path, "", tree)
        if path.stem == "vigie-alarm-types":
            identities = catalogue(tree)
            bad += [*incomplete(identities), *compare(identities)]
    for line in bad:
        print(line)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
