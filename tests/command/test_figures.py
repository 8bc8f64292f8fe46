"""统计分析: every number is what its lines say, a drill is in none of them, and a share of nothing is no number."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.figures.measures import FAMILIES, GROUPS, MEASURES
from command.figures.reckoning import percentile, value_of
from dispatch.alarms.actions import acknowledge_alarm, give_verdict, raise_alarm
from dispatch.alarms.models import Alarm
from dispatch.orders.actions import assign_unit
from dispatch.orders.legs import move_leg
from dispatch.orders.models import Assignment, Order
from realtime import clock
from realtime.exercises.actions import start_exercise
from tests.conftest import FIRE

CHEN = {"actor": "user:1", "name": "陈班长"}


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_a_percentile_is_a_value_that_occurred_and_enough_are_not_above_it(values: list[int]):
    for share in (0.5, 0.9):
        found = percentile(values, share)
        assert found in values
        assert sum(value <= found for value in values) >= share * len(values) > sum(value < found for value in values) - 1e-9


def test_a_share_of_nothing_and_a_time_nobody_took_are_no_numbers():
    assert [value_of(how, []) for how in ("count", "sum", "told", "mean", "share", "p50", "p90", "anomaly")] == [0, 0, *[None] * 6]


def test_every_measure_has_a_key_of_its_own_a_name_for_the_table_and_a_group_on_the_page():
    listed = [one for family in FAMILIES for one in family.MEASURES]
    assert len(listed) == len(MEASURES) == len({one.name for one in listed})
    assert {one.group for one in listed} == {key for key, _ in GROUPS}


def an_alarm(**given: Any) -> Alarm:
    return raise_alarm(**({"actor": "user:1", "source": "call", "urgency": "urgent", "area": "440117", "place": "良口镇"} | given))


@pytest.mark.django_db
def test_numbers_open_the_lines_they_are_counted_from_and_a_drill_is_in_none(people: SimpleNamespace, unit, as_user):
    real = an_alarm(lon=FIRE["lon"], lat=FIRE["lat"], type="11G01")
    acknowledge_alarm(actor="user:1", name="陈班长", alarm_id=real.pk)
    _, incident = give_verdict(**CHEN, alarm_id=real.pk, verdict="forest_fire")
    nothing = an_alarm(lon=113.9, lat=23.9)
    give_verdict(**CHEN, alarm_id=nothing.pk, verdict="false_positive")
    again = an_alarm(lon=113.2, lat=23.2, area="440111")
    give_verdict(**CHEN, alarm_id=again.pk, verdict="duplicate", of=real.pk)
    an_alarm(lon=113.6, lat=23.4)  # nobody has judged it yet
    drill = start_exercise(actor="user:1", name="桌面推演", area="4401")
    played = an_alarm(lon=113.7, lat=23.6, exercise=drill.pk)
    give_verdict(**CHEN, alarm_id=played.pk, verdict="confirmed", type="11G01")
    assignment, order = assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救")
    move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="arrived")
    Order.objects.filter(pk=order.pk).update(accepted_at=order.issued_at + timedelta(seconds=40))
    Assignment.objects.filter(pk=assignment.pk).update(arrived_at=order.issued_at + timedelta(seconds=640))
    today = clock.now().date()
    period = f"first={today - timedelta(days=1)}&last={today + timedelta(days=1)}"

    wang = as_user(people.wang)
    page = wang.get(f"/api/figures?area=4401&{period}").json()
    value = {one["key"]: one["value"] for one in page["figures"]}
    assert {key: value[key] for key in ("alarms", "verified", "verified_rate", "incidents", "answered_rate", "accept_p50", "arrive_p50", "drills")} == {
        "alarms": 3, "verified": 1, "verified_rate": 50.0, "incidents": 1, "answered_rate": 100.0, "accept_p50": 40.0, "arrive_p50": 600.0, "drills": 1,
    }  # fmt: skip
    assert value["reports_in_time"] is None and value["deaths"] == 0
    assert [(one["name"], one["value"]) for one in page["incident_kinds"]] == [(incident.type.name, 1)]

    for one in page["figures"]:
        behind = wang.get(f"/api/figures/{one['key']}?area=4401&{period}").json()
        assert (behind["figure"], len(behind["lines"]), behind["left_off"]) == (one, one["lines"], 0)
        assert played.number not in {line["number"] for line in behind["lines"]}
        table = wang.get(f"/api/figures/table.csv?area=4401&{period}&key={one['key']}").content.decode("utf-8-sig")
        assert len(table.strip().splitlines()) == 2 + one["lines"]  # the columns, and who took it
    assert "接警数,3,宗" in wang.get(f"/api/figures/table.csv?area=4401&{period}").content.decode("utf-8-sig")

    assert wang.get(f"/api/figures?area=4401&first={today}&last={today - timedelta(days=1)}").json()["where"] == ["last"]
    assert wang.get(f"/api/figures/nothing?area=4401&{period}").status_code == 404
    assert as_user(people.nansha).get(f"/api/figures?area=440117&{period}").status_code == 404
    theirs = as_user(people.nansha).get(f"/api/figures?area=440115&{period}").json()
    assert sum(one["lines"] for one in theirs["figures"] if one["key"] != "online") == 0
