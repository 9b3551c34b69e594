#!/usr/bin/python3
"""What intake costs: the collector against snmptrapd and against the floor.

    tests/bench/intake.py [--runs N] [--only NAME ...]      (build/release, or VIGIE_BUILD)

All get the same notifications from the same sender (tests/bench/intakegen.c), with a receive
buffer of 4 MiB each, their files on one file system.
  ours      vigie-collector, the whole path: decode, correlate, store, acknowledge; one device at
            the sender's address, a budget that lets all through.
  trapd     Debian's snmptrapd, -f -n -On -C, into a log file.
  floor     recvmmsg, INSERT, COMMIT (tests/bench/intakefloor.c).
Runs are interleaved; in each, a receiver starts anew, is warmed, and gets as much as it takes
without loss: the sender watches its buffer and never lets it run full or empty, so that the rate
is the highest that loses nothing, and the CPU is that of a receiver that always has work.  What
the kernel dropped must be 0, and what was sent must be counted by the receiver, or the run is none.
CPU is that of all threads by /proc/PID/task/*/schedstat over the stretch until the buffer was
empty, for each message.  At the end each gets traps at nine tenths of its rate, evenly paced, and
must lose none ("steady"; fewer tenths if it does).  The figures are medians.  The last line is one
JSON object.
  v2c, v3   traps, repeats of a standing alarm
  inform    SNMPv3 informs, 64 or 256 in flight, whichever the receiver takes faster
  new       v2c traps, each a new alarm that joins an open case
  ack       1,000 informs a second: p50 of the acknowledgement against p50 of 4 KiB written over old
            ones, and fdatasync, on the same file system
  spoof     SNMPv3 traps before and after 50,000 of as many engines that never verify, one half
            by a user that is known
As root it runs at a higher priority, so that what else the machine does matters less.
"""
import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
HOST, SOURCE = "127.97.0.1", "127.97.0.7"
USER, AUTH, PRIV = "bench", "bench-auth-secret", "bench-priv-secret"
ENGINE = "80001f8804aabbccddeeff0011"
STRETCH_S, WARM = 2.5, 4000
WARM_NEW, MOST_NEW = (100, 400), 20000
WINDOWS = 64, 256  # informs in flight: of one agent, of four
MOST = 400000  # datagrams prepared at once
STEADY_S = 2
LIMIT_S = 60
BUFFER = 4 << 20
SPOOFED = 50000
PRIORITY = -10
STARTED = []
TARGETS = {"v2c_cpu_vs_snmptrapd": ("<=", 0.25), "v3_cpu_vs_snmptrapd": ("<=", 0.35),
           "v2c_cpu_vs_floor_repeat": ("<=", 3), "v2c_cpu_vs_floor_new": ("<=", 10),
           "v2c_rate_vs_snmptrapd": (">=", 4), "v3_rate_vs_snmptrapd": (">=", 2),
           "v3_inform_rate_vs_snmptrapd": (">=", 2), "ack_p50_vs_fdatasync": ("<=", 4),
           "spoof_cost_ratio": ("<=", 1.2)}


def fail(text):
    sys.exit(f"bench-intake: {text}")


def wait_for(what, look, limit=LIMIT_S):
    end = time.monotonic() + limit
    while not (found := look()):
        if time.monotonic() > end:
            fail(f"waited {limit} s for {what}")
        time.sleep(0.02)
    return found


def start(words, **more):
    """
    A process in a session of its own, before others where we may: the nice of a process counts
    among those of its session only (sched(7), autogroup), so that the session gets one too.
    """
    process = subprocess.Popen([str(w) for w in words], stdin=subprocess.DEVNULL,
                               start_new_session=True, **more)
    STARTED.append(process)
    try:
        os.setpriority(os.PRIO_PROCESS, process.pid, PRIORITY)
        Path(f"/proc/{process.pid}/autogroup").write_text(str(PRIORITY))
    except OSError:
        pass
    return process


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process in STARTED:
        STARTED.remove(process)


class Receiver:
    """A process with a socket at HOST; all of its files are in 'folder'."""

    def __init__(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder, self.window, self.process = folder, WINDOWS[0], None
        self.sent = self.dropped = 0
        self.begin()

    def cpu_s(self):
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def send(self, version, mode, count, rate=0, **more):
        """One run of the sender, all of it counted here; what it says and what it cost us."""
        words = {"to": f"{HOST}:{self.port}", "from": SOURCE, "as": version, "mode": mode,
                 "count": count, "first": self.sent, "rate": rate, "user": USER, "auth": AUTH,
                 "priv": PRIV, "engine": ENGINE, **more}
        began = self.cpu_s()
        sender = start([BUILD / "tests/bench/intakegen", *(f"{k}={v}" for k, v in words.items())],
                       stdout=subprocess.PIPE, text=True)
        try:
            said, _ = sender.communicate(timeout=180)
        finally:
            end(sender)
        if sender.returncode:
            fail(f"{self.name}: {self.log()}")
        said = json.loads(said.splitlines()[-1])
        self.sent += count
        said["us"] = (self.cpu_s() - began) * 1e6 / count
        said["rate"] = count / said["seconds"]
        said["window"] = self.window
        if said["lost"] or said["drops"] and not rate:
            fail(f"{self.name} lost some of {version} {mode}: {said}")
        self.dropped += said["drops"]
        return said

    def warm(self, version, mode):
        """What it takes a second once it is warm; of informs, in the window that suits it best."""
        if version == "inform":
            rates = {w: self.send(version, mode, WARM, window=w)["rate"] for w in WINDOWS}
            self.window = max(rates, key=rates.get)
            return rates[self.window]
        for count in WARM_NEW if mode == "new" else (WARM,):
            rate = self.send(version, mode, count)["rate"]
        return rate

    def measure(self, version, mode):
        """Warmed, then a stretch at its highest rate without loss."""
        count = int(STRETCH_S * self.warm(version, mode))
        found = self.stretch(version, mode, min(count, MOST_NEW if mode == "new" else MOST))
        self.close()
        return found

    def steady(self, version, rate):
        """The most tenths of 'rate' at which, evenly paced, none is lost."""
        self.warm(version, "repeat")
        for tenths in range(9, 0, -1):
            paced = rate * tenths / 10
            if self.send(version, "repeat", min(MOST, int(STEADY_S * paced)),
                         paced)["drops"] == 0:
                self.close()
                return paced
        return fail(f"{self.name} loses some at a tenth of {rate:.0f}/s")

    def stretch(self, version, mode, count):
        return self.send(version, mode, count, window=self.window)

    def close(self):
        """Ends it; all that was sent must have been counted."""
        try:
            counted = self.counted()
        finally:
            end(self.process)
        if counted != self.sent - self.dropped:
            fail(f"{self.name} counted {counted} of {self.sent}; {self.log()}")

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace")[-2000:] if path.exists() else ""


class Ours(Receiver):
    name = "ours"
    profile = None

    def tree(self):
        return {"vigie-collector:collector": {
            "name": "bench", "integrator": {"name": "bench", "zone": "UTC"},
            "listen": [{"name": "trap", "address": HOST, "port": 0, "allow": [f"{SOURCE}/32"]}],
            "intake": {"rate": 100000, "burst": 1000000, "source": [
                {"address": SOURCE, "reason": "the generator", "credential": "bench"}]},
            "supplier": [{"name": "allot", "delegation": "included"}],
            "client": [{"name": "client"}], "site": [{"name": "site", "client": "client"}],
            "calendar": [{"name": "always"}],
            "contract": [{"name": "contract", "client": "client", "supplier": "allot",
                          "from": "2026-01-01", "until": "2036-12-31", "calendar": "always",
                          "mode": [{"from": "2026-01-01", "mode": "delegated"}]}],
            "agent": [{"name": "agent", "site": "site", "user": USER, "credential": "bench"}],
            "device": [{"name": "device", "site": "site", "supplier": "allot",
                        "contract": "contract", "agent": "agent", "address": [SOURCE]}],
            "user": [{"name": "bench", "role": "noc", "uid": os.getuid()}],
            "kind": [{"type": "vigie-alarm-types:process-failed", "hold-s": 0}]}}

    def begin(self):
        state = self.folder / "state"
        (state / "credentials").mkdir(parents=True)
        credential = state / "credentials/bench"
        credential.write_text(f"auth: {AUTH}\npriv: {PRIV}\ncommunity: public\n")
        credential.chmod(0o400)
        (self.folder / "collector.json").write_text(json.dumps(self.tree()))
        self.socket = self.folder / "collector.sock"
        self.process = start(
            [BUILD / "vigie-collector", "--config", self.folder / "collector.json", "--state",
             state, "--socket", self.socket], stderr=open(self.folder / "log", "w"))
        address = state / "trap.addr"
        wait_for("the collector", lambda: address.exists() and address.read_text().split() or
                 self.process.poll() is not None)
        if self.process.poll() is not None:
            fail(self.log())
        self.port = int(address.read_text().split()[1])
        wait_for("its socket", self.socket.exists)

    def stretch(self, version, mode, count):
        """With --profile, under perf."""
        if not self.profile:
            return super().stretch(version, mode, count)
        perf = start(
            ["perf", "record", "-q", "-F", "999", "--call-graph", "dwarf", "-p",
             self.process.pid, "-o", self.profile / f"{version}-{mode}.data"])
        try:
            return super().stretch(version, mode, count)
        finally:
            perf.send_signal(signal.SIGINT)
            perf.wait(60)
            end(perf)
            tell_profile(self.profile / f"{version}-{mode}.data")

    def intake(self):
        done = subprocess.run([BUILD / "vigie", "intake", "show", "--json"], capture_output=True,
                              text=True, timeout=30,
                              env={**os.environ, "VIGIE_SOCKET": str(self.socket)})
        if done.returncode:
            fail(f"vigie intake show: {done.stderr}")
        return json.loads(done.stdout)["vigie-cases:intake"]

    def counted(self):
        """What it has stored: a batch counts once its disk has it, so the last one is waited for."""
        until = time.monotonic() + 10
        while True:
            causes = {c["name"]: int(c["count"]) for c in self.intake()["cause"]}
            if causes["stored"] >= self.sent - self.dropped or time.monotonic() > until:
                return causes["stored"]


def tell_profile(data):
    """Where the time of a stretch went: shares of all samples, with what each calls."""
    done = subprocess.run(
        ["perf", "report", "-i", data, "--stdio", "--children", "-g", "none", "--percent-limit",
         "1.5", "--sort", "sym"], capture_output=True, text=True, timeout=300,
        stdin=subprocess.DEVNULL)
    lines = [line for line in done.stdout.splitlines() if "[.] 0x" not in line and "%" in line
             and not line.startswith("#")]
    print(f"{data.name}: with what it calls, by itself, function")
    print("\n".join(lines[:45]), flush=True)


class Trapd(Receiver):
    name = "snmptrapd"

    @staticmethod
    def program():
        unpacked = ROOT / "build/peers/usr/sbin/snmptrapd"
        found = str(unpacked) if unpacked.exists() else shutil.which(
            "snmptrapd", path=os.environ["PATH"] + ":/usr/sbin")
        return found or fail("snmptrapd is missing: packaging/setup.sh check installs it")

    def begin(self):
        conf = self.folder / "snmptrapd.conf"
        keys = f"{USER} SHA-256 {AUTH} AES {PRIV}"
        conf.write_text(f"[snmp] serverRecvBuf {BUFFER}\ncreateUser -e 0x{ENGINE} {keys}\n"
                        f"createUser {keys}\nauthUser log {USER} priv\nauthCommunity log public\n")
        self.port = 20000 + os.getpid() % 20000
        self.lines = self.folder / "log"
        self.process = start(
            [self.program(), "-f", "-n", "-On", "-C", "-c", conf, "-Lf", self.lines, "-m", "",
             f"udp:{HOST}:{self.port}"],
            env={**os.environ, "SNMP_PERSISTENT_DIR": str(self.folder / "persistent"),
                 "SNMPCONFPATH": str(self.folder), "MIBS": "", "MIBDIRS": ""},
            stderr=subprocess.DEVNULL)
        wait_for("snmptrapd", lambda: "NET-SNMP version" in self.log())

    def counted(self):
        return self.lines.read_bytes().count(b".1.3.6.1.6.3.1.1.4.1.0 = OID:")


class Floor(Receiver):
    name = "floor"

    def begin(self):
        self.process = start(
            [BUILD / "tests/bench/intakefloor", HOST, self.folder / "floor.db"],
            stdout=subprocess.PIPE, stderr=open(self.folder / "log", "w"))
        self.port = int(self.process.stdout.readline() or fail(self.log()))

    def counted(self):
        self.process.terminate()  # it tells at its end
        return json.loads(self.process.communicate(timeout=30)[0].splitlines()[-1])["stored"]


class Bench:
    def __init__(self, folder, runs):
        self.folder, self.runs, self.figures = folder, runs, {}
        self.kept = {}  # of each name, what its runs found

    def note(self, **values):
        for name, value in values.items():
            self.kept.setdefault(name, []).append(value)

    def middle(self, name):
        self.figures[name] = statistics.median(self.kept[name])
        return self.figures[name]

    def against(self, key, version, mode, receivers):
        """The receivers one after the other, 'runs' times; CPU and rate of each by its name."""
        for _ in range(self.runs):
            told = []
            for kind in receivers:
                found = kind(self.folder / kind.name).measure(version, mode)
                name = f"{key}_{kind.name}"
                self.note(**{f"us_{name}": found["us"], f"rate_{name}": found["rate"]})
                told.append(f"{kind.name} {found['us']:.2f} us, {found['rate']:.0f}/s" +
                            (f" (window {found['window']})" if version == "inform" else ""))
                self.figures[f"buffer_{kind.name}"] = found["buffer"]
                self.figures[f"size_{version}"] = found["size"]
            print(f"{key}:", "; ".join(told), flush=True)
        for kind in receivers:
            self.middle(f"us_{key}_{kind.name}")
            self.middle(f"rate_{key}_{kind.name}")
        if mode == "repeat" and version != "inform":
            self.steady(key, version, receivers)

    def steady(self, key, version, receivers):
        told = []
        for kind in receivers:
            found = kind(self.folder / kind.name).steady(version,
                                                         self.figures[f"rate_{key}_{kind.name}"])
            self.figures[f"steady_{key}_{kind.name}"] = found
            told.append(f"{kind.name} {found:.0f}/s")
        print(f"{key}, evenly paced and none lost:", "; ".join(told), flush=True)

    def ratio(self, name, over, under):
        if over in self.figures and under in self.figures:
            self.figures[name] = self.figures[over] / self.figures[under]

    # --- the parts ---
    def v2c(self):
        self.against("v2c", "v2c", "repeat", (Ours, Trapd, Floor))

    def new(self):
        self.against("new", "v2c", "new", (Ours, Floor))

    def v3(self):
        self.against("v3", "v3", "repeat", (Ours, Trapd))

    def inform(self):
        self.against("inform", "inform", "repeat", (Ours, Trapd))

    def fdatasync_us(self, n=100):
        """p50 of one write of 4 KiB over what is there, and its fdatasync."""
        path, page, took = self.folder / "page", os.urandom(4096), []
        path.write_bytes(page * n)
        fd = os.open(path, os.O_WRONLY)
        os.fsync(fd)
        for i in range(n):
            began = time.perf_counter()
            os.pwrite(fd, page, 4096 * i)
            os.fdatasync(fd)
            took.append((time.perf_counter() - began) * 1e6)
        os.close(fd)
        path.unlink()
        return statistics.median(took)

    def ack(self):
        """In turns of half a second: what else writes to the disk meets both alike."""
        for _ in range(self.runs):
            ours = Ours(self.folder / "ours")
            ours.send("inform", "repeat", 500, 1000)
            turns, syncs = [], []
            for _ in range(8):
                syncs.append(self.fdatasync_us())
                turns.append(ours.send("inform", "repeat", 500, 1000))
            ours.close()
            p50, p99 = (statistics.median(t[k] for t in turns) for k in ("p50_us", "p99_us"))
            sync = statistics.median(syncs)
            self.note(us_ack_p50=p50, us_ack_p99=p99, us_fdatasync=sync)
            print(f"ack: p50 {p50:.0f} us, p99 {p99:.0f} us; fdatasync {sync:.0f} us", flush=True)
        for name in ("us_ack_p50", "us_ack_p99", "us_fdatasync"):
            self.middle(name)

    def spoof(self):
        for turn in range(self.runs):
            ours = Ours(self.folder / "ours")
            n = int(STRETCH_S * ours.warm("v3", "repeat"))
            # What a growing database costs is not the engines' doing: it has grown before, too.
            ours.send("v3", "repeat", n)
            before = ours.send("v3", "repeat", n)
            ours.send("spoof", "repeat", SPOOFED // 2, seed=1 + turn)
            ours.send("spoof", "repeat", SPOOFED // 2, seed=1001 + turn, user="mallory")
            after = ours.send("v3", "repeat", n)
            ours.sent -= SPOOFED  # none of them is stored
            ours.close()
            self.note(us_spoof_before=before["us"], us_spoof_after=after["us"])
            print(f"spoof: {before['us']:.2f} us before, {after['us']:.2f} us after {SPOOFED} "
                  "engines", flush=True)
        for name in ("us_spoof_before", "us_spoof_after"):
            self.middle(name)

    def ratios(self):
        for name, over, under in (
                ("v2c_cpu_vs_snmptrapd", "us_v2c_ours", "us_v2c_snmptrapd"),
                ("v3_cpu_vs_snmptrapd", "us_v3_ours", "us_v3_snmptrapd"),
                ("v2c_cpu_vs_floor_repeat", "us_v2c_ours", "us_v2c_floor"),
                ("v2c_cpu_vs_floor_new", "us_new_ours", "us_new_floor"),
                ("v2c_rate_vs_snmptrapd", "rate_v2c_ours", "rate_v2c_snmptrapd"),
                ("v3_rate_vs_snmptrapd", "rate_v3_ours", "rate_v3_snmptrapd"),
                ("v3_inform_rate_vs_snmptrapd", "rate_inform_ours", "rate_inform_snmptrapd"),
                ("ack_p50_vs_fdatasync", "us_ack_p50", "us_fdatasync"),
                ("spoof_cost_ratio", "us_spoof_after", "us_spoof_before")):
            self.ratio(name, over, under)


def main():
    words = argparse.ArgumentParser(description="What intake costs.")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--only", nargs="*", default=[])
    words.add_argument("--profile", type=Path, help="a folder for perf.data of each stretch")
    words.add_argument("--window", type=int, help="informs in flight, of both receivers")
    asked = words.parse_args()
    if asked.window:
        global WINDOWS  # pylint: disable=global-statement
        WINDOWS = (asked.window,)
    parts = ("v2c", "new", "v3", "inform", "ack", "spoof")
    if set(asked.only) - set(parts):
        fail(f"the parts are: {' '.join(parts)}")
    folder = Path(tempfile.mkdtemp(prefix="bench-intake.", dir=BUILD))
    if asked.profile:
        asked.profile.mkdir(parents=True, exist_ok=True)
        Ours.profile = asked.profile
    bench = Bench(folder, asked.runs)
    try:
        for name in parts:
            if not asked.only or name in asked.only:
                getattr(bench, name)()
    finally:
        for process in list(STARTED):
            end(process)
        shutil.rmtree(folder, ignore_errors=True)
    bench.ratios()
    if len({v for k, v in bench.figures.items() if k.startswith("buffer_")}) > 1:
        print("the receive buffers differ: set net.core.rmem_max to 4194304", flush=True)
    missed = [name for name, (sign, bound) in TARGETS.items() if name in bench.figures and
              (bench.figures[name] > bound if sign == "<=" else bench.figures[name] < bound)]
    print(json.dumps({**{k: round(v, 3) for k, v in sorted(bench.figures.items())},
                      "targets": {k: f"{sign} {bound}" for k, (sign, bound) in TARGETS.items()},
                      "missed": missed}))


if __name__ == "__main__":
    main()
