"""A daemon of Debian's in a root of its own, with the lines of docs/admin.md as they stand there.

Exim, OpenSMTPD and Dovecot have paths and users compiled in.  Here each runs in a small root: what is
below /usr is the machine's and build/peers', its own are /etc with the users, vigie-mail-intake in
/usr/sbin, /var, and /run, where the collector's socket stands as it does on a real machine.  All of it
is mounted in a namespace of its own and goes with its first process; this needs root.
"""
import contextlib
import os
import shutil
import signal
import smtplib
import subprocess
import tempfile
from pathlib import Path

from noc import BUILD, ROOT, Desk, story

PEERS = ROOT / "build/peers"
# As systemd-sysusers makes him (packaging/sysusers.conf): the socket's group is his own.
VIGIE, VIGIE_MAIL = 9100, 9101
USERS = {"root": 0, "nobody": 65534, "Debian-exim": 9102, "opensmtpd": 9103, "opensmtpq": 9104,
         "dovecot": 9105, "dovenull": 9106}
PROGRAMS = ("sbin/exim4", "sbin/smtpd", "sbin/smtpctl", "sbin/dovecot", "bin/doveconf", "bin/fetchmail",
            "bin/getmail")
# What is mounted from the machine, before the relay is started as the first process of its own.
INSIDE = """
set -e
cd "$0"
for at in usr/bin usr/share dev; do mount --rbind "/$at" "$at"; done
mount --rbind /usr/lib host
mount --bind "$3" peers
mount --bind "$1" run/vigie
mount -t proc none proc
exec chroot . /bin/sh -c "$2"
"""


def recipe(opening, end="\n\n"):
    """Lines that docs/admin.md gives to be copied, from the one that begins so."""
    text = (ROOT / "docs/admin.md").read_text()
    at = text.index(f"\n    {opening}") + 1
    return "".join(line[4:] + "\n" for line in text[at:text.index(end, at)].splitlines())


def open_socket(desk):
    """As the packaging does by a group."""
    os.chown(desk.socket, -1, VIGIE)
    desk.socket.chmod(0o660)


@contextlib.contextmanager
def open_desk(net):
    """A desk that vigie-mail may give mails to, in a folder where others may go through."""
    def change(top):
        top["integrator"] = {**top["integrator"], "mail": "support@merisac.example",
                             "trusted-mta": ["mx.merisac.example"]}
    folder = Path(tempfile.mkdtemp(prefix="vigie-mail-"))
    folder.chmod(0o755)
    (folder / "desk").mkdir(mode=0o755)
    made = Desk(folder / "desk", net=net, change=change, users=[
        {"name": "tests", "role": "noc", "uid": os.getuid(), "proxy": True},
        {"name": "mail", "role": "intake", "uid": VIGIE_MAIL}])
    try:
        open_socket(made)
        yield made
    finally:
        made.stage.stop()
        shutil.rmtree(folder)


class Relay:
    """A relay beside the desk that it may reach.

    Its class says 'host' and 'port', how it is begun, and the files of its /etc.
    """
    host, port, begin = "", 2525, ""

    def __init__(self, desk):
        assert os.geteuid() == 0, "needs root: a relay changes users, and its root is mounted"
        folder = desk.stage.folder.parent
        self.root, self.log = folder / "root", folder / "relay.log"
        self.make_root()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "/bin/sh", "-c", INSIDE,
                 self.root, desk.stage.folder, self.begin, PEERS], stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, env={"PATH": "/usr/sbin:/usr/bin"})
        try:
            story.wait_for(type(self).__name__, self.answers, 20)
        except BaseException:
            self.stop()
            raise

    def files(self):
        return {}

    def make_root(self):
        root = self.root
        for name in ("usr/bin usr/lib usr/share usr/sbin host peers dev proc etc run/vigie var/spool "
                     "var/log var/lib var/mail tmp").split():
            (root / name).mkdir(parents=True)
        for name in ("tmp", "var/mail"):
            (root / name).chmod(0o1777)
        for name in ("bin", "lib", "lib64", "sbin"):
            (root / name).symlink_to(f"usr/{name}")
        if Path("/usr/lib64").is_dir():
            shutil.copytree("/usr/lib64", root / "usr/lib64", symlinks=True)
        (root / "var/run").symlink_to("../run")
        for entry in Path("/usr/lib").iterdir():
            (root / "usr/lib" / entry.name).symlink_to(f"/host/{entry.name}")
        self.make_programs()
        self.make_users()
        for name, text in self.files().items():
            (root / "etc" / name).parent.mkdir(exist_ok=True)
            (root / "etc" / name).write_text(text)

    def make_programs(self):
        """Each where it looks for itself and its own."""
        for name in PROGRAMS:
            (self.root / "usr/sbin" / Path(name).name).symlink_to(f"/peers/usr/{name}")
        for path in (PEERS / "usr/lib/dovecot", *PEERS.glob("usr/lib/*/libidn.so.12")):
            (self.root / "usr/lib" / path.name).symlink_to(f"/peers/{path.relative_to(PEERS)}")
        (self.root / "usr/libexec").symlink_to("/peers/usr/libexec")
        shutil.copy(BUILD / "vigie-mail-intake", self.root / "usr/sbin")

    def make_users(self):
        etc = self.root / "etc"
        (etc / "passwd").write_text("".join(
            f"{name}:x:{number}:{number}::/nonexistent:/usr/sbin/nologin\n" for name, number in USERS.items()) +
            f"vigie-mail:x:{VIGIE_MAIL}:{VIGIE}::/nonexistent:/usr/sbin/nologin\n")
        (etc / "group").write_text("".join(f"{name}:x:{number}:\n" for name, number in USERS.items()) +
                                   f"vigie:x:{VIGIE}:\nmail:x:8:\n")
        (etc / "hosts").write_text("127.0.0.1 localhost\n")
        (etc / "mailname").write_text("mx.merisac.example\n")

    def answers(self):
        try:
            smtplib.SMTP(self.host, self.port, timeout=5).quit()
            return True
        except (OSError, smtplib.SMTPException):
            assert self.process.poll() is None, story.whole_lines(self.log)
            return False

    def first(self):
        """The first process of its namespace, with which all others end."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return (children.read_text().split() if children.exists() else []) or [None]

    def run(self, *command, check=True):
        """A command where the relay runs: what it prints, or all of what came of it when it may fail."""
        done = subprocess.run(["nsenter", "--mount", "--pid", "--root", "--target", self.first()[0],
                               "/bin/sh", "-c", 'cd / && exec "$@"', "sh", *command],
                              capture_output=True, text=True, timeout=30, check=False,
                              stdin=subprocess.DEVNULL)
        assert not check or done.returncode == 0, done
        return done.stdout if check else done

    def stop(self):
        """Not by unshare's --kill-child: who changes users has it no more."""
        first = self.first()[0]
        if first:
            os.kill(int(first), signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait(20)
