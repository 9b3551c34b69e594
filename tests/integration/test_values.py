"""Every value that the simulator answers, against the same function written again in Python
(simvalues), walked by a stock snmpbulkwalk while the clock of the simulation stands still.

Test number 71 (127.1.71.0/24).
"""
import os
import re
import subprocess
import time
from pathlib import Path

import pytest
import simvalues

ROOT = Path(__file__).resolve().parents[2]
SIM = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve() / "vigie-sim"
FAMILIES = sorted(simvalues.FAMILIES)
CLOCKS = (0, 12345, 1000000)  # seconds; the waves of an hour stand elsewhere at each
LINE = re.compile(r"^\.([0-9.]+) = ([A-Za-z0-9-]+): ?(.*)$", re.S)


def run(*words):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, env={**os.environ, "MIBS": ""})


@pytest.fixture(scope="module", name="sim")
def started_sim(tmp_path_factory):
    folder = tmp_path_factory.mktemp("values")
    words = [w for i, family in enumerate(FAMILIES, 1) for w in (
        "--device", f"dev-{family},family={family},address=127.1.71.{i},version=v2c,community=k")]
    with subprocess.Popen([str(SIM), "--port", "0", "--addr-file", str(folder / "addr"),
                           "--control", str(folder / "control"), "--for", "120", *words]) as made:
        end = time.monotonic() + 60
        while not (folder / "addr").exists():
            assert time.monotonic() < end, "no address within 60 s"
            time.sleep(0.02)
        yield folder / "control", (folder / "addr").read_text().split()[1]
        made.terminate()


def parsed(text):
    """snmpbulkwalk -Ot -Oe -Ox -On: {OID: (type, value)}; long octet strings span lines."""
    found = {}
    for line in re.split(r"\n(?=\.)", text.strip()):
        if line.endswith('""') and "=" in line:
            found[line.split()[0][1:]] = ("STRING", b"")
            continue
        match = LINE.match(line)
        if not match:  # Timeticks bare, by -Ot
            oid, value = line.split(" = ")
            found[oid[1:]] = ("Timeticks", int(value))
            continue
        oid, kind, value = match.groups()
        if kind == "Hex-STRING":
            found[oid] = ("STRING", bytes.fromhex(value))
        elif kind == "OID":
            found[oid] = (kind, value.lstrip(".").replace("iso", "1"))
        else:
            found[oid] = (kind, value if kind == "IpAddress" else int(value))
    return found


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_value(sim, family, clock):
    control, port = sim
    assert run(SIM, "ctl", "--control", control, "clock", clock).returncode == 0
    host = f"127.1.71.{FAMILIES.index(family) + 1}"
    done = run("snmpbulkwalk", "-v2c", "-ck", "-Cr30", "-On", "-Oe", "-Ot", "-Ox",
               f"{host}:{port}", ".1")
    assert done.returncode == 0, done.stderr
    lines = [x for x in done.stdout.splitlines() if "No more variables" not in x]
    got, wanted = parsed("\n".join(lines)), simvalues.values(family, f"dev-{family}", clock)
    assert set(got) == set(wanted), set(got) ^ set(wanted)
    wrong = {oid: (got[oid], wanted[oid]) for oid in wanted if got[oid] != wanted[oid]}
    assert not wrong and len(got) > 100, wrong
