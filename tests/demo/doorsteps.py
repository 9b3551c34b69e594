"""What foreign clients ask vigie's doors, step by step, and what must come of it.

A session is (client, user, steps); a step is (request, expected[, what the answer holds]).  Expected is
`ok`, `data`, a status of HTTP, or what the door must refuse it with: an error-tag of RFC 6241, a status
from 400 on; such steps are negative.  In a request {case} is the number of a case and {key} one that was
never used before; {etag} is the last one that curl was told.
"""
NC = "urn:ietf:params:xml:ns:netconf:base:1.0"
CASES, TREE = "urn:vigie:vigie-cases", "urn:vigie:vigie-collector"
MONITORING = "urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring"
EVENT = "urn:ietf:params:xml:ns:netconf:notification:1.0"

BOMB = "//*" + "[//*" * 8 + "]" * 8

# A script of yangcli ends at its first error: a refusal stands last.
YANGCLI = [
    ("yangcli", "alice", [
        ("xget /cases/case/id", "data", "{case}"),
        ("sget /cases/case/title", "data", "ne-7"),
        ("xget /agents", "data"),
        ("xget /inventory/device[name='ne-7']/site", "data", "lyon-2"),
        ("xget-config source=running select=/collector/site", "data", "lyon-2"),
        ("sget-config source=running /collector/client", "data", "clinique-a"),
        ("get-config source=running", "data", "ne-8"),
        ("xget /tree/revision", "data", "<revision"),
        ("get-schema identifier=vigie-cases format=yang", "data", "module vigie-cases {"),
        ("take case={case} idempotency-key={key}", "data", "in-hand"),
        ("note case={case} text='by yangcli' idempotency-key={key}", "data", "in-hand"),
        ("create-subscription", "ok"),
        ("take case=2020-000001 idempotency-key={key}", "invalid-value", "2020-000001"),
    ]),
    ("yangcli", "alice", [
        ("lock target=candidate", "ok"),
        ("create /collector/site[name='by-yangcli']/client value=clinique-a", "ok"),
        ("xget-config source=candidate select=/collector/site[name='by-yangcli']", "data",
         "by-yangcli"),
        ("validate source=candidate", "ok"),
        ("commit", "ok"),
        ("unlock target=candidate", "ok"),
        ("xget-config source=running select=/collector/site[name='by-yangcli']", "data", "clinique-a"),
        ("merge /collector/site[name='by-yangcli']/description value=seen", "ok"),
        ("commit confirmed confirm-timeout=60 persist={key}", "ok"),
        ("commit persist-id=other", "invalid-value"),
    ]),
    ("yangcli", "alice", [
        ("cancel-commit persist-id=other", "invalid-value"),
    ]),
    ("yangcli", "alice", [
        ("commit persist-id={key-before}", "ok"),
        ("xget-config source=running select=/collector/site[name='by-yangcli']", "data", "seen"),
        ("delete /collector/site[name='by-yangcli']", "ok"),
        ("discard-changes", "ok"),
        ("xget-config source=candidate select=/collector/site[name='by-yangcli']", "data", "seen"),
        ("delete /collector/site[name='by-yangcli']", "ok"),
        ("commit", "ok"),
        ("copy-config source=running target=candidate", "ok"),
        ("close-session", "ok"),
    ]),
    ("yangcli", "alice", [
        ("delete /collector/site[name='none']", "data-missing"),
    ]),
    ("yangcli", "alice", [
        ("merge /collector/site[name='lyon-2']/client value=nobody", "ok"),
        ("validate source=candidate", "data-missing", "nobody"),
    ]),
    ("yangcli", "alice", [
        ("commit", "data-missing", "nobody"),
    ]),
    ("yangcli", "alice", [
        ("discard-changes", "ok"),
        ("create /collector/site[name='lyon-2']/client value=clinique-a", "data-exists"),
    ]),
    ("yangcli", "alice", [
        ("lock target=running", "ok"),
        ("lock target=running", "lock-denied"),
    ]),
    ("yangcli", "alice", [("unlock target=running", "operation-failed")]),
    ("yangcli", "alice", [("get-schema identifier=none-such format=yang", "invalid-value")]),
    ("yangcli", "alice", [("kill-session session-id=9999", "invalid-value")]),
    ("yangcli", "alice", [
        (f'xget "{BOMB}"', "resource-denied"),
    ]),
    ("yangcli", "vera", [
        ("xget /cases/case/id", "data", "{case}"),
        ("take case={case} idempotency-key={key}", "access-denied", "vera"),
    ]),
    ("yangcli", "vera", [
        ("merge /collector/site[name='lyon-2']/description value=x", "access-denied", "vera"),
    ]),
    ("yangcli", "claire", [("lock target=candidate", "access-denied", "claire")]),
    ("yangcli", "claire", [("tree-rollback revision=1", "access-denied", "claire")]),
    ("yangcli", "marc", [
        ("merge /collector/site[name='lyon-2']/description value=x", "ok"),
        ("commit", "access-denied", "marc"),
    ]),
    ("yangcli", "marc", [("discard-changes", "ok")]),
]

SITE = (f'<config xmlns="{NC}"><collector xmlns="{TREE}"><site><name>%s</name>'
        "<client>%s</client></site></collector></config>")
OPERATION = f'xmlns:nc="{NC}" nc:operation='
ADDED, WRONG = SITE % ("by-ncclient", "clinique-a"), SITE % ("lyon-2", "nobody")
AGAIN = (SITE % ("lyon-2", "clinique-a")).replace("<site>", f'<site {OPERATION}"create">')
GONE = (SITE % ("by-ncclient", "clinique-a")).replace("<site>", f'<site {OPERATION}"delete">').replace(
    "<client>clinique-a</client>", "")
NAMES = {"ADDED": ADDED, "WRONG": WRONG, "AGAIN": AGAIN, "GONE": GONE, "C": {"c": CASES}}


def rpc(name, *leaves):
    """The source of a dispatch of one of vigie's operations."""
    inner = "".join(f"<{leaf}>{value}</{leaf}>" for leaf, value in leaves)
    return f"""client.dispatch(to_ele('<{name} xmlns="{CASES}">{inner}</{name}>'))"""


KEY = ("idempotency-key", "{key}")
NCCLIENT = [
    ("ncclient", "alice", [
        ("client.session_id", "data"),
        ("[c for c in client.server_capabilities if ':candidate' in c]", "data", "candidate:1.0"),
        ("""client.get(("subtree", '<cases xmlns="urn:vigie:vigie-cases"><case><id/></case></cases>'))""",
         "data", "{case}"),
        ('client.get(("xpath", (C, "/c:alarms/c:alarm/c:resource")))', "data", "device/ne-7/psu/1"),
        ("""client.get(("subtree", '<alarms xmlns="urn:ietf:params:xml:ns:yang:ietf-alarms"/>'))""",
         "data", "power supply"),
        ('client.get_config("running", with_defaults="report-all")', "data", "<name>ne-8</name>"),
        ('client.get_schema("vigie-collector")', "data", "module vigie-collector {"),
        (rpc("note", ("case", "{case}"), ("text", "by ncclient"), KEY), "data", "state"),
        ('client.get_schema("none-such")', "invalid-value"),
        (rpc("take", ("case", "2020-000001"), KEY), "invalid-value", "2020-000001"),
        (rpc("take", ("case", "{case}")), "missing-element", "idempotency-key"),
        (rpc("take", ("case", "no number"), KEY), "invalid-value"),
        (rpc("nothing"), "unknown-element"),
        (rpc("take", ("case", "{case}"), ("colour", "red"), KEY), "unknown-element", "colour"),
        ('client.get(("xpath", (C, "/c:cases/c:case[")))', "invalid-value"),
        ('client.create_subscription(stream_name="none")', "invalid-value"),
        ("client.create_subscription()", "ok"),
        ("client.create_subscription()", "operation-failed"),
        ("client.take_notification(timeout=5) or client.session_id", "data"),
    ]),
    ("ncclient", "alice", [
        ('client.lock("candidate")', "ok"),
        ('client.edit_config(target="candidate", config=ADDED)', "ok"),
        ('client.get_config("candidate")', "data", "by-ncclient"),
        ('client.validate("candidate")', "ok"),
        ("client.commit()", "ok"),
        ('client.unlock("candidate")', "ok"),
        ('client.unlock("candidate")', "operation-failed"),
        ('client.edit_config(target="candidate", config=GONE)', "ok"),
        ('client.commit(confirmed=True, timeout="60")', "ok"),
        ("client.cancel_commit()", "ok"),
        ("client.cancel_commit()", "invalid-value"),
        ('client.get_config("running")', "data", "by-ncclient"),
        ('client.edit_config(target="running", config=WRONG, test_option="test-then-set", '
         'error_option="rollback-on-error")', "data-missing", "nobody"),
        ('client.edit_config(target="running", config=AGAIN)', "data-exists", "lyon-2"),
        ('client.edit_config(target="running", config=GONE)', "ok"),
        ('client.edit_config(target="running", config=GONE)', "data-missing"),
        ('client.edit_config(target="running", config=ADDED, error_option="continue-on-error")',
         "operation-not-supported"),
        ('client.delete_config("candidate")', "unknown-element"),
        ("client.discard_changes()", "ok"),
        ('client.kill_session(client.session_id)', "invalid-value"),
        ("client.close_session()", "ok"),
    ]),
    ("ncclient", "vera", [
        ('client.get(("xpath", (C, "/c:cases/c:case/c:id")))', "data", "{case}"),
        ('client.lock("running")', "access-denied"),
        ('client.edit_config(target="candidate", config=ADDED)', "access-denied"),
        (rpc("take", ("case", "{case}"), KEY), "access-denied"),
    ]),
]


def filter_of(inner, **attributes):
    words = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return f"<get><filter{words}>{inner}</filter></get>"


LOCK = "<lock><target><%s/></target></lock>"
OPENSSH = [
    ("openssh", "claire", [
        (filter_of(f'<cases xmlns="{CASES}"><case><id/></case></cases>'), "data", "{case}"),
        (filter_of("", type="xpath", select="/c:cases/c:case/c:id", **{"xmlns:c": CASES}), "data",
         "{case}"),
        (filter_of(f'<netconf-state xmlns="{MONITORING}"><sessions/></netconf-state>'), "data", "claire"),
        (filter_of('<netconf xmlns="urn:ietf:params:xml:ns:netmod:notification"/>'), "data",
         "<replaySupport>true"),
        ("<get-config><source><running/></source></get-config>", "data", "lyon-2"),
        (f'<note xmlns="{CASES}"><case>{{case}}</case><text>by hand</text><idempotency-key>{{key}}'
         "</idempotency-key></note>", "data", "state"),
        ("<get-config><source><startup/></source></get-config>", "unknown-element"),
        ("<get-config/>", "missing-element"),
        ("<get><nothing/></get>", "unknown-element"),
        ('<get xmlns="urn:nothing"/>', "unknown-namespace"),
        (LOCK % "running", "access-denied"),
        ("<kill-session><session-id>0</session-id></kill-session>", "invalid-value"),
        ("<get><filter>", "malformed-message"),
        ("<!DOCTYPE rpc><get/>", "malformed-message"),
        ("<a>" * 65 + "</a>" * 65, "too-big"),
        ("<close-session/>", "ok"),
    ]),
    ("openssh 1.0", "alice", [
        (LOCK % "running", "ok"),
        (LOCK % "running", "lock-denied"),
        ("<edit-config><target><running/></target>" + SITE % ("by-hand", "clinique-a") +
         "</edit-config>", "ok"),
        ("<edit-config><target><running/></target>" + SITE % ("no/name", "clinique-a") +
         "</edit-config>", "invalid-value"),
        ("<edit-config><target><running/></target>" +
         (SITE % ("by-hand", "clinique-a")).replace("<site>", f'<site {OPERATION}"other">') +
         "</edit-config>", "bad-attribute"),
        ("<edit-config><target><running/></target>" +
         (SITE % ("by-hand", "")).replace("<site>", f'<site {OPERATION}"remove">').replace(
             "<client></client>", "") + "</edit-config>", "ok"),
        ("<unlock><target><running/></target></unlock>", "ok"),
        ("<get><filter>", "operation-failed"),
        ("<close-session/>", "ok"),
    ]),
]

INPUT = """-d '{{"vigie-cases:input": {{"case": "%s", "idempotency-key": "{key}"%s}}}}'"""
POST = "-X POST $DOOR/restconf/operations/vigie-cases:"
COLLECTOR = "$DOOR/restconf/data/vigie-collector:collector"
NEW = """-d '{{"vigie-collector:client": [{{"name": "%s"}}]}}'"""
CURL = [
    ("curl", "claire", [
        ("$DOOR/.well-known/host-meta", 200, "/restconf"),
        ("$DOOR/restconf", 200, "ietf-restconf:restconf"),
        ("-I $DOOR/restconf", 200),
        ("$DOOR/restconf/yang-library-version", 200, "2019-01-04"),
        ("$DOOR/restconf/data/ietf-yang-library:yang-library?depth=3", 200, "content-id"),
        ("$DOOR/restconf/data/vigie-cases:cases/case={case}", 200, "{case}"),
        ("'$DOOR/restconf/data/vigie-cases:cases?fields=case(id;state)&limit=1'", 200, "{case}"),
        ("'$DOOR/restconf/data/vigie-cases:cases?depth=2'", 200, "cases"),
        ("$DOOR/restconf/data/ietf-alarms:alarms/summary", 200, "alarm-summary"),
        ("'$DOOR/restconf/data/vigie-collector:collector?content=config&with-defaults=report-all'", 200,
         "ne-8"),
        (POST + "note " + INPUT % ("{case}", ', "text": "by curl"'), 200, "state"),
        ("--max-time 2 -N $DOOR/restconf/streams/cases", 200, "text/event-stream"),
        ("$DOOR/restconf/data/vigie-cases:cases/case=2020-000001", 404, "invalid-value"),
        ("$DOOR/restconf/data/vigie-cases:nothing", 404, "ietf-restconf:errors"),
        ("$DOOR/restconf/data/vigie-cases:cases/case=a,b", 400, "error-message"),
        ("'$DOOR/restconf/data/vigie-cases:cases?depth=0'", 400, "depth"),
        ("'$DOOR/restconf/data/vigie-cases:cases?colour=red'", 400, "colour"),
        ("-X DELETE $DOOR/restconf/data/vigie-cases:cases/case={case}", 403, "access-denied"),
        ("-X PATCH $DOOR/restconf/streams/cases -d '{{}}'", 405, "operation-not-supported"),
        ("-H 'Accept: text/html' $DOOR/restconf/data/vigie-cases:cases", 406),
        (POST + "take " + INPUT % ("2020-000001", ""), 404, "2020-000001"),
        (POST + "take " + INPUT % ("{case}", ', "colour": "red"'), 400, "colour"),
        (POST + "take -d '{{'", 400, "malformed-message"),
        (POST + "take -H 'Content-Type: text/plain' -d x", 415),
        (POST + "nothing -d '{{}}'", 404),
        ("$DOOR/restconf/streams/none", 404),
        ("-X DELETE " + COLLECTOR + "/client=clinique-a", 403, "access-denied"),
    ]),
    ("curl", "alice", [
        ("-I " + COLLECTOR, 200),
        ("-X POST " + COLLECTOR + " " + NEW % "by-curl", 201, "Location"),
        ("-X POST " + COLLECTOR + " " + NEW % "by-curl", 409, "data-exists"),
        ("-X PUT -H 'If-Match: \"r0\"' " + COLLECTOR + "/client=by-curl " + NEW % "by-curl", 412),
        ("-X PATCH " + COLLECTOR + """/client=by-curl -d '{{"vigie-collector:client": """
         """[{{"name": "by-curl", "description": "seen"}}]}}'""", 204),
        (COLLECTOR + "/client=by-curl/description", 200, "seen"),
        ("-X PUT " + COLLECTOR + "/site=lyon-2/client -d '{{\"vigie-collector:client\": \"nobody\"}}'",
         409, "nobody"),
        ("-X POST " + COLLECTOR + " -d '{{\"vigie-collector:colour\": \"red\"}}'", 400, "colour"),
        ("-X DELETE " + COLLECTOR + "/client=by-curl", 204),
        ("-X DELETE " + COLLECTOR + "/client=by-curl", 404),
        ("-X DELETE -H 'If-Match: \"r0\"' " + COLLECTOR + "/client=clinique-a", 412),
    ]),
    ("curl", "nobody", [
        ("$DOOR/restconf/data/vigie-cases:cases", 401, "WWW-Authenticate"),
        ("-H 'Authorization: Bearer vgt_none' $DOOR/restconf/data", 401),
        (POST + "take " + INPUT % ("{case}", ""), 401),
    ]),
    ("curl", "vera", [
        ("$DOOR/restconf/data/vigie-cases:cases", 200, "{case}"),
        (POST + "take " + INPUT % ("{case}", ""), 403, "access-denied"),
        ("$DOOR/restconf/data/vigie-cases:persons", 403, "access-denied"),
    ]),
]

SESSIONS = YANGCLI + NCCLIENT + OPENSSH + CURL


def is_negative(expected):
    return expected not in ("ok", "data") if isinstance(expected, str) else expected >= 400


def steps():
    """(name, client, negative) of every step, in order; names are unique."""
    for number, (client, user, rows) in enumerate(SESSIONS, 1):
        for place, row in enumerate(rows, 1):
            yield f"{number}.{place}-{client}-{user}-{row[1]}", client, is_negative(row[1])
