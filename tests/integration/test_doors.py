"""The collector's doors: its Unix socket in RESTCONF, its event stream, the vigie command.

Test number 40 (127.1.40.0/24).
"""
import json
import os
import pty
import signal
import socket
import subprocess
import threading

import pytest

from noc import (BUILD, CASES, DATA, DEVICES, JSON, OPERATIONS, Desk, Stream, error_of,
                 head_of, story)


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


# --- resources ---------------------------------------------------------------------------------

def test_the_resources(desk):
    number = desk.open_case()
    case = desk.case(number)
    assert case["state"] == "new" and case["fault"] == "standing" and case["device"] == "ne-7"
    assert case["contract"] == "c-2026-7" and case["mode"] == "delegated"
    assert [t["name"] for t in case["target"]] == ["client-told", "supplier-ticket"]
    assert int(case["target"][0]["remaining-seconds"]) > 14000 and case["next-target"] == "client-told"
    assert case["suggestion"][0]["grade"] == "possible" and case["suggestion"][0]["check"]
    assert case["alarm"] and case["entry"]
    for path, name, keys in (("alarms", "alarm", {"device/ne-7/psu/1"}),
                             ("inventory", "device", set(DEVICES)),
                             ("agents", "agent", {"lyon-2"})):
        answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:{path}")
        assert answer.status == 200 and answer.getheader("Content-Type").startswith(JSON)
        rows = story.find_list(tree, name)
        assert {row.get("name") or row["resource"] for row in rows} == keys, tree
    alarm = "alarm=device%2Fne-7%2Fpsu%2F1,vigie-alarm-types%3Apsu-failed,"
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:alarms/{alarm}")
    assert answer.status == 200 and tree["vigie-cases:alarm"][0]["case"] == number


@pytest.mark.parametrize("method,path,status", [
    ("GET", f"{CASES}/case=2026-999999", 404), ("GET", f"{DATA}/vigie-cases:dogs", 404),
    ("GET", f"{DATA}/other:cases", 404), ("GET", "/", 404), ("GET", "/restconf/nothing", 404),
    ("GET", f"{CASES}/case=not-a-number", 404), ("GET", f"{CASES}?depth=x", 400),
    ("GET", f"{CASES}?no-such=1", 400), ("DELETE", CASES, 403), ("PUT", CASES, 403),
    ("GET", f"{OPERATIONS}/vigie-cases:take", 405),
    ("POST", f"{OPERATIONS}/vigie-cases:dance", 404)])
def test_what_is_not_there(desk, method, path, status):
    answer, tree = desk.ask(method, path, "{}" if method in ("PUT", "POST") else None)
    assert answer.status == status, (answer.status, tree)
    error = error_of(tree)
    assert error["error-type"] and error["error-tag"] and error["error-message"]


# --- operations --------------------------------------------------------------------------------

def test_the_commands(desk):
    number = desk.open_case()
    status, tree = desk.do("take", number)
    assert status == 200 and tree == {"vigie-cases:output": {"case": number,
                                                             "state": "in-hand"}}
    assert desk.case(number)["owner"] == "tests"
    assert desk.do("note", number, "claire", text="seen é 漢")[0] == 200
    assert desk.do("reply", number, "claire", text="we are on it")[0] == 200
    case = desk.case(number)
    assert case["target"][0]["met"] and case["next-target"] == "supplier-ticket"
    assert {"claire", "tests"} <= {e["who"] for e in case["entry"]}
    assert any(e.get("text") == "seen é 漢" for e in case["entry"])
    status, tree = desk.do("close", number, cause="feed unplugged", cure="plugged in again")
    assert status == 200 and tree["vigie-cases:output"]["state"] == "closed"
    assert desk.cases()[0]["state"] == "closed"
    status, tree = desk.do("take", number)
    error = error_of(tree)
    assert status == 409 and error["error-app-tag"] == "refused-by-policy"
    assert "P9: take is refused while the case is closed" in error["error-message"]


def test_a_key_counts_once(desk):
    number = desk.open_case()
    for _ in range(3):
        assert desk.do("note", number, key="k-1", text="once")[0] == 200
    assert sum(e.get("text") == "once" for e in desk.case(number)["entry"]) == 1
    status, tree = desk.do("take", number, key="k-1")
    assert status == 409 and "k-1" in error_of(tree)["error-message"]
    # The key outlives the process.
    desk.process.send_signal(signal.SIGTERM)
    desk.process.wait(40)
    desk.start()
    assert desk.do("note", number, key="k-1", text="once")[0] == 200
    assert sum(e.get("text") == "once" for e in desk.case(number)["entry"]) == 1


@pytest.mark.parametrize("body,says", [
    ("", None), ("{", None), ("[]", None), ("7", None), ("null", None), ("\xff\xfe", None),
    ({"vigie-cases:input": {}}, "case"), ({"vigie-cases:input": {"case": "x"}}, "case"),
    ({"vigie-cases:input": {"case": "2026-000001", "text": "t"}}, "idempotency-key"),
    ({"vigie-cases:input": {"case": "2026-000001", "idempotency-key": "k"}}, "text"),
    ({"vigie-cases:input": {"case": "2026-000001", "idempotency-key": "k", "text": "t",
                            "colour": "blue"}}, "colour"),
    ({"vigie-cases:input": {"case": "2026-000001", "idempotency-key": "k" * 65, "text": "t"}},
     "idempotency-key"),
    ({"vigie-cases:input": {"case": "2026-000001", "idempotency-key": "k", "text": "t",
                            "at": "yesterday"}}, "at"),
    ({"wrong:input": {}}, None), ("[" * 100000, None)])
def test_a_wrong_input_is_told(desk, body, says):
    if isinstance(body, str):
        body = body.encode("latin-1")
    answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-cases:note", body)
    assert answer.status == 400, (answer.status, tree)
    message = error_of(tree)["error-message"]
    assert message and (says is None or says in message), message
    assert desk.ask("GET", CASES)[0].status == 200


def test_when_it_happened(desk):
    number = desk.open_case()
    for at, says in (("2099-01-01T00:00:00Z", "future"),
                     ("2020-01-01T00:00:00Z", "7 days")):
        status, tree = desk.do("note", number, "claire", text="t", at=at)
        assert status == 409 and says in error_of(tree)["error-message"], tree
    status, tree = desk.do("note", number, "marc", text="t", at="2020-01-01T00:00:00Z")
    assert status == 409 and "before it was opened" in error_of(tree)["error-message"], tree


def test_roles_and_proxies(desk):
    number = desk.open_case()
    status, tree = desk.do("take", number, "vera")
    assert status == 403 and "viewer" in error_of(tree)["error-message"], tree
    assert desk.ask("GET", CASES, Vigie_User="vera")[0].status == 200
    for name in ("nobody", "", "claire\tx"):
        answer, tree = desk.ask("GET", CASES, Vigie_User=name)
        assert answer.status == 403, (name, tree)
    assert "owner" not in desk.case(number)


def test_a_peer_that_is_no_proxy(tmp_path):
    desk = Desk(tmp_path, [{"name": "claire", "role": "noc", "uid": os.getuid()},
                           {"name": "marc", "role": "manager"}])
    try:
        for name in ("marc", "claire"):
            answer, tree = desk.ask("GET", CASES, Vigie_User=name)
            assert answer.status == 403 and "proxy" in error_of(tree)["error-message"]
        assert desk.ask("GET", CASES)[0].status == 200
    finally:
        desk.stage.stop()


def test_a_peer_that_is_nobody(tmp_path):
    desk = Desk(tmp_path, [{"name": "claire", "role": "noc", "uid": os.getuid() + 1}])
    try:
        answer, tree = desk.ask("GET", CASES)
        assert answer.status == 403 and str(os.getuid()) in error_of(tree)["error-message"]
        done = desk.vigie("queue")
        assert done.returncode == 1 and "no user of the tree" in done.stderr
    finally:
        desk.stage.stop()


def test_while_no_user_is_set(tmp_path):
    desk = Desk(tmp_path, [])
    try:
        assert desk.do("take", desk.open_case())[0] == 200
        assert desk.cases()[0]["owner"] == "admin"
    finally:
        desk.stage.stop()


def test_a_changed_file_is_a_revision(desk):
    """R9: SIGHUP reads FILE; a changed one is a revision, a wrong one is not taken."""
    config = desk.stage.folder / "collector.json"
    assert desk.revision_of(desk.open_case("ne-7")) == 1
    desk.process.send_signal(signal.SIGHUP)
    story.wait_for("the same again", lambda: desk.log().count("read again") == 1, 10)
    assert desk.revision_of(desk.open_case("ne-8")) == 1
    desk.tree["vigie-collector:collector"]["user"][0]["role"] = "viewer"
    before = desk.write_tree().read_bytes()
    desk.process.send_signal(signal.SIGHUP)
    story.wait_for("the new tree", lambda: desk.log().count("read again") == 2, 10)
    number = desk.open_case("ne-9")
    assert desk.revision_of(number) == 2
    assert desk.do("take", number)[0] == 403
    done = desk.vigie("case", "take", number)
    assert done.returncode == 1 and "viewer" in done.stderr
    config.write_text("{}")
    desk.process.send_signal(signal.SIGHUP)
    story.wait_for("the refusal", lambda: "not taken" in desk.log(), 10)
    assert desk.do("take", number)[0] == 403
    assert config.read_text() == "{}" and before
    desk.stage.stop()
    rows = desk.rows("SELECT id, door, who, diff FROM revision ORDER BY id")
    assert [row[:3] for row in rows] == [(1, "file", "vigie"), (2, "file", "vigie")]
    assert "role" in rows[1][3] and "viewer" in rows[1][3] and "ne-7" not in rows[1][3], rows[1]
    told = [row[0] for row in desk.rows("SELECT kind FROM happening ORDER BY id")]
    assert told.count("tree-changed") == 2 and "target-started" in told


# --- malformed HTTP ----------------------------------------------------------------------------

@pytest.mark.parametrize("octets,status", [
    (b"\x00\x01\x02\x03\r\n\r\n", None), (b"GET\r\n\r\n", None),
    (b"GET / HTTP/9.9\r\n\r\n", None), (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", None),
    (b"GET /restconf/data HTTP/1.1\r\nHost: v\r\nX: " + b"a" * 40000 + b"\r\n\r\n", None),
    (b"GET /" + b"a" * 40000 + b" HTTP/1.1\r\nHost: v\r\n\r\n", None),
    (b"POST /restconf/operations/vigie-cases:note HTTP/1.1\r\nHost: v\r\n"
     b"Content-Type: application/yang-data+json\r\nContent-Length: -1\r\n\r\n", None),
    (b"POST /restconf/operations/vigie-cases:note HTTP/1.1\r\nHost: v\r\n"
     b"Content-Type: application/yang-data+json\r\nContent-Length: 99999999\r\n\r\n{}", 413),
    (b"POST /restconf/operations/vigie-cases:note HTTP/1.1\r\nHost: v\r\n"
     b"Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", 415)])
def test_malformed_requests(desk, octets, status):
    said = desk.raw(octets)
    line = said.split(b"\r\n", 1)[0]
    assert b" 200 " not in line, said[:200]
    if status:
        assert str(status).encode() in line, said[:200]
    assert desk.ask("GET", CASES)[0].status == 200
    desk.stage.check_alive()


@pytest.mark.parametrize("size", [26_000_000, 1 << 26])
def test_a_body_too_large(desk, size):
    body = {"vigie-cases:input": {"case": "2026-000001", "idempotency-key": "k",
                                  "text": "x" * size}}
    said = desk.raw(b"POST /restconf/operations/vigie-cases:note HTTP/1.1\r\nHost: v\r\n"
                    b"Content-Type: application/yang-data+json\r\nContent-Length: %d\r\n\r\n"
                    % len(json.dumps(body)) + json.dumps(body).encode())
    assert b" 413 " in said.split(b"\r\n", 1)[0], said[:200]
    # Up to twice the limit we answer ourselves; libevent beyond.
    assert b"too-big" in said or size > 50_000_000, said
    assert desk.ask("GET", CASES)[0].status == 200


# --- the event stream --------------------------------------------------------------------------

def test_the_stream_resumes(desk):
    first = Stream(desk.socket)
    story.wait_for("the stream", lambda: b"text/event-stream" in first.headers, 10)
    number = desk.open_case("ne-7")
    story.wait_for("the case", lambda: "case-opened" in first.kinds(), 10)
    first.close()
    last, opened = next((n, e) for n, e in first.events if e["kind"] == "case-opened")
    assert opened["case"] == number and opened["sequence"] in (last, str(last))
    # Two things happen while nobody listens; both are told again, in order, once.
    desk.do("take", number)
    desk.open_case("ne-8")
    second = Stream(desk.socket, last)
    story.wait_for("what was missed", lambda: "case-opened" in second.kinds(), 10)
    desk.do("note", number, text="live")
    story.wait_for("what is new", lambda: second.kinds().count("case-changed") >= 2, 10)
    second.close()
    ids = [n for n, _ in second.events]
    assert ids == list(range(last + 1, last + 1 + len(ids))), ids


def test_a_stream_from_a_wrong_id(desk):
    desk.open_case()
    for last in ("x", "-1", "99999999999999999999999"):
        said = Stream(desk.socket, last)
        story.wait_for("an answer", lambda s=said: b"\r\n" in s.headers, 10)
        said.close()
    assert desk.ask("GET", CASES)[0].status == 200


def test_watch(desk):
    number = desk.open_case()
    desk.do("take", number)
    for since in ("0", "1"):
        done = desk.vigie("watch", "--since", since, "--count", "2")
        assert done.returncode == 0 and len(done.stdout.splitlines()) == 2, done.stderr
    done = desk.vigie("watch", "--since", "1", "--count", "2", "--json")
    for line in done.stdout.splitlines():
        assert "ietf-restconf:notification" in json.loads(line)
    assert len(done.stdout.splitlines()) == 2
    done = desk.vigie("watch", "--for", "1")
    assert done.returncode == 0, done.stderr


def test_watch_goes_on_over_a_restart(desk):
    number = desk.open_case()
    log = desk.stage.folder / "watch.log"
    with open(log, "w") as out:
        watch = subprocess.Popen([str(BUILD / "vigie"), "--socket", str(desk.socket), "watch",
                                  "--json", "--since", "0"], stdout=out, stderr=out,
                                 stdin=subprocess.DEVNULL)
    try:
        story.wait_for("what was before", lambda: "case-opened" in story.whole_lines(log), 20)
        desk.process.kill()
        desk.process.wait()
        desk.start()
        assert desk.do("note", number, text="after")[0] == 200
        story.wait_for("what came after", lambda: "case-changed" in story.whole_lines(log), 20)
        ids = [int(json.loads(line)["ietf-restconf:notification"]["vigie-cases:vigie-event"]
                   ["sequence"]) for line in story.whole_lines(log).splitlines()]
        # A start leaves numbers out, and gives none twice.
        steps = {after - before for before, after in zip(ids, ids[1:])}
        assert ids[0] == 1 and 1 in steps and len(steps) == 2 and min(steps) == 1, ids
        assert watch.poll() is None
        desk.process.send_signal(signal.SIGTERM)
        assert watch.wait(30) == 5
    finally:
        if watch.poll() is None:
            watch.terminate()
        watch.wait(40)


# --- the command -------------------------------------------------------------------------------

READS = (["queue"], ["queue", "--mine"], ["queue", "--unowned"], ["alarm", "list"],
         ["alarm", "list", "--all"], ["device", "list"], ["device", "show", "ne-7"],
         ["agent", "list"])


def test_every_command_reads(desk):
    number = desk.open_case()
    short = str(int(number.split("-")[1]))
    for words in (*READS, ["case", "show", number], ["case", "show", short]):
        table = desk.vigie(*words)
        assert table.returncode == 0 and table.stdout.strip() and not table.stderr, words
        assert "\x1b" not in table.stdout, words
        if words != ["queue", "--mine"] and words[0] != "agent":
            assert "ne-7" in table.stdout, (words, table.stdout)
        answer = desk.vigie(*words, "--json")
        assert answer.returncode == 0 and json.loads(answer.stdout), words
        assert json.loads(desk.vigie("--json", *words).stdout), words
    page = desk.vigie("case", "show", number).stdout
    for word in (number, "client-told", "clinique-a", "c-2026-7", "possible"):
        assert word in page, page


def test_every_command_acts(desk):
    number = desk.open_case()
    for words, says in ((["take"], "in-hand"), (["note", "--text", "seen"], "note"),
                        (["reply", "--text=told"], "reply"),
                        (["close", "--cause", "feed", "--cure", "plugged"], "closed")):
        done = desk.vigie("case", words[0], number, *words[1:])
        assert done.returncode == 0 and number in done.stdout and says in done.stdout, done
    number = desk.open_case("ne-8")
    for words in (["take"], ["note", "--text", "seen"], ["reply", "--text", "told"],
                  ["close", "--cause", "feed", "--cure", "plugged"]):
        done = desk.vigie("case", *words, number, "--json")
        assert json.loads(done.stdout)["vigie-cases:output"]["case"] == number, done
    done = desk.vigie("case", "note", number, "--text", "again", "--key", "k-7")
    done = desk.vigie("case", "note", number, "--text", "again", "--key", "k-7")
    assert done.returncode == 0
    assert sum(e.get("text") == "again" for e in desk.case(number)["entry"]) == 1


@pytest.mark.parametrize("words,code,says", [
    ([], 2, "say what"), (["dance"], 2, "dance"), (["privacy"], 2, "find, export"),
    (["case", "dance", "1"], 2, "dance"), (["case", "show"], 2, "CASE"),
    (["case", "show", "x"], 2, "'x'"), (["case", "show", "1", "2"], 2, "too many"),
    (["case", "note", "1"], 2, "--text"), (["case", "close", "1"], 2, "--cause"),
    (["case", "close", "1", "--cause", "x"], 2, "--cure"), (["queue", "--cause", "x"], 2,
                                                            "--cause"),
    (["queue", "--colour"], 2, "--colour"), (["queue", "-x"], 2, "-x"),
    (["watch", "--count", "0"], 2, "--count"), (["watch", "--for", "x"], 2, "--for"),
    (["case", "note", "1", "--text", "t", "--at", "noon"], 2, "noon"),
    (["case", "note", "1", "--text", ""], 2, "--text is empty"),
    (["case", "note", "1", "--text", "a\x1b[2J"], 2, "control character 0x1B"),
    (["case", "show", "999999"], 3, "999999"), (["device", "show", "none"], 3, "none"),
    (["case", "take", "999999"], 3, "999999")])
def test_wrong_words(desk, words, code, says):
    done = desk.vigie(*words)
    assert done.returncode == code and says in done.stderr, (done.returncode, done.stderr)
    assert done.stderr.startswith("vigie: ") and not done.stdout
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_refused_by_policy_is_exit_4(desk):
    number = desk.open_case()
    desk.vigie("case", "close", number, "--cause", "feed", "--cure", "plugged")
    done = desk.vigie("case", "take", number)
    assert done.returncode == 4 and "P9: take is refused" in done.stderr, done
    done = desk.vigie("case", "take", number, "--json")
    assert done.returncode == 4, done
    assert error_of(json.loads(done.stdout))["error-app-tag"] == "refused-by-policy"
    # A cause or cure that says nothing is none.
    number = desk.open_case("ne-8")
    done = desk.vigie("case", "close", number, "--cause", "", "--cure", "plugged")
    assert done.returncode == 2 and "--cause is empty" in done.stderr, done
    assert desk.case(number)["state"] == "new"


def test_colour_only_on_a_terminal(desk):
    desk.open_case()

    def on_terminal(**env):
        master, slave = pty.openpty()
        done = subprocess.run([str(BUILD / "vigie"), "--socket", str(desk.socket), "queue"],
                              stdout=slave, stderr=slave, stdin=subprocess.DEVNULL, timeout=30,
                              env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"},
                                   "TERM": "xterm", **env})
        os.close(slave)
        said = b""
        try:
            while True:
                said += os.read(master, 65536)
        except OSError:
            pass
        os.close(master)
        assert done.returncode == 0
        return said
    assert b"\x1b[" in on_terminal()
    assert b"\x1b[" not in on_terminal(NO_COLOR="1")


# --- a collector that is not itself ------------------------------------------------------------

def answer_once(path, octets):
    """A server that says these octets to one client."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen(4)

    def serve():
        for _ in range(2):  # the integrator's zone may be asked for first
            try:
                link, _ = listener.accept()
            except OSError:
                return
            with link:
                head_of(link)
                link.sendall(octets)
    threading.Thread(target=serve, daemon=True).start()
    return listener


@pytest.mark.parametrize("octets,code", [
    (b"HTTP/1.1 503 Later\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 75),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nnot", 1),
    (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 1)])
def test_an_odd_answer(tmp_path, octets, code):
    path = tmp_path / "odd.sock"
    listener = answer_once(path, octets)
    done = subprocess.run([str(BUILD / "vigie"), "--socket", str(path), "queue"],
                          capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
    listener.close()
    assert done.returncode == code and done.stderr.startswith("vigie: "), done


def test_nobody_is_exit_5(tmp_path):
    for words in (*READS, ["case", "take", "1"], ["watch"]):
        done = subprocess.run([str(BUILD / "vigie"), *words, "--socket",
                               str(tmp_path / "none.sock")], capture_output=True, text=True,
                              timeout=30, stdin=subprocess.DEVNULL)
        assert done.returncode == 5 and "none.sock" in done.stderr, (words, done)
