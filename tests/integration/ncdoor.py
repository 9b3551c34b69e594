"""vigie-netconf behind an sshd of the test's own, with users that the system does not know, and
clients of it: hand-made frames over pipes or ssh, and ncclient.

For test_ncdoor*.py.  Needs root: sshd and the clients see a passwd of their own.
"""
import os
import select
import shutil
import socket
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import noc
from noc import story

NC = "urn:ietf:params:xml:ns:netconf:base:1.0"
CASES = "urn:vigie:vigie-cases"
TREE = "urn:vigie:vigie-collector"
MONITORING = "urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring"
EVENTS = "urn:ietf:params:xml:ns:netconf:notification:1.0"
PEERS = noc.ROOT / "build/peers"
USERS = {"alice": (5001, "admin"), "claire": (5002, "noc"), "vera": (5003, "viewer"),
         "marc": (5004, "manager"), "otto": (5005, None)}  # otto is no user of the tree
wait_for = story.wait_for
LIMIT_S = 60  # for the next octet


def hello(*versions):
    return (f'<hello xmlns="{NC}"><capabilities>' + "".join(
        f"<capability>urn:ietf:params:netconf:base:{v}</capability>" for v in versions) +
            "</capabilities></hello>]]>]]>").encode()


def chunked(text):
    text = text if isinstance(text, bytes) else text.encode()
    return b"\n#%d\n%s\n##\n" % (len(text), text)


def rpc(inner, number=1):
    return f'<rpc xmlns="{NC}" message-id="{number}">{inner}</rpc>'


class Raw:
    """A session by hand: what is said goes as it is, what comes is unframed."""

    def __init__(self, words, version="1.1", say_hello=True, **popen):
        self.version, self.kept = "1.0", b""
        self.program = subprocess.Popen(  # pylint: disable=consider-using-with
            [str(w) for w in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, bufsize=0, **popen)
        if say_hello:
            self.say(hello(version))
            self.hello = self.hear()
            self.version = version

    def say(self, octets):
        try:
            self.program.stdin.write(octets)
        except BrokenPipeError:
            pass

    def more(self):
        look = select.poll()  # select() ends at 1,024 descriptors
        look.register(self.program.stdout, select.POLLIN)
        assert look.poll(LIMIT_S * 1000), f"nothing came within {LIMIT_S} s"
        octets = os.read(self.program.stdout.fileno(), 1 << 20)
        self.kept += octets
        return bool(octets)

    def until(self, marker):
        while marker not in self.kept:
            if not self.more():
                return None
        said, self.kept = self.kept.split(marker, 1)
        return said

    def take(self, n):
        while len(self.kept) < n:
            if not self.more():
                return None
        said, self.kept = self.kept[:n], self.kept[n:]
        return said

    def hear(self):
        """The next message, or None at the end."""
        if self.version == "1.0":
            said = self.until(b"]]>]]>")
            return said and said.decode()
        message = b""
        while True:
            if self.until(b"\n#") is None:
                return None
            size = self.until(b"\n")
            if size is None or size == b"#":
                return size and message.decode()
            message += self.take(int(size))

    def send(self, text):
        self.say(chunked(text) if self.version == "1.1" else text.encode() + b"]]>]]>")

    def ask(self, inner, number=1):
        self.send(rpc(inner, number))
        return ET.fromstring(self.hear())

    def data(self, inner):
        answer = self.ask(inner)
        found = [c for c in answer if c.tag.endswith("}data")]
        assert found, ET.tostring(answer)
        return found[0]

    def error(self, inner):
        return error_of(self.ask(inner))

    def end(self, limit=20):
        """Its exit code and what it said on stderr."""
        try:
            self.program.stdin.close()
        except BrokenPipeError:
            pass
        try:
            code = self.program.wait(limit)
        finally:
            self.program.kill()
        said = self.program.stderr.read().decode()
        self.program.stdout.close()
        self.program.stderr.close()
        return code, said


def error_of(answer):
    found = answer.find(f"{{{NC}}}rpc-error")
    assert found is not None, ET.tostring(answer)
    error = {c.tag.split("}")[1]: c.text for c in found}
    info = found.find(f"{{{NC}}}error-info")
    error["info"] = {c.tag.split("}")[1]: c.text for c in info} if info is not None else {}
    return error


def is_ok(answer):
    return answer.find(f"{{{NC}}}ok") is not None


class NcDoor:
    """A collector, and vigie-netconf for each of USERS, or of 'users' of the same shape."""

    def __init__(self, change=lambda top: None, users=None):
        assert os.geteuid() == 0, "needs root: users of its own"
        self.folder = Path(tempfile.mkdtemp(prefix="ncdoor-"))
        self.folder.chmod(0o755)
        self.started = []
        site = self.folder / "site"
        site.mkdir(mode=0o755)
        self.users = users or USERS
        listed = [{"name": "root", "role": "admin", "uid": 0, "proxy": True}]
        listed += [{"name": n, "role": role, "uid": uid}
                   for n, (uid, role) in self.users.items() if role]
        self.desk = noc.Desk(site, listed, change)
        self.desk.socket.chmod(0o666)
        # Copies that every user may read, wherever the checkout is.
        self.program = self.folder / "vigie-netconf"
        shutil.copy(noc.BUILD / "vigie-netconf", self.program)
        shutil.copytree(noc.ROOT / "yang", self.folder / "data/yang")
        self.env = {"VIGIE_DATADIR": str(self.folder / "data"), "PATH": os.environ["PATH"]}

    @property
    def words(self):
        return [self.program, "--socket", self.desk.socket]

    def raw(self, user="alice", version="1.1", **more):
        """A session over pipes, as sshd would start it for the user."""
        uid = self.users[user][0]
        return Raw(self.words, version, user=uid, group=uid, extra_groups=[], env=self.env,
                   **more)

    # --- ssh ---
    def sshd(self, host="127.1.121.1"):
        at = self.folder
        with socket.socket() as s:
            s.bind((host, 0))
            port = s.getsockname()[1]
        for name in "host", "user":
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", at / name],
                           check=True)
        rows = "".join(f"{n}:x:{uid}:{uid}::{at}:/bin/sh\n" for n, (uid, _) in self.users.items())
        (at / "passwd").write_text(f"root:x:0:0:root:{at}:/bin/sh\n"
                                   f"sshd:x:22:22::/run/sshd:/usr/sbin/nologin\n{rows}")
        (at / "shadow").write_text("".join(f"{n}:*:19000:0:99999:7:::\n"
                                           for n in ("root", "sshd", *self.users)))
        script = at / "netconf.sh"
        script.write_text("#!/bin/sh\n" + "".join(f"export {k}='{v}'\n"
                                                  for k, v in self.env.items()) +
                          f"exec {' '.join(map(str, self.words))}\n")
        script.chmod(0o755)
        (at / "sshd.conf").write_text(
            f"Port {port}\nListenAddress {host}\nHostKey {at}/host\nUsePAM no\n"
            f"AuthorizedKeysFile {at}/user.pub\nStrictModes no\nPidFile none\n"
            f"PermitRootLogin yes\nPasswordAuthentication no\nMaxStartups 500\n"
            f"Subsystem netconf {script}\n")
        sshd = PEERS / "usr/sbin/sshd"
        inside = (f"mount --bind {at}/passwd /etc/passwd && mount --bind {at}/shadow /etc/shadow"
                  " && mount -t tmpfs none /run && mkdir /run/sshd && "
                  f"exec {sshd if sshd.exists() else '/usr/sbin/sshd'} -D -e -f {at}/sshd.conf")
        log = open(at / "sshd.log", "wb")  # pylint: disable=consider-using-with
        self.started.append(subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", inside],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log))
        log.close()

        def answers():
            with socket.socket() as s:
                s.settimeout(1)
                return s.connect_ex((host, port)) == 0
        wait_for("the test's sshd", answers, 20)
        self.host, self.port = host, port
        (at / "known").write_text(f"ncdoor {(at / 'host.pub').read_text()}")
        return port

    def ssh(self, user="alice", version="1.1"):
        return Raw(["ssh", "-F", "none", "-T", "-o", f"UserKnownHostsFile={self.folder}/known",
                    "-o", "HostKeyAlias=ncdoor", "-o", "BatchMode=yes", "-i",
                    self.folder / "user", "-p", self.port, "-l", user, "-s", "--", self.host,
                    "netconf"], version)

    def manager(self, user="alice", **more):
        from ncclient import manager  # pylint: disable=import-outside-toplevel
        return manager.connect(host=self.host, port=self.port, username=user,
                               key_filename=str(self.folder / "user"), hostkey_verify=False,
                               allow_agent=False, look_for_keys=False, timeout=30, **more)

    def end(self):
        for program in self.started:
            program.terminate()
            program.wait(40)
        for _, program in self.desk.stage.programs:
            program.terminate()
            program.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


class Informs:
    """Traps with an answer, sent while something else goes on; counts those that are answered."""

    def __init__(self, desk):
        self.desk, self.sent, self.answered, self.slowest = desk, 0, 0, 0.0

    def one(self):
        self.sent += 1
        begun = time.monotonic()
        done = subprocess.run(
            ["snmpinform", "-v2c", "-c", "public", "-t", "8", "-r", "0",
             f"--clientaddr={noc.DEVICES['ne-8']}", f"127.1.40.1:{self.desk.port}", "",
             f"{noc.ALLOT}.0.17", f"{noc.ALLOT}.5.2.7.0", "o", f"{noc.ALLOT}.5.2.6.5.2.0",
             f"{noc.ALLOT}.5.2.9.0", "i", "3"],
            capture_output=True, timeout=20, env={**os.environ, "MIBS": ""},
            stdin=subprocess.DEVNULL, check=False)
        self.answered += done.returncode == 0
        self.slowest = max(self.slowest, time.monotonic() - begun)
