"""Who may send to the collector and what proves it: users, keys, levels, versions and communities;
each refusal is counted by cause and source, and one alarm of the source says what to do.

Test number 98 (127.1.98.0/24).
"""
import signal
import sqlite3
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

import stand
from stand import ALLOT, POWER, VIGIE, v2c_trap, v3, wait_for

TEXT = (f"{ALLOT}.5.5.16.0", "s")
UNKNOWN = f"{VIGIE}.9.1"
V2C = ("-v2c", "-c", "any")
ENGINE = "0x80001f8804aabbccdd"
OTHER = "0x80001f8804aabbccde"
OLD = {"auth": "the-old-phrase-a", "priv": "the-old-phrase-p"}
NEW = {"auth": "the-new-phrase-a", "priv": "the-new-phrase-p"}


def phrases(keys):
    return f"auth: {keys['auth']}\npriv: {keys['priv']}\n"


@pytest.fixture
def s(tmp_path):
    made = stand.Stand(tmp_path, 98)
    top = made.tree["vigie-collector:collector"]
    top["intake"]["trap-user"] = [{"name": "netman", "engine": "any", "credential": "netman"}]
    top["intake"]["source"][0]["address"] = f"{made.net}.7"
    made.stage.write("collector-state/credentials/netman", phrases(OLD), 0o400)
    made.start()
    yield made
    made.stop()


def intake_of(s):
    return s.tree["vigie-collector:collector"]["intake"]


def change(s, **credentials):
    """Takes the tree as it stands now, without a restart."""
    before = s.log().count("read again")
    for name, content in credentials.items():
        s.stage.write(f"collector-state/credentials/{name}", content, 0o400)
    s.words()
    s.stage.programs[-1][1].send_signal(signal.SIGHUP)
    wait_for("the other tree", lambda: s.log().count("read again") > before, 10)


def end(s):
    program = s.stage.programs.pop()[1]
    program.send_signal(signal.SIGTERM)
    assert program.wait(40) == 0


def restart(s, *statements):
    """Ends the collector, changes its database by the 'statements', and starts it again."""
    end(s)
    db = sqlite3.connect(s.state / "collector.db", isolation_level=None)
    for statement in statements:
        assert db.execute(statement).rowcount > 0
    db.close()
    s.start()


def trap(s, keys, engine=ENGINE, user="netman", source=8, level="authPriv", extra=()):
    return s.send("snmptrap", ("-e", engine, *extra, *v3(user=user, level=level, **keys)), "7",
                  UNKNOWN, *TEXT, "x", source=source)


def source_of(s, last):
    found = s.stage.ask("intake", "show")["vigie-cases:intake"].get("source", [])
    return next((n for n in found if n["address"] == f"{s.net}.{last}"), None)


def alarm_of(s, last):
    return s.alarm(f"collector/noc/source/{s.net}.{last}", "credential-refused")


def refused(s, last, cause, *says, n=1):
    """Counted by its cause and source; one alarm of the source names cause and remedy."""
    def counted():
        one = source_of(s, last)
        return one and one["last-cause"] == cause and any(
            c["name"] == cause and int(c["count"]) == n for c in one["cause"])

    wait_for(f"{cause} of .{last}: {s.log()}", counted, 5)
    one = source_of(s, last)
    assert sum(int(c["count"]) for c in one["cause"]) == int(one["received"]), one
    alarm = wait_for("the alarm", lambda: alarm_of(s, last), 5)
    assert not alarm["is-cleared"] and alarm["perceived-severity"] == "warning", alarm
    for word in (f"{s.net}.{last}", *says):
        assert word in alarm["alarm-text"], alarm["alarm-text"]
    assert one["remedy"], one


def stored(s, n):
    wait_for(f"{n} stored: {s.log()}", lambda: s.intake()["stored"] == n, 5)


# --- refusals, each with its cause ------------------------------------------------------------
@pytest.mark.parametrize("keys,more,cause,says", [
    (OLD, {"user": "mallory"}, "user", ("user mallory", "add a trap-user line")),
    (NEW, {}, "digest", ("wrong digest", "user netman", "auth pass phrase")),
    ({**OLD, "priv": NEW["priv"]}, {}, "cipher", ("priv pass phrase",)),
    (OLD, {"level": "authNoPriv"}, "level", ("less protected", "minimum-level")),
    (OLD, {"level": "noAuthNoPriv"}, "level", ("less protected", "minimum-level")),
])
def test_wrong_senders(s, keys, more, cause, says):
    trap(s, keys, **more)
    refused(s, 8, cause, *says)
    assert s.intake()[cause] == 1 and s.intake()["stored"] == 0


def test_a_user_is_one_of_its_engine_alone(s):
    intake_of(s)["trap-user"][0]["engine"] = ENGINE[2:]
    change(s)
    trap(s, OLD)
    stored(s, 1)
    trap(s, OLD, engine=OTHER, source=9)
    refused(s, 9, "engine", "unknown engine", OTHER[2:], "netman", "trap-user line for that engine")


def test_v1_and_v2c_only_from_a_source_that_the_tree_names(s):
    assert s.inform(V2C, "", UNKNOWN, *TEXT, "x").returncode == 0
    for last, version in ((8, "-v2c"), (9, "-v1")):
        head = ("", UNKNOWN) if version == "-v2c" else (ALLOT, f"{s.net}.{last}", "6", "18", "")
        s.send("snmptrap", (version, "-c", "any"), *head, *TEXT, "x", source=last)
        refused(s, last, "version", "v1/v2c not allowed from this source", "source line")
    assert s.inform(V2C, "", UNKNOWN, *TEXT, "x", source=8, extra=("-r0", "-t1")).returncode == 1
    refused(s, 8, "version", n=2)


def test_a_wrong_community(s):
    assert s.inform(("-v2c", "-c", "guess"), "", UNKNOWN, *TEXT, "x",
                    extra=("-r0", "-t1")).returncode == 1
    refused(s, 7, "community", "wrong community", "device ne-7")
    assert "guess" not in s.log() and "any" not in alarm_of(s, 7)["alarm-text"].split()


def test_a_replayed_datagram_is_no_late_one(s):
    """An old boot is a replay; so is what is older than what was heard; both say so."""
    trap(s, OLD, extra=("-Z", "3,1000"))
    stored(s, 1)
    trap(s, OLD, extra=("-Z", "2,2000"), source=9)
    refused(s, 9, "replay", "engineBoots went back from 3 to 2", ENGINE[2:], "reset")
    trap(s, OLD, extra=("-Z", "3,800"), source=10)
    refused(s, 10, "replay", "of its second 800", "1000 was heard")


def test_a_captured_datagram_sent_after_newer_ones(s):
    old = s.captured("snmptrap", ("-e", ENGINE, "-Z", "3,1000", *v3(user="netman", **OLD)), "7",
                     UNKNOWN, *TEXT, "once")
    s.raw(old)
    trap(s, OLD, extra=("-Z", "3,1200"))
    stored(s, 2)
    s.raw(old, source=9)
    refused(s, 9, "replay")


def test_a_replay_is_one_after_a_restart_too(s):
    old, newest = (s.captured("snmptrap", ("-e", ENGINE, "-Z", f"3,{time}",
                                           *v3(user="netman", **OLD)), "7", UNKNOWN, *TEXT, "once")
                   for time in (1000, 1300))
    s.raw(old)
    stored(s, 1)
    s.raw(newest)
    stored(s, 2)
    restart(s)
    s.raw(old, source=9)
    refused(s, 9, "replay", "of its second 1000", "1300 was heard")
    trap(s, OLD, extra=("-Z", "2,9000"), source=10)
    refused(s, 10, "replay", "engineBoots went back from 3 to 2")
    # What is newer is believed, however long it was away by the wall clock, and so is a new boot.
    trap(s, OLD, extra=("-Z", "3,1301"))
    stored(s, 1)
    trap(s, OLD, extra=("-Z", "4,1"))
    stored(s, 2)


def test_an_engine_that_was_reset_is_believed_when_somebody_says_so(s):
    trap(s, OLD, extra=("-Z", "30,1000"))
    stored(s, 1)
    restart(s)
    trap(s, OLD, extra=("-Z", "1,10"))
    refused(s, 8, "replay", "vigie intake forget ENGINE")
    vigie = ("vigie", "--socket", s.folder / "collector.sock", "intake", "forget")
    assert s.stage.run(*vigie, "no engine").returncode != 0
    done = s.stage.run(*vigie, ENGINE[2:])
    assert done.returncode == 0 and "forgotten" in done.stdout, done
    trap(s, OLD, extra=("-Z", "1,20"))
    stored(s, 1)
    trap(s, OLD, extra=("-Z", "30,2000"), source=9)
    stored(s, 2)


def test_what_a_clock_or_a_restore_made_of_engines_refuses_nothing_good(s):
    trap(s, OLD, extra=("-Z", "3,1000"))
    stored(s, 1)
    # Heard yesterday, heard tomorrow: a clock that was wrong, or a copy of the database.
    for turn, ago in enumerate((86400, -86400)):
        restart(s, f"UPDATE engine SET heard = heard - {ago} * 1000000")
        trap(s, OLD, extra=("-Z", f"3,{1010 + turn}"))
        stored(s, 1)


def test_one_alarm_for_many_refusals(s):
    for _ in range(20):
        trap(s, NEW)
    trap(s, OLD, user="mallory")
    wait_for("all", lambda: int((source_of(s, 8) or {"received": 0})["received"]) == 21, 5)
    told = [a for a in s.alarms() if a["resource"].startswith("collector/noc/source/")]
    assert len(told) == 1 and "wrong digest" in told[0]["alarm-text"], told
    assert s.log().count(f"intake {s.net}.8: refused") == 2, s.log()


def test_many_sources_share_an_alarm(s):
    for last in range(10, 90):
        s.raw(v2c_trap(last), source=last)
    wait_for("all", lambda: s.intake()["version"] == 80, 5)
    wait_for("all of them", lambda: s.alarm("collector/noc/source/others", "credential-refused"), 5)
    told = [a for a in s.alarms() if a["resource"].startswith("collector/noc/source/")]
    assert len(told) == 33, [a["resource"] for a in told]
    show = s.stage.ask("intake", "show")["vigie-cases:intake"]["source"]
    assert sum(int(n["received"]) for n in show) == 80


def test_out_of_step_is_no_trouble_by_itself(s):
    """After a restart every sender is refused once, reads the report and sends again."""
    _, sent = s.overheard(lambda host, port: s.inform(
        v3(), "", UNKNOWN, *TEXT, "once", host=host, port=port, source=251))
    s.stop()
    s.start()
    s.raw(sent[-1], source=251)
    wait_for("refused", lambda: s.intake()["window"] == 1, 5)
    assert s.inform(v3(), "", UNKNOWN, *TEXT, "now", source=251).returncode == 0
    assert not alarm_of(s, 251)


# --- keys that change -------------------------------------------------------------------------
def test_two_keys_while_they_change(s):
    trap(s, OLD)
    trap(s, NEW, source=9)
    stored(s, 1)
    refused(s, 9, "digest")
    intake_of(s)["trap-user"][0]["next-credential"] = "netman-2"
    change(s, **{"netman-2": phrases(NEW)})
    trap(s, OLD)
    trap(s, NEW)
    trap(s, OLD)
    stored(s, 4)
    intake_of(s)["trap-user"] = [{"name": "netman", "engine": "any", "credential": "netman-2"}]
    change(s)
    trap(s, NEW)
    stored(s, 5)
    trap(s, OLD, source=10)
    refused(s, 10, "digest")


def test_two_keys_of_an_agent(s):
    """An inform: libsnmp's report of the first key is not sent when the second fits."""
    top = s.tree["vigie-collector:collector"]
    top["agent"][0]["next-credential"] = "lyon-2b"
    change(s, **{"lyon-2b": phrases(NEW)})
    assert s.fault(1).returncode == 0
    assert s.fault(2, how=v3(**NEW), extra=("-r0", "-t20")).returncode == 0, s.log()
    assert s.fault(3).returncode == 0
    assert s.intake()["digest"] == 0 and s.intake()["applied"] == 3


def test_two_communities(s):
    intake_of(s)["source"][0]["next-credential"] = "plain-2"
    change(s, **{"plain-2": "community: second\n"})
    for community in ("any", "second"):
        assert s.inform(("-v2c", "-c", community), "", UNKNOWN, *TEXT, community).returncode == 0


# --- a running collector ----------------------------------------------------------------------
def test_users_sources_and_prefixes_come_by_sighup(s):
    top = s.tree["vigie-collector:collector"]
    trap(s, NEW, user="second")
    refused(s, 8, "user")
    intake_of(s)["trap-user"].append({"name": "second", "engine": "any", "credential": "second"})
    intake_of(s)["source"].append({"address": f"{s.net}.8/30", "reason": "old", "credential": "p8"})
    change(s, second=phrases(NEW), p8="community: eight\n")
    trap(s, NEW, user="second")
    stored(s, 1)
    assert s.inform(("-v2c", "-c", "eight"), "", UNKNOWN, *TEXT, "x", source=8).returncode == 0
    top["listen"][0]["allow"] = [f"{s.net}.7/32"]
    intake_of(s).update({"rate": 1, "burst": 2})
    intake_of(s)["trap-user"].pop()
    change(s)
    before = s.intake()
    trap(s, NEW, user="second")
    wait_for("not allowed", lambda: s.intake()["source"] == before["source"] + 1, 5)
    for number in range(6):
        s.raw(v2c_trap(number), source=7)
    wait_for("over its budget", lambda: sum(s.intake()[k] for k in ("folded", "quota")) >= 2, 5)


def test_a_loaded_tree_changes_users_too(s):
    s.tree["vigie-collector:collector"]["user"][0]["role"] = "admin"
    change(s)
    intake_of(s)["trap-user"].append({"name": "third", "engine": "any", "credential": "third"})
    s.stage.write("collector-state/credentials/third", phrases(NEW), 0o400)
    path = s.stage.write("loaded.json", s.tree)
    done = s.stage.run("vigie", "--socket", s.folder / "collector.sock", "tree", "load", "--commit", str(path))
    assert done.returncode == 0, done.stderr
    trap(s, NEW, user="third")
    stored(s, 1)


def test_a_missing_credential_leaves_the_others(s):
    """While it runs, the line cannot be used, and the refusal says why."""
    intake_of(s)["trap-user"].append({"name": "ghost", "engine": "any", "credential": "ghost"})
    change(s)
    assert "user ghost: cannot be used: credential ghost" in s.log()
    trap(s, OLD)
    stored(s, 1)
    trap(s, NEW, user="ghost", source=9)
    refused(s, 9, "user", "user ghost", "credential ghost")


def credential(s, name):
    return s.alarm(f"collector/noc/credential/{name}", "credential-refused")


def test_a_start_without_a_credential_hears_the_others(s):
    """As a SIGHUP does; the alarm of the credential ends when it is mended, or asked for no more."""
    holds = {"type": "vigie-alarm-types:credential-refused", "clear-hold-s": 0}
    s.tree["vigie-collector:collector"]["kind"].append(holds)
    intake_of(s)["trap-user"].append({"name": "ghost", "engine": "any", "credential": "ghost"})
    intake_of(s)["trap-user"].append({"name": "spook", "engine": "any", "credential": "spook"})
    end(s)
    s.stage.write("collector-state/credentials/spook", "auth: short\n", 0o400)
    s.start()
    trap(s, OLD)
    stored(s, 1)
    # Behind the first answer the start is over, and what it had to say is written.
    assert s.log().count("user ghost: cannot be used: credential ghost") == 1, s.log()
    for name in ("ghost", "spook"):
        found = credential(s, name)
        assert not found["is-cleared"] and f"user {name} is not heard" in found["alarm-text"], found
    # A reload changes nothing; a start with it mended ends one, a tree without its line the other.
    change(s)
    assert not credential(s, "ghost")["is-cleared"]
    s.stage.write("collector-state/credentials/ghost", phrases(NEW), 0o400)
    restart(s)
    assert credential(s, "ghost")["is-cleared"] and not credential(s, "spook")["is-cleared"]
    trap(s, NEW, user="ghost")
    stored(s, 1)
    intake_of(s)["trap-user"].pop()
    change(s)
    assert credential(s, "spook")["is-cleared"]


def test_a_start_without_an_agent_s_credential(s):
    """The other agents and devices must not pay for it; the words of the start are in the alarm."""
    top = s.tree["vigie-collector:collector"]
    top["agent"][0]["credential"] = "gone"
    top["intake"]["source"][0]["credential"] = "nowhere"
    end(s)
    s.start()
    for name, who in (("gone", "user lyon-2"), ("nowhere", f"{s.net}.7")):
        found = credential(s, name)
        assert not found["is-cleared"] and f"{who} is not heard" in found["alarm-text"], found
    trap(s, OLD)
    stored(s, 1)


# --- what proves nothing ----------------------------------------------------------------------
def power(s, number, value, how, source=7, name="snmptrap"):
    return s.send(name, how, "1", f"{ALLOT}.0.{number}", f"{ALLOT}.5.2.8.0", "o", POWER,
                  f"{ALLOT}.5.2.9.0", "i", value, source=source)


def supply(s):
    return s.alarm("device/ne-7/psu/1", "psu-failed")


def test_a_trap_of_a_box_whose_clock_stands_still_is_no_copy(s):
    """Raise, clear, raise: the same octets but for the request-id, in the 150 s of copies."""
    for number, value, stands in ((17, 3, True), (16, 1, False), (17, 3, True)):
        power(s, number, value, V2C)
        wait_for(f"{number}: {supply(s)}",
                 lambda now=stands: supply(s) and supply(s)["is-cleared"] != now, 5)


def test_an_inform_of_a_box_whose_clock_stands_still_is_stored(s):
    """What is answered is on disk: each of these says something that the one before did not."""
    for number, value, stands in ((17, 3, True), (16, 1, False), (17, 3, True), (16, 1, False)):
        before = s.intake()["stored"]
        done = power(s, number, value, V2C, name="snmpinform")
        assert done.returncode == 0, done.stderr
        wait_for(f"{number}: {supply(s)}",
                 lambda now=stands: supply(s) and supply(s)["is-cleared"] != now, 5)
        assert s.intake()["stored"] == before + 1


@pytest.mark.parametrize("plain", ["v2c", "v1", "noAuth"])
def test_what_anybody_may_send_clears_nothing_that_v3_raised(s, plain):
    how = {"v2c": V2C, "v1": ("-v1", "-c", "any"), "noAuth": None}[plain]
    intake_of(s)["trap-user"].append({"name": "open", "engine": "any", "reason": "test",
                                      "minimum-level": "noAuthNoPriv"})
    # A clear that is taken shows at once.
    s.tree["vigie-collector:collector"]["kind"][0]["clear-hold-s"] = 0
    change(s)
    v3_of = ("-e", ENGINE, *v3(user="netman", **OLD))
    assert power(s, 17, 3, v3_of).returncode == 0
    wait_for("the alarm", lambda: supply(s), 5)
    if plain == "v1":
        s.send("snmptrap", how, ALLOT, f"{s.net}.7", "6", "16", "", f"{ALLOT}.5.2.8.0", "o", POWER,
               f"{ALLOT}.5.2.9.0", "i", 1)
    else:
        power(s, 16, 1, how or ("-e", OTHER, "-v3", "-u", "open", "-l", "noAuthNoPriv"))
    stored(s, 2)
    assert s.good()
    assert not supply(s)["is-cleared"]
    assert power(s, 16, 1, v3_of).returncode == 0
    wait_for("the clear", lambda: supply(s)["is-cleared"], 10)


# --- whose it is ------------------------------------------------------------------------------
def test_the_engine_goes_before_the_address(s):
    s.tree["vigie-collector:collector"]["device"][0]["engine-id"] = ENGINE[2:]
    change(s)
    power(s, 17, 3, ("-e", ENGINE, *v3(user="netman", **OLD)), source=200)
    wait_for("the alarm", lambda: supply(s), 5)


@pytest.mark.parametrize("listed", [True, False])
def test_an_origin_is_believed_from_a_forwarder_only(s, listed):
    top = s.tree["vigie-collector:collector"]
    intake_of(s)["source"].append({"address": f"{s.net}.30", "reason": "NMS", "credential": "plain"})
    if listed:
        top["forwarder"] = [{"name": "nms", "address": [f"{s.net}.30"]}]
    change(s)
    done = s.send("snmptrap", ("-v2c", "-c", "any"), "1", f"{ALLOT}.0.17", f"{ALLOT}.5.2.8.0", "o",
                  POWER, f"{ALLOT}.5.2.9.0", "i", 3, "1.3.6.1.6.3.18.1.3.0", "a", f"{s.net}.7",
                  source=30)
    assert done.returncode == 0, done.stderr
    stored(s, 1)
    assert s.good()
    assert bool(supply(s)) == listed
    if not listed:
        assert f"no device of the tree has the address {s.net}.30" in s.log()


def test_who_sends_ever_other_numbers_has_so_many_alarms(s):
    for n in range(1, 31):
        s.raw(v2c_trap(n, notification=f"1.3.6.1.4.1.99999.0.{n}"), source=7)
    stored(s, 30)
    kinds = [a["alarm-type-id"].split(":")[-1] for a in s.alarms() if not a["is-cleared"]]
    assert kinds.count("unclassified-notification") == 20, kinds
    assert len(s.stage.ask("unclassified", "list")["vigie-cases:unclassified"]["notification"]) == 30


def test_another_engine_does_not_make_a_replay_forgotten(s):
    """The second one has the first one's hash, by which their places are found."""
    one, two = "0x8000000001aabbccdd01", "0x8000000001aabb00103a"
    for turn, (engine, time) in enumerate(((one, "5,100"), (two, "1,1"))):
        trap(s, OLD, engine, source=33 + turn, extra=("-Z", time))
        stored(s, turn + 1)
    trap(s, OLD, one, source=33, extra=("-Z", "4,100"))
    wait_for("its refusal", lambda: source_of(s, 33)["last-cause"] == "replay", 5)
    assert s.intake()["stored"] == 2


def vigie(s, *words):
    return s.stage.run("vigie", "--socket", s.folder / "collector.sock", *words)


def unclassified(s, oid):
    return next(a for a in s.alarms() if a["alarm-type-qualifier"] == oid)


def test_somebody_looks_at_what_no_pack_knows(s):
    """The kind holds its clears; here it does not.  A second time is audited once."""
    hold = {"type": "vigie-alarm-types:unclassified-notification", "clear-hold-s": 0}
    s.tree["vigie-collector:collector"]["kind"].append(hold)
    change(s)
    assert s.inform(V2C, "", UNKNOWN, *TEXT, "x").returncode == 0
    wait_for("its alarm", lambda: s.alarm("device/ne-7", "unclassified-notification"), 5)
    for says in ("1 alarm", "now accepted"):
        done = vigie(s, "unclassified", "accept", UNKNOWN, "--key", "k")
        assert done.returncode == 0 and says in done.stdout and UNKNOWN in done.stdout, done
    found = unclassified(s, UNKNOWN)
    assert found["is-cleared"] and "looked at it" in found["alarm-text"], found
    assert "looked at" in vigie(s, "unclassified", "list").stdout
    assert vigie(s, "unclassified", "accept", "1.3.9").returncode == 3
    assert vigie(s, "unclassified", "accept", "x").returncode != 0
    end(s)
    db = sqlite3.connect(s.state / "collector.db")
    audited = db.execute("SELECT object, result FROM audit WHERE what = 'unclassified-accept'")
    # What nobody knows is not kept as it was typed; the same again is counted.
    assert audited.fetchall() == [(UNKNOWN, "accepted"), ("", "refused: invalid-value")]
    db.close()


def test_a_pack_that_came_ends_what_it_knows(s):
    known = f"{ALLOT}.0.17"
    hold = {"type": "vigie-alarm-types:unclassified-notification", "clear-hold-s": 0}
    s.tree["vigie-collector:collector"]["kind"].append(hold)
    change(s)
    for oid in (UNKNOWN, f"{UNKNOWN}.1"):
        assert s.inform(V2C, "", oid, *TEXT, "x").returncode == 0
    wait_for("its alarm", lambda: s.alarm("device/ne-7", "unclassified-notification"), 5)
    restart(s, *(f"UPDATE {table} = '{known}' WHERE {column} = '{UNKNOWN}'"
                 for table, column in (("alarm SET qualifier", "qualifier"),
                                       ("unknown SET oid", "oid"))))
    found = unclassified(s, known)
    assert found["is-cleared"] and "a pack knows it now" in found["alarm-text"], found
    assert not unclassified(s, f"{UNKNOWN}.1")["is-cleared"]


def test_the_table_of_sources_has_the_integrator_s_time(s):
    trap(s, NEW, source=32)
    refused(s, 32, "digest")
    last = datetime.fromisoformat(source_of(s, 32)["last-refused"].replace("Z", "+00:00"))
    done = stand.run("vigie", "intake", "show", "--socket", s.folder / "collector.sock")
    line = next(n for n in done.stdout.splitlines() if n.startswith(f"{s.net}.32 "))
    assert last.astimezone(ZoneInfo("Europe/Paris")).strftime(" %H:%M:%S ") in line, line


def test_a_stranger_does_not_fill_the_log(s):
    for _ in range(12):
        trap(s, OLD, source=31)
    stored(s, 12)
    assert s.log().count(f"{s.net}.31: stored, not applied: no device of the tree") == 1, s.log()


def test_one_engine_at_two_addresses(s):
    for turn, last in enumerate((20, 21, 20)):
        trap(s, OLD, source=last, extra=("-Z", f"3,{1000 + turn}"))
    found = wait_for("the alarm", lambda: s.alarm(f"collector/noc/engine/{ENGINE[2:]}",
                                                  "engine-id-conflict"), 5)
    assert f"{s.net}.20" in found["alarm-text"] and f"{s.net}.21" in found["alarm-text"], found


def test_a_number_that_says_another_thing_is_a_copy(s):
    """An agent restored from an older disk counts again from there."""
    assert s.fault(1).returncode == 0
    assert s.fault(1).returncode == 0  # the same again
    assert s.fault(1, part="psu/0", extra=("-r0", "-t1")).returncode == 1
    found = wait_for("the alarm", lambda: s.alarm("agent/lyon-2", "engine-id-conflict"), 5)
    assert "older copy of its disk" in found["alarm-text"], found
    assert "--new-spool" in found["alarm-text"] and f"{s.net}.9" in found["alarm-text"], found
    assert not s.alarm("device/ne-7/psu/0", "psu-failed")
