"""`vigie page test` end to end: the page leaves by a relay, its answer comes in by the intake, and `vigie
status` shows the proof.

Test number 61 (127.1.61.0/24): a desk, a relay and a courier of test_courier.
"""
import json
import re
import subprocess

from noc import BUILD, OPERATIONS, story
from test_courier import addresses, made  # noqa: F401  pylint: disable=unused-import

DATA = "/restconf/data"
PROVED = "mx.merisac.example; dmarc=pass header.from=merisac.example"


def on_duty(top):
    addresses(top)
    top["integrator"]["authserv-id"] = ["mx.merisac.example"]
    top["person"][1]["channel"] = [
        {"name": "sms", "kind": "sms-by-mail", "address": "336@sms.example", "wakes": True},
        {"name": "mail", "kind": "mail", "address": "claire@merisac.example"}]
    top["on-duty"] = [{"name": "a", "person": "claire", "calendar": "always"}]


def answer(station, page, results):
    """Claire answers the mail 'page' from her address; what the intake says."""
    text = (f"Authentication-Results: {results}\nFrom: Claire <claire@merisac.example>\n"
            f"To: support@merisac.example\nSubject: Re: {page['Subject']}\n"
            f"Message-ID: <answer-{len(results)}@merisac.example>\n"
            f"In-Reply-To: {page['Message-ID']}\n\nhere\n")
    done = subprocess.run([str(BUILD / "vigie-mail-intake"), "--socket", str(station.desk.socket),
                           "--sender", "claire@merisac.example"], input=text.encode(),
                          capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done
    return done.stdout.decode()


def test_a_page_is_proved_by_its_answer(made):  # noqa: F811  pylint: disable=redefined-outer-name
    station = made(change=on_duty)
    assert station.desk.vigie("page", "test", "claire").returncode == 0
    station.start()
    story.wait_for("a page by each channel", lambda: len(station.relay.taken) == 2, 20)
    pages = {m["To"]: m for m in station.relay.messages()}
    assert set(pages) == {"336@sms.example", "claire@merisac.example"}
    assert pages["claire@merisac.example"]["Auto-Submitted"] == "auto-generated"
    lines = [l for l in station.desk.vigie("status").stdout.splitlines() if "proved" in l]
    assert len(lines) == 2 and all("never proved" in l for l in lines), lines
    # Nobody's word is taken for hers.
    said = answer(station, pages["claire@merisac.example"], "mx.elsewhere.example; dmarc=pass")
    assert "nothing proves the sender" in said, said
    said = answer(station, pages["claire@merisac.example"], PROVED)
    assert "is acknowledged" in said, said
    lines = [l for l in station.desk.vigie("status").stdout.splitlines() if "proved" in l]
    assert len([l for l in lines if "never proved" in l]) == 1, lines
    assert [l for l in lines if "claire by mail" in l and "ago" in l], lines


def test_who_acknowledges_what_has_not_left_proves_nothing(made):  # noqa: F811  pylint: disable=redefined-outer-name
    """Nor does somebody else: whoever asks for the test is told its number."""
    def change(top):
        on_duty(top)
        top["user"] = [{**u, "person": "claire"} if u["name"] == "claire" else u for u in top["user"]]
    station = made(change=change)
    desk = station.desk

    def ack(page, user):
        status, said = desk.ask("POST", f"{OPERATIONS}/vigie-cases:page-ack", {"vigie-cases:input": {
            "page": page, "idempotency-key": page}}, Vigie_User=user)
        assert status.status == 200, said

    def never():
        return desk.vigie("page", "list", "--person", "claire").stdout.count("never proved")
    assert desk.vigie("page", "test", "claire").returncode == 0
    ack("1", "claire")
    station.start()
    story.wait_for("a page by each channel", lambda: all(
        m["state"] == "sent" for m in station.outbox()) and len(station.outbox()) == 2, 20)
    assert never() == 2
    ack("2", "marc")
    assert never() == 2
    assert desk.vigie("page", "test", "claire").returncode == 0
    story.wait_for("two more", lambda: len(station.outbox()) == 4 and all(
        m["state"] == "sent" for m in station.outbox()), 20)
    ack("3", "claire")
    assert never() == 1


def test_pages_are_a_list(made):  # noqa: F811  pylint: disable=redefined-outer-name
    """By pages of the list, of one person, one by its number; the command shows the same."""
    station = made(change=on_duty)
    desk = station.desk
    for _ in range(2):
        assert desk.vigie("page", "test", "claire").returncode == 0
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:pages?limit=3&state=open")
    assert answer.status == 200, tree
    first = tree["vigie-cases:pages"]
    assert [p["id"] for p in first["page"]] == ["4", "3", "2"]
    one = first["page"][1]
    assert (one["person"], one["channel"], one["whom"], one["state"]) == (
        "claire", "sms", "test", "waiting"), one
    assert "case" not in one and "class" not in one and one["message"], one
    _, tree = desk.ask("GET", f"{DATA}/vigie-cases:pages?limit=3&state=open&after={first['next']}")
    assert [p["id"] for p in tree["vigie-cases:pages"]["page"]] == ["1"]
    assert "next" not in tree["vigie-cases:pages"]
    _, tree = desk.ask("GET", f"{DATA}/vigie-cases:pages?person=nobody")
    assert "page" not in tree["vigie-cases:pages"]
    _, tree = desk.ask("GET", f"{DATA}/vigie-cases:pages/page=2")
    assert tree["vigie-cases:page"][0]["id"] == "2", tree
    assert desk.ask("GET", f"{DATA}/vigie-cases:pages/page=5")[0].status == 404
    assert desk.ask("GET", f"{DATA}/vigie-cases:pages?device=ne-7")[0].status == 400
    assert desk.ask("GET", f"{DATA}/vigie-cases:pages", Vigie_User="vera")[0].status == 403
    assert desk.vigie("page", "ack", "3").returncode == 0
    shown = desk.vigie("page", "list", "--person", "claire").stdout.splitlines()
    assert shown[0].split()[:3] == ["PAGE", "QUEUED", "CASE"], shown
    assert "acknowledged" in shown[2] and "claire by sms (wakes): never proved" in shown[5], shown
    assert len(json.loads(desk.vigie("page", "list", "--json").stdout)
               ["vigie-cases:pages"]["page"]) == 4
    assert desk.vigie("page", "list", "--person", "marc").stdout == "Nobody is being paged.\n"


def test_who_is_on_duty(made):  # noqa: F811  pylint: disable=redefined-outer-name
    def change(top):
        on_duty(top)
        top["on-duty"].append({"name": "then", "person": "claire", "calendar": "always"})
        top["on-duty"][0]["until"] = "2026-07-09"
        top["on-duty"][1]["from"] = "2026-07-12"
        # She has that one, too: its hours change nothing.
        top["on-duty"].append({"name": "hours", "person": "claire", "calendar": "office",
                               "from": "2026-07-12"})
    desk = made(change=change).desk
    turn = json.loads(desk.vigie("on-duty", "--at", "2026-07-09T12:00", "--json").stdout)
    turn = turn["vigie-cases:paging"]
    assert turn["at"] == "2026-07-09T10:00:00Z" and turn["until"] == "2026-07-09T22:00:00Z", turn
    assert turn["turn"] == [{"place": 1, "name": "a", "person": "claire",
                             "way": ["sms", "mail"]}], turn
    shown = desk.vigie("on-duty", "--at", "2026-07-09T12:00").stdout
    assert shown.splitlines()[1].split() == ["1", "claire", "a", "sms,", "mail"], shown
    # Of another year it says which.
    assert re.search(r"(Fri 10 Jul|10 Jul 2026) 00:00", shown), shown
    gap = desk.vigie("on-duty", "--at", "2026-07-10T12:00").stdout
    assert gap.startswith("Nobody is on duty; the team duty is told."), gap
    assert desk.vigie("on-duty", "--at", "noon").returncode == 2
    assert desk.ask("GET", f"{DATA}/vigie-cases:paging?at=noon")[0].status == 400
    # Eight days on somebody looks again, and each office hour: nobody else is called then.
    later = desk.vigie("on-duty", "--at", "2026-07-13T12:00").stdout
    assert "then" in later and "does not change" in later, later
    _, tree = desk.ask("GET", f"{DATA}/vigie-cases:paging?at=2026-07-13T12:00:00Z")
    assert "until" not in tree["vigie-cases:paging"], tree
    _, tree = desk.ask("GET", f"{DATA}/vigie-cases:paging?at=2026-07-10T12:00:00Z")
    assert tree["vigie-cases:paging"]["until"] == "2026-07-11T22:00:00Z", tree
    for at in ("1970-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:paging?at={at}")
        assert answer.status == 400 and "between 2000 and 2100" in json.dumps(tree), (at, tree)


def test_a_viewer_reads_whether_pages_arrive_and_no_duty_list(made):  # noqa: F811  pylint: disable=redefined-outer-name
    """Neither who is on duty, now or at a time, nor whether there is a person of that name: how many channels, no more."""
    desk = made(change=on_duty).desk
    assert desk.vigie("page", "test", "claire").returncode == 0
    _, tree = desk.ask("GET", f"{DATA}/vigie-cases:outbox")
    assert "claire" in {m["recipient"] for m in tree["vigie-cases:outbox"]["message"]}, tree
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:outbox", Vigie_User="vera")
    assert answer.status == 200 and tree["vigie-cases:outbox"]["message"], tree
    assert "claire" not in json.dumps(tree), tree
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:paging", Vigie_User="vera")
    assert answer.status == 200, tree
    paging = tree["vigie-cases:paging"]
    assert paging == {"channels": 2, "channels-old": 2}, paging
    _, tree = desk.ask("GET", f"{DATA}/vigie-cases:paging")
    assert (tree["vigie-cases:paging"]["channels"], len(tree["vigie-cases:paging"]["channel"])) == (2, 2), tree
    said = []
    for query in ("at=2026-07-09T10:00:00Z", "person=anne", "person=claire", "person=nobody"):
        answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:paging?{query}", Vigie_User="vera")
        assert answer.status == 403, (query, tree)
        said.append(tree)
    assert said[1] == said[2] == said[3]
    _, tree = desk.ask("GET", f"{DATA}/vigie-cases:paging?person=anne")
    assert [c["person"] for c in tree["vigie-cases:paging"]["channel"]] == ["anne"], tree


def test_what_waits_to_leave_is_one_message_that_one_answer_has(made):  # noqa: F811  pylint: disable=redefined-outer-name
    """Two cases are paged while no courier runs: one mail, and its answer acknowledges both pages."""
    def change(top):
        on_duty(top)
        top["person"][1]["channel"] = top["person"][1]["channel"][1:]
        top["policy"]["paging"] = {"w2-after-min": 0}
    station = made(change=change)
    desk = station.desk

    def paged():
        _, tree = desk.ask("GET", f"{DATA}/vigie-cases:pages")
        pages = tree["vigie-cases:pages"].get("page", [])
        return len(pages) == 2 and pages
    numbers = {desk.open_case(), desk.open_case("ne-8")}
    pages = story.wait_for("two pages", paged, 120)
    assert {p["case"] for p in pages} == numbers and len({p["message"] for p in pages}) == 1, pages
    station.start()
    mail = story.wait_for("the page", lambda: [m for m in station.relay.messages()
                                               if m["To"] == "claire@merisac.example"], 20)[0]
    text = mail.get_content()
    assert "2 cases" in mail["Subject"] and all(n in text for n in numbers), text
    said = answer(station, mail, PROVED)
    assert "is acknowledged, with 1 more of its message" in said, said
    assert {p["state"] for p in paged()} == {"acknowledged"}
