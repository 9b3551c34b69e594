"""What vigie-sim answers, computed again from what the head of tests/sim/main.c says.

values(family, name, t) gives every instance of a healthy device t seconds after the simulation
began: {OID: (type, value)}, types as Net-SNMP's tools print them, octet strings as bytes.
"""
import struct

MASK = (1 << 64) - 1
PERIOD, HALF = 3600, 1800
DAY = 86400 * 10**6
ALLOT = "1.3.6.1.4.1.2603"
STR, INT, OID, C32, C64, G32, TICKS, IP = (
    "STRING", "INTEGER", "OID", "Counter32", "Counter64", "Gauge32", "Timeticks",
    "IpAddress")
CHASSIS = [14, 14] + [13] * 9 + [11, 10, 15]  # alBoardType of slots 1 to 14
FAMILIES = {
    "ssg-500": {"id": f"{ALLOT}.5.1.29", "descr": "Allot NetEnforcer SSG-500, AllotOS",
                "model": "SSG-500", "version": "Version 16.5.30", "backplane": "R2.1",
                "serial": "SSG5", "psus": 2, "mgmt": 2, "ports": 16, "bps": 10**10},
    "ac-500": {"id": f"{ALLOT}.5.1.15", "descr": "Allot NetEnforcer AC-500, AllotOS",
               "model": "AC-500", "version": "Version 13.1.30", "backplane": "R1.0",
               "serial": "AC5", "psus": 1, "mgmt": 1, "ports": 4, "bps": 10**9},
    "sg-sigma-e14": {"id": f"{ALLOT}.5.1.14",
                     "descr": "Allot NetEnforcer Service Gateway Sigma E14, AllotOS",
                     "model": "SG-Sigma E14", "version": "Version 15.1.20",
                     "backplane": "R3.2", "serial": "SGE", "psus": 2, "mgmt": 2, "ports": 24,
                     "bps": 10**10, "boards": CHASSIS, "label": "SFC"},
    "netxplorer": {"id": "1.3.6.1.4.1.8072.3.2.10",
                   "descr": "Linux netxplorer 4.18.0 x86_64, Allot NetXplorer",
                   "version": "Version 16.5.30", "serial": "NX", "mgmt": 2, "ports": 0,
                   "bps": 10**9},
    "bench": {"id": "1.3.6.1.4.1.8072.3.2.10", "descr": "Linux bench 6.1.0 x86_64",
              "version": "Version 1.0", "mgmt": 0, "ports": 12, "bps": 10**9}}


def mix(a, b):
    z = (a + (b + 1) * 0x9e3779b97f4a7c15) & MASK
    z = ((z ^ z >> 30) * 0xbf58476d1ce4e5b9) & MASK
    z = ((z ^ z >> 27) * 0x94d049bb133111eb) & MASK
    return z ^ z >> 31


def hashed(octets):
    h = 14695981039346656037
    for octet in octets:
        h = (h ^ octet) * 1099511628211 & MASK
    return mix(h, 0)


def height(x):
    """The wave at x seconds of its period, from 0 to HALF."""
    return min(x % PERIOD, PERIOD - x % PERIOD)


def area(x):
    """Twice the area below the wave from 0 to x: the sum that a counter counts."""
    whole, rest = divmod(x, PERIOD)
    part = rest * rest if rest < HALF else 2 * HALF * HALF - (PERIOD - rest)**2
    return whole * 2 * HALF * HALF + part


class Device:
    def __init__(self, family, name, t):
        self.f, self.name, self.t = FAMILIES[family], name, t
        self.seed = hashed(name.encode())
        self.up_us = 20 * DAY + self.seed % (40 * DAY) + t * 10**6
        self.out = {}

    def put(self, oid, kind, value):
        assert oid not in self.out, oid
        self.out[oid] = (kind, value.encode() if isinstance(value, str) and kind == STR else value)

    def rows(self, base, index, **columns):
        for column, (kind, value) in columns.items():
            self.put(f"{base}.{column[1:]}.{index}", kind, value)

    def gauge(self, seed, low, high):
        return low + (high - low) * height(self.t + seed % PERIOD) // HALF

    def percent(self, number, low, high):
        return self.gauge(mix(self.seed, number), low, high)

    def counter(self, seed, low, high):
        up, phase = self.up_us // 10**6, seed % PERIOD
        return low * up + (high - low) // PERIOD * (area(up + phase) - area(phase))

    def measure(self, oid, high):
        arcs = [int(a) for a in oid.split(".")]
        seed = mix(self.seed, hashed(struct.pack(f"<{len(arcs)}I", *arcs)))
        return self.gauge(seed, high * 2 // 3, high)

    # --- ports: number, ifIndex, name, bits per second ---
    def ports(self):
        for i in range(self.f["mgmt"]):
            yield i, i + 1, f"MGMT{i + 1}", 10**9
        for i in range(self.f["ports"]):
            yield self.f["mgmt"] + i, 100 + i, f"L{i + 1}", self.f["bps"]

    def rates(self, port, bps):
        """Seed, low and high of both directions of a port, in octets a second."""
        return [(mix(self.seed, port * 16 + way), bps // 8 // 100, bps // 8 * 2 // 5)
                for way in (1, 2)]


def system(d):
    base, ticks = "1.3.6.1.2.1.1", (TICKS, d.up_us // 10000 % 2**32)
    d.rows(base, 0, _1=(STR, f"{d.f['descr']} {d.f['version']}"), _2=(OID, d.f["id"]), _3=ticks,
           _4=(STR, "noc@example.net"), _5=(STR, d.name), _6=(STR, "simulated"), _7=(INT, 72))
    d.rows("1.3.6.1.2.1.25.1", 0, _1=ticks, _5=(G32, 1), _6=(G32, d.percent(70, 120, 190)),
           _7=(INT, 0))


def interfaces(d):
    d.put("1.3.6.1.2.1.2.1.0", INT, d.f["mgmt"] + d.f["ports"])
    for port, index, name, bps in d.ports():
        (into, out) = [d.counter(*rate) for rate in d.rates(port, bps)]
        mac = mix(d.seed, port)
        text, none = (STR, name), (C32, 0)
        d.rows("1.3.6.1.2.1.2.2.1", index, _1=(INT, index), _2=text, _3=(INT, 6), _4=(INT, 1500),
               _5=(G32, min(bps, 2**32 - 1)),
               _6=(STR, bytes([2] + [mac >> 8 * i & 255 for i in range(1, 6)])), _7=(INT, 1),
               _8=(INT, 1), _9=(TICKS, 0), _10=(C32, into % 2**32),
               _11=(C32, into // 500 % 2**32), _13=none, _14=none, _16=(C32, out % 2**32),
               _17=(C32, out // 500 % 2**32), _19=none, _20=none)
        d.rows("1.3.6.1.2.1.31.1.1.1", index, _1=text, _6=(C64, into), _7=(C64, into // 500),
               _10=(C64, out), _11=(C64, out // 500), _15=(G32, bps // 10**6), _18=text)


def host(d):
    memory, disk = 16 * 2**20, 100 * 10**6
    used = d.percent(50, 40, 70)
    disks = [("/", d.percent(60, 30, 60)), ("/opt/", d.percent(61, 30, 60)),
             ("/opt/sybase/data/", d.percent(62, 30, 60))]
    d.put("1.3.6.1.2.1.25.2.2.0", INT, memory)
    stores = [("Physical memory", 2, memory, memory // 100 * used)] + [
        (path, 4, disk, disk // 100 * percent) for path, percent in disks]
    for row, (name, kind, size, full) in enumerate(stores, 1):
        d.rows("1.3.6.1.2.1.25.2.3.1", row, _1=(INT, row),
               _2=(OID, f"1.3.6.1.2.1.25.2.1.{kind}"), _3=(STR, name), _4=(INT, 1024),
               _5=(INT, size), _6=(INT, full))
    for cpu in range(4):
        d.put(f"1.3.6.1.2.1.25.3.3.1.2.{196608 + cpu}", INT, d.percent(44 + cpu, 5, 60))
    for row, (path, percent) in enumerate(disks, 1):
        d.rows("1.3.6.1.4.1.2021.9.1", row, _1=(INT, row), _2=(STR, path), _6=(INT, disk),
               _7=(INT, disk // 100 * (100 - percent)), _8=(INT, disk // 100 * percent),
               _9=(INT, percent))
    free = memory // 100 * (100 - used)
    d.rows("1.3.6.1.4.1.2021.4", 0, _3=(INT, memory // 4), _4=(INT, memory // 4),
           _5=(INT, memory), _6=(INT, free), _11=(INT, free + memory // 4), _13=(INT, 4096),
           _14=(INT, 65536), _15=(INT, 2**20), _100=(INT, 0))
    user, kernel, ticks = d.percent(41, 5, 45), d.percent(42, 2, 15), mix(d.seed, 43)
    d.rows("1.3.6.1.4.1.2021.11", 0, _9=(INT, user), _10=(INT, kernel),
           _11=(INT, 100 - user - kernel), _50=(C32, d.counter(ticks, 60, 180) % 2**32),
           _51=(C32, 0), _52=(C32, d.counter(ticks, 20, 60) % 2**32),
           _53=(C32, d.counter(ticks, 180, 540) % 2**32))
    load = d.percent(40, 20, 180)
    for row, minutes in enumerate((1, 5, 15), 1):
        d.rows("1.3.6.1.4.1.2021.10.1", row, _1=(INT, row), _2=(STR, f"Load-{minutes}"),
               _3=(STR, f"{load // 100}.{load % 100:02}"), _5=(INT, load))


def box(d):
    """ALLOT-MIB: identity, status, load."""
    f, generic, alerts = d.f, f"{ALLOT}.5.2", f"{ALLOT}.5.5"
    temperature = d.percent(80, 35, 41)
    chassis = "boards" in f
    d.rows(f"{ALLOT}.4", 0, _1=(STR, f"NOT-A-KEY-{d.seed % 2**32:08X}"), _2=(STR, f["model"]),
           _3=(STR, bytes.fromhex("07ef0c1f000000002b0000")), _15=(INT, 7))
    d.rows(f"{ALLOT}.4.10", 0, _1=(G32, 512), _2=(G32, 4096), _3=(G32, 40000), _4=(C64, 10**11),
           _5=(G32, 4000000))
    d.rows(generic, 0, _8=(OID, "0.0"), _9=(INT, 0), _10=(TICKS, 0), _11=(INT, 1), _13=(STR, ""),
           _14=(IP, "0.0.0.0"))
    d.rows(f"{generic}.6", 0, _8=(INT, 1), _11=(INT, 1),
           _12=(STR, f"{f['serial']}{d.seed % 10**8:08}"), _13=(STR, f["version"]),
           _14=(STR, f["backplane"]), _16=(INT, 1), _17=(INT, 2))
    d.rows(f"{generic}.6.4", 0, _1=(STR, d.name), _2=(STR, "example.net"))
    d.rows(f"{generic}.6.5", 0, _1=(INT, 1), _2=(INT, 1), _3=(INT, 2), _4=(INT, 0), _5=(INT, 2))
    d.rows(f"{generic}.6.20", 0, _3=(INT, 8 if chassis else 1), _4=(INT, 0),
           _5=(INT, f["boards"].count(13) if chassis else 1))
    d.rows(f"{generic}.6.21", 0, _1=(STR, "16.5"), _2=(INT, 17), _3=(INT, 1))
    d.rows(f"{ALLOT}.5.3.2", 0, _7=(INT, 1), _8=(INT, 1), _9=(INT, 1), _10=(INT, 1))
    for column, high in ((3, 900), (4, 9000), (5, 60), (6, 900000), (7, 21000), (8, 48000)):
        oid = f"{ALLOT}.5.4.{column}.0"
        d.put(oid, C32, d.measure(oid, high))
    for column, kind, high in ((4, G32, 66), (5, G32, 48), (15, INT, 54), (17, INT, 36)):
        d.put(f"{alerts}.{column}.0", kind, d.measure(f"{alerts}.{column}.0", high))
    d.rows(alerts, 0, _2=(TICKS, 0), _3=(INT, 1), _6=(G32, temperature), _8=(TICKS, 0),
           _9=(TICKS, 0), _10=(INT, 1), _11=(INT, 1), _12=(INT, 1), _14=(INT, 1), _16=(STR, ""))
    d.rows(f"{alerts}.7.1", f"1.{alerts}.6.0", _2=(OID, f"{alerts}.6.0"), _3=(INT, temperature),
           _4=(INT, 55), _5=(INT, 50), _6=(INT, 100), _7=(INT, 100), _8=(INT, 1))


def box_tables(d):
    """ALLOT-MIB: licences, ports, sensors of the whole system."""
    for attribute, kind, limit in ((0, 6, 0), (4, 4, 40000), (5, 4, 4096), (6, 4, 512),
                                   (10, 3, 1000)):
        base, index = f"{ALLOT}.4.14.1", f"{attribute}.{kind}"
        d.rows(base, index, _1=(INT, attribute), _2=(INT, kind), _3=(STR, "licence"),
               _4=(C64, limit), _5=(INT, 1), _6=(INT, 1),
               _7=(C64, d.measure(f"{base}.7.{index}", limit // 4)))
    for port, index, name, bps in d.ports():
        line = port - d.f["mgmt"]
        label = f"{d.f['label']}{line + 1}" if line >= 0 and "label" in d.f else name
        into, out = [low + (high - low) * height(d.up_us // 10**6 + seed % PERIOD) // HALF
                     for seed, low, high in d.rates(port, bps)]
        d.rows(f"{ALLOT}.5.2.6.3.1", index, _1=(INT, 1),
               _2=(INT, 3 if line < 0 else 1 + line % 2), _3=(INT, 1), _5=(STR, label),
               _6=(G32, 0xf40), _7=(INT, 2), _8=(INT, 1), _9=(INT, 7 if line < 0 else 2),
               _13=(C64, out), _14=(C64, into), _15=(C64, out // 500), _16=(C64, into // 500),
               _17=(INT, 3))
    measured = {2: 9000, 4: 54, 5: 66, 6: 48, 10: 21000, 11: 900000, 12: 60, 13: 900, 14: 9000,
                15: 48000}
    for kind in (1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15):
        for row in range(1, 1 + {2: 4, 3: d.f["psus"]}.get(kind, 1)):
            base, index = f"{ALLOT}.5.5.18.1", f"0.{kind * 1000 + row}"
            raw = d.percent(80, 35, 41) if kind == 1 else 1 if kind == 3 else d.measure(
                f"{base}.3.{index}", measured[kind])
            d.rows(base, index, _2=(INT, kind), _3=(INT, raw))


def boards(d):
    for slot, kind in enumerate(d.f.get("boards", []), 1):
        d.rows(f"{ALLOT}.5.2.6.20.1.1", slot, _2=(INT, kind),
               _3=(STR, f"BRD{slot:02}{mix(d.seed, 200 + slot) % 10**7:07}"),
               _4=(STR, d.f["version"]), _5=(STR, "H2"), _6=(INT, 2), _7=(INT, 2), _8=(INT, 1))
        for sensor, high in ((1, 56), (4, 62), (5, 58), (7, 1240)):
            raw = d.gauge(mix(d.seed, slot * 1000 + high), high * 3 // 4, high)
            d.rows(f"{ALLOT}.5.5.18.1", f"{slot}.{sensor * 1000 + 1}", _2=(INT, sensor),
                   _3=(INT, raw))


def managed(d):
    """ALLOT-NX-MIB: one alarm, cleared, of each of two boxes."""
    for row in range(2):
        d.rows(f"{ALLOT}.10.2.1.1", f"10.1.2.{row + 3}.5.{row + 7}.1.0", _6=(INT, 1),
               _7=(STR, f"Board status from type Core Controller, slot {row + 3}: on"),
               _8=(C64, 1767225600000), _9=(STR, f"10.1.2.{row + 3}/5/{row + 7}"))
    d.put(f"{ALLOT}.10.2.2.0", C32, 0)


def measured(d):
    """What only the family of benchmarks has: packets, sensors, the engine."""
    for port, index, _, _ in d.ports():
        for column in (8, 9, 12, 13):
            seed = mix(d.seed, 4096 + port * 16 + column)
            d.put(f"1.3.6.1.2.1.31.1.1.1.{column}.{index}", C64, d.counter(seed, 1, 100))
    for row in range(16):
        d.rows("1.3.6.1.2.1.99.1.1.1", row + 1, _1=(INT, 8), _2=(INT, 9), _3=(INT, 0),
               _4=(INT, d.gauge(mix(d.seed, 80 + row), 25, 55)), _5=(INT, 1))
    d.rows("1.3.6.1.6.3.10.2.1", 0,
           _1=(STR, b"\x80\x00\x0a\x2b\x05" + d.seed.to_bytes(8, "little")), _2=(INT, 1),
           _3=(INT, d.up_us // 10**6), _4=(INT, 2048))


def values(family, name, t):
    d = Device(family, name, t)
    more = {"netxplorer": [managed], "bench": [measured]}.get(family, [box, box_tables, boards])
    for part in (system, interfaces, host, *more):
        part(d)
    return d.out
