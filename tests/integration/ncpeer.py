#!/usr/bin/python3
"""A NETCONF device on stdin and stdout that follows a script: well or as badly as a peer can.

Usage: ncpeer.py FILE        FILE holds the name of the case, read at each session.

'good-10' and 'good-11' answer every <get> with DATA; the others do so until the moment that they
are named for.  Run behind sshd as a subsystem, or on a socket by a test.
"""
import os
import re
import sys
import time
from pathlib import Path

NC = "urn:ietf:params:xml:ns:netconf:base:1.0"
YANG = "urn:ietf:params:xml:ns:yang:"
DATA = f"""<hardware xmlns="{YANG}ietf-hardware">
 <component><name>PSU 1</name><class xmlns:ih="{YANG}iana-hardware">ih:power-supply</class>
  <serial-num>P-1</serial-num><state><oper-state>@PSU@</oper-state><alarm-state/></state></component>
 <component><name>temp/1</name><class>ih:sensor</class><state><alarm-state>minor</alarm-state></state>
  <sensor-data><value>356</value><value-type>celsius</value-type><value-scale>units</value-scale>
  <value-precision>1</value-precision><oper-status>ok</oper-status></sensor-data></component>
</hardware><interfaces xmlns="{YANG}ietf-interfaces"><interface><name>ge-0/0/1</name>
 <admin-status>up</admin-status><oper-status>down</oper-status>
 <statistics><in-errors>18446744073709551615</in-errors></statistics></interface></interfaces>
<system xmlns="{YANG}ietf-system"><hostname>nc-1.example</hostname></system>
<system-state xmlns="{YANG}ietf-system"><platform><os-release>4.2</os-release></platform>
 <clock><current-datetime>2026-07-01T12:00:10Z</current-datetime>
 <boot-datetime>2026-07-01T14:00:00+02:00</boot-datetime></clock></system-state>"""
MODULES = ("ietf-hardware", "ietf-interfaces", "ietf-system")
ALARM = f"""<alarm><resource>/hw/psu 1</resource><alarm-type-id
 xmlns:a="urn:acme">a:@TYPE@</alarm-type-id><alarm-type-qualifier/><alarm-text>@TYPE@!</alarm-text>
 <perceived-severity>@SEVERITY@</perceived-severity><is-cleared>@CLEARED@</is-cleared></alarm>"""
ALARMS = {  # the list of alarms of a device that has one: type, severity, is-cleared
    "alarms": (("bad-thing", "major", "false"), ("fan-failed", "minor", "false")),
    "alarms-worse": (("bad-thing", "critical", "false"), ("fan-failed", "minor", "true")),
    "alarms-none": (),
}


def chunked(text):
    return b"\n#%d\n%b\n##\n" % (len(text), text)


def hello(version, modules=MODULES, more=""):
    caps = "".join(f"<capability>{YANG}{m}?module={m}&amp;revision=2018-01-01</capability>"
                   for m in modules)
    return (f'<?xml version="1.0" encoding="UTF-8"?><hello xmlns="{NC}"><capabilities>'
            f"<capability>urn:ietf:params:netconf:base:1.{version}</capability>{caps}{more}"
            "</capabilities><session-id>7</session-id></hello>]]>]]>").encode()


MONITORING = (f"<capability>{YANG}ietf-netconf-monitoring?module=ietf-netconf-monitoring"
              "&amp;revision=2010-10-04</capability>")
LIBRARY = ("<capability>urn:ietf:params:netconf:capability:yang-library:1.0?"
           "revision=2016-06-21&amp;module-set-id=1</capability>")
HELLOS = {  # what comes instead of a hello
    "hello-chunk": b"\n#18446744073709551615\n" + b"x" * 64 + b"]]>]]>",
    "hello-blank": b" \n]]>]]>", "hello-comment": b"<!-- hello -->]]>]]>",
    "hello-doctype": b"<!DOCTYPE hello [<!ENTITY a 'b'>]>" + hello(1),
    "hello-no-id": hello(1).replace(b"<session-id>7</session-id>", b""),
    "hello-id-0": hello(1).replace(b">7<", b">0<"),
    "hello-version": hello(1).replace(b"base:1.1", b"base:2.0"),
    "hello-other": f'<goodbye xmlns="{NC}"/>]]>]]>'.encode(), "hello-banner": b"Welcome to NetBox 3\r\n" + hello(1),
    "hello-endless": b"<hello>" + b"x" * (2 << 20),
}
ANSWERS = {  # what comes instead of the answer to the first <get>, in chunks
    "chunk-0": b"\n#0\n\n##\n", "chunk-letters": b"\n#abc\n", "chunk-negative": b"\n#-5\n<a/>\n##\n",
    "chunk-2-64": b"\n#18446744073709551615\n<rpc-reply/>", "chunk-10-gib": b"\n#10737418240\n<a",
    "chunk-4-gib": b"\n#4294967295\n<a", "chunk-too-long": b"\n#4194305\n<a",
    "end-alone": b"\n##\n", "marker-inside": b"\n#6\n<data>]]>]]>", "no-frame": b"<rpc-reply/>]]>]]>",
    "blank": chunked(b" \n "), "comment": chunked(b"<!-- nothing -->"),
    "doctype": chunked(b"<!DOCTYPE a><rpc-reply/>"), "deep": chunked(b"<a>" * 5000 + b"</a>" * 5000),
    "wide": chunked(b"<a>" + b"<b/>" * 250000 + b"</a>"), "not-xml": chunked(b"<rpc-reply></b>"),
    "other-root": chunked(b"<hello/>"), "no-utf-8": chunked(b"<rpc-reply>\xff</rpc-reply>"),
    "unknown-prefix": chunked(b"<x:rpc-reply/>"), "overlong": (b"\n#65536\n" + b"x" * 65536) * 80,
}
NOTES = {"flood": 65000, "flood-of-small": 1}  # notifications without end, so long


class Peer:
    def __init__(self, case):
        self.case, self.chunks, self.pending = case, False, b""

    def say(self, data):
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    def drip(self, data):
        for octet in data:
            self.say(bytes([octet]))
            time.sleep(0.1)

    @staticmethod
    def wait():
        """Says nothing more, until the client is gone."""
        while os.read(0, 65536):
            pass
        sys.exit()

    def message(self):
        """The next message of the client, without its frame."""
        end = rb"\n##\n" if self.chunks else rb"\]\]>\]\]>"
        while not (found := re.search(end, self.pending)):
            data = os.read(0, 65536)
            if not data:
                sys.exit()
            self.pending += data
        text, self.pending = self.pending[:found.start()], self.pending[found.end():]
        return re.sub(rb"\n#\d+\n", b"", text).decode()

    def reply(self, number, body):
        text = f'<rpc-reply xmlns="{NC}" message-id="{number}">{body}</rpc-reply>'.encode()
        self.say(chunked(text) if self.chunks else text + b"]]>]]>")

    def greet(self):
        if self.case == "silent":
            self.wait()
        if self.case == "hello-drip":
            self.drip(hello(1))
        if self.case == "hello-close":
            sys.exit()
        if self.case in HELLOS:
            self.say(HELLOS[self.case])
            self.wait()
        self.chunks = self.case != "good-10"
        if self.case in ALARMS:
            self.say(hello(1, MODULES + ("ietf-alarms",)))
            return
        more = {"modules": MONITORING + LIBRARY, "library": LIBRARY}.get(self.case, "")
        modules = {"library": (), "no-modules": ()}.get(self.case, MODULES)
        self.say(hello(1 if self.chunks else 0, modules, more))

    def get(self, number):
        if self.case in ANSWERS:
            self.say(ANSWERS[self.case])
            self.wait()
        if self.case == "hang":
            self.wait()
        if self.case == "drip":
            self.drip(chunked(b"<rpc-reply>" + b"x" * 4096))
        if self.case == "close":
            sys.exit()
        if self.case == "other-id":
            number = int(number) + 1
        if self.case in NOTES:
            note = chunked(f'<notification xmlns="{NC}">{"x" * NOTES[self.case]}</notification>'
                           .encode())
            while True:
                self.say(note)
        if self.case == "notified":
            self.say(chunked(b"<notification/>") * 3)
        if self.case == "error":
            self.reply(number, "<rpc-error><error-type>protocol</error-type><error-tag>access-denied"
                       "</error-tag><error-severity>error</error-severity><error-message>not for "
                       "you</error-message></rpc-error>")
            return
        psu = "disabled" if self.case == "psu" else "enabled"
        data = DATA.replace("@PSU@", psu)
        if self.case in ALARMS:
            rows = "".join(ALARM.replace("@TYPE@", t).replace("@SEVERITY@", s).replace(
                "@CLEARED@", c) for t, s, c in ALARMS[self.case])
            data += (f'<alarms xmlns="{YANG}ietf-alarms"><alarm-list>{rows}</alarm-list></alarms>')
        if self.case == "library":
            data = (f'<modules-state xmlns="{YANG}ietf-yang-library"><module><name>ietf-hardware'
                    f"</name></module></modules-state>") + data
        self.reply(number, f"<data>{data}</data>")

    def run(self):
        self.greet()
        self.chunks, kept = False, self.chunks
        assert "<hello" in self.message()
        self.chunks = kept
        while True:
            text = self.message()
            number = re.search(r'message-id="(\d+)"', text).group(1)
            if "close-session" in text:
                self.reply(number, "<ok/>")
                return
            if "get-schema" in text:
                sys.exit("the module of a device was asked for")
            self.get(number)


if __name__ == "__main__":
    try:
        Peer(Path(sys.argv[1]).read_text().strip()).run()
    except BrokenPipeError:
        os._exit(0)
