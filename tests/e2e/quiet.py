"""A quiet city: what a test left behind is answered, called off, closed and judged as people would, until no clock of it runs on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.system.centre import Centre, Officer, wait_until

ANSWERED_BY_VOICE = {"kind": "accepted", "said_by": "测试", "channel": "电台", "read_back": True}
FOUR_ONES = dict.fromkeys(("lead", "task_force", "plan", "outlet"), "测试")
WAITING = ("issued", "sent", "delivered", "read")
RINGING = ("waiting", "calling", "delivered", "failed", "taken_over")
# Clocks whose end puts something on the board of whoever comes next: a call's ladder, an order's, a crew that is not heard
RINGS = [
    "call.step",
    "call.delivery",
    "callout.wave",
    "order.escalate",
    "order.resend",
    "order.expire",
    "order.call_answered",
    "safety.contact",
]
SOON = "30 minutes"  # no test lasts so long


def quieten(centre: Centre, officer: Officer) -> None:
    """A step may start a clock (who is released is told so, which wants an answer), and the clerk works meanwhile: until nothing is left."""
    left: list[Any] = []

    def quiet() -> bool:
        left[:] = [*_settle(officer), *clocks(centre)]
        return not left

    try:
        wait_until(quiet, 60)
    except AssertionError:
        pytest.fail(f"the city does not become quiet: {left}")


def clocks(centre: Centre) -> list[tuple[Any, ...]]:
    """What would still ring, in the middle of the next test."""
    left = "SELECT kind, object_id FROM clerk_deadline WHERE due_at < clock_timestamp() + %s::interval AND kind = ANY(%s) ORDER BY 1, 2"
    return centre.query(left, SOON, RINGS)


def _settle(officer: Officer) -> list[str]:
    """One round, in the order in which one thing brings forth another; alarms last. What there was to do."""
    board = officer.get("/api/snapshot?scope=area:4401")["state"]
    done = []
    for path, body in _steps(board):
        answer = officer.post(path, body)
        assert answer.status_code < 300 or answer.json()["code"] == "wrong_state", f"{path}: {answer.text}"  # the clerk was first
        done.append(path)
    return done


def _steps(board: dict[str, dict[str, dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for conference in board["conferences"].values():
        if conference["state"] == "open":
            yield f"/api/conferences/{conference['id']}/end", {}
    for assignment in board["assignments"].values():
        if assignment["state"] in ("open", "planned"):
            yield f"/api/assignments/{assignment['id']}/release", {}
    for order in board["orders"].values():
        if order["kind"] == "stand_down" and order["state"] in WAITING:
            yield f"/api/orders/{order['id']}/voice-acks", ANSWERED_BY_VOICE
    for callout in sorted({call["callout"] for call in board["calls"].values() if call["state"] in RINGING and call["covered_by"] is None}):
        yield f"/api/callouts/{callout}/stop", {}
    for danger in board["dangers"].values():
        yield f"/api/dangers/{danger['id']}/end", {}
    for incident in board["incidents"].values():
        if incident["phase"] != "closed":
            yield f"/api/incidents/{incident['id']}/four-ones", FOUR_ONES
            yield f"/api/incidents/{incident['id']}/close", {"note": "测试结束"}
    for alarm in board["alarms"].values():
        if alarm["verdict"] is None and (alarm["state"] == "active" or not alarm["acked_by"]):
            yield f"/api/alarms/{alarm['id']}/verdict", {"verdict": "test"}
    for wall in board["walls"].values():
        if wall["scene"]["kind"] != "daily" or wall["rotation"]:
            yield f"/api/walls/{wall['id']}/scene", {"scene": {"kind": "daily"}}
