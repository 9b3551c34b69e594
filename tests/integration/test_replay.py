"""A rule is tried before it is put in force: what a collector keeps is exported, masked, and replayed
elsewhere, twice to the same octets; by itself without a difference, with another rule with the right one.

Test number 95 (127.1.95.0/24).
"""
import concurrent.futures
import copy
import datetime
import hashlib
import json
import re
import socket
import sqlite3
import threading
from contextlib import closing

import pytest

import stand
from noc import DATA, JSON, Door, head_of
from stand import run, story, wait_for

NET = 95
DIFFERS = 6


@pytest.fixture
def noc(tmp_path):
    made = stand.Stand(tmp_path, NET)
    top = made.tree["vigie-collector:collector"]
    top["name"] = "supervision-anari"
    top["site"][0]["address"] = "12 rue Canari, 69002 Lyon"
    top["client"][0]["description"] = "Clinique Canari, chambre 7"
    top["person"] = [{"id": "p-canari", "name": "Jeanne Canari", "mail": "jeanne@canari.example",
                      "telephone": "+33 4 72 00 11 22"}]
    top["client"][0]["person"] = ["p-canari"]
    top["user"][0]["proxy"] = True
    top["user"] += [{"name": "canari-reads", "role": "noc", "person": "p-canari"},
                    {"name": "vera", "role": "viewer"}]
    top["calendar"].append({"name": "heures-canari", "slot": [
        {"day": "monday", "from": "00:00", "until": "24:00"}]})
    top["contract"][0]["calendar"] = "heures-canari"
    top["contract"][0]["amendment"] = [{"from": "2026-02-01", "reference": "CANARI-1"}]
    top["case-rule"] = [{"name": "canari-first", "device": ["ne-7"], "priority": 1,
                         "queue": "canari-desk"}]
    top["shelf"] = [{"name": "canari-shelf", "reason": "canari", "owner": top["user"][0]["name"],
                     "resource": ["device/ne-7/fan/2"], "from": when(-1), "until": when(3)}]
    top["device"][0]["serial"] = "SN-CANARI"
    yield made
    made.stop()


def when(hours):
    """An instant of the tree, so many hours from now."""
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def vigie(noc, *words, limit=60):
    return run("vigie", "--socket", noc.folder / "collector.sock", *words, limit=limit)


def live(noc):
    """Some minutes of a collector: faults, an end, a case that is taken, a restart."""
    noc.start()
    begun = story_time()
    assert noc.fault(1).returncode == 0
    assert noc.fault(2, part="fan/1", kind="fan-failed").returncode == 0
    case = wait_for("a case", lambda: story.find_list(noc.stage.ask("queue"), "case"), 90)[0]["id"]
    taken = vigie(noc, "case", "take", case, "--text", "Jeanne Canari asked for it")
    assert taken.returncode == 0, taken.stderr
    assert noc.fault(4, part="fan/2", kind="fan-failed").returncode == 0
    assert noc.fault(3, action=3, part="fan/1", kind="fan-failed").returncode == 0
    return begun, case


def story_time():
    """Now, as --from wants it; the collector's first mark is not later."""
    return (datetime.datetime.now(datetime.timezone.utc)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def replay(*words, limit=60):
    done = run("vigie", "replay", *words, "--json", limit=limit)
    assert done.returncode in (0, DIFFERS), done.stderr
    return done, json.loads(done.stdout)["vigie-replay:replay"]


def test_every_play_comes_out_as_it_did():
    """Raises, ends, flaps, commands, mails, restarts, clocks that are set: what its desk kept, replayed."""
    plays = sorted(map(str, (stand.ROOT / "tests/play").glob("*.play")))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:  # in halves, side by side
        halves = list(pool.map(lambda half: run("tests/play-run", "--again", *half, limit=300),
                               (plays[::2], plays[1::2])))
    lines = [line for done in halves for line in done.stdout.splitlines()]
    bad = [line for line in lines if line.startswith(("not ok", "# "))]
    assert not bad and all(done.returncode == 0 for done in halves), bad
    assert sum(line.startswith("ok ") for line in lines) == len(plays)


def test_a_mark_has_what_its_time_knew():
    """A replay begins in the middle: of returns, orders, mails, merges, silences, planned work, serials."""
    names = ("p10-return-story", "p11-clock-from-the-number", "p11-bad-unit-after-merge", "p14-board-swapped",
             "p14-move-between-places", "p6-classified-back", "section7-merge-moves-returns",
             "section7-observed-waits-for-its-answer", "section7-planned-work-ends-with-the-fault",
             "section7-void-undone", "silence-stages", "silence-power-ends", "pain-27-window-end-opens")
    done = run("tests/play-run", "--marks", *(stand.ROOT / f"tests/play/{n}.play" for n in names), limit=300)
    assert done.returncode == 0 and sum(
        line.startswith("ok ") for line in done.stdout.splitlines()) == len(names), done.stdout


def test_a_case_by_hand_is_found_again(tmp_path):
    """A mail that waits gets a case by hand: what is done with that goes on, whatever its number is now."""
    played = run("tests/play-run", "--again", stand.ROOT / "tests/play/p6-waiting-opened-goes-on.play",
                 env={"VIGIE_PLAY_LINES": "1"})
    assert played.returncode == 0, played.stdout
    lines = [line.replace("2026-00000", "2026-00004")
             for line in played.stdout.splitlines() if line.startswith("{")]
    whole = "".join(line + "\n" for line in lines)
    end = {"type": "end", "lines": len(lines), "sha256": hashlib.sha256(whole.encode()).hexdigest()}
    file = tmp_path / "away.ndjson"
    file.write_text(whole + json.dumps(end) + "\n")
    done, answer = replay("--recording", file)
    assert answer["acts"] == 7 and answer["acts-refused"] == 0, answer
    assert done.returncode == 0 and answer["difference"] == [], answer


def test_a_recording_costs_what_it_may():
    """A small run of the bench: its counts alone, no time."""
    done = run("tests/bench/replay", "20000", "50", limit=120)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["events"] == 20000 and told["cases"] > 0, told
    # 50 slices' worth of messages: each is a line, and none is left out.
    assert told["lines"] >= 50 * 200 and 0 < told["lines_a_slice_max"] <= 200, told


def test_a_rule_is_tried(noc):
    begun, case = live(noc)
    told = vigie(noc, "replay", "--from", begun, "--json")
    assert told.returncode == 0, told.stdout + told.stderr
    answer = json.loads(told.stdout)["vigie-replay:replay"]
    assert answer["difference"] == [] and answer["cases-before"] >= 1 and answer["acts"] == 1
    assert answer["acts-refused"] == 0 and answer["messages"] >= 3
    # A rule of cases: a supply alone would open none.
    tree = copy.deepcopy(noc.tree)
    tree["vigie-collector:collector"]["case-rule"].insert(0, {
        "name": "no-supplies", "kind": ["vigie-alarm-types:psu-failed"], "opens": False})
    other = noc.stage.write("other.json", tree)
    told = vigie(noc, "replay", "--from", begun, "--tree", other, "--json")
    assert told.returncode == DIFFERS, told.stderr
    answer = json.loads(told.stdout)["vigie-replay:replay"]
    assert answer["against"] == "in-force" and answer["unlike-recorded"] == 0
    assert [d["what"] for d in answer["difference"]] == ["not-opened"]
    assert answer["difference"][0]["was"] == case
    shown = vigie(noc, "replay", "--from", begun, "--tree", other)
    assert shown.returncode == DIFFERS and "not-opened" in shown.stdout and case in shown.stdout
    # Too early is said with the time from which on it can be done.
    early = vigie(noc, "replay", "--from", "2020-01-01T00:00:00Z")
    assert early.returncode != 0 and "the oldest that it can begin with" in early.stderr
    audit = noc.state / "collector.db"
    noc.stop()
    with closing(sqlite3.connect(audit)) as db:
        assert db.execute("SELECT count(*) FROM audit WHERE what = 'recording-read'"
                          ).fetchone()[0] >= 3


def test_what_comes_later_is_no_difference(noc):
    """A case that went on after --to: as it was then, whatever became of it since."""
    begun, _ = live(noc)
    until = story_time()
    before = vigie(noc, "replay", "--from", begun, "--to", until, "--json")
    answer = json.loads(before.stdout)["vigie-replay:replay"]
    assert before.returncode == 0 and answer["cases-before"] >= 1, before.stdout + before.stderr
    # Another part, a higher severity, and a board that explains them.
    assert noc.fault(5, part="fan/1", kind="fan-failed").returncode == 0
    assert noc.fault(6, severity=3).returncode == 0
    assert noc.fault(7, part="slot/1", kind="board-off", severity=3).returncode == 0
    after = vigie(noc, "replay", "--from", begun, "--to", until, "--json")
    assert after.returncode == 0, after.stdout + after.stderr
    later = json.loads(after.stdout)["vigie-replay:replay"]
    assert later["difference"] == [] and later["cases-later"] >= 1 and answer["cases-later"] == 0


def test_a_rule_of_priority_differs(noc):
    begun, case = live(noc)
    tree = copy.deepcopy(noc.tree)
    tree["vigie-collector:collector"]["case-rule"][0].update(priority=2, queue="another-desk")
    other = noc.stage.write("other.json", tree)
    told = vigie(noc, "replay", "--from", begun, "--tree", other, "--json")
    assert told.returncode == DIFFERS, told.stderr
    found = json.loads(told.stdout)["vigie-replay:replay"]["difference"]
    assert {(d["what"], d["before"], d["after"]) for d in found if d["was"] == case} == {
        ("priority", 1, 2), ("queue", "canari-desk", "another-desk")}, found


def test_what_leaves_names_nobody(noc, tmp_path):
    begun, case = live(noc)
    file = tmp_path / "away.ndjson"
    done = vigie(noc, "record", "export", "--from", begun, file)
    assert done.returncode == 0, done.stderr
    noc.stop()
    octets = file.read_bytes()
    top = noc.tree["vigie-collector:collector"]
    names = {"anari", "jeanne", "72 00 11", noc.net, "SN1"}
    for part in ("client", "site", "device", "agent", "user"):
        names |= {entry["name"] for entry in top[part]}
    names |= {top["name"], top["integrator"]["name"], top["contract"][0]["name"]}
    found = {n for n in names if f'"{n}' in octets.decode() or f"/{n}" in octets.decode()
             or (n in ("anari", "jeanne", "72 00 11", noc.net, "SN1") and n in octets.decode())}
    assert not found, found
    lines = octets.decode().splitlines()
    end = json.loads(lines[-1])
    assert end["lines"] == len(lines) - 1
    assert end["sha256"] == hashlib.sha256(
        b"".join(line.encode() + b"\n" for line in lines[:-1])).hexdigest()
    assert case in octets.decode()  # a number names nobody
    masked = next(json.loads(line) for line in lines if '"type":"revision"' in line)
    shelf = masked["content"]["vigie-collector:collector"]["shelf"][0]
    device = masked["content"]["vigie-collector:collector"]["device"][0]["name"]
    assert shelf["resource"] == [f"device/{device}/fan/2"], shelf
    # It is checked and replayed where no collector is, twice to the same octets.
    done = run("vigie", "record", "import", file)
    assert done.returncode == 0 and "is whole" in done.stdout, done.stderr
    first, answer = replay("--recording", file)
    assert first.returncode == 0 and answer["difference"] == [], answer
    assert answer["acts-refused"] == 0 and answer["cases-before"] >= 1
    again = run("vigie", "replay", "--recording", file, "--json")
    assert again.stdout == first.stdout
    # A tree by its own names fits nothing there: that is said, not taken for the rule's doing.
    tree = file.with_suffix(".json")
    tree.write_text(json.dumps(noc.tree))
    done = run("vigie", "replay", "--recording", file, "--tree", tree)
    assert "The recording is masked" in done.stdout, done.stdout + done.stderr
    assert answer["masked"] is True


def test_who_may_read_one(noc):
    """It tells of all clients: it is the integrator's, and so is what refuses it."""
    noc.start()
    at = int(datetime.datetime.now().timestamp() * 1e6)
    path = f"{DATA}/vigie-recording:recording/slice={at - 1},{at},-"
    for user, refused in (("vera", True), ("canari-reads", True), (story.USER, False)):
        door = Door(noc.folder / "collector.sock")
        door.request("GET", path, headers={"Accept": JSON, "Vigie-User": user})
        answer = door.getresponse()
        text = answer.read().decode()
        assert (answer.status == 403) is refused, (user, text)
        assert not refused or "may not read" in text, (user, text)
        door.close()


def read(noc, path, user=story.USER):
    door = Door(noc.folder / "collector.sock")
    door.request("GET", path, headers={"Accept": JSON, "Vigie-User": user})
    answer = door.getresponse()
    text = answer.read().decode()
    door.close()
    return answer.status, text


def test_no_slice_is_had_without_the_first(noc):
    """The first one is audited: a cursor that somebody made, or of others, gives nothing."""
    noc.tree["vigie-collector:collector"]["user"].append({"name": "marc", "role": "manager"})
    noc.start()
    assert noc.fault(1).returncode == 0
    at = int(datetime.datetime.now().timestamp() * 1e6)
    slices = f"{DATA}/vigie-recording:recording/slice="
    status, text = read(noc, f"{slices}{at - 1},{at},-")
    assert status == 200, text
    cursor = json.loads(text)["vigie-recording:slice"][0]["next"]
    status, text = read(noc, f"{slices}{at - 1},{at},{cursor}")
    assert status == 200, text
    for wrong, user in ((f"{at - 1},{at},5.1.1.1.9.0.", story.USER), (f"{at - 1},{at},{cursor}", "marc"),
                        (f"{at - 9},{at},{cursor}", story.USER), (f"{at - 1},{at},{cursor}1", story.USER),
                        (f"{at - 1},{at},{cursor.split('.')[0]}", story.USER)):
        status, text = read(noc, slices + wrong, user)
        assert status == 400 and "is no cursor" in text, (wrong, user, text)


class Stranger:
    """Something else that listens at a socket, and answers {} to all."""

    def __init__(self, path):
        self.path = path
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(path))
        self.door.listen(4)
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self):
        while True:
            try:
                link, _ = self.door.accept()
            except OSError:
                return
            head_of(link)
            link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            link.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()


def test_an_answer_without_a_slice_is_no_recording(tmp_path):
    """Nor is what was begun left in the place of a file."""
    path, file = tmp_path / "other.sock", tmp_path / "away.ndjson"
    with Stranger(path):
        done = run("vigie", "record", "export", "--socket", path, "--from", "10:00", file)
    assert done.returncode == 1 and "no 'vigie-recording:slice'" in done.stderr, done
    assert not list(tmp_path.glob("away*"))


@pytest.mark.parametrize("words, lacks", [
    (("why", "2026-000001"), "vigie-cases:(case|decisions)"), (("why-not", "5"), "vigie-cases:event"),
    (("event", "list"), "vigie-cases:events"), (("alarm", "shelves"), "vigie-cases:shelves"),
    (("planned", "list"), "vigie-cases:planned"), (("problem", "list"), "vigie-cases:problems"),
    (("status",), "vigie-cases:(storage|sweep)"), (("queue",), "vigie-cases:cases"), (("alarm", "list"), "vigie-cases:alarms"),
    (("alarm", "shelve", "device/ne-7", "--until", "2100-01-01T00:00:00Z", "--reason", "x"),
     "vigie-cases:output"),
    (("case", "take", "2026-000001"), "vigie-cases:output")])
def test_an_answer_of_something_else_is_no_success(tmp_path, words, lacks):
    path = tmp_path / "other.sock"
    with Stranger(path):
        for how in ((), ("--json",)):
            done = run("vigie", "--socket", path, *words, *how)
            assert done.returncode == 1, done
            assert re.search(f"{path}: the answer has no '{lacks}'", done.stderr), done
            assert done.stdout == "", done


def test_what_is_asked_wrongly_says_so(noc, tmp_path):
    empty = tmp_path / "empty"
    empty.write_text("")
    for words, code, says in (
            (("replay", "--recording", empty), 1, f"{empty}: it is cut"),
            (("replay", "--recording", empty, "--from", "10:00"), 2, "its own times"),
            (("record", "import", empty, ), 1, f"{empty}: it is cut"),
            (("replay", "--from", "10:00", "--tree", tmp_path / "none"), 3, "none: No such file"),
            (("why", "99999999999999999999"), 2, "is no alarm's number")):
        done = vigie(noc, *words)
        assert done.returncode == code and says in done.stderr, (words, done)


def test_a_recording_that_is_wrong_is_refused(noc, tmp_path):
    begun, _ = live(noc)
    file = tmp_path / "away.ndjson"
    assert vigie(noc, "record", "export", "--from", begun, file).returncode == 0
    noc.stop()
    lines = file.read_text().splitlines()
    other = lines.copy()
    at = next(i for i, line in enumerate(lines) if '"type":"message"' in line)
    other[at] = other[at].replace('"sequence":', '"sequence":1')
    for what, wrong, says in (
            ("cut", lines[:-1], "it is cut"), ("half a line", lines[:-2] + [lines[-2][:40]], "cut"),
            ("changed", other, "not those it was written for"),
            ("no head", lines[1:], "does not begin"),
            ("twice", lines + lines, "stands behind"),
            ("unknown member", lines[:1] + ['{"type":"step","at":1,"by":1,"x":1}'] + lines[1:],
             "line 2"),
            ("no JSON", lines[:3] + ["{"] + lines[3:], "line 4"),
            ("newer", [lines[0].replace('"version":1', '"version":2')] + lines[1:], "version 2")):
        bad = tmp_path / "bad.ndjson"
        text = "\n".join(wrong) + ("" if what == "half a line" else "\n")
        bad.write_text(text)
        done = run("vigie", "record", "import", bad)
        assert done.returncode == 1 and says in done.stderr, (what, done.stderr)
    assert run("vigie", "record", "import", tmp_path / "none").returncode == 3
