#!/usr/bin/python3
"""The mails of the corpus, one after the other, from vigie-mail-intake to their cases: a table of
what was expected and what became of them.  Last line: N passed, N failed.

tests/mail/corpus/expected.tsv says of each mail who sends it and for whom it is, as a relay would,
and what is to become of it.  In a mail {{case:MAIL}} stands for the number of the case of an earlier
one, {{sent:MAIL}} for the Message-ID of a message of ours in it.

Usage: checkmail.py [--build DIR] [MATCH]; as root, for the intake is the user nobody with the role
that is installed; test number 131 (127.1.131.0/24).
"""
import argparse
import os
import pwd
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests/integration"))
NOBODY = pwd.getpwnam("nobody")
COLUMNS = ("mail", "sender", "recipient", "extension", "automatic", "case", "state", "side",
           "device", "parts", "says")


def read_table():
    lines = (HERE / "corpus/expected.tsv").read_text().splitlines()
    return [dict(zip(COLUMNS, line.split("\t"))) for line in lines if line and line[0] != "#"]


def change_tree(top):
    """Three clients by contract: delegated (two of them), direct; and one without any."""
    top["integrator"] = {**top["integrator"], "mail": "support@merisac.example",
                         "trusted-mta": ["mx.merisac.example"],
                         "authserv-id": ["mx.merisac.example"]}
    top["supplier"] = [{"name": "allot", "delegation": "included",
                        "support": {"mail": "support@allot.example"},
                        "ticket-pattern": "SR-[0-9]{6}", "rma-pattern": "RMA-[0-9]{5}"}]
    top["client"] = [{"name": n, "domain": [f"{n}.example"]}
                     for n in ("clinique-a", "hopital-b", "usine-c", "bank-d")]
    top["site"] = [{"name": "lyon-2", "client": "clinique-a"},
                   {"name": "usine", "client": "usine-c"}, {"name": "paris", "client": "bank-d"}]
    contract, device = top["contract"][0], top["device"][0]
    for client, mode in (("usine-c", "direct"), ("bank-d", "delegated")):
        top["contract"].append({**contract, "name": f"k-{client}", "client": client,
                                "mode": [{"from": "2026-01-01", "mode": mode}]})
    top["device"][0]["serial"] = "SN-7"
    for name, site, client, serial in (("uc-1", "usine", "usine-c", "UC-99"),
                                       ("gw-1", "paris", "bank-d", "BK-0815"),
                                       ("gw-2", "paris", "bank-d", "BK-4711")):
        top["device"].append({**device, "name": name, "site": site, "serial": serial,
                              "contract": f"k-{client}",
                              "address": [f"127.1.131.{50 + len(top['device'])}"]})


class Run:
    def __init__(self, folder):
        import noc  # pylint: disable=import-outside-toplevel
        self.noc = noc
        self.desk = noc.Desk(folder, net="127.1.131", change=change_tree, users=[
            {"name": "noc", "role": "noc", "uid": os.getuid(), "proxy": True},
            {"name": "intake", "role": "intake", "uid": NOBODY.pw_uid}])
        # As it is installed: a user of its own, which the socket lets in.
        folder.chmod(0o711)
        os.chown(self.desk.socket, NOBODY.pw_uid, -1)
        self.case_of = {}
        self.ids = {}
        self.sent_ids = {}

    def sent_in(self, number):
        """The Message-ID of a message of ours in that case, once a courier took them all."""
        if number in self.sent_ids:
            return self.sent_ids[number]
        while self.desk.vigie("outbox", "take").returncode == 0:
            pass
        tree = self.desk.ask("GET", f"{self.noc.DATA}/vigie-cases:outbox")[1]
        found = [m["message-id"] for m in tree["vigie-cases:outbox"].get("message", [])
                 if m.get("case") == number and m["role"] == "client" and "message-id" in m]
        # The list has the newest page only: what was found stays found.
        if found:
            self.sent_ids[number] = found[0]
        return found[0] if found else f"none-in-{number}"

    def fill(self, text):
        def put(match):
            what, mail = match.group(1), match.group(2)
            number = self.case_of.get(mail, "0000-000000")
            return number if what == "case" else self.sent_in(number)
        return re.sub(r"\{\{(case|sent):([^}]*)\}\}", put, text)

    def take(self, row):
        """Hands the mail over as a relay does; the case's number, or '-'."""
        mail = (HERE / "corpus" / f"{row['mail']}.eml").read_bytes()
        if b"{{" in mail:
            mail = self.fill(mail.decode("utf-8", "surrogateescape")).encode(
                "utf-8", "surrogateescape")
        words = ["setpriv", f"--reuid={NOBODY.pw_uid}", f"--regid={NOBODY.pw_gid}",
                 "--clear-groups", str(self.noc.BUILD / "vigie-mail-intake"), "--socket", str(self.desk.socket),
                 "--sender", row["sender"].replace("<>", ""),
                 "--recipient", self.fill(row["recipient"]), "--extension",
                 self.fill(row["extension"]).strip("-") if row["extension"] == "-"
                 else self.fill(row["extension"])]
        done = subprocess.run(words, input=mail, capture_output=True, timeout=60, check=False)
        said = done.stdout.decode()
        if done.returncode or done.stderr:
            return f"exit {done.returncode}: {done.stderr.decode().strip()}"
        number = said.split(":")[0] if re.match(r"\d{4}-\d{6}: ", said) else "-"
        filed = re.search(r"mail (\d+)", said)
        self.ids[row["mail"]] = int(filed.group(1)) if filed else 0
        return number

    def judge(self, row, number, before):
        """What became of it, as the table says it."""
        got = {"case": "-", "state": "-", "device": "-"}
        if number.startswith("exit"):
            got["case"] = number
        elif number != "-":
            names = [m for m, n in self.case_of.items() if n == number and m != row["mail"]]
            got["case"] = "new" if number not in before else f"={names[0]}"
            if row["case"][1:] in names:
                got["case"] = row["case"]
            case = self.desk.case(number)
            got["state"] = case["state"]
            got["device"] = case.get("device", "-") if got["case"] == "new" else row["device"]
        return got

    def filed(self):
        """What is in the database of each mail, once the collector has ended."""
        self.desk.stage.stop()
        rows = self.desk.rows(
            "SELECT m.id, m.side, m.automatic, (SELECT count(*) FROM mail_part p WHERE p.mail ="
            " m.id), t.subject || ' ' || t.text FROM mail m JOIN mail_text t ON t.id = m.id")
        return {r[0]: {"side": r[1], "automatic": "yes" if r[2] else "no", "parts": str(r[3]),
                       "text": " ".join(r[4].split())} for r in rows}


def compare(row, got):
    wrong = [f"{c}: {got.get(c, '?')}" for c in COLUMNS[4:10] if row[c] != got.get(c)]
    if row["says"] != "-" and row["says"] not in got.get("text", ""):
        wrong.append(f"says: {got.get('text', '')[:60]!r}")
    return wrong


def run_all(rows, folder):
    run = Run(folder)
    got = {}
    try:
        for row in rows:
            before = set(run.case_of.values())
            number = run.take(row)
            run.case_of[row["mail"]] = number
            got[row["mail"]] = run.judge(row, number, before)
        filed = run.filed()
    finally:
        run.desk.stage.stop()
    for row in rows:
        got[row["mail"]].update(filed.get(run.ids.get(row["mail"]), {}))
    return got


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("VIGIE_BUILD", "build/release"))
    parser.add_argument("match", nargs="?", default="")
    args = parser.parse_args()
    os.environ["VIGIE_BUILD"] = str(Path(args.build).resolve())
    rows = read_table()
    bad = shown = 0
    with tempfile.TemporaryDirectory() as folder:
        got = run_all(rows, Path(folder))
    print(f"{'mail':28} {'expected':44} got")
    for row in rows:
        if args.match not in row["mail"]:
            continue
        wrong = compare(row, got[row["mail"]])
        expected = " ".join(row[c] for c in ("case", "state", "side", "device", "parts"))
        print(f"{row['mail']:28} {expected:44} {'the same' if not wrong else '; '.join(wrong)}")
        shown += 1
        bad += bool(wrong)
    print(f"{shown - bad} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
