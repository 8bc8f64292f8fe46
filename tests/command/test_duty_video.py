"""The roll call's video leg: coming into the conference answers, who lets it ring is tried by the next way, who has no page is not waited for."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps

from command.duty.defaults import LADDER, RUNGS
from command.duty.roll_calls import roll_call_due, start_roll_call
from command.duty.showing import roll_call_page
from command.duty.video import PURPOSE
from dispatch.callout.climbing import take_step
from dispatch.callout.models import Call, LadderStep
from dispatch.conferences.joining import join_conference, no_answer_due, set_leg_state
from dispatch.conferences.models import Conference
from dispatch.conferences.moving import EMPTY, NO_ANSWER
from dispatch.contacts.actions import add_person
from dispatch.contacts.models import Person
from realtime.accounts.may import caller_of_user
from realtime.accounts.models import User
from realtime.clerk.models import Deadline
from realtime.rules.models import Rule

pytestmark = pytest.mark.django_db
CONGHUA = "440117"
TOWNS = ["440117104", "440117103", "440117107"]


@pytest.fixture
def rooms(city: None) -> list[Person]:
    """Two duty rooms with a page of their own, one that has only a telephone."""
    made = []
    for number, town in enumerate(TOWNS):
        person = add_person(
            actor="system", name=f"值班室{number}", role="duty_desk", area=town, addresses=[{"channel": "record", "value": town}]
        )  # fmt: skip
        if number < 2:
            person.user = User.objects.create_user(f"room{number}", name=person.name)
            person.save()
        made.append(person)
    return made


def started(people: SimpleNamespace) -> tuple[int, dict[str, dict[str, object]]]:
    call = start_roll_call(actor=people.wang.actor, name="王值班", area=CONGHUA, kind="spot", areas=TOWNS)
    return call.pk, seen(call.pk)


def seen(number: int) -> dict[str, dict[str, object]]:
    return {one["area"]: dict(one) for one in roll_call_page(number)["targets"]}


def test_coming_into_the_conference_is_the_answer(people: SimpleNamespace, rooms: list[Person], agrees):
    with agrees():
        number, shown = started(people)
    assert [shown[town]["video"] for town in TOWNS] == ["invited", "invited", None]
    assert [shown[town]["channel"] for town in TOWNS] == ["video", "video", "record"]  # who has no page is not waited for
    conference = Conference.objects.get(purpose=PURPOSE)
    leg = conference.legs.get(user=rooms[0].user)
    with agrees():
        set_leg_state(actor=f"user:{rooms[0].user_id}", conference_id=conference.pk, leg_id=leg.pk, state="ringing")
    assert Call.objects.get(person=rooms[0]).state == "delivered"
    assert rooms[0].user is not None
    with agrees():
        join_conference(who=caller_of_user(rooms[0].user), conference_id=conference.pk, how="browser", video=False)
    mine = seen(number)[TOWNS[0]]
    assert (mine["result"], mine["bearer"], mine["video"], mine["said_by"]) == ("answered", "video", "joined", "值班室0")


def test_who_lets_it_ring_is_tried_by_the_next_way_and_then_judged(people: SimpleNamespace, rooms: list[Person], agrees):
    number, _ = started(people)
    silent = Call.objects.get(person=rooms[1])
    leg = Conference.objects.get(purpose=PURPOSE).legs.get(user=rooms[1].user)
    assert Deadline.objects.filter(kind=NO_ANSWER, object_id=leg.pk).exists()
    no_answer_due(leg.pk)
    with agrees():
        take_step(silent.pk)
    shown = seen(number)[TOWNS[1]]
    assert (shown["video"], shown["channel"], shown["result"]) == ("failed", "record", "asking")
    with agrees():
        roll_call_due(number)
    assert seen(number)[TOWNS[1]]["result"] == "no_answer"
    assert Deadline.objects.filter(kind=EMPTY, object_id=leg.conference_id).exists()  # the room is given back by itself


def test_more_seats_than_one_room_holds_are_rung_into_several(people: SimpleNamespace, rooms: list[Person]):
    Rule.objects.create(name="conference.most_legs", area=CONGHUA, value=2, source="测试")
    started(people)
    assert set(Conference.objects.values_list("purpose", flat=True)) == {"值班点名(1)", "值班点名(2)"}


@pytest.mark.django_db
def test_an_older_installation_gets_the_rung_and_a_bureaus_own_ladder_stays(city):
    put_first = import_module("command.duty.migrations.0005_ring_by_video_first").put_first

    def rungs() -> list[tuple[int, int, str]]:
        return list(LadderStep.objects.filter(ladder=LADDER).order_by("step").values_list("step", "after_s", "action"))

    for before, after in (
        ([(1, 0, "first_channels"), (2, 60, "next_channel"), (3, 120, "next_channel")], RUNGS),
        ([(1, 0, "first_channels"), (2, 90, "officer")], [(1, 0, "first_channels"), (2, 90, "officer")]),
        ([], []),
    ):
        LadderStep.objects.filter(ladder=LADDER).delete()
        LadderStep.objects.bulk_create(LadderStep(ladder=LADDER, step=n, after_s=s, action=what, source="某局") for n, s, what in before)
        put_first(apps, None)
        assert rungs() == after
