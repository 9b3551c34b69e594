#!/usr/bin/python3
"""A bad road for datagrams: loses, doubles, delays, brings old ones again, and breaks for a while.

  road.py --listen ADDRESS --to ADDRESS PORT --addr-file FILE [--loss 0.3] [--duplicate 0.05]
          [--replay 0.02] [--delay-ms 60] [--seed N]

Who sends to ADDRESS is handed on to the target from a port of its own, and what comes back goes
back; each way is as bad.  A delay is drawn for each datagram, so they overtake each other; a replay
comes 1 to 20 s late, besides the first.  SIGUSR1 breaks the road, SIGUSR2 mends it.  With SIGTERM it
prints what it did as one JSON object and ends.
"""
import argparse
import heapq
import json
import random
import selectors
import signal
import socket
import time
from pathlib import Path


class Road:
    def __init__(self, args):
        self.args, self.rng = args, random.Random(args.seed)
        self.selector = selectors.DefaultSelector()
        self.front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.front.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.front.bind((args.listen, 0))
        self.front.setblocking(False)
        self.selector.register(self.front, selectors.EVENT_READ, None)
        self.backs = {}           # of each client
        self.later = []           # (when, number, socket, datagram, to)
        self.number = 0
        self.broken = self.ended = False
        self.counts = dict.fromkeys(("came", "lost", "doubled", "replayed", "broken_off", "went"), 0)

    def back_of(self, client):
        if client not in self.backs:
            back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            back.bind((self.args.listen, 0))
            back.connect((self.args.to[0], int(self.args.to[1])))
            back.setblocking(False)
            self.selector.register(back, selectors.EVENT_READ, client)
            self.backs[client] = back
        return self.backs[client]

    def put(self, after_s, to, datagram):
        self.number += 1
        heapq.heappush(self.later, (time.monotonic() + after_s, self.number, to, datagram))

    def take(self, to, datagram):
        """Chance decides of one datagram; 'to' is a client, or None for the target of 'datagram'."""
        rng, args = self.rng, self.args
        self.counts["came"] += 1
        if self.broken:
            self.counts["broken_off"] += 1
            return
        if rng.random() < args.replay:
            self.counts["replayed"] += 1
            self.put(rng.uniform(1, 20), to, datagram)
        if rng.random() < args.loss:
            self.counts["lost"] += 1
            return
        self.put(rng.uniform(0, args.delay_ms / 1000), to, datagram)
        if rng.random() < args.duplicate:
            self.counts["doubled"] += 1
            self.put(rng.uniform(0, args.delay_ms / 500), to, datagram)

    def read(self, key):
        for _ in range(64):
            try:
                if key.data is None:
                    datagram, client = self.front.recvfrom(65535)
                    self.take(self.back_of(client), datagram)
                else:
                    self.take(key.data, key.fileobj.recv(65535))
            except (BlockingIOError, ConnectionRefusedError):
                return

    def send_due(self):
        while self.later and self.later[0][0] <= time.monotonic():
            _, _, to, datagram = heapq.heappop(self.later)
            if self.broken:
                self.counts["broken_off"] += 1
                continue
            self.counts["went"] += 1
            try:
                if isinstance(to, tuple):
                    self.front.sendto(datagram, to)
                else:
                    to.send(datagram)
            except OSError:  # nobody listens there now: lost on the way
                self.counts["lost"] += 1

    def run(self):
        while not self.ended:
            wait = max(0, self.later[0][0] - time.monotonic()) if self.later else 0.1
            for key, _ in self.selector.select(min(wait, 0.1)):
                self.read(key)
            self.send_due()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", required=True)
    parser.add_argument("--to", nargs=2, required=True)
    parser.add_argument("--addr-file", required=True)
    parser.add_argument("--loss", type=float, default=0.3)
    parser.add_argument("--duplicate", type=float, default=0.05)
    parser.add_argument("--replay", type=float, default=0.02)
    parser.add_argument("--delay-ms", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    road = Road(parser.parse_args())
    signal.signal(signal.SIGUSR1, lambda *_: setattr(road, "broken", True))
    signal.signal(signal.SIGUSR2, lambda *_: setattr(road, "broken", False))
    signal.signal(signal.SIGTERM, lambda *_: setattr(road, "ended", True))
    address = road.front.getsockname()
    Path(road.args.addr_file).write_text(f"{address[0]} {address[1]}\n")
    road.run()
    print(json.dumps({"seed": road.args.seed, **road.counts}))


main()
