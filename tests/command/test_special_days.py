"""The calendar of special periods: the moon's feasts, seasons over the turn of the year, a year filled once and changed by hand."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.duty.defaults import RULES
from command.duty.models import SpecialPeriod
from command.duty.needs import periods_on
from command.duty.periods import fill_year, remove_period, save_period, year_of
from command.duty.special_days import FIRST_YEAR, KINDS, LAST_YEAR, LUNAR, Unreadable, day_of, planned, qingming
from realtime.codes import Problem

CITY = "4401"
ROWS = cast("list[dict[str, Any]]", next(value for name, value, _, _ in RULES if name == "duty.special_days"))
years = st.integers(FIRST_YEAR, LAST_YEAR - 1)


def named(year: int) -> dict[str, tuple[date, date]]:
    return {one.name: (one.first, one.last) for one in planned(ROWS, year)}


def test_the_year_2027_as_the_almanac_has_it():
    found = named(2027)
    assert found["春节"] == (date(2027, 2, 5), date(2027, 2, 12))
    assert found["清明"] == (date(2027, 4, 2), date(2027, 4, 8))
    assert found["端午"] == (date(2027, 6, 8), date(2027, 6, 10))
    assert found["重阳"] == (date(2027, 10, 7), date(2027, 10, 9))
    assert found["森林特别防护期"] == (date(2027, 10, 1), date(2028, 4, 30))
    assert found["汛期"] == (date(2027, 4, 15), date(2027, 10, 15))


@given(years)
def test_feasts_lie_whole_moons_apart(year: int):
    """A month of the moon is 29 or 30 days; at most one leap month lies between two feasts."""
    spring, boat, autumn, ninth = (date.fromisoformat(f"{year}-{day}") for day in LUNAR[year])
    for first, then, months, days in [(spring, boat, 4, 4), (boat, autumn, 3, 10), (autumn, ninth, 1, -6)]:
        apart = (then - first).days - days
        assert any(29 * n <= apart <= 30 * n for n in (months, months + 1))
    assert date(year, 1, 21) <= spring <= date(year, 2, 20)
    following = date.fromisoformat(f"{year + 1}-{LUNAR[year + 1][0]}")
    assert (following - spring).days in (353, 354, 355, 383, 384, 385)
    assert qingming(year) in (date(year, 4, 4), date(year, 4, 5))


@given(st.integers(FIRST_YEAR, LAST_YEAR))
def test_every_period_begins_in_its_year_ends_after_and_says_where_it_comes_from(year: int):
    found = planned(ROWS, year)
    assert len(found) == len(ROWS) and [one.first for one in found] == sorted(one.first for one in found)
    for one in found:
        assert one.first.year == year and one.first <= one.last < one.first + timedelta(days=366)
        assert one.kind in KINDS and one.source


@given(st.text(max_size=12), years)
def test_a_row_that_says_no_day_is_refused_not_guessed(text: str, year: int):
    with contextlib.suppress(Unreadable):
        assert isinstance(day_of(text, year), date)


@pytest.mark.django_db
def test_a_year_is_filled_once_and_what_was_changed_by_hand_stays(city: None, people: SimpleNamespace, as_user):
    assert len(fill_year(actor="system", area=CITY, year=2027)) == len(ROWS)
    spring = SpecialPeriod.objects.get(name="春节")
    save_period(actor="system", area=CITY, period_id=spring.pk, given={"last": date(2027, 2, 15), "source": "当年放假通知"})
    assert fill_year(actor="system", area=CITY, year=2027) == []
    assert fill_year(actor="system", area="440117", year=2027) == []  # the city's hold in its districts
    assert SpecialPeriod.objects.get(name="春节").last == date(2027, 2, 15)
    assert {one.name for one in periods_on("440117", date(2027, 10, 8))} == {"重阳", "森林特别防护期", "汛期"}
    remove_period(actor="system", period_id=SpecialPeriod.objects.get(name="中秋").pk)
    assert [one["name"] for one in year_of(CITY, 2027)["lacking"]] == ["中秋"]
    shown = as_user(people.wang).get("/api/duty/periods", {"area": CITY, "year": 2028}).json()
    assert [one["name"] for one in shown["periods"]] == ["森林特别防护期"] and len(shown["lacking"]) == len(ROWS)
    with pytest.raises(Problem, match="2024–2045"):
        year_of(CITY, 2050)
