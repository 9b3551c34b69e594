#!/usr/bin/python3
"""make story-doors: a change of the tree that goes through every door.

Alice changes it by NETCONF (ncclient, behind sshd), root sees it by the command, claire may not take it
back, Bruno does so by RESTCONF (curl, TLS, a token), and all of that is in the audit: who, by which door,
which revision.  The collector's database is read when the collector has ended; it is the only one that
opens it while it runs.  On 127.1.128.0/24, in a folder of its own.  Needs root: users of its own.

  roundtrip.py --build build/release
"""
import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NET = "127.1.128"
sys.path[:0] = [str(ROOT / "tests/integration"), str(ROOT / "tests/demo")]
CHANGE = """<config xmlns="urn:ietf:params:xml:ns:netconf:base:1.0">
  <collector xmlns="urn:vigie:vigie-collector"><policy>
  <site-devices>5</site-devices></policy></collector></config>"""
PLACE = "policy/site-devices"  # 1000 before
AUDIT = "SELECT who, door, what, object, result FROM audit ORDER BY id"


class Missing(AssertionError):
    """The story does not say what it must."""


def must(part, text):
    if part not in text:
        raise Missing(f"the story does not say: {part}\n{text}")


class Story:
    def __init__(self):
        import ncdoor  # pylint: disable=import-outside-toplevel
        import test_web_login  # pylint: disable=import-outside-toplevel
        import webdesk  # pylint: disable=import-outside-toplevel
        self.door = ncdoor.NcDoor(lambda top: top["user"].append({"name": "bruno", "role": "admin"}))
        self.desk, self.tell = self.door.desk, self.door.desk.stage.tell
        self.door.sshd(f"{NET}.1")
        self.web = webdesk.Web(self.desk.stage.folder, tls=True, net=NET, desk=self.desk)
        self.tokens = {u: test_web_login.add_token(self.web, u) for u in ("bruno", "claire")}

    def end(self):
        self.door.end()

    # --- the doors ---
    def python(self, client, *sources):
        for source in sources:
            print(f"          >>> {source}", flush=True)
            came = eval(source, {"alice": client, "CHANGE": CHANGE})  # pylint: disable=eval-used
            print(f"          {came}", flush=True)

    def vigie(self, *words, expect=0):
        print(f"          $ vigie {' '.join(words)}", flush=True)
        done = self.desk.vigie(*words)
        text = done.stdout + done.stderr
        print("".join(f"          {line}\n" for line in text.splitlines()), end="", flush=True)
        if done.returncode != expect:
            raise Missing(f"vigie ended with {done.returncode}")
        return text

    def curl(self, user, *words):
        url = f"https://{self.web.host}:{self.web.port}/restconf/operations/vigie-tree:tree-rollback"
        shown = " ".join(f"'{w}'" if " " in w or "{" in w else w for w in words)
        print(f"          $ curl -i --cacert $CA -H \"Authorization: Bearer $TOKEN_OF_{user.upper()}\" "
              f"{shown} \\\n              {url}", flush=True)
        done = subprocess.run(
            ["curl", "-s", "-i", "--cacert", str(self.web.folder / "ca.pem"), "-H",
             f"Authorization: Bearer {self.tokens[user]}", *words, url], capture_output=True, text=True,
            timeout=30, stdin=subprocess.DEVNULL, check=True)
        print("".join(f"          {line}\n" for line in done.stdout.splitlines()), flush=True)
        return done.stdout

    # --- the story ---
    def changed(self):
        with self.door.manager("alice") as client:
            self.tell("Alice changes the candidate by NETCONF.")
            self.python(client, 'alice.lock("candidate").ok',
                        'alice.edit_config(target="candidate", config=CHANGE).ok')
            self.tell("Whoever looks sees what is in the making, and whose it is.")
            text = self.vigie("tree", "diff")
            must("policy/site-devices", text)
            must("candidate of alice", text)
            self.tell("She puts it in force.")
            self.python(client, 'alice.validate("candidate").ok', "alice.commit().ok",
                        'alice.unlock("candidate").ok')

    def seen(self):
        self.tell("Root sees it by the command.")
        must("5", self.vigie("tree", "show", PLACE))
        text = self.vigie("tree", "history")
        for part in "revision 2", "alice", "netconf", "policy/site-devices":
            must(part, text)

    def rolled_back(self):
        body = '{"vigie-tree:input": {"revision": "1"}}'
        words = ("-H", "Content-Type: application/yang-data+json", "-d", body)
        self.tell("Claire, of the NOC, may not take it back.")
        must("access-denied", self.curl("claire", *words))
        self.tell("Bruno may, by RESTCONF.")
        must('"revision":"3"', self.curl("bruno", *words))
        self.tell("The tree is as it was, as a third revision.")
        must("1000", self.vigie("tree", "show", PLACE))
        text = self.vigie("tree", "history")
        for part in "revision 3", "bruno", "web":
            must(part, text)

    def audited(self):
        """The audit's rows about trees; the collector is stopped for it."""
        self.web.process.terminate()
        self.web.process.wait(20)
        self.web.collector.terminate()
        self.web.collector.wait(20)
        self.tell("The audit tells all of it.")
        print(f"          $ sqlite3 collector.db \"{AUDIT}\"", flush=True)
        rows = [r for r in self.desk.rows(AUDIT) if r[2].startswith("tree-")]
        for row in rows:
            print(f"          {' | '.join(row)}", flush=True)
        return rows


def play():
    """Tells it; gives the audit's rows about trees: (who, door, what, object, result)."""
    story = Story()
    try:
        story.changed()
        story.seen()
        story.rolled_back()
        return story.audited()
    finally:
        story.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=ROOT / "build/release", type=Path)
    args = parser.parse_args()
    os.environ["VIGIE_BUILD"] = str(args.build.resolve())
    try:
        play()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
