"""What users of other systems complain of, each as a test (alarms: acknowledgements unseen, duplicates, alerts missed or sent to who is off duty)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from command.people.actions import create_person, end_post
from dispatch.alarms.actions import acknowledge_alarm, clear_alarm, give_verdict, raise_alarm
from dispatch.alarms.models import Alarm, Report
from dispatch.callout.models import Call
from realtime import clock
from realtime.accounts.models import Post
from realtime.clerk.loop import run_due
from realtime.clerk.models import Deadline
from realtime.log.models import Event
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db
FIRE = {"urgency": "critical", "lon": 113.7712, "lat": 23.7423, "type": "11G01", "area": "440117"}


def an_alarm(**given: Any) -> Alarm:
    return raise_alarm(**({"actor": "terminal:1", "source": "uav"} | FIRE | given))


def unanswered(alarm: Alarm) -> None:
    Deadline.objects.filter(kind="alarm.unacked", object_id=alarm.pk).update(due_at=Now())
    while run_due():
        pass


# -- 16: acked or cleared by the API and not shown live; is a backlog under a rate limit lost? ----------------------------------------


def test_what_is_acknowledged_or_cleared_over_the_api_is_told_to_every_screen_at_once(as_user, people, agrees):
    alarm = an_alarm(source="sensor")
    for path in ("acknowledge", "clear"):
        with agrees():
            assert as_user(people.wang).send(f"/api/alarms/{alarm.pk}/{path}").status_code == 200
    told = Event.objects.filter(stream_id="area:440117", kind__in=("alarm.acknowledged", "alarm.cleared")).order_by("seq")
    assert [(event.kind, event.actor) for event in told] == [
        ("alarm.acknowledged", people.wang.actor),
        ("alarm.cleared", people.wang.actor),
    ]
    assert json.loads(told[0].body)["acked_name"] == "王值班"


def test_a_flood_of_signals_is_neither_dropped_nor_delayed_nor_a_flood_of_rows(agrees):
    """Nothing is rate-limited away: sixty signals are one row with a counter, sixty reports, and an event for each."""
    with agrees():
        for number in range(60):
            an_alarm(source="camera", device=f"cam:{number % 7}", lon=113.7712 + (number % 5) * 0.0005)
    alarm = Alarm.objects.get()
    assert (alarm.reports, Report.objects.count(), len(snapshot("area:4401")["state"]["alarms"])) == (60, 60, 1)
    assert Event.objects.filter(stream_id="area:440117", kind__in=("alarm.raised", "alarm.merged", "alarm.repeated")).count() == 60


# -- 18: the same event many times; mark as duplicate *of* ----------------------------------------------------------------------------


def test_many_calls_about_one_event_are_marked_duplicate_of_it_and_nothing_any_caller_said_is_lost(as_user, people, agrees):
    first = an_alarm(actor="user:1", source="call", text="第 0 个来电")
    later = [an_alarm(actor="user:1", source="call", text=f"第 {number} 个来电", caller_phone="13912345678") for number in range(1, 5)]
    for alarm in later:
        with agrees():
            answer = as_user(people.wang).send(f"/api/alarms/{alarm.pk}/verdict", {"verdict": "duplicate", "of": first.pk})
        assert (answer.json()["alarm"]["duplicate_of"], answer.json()["alarm"]["state"]) == (first.pk, "cleared")
    whole = as_user(people.wang).get(f"/api/alarms/{first.pk}").json()
    assert whole["reports"] == 5
    assert [signal["text"] for signal in whole["signals"]] == [f"第 {number} 个来电" for number in range(5)]
    assert [signal["merged_from"] for signal in whole["signals"][1:]] == [alarm.pk for alarm in later]


def test_a_duplicate_must_say_of_what_and_not_of_what_the_officer_may_not_see(as_user, people):
    alarm, foreign = an_alarm(), an_alarm(lon=113.525, lat=22.802, area="440115")
    path = f"/api/alarms/{alarm.pk}/verdict"
    for of, status in ((None, 422), (alarm.pk, 422), (foreign.pk, 404), (99_999_999, 404)):
        answer = as_user(people.huang).send(path, {"verdict": "duplicate"} | ({"of": of} if of else {}))
        assert (answer.status_code, answer.json()["where"]) == (status, ["of"])
    assert Alarm.objects.filter(state="active").count() == 2


# -- 19: missed without a loud sound; sent after logout or off duty; not delivered -----------------------------------------------------


def test_an_alarm_goes_on_sounding_until_somebody_acknowledges_it_whatever_the_screen_forgot(city):
    """The sound is state, not a moment: a screen that connects late finds the alarm unacknowledged and the tone's interval beside it."""
    alarm = an_alarm()
    screen = snapshot("area:4401")
    row = screen["state"]["alarms"][str(alarm.pk)]
    assert (row["state"], row["acked_by"], screen["limits"]["alarms"]["tones"][row["urgency"]]["every_s"]) == ("active", None, 2)
    clear_alarm(actor="terminal:1", alarm_id=alarm.pk)
    row = snapshot("area:4401")["state"]["alarms"][str(alarm.pk)]
    assert (row["state"], row["acked_by"]) == ("cleared", None)  # still asks for it
    acknowledge_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk)
    assert snapshot("area:4401")["state"]["alarms"][str(alarm.pk)]["acked_name"] == "王值班"


def test_who_is_off_duty_is_not_rung_and_who_is_on_duty_is(city):
    was, _ = create_person(actor="system", username="was", name="昨日带班", phone="13800000001", role="duty_leader", area="440117")
    now, _ = create_person(actor="system", username="now", name="今日带班", phone="13800000002", role="duty_leader", area="440117")
    end_post(actor="system", post=Post.objects.get(user=was))
    unanswered(an_alarm())
    assert list(Call.objects.values_list("person__user", flat=True)) == [now.pk]


def test_nobody_is_rung_about_what_was_judged_or_acknowledged_in_time(city):
    create_person(actor="system", username="now", name="今日带班", phone="13800000002", role="duty_leader", area="440117")
    seen, judged = an_alarm(), an_alarm(lon=113.9)
    acknowledge_alarm(actor="user:1", name="王值班", alarm_id=seen.pk)
    give_verdict(actor="user:1", name="王值班", alarm_id=judged.pk, verdict="false_positive")
    for alarm in (seen, judged):
        unanswered(alarm)
    assert not Call.objects.exists()


def test_a_leader_who_could_not_be_called_at_first_is_called_again(city, monkeypatch):
    """The calling is a deadline of its own: when it fails, the escalation stays told and the call is tried again."""
    from dispatch.callout import actions

    create_person(actor="system", username="now", name="今日带班", phone="13800000002", role="duty_leader", area="440117")
    alarm, call = an_alarm(), actions.start_callout
    monkeypatch.setattr(actions, "start_callout", lambda **given: (_ for _ in ()).throw(OSError("gateway away")))
    unanswered(alarm)
    alarm.refresh_from_db()
    assert (alarm.escalation, Call.objects.count()) == (1, 0)
    again = Deadline.objects.get(kind="alarm.call_leader", object_id=alarm.pk)
    assert timedelta() < again.due_at - clock.now() < timedelta(seconds=5)
    monkeypatch.setattr(actions, "start_callout", call)
    Deadline.objects.filter(pk=again.pk).update(due_at=Now())
    run_due()
    assert Call.objects.count() == 1
