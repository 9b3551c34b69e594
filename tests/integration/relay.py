#!/usr/bin/python3
"""Hands datagrams on between addresses of a network namespace and simulated devices on its loopback.

Usage: relay.py READY PORT FRONT=BACK...   listens at FRONT port 161, asks BACK port PORT; writes the
file READY when it listens.  Ends with SIGTERM.
"""
import selectors
import socket
import sys
from pathlib import Path


class Pair:
    def __init__(self, front, back, port, selector):
        family = socket.AF_INET6 if ":" in front else socket.AF_INET
        self.front = socket.socket(family, socket.SOCK_DGRAM)
        self.front.bind((front, 161))
        self.back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.back.connect((back, port))
        self.asker = None
        selector.register(self.front, selectors.EVENT_READ, self.ask)
        selector.register(self.back, selectors.EVENT_READ, self.answer)

    def ask(self):
        datagram, self.asker = self.front.recvfrom(65535)
        self.back.send(datagram)

    def answer(self):
        self.front.sendto(self.back.recv(65535), self.asker)


def main(ready, port, *pairs):
    selector = selectors.DefaultSelector()
    for pair in pairs:
        front, back = pair.split("=")
        Pair(front, back, int(port), selector)
    Path(ready).touch()
    while True:
        for key, _ in selector.select():
            try:
                key.data()
            except OSError:  # its address is gone, or nobody simulates: lost on the way
                pass


main(*sys.argv[1:])
