"""What is measured over a bad road (road.py) and on a full disk."""
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import kill9  # noqa: E402  pylint: disable=wrong-import-position
from faultfield import story, wait_for  # noqa: E402  pylint: disable=wrong-import-position
from measures import PROGRESS, Measured, Stage, last_object  # noqa: E402  pylint: disable=wrong-import-position

ROAD = Path(__file__).with_name("road.py")
TOGGLE_S = 0.3
DISK_MIB = 24


class BadRoad:
    """road.py between the senders of a field and its collector."""

    def __init__(self, field, seed):
        folder = field.folder / "road-state"
        folder.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, str(ROAD), "--listen", f"{field.net}.240", "--to",
             field.collector[0], str(field.collector[1]), "--addr-file", str(folder / "road.addr"),
             "--seed", str(seed)], stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
        field.target = field.address_of("road-state", "road")

    def cut(self, is_cut):
        self.process.send_signal(signal.SIGUSR1 if is_cut else signal.SIGUSR2)

    def end(self):
        self.process.terminate()
        return json.loads(self.process.communicate(timeout=20)[0])


def toggle_until(field, rng, bad, ended):
    """Supplies of the real agent's devices fail and recover until 'ended' says so."""
    while not ended():
        kill9.toggle(field, rng, bad)
        time.sleep(TOGGLE_S)


def standing(field):
    """What stands of the devices; senders that have ended are silent, which is true."""
    alarms = story.find_list(field.ask("alarm", "list", "--all"), "alarm")
    return [f"{a['resource']} {a['alarm-type-id']}" for a in alarms
            if not a["is-cleared"] and a["resource"].startswith("device/")]


def await_quiet(field, limit=120):
    """Waits until nothing stands and nothing waits; tells what does."""
    try:
        wait_for("all to be quiet",
                 lambda: not standing(field) and field.number("queue") == 0, limit)
    except story.Story as error:
        raise story.Story(f"{error}; queue {field.number('queue')}, of the agent stand "
                          f"{field.number('standing')}, here: {standing(field)}") from error


def travelled(count, seed, net, partition_s=60):
    """So many informs of four senders, and those of vigie-agent, over a bad road with a break."""
    m = Measured("30 % loss each way, 5 % doubled, overtaking, replays, "
                 f"{partition_s} s without a road: lost, doubled, shown after their clear", count, "0")
    rng, bad = random.Random(seed), set()
    with Stage(m, net, real=True) as field:
        field.start_collector()
        road = BadRoad(field, seed)
        try:
            field.start_informer(seed, rate=100, count=count)
            field.start_real()
            toggle_until(field, rng, bad, lambda: field.acknowledged() > count // 4)
            road.cut(True)
            end = story.now() + partition_s
            toggle_until(field, rng, bad, lambda: story.now() > end)
            road.cut(False)
            informer = field.process("tests/fault/informer")
            limit = story.now() + 300
            toggle_until(field, rng, bad,
                         lambda: informer.poll() is not None or story.now() > limit)
            field.await_informer(1)
            for device, psu in sorted(bad):
                field.control("clear", device, "psu", psu, "quiet")
            await_quiet(field)
        finally:
            m.figures["road"] = road.end()
        m.take(field.judge(), "lost", "history")
        m.result = "/".join(str(m.figures[k]) for k in ("lost", "stored_twice", "alarms_wrong"))
    return m


# --- a full disk -------------------------------------------------------------------------------
def fill(folder):
    """Takes every octet that is left."""
    with open(folder / "filler", "ab", buffering=0) as filler:
        for size in (65536, 4096, 1):
            try:
                while True:
                    filler.write(b"." * size)
            except OSError:
                pass
    return folder / "filler"


def await_still(field, still_s=2, limit=90):
    """Until nothing is acknowledged any more: the disk is really full."""
    end, last, since = story.now() + limit, field.acknowledged(), story.now()
    while story.now() - since < still_s:
        fill(field.state)  # what the log gave back is taken too
        time.sleep(0.1)
        if field.acknowledged() != last:
            last, since = field.acknowledged(), story.now()
        if story.now() > end:
            raise story.Story("the disk does not become full")


def filled(count, seed, net):
    """The disk fills while informs come, there is room again, and so on; no restart."""
    m = Measured("acknowledged and missing after a full disk", count, "0")
    with Stage(m, net) as field:
        field.state.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "none",
                        str(field.state)], check=True)
        process = field.start_collector()
        field.start_informer(seed, rate=150)
        for _ in range(count):
            field.await_progress(5 * PROGRESS)
            fill(field.state)
            await_still(field)
            (field.state / "filler").unlink()
            field.await_progress(5 * PROGRESS)
        if process.poll() is not None:
            m.broken.append("the collector has ended")
        field.end_informer()
        causes = field.ask("intake", "show")["vigie-cases:intake"]["cause"]
        m.figures["not_stored"] = next(
            int(c["count"]) for c in causes if c["name"] == "not-stored")
        if m.figures["not_stored"] == 0:
            m.broken.append("the disk was never full")
        m.take(field.judge(), "lost", "history")
        m.result = str(m.figures["acknowledged_and_missing"])
        subprocess.run(["umount", "-l", str(field.state)], check=True)
    return m


def filled_apart(count, seed, net):
    """The same in a mount namespace of its own: what is mounted goes with it."""
    done = subprocess.run(["unshare", "-m", sys.executable, __file__, str(count), str(seed),
                           str(net)], capture_output=True, text=True, check=False, timeout=600,
                          env=os.environ)
    m = Measured("acknowledged and missing after a full disk", count, "0")
    vars(m).update(last_object(done.stdout))
    if not m.figures:
        m.broken.append(f"exit {done.returncode}: it did not end; a mount needs root")
    if m.broken:
        print(done.stderr, file=sys.stderr)
    return m


if __name__ == "__main__":
    print(json.dumps(vars(filled(*map(int, sys.argv[1:])))))
