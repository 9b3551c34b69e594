"""The scripts of NETCONF devices (vigie-sim netconf): well or as badly as a peer can.

write(path, case) writes the script of a case and the data it answers beside it.  'good-10' and
'good-11' answer every <get> with DATA; the others do so until the moment that they are named for.
"""
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
MODULES, LISTS = ("".join(f"capability {YANG}{m}?module={m}&revision=2018-01-01\n" for m in names)
                  for names in (("ietf-hardware", "ietf-interfaces", "ietf-system"), ("ietf-alarms",)))
ALARM = """<alarm><resource>/hw/psu 1</resource><alarm-type-id
 xmlns:a="urn:acme">a:{0}</alarm-type-id><alarm-type-qualifier/><alarm-text>{0}!</alarm-text>
 <perceived-severity>{1}</perceived-severity><is-cleared>{2}</is-cleared></alarm>"""
ALARMS = {  # the list of alarms of a device that has one: type, severity, is-cleared
    "alarms": (("bad-thing", "major", "false"), ("fan-failed", "minor", "false")),
    "alarms-worse": (("bad-thing", "critical", "false"), ("fan-failed", "minor", "true")),
    "alarms-none": (),
}
MONITORING = (f"capability {YANG}ietf-netconf-monitoring?module=ietf-netconf-monitoring"
              "&revision=2010-10-04\n")
LIBRARY = ("capability urn:ietf:params:netconf:capability:yang-library:1.0?"
           "revision=2016-06-21&module-set-id=1\n")
LIBRARY_DATA = (f'<modules-state xmlns="{YANG}ietf-yang-library"><module><name>ietf-hardware</name>'
                "</module></modules-state>")
REFUSED = (rf'<rpc-reply xmlns=\"{NC}\" message-id=\"@id@\"><rpc-error><error-type>protocol'
           "</error-type><error-tag>access-denied</error-tag><error-severity>error"
           "</error-severity><error-message>not for you</error-message></rpc-error></rpc-reply>")
NOWHERE = (rf'<rpc-reply xmlns=\"{NC}\" message-id=\"@id@\"><data><a xmlns=\"\"/><a xmlns=\"\"/>'
           "</data></rpc-reply>")
NOTE = rf'"<notification xmlns=\"{NC}\">" "x"*%d "</notification>"'
DEVICES = {  # another device than MODULES say
    "good-10": "base 1.0\n" + MODULES, "modules": MODULES + MONITORING + LIBRARY,
    "library": LIBRARY, "no-modules": "", "psu": MODULES + "set PSU disabled\n",
    "hello-no-id": MODULES + "session-id none\n", "hello-id-0": MODULES + "session-id 0\n",
    "hello-version": MODULES + "base 2.0\n", **{case: MODULES + LISTS for case in ALARMS},
}
HELLOS = {  # what comes instead of a hello, or before it
    "silent": "wait", "hello-drip": 'drip 100 "<hello>" "x"*4096', "hello-close": "hear\nhello close",
    "hello-chunk": r'raw "\n#18446744073709551615\n" "x"*64 "]]>]]>"',
    "hello-blank": r'raw " \n]]>]]>"', "hello-comment": 'raw "<!-- hello -->]]>]]>"',
    "hello-doctype": """raw "<!DOCTYPE hello [<!ENTITY a 'b'>]>"\nhello honest""",
    "hello-other": rf'raw "<goodbye xmlns=\"{NC}\"/>]]>]]>"',
    "hello-banner": r'raw "Welcome to NetBox 3\r\n"' "\nhello honest",
    "hello-endless": 'raw "<hello>" "x"*2097152',
}
ANSWERS = {  # what comes instead of the answer to the first <get>, or before it
    "chunk-0": r'raw "\n#0\n\n##\n"', "chunk-letters": r'raw "\n#abc\n"',
    "chunk-negative": r'raw "\n#-5\n<a/>\n##\n"',
    "chunk-2-64": r'raw "\n#18446744073709551615\n<rpc-reply/>"',
    "chunk-10-gib": r'raw "\n#10737418240\n<a"', "chunk-4-gib": r'raw "\n#4294967295\n<a"',
    "chunk-too-long": r'raw "\n#4194305\n<a"', "chunk-half": r'raw "\n#100\n<rpc-reply>"',
    "end-alone": r'raw "\n##\n"', "marker-inside": r'raw "\n#6\n<data>]]>]]>"',
    "no-frame": 'raw "<rpc-reply/>]]>]]>"', "blank": r'message " \n "',
    "comment": 'message "<!-- nothing -->"', "doctype": 'message "<!DOCTYPE a><rpc-reply/>"',
    "deep": 'message "<a>"*5000 "</a>"*5000', "wide": 'message "<a>" "<b/>"*250000 "</a>"',
    "not-xml": 'message "<rpc-reply></b>"', "other-root": 'message "<hello/>"',
    "no-utf-8": r'message "<rpc-reply>\xff</rpc-reply>"',
    "unknown-prefix": 'message "<x:rpc-reply/>"', "other-id": "honest 1",
    "overlong": r'times 80 raw "\n#65536\n" "x"*65536', "close": "close", "hang": "wait",
    "drip": r'drip 100 "\n#4107\n<rpc-reply>" "x"*4096', "error": f'message "{REFUSED}"',
    "no-namespace": f'message "{NOWHERE}"',
    "flood": f"forever message {NOTE % 65000}", "flood-of-small": f"forever message {NOTE % 1}",
    "notified": 'times 3 message "<notification/>"\nget honest',
}
# The session goes on after these; after the others nothing more comes.
GOES_ON = ("hello-doctype", "hello-banner", "notified", "other-id", "error", "no-namespace")


def write(path, case):
    """The script of 'case' at 'path', its data beside it."""
    data = (LIBRARY_DATA if case == "library" else "") + DATA
    if case in ALARMS:
        rows = "".join(ALARM.format(*row) for row in ALARMS[case])
        data += f'<alarms xmlns="{YANG}ietf-alarms"><alarm-list>{rows}</alarm-list></alarms>'
    lines = DEVICES.get(case, MODULES)
    for event, steps in (("hello", HELLOS), ("get", ANSWERS)):
        if case in steps:
            lines += f"{event} {steps[case]}\n" + ("" if case in GOES_ON else f"{event} wait\n")
    path.with_suffix(".xml").write_text(data)
    whole = path.with_suffix(".new")
    whole.write_text(f"data {path.with_suffix('.xml').name}\n{lines}set PSU enabled\n")
    whole.rename(path)
