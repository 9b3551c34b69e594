#!/usr/bin/python3
"""Many alarms over NETCONF: how long the reply takes from the request's last octet to its own, and
what the door's process needs for it.

    tests/bench/ncalarms.py [ROUNDS [ALARMS]]      (default 15 and 10,000; build/release, or VIGIE_BUILD)

The door is asked over pipes, so that no ssh is measured.  The last line is one JSON object:
milliseconds of the wall and of each process's CPU, octets, the door's highest memory in MB.
"""
import json
import os
import sqlite3
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration"))
import ncdoor  # noqa: E402

FILL = """
CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c
  WHERE i < :alarms) SELECT i, :now - (i * 7919 % 14400) * 1000000 AS began FROM c;
INSERT INTO alarm (resource, kind, qualifier, device, agent, severity, cleared, created, raised,
  changed, text, rung, class, cause, source, serial) SELECT
  'device/ne-' || i || '/psu/1', 'psu-failed', '', 'ne-' || i, 'lyon-2', 2 + i % 4, 0, began,
  began, began, 'power supply 1 failed', 16, 'power', 1, 'poll', 'SN' || i FROM n;
"""


def fill(door, alarms):
    """Writes the alarms into the database of a collector that has ended, and starts it again."""
    _, process = door.desk.stage.programs.pop()
    process.terminate()
    process.wait(30)
    handle = sqlite3.connect(door.desk.stage.folder / "collector-state/collector.db")
    for statement in FILL.split(";")[:-1]:
        handle.execute(statement.replace(":alarms", str(alarms)).replace(
            ":now", str(int(time.time() * 1e6))))
    handle.commit()
    handle.close()
    door.desk.start()
    door.desk.socket.chmod(0o666)


def memory_mb(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0


def cpu_ms(pid):
    words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def ask(session, inner):
    begun = time.monotonic()
    session.send(ncdoor.rpc(inner))
    answer = session.hear()
    return (time.monotonic() - begun) * 1000, answer


def measure(rounds, alarms):
    door = ncdoor.NcDoor()
    try:
        fill(door, alarms)
        session = door.raw()
        whole = f'<get><filter><alarms xmlns="{ncdoor.CASES}"/></filter></get>'
        one = (f'<get><filter type="xpath" xmlns:c="{ncdoor.CASES}" select="/c:alarms/c:alarm'
               "[c:resource='device/ne-7/psu/1'][c:alarm-type-id='vigie-alarm-types:psu-failed']"
               "[c:alarm-type-qualifier='']\"/></get>")
        times, ones = [], []
        pids = {"door": session.program.pid, "collector": door.desk.process.pid}
        used = {name: -cpu_ms(pid) for name, pid in pids.items()}
        for _ in range(rounds):
            spent, answer = ask(session, whole)
            assert answer.count("<alarm>") == alarms, answer[:500]
            times.append(spent)
        used = {name: (used[name] + cpu_ms(pid)) / rounds for name, pid in pids.items()}
        for _ in range(rounds):
            spent, answer_one = ask(session, one)
            assert answer_one.count("<alarm") == 5, answer_one
            ones.append(spent)
        result = {"alarms": alarms, "octets": len(answer), "median_ms": statistics.median(times),
                  "best_ms": min(times), "one_by_key_ms": statistics.median(ones),
                  "door_cpu_ms": used["door"], "collector_cpu_ms": used["collector"],
                  "door_mb": memory_mb(session.program.pid)}
        session.end()
        return {k: round(v, 1) for k, v in result.items()}
    finally:
        door.end()


if __name__ == "__main__":
    words = [int(w) for w in sys.argv[1:]] + [15, 10000][len(sys.argv) - 1:]
    print(json.dumps(measure(*words)))
