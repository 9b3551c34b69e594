"""The catalogue of faults, F01 to F36, as rows: what a device shows and says when it has one, the
alarm that is to come of it, and how it ends.

A row has up to four ways.  poll: the device shows it and says nothing.  trap: it says it, and what
it says cannot be asked (the objects are not there).  both: it shows and says it.  contradicted: it
says it and shows that all is well.  A way that a fault cannot have is stated with its reason.
"""
from dataclasses import dataclass, field

A = "1.3.6.1.4.1.2603"
NE, STATUS, BOARD = f"{A}.5.2.6", f"{A}.5.2.6.5", f"{A}.5.2.6.20.1.1"
IF, IFX, ALIFX = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1", f"{A}.5.2.6.3.1"
CHANGED, VALUE, MESSAGE = f"{A}.5.2.8.0", f"{A}.5.2.9.0", f"{A}.5.5.16.0"
PROBLEM, UPTIME, ACTIVE = f"{A}.5.5.3.0", "1.3.6.1.2.1.1.3.0", f"{NE}.20.5.0"
SERVER, ATTACK, PEER = f"{A}.5.5.1.1", f"{A}.5.5.13.1", f"{NE}.23"
LICENCE, EVENT, ALERT = f"{A}.4.14.1", f"{A}.4.15.0", f"{A}.5.5.7.1"
TOTALS = f"{A}.5.4.9.1.5.1000.1.1000"
LOG = "1.3.6.1.2.1.92.1.3.1.1.1.7"
SMP, UCD = f"{A}.5.5.20", "1.3.6.1.4.1.2021"
WAYS = ("poll", "trap", "both", "contradicted")

NO_SUCH_TRAP = "no notification tells of it"
NO_OBJECT = "no object shows it"
POLL_ONLY = {way: NO_SUCH_TRAP for way in WAYS[1:]}
TRAP_ONLY = {way: NO_OBJECT for way in ("poll", "both", "contradicted")}
NO_NUMBER = {w: "the device shows when the last one was, not how many there were"
             for w in ("poll", "both", "contradicted")}
LINK_TRAP = "linkDown names a number that moves: it makes the agent ask at once, and claims nothing"


@dataclass(frozen=True, eq=False)
class Row:
    """One form of a fault.  Values are (type, bad, good) with the types of snmptrap."""
    fault: str
    what: str
    kind: str
    part: str
    severity: str
    family: str = "ssg-500"
    show: dict = field(default_factory=dict)  # OID: (type, bad, good), what a poll finds
    hide: tuple = ()  # OIDs that speak of it, too: not there, when a notification is alone
    before: tuple = ()  # a notification that came earlier
    also: dict = field(default_factory=dict)  # OID: (type, value), of a healthy device, too
    ramp: dict = field(default_factory=dict)  # OID: (type, step), grows at each look while it is bad
    raises: tuple = ()  # notification, then varbinds (OID, type, value)
    clears: tuple = ()  # the one that ends it; (): a poll, or what 'ends' says
    order: str = ""     # a fault of the simulator in place of 'show'
    times: int = 1      # how often the notification must come
    no: dict = field(default_factory=dict)  # way: why it has none
    ends: str = ""      # "accept": a person's word; "person": no machine; "quiet",
    # "self": without a word; else polls, 'clears'
    trap_severity: str = ""  # when the notification alone knows less
    qualifier: str = ""
    proof: tuple = ()   # files and words that prove it elsewhere

    @property
    def ways(self):
        return [w for w in WAYS if w not in self.no and not self.proof]

    @property
    def tells_the_time(self):
        """Whether what is good now is none a minute later."""
        return any(v and v[0] == "x" and v[-1] == "" for v in self.show.values())

    @property
    def name(self):
        return f"{self.fault} {self.what}"


def status(column, bad, good):
    """alDeviceStatusDown and -Up: which status, and its value."""
    pointer = f"{STATUS}.{column}.0"
    return [(f"{A}.0.{number}", (CHANGED, "o", pointer), (VALUE, "i", value))
            for number, value in ((17, bad), (16, good))]


def alert(pointer, value, normal):
    """alAlertRising and -Falling of a threshold that is set in the device."""
    index = f"7.{pointer}"
    return [(f"{A}.0.{number}", (f"{ALERT}.2.{index}", "o", pointer),
             (f"{ALERT}.3.{index}", "i", at), (f"{ALERT}.{third}.{index}", "i", "90"),
             (f"{ALERT}.{fourth}.{index}", "i", "100"))
            for number, third, fourth, at in ((6, 4, 6, value), (7, 5, 7, normal))]


def board(slot, software, hardware):
    return (f"{A}.0.19", (f"{BOARD}.2.{slot}", "i", "13"), (f"{BOARD}.6.{slot}", "i", software),
            (f"{BOARD}.7.{slot}", "i", hardware))


def warmth(slot, value):
    return (f"{A}.0.25", (f"{BOARD}.2.{slot}", "i", "13"), (f"{BOARD}.8.{slot}", "i", value))


def software(value, message):
    return (f"{A}.0.12", (PROBLEM, "i", value), (MESSAGE, "s", message))


def licence(trap, row, event):
    a, limit = row.split(".")
    return (f"{A}.0.{trap}", (f"{LICENCE}.1.{row}", "i", a), (f"{LICENCE}.2.{row}", "i", limit),
            (EVENT, "i", event), (MESSAGE, "s", "licence"))


def server(trap, kind, priority="1"):
    return (f"{A}.0.{trap}", (f"{SERVER}.3.{kind}.{priority}", "a", "192.0.2.9"),
            (f"{SERVER}.1.{kind}.{priority}", "i", kind))


def peer(value):
    return (f"{A}.0.22", (f"{PEER}.1.0", "i", "1"), (f"{PEER}.2.0", "i", "1"),
            (f"{PEER}.7.1.7.4", "i", value))


def power(number):
    down, up = status(2, str(2 + number), "1")
    return Row("F01", f"power supply {number}", "psu-failed", f"psu/{number}", "major",
               show={f"{STATUS}.2.0": ("i", str(2 + number), "1")}, raises=down, clears=up)


def bypass(fault, what, column, value, part, severity):
    down, up = status(column, value, "2")
    return Row(fault, what, "bypass-active", part, severity,
               show={f"{STATUS}.{column}.0": ("i", value, "2")}, raises=down, clears=up)


def threshold(fault, what, kind, part, pointer, bad, good, severity, hide=()):
    rising, falling = alert(pointer, bad, good)
    return Row(fault, what, kind, part, severity, show={pointer: ("i", bad, good)},
               raises=rising, clears=falling, trap_severity="major", hide=hide)


def capacity(what, object_, limit, name, severity, bad):
    return Row("F23", what, "capacity-near-limit", f"capacity/{name}", severity,
               show={object_: ("u", bad, "100")}, also={limit: ("u", "1000"), ACTIVE: ("i", "1")},
               no=POLL_ONLY)


def switch(what, oid, name):
    return Row("F34", f"notifications of {what}", "notifications-disabled", f"traps/{name}",
               "warning", show={oid: ("i", "2", "1")},
               no={w: "what is switched off cannot tell of it" for w in WAYS[1:]})


FAN_DOWN, FAN_UP = status(3, "3", "2")
HARDWARE = (
    power(0), power(1),
    Row("F01", "the only power supply", "psu-failed", "psu/0", "critical", family="ac-500",
        show={f"{STATUS}.2.0": ("i", "2", "1")}, raises=status(2, "2", "1")[0],
        clears=status(2, "2", "1")[1]),
    Row("F03", "a fan", "fan-failed", "fan/all", "major", raises=FAN_DOWN, clears=FAN_UP,
        show={f"{STATUS}.3.0": ("i", "3", "2")}, also={f"{A}.5.5.6.0": ("u", "40")}),
    Row("F03", "a fan, and heat", "fan-failed", "fan/all", "critical", raises=FAN_DOWN,
        clears=FAN_UP, trap_severity="major",
        show={f"{STATUS}.3.0": ("i", "3", "2"), f"{A}.5.5.6.0": ("u", "70", "40")}),
    Row("F03", "a fan that stopped", "fan-failed", "fan/0.2001", "major", no=POLL_ONLY,
        show={f"{A}.5.5.18.1.3.0.2001": ("i", "0", "4200")}),
    Row("F04", "a warm board", "temperature-high", "slot/5", "minor", family="sg-sigma-e14",
        show={f"{BOARD}.8.5": ("i", "2", "1")}, raises=warmth(5, "2"), clears=warmth(5, "1")),
    Row("F05", "a hot board", "temperature-high", "slot/5", "critical", family="sg-sigma-e14",
        show={f"{BOARD}.8.5": ("i", "3", "1")}, raises=warmth(5, "3"), clears=warmth(5, "1")),
    threshold("F05", "a hot box", "temperature-high", "", f"{A}.5.5.6.0", "70", "40", "critical"),
    Row("F06", "a board without power", "board-off", "slot/5", "major", family="sg-sigma-e14",
        show={f"{BOARD}.7.5": ("i", "1", "2"), f"{BOARD}.6.5": ("i", "1", "2")},
        also={f"{NE}.20.3.0": ("i", "1")}, raises=board(5, "1", "1"), clears=board(5, "2", "2")),
    Row("F06", "one board too few", "board-off", "slot/5", "critical", family="sg-sigma-e14",
        show={f"{BOARD}.7.5": ("i", "1", "2"), f"{BOARD}.6.5": ("i", "1", "2"),
              ACTIVE: ("i", "7", "8")}, also={f"{NE}.20.3.0": ("i", "8")},
        raises=board(5, "1", "1"), clears=board(5, "2", "2"), trap_severity="major"),
    Row("F07", "a board that is not active", "board-inactive", "slot/6", "major",
        family="sg-sigma-e14", show={f"{BOARD}.6.6": ("i", "1", "2")}, raises=board(6, "1", "2"),
        clears=board(6, "2", "2"), hide=(f"{BOARD}.7.6",)),
    bypass("F08", "all traffic goes round", 5, "1", "bypass", "critical"),
    bypass("F08", "the peer is in bypass", 4, "1", "bypass/remote", "major"),
    bypass("F09", "some lines go round", 5, "4", "bypass", "major"),
    Row("F08", "bypass, told the old way", "bypass-active", "bypass", "critical",
        show={f"{STATUS}.5.0": ("i", "1", "2")}, raises=(f"{A}.2.12",), clears=(f"{A}.2.11",)),
    Row("F08", "the secondary's bypass, told the old way", "bypass-active", "bypass/remote",
        "major", show={f"{STATUS}.4.0": ("i", "1", "3")}, raises=(f"{A}.2.15",),
        clears=(f"{A}.2.14",)),
    Row("F19", "a disk that errs", "disk-failed", "disk/0", "major",
        show={MESSAGE: ("s", "sda: I/O error", "all is well")}, no=POLL_ONLY),
    Row("F30", "blades are missing", "redundancy-lost", "slot/all", "major",
        family="sg-sigma-e14", show={ACTIVE: ("i", "7", "8")}, also={f"{NE}.20.3.0": ("i", "8")},
        no=POLL_ONLY),
    Row("F30", "no standby is left", "redundancy-lost", "slot/all", "major",
        family="sg-sigma-e14", show={f"{BOARD}.6.7": ("i", "2", "3")},
        also={f"{NE}.20.4.0": ("i", "1"), f"{NE}.20.3.0": ("i", "1")}, no=POLL_ONLY),
    Row("F30", "the secondary works, told the old way", "redundancy-lost", "bypass", "major",
        raises=(f"{A}.2.13",), clears=(f"{A}.2.11",), no=TRAP_ONLY),
)

RUNNING = (
    Row("F10", "a process", "process-failed", "process/acd", "major",
        show={PROBLEM: ("i", "4", "3"), MESSAGE: ("s", "acd is down", "acd is up")},
        raises=software("4", "acd is down"), clears=software("3", "acd is up")),
    Row("F10", "a process, and bypass", "process-failed", "process/acd", "critical",
        show={PROBLEM: ("i", "5", "3"), MESSAGE: ("s", "acd is stuck", "acd is up"),
              f"{STATUS}.5.0": ("i", "1", "2")},
        raises=software("5", "acd is stuck"), clears=software("3", "acd is up"),
        trap_severity="major"),
    Row("F10", "a check of a pico processor", "process-failed", "process/pico", "major",
        show={PROBLEM: ("i", "12", "11")}, raises=software("12", "check failed"),
        clears=software("11", "check passed")),
    Row("F11", "a restart", "unexpected-restart", "", "major", order="reboot",
        show={UPTIME: None}, raises=software("2", "system restarted")),
    Row("F12", "a device that is gone", "device-unreachable", "", "critical",
        no={"trap": NO_SUCH_TRAP, "both": NO_SUCH_TRAP, "contradicted": NO_SUCH_TRAP},
        proof=(("tests/integration/test_netns.py",
                "def test_a_device_that_is_gone_is_not_one_that_is_mute"),
               ("tests/integration/test_netns.py", "device-unreachable clear"))),
    Row("F13", "a device that is mute", "management-silent", "management/snmp", "warning",
        order="silence on", no=POLL_ONLY),
    Row("F25", "a policy out of sync", "policy-out-of-sync", "policy", "minor",
        show={f"{A}.5.3.2.10.0": ("i", "2", "1")}, no=POLL_ONLY),
    Row("F25", "the rescue policy", "policy-out-of-sync", "policy", "major",
        show={f"{A}.5.3.2.10.0": ("i", "4", "1")}, no=POLL_ONLY),
    Row("F26", "signatures", "content-update-failed", "update/signatures", "minor",
        show={f"{NE}.21.3.0": ("i", "2", "1")},
        raises=(f"{A}.0.20", (f"{NE}.21.2.0", "i", "17"), (f"{NE}.21.3.0", "i", "2")),
        clears=(f"{A}.0.20", (f"{NE}.21.2.0", "i", "18"), (f"{NE}.21.3.0", "i", "1"))),
    Row("F26", "signatures, three times corrupted", "content-update-failed", "update/signatures",
        "major", show={f"{NE}.21.3.0": ("i", "5", "1")}, no=POLL_ONLY),
    Row("F26", "the URL list", "content-update-failed", "update/url-list", "minor",
        show={f"{NE}.24.1.4.0": ("i", "6", "1")},
        raises=(f"{A}.0.26", (f"{NE}.24.1.4.0", "i", "6")),
        clears=(f"{A}.0.26", (f"{NE}.24.1.4.0", "i", "1"))),
    Row("F32", "the clock", "clock-offset", "clock", "warning",
        # With its zone: without one only what differs from a quarter of an hour counts, and that
        # is nothing each time our own clock comes by a quarter.
        show={f"{NE}.1.0": ("x", "07E90101010000002B0000", "")}, no=POLL_ONLY),
    Row("F31", "a node of the cluster", "cluster-node-down", "cluster/smp", "critical",
        family="netxplorer", raises=(f"{SMP}.3", (f"{SMP}.9.1.0", "i", "10"),
                                     (f"{SMP}.9.2.0", "i", "2")),
        clears=(f"{SMP}.3", (f"{SMP}.9.1.0", "i", "7"), (f"{SMP}.9.2.0", "i", "0")), no=TRAP_ONLY),
    Row("F31", "the policy server", "policy-server-unreachable", "peer/pcrf", "major",
        family="netxplorer",
        raises=(f"{SMP}.0.4", (f"{SMP}.9.3.0", "i", "100"), (f"{SMP}.9.4.0", "i", "1"),
                (f"{SMP}.9.5.0", "i", "101")),
        clears=(f"{SMP}.0.4", (f"{SMP}.9.3.0", "i", "100"), (f"{SMP}.9.4.0", "i", "1"),
                (f"{SMP}.9.5.0", "i", "102")), no=TRAP_ONLY),
)

LINKS = (
    Row("F14", "a network port", "network-link-down", "port/L3", "major", order="link L3",
        no={"trap": LINK_TRAP, "contradicted": LINK_TRAP, "both": LINK_TRAP}),
    Row("F15", "a management port", "management-link-down", "port/MGMT2", "minor",
        order="link MGMT2", no={"trap": LINK_TRAP, "contradicted": LINK_TRAP, "both": LINK_TRAP}),
    Row("F16", "half duplex", "link-mode-mismatch", "port/L1", "minor",
        show={f"{ALIFX}.7.100": ("i", "3", "2")}, no=POLL_ONLY),
    Row("F16", "too slow", "link-mode-mismatch", "port/L1", "minor",
        show={f"{IFX}.15.100": ("u", "1000", "10000")}, also={f"{ALIFX}.3.100": ("i", "5")},
        no=POLL_ONLY),
    Row("F17", "errors of a port", "link-errors", "port/L1", "minor",
        ramp={f"{IF}.14.100": ("c", 50), f"{IFX}.7.100": ("C", 100000)}, no=POLL_ONLY),
    Row("F29", "a peer", "peer-unreachable", "peer/4", "major",
        show={f"{PEER}.7.1.7.4": ("i", "3", "2")},
        also={f"{PEER}.3.0": ("i", "1"), f"{PEER}.6.0": ("i", "1")},
        raises=peer("3"), clears=peer("2")),
    *(Row("F28", f"{name} server", "server-unreachable", f"server/{name}/1", severity,
          show={f"{SERVER}.5.{kind}.1": ("i", "3", "2")},
          also={f"{SERVER}.3.{kind}.1": ("a", "192.0.2.9")},
          raises=server(10, kind), clears=server(11, kind))
      for kind, name, severity in (("1", "dns", "minor"), ("2", "dhcp", "minor"),
                                   ("3", "ldap", "minor"), ("4", "radius", "major"),
                                   ("5", "tftp", "minor"), ("6", "ntp", "major"))),
)

LOAD = (
    threshold("F18", "the disk", "storage-nearly-full", "filesystem/disk", f"{A}.5.5.5.0", "96",
              "50", "major"),
    Row("F18", "the disk, at 88 %", "storage-nearly-full", "filesystem/disk", "minor",
        show={f"{A}.5.5.5.0": ("u", "88", "50")},
        no={w: "its border in the device is not ours" for w in WAYS[1:]}),
    Row("F18", "a file system", "storage-nearly-full", "filesystem/%2Fopt%2F", "minor",
        show={"1.3.6.1.4.1.2021.9.1.9.2": ("i", "88", "50")}, no=POLL_ONLY),
    threshold("F20", "memory", "memory-usage-high", "memory", f"{A}.5.5.4.0", "98", "50", "major",
              (f"{UCD}.4.100.0",)),
    threshold("F22", "the processors", "cpu-usage-high", "cpu", f"{A}.5.5.15.0", "95", "40",
              "minor", (f"{UCD}.11.11.0",)),
    threshold("F22", "pico processors", "cpu-usage-high", "cpu/pico", f"{A}.5.5.17.0", "95", "40",
              "minor"),
    Row("F22", "the processors, and frames are dropped", "cpu-usage-high", "cpu", "major",
        show={f"{A}.5.5.15.0": ("i", "95", "40")}, ramp={f"{TOTALS}.11": ("C", 10)}, no=POLL_ONLY),
    capacity("lines", f"{A}.5.4.5.0", f"{A}.4.10.1.0", "lines", "minor", "920"),
    capacity("pipes", f"{A}.5.4.3.0", f"{A}.4.10.2.0", "pipes", "minor", "920"),
    capacity("channels", f"{A}.5.4.4.0", f"{A}.4.10.3.0", "channels", "minor", "920"),
    capacity("connections", f"{A}.5.4.6.0", f"{A}.4.10.5.0", "connections", "major", "1000"),
    Row("F23", "bandwidth", "capacity-near-limit", "capacity/bandwidth", "minor",
        show={f"{TOTALS}.4": ("C", "920000000", "100000000")},
        also={f"{A}.4.10.4.0": ("C", "1000000000"), ACTIVE: ("i", "1")}, no=POLL_ONLY),
)

LICENCES = (
    Row("F24", "expired", "licence-expiry", "licence/4.4", "critical",
        show={f"{LICENCE}.5.4.4": ("i", "2", "1")}, raises=licence(24, "4.4", "2"),
        clears=licence(24, "4.4", "7")),
    Row("F24", "absent", "licence-invalid", "licence/5.4", "critical",
        show={f"{LICENCE}.5.5.4": ("i", "3", "1")}, raises=licence(24, "5.4", "1"),
        clears=licence(24, "5.4", "7")),
    Row("F24", "at its limit", "licence-limit-reached", "licence/6.4", "major",
        show={f"{LICENCE}.7.6.4": ("C", "512", "100")}, raises=licence(23, "6.4", "6"),
        clears=licence(23, "6.4", "7")),
    Row("F24", "ends within 30 days", "licence-expiry", "licence/0.6", "warning",
        show={f"{A}.4.3.0": ("x", "+20", "+2000")}, no=POLL_ONLY),
    Row("F24", "ends within 7 days", "licence-expiry", "licence/0.6", "minor",
        show={f"{A}.4.3.0": ("x", "+5", "+2000")}, no=POLL_ONLY),
)

SECURITY = (
    Row("F27", "an attack", "dos-attack", "port/100.1", "major",
        show={f"{ATTACK}.3.100.1": ("i", "1", "2")}, also={f"{ATTACK}.2.100.1": ("u", "100")},
        raises=(f"{A}.0.8", (f"{ATTACK}.3.100.1", "i", "1")),
        clears=(f"{A}.0.9", (f"{ATTACK}.3.100.1", "i", "2"))),
    Row("F33", "a refused access", "access-violations", "access", "warning", ends="quiet",
        raises=(f"{A}.0.13", (MESSAGE, "s", "login refused")), no=NO_NUMBER),
    Row("F33", "five refused accesses", "access-violations", "access", "minor", ends="quiet",
        raises=(f"{A}.0.13", (MESSAGE, "s", "login refused")), times=5, no=NO_NUMBER),
    Row("F27", "an attack of which no more is heard", "dos-attack", "port/101.2", "major",
        raises=(f"{A}.0.8", (f"{ATTACK}.3.101.2", "i", "1")), ends="quiet",
        no={w: "a poll ends what a poll finds" for w in ("poll", "both", "contradicted")}),
    switch("settings", f"{A}.5.2.11.0", "settings"), switch("lines", f"{A}.5.3.2.7.0", "lines"),
    switch("pipes", f"{A}.5.3.2.8.0", "pipes"), switch("channels", f"{A}.5.3.2.9.0", "channels"),
    switch("alerts", f"{A}.5.5.10.0", "alerts"), switch("servers", f"{A}.5.5.11.0", "servers"),
    switch("access", f"{A}.5.5.12.0", "access"), switch("attacks", f"{A}.5.5.14.0", "attacks"),
    Row("F34", "a gap in the numbers", "notification-gap", "traps", "warning", ends="self",
        before=(f"{A}.0.18", (f"{LOG}.5", "u", "5")),
        raises=(f"{A}.0.18", (f"{LOG}.9", "u", "9")),
        no={w: "the gap is in what was heard" for w in ("poll", "both", "contradicted")}),
    Row("F35", "a notification that nobody knows", "unclassified-notification", "", "warning",
        raises=(f"{A}.0.99", (f"{A}.9.9.1", "s", "what is this")), ends="accept",
        qualifier=f"{A}.0.99", no={**TRAP_ONLY}),
    Row("F36", "dead on arrival", "doa", "", "",
        no={w: "a kind of return, of the collector: no device tells it" for w in WAYS},
        proof=(("tests/play/p13-dead-on-arrival.play", "kind doa"),
               ("tests/play/p13-dead-on-arrival.play", "kind standard"),
               ("tests/play/p13-replacement-is-doa-then-repeat.play", "kind doa"))),
)

ILO, ILO_TRAP, ILO_ID = "1.3.6.1.4.1.232", "1.3.6.1.4.1.232.0", "1.3.6.1.4.1.232.9.4.10"
DRAC, DRAC_ID = "1.3.6.1.4.1.674.10892.5", "1.3.6.1.4.1.674.10892.5"
PART = f"{DRAC}.3.1.6.0"


def bmc(fault, what, kind, part, severity, object_id=ILO_ID, also=None, **more):
    """The management board of a server: another agent, with an identity of its own."""
    return Row(fault, what, kind, part, severity, family="netxplorer",
               also={"1.3.6.1.2.1.1.2.0": ("o", object_id), **(also or {})}, **more)


def ilo(fault, what, kind, part, severity, column, index, bad, raises, clears, bay):
    """Of HPE: the column whose value a poll finds, the column of the index in a notification."""
    said = (f"{ILO}.{bay}.{index}", "i", index.split(".")[-1])
    return bmc(fault, what, kind, part, severity, show={f"{ILO}.{column}.{index}": ("i", bad, "2")},
               raises=(f"{ILO_TRAP}.{raises}", said), clears=(f"{ILO_TRAP}.{clears}", said))


def drac(fault, what, kind, part, severity, up, down, **more):
    """Of Dell: a notification names the part."""
    said = (PART, "s", part.split("/")[-1])
    branch = f"{DRAC}.3.2.{1 if up < 4000 else 2}.0"
    return bmc(fault, what, kind, part, severity, DRAC_ID, raises=(f"{branch}.{up}", said),
               clears=(f"{branch}.{down}", said), **more)


SERVERS = (
    ilo("F01", "a supply, by the board of an HPE", "psu-failed", "psu/bay-2", "major",
        "6.2.9.3.1.4", "0.2", "4", 6050, 6048, "6.2.9.3.1.2"),
    bmc("F02", "the feed, by the board of an HPE", "power-feed-lost", "feed/2", "major",
        raises=(f"{ILO_TRAP}.6069", (f"{ILO}.6.2.9.3.1.2.0.2", "i", "2")),
        clears=(f"{ILO_TRAP}.6048", (f"{ILO}.6.2.9.3.1.2.0.2", "i", "2")), no=TRAP_ONLY),
    Row("F02", "two boxes of a site", "power-feed-lost", "", "",
        no={w: "of a site, not of a device: the collector sees it" for w in WAYS},
        proof=(("tests/play/p13-site-power-speaks-against.play", "power-feed-lost"),)),
    ilo("F03", "a fan, by the board of an HPE", "fan-failed", "fan/3", "major", "6.2.6.7.1.9",
        "0.3", "4", 6036, 6038, "6.2.6.7.1.2"),
    ilo("F05", "heat, by the board of an HPE", "temperature-high", "sensor/0.4", "critical",
        "6.2.6.8.1.6", "0.4", "4", 6040, 6042, "6.2.6.8.1.2"),
    bmc("F19", "a drive, by the board of an HPE", "disk-failed", "disk/1.2", "major",
        show={f"{ILO}.3.2.5.1.1.6.1.2": ("i", "3", "2")},
        no={w: "its notifications make the agent ask, and claim nothing" for w in WAYS[1:]}),
    bmc("F19", "a volume, by the board of an HPE", "disk-failed", "disk/volume-1.1", "critical",
        show={f"{ILO}.3.2.3.1.1.11.1.1": ("i", "4", "2")},
        no={w: "its notifications make the agent ask, and claim nothing" for w in WAYS[1:]}),
    bmc("F21", "memory, by the board of an HPE", "memory-failed", "memory/all", "minor",
        raises=(f"{ILO_TRAP}.6052",), ends="person", no=TRAP_ONLY),
    bmc("F30", "supplies, by the board of an HPE", "redundancy-lost", "psu/all", "major",
        raises=(f"{ILO_TRAP}.6032",), clears=(f"{ILO_TRAP}.6054",), no=TRAP_ONLY),
    drac("F01", "a supply, by the board of a Dell", "psu-failed", "psu/PSU.Slot.1", "major", 2185,
         2187, show={f"{DRAC}.4.600.12.1.5.1.1": ("i", "5", "3")},
         also={f"{DRAC}.4.600.12.1.15.1.1": ("s", "PSU.Slot.1")}),
    drac("F03", "a fan, by the board of a Dell", "fan-failed", "fan/Fan.1A", "major", 2153, 2155,
         show={f"{DRAC}.4.700.12.1.5.1.1": ("i", "5", "3")},
         also={f"{DRAC}.4.700.12.1.19.1.1": ("s", "Fan.1A")}),
    drac("F19", "a drive, by the board of a Dell", "disk-failed", "disk/Disk.0", "major", 4345,
         4347, show={f"{DRAC}.5.1.20.130.4.1.4.1": ("i", "6", "3")},
         also={f"{DRAC}.5.1.20.130.4.1.54.1": ("s", "Disk.0")}),
    drac("F21", "memory, by the board of a Dell", "memory-failed", "memory/DIMM.A1", "major", 2265,
         2267, no=TRAP_ONLY),
    drac("F32", "a battery, by the board of a Dell", "battery-failed", "battery/Battery.1", "major",
         2225, 2227, no=TRAP_ONLY),
)

ROWS = SERVERS + HARDWARE + RUNNING + LINKS + LOAD + LICENCES + SECURITY
