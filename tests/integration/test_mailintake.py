"""vigie-mail-intake from its standard input to the case, and what it does when it cannot.

Test number 130 (127.1.130.0/24): a desk of test_doors.
"""
import base64
import datetime
import email.utils
import hashlib
import json
import os
import shutil
import subprocess
import time
import zoneinfo

import pytest

from noc import BUILD, DATA, OPERATIONS, Desk, error_of, noon, story

INTAKE = BUILD / "vigie-mail-intake"
# Two hours ago, in a zone where it is noon: of this day and year, and not of long ago.
ZONE = noon()
HAD = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) - datetime.timedelta(hours=2)
YEAR = HAD.astimezone(zoneinfo.ZoneInfo(ZONE)).year
ADDRESSES = {"--sender": "zoe@elsewhere.example", "--recipient": "support@merisac.example"}


def case_number(number):
    return f"{YEAR}-{number:06}"


def stamp(minutes, hours=0):
    """So many minutes after a host of ours had it, as mails write it in a zone of so many hours."""
    zone = datetime.timezone(datetime.timedelta(hours=hours))
    return email.utils.format_datetime((HAD + datetime.timedelta(minutes=minutes)).astimezone(zone))


@pytest.fixture
def desk(tmp_path):
    def change(top):
        top["integrator"] = {**top.get("integrator", {}), "zone": ZONE, "mail": "support@merisac.example",
                             "trusted-mta": ["mx.merisac.example"],
                             "authserv-id": ["mx.merisac.example"]}
    made = Desk(tmp_path, change=change, net="127.1.130", users=[
        {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True},
        {"name": "claire", "role": "noc"}, {"name": "marc", "role": "manager"},
        {"name": "vera", "role": "viewer"}])
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def intake(desk, mail, **options):
    words = [str(INTAKE), "--socket", str(desk.socket)]
    said = {**ADDRESSES, **{f"--{name}": value for name, value in options.items()}}
    for name, value in said.items():
        words += [name, value]
    return subprocess.run(words, input=mail, capture_output=True, timeout=60, check=False)


def blobs(desk):
    folder = desk.stage.folder / "collector-state/blob"
    with desk.stage.held():
        return {p.name: p.read_bytes() for p in folder.glob("*/*")}


MAIL = f"""\
Received: from mx.merisac.example (localhost [127.0.0.1])
\tby mail.merisac.example (Postfix) with ESMTP id 2; {stamp(1, 1)}
Received: from elsewhere.example (elsewhere.example [192.0.2.1])
\tby mx.merisac.example (Postfix) with ESMTPS id 1
\tfor <support@merisac.example>; {stamp(0, 1)}
Received: by mx.elsewhere.example; {stamp(-60)}
Authentication-Results: mx.merisac.example; spf=pass smtp.mailfrom=elsewhere.example
Authentication-Results: liar.example; dkim=pass header.d=elsewhere.example
From: =?iso-8859-1?Q?Zo=E9_Z=E9bulon?= <zoe@elsewhere.example>
To: Support <support@merisac.example>
Reply-To: astreinte@elsewhere.example
Subject: =?utf-8?B?UGFubmUgw6AgTHlvbg==?=
Message-ID: <a1@elsewhere.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_x"

--=_x
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

La baie est arr=EAt=E9e.
--=_x
Content-Type: application/pdf; name="=?utf-8?Q?relev=C3=A9.pdf?="
Content-Disposition: attachment
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--=_x--
""".encode()


def test_octets_are_kept_for_a_proxy_alone(desk):
    answer, tree = desk.ask("PUT", "/blob", b"\x00octets", Content_Type="application/octet-stream")
    name = hashlib.sha256(b"\x00octets").hexdigest()
    assert answer.status == 200 and tree == {"sha256": name, "size": 7}
    assert blobs(desk) == {name: b"\x00octets"}
    assert desk.ask("PUT", "/blob", b"\x00octets")[1] == tree
    for user in ("claire", "marc", "intake"):
        answer, tree = desk.ask("PUT", "/blob", b"x", Vigie_User=user)
        assert answer.status == 403 and "marked proxy" in error_of(tree)["error-message"], user
    # Nothing names them: nobody may have them, and nothing says that they are there.
    assert desk.ask("GET", f"/blob/{name}", Vigie_User="marc")[0].status == 404
    assert desk.ask("GET", "/blob/..%2f..%2fcollector.db", Vigie_User="marc")[0].status == 404
    assert desk.ask("DELETE", f"/blob/{name}")[0].status == 405
    answer, tree = desk.ask("POST", "/restconf/operations/vigie-cases:mail-in", {
        "vigie-cases:input": {"idempotency-key": "k", "from": "a@b.example", "raw": "0" * 64}})
    assert answer.status == 404 and "PUT them first" in error_of(tree)["error-message"]


def test_a_mail_from_its_octets_to_its_case(desk):
    done = intake(desk, MAIL)
    assert done.returncode == 0 and case_number(1).encode() + b": mail 1 opened" in done.stdout, done
    case = desk.case(case_number(1))
    # In our hands when the newest of our own hosts had it, whatever other hosts say.
    assert case["opened"] == HAD.strftime("%Y-%m-%dT%H:%M:%SZ") and case["state"] == "triage"
    assert case["title"] == "Panne à Lyon"
    assert "La baie est arrêtée." in case["entry"][0]["text"]
    raw, pdf = hashlib.sha256(MAIL).hexdigest(), hashlib.sha256(b"%PDF-1.4\n").hexdigest()
    assert blobs(desk) == {raw: MAIL, pdf: b"%PDF-1.4\n"}
    # Once more, as relays do: filed once.
    assert b"nothing was done again" in intake(desk, MAIL).stdout
    assert len(desk.cases()) == 1
    desk.stage.stop()
    assert desk.rows("SELECT authentication, reply_to, cut, unparsed, html FROM mail_more") == [
        ("mx.merisac.example; spf=pass smtp.mailfrom=elsewhere.example",
         "<astreinte@elsewhere.example>", 0, 0, 0)]
    assert desk.rows("SELECT name, type, size, sha256 FROM mail_part") == [
        ("relevé.pdf", "application/pdf", 9, pdf)]


def test_a_relay_that_asks_twice_is_known_by_the_octets(desk):
    """A mail without Message-ID, once more: filed once; the same words of another sender are his."""
    plain = b"From: zoe@elsewhere.example\nSubject: panne\n\nhello\n"
    assert b"opened" in intake(desk, plain).stdout
    assert b"nothing was done again" in intake(desk, plain).stdout
    assert len(desk.cases()) == 1
    assert b"opened" in intake(desk, plain, sender="bounce@elsewhere.example").stdout
    # By another route, to another address of ours: filed in the case of the first.
    dated = b"Date: Thu, 26 Nov 2026 10:00:00 +0100\n" + plain.replace(b"hello", b"again")
    assert b"2026-000003: mail 3 opened" in intake(desk, dated).stdout
    again = b"Received: by mx2.merisac.example; Thu, 26 Nov 2026 10:00:09 +0100\n" + dated
    done = intake(desk, again, recipient="support+x@merisac.example")
    assert b"2026-000003: mail 4: filed in the case" in done.stdout, done
    assert len(desk.cases()) == 3
    # Whoever else writes the same may have forged the first: it is a request of its own.
    done = intake(desk, again, sender="srs=zoe@mx2.example")
    assert b"mail 5 opened 2026-000004" in done.stdout, done


def test_who_reads_the_octets(desk):
    assert intake(desk, MAIL).returncode == 0
    raw = hashlib.sha256(MAIL).hexdigest()
    for user, status in (("claire", 200), ("marc", 200), ("vera", 403)):
        door = desk.raw(f"GET /blob/{raw} HTTP/1.1\r\nHost: vigie\r\nVigie-User: {user}\r\n"
                        "Connection: close\r\n\r\n".encode())
        assert door.startswith(f"HTTP/1.1 {status} ".encode()), (user, door[:200])
        assert (door.endswith(MAIL) and b"nosniff" in door) == (status == 200)


def test_erased_octets_are_gone(desk):
    assert intake(desk, MAIL).returncode == 0 and len(blobs(desk)) == 2
    answer, tree = desk.ask("POST", "/restconf/operations/vigie-cases:privacy-erase", {
        "vigie-cases:input": {"idempotency-key": "e", "person": "sender-1"}}, Vigie_User="marc")
    assert answer.status == 200, tree
    limit = time.monotonic() + 60
    while blobs(desk) and time.monotonic() < limit:
        desk.cases()
    assert blobs(desk) == {}
    desk.stage.stop()
    assert desk.rows("SELECT * FROM mail_more UNION ALL SELECT mail, name, type, size, sha256,"
                     " 0, 0, 0, 0, 0, 0 FROM mail_part") == []


def test_what_cannot_be_read_is_a_case_all_the_same(desk):
    """No mail at all; and the child dies before it has read anything."""
    done = intake(desk, b"\x00\xff\xfe no mail at all \x01" * 10)
    assert done.returncode == 0, done
    assert desk.case(case_number(1))["state"] == "triage"
    done = subprocess.run(
        ["strace", "-qq", "-f", "-o", "/dev/null", "-e", "inject=setitimer:error=EPERM", str(INTAKE),
         "--socket", str(desk.socket), "--sender", "zoe@elsewhere.example"],
        input=MAIL, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0 and b"filed unread" in done.stderr, done
    case = desk.case(case_number(2))
    assert case["state"] == "triage" and ", unread: " in case["entry"][0]["text"]
    assert {t["name"] for t in case["target"]} == {"first-reply", "triage"}
    assert hashlib.sha256(MAIL).hexdigest() in blobs(desk)


def test_the_child_can_do_nothing(desk, tmp_path):
    """Behind its last prctl it asks the kernel for memory, writes, and ends."""
    subprocess.run(["strace", "-qq", "-f", "-o", str(tmp_path / "trace"), str(INTAKE), "--socket",
                    str(desk.socket)], input=MAIL, capture_output=True, timeout=60, check=True)
    lines = (tmp_path / "trace").read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if "PR_SET_SECCOMP" in line)
    child = lines[at].split()[0]
    # A call that another process interrupts stands in two lines: the first has its name, the second what came of it.
    calls = []
    for line in (line.split(maxsplit=1)[1] for line in lines[at + 1:] if line.split()[0] == child):
        if calls and calls[-1].endswith("<unfinished ...>"):
            calls[-1] += line
        else:
            calls.append(line)
    # What is refused is refused, and does no harm: a charset that is not there is not read.
    granted = {call.split("(")[0] for call in calls if "+++" not in call and "= -1 EPERM" not in call
               and not call.startswith("<... prctl")}
    assert granted <= {"write", "brk", "mmap", "munmap", "mremap", "madvise", "futex", "getrandom",
                       "exit_group"} and "write" in granted, granted
    assert any("RLIMIT_NOFILE, {rlim_cur=0" in line for line in lines)


CHARSETS = [  # what the head says, what the octets are in, the text
    ("iso-8859-1", "iso-8859-1", "arrêtée"), ("iso-8859-15", "iso-8859-15", "coûte 10 €"),
    ("windows-1252", "windows-1252", "coûte 10 €"), ("us-ascii", "windows-1252", "coûte 10 €"),
    ("iso-8859-2", "iso-8859-2", "zażółć"), ("koi8-r", "koi8-r", "не работает"),
    ("latin1", "iso-8859-1", "arrêtée"), ("gb2312", "gb2312", "设备"),
    ("iso-2022-jp", "iso-2022-jp", "こんにちは"), ("euc-kr", "euc-kr", "장비"),
    ("iso-8859-8", "iso-8859-8", "שלום"), ("iso-8859-6", "iso-8859-6", "سلام"),
    ("koi8-u", "koi8-u", "привіт"), ("tis-620", "tis-620", "สวัสดี"), ("utf-32", "utf-32", "arrêtée")]
# Names that are no charset's of iconv; and of no encoded word's here.
BODIES = [("iso-8859-8-i", "iso-8859-8", "שלום"), ("windows-31j", "cp932", "こんにちは①"),
          ("x-mac-roman", "mac-roman", "arrêtée"), ("windows-874", "cp874", "สวัสดี")]


def test_a_charset_is_there_where_a_mail_says_it(desk):
    """Nothing can be opened once a mail is read: what it will want is opened before."""
    for i, (said, meant, text) in enumerate(CHARSETS + BODIES):
        octets = text.encode(meant)
        word = base64.b64encode(octets).decode()
        subject = f"=?{said}?B?{word}?=" if i < len(CHARSETS) else said
        mail = (f"From: z{i}@elsewhere.example\nMessage-ID: <{i}@elsewhere.example>\n"
                f"Subject: {subject}\nContent-Transfer-Encoding: base64\n"
                f"Content-Type: text/plain; charset={said}\n\n{word}\n").encode()
        assert intake(desk, mail).returncode == 0, said
        case = desk.case(case_number(i + 1))
        assert case["title"] == text or said == "us-ascii" or i >= len(CHARSETS), (said, case["title"])
        assert text in case["entry"][0]["text"], (said, case["entry"][0])


def test_its_help_says_what_it_has():
    text = subprocess.run([str(INTAKE), "--help"], capture_output=True, text=True, timeout=60,
                          check=True).stdout
    assert "null" not in text and "--config" not in text and "foreground" not in text, text
    assert "--environment" in text


def test_a_mailbox_may_give_it_slowly(desk, tmp_path):
    """How long it may take is counted from each piece anew: else what is large never comes through."""
    done = subprocess.run(["strace", "-qq", "-o", str(tmp_path / "trace"), "-e", "trace=alarm,read",
                           str(INTAKE), "--socket", str(desk.socket)], input=MAIL + b"x" * 100000,
                          capture_output=True, timeout=60, check=True)
    assert b"opened" in done.stdout, done
    lines = (tmp_path / "trace").read_text().splitlines()
    pieces = [i for i, line in enumerate(lines) if line.startswith("read(0,")]
    assert len(pieces) > 1 and all(lines[i + 1].startswith("alarm(") for i in pieces), pieces


def test_mails_are_shown_and_put_where_they_belong(desk):
    assert intake(desk, MAIL).returncode == 0
    other = desk.open_case()
    table = desk.vigie("mail", "list").stdout
    assert case_number(1) in table and "opened" in table and "Panne à Lyon" in table, table
    assert "zoe@" not in table and "sender" in table
    page = desk.vigie("mail", "show", "1").stdout
    assert "our hosts say: mx.merisac.example; spf=pass" in page and "relevé.pdf" in page, page
    assert "La baie est arrêtée." in page and "zoe@" not in page and "liar" not in page
    page = desk.vigie("mail", "show", "1", "--people").stdout
    assert "says to be from: Zoé Zébulon <zoe@elsewhere.example>" in page, page
    assert "wants answers at: <astreinte@elsewhere.example>" in page
    assert desk.vigie("mail", "show", "2").returncode == 3
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:mails", Vigie_User="vera")
    assert answer.status == 403 and "Panne" not in json.dumps(tree)
    # It belongs in the case of the fault: what it had opened is void.
    refused = desk.vigie("mail", "assign", "1", "--case", case_number(1))
    assert refused.returncode == 4 and "already" in refused.stderr, refused
    assert desk.vigie("mail", "assign", "1", "--case", "2019-000001").returncode == 3
    done = desk.vigie("mail", "assign", "1", "--case", other)
    assert done.returncode == 0, done
    assert desk.case(case_number(1))["state"] == "void"
    case = desk.case(other)
    first = [t for t in case["target"] if t["name"] == "first-reply"]
    assert first and "La baie" in json.dumps(case["entry"], ensure_ascii=False), case
    assert other in desk.vigie("mail", "list").stdout


def test_what_is_too_long_is_cut(desk):
    done = intake(desk, MAIL + b"x" * (11 << 20))
    assert done.returncode == 0, done
    assert ", cut: " in desk.case(case_number(1))["entry"][0]["text"]
    assert max(len(b) for b in blobs(desk).values()) == 10 << 20


def test_the_relay_keeps_it_while_nobody_answers(desk, tmp_path):
    nobody = subprocess.run([str(INTAKE), "--socket", str(tmp_path / "nobody")], input=MAIL,
                            capture_output=True, timeout=60, check=False)
    assert nobody.returncode == 75 and b"nobody" in nobody.stderr
    # A relay whose line is wrong keeps its mails: 64 would bounce each of them.
    for word in ("--frobnicate", "--recipient", "more"):
        wrong = subprocess.run([str(INTAKE), word], input=MAIL, capture_output=True,
                               timeout=60, check=False)
        assert wrong.returncode == 75 and b"vigie-mail-intake" in wrong.stderr, wrong
    assert subprocess.run([str(INTAKE), "--frobnicate"], stdin=subprocess.DEVNULL,
                          timeout=60, check=False).returncode == 64
    assert subprocess.run([str(INTAKE), "--check", "--socket", str(desk.socket)],
                          stdin=subprocess.DEVNULL, timeout=60, check=False).returncode == 0
    assert blobs(desk) == {}


def test_the_relay_says_it_in_the_environment(desk):
    """As Exim and OpenSMTPD do; an address's extension counts wherever it stands."""
    def run(mail, *words, **more):
        return subprocess.run([str(INTAKE), "--socket", str(desk.socket), *words], input=mail,
                              capture_output=True, timeout=60, check=False, env=more)
    first = {"SENDER": "zoe@elsewhere.example", "RECIPIENT": "support@merisac.example"}
    assert run(b"Subject: panne\n\nhello\n", "--environment", **first).returncode == 0
    follows = {**first, "RECIPIENT": f"support+{case_number(1)}@merisac.example"}
    done = run(b"Subject: suite\n\nagain\n", "--environment", **follows)
    assert done.returncode == 0 and case_number(1).encode() + b": " in done.stdout, done
    # What is said outright goes before; without the word nobody looks there; empty is a report.
    assert run(b"Subject: c\n\n3\n", "--environment", "--sender=max@elsewhere.example",
               **first).returncode == 0
    assert run(b"From: ann@elsewhere.example\nSubject: d\n\n4\n", **follows).returncode == 0
    assert run(b"Subject: e\n\n5\n", "--environment", **{**first, "SENDER": ""}).returncode == 0
    assert run(b"Subject: f\n\n6\n", "--sender=zoe@elsewhere.example", "--extension=",
               f"--recipient=support+{case_number(1)}@merisac.example").returncode == 0
    desk.stage.stop()
    assert desk.rows("SELECT envelope_from, envelope_to, extension, case_number, automatic FROM mail_more"
                     " JOIN mail USING (id) ORDER BY id") == [
        ("zoe@elsewhere.example", "support@merisac.example", "", case_number(1), 0),
        ("zoe@elsewhere.example", follows["RECIPIENT"], case_number(1), case_number(1), 0),
        ("max@elsewhere.example", "support@merisac.example", "", case_number(2), 0),
        ("", "", "", case_number(3), 0), ("", "support@merisac.example", "", "", 1),
        ("zoe@elsewhere.example", follows["RECIPIENT"], case_number(1), case_number(1), 0)]


def test_what_a_mail_says_of_itself_does_not_count(desk):
    """An address in a name, lines in a subject, a null sender, other hosts' stamps in the future."""
    done = intake(desk, b"From: \"boss <boss@merisac.example>\" <eve@evil.example>\n"
                  b"Subject: =?utf-8?Q?x=0D=0ABcc:_all@merisac.example?=\n"
                  b"Received: by mx.merisac.example; Fri, 1 Jan 2100 00:00:00 +0000\n\nhello\n",
                  sender="eve@evil.example")
    assert done.returncode == 0, done
    case = desk.case(case_number(1))
    assert case["opened"] < "2100" and "\n" not in case["title"]
    desk.stage.stop()
    assert desk.rows("SELECT sender, subject FROM mail_text") == [
        ("boss  boss@merisac.example  <eve@evil.example>", "x Bcc: all@merisac.example")]
    assert desk.rows("SELECT mail FROM person WHERE id = 1") == [("eve@evil.example",)]


def test_who_says_it_in_disguise_is_no_host_of_ours(desk):
    """A greeting in a comment, and an encoded word: a relay that removes what is forged knows neither."""
    done = intake(desk, f"Received: from x (helo by mx.merisac.example; {stamp(-90)})\n"
                  f"\tby mx.elsewhere.example; {stamp(60)}\n"
                  "Received: from (by\n y) mx.elsewhere.example\n by\tmx.merisac.example (x;y);"
                  f" {stamp(0)}\n".encode() +
                  b"Authentication-Results: =?utf-8?q?mx=2Emerisac=2Eexample=3B_dkim=3Dpass?=\n"
                  b"Authentication-Results: mx.merisac.example; spf=pass\nSubject: s\n\nhello\n")
    assert done.returncode == 0 and desk.case(case_number(1))["opened"] == HAD.strftime("%Y-%m-%dT%H:%M:%SZ"), done
    folded = b"Authentication-Results:\n mx.merisac.example;\n\tspf=pass (x)\n\n"
    assert intake(desk, folded).returncode == 0
    desk.stage.stop()
    assert desk.rows("SELECT authentication FROM mail_more ORDER BY id") == [
        ("",), ("mx.merisac.example; spf=pass (x)",)]


def test_a_backup_has_the_octets(desk, tmp_path):
    """They lie beside the copies, go with the last that names them, and come back with a restore."""
    assert intake(desk, MAIL).returncode == 0
    kept = blobs(desk)

    def backup():
        answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-cases:backup-start", {
            "vigie-cases:input": {"idempotency-key": os.urandom(8).hex()}}, Vigie_User="marc")
        assert answer.status in (200, 204), tree
        return story.wait_for("the backup", lambda: [
            b["path"] for b in [desk.ask("GET", f"{DATA}/vigie-cases:storage")[1][
                "vigie-cases:storage"].get("backup", {})] if b.get("state") == "done"], 30)[0]
    file = backup()
    pool = desk.stage.folder / "collector-state/backup/blob"
    assert {p.name: p.read_bytes() for p in pool.glob("*/*")} == kept
    desk.stage.stop()
    state = desk.stage.folder / "collector-state"
    shutil.rmtree(state / "blob")
    for path in state.glob("collector.db*"):
        path.unlink()
    done = subprocess.run([str(BUILD / "vigie-collector"), "--restore", file, "--state", str(state)],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done
    assert blobs(desk) == kept
    desk.start()
    raw = hashlib.sha256(MAIL).hexdigest()
    assert desk.raw(f"GET /blob/{raw} HTTP/1.1\r\nHost: vigie\r\nConnection: close\r\n\r\n".encode()
                    ).endswith(MAIL)


def test_octets_whose_folder_is_not_on_disk_are_in_no_backup(desk, tmp_path):
    """Also those that lie there already, from a run that was cut: nobody knows whether they stay."""
    assert intake(desk, MAIL).returncode == 0
    kept = blobs(desk)
    desk.stage.stop()
    state, new = desk.stage.folder / "collector-state", tmp_path / "new"
    new.mkdir()

    def restore(*before):
        return subprocess.run([*before, str(BUILD / "vigie-collector"), "--restore", str(state / "collector.db"),
                               "--state", str(new)], capture_output=True, text=True, timeout=60, check=False)
    last = new / "blob" / max(kept)[:2]
    for folder in (new, new / "blob", last, last):
        done = restore("strace", "-qq", "-f", "-o", "/dev/null", "-P", str(folder), "-e", "trace=fsync", "-e",
                       "inject=fsync:error=EIO")
        assert done.returncode == 1 and "Input/output error" in done.stderr, (folder, done)
        assert not (new / "collector.db").exists()
    assert restore().returncode == 0
    assert {p.name: p.read_bytes() for p in new.glob("blob/*/*")} == kept


REPORT = """\
From: MAILER-DAEMON@mail.elsewhere.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=r

--r
Content-Type: text/plain

It could not be delivered.
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.elsewhere.example

Final-Recipient: rfc822; zoe@elsewhere.example
Action: {action}
Status: 5.1.1

--r
Content-Type: text/rfc822-headers

Message-ID: <{message}>
--r--
"""


def test_a_report_takes_back_what_never_arrived(desk):
    """P6: of failure, and of a message of ours; of delay, and of another's, nothing changes."""
    assert intake(desk, MAIL).returncode == 0
    assert desk.do("reply", case_number(1), text="Nous regardons")[0] == 200
    while desk.vigie("outbox", "take").returncode == 0:
        pass
    tree = desk.ask("GET", f"{DATA}/vigie-cases:outbox")[1]
    ours = next(m for m in tree["vigie-cases:outbox"]["message"] if m["role"] == "client")

    def met():
        return any(t["name"] == "first-reply" and t.get("met") for t in
                   desk.case(case_number(1))["target"])
    assert met()
    for action, message in (("delayed", ours["message-id"]), ("failed", "other@merisac.example"),
                            ("relayed\nAction: Failed", ours["message-id"])):
        assert met()
        report = REPORT.format(action=action, message=message).encode()
        # A person who sends such a thing is no host.
        if message == ours["message-id"]:
            assert intake(desk, report, sender="eve@evil.example").returncode == 0 and met()
        done = intake(desk, report, sender="")
        assert done.returncode == 0, done
    assert not met()
    tree = desk.ask("GET", f"{DATA}/vigie-cases:outbox/message={ours['id']}")[1]
    assert tree["vigie-cases:message"][0]["state"] == "failed", tree
