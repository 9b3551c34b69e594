#!/usr/bin/python3
"""How soon subscribers are told, and what many of them cost the collector.

    tests/bench/doorevents.py [--told | --cost] [--rate N] [--seconds N] [--build FOLDER]
                              (default both; build/release, or VIGIE_BUILD)

told   From the sending of an inform that raises an alarm to the receipt of that alarm's event, by
       each of 500 clients of event streams at vigie-web, by each of 20 and of 200 NETCONF sessions
       (over pipes: no ssh), and by each of 500 and 200 at once; 20 informs a second, of which one in
       two raises one and makes two events.
cost   CPU of all threads of the collector for an inform, with 200 NETCONF sessions and 500 clients
       of event streams, each of which is told everything, against none.  "mixed": 200 informs a
       second, one in ten raises an alarm, nine repeat one that stands.  "new": 20 a second, each
       raises one.  Before, with and after in turn; the ratio is to the mean of before and after.

All of them share the processors with the collector: 200 sessions are 200 processes, which need ten
times what the collector does.  The last line is one JSON object: milliseconds, ratios, the load
average at the begin.
"""
import argparse
import json
import os
import statistics

import doorload as load

SETS = {"web_500": (500, 0), "netconf_20": (0, 20), "netconf_200": (0, 200), "all": (500, 200)}
MIXES = {"mixed": (200, 0.1), "new": (20, 1.0)}


class Bench:
    def __init__(self, seconds):
        self.house, self.seconds, self.first = load.House(), seconds, 1
        self.send(20, 0.5, None)  # the case, and what is loaded late

    def send(self, rate, fresh, hearers):
        """(seconds of CPU for an inform, when each was sent, when acknowledged)."""
        count = int(rate * self.seconds)
        before = load.cpu_s(self.house.collector)
        sender = load.Sender(self.house, self.first, count, rate, fresh)
        while not sender.over:
            hearers.hear(0.05) if hearers else sender.pipe.poll(0.05)
        if hearers:
            hearers.silence(0.5, load.LIMIT_S)
        spent = load.cpu_s(self.house.collector) - before
        sent, heard = sender.end()
        assert all(heard), f"{heard.count(0)} informs were not acknowledged"
        self.first += count
        return spent / count, sent, heard

    def follow(self, web, netconf):
        hearers = load.Hearers()
        load.follow_web(self.house, hearers, web)
        load.follow_netconf(self.house, hearers, netconf)
        hearers.silence(0.5, load.LIMIT_S)
        hearers.forget()
        return hearers

    def told(self, name):
        """Milliseconds until an event was there, over all subscribers; of all, none is missing."""
        hearers, first = self.follow(*SETS[name]), self.first
        pids = [owner.program.pid for owner in hearers.links if hasattr(owner, "program")]
        before = sum(load.cpu_s(pid) for pid in pids)
        _, sent, _ = self.send(20, 0.5, hearers)
        spent = sum(load.cpu_s(pid) for pid in pids) - before
        at = {load.name_of(first + i): when for i, when in enumerate(sent)}
        took, told = [], []
        for heard in hearers.heard:
            seen = {}
            for when, process in load.find_events(heard):
                if process in at:
                    seen.setdefault(process, when)
            took += [(when - at[process]) * 1000 for process, when in seen.items()]
            told.append(len(seen))
        hearers.close()
        assert min(told) == max(told) >= len(sent) // 2, f"{min(told)} to {max(told)} of {len(sent)}"
        found = {"p50": load.part(took, 0.5), "p99": load.part(took, 0.99), "most": max(took),
                 "events": told[0]}
        if pids:
            found["door_ms_an_event"] = spent * 1000 / len(pids) / told[0] / 2
        print(f"told {name}: p50 {found['p50']:.1f} ms, p99 {found['p99']:.1f} ms, at most "
              f"{found['most']:.1f} ms", flush=True)
        return load.rounded(found)

    def cost(self, web, netconf):
        """Of each mix: milliseconds of CPU without and with, and their ratio."""
        bare = {name: [self.send(*mix, None)[0]] for name, mix in MIXES.items()}
        hearers, full, acks = self.follow(web, netconf), {}, {}
        for name, mix in MIXES.items():
            full[name], sent, heard = self.send(*mix, hearers)
            acks[name] = [(b - a) * 1000 for a, b in zip(sent, heard)]
            hearers.forget()
        hearers.close()
        for name, mix in MIXES.items():
            bare[name].append(self.send(*mix, None)[0])
        result = {}
        for name in MIXES:
            none = statistics.mean(bare[name])
            result[name] = load.rounded({
                "none_ms": none * 1000, "with_ms": full[name] * 1000, "ratio": full[name] / none,
                "ack_p50_ms": load.part(acks[name], 0.5), "ack_p99_ms": load.part(acks[name], 0.99)})
            print(f"cost {name}: {none * 1000:.3f} ms an inform without, "
                  f"{full[name] * 1000:.3f} ms with {web} and {netconf}: {full[name] / none:.2f}",
                  flush=True)
        return result


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--told", action="store_true")
    words.add_argument("--cost", action="store_true")
    words.add_argument("--only", nargs="*", default=list(SETS))
    words.add_argument("--seconds", type=int, default=5)
    words.add_argument("--web", type=int, default=500)
    words.add_argument("--netconf", type=int, default=200)
    asked = words.parse_args()
    both = not asked.told and not asked.cost
    result = {"load": os.getloadavg()[0]}
    bench = Bench(asked.seconds)
    try:
        if asked.told or both:
            result["told_ms"] = {name: bench.told(name) for name in asked.only}
        if asked.cost or both:
            result["cost"] = bench.cost(asked.web, asked.netconf)
    finally:
        bench.house.end()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
