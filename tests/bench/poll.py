#!/usr/bin/python3
"""What polling costs: the agent against the floor and against the usual program on Net-SNMP.

    tests/bench/poll.py [--runs N] [--only NAME ...]        (build/release, or VIGIE_BUILD)

All poll the family "bench" of vigie-sim, 1,000 devices of 200 values at one address each.
  ours     vigie-agent itself, every room of it, in a world whose clock goes SPEED times as fast
           (tests/bench/hastyagent.c): rules judged, history stored and rolled up in proportion,
           over one hour of that world (SNMPv3: the clock as it is, a round a second).
  floor    the datagrams that it sent, sent again (tests/bench/pollfloor.c).
  netsnmp  one session a device, epoll, snmp_sess_read2 (tests/bench/pollnetsnmp.c).
Runs are interleaved; CPU is user and system time by getrusage, for each answer; the figures are
medians.  The last line is one JSON object: ratios, and the microseconds behind them.
"""
import argparse
import ipaddress
import json
import os
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()
FIRST, PORT, COMMUNITY = "127.96.0.1", 16196, "bench"
USER, AUTH, PRIV = "bench", "bench-auth-secret", "bench-priv-secret"
REQUESTS = 5  # of a device and cycle
SPEED = 400
HOUR_S = 3600
LIMIT_S = 60


def fail(text):
    sys.exit(f"bench-poll: {text}")


def wait_for(what, look, limit=LIMIT_S):
    end = time.monotonic() + limit
    while not (found := look()):
        if time.monotonic() > end:
            fail(f"waited {limit} s for {what}")
        time.sleep(0.05)
    return found


class Field:
    """A folder, simulated devices, and the agents that poll them one after the other."""

    def __init__(self, folder, version, n, first=FIRST, port=PORT):
        self.folder, self.version, self.n = folder, version, n
        self.first, self.port = first, port
        how = (f"version=v2c,community={COMMUNITY}" if version == "v2c" else
               f"version=v3,user={USER},auth={AUTH},priv={PRIV}")
        self.data = folder / "data"
        (self.data / "packs").mkdir(parents=True, exist_ok=True)
        for pack in (*(ROOT / "lib/packs").glob("*.json"), ROOT / "tests/bench/benchpack.json"):
            self.link(self.data / "packs" / pack.name, pack)
        for name in ("yang", "mibs"):
            self.link(self.data / name, ROOT / name)
        (folder / "sim.addr").unlink(missing_ok=True)
        self.control = folder / "sim.control"
        self.sim = subprocess.Popen(
            [BUILD / "vigie-sim", "--port", str(port), "--addr-file", folder / "sim.addr",
             "--control", self.control, "--for", "900", "--many",
             f"{n},family=bench,from={first},{how}"], stderr=open(folder / "sim.log", "w"))
        wait_for("the simulator", (folder / "sim.addr").exists)

    @staticmethod
    def link(path, to):
        path.unlink(missing_ok=True)
        path.symlink_to(to)

    def close(self):
        self.sim.terminate()
        self.sim.wait(10)

    def order(self, *words):
        done = subprocess.run([BUILD / "vigie-sim", "ctl", "--control", self.control, *words],
                              capture_output=True, text=True, timeout=30)
        if done.returncode:
            fail(f"vigie-sim ctl {' '.join(words)}: {done.stderr}")
        return done.stdout

    def tree(self, n, interval_ms, timeout_ms, more):
        first = int(ipaddress.ip_address(self.first))
        snmp = {"port": self.port, "version": self.version, "credential": "device"}
        if self.version == "v3":
            snmp["user"] = USER
        devices = [{"name": f"d-{i}", "site": "bench", "supplier": "bench", "family": "bench-set",
                    "snmp": {**snmp, "address": str(ipaddress.ip_address(first + i))}}
                   for i in range(n)]
        return {"vigie-agent:agent": {
            "name": "bench", "site": "bench", "metrics": {"port": 0},
            "collector": [{"name": "none", "address": "127.0.0.1", "port": 9, "user": "bench",
                           "credential": "device"}],
            "poll": {"interval-ms": interval_ms, "timeout-ms": timeout_ms,
                     "least-wait-ms": min(timeout_ms, 60000),
                     "own-health": {"late-ms": 60000}, **more},
            "device": devices}}


class Agent:
    """vigie-agent in a hurry."""

    def __init__(self, field, n=None, speed=1, interval_ms=60000, timeout_ms=60000, record=None,
                 more=None):
        self.folder = field.folder / "agent"
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "state/credentials").mkdir(parents=True)
        credential = self.folder / "state/credentials/device"
        credential.write_text(f"community: {COMMUNITY}\nauth: {AUTH}\npriv: {PRIV}\n")
        credential.chmod(0o400)
        config = self.folder / "agent.json"
        config.write_text(json.dumps(field.tree(n or field.n, interval_ms, timeout_ms,
                                                more or {})))
        self.log = self.folder / "agent.log"
        env = {**os.environ, "VIGIE_BENCH_SPEED": str(speed), "VIGIE_DATADIR": str(field.data)}
        if record:
            env.update(VIGIE_BENCH_RECORD=str(record),
                       VIGIE_BENCH_DATAGRAMS=str(field.n * REQUESTS))
        self.process = subprocess.Popen(
            [BUILD / "tests/bench/hastyagent", "--config", config, "--state",
             self.folder / "state", "--socket", self.folder / "agent.sock"],
            stderr=open(self.log, "w"), env=env)
        address = self.folder / "state/metrics.addr"
        wait_for("the agent", lambda: address.exists() or self.process.poll() is not None)
        if self.process.poll() is not None:
            fail(self.log.read_text()[-2000:])
        self.port = address.read_text().split()[1]

    def metrics(self):
        """The page as numbers by name; several tries, since the hurry hurries its door too."""
        for _ in range(20):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics",
                                            timeout=5) as page:
                    text = page.read().decode()
                break
            except OSError:
                time.sleep(0.05)
            except Exception as error:  # an answer cut short
                if "IncompleteRead" not in repr(error):
                    raise
        else:
            fail("the agent's metrics cannot be had")
        self.page, found = text, {}
        for line in text.splitlines():
            if not line.startswith("#") and "device=" not in line:
                name, value = line.rsplit(" ", 1)
                found[name] = float(value)
        return found

    def get(self, name):
        return self.metrics().get(f"vigie_agent_{name}", 0.0)

    def devices_up(self):
        """The names of those that answer."""
        self.metrics()
        return set(re.findall(r'vigie_agent_device_up\{device="([^"]+)"\} 1', self.page))

    def devices_stored(self):
        """The names of those of which the history holds anything; after the end."""
        with sqlite3.connect(self.folder / "state/history.db") as db:
            return {name for (name,) in db.execute("SELECT DISTINCT device FROM track")}

    def pss_kb(self):
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1))

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


def start(field, record=None):
    """
    The agent, and how long it is measured.  SNMPv3 has a clock of its own, which must not go faster
    than the device's: there the interval is short instead, and roll-ups are fewer than they were.
    """
    if field.version == "v2c":
        return Agent(field, speed=SPEED, record=record), HOUR_S / SPEED
    return Agent(field, interval_ms=field.n, timeout_ms=5000), 15


def ours(field, record=None):
    """CPU of the agent for an answer, requests for a device's 200 values."""
    agent, lasts_s = start(field, record)
    try:
        wait_for("every device to be up", lambda: agent.get("cycles_kept_total") >=
                 2 * 3 * field.n)
        before = agent.metrics()
        time.sleep(lasts_s)
        after = agent.metrics()
    finally:
        agent.close()
    grown = {k: after[k] - before.get(k, 0) for k in after}
    answers, cycles = grown["vigie_agent_answers_total"], grown["vigie_agent_cycles_kept_total"]
    if grown["vigie_agent_cycles_lost_total"] or after["vigie_agent_devices_unreachable"]:
        fail(f"cycles were lost or devices fell silent; the agent says: {agent.log.read_text()}")
    return {"us": grown["process_cpu_seconds_total"] * 1e6 / answers,
            "requests": 3 * answers / cycles}


def said(words):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=300)
    if done.returncode:
        fail(f"{words[0]}: {done.stderr or done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def floor(packets):
    found = said([BUILD / "tests/bench/pollfloor", packets, 20])
    if found["taken"] < 0.999 * found["sent"]:
        fail(f"the floor lost {found['sent'] - found['taken']} of {found['sent']} answers")
    return found["cpu_us"] / found["taken"]


def netsnmp(field, rounds):
    how = ("v2c", COMMUNITY) if field.version == "v2c" else ("v3", USER, AUTH, PRIV)
    found = said([BUILD / "tests/bench/pollnetsnmp", field.first, field.n, field.port, rounds, *how])
    if found["failures"]:
        fail(f"Net-SNMP missed {found['failures']} answers")
    return found["cpu_us"] / found["answers"]


def compare(folder, version, runs, figures):
    """The three side by side; the floor has datagrams of v2c alone, v3 must be made anew."""
    field, packets = Field(folder, version, 1000), folder / "packets"
    us = {"ours": [], "floor": [], "netsnmp": []}
    requests = []
    try:
        for _ in range(runs):
            found = ours(field, record=packets if version == "v2c" else None)
            us["ours"].append(found["us"])
            requests.append(found["requests"])
            if version == "v2c":
                us["floor"].append(floor(packets))
            us["netsnmp"].append(netsnmp(field, 20 if version == "v2c" else 5))
            print(version, {k: round(v[-1], 2) for k, v in us.items() if v},
                  "us an answer;", round(requests[-1], 2), "requests", flush=True)
    finally:
        field.close()
    middle = {k: statistics.median(v) for k, v in us.items() if v}
    for name, value in middle.items():
        figures[f"us_{version}_{name}"] = value
    figures[f"{version}_vs_netsnmp"] = middle["ours"] / middle["netsnmp"]
    if version == "v2c":
        figures["v2c_vs_floor"] = middle["ours"] / middle["floor"]
        figures["requests_per_200"] = statistics.median(requests)


def growth(folder, runs, figures):
    """SNMPv3 at 20,000 engines against 1,000: CPU for an answer."""
    small, many = [], []
    for _ in range(runs):
        for n, into in ((1000, small), (20000, many)):
            field = Field(folder, "v3", n)
            agent, lasts_s = start(field)
            try:
                wait_for("every device to be up", lambda: agent.get("cycles_kept_total") >=
                         2 * 3 * n, 180)
                before = agent.metrics()
                time.sleep(lasts_s)
                after = agent.metrics()
            finally:
                agent.close()
                field.close()
            into.append((after["process_cpu_seconds_total"] - before["process_cpu_seconds_total"])
                        * 1e6 / (after["vigie_agent_answers_total"] -
                                 before["vigie_agent_answers_total"]))
            print(f"v3 of {n} engines: {into[-1]:.2f} us an answer", flush=True)
    figures["us_v3_1000"], figures["us_v3_20000"] = map(statistics.median, (small, many))
    figures["v3_growth"] = figures["us_v3_20000"] / figures["us_v3_1000"]


def memory(folder, version, figures):
    """PSS of 2,000 devices less that of 1,000, after 33 cycles of 3 s: memory has been tidied."""
    field, pss = Field(folder, version, 2000), []
    try:
        for n in (1000, 2000):
            agent = Agent(field, n, interval_ms=3000, timeout_ms=2000)
            try:
                wait_for("three cycles and thirty more",
                         lambda: agent.get("cycles_kept_total") >= 3 * 33 * n, 600)
                pss.append(agent.pss_kb())
            finally:
                agent.close()
    finally:
        field.close()
    print(f"{version}: PSS {pss[0]} kB with 1,000 devices, {pss[1]} kB with 2,000", flush=True)
    figures[f"kb_per_device_{version}"] = (pss[1] - pss[0]) / 1000


def p99_ms(before, after):
    """The border under which 99 of 100 answers came, from the page's histogram."""
    pattern = re.compile(r'vigie_agent_lateness_seconds_bucket\{le="([^"]+)"\}')
    counts = sorted((float(m.group(1)), after[k] - before.get(k, 0))
                    for k in after if (m := pattern.match(k)))
    return next(le for le, n in counts if n >= 0.99 * counts[-1][1]) * 1000


def lateness(folder, figures):
    """How late answers of healthy devices are when one in twenty is dead; the clock as it is."""
    field, late = Field(folder, "v2c", 1000), []
    try:
        for dead in (False, True):
            if dead:
                field.order("fault", "*/20", "silence", "on")
            agent = Agent(field, interval_ms=10000, timeout_ms=2000)
            try:
                alive = 950 if dead else 1000
                wait_for("every device to be up", lambda: agent.get("cycles_kept_total") >=
                         3 * alive)
                before, kept = agent.metrics(), agent.get("cycles_kept_total")
                wait_for("four cycles more",
                         lambda: agent.get("cycles_kept_total") >= kept + 3 * 4 * alive, 300)
                late.append(p99_ms(before, agent.metrics()))
            finally:
                agent.close()
    finally:
        field.close()
    print(f"lateness p99: {late[0]:g} ms, with 5 % dead {late[1]:g} ms", flush=True)
    figures["lateness_p99_ms_clean"], figures["lateness_p99_ms_5pct_dead"] = late
    figures["lateness_ratio_5pct_dead"] = max(0.0, late[1] - 10) / late[0]


def main():
    words = argparse.ArgumentParser(description="What polling costs.")
    words.add_argument("--runs", type=int, default=5)
    words.add_argument("--only", nargs="*", default=[])
    asked = words.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    figures = {}
    folder = Path(tempfile.mkdtemp(prefix="bench-poll."))
    parts = {"v2c": lambda: compare(folder, "v2c", asked.runs, figures),
             "v3": lambda: compare(folder, "v3", asked.runs, figures),
             "growth": lambda: growth(folder, max(1, asked.runs // 2), figures),
             "memory": lambda: [memory(folder, v, figures) for v in ("v2c", "v3")],
             "lateness": lambda: lateness(folder, figures)}
    try:
        for name, part in parts.items():
            if not asked.only or name in asked.only:
                part()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({k: round(v, 3) for k, v in sorted(figures.items())}))


if __name__ == "__main__":
    main()
