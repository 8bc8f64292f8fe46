"""Who left home and who came in are two books; an evacuation is over when they agree and nobody of the register is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from command.evacuation.actions import (
    approve_return,
    cancel_evacuation,
    close_evacuation,
    complete_evacuation,
    evacuation_due,
    extend_evacuation,
    order_evacuation,
)
from command.evacuation.books import record_arrival, record_departure, record_return, report_measure, strike_line
from command.evacuation.leaving import archive_evacuations
from command.evacuation.models import Arrival, Departure, Evacuation
from command.evacuation.reconciling import reconcile
from command.evacuation.register.actions import change_vulnerable, enter_vulnerable, purge_health, reveal_health
from command.evacuation.register.models import Vulnerable
from dispatch.alarms.models import Alarm
from dispatch.contacts.models import Reveal
from dispatch.features.actions import add_feature
from dispatch.features.models import Feature
from dispatch.incidents.actions import open_incident
from dispatch.incidents.merging import merge_incident
from realtime import clock
from realtime.codes import Problem
from realtime.exercises.actions import advance, end_exercise, start_exercise
from realtime.snapshots import table
from tests.conftest import FIRE, person

pytestmark = pytest.mark.django_db
TOWN, OTHER = "440117104", "440117107"  # 良口, 吕田
ACTOR = {"actor": "user:1", "name": "王值班"}


def shelter(name: str = "良口中学", capacity: int = 100) -> Feature:
    return add_feature(actor="system", layer="shelter", name=name, lon=113.72, lat=23.72, attributes={"capacity": capacity})


def ordered(**given) -> Evacuation:
    body = {"ordered_by": "黄副区长", "reason": "山洪", "area": "440117", "areas": [TOWN], "target": 12} | given
    return order_evacuation(actor="user:1", **body)


def leaves(one: Evacuation, people: int = 4, **given) -> Departure:
    body = {"area": TOWN, "household": "李四", "people": people, "elsewhere": "" if "shelter" in given else "投亲靠友"} | given
    return record_departure(**ACTOR, evacuation_id=one.pk, **body)


def comes(one: Evacuation, place: Feature, people: int) -> Arrival:
    return record_arrival(**ACTOR, evacuation_id=one.pk, shelter=place.pk, people=people)


def grandmother(place: Feature | None = None, **given) -> Vulnerable:
    body = {"name": "陈婆婆", "kind": "alone", "area": TOWN, "address": "石明村 3 号", "carried": "wheelchair"} | given
    return enter_vulnerable(actor="user:1", **body)


def test_both_books_are_counted_and_their_difference_is_named(city, agrees):
    place = shelter()
    with agrees():
        one = ordered()
        leaves(one, 8, shelter=place.pk)
        leaves(one, 4, household="王五")
        comes(one, place, 7)
    found = reconcile(one)
    assert found["shelters"] == [{"shelter": place.pk, "name": "良口中学", "capacity": 100, "sent": 8, "counted": 7, "gap": 1}]
    assert (found["elsewhere"], found["left"], found["balanced"]) == (4, 0, False)
    with agrees():
        comes(one, place, 1)
    assert reconcile(one)["balanced"]
    row = table("area:440117", "evacuations")[str(one.pk)]
    assert (row["state"], row["moved"], row["sheltered"], row["counted"]) == ("going", 12, 8, 8)
    place.refresh_from_db()
    assert place.attributes["occupied"] == 8


def test_a_wrong_line_is_struck_out_stays_readable_and_counts_no_more(city, agrees):
    one = ordered()
    wrong = leaves(one, 40)
    with agrees():
        strike_line(**ACTOR, book=Departure, line_id=wrong.pk, why="多写一个零")
        leaves(one, 4)
    wrong.refresh_from_db()
    assert (wrong.people, wrong.struck_by, wrong.struck_why) == (40, "王值班", "多写一个零")
    assert table("area:440117", "evacuations")[str(one.pk)]["moved"] == 4


def test_nobody_of_the_register_is_forgotten_but_for_a_reason_given(city, agrees):
    one, old = ordered(target=4), grandmother()
    leaves(one, 4)
    with pytest.raises(Problem, match="还有 1 名特殊群体人员没有转移记录:陈婆婆") as refused:
        complete_evacuation(actor="user:1", evacuation_id=one.pk)
    assert refused.value.code == "unaccounted"
    line = leaves(one, 2, household="陈家", persons=[old.pk], escort="李村长")
    with agrees():
        assert complete_evacuation(actor="user:1", evacuation_id=one.pk).state == "complete"
    with pytest.raises(Problem, match="陈家 一户的记录里"):
        leaves(one, 1, persons=[old.pk])
    strike_line(**ACTOR, book=Departure, line_id=line.pk, why="重复")
    assert [person["name"] for person in reconcile(one)["missing"]] == ["陈婆婆"]


def test_people_go_home_only_on_a_word_and_the_shelters_empty_before_the_end(city, agrees):
    place, one = shelter(), ordered(target=4)
    line = leaves(one, 4, shelter=place.pk)
    comes(one, place, 4)
    complete_evacuation(actor="user:1", evacuation_id=one.pk)
    with pytest.raises(Problem, match="先经批准"):
        record_return(actor="user:1", departure_id=line.pk)
    with agrees():
        approve_return(actor="user:1", evacuation_id=one.pk, name="黄副区长", facts="水位退至 34.1 米")
        record_return(actor="user:1", departure_id=line.pk)
    with pytest.raises(Problem, match="安置点还有 4 人"):
        close_evacuation(actor="user:1", evacuation_id=one.pk)
    with agrees():
        comes(one, place, -4)
        assert close_evacuation(actor="user:1", evacuation_id=one.pk).state == "closed"
    place.refresh_from_db()
    assert place.attributes["occupied"] == 0
    Evacuation.objects.update(over_at=clock.now() - timedelta(days=2))
    with agrees():
        assert archive_evacuations() == 1


def test_more_than_are_inside_cannot_leave_and_a_line_says_where_to(city):
    place, one = shelter(), ordered()
    comes(one, place, 3)
    for wrong, words in (
        (lambda: comes(one, place, -4), "现有 3 人"),
        (lambda: leaves(one, 2, elsewhere=""), "请填去向"),
        (lambda: leaves(one, 2, elsewhere="亲戚", shelter=place.pk), "请填去向"),
        (lambda: leaves(one, 2, area=OTHER), "不在本次转移范围"),
        (lambda: leaves(one, 1, persons=[10**9]), "不在转移范围"),
        (lambda: cancel_evacuation(actor="user:1", evacuation_id=one.pk, why="x"), "不能取消"),
        (lambda: ordered(areas=["440118"]), "不在 440117 之内"),
        (lambda: report_measure(**ACTOR, evacuation_id=one.pk, code="boats", area="440117", target=3, done=4), "不能多于"),
    ):
        with pytest.raises(Problem, match=words):
            wrong()
    assert leaves(one, 2, elsewhere="", outcome="refused").outcome == "refused"


def test_when_the_hour_is_over_the_desk_hears_it_once_and_a_later_hour_starts_anew(city, agrees):
    one = ordered()
    with agrees():
        evacuation_due(one.pk)
        evacuation_due(one.pk)
    one.refresh_from_db()
    assert one.late and Alarm.objects.filter(device=f"system:evacuation:{one.pk}").count() == 1
    with agrees():
        one = extend_evacuation(actor="user:1", evacuation_id=one.pk, areas=[OTHER], target=30, due_at=clock.now() + timedelta(hours=1))
    assert (one.late, one.areas, one.target) == (False, [TOWN, OTHER], 30)


def test_six_measures_are_bars_of_the_newest_figures(city, agrees):
    one = ordered(reason="台风", areas=[])
    with agrees():
        for area, done in ((TOWN, 3), (OTHER, 8), (TOWN, 10)):
            report_measure(**ACTOR, evacuation_id=one.pk, code="boats", area=area, target=10, done=done)
    bars = table("area:440117", "evacuations")[str(one.pk)]["measures"]
    assert [(bar["area"], bar["done"]) for bar in bars] == [(TOWN, 10), (OTHER, 8)]


def test_a_drill_fills_no_real_shelter_and_runs_on_its_own_clock(city, agrees):
    place, game = shelter(), start_exercise(actor="user:1", name="推演", area="440117")
    one = ordered(exercise=game.pk)
    comes(one, place, 50)
    place.refresh_from_db()
    assert "occupied" not in place.attributes
    due = one.due_at
    with agrees():
        advance(game.pk, timedelta(minutes=10))
    one.refresh_from_db()
    assert one.due_at == due - timedelta(minutes=10)
    with agrees():
        end_exercise(actor="user:1", exercise_id=game.pk)
    assert str(one.pk) not in table("area:440117", "evacuations")


def test_what_a_register_seals_is_read_with_a_reason_and_forgotten_in_time(city, settings):
    old = grandmother(health="尿毒症,每周透析三次")
    assert "透析" not in Vulnerable.objects.values_list("health", flat=True).get()
    assert reveal_health(**ACTOR, person=old, reason="安排救护车").what.endswith("陈婆婆")
    assert Reveal.objects.get().by_name == "王值班"
    with pytest.raises(Problem, match="理由"):
        reveal_health(**ACTOR, person=old, reason=" ")
    assert purge_health() == 0
    Vulnerable.objects.update(reviewed_on=clock.now() - timedelta(days=400))
    assert purge_health() == 1 and Vulnerable.objects.get().health == ""


def test_who_has_no_escort_no_way_or_no_shelter_is_on_the_gap_list(city, people):
    from dispatch.contacts.actions import add_person

    old = grandmother()
    assert old.lacks == ["escort", "route", "shelter"] and list(Vulnerable.objects.unready()) == [old]
    escort = add_person(actor="system", name="李村长", role="other", area=TOWN)
    change_vulnerable(actor="user:1", person_id=old.pk, escort=escort.pk, route="村道至良口中学", shelter=shelter().pk)
    assert not Vulnerable.objects.unready()
    with pytest.raises(Problem, match="已在册"):
        grandmother()


def test_a_town_writes_its_own_book_and_reads_no_other_towns_names(people, as_user):
    place = shelter()
    fire = open_incident(actor=people.wang.actor, **FIRE)
    body = {"incident": fire.pk, "areas": [TOWN, OTHER], "reason": "火线逼近", "target": 9, "ordered_by": "黄副区长"}
    made = as_user(people.huang).send("/api/evacuations", body)
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    town = as_user(person("liangkou", "良口镇值守", "town_desk", TOWN))
    path = f"/api/evacuations/{number}"
    line = {"area": TOWN, "household": "李四", "people": 5, "shelter": place.pk}
    assert town.send(f"{path}/departures", line).status_code == 201
    assert town.send(f"{path}/departures", {**line, "area": OTHER}).status_code == 403
    assert as_user(people.huang).send(f"{path}/departures", {**line, "area": OTHER, "household": "吕家"}).status_code == 201
    seen = town.get(path).json()
    assert [one["household"] for one in seen["departures"]] == ["李四"] and seen["moved"] == 10
    assert as_user(people.nansha).get(path).status_code == 404
    assert town.send(f"{path}/complete", {}).status_code == 403


def test_who_left_an_incident_that_was_another_ones_is_still_away(people, agrees):
    one_fire, same_fire = (open_incident(actor=people.wang.actor, **FIRE) for _ in range(2))
    away = ordered(incident_id=same_fire.pk)
    leaves(away, 4)
    with agrees():
        merge_incident(actor=people.wang.actor, incident_id=same_fire.pk, into_id=one_fire.pk)
    away.refresh_from_db()
    assert away.incident == one_fire and str(away.pk) in table(f"incident:{one_fire.pk}", "evacuations")


lines = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9), st.booleans()), max_size=12)


@given(lines, lines)
@bounds(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_gap_is_what_was_sent_less_what_was_counted_whatever_was_struck(city, gone, came):
    places, one = [shelter(f"安置点{n}") for n in range(3)], ordered()
    for where, people, wrong in gone:
        line = leaves(one, people, shelter=places[where].pk)
        if wrong:
            strike_line(**ACTOR, book=Departure, line_id=line.pk, why="错")
    for where, people, wrong in came:
        arrived = comes(one, places[where], people)
        if wrong:
            strike_line(**ACTOR, book=Arrival, line_id=arrived.pk, why="错")
    sent, counted = ([sum(n for w, n, bad in book if w == where and not bad) for where in range(3)] for book in (gone, came))
    gaps = {row["shelter"]: row["gap"] for row in reconcile(one)["shelters"]}
    assert [gaps.get(place.pk, 0) for place in places] == [out - into for out, into in zip(sent, counted, strict=True)]
    for place, inside in zip(places, counted, strict=True):
        place.refresh_from_db()
        assert place.attributes.get("occupied", 0) == inside
