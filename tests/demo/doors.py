#!/usr/bin/python3
"""make doors: what yangcli, ncclient, OpenSSH and curl ask the doors, and what they are answered, whole.

Starts a collector, vigie-web with TLS before it and an sshd whose subsystem is vigie-netconf, all in a
folder of its own on 127.1.126.0/24, and plays the sessions of doorsteps.py; then the examples of
docs/INTERFACES.md, as they stand there.  Ends with `N steps, N of them negative` and
`N passed, N failed`.  Needs root: users of its own.

  doors.py --build build/release [--only yangcli|ncclient|openssh|curl|docs]
"""
import argparse
import os
import re
import subprocess
import sys
import textwrap
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NET = "127.1.126"
sys.path[:0] = [str(ROOT / "tests/integration"), str(ROOT / "tests/demo")]
import doorsteps  # noqa: E402  pylint: disable=wrong-import-position

DOCS = ROOT / "docs/INTERFACES.md"
EXAMPLE = re.compile(r"^```(sh|python) example\n(.*?)^```$", re.M | re.S)
HOLDS = re.compile(r"^# => (.*)$", re.M)


class Stand:
    """The doors, and what the steps need."""

    def __init__(self):
        import ncdoor  # pylint: disable=import-outside-toplevel
        import test_web_login  # pylint: disable=import-outside-toplevel
        import webdesk  # pylint: disable=import-outside-toplevel
        import yangcli  # pylint: disable=import-outside-toplevel
        self.door = ncdoor.NcDoor()
        self.ncdoor, self.case = ncdoor, self.door.desk.open_case("ne-7")
        self.door.sshd(f"{NET}.1")
        self.web = webdesk.Web(self.door.desk.stage.folder, tls=True, net=NET, desk=self.door.desk)
        self.url = f"https://{self.web.host}:{self.web.port}"
        self.tokens = {user: test_web_login.add_token(self.web, user) for user in ncdoor.USERS
                       if user != "otto"}
        self.yangcli = yangcli.Yangcli(self.door)
        self.key, self.etag = "", ""

    def env(self, user="alice"):
        return {**os.environ, "DOOR": self.url, "CA": str(self.web.folder / "ca.pem"),
                "TOKEN": self.tokens.get(user, ""), "NC_HOST": self.door.host,
                "NC_PORT": str(self.door.port), "NC_KEY": str(self.door.folder / "user"),
                "NC_USER": user, "YANGCLI": " ".join(map(str, self.yangcli.words)),
                "MODULES": str(self.yangcli.home / "modules"), "CASE": self.case}

    def fill(self, text):
        """A request with its placeholders replaced."""
        before, made = self.key, text
        if "{key}" in text:
            self.key = uuid.uuid4().hex
        for name, value in (("{key-before}", before), ("{key}", self.key), ("{case}", self.case),
                            ("{etag}", self.etag)):
            made = made.replace(name, value)
        return made.replace("{{", "{").replace("}}", "}")

    def end(self):
        self.door.end()


def judge(kind, text, expected, holds):
    """What is wrong with an answer; "" when nothing is."""
    if kind != expected:
        return f"expected {expected}, came {kind}"
    return "" if holds in text else f"expected in it: {holds}"


# --- the clients: each yields (request, kind, answer) for the steps of a session -------------------
def by_yangcli(stand, user, rows):
    commands = [stand.fill(row[0]) for row in rows]
    replies = stand.yangcli.run(*commands, user=user)
    for command, reply in zip(commands, replies):
        kind = {"OK": "ok", "Data": "data"}.get(reply.kind) or reply.field("error-tag") or "nothing"
        yield command, kind, reply.text
    for command in commands[len(replies):]:
        yield command, "nothing", "the script has ended"


def text_of(came):
    """What ncclient gives, as text."""
    if isinstance(getattr(came, "data", None), str):
        return came.data
    return next((str(getattr(came, a)) for a in ("data_xml", "xml", "notification_xml")
                 if getattr(came, a, None)), str(came))


def by_ncclient(stand, user, rows):
    from ncclient.operations import RPCError  # pylint: disable=import-outside-toplevel
    from ncclient.xml_ import to_ele  # pylint: disable=import-outside-toplevel
    client = stand.door.manager(user)
    for row in rows:
        source = stand.fill(row[0])
        try:
            came = eval(source, {"client": client, "to_ele": to_ele, **doorsteps.NAMES})  # pylint: disable=eval-used
            text = text_of(came)
            yield source, "ok" if getattr(came, "ok", False) and "<ok/>" in text else "data", text
        except RPCError as error:
            yield source, error.tag, f"{error.message}\n{error.info or ''}"
    if client.connected:
        client.close_session()


def by_openssh(stand, user, rows, version="1.1"):
    import xml.etree.ElementTree as ET  # pylint: disable=import-outside-toplevel
    session = stand.door.ssh(user, version)
    for row in rows:
        inner = stand.fill(row[0])
        session.send(stand.ncdoor.rpc(inner))
        text = session.hear()
        answer = ET.fromstring(text)
        tag = answer.find(f".//{{{doorsteps.NC}}}error-tag")
        kind = tag.text if tag is not None else "ok" if stand.ncdoor.is_ok(answer) else "data"
        yield inner, kind, text
    session.end()


def by_curl(stand, user, rows):
    for row in rows:
        token = f"-H 'Authorization: Bearer $TOKEN' " if user != "nobody" else ""
        typed = ("-H 'Content-Type: application/yang-data+json' "
                 if " -d " in row[0] and "Content-Type" not in row[0] else "")
        words = f"curl -s -i --cacert $CA {token}{typed}".replace("'Auth", '"Auth').replace("TOKEN'", 'TOKEN"')
        command = words + stand.fill(row[0]).replace("'$DOOR", '"$DOOR"\'')
        done = subprocess.run(["/bin/sh", "-c", command], env=stand.env(user), capture_output=True,
                              text=True, timeout=30, stdin=subprocess.DEVNULL, check=False)
        status = re.match(r"HTTP/[0-9.]+ (\d+)", done.stdout)
        tag = re.search(r"^ETag: (.*)$", done.stdout, re.M)
        stand.etag = tag[1].strip() if tag else stand.etag
        yield command, int(status[1]) if status else 0, done.stdout + done.stderr


CLIENTS = {"yangcli": by_yangcli, "ncclient": by_ncclient, "openssh": by_openssh, "curl": by_curl,
           "openssh 1.0": lambda *given: by_openssh(*given, version="1.0")}


def play(stand, wanted=lambda client: True):
    """Yields (name, request, answer, what is wrong) of every step of the wanted clients."""
    for number, (client, user, rows) in enumerate(doorsteps.SESSIONS, 1):
        if not wanted(client):
            continue
        came = CLIENTS[client](stand, user, rows)
        for place, row in enumerate(rows, 1):
            holds = stand.fill(row[2]) if len(row) > 2 else ""
            request, kind, text = next(came)
            yield (f"{number}.{place}-{client}-{user}-{row[1]}", request, text,
                   judge(kind, text, row[1], holds))
        for _ in came:  # ends the session
            pass


def examples():
    """(what runs it, source, what its output holds) of each example of the documents."""
    for kind, source in EXAMPLE.findall(DOCS.read_text()):
        yield kind, source, HOLDS.findall(source)


def play_example(stand, kind, source):
    words = ["/bin/sh", "-eu", "-c"] if kind == "sh" else ["/usr/bin/python3", "-c"]
    done = subprocess.run([*words, source], env=stand.env(), capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, cwd=stand.web.folder, check=False)
    return done.returncode, done.stdout + done.stderr


def judge_example(stand, kind, source, holds):
    code, text = play_example(stand, kind, source)
    missing = [h for h in holds if h.replace("$CASE", stand.case) not in text]
    wrong = f"it ended with {code}" if code else f"expected in it: {missing}" if missing else ""
    return text, wrong or ("" if holds else "it does not say what comes of it")


# --- the transcript ---------------------------------------------------------------------------------
def show(name, request, text, wrong):
    print(f"\n--- {name}\n$ {request}\n{textwrap.indent(text.strip(), '  ')}", flush=True)
    if wrong:
        print(f"FAILED {name}: {wrong}", flush=True)
    return bool(wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=ROOT / "build/release", type=Path)
    parser.add_argument("--only", choices=["yangcli", "ncclient", "openssh", "curl", "docs"])
    args = parser.parse_args()
    os.environ["VIGIE_BUILD"] = str(args.build.resolve())
    stand, outcomes, negative = Stand(), [], 0
    signs = {name: sign for name, _, sign in doorsteps.steps()}
    try:
        for step in play(stand, lambda client: not args.only or client.startswith(args.only)):
            outcomes.append(show(*step))
            negative += signs[step[0]]
        for number, (kind, source, holds) in enumerate(examples(), 1):
            if args.only in (None, "docs"):
                text, wrong = judge_example(stand, kind, source, holds)
                outcomes.append(show(f"docs-{number}-{kind}", source, text, wrong))
    finally:
        stand.end()
    print(f"\n{len(outcomes)} steps, {negative} of them negative")
    print(f"{outcomes.count(False)} passed, {outcomes.count(True)} failed")
    return 1 if any(outcomes) or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
