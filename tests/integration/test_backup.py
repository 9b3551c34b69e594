"""Backups of the running collector, and what agents make of one that was put back.

Test number 96 (127.1.96.0/24).
"""
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import time

import pytest

import stand
from stand import run, story, wait_for

NOBODY = 65534
ALARMS = ("fan-failed", "psu-failed")


@pytest.fixture
def s(tmp_path):
    made = stand.Stand(tmp_path, 96)
    made.tree["vigie-collector:collector"]["user"][0]["role"] = "manager"
    yield made
    made.stop()


def vigie(s, *words, limit=60):
    return run("vigie", *words, "--socket", s.folder / "collector.sock", limit=limit)


def restore(s, file, **more):
    return run("vigie", "restore", file, "--state", s.state, **more)


def audit(database, what):
    with sqlite3.connect(f"file:{database}?immutable=1", uri=True) as db:
        return db.execute("SELECT who, object, result FROM audit WHERE what = ?"
                          " ORDER BY id", (what,)).fetchall()


def number(database, name):
    with sqlite3.connect(f"file:{database}?immutable=1", uri=True) as db:
        return db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()[0]


def end_collector(s):
    process = next(p for n, p in reversed(s.stage.programs) if n == "vigie-collector")
    process.terminate()
    assert process.wait(20) == 0
    s.stage.programs = [(n, p) for n, p in s.stage.programs if p is not process]


# --- making one -----------------------------------------------------------------------------------
def test_a_backup_is_made_and_verified(s):
    s.start()
    assert s.good("before")
    target = s.folder / "mine.db"
    done = vigie(s, "backup", target)
    assert done.returncode == 0, done.stderr
    made = list((s.state / "backup").glob("collector-*.db"))
    assert len(made) == 1 and not list((s.state / "backup").glob("*.part"))
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    assert digest in done.stdout
    for file in (made[0], target):
        assert file.with_name(file.name + ".sha256").read_text() == f"{digest}  {file.name}\n"
        assert file.stat().st_mode & 0o777 == 0o600
    # It is a database, with what was stored, and nothing was made beside it by looking.
    with sqlite3.connect(f"file:{target}?immutable=1", uri=True) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM message").fetchone()[0] == 1
    checked = run("vigie-collector", "--verify-copy", target)
    assert checked.returncode == 0 and checked.stdout == digest + "\n", checked.stderr
    assert sorted(f.name for f in s.folder.glob("mine.db*")) == ["mine.db", "mine.db.sha256"]
    # The audit knows who; a second one, and one into a file that is there, are told apart.
    assert vigie(s, "backup", target).returncode == 1
    text = vigie(s, "status").stdout
    assert f"backup      {made[0].name} done" in text and "store       ok" in text, text
    for words in (("status",), ("intake", "show")):
        storage = json.loads(vigie(s, *words, "--json").stdout)["vigie-cases:storage"]
        assert storage["store"]["state"] == "ok" and storage["backup"]["state"] == "done", storage
    s.stage.stop()
    assert [a[1:] for a in audit(s.state / "collector.db", "backup")] == [
        (made[0].name, f"verified, sha256 {digest}")]
    assert len(audit(s.state / "collector.db", "backup-start")) == 1


def test_what_comes_in_meanwhile_is_acknowledged_and_in_it(s):
    """A database of some size, and informs at the same time: none waits for the copy."""
    s.start()
    s.stage.stop()
    with sqlite3.connect(s.state / "collector.db") as db:
        db.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
                   " i < 60000) INSERT INTO happening (at, kind, case_number, resource, text)"
                   " SELECT 1, 'x', '', '', printf('%.900c', 'x') FROM n")
    db.close()
    s.start()
    maker = subprocess.Popen([str(stand.BUILD / "vigie"), "backup", "--socket",
                              str(s.folder / "collector.sock")], stdout=subprocess.PIPE, text=True)
    sent = 0
    while maker.poll() is None:
        assert s.good(f"n{sent}")
        sent += 1
        assert sent < 5000
    assert maker.returncode == 0, maker.stdout.read()
    # Of those that waited for the copy there would be one, or two.
    assert sent > 3, sent
    file = next((s.state / "backup").glob("collector-*.db"))
    with sqlite3.connect(f"file:{file}?immutable=1", uri=True) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        # What was acknowledged before the last page was copied is in it; all but the last few.
        assert db.execute("SELECT count(*) FROM message").fetchone()[0] > 0


def test_only_some_may_and_only_so_many_stay(s):
    top = s.tree["vigie-collector:collector"]
    top["backup"] = {"keep": 2, "folder": str(s.folder / "kept")}
    s.start()
    for _ in range(3):
        before = {f.name for f in (s.folder / "kept").glob("*.db")} \
            if (s.folder / "kept").exists() else set()
        done = vigie(s, "backup")  # within a second of the one before
        assert done.returncode == 0, done.stderr
        assert {f.name for f in (s.folder / "kept").glob("*.db")} != before
    kept = sorted(f.name for f in (s.folder / "kept").glob("*"))
    assert len(kept) == 4, kept  # two, each with its line
    top["user"][0]["role"] = "noc"
    s.stage.stop()
    s.start()
    done = vigie(s, "backup")
    assert done.returncode == 1 and "may not run vigie-cases:backup-start" in done.stderr, done.stderr
    assert len(list((s.folder / "kept").glob("*.db"))) == 2


def test_half_a_copy_goes_at_the_next_start(s):
    (s.state / "backup").mkdir(parents=True)
    half = s.state / "backup/collector-20260101T000000Z.db.part"
    half.write_text("half")
    other = s.state / "backup/mine.txt"
    other.write_text("not ours")
    s.start()
    assert not half.exists() and other.exists()


# --- folders whose syncs fail ---------------------------------------------------------------------
def unsynced(folder, *words, first=1):
    """The command, to which the kernel says from the 'first' time on that 'folder' is not on disk."""
    return subprocess.run(
        [stand.tool("strace"), "-qq", "-f", "-o", "/dev/null", "-P", str(folder), "-e", "trace=fsync", "-e",
         f"inject=fsync:error=EIO:when={first}+", str(stand.BUILD / words[0]), *map(str, words[1:])],
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=False)


def test_a_copy_whose_name_may_be_lost_is_none(s):
    """The collector's own copy: a power cut could take its name, and it is said to be a backup."""
    process = s.start()
    assert s.good("kept")
    assert vigie(s, "backup").returncode == 0
    (made,) = (s.state / "backup").glob("collector-*.db")
    # The folder's first time is that of the line beside the copy.
    for folder, first in ((s.state / "backup", 2), (s.state, 1)):
        with stand.refused(process, folder, "fsync", "EIO", first):
            done = vigie(s, "backup")
            assert done.returncode == 1 and "Input/output error" in done.stderr, (folder, done)
        assert sorted(made.parent.glob("collector-*")) == [made, made.with_name(f"{made.name}.sha256")]
    assert vigie(s, "backup").returncode == 0
    # A copy of it where its owner wants it.
    target = s.folder / "elsewhere/mine.db"
    target.parent.mkdir()
    done = unsynced(target.parent, "vigie", "backup", target, "--socket", s.folder / "collector.sock", first=2)
    assert done.returncode == 1 and "Input/output error" in done.stderr, done
    assert not list(target.parent.iterdir())


def test_a_restore_whose_names_may_be_lost_is_not_over(s):
    """What stands in DATABASE.restoring is taken away when the names are on disk, and not before."""
    s.start()
    assert s.good("kept")
    file = s.folder / "mine.db"
    assert vigie(s, "backup", file).returncode == 0
    s.stage.stop()
    marker = s.state / "collector.db.restoring"
    for first, is_there in ((2, True), (3, False)):
        done = unsynced(s.state, "vigie", "restore", file, "--state", s.state, first=first)
        assert done.returncode == 1 and "Input/output error" in done.stderr, done
        assert marker.exists() == is_there
    done = restore(s, file)
    assert done.returncode == 0 and not marker.exists(), done
    s.start()


# --- putting one back -----------------------------------------------------------------------------
def test_a_restore_is_careful(s):
    s.start()
    assert s.good("kept")
    file = s.folder / "mine.db"
    assert vigie(s, "backup", file).returncode == 0
    assert s.good("lost")
    boots = int(s.log().split("engineBoots ")[-1].split()[0])
    done = restore(s, file)
    assert done.returncode == 1 and "in use by process" in done.stderr, done.stderr
    end_collector(s)
    # A damaged one, one with another line beside it, none: the database stays.
    before = (s.state / "collector.db").read_bytes()
    damaged = s.folder / "damaged.db"
    octets = bytearray(file.read_bytes())
    octets[4096 * 3:4096 * 3 + 3000] = b"\xa5" * 3000
    damaged.write_bytes(octets)
    wrong = s.folder / "wrong.db"
    shutil.copy(file, wrong)
    wrong.with_name("wrong.db.sha256").write_text("0" * 64 + "  wrong.db\n")
    for bad, says in ((damaged, "integrity_check"), (wrong, "SHA-256"),
                      (s.folder / "none.db", "cannot be read")):
        done = restore(s, bad)
        assert done.returncode == 1 and says in done.stderr, done.stderr
    assert (s.state / "collector.db").read_bytes() == before
    assert not list(s.state.glob("collector.db.new*"))
    # A state folder that is not there is a slip of the hand, and none is made of it.
    slip = s.folder / "colector-state"
    done = run("vigie", "restore", file, "--state", slip)
    assert done.returncode == 1 and f"{slip}: no such state folder" in done.stderr, done.stderr
    assert not slip.exists()
    # A row of the journal's kind that was changed by hand is found, though every page is whole.
    forged = s.folder / "forged.db"
    shutil.copy(file, forged)
    with sqlite3.connect(forged) as db:
        db.execute("DROP TRIGGER audit_stays")
        db.execute("UPDATE audit SET who = 'nobody' WHERE id = (SELECT min(id) FROM audit)")
    db.close()
    done = restore(s, forged)
    assert done.returncode == 1 and "audit" in done.stderr, done.stderr
    # The good one.
    done = restore(s, file)
    assert done.returncode == 0, done.stderr
    aside = list(s.state.glob("collector.db.before-*"))
    assert len(aside) == 1 and aside[0].read_bytes() == before
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    told = audit(s.state / "collector.db", "restore")
    assert len(told) == 1 and told[0][1:] == ("mine.db", f"sha256 {digest}"), told
    assert number(s.state / "collector.db", "boots") == boots + 1000
    assert not (s.state / "collector.db.restoring").exists()
    s.start()
    assert f"engineBoots {boots + 1001}" in s.log()
    counts = s.intake()
    assert counts["applied"] + counts["history"] == 1, counts
    s.stage.stop()
    assert run("vigie-collector", "--verify", "--state", s.state).returncode == 0


def test_a_restore_by_root_leaves_nothing_that_keeps_the_collector_out(s):
    """A new machine: a folder of the collector's user, in which it never ran; root restores."""
    s.start()
    file = s.folder / "mine.db"
    assert vigie(s, "backup", file).returncode == 0
    new = s.folder / "new-machine"
    new.mkdir()
    os.chown(new, NOBODY, NOBODY)
    assert run("vigie", "restore", file, "--state", new).returncode == 0
    owners = {f.name: f.stat().st_uid for f in new.iterdir()}
    assert {"collector.db", "lock"} <= set(owners) and set(owners.values()) == {NOBODY}, owners


def test_an_interrupted_restore_starts_nothing(s):
    s.start()
    assert s.good("kept")
    file = s.folder / "mine.db"
    assert vigie(s, "backup", file).returncode == 0
    s.stage.stop()
    # As a power cut leaves it between the names: the old one aside, the new one not there yet.
    aside = s.state / "collector.db.before-20260701T120000Z"
    (s.state / "collector.db").rename(aside)
    (s.state / "collector.db.restoring").write_text(str(aside))
    done = run("vigie-collector", *s.words())
    assert done.returncode == 1 and "a restore was interrupted" in done.stderr, done.stderr
    assert not (s.state / "collector.db").exists()
    assert restore(s, file).returncode == 0
    assert aside.exists() and len(list(s.state.glob("collector.db.before-*"))) == 1
    s.start()


def standing(s):
    return {a["alarm-type-id"].split(":")[-1] for a in s.alarms() if not a["is-cleared"]
            and a["resource"].startswith("device/ne-7")}


def test_agents_tell_again_after_a_restore(s):
    """What was raised and cleared since the backup comes again by itself, and nothing is doubled."""
    control = s.folder / "sim.sock"
    (s.folder / "sim-state").mkdir()
    top = s.tree["vigie-collector:collector"]
    top["listen"][0]["allow"].append("127.0.0.1/32")
    top.setdefault("intake", {}).update({"hole-wait-s": 1})
    top["kind"] += [{"type": f"vigie-alarm-types:{kind}", "hold-s": 0, "clear-hold-s": 0}
                    for kind in ALARMS if kind not in str(top["kind"])]
    s.start()
    s.stage.start("vigie-sim", "--port", "0", "--addr-file", s.folder / "sim-state/sim.addr",
                  "--control", control, "--device", f"ne-7,family=ssg-500,address={s.net}.7,"
                  f"version=v2c,community={story.COMMUNITY}")
    device = (f"{s.net}.7", s.stage.address_of("sim-state", "sim")[1])
    s.stage.write("agent-state/credentials/lyon-2", stand.PHRASES, 0o400)
    s.stage.write("agent-state/credentials/ne-7", f"community: {story.COMMUNITY}\n", 0o400)
    tree = story.agent_tree((s.host, s.port), device)
    tree["vigie-agent:agent"]["poll"]["interval-ms"] = 200
    tree["vigie-agent:agent"]["heartbeat"] = {"interval-ms": 1000}
    s.stage.start("vigie-agent", "--config", s.stage.write("agent.json", tree), "--state",
                  s.folder / "agent-state", "--socket", s.folder / "agent.sock")

    def ctl(*words):
        assert run("vigie-sim", "ctl", "--control", control, *words).returncode == 0

    wait_for("the inventory", lambda: story.known_device(s.stage), 30)
    ctl("fault", "ne-7", "psu", "1", "quiet")
    wait_for("psu", lambda: "psu-failed" in standing(s), 30)
    file = s.folder / "mine.db"
    assert vigie(s, "backup", file).returncode == 0
    # After it: the fan fails, the power supply is well again, and all of that is lost.
    ctl("fault", "ne-7", "fan", "quiet")
    ctl("clear", "ne-7", "psu", "1", "quiet")
    wait_for("the fan alone", lambda: standing(s) == {"fan-failed"}, 30)
    s.tree["vigie-collector:collector"]["listen"][0]["port"] = s.port
    end_collector(s)
    done = restore(s, file)
    assert done.returncode == 0, done.stderr
    began = time.monotonic()
    s.start()
    wait_for("the fan alone again", lambda: standing(s) == {"fan-failed"}, 60)
    took = time.monotonic() - began
    # Nothing doubled: a message, an alarm and a case once each.
    counts = s.intake()
    assert counts["unapplied"] == 0, counts
    cases = story.find_list(s.stage.ask("case", "list", "--all"), "case")
    subjects = [(c["subject"], c["class"]) for c in cases]
    assert len(subjects) == len(set(subjects)), subjects
    fans = [a for a in s.alarms() if a["alarm-type-id"].endswith(":fan-failed")]
    assert len(fans) == len({a["resource"] for a in fans}), fans
    s.stage.stop()
    with sqlite3.connect(s.state / "collector.db") as db:
        doubled = db.execute("SELECT agent, hex(spool), sequence, count(*) FROM message WHERE"
                             " agent <> '' GROUP BY 1, 2, 3 HAVING count(*) > 1").fetchall()
        assert not doubled
    print(f"agents told again within {took:.1f} s")
    assert "engineBoots rose" in s.log("vigie-agent") or took < 60


def test_a_copy_of_a_damaged_database_gets_no_name(s):
    """Of a large file only the head is read at the start: the backup reads what it copied whole."""
    s.start()
    s.stage.stop()
    with sqlite3.connect(s.state / "collector.db") as db:
        db.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
                   " i < 70000) INSERT INTO happening (at, kind, case_number, resource, text)"
                   " SELECT 1, 'x', '', '', printf('%.1000c', 'x') FROM n")
    db.close()
    with open(s.state / "collector.db", "r+b") as file:
        assert file.seek(0, 2) > 66 << 20
        file.seek(50 << 20)
        file.write(b"\xa5" * 4096)
    s.start()
    done = vigie(s, "backup")
    assert done.returncode == 1 and "integrity_check" in done.stderr, done.stderr
    assert not list((s.state / "backup").iterdir())
    assert "failed: " in vigie(s, "status").stdout
    assert s.good("it runs on")
    s.stage.stop()
    told = audit(s.state / "collector.db", "backup")
    assert len(told) == 1 and told[0][2].startswith("failed: the copy was not verified"), told
