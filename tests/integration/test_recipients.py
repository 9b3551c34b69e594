"""Each recipient of a mail for himself, and a relay that refuses not the mail but us.

A desk as that of test_courier.py (127.1.61.0/24).
"""
import signal
import sqlite3

from noc import DATA, story
from test_courier import addresses, made, replied  # noqa: F401  pylint: disable=unused-import


def several(top):
    """The client has three persons at the site, the NOC two addresses that are nobody's."""
    addresses(top)
    top["person"] += [{"id": i, "name": i.title(), "mail": f"{i}@clinique-a.example"}
                      for i in ("paul", "zoe")]
    top["site"][0]["contact"] = ["anne", "paul", "zoe"]
    top["integrator"]["team"][0]["mail"].append("night@merisac.example")


def got(station, text):
    """Who got a mail with that in it, and how often; all under one Message-ID."""
    whom, ids = [], set()
    for (_, to, _), mail in zip(list(station.relay.taken), station.relay.messages()):
        if text in mail.get_content():
            whom += [a.split("@")[0] for a in to]
            ids.add(mail["Message-ID"])
    assert len(ids) <= 1, ids
    return sorted(whom)


def is_told(station, number):
    """Whether the clock of client-told is met."""
    targets = station.desk.case(number)["target"]
    return "met" in next(t for t in targets if t["name"] == "client-told")


def test_one_recipient_of_several_is_refused(made):
    """He is seen, in the outbox and in the case; the others have it, once."""
    station = made(change=several)
    station.relay.refused = {"paul@clinique-a.example": "550 5.1.1 <paul@clinique-a.example>: no",
                             "zoe@clinique-a.example": "450 4.2.0 greylisted",
                             "night@merisac.example": "551 elsewhere"}
    number = station.desk.open_case()
    station.start()
    _, row = replied(station, "Nous regardons")
    assert station.wait_state(row, "sent")["recipient"] == "role:client"
    apart = {m["recipient"]: m for m in station.outbox() if m["template"] == "reply"}
    assert set(apart) == {"role:client", "paul", "zoe"}, apart
    assert len({m["message-id"] for m in apart.values()}) == 1
    assert apart["paul"]["state"] == "failed"
    assert apart["paul"]["reason"] == "relay 127.0.0.1: 550 5.1.1 (address) no"
    assert (apart["zoe"]["state"], apart["zoe"]["tries"]) == ("waiting", 1)
    assert "greylisted" in apart["zoe"]["reason"]
    shown = station.desk.vigie("outbox", "--all").stdout
    assert "550 5.1.1 (address) no" in shown and "greylisted" in shown, shown
    lines = [e["text"] for e in station.desk.case(number)["entry"] if e["kind"] == "mail-out"
             and f"message {apart['paul']['id']} " in e["text"]]
    assert len(lines) == 1 and "to paul was not delivered: relay" in lines[0], lines
    assert is_told(station, number)
    assert story.wait_for("the NOC", lambda: [
        m for m in station.relay.messages() if m["To"] == "noc@merisac.example, "
        "night@merisac.example" and f"le message {apart['paul']['id']} au client n'est pas parti"
        in m.get_content()], 20)
    # An address that is nobody's has a name of its own; of a mail to the NOC it is not told by mail.
    nobodys = story.wait_for("the NOC's", lambda: [
        m for m in station.outbox() if m["recipient"].startswith("role:noc/")], 20)
    assert {m["state"] for m in nobodys} == {"failed"}, nobodys
    del station.relay.refused["zoe@clinique-a.example"]
    station.hurry()
    station.wait_state(apart["zoe"]["id"], "sent")
    assert got(station, "Nous regardons") == ["anne", "zoe"]
    assert "paul@" not in station.log() + station.desk.log()


CROWD = [f"p{i}" for i in range(40)]


def crowd(top):
    """The client has forty persons more at the site."""
    addresses(top)
    top["person"] += [{"id": i, "name": i.title(), "mail": f"{i}@clinique-a.example"} for i in CROWD]
    top["site"][0]["contact"] = ["anne", *CROWD]


def test_of_many_all_but_one_are_refused(made):
    """Each of them is a message of his own, and who has it is not written to again."""
    station = made(change=crowd)
    station.relay.refused = {f"{i}@clinique-a.example": "450 4.2.0 greylisted" for i in CROWD}
    station.desk.open_case()
    station.start()
    _, row = replied(station, "Nous regardons")
    station.wait_state(row, "sent")
    apart = {m["recipient"]: m["state"] for m in station.outbox() if m["template"] == "reply"}
    assert apart == {"role:client": "sent", **dict.fromkeys(CROWD, "waiting")}
    assert got(station, "Nous regardons") == ["anne"]


def test_none_of_several_is_taken(made):
    """Who is gone has failed, who is full waits; nothing is met before anybody has it."""
    station = made(change=several)
    station.relay.refused = {"anne@clinique-a.example": "550 5.1.1 gone",
                             "paul@clinique-a.example": "452 full",
                             "zoe@clinique-a.example": "550 5.1.1 gone"}
    number, row = replied(station, "Nous regardons")
    station.start()
    station.wait_state(row, "failed")
    apart = {m["recipient"]: m for m in station.outbox() if m["template"] == "reply"}
    assert {p: m["state"] for p, m in apart.items()} == {
        "anne": "failed", "paul": "waiting", "zoe": "failed"}, apart
    assert not is_told(station, number)
    station.relay.refused["paul@clinique-a.example"] = "550 5.1.1 gone, too"
    station.hurry()
    station.wait_state(apart["paul"]["id"], "failed")
    assert not is_told(station, number)
    assert got(station, "Nous regardons") == []


def test_a_relay_that_refuses_us_is_stuck_and_nothing_is_lost(made):
    """Misconfigured, it says 5xx to all: that is told, mended, and then everything leaves."""
    station = made()
    station.relay.refused = {a: "554 5.7.1 Relay access denied" for a in (
        "anne@clinique-a.example", "noc@merisac.example")}
    station.desk.open_case()
    station.start()
    row = next(m for m in station.outbox() if m["role"] == "client")["id"]
    assert "Relay access denied" in station.wait_state(row, "waiting")["reason"]
    station.desk.process.send_signal(signal.SIGTERM)
    station.desk.process.wait(20)
    station.desk.stage.programs.pop()
    base = sqlite3.connect(station.folder / "collector-state/collector.db")
    with base:  # half an hour later, tried often
        base.execute("UPDATE outbox SET next_try = 1, tries = 8, created = created - 1900000000")
        base.execute("UPDATE due SET at = 1 WHERE kind = 'stuck'")
    base.close()
    station.desk.start()

    def stuck():
        answer, tree = station.desk.ask("GET", "/restconf/data/ietf-alarms:alarms/alarm-list")
        assert answer.status == 200, tree
        return [a for a in story.find_list(tree, "alarm") or []
                if a["alarm-type-id"].endswith("outbox-stuck") and not a["is-cleared"]]
    story.wait_for("outbox-stuck", stuck, 20)
    assert station.row(row)["state"] in ("waiting", "taken")
    station.relay.refused = {}
    station.hurry()
    station.wait_state(row, "sent")


def test_a_mailbox_that_refuses_is_no_relay_that_does(made):
    """By the same words: what the relay takes for others tells it apart, and the NOC hears at once."""
    station = made()
    station.relay.refused = {"anne@clinique-a.example": "550 5.7.1 <anne@clinique-a.example>: no"}
    number = station.desk.open_case()
    station.start()
    rows = {m["role"]: m["id"] for m in station.outbox()}
    station.wait_state(rows["noc"], "sent")
    station.wait_state(rows["client"], "waiting")
    told = f"le message {rows['client']} au client est refusé jusqu'ici"
    story.wait_for("the NOC hears at once", lambda: [m for m in station.relay.messages()
                   if m["To"] == "noc@merisac.example"
                   and told in " ".join(m.get_content().split())], 20)
    # What our own people get says nothing of a relay: something for a supplier is carried.
    assert station.desk.do("escalate", number, user="claire", text="It is dark.")[0] == 200
    station.hurry()
    story.wait_for("the supplier's mail", lambda: any(
        m["To"] == "support@allot.example" for m in station.relay.messages()), 30)
    station.hurry()
    found = story.wait_for("a try that counts", lambda: station.row(rows["client"])["tries"] >= 1
                           and station.wait_state(rows["client"], "waiting"), 20)
    assert found["reason"] == "relay 127.0.0.1: 550 5.7.1 (address) no"
    said = f"le message {rows['client']} au client est refusé alors que d'autres sont acceptés"
    story.wait_for("the NOC", lambda: [m for m in station.relay.messages()
                                       if m["To"] == "noc@merisac.example"
                                       and said in " ".join(m.get_content().split())], 20)
    lines = [e["text"] for e in station.desk.case(number)["entry"] if e["kind"] == "mail-out"]
    assert ["is refused so far" in lines[0], "is refused while others" in lines[1]] == [True, True] \
        and len(lines) == 2, lines
    # Nobody else waits for it: the way is not said to fail.
    ways = station.desk.ask("GET", f"{DATA}/vigie-cases:outbox")[1]["vigie-cases:outbox"]["way"]
    assert [w["state"] for w in ways if w["name"] == "mail"] == ["works"], ways


def test_who_is_refused_while_others_of_the_letter_are_taken(made):
    """Of their domain it is he; of another one it may be a relay that forgot that domain."""
    def apart(top):
        several(top)
        top["integrator"]["team"][0]["mail"].append("night@elsewhere.example")
    station = made(change=apart)
    station.relay.refused = {"paul@clinique-a.example": "550 5.7.1 <paul@clinique-a.example>: no",
                             "night@elsewhere.example": "554 5.7.1 Relay access denied"}
    station.desk.open_case()
    station.start()
    _, row = replied(station, "Nous regardons")
    station.wait_state(row, "sent")
    apart = {m["recipient"]: m for m in station.outbox() if m["template"] == "reply"}
    assert {p: m["state"] for p, m in apart.items()} == {"role:client": "sent", "paul": "failed"}
    # The NOC's mail leaves beside it, by another worker.
    nobodys = story.wait_for("the NOC's", lambda: [
        m for m in station.outbox() if m["recipient"].startswith("role:noc/")], 20)
    assert {m["state"] for m in nobodys} == {"waiting"}, nobodys
    assert {m["reason"] for m in nobodys} == {"relay 127.0.0.1: 554 5.7.1 Relay access denied"}
    station.relay.refused = {}
    station.hurry()
    for one in nobodys:
        station.wait_state(one["id"], "sent")
    # The address alone gets it, under the same Message-ID.
    for one in nobodys:
        to = [to for (_, to, _), m in zip(station.relay.taken, station.relay.messages())
              if m["Message-ID"] == f"<{one['message-id']}>"]
        assert sorted(map(len, to)) == [1, 2] and ["night@elsewhere.example"] in to, to
