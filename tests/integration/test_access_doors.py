"""Who may do what at the doors: the cells of tests/data/access.tsv through vigie-web and through
vigie-netconf, for each role, of the integrator's and of a client's.

test_access.py tries the same at the collector's socket. An order says nothing that could be done
("{", an operation without its leafs): who may not hears access-denied, whatever else is wrong.

Test numbers 40 and 125 (127.1.125.0/24).  Needs root: sshd and the clients see a passwd of their own.
"""
import http.client
import json

import pytest
from access import BELOW, NAMES, ROWS, expected
from ncdoor import EVENTS, NC, NcDoor, is_ok
from noc import DATA, JSON
from test_access import USERS, a_client
from test_web_login import add_token
from webdesk import Web

NET = "127.1.125"


# --- RESTCONF ---------------------------------------------------------------------------------


class Client(http.client.HTTPConnection):
    """A user's connection to vigie-web, with his token, kept alive."""

    def __init__(self, web, token):
        super().__init__(web.host, web.port, timeout=20)
        self.web, self.fields = web, {"Authorization": f"Bearer {token}", "Accept": JSON}

    def connect(self):
        self.sock = self.web.link()

    def ask(self, method, path, body=None):
        self.request(method, path, body, {**self.fields, **({"Content-Type": JSON} if body else {})})
        answer = self.getresponse()
        text = answer.read()
        if answer.status == 403:
            error = json.loads(text)["ietf-restconf:errors"]["error"][0]
            assert error["error-tag"] == "access-denied", error
        return answer.status

    def follow(self, stream):
        """Its status alone: a stream has no end."""
        link = Client(self.web, "")
        link.request("GET", f"/restconf/streams/{stream}",
                     headers={**self.fields, "Accept": "text/event-stream"})
        status = link.getresponse().status
        link.sock.close()
        return status


def by_restconf(client, what, name):
    """The status of the cell's request."""
    if what == "follow":
        return client.follow(name)
    if what == "read":
        return client.ask("GET", f"{DATA}/{name}")
    if what == "edit":
        return client.ask("PUT", f"{DATA}/{name}", "{")
    return client.ask("POST", f"/restconf/{target(name)}", "{")


def target(name):
    """Where an operation or action stands."""
    if not name.startswith("ietf-alarms:"):
        return f"operations/{name}"
    shelved = "shelved-alarms" if "shelved" in name else "alarm-list"
    key = "/alarm=a,vigie-alarm-types%3Apsu-failed," if "operator" in name else ""
    return f"data/ietf-alarms:alarms/{shelved}{key}/{name.split(':')[1]}"


@pytest.fixture(name="web", scope="module")
def a_web(tmp_path_factory):
    made = Web(tmp_path_factory.mktemp("access"), net=NET,
               users=[*USERS, {"name": "root", "role": "admin"}], change=a_client)
    yield made
    made.stop()


@pytest.fixture(name="clients", scope="module")
def the_clients(web):
    made = {name: Client(web, add_token(web, name)) for name in NAMES + BELOW}
    yield made
    for client in made.values():
        client.close()


@pytest.mark.parametrize("user", NAMES + BELOW)
def test_every_cell_by_restconf(clients, user):
    wrong = []
    for row in ROWS:
        may, status = expected("restconf", row, user), by_restconf(clients[user], *row[:2])
        # Who may not does nothing, and for who may "{" is no order.
        if (may is not None and (status == 403) == may) or (
                row[0] not in ("read", "follow") and status < 400):
            wrong.append((row, status))
    assert not wrong, wrong


# --- NETCONF ----------------------------------------------------------------------------------

# vigie-tree's operations are NETCONF's own there.
STORE = "<target><candidate/></target>"
OWN = {
    "tree-validate": "<validate><source><candidate/></source></validate>",
    "tree-edit": f"<edit-config>{STORE}<config/></edit-config>",
    "tree-discard": "<discard-changes/>",
    "tree-commit": "<commit/>",
    "tree-cancel": "<cancel-commit/>",
    "session-lock": f"<lock>{STORE}</lock>",
    "session-unlock": f"<unlock>{STORE}</unlock>",
    "session-kill": "<kill-session><session-id>4000000</session-id></kill-session>",
}
STREAMS = {"vigie": "NETCONF", "netconf": "NETCONF", "cases": "cases", "alarms": "alarms"}


def namespace(name):
    module = name.split(":")[0]
    return f"urn:ietf:params:xml:ns:yang:{module}" if module.startswith("ietf-") \
        else f"urn:vigie:{module}"


def order(name):
    """The request of the row 'run NAME', with nothing in it that could be done."""
    bare = name.split(":")[1]
    if bare in OWN and name.startswith("vigie-tree:"):
        return OWN[bare]
    if not name.startswith("ietf-alarms:"):
        return f'<{bare} xmlns="{namespace(name)}"><none/></{bare}>'
    inner = f"<{bare}><none/></{bare}>"
    if bare == "set-operator-state":
        inner = f"<alarm><resource>a</resource>{inner}</alarm>"
    where = "shelved-alarms" if "shelved" in name else "alarm-list"
    return ('<action xmlns="urn:ietf:params:xml:ns:yang:1"><alarms xmlns="'
            f'{namespace(name)}"><{where}>{inner}</{where}></alarms></action>')


def fault(answer):
    error = answer.find(f"{{{NC}}}rpc-error")
    return error.find(f"{{{NC}}}error-tag").text if error is not None else None


def reads(session, name):
    """Whether something of it comes: what may not be read is left out (RFC 8341 3.2.4)."""
    bare = name.split(":")[1]
    if bare == "tree-get":
        # The candidate: of what else is configuration, everybody reads what is his.
        data = session.data("<get-config><source><candidate/></source></get-config>")
        return data.find("{urn:vigie:vigie-collector}collector") is not None
    data = session.data(f'<get><filter type="subtree"><{bare} xmlns="{namespace(name)}"/>'
                        "</filter></get>")
    return len(data) > 0


@pytest.fixture(name="door", scope="module")
def a_door():
    users = {name: (5100 + i, name.removeprefix("client-")) for i, name in enumerate(NAMES)}
    made = NcDoor(persons, users)
    made.sshd("127.1.125.1")
    made.desk.open_case()
    yield made
    made.end()


def persons(top):
    a_client(top)
    for user in top["user"]:
        if user["name"].startswith("client-"):
            user["person"] = "p-zoe"


def by_netconf(session, what, name):
    """What comes of the cell's request: 'denied', 'done', or how it is refused otherwise."""
    if what == "read" or name == "vigie-tree:tree-get":
        return "done" if reads(session, name) else "denied"
    if what == "edit":
        request = "<edit-config><target><running/></target><config/></edit-config>"
    elif what == "follow":
        request = f'<create-subscription xmlns="{EVENTS}"><stream>{STREAMS[name]}</stream>' \
            "</create-subscription>"
    else:
        request = order(name)
    said = fault(session.ask(request))
    return "done" if said is None else "denied" if said == "access-denied" else said


@pytest.mark.parametrize("user", NAMES)
def test_every_cell_by_netconf(door, user):
    session, wrong = door.ssh(user), []
    for row in ROWS:
        what, name = row[:2]
        may = expected("netconf", row, user)
        if may is None:
            continue
        # A subscription is for ever: each has a session of its own.
        asks = door.raw(user) if what == "follow" else session
        said = by_netconf(asks, what, name)
        if asks is not session:
            asks.end()
        if (said == "denied") == may:
            wrong.append((row, said))
        elif may and what == "run" and name.split(":")[0] != "vigie-tree":
            # Nothing was done: the models have refused it.
            wrong += [(row, said)] * (said not in ("unknown-element", "missing-element"))
    assert session.end()[0] == 0
    assert not wrong, wrong


def test_a_clients_person_follows_his_cases_by_netconf(door):
    session = door.raw("client-viewer")
    assert is_ok(session.ask(f'<create-subscription xmlns="{EVENTS}"><stream>cases</stream>'
                             "</create-subscription>"))
    number = door.desk.open_case("ne-8")
    while number not in (told := session.hear()):
        assert told
    assert "case-opened" in told
    session.end()
