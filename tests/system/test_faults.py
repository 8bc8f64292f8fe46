"""What is killed, frozen or cut off under the centre, and what must hold meanwhile and after (docs/promises.md)."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest
import redis

from tests.system.centre import Centre, Officer, Screen, wait_until
from tests.system.test_wire import FIRE, a_radio, ms, publish, terminal

pytestmark = [pytest.mark.faults, pytest.mark.quick]


def later(centre: Centre, order: int, seconds: float) -> None:
    """Time passes for this order."""
    centre.query("UPDATE orders_order SET due_at = due_at - make_interval(secs => %s) WHERE id = %s RETURNING 1", seconds, order)
    centre.query(
        "UPDATE clerk_deadline SET due_at = due_at - make_interval(secs => %s) WHERE kind LIKE 'order.%%' AND object_id = %s RETURNING pg_notify('clerk', '')",
        seconds,
        order,
    )


def rungs(centre: Centre, order: int) -> list[tuple[int, str]]:
    return centre.query("SELECT step, action FROM orders_rung WHERE order_id = %s ORDER BY id", order)


def test_the_ladder_is_climbed_in_time_and_each_rung_once_although_the_clerk_is_killed_between(centre: Centre):
    """P5: due while nobody ran; the next clerk does it at once. While one runs, a rung is at most a second late."""
    officer = Officer(centre.url("web-1"), "zhiban")
    incident = officer.post("/api/incidents", FIRE).json()
    _, _, unit = a_radio(centre)
    wait_until(lambda: centre.query("SELECT 1 FROM health_beat WHERE process = 'clerk' AND at > clock_timestamp() - interval '5 s'"), 30)
    order = officer.post(f"/api/incidents/{incident['id']}/assignments", {"unit": unit, "task": "出动"}).json()["order"]["id"]
    later(centre, order, 59)  # the first rung is due in a second or less
    wait_until(lambda: len(rungs(centre, order)) == 2, 10, f"the first rung; {centre.log('clerk')}")
    (late,) = centre.query(
        "SELECT extract(epoch FROM min(r.at) - o.due_at) FROM orders_rung AS r JOIN orders_order AS o ON o.id = r.order_id"
        " WHERE o.id = %s GROUP BY o.due_at",
        order,
    )[0]
    assert 0 <= late <= 1, f"{late} s late"
    centre.kill("clerk")
    later(centre, order, 32)
    assert len(rungs(centre, order)) == 2
    centre.start("clerk")
    wait_until(lambda: len(rungs(centre, order)) == 3, 15, "the second rung")
    centre.kill("clerk")
    later(centre, order, 35)
    centre.start("clerk")
    wait_until(lambda: len(rungs(centre, order)) == 5, 15, "the third rung")
    assert [step for step, _ in rungs(centre, order)] == [1, 1, 2, 3, 3]
    counted = centre.query("SELECT count(*) FROM log_event WHERE kind = 'order.escalated' AND stream = %s", f"incident:{incident['id']}")
    assert counted == [(3,)]
    assert centre.query("SELECT count(*) FROM alarms_alarm WHERE device = %s", f"order:{order}:unanswered") == [(1,)]


def test_an_sos_sent_while_the_gateway_is_dead_is_an_alarm_when_it_returns(centre: Centre):
    """The broker keeps it for our session, the inbox keeps it from then on."""
    name, _, subject = a_radio(centre)
    wait_until(lambda: centre.query("SELECT 1 FROM health_beat WHERE process = 'gateway' AND at > clock_timestamp() - interval '5 s'"), 30)
    centre.kill("gateway")
    with terminal(centre) as (radio, _):
        publish(radio, f"ecc/v1/440117/radio/{name}/sos", {"active": True, "mid": uuid4().hex, "lat": 23.6, "lon": 113.6, "at": ms()})
        centre.start("gateway")
        wait_until(lambda: centre.query("SELECT 1 FROM alarms_alarm WHERE subject_id = %s AND source = 'sos'", subject), 30, "the alarm")


def test_a_killed_gateway_puts_the_markers_back_where_they_were(centre: Centre):
    name, _, subject = a_radio(centre)
    with terminal(centre) as (radio, _):
        publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.44, "lon": 113.44, "at": ms()}, qos=0)
        wait_until(lambda: centre.query("SELECT 1 FROM tracks_lastfix WHERE subject_id = %s AND lat = 23.44", subject), 10, "stored")
        centre.kill("gateway")
        centre.start("gateway")
        wait_until(
            lambda: centre.query("SELECT 1 FROM health_beat WHERE process = 'gateway' AND at > clock_timestamp() - interval '3 s'"), 30
        )
        publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.40, "lon": 113.40, "at": ms() - 60_000}, qos=0)
        time.sleep(2)  # long enough for the writer's second
    assert centre.query("SELECT lat FROM tracks_lastfix WHERE subject_id = %s", subject) == [(23.44,)]


def test_commands_and_screens_go_on_while_redis_is_frozen(centre: Centre):
    """P6: nothing depends on the bell; screens follow by the poll within seconds."""
    officer = Officer(centre.url("web-1"), "zhiban")
    screen = Screen(Officer(centre.url("web-2"), "zhibanzhang"))
    screen.connect()
    client = redis.Redis.from_url(centre.env["REDIS_URL"])
    client.execute_command("CLIENT", "PAUSE", "6000", "ALL")
    began = time.monotonic()
    alarm = officer.post("/api/alarms", {"urgency": "urgent", **FIRE})
    assert alarm.status_code == 201
    assert time.monotonic() - began < 2
    screen.read_until(lambda frame: any(event[3].get("id") == alarm.json()["id"] for event in screen.events), 5)
    assert screen.gaps() == []
    screen.close()


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
