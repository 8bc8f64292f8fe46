"""An order's whole way with real processes: over the broker to a radio, its answers back, and the same on a second desk."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

from realtime.reduce import reduce
from tests.system.centre import Centre, Officer, Screen, wait_until
from tests.system.test_wire import FIRE, a_radio, ms, publish, terminal

VOICE = {"by_voice": {"spoken_to": "队长", "channel": "应急17", "read_back": True}}


def test_a_radio_answers_arrives_and_learns_that_an_order_was_taken_back(centre: Centre):
    """The second officer refreshes nothing: what the radio says is on the other desk within a second or two, and both agree."""
    wang, screen = Officer(centre.url("web-1"), "zhiban"), Screen(Officer(centre.url("web-2"), "zhibanzhang"))
    screen.connect()
    incident = wang.post("/api/incidents", FIRE).json()["id"]
    name, _, unit = a_radio(centre)
    with terminal(centre, f"ecc/v1/+/+/{name}/cmd") as (radio, heard):

        def said(kind: str, number: int) -> None:
            body = {"order": number, "kind": kind, "mid": uuid4().hex, "at": ms()}
            publish(radio, f"ecc/v1/440117/radio/{name}/ack", body)

        assigned = wang.post(f"/api/incidents/{incident}/assignments", {"unit": unit, "task": "出动"}).json()
        order, assignment = assigned["order"]["id"], assigned["assignment"]["id"]
        wait_until(lambda: any(body["order"] == order for _, body in heard), 15, "the radio has the order")
        for kind in ("delivered", "accepted", "arrived"):
            said(kind, order)
        seen(screen, "assignment.arrived", assignment)
        began = time.monotonic()
        assert wang.post(f"/api/assignments/{assignment}/leg", {"leg": "working"} | VOICE).status_code == 200
        seen(screen, "assignment.working", assignment)
        assert time.monotonic() - began < 2  # the promise is a second; the margin is for a busy machine
        task = wang.post(f"/api/assignments/{assignment}/tasks", {"task": "转东侧"}).json()["id"]
        assert wang.post(f"/api/orders/{task}/cancel", {"reason": "火势已变"}).status_code == 200
        wait_until(lambda: any(body["kind"] == "cancel" and body["body"]["order"] == task for _, body in heard), 15, "taken back")
    assert wang.post(f"/api/incidents/{incident}/release-all", {"note": "收队"}).status_code == 200
    now = screen.state_there()
    mine = reduce(screen.state, [(kind, body) for _, _, kind, body in screen.events])
    for table in ("orders", "assignments"):
        assert mine[table] == now[table], table
    assert screen.gaps() == []
    screen.close()


def seen(screen: Screen, kind: str, number: int) -> Any:
    def there(_: Any) -> bool:
        return any(event[2] == kind and event[3]["id"] == number for event in screen.events)

    return there(None) or screen.read_until(there, 20)
