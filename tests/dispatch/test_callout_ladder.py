"""叫应: rung after rung until a human has answered, each at its row's time. Every test counts what the screens would hold, and who was rung."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from dispatch.alarms.models import Alarm
from dispatch.callout.actions import deliver_call
from dispatch.callout.attempts import DELIVERY
from dispatch.callout.climbing import STEP, check_delivery, take_step
from dispatch.callout.models import Attempt, Call, LadderStep
from realtime.clerk.loop import run_due
from realtime.clerk.models import Deadline
from realtime.exercises.actions import advance, start_exercise
from realtime.rules.models import rule
from tests.dispatch.callouts import call_to, contact, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _records(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


def test_a_call_goes_out_on_the_first_ways_at_once_and_waits_for_a_human(agrees, city, tmp_path):
    town = contact("良口镇值班", ("record", "a", 0), ("record", "b", 0), ("record", "c", 1))
    with agrees():
        (call,) = call_to(town)
    assert (call.state, call.channel, call.step) == ("calling", "record", 1)
    assert [json.loads(line)["to"] for line in (tmp_path / "callout.jsonl").read_text().splitlines()] == ["a", "b"]
    assert Deadline.objects.filter(kind=STEP, object_id=call.pk).exists()


def test_delivered_is_not_answered(agrees, people):
    (call,) = call_to(contact("黄从化", user=people.huang.pk))
    with agrees():
        deliver_call(actor=people.huang.actor, call_id=call.pk)
    call = fresh(call)
    assert (call.state, call.answered_at) == ("delivered", None)
    assert Deadline.objects.filter(kind=STEP, object_id=call.pk).exists()  # the ladder goes on
    assert call.attempts.get().result == "delivered"


def test_unanswered_it_climbs_retry_next_way_deputy_superior_and_asks_the_officer(agrees, people):
    deputy = contact("副班", ("record", "d", 0))
    boss = contact("带班", ("record", "s", 0))
    (call,) = call_to(contact("正班", ("record", "a", 0), ("record", "b", 1), deputy=deputy.pk, superior=boss.pk))
    with agrees():
        take_step(call.pk)  # 60 s: again
    with agrees():
        take_step(call.pk)  # 90 s: the next way
    assert list(call.attempts.values_list("address__value", flat=True)) == ["a", "a", "b"]
    with agrees():
        take_step(call.pk)  # 120 s: the deputy
    assert Call.objects.get(person=deputy).stands_for_id == call.pk
    with agrees():
        take_step(call.pk)  # 180 s: the superior
    assert Call.objects.get(person=boss).stands_for_id == call.pk
    with agrees():
        take_step(call.pk)
    assert fresh(call).officer
    asked = Alarm.objects.get(source="system")
    assert "正班" in asked.text and "人工接管" in asked.text


def test_the_due_times_are_those_of_the_rows(city):
    LadderStep.objects.filter(ladder="callout.default", step=2).update(after_s=45)
    (call,) = call_to(contact("甲", ("record", "a", 0)))
    row = Deadline.objects.get(kind=STEP, object_id=call.pk)
    assert 44 <= (row.due_at - call.started_at).total_seconds() <= 46
    take_step(call.pk)
    later = Deadline.objects.get(kind=STEP, object_id=call.pk)
    assert timedelta(seconds=43) < later.due_at - row.due_at + timedelta(seconds=45) < timedelta(seconds=47)  # 90 − 45 from now


def test_a_way_that_fails_at_once_is_followed_by_the_next_at_once(city):
    (call,) = call_to(contact("甲", ("record", "fail", 0), ("record", "b", 1)))
    assert list(call.attempts.values_list("result", "error")) == [("failed", "通道拒绝"), ("sent", "")]


def test_not_delivered_in_time_the_next_way_then_the_deputy_within_thirty_seconds_each(agrees, people):
    assert float(rule("callout.delivery_s")) < 30
    deputy = contact("副班", ("record", "d", 0))
    (call,) = call_to(contact("黄从化", ("radio", "R1", 1), user=people.huang.pk, deputy=deputy.pk))  # the page is not open, there is no R1
    assert Deadline.objects.filter(kind=DELIVERY, object_id=call.pk).exists()
    with agrees():
        check_delivery(call.pk)
    assert fresh(call).state == "failed"
    assert Call.objects.get(person=deputy).state == "calling"


def test_somebody_nobody_can_reach_is_red_at_once_and_the_deputy_rings(agrees, city):
    deputy = contact("副班", ("record", "d", 0))
    with agrees():
        call, stand_in = call_to(contact("无号", deputy=deputy.pk))
    assert (call.state, stand_in.person, stand_in.stands_for_id) == ("failed", deputy, call.pk)


def test_nobody_to_reach_and_nobody_behind_asks_the_officer_at_once(city):
    (call,) = call_to(contact("无号"))
    assert (call.state, call.officer) == ("failed", True)
    assert Alarm.objects.filter(source="system").count() == 1


def test_a_broken_channel_ends_neither_the_call_nor_the_others(monkeypatch, city):
    from dispatch.callout.channels import BY_NAME

    def crash(attempt: Attempt) -> None:
        raise RuntimeError("gateway")

    monkeypatch.setattr(BY_NAME["record"], "send", crash)
    first, second = call_to(contact("甲", ("record", "a", 0)), contact("乙", ("record", "b", 0)))
    assert [call.attempts.get().error for call in (first, second)] == ["通道故障:RuntimeError"] * 2


def test_the_clerk_runs_the_rungs_and_an_exercise_can_hurry(city):
    exercise = start_exercise(actor="system", name="推演", area="4401")
    (call,) = call_to(contact("甲", ("record", "a", 0)), exercise=exercise.pk)
    assert run_due() == 0
    advance(exercise.pk, timedelta(seconds=61))
    run_due()
    assert fresh(call).step == 2
