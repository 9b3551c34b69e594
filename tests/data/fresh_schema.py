#!/usr/bin/python3
"""Writes collector/store/storefresh.c and storefreshrules.c: `make fresh-schema`.

Usage: fresh_schema.py PROGRAM, which is tests/unit/test_storefresh.
"""
import subprocess
import sys
from pathlib import Path

STORE = Path(__file__).resolve().parents[2] / "collector/store"
WIDTH = 84

HEAD = """/*
 * {what}  Written by `make fresh-schema`, not by hand.
 */
{includes}
/* clang-format off */
{name}[] = {{
{body}
}};
/* clang-format on */
"""

TAIL = """
const struct vg_db_fresh vg_storefresh = {{.version = {version},
    .tables = tables,
    .n_tables = sizeof(tables) / sizeof(tables[0]),
    .rules = vg_storefreshrules,
    .n_rules = {n}}};
"""


def literal(sql):
    """The statement as C, in lines that break behind blanks."""
    lines, rest = [], sql.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    while rest:
        at = len(rest)
        if at > WIDTH:
            at = rest.rfind(" ", 0, WIDTH) + 1 or rest.find(" ") + 1 or len(rest)
        lines.append(f'    "{rest[:at]}"')
        rest = rest[at:]
    return "\n".join(lines)


def main():
    said = subprocess.run([sys.argv[1], "--print"], check=True, stdout=subprocess.PIPE, text=True)
    version, rest = said.stdout.split("\0", 1)
    tables, rules = rest.split("\0\0", 1)
    tables, rules = tables.split("\0"), rules.rstrip("\0").split("\0")
    (STORE / "storefresh.c").write_text(HEAD.format(
        what="The tables of a new database.", name="static const char *const tables",
        includes='#include "collector/store/storefresh.h"\n\n'
                 '#include "collector/store/storefreshrules.h"\n',
        body=",\n".join(map(literal, tables))) + TAIL.format(version=version, n=len(rules)))
    (STORE / "storefreshrules.c").write_text(HEAD.format(
        what="Indexes, triggers and first rows of a new database.",
        name="const char *const vg_storefreshrules",
        includes='#include "collector/store/storefreshrules.h"\n',
        body=",\n".join(map(literal, rules))))


if __name__ == "__main__":
    main()
