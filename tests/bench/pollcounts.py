#!/usr/bin/python3
"""What polling must never get wrong, counted: the real agent against vigie-sim with its knobs.

    tests/bench/pollcounts.py [DEVICES [POLLS]]      (1,000 and 20,000; build/release, or VIGIE_BUILD)

  liars        one device in 20 answers from another address, with another community, with another
               request-id, or cut: none of their values may be stored
  engine_ids   one SNMPv3 device in 10 has the engineID of another: no poll may fail
  restarts     every sysUpTime wraps: no restart may be found; then one device in 5 restarts: each
               must be found
  buffer       the stock receive buffer of 208 KiB at full load: no answer may be dropped
  loss         1 % of datagrams are lost each way, over POLLS polls: no device may be "down"

The last line is one JSON object of counts; the exit code is 1 when one of them is wrong.
"""
import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import poll  # noqa: E402  pylint: disable=wrong-import-position

LIES = (("source", "127.255.0.9"), ("other-community", "liar"), ("other-request", "1"),
        ("cut", "7"))


class Counts:
    """One field after the other, and what was counted there."""

    def __init__(self, folder, devices, polls, first=poll.FIRST, port=poll.PORT):
        self.folder, self.n, self.polls = folder, devices, polls
        self.first, self.port = first, port
        self.found, self.wrong = {}, []

    def field(self, version="v2c"):
        return poll.Field(self.folder, version, self.n, self.first, self.port)

    def count(self, name, value, wanted):
        self.found[name] = value
        if value != wanted:
            self.wrong.append(f"{name} is {value}, must be {wanted}")
        print(f"{name}: {value}", flush=True)

    def settle(self, agent, alive, cycles=2):
        poll.wait_for("every device to be up", lambda: agent.get("cycles_kept_total") >=
                      3 * cycles * alive, 120)

    def liars(self):
        field = self.field()
        try:
            liars = set()
            for i in range(0, self.n, 20):
                knob, value = LIES[i // 20 % len(LIES)]
                field.order("knob", f"sim-{i + 1}", knob, value)
                liars.add(f"d-{i}")
            agent = poll.Agent(field, interval_ms=1000, timeout_ms=500)
            try:
                self.settle(agent, self.n - len(liars))
                up = agent.devices_up()
                refused = agent.get("answers_refused_total")
            finally:
                agent.close()
            stored = agent.devices_stored()
        finally:
            field.close()
        self.count("liars", len(liars), len(liars))
        self.count("lies_refused_at_least_one_each", refused >= len(liars), True)
        self.count("liars_believed", len(up & liars), 0)
        self.count("liars_with_values_stored", len(stored & liars), 0)
        self.count("honest_with_values_stored", len(stored - liars), self.n - len(liars))

    def engine_ids(self):
        field = self.field("v3")
        try:
            field.order("knob", "*/10", "engine-id", "80001f8804766967696500")
            agent = poll.Agent(field, interval_ms=1000, timeout_ms=5000)
            try:
                self.settle(agent, self.n, 3)
                failed, up = agent.get("requests_unanswered_total"), agent.devices_up()
            finally:
                agent.close()
        finally:
            field.close()
        self.count("polls_failed_with_shared_engine_ids", int(failed), 0)
        self.count("devices_up_with_shared_engine_ids", len(up), self.n)

    def restarts(self):
        field = self.field()
        try:
            field.order("knob", "*", "uptime-wrap", "12")
            agent = poll.Agent(field, interval_ms=1000, timeout_ms=2000)
            try:
                self.settle(agent, self.n)
                # A cycle a second: so many later each clock has wrapped, and was seen after it.
                self.settle(agent, self.n, agent.get("cycles_kept_total") / 3 / self.n + 16)
                self.count("false_restarts", int(agent.get("faults")), 0)
                field.order("fault", "*/5", "reboot")
                restarted = self.n // 5
                poll.wait_for("every restart to be found",
                              lambda: agent.get("faults") >= restarted, 30)
                self.count("restarts_found", int(agent.get("faults")), restarted)
            finally:
                agent.close()
        finally:
            field.close()

    def buffer(self):
        field = self.field()
        try:
            agent = poll.Agent(field, interval_ms=100, timeout_ms=5000,
                               more={"receive-buffer-kib": 208})
            try:
                self.settle(agent, self.n)
                before = agent.get("answers_total")
                poll.wait_for("the load", lambda: agent.get("answers_total") - before >=
                              20 * poll.REQUESTS * self.n)
                dropped = agent.get("answers_dropped_total")
            finally:
                agent.close()
        finally:
            field.close()
        self.count("answers_dropped_at_the_stock_buffer", int(dropped), 0)

    def loss(self):
        field = self.field()
        try:
            for knob in ("loss-in", "loss-out"):
                field.order("knob", "*", knob, "1")
            agent = poll.Agent(field, interval_ms=1000, timeout_ms=1000)
            try:
                poll.wait_for("the polls", lambda: agent.get("cycles_kept_total") >= self.polls,
                              300)
                lost = agent.get("requests_again_total")
                down, faults = agent.get("devices_unreachable"), agent.get("faults")
            finally:
                agent.close()
        finally:
            field.close()
        self.count("requests_lost_and_tried_again", lost > 0, True)
        self.count("false_down", int(down), 0)
        self.count("false_faults_with_loss", int(faults), 0)


def main():
    devices = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    polls = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    folder = Path(tempfile.mkdtemp(prefix="poll-counts."))
    counts = Counts(folder, devices, polls)
    try:
        for part in (counts.liars, counts.engine_ids, counts.restarts, counts.buffer,
                     counts.loss):
            part()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for line in counts.wrong:
        print(f"wrong: {line}")
    print(json.dumps(counts.found))
    return 1 if counts.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
