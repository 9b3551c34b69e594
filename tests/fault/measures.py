"""What is measured where the collector dies, is away, or has another clock.

Each measure takes its count, a seed and the number of a net, and gives a Measured.
"""
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import kill9  # noqa: E402  pylint: disable=wrong-import-position
import ledger  # noqa: E402  pylint: disable=wrong-import-position
from faultfield import BUILD, Field, story, wait_for  # noqa: E402  pylint: disable=wrong-import-position

PROGRESS = 20      # messages acknowledged between two deaths: one message dies once
AGAIN_S = 30       # delivering again after a restart


class Measured:
    def __init__(self, name, count, target):
        self.name, self.count, self.target = name, count, target
        self.result, self.broken, self.figures = "", [], {}

    def take(self, found, *more):
        self.figures.update(found)
        self.broken += ledger.wrong(found, *more)


class Stage:
    """A field in a folder of its own, that tells its logs when something did not come."""

    def __init__(self, measured, net, real=False):
        self.measured = measured
        self.folder = Path(tempfile.mkdtemp(prefix="vigie-fault."))
        self.field = Field(self.folder, net, real)

    def __enter__(self):
        return self.field

    def __exit__(self, kind, error, _):
        known = kind and issubclass(kind, (story.Story, OSError, subprocess.TimeoutExpired))
        if known:
            self.measured.broken.append(str(error))
        if self.measured.broken:
            print(self.field.tell(f"{self.measured.name}: {self.measured.broken}"),
                  file=sys.stderr)
        self.field.end_programs()
        shutil.rmtree(self.folder, ignore_errors=True)
        return known


def last_object(said):
    """The JSON object in the last line that a program wrote; {}: there is none."""
    try:
        return json.loads(said.strip().splitlines()[-1])
    except (IndexError, ValueError):
        return {}


# --- kill -9 -----------------------------------------------------------------------------------
def die(process, limit=20):
    """Whether it ends by a signal within the limit."""
    try:
        return process.wait(limit) in (-signal.SIGKILL, 128 + signal.SIGKILL)
    except subprocess.TimeoutExpired:
        return False


def kill_running(field, rng):
    """At a random moment under the stream."""
    process = field.start_collector()
    field.await_progress(PROGRESS)
    time.sleep(rng.uniform(0, 0.2))
    process.kill()
    return die(process)


def kill_starting(field, rng, usual_s):
    """At a random moment before it takes anything."""
    process = field.start_collector(wait=False)
    time.sleep(rng.uniform(0, 0.7 * usual_s))
    process.kill()
    return die(process)


def strace(call, number):
    found = shutil.which("strace")
    if not found:
        raise story.Story("strace is missing: packaging/setup.sh check installs it")
    return [found, "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
            f"inject={call}:signal=KILL:when={number}"]


def kill_at_call(field, rng, call):
    """At the k-th write, or sync, under the stream."""
    process = field.start_collector()
    field.await_progress(PROGRESS)
    number = rng.randint(1, 300 if call == "pwrite64" else 40)
    watcher = subprocess.Popen([*strace(call, number), "-p", str(process.pid)],
                               stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return die(process)
    finally:
        process.kill()
        process.wait()
        watcher.wait(20)


def kill_at_first_calls(field, rng, call):
    """At the k-th of its start, before it takes anything."""
    number = rng.randint(1, 10 if call == "pwrite64" else 3)
    process = field.start_collector(strace(call, number), wait=False)
    died = die(process)
    if not died:
        end_group(process)
    return died


def end_group(process):
    """strace and what it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def start_time(field):
    """How long it takes until it takes messages, the shortest of three."""
    times = []
    for _ in range(3):
        begun = story.now()
        process = field.start_collector(wait=False)
        while not field.is_open():
            time.sleep(0.01)
            if process.poll() is not None or story.now() > begun + 20:
                raise story.Story("the collector does not start")
        times.append(story.now() - begun)
        field.await_collector()
        process.terminate()
        process.wait(20)
    return min(times)


KILLS = ("random", "pwrite64", "fdatasync", "starting", "first-pwrite64", "first-fdatasync")
SHARES = (5, 2, 2, 1, 1, 1)


def kill_once(field, rng, how, usual_s):
    if how == "random":
        return kill_running(field, rng)
    if how == "starting":
        return kill_starting(field, rng, usual_s)
    if how.startswith("first-"):
        return kill_at_first_calls(field, rng, how.removeprefix("first-"))
    return kill_at_call(field, rng, how)


def killed(count, seed, net):
    """kill -9 of the collector under the stream of four senders."""
    m = Measured("acknowledged and missing after kill -9 of the collector", count, "0")
    rng, given = random.Random(seed), dict.fromkeys(KILLS, 0)
    with Stage(m, net) as field:
        usual_s = start_time(field)
        field.start_informer(seed)
        while sum(given.values()) < count:
            how = rng.choices(KILLS, SHARES)[0]
            if kill_once(field, rng, how, usual_s):
                given[how] += 1
        field.start_collector()
        field.end_informer()
        m.take(field.judge(), "history", "lost")
        m.result = str(m.figures["acknowledged_and_missing"])
        m.figures["kills"] = given
    return m


def killed_both(count, seed, _):
    """kill -9 of the real agent and of the collector: kill9.py."""
    m = Measured("the same, of vigie-agent and the collector by turns", count, "0")
    done = subprocess.run([sys.executable, str(Path(__file__).with_name("kill9.py")), str(count)],
                          capture_output=True, text=True, check=False, timeout=900,
                          env={**os.environ, "SEED": str(seed), "VIGIE_BUILD": str(BUILD)})
    m.figures = last_object(done.stdout)
    m.result = str(m.figures.get("acknowledged_and_missing", "-"))
    if done.returncode != 0:
        m.broken.append(done.stdout[-600:] + done.stderr[-2000:])
    return m


# --- power -------------------------------------------------------------------------------------
def power(count, seed, _, broken=False):
    """Power cuts under the desk (tests/fault/powercut.c)."""
    m = Measured("the same harness, syncs broken: losses found" if broken else
                 "acknowledged and missing after power cuts", count, "> 0" if broken else "0")
    done = subprocess.run([str(BUILD / "tests/fault/powercut"), str(count),
                           *(["--broken-sync"] if broken else [])], capture_output=True, text=True,
                          check=False, timeout=900, env={**os.environ, "SEED": str(seed)})
    m.figures = last_object(done.stdout)
    m.result = str(m.figures.get("acknowledged_and_missing", "-"))
    if done.returncode != 0:
        m.broken.append(f"exit {done.returncode}: {done.stderr[-2000:]}")
    return m


def power_broken(count, seed, net):
    return power(count, seed, net, True)


# --- a restart ---------------------------------------------------------------------------------
def first_after(field, moment_ms):
    """When each sender was acknowledged first after a moment, in ms after it; None: not yet."""
    senders = ledger.read(field.ledger)
    return [min((at for at in s.acknowledged.values() if at > moment_ms), default=None)
            for s in senders.values()]


def restarted(count, seed, net):
    """Agents that keep running while the collector is away, shortly and for long."""
    m = Measured("running agents deliver again after a restart of the collector, longest", count,
                 f"<= {AGAIN_S} s")
    rng, worst = random.Random(seed), 0
    with Stage(m, net, real=True) as field:
        field.start_collector()
        field.start_informer(seed, rate=50)
        field.start_real()
        wait_for("the devices", lambda: len(story.find_list(
            field.ask("device", "list"), "device")) >= kill9.DEVICES)
        bad = set()
        for i in range(count):
            away_s = (0, 3, 12, 40)[i % 4]
            process = field.process()
            if rng.random() < 0.5:
                process.kill()
            else:
                process.terminate()
            process.wait(20)
            kill9.toggle(field, rng, bad)
            time.sleep(away_s)
            begun, told = story.now(), field.heard()
            field.start_collector()
            worst = max(worst, await_all(field, begun, told))
        for device, psu in sorted(bad):
            field.control("clear", device, "psu", psu, "quiet")
        field.end_informer()
        wait_for("the agent's spool to be empty", lambda: field.number("queue") == 0)
        m.take(field.judge(), "lost")
        m.result = f"{worst:.1f} s"
        if worst > AGAIN_S:
            m.broken.append(f"it took {worst:.1f} s")
    return m


def await_all(field, begun, told):
    """Waits until every running sender was acknowledged; gives the seconds since 'begun'."""
    first = {}
    while len(first) < 2:
        now = story.now()
        times = first_after(field, begun * 1000) if "informer" not in first else []
        if times and all(times):
            first["informer"] = max(times) / 1000 - begun
        if "agent" not in first and field.heard() not in (None, told):
            first["agent"] = now - begun
        if now > begun + 3 * AGAIN_S:
            raise story.Story(f"not all deliver again after {now - begun:.0f} s: {first}")
        time.sleep(0.05)
    return max(first.values())


# --- clocks ------------------------------------------------------------------------------------
# Within what is kept (30 days) and within which a case is opened again.
STEPS = ("+1h", "-30m", "+2d", "+0", "-1d", "+6h", "-6h", "+0")


def clock_of(folder):
    found = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    if not found:
        raise story.Story("libfaketime is missing: packaging/setup.sh check installs it")
    return {"LD_PRELOAD": found[0], "FAKETIME_TIMESTAMP_FILE": str(folder / "offset"),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1", "ASAN_OPTIONS": "verify_asan_link_order=0"}


def set_clock(folder, offset):
    new = folder / "offset.new"
    new.write_text(offset + "\n")
    new.replace(folder / "offset")


def stepped(count, seed, net):
    """The collector's wall clock steps under the stream; each time informs go on."""
    m = Measured("acknowledged and missing after steps of the clock", count, "0")
    with Stage(m, net) as field:
        set_clock(field.folder, "+0")
        field.start_collector(env=clock_of(field.folder))
        field.start_informer(seed)
        for i in range(count):
            field.await_progress(PROGRESS)
            set_clock(field.folder, STEPS[i % len(STEPS)])
            field.await_progress(5 * PROGRESS)
        # The last time, so that what was taken in the future does not stand before what comes.
        set_clock(field.folder, "+0")
        field.await_progress(PROGRESS)
        field.end_informer()
        m.take(field.judge(), "lost")
        m.result = str(m.figures["acknowledged_and_missing"])
        span_s = field.rows("collector-state/collector.db",
                            "SELECT (max(received) - min(received)) / 1000000 FROM message")[0][0]
        m.figures["span_s"] = span_s
        if span_s < 3600:
            m.broken.append("the collector's clock did not step")
    return m
