"""A subscriber's name and address are sent in every version and form, to the agent's ear and to the
collector, in notifications that packs know and in such as they do not: no file below either state
folder, and no log, holds them in any form.  What is unclassified is listed, shown and made into a
pack entry.

Test number 89 (127.1.89.0/24).
"""
import base64
import json
import re
import shutil
import sqlite3
import subprocess
import zlib
from contextlib import closing

import pytest

import stand
from stand import ALLOT, ROOT, story, v3, wait_for

NET = "127.1.89"
NAME, ADDRESS = "Zwetschgen-Canary-Quarkle", "198.51.100.77"
CONTROL = "Unmarked-Control-Word"
SMP, MD = f"{ALLOT}.5.5.20", f"{ALLOT}.11"
UNKNOWN = "1.3.6.1.4.1.2636.4.9.0.3"  # of a maker whose equipment no pack knows
V1, V2C = ("-v1", "-c", "any"), ("-v2c", "-c", "any")
ENGINE = "0x80001f8804aabbccdd"


def arcs(text):
    return ".".join(str(c) for c in text.encode())


def forms():
    """What must not be found: octets of the name and of the address as they may be written."""
    ip = bytes(int(n) for n in ADDRESS.split("."))
    found = {}
    for what, octets in (("name", NAME.encode()), ("address as text", ADDRESS.encode())):
        found[what] = octets
        found[f"{what}, in hexadecimal"] = octets.hex().encode()
        found[f"{what}, as arcs"] = arcs(octets.decode()).encode()
        for skip in range(3):  # base64 of it wherever it begins in three octets
            coded = base64.b64encode(b"\0" * skip + octets)
            found[f"{what}, base64 {skip}"] = coded[-(-skip * 4 // 3):-4]
    # Nor the beginning of the name, where an instance is cut: as the arcs of a text, of BER, of a blob.
    head = NAME.encode()[:4]
    found["name's head, as arcs"] = f".{arcs(NAME[:4])}".encode()
    found["name's head, as arcs of BER"] = NAME.encode()[:5]
    for order in ("big", "little"):
        found[f"name's head, as arcs of a blob, {order}"] = b"".join(
            c.to_bytes(4, order) for c in head)
    found["address"] = ip
    found["address, in hexadecimal"] = ip.hex().encode()
    found["address, as arcs of BER"] = bytes([0x81, 0x46, 0x33, 0x64, 0x4D])
    return found


FORMS = forms()


def varbinds():
    """Its name and address as values, as instances, as a value that is a number of an object."""
    for root in (f"{SMP}.9", f"{MD}.2.7"):
        yield from (f"{root}.1.0", "s", NAME, f"{root}.2.0", "a", ADDRESS,
                    f"{root}.3.{len(NAME)}.{arcs(NAME)}", "i", "7", f"{root}.4.{ADDRESS}", "u", "9",
                    f"{root}.5.0", "o", f"{root}.6.{arcs(NAME)}.{ADDRESS}")


def elsewhere():
    """The same in objects that no pack marks, for notifications of the subtrees."""
    yield from ("1.3.6.1.4.1.8072.9999.9999.3.1.0", "s", NAME,
                "1.3.6.1.4.1.8072.9999.9999.3.2.0", "a", ADDRESS,
                f"1.3.6.1.4.1.8072.9999.9999.3.3.{arcs(NAME)}", "s", NAME)
    for root in ("1.3.6.1.4.1.9", "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1", "1.3.6.1.6.3", "1.3.6.1.3"):
        yield from (f"{root}.{arcs(NAME)}", "s", NAME, f"{root}.{arcs(NAME)}", "i", "7")


class Field(stand.Stand):
    def __init__(self, folder):
        super().__init__(folder, 89)
        top = self.tree["vigie-collector:collector"]
        # What its agent tells of a device, the device does not tell the collector.
        top["device"] = [{**top["device"][0], "name": n, "address": [f"{NET}.{a}"]}
                         for n, a in (("ne-7", 107), ("ne-8", 108), ("direct", 7))]
        del top["device"][2]["agent"]
        top["listen"][0]["allow"].append("127.0.0.1/32")  # where the agent sends from
        self.ear = 0

    def start_agent(self):
        stage = self.stage
        tree = story.agent_tree((self.host, self.port), (f"{NET}.107", 9))
        top = tree["vigie-agent:agent"]
        top["poll"].update({"interval-ms": 600000, "timeout-ms": 300, "tries": 1})
        top["trap-listen"] = [{"name": "ear", "address": f"{NET}.9", "port": 0}]
        top["device"] = [
            {"name": n, "site": "lyon-2", "supplier": "allot",
             "snmp": {"address": f"{NET}.{a}", "port": 9, "credential": c, **how}}
            for n, a, c, how in (("ne-7", 107, "v2c", {"version": "v2c"}),
                                 ("ne-8", 108, "v3", {"user": "polly"}))]
        stage.write("agent-state/credentials/lyon-2", stand.PHRASES, 0o400)
        stage.write("agent-state/credentials/v3", stand.PHRASES, 0o400)
        stage.write("agent-state/credentials/v2c", f"community: {story.COMMUNITY}\n", 0o400)
        stage.start("vigie-agent", "--config", stage.write("agent.json", tree), "--state",
                    self.folder / "agent-state", "--socket", self.folder / "agent.sock")
        self.ear = stage.address_of("agent-state", "ear")[1]

    def tell(self, host, port, source, secure, notification, words):
        """A notification in each version and kind; every one must be taken."""
        enterprise, specific = notification.rsplit(".0.", 1)
        head = (enterprise, f"{NET}.{source}", "6", specific, "1")
        how = {"host": host, "port": port, "source": source}
        sent = []
        if not secure:
            sent += [self.send("snmptrap", V1, *head, *words, **how),
                     self.send("snmptrap", V2C, "2", notification, *words, **how),
                     self.send("snmpinform", V2C, "3", notification, *words, **how)]
        else:
            user = v3(user=secure)
            sent += [self.send("snmptrap", ("-e", ENGINE, *user), "4", notification, *words, **how),
                     self.send("snmpinform", user, "5", notification, *words, **how)]
        assert all(s.returncode == 0 for s in sent), [s.stderr for s in sent]
        return len(sent)

    def heard(self):
        done = subprocess.run(["curl", "-sS", "--unix-socket", str(self.folder / "agent.sock"),
                               "http://localhost/restconf/data/vigie-agent:agent-status"],
                              capture_output=True, text=True, timeout=30)
        counts = json.loads(done.stdout)["vigie-agent:agent-status"]["notifications"]
        return {c["name"]: int(c["count"]) for c in counts["cause"]}

    def unclassified(self):
        return story.find_list(self.stage.ask("unclassified", "list"), "notification")

    def one(self, oid, sender):
        return next((n for n in self.unclassified() if n["oid"] == oid and
                     sender in (n.get("device"), n.get("source"))), None)


def inflated(octets):
    """What is packed by gzip in 'octets', as far as it can be unpacked."""
    for at in (m.start() for m in re.finditer(b"\x1f\x8b\x08", octets)):
        try:
            yield zlib.decompressobj(31).decompress(octets[at:])
        except zlib.error:
            continue


def cells(path, folder):
    """Every text and blob of a database, whole, where its pages cut it."""
    copy = folder / "copy.db"
    for end in ("", "-wal"):
        shutil.copy(f"{path}{end}", f"{copy}{end}") if path.with_name(path.name + end).exists() \
            else copy.with_name(copy.name + end).unlink(missing_ok=True)
    with closing(sqlite3.connect(copy)) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in db.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    if isinstance(cell, (str, bytes)):
                        yield cell.encode() if isinstance(cell, str) else cell


def places(s):
    """Name and octets of all that the programs have written."""
    for state in ("collector-state", "agent-state"):
        for path in sorted((s.folder / state).rglob("*")):
            if not path.is_file():
                continue
            octets = path.read_bytes()
            yield str(path), octets
            for i, plain in enumerate(inflated(octets)):
                yield f"{path}, unpacked {i}", plain
            if path.suffix == ".db":
                for cell in cells(path, s.folder):
                    yield f"{path}, a cell", cell
                    for plain in inflated(cell):
                        yield f"{path}, a cell unpacked", plain
    for path in s.folder.glob("*.log"):
        yield str(path), path.read_bytes()


def found(s, wanted):
    with s.stage.held():
        return {(where, form) for where, octets in places(s) for form, what in wanted.items()
                if what.lower() in octets.lower()}


@pytest.fixture(scope="module")
def s(tmp_path_factory):
    made = Field(tmp_path_factory.mktemp("canary"))
    made.start()
    made.start_agent()
    yield made
    made.stop()


KNOWN, STRANGE, OTHER = f"{SMP}.0.1", f"{MD}.0.77", f"{ALLOT}.99.0.5"


def test_a_canary_is_nowhere(s):
    before = s.heard().get("stored", 0)
    n = 0
    for notification in (KNOWN, f"{SMP}.0.99", STRANGE, OTHER):
        words = list(varbinds()) + ([] if notification == OTHER else list(elsewhere()))
        n += s.tell(f"{NET}.9", s.ear, 107, "", notification, words)
        n += s.tell(f"{NET}.9", s.ear, 108, "polly", notification, words)
        for source in (7, 200):  # a device of the tree, and a stranger
            s.tell(s.host, s.port, source, "", notification, words)
            s.tell(s.host, s.port, source, "lyon-2", notification, words)
    s.good(CONTROL, source=7)
    wait_for("all stored by the agent", lambda: s.heard()["stored"] == before + n, 20)
    wait_for("the collector to be told", lambda: all(
        (s.one(oid, d) or {}).get("agent") == "lyon-2"
        for oid in (STRANGE, OTHER, f"{SMP}.0.99") for d in ("ne-7", "ne-8")), 30)
    wait_for("the evidence", lambda: all(
        s.stage.ask("unclassified", "show", str(s.one(STRANGE, d)["id"]))
        ["vigie-cases:notification"][0].get("example")
        for d in ("ne-7", "ne-8")), 30)
    assert found(s, {"control": CONTROL.encode()}), "the search finds nothing at all"
    assert not found(s, FORMS)


def test_it_is_nowhere_after_the_end(s):
    for _, process in s.stage.programs[-2:]:
        process.terminate()
        process.wait(40)
    s.stage.programs = []
    assert not found(s, FORMS)
    s.start()
    s.start_agent()


def test_what_is_unclassified_is_listed(s):
    assert s.one(KNOWN, f"{NET}.200")["known"] is True
    assert not s.one(KNOWN, "direct") and not s.one(KNOWN, "ne-7")
    row = s.one(STRANGE, "direct")
    assert row["maker"] == "allot" and row["standing"] and int(row["count"]) == 5, row
    assert int(s.one(STRANGE, f"{NET}.200")["count"]) == 5
    table = s.stage.run("vigie", "unclassified", "list").stdout
    assert len([n for n in table.splitlines() if STRANGE in n]) == 4, table
    done = s.stage.run("vigie", "unclassified", "show", "1.3.6.1.9")
    assert done.returncode == 3 and "no such notification" in done.stderr
    assert s.stage.run("vigie", "unclassified", "show", "x").returncode == 2


@pytest.mark.parametrize("sender", ["direct", f"{NET}.200", "ne-7", "ne-8"])
def test_it_is_shown_with_its_pdu(s, sender):
    row = s.stage.ask("unclassified", "show", str(s.one(STRANGE, sender)["id"]))
    example = row["vigie-cases:notification"][0]["example"]
    assert example["version"] == ("v2c" if sender == "ne-7" else "v3")
    kinds = [v["type"] for v in example["varbind"]]
    assert kinds == ["withheld", "withheld", "integer", "unsigned", "withheld"] * 2 + [
        "withheld"] * 3 + ["withheld", "integer"] * 5
    pdu = bytes.fromhex(example["pdu"])
    assert pdu[0] == 0xA6 and len(pdu) > 300
    text = s.stage.run("vigie", "unclassified", "show", STRANGE).stdout
    assert text.startswith(STRANGE) and "withheld" in text and "PDU" in text


def packs_with(s, entry):
    """A data folder whose packs have one more, made of 'entry'."""
    data = s.folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(ROOT / "lib/packs", data / "packs")
    shutil.copytree(ROOT / "lib/calendars", data / "calendars")
    shutil.copytree(ROOT / "yang", data / "yang")
    shutil.copytree(ROOT / "mibs", data / "mibs")
    shutil.copytree(ROOT / "lib/messages", data / "messages")
    pack = {"name": "stubs", "version": "1", "supplier": "allot", "trap": [entry]}
    (data / "packs/stubs.json").write_text(json.dumps({"vigie-pack:pack": pack}))
    return {"VIGIE_DATADIR": str(data)}


def test_a_stub_makes_a_pack_entry(s):
    """It is valid as it stands, and the notification is no longer unclassified."""
    row = (f"{UNKNOWN[:-4]}.1.2.1.2.4.7", "s", "port four", f"{UNKNOWN[:-4]}.1.2.1.5.4.7", "i", "3")
    assert s.inform(V2C, "7", UNKNOWN, *row).returncode == 0
    assert s.one(UNKNOWN, "direct")["maker"] == "juniper"
    entry = json.loads(s.stage.run("vigie", "unclassified", "stub", UNKNOWN).stdout)
    assert entry["notification"] == UNKNOWN and entry["kind"].endswith(":supplier-alarm")
    assert entry["index-of"] == f"{UNKNOWN[:-4]}.1.2.1.2", entry
    assert entry["text-of"] == f"{UNKNOWN[:-4]}.1.2.1.2", entry
    env = packs_with(s, entry)
    done = stand.run("vigie-collector", "--check", *s.words(), env=env)
    assert done.returncode == 0, done.stderr
    s.stage.end_programs()
    s.start(env)
    assert s.inform(V2C, "8", UNKNOWN, *row).returncode == 0
    found_alarm = s.alarm("device/direct", "supplier-alarm")
    assert found_alarm["alarm-type-qualifier"] == entry["qualifier"].replace("{index}", "4.7")
    assert "port four" in found_alarm["alarm-text"]
    assert int(s.one(UNKNOWN, "direct")["count"]) == 1
    entry["severity"] = "loud"
    done = stand.run("vigie-collector", "--check", *s.words(), env=packs_with(s, entry))
    assert done.returncode != 0, "anything is valid"


def test_who_may_not_read_persons_is_refused(s):
    s.tree["vigie-collector:collector"]["user"][0]["role"] = "viewer"
    s.stage.end_programs()
    s.start()
    done = s.stage.run("vigie", "unclassified", "list")
    assert done.returncode == 1 and "may not read" in done.stderr, done.stdout + done.stderr
