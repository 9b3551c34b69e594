#!/usr/bin/python3
"""make demo: a power supply fails, and a case opens with its clock; then a client writes.

Starts a simulated Allot Service Gateway, a collector and an agent in a folder of its own below
build/, on loopback and on ports the system picks, without root; makes the power supply fail and
tells what happens, with the commands that you could type yourself.

  story.py --build build/release           tells the story, leaves everything running
  story.py --build build/release --once    tells it headless, stops everything, exits 0 or 1
  story.py --build build/release --stop    stops what an earlier run left running
"""
import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import hotline

PHRASES = {"auth": "demonstration-auth", "priv": "demonstration-priv"}
COMMUNITY = "demonstration"
LIMIT_S = 60
PACE_S = 0.1  # between two looks: a look starts a program
PATIENCE = 4  # a machine that does other things too takes longer; what never comes is told later
USER = "claire"


class Story(Exception):
    """Something did not come as told."""


def now():
    return time.monotonic()


def wait_for(what, look, limit=LIMIT_S):
    """Looks until there is an answer; says what it waited for when there is none.

    'limit' is in seconds of a machine that does nothing else: it ends what hangs, and measures nothing.
    """
    end = now() + limit * PATIENCE
    while True:
        found = look()
        if found:
            return found
        if now() > end:
            raise Story(f"waited {limit * PATIENCE} s for {what}")
        time.sleep(PACE_S)


def whole_lines(path):
    """What a file that a program still writes says so far, up to the end of its last whole line.

    A log is written piece by piece: stdio ends a piece at 4,096 octets, in the middle of a line and of a
    letter.  Whoever counts or parses lines asks here.  Nothing while there is no file.
    """
    try:
        octets = Path(path).read_bytes()
    except FileNotFoundError:
        return ""
    return octets[:octets.rfind(b"\n") + 1].decode(errors="replace")


class Stage:
    """The folder, its files and the programs that run in it."""

    def __init__(self, build, folder, colour):
        self.build, self.folder, self.colour = build, folder, colour
        self.programs = []
        self.words = {}  # of each process, what it was started with
        self.begun = now()

    # --- telling ---
    def tell(self, text):
        stamp = f"{now() - self.begun:6.1f} s"
        mark = ("\033[1m", "\033[0m") if self.colour else ("", "")
        print(f"{stamp}  {mark[0]}{text}{mark[1]}", flush=True)

    def show(self, *words, expect=0):
        """Runs a command the reader could type, prints it with what it prints."""
        print(f"          $ {' '.join(words)}", flush=True)
        given = words.index("<") if "<" in words else len(words)
        done = self.run(*words[:given], given=Path(words[-1] if given < len(words) else os.devnull))
        for line in (done.stdout + done.stderr).splitlines():
            print(f"          {line}", flush=True)
        if done.returncode != expect:
            raise Story(f"{words[0]} ended with {done.returncode}, not {expect}")
        return done.stdout

    def run(self, *words, given=Path(os.devnull)):
        program = str(self.build / words[0])
        env = {**os.environ, "VIGIE_SOCKET": str(self.folder / "collector.sock"),
               "NO_COLOR": "1"}
        with open(given, "rb") as stdin:
            return subprocess.run([program, *words[1:]], capture_output=True, text=True,
                                  env=env, timeout=30, stdin=stdin, check=False)

    def ask(self, *words):
        """A command's --json as Python sees it, or None while it cannot be had."""
        done = self.run("vigie", *words, "--json")
        try:
            return json.loads(done.stdout) if done.returncode == 0 else None
        except json.JSONDecodeError:
            return None

    # --- files ---
    def write(self, name, content, mode=0o644):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.unlink()
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))
        path.chmod(mode)
        return path

    def address_of(self, state, name):
        path = self.folder / state / f"{name}.addr"
        text = wait_for(f"{path}", lambda: path.exists() and path.read_text().split(), 20)
        return text[0], int(text[1])

    # --- programs ---
    def start(self, name, *words):
        log = open(self.folder / f"{name}.log", "ab")
        process = subprocess.Popen([str(self.build / name), *map(str, words)], stdout=log,
                                   stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
        self.programs.append((name, process))
        self.words[process.pid] = [str(w) for w in words]
        with open(self.folder / "pids", "a") as pids:
            pids.write(f"{process.pid} {start_time(process.pid)} {name}\n")

    def running(self):
        return [(name, process, self.words.get(process.pid, []))
                for name, process in self.programs if process.poll() is None]

    @contextlib.contextmanager
    def held(self):
        """All that runs stands still: nobody writes to the files and databases that are looked at."""
        running = [process for _, process, _ in self.running()]
        try:
            for process in running:
                process.send_signal(signal.SIGSTOP)
            for process in running:
                os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            yield
        finally:
            for process in running:
                process.send_signal(signal.SIGCONT)

    def check_alive(self):
        for name, process in self.programs:
            if process.poll() is not None:
                log = whole_lines(self.folder / f"{name}.log")[-2000:]
                raise Story(f"{name} ended with {process.returncode}:\n{log}")

    def no_device_was_written(self):
        """We never send a SET: no simulator that still runs has seen one."""
        for name, _, words in self.running():
            if name != "vigie-sim" or "--control" not in words:
                continue
            control = words[words.index("--control") + 1]
            status = self.run(name, "ctl", "--control", control, "status").stdout
            if status and " sets=0 " not in status:
                raise Story(f"a device was sent a SET: {status}")

    def nothing_was_left_out(self):
        """What a door answers is what the model says: no leaf was refused by it and kept from who asked."""
        for log in self.folder.glob("*.log"):
            for line in whole_lines(log).splitlines():
                if ": the model refuses " in line:
                    raise Story(f"{log.name}: {line}")

    def stop(self):
        try:
            self.no_device_was_written()
            self.nothing_was_left_out()
        finally:
            self.end_programs()

    def end_programs(self):
        for _, process in reversed(self.programs):
            if process.poll() is None:
                process.terminate()
        for name, process in reversed(self.programs):
            try:
                process.wait(10 * PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                print(f"{name} had to be killed", file=sys.stderr)
        self.programs = []


def start_time(pid):
    """When a process began, in ticks since boot: tells it from a later one with its pid."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return "gone"


def stop_earlier(folder):
    """Stops what an earlier demonstration started here, and only that."""
    path = folder / "pids"
    stopped = 0
    for line in path.read_text().splitlines() if path.exists() else []:
        pid, began, _ = line.split()
        if start_time(pid) == began:
            os.kill(int(pid), signal.SIGTERM)
            wait_for(f"process {pid} to end", lambda p=pid, b=began: start_time(p) != b, 15)
            stopped += 1
    if path.exists():
        path.unlink()
    return stopped


def collector_tree():
    return {"vigie-collector:collector": {
        "name": "noc", "integrator": {"name": "Merisac", "zone": "Europe/Paris",
                                       "mail": "support@merisac.example"},
        "listen": [{"name": "trap", "address": "127.0.0.1", "port": 0,
                    "allow": ["127.0.0.0/8"]}],
        "supplier": [{"name": "allot", "delegation": "included"}],
        "client": [{"name": "clinique-a"}],
        "site": [{"name": "lyon-2", "client": "clinique-a"}],
        "calendar": [{"name": "always"}],
        "contract": [{"name": "c-2026-7", "client": "clinique-a", "supplier": "allot",
                      "from": "2026-01-01", "until": "2036-12-31", "calendar": "always",
                      "mode": [{"from": "2026-01-01", "mode": "delegated"}]}],
        "agent": [{"name": "lyon-2", "site": "lyon-2", "user": "lyon-2",
                   "credential": "lyon-2"}],
        "device": [{"name": "ne-7", "site": "lyon-2", "supplier": "allot",
                    "contract": "c-2026-7", "agent": "lyon-2"}],
        "user": [{"name": USER, "role": "noc", "uid": os.getuid()}],
        # The shipped numbers wait 90 s for a second supply on the site; a story is shorter.
        "kind": [{"type": "vigie-alarm-types:psu-failed", "hold-s": 0, "clear-hold-s": 1},
                 {"type": "vigie-alarm-types:fan-failed", "hold-s": 0, "clear-hold-s": 1}],
    }}


def agent_tree(collector, device):
    return {"vigie-agent:agent": {
        "name": "lyon-2", "site": "lyon-2",
        "collector": [{"name": "main", "address": collector[0], "port": collector[1],
                       "user": "lyon-2", "credential": "lyon-2"}],
        # A machine that does other things too is late at times: that is no fault of what is told here.
        "poll": {"interval-ms": 2000, "own-health": {"late-ms": 60000}},
        "heartbeat": {"interval-ms": 5000},
        "device": [{"name": "ne-7", "site": "lyon-2", "supplier": "allot",
                    "snmp": {"address": device[0], "port": device[1], "version": "v2c",
                             "credential": "ne-7"}}],
    }}


def set_the_stage(stage):
    phrases = "".join(f"{k}: {v}\n" for k, v in PHRASES.items())
    stage.write("collector-state/credentials/lyon-2", phrases, 0o400)
    stage.write("agent-state/credentials/lyon-2", phrases, 0o400)
    stage.write("agent-state/credentials/ne-7", f"community: {COMMUNITY}\n", 0o400)
    folder = stage.folder
    (folder / "sim-state").mkdir(exist_ok=True)
    stage.start("vigie-sim", "--port", "0", "--addr-file", folder / "sim-state/sim.addr",
                "--control", folder / "sim.sock", "--device",
                f"ne-7,family=ssg-500,address=127.1.7.1,version=v2c,community={COMMUNITY}")
    stage.tell("A simulated Allot SSG-500, ne-7, answers SNMP on loopback.")
    stage.start("vigie-collector", "--config", stage.write("collector.json", hotline.parties(collector_tree())),
                "--state", folder / "collector-state", "--socket", folder / "collector.sock")
    collector = stage.address_of("collector-state", "trap")
    stage.tell(f"The collector listens for SNMPv3 informs on {collector[0]} port {collector[1]}.")
    device = ("127.1.7.1", stage.address_of("sim-state", "sim")[1])
    tree = stage.write("agent.json", agent_tree(collector, device))
    stage.start("vigie-agent", "--config", tree, "--state", folder / "agent-state", "--socket",
                folder / "agent.sock")
    stage.tell("The agent polls ne-7 every 2 s and reports to the collector.")


def first(answer, *path):
    for key in path:
        if isinstance(answer, list):
            answer = answer[0] if answer else None
        answer = answer.get(key) if isinstance(answer, dict) else None
    return answer


def find_list(answer, name):
    """The list 'name' wherever it stands in a RESTCONF answer."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            if key.split(":")[-1] == name and isinstance(value, list):
                return value
            found = find_list(value, name)
            if found:
                return found
    return []


def known_device(stage):
    stage.check_alive()
    devices = find_list(stage.ask("device", "list"), "device")
    return next((d for d in devices if d.get("name") == "ne-7" and d.get("serial")), None)


def open_case(stage):
    stage.check_alive()
    cases = find_list(stage.ask("queue"), "case")
    return next((c for c in cases if c.get("device") == "ne-7"), None)


def case_with_fault(stage, case, fault):
    found = find_list(stage.ask("case", "show", case), "case")
    return found[0] if found and found[0].get("fault") == fault else None


def check(what, good):
    if not good:
        raise Story(f"expected: {what}")


def play(stage):
    set_the_stage(stage)
    device = wait_for("the agent to know ne-7", lambda: known_device(stage))
    stage.tell(f"ne-7 is known: {device.get('family')}, serial {device['serial']}.")
    stage.show("vigie", "agent", "list")

    stage.tell("Now a power supply of ne-7 fails.")
    stage.show("vigie-sim", "ctl", "--control", str(stage.folder / "sim.sock"), "fault", "ne-7",
               "psu", "1", "quiet")
    failed_at = now()
    case = wait_for("a case", lambda: open_case(stage))
    name = case["id"]
    stage.tell(f"Found by poll, carried by an SNMPv3 inform: case {name} is open, "
               f"{now() - failed_at:.1f} s after the fault.")
    stage.show("vigie", "queue")
    shown = stage.show("vigie", "case", "show", name)
    full = find_list(stage.ask("case", "show", name), "case")[0]
    targets = {t["name"]: t for t in full.get("target", [])}
    check("a running clock client-told", "client-told" in targets)
    check("a suggestion of a return", full.get("suggestion") or "return" in shown)

    stage.tell("Claire of the NOC takes the case.")
    stage.show("vigie", "case", "take", name)
    check("the case in hand", find_list(stage.ask("case", "show", name), "case")[0]["state"] in
          ("in-hand", "IH"))

    stage.tell("The power supply is good again.")
    stage.show("vigie-sim", "ctl", "--control", str(stage.folder / "sim.sock"), "clear", "ne-7",
               "psu", "1", "quiet")
    wait_for("the clear", lambda: case_with_fault(stage, name, "cleared"))
    stage.tell("The alarm is cleared.  The case stays with Claire: only she closes it.")
    stage.show("vigie", "alarm", "list")
    stage.show("vigie", "queue")
    hotline.play(stage, find_list, check, now)
    stage.check_alive()
    return name


def farewell(stage, case):
    socket = stage.folder / "collector.sock"
    print(f"""
Everything is still running.  Type next, in this folder:

  export VIGIE_SOCKET={socket}
  {stage.build}/vigie case show {case}
  {stage.build}/vigie case reply {case} --text "We are on it."
  {stage.build}/vigie case close {case} --cause "feed" --cure "feed mended"
  {stage.build}/vigie-sim ctl --control {stage.folder}/sim.sock fault ne-7 fan
  {stage.build}/vigie queue
  {stage.build}/vigie mail show 1
  {stage.build}/vigie message preview opened {case}

and beside it, in another terminal, to see it happen:

  VIGIE_SOCKET={socket} {stage.build}/vigie watch

Logs are in {stage.folder}.  To stop it all:  make demo STOP=1
""")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build/release"))
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--stop", action="store_true")
    parser.add_argument("--folder", type=Path, help="default build/demo; a new one with --once")
    args = parser.parse_args()
    build = args.build.resolve()
    folder = (args.folder or build.parent / "demo").resolve()
    if args.stop:
        print(f"stopped {stop_earlier(folder)} programs")
        return 0
    if args.once:
        folder = Path(tempfile.mkdtemp(prefix="vigie-demo."))
    else:
        stop_earlier(folder)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    stage = Stage(build, folder, sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    good = False
    try:
        case = play(stage)
        good = True
        stage.tell("That was the story.")
        if not args.once:
            farewell(stage, case)
    except (Story, subprocess.TimeoutExpired, OSError) as error:
        print(f"the story broke: {error}", file=sys.stderr)
        for log in sorted(folder.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}", file=sys.stderr)
    finally:
        if args.once or not good:
            stage.stop()
        if args.once:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
