"""Messages leave by other ways than mail: webhooks, Alertmanager, signs of life, and what is stuck.

Test number 137 (127.1.137.0/24): a desk of noc.py, receivers on loopback ports of their own.
"""
import hashlib
import hmac
import json
import signal
import socket
import sqlite3

import pytest

from hookpeer import Hook
from noc import story
from smtprelay import Relay
from test_courier import Post, addresses, certificate, replied
from test_mail import post

KEY = "a key of our own, long enough"


def out(hook, **more):
    """A webhook of the tree."""
    return {"name": "noc-hook", "kind": "webhook", "url": f"http://127.0.0.1:{hook.port}/in",
            "credential": "hook-key", "allow-address": ["127.0.0.1/32"], **more}


class Station(Post):
    """A desk with ways out, a relay and a courier."""

    def __init__(self, folder, ways, relay=None, change=addresses):
        def changed(top):
            change(top)
            top["outway"] = ways
        super().__init__(folder, relay or Relay(), change=changed)
        secrets = self.state / "credentials"
        secrets.mkdir(parents=True, mode=0o750)
        (secrets / "hook-key").write_text(f"password: {KEY}\n")
        (secrets / "hook-key").chmod(0o400)
        self.tree["vigie-courier:courier"]["limits"]["post-s"] = 2
        (folder / "courier.json").write_text(json.dumps(self.tree))

    def of_way(self, name):
        return [m for m in self.outbox() if m["way"] == name]

    def ways(self):
        answer, tree = self.desk.ask("GET", "/restconf/data/vigie-cases:outbox?limit=1")
        assert answer.status == 200, tree
        return {w["name"]: w for w in tree["vigie-cases:outbox"]["way"]}

    def end_desk(self, how=signal.SIGTERM):
        self.desk.process.send_signal(how)
        self.desk.process.wait(20)
        self.desk.stage.programs.pop()

    def meanwhile(self, *statements):
        """The collector ends, time passes for its rows, and it begins again."""
        self.end_desk()
        self.sql(*statements)
        self.desk.start()

    def sql(self, *statements):
        base = sqlite3.connect(self.folder / "collector-state/collector.db")
        with base:
            for statement in statements:
                base.execute(statement)
        base.close()


@pytest.fixture
def made(tmp_path):
    all_of_them, hooks = [], []

    def make(ways=None, hook=None, **more):
        hooks.append(hook or Hook())
        ways = [out(hooks[0])] if ways is None else ways(hooks[0])
        all_of_them.append(Station(tmp_path, ways, **more))
        return all_of_them[0], hooks[0]
    yield make
    for one in all_of_them:
        one.stop()
    for hook in hooks:
        hook.stop()


def wait_events(hook, *events):
    story.wait_for(f"events {events}", lambda: set(events) <= set(hook.events()), 20)
    return {body["event"]: body for body in hook.bodies()}


def test_a_webhook_is_told_in_the_change_and_signed(made):
    station, hook = made()
    number = station.desk.open_case()
    station.start()
    told = wait_events(hook, "opened")["opened"]
    assert told["case"] == number and told["device"] == "ne-7" and told["type"] == "power"
    assert told["severity"] in ("major", "critical") and told["state"] == "new"
    assert told["at"] and told["opened"] and "closed" not in told
    # No client, no person, no text, unless the tree says so.
    for secret in ("clinique-a", "Clinique", "lyon-2", "claire", "anne", "title", "text"):
        assert all(secret.encode() not in body for _, body, _ in hook.taken), secret
    fields, body, came = hook.taken[0]
    stamp = fields["Vigie-Timestamp"]
    assert abs(int(stamp) - came) < 30
    want = hmac.new(KEY.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert fields["Vigie-Signature"] == "v1=" + want
    assert fields["Content-Type"] == "application/json"
    assert KEY not in station.log()
    station.desk.do("take", number)
    changed = wait_events(hook, "changed")["changed"]
    assert changed["state"] != "new" and "owner" not in changed
    rows = {m["message-id"]: m for m in station.of_way("noc-hook")}
    keys = [fields["Idempotency-Key"] for fields, _, _ in hook.taken]
    assert set(keys) == set(rows) and len(keys) == len(set(keys))
    assert all(m["recipient"] == "way:noc-hook" and m["channel"] == "webhook"
               for m in rows.values())
    shown = station.desk.vigie("outbox", "show", rows[keys[0]]["id"])
    assert shown.stdout.startswith(f"POST http://127.0.0.1:{hook.port}/in"), shown


def test_what_the_tree_says_it_shows(made):
    station, hook = made(lambda hook: [out(hook, **{
        "shows-client": True, "shows-persons": True, "shows-texts": True, "event": ["changed"]})])
    number = station.desk.open_case()
    station.desk.do("take", number, user="claire")
    station.start()
    told = wait_events(hook, "changed")["changed"]
    assert told["client"] == "clinique-a" and told["site"] and told["owner"] == "claire"
    assert told["title"] and told["text"]
    assert "opened" not in hook.events()


def test_only_what_is_severe_enough(made):
    station, hook = made(lambda hook: [out(hook, **{"least-severity": "critical"})])
    station.desk.open_case()
    severity = station.desk.cases()[0]["severity"]
    assert bool(station.of_way("noc-hook")) == (severity == "critical"), severity
    status, _ = post(station.desk, "mail-in", "tests", **{
        "from": "anne@clinique-a.example", "subject": "Panne", "text": "ne-8 en panne"})
    assert status == 200
    assert len([m for m in station.of_way("noc-hook")
                if station.desk.case(m["case"])["severity"] != "critical"]) == 0
    assert not hook.taken


@pytest.mark.parametrize("answer, state, reason", [
    (503, "waiting", "HTTP 503"), (429, "waiting", "HTTP 429"), (404, "waiting", "HTTP 404"),
    (302, "waiting", "HTTP 302"), (409, "waiting", "HTTP 409"), (400, "failed", "HTTP 400"), (422, "failed", "HTTP 422"),
    ("die", "waiting", "noc-hook: "), ("stall", "waiting", "noc-hook: ")])
def test_a_receiver_that_fails(answer, state, reason, made):
    other = Hook()
    station, hook = made()
    hook.answers.append(answer)
    hook.moved = f"http://127.0.0.1:{other.port}/"
    station.desk.open_case()
    station.start()
    row = station.of_way("noc-hook")[0]["id"]
    found = station.wait_state(row, state)
    assert reason in found["reason"], found
    # No redirect is followed.
    assert not other.taken
    other.stop()
    if state == "waiting":
        # Once it is well again the same message comes, with its key.
        assert station.desk.vigie("outbox", "retry", row).returncode == 0
        station.wait_state(row, "sent")
        same = [t for t in hook.taken if t[0]["Idempotency-Key"] == found["message-id"]]
        assert len(same) == 2 and same[0][1] == same[1][1]
    else:
        # Given up: somebody is told, by another way.
        told = [m for m in station.outbox() if m["role"] == "noc" and "was not sent" in m["what"]]
        assert len(told) == 1 and told[0]["channel"] == "mail", station.outbox()
        assert len(station.of_way("noc-hook")) == 1


@pytest.mark.parametrize("said, seconds", [("90", 90), ("86400", 120), ("soon", 5)])
def test_who_asks_to_be_left_alone_is(said, seconds, made):
    """For two minutes at most: a page has its ladder, a sign of life its minutes."""
    station, hook = made()
    hook.answers += [429] * 9
    hook.retry_after = said
    station.desk.open_case()
    station.start()
    row = station.of_way("noc-hook")[0]["id"]
    assert "HTTP 429" in station.wait_state(row, "waiting")["reason"]
    station.end_desk()
    base = sqlite3.connect(station.folder / "collector-state/collector.db")
    (alone,), = base.execute("SELECT next_try - failing FROM outway WHERE name = 'noc-hook'")
    base.close()
    station.desk.start()
    assert alone == seconds * 1000000, alone


def test_an_answer_without_end_is_no_harm(made):
    station, hook = made()
    hook.said = b"x" * 1_000_000
    station.desk.open_case()
    station.start()
    row = station.of_way("noc-hook")[0]["id"]
    station.wait_state(row, "sent")


def test_an_answer_that_never_ends_was_an_answer(made):
    """200 and the beginning of a body: it has the message, which is not sent again and again."""
    station, hook = made()
    hook.answers += ["slow"] * 9
    station.desk.open_case()
    station.start()
    station.wait_state(station.of_way("noc-hook")[0]["id"], "sent")
    assert len(hook.taken) == 1


@pytest.mark.parametrize("url, allowed, reason", [
    ("http://127.0.0.1:{port}/", [], "127.0.0.1 is no public address"),
    ("http://127.0.0.1:{port}/", ["10.0.0.0/8"], "127.0.0.1 is no public address"),
    # What the name says does not count: where it leads does.
    ("http://localhost:{port}/", ["192.0.2.1/32"], "is no public address"),
    ("http://[::ffff:127.0.0.1]:{port}/", ["::1/128"], "127.0.0.1 is no public address"),
    ("http://0x7f000001:{port}/", [], "127.0.0.1 is no public address"),
    ("http://169.254.169.254/", [], "169.254.169.254 is no public address")])
def test_addresses_that_are_not_public_are_named_or_not_spoken_to(url, allowed, reason, made):
    station, hook = made(lambda hook: [out(hook, **{
        "url": url.format(port=hook.port), "allow-address": allowed})])
    station.desk.open_case()
    station.start()
    row = station.of_way("noc-hook")[0]["id"]
    assert reason in station.wait_state(row, "waiting")["reason"]
    assert not hook.taken


def test_tls_is_checked(made, tmp_path):
    hook = Hook(tls=certificate(tmp_path))
    station, _ = made(lambda hook: [
        out(hook, url=f"https://127.0.0.1:{hook.port}/"),
        out(hook, name="known", url=f"https://127.0.0.1:{hook.port}/",
            authority=str(tmp_path / "authority.pem"))], hook=hook)
    station.desk.open_case()
    station.start()
    station.wait_state(station.of_way("known")[0]["id"], "sent")
    found = station.wait_state(station.of_way("noc-hook")[0]["id"], "waiting")
    assert "certificate" in found["reason"].lower()
    assert len(hook.taken) == 1


def test_a_key_that_is_not_there_sends_nothing(made):
    station, hook = made(lambda hook: [out(hook, credential="none")])
    station.desk.open_case()
    station.start()
    found = station.wait_state(station.of_way("noc-hook")[0]["id"], "waiting")
    assert "credentials/none" in found["reason"] and not hook.taken


def test_what_stalls_holds_up_no_other(made):
    dead = Hook()
    station, hook = made(lambda hook: [out(hook), out(dead, name="dead")],
                         relay=Relay())
    dead.answers += ["stall"] * 50
    station.relay.faults += [("greet", "stall")]
    for device in ("ne-7", "ne-8", "ne-9"):
        station.desk.open_case(device)
    # A relay and a webhook stall; mails and events of the other go on.
    station.start()
    story.wait_for("the good one's events", lambda: hook.events().count("opened") == 3, 20)
    # Not one of them behind another's second try.
    assert len(dead.taken) <= 1, len(dead.taken)
    story.wait_for("the failing way", lambda: station.ways()["dead"]["state"] == "fails", 20)
    assert station.ways()["noc-hook"]["state"] == "works"
    shown = station.desk.vigie("status").stdout
    assert "way out     dead fails since" in shown and "way out     noc-hook works" in shown, shown
    # It is left alone, whatever waits: not one try for each message.
    assert len(dead.taken) <= 3, len(dead.taken)
    dead.stop()


def test_a_reload_waits_for_no_relay_that_stalls(made):
    """Who changes the relay because it stalls holds up no page and no sign of life meanwhile."""
    station, hook = made(lambda hook: [out(hook, event=["opened"])])
    station.tree["vigie-courier:courier"]["limits"].update({"reply-s": 120, "whole-s": 120})
    (station.folder / "courier.json").write_text(json.dumps(station.tree))
    station.relay.faults += [("mail", "stall")] * 8  # for a minute each
    station.desk.open_case()
    station.start()
    story.wait_for("the relay has it", lambda: len(station.relay.faults) < 8, 20)
    station.process.send_signal(signal.SIGHUP)
    story.wait_for("the new configuration", lambda: "courier.json: taken" in station.log(), 20)
    hooked = len(hook.taken)
    station.desk.open_case("ne-8")
    story.wait_for("the event", lambda: len(hook.taken) > hooked, 20)
    assert station.relay.stalled == 0, station.log()  # it stalls still
    station.relay.stop()


def test_a_page_by_webhook(made):
    def change(top):
        addresses(top)
        top["person"][1]["channel"] = [
            {"name": "ring", "kind": "webhook", "address": "ring", "wakes": True}]
    station, hook = made(lambda hook: [out(hook, name="ring", **{
        "shows-persons": True, "event": ["breached"]})], change=change)
    station.desk.open_case()
    done = station.desk.vigie("page", "test", "claire")
    assert done.returncode == 0, done
    station.start()
    told = wait_events(hook, "page")["page"]
    assert told["person"] == "claire" and "case" not in told
    # Whoever gets it knows by what it is acknowledged: no number of a message.
    said = station.desk.vigie("page", "list").stdout
    assert f"\n{told['page']}  " in "\n" + said and told["page"] != told["message"], (told, said)
    assert done.stdout.splitlines()[1] == (
        f"page {told['page']} by ring: who gets one says vigie page ack and its number"), done


def test_void_is_an_end_and_what_is_taken_up_again_begins(made):
    station, _ = made(lambda hook: [out(hook, event=["opened", "closed"])])
    number = station.desk.open_case()
    status, tree = station.desk.do("void", number, user="claire", reason="a test of ours",
                                   **{"as": "test"})
    assert status == 200, tree

    def told():
        return [m["what"].split(":")[0] for m in
                sorted(station.of_way("noc-hook"), key=lambda m: int(m["id"]))]
    assert told() == ["opened", "closed"], station.of_way("noc-hook")


def test_pages_leave_first_and_are_called_what_they_are(made):
    def change(top):
        addresses(top)
        top["person"][1]["channel"] = [
            {"name": "ring", "kind": "webhook", "address": "ring", "wakes": True}]
    station, hook = made(lambda hook: [out(hook, name="ring")], change=change)
    station.desk.open_case()
    assert station.desk.vigie("page", "test", "claire").returncode == 0
    station.meanwhile("INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
                      " template, next_try, channel, way) SELECT created, NULL, 'over', 'noc',"
                      " 'over', 'claire', 'page-over', next_try, channel, way FROM outbox"
                      " WHERE template = 'page'")
    station.start()
    story.wait_for("all", lambda: {"opened", "page", "page-over"} <= set(hook.events()), 20)
    assert hook.events()[0] == "page", hook.events()


def test_the_noc_hears_of_a_way_once_an_hour(made):
    """Whatever cases its messages are of."""
    station, hook = made(lambda hook: [out(hook, event=["opened"])])
    hook.answers += [422] * 20
    for device in ("ne-7", "ne-8", "ne-9"):
        station.desk.open_case(device)
    station.start()
    story.wait_for("three refusals", lambda: [
        m["state"] for m in station.of_way("noc-hook")].count("failed") == 3, 30)
    told = [m for m in station.outbox() if m["event"] == "not-sent"]
    assert len(told) == len({m["created"][:13] for m in told}), told
    assert "case" not in told[0] and "noc-hook" in told[0]["what"], told
    mail = story.wait_for("the mail", lambda: [
        m for m in station.relay.messages() if "n'est pas parti" in m["Subject"]], 20)[0]
    assert "vigie outbox retry" in mail.get_content()


def test_given_up_by_hand(made):
    station, hook = made()
    number = station.desk.open_case()
    row = station.of_way("noc-hook")[0]["id"]
    assert station.desk.vigie("outbox", "give-up", row).returncode != 0
    done = station.desk.vigie("outbox", "give-up", row, "--reason", "nobody reads it")
    assert done.returncode == 0, done
    found = station.row(row)
    assert found["state"] == "failed" and "given up by" in found["reason"]
    assert "nobody reads it" in found["reason"] and found["case"] == number
    done = station.desk.vigie("outbox", "give-up", row, "--reason", "again")
    assert done.returncode == 4 or "it is failed" in done.stderr, done
    assert not hook.taken


# --- signs of life ---------------------------------------------------------------------------


def test_a_sign_of_life_ends_with_collector_or_courier(made):
    station, hook = made(lambda hook: [out(hook, watchdog=True, event=["breached"])])
    station.start()
    wait_events(hook, "watchdog")
    row = station.of_way("noc-hook")[0]["id"]
    station.wait_state(row, "sent")
    beats = "UPDATE due SET at = 1 WHERE kind = 'beat'"
    # After a stop one is told, not all that were missed.
    station.meanwhile("UPDATE due SET at = at - 3600000000 WHERE kind = 'beat'")
    story.wait_for("the next", lambda: len(hook.taken) == 2, 20)
    # The courier's word of it has come: whoever is killed with a message keeps it for a while.
    station.wait_state(row, "sent")
    rows = station.of_way("noc-hook")
    assert len(rows) == 1, rows
    keys = [fields["Idempotency-Key"] for fields, _, _ in hook.taken]
    assert len(set(keys)) == 2, "each sign of life is one of its own"
    # The courier is killed: nothing comes, though the collector's minute is over.
    station.end(signal.SIGKILL)
    station.meanwhile(beats)
    story.wait_for("it waits", lambda: station.of_way("noc-hook")[0]["state"] == "waiting", 20)
    assert len(hook.taken) == 2
    # It is back: one comes.
    station.start()
    story.wait_for("the third", lambda: len(hook.taken) == 3, 20)
    # The collector is killed: the courier alone says nothing, whatever it is asked.
    station.end_desk(signal.SIGKILL)
    station.end()
    station.start()
    story.wait_for("it asks in vain", lambda: "collector" in station.log(), 20)
    assert len(hook.taken) == 3
    station.desk.start()


# --- what is stuck ---------------------------------------------------------------------------

LONG_AGO = ("UPDATE outbox SET created = created - {0} * 60000000 WHERE state = 'waiting'"
            " AND way = '{1}'", "UPDATE due SET at = 1 WHERE kind = 'stuck'")


def stuck(station):
    answer, tree = station.desk.ask("GET", "/restconf/data/ietf-alarms:alarms/alarm-list")
    assert answer.status == 200, tree
    found = story.find_list(tree, "alarm") or []
    return {a["resource"]: a for a in found
            if a["alarm-type-id"].endswith("outbox-stuck") and not a["is-cleared"]}


def test_a_stuck_relay_is_told_by_the_webhook(made):
    def change(top):
        addresses(top)
        top.setdefault("kind", []).append(
            {"type": "vigie-alarm-types:outbox-stuck", "clear-hold-s": 0})
    station, hook = made(change=change)
    station.start()
    replied(station, "Un premier message")
    story.wait_for("all sent", lambda: all(m["state"] == "sent" for m in station.outbox()), 20)
    station.relay.stop()
    # Its last accept is under way still.
    socket.create_connection(("127.0.0.1", station.relay.port)).close()
    replied(station, "Un message")
    story.wait_for("it fails", lambda: station.ways()["mail"]["state"] == "fails", 30)
    station.meanwhile(*(s.format(11, 'mail') for s in LONG_AGO))
    found = story.wait_for("the alarm", lambda: stuck(station), 20)
    resource, = found
    assert resource.endswith("/outbox/mail"), resource
    case = story.wait_for("its case", lambda: [
        c for c in station.desk.cases() if c["subject"].startswith("collector/")], 20)[0]
    story.wait_for("the webhook knows", lambda: [
        b for b in hook.bodies() if b.get("case") == case["id"] and b["event"] == "opened"], 20)
    assert case["severity"] == "major"
    station.meanwhile(*(s.format(30, 'mail') for s in LONG_AGO))
    story.wait_for("worse", lambda: station.desk.case(case["id"])["severity"] == "critical", 20)
    # The relay is back: what would tell of it by mail is not sent, the alarm ends.
    relay = Relay()
    station.relay = relay
    station.end()
    station.tree["vigie-courier:courier"]["relay"]["port"] = relay.port
    (station.folder / "courier.json").write_text(json.dumps(station.tree))
    station.meanwhile("UPDATE outbox SET next_try = 1 WHERE state = 'waiting'",
                      "UPDATE outway SET next_try = 0")
    station.start()
    story.wait_for("all gone", lambda: all(m["state"] in ("sent", "failed")
                                           for m in station.outbox()), 40)
    station.meanwhile("UPDATE due SET at = 1 WHERE kind = 'stuck'")
    story.wait_for("the end", lambda: not stuck(station), 20)
    own = [m for m in station.outbox() if m.get("case") == case["id"] and m["channel"] == "mail"]
    assert own and all(m["state"] == "failed" and "stuck itself" in m["reason"] for m in own), own
    assert not [m for m in relay.messages() if case["id"] in m["Subject"]]


def test_a_key_that_is_at_work_holds_up_no_other(made):
    """409: the receiver has this message, and would take others."""
    station, hook = made(lambda hook: [out(hook, event=["opened"])])
    hook.answers += [409]
    station.desk.open_case()
    station.start()
    first = station.of_way("noc-hook")[0]["id"]
    assert "HTTP 409" in station.wait_state(first, "waiting")["reason"]
    assert station.ways()["noc-hook"]["state"] != "fails"
    station.desk.open_case("ne-8")
    station.wait_state(station.of_way("noc-hook")[0]["id"], "sent")
    assert station.row(first)["state"] == "waiting"


def test_a_stuck_webhook_is_not_told_to_itself(made):
    station, hook = made(lambda hook: [out(hook)])
    station.start()
    station.desk.open_case()
    story.wait_for("it works", lambda: station.ways()["noc-hook"]["state"] == "works", 20)
    hook.answers += [503] * 100
    station.desk.open_case("ne-8")
    story.wait_for("it fails", lambda: station.ways()["noc-hook"]["state"] == "fails", 20)
    station.meanwhile(*(s.format(11, 'noc-hook') for s in LONG_AGO))
    story.wait_for("the alarm", lambda: stuck(station), 20)
    case = story.wait_for("its case", lambda: [
        c for c in station.desk.cases() if c["subject"].startswith("collector/")], 20)[0]
    story.wait_for("a mail of it", lambda: [
        m for m in station.relay.messages() if case["id"] in m["Subject"]], 30)
    assert not [m for m in station.of_way("noc-hook") if m["case"] == case["id"]]


def test_a_way_that_nobody_ever_used_is_not_stuck(made):
    station, _ = made()
    station.desk.open_case()
    station.meanwhile(*(s.format(60, 'mail') for s in LONG_AGO))
    assert not stuck(station)
    assert {w["state"] for w in station.ways().values()} == {"unused"}


def test_a_way_that_the_tree_has_no_more_is_not_stuck(made):
    """What was for it waits for its return, or is given up by hand; nobody is woken by it."""
    def change(top):
        addresses(top)
        top.setdefault("kind", []).append(
            {"type": "vigie-alarm-types:outbox-stuck", "clear-hold-s": 0})
    station, hook = made(lambda hook: [out(hook)], change=change)
    station.start()
    station.desk.open_case()
    story.wait_for("it works", lambda: station.ways()["noc-hook"]["state"] == "works", 20)
    hook.answers += [503] * 100
    station.desk.open_case("ne-8")
    story.wait_for("it fails", lambda: station.ways()["noc-hook"]["state"] == "fails", 20)
    station.meanwhile(*(s.format(11, 'noc-hook') for s in LONG_AGO))
    story.wait_for("the alarm", lambda: stuck(station), 20)
    station.desk.tree["vigie-collector:collector"]["outway"] = []
    station.desk.write_tree()
    station.meanwhile("UPDATE outbox SET next_try = 1 WHERE state = 'waiting'",
                      "UPDATE outway SET next_try = 0")
    story.wait_for("it waits", lambda: [m for m in station.of_way("noc-hook")
                                        if "is missing" in m.get("reason", "")], 20)
    station.meanwhile(LONG_AGO[1])
    story.wait_for("the end", lambda: not stuck(station), 20)
    assert all(m["state"] != "taken" for m in station.of_way("noc-hook"))
