"""The numbers of every kind of the standard pack, against the tables of the promises (states 2.1 to 2.3).

The expected numbers stand here a second time, row by row, as the tables have them: a number that
is changed in the pack alone is a change of what was promised.
"""
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACK = json.loads((ROOT / "lib/packs/standard.json").read_text())["vigie-pack:pack"]
KINDS = {kind["name"].split(":")[1]: kind for kind in PACK["kind"]}
MINUTE, HOUR, DAY = 60, 3600, 86400

# 2.1, by the severity a kind has of itself: clear hold, flapping (raises, within, quiet),
# reopen-within, settle.  A warning has no case: nothing to reopen.
BY_SEVERITY = {
    "critical": (1 * MINUTE, (3, 30 * MINUTE, 30 * MINUTE), 7 * DAY, 24 * HOUR),
    "major": (2 * MINUTE, (4, HOUR, HOUR), 72 * HOUR, 24 * HOUR),
    "minor": (5 * MINUTE, (6, 2 * HOUR, 2 * HOUR), 72 * HOUR, 12 * HOUR),
    "warning": (15 * MINUTE, (6, 6 * HOUR, 6 * HOUR), 0, 12 * HOUR),
}

# 2.2 and 2.3: case hold in seconds and page class for each severity of the kind.
BY_KIND = """
psu-failed                 major 90 W2      critical 90 W1
power-feed-lost            major 0 W2       critical 0 W1
fan-failed                 major 60 W2      critical 60 W1
temperature-high           minor 1800 W3    major 300 W2      critical 0 W1
board-off                  major 60 W2      critical 60 W1
processor-failed           major 60 W2      critical 60 W1
board-inactive             major 300 W2
bypass-active              major 60 W2      critical 60 W1
redundancy-lost            major 300 W3
disk-failed                major 60 W3      critical 60 W1
memory-failed              minor 60 W3      major 60 W3
battery-failed             minor 60 W3      major 60 W3
voltage-out-of-range       minor 60 W3      major 60 W3       critical 60 W1
serial-mismatch            minor 0 W3
device-unreachable         critical 60 W1
site-unreachable           critical 0 W1
management-silent          warning 3600 W4  minor 0 W3        major 0 W2
network-link-down          major 60 W2      critical 60 W1
management-link-down       minor 600 W3     major 600 W2
link-mode-mismatch         minor 3600 W3
link-errors                minor 900 W3
server-unreachable         minor 600 W3     major 600 W2
peer-unreachable           major 120 W2
policy-server-unreachable  major 120 W2
process-failed             major 180 W2     critical 180 W1
unexpected-restart         major 600 W2     critical 600 W1
cluster-node-down          major 60 W2      critical 60 W1
storage-nearly-full        minor 3600 W3    major 3600 W3
memory-usage-high          minor 900 W3     major 900 W2
cpu-usage-high             minor 900 W3     major 900 W2
capacity-near-limit        minor 3600 W3    major 3600 W3
device-threshold           minor 3600 W3    major 3600 W3
licence-limit-reached      minor 3600 W3    major 3600 W3
licence-expiry             warning 0 W4     minor 0 W3        critical 0 W1
licence-invalid            critical 300 W1
policy-out-of-sync         minor 1800 W3    major 1800 W2
content-update-failed      minor 86400 W4   major 86400 W3
clock-offset               warning 3600 W4  minor 3600 W3
dos-attack                 major 120 W2
access-violations          warning 600 W3   minor 600 W3
notifications-disabled     warning 3600 W4
trap-poll-disagreement     warning 3600 W4
credential-refused         warning 3600 W4  minor 3600 W4
engine-id-conflict         minor 3600 W3
notification-gap           warning 600 W4   minor 600 W3
unclassified-notification  warning 0 W4     minor 0 W4        major 0 W4     critical 0 W2
supplier-alarm             warning 60 W4    minor 60 W3       major 60 W2    critical 60 W1
agent-silent               minor 120 W4     major 0 W2        critical 0 W1
agent-polling-late         minor 900 W3     major 60 W2
agent-clock-offset         warning 3600 W4  minor 3600 W3
agent-queue-overflow       minor 900 W3     major 60 W2
notification-storm         major 300 W2
collector-deaf             critical 180 W1
collector-clock-doubted    minor 900 W3     major 300 W2
store-failing              critical 0 W1
outbox-stuck               major 0 W2       critical 0 W1
disk-space-low             warning 900 W4   minor 900 W4      major 60 W2    critical 0 W1
"""
HOLDS = {row.split()[0]: row.split()[1:] for row in BY_KIND.strip().splitlines()}

# 2.2, remarks: what a kind has instead of the numbers of its severity.
FLAPPING = {"network-link-down": (4, 10 * MINUTE, 30 * MINUTE)}
REOPEN = {"psu-failed": 7 * DAY, "network-link-down": 24 * HOUR}
# Nothing but a person ends these: what is not cleared of itself does not come and go.
STAYS = {"memory-failed", "battery-failed", "unclassified-notification"}


def test_every_kind_has_a_row_and_every_row_a_kind():
    assert sorted(HOLDS) == sorted(KINDS)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_holds_and_pages(name):
    levels = [str(word) for level in KINDS[name]["level"]
              for word in (level["severity"], level["hold-s"], level["page"])]
    assert levels == HOLDS[name]


@pytest.mark.parametrize("name", sorted(KINDS))
def test_windows_and_times(name):
    kind = KINDS[name]
    clear, flapping, reopen, settle = BY_SEVERITY[kind["severity"]]
    said = kind.get("flapping")
    assert kind["clear-hold-s"] == clear
    assert kind["reopen-within-s"] == REOPEN.get(name, reopen)
    assert kind["settle-s"] == settle
    assert kind.get("will-clear", True) == (name not in STAYS)
    assert (said is None) == (name in STAYS)
    if said:
        assert (said["raises"], said["within-s"], said["quiet-s"]) == FLAPPING.get(name, flapping)
