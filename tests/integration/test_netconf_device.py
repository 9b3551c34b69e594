"""NETCONF end to end, behind a real sshd: vigie-nc-poll by hand against a foreign server (netconfd
of yuma123), logins and host keys, and the agent beside good, hostile, strange and silent devices.

Test number 74 (127.1.74.0/24).  Needs root: the test's sshd sees a passwd of its own by a mount
namespace, so that a password can be told apart from another.  sshd and netconfd come from
build/peers (packaging/setup.sh unpacks them) or PATH.
"""
import json
import os
import re
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest

import ncpeer
import stand
from stand import run, story, wait_for

HOST = "127.1.74.1"
PEERS = stand.ROOT / "build/peers"
LIBS = PEERS / "usr/lib/x86_64-linux-gnu"
SECRET = "a word of the test's"


def peer_program(name):
    found = PEERS / "usr/sbin" / name
    return str(found) if found.exists() else stand.tool(name)


def free_port():
    with socket.socket() as s:
        s.bind((HOST, 0))
        return s.getsockname()[1]


def answers(port):
    with socket.socket() as s:
        s.settimeout(1)
        return s.connect_ex((HOST, port)) == 0


class Site:
    """Devices behind sshds of their own, and the folder of an agent."""

    def __init__(self, folder):
        assert os.geteuid() == 0, "needs root: a mount namespace with users of its own"
        self.folder, self.started, self.devices = folder, [], []
        (folder / "agent-state/credentials").mkdir(parents=True)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "user"],
                       check=True)
        self.credential("key", (folder / "user").read_text())
        self.credential("word", f"password: {SECRET}\n")
        sealed = subprocess.run(["openssl", "passwd", "-6", "-stdin"], input=SECRET, text=True,
                                capture_output=True, check=True).stdout.strip()
        (folder / "passwd").write_text(f"root:x:0:0:root:{folder}:/bin/sh\n"
                                       "sshd:x:22:22::/run/sshd:/usr/sbin/nologin\n")
        (folder / "shadow").write_text(f"root:{sealed}:19000:0:99999:7:::\n"
                                       "sshd:*:19000:0:99999:7:::\n")

    def credential(self, name, text):
        path = self.folder / "agent-state/credentials" / name
        path.write_text(text)
        path.chmod(0o400)

    def start(self, name, *words, env=None):
        log = open(self.folder / f"{name}.log", "wb")  # pylint: disable=consider-using-with
        self.started.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log, env={**os.environ, **(env or {})}))
        log.close()
        return self.started[-1]

    def sshd(self, name, command, port):
        """A device: sshd with a host key of its own and 'command' as its NETCONF."""
        at = self.folder
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", at / f"{name}.key"],
                       check=True)
        script = at / f"{name}.sh"
        script.write_text(f"#!/bin/sh\nexec {command}\n")
        script.chmod(0o755)
        subsystem = f"Subsystem netconf {script}\n" if command else ""
        (at / f"{name}.conf").write_text(
            f"Port {port}\nListenAddress {HOST}\nHostKey {at}/{name}.key\nUsePAM no\n"
            f"AuthorizedKeysFile {at}/user.pub\nStrictModes no\nPidFile none\nMaxAuthTries 2\n"
            f"PermitRootLogin yes\nPasswordAuthentication yes\n{subsystem}")
        inside = (f"mount --bind {at}/passwd /etc/passwd && mount --bind {at}/shadow /etc/shadow && "
                  "mount -t tmpfs none /run && mkdir /run/sshd && "
                  f"exec {peer_program('sshd')} -D -e -f {at}/{name}.conf")
        self.start(name, "unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", inside)
        wait_for(f"{name}'s sshd", lambda: answers(port))
        return " ".join((at / f"{name}.key.pub").read_text().split()[:2])

    def device(self, name, case, credential="key", **other):
        """A scripted device; 'other' are leaves of its netconf."""
        port = free_port()
        script = self.folder / f"{name}.script"
        if case:
            ncpeer.write(script, case)
        sim = f"{stand.BUILD / 'vigie-sim'} netconf --script {script}"
        key = self.sshd(name, case and sim, port)
        self.add(name, {"address": HOST, "port": port, "user": "root", "credential": credential,
                        "host-key": [key], "time-limit-s": 20, **other})
        return script

    def add(self, name, netconf):
        self.devices.append({"name": name, "site": "lyon-2", "supplier": "other",
                             "netconf": netconf})

    def words(self):
        tree = {"vigie-agent:agent": {
            "name": "lyon-2", "site": "lyon-2", "poll": {"interval-ms": 500},
            "collector": [{"name": "main", "address": HOST, "port": 9, "user": "lyon-2",
                           "credential": "lyon-2"}], "device": self.devices}}
        path = self.folder / "agent.json"
        path.write_text(json.dumps(tree))
        return "--config", path, "--state", self.folder / "agent-state"

    def ask(self, name):
        return run("vigie-nc-poll", "--device", name, *self.words(), limit=60)

    def status(self):
        """What the agent says of each device; nothing before it answers."""
        done = subprocess.run(
            ["curl", "-s", "--unix-socket", self.folder / "agent.sock",
             "http://localhost/restconf/data/vigie-agent:agent-status"],
            capture_output=True, check=False)
        top = json.loads(done.stdout)["vigie-agent:agent-status"] if done.returncode == 0 else {}
        return {d["name"]: d for d in top.get("device", [])}

    def log(self, name):
        return story.whole_lines(self.folder / f"{name}.log")

    def end(self):
        for program in reversed(self.started):
            program.terminate()
        for program in reversed(self.started):
            program.wait(40)


@pytest.fixture(name="site")
def make_site(tmp_path):
    made = Site(tmp_path)
    yield made
    made.end()


# --- by hand --------------------------------------------------------------------------------
PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n'  # netconfd answers nothing without it
EDIT = f"""{PROLOG}<rpc xmlns="{ncpeer.NC}" message-id="1"><edit-config><target><running/></target><config>
<hardware xmlns="{ncpeer.YANG}ietf-hardware"><component><name>PSU 1</name>
<class xmlns:ih="{ncpeer.YANG}iana-hardware">ih:power-supply</class></component></hardware>
<system xmlns="{ncpeer.YANG}ietf-system"><hostname>foreign</hostname></system>
</config></edit-config></rpc>]]>]]>"""
CLIENT_HELLO = (f'{PROLOG}<hello xmlns="{ncpeer.NC}"><capabilities><capability>urn:ietf:params:netconf:'
                "base:1.0</capability></capabilities></hello>]]>]]>")


def foreign_server(site):
    """netconfd behind an sshd, with a power supply and a name in its configuration."""
    port, sock = free_port(), site.folder / "ncx.sock"
    libs = {"LD_LIBRARY_PATH": str(LIBS), "HOME": str(site.folder)}
    site.start("netconfd", peer_program("netconfd"), "--no-startup", "--superuser=root",
               "--target=running", f"--port={port}", f"--ncxserver-sockname={sock}",
               "--module=ietf-interfaces", "--module=ietf-system", "--module=iana-hardware",
               "--module=ietf-hardware", env=libs)
    wait_for("netconfd", lambda: "Running netconfd" in site.log("netconfd") and sock.exists())
    command = (f"env LD_LIBRARY_PATH={LIBS} {peer_program('netconf-subsystem')} "
               f"--ncxserver-sockname={port}@{sock}")
    key = site.sshd("foreign", command, port)
    site.add("foreign", {"address": HOST, "port": port, "user": "root", "credential": "key",
                         "host-key": [key], "time-limit-s": 20})
    known = site.folder / "known"
    known.write_text(f"foreign {key}\n")
    # Now and then netconfd never answers a session that begins while it is busy: it is asked anew.
    said = ""
    for _ in range(3):
        said = configure(site, port, known)
        if "<ok/>" in said:
            break
    assert "<ok/>" in said, said


def configure(site, port, known):
    """What the foreign server answers to an edit; what it has said within 20 s."""
    said = ""
    with subprocess.Popen(
            ["ssh", "-F", "none", "-T", "-o", f"UserKnownHostsFile={known}", "-o",
             "HostKeyAlias=foreign", "-o", "BatchMode=yes", "-i", site.folder / "user", "-p",
             str(port), "-l", "root", "-s", "--", HOST, "netconf"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
        limit = threading.Timer(20, client.kill)
        limit.start()
        for message in CLIENT_HELLO, EDIT:  # netconfd reads one at a time
            client.stdin.write(message)
            client.stdin.flush()
            said, octet = "", "?"
            while "]]>]]>" not in said and octet:
                octet = client.stdout.read(1)
                said += octet
            if not octet:
                break
        limit.cancel()
        client.kill()
    return said


def test_a_foreign_server_is_read(site):
    foreign_server(site)
    done = site.ask("foreign")
    assert done.returncode == 0, done.stderr
    assert "nc-hardware: 1 rows\n" in done.stdout
    assert "  ncHwClass PSU%201 = 1\n" in done.stdout
    assert "  ncSysHostname = foreign\n" in done.stdout
    assert "nc-alarms: the device has no ietf-alarms\n" in done.stdout


def test_password_and_key(site):
    site.device("by-key", "good-11")
    site.device("by-word", "good-10", "word")
    check = run("vigie-nc-poll", "--check", *site.words())
    assert check.returncode == 0 and "as root, by key\n" in check.stdout
    assert "as root, by password\n" in check.stdout
    for name in "by-key", "by-word":
        done = site.ask(name)
        assert done.returncode == 0, done.stderr
        assert "  ncHwSensor temp%2F1 = 35600\n" in done.stdout
        assert "  ncIfInErrors ge-0%2F0%2F1 = 18446744073709551615\n" in done.stdout
        assert "  ncSysUp = 10\n" in done.stdout


def test_who_is_refused_and_why(site):
    site.device("wrong-word", "good-11", "wrong")
    site.device("stranger", "good-11", **{"host-key": ["ssh-ed25519 " + "A" * 43 + "="]})
    site.device("no-netconf", "")
    site.credential("wrong", "password: another\n")
    for name, said in (("wrong-word", "refused: user or credential refused"),
                       ("stranger", "stranger: it shows another host key than the one pinned"),
                       ("no-netconf", "not-offered: not offered by the device")):
        done = site.ask(name)
        assert done.returncode == 1 and f"vigie-nc-poll: {said}" in done.stderr
        assert SECRET not in done.stderr and "another\n" not in done.stderr


def test_a_credential_that_is_none(site):
    site.device("bad", "good-11", "snmp")
    site.credential("snmp", "community: public\n")
    for words in (("--check",), ("--device", "bad")):
        done = run("vigie-nc-poll", *words, *site.words())
        assert done.returncode == 1
        assert "wants the line password: or a private key" in done.stderr


def processes_with(mark):
    """What has 'mark' in its environment, by its path; others end while they are looked at."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes():
                found.add(path)
        except OSError:
            pass
    return found


# --- the agent ------------------------------------------------------------------------------
FAULT = re.compile(r" fault (\S+): (\S+) (raise|change|clear)\b")


def standing(site, *wanted):
    """Whether these faults stand, by what the agent's log has told last of each."""
    last = {f"{r} {k}": action for r, k, action in FAULT.findall(site.log("vigie-agent"))}
    return all(last.get(w, "clear") != "clear" for w in wanted)


def test_the_agent_beside_bad_devices(site):
    good = site.device("good", "good-11")
    site.device("hostile", "chunk-2-64")
    site.device("hangs", "hang", **{"time-limit-s": 2})
    site.device("stranger", "good-11", **{"host-key": ["ssh-ed25519 " + "A" * 43 + "="]})
    site.device("plain", "")
    site.credential("lyon-2", stand.PHRASES)
    agent = site.start("vigie-agent", stand.BUILD / "vigie-agent", *site.words(), "--socket",
                       site.folder / "agent.sock", env={"VIGIE_AGENT_OF": str(site.folder)})
    mark = f"VIGIE_AGENT_OF={site.folder}\0".encode()
    wait_for("a good device", lambda: site.status().get("good", {}).get("reach") == "up")
    # What is down on the device stands; the device beside that hangs takes no turn from it.
    wait_for("a port down", lambda: standing(
        site, "device/good/port/ge-0%2F0%2F1 network-link-down",
        "device/good/sensor/temp%2F1 temperature-high"))
    wait_for("the bad ones", lambda: standing(
        site, "device/hostile device-unreachable", "device/hangs device-unreachable",
        "device/stranger/management/netconf credential-refused"))
    assert not standing(site, "device/plain device-unreachable")
    assert "not-offered" in site.log("vigie-agent")
    status = site.status()
    assert status["good"]["software"] == "4.2"
    assert "passes 4294967295" in status["hostile"]["failure"]
    ncpeer.write(good, "psu")
    wait_for("a power supply", lambda: standing(site, "device/good/psu/PSU%201 psu-failed"))
    ncpeer.write(good, "good-11")
    wait_for("it is well again", lambda: not standing(site, "device/good/psu/PSU%201 psu-failed"))
    wait_for("children", lambda: len(processes_with(mark)) > 1)
    agent.terminate()
    assert agent.wait(40) == 0
    # No child outlives the agent.
    wait_for("no children", lambda: not processes_with(mark))


def told(site):
    """The faults that stand by the agent's log, with the severity told last."""
    last = {}
    for part, kind, action, severity in re.findall(
            r" fault device/nc/(\S+?)(?:/[0-9a-f]{16})?: (\S+) (raise|change|clear) (\w+)",
            site.log("vigie-agent")):
        last[f"{part} {kind}"] = severity
        if action == "clear":
            del last[f"{part} {kind}"]
    return {k: v for k, v in last.items() if k.startswith("alarm-list")}


def test_a_devices_own_list_of_alarms(site):
    device = site.device("nc", "alarms")
    site.credential("lyon-2", stand.PHRASES)
    words = (stand.BUILD / "vigie-agent", *site.words(), "--socket", site.folder / "agent.sock")
    agent = site.start("vigie-agent", *words)
    # A kind keeps within its severities: no fan is minor.
    bad, fan = "alarm-list supplier-alarm", "alarm-list fan-failed"
    wait_for("both alarms", lambda: told(site) == {bad: "major", fan: "major"})
    assert "/hw/psu 1: bad-thing: bad-thing!" in site.log("vigie-agent")
    ncpeer.write(device, "alarms-worse")
    wait_for("one worse, one over", lambda: told(site) == {bad: "critical"})
    agent.terminate()
    assert agent.wait(40) == 0
    before = site.log("vigie-agent")
    # What went while nobody looked is over all the same.
    ncpeer.write(device, "alarms-none")
    site.start("vigie-agent", *words)
    wait_for("it has gone", lambda: "not in the device's list of alarms any more"
             in site.log("vigie-agent"))
    assert told(site) == {} and "raise" in before
    ncpeer.write(device, "alarms")
    wait_for("it is back", lambda: told(site) == {bad: "major", fan: "major"})
    # Another software, without the module: nothing is left that stands for ever.
    ncpeer.write(device, "good-11")
    wait_for("no list", lambda: told(site) == {})


def test_tools_are_there():
    for name in "ssh", "ssh-keygen", "openssl", "unshare", "curl":
        assert shutil.which(name), f"{name} is missing: packaging/setup.sh check installs it"
