"""Evidence: frozen when a case of hardware opens, bundled, masked, verified; and hostile bundles.

Test number 42 (127.1.42.0/24).
"""
import base64
import gzip
import hashlib
import io
import json
import resource
import sqlite3
import tarfile

import pytest
import stand

CASE = "2026-000001"
CANARIES = {"client": "clinique-canari", "site": "bron-canari", "device": "coeur-canari",
            "agent": "lyon-2", "person": "claire", "mail": "jean.canari@hopital.example",
            "phone": "+33 4 72 99 88 77", "ipv4": "192.0.2.77", "ipv6": "2001:db8::77",
            "mac": "00:1b:2c:99:88:77", "name": "nom-canari", "host": "hote-canari", "contact": "Dupont Canari",
            "location": "Baie 4, Salle Canari", "device address": "127.1.42.7",
            "name of a person": "Odile Kanarie", "domain": "kanarie.example"}
FIRST, SECOND = "2026-07-01T12:00:00Z", "2026-07-01T12:05:00Z"


def samples(canaries):
    text = (f"write {canaries['mail']}, call {canaries['phone']}, {canaries['ipv4']} "
            f"{canaries['ipv6']} {canaries['mac']} at {canaries['client'].upper()}, "
            f"tell {canaries['person']}, ping {canaries['device address']}, "
            f"{canaries['name of a person']} of {canaries['domain']}")
    return json.dumps({
        "raise": 1, "device": canaries["device"], "kind": "psu-failed", "qualifier": "",
        "resource": f"device/{canaries['device']}/psu/1", "cut": "raise", "from": FIRST,
        "until": SECOND, "series": [
            {"probe": "status", "object": "alPower", "index": "", "points": [
                [FIRST, 1], [SECOND, 3]]},
            {"probe": "system", "object": "sysName", "index": "",
             "points": [[FIRST, canaries["name"]]]},
            {"probe": "system", "object": "sysContact", "index": "",
             "points": [[FIRST, canaries["contact"]]]},
            {"probe": "system", "object": "sysLocation", "index": "",
             "points": [[FIRST, canaries["location"]]]},
            {"probe": "allot-identity", "object": "alHostname", "index": "",
             "points": [[FIRST, canaries["host"]]]},
            {"probe": "log", "object": "message", "index": "1", "points": [[FIRST, text]]},
        ]})


@pytest.fixture
def room(tmp_path):
    """A collector whose tree is full of canaries."""
    made = stand.Stand(tmp_path, 42)
    top = made.tree["vigie-collector:collector"]
    top["client"][0]["name"] = CANARIES["client"]
    top["client"][0]["domain"] = [CANARIES["domain"]]
    top["person"] = [{"id": "p-odile", "name": CANARIES["name of a person"]}]
    top["site"][0].update({"name": CANARIES["site"], "client": CANARIES["client"]})
    top["contract"][0]["client"] = CANARIES["client"]
    top["agent"][0]["site"] = CANARIES["site"]
    top["kind"].append({"type": "vigie-alarm-types:process-failed", "hold-s": 0})
    top["device"][0].update({"name": CANARIES["device"], "site": CANARIES["site"]})
    top["intake"]["source"][0]["next-credential"] = "canari"
    made.stage.write("collector-state/credentials/canari", "community: secret-canari\n", 0o400)
    made.start()
    yield made
    made.stop()


def body(room, sequence, kind, text, part=1, parts=1):
    """A message of the agent with a body: kind 4 inventory, 5 evidence."""
    data = text if isinstance(text, bytes) else text.encode()
    v = stand.VIGIE
    values = [(1, "s", "lyon-2"), (2, "x", "0011223344556677"), (3, "C", sequence),
              (4, "x", stand.NOON), (14, "u", part), (15, "u", parts), (16, "x", data.hex())]
    words = [w for number, kind_of, value in values
             for w in (f"{v}.1.{number}.0", kind_of, value)]
    return room.inform(stand.v3(), "1", f"{v}.0.{kind}", *words, source=9)


def opened(room):
    """Makes the case; gives its number."""
    inventory = {"device": CANARIES["device"], "family": "ssg-500", "model": "SSG-500",
                 "serial": "SN0042", "software": "15.1.10.3", "hardware": "B", "parts": []}
    assert body(room, 1, 4, json.dumps(inventory)).returncode == 0
    assert room.fault(2, device=CANARIES["device"]).returncode == 0
    cases = stand.wait_for("the case", lambda: stand.story.find_list(
        room.stage.ask("queue"), "case"), 20)
    assert body(room, 3, 5, samples(CANARIES)).returncode == 0
    return cases[0]["id"]


def vigie(room, *words):
    return room.stage.run("vigie", *map(str, words))


def bundle(room, case, name, *more):
    path = room.folder / name
    done = vigie(room, "evidence", case, "-o", path, *more)
    assert done.returncode == 0, done.stderr
    return path


def verify(path):
    return stand.run("vigie", "--socket", "/nonexistent", "evidence", "verify", path)


def members(path):
    with tarfile.open(path) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar.getmembers()}


def manifest_of(path):
    return json.loads(members(path)["manifest.json"])


# --- what is frozen ---------------------------------------------------------------------------
def test_a_bundle_holds_what_was_frozen_and_is_verified(room):
    case = opened(room)
    path = bundle(room, case, "case.tar")
    files = members(path)
    manifest = json.loads(files["manifest.json"])
    assert manifest["case"] == case and manifest["audience"] == "internal"
    assert [e["kind"] for e in manifest["entries"]] == ["case", "event", "raw", "samples"]
    assert list(files)[:4] == ["manifest.json", "summary.html", "samples.csv", "events.json"]
    for entry in manifest["entries"]:
        assert hashlib.sha256(files[entry["file"]]).hexdigest() == entry["sha256"]
    first = json.loads(files["entries/0001-case.json"])
    assert first["serial"] == "SN0042" and first["software"] == "15.1.10.3"
    assert first["client"] == CANARIES["client"] and first["configuration-revision"] >= 1
    assert len(first["configuration-sha256"]) == 64
    assert isinstance(first["agent-clock-offset-ms"], int)
    event = json.loads(files["events.json"])[0]
    assert {"oid": f"{stand.VIGIE}.1.8.0", "type": "octets", "value": "psu-failed"} in \
        event["varbinds"]
    assert f',"alPower","",{SECOND},3' in files["samples.csv"].decode()
    page = files["summary.html"].decode()
    assert "<svg" in page and "SN0042" in page
    assert "<script" not in page and "http:" not in page and "https:" not in page
    done = verify(path)
    assert done.returncode == 0 and manifest["head"] in done.stdout, done.stderr


def test_the_same_state_gives_the_same_octets(room):
    case = opened(room)
    one, two = bundle(room, case, "1.tar"), bundle(room, case, "2.tar")
    assert one.read_bytes() == two.read_bytes()
    masked = [bundle(room, case, f"{n}s.tar", "--for", "supplier") for n in (1, 2)]
    assert masked[0].read_bytes() == masked[1].read_bytes()
    room.stop()
    room.start()
    assert bundle(room, case, "3.tar").read_bytes() == one.read_bytes()
    assert bundle(room, case, "3s.tar", "--for", "supplier").read_bytes() == \
        masked[0].read_bytes()


def test_later_parts_are_further_entries(room):
    case = opened(room)
    before = manifest_of(bundle(room, case, "1.tar"))["entries"]
    packed = gzip.compress(samples({**CANARIES, "name": "later"}).encode(), mtime=0)
    half = len(packed) // 2
    assert body(room, 4, 5, packed[:half], 1, 2).returncode == 0
    assert manifest_of(bundle(room, case, "2.tar"))["entries"] == before
    assert body(room, 5, 5, packed[half:], 2, 2).returncode == 0
    assert room.fault(6, device=CANARIES["device"], action=3).returncode == 0
    path = bundle(room, case, "3.tar")
    after = manifest_of(path)["entries"]
    assert after[:len(before)] == before
    assert [e["kind"] for e in after[len(before):]] == ["samples", "event", "raw"]
    assert b"later" in members(path)[after[len(before)]["file"]]
    assert verify(path).returncode == 0


def test_a_trap_is_frozen_without_its_community(room):
    """Allot's 17 (a status went bad) points at alPower."""
    done = room.inform(("-v2c", "-c", "secret-canari"), "4711", f"{stand.ALLOT}.0.17",
                       f"{stand.ALLOT}.5.2.9.0", "i", 3, f"{stand.ALLOT}.5.2.7.0", "o",
                       stand.POWER)
    assert done.returncode == 0, done.stderr
    cases = stand.wait_for("the case", lambda: stand.story.find_list(
        room.stage.ask("queue"), "case"), 20)
    path = bundle(room, cases[0]["id"], "trap.tar")
    event = json.loads(members(path)["events.json"])[0]
    assert event["from"] == CANARIES["device address"]
    assert event["uptime-centiseconds"] == 4711
    assert event["varbinds"][0] == {"oid": f"{stand.ALLOT}.5.2.9.0", "type": "integer",
                                    "value": "3"}
    assert b"secret-canari" not in path.read_bytes()


def test_a_case_without_hardware_has_none(room):
    assert room.fault(1, device=CANARIES["device"], part="process/1",
                      kind="process-failed").returncode == 0
    cases = stand.wait_for("the case", lambda: stand.story.find_list(
        room.stage.ask("queue"), "case"), 20)
    for case in (cases[0]["id"], "2026-000999"):
        done = vigie(room, "evidence", case, "-o", room.folder / "none.tar")
        assert done.returncode == 3 and "no evidence" in done.stderr, done.stderr
        assert not (room.folder / "none.tar").exists()


# --- for the supplier -------------------------------------------------------------------------
def test_no_canary_leaves_for_the_supplier(room):
    case = opened(room)
    whole = b"".join(members(bundle(room, case, "whole.tar")).values())
    for what, canary in CANARIES.items():
        assert canary.lower().encode() in whole.lower(), f"{what}: no canary was laid"
    path = bundle(room, case, "masked.tar", "--for", "supplier")
    content = path.read_bytes().lower()
    shown = vigie(room, "evidence", case, "--for", "supplier").stdout.lower().encode()
    for what, canary in CANARIES.items():
        for form in (canary.lower().encode(), canary.encode().hex().encode(),
                     ".".join(str(c) for c in canary.encode()).encode(),
                     base64.b64encode(canary.encode()).lower()):
            assert form not in content, f"{what}: {canary}"
            assert form not in shown, f"{what}: {canary}"
    manifest = manifest_of(path)
    assert [e["kind"] for e in manifest["entries"]] == ["case", "event", "samples"]
    assert "entry 3, message.bin" in " ".join(manifest["left-out"])
    for kept in (b"sn0042", b"15.1.10.3", b"c-2026-7", b"psu-failed", b"alpower"):
        assert kept in content, kept
    assert manifest["source"] == manifest_of(bundle(room, case, "whole.tar"))["head"]
    assert verify(path).returncode == 0


def test_a_name_the_tree_forgot_is_masked_still(room):
    case = opened(room)
    room.stop()
    top = room.tree["vigie-collector:collector"]
    top["client"][0]["name"] = top["site"][0]["client"] = top["contract"][0]["client"] = "x1"
    top["device"][0]["name"] = "ne-7"
    room.start()
    content = bundle(room, case, "masked.tar", "--for", "supplier").read_bytes().lower()
    for what in ("client", "device"):
        assert CANARIES[what].encode() not in content


# --- verifying --------------------------------------------------------------------------------
def offsets(path):
    with tarfile.open(path) as tar:
        return {m.name: (m.offset_data, m.size) for m in tar.getmembers()}


def test_each_members_flipped_octet_is_named(room):
    path = bundle(room, opened(room), "case.tar")
    good = path.read_bytes()
    bad = room.folder / "bad.tar"
    for name, (at, size) in offsets(path).items():
        for where in {at, at + size // 2, at + size - 1}:
            flipped = bytearray(good)
            flipped[where] ^= 1
            bad.write_bytes(flipped)
            done = verify(bad)
            assert done.returncode == 1 and name in done.stderr, (name, where, done.stderr)


def test_no_octet_around_the_members_may_differ(room):
    path = bundle(room, opened(room), "case.tar")
    good = path.read_bytes()
    bad = room.folder / "bad.tar"
    held = {n for at, size in offsets(path).values() for n in range(at, at + size)}
    for where in [n for n in range(0, len(good), 97) if n not in held] + [len(good) - 1]:
        flipped = bytearray(good)
        flipped[where] ^= 1
        bad.write_bytes(flipped)
        done = verify(bad)
        assert done.returncode == 1 and "bad.tar" in done.stderr, (where, done.stderr)


def test_a_truncated_bundle_is_refused(room):
    path = bundle(room, opened(room), "case.tar")
    good = path.read_bytes()
    bad = room.folder / "bad.tar"
    cuts = {0, 1, 511, 512, 513, len(good) - 1} | set(range(0, len(good), 4096))
    for cut in sorted(cuts):
        bad.write_bytes(good[:cut])
        done = verify(bad)
        assert done.returncode == 1 and done.stderr.strip(), cut
    bad.write_bytes(good + b"\0" * 512)
    assert verify(bad).returncode == 1


def tar_of(path, *entries):
    """Writes a tar of (TarInfo, content)."""
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for info, content in entries:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("name", ["../../escaped", "/tmp/vigie-escaped", "entries/../x.json",
                                  "entries/a/b.json", "entries/.x", "a\x1b[31mb", "./summary.html",
                                  "C:x", "entries/", "x" * 99])
def test_a_hostile_name_is_refused(tmp_path, name):
    path = tar_of(tmp_path / "hostile.tar", (tarfile.TarInfo(name), b"hostile"))
    before = sorted(tmp_path.rglob("*"))
    done = verify(path)
    assert done.returncode == 1 and done.stderr.strip() and "\x1b" not in done.stderr
    assert sorted(tmp_path.rglob("*")) == before
    assert not (tmp_path.parent / "escaped").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE,
                                  tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_only_plain_files_are_taken(tmp_path, kind):
    info = tarfile.TarInfo("summary.html")
    info.type, info.linkname = kind, "/etc/passwd"
    path = tar_of(tmp_path / "hostile.tar", (info, b""))
    done = verify(path)
    assert done.returncode == 1 and "summary.html" in done.stderr, done.stderr


def used_s():
    """Processor time of all programs that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("size", [1 << 20, 1 << 30, (1 << 33) - 1, 1 << 40, (1 << 62)])
def test_a_size_that_lies_is_refused(tmp_path, size):
    info = tarfile.TarInfo("manifest.json")
    info.size = size
    path = tmp_path / "hostile.tar"
    path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + b"x" * 1024)
    before = used_s()
    done = verify(path)
    assert done.returncode == 1 and "manifest.json" in done.stderr, done.stderr
    assert used_s() - before < 5


def test_too_many_members_are_refused(tmp_path):
    path = tar_of(tmp_path / "many.tar",
                  *((tarfile.TarInfo(f"entries/{n}.json"), b"") for n in range(1500)))
    done = verify(path)
    assert done.returncode == 1 and "too many" in done.stderr, done.stderr


@pytest.mark.parametrize("content", [b"", b"no tar at all", b"\0" * 10240, b"\x1f\x8b" + b"x" * 99,
                                     b"PK\x03\x04" + b"\0" * 600])
def test_what_is_no_tar_is_refused(tmp_path, content):
    path = tmp_path / "none.tar"
    path.write_bytes(content)
    done = verify(path)
    assert done.returncode == 1 and "none.tar" in done.stderr, done.stderr


def test_a_missing_file_is_refused(tmp_path):
    done = verify(tmp_path / "none.tar")
    assert done.returncode == 1 and "none.tar" in done.stderr


def test_a_member_twice_or_missing_is_named(room):
    files = list(members(bundle(room, opened(room), "case.tar")).items())
    bad = room.folder / "bad.tar"
    tar_of(bad, *((tarfile.TarInfo(n), c) for n, c in files + [files[2]]))
    done = verify(bad)
    assert done.returncode == 1 and files[2][0] in done.stderr, done.stderr
    tar_of(bad, *((tarfile.TarInfo(n), c) for n, c in files[:2] + files[3:]))
    done = verify(bad)
    assert done.returncode == 1 and "samples.csv: it is missing" in done.stderr, done.stderr


# --- the record -------------------------------------------------------------------------------
def test_the_store_keeps_and_lets_bodies_be_erased(room):
    case = opened(room)
    room.stop()
    with sqlite3.connect(room.state / "collector.db") as db:
        for statement in ("UPDATE proof SET size = 1", "DELETE FROM proof",
                          "UPDATE proof_body SET body = x'00'"):
            with pytest.raises(sqlite3.DatabaseError):
                db.execute(statement)
        db.execute("DELETE FROM proof_body WHERE number = 4")
    db.close()
    room.start()
    path = bundle(room, case, "erased.tar")
    manifest = manifest_of(path)
    assert [e["number"] for e in manifest["entries"]] == [1, 2, 3]
    assert "entry 4, samples.json: erased" in manifest["left-out"]
    assert verify(path).returncode == 0


def test_wrong_usage(tmp_path):
    for words in (("evidence",), ("evidence", "1", "--for", "client"), ("evidence", "x"),
                  ("evidence", "verify"), ("watch", "--for", "supplier"),
                  ("queue", "-o", "x"), ("evidence", "1", "-o")):
        done = stand.run("vigie", "--socket", tmp_path / "none.sock", *words)
        assert done.returncode == 2 and done.stderr.strip(), (words, done.stderr)


def test_a_flapping_fault_does_not_fill_the_disk(room):
    """400 entries of a case at most; the last says that there are no more."""
    case = opened(room)
    for sequence in range(4, 210):
        assert room.fault(sequence, device=CANARIES["device"]).returncode == 0
    path = bundle(room, case, "full.tar")
    entries = manifest_of(path)["entries"]
    assert [e["number"] for e in entries] == list(range(1, 401))
    assert [e["kind"] for e in entries].count("note") == 1 and entries[-1]["kind"] == "note"
    assert b"no more is frozen" in members(path)[entries[-1]["file"]]
    assert verify(path).returncode == 0
    assert verify(bundle(room, case, "masked.tar", "--for", "supplier")).returncode == 0


def test_the_door_gives_manifests_and_entries(room):
    """RESTCONF: content only where the path names the entry; unknown audiences are not found."""
    case = opened(room)
    top = "/restconf/data/vigie-evidence:evidence"

    def get(path):
        done = stand.subprocess.run(
            [stand.tool("curl"), "-s", "-w", "\n%{http_code}", "--unix-socket",
             str(room.folder / "collector.sock"), f"http://x{top}{path}"],
            capture_output=True, text=True, timeout=20, check=True)
        text, status = done.stdout.rsplit("\n", 1)
        return int(status), json.loads(text)

    status, answer = get(f"/case={case}")
    bundles = answer["vigie-evidence:case"][0]["bundle"]
    assert status == 200 and [b["audience"] for b in bundles] == ["internal", "supplier"]
    assert [len(b["entry"]) for b in bundles] == [4, 3]
    assert not any("content" in e for b in bundles for e in b["entry"])
    status, answer = get(f"/case={case}/bundle=internal/entry=1")
    entry = answer["vigie-evidence:entry"][0]
    content = base64.b64decode(entry["content"])
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert json.loads(content)["case"] == case
    for path in ("/case=2026-000777", f"/case={case}/bundle=press",
                 f"/case={case}/bundle=supplier/entry=3", f"/case={case}/bundle=internal/entry=99",
                 "/case=%27%20OR%201"):
        status, answer = get(path)
        assert status in (400, 404), (path, status)
