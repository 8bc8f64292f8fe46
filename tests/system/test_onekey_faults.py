"""One press for two hundred people, and web, clerk and worker killed in the middle of it: one press, orders first, nobody rung twice."""

from __future__ import annotations

import secrets
import threading
import time
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
import requests

from tests.dispatch.example_gateway import ExampleGateway
from tests.system.centre import Centre, Officer, wait_until
from tests.system.leftovers import over

pytestmark = [pytest.mark.faults, pytest.mark.nightly]

PEOPLE = 200
AREA = "440114"
CODE = "pressed"
FIRE = {"type": "11G01", "lon": 113.2203, "lat": 23.4040, "place": "花都"}


def two_hundred(centre: Centre) -> list[int]:
    rows = centre.query(
        "INSERT INTO contacts_person (name, org, title, role_id, area, note, active)"
        " SELECT '被叫' || n, '', '', 'other', %s, '', true FROM generate_series(1, %s) AS n RETURNING id",
        AREA,
        PEOPLE,
    )
    people = [row[0] for row in rows]
    centre.query(
        "INSERT INTO contacts_address (person_id, channel, value, rank, valid)"
        " SELECT id, 'phone', '139' || lpad(id::text, 8, '0'), 0, true FROM unnest(%s::bigint[]) AS id"
        " UNION ALL SELECT id, 'record', '139' || lpad(id::text, 8, '0'), 1, true FROM unnest(%s::bigint[]) AS id RETURNING 1",
        people,
        people,
    )
    return people


def signed_in(url: str) -> Officer:
    for _ in range(5):
        with suppress(requests.Timeout):  # the first request of a busy machine loads the whole centre
            return Officer(url, "zhibanzhang")
    raise AssertionError(f"{url} signs nobody in")


def patiently(officer: Officer, path: str, body: Any, key: str) -> requests.Response:
    """As a screen does it: no answer in time is asked again under the same key."""
    for _ in range(5):
        with suppress(requests.Timeout):
            return officer.post(path, body, key=key)
    raise AssertionError(f"{path} gave no answer")


def test_killed_in_the_middle_there_is_one_press_and_every_leg_ends_in_a_true_state(centre: Centre):
    gateway = ExampleGateway(secrets.token_hex(16))
    gateway.sleep = 0.05
    kept, centre.env = centre.env, centre.env | {f"GATEWAY_{CODE.upper()}_SECRET": gateway.secret}
    centre.query(
        'INSERT INTO gateways_provider (code, kind, name, url, signature, templates_only, most_parts, bmp_only, "order", active)'
        " VALUES (%s, 'voice', '外呼', %s, '', false, 5, true, 0, true) RETURNING 1",
        CODE,
        gateway.url,
    )
    # As many lines as it takes: what is tried is the power going, not the pace of a channel.
    lines = "UPDATE pacing_channellimit SET per_minute = %s, burst = %s, concurrent = %s WHERE channel = 'phone' RETURNING 1"
    usual = centre.query("SELECT per_minute, burst, concurrent FROM pacing_channellimit WHERE channel = 'phone'")[0]
    centre.query(lines, 60000, 1000, 8)
    centre.query("UPDATE pacing_channelstate SET tokens = 1000 WHERE name = 'phone' RETURNING 1")
    centre.kill("worker")
    centre.start("worker")
    people = two_hundred(centre)
    callout = incident = 0
    try:
        officer, second = signed_in(centre.url("web-1")), signed_in(centre.url("web-2"))
        incident = patiently(officer, "/api/incidents", FIRE, str(uuid4())).json()["id"]
        units = [
            row[0]
            for row in centre.query(
                "SELECT subject_id FROM teams_unit AS u WHERE exercise_id IS NULL AND status_id = 'ready' AND area LIKE '440114%%' AND NOT EXISTS"
                " (SELECT 1 FROM orders_assignment AS a WHERE a.unit_id = u.subject_id AND a.state = 'open') ORDER BY 1 LIMIT 3"
            )
        ]
        parts = {"talk": False, "conference": False, "wall": False}
        body = {"incident": incident, "selection": {"units": units, "persons": people}, "parts": parts}
        token, key = patiently(officer, "/api/onekey/preview", body, "").json()["token"], str(uuid4())
        _press_and_kill_the_web(centre, officer, token, key)
        answer = patiently(second, "/api/onekey/confirm", {"token": token}, key)
        assert answer.status_code == 201, answer.text
        legs = {leg["kind"]: leg for leg in answer.json()["legs"]}
        callout = legs["callout"]["ref"]
        assert (legs["orders"]["of"], legs["callout"]["of"]) == (len(units), PEOPLE)
        wait_until(lambda: len(gateway.taken) >= 40, 30, f"forty rung; {centre.log('worker')}")
        for name in ("worker", "clerk"):
            centre.kill(name)
            centre.start(name)
        centre.start_web("web-1")
        _every_leg_is_true(centre, gateway, callout, incident, len(units))
    finally:
        centre.env = kept
        centre.query("UPDATE gateways_provider SET active = false WHERE code = %s RETURNING 1", CODE)
        centre.query("UPDATE contacts_person SET active = false WHERE id = ANY(%s) RETURNING 1", people)
        centre.query(lines, *usual)
        over(centre, callout)
        presses = "SELECT id FROM onekey_press WHERE incident_id = %s"
        centre.query(f"DELETE FROM clerk_deadline WHERE kind LIKE 'onekey.%%' AND object_id IN ({presses}) RETURNING 1", incident)
        if "web-1" not in centre.processes:
            centre.start_web("web-1")
        gateway.close()


def _press_and_kill_the_web(centre: Centre, officer: Officer, token: str, key: str) -> None:
    """The power goes while the press is being stored; whether it was, only the second answer says."""

    def press() -> None:
        with suppress(requests.RequestException):
            officer.post("/api/onekey/confirm", {"token": token}, key=key)

    pressing = threading.Thread(target=press)
    pressing.start()
    time.sleep(0.25)
    centre.kill("web-1")
    pressing.join(15)


def _every_leg_is_true(centre: Centre, gateway: ExampleGateway, callout: int, incident: int, units: int) -> None:
    def one(sql: str, *values: Any) -> Any:
        return centre.query(sql, *values)[0][0]

    rung = "SELECT a.id, a.result FROM callout_attempt AS a JOIN callout_call AS c ON c.id = a.call_id WHERE c.callout_id = %s AND a.channel = 'phone' AND a.step = 1"

    def settled() -> bool:
        """Every try was either heard by the gateway, or says itself that nobody knows or that it failed."""
        taken = {key.removeprefix("a") for key in gateway.taken}
        rows = centre.query(rung, callout)
        return len(rows) == PEOPLE and all(str(number) in taken or result in ("unknown", "failed") for number, result in rows)

    wait_until(settled, 60, "every try is with the gateway or says what became of it")
    asked = [message["id"] for request in gateway.requests for message in request["messages"]]
    assert len(asked) == len(set(asked)), "somebody was rung twice by the same try"
    assert one("SELECT count(*) FROM onekey_press WHERE incident_id = %s", incident) == 1
    assert one("SELECT count(*) FROM callout_callout WHERE incident_id = %s AND purpose = 'call'", incident) == 1
    assert one("SELECT count(*) FROM orders_order WHERE incident_id = %s AND kind = 'dispatch'", incident) == units
    order, call = (
        one("SELECT min(seq) FROM log_event WHERE stream = %s AND kind = %s", f"incident:{incident}", kind)
        for kind in ("order.issued", "call.started")
    )
    assert order < call, "orders are stored before any call"
