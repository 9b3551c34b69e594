#!/usr/bin/python3
"""What a storm of one source costs the others: a calm source's informs, 10 a second, with and
without 50,000 datagrams a second from another one, interleaved in one run.

usage: storm.py [ROUNDS [SECONDS [RATE]]]   (3, 10, 50000)

Bound on 127.1.91.0/24.  The last line is one JSON object: p50 and p99 of acknowledgements in ms
alone and beside the storm, their ratios, what was sent, what became of it, what the kernel
dropped, and the collector's CPU time for each datagram of the storm.
"""
import json
import multiprocessing
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
import stand  # noqa: E402  pylint: disable=wrong-import-position

PACE = 0.1      # seconds between two informs of the calm source
TICK = 0.001    # the storm comes in so many bursts
KINDS = [f"{stand.VIGIE}.9.{n}" for n in (10, 11, 12)]
FORMS = {"v2c trap": 0xA7, "v2c inform": 0xA6}


def sender(s, source):
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    out.bind((f"{s.net}.{source}", 0))
    out.settimeout(5)
    out.connect((s.host, s.port))
    return out


def blow(s, rate, tag, ended, sent):
    """Sends 'rate' a second until it is told to end; what the kernel took is in 'sent'."""
    out, n, at = sender(s, 66), 0, time.monotonic()
    wind = [stand.v2c_trap(n, tag=tag, notification=KINDS[n % 3], pad=200) for n in range(999)]
    while not ended.is_set():
        # What it was kept from sending is not made up for: it would be another storm.
        at = max(at + TICK, time.monotonic() - TICK)
        for _ in range(int(rate * TICK)):
            out.send(wind[n % 999])
            n += 1
        time.sleep(max(0.0, at - time.monotonic()))
    sent.value += n


def calm(s, number, seconds):
    """Milliseconds to each answer."""
    out, took, lost = sender(s, 11), [], 0
    for n in range(int(seconds / PACE)):
        began = time.monotonic()
        out.send(stand.v2c_trap(number + n, tag=0xA6, notification=KINDS[0]))
        try:
            out.recv(65535)
            took.append((time.monotonic() - began) * 1000)
        except socket.timeout:
            lost += 1
        time.sleep(max(0.0, began + PACE - time.monotonic()))
    return took, lost


def cpu_of(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def share(values, part):
    values = sorted(values)
    return round(values[min(len(values) - 1, int(len(values) * part))], 3)


def measure(rounds, seconds, rate, tag):
    with tempfile.TemporaryDirectory() as folder:
        s = stand.Stand(Path(folder), 91)
        process, number = s.start(), 10000
        took, lost, sent = {"alone": [], "beside": []}, 0, multiprocessing.Value("q", 0)
        cpu = {"alone": 0.0, "beside": 0.0}
        try:
            for turn in range(2 * rounds):
                how, ended = ("alone", "beside")[turn % 2], multiprocessing.Event()
                storm = multiprocessing.Process(target=blow, args=(s, rate, tag, ended, sent))
                if how == "beside":
                    storm.start()
                    time.sleep(0.2)
                before = cpu_of(process)
                some, missed = calm(s, number, seconds)
                cpu[how] += cpu_of(process) - before
                number, lost = number + 10000, lost + missed
                took[how] += some
                ended.set()
                if how == "beside":
                    storm.join()
            total = sent.value + 2 * rounds * int(seconds / PACE)
            counts = stand.wait_for("all accounted for", lambda: (
                lambda c: c if c["received"] + c["kernel-drops"] == total else None)(
                    s.intake()), 30)
        finally:
            s.stop()
        a, b = took["alone"], took["beside"]
        return {"p50_alone": share(a, 0.5), "p50_beside": share(b, 0.5),
                "p99_alone": share(a, 0.99), "p99_beside": share(b, 0.99),
                "p50_ratio": round(share(b, 0.5) / share(a, 0.5), 2),
                "p99_ratio": round(share(b, 0.99) / share(a, 0.99), 2),
                "calm_lost": lost, "storm_sent": sent.value,
                "storm_per_s": round(sent.value / rounds / seconds),
                "folded": counts["folded"], "unread": counts["quota"],
                "stored": counts["stored"], "kernel_drops": counts["kernel-drops"],
                "storm_cpu_us": round((cpu["beside"] - cpu["alone"]) / sent.value * 1e6, 2)}


def main():
    rounds, seconds, rate = (int(w) for w in (sys.argv[1:] + ["3", "10", "50000"][
        len(sys.argv) - 1:]))
    figures = {}
    for form, tag in FORMS.items():
        figures[form] = measure(rounds, seconds, rate, tag)
        print(form, *(f"{k}={v}" for k, v in figures[form].items()), flush=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
