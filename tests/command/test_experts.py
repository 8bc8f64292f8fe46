"""Experts are chosen by what an event asks for, called until they answer, read the one incident they are called to, and sign what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from hypothesis import given
from hypothesis import strategies as st

from command.experts.actions import NEXT, answer, change_expert, enter_expert, sign_opinion
from command.experts.calling import call_experts
from command.experts.choosing import Known, nearness, propose, specialties_for
from command.experts.defaults import HAZARDS, SPECIALTIES
from command.experts.laddering import call_next
from command.experts.leaving import archive_expert_calls
from command.experts.models import Expert, ExpertCall
from command.people.actions import create_person
from dispatch.alarms.models import Alarm
from dispatch.callout.actions import answer_call
from dispatch.callout.models import ANSWERED, Call
from dispatch.incidents.actions import open_incident
from realtime import clock
from realtime.accounts.may import caller_of_user
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.snapshots import table
from tests.conftest import FIRE

AREAS = ["4401", "440117", "440118", "440117104"]
TYPES = ["11G01", "11A01", "12D01", "14A00", "11B25", "99"]
experts = st.lists(
    st.builds(Known, st.integers(1, 60), st.sampled_from(AREAS), st.lists(st.sampled_from(sorted(SPECIALTIES)), min_size=1, max_size=3, unique=True), st.booleans()),
    max_size=12, unique_by=lambda one: one.id,
)  # fmt: skip


@given(experts, st.sampled_from(TYPES), st.sampled_from(AREAS), st.integers(0, 3))
def test_each_specialty_wanted_gets_its_nearest_free_experts_and_nobody_is_asked_twice(held, type, place, each):
    found = propose(held, HAZARDS, type, place, each)
    known = {one.id: one for one in held}
    assert len({pk for pk, _, _ in found}) == len(found)
    for pk, why, chosen in found:
        assert why in known[pk].specialties and why in specialties_for(HAZARDS, type)
        assert not chosen or known[pk].free
    for specialty in specialties_for(HAZARDS, type):
        picked = [pk for pk, why, chosen in found if why == specialty and chosen]
        assert len(picked) <= each
        rest = [pk for pk, why, chosen in found if why == specialty and not chosen and known[pk].free]
        assert not rest or len(picked) == each, "somebody free is left out only where there are enough"
        assert all(nearness(known[a].area, place) >= nearness(known[b].area, place) for a in picked for b in rest)


@given(st.sampled_from(TYPES))
def test_the_longest_prefix_of_an_event_says_which_specialties_it_asks_for(type):
    found = specialties_for(HAZARDS, type)
    longest = max((code for code in HAZARDS if type.startswith(code)), key=len)
    assert found == HAZARDS[longest]


def test_every_specialty_an_event_asks_for_is_one_that_is_known():
    assert {code for wanted in HAZARDS.values() for code in wanted} <= set(SPECIALTIES)


def an_expert(name: str = "林教授", specialties=("forest_fire",), area: str = "4401", **given) -> Expert:
    address = [{"channel": "record", "value": "19900000001"}]
    return enter_expert(actor="system", name=name, area=area, specialties=list(specialties), org="省林科院", addresses=address, **given)


@pytest.mark.django_db
def test_one_press_calls_whom_a_fire_asks_for_and_the_answer_comes_back(people, agrees):
    fire, weather, away = an_expert(), an_expert("陈高工", ["meteorology"]), an_expert("赵工", ["geology"])
    change_expert(actor="user:1", expert_id=away.pk, availability="away", away_until=clock.now() + timedelta(days=1))
    incident = open_incident(actor="system", **FIRE, area="440117")
    wang = caller_of_user(people.wang)
    with agrees():
        made = call_experts(who=wang, incident_id=incident.pk)
    assert {one.expert_id for one in made} == {fire.pk, weather.pk}, "who is away is not called unasked"
    call = Call.objects.get(callout=made[0].callout, person=made[0].expert.person)
    with agrees():
        answer_call(actor="user:1", call_id=call.pk, answer="entered", action_text="一小时内到", said_by="林教授", read_back=True)
    assert table("area:440117", "expert_calls")[str(made[0].pk)]["state"] == "answered"
    with agrees():
        sign_opinion(actor="user:1", name="林教授", call_id=made[0].pk, text="风向转北,注意东翼", taken_by="王值班", read_back=True)
    with pytest.raises(Problem, match="复述无误"):
        sign_opinion(actor="user:1", name="林教授", call_id=made[0].pk, text="x", taken_by="王值班")
    with pytest.raises(Problem, match="没有这个专业"):
        an_expert("王工", ["magic"])


@pytest.mark.django_db
def test_an_expert_reads_and_signs_in_the_one_incident_they_were_called_to(people, as_user):
    user, _ = create_person(actor="system", username="lin", name="林教授", phone="", role="expert", area="4401")
    user.pin = make_password("2468")
    user.save(update_fields=["pin"])
    expert = an_expert(user=user.pk)
    incident = open_incident(actor="system", **FIRE, area="440117", text="火线长约 400 米")
    other = open_incident(actor="system", type="12D01", lon=113.5, lat=22.8, area="440115", place="小虎岛")
    (one,) = call_experts(who=caller_of_user(people.wang), incident_id=incident.pk, experts=[expert.pk])
    page = as_user(user)
    (case,) = page.get("/api/experts/mine").json()
    assert (case["incident"], case["text"], case["over"]) == (incident.pk, "火线长约 400 米", False)
    for path in (f"/api/incidents/{incident.pk}", f"/api/incidents/{other.pk}", "/api/snapshot?scope=area:4401", f"/api/leader/{other.pk}"):
        assert page.get(path).status_code in (403, 404), path
    assert page.get("/api/experts").json() == [] and page.get("/api/contacts").json() == []
    assert page.get(f"/api/experts/mine/{one.pk}/map.svg")["Content-Type"] == "image/svg+xml"
    assert page.send(f"/api/experts/mine/{one.pk}/answer", {"comes": True}).status_code == 200
    assert Call.objects.get(callout=one.callout).state == ANSWERED, "their own page stops the ringing"
    wrong = page.send(f"/api/experts/mine/{one.pk}/opinions", {"text": "先打头", "pin": "1111"})
    assert wrong.json()["code"] == "bad_pin"
    signed = page.send(f"/api/experts/mine/{one.pk}/opinions", {"text": "先打头后清尾", "pin": "2468"})
    assert signed.status_code == 201 and signed.json()["opinions"][0]["text"] == "先打头后清尾"
    desk = as_user(people.wang)
    assert desk.get(f"/api/experts/opinions?incident={incident.pk}").json()[0]["name"] == "林教授"
    assert desk.get(f"/api/experts/mine/{one.pk}/map.svg").status_code == 404, "somebody else's page"


@pytest.mark.django_db
def test_closing_the_incident_ends_the_experts_reading_and_their_words_stay(people, agrees):
    expert = an_expert()
    incident = open_incident(actor="system", **FIRE, area="440117")
    (one,) = call_experts(who=caller_of_user(people.wang), incident_id=incident.pk, experts=[expert.pk])
    answer(actor="user:9", call_id=one.pk, comes=False, words="在外地")
    assert table("area:440117", "expert_calls")[str(one.pk)]["state"] == "declined"
    ExpertCall.objects.update(declined=False)
    from command.experts import actions

    with agrees():
        actions.follow_incident("user:1", "closed", incident)
    with pytest.raises(Problem, match="已结束"):
        sign_opinion(actor="user:9", name="林教授", call_id=one.pk, text="迟到的意见")
    ExpertCall.objects.update(ended_at=clock.now() - timedelta(days=2))
    with agrees():
        assert archive_expert_calls() == 1


@pytest.mark.django_db
def test_who_cannot_come_or_does_not_answer_is_followed_by_the_next_of_the_specialty(people, agrees):
    """The first declines, the second is silent, the third says how and when; nobody is asked twice, and the end of the list is told."""
    held = [an_expert("林教授", ["hazmat"]), an_expert("陈高工", ["hazmat"]), an_expert("赵工", ["hazmat"])]
    an_expert("吴律师", ["law"])
    incident = open_incident(actor="system", **{**FIRE, "type": "12D01"}, area="440117")
    wang = caller_of_user(people.wang)
    (first,) = call_experts(who=wang, incident_id=incident.pk, experts=[held[0].pk])
    due = Deadline.objects.get(kind=NEXT, object_id=first.pk).due_at - clock.now()
    assert due.total_seconds() == pytest.approx(600, abs=5)
    with agrees():
        answer(actor="user:1", call_id=first.pk, comes=False)
    with agrees():
        call_next(first.pk)
    second = ExpertCall.objects.get(instead_of=first)
    assert second.expert in held[1:] and second.asked == first.asked
    call_next(first.pk)
    assert ExpertCall.objects.count() == 2, "the clerk may come twice"
    call_next(second.pk)
    third = ExpertCall.objects.get(instead_of=second)
    with pytest.raises(Problem) as wrong:
        answer(actor="user:1", call_id=third.pk, comes=True, way="video", eta_min=20)
    assert wrong.value.where == ["eta_min"]
    with agrees():
        answer(actor="user:1", call_id=third.pk, comes=True, way="onsite", eta_min=20)
    row = table("area:440117", "expert_calls")[str(third.pk)]
    assert (row["state"], row["way"], row["instead_of"]) == ("answered", "onsite", second.pk) and row["eta_at"]
    assert not Deadline.objects.filter(kind=NEXT, object_id=third.pk).exists()
    call_next(third.pk)
    assert ExpertCall.objects.count() == 3
    answer(actor="user:1", call_id=third.pk, comes=False)
    call_next(third.pk)
    assert "没有同专业" in Alarm.objects.get(device=f"system:expert_call:{third.pk}").text and ExpertCall.objects.count() == 3
