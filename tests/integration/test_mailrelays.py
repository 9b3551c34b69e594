"""vigie-mail-intake behind a real Exim and a real OpenSMTPD, by the lines of docs/admin.md as they stand.

Test number 139 (127.1.139.0/24).
"""
import smtplib
import time

import pytest

from noc import story
from relaystand import Relay, open_desk, open_socket, recipe

SUPPORT = "support@merisac.example"
# Around the lines of docs/admin.md: what takes any mail, and the mailbox of everybody else.
EXIM = """
primary_hostname = mx.merisac.example
local_interfaces = 127.1.139.2
daemon_smtp_ports = 2525
acl_smtp_rcpt = accept
host_lookup =
rfc1413_query_timeout = 0s
log_file_path = /var/log/exim-%slog
{main}
begin routers
{router}
elsewhere:
  driver = accept
  transport = box
begin transports
{transport}
box:
  driver = appendfile
  file = /var/mail/box
  user = nobody
begin retry
* * F,2h,1s
"""
OPENSMTPD = """
listen on 127.1.139.3 port 2525 hostname mx.merisac.example
action "box" mda "cat >>/var/mail/box" virtual {{ "@merisac.example" = nobody }}
{lines}
match from any for domain "merisac.example" action "box"
"""


class Exim(Relay):
    host = "127.1.139.2"
    begin = ("mkdir /var/spool/exim4 && chown Debian-exim /var/spool/exim4 /var/log && "
             "exec /usr/sbin/exim4 -bdf -q1s")
    deferred = "temporary error"

    def files(self):
        return {"exim4/exim4.conf": EXIM.format(
            main="auto_thaw = 15m\n", router=recipe("vigie:\n      driver"),
            transport=recipe("vigie_transport:"))}

    def told(self):
        return story.whole_lines(self.root / "var/log/exim-mainlog")

    def waiting(self):
        return int(self.run("/usr/sbin/exim4", "-bpc"))

    def try_now(self):
        """Its own queue runner does."""


class Opensmtpd(Relay):
    host = "127.1.139.3"
    begin = ("mkdir -p -m 711 /var/spool/smtpd /var/lib/opensmtpd/empty && cp /usr/sbin/smtpctl /smtpctl && "
             "chgrp opensmtpq /smtpctl && chmod g+s /smtpctl && exec /usr/sbin/smtpd -d")
    deferred = "result=TempFail"

    def files(self):
        return {"smtpd.conf": OPENSMTPD.format(lines=recipe('action "vigie"'))}

    def told(self):
        return story.whole_lines(self.log)

    def waiting(self):
        return len(self.run("/smtpctl", "show", "queue").splitlines())

    def try_now(self):
        """Its first wait would be 10 s."""
        self.run("/smtpctl", "schedule", "all")


@pytest.fixture
def desk():
    with open_desk("127.1.139") as made:
        yield made


@pytest.fixture(params=[Exim, Opensmtpd])
def relay(request, desk):
    made = request.param(desk)
    yield made
    made.stop()


def send(relay, sender, to, subject):
    """The relay's answer to the recipient; where it takes him it takes the mail."""
    with smtplib.SMTP(relay.host, relay.port, timeout=20) as link:
        link.ehlo("elsewhere.example")
        assert link.docmd(f"MAIL FROM:<{sender}>")[0] == 250
        code, _ = link.docmd(f"RCPT TO:<{to}>")
        if code == 250:
            assert link.data(f"From: {sender or 'MAILER-DAEMON@x.example'}\r\nSubject: {subject}\r\n"
                             f"Message-ID: <{subject}@x.example>\r\n\r\nhello\r\n")[0] == 250
        return code


def titles(desk):
    return sorted(c["title"] for c in desk.cases())


def test_a_mail_by_smtp_opens_its_case(desk, relay):
    assert send(relay, "zoe@elsewhere.example", SUPPORT, "panne") == 250
    story.wait_for("the case", lambda: titles(desk) == ["panne"], 20)
    case = desk.cases()[0]
    assert {t["name"] for t in desk.case(case["id"])["target"]} == {"first-reply", "triage"}
    own = f"support+{case['id']}@merisac.example"
    assert send(relay, "zoe@elsewhere.example", own, "suite") == 250
    assert send(relay, "", SUPPORT, "undelivered") == 250
    assert send(relay, "zoe@elsewhere.example", "claire@merisac.example", "private") == 250
    story.wait_for("the second mail", lambda: "suite" in str(desk.case(case["id"])["entry"]), 20)
    box = relay.root / "var/mail/box"
    story.wait_for("another mailbox", lambda: box.exists() and "private" in box.read_text(), 20)
    story.wait_for("an empty queue", lambda: relay.waiting() == 0, 20)
    assert titles(desk) == ["panne"]
    desk.stage.stop()
    assert desk.rows("SELECT envelope_from, envelope_to, extension FROM mail_more ORDER BY envelope_from,"
                     " id") == [("", SUPPORT, ""), ("zoe@elsewhere.example", SUPPORT, ""),
                                ("zoe@elsewhere.example", own, case["id"])]


def test_nothing_is_lost_while_the_collector_is_down(desk, relay):
    desk.stage.stop()
    for i in range(3):
        assert send(relay, f"zoe{i}@elsewhere.example", SUPPORT, f"panne-{i}") == 250
    story.wait_for("deferrals", lambda: relay.told().count(relay.deferred) >= 3, 30)
    assert relay.waiting() == 3
    before = time.time()
    desk.start()
    open_socket(desk)
    relay.try_now()
    story.wait_for("all cases", lambda: titles(desk) == [f"panne-{i}" for i in range(3)], 40)
    story.wait_for("an empty queue", lambda: relay.waiting() == 0, 20)
    assert len(titles(desk)) == 3
    # The clocks run from when the relay had them.
    assert all(c["opened"] <= time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(before))
               for c in desk.cases())


HOSTILE = ("support+`touch${IFS}/tmp/ran`@merisac.example", '"support+$(touch /tmp/ran)"@merisac.example',
           '"support+;touch /tmp/ran;"@merisac.example', '"support+|touch /tmp/ran"@merisac.example',
           "\"support+' --socket=/tmp/ran '\"@merisac.example", "support+--socket=/tmp/ran@merisac.example",
           "support+${run{/usr/bin/touch}}@merisac.example", "support+%{sender}@merisac.example")


def test_what_strangers_write_as_address_is_text(desk, relay):
    """Nothing of it is run or taken for an option: the mail is filed, or refused at once."""
    taken = [to for i, to in enumerate(HOSTILE)
             if send(relay, f"`touch${{IFS}}/tmp/ran`{i}@elsewhere.example", to, f"panne-{i}") == 250]
    # Exim takes all of them, OpenSMTPD those without a quote.
    assert len(taken) >= 4
    story.wait_for("all cases", lambda: len(titles(desk)) == len(taken), 30)
    story.wait_for("an empty queue", lambda: relay.waiting() == 0, 20)
    assert not list((relay.root / "tmp").iterdir())
    desk.stage.stop()
    assert {to.lower() for to, in desk.rows("SELECT envelope_to FROM mail_more")} == \
        {to.replace('"', "").lower() for to in taken}
