"""The second chapter of make demo: a client writes to the hotline, and the clock runs."""

ADDRESS = "anne@clinique-a.example"
REQUEST = f"""From: Anne Petit <{ADDRESS}>
To: support@merisac.example
Subject: =?utf-8?q?ne-7_coupe_le_trafic?=
Message-ID: <demo-1@clinique-a.example>
Date: Thu, 09 Jul 2026 10:00:00 +0200
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Bonjour,

ne-7 coupe le trafic depuis ce matin, les postes de l'accueil n'ont plus rien.

Cordialement,
Anne Petit
"""


def parties(tree):
    """Adds to a collector's tree who writes, and who is written to."""
    top = tree["vigie-collector:collector"]
    top["person"] = [{"id": "anne", "name": "Anne Petit", "mail": ADDRESS, "language": "fr"}]
    # One user of the machine plays all: in earnest the intake has one of its own, of role intake.
    top["user"][0]["proxy"] = True
    top["client"][0].update({"person": ["anne"], "domain": ["clinique-a.example"]})
    return tree


def play(stage, find_list, check, now):
    """A mail comes as from a relay's pipe: a case of its own, its clock, what is to leave."""
    mail = stage.write("request.eml", REQUEST)
    stage.tell("Anne of the clinic writes to the hotline: the relay pipes her mail to the intake.")
    begun = now()
    stage.show("vigie-mail-intake", "--socket", str(stage.folder / "collector.sock"), "--sender",
               ADDRESS, "<", str(mail))
    took = now() - begun
    row = find_list(stage.ask("mail", "list"), "mail")[0]
    case = find_list(stage.ask("case", "show", row["case"]), "case")[0]
    targets = {t["name"] for t in case.get("target", [])}
    check("a case of hers with its clock",
          case.get("client") == "clinique-a" and "first-reply" in targets)
    stage.tell(f"It is on disk, and case {row['case']} has its clock, {took * 1000:.0f} ms after the relay "
               "began.")
    stage.show("vigie", "mail", "list")
    stage.show("vigie", "due")
    stage.tell("What is to leave waits for a courier; this is the receipt that Anne will have.")
    stage.show("vigie", "outbox", "list")
    stage.show("vigie", "message", "preview", "receipt", row["case"])
