"""A line of pumps: the numbers follow from the textbook's formula, whatever is asked, and never flatter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.forest.demanding import Demand, demand_of, hours_between, level_of, seconds_left
from command.forest.relay import Hose, Impossible, Line, Pump, lay

HOSE = Hose(s=0.035, metres=20, litres=3.32, burst_m=160)
PUMP = Pump(head_m=120, use=0.8, inlet_m=10)


def line(metres: float, lift: float = 0, flow: float = 5, nozzle: float = 30, hose: Hose = HOSE, pump: Pump = PUMP) -> Line:
    return lay(metres=metres, lift_m=lift, flow_lps=flow, nozzle_m=nozzle, slack=1.2, hose=hose, pump=pump, fill_lps=5)


def test_one_kilometre_uphill_as_the_textbook_reckons_it():
    """65 mm, 5 l/s: 0.035 × 25 = 0.875 m a hose; 60 hoses and 60 m up are 1.875 m a hose. 96 m of a pump: 45 hoses to a pump, 35 to a nozzle."""
    found = line(1000, lift=60)
    assert (found.hoses, round(found.per_hose_m, 3), round(found.loss_m, 1)) == (60, 0.875, 52.5)
    assert [(leg.first, leg.hoses) for leg in found.legs] == [(0, 45), (45, 15)]
    assert found.legs[0].left_m >= 10 and found.legs[-1].left_m >= 30
    assert found.fill_s == 60 * 20 * 3.32 / 5


def test_on_the_flat_a_short_line_needs_one_pump_and_downhill_no_more():
    assert (line(100).pumps, line(100, lift=-40).pumps) == (1, 1)
    assert line(3000, lift=-200).highest_m > PUMP.gives_m, "it runs down by itself: whoever lays it must know the pressure"


def test_what_no_pump_can_do_is_said_in_words():
    for wrong, words in (
        (lambda: line(500, flow=60), "一盘水带就要损失"),
        (lambda: line(100, nozzle=100), "泵扬程不足"),
        (lambda: line(60_000, lift=2000), "不可行"),
    ):
        with pytest.raises(Impossible, match=words):
            wrong()


@given(
    metres=st.floats(1, 5000), lift=st.floats(-300, 600), flow=st.floats(0.5, 20), nozzle=st.floats(0, 60),
    s=st.sampled_from([0.015, 0.035, 0.15, 0.45]), head=st.floats(60, 300),
)  # fmt: skip
def test_every_leg_pays_for_itself_and_the_legs_are_the_whole_line(
    metres: float, lift: float, flow: float, nozzle: float, s: float, head: float
):
    hose, pump = Hose(s, 20, 3, 160), Pump(head, 0.8, 10)
    try:
        found = line(metres, lift, flow, nozzle, hose, pump)
    except Impossible:
        return
    assert found.hoses == sum(leg.hoses for leg in found.legs) >= metres * 1.2 / 20 - 1e-6
    assert [leg.first for leg in found.legs] == [sum(leg.hoses for leg in found.legs[:n]) for n in range(found.pumps)]
    assert found.loss_m == pytest.approx(s * flow**2 * found.hoses)
    assert sum(leg.lift_m for leg in found.legs) == pytest.approx(lift, abs=1e-6)
    assert found.legs[-1].left_m >= nozzle - 1e-6
    assert all(leg.left_m >= 10 - 1e-6 for leg in found.legs[:-1])
    # independently: so many pumps at least, by heads alone
    assert found.pumps >= ceil((found.loss_m + lift + nozzle - 1e-6) / pump.gives_m) or found.loss_m + lift <= 0


@given(metres=st.floats(20, 3000), more=st.floats(0, 2000), steep=st.floats(0, 0.5), steeper=st.floats(0, 0.3), flow=st.floats(1, 8))
def test_longer_or_steeper_or_more_water_never_takes_fewer_pumps(metres: float, more: float, steep: float, steeper: float, flow: float):
    here = pumps(metres, steep, flow)
    assert here <= pumps(metres, steep + steeper, flow) and here <= pumps(metres, steep, flow + 1)
    # the rise is spread over whole hoses: where the line grows by a part of one, the rounding may be worth a pump
    assert here <= pumps(metres + more, steep, flow) + 1


def pumps(metres: float, steep: float, flow: float) -> float:
    try:
        return line(metres, steep * metres, flow).pumps
    except Impossible:
        return inf


NOW = datetime(2026, 11, 1, tzinfo=UTC)
DEMANDS = st.lists(
    st.builds(
        Demand, st.integers(1, 5), st.sampled_from(["", "4401", "440117", "440118"]), st.integers(-30, 30).map(lambda d: NOW + timedelta(days=d)),
        st.sampled_from([0.0, 3.0, 6.0]), st.just({}), st.integers(0, 3), st.just(""),
    ),
    max_size=12,
)  # fmt: skip


@given(DEMANDS, st.integers(0, 5), st.lists(st.integers(0, 5), max_size=4))
def test_the_higher_of_danger_and_periods_counts_and_the_nearest_newest_row(demands: list[Demand], danger: int, floors: list[int]):
    level = level_of(danger, floors)
    assert level >= danger and all(level >= floor for floor in floors) and level in {danger, *floors}
    found = demand_of(demands, level, "440117104", NOW)
    fit = [one for one in demands if one.level == level and "440117104".startswith(one.area) and one.since <= NOW]
    assert (found is None) == (not fit)
    assert found is None or all((len(one.area), one.since) <= (len(found.area), found.since) for one in fit)


@given(st.floats(0, 48), st.none() | st.floats(0.5, 48), st.floats(0, 1e6), st.floats(0, 7200))
def test_a_point_keeps_the_shorter_interval_and_what_a_new_demand_made_late_gets_its_grace(
    demanded: float, own: float | None, since: float, grace: float
):
    every = hours_between(demanded, own)
    assert every <= max(demanded, own or 0) and (every == 0) == (demanded == 0 and not own)
    left = seconds_left(every, since, grace)
    assert left is None if every == 0 else left is not None and left >= grace and left <= max(grace, every * 3600)
