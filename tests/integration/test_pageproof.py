"""`vigie page test` end to end: the page leaves by a relay, its answer comes in by the intake, and `vigie
status` shows the proof.

Test number 61 (127.1.61.0/24): a desk, a relay and a courier of test_courier.
"""
import subprocess

from noc import BUILD, story
from test_courier import addresses, made  # noqa: F401  pylint: disable=unused-import

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
