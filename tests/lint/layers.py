#!/usr/bin/python3
"""Checks the house's rules that can be read off #include lines (docs/DESIGN.md R1-R4).

 - a file includes only its own room and rooms of a lower storey (docs/layers.txt);
 - agent/ and collector/ never include each other; rooms marked "door" include lib/ only,
   except that collector/cli may include the collector's pure rooms, store and desk (replay),
   and agent/ncpoll how the agent asks by NETCONF (--check and --device);
 - what shows the desk's state (a header that includes deskcore.h, or one that does) is for the
   desk's own rooms;
 - pure rooms include no header that does input or output or reads a clock;
 - a library's headers are included only by the room that owns it;
 - every .c of lib, agent, collector has a header of its own (except main.c and tables named
   in a header of the same room); file stems are unique.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
IMPURE = re.compile(
    r"^(stdio_ext|unistd|fcntl|dirent|poll|signal|time|pthread|netdb|sys/(socket|stat|time|un|"
    r"file|random|epoll|mman|wait)|netinet/.*|arpa/.*|event2?/.*|sqlite3|net-snmp/.*|"
    r"libyang/.*|curl/.*|glib.*|libsmartcols/.*|systemd/.*)(\.h)?$")
OWNERS = [  # header prefix, folders that may include it
    ("event2/", ("lib/loop", "lib/http")),
    ("net-snmp/", ("lib/snmp", "lib/trapin")),
    ("libyang/", ("lib/yang", "lib/rest", "collector/netconf", "agent/ncpoll")),
    ("libnetconf2/", ("collector/netconf", "agent/ncpoll")),
    ("nc_client.h", ("collector/netconf", "agent/ncpoll")),
    ("sqlite3.h", ("lib/sql",)),
    ("glib", ("lib/zone", "collector/mail")),
    ("gmime", ("collector/mail", "collector/courier")),
    ("curl/", ("lib/fetch", "collector/courier")),
    ("openssl/", ("lib/base", "lib/http", "collector/web", "tests/sim")),
    ("jansson.h", ("lib/rest", "collector/cli", "collector/web", "collector/courier", "collector/mail", "collector/normal",
                   "collector/evidence", "collector/recording", "collector/replay", "agent/fault", "agent/history", "agent/notify")),
    ("libsmartcols", ("collector/cli",)),
    ("archive", ("collector/cli",)),
    ("systemd/", ("lib/os",)),
]
CLI_MAY = ("collector/desk", "collector/store", "collector/conf", "collector/replay")  # and rooms below
DESK, CORE = "collector/desk", "collector/desk/deskcore.h"
NCPOLL_MAY = ("agent/conf", "agent/ncask", "agent/rule")


def rooms():
    table = {}
    for line in (ROOT / "docs/layers.txt").read_text().splitlines():
        words = line.split()
        if words and not line.startswith("#"):
            table[words[1]] = (int(words[0]), words[2:])
    return table


def room_of(path, table):
    parts = path.split("/")
    for n in range(len(parts) - 1, 0, -1):
        name = "/".join(parts[:n])
        if name in table:
            return name
    return None


def stands_in(room, folders):
    return any(room == folder or room.startswith(folder + "/") for folder in folders)


def inner_headers(files):
    """The headers that show the desk's state to whoever includes them."""
    wanted = {path: {found.group(2) for line in (ROOT / path).read_text().splitlines()
                     if (found := INCLUDE.match(line))}
              for path in files if path.endswith(".h") and stands_in(path, (DESK,))}
    inner = {CORE}
    while more := {path for path, needs in wanted.items() if needs & inner} - inner:
        inner |= more
    return inner


def check_own(path, name, target, table, say):
    mine, theirs = room_of(path, table), room_of(target, table)
    if theirs is None:
        say(f"{name}: includes {target}, which is in no room of docs/layers.txt")
        return
    if mine == theirs:
        return
    (storey, marks), (other, their_marks) = table[mine], table[theirs]
    if mine.split("/")[0] != theirs.split("/")[0] and not theirs.startswith("lib/"):
        say(f"{name}: {mine} may not include {theirs}")
    elif "door" in marks and not theirs.startswith("lib/"):
        allowed = (mine == "collector/cli" and ("pure" in their_marks or stands_in(theirs, CLI_MAY))
                   or mine == "agent/ncpoll" and theirs in NCPOLL_MAY)
        if not allowed:
            say(f"{name}: a door includes lib/ only, not {theirs}")
    elif other >= storey:
        say(f"{name}: {mine} [{storey}] may not include {theirs} [{other}]")


def check_system(path, name, target, table, say):
    mine = room_of(path, table)
    folder = str(Path(path).parent)
    for prefix, owners in OWNERS:
        if target.startswith(prefix) and folder not in owners:
            say(f"{name}: {target} belongs to {', '.join(owners)}")
    if mine and "pure" in table[mine][1] and IMPURE.match(target):
        say(f"{name}: {mine} is pure and may not include <{target}>")


def check_stems(files, say):
    seen = {}
    for path in files:
        stem = Path(path).stem
        key = (stem, Path(path).suffix)
        if stem != "main" and key in seen:
            say(f"{path}: stem '{stem}' stands already at {seen[key]}")
        seen[key] = path


def main():
    table = rooms()
    problems = []
    files = sorted(str(p.relative_to(ROOT)) for top in ("lib", "agent", "collector")
                   for p in (ROOT / top).rglob("*.[ch]"))
    inner = inner_headers(files)
    for path in files:
        if room_of(path, table) is None:
            problems.append(f"{path}: its folder is no room of docs/layers.txt")
            continue
        for number, line in enumerate((ROOT / path).read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            name, target = f"{path}:{number}", found.group(2)
            if found.group(1) == '"':
                check_own(path, name, target, table, problems.append)
                if target in inner and not stands_in(path, (DESK,)):
                    problems.append(f"{name}: {target} is for the rooms of the desk")
            else:
                check_system(path, name, target, table, problems.append)
    check_stems(files, problems.append)
    print("\n".join(problems) if problems else f"layers: {len(files)} files stand right")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
