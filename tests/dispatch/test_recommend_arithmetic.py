"""Who goes where, without a database: filters, ranking, what stays short, what is left bare, and the plan for several incidents."""

from __future__ import annotations

import itertools
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.distance import great_circle_m
from dispatch.recommend import assigning, wording
from dispatch.recommend.forces import AVAILABLE, BASE, FIX, POST, Forces, columns, metres
from dispatch.recommend.judging import CODES, Judged, Place, Scale, Want, judge
from dispatch.recommend.roads.estimate import Mode, mode_of
from dispatch.recommend.selecting import left_bare, remaining, select, shortfalls

KINDS = ["forest_fire", "general", "medical", "aviation"]
ROAD = Mode("road", "公路", 1.4, 55, True)
AIR = Mode("air", "空中", 1.05, 180, False)
HOME, AWAY = "440117", "440118"
FIRE = Place(7, 113.7712, 23.7423, HOME)


def team(**given: Any) -> dict[str, Any]:
    row = {
        "id": 1, "kind": "forest_fire", "category": "industry", "district": HOME, "lon": 113.586, "lat": 23.548, "base_lon": 113.586,
        "base_lat": 23.548, "source": FIX, "age_s": 12.0, "people": 30, "counted": False, "meaning": "available", "resting": False, "held": 0,
        "lost": False, "domains": ["mountain"],
    }  # fmt: skip
    return row | given


def forces(*teams: dict[str, Any]) -> Forces:
    return columns([team(id=number, **given) for number, given in enumerate(teams, 1)], KINDS)


def scale(found: Forces, wants: list[Want], floor: int = 0, **by: float) -> Scale:
    """`general=600`: general teams stand in for the first want, ten minutes later."""
    can = np.full((len(wants), len(KINDS)), np.inf)
    for at, want in enumerate(wants):
        can[at, KINDS.index(want.capability)] = 0
    for kind, penalty in by.items():
        can[0, KINDS.index(kind)] = penalty
    table = np.full((len(found.districts), len(KINDS)), floor, np.int64)
    modes = [ROAD, ROAD, ROAD, AIR]
    turnout = {"industry": 300.0, "volunteer": 900.0, "post": 60.0}
    return Scale(modes, turnout, can, table, delayed_s=1800, crossing_s=300, domain_s=600)


def codes(found: Forces, wants: list[Want], **options: Any) -> list[str]:
    judged = judge(found, FIRE, wants, scale(found, wants, **options))
    return [CODES[code] for code in judged.code]


FIRE_TEAMS = [Want("forest_fire", 2, 0)]


def test_the_distance_is_the_great_circle():
    found = forces({}, {"lon": 113.811, "lat": 23.261})
    reckoned = metres(found.lon, found.lat, FIRE.lon, FIRE.lat)
    wanted = [great_circle_m(lon, lat, FIRE.lon, FIRE.lat) for lon, lat in ((113.586, 23.548), (113.811, 23.261))]
    assert reckoned == pytest.approx(wanted, rel=1e-9)


def test_a_level_of_readiness_ranks_later_and_arrives_no_later():
    found = forces({}, {"level": 4}, {"level": 1}, {"level": 3})
    rules = replace(scale(found, FIRE_TEAMS), level_s={4: 900.0, 3: 60.0})
    judged = judge(found, FIRE, FIRE_TEAMS, rules)
    assert len(set(judged.eta_s.tolist())) == 1
    assert (judged.score[0] - judged.score[0][0]).tolist() == [0, 900, 0, 60]
    left = judge(found, FIRE, FIRE_TEAMS, replace(rules, unready=[4]))
    assert [CODES[code] for code in left.code] == ["ok", "unready", "ok", "ok"]


def test_every_exclusion_is_named():
    found = forces(
        {}, {"held": 9}, {"held": 7}, {"resting": True}, {"meaning": "unavailable"}, {"lost": True, "held": 9}, {"kind": "medical"}
    )
    assert codes(found, FIRE_TEAMS) == ["ok", "assigned", "here", "resting", "off", "lost", "capability"]


def test_a_substitute_is_proposed_later_than_the_proper_kind_at_the_same_place():
    found = forces({"kind": "general"}, {})
    judged = judge(found, FIRE, FIRE_TEAMS, scale(found, FIRE_TEAMS, general=600))
    assert judged.nearest(5).tolist() == [1, 0]
    assert judged.score[0, 0] - judged.score[0, 1] == pytest.approx(600)


def test_a_near_substitute_comes_before_a_far_proper_team():
    found = forces({"kind": "general", "lon": 113.77, "lat": 23.74}, {"lon": 113.244, "lat": 23.126})
    judged = judge(found, FIRE, FIRE_TEAMS, scale(found, FIRE_TEAMS, general=600))
    assert judged.nearest(1).tolist() == [0]


def test_a_crew_at_its_post_turns_out_at_once():
    found = forces({"source": POST}, {"source": BASE}, {"category": "volunteer"})
    judged = judge(found, FIRE, FIRE_TEAMS, scale(found, FIRE_TEAMS))
    assert judged.turnout_s.tolist() == [60, 300, 900]


def test_another_district_lends_only_down_to_its_floor_and_the_soonest_go():
    near, far = {"district": AWAY, "lon": 113.78, "lat": 23.6}, {"district": AWAY, "lon": 113.811, "lat": 23.261}
    found = forces(far, near, far | {"lat": 23.2})
    assert codes(found, FIRE_TEAMS, floor=1) == ["ok", "ok", "floor"]
    assert codes(found, FIRE_TEAMS, floor=2) == ["floor", "ok", "floor"]
    assert codes(found, FIRE_TEAMS, floor=3) == ["floor", "floor", "floor"]


def test_the_own_district_may_go_below_its_floor_and_is_told():
    found = forces({}, {"district": AWAY, "lon": 113.8, "lat": 23.3}, {"district": AWAY, "lon": 113.811, "lat": 23.261})
    assert codes(found, FIRE_TEAMS, floor=1)[0] == "ok"
    floor = scale(found, FIRE_TEAMS, floor=1).floor
    seat = {at: (113.586, 23.548) for at, name in enumerate(found.districts) if name == HOME}
    (bare,) = left_bare(found, floor, [0], seat, [ROAD] * 4)
    assert (found.districts[bare.district], bare.left, bare.floor) == (HOME, 0, 1)
    assert bare.move == 1  # the nearer of the two, and its own district keeps one
    assert bare.move_s > 0


def test_the_mover_never_bares_its_own_district():
    found = forces({}, {"district": AWAY})
    floor = scale(found, FIRE_TEAMS, floor=1).floor
    (bare,) = left_bare(found, floor, [0], {0: (113.586, 23.548), 1: (113.8, 23.2)}, [ROAD] * 4)
    assert bare.move is None


def test_a_city_team_crosses_nothing():
    found = forces({"district": "4401"})
    judged = judge(found, FIRE, FIRE_TEAMS, scale(found, FIRE_TEAMS, floor=5))
    assert CODES[judged.code[0]] == "ok" and not judged.crossing[0]


def test_units_and_heads_are_both_met_or_both_named_as_short():
    wants = [Want("forest_fire", 1, 50), Want("medical", 1, 0)]
    found = forces({"people": 30}, {"people": 25}, {"people": 40})
    judged = judge(found, FIRE, wants, scale(found, wants))
    chosen = select(found, judged, wants)
    assert len(chosen) == 2  # one team is enough by units, a second one is needed for the heads
    short = shortfalls(found, wants, chosen)
    assert [(row.capability, row.units, row.units_found) for row in short] == [("medical", 1, 0)]


def test_a_team_is_chosen_for_one_need_only():
    wants = [Want("forest_fire", 1, 0), Want("general", 1, 0)]
    found = forces({"kind": "general"}, {"kind": "forest_fire", "lon": 113.2, "lat": 23.1})
    chosen = select(found, judge(found, FIRE, wants, scale(found, wants, general=600)), wants)
    assert sorted(team for team, _ in chosen) == [0, 1]


def test_what_is_there_already_is_taken_off_the_card():
    wants = [Want("forest_fire", 2, 60), Want("general", 1, 0)]
    left = remaining(wants, [("forest_fire", 25), ("volunteer", 10)], {"general": ["volunteer"]})
    assert left == [Want("forest_fire", 1, 35), Want("general", 0, 0)]


def test_the_mode_is_the_first_row_that_fits():
    rows = [["aviation", "", "air"], ["", "11G", "mountain"], ["", "", "road"]]
    assert [mode_of("aviation", "11G01", rows), mode_of("general", "11G01", rows), mode_of("general", "12H00", rows)] == [
        "air",
        "mountain",
        "road",
    ]


def test_spans_read_as_people_say_them():
    assert [wording.span(s) for s in (40, 90, 1500, 4800, 7200, 260_000)] == [
        "40 秒",
        "2 分钟",
        "25 分钟",
        "1 小时 20 分",
        "2 小时",
        "3 天",
    ]


def test_nothing_of_the_arithmetic_needs_django():
    pure = ["forces", "judging", "selecting", "assigning", "wording", "roads", "roads.estimate", "roads.osrm", "roads.valhalla"]
    names = ",".join(f"dispatch.recommend.{name}" for name in pure)
    done = subprocess.run([sys.executable, "-c", f"import sys, {names}; sys.exit('django' in sys.modules)"], check=False)
    assert done.returncode == 0


def test_a_hundred_thousand_metres_of_wants_and_nobody():
    found = forces({"kind": "medical"})
    judged = judge(found, FIRE, FIRE_TEAMS, scale(found, FIRE_TEAMS))
    assert select(found, judged, FIRE_TEAMS) == []
    assert judged.nearest(5).tolist() == []


# --- several incidents at once

one_team = st.fixed_dictionaries({
    "kind": st.sampled_from(KINDS[:3]), "district": st.sampled_from([HOME, AWAY, "440114"]), "lon": st.floats(113.0, 114.0), "lat": st.floats(22.6, 23.9),
    "meaning": st.sampled_from(["available", "available", "available", "delayed", "unavailable"]), "held": st.sampled_from([0, 0, 0, 99]),
    "resting": st.booleans() | st.just(False), "lost": st.just(False), "category": st.sampled_from(["industry", "volunteer"]),
})  # fmt: skip
one_incident = st.tuples(
    st.floats(113.0, 114.0), st.floats(22.6, 23.9), st.sampled_from([HOME, AWAY, "440114"]), st.sampled_from([1.0, 2.0, 8.0]),
    st.lists(st.builds(Want, st.sampled_from(KINDS[:3]), st.integers(1, 2), st.just(0)), min_size=1, max_size=2, unique_by=lambda want: want.capability),
)  # fmt: skip


def planned(teams: list[dict[str, Any]], incidents: list[Any], floor: int) -> tuple[Forces, assigning.Slots, Any, list[Judged]]:
    found = forces(*teams)
    judged = []
    for number, (lon, lat, district, _, wants) in enumerate(incidents, 1):
        judged.append(judge(found, Place(number, lon, lat, district), wants, scale(found, wants, floor=floor, general=600)))
    slots = assigning.slots_of(judged, [row[4] for row in incidents], [row[3] for row in incidents], 14_400)
    lendable = np.maximum(0, found.available_by_group() - floor)
    return found, slots, lendable, judged


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(one_team, min_size=1, max_size=12), st.lists(one_incident, min_size=1, max_size=4), st.integers(0, 2))
def test_the_plan_is_never_worse_than_greedy_and_every_filter_holds(teams: Any, incidents: Any, floor: int):
    found, slots, lendable, judged = planned(teams, incidents, floor)
    first = assigning.greedy(found, slots, lendable)
    best = assigning.assign(found, slots, lendable, first)
    assert assigning.total(slots, best) <= assigning.total(slots, first) + 1e-6
    for plan in (first, best):
        assert len(set(plan.values())) == len(plan)  # every team once
        lent: dict[tuple[int, int], int] = {}
        used: dict[tuple[int, int], int] = {}
        for slot, one in plan.items():
            assert CODES[judged[int(slots.incident[slot])].code[one]] == "ok"
            assert found.held[one] == 0 and found.free[one]
            if found.meaning[one] == AVAILABLE:
                group = int(found.district[one]), int(found.kind[one])
                used[group] = used.get(group, 0) + 1
                lent[group] = lent.get(group, 0) + int(slots.crossing[slot, one])
        for group, loans in lent.items():
            assert not loans or used[group] <= lendable[group]  # who lends keeps the floor


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(one_team, min_size=1, max_size=5), st.lists(one_incident, min_size=1, max_size=2))
def test_without_floors_the_plan_is_the_best_there_is(teams: Any, incidents: Any):
    found, slots, lendable, _ = planned(teams, incidents, 0)
    slots = assigning.Slots(
        *(column[:3] for column in (slots.incident, slots.want, slots.weight, slots.seconds, slots.crossing)), slots.unfilled_s
    )
    best = assigning.assign(found, slots, lendable, assigning.greedy(found, slots, lendable))
    count = len(slots.weight)
    ways = itertools.permutations([*range(len(found)), *[None] * count], count)
    cheapest = min(sum(slots.empty[slot] if one is None else slots.cost[slot, one] for slot, one in enumerate(way)) for way in set(ways))
    assert assigning.total(slots, best) == pytest.approx(cheapest)


def test_greedy_gives_the_heavy_incident_the_near_team_and_the_plan_finds_the_better_whole():
    """Two fires, two teams: the heavy one's nearest team is the only one near the other."""
    teams = [{"lon": 113.50, "lat": 23.5}, {"lon": 113.45, "lat": 23.5}]
    wants = [Want("forest_fire", 1, 0)]
    incidents = [(113.48, 23.5, HOME, 1.1, wants), (113.60, 23.5, HOME, 1.0, wants)]
    found, slots, lendable, _ = planned(teams, incidents, 0)
    first = assigning.greedy(found, slots, lendable)
    best = assigning.assign(found, slots, lendable, first)
    assert first == {0: 0, 1: 1}
    assert best == {0: 1, 1: 0}
    assert assigning.total(slots, best) < assigning.total(slots, first)
