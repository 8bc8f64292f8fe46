"""The clerk ends at each of five marked points of a deadline's way: every rung is climbed once and in time, every order is sent until it is delivered (P1, P5)."""

from __future__ import annotations

import signal
import time

import pytest

from realtime.clerk.dying import POINTS
from realtime.clerk.loop import LEASE_S
from tests.system import checks
from tests.system.centre import Officer, wait_until
from tests.system.crowd import Crowd, Handset, registered
from tests.system.linked import LinkedCentre
from tests.system.test_crowd_faults import teams_of
from tests.system.test_faults import due_in, rungs
from tests.system.test_wire import FIRE

pytestmark = [pytest.mark.faults, pytest.mark.nightly]  # ten clerks die and are started again; one killed between rungs is in `make test`
ESCALATE, RESEND = "order.escalate", "order.resend"


def died(linked: LinkedCentre) -> bool:
    return linked.processes["clerk"].poll() is not None


def test_the_clerk_ends_at_five_marked_points_of_climbing_and_of_sending_again(linked: LinkedCentre) -> None:
    """Fault 2: the next clerk, which stands by already, climbs at most five seconds late; nobody is asked twice by one rung."""
    officer = Officer(linked.url("web-1"), "zhiban")
    incident = officer.post("/api/incidents", FIRE).json()["id"]
    names = registered(linked, 2 * len(POINTS), "K-")
    units = teams_of(linked, names)
    where = linked.scratch / "dies-at"
    where.write_text("")
    linked.beside["clerk"] = {"CLERK_DIES_AT": str(where)}
    linked.kill("clerk")
    linked.start("clerk-2", "clerk")
    linked.start("clerk")
    linked.beating("clerk")
    linked.beating("clerk-2")
    orders: dict[str, int] = {}

    def ordered(name: str) -> int:
        answer = officer.post(f"/api/incidents/{incident}/assignments", {"unit": units[name], "task": "出动"})
        assert answer.status_code == 201, answer.text
        orders[name] = answer.json()["order"]["id"]
        return orders[name]

    def meets(kind: str, order: int) -> bool:
        """Due now, and again for as long as the other clerk was the faster one."""
        linked.query(
            "UPDATE clerk_deadline SET due_at = clock_timestamp() WHERE kind = %s AND object_id = %s RETURNING pg_notify('clerk', '')",
            kind,
            order,
        )
        return died(linked)

    try:
        for number, point in enumerate(POINTS):
            # The one that shall die works alone until it has died
            linked.processes["clerk-2"].send_signal(signal.SIGSTOP)
            try:
                order = ordered(names[2 * number])
                where.write_text(f"{point}:{ESCALATE}")
                due_in(linked, order, 1)
                wait_until(lambda: died(linked), 20, f"it dies, {point} {ESCALATE}")
            finally:
                linked.processes["clerk-2"].send_signal(signal.SIGCONT)
            wait_until(lambda order=order: len(rungs(linked, order)) == 2, LEASE_S + 10, f"the rung, {point}")
            (climbed,) = linked.query(
                "SELECT extract(epoch FROM min(r.at) - o.due_at)::float FROM orders_rung AS r JOIN orders_order AS o ON o.id = r.order_id"
                " WHERE o.id = %s GROUP BY o.due_at",
                order,
            )[0]
            print(f"\nfault 2: died {point}: the rung is {climbed:.2f} s late")
            assert 0 <= climbed <= 5
            where.write_text("")
            linked.start("clerk")
            linked.beating("clerk")
            linked.processes["clerk-2"].send_signal(signal.SIGSTOP)
            try:
                order = ordered(names[2 * number + 1])
                where.write_text(f"{point}:{RESEND}")
                wait_until(lambda order=order: meets(RESEND, order), 20, f"it dies, {point} {RESEND}")
            finally:
                linked.processes["clerk-2"].send_signal(signal.SIGCONT)
            where.write_text("")
            linked.start("clerk")
            linked.beating("clerk")
        time.sleep(LEASE_S + 1)
        told = "SELECT count(*) FROM log_event WHERE kind = 'order.escalated' AND stream = %s AND (body::jsonb ->> 'id')::int = %s"
        for order in orders.values():
            taken = rungs(linked, order)
            assert len(taken) == len(set(taken)), f"order {order}: {taken}"
            assert linked.query(told, f"incident:{incident}", order) == [(len({step for step, _ in taken}),)]
        # Everybody was off until now; what was ordered comes, and is carried out once
        handsets = [Handset(linked.env["MQTT_URL"], name) for name in names]
        with Crowd() as crowd:
            crowd.add(*handsets)
            linked.query("UPDATE clerk_deadline SET due_at = clock_timestamp() WHERE kind = %s RETURNING 1", RESEND)
            accepted = "SELECT count(*) FROM orders_order WHERE id = ANY(%s) AND state = 'accepted'"
            numbers = list(orders.values())
            wait_until(
                lambda: linked.query(accepted, numbers) == [(len(numbers),)], 150, lambda: f"{linked.query(accepted, numbers)} accepted"
            )
        assert checks.obeyed_twice((one.ident, order) for one in handsets for order in one.done) == []
    finally:
        where.write_text("")
        linked.beside.pop("clerk", None)
        linked.processes["clerk-2"].send_signal(signal.SIGCONT)
        linked.kill("clerk-2")
        if died(linked):
            linked.start("clerk")
