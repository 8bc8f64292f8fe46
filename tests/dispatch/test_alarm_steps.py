"""Deadlines of verification, shelving and the alarm that nobody acknowledges: all on the clerk's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from devices.terminals.models import Subject
from devices.tracks.models import LastFix
from devices.video.actions import add_link
from dispatch.alarms.actions import (
    acknowledge_alarm,
    feed_back,
    give_verdict,
    mark_step,
    raise_alarm,
    shelve_alarm,
    unshelve_alarm,
)  # fmt: skip
from dispatch.alarms.models import Alarm, Step
from dispatch.callout.models import Call
from dispatch.callout.notify import notify_alarm
from dispatch.contacts.actions import add_person
from realtime import clock
from realtime.clerk.loop import run_due
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import advance, start_exercise
from realtime.log.models import Event
from realtime.rules.models import Rule
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db
FIRE = {"urgency": "urgent", "lon": 113.7712, "lat": 23.7423, "type": "11G01", "area": "440117"}


def an_alarm(**given: Any) -> Alarm:
    return raise_alarm(**({"actor": "terminal:1", "source": "uav"} | FIRE | given))


def strike(kind: str, alarm: Alarm) -> None:
    """The time has come."""
    assert Deadline.objects.filter(kind=kind, object_id=alarm.pk).update(due_at=Now()) == 1
    while run_due():
        pass


def steps(alarm: Alarm) -> dict[str, Step]:
    return {step.kind: step for step in alarm.steps.all()}


def told(kind: str) -> int:
    return Event.objects.filter(kind=kind, stream__name__startswith="area:").count()


# -- steps -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "type", "kinds"),
    [
        ("uav", "11G01", ["notify", "view", "verdict"]),
        ("satellite", "", ["notify", "view", "verdict", "feedback"]),
        ("call", "12H00", ["verdict"]),
        ("system", "11G01", []),
        ("sos", "", ["verdict"]),
    ],
)
def test_which_steps_an_alarm_gets_is_said_by_a_rule_row(city, source, type, kinds):
    alarm = an_alarm(source=source, type=type)
    assert [step["kind"] for step in alarm.row()["steps"]] == kinds
    assert set(Deadline.objects.filter(object_id=alarm.pk).values_list("kind", flat=True)) >= {f"alarm.{kind}" for kind in kinds}


def test_a_districts_own_row_gives_its_own_time(city):
    Rule.objects.create(name="alarm.verdict_within_s", area="440117", value=60, source="从化区预案")
    alarm = an_alarm()
    assert steps(alarm)["verdict"].due_at - alarm.received_at == timedelta(seconds=60)


def test_the_clock_runs_from_when_it_was_received_also_for_what_is_entered_late(agrees):
    with agrees():
        alarm = an_alarm(actor="user:1", source="call", received_at=clock.now() - timedelta(hours=1))
    assert (alarm.late, alarm.signals.get().late) == (True, True)
    assert steps(alarm)["verdict"].due_at < clock.now()


def test_a_step_that_is_late_is_told_once_and_stays_late_when_done(agrees):
    alarm = an_alarm()
    with agrees():
        strike("alarm.notify", alarm)
    with agrees():
        mark_step(actor="user:1", alarm_id=alarm.pk, kind="notify")
    step = steps(alarm)["notify"]
    assert (step.overdue, step.done_by, told("alarm.overdue")) == (True, "user:1", 1)
    assert mark_step(actor="user:2", alarm_id=alarm.pk, kind="notify").steps.get(kind="notify").done_by == "user:1"


def test_calling_the_towns_is_the_notifying(agrees):
    add_person(actor="system", name="甲", area="440117", role="duty_desk", addresses=[{"channel": "radio", "value": "R1", "rank": 0}])
    alarm = an_alarm()
    with agrees():
        notify_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk)
    assert steps(alarm)["notify"].done_at is not None
    assert not Deadline.objects.filter(kind="alarm.notify", object_id=alarm.pk).exists()


def test_the_live_picture_of_the_drone_that_saw_it_or_that_is_there_is_the_look_at_it(agrees):
    saw, there, far = (Subject.objects.create(kind="uav", area="440117", label=name) for name in ("一号机", "二号机", "三号机"))
    for subject, lon in ((there, 113.7720), (far, 113.9)):
        LastFix.objects.create(subject_id=subject.pk, lon=lon, lat=23.742, fixed_at=clock.now(), received_at=clock.now(), source="dji")
    first, second = an_alarm(subject_id=saw.pk), an_alarm(lon=113.80)
    add_link(actor="user:1", kind="video", label="三号机", url="https://video.example/3", area="440117", subject=far)
    assert steps(first)["view"].done_at is None
    with agrees():
        add_link(actor="user:1", kind="video", label="一号机", url="https://video.example/1", area="440117", subject=saw)
    assert steps(first)["view"].note == "一号机"
    assert steps(second)["view"].done_at is None
    third = an_alarm(lon=113.7760)  # 440 m from the second drone
    add_link(actor="user:1", kind="video", label="二号机", url="https://video.example/2", area="440117", subject=there)
    assert steps(third)["view"].done_at is not None


def test_a_verdict_ends_the_steps_but_the_formal_answer_is_still_owed(agrees):
    alarm = an_alarm(source="satellite")
    with pytest.raises(Problem, match="尚未核实"):
        feed_back(actor="user:1", alarm_id=alarm.pk, to="省森防办")
    with agrees():
        give_verdict(actor="user:1", name="陈班长", alarm_id=alarm.pk, verdict="farm_burning")
    assert [(step["kind"], step["done_at"] is not None) for step in alarm.row()["steps"]] == [
        ("view", True), ("verdict", True), ("feedback", False),
    ]  # fmt: skip
    with agrees():
        feed_back(actor="user:1", alarm_id=alarm.pk, to="省森防办", text="农事用火")
    assert steps(alarm)["feedback"].note == "省森防办:农事用火"
    with pytest.raises(Problem, match="没有待办"):
        feed_back(actor="user:1", alarm_id=alarm.pk, to="省森防办")


def test_in_an_exercise_time_moves_the_shown_deadlines_with_the_clerks(agrees):
    exercise = start_exercise(actor="user:1", name="良口桌推", area="440117")
    real, alarm = an_alarm(), an_alarm(exercise=exercise.pk)
    shelve_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk, minutes=30)
    before = steps(alarm)["verdict"].due_at
    with agrees():
        advance(exercise.pk, timedelta(minutes=25))
    assert steps(alarm)["verdict"].due_at == before - timedelta(minutes=25)
    assert steps(real)["verdict"].due_at > clock.now() + timedelta(minutes=29)
    with agrees():
        while run_due():
            pass
    assert [(step.kind, step.overdue) for step in alarm.steps.order_by("due_at")] == [("notify", True), ("view", True), ("verdict", False)]
    assert set(Event.objects.filter(kind="alarm.overdue").values_list("exercise_id", flat=True)) == {exercise.pk}
    alarm.refresh_from_db()
    assert alarm.shelved_until is not None


# -- shelving ----------------------------------------------------------------------------------------------------------------------


def test_a_shelved_alarm_returns_by_itself_and_then_asks_to_be_acknowledged_again(agrees):
    alarm = an_alarm()
    with agrees():
        shelve_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk, minutes=20)
    alarm.refresh_from_db()
    assert (alarm.shelved_name, alarm.shelved_until - clock.now() < timedelta(minutes=20)) == ("王值班", True)
    assert not Deadline.objects.filter(kind="alarm.unacked").exists()
    with agrees():
        strike("alarm.return", alarm)
    alarm.refresh_from_db()
    assert (alarm.shelved_until, alarm.acked_by) == (None, "")
    assert Deadline.objects.filter(kind="alarm.unacked").exists()


def test_who_shelved_and_who_brought_back_is_on_the_record(agrees):
    alarm = an_alarm()
    shelve_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk, minutes=20)
    with agrees():
        unshelve_alarm(actor="user:2", alarm_id=alarm.pk)
    shown = Event.objects.filter(kind__in=("alarm.shelved", "alarm.unshelved")).order_by("seq").values_list("kind", "actor")
    assert list(shown) == [("alarm.shelved", "user:1"), ("alarm.unshelved", "user:2")]


@pytest.mark.parametrize(
    ("given", "minutes", "words"),
    [
        ({"urgency": "critical"}, 10, "特急"),
        ({"source": "sos", "urgency": "urgent"}, 10, "求救"),
        ({}, 61, "1–60"),
        ({}, 0, "1–60"),
    ],
)
def test_what_may_be_about_a_life_is_never_shelved_and_nothing_for_long(city, given, minutes, words):
    with pytest.raises(Problem, match=words):
        shelve_alarm(actor="user:1", name="王值班", alarm_id=an_alarm(**given).pk, minutes=minutes)


def test_a_shelved_alarm_that_becomes_critical_is_back_at_once(agrees):
    alarm = an_alarm()
    shelve_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk, minutes=20)
    with agrees():
        an_alarm(urgency="critical", source="satellite")
    alarm.refresh_from_db()
    assert (alarm.shelved_until, alarm.urgency) == (None, "critical")


# -- nobody acknowledges -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("urgency", "seconds"), [("critical", 60), ("urgent", 180), ("normal", None)])
def test_how_long_an_alarm_may_wait_depends_on_its_urgency(city, urgency, seconds):
    alarm = an_alarm(urgency=urgency)
    due = Deadline.objects.filter(kind="alarm.unacked", object_id=alarm.pk).first()
    assert (due and round((due.due_at - clock.now()).total_seconds())) == seconds


def test_an_alarm_that_nobody_acknowledges_rings_the_leader_on_duty(agrees, leaders):
    alarm = an_alarm(urgency="critical")
    with agrees():
        strike("alarm.unacked", alarm)
    alarm.refresh_from_db()
    call = Call.objects.get()
    assert (alarm.escalation, call.person.user, call.callout.purpose) == (1, leaders["district"], "escalate")
    with agrees():
        acknowledge_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk)
    assert Call.objects.get().state == "stopped"
    assert not Deadline.objects.filter(kind="alarm.unacked").exists()


def test_the_second_time_the_citys_leader_is_rung_as_well_and_the_third_is_the_last(city, leaders):
    alarm = an_alarm(urgency="critical")
    for _ in range(3):
        strike("alarm.unacked", alarm)
    assert set(Call.objects.values_list("person__user", flat=True)) == {leaders["district"].pk, leaders["city"].pk}
    assert not Deadline.objects.filter(kind="alarm.unacked").exists()
    assert told("alarm.escalated") == 3


def test_where_no_leader_is_on_duty_that_is_one_more_alarm_and_not_one_for_each(city):
    for lon in (113.77, 113.80, 113.83):
        strike("alarm.unacked", an_alarm(urgency="critical", lon=lon))
    missing = Alarm.objects.get(source="system")
    strike("alarm.unacked", missing)
    assert Alarm.objects.filter(source="system").count() == 1


def test_what_the_screens_need_to_ring_and_group_by_themselves_travels_in_the_snapshot(city):
    limits = snapshot("area:4401")["limits"]["alarms"]
    assert limits["flood"] == {"count": 10, "window_s": 600}
    assert limits["shelve_max_min"] == 60
    assert limits["tones"] == {
        "critical": {"every_s": 2, "notes": 3}, "urgent": {"every_s": 5, "notes": 2}, "normal": {"every_s": 15, "notes": 1},
    }  # fmt: skip
    assert limits["unacked_s"] == {"critical": 60, "urgent": 180, "normal": 0}


@pytest.fixture
def leaders(city: None) -> dict[str, Any]:
    from command.people.actions import create_person

    def leader(name: str, area: str) -> Any:
        return create_person(actor="system", username=name, name=name, phone="13800000000", role="duty_leader", area=area)[0]

    return {"district": leader("zeng", "440117"), "city": leader("lin", "4401"), "other": leader("ou", "440115")}
