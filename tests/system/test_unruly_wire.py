"""Fault 13: every fifth MQTT message twice, every fifth late, every fifth after the next one, in both directions (P2, P4)."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.system.centre import LOADED_S, Officer, wait_until
from tests.system.crowd import Crowd, Handset, registered
from tests.system.history import History, judged
from tests.system.linked import LinkedCentre
from tests.system.test_crowd_faults import teams_of
from tests.system.test_wire import FIRE
from tests.system.unruly import Unruly

pytestmark = [pytest.mark.faults, pytest.mark.nightly]  # one by one they are in `make test`
ACCEPTED = "SELECT count(*) FROM orders_order WHERE id = ANY(%s) AND state = 'accepted'"
RADIOS, ROUNDS, CHANCE = 12, 5, 0.2


def test_every_message_twice_late_or_out_of_order(linked: LinkedCentre) -> None:
    """Nobody carries an order out twice, no answer falls back, each press is one alarm, no marker goes back."""
    broker = urlsplit(linked.env["MQTT_URL"])
    wire = Unruly(broker.hostname or "127.0.0.1", broker.port or 1883, chance=CHANCE, seed=13)
    names = registered(linked, RADIOS, "U-")
    units = teams_of(linked, names)
    handsets = [Handset(f"mqtt://127.0.0.1:{wire.port}", name, every_s=0.5) for name in names]
    officer, history = Officer(linked.url("web-1"), "zhiban"), History()
    incident = officer.post("/api/incidents", FIRE).json()["id"]
    with Crowd() as crowd:
        crowd.add(*handsets)
        wait_until(lambda: all(one.came for one in handsets), LOADED_S)
        orders: list[int] = []
        for _ in range(ROUNDS):
            held = []
            for unit in units.values():
                end, body = history.assign(officer, incident, unit, uuid4().hex)
                assert end == "ok", body
                held.append(body["assignment"]["id"])
                orders.append(body["order"]["id"])
            wait_until(
                lambda: linked.query(ACCEPTED, orders)[0][0] == len(orders), 90, lambda: f"{linked.query(ACCEPTED, orders)} accepted"
            )
            for number in held:
                assert officer.post(f"/api/assignments/{number}/release").status_code == 200
        for handset in handsets:
            crowd.run(handset.press())
        pressed = "SELECT count(*) FROM alarms_report WHERE device = ANY(%s)"
        devices = [f"radio:{name}" for name in names]
        wait_until(lambda: linked.query(pressed, devices)[0][0] == RADIOS, 60, lambda: f"{linked.query(pressed, devices)} pressed")
    print(f"\nfault 13: {dict(wire.counted)}, {len(orders)} orders carried out once each")
    assert wire.counted["twice"] > 20 and wire.counted["after the next"] > 20 and wire.counted["late"] > 20
    assert {what: words for what, words in judged(linked, history, handsets).items() if words} == {}
    assert linked.query(pressed, devices) == [(RADIOS,)]
    wire.close()
