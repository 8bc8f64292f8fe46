"""A whole tree is called: villages under their town, each human once, empty villages spoken for, in waves; and what came of it on paper."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.alarms.models import Alarm
from dispatch.callout.actions import answer_call, deliver_call, retry_call, start_callout, stop_callout, take_over_call, visit_call
from dispatch.callout.attempts import DELIVERY
from dispatch.callout.climbing import STEP, check_delivery, take_step
from dispatch.callout.models import Call, Callout, LadderStep
from dispatch.callout.tree import common_area
from dispatch.callout.waves import WAVE, ring_wave
from dispatch.contacts.actions import add_person
from dispatch.contacts.models import Person
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.rules.models import Rule
from tests.dispatch.tree_parts import DISTRICT, EMPTY, GAOCUN, GAOTAN, TOWN, call, contact, names, one, plant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _records(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def tree(city: None) -> dict[str, Person]:
    return plant()


# Who is called


def test_every_village_under_a_town_is_called_with_its_primary_and_the_deputy_stays_behind(agrees, tree):
    with agrees():
        callout = call([TOWN])
    assert set(names(callout)) == {
        "镇值班",
        "gaotan正",
        "gaocun正",
        "镇副班",
    }  # the town's deputy speaks for the villages nobody is entered for
    row = one(callout, tree["gaotan"]).row()
    assert (row["district"], row["town"], row["village"]) == (DISTRICT, TOWN, GAOTAN)


def test_deputies_may_be_called_at_once_and_the_levels_above_too(tree):
    callout = call([GAOTAN], above=True, deputies=True)
    assert names(callout) == ["区值班", "镇值班", "gaotan正", "gaotan副"]


def test_one_level_alone_may_be_called(tree):
    assert names(call([DISTRICT], levels=(9,), about_id=2))[0] == "镇值班"
    assert "gaotan正" not in names(Callout.objects.get(about_id=2))


def test_a_village_nobody_is_entered_for_is_spoken_for_by_the_deputy_of_its_town(tree):
    callout = call([GAOTAN, EMPTY], below=False)
    speaker = one(callout, tree["second"])
    assert "黄沙氹村" in speaker.words and "请代为叫应" in speaker.words
    assert callout.gaps == {EMPTY: speaker.pk}


def test_a_second_press_calls_nobody_twice(tree):
    first, again = call([TOWN]), call([TOWN])
    assert (first.pk, first.calls.count()) == (again.pk, again.calls.count())


def test_nobody_at_all_is_a_refusal_that_says_so(city):
    with pytest.raises(Problem) as refused:
        call(["440115"])
    assert "没有四级联系人" in refused.value.detail and not Callout.objects.exists()


def test_the_same_human_in_two_posts_rings_once_and_answers_for_both(agrees, tree):
    twin = contact("镇值班", GAOTAN, value="r-镇值班")  # another row of the directory, the same number
    callout = call([TOWN])
    rung, post = one(callout, tree["town"]), one(callout, twin)
    assert (rung.attempts.count(), post.attempts.count(), post.same_as_id) == (1, 0, rung.pk)
    take_step(post.pk)
    assert one(callout, twin).attempts.count() == 0
    with agrees(f"area:{TOWN}"):
        answer_call(actor="user:1", call_id=post.pk, answer="entered", action_text="已转移", said_by="镇值班", read_back=True)
    assert (one(callout, tree["town"]).state, one(callout, twin).covered_by_id) == ("answered", rung.pk)


def test_two_people_of_one_name_are_two_people(tree):
    contact("镇值班", GAOTAN, value="r-another")
    callout = call([TOWN])
    assert callout.calls.filter(name="镇值班", same_as=None).count() == 2


def test_the_twins_own_deputy_rings_when_the_human_stays_silent(tree):
    deputy = contact("另村副", EMPTY)
    twin = contact("镇值班", EMPTY, value="r-镇值班", deputy=deputy.pk)
    callout = call([TOWN])
    for _ in range(3):  # retry, next channel, deputy
        take_step(one(callout, twin).pk)
    assert Call.objects.get(callout=callout, person=deputy).stands_for.person == twin


def test_waves_ring_in_order_and_everybody_is_on_the_board_from_the_start(agrees, tree):
    Rule.objects.filter(name="callout.wave_size").update(value=2)
    with agrees():
        callout = call([TOWN])
    assert [(c.name, c.state) for c in callout.calls.order_by("id")] == [
        ("镇值班", "calling"), ("gaocun正", "calling"), ("gaotan正", "waiting"), ("镇副班", "calling"),
    ]  # fmt: skip
    assert Deadline.objects.filter(kind=WAVE, object_id=callout.pk).exists()
    with agrees(f"area:{TOWN}"):
        ring_wave(callout.pk)
    assert one(callout, tree["gaotan"]).attempts.count() == 1
    assert not callout.calls.filter(state="waiting").exists()


def test_a_stopped_callout_rings_no_further_wave(tree):
    Rule.objects.filter(name="callout.wave_size").update(value=1)
    callout = call([TOWN])
    stop_callout(actor="user:1", about="duty", about_id=1)
    ring_wave(callout.pk)
    assert one(callout, tree["gaotan"]).attempts.count() == 0
    assert not Deadline.objects.filter(kind__in=[WAVE, STEP, DELIVERY]).exists()


def test_a_deputy_called_at_once_answers_for_the_village(agrees, tree):
    callout = call([GAOTAN], deputies=True)
    with agrees(f"area:{TOWN}"):
        answer_call(actor="user:1", call_id=one(callout, tree["gaotan2"]).pk, answer="word", action_text="已转移 12 户")
    assert one(callout, tree["gaotan"]).covered_by.person == tree["gaotan2"]


# Nobody answers from there


def climb_to_the_door(call: Call) -> Call:
    for _ in LadderStep.objects.filter(ladder="callout.default"):
        take_step(call.pk)
    return Call.objects.select_related("callout", "person").get(pk=call.pk)


def test_at_the_ladders_end_the_nearest_cadre_is_sent_and_the_loudspeaker_speaks(agrees, tree, tmp_path, monkeypatch):
    cadre = contact("驻村干部", TOWN, "cadre")
    speaker = add_person(
        actor="system", name="高滩村大喇叭", area=GAOTAN, role="loudspeaker", addresses=[{"channel": "loudspeaker", "value": "LS1"}]
    )
    callout = call([GAOTAN])
    with agrees(f"area:{TOWN}"):
        village = climb_to_the_door(one(callout, tree["gaotan"]))
    visit = one(callout, cadre)
    assert (visit.visit, visit.stands_for_id) == (True, village.pk)
    assert "高滩村" in visit.words and "上门叫应" in visit.words
    assert village.attempts.filter(channel="loudspeaker", address__person=speaker).count() == 1
    assert Alarm.objects.filter(device=f"callout:{callout.pk}:physical").exists()
    with agrees(f"area:{TOWN}"):
        answer_call(actor="user:1", call_id=visit.pk, answer="entered", action_text="已当面告知", said_by="驻村干部", read_back=True)
    assert one(callout, tree["gaotan"]).covered_by_id == visit.pk


def test_an_officer_sends_whom_they_choose_and_nobody_twice(as_user, people, tree):
    near, far = contact("甲干部", GAOTAN, "cadre"), contact("乙干部", TOWN, "cadre")
    callout = call([GAOTAN])
    village, wang = one(callout, tree["gaotan"]), as_user(people.wang)
    offered = wang.get(f"/api/calls/{village.pk}/visitors").json()
    assert [row["name"] for row in offered][:2] == [near.name, far.name]
    assert wang.send(f"/api/calls/{village.pk}/visit", {"person": far.pk}).status_code == 200
    assert one(callout, far).stands_for_id == village.pk
    assert wang.send(f"/api/calls/{village.pk}/visit", {"person": far.pk}).status_code == 409
    answer_call(actor="user:1", call_id=village.pk, answer="word", action_text="收到")
    with pytest.raises(Problem):
        visit_call(actor="user:1", call_id=village.pk)


def test_with_nobody_to_send_the_officer_is_told(tree):
    callout = call([GAOTAN])
    with pytest.raises(Problem) as refused:
        visit_call(actor="user:1", call_id=one(callout, tree["gaotan"]).pk)
    assert refused.value.code == "wrong_state" and "没有可派" in refused.value.detail


def test_a_visitor_who_does_not_answer_brings_the_officer_not_a_deputy(tree):
    contact("驻村干部", TOWN, "cadre")
    callout = call([GAOTAN])
    visit_call(actor="user:1", call_id=one(callout, tree["gaotan"]).pk)
    visit = callout.calls.get(visit=True)
    for _ in range(4):
        take_step(visit.pk)
    visit.refresh_from_db()
    assert visit.officer and not visit.stand_ins.exists()


# An officer's hand


def test_calling_again_starts_from_the_first_way_and_keeps_what_was_tried(agrees, tree):
    callout = call([GAOTAN])
    village = one(callout, tree["gaotan"])
    for _ in range(4):
        take_step(village.pk)
    before = village.attempts.count()
    with agrees(f"area:{TOWN}"):
        retry_call(actor="user:1", call_id=village.pk)
    village.refresh_from_db()
    assert (village.step, village.state, village.attempts.count()) == (1, "calling", before + 1)
    answer_call(actor="user:1", call_id=village.pk, answer="word", action_text="收到")
    with pytest.raises(Problem):
        retry_call(actor="user:1", call_id=village.pk)


def test_two_officers_one_hand(tree):
    callout = call([GAOTAN])
    village = one(callout, tree["gaotan"])
    take_over_call(actor="user:1", name="王值班", call_id=village.pk)
    for press in (
        lambda: take_over_call(actor="user:2", name="陈", call_id=village.pk),
        lambda: retry_call(actor="user:2", call_id=village.pk),
    ):
        with pytest.raises(Problem) as refused:
            press()
        assert refused.value.holder == {"by": "王值班"}


def test_a_late_answer_after_the_stop_still_counts_and_rings_nobody(agrees, tree):
    callout = call([GAOTAN])
    stop_callout(actor="user:1", about="duty", about_id=1)
    village = one(callout, tree["gaotan"])
    with agrees(f"area:{TOWN}"):
        answer_call(actor="user:9", call_id=village.pk, answer="button", action_text="已转移")
    assert one(callout, tree["gaotan"]).state == "answered"
    with pytest.raises(Problem):
        retry_call(actor="user:1", call_id=one(callout, tree["gaotan"]).pk)


def test_who_delivered_is_kept_as_the_bearer(agrees, tree):
    callout = call([GAOTAN])
    with agrees(f"area:{TOWN}"):
        deliver_call(actor="clerk", call_id=one(callout, tree["gaotan"]).pk, channel="satellite")
    assert one(callout, tree["gaotan"]).row()["bearer"] == "satellite"


def test_ways_are_tried_in_the_persons_own_order(city):
    ways = [
        {"channel": "record", "value": "b", "rank": 1},
        {"channel": "record", "value": "a", "rank": 0},
        {"channel": "record", "value": "fail", "rank": 0},
    ]
    person = add_person(actor="system", name="甲", area=GAOTAN, role="village_contact", addresses=ways)
    callout = start_callout(actor="system", about="duty", about_id=3, purpose="call", persons=[person], text="x", area=TOWN)
    made = callout.calls.get()
    assert [row.address.value for row in made.attempts.order_by("id")] == ["a", "fail"]
    take_step(made.pk)
    take_step(made.pk)
    assert made.attempts.order_by("-id")[0].address.value == "b"


def test_when_no_way_reaches_the_human_each_of_their_posts_gets_its_deputy(people, city):
    deputy = contact("副", GAOTAN)
    ways = [{"channel": "radio", "value": "R0", "rank": 0}]
    number = [{"channel": "phone", "value": "13800000009", "rank": 0, "valid": True}]
    town = add_person(actor="system", name="罗正果", area=TOWN, role="town_leader", addresses=[*number, *ways])
    village = add_person(actor="system", name="罗正果", area=GAOTAN, role="village_contact", addresses=number, deputy=deputy.pk)
    callout = start_callout(actor="system", about="duty", about_id=4, purpose="call", persons=[town, village], text="x", area=TOWN)
    rung = one(callout, town)
    Call.objects.filter(pk=rung.pk).update(state="calling")
    rung.attempts.update(result="failed")
    check_delivery(rung.pk)
    assert Call.objects.get(callout=callout, person=deputy).stands_for.person == village


# Over HTTP


def test_the_press_is_previewed_and_then_called(as_user, people, tree):
    wang = as_user(people.wang)
    asked = {"areas": [GAOTAN, EMPTY], "above": True}
    seen = wang.send("/api/callouts/preview", asked).json()
    assert (seen["persons"], [gap["area_name"] for gap in seen["gaps"]]) == (3, ["黄沙氹村"])
    made = wang.send("/api/callouts", asked | {"about": "duty", "about_id": 0, "text": "红色预警"}).json()
    assert (made["count"], made["area"]) == (4, TOWN)  # three of the chain, and who speaks for the empty village
    head = wang.get(f"/api/callouts/{made['id']}/head").json()
    assert [(gap["area_name"], gap["call"] is not None) for gap in head["gaps"]] == [("黄沙氹村", True)]
    assert as_user(people.nansha).send("/api/callouts/preview", asked).status_code == 403
    assert as_user(people.nansha).get(f"/api/callouts/{made['id']}/head").status_code == 404
    assert as_user(people.nansha).send("/api/callouts", asked | {"about": "duty", "about_id": 0, "text": "x"}).status_code == 403


def test_of_an_incident_the_offices_of_its_type_are_called_too(as_user, people, tree):
    contact("区三防办", DISTRICT, "flood_office")
    contact("区森防办", DISTRICT, "forest_office")
    rain = {"type": "11B01", "lon": 113.778, "lat": 23.494, "place": "派潭镇"}
    incident = as_user(people.wang).send("/api/incidents", rain).json()
    asked = {"about": "incident", "about_id": incident["id"], "text": "红色预警", "areas": [GAOTAN], "above": True}
    made = as_user(people.wang).send("/api/callouts", asked).json()
    assert [row["name"] for row in made["calls"]] == ["区值班", "区三防办", "镇值班", "gaotan正"]


def test_screens_load_towns_and_villages_only_where_they_ask(as_user, people):
    wang = as_user(people.wang)
    assert {len(row["code"]) for row in wang.get("/api/areas?under=4401").json()} == {4, 6, 9}
    villages = wang.get(f"/api/areas?under={TOWN}&villages=true").json()
    assert ("440118105230", "高滩村") in [(row["code"], row["name"]) for row in villages]


def test_the_finest_area_over_all_is_whose_board_shows_it():
    assert common_area([GAOTAN, GAOCUN]) == TOWN
    assert common_area([TOWN, "440118104"]) == DISTRICT
    assert common_area([TOWN, "440117"]) == "4401"
