#!/usr/bin/python3
"""Fault to case, in milliseconds: p50 and p99 over N faults told by a trap sent straight to the
collector, and over N found by poll.

    tests/bench/latency.py [N]          (default 200; build/release, or VIGIE_BUILD)

Each fault is of a device of its own.  The clock starts when the simulator is told to fail and
stops when the event stream says case-opened; from a fault found by poll the time until the poll
that decided (the second that saw it) is subtracted, which is the agent's time in the alarm.
The last line is one JSON object; memory is the resident set of each program at the end.
"""
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402

BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()


class Watcher(threading.Thread):
    """Notes when the stream tells that a case of a device was opened."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.opened, self.ready = path, {}, threading.Event()

    def run(self):
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(str(self.path))
            link.sendall(b"GET /restconf/streams/vigie HTTP/1.1\r\nHost: vigie\r\n"
                         b"Accept: text/event-stream\r\n\r\n")
            kept = b""
            while True:
                data = link.recv(65536)
                if not data:
                    return
                at = time.time()
                self.ready.set()  # it has answered: what happens from now on is told
                kept += data
                *lines, kept = kept.split(b"\n")
                for line in lines:
                    if b"case-opened" in line and b"device/" in line:
                        name = line.split(b"device/")[1].split(b'"')[0].split(b"/")[0].decode()
                        self.opened.setdefault(name, at)


def figures(values):
    ordered = sorted(values)
    pick = lambda p: round(ordered[min(len(ordered) - 1, int(p * len(ordered)))] * 1000, 2)
    return {"n": len(ordered), "p50_ms": pick(0.50), "p99_ms": pick(0.99)}


def prepare(stage, n, polled):
    phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
    for state in ("collector-state", "agent-state"):
        stage.write(f"{state}/credentials/lyon-2", phrases, 0o400)
    (stage.folder / "sim-state").mkdir()
    place = lambda i: f"127.1.{31 + i // 250}.{i % 250 + 1}"
    tree = story.collector_tree()
    top = tree["vigie-collector:collector"]
    one = top["device"][0]
    top["device"] = [{**one, "name": f"d-{i}", "address": [place(i)]} for i in range(n)]
    top["intake"] = {"rate": 10000, "burst": 100000}
    top["kind"] = [{"type": "vigie-alarm-types:psu-failed", "hold-s": 0, "clear-hold-s": 0}]
    top["policy"] = {"site-devices": 1000}  # else they are one case, their site's power
    stage.start("vigie-collector", "--config", stage.write("collector.json", tree), "--state",
                stage.folder / "collector-state", "--socket", stage.folder / "collector.sock")
    collector = stage.address_of("collector-state", "trap")
    devices = []
    for i in range(n):
        devices += ["--device", f"d-{i},family=ssg-500,address={place(i)},version=v2c,"
                    f"community={story.COMMUNITY},trap-to={collector[0]}:{collector[1]}"]
    stage.start("vigie-sim", "--port", "0", "--addr-file", stage.folder / "sim-state/sim.addr",
                "--control", stage.folder / "sim.sock", *devices)
    port = stage.address_of("sim-state", "sim")[1]
    if not polled:
        return
    agent = story.agent_tree(collector, ("", port))
    top = agent["vigie-agent:agent"]
    stage.write("agent-state/credentials/ne-7", f"community: {story.COMMUNITY}\n", 0o400)
    one = top["device"][0]
    top["device"] = [{**one, "name": f"d-{i}", "snmp": {**one["snmp"], "address": place(i)}}
                     for i in range(n)]
    top["poll"]["interval-ms"] = 1000
    stage.start("vigie-agent", "--config", stage.write("agent.json", agent), "--state",
                stage.folder / "agent-state", "--socket", stage.folder / "agent.sock")
    story.wait_for("all devices to be known", lambda: sum(
        1 for d in story.find_list(stage.ask("device", "list"), "device") if d.get("serial")) == n)


def tell_sim(stage, line):
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(stage.folder / "sim.sock"))
        link.sendall(line.encode() + b"\n")
        answer = link.makefile("rb").read()
        if not answer.startswith(b"ok"):
            raise story.Story(f"{line}: {answer}")


def raised_at(stage):
    """Device to the moment the agent wrote its message (the poll that decided)."""
    alarms = story.find_list(stage.ask("alarm", "list", "--all"), "alarm")
    parse = lambda t: datetime.fromisoformat(t.replace("Z", "+00:00")).timestamp()
    return {a["device"]: parse(a["last-raised"]) for a in alarms if "psu" in a["alarm-type-id"]}


def memory(stage):
    sizes = {}
    for name, process in stage.programs:
        status = Path(f"/proc/{process.pid}/status").read_text()
        sizes[name] = int(status.split("VmRSS:")[1].split()[0])
    return sizes


def measure(n, polled):
    folder = Path(tempfile.mkdtemp(prefix="vigie-latency."))
    stage = story.Stage(BUILD, folder, False)
    try:
        prepare(stage, n, polled)
        watcher = Watcher(folder / "collector.sock")
        watcher.start()
        watcher.ready.wait(5)
        begun = {}
        for i in range(n):
            begun[f"d-{i}"] = time.time()
            tell_sim(stage, f"fault d-{i} psu 1{' quiet' if polled else ''}")
            if not polled:
                story.wait_for(f"the case of d-{i}", lambda d=f"d-{i}": d in watcher.opened, 10)
        story.wait_for("all cases", lambda: len(watcher.opened) == n, 60)
        if polled:
            begun = raised_at(stage)
        return figures([watcher.opened[d] - begun[d] for d in watcher.opened if d in begun]), \
            memory(stage)
    finally:
        stage.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    try:
        trap, _ = measure(n, False)
        poll, sizes = measure(n, True)
    except (story.Story, subprocess.TimeoutExpired) as error:
        print(f"latency: {error}", file=sys.stderr)
        return 1
    print(json.dumps({"trap": trap, "poll": poll, "rss_kb": sizes}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
