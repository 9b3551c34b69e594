"""vigie-mail-intake behind fetchmail and getmail, by the lines of docs/admin.md, from a mailbox of Dovecot's.

All of them run in a root of the test's own (relaystand.py).  The mailbox is asked without TLS.
Test number 140 (127.1.140.0/24).
"""
import imaplib
import os

import pytest

from noc import story
from relaystand import VIGIE, VIGIE_MAIL, Relay, open_desk, open_socket, recipe

DOVECOT = """
protocols = imap
listen = 127.1.140.2
first_valid_uid = 1
mail_location = maildir:/var/mail/support
log_path = /dev/stderr
ssl = no
disable_plaintext_auth = no
passdb {
  driver = static
  args = password=...
}
userdb {
  driver = static
  args = uid=nobody gid=nobody home=/var/mail
}
service imap-login {
  chroot =
  inet_listener imap {
    port = 1143
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
"""


class Dovecot(Relay):
    host, port = "127.1.140.2", 1143
    # As Dovecot starts itself over, by a path that is not its own here.
    begin = ("export LD_LIBRARY_PATH=/usr/lib/dovecot && "
             "exec doveconf -f service=master -c /etc/dovecot/dovecot.conf -e /usr/sbin/dovecot -F")

    def files(self):
        return {"dovecot/dovecot.conf": DOVECOT}

    def answers(self):
        try:
            imaplib.IMAP4(self.host, self.port, timeout=5).logout()
            return True
        except (OSError, imaplib.IMAP4.error):
            assert self.process.poll() is None, story.whole_lines(self.log)
            return False


# Its file, how it is asked, the lines, and where this server differs from theirs.
FETCHERS = {
    "fetchmail": (
        "fetchmailrc", ("fetchmail", "-f", "/fetch/fetchmailrc", "--pidfile", "/fetch/pid", "--invisible"),
        lambda: recipe("set daemon", "\n\nIt deletes"),
        (("set daemon 60\n", ""), ("imap.example", "127.1.140.2 port 1143"), (" ssl\n", ' sslproto ""\n'))),
    "getmail": (
        "getmailrc", ("getmail", "--quiet", "--getmaildir", "/fetch"),
        lambda: recipe("[retriever]", "\n\nand each minute"),
        (("IMAPSSL", "IMAP"), ("imap.example", "127.1.140.2\nport = 1143")))}


@pytest.fixture
def desk():
    with open_desk("127.1.140") as made:
        yield made


@pytest.fixture
def dovecot(desk):
    made = Dovecot(desk)
    yield made
    made.stop()


def fill(box):
    """Three of persons, of which one was looked at in the mailbox, and a report."""
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    for i, place in enumerate(("new/0.m", "new/1.m", "cur/2.m:2,S")):
        (box / place).write_text(f"Return-Path: <zoe{i}@elsewhere.example>\nFrom: zoe{i}@elsewhere.example\n"
                                 f"Subject: boite-{i}\nMessage-ID: <{i}@x.example>\n\nhello\n")
    (box / "new/3.m").write_text("Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: undelivered\n"
                                 "\nhello\n")
    for path in (box, *box.rglob("*")):
        os.chown(path, 65534, 65534)


@pytest.mark.parametrize("name", FETCHERS)
def test_a_mailbox_is_fetched(desk, dovecot, name):
    """With the collector down at first; then with an intake that says on stderr what it could not read."""
    file, words, lines, changes = FETCHERS[name]
    text, box = lines(), dovecot.root / "var/mail/support"
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    fill(box)
    (dovecot.root / "fetch").mkdir(mode=0o700)
    (dovecot.root / "fetch" / file).write_text(text)
    (dovecot.root / "fetch" / file).chmod(0o600)
    for path in (dovecot.root / "fetch", dovecot.root / "fetch" / file):
        os.chown(path, VIGIE_MAIL, VIGIE)

    def fetch(*before):
        return dovecot.run("setpriv", "--reuid=vigie-mail", "--regid=vigie", "--clear-groups", "env",
                           "HOME=/fetch", "USER=vigie-mail", "PYTHONPATH=/peers/usr/lib/python3/dist-packages",
                           *before, *words, check=False)
    desk.stage.stop()
    done = fetch()
    assert "75" in done.stderr and len(list(box.glob("*/*.m*"))) == 4, done
    desk.start()
    open_socket(desk)
    done = fetch()
    assert done.returncode == 0, done
    assert not list(box.glob("*/*.m*"))
    assert sorted(c["title"] for c in desk.cases()) == [f"boite-{i}" for i in range(3)]
    # The parser's child dies.
    (box / "new/4.m").write_text("Return-Path: <zoe4@elsewhere.example>\nSubject: unread\n\nhello\n")
    os.chown(box / "new/4.m", 65534, 65534)
    done = fetch("strace", "-qq", "-f", "-o", "/dev/null", "-e", "inject=setitimer:error=EPERM")
    assert done.returncode == 0 and not list(box.glob("*/*.m*")), done
    desk.stage.stop()
    # Of a report fetchmail says "<>".
    assert desk.rows("SELECT replace(envelope_from, '<>', ''), envelope_to, unparsed FROM mail_more"
                     " ORDER BY id") == [
        *((f"zoe{i}@elsewhere.example", "support@merisac.example", 0) for i in range(3)),
        ("", "support@merisac.example", 0), ("zoe4@elsewhere.example", "support@merisac.example", 1)]
    assert desk.rows("SELECT automatic FROM mail m JOIN mail_text t USING (id) WHERE t.subject ="
                     " 'undelivered'") == [(1,)]
