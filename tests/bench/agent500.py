#!/usr/bin/python3
"""What an agent with 500 devices costs: memory, processor time for a cycle, sizes of its files.

    tests/bench/agent500.py [CYCLES [DEVICES [INTERVAL_S]]]      (default 10 500 6)

The real agent polls vigie-sim's devices (127.1.96.0/22, SNMP v2c, family ssg-500); its collector is
away, so that nothing but polling and keeping is measured.  The interval is 6 s where a site has 60,
to be done in a minute: what a cycle costs does not depend on it, so a share of a processor at 60 s is
CPU seconds of a cycle over 60.  Two cycles pass before the first look.  build/release, or VIGIE_BUILD.
The last line is one JSON object.
"""
import http.client
import json
import os
import re
import shutil
import socket
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/demo"))
import story  # noqa: E402

BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
WARM_UP = 2
SITE_S = 60


class Local(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Site(story.Stage):
    """A simulator of many devices, and the agent."""

    def prepare(self, n_devices, interval_s):
        phrases = "".join(f"{k}: {v}\n" for k, v in story.PHRASES.items())
        self.write("agent-state/credentials/lyon-2", phrases, 0o400)
        self.write("agent-state/credentials/all", f"community: {story.COMMUNITY}\n", 0o400)
        (self.folder / "sim-state").mkdir()
        boxes = {f"ne-{i}": f"127.1.{96 + i // 250}.{i % 250 + 1}" for i in range(n_devices)}
        self.start("vigie-sim", "--port", "0", "--addr-file", self.folder / "sim-state/sim.addr",
                   *(f"--device={name},family=ssg-500,address={address},version=v2c,"
                     f"community={story.COMMUNITY}" for name, address in boxes.items()))
        port = self.address_of("sim-state", "sim")[1]
        tree = story.agent_tree(("127.1.96.251", 9), ("127.1.96.1", port))
        top = tree["vigie-agent:agent"]
        one = top["device"][0]
        top["poll"]["interval-ms"] = interval_s * 1000
        top["device"] = [{**one, "name": name, "snmp": {
            **one["snmp"], "address": address, "credential": "all"}}
            for name, address in boxes.items()]
        self.start("vigie-agent", "--config", self.write("agent.json", tree), "--state",
                   self.folder / "agent-state", "--socket", self.folder / "agent.sock")

    def status(self):
        door = Local(self.folder / "agent.sock")
        door.request("GET", "/restconf/data/vigie-agent:agent-status")
        return json.loads(door.getresponse().read())["vigie-agent:agent-status"]

    def look(self):
        """Processor time and memory of the agent, what it kept, and when."""
        pid = next(p for n, p in self.programs if n == "vigie-agent").pid
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks = os.sysconf("SC_CLK_TCK")
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return {"at": story.now(), "cpu_s": (int(fields[11]) + int(fields[12])) / ticks,
                "pss_kib": int(re.search(r"^Pss:\s+(\d+)", rollup, re.M).group(1)),
                "samples": int(self.status()["samples-kept"])}

    def pass_cycles(self, cycles, interval_s):
        end = story.now() + cycles * interval_s
        story.wait_for("cycles", lambda: story.now() >= end, cycles * interval_s + 10)

    def files(self):
        return {p.name: p.stat().st_size for p in sorted((self.folder / "agent-state").iterdir())
                if p.is_file()}


def main():
    numbers = [int(word) for word in sys.argv[1:]]
    cycles, n_devices, interval_s = numbers + [10, 500, 6][len(numbers):]
    folder = Path(tempfile.mkdtemp(prefix="vigie-agent500."))
    site = Site(BUILD, folder, False)
    try:
        site.prepare(n_devices, interval_s)
        story.wait_for("all devices to be up", lambda: (folder / "agent.sock").exists() and sum(
            d["reach"] == "up" for d in site.status().get("device", [])) == n_devices, 120)
        site.pass_cycles(WARM_UP, interval_s)
        first, before = site.look(), site.files()
        site.pass_cycles(cycles, interval_s)
        last, after = site.look(), site.files()
        skipped = int(site.status().get("cycles-skipped", 0))
        done = (last["at"] - first["at"]) / interval_s
        cpu = (last["cpu_s"] - first["cpu_s"]) / done
        result = {"devices": n_devices, "cycles": round(done, 1), "interval_s": interval_s,
                  "pss_kib": [first["pss_kib"], last["pss_kib"]],
                  "cpu_s_per_cycle": round(cpu, 3),
                  "processor_at_60_s_percent": round(100 * cpu / SITE_S, 2),
                  "rows_per_cycle": round((last["samples"] - first["samples"]) / done),
                  "cycles_skipped": skipped, "files": after,
                  "history_octets_per_cycle": round(sum(
                      after.get(n, 0) - before.get(n, 0) for n in after if "history" in n) / done)}
        print(f"{n_devices} devices: {last['pss_kib']} KiB, {cpu:.3f} s of CPU a cycle")
        print(json.dumps(result))
        return 0
    except story.Story as error:
        print(f"agent500: {error}", file=sys.stderr)
        return 1
    finally:
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
