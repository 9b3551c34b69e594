"""The stage of the fault harness: a collector that can be killed, senders with a ledger, and if
wanted vigie-agent with its simulated devices (those of kill9.py).

Stage N has the net 127.1.N.0/24: the collector is .200, the road .240, devices .1 and on.
"""
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import kill9  # noqa: E402  pylint: disable=wrong-import-position
import ledger  # noqa: E402  pylint: disable=wrong-import-position
from kill9 import story  # noqa: E402  pylint: disable=wrong-import-position

BUILD = kill9.BUILD
AGENTS, DEVICES_EACH, FIRST = 4, 3, 101  # of the informer
PHRASES = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
wait_for = story.wait_for


class Field(kill9.Field):
    """Senders without and with devices."""

    def __init__(self, folder, net, real=False):
        super().__init__(BUILD, folder, False)
        self.net, self.real = f"127.1.{net}", real
        self.collector = (f"{self.net}.200", 0)
        self.target = None        # where senders send; None: the collector itself
        self.state = folder / "collector-state"
        self.ledger = folder / "ledger"
        self.other_tree = {}      # of the collector
        self.agents = [f"agent-{i + 1}" for i in range(AGENTS)]

    # --- the collector ---
    def tree_of_collector(self, port):
        tree = super().tree_of_collector(port)
        top = tree["vigie-collector:collector"]
        top["listen"][0].update({"address": self.collector[0], "allow": [f"{self.net}.0/24",
                                                                         "127.0.0.1/32"]})
        top["agent"] += [{"name": a, "site": "lyon-2", "user": a, "credential": a}
                         for a in self.agents]
        one = top["device"][0]
        top["device"] += [{**one, "name": f"ne-{FIRST + i}", "agent": self.agents[i // DEVICES_EACH]}
                          for i in range(AGENTS * DEVICES_EACH)]
        top["kind"].append({"type": "vigie-alarm-types:fan-failed", "hold-s": 0,
                            "clear-hold-s": 0, "flap-raises": 0})
        top.update(self.other_tree)
        return tree

    def start_collector(self, prefix=(), env=None, wait=True):
        """Starts it, by the words 'prefix'; gives the process. It has the port it had before."""
        for name in ("lyon-2", *self.agents):
            self.write(f"{self.state.name}/credentials/{name}", PHRASES, 0o400)
        (self.state / "trap.addr").unlink(missing_ok=True)
        config = self.write("collector.json", self.tree_of_collector(self.collector[1]))
        self.programs = [(n, p) for n, p in self.programs if n != "vigie-collector"]
        with open(self.folder / "vigie-collector.log", "ab") as log:
            process = subprocess.Popen(
                [*map(str, prefix), str(BUILD / "vigie-collector"), "--config", str(config),
                 "--state", str(self.state), "--socket", str(self.folder / "collector.sock")],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                env={**os.environ, **(env or {})})
        self.programs.append(("vigie-collector", process))
        if wait:
            self.await_collector()
        return process

    def await_collector(self):
        self.collector = self.address_of(self.state.name, "trap")

    def is_open(self):
        return (self.state / "trap.addr").exists()

    def process(self, name="vigie-collector"):
        return next(p for n, p in self.programs if n == name)

    # --- senders ---
    def start_informer(self, seed, rate=400, count=0, timeout_ms=500):
        to = self.target or self.collector
        for name in self.agents:
            self.write(f"informer-state/credentials/{name}", PHRASES, 0o400)
        self.start("tests/fault/informer", "--to", to[0], "--port", to[1], "--state",
                   self.folder / "informer-state", "--ledger", self.ledger, "--agents", AGENTS,
                   "--devices", DEVICES_EACH, "--first", FIRST, "--rate", rate, "--count", count,
                   "--timeout-ms", timeout_ms, "--seed", seed % (1 << 32))

    def start(self, name, *words):
        (self.folder / f"{name}.log").parent.mkdir(parents=True, exist_ok=True)
        super().start(name, *words)

    def start_real(self):
        """vigie-agent and the devices it polls."""
        self.write("agent-state/credentials/lyon-2", PHRASES, 0o400)
        (self.folder / "sim-state").mkdir()
        devices = []
        for i, name in enumerate(kill9.names(), 1):
            self.write(f"agent-state/credentials/{name}", f"community: {story.COMMUNITY}\n", 0o400)
            devices += ["--device", f"{name},family=ssg-500,address={self.net}.{i},version=v2c,"
                                    f"community={story.COMMUNITY}"]
        kill9.story.Stage.start(self, "vigie-sim", "--port", "0", "--addr-file",
                                self.folder / "sim-state/sim.addr", "--control",
                                self.folder / "sim.sock", *devices)
        self.port = self.address_of("sim-state", "sim")[1]
        self.restart("vigie-agent")

    def tree_of_agent(self):
        tree = super().tree_of_agent()
        top = tree["vigie-agent:agent"]
        to = self.target or self.collector
        top["collector"][0].update({"address": to[0], "port": to[1]})
        for i, device in enumerate(top["device"], 1):
            device["snmp"]["address"] = f"{self.net}.{i}"
        return tree

    def heard(self):
        """When vigie-agent was acknowledged last; None: it does not say."""
        status = self.status()
        return status.get("last-acknowledged", "never") if status else None

    def acknowledged(self):
        """How many messages the ledger has as acknowledged."""
        return self.ledger.read_text().count("\nacknowledged ") if self.ledger.exists() else 0

    def await_progress(self, more, limit=60):
        """Waits for so many acknowledgements more."""
        begun = self.acknowledged()
        wait_for(f"{more} acknowledgements", lambda: self.acknowledged() >= begun + more, limit)

    def end_informer(self, limit=120):
        """Lets the senders clear, deliver and end; gives what they say."""
        informer = self.process("tests/fault/informer")
        informer.terminate()
        self.await_informer(limit)

    def await_informer(self, limit):
        informer = self.process("tests/fault/informer")
        try:
            if informer.wait(limit) != 0:
                raise story.Story(f"the informer ended with {informer.returncode}")
        except subprocess.TimeoutExpired as error:
            raise story.Story(f"not all was acknowledged within {limit} s") from error
        self.programs = [(n, p) for n, p in self.programs if n != "tests/fault/informer"]

    # --- the end ---
    def judge(self):
        """Ends everything and compares; with vigie-agent, its spool too."""
        self.stop()
        found = ledger.judge(ledger.read(self.ledger), self.state / "collector.db")
        done = self.run("vigie-collector", "--verify", "--state", str(self.state))
        found["damaged"] += done.returncode != 0
        if self.real:
            agent = kill9.judge(self)
            found["acknowledged_and_missing"] += agent["acknowledged_and_missing"]
            found["stored_twice"] += agent["stored_twice"]
            found["agent_given"] = agent["given"]
            found["in_spool"] = agent["still_in_spool"]
        return found

    def tell(self, text):
        """Logs, when something went wrong."""
        out = [text]
        for log in sorted(self.folder.glob("**/*.log")):
            out.append(f"--- {log.name}\n{log.read_text(errors='replace')[-1500:]}")
        return "\n".join(out)
