"""一线三排: what is wrong is found, ranked, handed over, put right, and seen to be right by somebody else – or it stays on the list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from command.hazards import actions
from command.hazards.actions import Where, find_hazard
from command.hazards.leaving import archive_hazards
from command.hazards.models import Hazard, Sector
from command.hazards.risks import retire_risk, save_risk
from command.hazards.scoring import COLOURS, EXPOSED, LIKELY, SEVERE, Urgency, colour, danger
from command.hazards.states import CLOSED, MOVES, OVER
from command.hazards.tabling import by_sector, by_town
from command.hazards.towns import At, Town, count, worst
from dispatch.features.models import Feature
from realtime import clock
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log.models import Event
from realtime.snapshots import table

pytestmark = pytest.mark.django_db
FINDER, OWNER, CHIEF = ({"actor": f"user:{n}", "name": name} for n, name in ((1, "王值班"), (2, "厂安全员"), (3, "陈班长")))
POINT = Where("虎岛精细化工罐区", 113.5290, 22.8450)
BOUNDS = (320, 160, 70)


def hazard(**given: Any) -> Hazard:
    return find_hazard(**FINDER, **{"sector": "chem", "title": "围堰裂缝", "where": POINT, "owner": "虎岛精细化工"} | given)


def at_work(**given: Any) -> Hazard:
    one = hazard(**given)
    actions.rank_hazard(**FINDER, hazard_id=one.pk, major=one.major, reach=3, difficulty=2, people=120, measures="液位压低至 60%")
    return actions.assign_hazard(**FINDER, hazard_id=one.pk, owner="虎岛精细化工")


def verified(one: Hazard) -> Hazard:
    actions.report_fixed(**OWNER, hazard_id=one.pk, fix="环氧灌浆", cost_yuan=48_000)
    return actions.verify_hazard(**FINDER, hazard_id=one.pk, words="现场注水试验合格")


def on_map(one: Hazard) -> Feature:
    return Feature.objects.get(layer="hazard", code=f"hazard:{one.pk}")


def test_it_goes_from_being_seen_to_being_closed_and_the_map_follows(city, agrees):
    with agrees():
        one = at_work()
    assert (on_map(one).attributes["state"], on_map(one).active) == ("待整改", True)
    with agrees():
        actions.begin_fixing(**OWNER, hazard_id=one.pk)
        verified(one)
    assert on_map(one).attributes["state"] == "已整改"
    with agrees():
        actions.close_hazard(**FINDER, hazard_id=one.pk, supervisor=False)
    assert not on_map(one).active
    assert table("area:440115", "hazards")[str(one.pk)]["state"] == "closed"
    assert [step.verb for step in one.steps.all()] == ["found", "ranked", "assigned", "begun", "fixed", "verified", "closed"]
    Hazard.objects.filter(pk=one.pk).update(over_at=clock.now() - timedelta(days=2))
    with agrees():
        assert archive_hazards() == 1
    assert str(one.pk) not in table("area:440115", "hazards")


def test_who_says_it_is_right_does_not_verify_it(city):
    one = at_work()
    actions.report_fixed(**OWNER, hazard_id=one.pk, fix="已修")
    with pytest.raises(Problem, match="另一人复查") as refused:
        actions.verify_hazard(**OWNER, hazard_id=one.pk, words="好了")
    assert refused.value.code == "own_work"
    with pytest.raises(IntegrityError), transaction.atomic():
        Hazard.objects.filter(pk=one.pk).update(verified_by=OWNER["actor"])


def test_not_right_yet_goes_back_to_work_with_a_term(city, agrees):
    one = at_work()
    actions.report_fixed(**OWNER, hazard_id=one.pk, fix="已修")
    with agrees():
        actions.return_hazard(**FINDER, hazard_id=one.pk, why="仍有渗漏")
    one.refresh_from_db()
    assert one.state == "fixing" and one.due_at > clock.now() and one.verified_by == ""


def test_what_is_listed_is_closed_only_by_who_listed_it_and_is_never_made_small(city, agrees):
    one = hazard()
    with agrees():
        actions.supervise_hazard(**CHIEF, hazard_id=one.pk, unit="市安委办")
    with pytest.raises(Problem, match="不能降为一般隐患"):
        actions.rank_hazard(**FINDER, hazard_id=one.pk, major=False, reach=1, difficulty=1, people=0)
    actions.rank_hazard(**FINDER, hazard_id=one.pk, major=True, reach=1, difficulty=1, people=0)
    actions.assign_hazard(**FINDER, hazard_id=one.pk, owner="某厂")
    verified(one)
    with pytest.raises(Problem, match="只能由督办单位销号"):
        actions.close_hazard(**FINDER, hazard_id=one.pk, supervisor=False)
    assert actions.close_hazard(**CHIEF, hazard_id=one.pk, supervisor=True).state == CLOSED


def test_its_term_runs_until_it_is_right_and_is_told_once(city, agrees):
    one = at_work()
    with agrees():
        actions.hazard_due(one.pk)
        actions.hazard_due(one.pk)
    assert Event.objects.filter(kind="hazard.overdue").count() == 1
    with agrees():
        later = actions.assign_hazard(**FINDER, hazard_id=one.pk, owner="某厂", due_at=clock.now() + timedelta(days=3), words="延期")
    assert not later.overdue
    verified(one)
    actions.hazard_due(one.pk)
    one.refresh_from_db()
    assert not one.overdue


def test_what_comes_back_is_a_hazard_of_its_own_that_names_the_old_one(city, agrees):
    one = verified(at_work(major=True))
    actions.close_hazard(**CHIEF, hazard_id=one.pk, supervisor=True)
    with agrees():
        again = actions.relapse_hazard(**FINDER, hazard_id=one.pk, text="裂缝重现")
    one.refresh_from_db()
    assert (one.state, again.relapse_of_id, again.major, again.owner) == ("relapsed", one.pk, True, one.owner)
    assert on_map(again).active
    other = verified(at_work())
    actions.close_hazard(**CHIEF, hazard_id=other.pk, supervisor=True)
    Hazard.objects.filter(pk=other.pk).update(over_at=clock.now() - timedelta(days=400))
    with pytest.raises(Problem, match="180 天"):
        actions.relapse_hazard(**FINDER, hazard_id=other.pk, text="x")


def test_sent_twice_from_a_phone_it_is_one(city):
    assert hazard(client_key="phone-7:1").pk == hazard(client_key="phone-7:1").pk != hazard(client_key="phone-7:2").pk


def test_bad_input_names_its_field(city):
    for wrong, field in (({"sector": "nothing"}, "sector"), ({"where": Where("某处")}, "lon"), ({"unit_id": 404}, "unit"),
                         ({"found_at": clock.now() + timedelta(hours=1)}, "found_at")):  # fmt: skip
        with pytest.raises(Problem) as refused:
            hazard(**wrong)
        assert field in refused.value.where
    assert Hazard.objects.count() == 0


def test_unranked_first_then_major_then_far_reaching(city):
    small, far, major, new = at_work(), at_work(), at_work(major=True), hazard()
    Hazard.objects.filter(pk=small.pk).update(reach=1)
    assert Hazard.objects.unresolved().in_order() == [new, major, far, small]


def test_a_risk_units_colour_is_its_score_by_the_bureaus_bounds(city, agrees):
    with agrees():
        unit = save_risk(
            actor="user:1", name="苯乙烯罐区", sector="chem", lon=113.529, lat=22.845, likely=3, exposed=6, severe=40, owner="虎岛精细化工"
        )
    assert (unit.danger, unit.colour, unit.area[:6]) == (720, "red", "440115")
    shown = Feature.objects.get(layer="risk_unit", code=f"risk:{unit.pk}")
    assert (shown.attributes["risk"], shown.attributes["sector"]) == ("重大", "危险化学品")
    assert save_risk(actor="user:1", risk_id=unit.pk, likely=0.5).colour == "yellow"
    with pytest.raises(Problem, match="只能取"):
        save_risk(actor="user:1", risk_id=unit.pk, likely=4)
    hazard(unit_id=unit.pk)
    with pytest.raises(Problem, match="1 项隐患没有销号"):
        retire_risk(actor="user:1", risk_id=unit.pk)


def test_the_dictionary_has_the_citys_41_sectors(city):
    assert Sector.objects.count() == 41 and Sector.objects.filter(key_sector=True).exists()


@given(st.sampled_from(LIKELY), st.sampled_from(EXPOSED), st.sampled_from(SEVERE), st.sampled_from(LIKELY))
def test_more_danger_is_never_a_better_colour(likely, exposed, severe, other):
    first, second = sorted((danger(likely, exposed, severe), danger(other, exposed, severe)))
    assert COLOURS.index(colour(second, BOUNDS)) <= COLOURS.index(colour(first, BOUNDS))


@given(st.lists(st.builds(Urgency, st.booleans(), st.integers(1, 3), st.integers(1, 3), st.integers(0, 500)), min_size=2))
def test_a_major_one_never_waits_for_one_that_is_not(found):
    ordered = sorted(found, key=Urgency.weight)
    assert sorted(not one.major for one in ordered) == [not one.major for one in ordered]


def test_nothing_over_goes_on_but_by_coming_back():
    assert all(not MOVES[state] or MOVES[state] == {"relapsed"} for state in OVER)


def test_a_town_has_the_colour_of_the_worst_it_holds_and_the_map_follows(city, agrees):
    def assess(name: str, lon: float, lat: float, severe: float) -> Any:
        return save_risk(actor="user:1", name=name, sector="forest", lon=lon, lat=lat, likely=3, exposed=6, severe=severe, owner="林场")

    lon, lat = Area.objects.filter(name="良口镇").values_list("lon", "lat")[0]
    small = assess("甲", lon + 0.001, lat, 1)
    (town,) = by_town("440117")
    assert (town["name"], town["worst"], town["blue"]) == ("良口镇", "blue", 1)
    great = assess("乙", lon, lat + 0.001, 40)
    assert [(row["worst"], row["red"], row["blue"], row["weight"]) for row in by_town("4401")] == [("red", 1, 1, 11)]
    disc = Feature.objects.get(layer="risk_town", code=town["area"])
    assert disc.attributes == {"risk": "重大", "colour": "红", "red": 1, "orange": 0, "yellow": 0, "blue": 1}
    retire_risk(actor="user:1", risk_id=great.pk)
    assert by_town("440117")[0]["worst"] == "blue"
    retire_risk(actor="user:1", risk_id=small.pk)
    assert by_town("440117") == [] and not Feature.objects.filter(layer="risk_town").exists()


def test_risks_are_counted_by_sector_and_district(city):
    for name in ("甲", "乙"):
        save_risk(actor="user:1", name=name, sector="chem", lon=113.529, lat=22.845, likely=3, exposed=6, severe=40, owner="某厂")
    assert by_sector(["4401"]) == [{"sector": "chem", "area": "440115", "colour": "red", "n": 2}]
    assert by_sector(["440117"]) == []


@given(st.lists(st.tuples(st.floats(113, 114), st.floats(22.5, 24), st.sampled_from(COLOURS)), max_size=30))
def test_every_unit_is_in_exactly_one_town_and_the_worst_is_held_by_it(units):
    towns = {"440117": [Town("440117001", "甲", 113.2, 23), Town("440117002", "乙", 113.8, 23.5)]}
    counted = count([At("440117", *unit) for unit in units], towns)
    assert sum(sum(held.values()) for held in counted.values()) == len(units)
    assert all(
        held[worst(held)] > 0 and not any(held[colour] for colour in COLOURS[: COLOURS.index(worst(held))]) for held in counted.values()
    )
