"""Who somebody is: pass phrases and sessions, tokens; and what must not be found out or forged.

Test number 124 (127.1.124.0/24).
"""
import hashlib
import http.client
import json
import os
import re
import statistics
import subprocess
import threading
import time
from pathlib import Path

import pytest

from noc import BUILD, CASES, DATA, OPERATIONS, error_of
from webdesk import USERS, Web, wait

NET = "127.1.124"
PHRASE = "correct horse battery"


@pytest.fixture
def web(tmp_path):
    # The command runs as our uid, which is the proxy's: it speaks for an administrator by Vigie-User.
    made = Web(tmp_path, net=NET)
    yield made
    made.stop()


def set_phrase(web, user, phrase=PHRASE):
    """As vigie user passwd does, in an administrator's name."""
    salt = os.urandom(16)
    made = hashlib.scrypt(phrase.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32)
    body = {"vigie-cases:input": {"user": user, "idempotency-key": os.urandom(8).hex(),
                                  "hash": f"$scrypt$ln=15,r=8,p=1${salt.hex()}${made.hex()}"}}
    answer, tree = web.desk.ask("POST", f"{OPERATIONS}/vigie-cases:user-passwd", body,
                                Vigie_User="root")
    assert answer.status == 200, tree


def add_token(web, user, **more):
    token = "vgt_" + os.urandom(32).hex()
    body = {"vigie-cases:input": {"user": user, "idempotency-key": os.urandom(8).hex(),
                                  "digest": hashlib.sha256(token.encode()).hexdigest(), **more}}
    answer, tree = web.desk.ask("POST", f"{OPERATIONS}/vigie-cases:token-add", body,
                                Vigie_User="root")
    assert answer.status == 200, tree
    return token


def log_in(web, user="claire", phrase=PHRASE, **headers):
    answer, tree = web.ask("POST", "/login", json.dumps({"user": user, "password": phrase}),
                           Content_Type="application/json", **headers)
    cookie = answer.getheader("Set-Cookie")
    return answer, tree, cookie.split(";")[0] if cookie else None


def test_a_session(web):
    set_phrase(web, "claire")
    answer, tree, cookie = log_in(web)
    assert answer.status == 200 and tree["user"] == "claire"
    field = answer.getheader("Set-Cookie")
    assert re.match(r"vigie=[0-9a-f]{64}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict$", field)
    answer, _ = web.ask("GET", CASES, Cookie=cookie)
    assert (answer.status, answer.getheader("Vigie-User")) == (200, "claire")
    assert web.ask("GET", "/session", Cookie=cookie)[1] == {"user": "claire", "by": "session"}
    # Orders need a page of ours, or a field that no foreign page can add.
    number = web.desk.open_case()
    body = {"vigie-cases:input": {"case": number, "idempotency-key": "k"}}
    path = f"{OPERATIONS}/vigie-cases:take"
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"},
                    {"Origin": "http://evil.example", "Vigie_Request": "1"},
                    {"Origin": f"https://{web.host}:{web.port}"}):
        assert web.ask("POST", path, body, Cookie=cookie, **headers)[0].status == 403, headers
    assert web.ask("POST", path, body, Cookie=cookie, Vigie_Request="1")[0].status == 200
    assert web.desk.case(number)["owner"] == "claire"
    # Neither a wrong identifier nor two of them are a session.
    name, value = cookie.split("=")
    for wrong in (f"{name}={'0' * 64}", f"{name}={value[:-1]}", f"{cookie}; {cookie}", f"x{cookie}",
                  f"__Host-{cookie}", f"{name}={value.upper()}"):
        assert web.ask("GET", CASES, Cookie=wrong)[0].status == 401, wrong
    assert web.ask("POST", "/logout", Cookie=cookie)[0].status == 403
    answer, _ = web.ask("POST", "/logout", Cookie=cookie, Vigie_Request="1")
    assert answer.status == 204 and "Max-Age=0" in answer.getheader("Set-Cookie")
    assert web.ask("GET", CASES, Cookie=cookie)[0].status == 401


def test_another_pass_phrase_ends_sessions(web):
    for user in ("claire", "marc"):
        set_phrase(web, user)
    first, second, other = log_in(web)[2], log_in(web)[2], log_in(web, "marc")[2]
    set_phrase(web, "claire", "another pass phrase")
    third = log_in(web, phrase="another pass phrase")[2]
    wait("their end", lambda: web.ask("GET", CASES, Cookie=first)[0].status == 401)
    assert web.ask("GET", CASES, Cookie=second)[0].status == 401
    # Who logged in with the new one stays, and who has nothing to do with it.
    assert web.ask("GET", CASES, Cookie=third)[0].status == 200
    assert web.ask("GET", CASES, Cookie=other)[0].status == 200
    # Nobody is put out while the collector is away.
    web.collector.kill()
    web.collector.wait(20)
    looks = time.monotonic() + 12
    wait("a look", lambda: time.monotonic() > looks and
         web.ask("GET", CASES, Cookie=other)[0].status == 503)
    web.desk.start()
    wait("the collector", lambda: web.ask("GET", CASES, Cookie=other)[0].status == 200)
    body = {"vigie-cases:input": {"user": "marc", "idempotency-key": "f"}}
    assert web.desk.ask("POST", f"{OPERATIONS}/vigie-cases:user-forget", body,
                        Vigie_User="root")[0].status == 200
    wait("its end", lambda: web.ask("GET", CASES, Cookie=other)[0].status == 401)


def test_a_log_in_is_read_strictly(web):
    set_phrase(web, "claire", "a&b=c d+é" + "x" * 10)
    form = "user=claire&password=a%26b%3Dc+d%2B%C3%A9" + "x" * 10
    kind = "application/x-www-form-urlencoded"
    assert web.ask("POST", "/login", form, Content_Type=kind)[0].status == 200
    own = f"http://{web.host}:{web.port}"
    assert web.ask("POST", "/login", form, Content_Type=kind, Origin=own)[0].status == 200
    assert web.ask("POST", "/login", form, Content_Type=kind,
                   Origin="http://evil.example")[0].status == 403
    js = "application/json"
    for status, body, kind in (
            (415, form, "text/plain"), (415, "{}", "application/jsonx"), (400, "", js),
            (400, "[]", js), (400, '{"user": "claire"}', js), (400, '{"user": 1, "password": "x"}', js),
            (400, '{"user": "claire", "password": "a", "password": "b"}', js),
            (400, '{"user": "claire", "password": "a", "role": "admin"}', js),
            (400, '{"user": "a/../b", "password": "a"}', js),
            (400, '{"user": "a\\r\\nX: y", "password": "a"}', js),
            (400, '{"user": "claire", "password": "a\\u0000b"}', js),
            (400, json.dumps({"user": "claire", "password": "x" * 300}), js),
            (400, '{"user": ' + "[" * 3000, js), (413, " " * 5000, js)):
        answer, tree = web.ask("POST", "/login", body, Content_Type=kind)
        assert answer.status == status and error_of(tree), (status, body, answer.status)
    answer, _ = web.ask("GET", "/login")
    assert answer.status == 405 and answer.getheader("Allow") == "POST"


def test_who_is_known_is_not_told(web):
    """A wrong phrase, a user without one, and nobody: the same answer after the same work."""
    set_phrase(web, "claire")
    took, answers = {}, set()
    for round_ in range(5):
        for user in ("claire", "marc", "nobody"):
            begun = time.monotonic()
            answer, tree, cookie = log_in(web, user, f"wrong phrase {round_}")
            if answer.status == 429:
                continue
            took.setdefault(user, []).append(time.monotonic() - begun)
            answers.add((answer.status, json.dumps(tree), cookie))
    assert len(answers) == 1 and answers.pop()[0] == 401
    medians = {user: statistics.median(times) for user, times in took.items()}
    assert max(medians.values()) < 4 * min(medians.values()), medians


def test_failures_make_wait(web):
    set_phrase(web, "claire")
    statuses = [log_in(web, "claire", "wrong phrase")[0].status for _ in range(5)]
    assert statuses[:4] == [401] * 4 and statuses[4] == 429
    answer, tree, _ = log_in(web)
    assert answer.status == 429 and int(answer.getheader("Retry-After")) >= 1
    # Whoever is no proxy cannot say that he is somebody else.
    assert log_in(web, "vera", "wrong phrase", X_Forwarded_For="192.0.2.77")[0].status == 401
    assert "192.0.2.77" not in web.log() and f"{NET}.2: log-in of vera refused" in web.log()
    # Another user is not kept waiting by it, nor is this one for long.
    set_phrase(web, "marc")
    assert log_in(web, "marc")[0].status == 200
    wait("the wait's end", lambda: log_in(web)[0].status == 200)


def test_the_loop_waits_for_no_comparison(web):
    """While pass phrases are compared others are answered: more answers than log-ins, by far."""
    set_phrase(web, "claire")
    links = [web.link() for _ in range(8)]
    for i, link in enumerate(links):
        body = json.dumps({"user": f"user-{i}", "password": "wrong phrase"})
        link.sendall(f"POST /login HTTP/1.1\r\nHost: v\r\nContent-Type: application/json\r\n"
                     f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
        link.setblocking(False)
    answered, waiting, said = 0, set(links), dict.fromkeys(links, b"")
    while waiting:
        assert web.by_proxy("claire", "GET", "/session")[0].status == 200
        answered += 1
        for link in list(waiting):
            try:
                more = link.recv(4096)
                said[link] += more
                if b"\r\n" in said[link] or not more:
                    assert b"401" in said[link], said[link]
                    waiting.discard(link)
            except BlockingIOError:
                pass
    for link in links:
        link.close()
    print(answered, 'answers while', len(links), 'pass phrases were compared')
    assert answered > 3 * len(links), answered


def test_a_child_that_dies_is_replaced(web):
    set_phrase(web, "claire")
    assert log_in(web)[0].status == 200

    def children():
        """Who says of himself that vigie-web is his parent."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = path.read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(words[1]) == web.process.pid and words[0] != "Z":
                found.append(path.parent.name)
        return found

    assert len(children()) == 1
    first = int(children()[0])
    # It has none of what its parent holds: three streams and nothing else.
    assert sorted(os.listdir(f"/proc/{first}/fd")) == ["0", "1", "2"]
    os.kill(first, 9)
    wait("its end", lambda: "has ended" in web.log())
    assert log_in(web)[0].status == 200
    assert children() and int(children()[0]) != first


def test_tokens(web):
    token = add_token(web, "marc", label="wallboard")
    bearer = {"Authorization": f"Bearer {token}"}
    answer, _ = web.ask("GET", CASES, **bearer)
    assert (answer.status, answer.getheader("Vigie-User")) == (200, "marc")
    assert web.ask("GET", "/session", **bearer)[1] == {"user": "marc", "by": "token"}
    # A script has no origin, and no cookie that could be ridden on.
    number = web.desk.open_case()
    body = {"vigie-cases:input": {"case": number, "idempotency-key": "k"}}
    assert web.ask("POST", f"{OPERATIONS}/vigie-cases:take", body, **bearer)[0].status == 200
    for wrong in (token[:-1], token.upper(), "vgt_", hashlib.sha256(token.encode()).hexdigest()):
        answer, tree = web.ask("GET", CASES, Authorization=f"Bearer {wrong}")
        assert answer.status == 401 and answer.getheader("WWW-Authenticate"), wrong
    assert web.ask("GET", CASES, Authorization="Basic bWFyYzp4")[0].status == 401
    # A wrong token is not made good by what comes beside it.
    set_phrase(web, "claire")
    cookie = log_in(web)[2]
    assert web.ask("GET", CASES, Authorization="Bearer vgt_none", Cookie=cookie)[0].status == 401
    # Revoked, it proves nothing after the few seconds that it is remembered.
    _, tree = web.desk.ask("GET", f"{DATA}/vigie-cases:tokens", Vigie_User="root")
    entry = tree["vigie-cases:tokens"]["token"][0]
    assert entry["user"] == "marc" and entry["label"] == "wallboard" and "digest" not in entry
    body = {"vigie-cases:input": {"token": entry["id"], "idempotency-key": "r"}}
    assert web.desk.ask("POST", f"{OPERATIONS}/vigie-cases:token-revoke", body,
                        Vigie_User="root")[0].status == 200
    wait("its end", lambda: web.ask("GET", CASES, **bearer)[0].status == 401)


def test_what_proves_users_is_the_doors_alone(web):
    set_phrase(web, "claire")
    log_in_of = f"{DATA}/vigie-cases:log-in/phrase=claire"
    # In its own name the proxy gets it, in nobody else's and nobody else; not all at once.
    answer, tree = web.desk.ask("GET", log_in_of)
    assert answer.status == 200 and tree["vigie-cases:phrase"][0]["hash"].startswith("$scrypt$")
    assert web.desk.ask("GET", log_in_of, Vigie_User="root")[0].status == 403
    assert web.by_proxy("root", "GET", log_in_of)[0].status == 403
    assert web.desk.ask("GET", f"{DATA}/vigie-cases:log-in")[0].status in (403, 404)
    assert "scrypt" not in json.dumps(web.desk.ask("GET", "/restconf/data")[1])
    # Whose it is not changes nothing, nor does anybody from afar.
    body = {"vigie-cases:input": {"user": "claire", "digest": "0" * 64, "idempotency-key": "k"}}
    path = f"{OPERATIONS}/vigie-cases:token-add"
    for user in ("vera", "marc", "claire"):
        assert web.by_proxy(user, "POST", path, body)[0].status == 403, user
    assert web.by_proxy("root", "POST", path, body)[0].status == 200
    # Tokens of others are not shown.
    assert not web.by_proxy("vera", "GET", f"{DATA}/vigie-cases:tokens")[1].get(
        "vigie-cases:tokens", {}).get("token")


def test_no_secret_is_anywhere(web):
    set_phrase(web, "claire")
    token = add_token(web, "marc")
    cookie = log_in(web)[2]
    log_in(web, "claire", "a wrong secret")
    web.ask("GET", CASES, Authorization=f"Bearer {token}")
    web.ask("GET", CASES, Cookie=cookie)
    web.collector.terminate()
    web.collector.wait(20)
    secrets = [PHRASE, "a wrong secret", token, cookie.split("=")[1]]
    for path in web.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in secrets:
                assert secret.encode() not in content, (path, secret)
    # Nor does a recording, or the audit, have the hashes.
    rows = web.desk.rows("SELECT hash FROM login_phrase")
    assert len(rows) == 1
    for table in ("audit", "act", "mark_row", "idempotency"):
        assert rows[0][0] not in repr(web.desk.rows(f"SELECT * FROM {table}")), table
    audit = web.desk.rows("SELECT who, what, object, result FROM audit")
    assert ("web", "log-in", "claire", "asked") in audit
    assert ("root", "user-passwd", "claire", "set") in audit


def test_the_command(tmp_path):
    """vigie user, as the administrator whose uid is ours."""
    users = [{"name": "boss", "role": "admin", "uid": os.getuid(), "proxy": True}, *USERS[1:]]
    web = Web(tmp_path, net=NET, users=users)
    try:
        def vigie(*words, text=""):
            return subprocess.run([str(BUILD / "vigie"), "--socket", str(web.desk.socket), *words],
                                  input=text, capture_output=True, text=True, timeout=60)

        assert vigie("user", "passwd", "claire", text="short\n").returncode == 2
        assert vigie("user", "passwd", "nobody", text=PHRASE + "\n").returncode == 3
        done = vigie("user", "passwd", "claire", text=PHRASE + "\n")
        assert done.returncode == 0, done.stderr
        assert log_in(web)[0].status == 200
        done = vigie("user", "token", "add", "claire", "--text", "a script", "--until", "2099-01-01T00:00")
        assert done.returncode == 0, done.stderr
        token = done.stdout.strip()
        assert re.fullmatch("vgt_[0-9a-f]{64}", token)
        assert web.ask("GET", CASES, Authorization=f"Bearer {token}")[0].status == 200
        shown = vigie("user", "token", "list").stdout
        assert "claire" in shown and "a script" in shown and token not in shown
        number = re.search(r"^ *(\d+) ", shown.splitlines()[-1]).group(1)
        assert vigie("user", "token", "revoke", number).returncode == 0
        assert vigie("user", "token", "revoke", number).returncode == 3
        assert vigie("user", "token", "dance").returncode == 2
        assert vigie("user", "forget", "claire").returncode == 0
        assert log_in(web)[0].status == 401
    finally:
        web.stop()


def test_a_door_that_is_killed_leaves_no_half_order(web):
    """kill -9 amid orders: each is carried out whole or not at all, once, and the next door goes on."""
    number = web.desk.open_case()
    bearer = {"Authorization": f"Bearer {add_token(web, 'marc')}"}
    set_phrase(web, "claire")
    cookie = log_in(web)[2]
    keys, threads = [f"key-{i}" for i in range(40)], []

    def order(key):
        try:
            web.ask("POST", f"{OPERATIONS}/vigie-cases:note", note_of(number, key), **bearer)
        except (OSError, http.client.HTTPException):
            pass

    for i, key in enumerate(keys):
        threads.append(threading.Thread(target=order, args=(key,)))
        threads[-1].start()
        if i == 30:
            web.process.kill()
    for thread in threads:
        thread.join(30)
    web.process.wait(20)
    assert web.desk.ask("GET", CASES, Vigie_User="claire")[0].status == 200
    web.start()
    # Told again with their keys, all are there once.
    for key in keys:
        answer, tree = web.ask("POST", f"{OPERATIONS}/vigie-cases:note", note_of(number, key),
                               **bearer)
        assert answer.status == 200, tree
    case = web.by_proxy("claire", "GET", f"{CASES}/case={number}")[1]["vigie-cases:case"][0]
    texts = [e.get("text") for e in case["entry"] if e.get("text") in keys]
    assert sorted(texts) == sorted(keys)
    # Tokens are the collector's, sessions were the door's.
    assert web.ask("GET", CASES, Cookie=cookie)[0].status == 401


def note_of(number, key):
    return {"vigie-cases:input": {"case": number, "idempotency-key": key, "text": key}}


def test_a_log_out_ends_streams(web):
    set_phrase(web, "claire")
    cookie = log_in(web)[2]
    link = web.link()
    link.sendall(f"GET /restconf/streams/vigie HTTP/1.1\r\nHost: v\r\nCookie: {cookie}\r\n\r\n".encode())
    said = b""
    while b":\n\n" not in said:
        said += link.recv(4096)
    assert said.startswith(b"HTTP/1.1 200")
    assert web.ask("POST", "/logout", Cookie=cookie, Vigie_Request="1")[0].status == 204
    link.settimeout(20)
    while link.recv(4096):
        pass
    link.close()
