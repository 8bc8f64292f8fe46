"""Figures that ask for a warning: judged by rows, once per crossing, one proposal of a hazard in a district; a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from command.alerts.actions import review_alert, sign_alert
from command.alerts.defaults import SCHEMES, TRIGGERS
from command.alerts.judging import already_said, beyond, finest, heaviest, joined, measured
from command.alerts.meaning import COLOURS
from command.alerts.models import Alert
from command.alerts.proposing import dismiss, draft_from
from command.alerts.publishing import publish_alert
from command.alerts.records import Proposal, Trigger
from command.alerts.shaking import away_km, felt_in, reach_km
from command.alerts.timing import road
from command.alerts.values import Value, take_value
from command.alerts.wording import TEXT, areas_in_words, fill
from command.forest.dangers import set_danger
from command.inbox.providers import waiting_for
from realtime import clock
from realtime.accounts.may import caller_of_user
from realtime.codes import Problem
from tests.conftest import person


class Limit(NamedTuple):
    side: str
    value: float
    dead_band: float = 0.0
    colour: str = "yellow"
    area: str = "4401"


figures = st.floats(-1000, 1000, allow_nan=False)
limits = st.builds(Limit, st.sampled_from(["above", "below"]), figures, st.floats(0, 50), st.sampled_from(COLOURS), st.sampled_from(["4401", "440117", "440117104"]))  # fmt: skip


# --- the rows, without a database


@given(limits)
def test_at_the_threshold_is_beyond_it_and_the_dead_band_holds_it_there(limit: Limit):
    away = -1 if limit.side == "above" else 1
    assert beyond(limit.value, limit, was=False) and beyond(limit.value, limit, was=True)
    assert not beyond(limit.value + away * (limit.dead_band + 1), limit, was=True)
    if limit.dead_band > 1e-3:
        inside = limit.value + away * limit.dead_band / 2
        assert not beyond(inside, limit, was=False) and beyond(inside, limit, was=True)


@given(limits, st.lists(figures, max_size=20))
def test_a_row_of_figures_never_crosses_twice_the_same_way(limit: Limit, row: list[float]):
    def crossings() -> Iterator[bool]:
        was = False
        for value in row:
            now = beyond(value, limit, was=was)
            if now != was:
                yield now
            was = now

    found = list(crossings())
    assert all(one != other for one, other in pairwise(found)) and (not found or found[0])


@given(st.lists(limits, max_size=8))
def test_the_finest_area_has_the_say_and_the_heaviest_colour_wins(rows: list[Limit]):
    kept = finest(rows)
    assert {one.area for one in kept} <= {max((one.area for one in rows), key=len, default="")}
    top = heaviest(kept)
    assert (top is None) == (not kept)
    assert top is None or all(COLOURS.index(one.colour) <= COLOURS.index(top.colour) for one in kept)
    assert top is None or already_said(top.colour, [one.colour for one in kept])


@given(st.lists(st.tuples(st.sampled_from("abcd"), figures), max_size=12), st.integers(1, 5))
def test_evidence_is_one_line_of_each_that_measures_the_newest_first(values: list[tuple[str, float]], most: int):
    kept: list[dict[str, Any]] = []
    for key, value in values:
        kept = joined(kept, {"key": key, "name": "雨量", "value": value}, most)
        assert kept[0]["value"] == value
    assert len(kept) <= most and len({one["key"] for one in kept}) == len(kept)


@given(figures, figures, figures)
def test_how_far_a_level_is_over_its_mark_is_a_quantity(level: float, warn: float, sure: float):
    found = measured("river_gauge", {"level_m": level, "warn_m": warn, "sure_m": sure})
    assert found["over_warn_m"] == (round(level - warn, 3), "m") and set(found) == {"water_level", "over_warn_m", "over_sure_m"}
    assert measured("river_gauge", {"level_m": level}).keys() == {"water_level"} and measured("wind", {"level_m": 1}) == {}


def test_every_row_of_the_seed_proposes_a_colour_its_scheme_has():
    colours = {row[0]: row[5] for row in SCHEMES}
    for quantity, _, basis, value, band, _, hazard, colour, source in TRIGGERS:
        assert colour in colours[hazard] and band >= 0 and source and basis in ("measured", "forecast"), (quantity, value)


@given(st.floats(0, 10), st.floats(0, 10))
def test_a_stronger_quake_never_reaches_less_far(one: float, other: float):
    rows = [{"magnitude": 2.5, "km": 20}, {"magnitude": 4.5, "km": 150}, {"magnitude": 6.5, "km": 500}]
    assert reach_km(min(one, other), rows) <= reach_km(max(one, other), rows) and reach_km(2.4, rows) == 0


def test_the_districts_a_quake_reaches_are_the_nearest_first():
    seats = [("440117", 113.58, 23.55), ("440118", 113.81, 23.26), ("440115", 113.53, 22.80)]
    assert felt_in(113.60, 23.60, 60, seats) == ["440117", "440118"] and felt_in(113.6, 23.6, 0, seats) == []
    assert 110 < away_km(113.0, 23.0, 113.0, 24.0) < 112


@given(st.lists(st.none() | st.integers(0, 10_000), min_size=6, max_size=6))
def test_no_step_of_the_road_is_negative(at: list[int | None]):
    begin = datetime(2026, 11, 3, tzinfo=UTC)
    steps = road(*(None if one is None else begin + timedelta(seconds=one) for one in at))
    assert all(one is None or one >= 0 for one in steps.values())


@given(st.dictionaries(st.sampled_from(["issuer", "time", "hazard", "colour", "hours", "areas", "means"]), st.text(max_size=9)))
def test_a_template_keeps_what_nothing_is_known_for(values: dict[str, str]):
    said = fill(TEXT, values)
    assert all("{" + name + "}" in said for name in ("issuer", "areas") if name not in values)
    assert areas_in_words([f"{n}镇" for n in range(9)]).endswith("等 9 个地区")


# --- from the figure to the decision


def rain(key: str, mm: float, *, minutes: int = 0, area: str = "440117", **more: Any) -> None:
    take_value(Value(key, "rain_3h", mm, "mm", area, f"{key}站", clock.now() + timedelta(minutes=minutes), **more))


@pytest.mark.django_db
def test_a_district_under_rain_is_one_proposal_that_grows_and_goes_with_the_rain(agrees: Any):
    with agrees():
        rain("a", 50)
    rain("b", 49.9)
    with agrees("area:440117"):
        rain("c", 120)
    rain("c", 130, minutes=1)
    waits = Proposal.objects.get()
    assert (waits.area, waits.colour, [one["key"] for one in waits.evidence]) == ("440117", "red", ["c", "a"])
    rain("a", 10, minutes=2)
    assert Proposal.objects.get().state == "waiting"
    with agrees():
        rain("c", 0, minutes=2)
    assert Proposal.objects.get().state == "over"


@pytest.mark.django_db
def test_a_figure_that_is_older_or_in_another_unit_decides_nothing(city: None):
    rain("a", 10)
    rain("a", 90, minutes=-5)
    take_value(Value("b", "rain_3h", 90, "in", "440117", "b", clock.now()))
    take_value(Value("c", "rain_3h", 90, "mm", "440117", "c", clock.now(), expected_at=clock.now()))  # no row is for a forecast of it
    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_a_district_with_rows_of_its_own_is_judged_by_those(city: None):
    Trigger.objects.create(
        quantity="rain_3h", name="雨量", value=200, unit="mm", area="440117", hazard_id="rainstorm", colour="red", source="区"
    )
    rain("a", 150)
    rain("b", 150, area="440118")
    assert [one.area for one in Proposal.objects.all()] == ["440118"]


@pytest.mark.django_db
def test_an_officer_drafts_it_and_what_is_in_force_is_not_proposed_again(agrees: Any, people: SimpleNamespace):
    rain("a", 60)
    (line,) = [one for one in waiting_for(caller_of_user(people.wang)) if one["kind"] == "alert_proposal"]
    assert line["values"]["hazard"] == "暴雨"
    with agrees():
        alert = draft_from(actor=people.wang.actor, name="王", proposal_id=line["id"])
    assert (alert.colour, alert.areas, alert.state) == ("orange", ["440117"], "draft") and "60 mm" in alert.text and alert.instruction
    with pytest.raises(Problem, match="已起草"):
        dismiss(actor=people.wang.actor, name="王", proposal_id=line["id"], why="x")
    assert [one["title_code"] for one in waiting_for(caller_of_user(people.chen)) if one["kind"] == "alert"] == ["alert_review"]
    review_alert(actor=people.chen.actor, name="陈", alert_id=alert.pk)
    sign_alert(actor=people.chen.actor, name="陈", alert_id=alert.pk)
    publish_alert(actor=people.wang.actor, name="王", alert_id=alert.pk)
    assert Alert.objects.in_force("440117").count() == 1
    rain("b", 70)
    assert Proposal.objects.count() == 1
    rain("c", 140)
    assert [one.colour for one in Proposal.objects.filter(state="waiting")] == ["red"], "a heavier colour is news"


@pytest.mark.django_db
def test_a_fire_danger_of_four_asks_for_an_orange_warning(agrees: Any, people: SimpleNamespace):
    with agrees():
        set_danger(actor=people.wang.actor, area="440117", day=localdate(), level=4, source="市气象台")
    assert [(one.hazard_id, one.colour) for one in Proposal.objects.all()] == [("forest_fire", "orange")]
    set_danger(actor=people.wang.actor, area="440117", day=localdate(), level=2, source="市气象台")
    assert Proposal.objects.get().state == "over"


@pytest.mark.django_db
def test_who_puts_it_aside_says_why_and_is_not_asked_again_by_the_next_station(agrees: Any, people: SimpleNamespace):
    rain("a", 60)
    with agrees("area:440117"):
        dismiss(actor=people.wang.actor, name="王", proposal_id=Proposal.objects.get().pk, why="雨量筒故障")
    rain("b", 60)
    assert [(one.state, one.why) for one in Proposal.objects.all()] == [("dismissed", "雨量筒故障")]


@pytest.mark.django_db
def test_a_row_is_changed_by_who_may_and_a_wrong_one_names_its_field(as_user: Any, people: SimpleNamespace):
    row = Trigger.objects.filter(quantity="rain_3h").first()
    assert row is not None
    admin = person("rows", "管理员", "administrator", "4401")
    assert as_user(people.wang).send(f"/api/alerts/triggers/{row.pk}", {"value": 40}).status_code == 403
    assert as_user(admin).send(f"/api/alerts/triggers/{row.pk}", {"dead_band": -1}).json()["where"] == ["dead_band"]
    assert as_user(admin).send(f"/api/alerts/triggers/{row.pk}", {"value": 40}).json()["value"] == 40
    rain("a", 40)
    assert Proposal.objects.count() == 1
