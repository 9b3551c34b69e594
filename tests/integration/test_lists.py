"""Pages of lists, by socket, by command, and on a terminal.

Test number 40 (127.1.40.0/24): a desk of test_doors.
"""
import json
import os
import pty
import select
import sqlite3
import struct
import fcntl
import subprocess
import termios
import time

import pytest

from noc import BUILD, CASES, DATA, Desk, error_of

N = 25
NOW = int(time.time() * 1000000)
NUMBER = "2020-{:06d}".format


def write_cases(path):
    """Open cases 1 to 25 as if they had been there: due the later the higher, each third nobody's."""
    with sqlite3.connect(path) as db:
        for i in range(1, N + 1):
            began = NOW + i * 60000000 - 3600000000
            db.execute(
                "INSERT INTO support_case (number, state, before, fault, title, subject, class,"
                " severity, owner, ball, client, site, device, supplier, contract, mode,"
                " entitlement, entitlement_text, revision, opened, changed, rung) VALUES (?,"
                " 'in-hand', 'new', 'standing', 't', ?, 'power', 4, ?, 'integrator', ?, 's', '',"
                " 'allot', 'c-2026-7', 'delegated', 'in-force', '', 1, ?, ?, 16)",
                (NUMBER(i), f"device/x-{i}", "" if i % 3 == 0 else "claire" if i % 2 else "marc",
                 "clinique-a" if i < 20 else "hotel-b", began, began))
            db.execute("INSERT INTO target (case_number, name, part) VALUES (?,"
                       " 'client-told', '')", (NUMBER(i),))
            db.execute("INSERT INTO ledger (case_number, name, part, act, at, recorded, who,"
                       " cause, revision) VALUES (?, 'client-told', '', 1, ?, ?, 'vigie', 'P7', 1)",
                       (NUMBER(i), began, began))
    db.close()


QUEUE = [i for i in range(1, N + 1) if i % 3 == 0] + [i for i in range(1, N + 1) if i % 3]


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    made.stage.stop()
    write_cases(tmp_path / "collector-state/collector.db")
    made.start()
    # The first slice of the index is made before the door opens.
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def ids(tree):
    return [int(c["id"][5:]) for c in tree["vigie-cases:cases"].get("case", [])]


def test_pages_by_socket(desk):
    answer, tree = desk.ask("GET", f"{CASES}?state=open")
    assert answer.status == 200 and ids(tree) == QUEUE and "next" not in tree["vigie-cases:cases"]
    seen, after = [], ""
    while True:
        _, tree = desk.ask("GET", f"{CASES}?state=open&limit=7{after}")
        seen.append(ids(tree))
        if "next" not in tree["vigie-cases:cases"]:
            break
        after = f"&after={tree['vigie-cases:cases']['next']}"
    assert [len(page) for page in seen] == [7, 7, 7, 4] and sum(seen, []) == QUEUE
    _, tree = desk.ask("GET", f"{CASES}?limit=3")
    assert ids(tree) == [25, 24, 23]
    _, tree = desk.ask("GET", f"{CASES}?state=open&mine=true", Vigie_User="claire")
    assert ids(tree) == [i for i in QUEUE if i % 3 and i % 2]
    _, tree = desk.ask("GET", f"{CASES}?state=open&unowned=true&client=hotel-b")
    assert ids(tree) == [21, 24]
    # A case taken leaves those that press.
    assert desk.do("take", NUMBER(3))[0] == 200
    _, tree = desk.ask("GET", f"{CASES}?state=open&limit=9")
    assert ids(tree) == [6, 9, 12, 15, 18, 21, 24, 1, 2]


@pytest.mark.parametrize("query, said", [
    ("cases?after=queue.0.1.-4.2026-000001", "no cursor of this list"),
    ("cases?state=open&after=rubbish", "no cursor of this list"),
    ("cases?limit=0", "limit"), ("cases?limit=1001", "limit"),
    ("cases?device=ne-7", "no such page or filter"),
    ("cases?unowned=true&owner=claire", "of the open cases only"),
    ("cases/case=2020-000001?state=open", "no such page or filter"),
    ("cases/case=2020-000001?after=queue.0.1.-4.2026-000001", "no cursor of this list"),
    ("inventory?limit=5", "no such page or filter"), ("agents?mine=true", "no such"),
    ("alarms?after=alarms.x.1.1.", "no cursor of this list"),
    ("returns?owner=claire", "no such page or filter")])
def test_what_a_list_has_not_is_refused(desk, query, said):
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:{query}")
    assert answer.status == 400 and said in error_of(tree)["error-message"], tree


def test_a_journal_in_pages(desk):
    for i in range(5):
        assert desk.do("note", NUMBER(1), text=f"note {i}")[0] == 200
    one = f"{CASES}/case={NUMBER(1)}"
    _, tree = desk.ask("GET", f"{one}?limit=3")
    case = tree["vigie-cases:case"][0]
    assert [e["text"] for e in case["entry"]] == ["note 0", "note 1", "note 2"]
    _, tree = desk.ask("GET", f"{one}?limit=3&after={case['next']}")
    case = tree["vigie-cases:case"][0]
    assert [e["text"] for e in case["entry"]] == ["note 3", "note 4"] and "next" not in case


def test_one_alarm_by_its_key(desk):
    desk.open_case("ne-7")
    key = "device%2Fne-7%2Fpsu%2F1,vigie-alarm-types%3Apsu-failed,"
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:alarms/alarm={key}")
    assert answer.status == 200 and len(tree["vigie-cases:alarm"]) == 1
    answer, _ = desk.ask("GET", f"{DATA}/vigie-cases:alarms/alarm={key}x")
    assert answer.status == 404
    _, tree = desk.ask("GET", f"{DATA}/vigie-cases:alarms?device=ne-8")
    assert "alarm" not in tree["vigie-cases:alarms"]


# --- the command ------------------------------------------------------------------------------
def rows(text):
    return [int(line.split()[0][5:]) for line in text.splitlines() if line.startswith("20")]


def test_the_command_in_a_pipe(desk):
    everything = desk.vigie("queue")
    assert rows(everything.stdout) == QUEUE and everything.stderr == ""
    ten = desk.vigie("queue", "--limit", "10")
    assert rows(ten.stdout) == QUEUE[:10] and "there are more" in ten.stderr
    tree = json.loads(desk.vigie("queue", "--limit", "10", "--json").stdout)
    assert ids(tree) == QUEUE[:10] and tree["vigie-cases:cases"]["next"]
    tree = json.loads(desk.vigie("queue", "--json").stdout)
    assert ids(tree) == QUEUE and "next" not in tree["vigie-cases:cases"]
    assert rows(desk.vigie("queue", "--all", "--limit", "2").stdout) == [25, 24]
    assert rows(desk.vigie("queue", "--client", "hotel-b", "--unowned").stdout) == [21, 24]
    none = desk.vigie("queue", "--client", "no/body", "--json")
    assert json.loads(none.stdout) == {"vigie-cases:cases": {}}
    assert desk.vigie("queue", "--limit", "0").returncode == 2


def read_until(fd, mark, limit=80):
    """What the terminal shows until 'mark' stands there."""
    shown, end = b"", time.monotonic() + limit
    while mark not in shown:
        ready, _, _ = select.select([fd], [], [], max(0, end - time.monotonic()))
        assert ready, f"no {mark} in {shown}"
        shown += os.read(fd, 65536)
    return shown.decode()


def test_the_command_on_a_terminal(desk):
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 10, 200, 0, 0))
    process = subprocess.Popen(
        [BUILD / "vigie", "queue"], stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "VIGIE_SOCKET": str(desk.socket), "NO_COLOR": "1", "TERM": "xterm"})
    os.close(theirs)
    try:
        assert rows(read_until(ours, b"enough -- ")) == QUEUE[:8]
        os.write(ours, b"\n")
        assert rows(read_until(ours, b"16 shown; Enter: more, q: enough -- ")) == QUEUE[8:16]
        os.write(ours, b"q\n")
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
