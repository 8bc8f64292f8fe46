"""What the registers say of a team stands in the proposal; what the table of weak places says is what counting by hand finds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command.forces import actions
from command.forces.covering import Ground, ground, table
from command.forces.models import Gear, SkillLot
from dispatch.distance import great_circle_m
from dispatch.incidents.actions import open_incident
from dispatch.recommend.choose import next_unit, recommend
from dispatch.recommend.defaults import RULES
from dispatch.recommend.models import RunCard
from dispatch.recommend.roads.estimate import mode_of
from dispatch.supplies.balances import today
from dispatch.teams.models import Unit
from realtime.rules.models import Rule, rule

pytestmark = pytest.mark.django_db
MANAGER = "user:3"
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
NEAR, FAR = (113.77, 23.74), (113.60, 23.55)


@pytest.fixture
def incident(city):
    RunCard.objects.all().delete()
    RunCard.objects.create(
        name="森林火灾", type_prefix="11G", level=4, area="4401", source="市级预案", task="",
        needs=[{"capability": "forest_fire", "units": 1, "people": 0}],
    )  # fmt: skip
    return open_incident(actor="user:1", **FIRE)


def neglected(unit: Unit) -> Unit:
    """Its certificates have ended and six of its things are past their inspection: short of every level."""
    yesterday = today() - timedelta(days=1)
    actions.set_skills(
        actor=MANAGER, unit_id=unit.pk, lots=[{"skill": "fire_line", "certificate": "森林消防员", "people": 10, "valid_to": yesterday}]
    )
    for number in range(6):
        actions.enter_gear(actor=MANAGER, unit_id=unit.pk, item="air_respirator", number=f"N{number}", inspect_by=yesterday)
    return unit


def test_a_team_whose_certificates_have_ended_is_ranked_later_and_says_why(incident, make_unit):
    near = neglected(make_unit("近处扑火队", lon=NEAR[0], lat=NEAR[1]))
    far = make_unit("远处扑火队", lon=NEAR[0] + 0.02, lat=NEAR[1])
    found = recommend(incident, scopes=["4401"])["proposals"]
    assert [row["unit"]["id"] for row in found] == [far.pk, near.pk], (
        "two kilometres further, and sooner than a quarter of an hour of delay"
    )
    said = next(reason["text"] for reason in found[1]["reasons"] if reason["code"] == "unready")
    assert said.startswith("未达三级备勤:持证率 0%") and "装备逾期未检 6 件(批)" in said and said.endswith(";按晚到 15 分钟排序")
    assert found[1]["eta_s"] < found[0]["eta_s"], "it arrives when it arrives: only the order is another"
    assert not any(reason["code"] == "unready" for reason in found[0]["reasons"]), "nothing was ever registered of it: it is not judged"
    chosen = next_unit(incident)
    assert chosen is not None and chosen.pk == far.pk, "the ladder asks in the same order"


def test_it_is_soonest_again_once_the_registers_are_in_order(incident, make_unit):
    near = neglected(make_unit("近处扑火队", lon=NEAR[0], lat=NEAR[1]))
    make_unit("远处扑火队", lon=NEAR[0] + 0.02, lat=NEAR[1])
    lots = [{"skill": "fire_line", "certificate": "森林消防员", "people": 20, "valid_to": today() + timedelta(days=90)}]
    actions.set_skills(actor=MANAGER, unit_id=near.pk, lots=lots)
    for gear in Gear.objects.filter(unit=near):
        actions.change_gear(actor=MANAGER, gear_id=gear.pk, values={"inspect_by": today() + timedelta(days=90)})
    actions.enter_training(
        actor=MANAGER, unit_id=near.pk, kind="course", course="夜间拉动", hours=2, held_on=today() - timedelta(days=3), people=20
    )
    assert SkillLot.objects.filter(unit=near).get().certified_on(today())
    found = recommend(incident, scopes=["4401"])["proposals"]
    assert found[0]["unit"]["id"] == near.pk and not any(reason["code"] == "unready" for reason in found[0]["reasons"])


def test_a_bureau_that_sends_no_such_team_has_it_left_out_with_its_reason(incident, make_unit):
    near = neglected(make_unit("近处扑火队", lon=NEAR[0], lat=NEAR[1]))
    far = make_unit("远处扑火队", lon=FAR[0], lat=FAR[1])
    late = dict(next(value for name, value, *_ in RULES if name == "recommend.readiness"))
    Rule.objects.update_or_create(
        name="recommend.readiness", area="440117", defaults={"value": late | {"left_out": [4]}, "unit": "", "source": "test"}
    )
    said = recommend(incident, scopes=["4401"])
    assert [row["unit"]["id"] for row in said["proposals"]] == [far.pk]
    out = {row["unit"]["id"]: row for row in said["excluded"]}
    assert (
        out[near.pk]["code"] == "unready"
        and out[near.pk]["text"].startswith("未达三级备勤:")
        and out[near.pk]["text"].endswith(";按规定不派")
    )


def test_who_is_off_is_left_out_for_that_and_not_for_its_registers(incident, make_unit):
    near = neglected(make_unit("近处扑火队", lon=NEAR[0], lat=NEAR[1]))
    Unit.objects.filter(pk=near.pk).update(status="off")
    assert [row["code"] for row in recommend(incident, scopes=["4401"])["excluded"]] == ["off"]


# -- weak places ---------------------------------------------------------------------------------------------------------------------------

TRADES = {"11G": "forest_fire", "11A": "flood", "12D": "hazmat"}
squads = st.tuples(
    st.sampled_from(sorted(TRADES.values())), st.floats(113.0, 114.0), st.floats(22.6, 23.9), st.sampled_from(["440117", "440118", "440115"]),
    st.sampled_from(["ready", "off", "maintenance"]), st.sampled_from([{}, {"blower": 2}, {"drain_pump": 1}, {"gas_suit": 3}]), st.lists(st.sampled_from(["mountain", "sea", "land"]), unique=True),
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(squads, max_size=7), st.sampled_from([20, 45, 90]))
def test_the_weak_places_are_those_that_counting_by_hand_finds(make_unit, teams, minutes):
    Unit.objects.all().delete()
    for number, (kind, lon, lat, area, status, equipment, domains) in enumerate(teams):
        made = make_unit(f"队{number}", kind=kind, lon=lon, lat=lat, area=area, equipment=equipment, domains=domains)
        Unit.objects.filter(pk=made.pk).update(status=status)
    found, known = table(minutes), ground()
    for line in found["lines"]:
        for cell in line["districts"]:
            assert (cell["state"], cell["ready"]) == by_hand(known, line["by"], line["key"], cell["district"], minutes), (line["key"], cell)
    assert found["gaps"] == sum(cell["state"] != "covered" for line in found["lines"] for cell in line["districts"])


def by_hand(known: Ground, by: str, key: str, district: str, minutes: int) -> tuple[str, int]:
    """One town and one team after the other, from the rows themselves."""
    kit = (
        known.kit.get(key, []) if by == "domain" else next((known.kit[key[:n]] for n in range(len(key), 0, -1) if key[:n] in known.kit), [])
    )
    teams = [
        unit for unit in Unit.objects.select_related("status")
        if (key in unit.domains if by == "domain" else unit.kind == known.kinds[key][0]) and unit.status.meaning == "available"
    ]  # fmt: skip
    own = sum(unit.area == district for unit in teams)
    whole = reached = equipped = 0.0
    for town, weight in zip(known.towns, known.places.weight, strict=True):
        if town.code[:6] != district:
            continue
        whole += weight
        in_time = [unit for unit in teams if _seconds(unit, town, by, key) <= 60 * minutes]
        reached += weight * bool(in_time)
        equipped += weight * any(not kit or any(unit.equipment.get(code) for code in kit) for unit in in_time)
    full = rule("forces.reach")["full_pct"] / 100
    if whole and equipped / whole >= full:
        return "covered", own
    if whole and reached / whole >= full:
        return "unequipped", own
    return ("late" if own else "none"), own


def _seconds(unit: Unit, town, by: str, key: str) -> float:
    turnout = rule("recommend.turnout_s")[unit.category]
    wanted = rule("forces.reach")["modes"].get(key) if by == "domain" else None
    mode = rule("travel." + (wanted or mode_of(unit.kind, key if by == "hazard" else "", rule("recommend.modes"))))
    return turnout + great_circle_m(unit.lon, unit.lat, town.lon, town.lat) * mode["factor"] / (mode["kmh"] / 3.6)
