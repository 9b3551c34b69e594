"""vigie-mail-intake behind a real Postfix.

Postfix is an instance of the test's own: its queue, configuration and log lie in the test's folder, its
master is started and ended here; nothing of the system's is touched.  Its programs are unpacked
below build/peers (packaging/setup.sh).  Postfix changes users, so that this needs root, as test_netns does.

Test number 133 (127.1.133.0/24).
"""
import grp
import os
import pwd
import shutil
import signal
import smtplib
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from noc import BUILD, Desk, story
from relaystand import PEERS, recipe

NOBODY = pwd.getpwnam("nobody")
HOST, PORT, SOCKET_GROUP = "127.1.133.1", 2525, "staff"
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = {peers}/usr/sbin
daemon_directory = {peers}/usr/lib/postfix/sbin
shlib_directory = no
mail_owner = daemon
setgid_group = mail
default_privs = nobody
myhostname = mx.merisac.example
mydestination = merisac.example
local_recipient_maps = static:all
mail_spool_directory = {folder}/box/
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
transport_retry_time = 1s
import_environment = LD_LIBRARY_PATH PATH TZ MAIL_CONFIG
export_environment = PATH TZ
maillog_file_prefixes = /
maillog_file = {folder}/mail.log
disable_dns_lookups = yes
smtpd_relay_restrictions = reject_unauth_destination
"""
MASTER = """
{host}:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
local unix - n n - - local
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def here(lines, words):
    """The same with this test's programs and users: nobody has the socket's group as no group of his own."""
    for old, new in (("/usr/sbin/vigie-mail-intake", f"{words['intake']} --socket {words['socket']}"),
                     ("user=vigie-mail", "user=nobody"), ("nobody:vigie", f"nobody:{SOCKET_GROUP}"),
                     ("/etc/postfix", str(words["folder"] / "etc"))):
        lines = lines.replace(old, new)
    return lines


@pytest.fixture
def folder():
    """Where nobody may look into, too: the pipe's user goes through it."""
    made = Path(tempfile.mkdtemp(prefix="vigie-mail-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def desk(folder):
    def change(top):
        top["integrator"] = {**top["integrator"], "mail": "support@merisac.example",
                             "trusted-mta": ["mx.merisac.example"]}
    (folder / "desk").mkdir(mode=0o755)
    made = Desk(folder / "desk", net="127.1.133", change=change, users=[
        {"name": "tests", "role": "noc", "uid": os.getuid(), "proxy": True},
        {"name": "intake", "role": "intake", "uid": NOBODY.pw_uid}])
    open_socket(made)
    yield made
    made.stage.stop()


def open_socket(desk):
    """As the packaging does by a group: the socket is for the pipe's user too."""
    os.chown(desk.socket, -1, grp.getgrnam(SOCKET_GROUP).gr_gid)
    desk.socket.chmod(0o660)


def make_queue(folder):
    owner, group = pwd.getpwnam("daemon").pw_uid, grp.getgrnam("mail").gr_gid
    for name in ("active bounce corrupt defer deferred flush hold incoming private saved trace "
                 "maildrop public pid").split():
        (folder / "queue" / name).mkdir(parents=True)
        os.chown(folder / "queue" / name, 0 if name == "pid" else owner,
                 group if name in ("maildrop", "public") else -1)
    (folder / "queue/maildrop").chmod(0o730)
    (folder / "queue/public").chmod(0o710)
    for name in ("private", "active", "incoming", "deferred", "defer", "bounce"):
        (folder / "queue" / name).chmod(0o700)
    (folder / "data").mkdir()
    os.chown(folder / "data", owner, -1)


@pytest.fixture
def extra():
    """Lines of main.cf and of master.cf that a file of tests has beside these."""
    return "", ""


@pytest.fixture
def postfix(folder, desk, extra):
    """Postfix on 127.1.133.1 port 2525, which hands each mail to the intake."""
    assert os.geteuid() == 0, "needs root: Postfix changes users"
    make_queue(folder)
    shutil.copy(BUILD / "vigie-mail-intake", folder / "vigie-mail-intake")
    (folder / "etc").mkdir()
    words = {"folder": folder, "peers": PEERS, "host": HOST, "port": PORT,
             "intake": folder / "vigie-mail-intake", "socket": desk.socket}
    (folder / "box").mkdir()
    (folder / "box").chmod(0o1777)
    (folder / "etc/main.cf").write_text(MAIN.format(**words) + here(recipe("transport_maps = "), words)
                                        .replace("hash:", "texthash:") + extra[0])
    (folder / "etc/transport").write_text("support@merisac.example vigie:\n")
    (folder / "etc/master.cf").write_text(MASTER.format(**words) + here(recipe("vigie unix"), words) +
                                         extra[1])
    with open(folder / "master.log", "wb") as log:
        master = subprocess.Popen(  # pylint: disable=consider-using-with
            [PEERS / "usr/lib/postfix/sbin/master", "-c", folder / "etc", "-d"], stdout=log,
            stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            env={"PATH": os.environ["PATH"], "MAIL_CONFIG": str(folder / "etc"),
                 "LD_LIBRARY_PATH": str(PEERS / "usr/lib/postfix")})
    try:
        def answers():
            try:
                smtplib.SMTP(HOST, PORT, timeout=5).quit()
                return True
            except (OSError, smtplib.SMTPException):
                assert master.poll() is None, story.whole_lines(folder / "master.log")
                return False
        story.wait_for("Postfix", answers, 20)
        yield folder
    finally:
        if master.poll() is None:
            os.killpg(master.pid, signal.SIGTERM)
            master.wait(20)


def send(sender, to, subject, text="hello", message_id=None):
    with smtplib.SMTP(HOST, PORT, timeout=20) as link:
        link.sendmail(sender, [to], f"From: {sender or 'MAILER-DAEMON@x.example'}\r\nTo: {to}\r\n"
                      f"Subject: {subject}\r\nMessage-ID: {message_id or f'<{subject}@x.example>'}"
                      f"\r\n\r\n{text}\r\n")


def titles(desk):
    return sorted(c["title"] for c in desk.cases())


def waiting(folder):
    """The mails in the queue: while one goes from one folder to another it may be seen in both."""
    return {p.name for name in ("incoming", "active", "deferred", "active") for p in
            (folder / "queue" / name).rglob("*") if p.is_file()}


def test_a_mail_by_smtp_opens_its_case(desk, postfix):
    began = time.monotonic()
    send("zoe@elsewhere.example", "support@merisac.example", "panne")
    story.wait_for("the case", lambda: titles(desk) == ["panne"], 20)
    print(f"first request by SMTP to its clock: {(time.monotonic() - began) * 1000:.0f} ms at most")
    number = desk.cases()[0]["id"]
    assert {t["name"] for t in desk.case(number)["target"]} == {"first-reply", "triage"}
    # What is not the hotline's goes its own way on that host.
    send("zoe@elsewhere.example", "nobody@merisac.example", "private")
    story.wait_for("another mailbox", lambda: list(postfix.glob("box/nobody/new/*")), 20)
    # The address's extension finds the case; a report opens none.
    send("zoe@elsewhere.example", f"support+{number}@merisac.example", "suite")
    send("", "support@merisac.example", "undelivered")
    story.wait_for("the second mail", lambda: "suite" in str(desk.case(number)["entry"]), 20)
    story.wait_for("an empty queue", lambda: not waiting(postfix), 20)
    assert titles(desk) == ["panne"]
    desk.stage.stop()
    assert desk.rows("SELECT envelope_from, envelope_to, extension FROM mail_more ORDER BY envelope_from,"
                     " id") == [
        ("", "support@merisac.example", ""),
        ("zoe@elsewhere.example", "support@merisac.example", ""),
        ("zoe@elsewhere.example", f"support+{number}@merisac.example", number)]


def test_nothing_is_lost_while_the_collector_is_down(desk, postfix):
    desk.stage.stop()
    for i in range(10):
        send(f"zoe{i}@elsewhere.example", "support@merisac.example", f"panne-{i}")
    log = postfix / "mail.log"
    story.wait_for("deferrals", lambda: story.whole_lines(log).count(
        "status=deferred (temporary failure") >= 10, 30)
    assert len(waiting(postfix)) == 10 and "status=bounced" not in story.whole_lines(log)
    before = time.time()
    desk.start()
    open_socket(desk)
    story.wait_for("all cases", lambda: len(titles(desk)) == 10, 40)
    story.wait_for("an empty queue", lambda: not waiting(postfix), 20)
    assert titles(desk) == [f"panne-{i}" for i in range(10)]
    # The clocks run from when Postfix had them.
    assert all(c["opened"] <= time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(before))
               for c in desk.cases())
