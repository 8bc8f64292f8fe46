"""One answer to many calls of one kind and one place: each its own row and event, all or none, and never a call for help."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dispatch.alarms.models import Alarm
from dispatch.callout.actions import answer_call, start_callout
from dispatch.callout.models import Call
from dispatch.callout.together import answer_together
from dispatch.contacts.models import Person
from realtime.exercises.actions import start_exercise
from realtime.log.models import Event
from tests.dispatch.callouts import contact, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def huang(people: SimpleNamespace) -> Person:
    return contact("黄从化", user=people.huang.pk)


def rung(person: Person, about_id: int, **given: Any) -> Call:
    asked = {"actor": "system", "about": "duty", "purpose": "call", "text": "请立即核查", "area": "440117", "exercise": None} | given
    return start_callout(about_id=about_id, persons=[person], **asked).calls.get()


def alarm(source: str = "uav", **given: Any) -> Alarm:
    fields = {"number": f"JQ-{Alarm.objects.count()}", "area": "440117", "source": source, "sources": [source], "urgency": "urgent"} | given
    return Alarm.objects.create(**fields)


def test_one_press_answers_all_of_one_kind_and_place_each_with_its_own_event(agrees, as_user, people, huang):
    calls = [rung(huang, number) for number in (1, 2, 3)]
    other = rung(huang, 4, area="440115")
    answer_call(actor=people.huang.actor, call_id=calls[0].pk, answer="button", action_text="已到场")
    caller, body = as_user(people.huang), {"calls": [call.pk for call in calls], "action_text": "收到,正逐条处置"}
    with agrees():
        answer = caller.send("/api/calls/answer", body, key="one-press")
    assert (answer.status_code, [row["state"] for row in answer.json()]) == (200, ["answered"] * 3)
    assert [fresh(call).action_text for call in calls] == ["已到场", "收到,正逐条处置", "收到,正逐条处置"]  # the first answer stays
    told = {Event.objects.filter(kind="call.answered", stream="area:440117", body__contains=f'"id":{call.pk}').count() for call in calls}
    assert (told, fresh(other).state == "answered") == ({1}, False)
    before = Event.objects.count()
    assert caller.send("/api/calls/answer", body, key="one-press").json() == answer.json()
    assert Event.objects.count() == before


@pytest.mark.parametrize("odd", [{"area": "440115"}, {"purpose": "test"}, {"incident": 7}, {"exercise": True}])
def test_what_is_of_another_place_kind_incident_or_exercise_is_refused_and_nothing_is_answered(as_user, people, huang, odd):
    if "exercise" in odd:
        odd = {"exercise": start_exercise(actor=people.wang.actor, name="演练", area="4401").pk}
    calls = [rung(huang, 1), rung(huang, 2, **{name: value for name, value in odd.items() if name != "incident"})]
    if "incident" in odd:
        calls[1].callout.incident_id = odd["incident"]
        calls[1].callout.save()
    answer = as_user(people.huang).send("/api/calls/answer", {"calls": [call.pk for call in calls], "action_text": "收到"})
    assert (answer.status_code, answer.json()["where"]) == (422, ["calls"])
    assert [fresh(call).answered_at for call in calls] == [None, None]


def test_a_call_for_help_is_answered_by_itself(as_user, people, huang):
    calls = [rung(huang, alarm("sos").pk, about="alarm", purpose="escalate") for _ in range(2)]
    answer = as_user(people.huang).send("/api/calls/answer", {"calls": [call.pk for call in calls], "action_text": "收到"})
    assert (answer.status_code, answer.json()["where"]) == (422, ["calls"])
    assert [fresh(call).answered_at for call in calls] == [None, None]


def test_alarms_of_two_kinds_are_two_answers(people, huang):
    calls = [rung(huang, alarm(type=kind).pk, about="alarm", purpose="escalate") for kind in ("", "11G01")]
    with pytest.raises(Exception, match="同一类"):
        answer_together(
            actor=people.huang.actor, user_id=people.huang.pk, name="黄从化", call_ids=[call.pk for call in calls], action_text="收到"
        )


def test_nobody_answers_for_another(as_user, people, huang):
    call = rung(huang, 1)
    assert as_user(people.wang).send("/api/calls/answer", {"calls": [call.pk], "action_text": "收到"}).status_code == 404
    assert fresh(call).answered_at is None
