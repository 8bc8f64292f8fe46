"""The clerk is killed in the middle of a callout of a whole tree: every call ends in a true state, and no rung is climbed twice."""

from __future__ import annotations

import pytest

from command.seeding.four_levels import CODES
from tests.system.centre import Centre, Officer, wait_until
from tests.system.test_wire import FIRE

pytestmark = [pytest.mark.faults, pytest.mark.nightly]

KILLS = 4


def later(centre: Centre, callout: int, seconds: float) -> None:
    """Time passes for every call of this callout."""
    centre.query(
        "UPDATE clerk_deadline SET due_at = due_at - make_interval(secs => %s) WHERE kind LIKE 'call.%%'"
        " AND object_id IN (SELECT id FROM callout_call WHERE callout_id = %s) RETURNING pg_notify('clerk', '')",
        seconds,
        callout,
    )


def climbed(centre: Centre, callout: int, step: int) -> bool:
    """Everybody still open stands on this rung or above it."""
    return centre.query(
        "SELECT count(*) FROM callout_call WHERE callout_id = %s AND step < %s AND stands_for_id IS NULL", callout, step
    ) == [(0,)]


def test_killed_between_and_within_rungs_each_rung_of_each_person_happens_once(centre: Centre):
    officer = Officer(centre.url("web-1"), "zhiban")
    incident = officer.post("/api/incidents", {**FIRE, "place": "派潭镇"}).json()
    made = officer.post(
        "/api/callouts", {"about": "incident", "about_id": incident["id"], "text": "暴雨红色预警", "areas": CODES, "above": True}
    )
    assert made.status_code == 201, made.text
    callout = made.json()["id"]
    people = centre.query("SELECT count(*) FROM callout_call WHERE callout_id = %s AND same_as_id IS NULL", callout)[0][0]
    first = centre.query(
        "SELECT a.id FROM callout_attempt AS a JOIN callout_call AS c ON c.id = a.call_id WHERE c.callout_id = %s", callout
    )
    assert people >= 15 and len(first) >= people
    # 60 s: the second rung is due for everybody; the clerk dies again and again in the middle of it.
    later(centre, callout, 61)
    for _ in range(KILLS):
        wait_until(
            lambda: centre.query("SELECT count(*) FROM callout_call WHERE callout_id = %s AND step >= 2", callout)[0][0] > 0,
            20,
            "it climbs",
        )
        centre.kill("clerk")
        centre.start("clerk")
    wait_until(lambda: climbed(centre, callout, 2), 60, f"everybody on the second rung; {centre.log('clerk')}")
    # The record stands in for the gateway here, so a retry of the first rank is one attempt per address: never two of one step.
    twice = centre.query(
        "SELECT a.call_id, a.step, a.address_id, count(*) FROM callout_attempt AS a JOIN callout_call AS c ON c.id = a.call_id"
        " WHERE c.callout_id = %s GROUP BY 1, 2, 3 HAVING count(*) > 1",
        callout,
    )
    assert twice == []
    stepped = centre.query(
        "SELECT body::jsonb ->> 'id', count(*) FROM log_event WHERE stream = %s AND kind = 'call.stepped' AND (body::jsonb ->> 'step') = '2' GROUP BY 1",
        f"incident:{incident['id']}",
    )
    assert {count for _, count in stepped} == {1}
    # Answers come while the clerk is dead; what is over then rings nobody.
    centre.kill("clerk")
    calls = centre.query(
        "SELECT id, name FROM callout_call WHERE callout_id = %s AND stands_for_id IS NULL AND same_as_id IS NULL ORDER BY id", callout
    )
    for number, name in calls:
        answer = officer.post(
            f"/api/calls/{number}/answer", {"answer": "entered", "action_text": "已转移", "said_by": name, "read_back": True}
        )
        assert answer.status_code == 200, answer.text
    before = centre.query(
        "SELECT count(*) FROM callout_attempt AS a JOIN callout_call AS c ON c.id = a.call_id WHERE c.callout_id = %s", callout
    )
    later(centre, callout, 1000)
    centre.start("clerk")
    centre.beating("clerk")
    wait_until(lambda: centre.query("SELECT 1 FROM clerk_deadline WHERE due_at <= clock_timestamp()") == [], 60, "what was due has run")
    open_ones = centre.query(
        "SELECT count(*) FROM callout_call WHERE callout_id = %s AND covered_by_id IS NULL AND state NOT IN ('answered', 'stopped')",
        callout,
    )
    assert open_ones == [(0,)]
    assert (
        centre.query(
            "SELECT count(*) FROM callout_attempt AS a JOIN callout_call AS c ON c.id = a.call_id WHERE c.callout_id = %s", callout
        )
        == before
    )
    assert centre.query(
        "SELECT count(*) FROM clerk_deadline WHERE kind LIKE 'call.%%' AND object_id = ANY(%s)", [number for number, _ in calls]
    ) == [(0,)]
