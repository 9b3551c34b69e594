"""vigie-nc-poll, as the agent's child, before a device that says every kind of bad frame: it
names the fault, never crashes, and is gone within the time of the session.
"""
import socket
import struct
import subprocess
import time

import pytest

import ncpeer
import stand

BEGIN, LACKS, ROW, VALUE, END, FAIL, DONE = range(16, 23)
LIMIT_S = 3
HARDWARE = ((1, "ietf-hardware", f"{ncpeer.YANG}ietf-hardware", "hardware/component", "name"),
            (3, "class"), (3, "state/oper-state"),
            (3, "sensor-data/value sensor-data/value-scale sensor-data/value-precision"))
SYSTEM = ((1, "ietf-system", f"{ncpeer.YANG}ietf-system", "", ""), (2, "system/hostname"),
          (2, "system-state/clock/current-datetime system-state/clock/boot-datetime"))
ALARMS = ((1, "ietf-alarms", f"{ncpeer.YANG}ietf-alarms", "alarms/alarm-list/alarm", "resource"),
          (3, "is-cleared"))


def record(kind, *fields):
    body = b"".join(struct.pack(">H", len(f.encode())) + f.encode() for f in fields)
    return struct.pack(">BH", kind, len(body)) + body


def records(data):
    found = []
    while data:
        kind, size = struct.unpack(">BH", data[:3])
        body, fields, data = data[3:3 + size], [], data[3 + size:]
        while body:
            n = struct.unpack(">H", body[:2])[0]
            fields.append(body[2:2 + n].decode())
            body = body[2 + n:]
        found.append((kind, *fields))
    return found


def session(folder, case, asked=HARDWARE, limit=LIMIT_S):
    """One session against the peer: exit code, records, seconds."""
    script = folder / "device.script"
    ncpeer.write(script, case)
    device, ours = socket.socketpair()
    with device, ours, subprocess.Popen(
            [stand.BUILD / "vigie-sim", "netconf", "--script", script], stdin=device,
            stdout=device, stderr=subprocess.PIPE) as peer:
        device.close()
        begun = time.monotonic()
        request = b"".join(record(*r) for r in asked) + record(4, str(limit))
        words = f"exec '{stand.BUILD / 'vigie-nc-poll'}' --session 3<&{ours.fileno()}"
        done = subprocess.run(["/bin/bash", "-c", words], input=request, capture_output=True,
                              pass_fds=[ours.fileno()], timeout=60, check=False)
        spent = time.monotonic() - begun
        peer.kill()
        said = peer.stderr.read().decode()
    assert not said
    return done.returncode, records(done.stdout), spent


@pytest.mark.parametrize("case", ["good-10", "good-11", "modules", "notified"])
def test_a_good_device_is_read(tmp_path, case):
    code, said, _ = session(tmp_path, case, HARDWARE + ALARMS + SYSTEM)
    assert code == 0
    assert said == [
        (BEGIN, "0"), (ROW, "PSU 1"), (VALUE, "0", "ih:power-supply"), (VALUE, "1", "enabled"),
        (ROW, "temp/1"), (VALUE, "0", "ih:sensor"), (VALUE, "2", "356 units 1"), (END, "1"),
        (BEGIN, "1"), (LACKS,),
        (BEGIN, "2"), (VALUE, "0", "nc-1.example"),
        (VALUE, "1", "2026-07-01T12:00:10Z 2026-07-01T14:00:00+02:00"), (END, "1"), (DONE,)]


def test_modules_come_from_the_library_where_the_hello_has_none(tmp_path):
    code, said, _ = session(tmp_path, "library", HARDWARE + SYSTEM)
    assert code == 0 and (ROW, "PSU 1") in said
    assert said[-3:] == [(BEGIN, "1"), (LACKS,), (DONE,)]


def test_a_device_without_modules_is_asked_nothing(tmp_path):
    code, said, _ = session(tmp_path, "no-modules", HARDWARE + SYSTEM)
    assert (code, said) == (0, [(BEGIN, "0"), (LACKS,), (BEGIN, "1"), (LACKS,), (DONE,)])


def test_an_error_of_the_device_costs_its_probe(tmp_path):
    code, said, _ = session(tmp_path, "error", HARDWARE + SYSTEM)
    assert code == 0 and said[-1] == (DONE,)
    assert said.count((FAIL, "0", "access-denied: not for you")) == 2


def test_what_is_in_no_namespace_is_nothing_that_was_asked(tmp_path):
    """Two of a name, over which libyang falls."""
    code, said, _ = session(tmp_path, "no-namespace", HARDWARE + SYSTEM)
    assert code == 0 and said[-1] == (DONE,)
    assert not any(r[0] in (ROW, VALUE, FAIL) for r in said)


BAD = {
    "hello-chunk": "message: octet 1: text outside", "hello-blank": "no element",
    "hello-comment": "no element", "hello-doctype": "document type",
    "hello-no-id": "no session-id", "hello-id-0": "no session-id",
    "hello-version": "neither base:1.0 nor base:1.1", "hello-other": "is no hello",
    "hello-banner": "text outside", "hello-endless": "within 1048576 octets",
    "hello-close": "closed before the device's hello",
    "chunk-0": "chunk size of 1 or more", "chunk-letters": "octet 0x61",
    "chunk-negative": "octet 0x2d", "chunk-2-64": "passes 4294967295",
    "chunk-10-gib": "passes 4294967295", "chunk-4-gib": "a chunk of 4294967295 octets",
    "chunk-too-long": "at most 4194304", "end-alone": "without a chunk",
    "marker-inside": "end marker of base:1.0", "no-frame": "line feed expected",
    "blank": "no element", "comment": "no element", "doctype": "document type",
    "deep": "64 elements deep", "wide": "200000 elements", "not-xml": "", "other-root": "",
    "no-utf-8": "no UTF-8", "unknown-prefix": "", "other-id": "", "close": "session was closed",
    "overlong": "at most 4194304", "flood": "more than 33554432 octets",
    "flood-of-small": "notifications that nobody asked for",
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_peer_ends_its_session(tmp_path, case):
    code, said, _ = session(tmp_path, case, limit=50)
    assert code == 1, "it has crashed"
    kind, over, text = said[-1]
    assert (kind, over) == (FAIL, "1") and text and BAD[case] in text
    assert not any(r[0] in (ROW, VALUE, DONE) for r in said)


@pytest.mark.parametrize("case, text", [
    ("silent", "no hello"), ("hello-drip", "no hello"), ("hang", "no whole answer"),
    ("drip", "no whole answer"), ("chunk-half", "no whole answer")])
def test_a_slow_peer_has_the_time_of_the_session(tmp_path, case, text):
    code, said, spent = session(tmp_path, case)
    assert code == 1 and said[-1] == (FAIL, "1", f"{text} in the time of the session")
    assert spent >= LIMIT_S - 0.1  # and at most the limit of session()


def test_a_request_that_is_none(tmp_path):
    code, said, _ = session(tmp_path, "good-11", ((99, "x"),))
    assert code == 1 and said == [(FAIL, "1", "request: malformed")]
