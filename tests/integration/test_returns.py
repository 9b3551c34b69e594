"""Returns at the doors: the RPCs and the list on the socket, vigie return, and the case's page.

Test number 40 with test_doors.py, whose desk it is (127.1.40.0/24).
"""
import uuid

import pytest

from noc import DATA, OPERATIONS, Desk, error_of

CHECKED = {"check": "reseated", "result": "the LED stays red", "engineer": "claire"}


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.stage.stop()
    assert "ERROR: AddressSanitizer" not in made.log()


def turn(desk, verb, which, **more):
    body = {"vigie-cases:input": {"return": which, "idempotency-key": uuid.uuid4().hex, **more}}
    answer, tree = desk.ask("POST", f"{OPERATIONS}/vigie-cases:{verb}", body)
    return answer.status, tree


def one(desk, number):
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:returns/return={number}")
    assert answer.status == 200, tree
    return tree["vigie-cases:return"][0]


def test_a_return_at_the_socket(desk):
    case = desk.open_case()
    status, tree = desk.do("return-ask", case, resource="device/ne-7/psu/1")
    assert status == 200, tree
    number = tree["vigie-cases:output"]["return"]
    assert number.startswith("R-") and tree["vigie-cases:output"]["state"] == "suggested"
    assert turn(desk, "return-confirm", number, side="integrator", **CHECKED)[0] == 200
    status, tree = turn(desk, "return-rma-number", number, number="RMA-1")
    error = error_of(tree)
    assert status == 409 and error["error-app-tag"] == "refused-by-policy"
    assert "P10" in error["error-message"] and number in error["error-message"]
    assert one(desk, number)["number"][0]["state"] == "proposed"
    status, tree = turn(desk, "return-confirm", number, side="supplier", evidence="CS0012345")
    assert tree["vigie-cases:output"] == {"return": number, "state": "confirmed"}
    assert turn(desk, "return-rma-number", number, number="RMA-1")[0] == 200
    assert turn(desk, "return-ship", number, carrier="TNT", serial="PS-2")[0] == 200
    seen = one(desk, number)
    assert seen["state"] == "shipped" and seen["rma"] == "RMA-1" and seen["case"] == case
    assert [k["side"] for k in seen["key"]] == ["integrator", "supplier"]
    assert seen["shipment"][0]["carrier"] == "TNT" and seen["unit"][0]["state"] == "at-client"
    shown = desk.case(case)
    assert shown["state"] == "in-return" and shown["return"][0]["id"] == number
    assert {"replacement", "second-key"} <= {t["name"] for t in shown["target"]}
    assert [e for e in shown["entry"] if e.get("kind") == "return"]
    answer, tree = desk.ask("GET", f"{DATA}/vigie-cases:returns/return=R-2026-9999")
    assert answer.status == 404


def test_a_check_at_both_doors(desk):
    case = desk.open_case()
    status, tree = desk.do("check", case, result="confirms", text="reseated, dark")
    assert status == 200, tree
    shown = desk.case(case)
    advice = shown["suggestion"][0]
    assert advice["grade"] == "ready" and advice["kind"] == "standard"
    assert advice["checked"].startswith("confirms") and "psu-failed" in advice["evidence"]
    assert [e for e in shown["entry"] if e.get("kind") == "check"]
    page = desk.vigie("case", "show", case).stdout
    assert "reseated, dark" in page and "evidence" in page and "allot-psu" in page
    number = shown["return"][0]["id"]
    done = desk.vigie("return", "check", number, "--result", "denies", "--text", "green")
    assert done.returncode == 0, done.stderr
    assert [c["result"] for c in one(desk, number)["check"]] == ["confirms", "denies"]
    assert "green" in desk.vigie("return", "show", number).stdout
    assert desk.case(case)["suggestion"][0]["grade"] == "possible"
    done = desk.vigie("case", "check", case, "--result", "perhaps")
    assert done.returncode != 0


def test_a_return_at_the_command(desk):
    case = desk.open_case()
    done = desk.vigie("return", "ask", case, "--resource", "device/ne-7/psu/1")
    assert done.returncode == 0, done.stderr
    number = done.stdout.split(":")[0]
    assert "now suggested" in done.stdout
    done = desk.vigie("return", "rma-number", number, "--number", "RMA-1")
    assert done.returncode == 4 and "P10" in done.stderr
    done = desk.vigie("return", "confirm", number)
    assert done.returncode == 2 and "--side" in done.stderr
    done = desk.vigie("return", "confirm", number, "--side", "supplier", "--evidence", "CS1")
    assert done.returncode == 0 and "now half-confirmed" in done.stdout, done.stderr
    listed = desk.vigie("return", "list").stdout
    assert number in listed and "the integrator's key" in listed
    assert "No return is stuck." in desk.vigie("return", "list", "--stuck").stdout
    page = desk.vigie("return", "show", number).stdout
    assert "half-confirmed" in page and "CS1" in page and "RMA-1" in page and "proposed" in page
    assert number in desk.vigie("case", "show", case).stdout
    assert desk.vigie("return", "show", "R-2026-9999").returncode == 3
