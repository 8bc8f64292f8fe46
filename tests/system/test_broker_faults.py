"""The broker dies with what it had taken: every order comes all the same (P1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from command.supervisor.ports import is_free
from tests.system.centre import Officer, wait_until
from tests.system.linked import LinkedCentre
from tests.system.test_wire import FIRE, a_radio, terminal

pytestmark = pytest.mark.faults
ORDERS = 200  # queued for one radio when the broker dies


def test_the_broker_killed_with_two_hundred_orders_queued(linked: LinkedCentre) -> None:
    """Fault 5: what it had taken for a radio that was off dies with it; every order comes all the same, since we send until it is delivered (P1)."""
    officer = Officer(linked.url("web-1"), "zhiban")
    incident = officer.post("/api/incidents", FIRE).json()["id"]
    name, _, unit = a_radio(linked)
    made = officer.post(f"/api/incidents/{incident}/assignments", {"unit": unit, "task": "出动"}).json()
    path = f"/api/assignments/{made['assignment']['id']}/tasks"

    def order(number: int) -> int:
        answer = officer.post(path, {"task": f"任务 {number}"})
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    with ThreadPoolExecutor(4) as pool:
        orders = {made["order"]["id"], *pool.map(order, range(ORDERS - 1))}
    assert len(orders) == ORDERS
    sent = "SELECT count(*) FROM orders_order WHERE id = ANY(%s) AND state <> 'issued'"
    wait_until(
        lambda: linked.query(sent, list(orders))[0][0] >= ORDERS // 2,
        30,
        lambda: f"{linked.query(sent, list(orders))} handed to the broker",
    )
    with linked.broker_kept():
        dead = linked.processes["broker"]
        dead.kill()
        port = int(linked.env["MQTT_URL"].rpartition(":")[2])
        wait_until(lambda: linked.processes["broker"] is not dead and not is_free("127.0.0.1", port), 20, "it is started again")
        with terminal(linked, f"ecc/v1/+/+/{name}/cmd") as (_, heard):
            wait_until(lambda: orders <= {body["order"] for _, body in heard if body.get("order")}, 120, lambda: f"{len(heard)} heard")
