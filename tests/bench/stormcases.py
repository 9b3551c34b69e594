#!/usr/bin/python3
"""A storm of one device while 200 others fault once each: how late their cases are.

usage: stormcases.py [MESSAGES [OTHERS [RATE]]]   (100000, 200, 50000)

A real collector, bound on 127.1.99.0/24.  Each of the others fails once, spread over the time that the
storm takes: an inform that is sent again every 500 ms until it is answered, as agents and boxes
do.  The clock starts when it is sent first and stops when the event stream tells of its case; the
same without the storm, interleaved device by device in time, is what lateness is measured against.
The last line is one JSON object; exit 1 when a case is not there, or out of order within its device.
"""
import json
import multiprocessing
import select
import socket
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "integration")]
import latency  # noqa: E402  pylint: disable=wrong-import-position
import stand  # noqa: E402  pylint: disable=wrong-import-position
from stand import ALLOT, integer, oid, tlv, varbind  # noqa: E402  pylint: disable=wrong-import-position

NET, STORM = 99, 250
TICK = 0.001
AGAIN_S = 0.5


def fault(number):
    """alPowerSupply failed, as an inform of v2c."""
    list_of = (varbind("1.3.6.1.2.1.1.3.0", integer(number, 0x43)) +
               varbind("1.3.6.1.6.3.1.1.4.1.0", oid(f"{ALLOT}.0.17")) +
               varbind(f"{ALLOT}.5.2.7.0", oid(f"{ALLOT}.5.2.6.5.2.0")) +
               varbind(f"{ALLOT}.5.2.9.0", integer(3)))
    return tlv(0x30, integer(1) + tlv(4, b"any") + tlv(
        0xA6, integer(number) + integer(0) + integer(0) + tlv(0x30, list_of)))


def socket_of(s, source):
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    out.bind((f"{s.net}.{source}", 0))
    out.connect((s.host, s.port))
    return out


def blow(s, messages, rate, begun, sent):
    """All of the storm, at its rate; what it was kept from sending comes later."""
    out, n = socket_of(s, STORM), 0
    wind = [stand.v2c_trap(i, notification=f"{stand.VIGIE}.9.{10 + i % 3}", pad=200)
            for i in range(999)]
    start = time.monotonic()
    begun.set()
    while n < messages:
        due = min(messages, int((time.monotonic() - start) * rate))
        for _ in range(due - n):
            out.send(wind[n % 999])
            n += 1
        time.sleep(TICK)
    sent.value = n


class Others:
    """The devices that fail once each."""

    def __init__(self, s, n):
        self.sockets = [socket_of(s, i + 2) for i in range(n)]
        self.sent, self.open, self.again = {}, {}, 0

    def send(self, i):
        self.sockets[i].send(fault(1000 + i))
        self.sent.setdefault(i, time.time())
        self.open[i] = time.monotonic()

    def listen(self, until):
        """Takes answers, and sends again what has none."""
        while (left := until - time.monotonic()) > 0:
            ready = select.select([self.sockets[i] for i in self.open], [], [], min(left, 0.05))[0]
            for i in [i for i in self.open if self.sockets[i] in ready]:
                self.sockets[i].recv(65535)
                del self.open[i]
            for i in [i for i, at in self.open.items() if time.monotonic() - at > AGAIN_S]:
                self.again += 1
                self.send(i)

    def fail_over(self, seconds):
        start = time.monotonic()
        for i in range(len(self.sockets)):
            self.listen(start + seconds * i / len(self.sockets))
            self.send(i)
        end = time.monotonic() + 60
        while self.open and time.monotonic() < end:
            self.listen(time.monotonic() + 0.05)


def tree_of(s, others):
    top = s.tree["vigie-collector:collector"]
    one = top["device"][0]
    top["device"] = [{**one, "name": f"d-{i}", "address": [f"{s.net}.{i + 2}"]}
                     for i in range(others)]
    top["device"].append({**one, "name": "stormy", "address": [f"{s.net}.{STORM}"]})
    top["kind"] = [{"type": "vigie-alarm-types:psu-failed", "hold-s": 0, "clear-hold-s": 0}]
    top["policy"] = {"site-devices": 1000}  # else they are one case, their site's power


def run(folder, messages, others, rate):
    """Seconds from fault to case by device; None where there is none; and what the storm came to."""
    s = stand.Stand(Path(folder), NET)
    tree_of(s, others)
    s.start()
    try:
        watcher = latency.Watcher(s.folder / "collector.sock")
        watcher.start()
        assert watcher.ready.wait(10), "the stream does not answer"
        crowd, sent = Others(s, others), multiprocessing.Value("q", 0)
        begun = multiprocessing.Event()
        storm = multiprocessing.Process(target=blow, args=(s, messages, rate, begun, sent))
        if messages:
            storm.start()
            begun.wait(30)
        crowd.fail_over(0.9 * (messages or rate * 2) / rate)
        if messages:
            storm.join()
        stand.wait_for("the cases", lambda: len(watcher.opened) >= others, 60)
        counts = s.intake()
        # Case numbers ascend with the faults that were told one after the other.
        opened = sorted(watcher.opened, key=watcher.opened.get)
    finally:
        s.stop()
    took = {i: watcher.opened.get(f"d-{i}", 0) - crowd.sent[i] for i in crowd.sent
            if f"d-{i}" in watcher.opened}
    return took, {"storm_sent": sent.value, "sent_again": crowd.again, "folded": counts["folded"],
                  "unread": counts["quota"], "kernel_drops": counts["kernel-drops"],
                  "opened": opened}


def main():
    words = sys.argv[1:] + ["100000", "200", "50000"][len(sys.argv) - 1:]
    messages, others, rate = (int(w) for w in words)
    with tempfile.TemporaryDirectory() as folder:
        calm, _ = run(folder, 0, others, rate)
    with tempfile.TemporaryDirectory() as folder:
        beside, figures = run(folder, messages, others, rate)
    late = sorted(beside[i] - calm.get(i, 0) for i in beside)
    opened = figures.pop("opened")
    for i in sorted(beside):
        print(f"d-{i}: {calm.get(i, 0) * 1000:.1f} ms alone, {beside[i] * 1000:.1f} ms beside the"
              f" storm, late by {(beside[i] - calm.get(i, 0)) * 1000:.1f} ms")
    out_of_turn = 0
    if not figures["sent_again"]:
        numbers = [int(name[2:]) for name in opened if name.startswith("d-")]
        out_of_turn = sum(b < a for a, b in zip(numbers, numbers[1:]))
    print(json.dumps({
        "others": others, "present": len(beside), "present_alone": len(calm),
        "late_max_s": round(late[-1], 3), "late_p99_s": round(late[int(0.99 * (len(late) - 1))], 3),
        "late_p50_s": round(late[len(late) // 2], 3), "out_of_turn": out_of_turn, **figures}))
    return 0 if len(beside) == len(calm) == others and not out_of_turn else 1


if __name__ == "__main__":
    sys.exit(main())
