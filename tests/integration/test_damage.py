"""Damage that is not the network's: files, folders, sockets, a full disk, a message that kills.

The full disk is a real one: a small tmpfs, which needs root (CI runs as root).

Test number 60 (127.1.60.0/24).
"""
import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

import stand
from stand import run, story, v2c_trap, wait_for

DAEMONS = ("vigie-agent", "vigie-collector")


@pytest.fixture
def s(tmp_path):
    made = stand.Stand(tmp_path, 60)
    yield made
    made.stop()


@pytest.fixture
def disk(tmp_path):
    """Mounts small file systems and takes them away again."""
    mounted = []

    def mount(name, *options):
        folder = tmp_path / name
        folder.mkdir()
        done = subprocess.run([stand.tool("mount"), "-t", "tmpfs", "-o", ",".join(options), "none",
                               str(folder)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"mounting needs root: {done.stderr}"
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run([stand.tool("umount"), "-l", str(folder)], check=True)


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


def one_line(done, *says):
    assert done.returncode == 1, done.stdout + done.stderr
    told = [n for n in done.stderr.strip().splitlines() if " warning trapin " not in n]
    assert len(told) == 1, done.stderr
    for word in says:
        assert word in told[0], done.stderr


def agent_words(s, collector=("127.1.60.2", 9), device=("127.1.60.7", 9), state="agent-state"):
    s.stage.write(f"{state}/credentials/lyon-2", stand.PHRASES, 0o400)
    s.stage.write(f"{state}/credentials/ne-7", f"community: {story.COMMUNITY}\n", 0o400)
    tree = story.agent_tree(collector, device)
    tree["vigie-agent:agent"]["poll"]["interval-ms"] = 200
    tree["vigie-agent:agent"]["heartbeat"] = {"interval-ms": 1000}
    return ("--config", s.stage.write("agent.json", tree), "--state", s.folder / state, "--socket",
            s.folder / "agent.sock")


def words_of(s, daemon):
    return agent_words(s) if daemon == "vigie-agent" else s.words()


def agent_status(s):
    done = subprocess.run([stand.tool("curl"), "-s", "--unix-socket", str(s.folder / "agent.sock"),
                           "http://localhost/restconf/data/vigie-agent:agent-status"],
                          capture_output=True, text=True, timeout=40, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["vigie-agent:agent-status"]


def change_database(s, *statements):
    """Ends the collector, which is the only opener of its database, and changes that."""
    s.stage.stop()
    database = sqlite3.connect(s.state / "collector.db")
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


def agent_count(s, name):
    return int(agent_status(s).get(name, 0))


# --- a configuration that went wrong while it runs ----------------------------------------------
@pytest.mark.parametrize("text,says", [
    ("{", "collector.json"), ('{"vigie-collector:collector": {"colour": 1}}', "colour")])
def test_a_wrong_tree_at_sighup_leaves_the_running_one(s, text, says):
    process = s.start()
    (s.folder / "collector.json").write_text(text)
    process.send_signal(signal.SIGHUP)
    told = wait_for("the refusal", lambda: [n for n in s.log().splitlines() if
                                            "not taken, the running tree stands" in n], 10)
    assert len(told) == 1 and says in told[0], s.log()
    assert s.good() and process.poll() is None


def test_a_tree_that_cannot_be_stored_is_not_in_force(s):
    """The new revision finds no place: what runs is what the log says that runs."""
    s.start()
    change_database(s, "CREATE TRIGGER never BEFORE INSERT ON revision BEGIN"
                    " SELECT RAISE(ABORT, 'never'); END")
    process = s.start()
    top = s.tree["vigie-collector:collector"]
    top["device"].append({**top["device"][0], "name": "ne-8", "address": ["127.1.60.8"]})
    s.words()
    process.send_signal(signal.SIGHUP)
    wait_for("the refusal", lambda: "not taken, the running tree stands" in s.log(), 10)
    devices = story.find_list(s.stage.ask("device", "list"), "device")
    assert [d["name"] for d in devices] == ["ne-7"], devices


# --- packs ------------------------------------------------------------------------------------
@pytest.mark.parametrize("daemon", DAEMONS)
@pytest.mark.parametrize("break_it,says", [
    (lambda text: text[:len(text) // 2], "allot.json"),
    (lambda text: text.replace('"vigie-alarm-types:psu-failed"', '"vigie-alarm-types:psu-gone"'),
     "psu-gone"),
    (lambda text: text.replace('"oid"', '"oils"', 1), "oils"),
    (lambda text: text.replace('"1.3.6.1.4.1.2603.5.2.6.5.2.0"', '"1.3.six"', 1), "1.3.six"),
    (lambda text: text.replace('"allot-status"', '"allot-nothing"', 1), "allot-status"),
    (lambda text: "", "allot.json"),
])
def test_a_bad_pack_is_named(s, daemon, break_it, says):
    data = s.folder / "data"
    shutil.copytree(stand.ROOT / "lib/packs", data / "packs")
    shutil.copytree(stand.ROOT / "yang", data / "yang")
    pack = data / "packs/allot.json"
    pack.write_text(break_it(pack.read_text()))
    done = run(daemon, "--check", *words_of(s, daemon), env={"VIGIE_DATADIR": str(data)})
    one_line(done, says, "allot.json")


# --- credentials ------------------------------------------------------------------------------
@pytest.mark.parametrize("daemon", DAEMONS)
@pytest.mark.parametrize("content,mode,says", [
    (stand.PHRASES, 0o644, "readable by others (mode 644)"),
    (stand.PHRASES, 0o440, "readable by others (mode 440)"),
    ("auth: demonstration-auth\n", 0o400, "lyon-2"),
    ("auth: short\npriv: demonstration-priv\n", 0o400, "line 1"),
    ("auth demonstration-auth\n", 0o400, "line 1"),
    ("colour: blue\n", 0o400, "line 1"),
    ("", 0o400, "lyon-2"),
])
def test_a_bad_credential_is_named_and_not_shown(s, daemon, content, mode, says):
    words = words_of(s, daemon)
    state = "agent-state" if daemon == "vigie-agent" else "collector-state"
    s.stage.write(f"{state}/credentials/lyon-2", content, mode)
    if daemon == "vigie-agent":
        done = run(daemon, *words)
        one_line(done, "lyon-2", says)
    else:  # which starts without that agent's user, and hears the others (test_road.py)
        done = run(daemon, "--check", *words)
        assert done.returncode == 1 and "lyon-2" in done.stderr and says in done.stderr, done
    for secret in ("demonstration", "short", "blue"):
        assert secret not in done.stderr, done.stderr


# --- folders and sockets ----------------------------------------------------------------------
@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_state_folder_that_cannot_be_made(s, daemon):
    words = list(words_of(s, daemon))
    (s.folder / "file").write_text("")
    words[3] = s.folder / "file/state"
    one_line(run(daemon, *words), "file/state")


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_state_folder_that_cannot_be_written(s, daemon, disk):
    words = list(words_of(s, daemon))
    words[3] = disk("sealed", "ro", "size=64k")
    one_line(run(daemon, *words), "sealed", "Read-only file system")


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_socket_in_use(s, daemon):
    words = words_of(s, daemon)
    with socket.socket(socket.AF_UNIX) as held:
        held.bind(str(words[5]))
        held.listen()
        one_line(run(daemon, *words), str(words[5]), "another process answers on it")
    assert words[5].exists()


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_socket_left_behind_is_taken_over(s, daemon):
    words = words_of(s, daemon)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(words[5]))
    s.stage.start(daemon, *words)
    wait_for("it to listen", lambda: answers(words[5]), 20)


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_file_in_the_sockets_place_is_left_alone(s, daemon):
    words = words_of(s, daemon)
    words[5].write_text("mine")
    one_line(run(daemon, *words), str(words[5]))
    assert words[5].read_text() == "mine"


def answers(path):
    with socket.socket(socket.AF_UNIX) as s:
        try:
            s.connect(str(path))
            return True
        except OSError:
            return False


# --- a damaged spool --------------------------------------------------------------------------
def test_a_damaged_spool_is_left_alone_until_told(s):
    words = agent_words(s)
    s.stage.start("vigie-agent", *words)
    wait_for("the spool", lambda: answers(words[5]), 20)
    s.stop()
    spool = s.folder / "agent-state/spool.db"
    content = bytearray(spool.read_bytes())
    for at in range(4096, len(content), 512):
        content[at:at + 64] = b"\xa5" * 64
    spool.write_bytes(content)
    for side in ("-wal", "-shm"):
        spool.with_name(spool.name + side).unlink(missing_ok=True)
    one_line(run("vigie-agent", *words), "spool.db", "damaged", "--new-spool")
    assert spool.read_bytes() == bytes(content)
    s.stage.start("vigie-agent", *words, "--new-spool")
    wait_for("it to run", lambda: answers(words[5]), 20)
    kept = [p for p in spool.parent.glob("spool.db.[0-9]*") if p.suffix[1:].isdigit()]
    assert len(kept) == 1 and kept[0].read_bytes() == bytes(content)
    assert f"put aside as {kept[0]}" in s.log("vigie-agent")


# --- a full disk ------------------------------------------------------------------------------
def acknowledged(s, number, refused=0):
    """Whether the inform with this number was answered; else the collector counts one more than 'refused'."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mine:
        mine.bind((f"{s.net}.7", 0))
        mine.settimeout(0.2)
        mine.sendto(v2c_trap(number, tag=0xA6, pad=1000), (s.host, s.port))

        def look():
            try:
                return mine.recv(65535)
            except socket.timeout:
                return s.intake()["not-stored"] > refused
        return wait_for(f"an answer to {number}, or its refusal", look, 20) is not True


def rows(database):
    """Messages in a stopped collector's database."""
    with sqlite3.connect(database) as db:
        return db.execute("SELECT count(*) FROM message").fetchone()[0]


def test_a_full_disk_of_the_collector(s, disk):
    """Nothing acknowledged is lost, nothing is acknowledged without commit, it heals by itself."""
    top = s.tree["vigie-collector:collector"]
    top["kind"].append({"type": "vigie-alarm-types:disk-space-low", "clear-hold-s": 1,
                        "hold-s": 0})
    s.state = disk("collector-state", "size=6m")
    s.start()
    assert acknowledged(s, 1)
    filler = fill(s.state)
    taken = 1
    while acknowledged(s, taken + 1):  # the reserve of 1 MiB, and what the file has free
        taken += 1
        assert taken < 3000, "the disk did not become full"
    assert taken > 5, s.log()
    assert s.alarm("collector/noc/disk", "disk-space-low"), s.alarms()
    assert not (s.state / "collector.db.ballast").exists()
    assert not acknowledged(s, taken + 1, 1)
    assert s.intake()["not-stored"] == 2, s.intake()
    assert s.log().count("cannot store: ") == 1, s.log()
    # Reading goes on, and so does refusing.
    assert s.stage.ask("queue") is not None
    s.raw(b"\x30")
    wait_for("counted", lambda: s.intake()["malformed"] == 1, 5)
    filler.unlink()
    assert acknowledged(s, taken + 1, 2)
    assert "stores again" in s.log()
    wait_for("the alarm to end", lambda: s.alarm(
        "collector/noc/disk", "disk-space-low")["is-cleared"], 30)
    assert (s.state / "collector.db.ballast").exists()
    s.stage.programs[-1][1].kill()  # what was acknowledged needs no clean end
    s.stage.programs[-1][1].wait()
    shutil.copytree(s.state, s.folder / "copy")
    assert rows(s.folder / "copy/collector.db") == taken + 1


def test_a_start_on_a_full_disk_is_refused(s, disk):
    """And does no harm: with room it starts and has all it had."""
    s.state = disk("collector-state", "size=6m")
    s.start()
    assert acknowledged(s, 1)
    s.stop()
    filler = fill(s.state)
    (s.state / "collector.db.ballast").unlink()
    with open(filler, "ab", buffering=0) as more:
        more.write(b"." * (1 << 20))
    one_line(run("vigie-collector", *s.words()), "collector.db")
    filler.unlink()
    s.start()
    counts = s.intake()
    assert counts["applied"] + counts["history"] == 1, counts


def test_a_full_disk_of_the_agent(s, disk):
    """What cannot be written waits in memory, in order, and goes out when there is room."""
    (s.folder / "sim-state").mkdir()
    control = s.folder / "sim.sock"
    s.tree["vigie-collector:collector"]["listen"][0]["allow"].append("127.0.0.1/32")
    s.start()
    s.stage.start("vigie-sim", "--port", "0", "--addr-file", s.folder / "sim-state/sim.addr",
                  "--control", control, "--device", "ne-7,family=ssg-500,address=127.1.60.7,"
                  f"version=v2c,community={story.COMMUNITY}")
    device = ("127.1.60.7", s.stage.address_of("sim-state", "sim")[1])
    state = disk("agent-state", "size=3m")
    s.stage.start("vigie-agent", *agent_words(s, (s.host, s.port), device))
    wait_for("the device", lambda: story.known_device(s.stage), 30)

    def ctl(*words):
        assert run("vigie-sim", "ctl", "--control", control, *words).returncode == 0

    filler = fill(state)
    end = time.monotonic() + 90
    turn = 0
    while not agent_count(s, "waiting"):
        assert time.monotonic() < end, s.log("vigie-agent")
        ctl("fault" if turn % 2 == 0 else "clear", "ne-7", "psu", "1", "quiet")
        wait_for("the turn", lambda t=turn: agent_count(s, "waiting") or (
            agent_count(s, "standing") > 0) == (t % 2 == 0), 20)
        turn += 1
    assert not (state / "spool.db.ballast").exists()
    # A fault that is found while nothing can be written: nobody outside may hear of it.
    ctl("fault", "ne-7", "fan", "quiet")
    log = s.log
    wait_for("the fault", lambda: "fan-failed raise" in log("vigie-agent"), 20)
    wait_for("it to wait", lambda: "they wait in memory" in log("vigie-agent"), 10)
    assert not s.alarm("device/ne-7/fan/all", "fan-failed")
    assert agent_count(s, "lost") == 0
    filler.unlink()
    wait_for("the fan's alarm", lambda: s.alarm("device/ne-7/fan/all", "fan-failed"), 30)
    wait_for("nothing to wait", lambda: agent_count(s, "waiting") == 0, 20)
    assert "the disk takes messages again" in log("vigie-agent")
    assert (state / "spool.db.ballast").exists()
    counts = s.intake()
    assert counts["unapplied"] == 0 and counts["waiting"] == 0, counts
    s.stage.check_alive()


# --- messages that cannot be applied ----------------------------------------------------------
def test_a_message_that_cannot_be_applied(s):
    s.start()
    for number in (1, 2):
        done = s.fault(number, kind="no-such-kind")
        assert done.returncode == 0, "it is on disk, hence acknowledged: " + s.log()
    assert s.intake()["unapplied"] == 2
    assert s.log().count("stored, not applied: kind no-such-kind is in no pack") >= 1
    told = [a for a in s.alarms() if a["alarm-type-qualifier"] == "unapplied"]
    assert len(told) == 1 and told[0]["resource"] == "agent/lyon-2", s.alarms()
    assert "no-such-kind" in told[0]["alarm-text"]
    assert s.fault(3).returncode == 0
    assert s.alarm("device/ne-7/psu/1", "psu-failed")
    assert s.fault(1, kind="no-such-kind").returncode == 0, "known: answered again"
    assert s.intake()["unapplied"] == 2


def test_a_row_that_the_database_refuses_stops_no_other(s):
    """A trigger stands for whatever no row may say: the message is kept as it came."""
    process = s.start()
    change_database(s, "CREATE TRIGGER never BEFORE UPDATE OF offset_ms ON agent BEGIN"
                    " SELECT RAISE(ABORT, 'never'); END")
    process = s.start()
    assert s.fault(1).returncode == 0, "kept, hence acknowledged: " + s.log()
    assert s.good() and process.poll() is None
    assert s.intake()["unapplied"] == 1
    assert "cannot store" not in s.log() and "never" in s.log(), s.log()


def test_a_timer_that_cannot_be_carried_out_is_told(s):
    """The kind of a fault that is held has left the packs: what was promised is not forgotten."""
    s.start()
    assert s.fault(1).returncode == 0
    change_database(s, "UPDATE alarm SET kind = 'of-old', case_number = NULL",
                    "INSERT INTO due SELECT 'hold', id, 1 FROM alarm")
    process = s.start()
    told = s.alarm("collector/noc", "unclassified-notification")
    assert told and "timer hold" in told["alarm-text"] and "of-old" in told["alarm-text"], told
    assert "dropped: timer hold" in s.log() and process.poll() is None


SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Kills the process while it applies message 7, or a trap that no agent sends: the mark of it stands
 * in the page that was mapped for it, and the store is asked.
 */
static const unsigned char *mark;
static unsigned char before[81]; /* what the process that died has left there */

void *
mmap(void *where, size_t size, int protection, int flags, int fd, off_t at)
{
	/* Not by dlsym, which may itself need memory. */
	void *map = (void *)syscall(SYS_mmap, where, size, protection, flags, fd, at);

	if (size == 81 && flags == MAP_SHARED) {
		mark = map;
		memcpy(before, mark, 81);
	}
	return map;
}

int
sqlite3_step(void *statement)
{
	int (*next)(void *);
	static const unsigned char seven[8] = {7}, nobody[64], nothing[80];

	*(void **)&next = dlsym(RTLD_NEXT, "sqlite3_step");
	if (mark && memcmp(mark, before, 81) != 0 && (memcmp(mark + 72, seven, 8) == 0 ||
	    (memcmp(mark, nobody, 64) == 0 && memcmp(mark, nothing, 80) != 0)))
		raise(SIGKILL);
	return next(statement);
}
"""


def deadly(s):
    """The environment in which some messages kill."""
    (s.folder / "shim.c").write_text(SHIM)
    shim = s.folder / "shim.so"
    subprocess.run([stand.tool("cc"), "-shared", "-fPIC", "-o", shim, s.folder / "shim.c"],
                   check=True)
    return {"LD_PRELOAD": str(shim)}


def killed_by(process, send):
    """Whether the collector dies of what 'send' sends, unanswered; else that is answered."""
    sender = send(extra=("-r0", "-t30"), begin=True)
    wait_for("an answer or an end", lambda: sender.poll() is not None or process.poll() is not None, 20)
    if process.poll() is None:
        assert sender.returncode == 0
        return False
    sender.kill()
    assert sender.wait(40) != 0 and process.returncode == -signal.SIGKILL
    return True


def deaths_until_put_aside(s, env, process, send):
    deaths = 0
    while killed_by(process, send):
        deaths += 1
        assert deaths <= 2, s.log()
        process = s.start(env)
    assert process.poll() is None
    return deaths


def test_a_trap_that_kills_is_put_aside(s):
    """A device's inform is sent again and again: it may not kill for ever."""
    env = deadly(s)
    assert deaths_until_put_aside(s, env, s.start(env), lambda **more: s.inform(
        ("-v2c", "-c", "any"), "1", f"{stand.VIGIE}.9.1", f"{stand.ALLOT}.5.5.16.0", "s", "it kills",
        **more)) == 2
    told = s.alarm("device/ne-7", "unclassified-notification")
    assert told and "died twice" in told["alarm-text"], s.alarms()
    assert s.intake()["unapplied"] == 1


def test_a_message_that_kills_is_put_aside(s):
    """At its first deaths it is not acknowledged; then it is stored unapplied, others go on."""
    env = deadly(s)
    process = s.start(env)
    for number in range(1, 7):
        assert s.fault(number, part=f"psu/{number}").returncode == 0
    assert deaths_until_put_aside(s, env, process, lambda **more: s.fault(7, **more)) == 2
    counts = s.intake()
    assert counts["unapplied"] == 1 and counts["applied"] == 6, counts
    assert any(a["alarm-type-qualifier"] == "unapplied" for a in s.alarms())
    assert s.fault(8, part="psu/8").returncode == 0
    assert s.alarm("device/ne-7/psu/8", "psu-failed")


# --- a disk that refuses what was written ---------------------------------------------------------
def thread_of(process, name):
    """The thread of 'process' that is called so."""
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        if (task / "comm").read_text().strip() == name:
            return task.name
    raise AssertionError(f"no thread {name}")


def test_what_does_not_come_to_disk_is_not_acknowledged(s):
    """The collector ends aloud: whoever goes on could not tell what is on disk; then it comes again."""
    process = s.start()
    assert s.fault(1).returncode == 0
    thread = thread_of(process, "sync")
    watcher = subprocess.Popen(
        ["strace", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e",
         "inject=fdatasync:error=EIO", "-p", thread],
        stdin=subprocess.DEVNULL)
    status = Path(f"/proc/{process.pid}/task/{thread}/status")
    wait_for("strace", lambda: "TracerPid:\t0" not in status.read_text(), 20)
    assert s.fault(2, part="psu/2", extra=("-r0", "-t2")).returncode != 0
    assert process.wait(20) == 1
    watcher.wait(20)
    assert "does not come to disk" in s.log(), s.log()
    s.start()
    assert s.fault(2, part="psu/2").returncode == 0
    assert s.alarm("device/ne-7/psu/2", "psu-failed")


# --- many ---------------------------------------------------------------------------------------
def test_a_long_list_is_not_cut(s):
    """More alarms and open cases than fit a page: the newest are worth as much as the oldest."""
    top = s.tree["vigie-collector:collector"]
    top["device"] = [{**top["device"][0], "name": f"ne-{n}", "address": [f"127.2.{n >> 8}.{n & 255}"]}
                     for n in range(1, 1501)]
    s.start()
    assert s.fault(1, device="ne-7").returncode == 0
    columns = ("qualifier, severity, created, raised, changed, text, rung, class, cause,"
               " source, serial, kind, agent, case_number")
    change_database(s, "CREATE TEMP TABLE n AS WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT"
                    " n + 1 FROM c WHERE n < 1500) SELECT n FROM c WHERE n <> 7",
                    f"INSERT INTO alarm (resource, device, {columns}) SELECT 'device/ne-' || n ||"
                    f" '/psu/1', 'ne-' || n, {columns} FROM alarm, n WHERE device = 'ne-7'")
    s.start()
    assert len(s.alarms()) == 1500
    devices = story.find_list(s.stage.ask("device", "list"), "device")
    assert [d["name"] for d in devices if int(d["standing"]) != 1] == []


def test_a_standing_list_ends_all_it_does_not_name(s):
    """Six hundred of them, and the list comes in two parts: the first alone ends nothing."""
    s.start()
    assert s.fault(1).returncode == 0
    columns = ("qualifier, severity, created, raised, changed, text, rung, class, cause,"
               " source, serial, kind, agent, device, message")
    change_database(s, "CREATE TEMP TABLE n AS WITH RECURSIVE c (n) AS (SELECT 2 UNION ALL SELECT"
                    " n + 1 FROM c WHERE n < 600) SELECT n FROM c",
                    f"INSERT INTO alarm (resource, {columns}) SELECT 'device/ne-7/psu/' || n,"
                    f" {columns} FROM alarm, n WHERE device = 'ne-7'")
    s.start()
    assert len(s.alarms()) == 600
    body = '{"standing":[],"next":3}'
    half = len(body) // 2
    for part, text in ((1, body[:half]), (2, body[half:])):
        assert not any(a["is-cleared"] for a in s.alarms())
        done = s.inform(stand.v3(), "1", f"{stand.VIGIE}.0.8", *(w for n, kind, value in (
            (1, "s", "lyon-2"), (2, "x", "0011223344556677"), (3, "C", part + 1),
            (4, "x", stand.NOON), (14, "u", part), (15, "u", 2), (16, "s", text))
            for w in (f"{stand.VIGIE}.1.{n}.0", kind, value)), source=9)
        assert done.returncode == 0, done.stderr
    assert all(a["is-cleared"] for a in s.alarms()) and s.intake()["unapplied"] == 0


# --- the chains ---------------------------------------------------------------------------------
def test_the_chains_are_verified(s):
    s.start()
    assert s.fault(1).returncode == 0
    wait_for("the case", lambda: story.find_list(s.stage.ask("queue"), "case"), 20)
    words = ("vigie-collector", "--verify", "--state", s.state)
    one_line(run(*words), "in use")
    s.stage.stop()
    assert run(*words).returncode == 0
    change_database(s, "DROP TRIGGER journal_stays", "UPDATE journal SET who = 'nobody'"
                    " WHERE id = 1")
    one_line(run(*words), "journal: row 1 does not fit")
    one_line(run("vigie-collector", "--verify", "--state", s.folder), "there is none")
