"""What is killed, frozen or cut off under the centre, and what must hold meanwhile and after (docs/promises.md)."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest
import redis

from tests.system.centre import Centre, Officer, Screen, wait_until
from tests.system.test_wire import FIRE, a_radio, ms, publish, terminal

pytestmark = [pytest.mark.faults, pytest.mark.quick]
FROZEN_MS = 6000


def due_in(centre: Centre, order: int, seconds: float) -> None:
    """So much time passes for this order that it is due `seconds` from now, by the clock of the database; the clerk hears of it before."""
    moved = centre.query(
        "WITH passed AS (SELECT id, due_at - clock_timestamp() - make_interval(secs => %s) AS by FROM orders_order WHERE id = %s),"
        " moved AS (UPDATE orders_order AS o SET due_at = o.due_at - p.by FROM passed AS p WHERE o.id = p.id)"
        " UPDATE clerk_deadline AS d SET due_at = d.due_at - p.by FROM passed AS p"
        " WHERE d.kind LIKE 'order.%%' AND d.object_id = p.id RETURNING pg_notify('clerk', '')",
        seconds,
        order,
    )
    assert moved


def rungs(centre: Centre, order: int) -> list[tuple[int, str]]:
    return centre.query("SELECT step, action FROM orders_rung WHERE order_id = %s ORDER BY id", order)


def test_the_ladder_is_climbed_in_time_and_each_rung_once_although_the_clerk_is_killed_between(centre: Centre):
    """P5: due while nobody ran; the next clerk does it at once. While one runs, a rung is at most a second late."""
    officer = Officer(centre.url("web-1"), "zhiban")
    incident = officer.post("/api/incidents", FIRE).json()
    _, _, unit = a_radio(centre)
    centre.beating("clerk")
    order = officer.post(f"/api/incidents/{incident['id']}/assignments", {"unit": unit, "task": "出动"}).json()["order"]["id"]
    due_in(centre, order, 2)
    wait_until(lambda: len(rungs(centre, order)) == 2, 10, lambda: f"the first rung; {centre.log('clerk')}")
    (late,) = centre.query(
        "SELECT extract(epoch FROM min(r.at) - o.due_at) FROM orders_rung AS r JOIN orders_order AS o ON o.id = r.order_id"
        " WHERE o.id = %s GROUP BY o.due_at",
        order,
    )[0]
    assert 0 <= late <= 1, f"{late} s late"
    centre.kill("clerk")
    due_in(centre, order, -31)  # the second rung is 30 s after the first
    assert len(rungs(centre, order)) == 2
    centre.start("clerk")
    centre.beating("clerk")  # loading the program is not the promise; from its first beat on it is
    wait_until(lambda: len(rungs(centre, order)) >= 3, 15, "the second rung")  # a clerk slow to load takes the third as well
    centre.kill("clerk")
    due_in(centre, order, -61)
    centre.start("clerk")
    centre.beating("clerk")
    wait_until(lambda: len(rungs(centre, order)) == 5, 15, "the third rung")
    assert [step for step, _ in rungs(centre, order)] == [1, 1, 2, 3, 3]
    counted = centre.query("SELECT count(*) FROM log_event WHERE kind = 'order.escalated' AND stream = %s", f"incident:{incident['id']}")
    assert counted == [(3,)]
    assert centre.query("SELECT count(*) FROM alarms_alarm WHERE device = %s", f"order:{order}:unanswered") == [(1,)]


def test_an_sos_sent_while_the_gateway_is_dead_is_an_alarm_when_it_returns(centre: Centre):
    """The broker keeps it for our session, the inbox keeps it from then on."""
    name, _, subject = a_radio(centre)
    centre.beating("gateway")
    centre.kill("gateway")
    with terminal(centre) as (radio, _):
        publish(radio, f"ecc/v1/440117/radio/{name}/sos", {"active": True, "mid": uuid4().hex, "lat": 23.6, "lon": 113.6, "at": ms()})
        centre.start("gateway")
        wait_until(lambda: centre.query("SELECT 1 FROM alarms_alarm WHERE subject_id = %s AND source = 'sos'", subject), 30, "the alarm")


def test_a_killed_gateway_puts_the_markers_back_where_they_were(centre: Centre):
    """An older fix that comes first to the new one must not move a marker. Another radio's fixes say when that has been judged."""
    (name, _, subject), (other, _, witness) = a_radio(centre), a_radio(centre)
    with terminal(centre) as (radio, _):

        def stands(who: str, number: int, lat: float) -> bool:
            """As radios do, it says again where it is; what nobody has subscribed to yet is lost."""
            publish(radio, f"ecc/v1/440117/radio/{who}/pos", {"lat": lat, "lon": 113.44, "at": ms()}, qos=0)
            return bool(centre.query("SELECT 1 FROM tracks_lastfix WHERE subject_id = %s AND lat = %s", number, lat))

        wait_until(lambda: stands(name, subject, 23.44), 10, "stored")
        centre.kill("gateway")
        centre.start("gateway")
        centre.beating("gateway")
        wait_until(lambda: stands(other, witness, 23.45), 30, lambda: f"the new one hears; {centre.log('gateway')}")
        publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.40, "lon": 113.40, "at": ms() - 60_000}, qos=0)
        wait_until(lambda: stands(other, witness, 23.46), 20, "what came after the older fix is stored")
    assert centre.query("SELECT lat FROM tracks_lastfix WHERE subject_id = %s", subject) == [(23.44,)]


def test_commands_and_screens_go_on_while_redis_is_frozen(centre: Centre):
    """P6: nothing depends on the bell; screens follow by the poll within seconds."""
    officer = Officer(centre.url("web-1"), "zhiban")
    screen = Screen(Officer(centre.url("web-2"), "zhibanzhang"))
    screen.connect()
    client = redis.Redis.from_url(centre.env["REDIS_URL"], socket_timeout=FROZEN_MS / 1000 + 10)
    client.execute_command("CLIENT", "PAUSE", str(FROZEN_MS), "ALL")
    began = time.monotonic()
    alarm = officer.post("/api/alarms", {"urgency": "urgent", **FIRE})
    assert alarm.status_code == 201
    assert time.monotonic() - began < 2
    screen.read_until(lambda frame: any(event[3].get("id") == alarm.json()["id"] for event in screen.events), 5)
    assert screen.gaps() == []
    screen.close()
    client.ping()  # answered when it has thawed: the next test finds it as usual


def test_a_slow_reader_is_closed_and_comes_back_with_its_cursor(centre: Centre):
    """It never says `got`: after 15 s it is let go, and nobody else waited for it."""
    slow = Screen(Officer(centre.url("web-1"), "zhiban"))
    slow.connect()
    writer = Officer(centre.url("web-2"), "zhibanzhang")
    first = writer.post("/api/alarms", {"urgency": "normal", **FIRE}).json()["id"]
    code = wait_until(lambda: closed_with(slow), 30, "closed as slow")
    assert code == 4008
    second = writer.post("/api/alarms", {"urgency": "normal", **FIRE}).json()["id"]
    slow.connect()
    slow.read_until(lambda frame: any(event[3].get("id") == second for event in slow.events))
    assert slow.gaps() == []
    assert first in [event[3]["id"] for event in slow.events if event[2] == "alarm.raised"]
    slow.close()


def closed_with(screen: Screen) -> int | None:
    from websockets.exceptions import ConnectionClosed

    try:
        screen.read(0.5)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else -1
    return None
