"""The whole road and its edges: the story as told, and what each program says of bad input.

Test number 20 (127.1.20.0/24).
"""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402  pylint: disable=wrong-import-position

PROGRAMS = ("vigie-agent", "vigie-collector", "vigie", "vigie-sim")
DAEMONS = ("vigie-agent", "vigie-collector")


def run(*words, limit=20, **more):
    return subprocess.run([str(BUILD / words[0]), *map(str, words[1:])], capture_output=True,
                          text=True, timeout=limit, stdin=subprocess.DEVNULL, **more)


@pytest.fixture
def stage(tmp_path):
    made = story.Stage(BUILD, tmp_path, False)
    yield made
    made.stop()


def trees(daemon):
    name = daemon.split("-")[1]
    return json.loads((ROOT / f"packaging/examples/{name}.json").read_text())


def checked(daemon, tree, tmp_path, *more):
    config = tmp_path / "config.json"
    config.write_text(tree if isinstance(tree, str) else json.dumps(tree))
    return run(daemon, "--check", "--config", config, *more)


def test_the_story_as_make_demo_tells_it():
    done = subprocess.run([sys.executable, str(ROOT / "tests/demo/story.py"), "--build",
                           str(BUILD), "--once"], capture_output=True, text=True, timeout=150,
                          stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    for word in ("client-told", "ne-7", "That was the story."):
        assert word in done.stdout, done.stdout


@pytest.mark.parametrize("program", PROGRAMS)
def test_help_and_version(program):
    done = run(program, "--help")
    assert done.returncode == 0 and "Usage" in done.stdout
    done = run(program, "--version")
    assert done.returncode == 0 and done.stdout.startswith(program)
    done = run(program, "--no-such-option")
    assert done.returncode == 2 and done.stderr.strip()


@pytest.mark.parametrize("daemon", DAEMONS)
def test_the_example_is_good(daemon, tmp_path):
    done = checked(daemon, trees(daemon), tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("daemon", DAEMONS)
@pytest.mark.parametrize("break_it,says", [
    (lambda top: top.update({"colour": "blue"}), "colour"),
    (lambda top: top.update({"name": "not a name!"}), "name"),
    (lambda top: top.pop("name"), "name"),
    (lambda top: top["device"].append(dict(top["device"][0])), "ne-7"),
    (lambda top: top["device"][0].update({"site": 7}), "site"),
])
def test_a_wrong_leaf_is_named(daemon, break_it, says, tmp_path):
    tree = trees(daemon)
    break_it(next(iter(tree.values())))
    done = checked(daemon, tree, tmp_path)
    assert done.returncode == 1, done.stderr
    assert says in done.stderr and "config.json" in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


@pytest.mark.parametrize("board", [False, True])
def test_a_family_that_no_pack_has_is_found_by_check(board, tmp_path):
    tree = trees("vigie-agent")
    device = tree["vigie-agent:agent"]["device"][0]
    if board:
        device["bmc"] = {"address": "192.0.2.99", "version": "v2c", "credential": "x",
                         "family": "nope"}
    else:
        device["family"] = "nope"
    done = checked("vigie-agent", tree, tmp_path)
    assert done.returncode == 1 and "no pack has the family nope" in done.stderr, done.stderr


@pytest.mark.parametrize("daemon", DAEMONS)
@pytest.mark.parametrize("text", ["", "{", "[]", '{"other:tree": {}}', "\x00\xff"])
def test_no_tree_at_all(daemon, text, tmp_path):
    done = checked(daemon, text, tmp_path)
    assert done.returncode == 1 and "config.json" in done.stderr, done.stderr


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_missing_file_is_named(daemon, tmp_path):
    done = run(daemon, "--check", "--config", tmp_path / "none.json", "--state", tmp_path / "s")
    assert done.returncode == 1 and "none.json" in done.stderr, done.stderr


def test_a_leafref_that_leads_nowhere(tmp_path):
    tree = trees("vigie-collector")
    tree["vigie-collector:collector"]["device"][0]["contract"] = "c-none"
    done = checked("vigie-collector", tree, tmp_path)
    assert done.returncode == 1 and "c-none" in done.stderr, done.stderr


def test_what_is_unwise_is_warned_of(tmp_path):
    """It is good all the same: exit 0."""
    def said(change):
        tree = trees("vigie-collector")
        change(tree["vigie-collector:collector"])
        done = checked("vigie-collector", tree, tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def sources(*addresses):
        def change(top):
            top.setdefault("intake", {})["source"] = [
                {"address": a, "reason": "a test", "credential": "plain"} for a in addresses]
        return change

    assert said(lambda top: None) == ""
    assert said(sources("10.0.0.0/8", "2001:db8::/32")) == ""
    for everybody in ("0.0.0.0/0", "::/0"):
        assert f"warning: source[address='{everybody}']: everybody may" in said(sources(everybody))
    assert "is below disk-critical-mib, 200" in said(
        lambda top: top.update(storage={"disk-low-mib": 100, "disk-critical-mib": 200}))
    assert "is below disk-critical-mib, 2000" in said(
        lambda top: top.update(storage={"disk-critical-mib": 2000}))
    assert said(lambda top: top.update(storage={"disk-low-mib": 200,
                                                "disk-critical-mib": 200})) == ""

    def same_key(top):
        agent = top["agent"][0]
        agent["next-credential"] = agent["credential"]
    assert "next-credential is credential" in said(same_key)


def prepared(stage, port=0):
    """Credentials and configuration of a collector on 127.1.20.1."""
    phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
    stage.write("collector-state/credentials/lyon-2", phrases, 0o400)
    tree = story.collector_tree()
    tree["vigie-collector:collector"]["listen"][0].update({"address": "127.1.20.1", "port": port})
    return ("--config", stage.write("collector.json", tree), "--state",
            stage.folder / "collector-state", "--socket", stage.folder / "collector.sock")


def test_a_port_in_use(stage):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.1.20.1", 0))
        done = run("vigie-collector", *prepared(stage, held.getsockname()[1]))
    assert done.returncode == 1 and "127.1.20.1" in done.stderr, done.stderr


def test_a_missing_credential(stage):
    """A start hears all others (test_senders); --check says it where it is told the folder."""
    words = prepared(stage)
    assert run("vigie-collector", "--check", *words).returncode == 0
    (stage.folder / "collector-state/credentials/lyon-2").unlink()
    done = run("vigie-collector", "--check", *words)
    assert done.returncode == 1 and "lyon-2: cannot be used: credential lyon-2" in done.stderr, done
    assert run("vigie-collector", "--check", *words[:2]).returncode == 0


def test_a_second_collector_is_refused(stage):
    words = prepared(stage)
    stage.start("vigie-collector", *words)
    stage.address_of("collector-state", "trap")
    done = run("vigie-collector", *words)
    assert done.returncode == 1 and "in use" in done.stderr, done.stderr


def test_a_damaged_database_is_left_alone(stage):
    words = prepared(stage)
    stage.start("vigie-collector", *words)
    stage.address_of("collector-state", "trap")
    stage.stop()
    database = stage.folder / "collector-state/collector.db"
    content = bytearray(database.read_bytes())
    for at in range(4096, len(content), 512):
        content[at:at + 64] = b"\xa5" * 64
    database.write_bytes(content)
    for side in ("-wal", "-shm"):
        Path(f"{database}{side}").unlink(missing_ok=True)
    done = run("vigie-collector", *words)
    assert done.returncode == 1 and "collector.db" in done.stderr, done.stderr
    assert database.read_bytes() == bytes(content)


def test_no_collector_is_exit_5(tmp_path):
    done = run("vigie", "--socket", tmp_path / "none.sock", "queue")
    assert done.returncode == 5 and "none.sock" in done.stderr, done.stderr


def test_a_daemon_ends_on_sigterm(stage):
    stage.start("vigie-collector", *prepared(stage))
    stage.address_of("collector-state", "trap")
    process = stage.programs[-1][1]
    process.send_signal(signal.SIGTERM)
    assert process.wait(40) == 0
    assert not (stage.folder / "collector.sock").exists()


def test_an_agent_without_collector_polls_on(stage):
    """The collector is not there at all; the agent finds the fault and keeps it."""
    phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
    stage.write("agent-state/credentials/lyon-2", phrases, 0o400)
    stage.write("agent-state/credentials/ne-7", f"community: {story.COMMUNITY}\n", 0o400)
    (stage.folder / "sim-state").mkdir()
    control = stage.folder / "sim.sock"
    stage.start("vigie-sim", "--port", "0", "--addr-file", stage.folder / "sim-state/sim.addr",
                "--control", control, "--device",
                f"ne-7,family=ssg-500,address=127.1.20.7,version=v2c,community={story.COMMUNITY}")
    port = stage.address_of("sim-state", "sim")[1]
    tree = story.agent_tree(("127.1.20.9", 9), ("127.1.20.7", port))
    tree["vigie-agent:agent"]["poll"]["interval-ms"] = 200
    words = ("--config", stage.write("agent.json", tree), "--state",
             stage.folder / "agent-state", "--socket", stage.folder / "agent.sock")
    stage.start("vigie-agent", *words)
    assert run("vigie-sim", "ctl", "--control", control, "fault", "ne-7", "psu", "1",
               "quiet").returncode == 0
    # It is on disk: another agent on the same state finds it again, then reports it.
    log = stage.folder / "vigie-agent.log"
    story.wait_for("the fault in the agent's log", lambda: "psu-failed" in story.whole_lines(log), 20)
    stage.check_alive()


def test_examples_are_copied_by_nobody(tmp_path):
    """--check writes nothing into the state folder."""
    state = tmp_path / "state"
    checked("vigie-collector", trees("vigie-collector"), tmp_path, "--state", state)
    assert not state.exists()
    shutil.rmtree(state, ignore_errors=True)


def test_a_set_fails_whatever_test_made_it(stage):
    """Every stage asks its simulator at the end: we read devices and never write to them."""
    (stage.folder / "sim-state").mkdir()
    stage.start("vigie-sim", "--port", "0", "--addr-file", stage.folder / "sim-state/sim.addr",
                "--control", stage.folder / "sim.sock", "--device",
                f"ne-7,family=ssg-500,address=127.1.20.7,version=v2c,community={story.COMMUNITY}")
    port = stage.address_of("sim-state", "sim")[1]
    subprocess.run(["snmpset", "-v2c", "-c", story.COMMUNITY, "-r0", "-t2", f"127.1.20.7:{port}",
                    "1.3.6.1.2.1.1.6.0", "s", "elsewhere"], capture_output=True, timeout=20,
                   stdin=subprocess.DEVNULL, check=False)
    with pytest.raises(story.Story, match="sent a SET"):
        stage.stop()
    assert not stage.programs
