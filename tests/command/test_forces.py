"""What a team is worth is worked out from its registers, and where nobody can be in time is said before somebody has to be there."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from command.agreements.actions import enter_agreement
from command.agreements.covering import Terms
from command.forces import actions, crossings
from command.forces.basing import change_base, open_base, station
from command.forces.covering import coverage, crossing_cover, table
from command.forces.facts import known_of
from command.forces.models import Gear, SkillLot, Training
from command.forces.reach import STATES, Places, Squads, districts, reach
from command.forces.readiness import FACTS, Facts, readiness
from command.forces.showing import base_whole, force_profile, one_base, one_unit, summary
from dispatch.distance import great_circle_m
from dispatch.features.models import Feature
from dispatch.incidents.actions import open_incident
from dispatch.orders.actions import assign_unit
from dispatch.supplies.balances import today
from dispatch.teams.models import Base
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import end_exercise
from realtime.log.models import Event
from tests.command.drilling import started
from tests.conftest import FIRE

db = pytest.mark.django_db
LIMITS = {
    "certified_pct": [40, 25, 10], "gear_per_10": [3, 1.5, 0.5], "gear_overdue": [0, 2, 5], "terminals": [2, 1, 0], "drill_days": [90, 180, 365],
    "turnout_s": [180, 300, 900],
}  # fmt: skip
facts = st.builds(
    Facts, people=st.integers(1, 200), certified=st.integers(0, 200), gear=st.integers(0, 300), gear_overdue=st.integers(0, 10),
    terminals=st.integers(0, 5), drill_days=st.none() | st.integers(0, 900), turnout_s=st.integers(0, 2000),
)  # fmt: skip
MANAGER = "user:3"
BASE = {"name": "从化备勤基地", "kind": "standby", "area": "440117", "lon": 113.58, "lat": 23.55, "capacity": 40}


# -- readiness ---------------------------------------------------------------------------------------------------------------------------


@given(facts)
def test_a_level_is_that_of_the_weakest_fact_and_says_what_the_next_one_wants(one: Facts):
    level, why = readiness(one, LIMITS)
    assert {fact.code for fact in why} == set(FACTS)
    assert level == max(fact.level for fact in why) and 1 <= level <= 4
    for fact in why:
        assert (fact.wanted is None) == (fact.level == 1)
        if fact.wanted is not None:
            assert fact.value is None or (fact.value < fact.wanted if FACTS[fact.code][1] else fact.value > fact.wanted)
    assert readiness(Facts(**{name: getattr(one, name) for name in one.__slots__} | {"off": True}), LIMITS)[0] == 0


@given(facts, st.sampled_from(["certified", "gear", "terminals"]), st.integers(0, 50))
def test_more_of_what_is_wanted_never_makes_a_team_worse(one: Facts, field: str, more: int):
    better = Facts(**{name: getattr(one, name) for name in one.__slots__} | {field: getattr(one, field) + more})
    assert readiness(better, LIMITS)[0] <= readiness(one, LIMITS)[0]


# -- reach -------------------------------------------------------------------------------------------------------------------------------

spots = st.tuples(st.floats(113.0, 114.0), st.floats(22.6, 23.9), st.integers(0, 2), st.integers(1, 9))
crews = st.tuples(st.floats(113.0, 114.0), st.floats(22.6, 23.9), st.integers(0, 2), st.integers(60, 900), st.booleans(), st.booleans())


def places_of(rows: list[Any]) -> Places:
    lon, lat, district, weight = (np.array(column) for column in zip(*rows, strict=True))
    return Places(lon, lat, district.astype(np.int64), weight.astype(np.float64))


def squads_of(rows: list[Any]) -> Squads:
    columns = list(zip(*rows, strict=True)) or [()] * 6
    lon, lat, district, turnout, ready, equipped = columns
    return Squads(
        np.array(lon, float), np.array(lat, float), np.array(turnout, float), np.full(len(lon), 1.4 / 15), np.array(district, np.int64),
        np.array(ready, bool), np.array(equipped, bool),
    )  # fmt: skip


@given(st.lists(spots, min_size=1, max_size=12), st.lists(crews, max_size=8))
def test_the_soonest_team_is_the_one_that_counting_by_hand_finds(places: list[Any], teams: list[Any]):
    found = reach(places_of(places), squads_of(teams))
    for n, (lon, lat, _, _) in enumerate(places):
        seconds = [turnout + 1.4 / 15 * great_circle_m(lon, lat, x, y) for x, y, _, turnout, ready, _ in teams if ready]
        assert found.seconds[n] == pytest.approx(min(seconds, default=np.inf))
        with_gear = [turnout + 1.4 / 15 * great_circle_m(lon, lat, x, y) for x, y, _, turnout, ready, kit in teams if ready and kit]
        assert found.equipped_s[n] == pytest.approx(min(with_gear, default=np.inf))
    rows = districts(places_of(places), squads_of(teams), found, 3, 1800, 0.9)
    for district, row in enumerate(rows):
        whole = sum(weight for _, _, at, weight in places if at == district)
        inside = sum(weight for n, (_, _, at, weight) in enumerate(places) if at == district and found.equipped_s[n] <= 1800)
        assert row.share == pytest.approx(inside / whole if whole else 0)


@given(st.lists(spots, min_size=1, max_size=12), st.lists(crews, max_size=6), crews)
def test_one_more_ready_team_never_makes_a_district_worse(places: list[Any], teams: list[Any], more: Any):
    more = (*more[:4], True, more[5])
    ground = places_of(places)
    before = districts(ground, squads_of(teams), reach(ground, squads_of(teams)), 3, 1800, 0.9)
    after = districts(ground, squads_of([*teams, more]), reach(ground, squads_of([*teams, more])), 3, 1800, 0.9)
    for was, now in zip(before, after, strict=True):
        assert STATES.index(now.state) <= STATES.index(was.state)
        assert now.share >= was.share and now.reached >= was.reached


# -- registers ---------------------------------------------------------------------------------------------------------------------------


@db
def test_certificates_count_until_they_expire_and_the_team_s_own_skills_follow(unit, agrees):
    with agrees():
        actions.set_skills(
            actor=MANAGER, unit_id=unit.pk,
            lots=[
                {"skill": "diving", "certificate": "潜水员证", "people": 6, "valid_to": today() + timedelta(days=30)},
                {"skill": "diving", "certificate": "潜水员证", "people": 4, "valid_to": today() - timedelta(days=1)},
                {"skill": "patrol", "people": 20, "valid_to": None},
            ],
        )  # fmt: skip
    unit.refresh_from_db()
    known = known_of([one_unit(unit.pk)])[unit.pk]
    assert unit.skills == ["diving", "patrol"] and known.facts.certified == 6 and known.expiring == 2
    with pytest.raises(Problem, match="全队 30 人"):
        actions.set_skills(actor=MANAGER, unit_id=unit.pk, lots=[{"skill": "diving", "people": 31}])
    assert SkillLot.objects.filter(unit=unit).count() == 3, "what was refused changed nothing"


@db
def test_what_the_registers_say_is_asked_as_often_of_many_lots_as_of_one(unit):
    """It is asked of every team of a proposal, while somebody waits for it."""

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            known_of([one_unit(unit.pk)])
        return len(queries)

    def lots(count: int) -> list[dict[str, object]]:
        return [{"skill": "diving", "certificate": f"证{n}", "people": 1, "valid_to": today() + timedelta(days=n)} for n in range(count)]

    counts = []
    for count in (1, 25):
        actions.set_skills(actor=MANAGER, unit_id=unit.pk, lots=lots(count))
        counts.append(asked())
    assert counts[0] == counts[1]


@db
def test_the_register_is_what_the_team_has_and_what_is_mended_or_scrapped_it_has_not(unit, agrees):
    with agrees():
        one = actions.enter_gear(actor=MANAGER, unit_id=unit.pk, item="assault_boat", number="艇-1", count=3)
        actions.enter_gear(actor=MANAGER, unit_id=unit.pk, item="assault_boat", number="艇-2", count=1)
    unit.refresh_from_db()
    assert unit.equipment["assault_boat"] == 4
    with agrees():
        actions.change_gear(actor=MANAGER, gear_id=one.pk, values={"state": "repair"})
    unit.refresh_from_db()
    assert unit.equipment["assault_boat"] == 1
    with pytest.raises(Problem) as twice:
        actions.enter_gear(actor=MANAGER, unit_id=unit.pk, item="assault_boat", number="艇-2")
    assert twice.value.code == "exists"


@db
def test_an_inspection_that_is_over_time_is_told_once_until_it_has_a_new_term(unit):
    one = actions.enter_gear(actor=MANAGER, unit_id=unit.pk, item="gas_suit", number="F-1", inspect_by=today() - timedelta(days=1))
    told = Event.objects.filter(kind="force_gear.overdue")
    for _ in range(2):
        actions.inspection_due(one.pk)
    assert told.count() == 1
    actions.change_gear(actor=MANAGER, gear_id=one.pk, values={"note": "已联系检测所"})
    assert not Deadline.objects.filter(kind=actions.INSPECTION, object_id=one.pk).exists()
    actions.change_gear(actor=MANAGER, gear_id=one.pk, values={"inspect_by": today() + timedelta(days=90)})
    assert Deadline.objects.filter(kind=actions.INSPECTION, object_id=one.pk).exists()
    actions.inspection_due(one.pk)
    assert told.count() == 1, "not due any more"
    assert summary(["4401"])["gear_overdue"] == 0


@db
def test_a_standby_base_makes_a_team_quicker_unless_it_is_over_full(unit, make_unit, agrees):
    base = open_base(actor=MANAGER, code="B-T", **BASE)
    usual = known_of([one_unit(unit.pk)])[unit.pk].facts.turnout_s
    with agrees():
        station(actor=MANAGER, base_id=base.pk, unit_id=unit.pk)
    quick = known_of([one_unit(unit.pk)])[unit.pk].facts.turnout_s
    assert quick < usual
    unit.refresh_from_db()
    assert (unit.lon, unit.lat) == (113.58, 23.55)
    marker = Feature.objects.get(layer="base_standby", code="B-T")
    assert (marker.attributes["stationed"], marker.attributes["teams"]) == (30, 1)
    station(actor=MANAGER, base_id=base.pk, unit_id=make_unit("二中队", headcount=30).pk)
    assert base_whole(one_base(base.pk))["full"]
    assert known_of([one_unit(unit.pk)])[unit.pk].facts.turnout_s == usual, "sixty in a house for forty are no quicker"
    change_base(actor=MANAGER, base_id=base.pk, kind="training", courses=["绳索救援"])
    assert not Feature.objects.filter(layer="base_standby", code="B-T").exists()
    assert Feature.objects.filter(layer="base_training", code="B-T").exists()
    station(actor=MANAGER, base_id=base.pk, unit_id=unit.pk, away=True)
    assert Base.objects.get(pk=base.pk).units.count() == 1


@db
def test_who_was_sent_out_in_a_drill_has_trained_without_anybody_entering_it(people, unit):
    plan = started(people)
    incident = open_incident(actor="user:1", exercise=plan.exercise_id, **FIRE)
    assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="到场")
    end_exercise(actor="user:1", exercise_id=plan.exercise_id)
    one = Training.objects.get(unit=unit)
    assert (one.kind, one.drill_id, one.people) == ("drill", plan.pk, unit.headcount)
    assert one.next_due and one.next_due > today()
    counts = {row["kind"]: row for row in Training.objects.under("4401").counts()}
    assert counts["drill"]["times"] == 1 and counts["drill"]["people"] == 30 and counts["course"]["times"] == 0


@db
def test_trainings_count_times_people_and_hours_within_their_days(unit):
    day = today()
    for n, (course, hours, heads) in enumerate([("激流救援", 8, 10), ("夜间拉动", 4.5, 20)]):
        actions.enter_training(
            actor=MANAGER, unit_id=unit.pk, kind="course", course=course, hours=hours, held_on=day - timedelta(days=10 * n), people=heads
        )
    rows = {row["kind"]: row for row in Training.objects.all().counts()}
    assert rows["course"] == {"kind": "course", "times": 2, "people": 30, "hours": 170.0}
    inside = {row["kind"]: row for row in Training.objects.within(day - timedelta(days=5), None).counts()}
    assert inside["course"]["times"] == 1
    with pytest.raises(Problem, match="今天之后"):
        actions.enter_training(actor=MANAGER, unit_id=unit.pk, kind="course", course="x", hours=1, held_on=day + timedelta(days=1))
    with pytest.raises(Problem) as twice:
        actions.enter_training(actor=MANAGER, unit_id=unit.pk, kind="course", course="激流救援", hours=1, held_on=day)
    assert twice.value.code == "exists"


def sheet_of(rows: list[list[Any]]) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("装备.xlsx", out.getvalue())


@db
def test_a_list_comes_in_row_by_row_and_goes_out_as_it_would_come_in_again(people, unit, as_user):
    chief = as_user(people.chen)
    titles = ["队伍编号", "装备", "编号或批次", "数量", "状态", "下次检验"]
    good = [unit.code, "冲锋舟", "艇-1", 2, "在用", "2027-01-31"]
    bad = [
        [unit.code, "飞碟", "X", 1, "", ""],
        ["没有", "冲锋舟", "Y", 1, "", ""],
        [unit.code, "冲锋舟", "Z", "两", "", ""],
        [unit.code, "冲锋舟", "W", 1, "", "后年"],
    ]
    answer = chief.post("/api/forces/sheets/gear", {"file": sheet_of([titles, good, *bad])}, headers={"Idempotency-Key": "gear-1"})
    done = answer.json()
    assert answer.status_code == 200, done
    assert (done["added"], [(one["line"], one["column"]) for one in done["bad"]]) == (
        1,
        [(3, "装备"), (4, "队伍编号"), (5, "数量"), (6, "下次检验")],
    )
    assert Gear.objects.get().inspect_by == date(2027, 1, 31)
    out = chief.get("/api/forces/sheets/gear")
    assert load_workbook(BytesIO(out.content)).active["C2"].value == "艇-1"  # type: ignore[index]
    again = chief.post(
        "/api/forces/sheets/gear", {"file": SimpleUploadedFile("x.xlsx", out.content)}, headers={"Idempotency-Key": "gear-2"}
    ).json()
    assert (again["added"], again["same"], again["bad"]) == (0, 1, [])
    for sheet, row in {
        "skills": [unit.code, "潜水", "潜水员证", 4, "2027-06-30"], "trainings": [unit.code, "培训", "激流救援", "2026-05-12", 8, 20, "", "合格", "", ""],
    }.items():  # fmt: skip
        head = [cell.value for cell in load_workbook(BytesIO(chief.get(f"/api/forces/sheets/{sheet}").content)).active[1]]  # type: ignore[index]
        got = chief.post(f"/api/forces/sheets/{sheet}", {"file": sheet_of([head, row])}, headers={"Idempotency-Key": sheet}).json()
        assert (got["added"], got["bad"]) == (1, [])
    profile = chief.get(f"/api/forces/units/{unit.pk}").json()
    assert (profile["certified"], len(profile["gear"]), len(profile["trainings"])) == (4, 1, 1)


@db
def test_a_register_is_kept_only_by_who_may_and_read_by_the_area(people, unit, as_user):
    body = {"item": "radio", "number": "R-1"}
    assert as_user(people.huang).send(f"/api/forces/units/{unit.pk}/gear", body).status_code == 403
    assert as_user(people.chen).send(f"/api/forces/units/{unit.pk}/gear", body).status_code == 201
    assert as_user(people.nansha).get(f"/api/forces/units/{unit.pk}").status_code == 404


# -- coverage ----------------------------------------------------------------------------------------------------------------------------


@db
def test_a_gap_says_whether_nobody_is_there_is_too_far_or_lacks_the_equipment_and_a_team_closes_it(make_unit):
    def conghua() -> dict[str, Any]:
        return next(dict(row) for row in coverage("domain", "air", 240)["districts"] if row["district"] == "440117")

    assert conghua()["state"] == "none"
    team = make_unit("航空队", kind="aviation", domains=["air"], equipment={})
    assert conghua()["state"] == "unequipped"
    team.equipment = {"helicopter": 1}
    team.save()
    assert conghua()["state"] == "covered" and conghua()["share"] == 100
    assert next(row for row in coverage("domain", "air", 1)["districts"] if row["district"] == "440117")["state"] == "late"
    team.status_id = "off"
    team.save()
    assert conghua()["state"] == "none", "who is off covers nothing"


@db
def test_the_table_has_every_domain_and_every_hazard_that_has_a_run_card(make_unit):
    make_unit(kind="forest_fire", equipment={"blower": 4})
    found = table()
    assert [line["key"] for line in found["lines"] if line["by"] == "domain"] == [
        "sea",
        "land",
        "inland_water",
        "mountain",
        "high_rise",
        "air",
    ]
    assert any(line["key"].startswith("11G") for line in found["lines"])
    assert found["gaps"] == sum(cell["state"] != "covered" for line in found["lines"] for cell in line["districts"]) > 0
    with pytest.raises(Problem):
        coverage("domain", "moon")


ONE = Terms(1, ["440117", "440118"], ["11G"], ["forest_fire"], date(2026, 1, 1), date(2027, 1, 1))


def test_each_of_the_five_crossings_names_who_agreed_and_where_nobody_did():
    assert [line.agreements for line in crossings.by_area([ONE], {"440117": "从化", "440115": "南沙"})] == [(1,), ()]
    assert crossings.by_level([ONE], {"city-district": (4, 6)})[0].agreements == ()
    assert crossings.by_level([ONE._replace(parties=["4401", "440118"])], {"city-district": (4, 6)})[0].agreements == (1,)
    assert [line.agreements for line in crossings.by_trait([ONE], {"forestry": ["forest_fire"], "water": ["flood"]})] == [(1,), ()]
    assert crossings.by_trait([ONE._replace(what=[])], {"water": ["flood"]})[0].agreements == (1,), "an agreement on everything"
    assert [line.agreements for line in crossings.by_hazard([ONE], {"11G01": "森林火灾", "12D": "危化品"})] == [(1,), ()]


@db
def test_an_agreement_entered_closes_its_line(city):
    def gaps() -> dict[str, int]:
        return {one["code"]: one["gaps"] for one in crossing_cover(["4401"])}

    before = gaps()
    assert set(before) == {"area", "industry", "level", "department", "hazard"} and all(before.values())
    enter_agreement(
        actor=MANAGER, area="440117", name="从增互助", how="电话请求", parties=[{"code": "440117", "name": "从化"}, {"code": "440118", "name": "增城"}],
        hazards=["11G"], capabilities=["forest_fire"], valid_from=today(), valid_to=today() + timedelta(days=90),
    )  # fmt: skip
    after = gaps()
    assert after["area"] == before["area"] - 2 and after["hazard"] < before["hazard"] and after["level"] == before["level"]


@db
def test_a_profile_says_why_its_level_is_what_it_is(unit):
    profile = force_profile(one_unit(unit.pk))
    assert profile["readiness"]["level"] == 4
    weak = {fact["code"]: fact for fact in profile["readiness"]["facts"]}
    assert weak["drill_days"]["value"] is None and weak["drill_days"]["wanted"] == 365
    assert profile["reach_km"] > 0 and profile["terminals"] == 1
