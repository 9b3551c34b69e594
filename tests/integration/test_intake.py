"""What the collector takes and refuses of Debian's own senders and of raw datagrams: each is
acknowledged or not as it should be, told in one line, counted by its cause, and stops nothing.

Test number 50 (127.1.50.0/24).
"""
import re

import pytest

import stand
from stand import ALLOT, POWER, VIGIE, v2c_trap, v3, wait_for

TEXT = (f"{ALLOT}.5.5.16.0", "s")
UNKNOWN = f"{VIGIE}.9.1"
V2C = ("-v2c", "-c", "any")
ENGINE = "0x80001f8804aabbccdd"  # of a sender that is its own authority (traps)


@pytest.fixture
def s(tmp_path):
    made = stand.Stand(tmp_path, 50)
    made.start()
    yield made
    made.stop()


def lines(s, source, word):
    return [n for n in s.log().splitlines() if f"intake {s.net}.{source}:" in n and word in n]


def refused(s, before, source, word, **causes):
    """Counted by its cause, told in one line, and a good inform afterwards is stored."""
    wait_for(f"{causes} in {s.intake()}", lambda: s.grew(before, **causes), 5)
    found = lines(s, source, word)
    assert len(found) == 1 and found[0].count("refused") == 1, s.log()
    assert s.good(), s.log()


# --- good ones --------------------------------------------------------------------------------
@pytest.mark.parametrize("name,how,head", [
    ("snmptrap", ("-v1", "-c", "any"), (ALLOT, "127.1.50.7", "6", "18", "")),
    ("snmptrap", V2C, ("", UNKNOWN)),
    ("snmpinform", V2C, ("", UNKNOWN)),
    ("snmptrap", ("-e", ENGINE, *v3()), ("", UNKNOWN)),
    ("snmpinform", v3(), ("", UNKNOWN)),
])
def test_what_is_good_is_stored(s, name, how, head):
    before = s.intake()
    done = s.send(name, how, *head, *TEXT, "good")
    assert done.returncode == 0, done.stderr
    wait_for("one stored", lambda: s.intake()["stored"] == before["stored"] + 1, 5)
    informs = name == "snmpinform"
    assert s.intake()["acknowledged"] == before["acknowledged"] + informs
    assert "refused" not in s.log()


# --- wrong credentials ------------------------------------------------------------------------
@pytest.mark.parametrize("wrong,cause,says", [
    ({"user": "mallory"}, "user", "unknown user: user mallory"),
    ({"auth": "quite-another-phrase"}, "digest", "wrong digest: user lyon-2"),
    ({"level": "authNoPriv"}, "level", "less protected than its user must be: user lyon-2"),
    ({"level": "noAuthNoPriv"}, "level", "less protected than its user must be: user lyon-2"),
])
@pytest.mark.parametrize("name", ["snmpinform", "snmptrap"])
def test_wrong_credentials(s, name, wrong, cause, says):
    before = s.intake()
    how = v3(**wrong) if name == "snmpinform" else ("-e", ENGINE, *v3(**wrong))
    done = s.send(name, how, "", UNKNOWN, *TEXT, "bad", extra=("-r0", "-t5"))
    found = {"discovery": 1} if name == "snmpinform" else {}
    assert done.returncode == (name == "snmpinform"), done.stderr
    refused(s, before, 7, says, **found, **{cause: 1})


@pytest.mark.parametrize("name", ["snmpinform", "snmptrap"])
def test_a_wrong_privacy_key(s, name):
    """The digest is good, the plain text is noise: never acknowledged, never stored."""
    before = s.intake()
    how = v3(priv="quite-another-phrase")
    done = s.send(name, how if name == "snmpinform" else ("-e", ENGINE, *how), "", UNKNOWN, *TEXT,
                  "bad", extra=("-r0", "-t3"))
    found = {"discovery": 1} if name == "snmpinform" else {}
    assert done.returncode == (name == "snmpinform"), done.stderr
    refused(s, before, 7, "cannot be decrypted: user lyon-2", **found, cipher=1)


def test_a_source_that_is_not_allowed(s):
    before = s.intake()
    s.raw(v2c_trap(1), net="127.1.49")
    wait_for("counted", lambda: s.grew(before, source=1), 5)
    assert s.log().count("intake 127.1.49.8: refused: source not allowed\n") == 1, s.log()
    assert s.good()


def test_an_engine_that_is_not_ours(s):
    before = s.intake()
    done = s.send("snmpget", ("-e", ENGINE, *v3()), "1.3.6.1.2.1.1.1.0", extra=("-r0", "-t3"))
    assert done.returncode != 0
    refused(s, before, 7, "unknown engine", engine=1)


def test_a_question_is_no_notification(s):
    before = s.intake()
    assert s.send("snmpget", V2C, "1.3.6.1.2.1.1.1.0", extra=("-r0", "-t3")).returncode != 0
    refused(s, before, 7, "no trap and no inform", pdu=1)


# --- VIGIE-MIB is an agent's ------------------------------------------------------------------
def test_only_the_agent_speaks_for_itself(s):
    before = s.intake()
    assert s.fault(1, how=("-v2c", "-c", "any"), extra=("-r0", "-t1")).returncode == 1
    refused(s, before, 9, "authPriv inform only", refused=1)
    before = s.intake()
    assert s.fault(1, agent="paris-1", extra=("-r0", "-t1")).returncode == 1
    wait_for("counted", lambda: s.intake()["refused"] == before["refused"] + 1, 5)
    assert not s.alarm("device/ne-7/psu/1", "psu-failed")
    assert s.fault(1).returncode == 0, s.log()
    assert s.alarm("device/ne-7/psu/1", "psu-failed")


def test_the_same_message_twice_counts_once_and_is_answered_twice(s):
    assert s.fault(1).returncode == 0
    assert s.fault(1).returncode == 0
    counts = s.intake()
    assert counts["acknowledged"] == 2 and counts["applied"] == 1, counts


# --- replays ----------------------------------------------------------------------------------
def test_an_inform_replayed_counts_once_and_is_answered_twice(s):
    done, sent = s.overheard(lambda host, port: s.inform(
        v3(), "", UNKNOWN, *TEXT, "once", host=host, port=port, source=251))
    assert done.returncode == 0, done.stderr
    counts = s.intake()
    assert len(s.raw(sent[-1], source=251, answers=1)) == 1
    after = s.intake()
    assert after["acknowledged"] == counts["acknowledged"] + 1
    assert after["history"] + after["applied"] == 1, after


def test_an_inform_replayed_after_a_restart_is_not_timely(s):
    _, sent = s.overheard(lambda host, port: s.inform(
        v3(), "", UNKNOWN, *TEXT, "once", host=host, port=port, source=251))
    s.stop()
    s.start()
    before = s.intake()
    s.raw(sent[-1], source=251)
    refused(s, before, 251, "not in time window: user lyon-2", window=1)
    counts = s.intake()
    assert counts["history"] + counts["applied"] == 2, counts  # the first and the good one


def test_a_trap_replayed_counts_once(s):
    trap = s.captured("snmptrap", ("-e", ENGINE, "-Z", "3,1000", *v3()), "7", UNKNOWN, *TEXT, "x")
    for _ in range(3):
        s.raw(trap)
    wait_for("three taken", lambda: s.intake()["stored"] == 3, 5)
    counts = s.intake()
    assert counts["history"] + counts["applied"] == 1, counts


@pytest.mark.parametrize("late", ["3,800", "2,1000"])
def test_a_trap_older_than_its_sender_is_not_timely(s, late):
    assert s.send("snmptrap", ("-e", ENGINE, "-Z", "3,1000", *v3()), "7", UNKNOWN, *TEXT,
                  "new").returncode == 0
    wait_for("the new one", lambda: s.intake()["stored"] == 1, 5)
    before = s.intake()
    old = s.captured("snmptrap", ("-e", ENGINE, "-Z", late, *v3()), "7", UNKNOWN, *TEXT, "old")
    s.raw(old)
    refused(s, before, 8, "older than what was heard", replay=1)


# --- octets -----------------------------------------------------------------------------------
def bad_v3_header(s):
    """As in net-snmp#1065: the security parameters say that they are longer than they are."""
    good = s.captured("snmptrap", ("-e", ENGINE, *v3()), "7", UNKNOWN, *TEXT, "x")
    engine = good.index(bytes.fromhex(ENGINE[2:]))
    # ... 04 n 30 m 04 9 ENGINE: m larger than what is there.
    assert good[engine - 4] == 0x30, good.hex()
    return good[:engine - 3] + bytes([good[engine - 3] + 40]) + good[engine - 2:]


MALFORMED = {
    "nothing": lambda s: b"",
    "one octet": lambda s: b"\x30",
    "text": lambda s: b"GET / HTTP/1.1\r\n\r\n",
    "cut": lambda s: v2c_trap(1)[:-3],
    "one more": lambda s: v2c_trap(1) + b"\0",
    "indefinite length": lambda s: b"\x30\x80" + v2c_trap(1)[2:],
    "length of 2^32-1": lambda s: b"\x30\x84\xff\xff\xff\xff" + v2c_trap(1)[2:],
    "version 7": lambda s: v2c_trap(1).replace(b"\x02\x01\x01", b"\x02\x01\x07", 1),
    "no such PDU": lambda s: v2c_trap(1, tag=0xAF),
    "v1 trap in v2c": lambda s: v2c_trap(1, tag=0xA4),
    "net-snmp#1065": bad_v3_header,
}


@pytest.mark.parametrize("name", sorted(MALFORMED))
def test_malformed(s, name):
    before = s.intake()
    s.raw(MALFORMED[name](s))
    refused(s, before, 8, "malformed", malformed=1)


@pytest.mark.parametrize("size", [8193, 20000, 65507])
def test_oversize(s, size):
    before = s.intake()
    trap = v2c_trap(1, pad=size - len(v2c_trap(1, pad=1000)) + 1000)
    assert len(trap) == size
    s.raw(trap)
    refused(s, before, 8, "larger than 8 KiB", oversize=1)


def test_a_trap_without_what_rfc_3416_wants(s):
    before = s.intake()
    s.raw(v2c_trap(1).replace(stand.oid("1.3.6.1.6.3.1.1.4.1.0"),
                              stand.oid("1.3.6.1.6.3.1.1.4.9.0")))
    refused(s, before, 8, "RFC 3416 4.2.6: no snmpTrapOID.0", decode=1)


def test_a_line_a_minute_for_cause_and_source(s):
    for _ in range(20):
        s.raw(b"\x30")
    s.raw(b"\x30", source=9)
    wait_for("all counted", lambda: s.intake()["malformed"] == 21, 5)
    assert len(lines(s, 8, "malformed")) == 1 and len(lines(s, 9, "malformed")) == 1, s.log()


def test_invented_sources_do_not_flood_the_log(s):
    for source in range(2, 202):
        s.raw(b"\x30", source=source)
    wait_for("all counted", lambda: s.intake()["malformed"] == 200, 5)
    told = [n for n in s.log().splitlines() if "malformed" in n]
    assert len(told) == 65 and "intake many sources:" in told[-1], told


# --- the sum ----------------------------------------------------------------------------------
def kinds_of_datagram(s):
    """What to send, how often, from which source, and where it must end."""
    trap = s.captured("snmptrap", ("-e", ENGINE, "-Z", "3,1000", *v3()), "7", UNKNOWN, *TEXT, "a")
    stranger = s.captured("snmptrap", ("-e", ENGINE, *v3(user="mallory")), "7", UNKNOWN)
    forged = trap[:-1] + bytes([trap[-1] ^ 1])
    return [("stored", 120, 7, v2c_trap), ("stored", 40, 7, lambda n: v2c_trap(n, tag=0xA6)),
            ("stored", 30, 8, lambda n: trap), ("user", 30, 8, lambda n: stranger),
            ("digest", 30, 8, lambda n: forged), ("malformed", 60, 10, lambda n: b"\x30" * (n % 9)),
            ("oversize", 20, 10, lambda n: v2c_trap(n, pad=8200)),
            ("pdu", 30, 11, lambda n: v2c_trap(n, tag=0xA0)), ("source", 40, 12, v2c_trap)]


def test_sent_is_stored_and_refused_and_dropped(tmp_path):
    s = stand.Stand(tmp_path, 50)
    s.tree["vigie-collector:collector"]["intake"].update({"rate": 1, "burst": 250})
    s.start()
    try:
        sent, number, wanted = 0, 1000, {}
        kinds = kinds_of_datagram(s)
        for turn in range(max(k[1] for k in kinds)):
            for cause, times, source, make in kinds:
                if turn < times:
                    number += 1
                    s.raw(make(number), source=source,
                          net="127.1.49" if cause == "source" else None)
                    wanted[cause] = wanted.get(cause, 0) + 1
                    sent += 1
        for _ in range(300):  # one source past its quota
            number += 1
            s.raw(v2c_trap(number), source=13)
            sent += 1
        counts = wait_for("all accounted for", lambda: (lambda c: c if c["received"] + c[
            "kernel-drops"] == sent else None)(s.intake()), 10)
        causes = {c["name"]: int(c["count"]) for c in s.stage.ask("intake", "show")[
            "vigie-cases:intake"]["cause"]}
        assert sum(causes.values()) == counts["received"], stand.dump(causes)
        assert counts["kernel-drops"] == 0 and sent == 700, counts
        over = causes.pop("folded")
        assert causes.pop("stored") == wanted.pop("stored") + 300 - over and 1 <= over <= 50
        assert {k: v for k, v in causes.items() if v} == wanted
        assert counts["acknowledged"] == 40 and s.good()
    finally:
        s.stop()


# --- foreign traps ----------------------------------------------------------------------------
def power(s, notification, value, how=V2C):
    return s.send("snmptrap", how, "1", f"{ALLOT}.0.{notification}", f"{ALLOT}.5.2.8.0", "o", POWER,
                  f"{ALLOT}.5.2.9.0", "i", value)


def test_a_devices_own_trap_opens_what_the_pack_says(s):
    assert power(s, 17, 3).returncode == 0
    alarm = wait_for("the alarm", lambda: s.alarm("device/ne-7/psu/1", "psu-failed"), 5)
    assert alarm["perceived-severity"] == "major" and alarm["source"] == "trap", alarm
    case = wait_for("the case", lambda: stand.story.open_case(s.stage), 5)
    assert case["device"] == "ne-7" and alarm["case"] == case["id"]
    assert power(s, 16, 1).returncode == 0  # what it raised itself it may clear
    wait_for("the clear", lambda: s.alarm("device/ne-7/psu/1", "psu-failed")["is-cleared"], 10)


def test_a_plain_trap_cannot_clear_what_an_agent_raised(s):
    assert s.fault(1).returncode == 0
    assert power(s, 16, 1).returncode == 0
    assert s.good()
    wait_for("the claim", lambda: s.intake()["stored"] == 3, 5)
    assert not s.alarm("device/ne-7/psu/1", "psu-failed")["is-cleared"]
    assert s.fault(2, action=3).returncode == 0
    wait_for("the clear", lambda: s.alarm("device/ne-7/psu/1", "psu-failed")["is-cleared"], 10)


def test_an_unknown_notification_is_kept_with_everything(s):
    done = s.send("snmptrap", V2C, "1", f"{ALLOT}.0.99", *TEXT, "never seen", f"{ALLOT}.5.5.4.0",
                  "u", "97")
    assert done.returncode == 0
    alarm = wait_for("it", lambda: s.alarm("device/ne-7", "unclassified-notification"), 5)
    assert alarm["alarm-type-qualifier"] == f"{ALLOT}.0.99"
    for word in (f"{ALLOT}.0.99", "never seen", f"{ALLOT}.5.5.4.0", "97"):
        assert re.search(re.escape(word), alarm["alarm-text"]), alarm


def test_a_trap_of_nobody_is_kept_and_told(s):
    assert s.good(source=77)
    counts = s.intake()
    assert counts["history"] == 1 and s.alarms() == []
    assert "no device of the tree has the address 127.1.50.77" in s.log()
