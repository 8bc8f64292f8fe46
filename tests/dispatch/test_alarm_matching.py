"""Which two signals may be one event: arithmetic, and the promise that no signal is lost and no two alarms stand for one fire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations, count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.alarms.actions import raise_alarm
from dispatch.alarms.matching import box, compatible, sharper, soon, when_seen
from dispatch.alarms.models import Alarm, Report
from dispatch.alarms.steps import wanted
from dispatch.distance import great_circle_m

NOON = datetime(2026, 10, 31, 6, 0, tzinfo=UTC)
LON, LAT = 113.7712, 23.7423
lons = st.floats(-179, 179)
lats = st.floats(-80, 80)


def test_the_ranger_of_scenario_a_stands_a_few_hundred_metres_from_the_fire():
    assert 220 < great_circle_m(LON, LAT, 113.7695, 23.7410) < 240


@given(lons, lats, st.floats(1, 5000), st.floats(0, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_the_box_holds_the_whole_circle(lon: float, lat: float, radius: float, share: float, east: float, north: float):
    """Whatever lies within the radius lies within the box the index is asked for."""
    west, south, right, top = box(lon, lat, radius)
    other_lon, other_lat = west + (right - west) * share, lat + (top - lat) * north
    other_lon += (right - west) * east
    if great_circle_m(lon, lat, other_lon, other_lat) <= radius and abs(other_lon - lon) < 1:
        assert west <= other_lon <= right
        assert south <= other_lat <= top


@given(lons, lats, lons, lats)
def test_distance_is_the_same_both_ways(a: float, b: float, c: float, d: float):
    assert great_circle_m(a, b, c, d) == pytest.approx(great_circle_m(c, d, a, b), abs=1e-6)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("11G01", "11G", True), ("", "12D01", True), ("11G01", "11G01", True), ("11G01", "12G01", False), ("11G01", "11A02", False)],
)
def test_types_are_of_one_kind_by_the_beginning_of_their_code(one: str, other: str, same: bool):
    assert compatible(one, other) is compatible(other, one) is same


def test_of_a_family_all_types_are_one_kind():
    """What leaks explodes, what explodes burns."""
    assert compatible("12D02", "12D01", ["12D"]) and not compatible("12D02", "12D01")
    assert not compatible("12D02", "12E01", ["12D"])


def test_an_alarm_learns_the_more_exact_type():
    assert sharper("11G", "11G01") == sharper("11G01", "") == "11G01"


def test_what_goes_on_for_hours_is_near_to_its_latest_signal():
    half_hour = timedelta(minutes=30)
    assert soon(NOON + timedelta(hours=3), NOON, NOON + timedelta(hours=2, minutes=45), half_hour)
    assert soon(NOON - timedelta(minutes=20), NOON, NOON + timedelta(hours=2), half_hour)
    assert not soon(NOON + timedelta(minutes=31), NOON, NOON, half_hour)


def test_a_broken_clock_does_not_place_a_signal_in_time():
    assert when_seen(NOON - timedelta(minutes=20), NOON) == NOON - timedelta(minutes=20)
    assert (
        when_seen(NOON + timedelta(minutes=5), NOON) == when_seen(datetime(2000, 1, 1, tzinfo=UTC), NOON) == when_seen(None, NOON) == NOON
    )


def test_the_first_line_of_the_rule_that_fits_says_which_steps():
    rule = {"alarm.steps": [{"source": "system", "steps": []}, {"type": "11G", "steps": ["notify", "verdict"]}, {"steps": ["verdict"]}]}
    assert wanted("system", "11G01", rule) == []
    assert wanted("call", "11G01", rule) == ["notify", "verdict"]
    assert wanted("call", "", rule) == ["verdict"]


exercises = count(1)  # each example plays in an exercise of its own: nothing of the one before is seen
signals = st.lists(
    st.tuples(
        st.sampled_from(["uav", "camera", "satellite", "radio", "vehicle"]),
        st.sampled_from(["", "11G", "11G01", "12D01"]),
        st.sampled_from(["", "", "dji:A", "cam:B"]),
        st.integers(-12, 12),  # 100 m east
        st.integers(-6, 6),  # 100 m north
        st.integers(0, 120),  # minutes
    ),
    min_size=1,
    max_size=10,
)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=signals)
def test_every_signal_is_kept_and_no_two_alarms_stand_for_one_event(db: None, sent: list[tuple[str, str, str, int, int, int]]):
    exercise = next(exercises)
    for source, type, device, east, north, minutes in sent:
        raise_alarm(
            actor="peer:1", source=source, urgency="urgent", type=type, device=device, lon=LON + east * 0.00098, lat=LAT + north * 0.0009,
            area="440117", received_at=NOON + timedelta(minutes=minutes), exercise=exercise,
        )  # fmt: skip
    alarms = list(Alarm.objects.filter(exercise_id=exercise))
    assert Report.objects.filter(exercise_id=exercise).count() == sum(alarm.reports for alarm in alarms) == len(sent)
    for one, other in combinations(alarms, 2):
        near = great_circle_m(one.lon, one.lat, other.lon, other.lat) <= 500
        close = abs(one.seen_at - other.seen_at) <= timedelta(minutes=30)
        assert not (near and close and compatible(one.type, other.type)), (one.seen_at, other.seen_at)
