"""Statistics equal a count by hand: random histories – leap days, year ends, drills, other areas, what was struck out – against a naive count over the same rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from command.figures.actions import correct_accident, enter_accident, strike_accident
from command.figures.facts import Fact
from command.figures.families.reported import widest
from command.figures.measures import MEASURES
from command.figures.models import Accident, AccidentCorrection, ReportedFigure
from command.figures.periods import DAY, Days, just_before, month_end, months_later, steps, whole_months, year_before
from command.figures.showing import figures, lines_of, split, trend
from dispatch.alarms.models import Alarm
from dispatch.incidents.models import Incident

ZONE = ZoneInfo("Asia/Shanghai")
AREAS = ["440117", "440117104", "440115", "440118", "441602"]
EDGES = [datetime(2023, 12, 31, 23, 59, 59), datetime(2024, 1, 1), datetime(2024, 2, 29, 12), datetime(2024, 3, 1), datetime(2024, 12, 31, 16), datetime(2025, 2, 28, 23, 59), datetime(2025, 3, 1)]  # fmt: skip
instants = (st.sampled_from(EDGES) | st.datetimes(datetime(2023, 11, 1), datetime(2025, 4, 1))).map(lambda at: at.replace(tzinfo=ZONE))
days_of = st.dates(date(2023, 12, 1), date(2025, 3, 31))
periods = st.one_of(
    st.tuples(days_of, st.integers(0, 400)).map(lambda pair: Days(pair[0], pair[0] + timedelta(days=pair[1]))),
    st.tuples(days_of, st.integers(0, 11)).map(
        lambda pair: Days(pair[0].replace(day=1), month_end(months_later(pair[0].replace(day=1), pair[1])))
    ),
)
prefixes = st.sampled_from(["4401", "440117", "440117104", "440115", "44"])
accidents = st.fixed_dictionaries({
    "happened_at": instants, "area": st.sampled_from(AREAS), "sector": st.sampled_from(["", "chem", "construction", "road"]),
    "deaths": st.integers(0, 12), "injured": st.integers(0, 60), "loss": st.sampled_from([0, 12.5, 5000]), "struck": st.booleans(), "drill": st.sampled_from([None, None, 9]),
})  # fmt: skip
alarms = st.fixed_dictionaries({
    "received_at": instants, "area": st.sampled_from(AREAS), "type": st.sampled_from(["", "11G01", "11A02"]), "test": st.sampled_from([False, False, True]),
    "verdict": st.sampled_from(["", "confirmed", "forest_fire", "false_positive", "duplicate", "test", "misfire"]), "drill": st.sampled_from([None, None, 9]),
})  # fmt: skip
incidents = st.fixed_dictionaries({
    "opened_at": instants, "area": st.sampled_from(AREAS), "type": st.sampled_from(["11G01", "11A02", "12C01"]), "drill": st.sampled_from([None, None, 9]),
    "figures": st.sampled_from([{}, {"deaths": 2}, {"deaths": 0, "burned_ha": 1.5}, {"burned_ha": 2, "injuries": 3}]),
})  # fmt: skip


def within(at: datetime, area: str, days: Days, prefix: str) -> bool:
    return area.startswith(prefix) and days.first <= at.astimezone(ZONE).date() <= days.last


def by_hand(rows: dict[str, list[dict[str, Any]]], days: Days, prefix: str) -> dict[str, float | None]:
    mine = [
        one
        for one in rows["accidents"]
        if not one["struck"] and one["drill"] is None and within(one["happened_at"], one["area"], days, prefix)
    ]
    heard = [
        one for one in rows["alarms"]
        if one["drill"] is None and not one["test"] and one["verdict"] not in ("duplicate", "test") and within(one["received_at"], one["area"], days, prefix)
    ]  # fmt: skip
    right = [one for one in heard if one["verdict"] in ("confirmed", "forest_fire")]
    judged = [one for one in heard if one["verdict"]]
    opened = [one for one in rows["incidents"] if one["drill"] is None and within(one["opened_at"], one["area"], days, prefix)]
    fires = [one for one in opened if one["type"].startswith("11G")]
    return {
        "accidents": len(mine), "accident_deaths": sum(one["deaths"] for one in mine), "accident_injured": sum(one["injured"] for one in mine),
        "accident_loss": sum(one["loss"] for one in mine),
        "accidents_major": sum(one["deaths"] >= 10 or one["injured"] >= 50 or one["loss"] >= 5000 for one in mine),
        "alarms": len(heard), "verified": len(right), "verified_rate": round(100 * len(right) / len(judged), 1) if judged else None,
        "incidents": len(opened), "deaths": sum(one["figures"].get("deaths", 0) for one in opened), "fires": len(fires),
        "burned": sum(one["figures"].get("burned_ha", 0) for one in fires) * 15,
    }  # fmt: skip


def keep(rows: dict[str, list[dict[str, Any]]]) -> None:
    Accident.objects.bulk_create(
        Accident(
            number=f"SG{n}", title="事故", source="月报", entered_by="system", exercise_id=one["drill"], struck_at=datetime.now(UTC) if one["struck"] else None,
            **{key: value for key, value in one.items() if key not in ("struck", "drill")},
        )
        for n, one in enumerate(rows["accidents"])
    )  # fmt: skip
    Alarm.objects.bulk_create(
        Alarm(
            number=f"JQ{n}",
            source="call",
            urgency="normal",
            exercise_id=one["drill"],
            **{key: value for key, value in one.items() if key != "drill"},
        )
        for n, one in enumerate(rows["alarms"])
    )
    Incident.objects.bulk_create(
        Incident(
            number=f"SJ{n}", lon=113, lat=23, opened_by="system", exercise_id=one["drill"], type_id=one["type"], area=one["area"],
            opened_at=one["opened_at"], figures=one["figures"],
        )
        for n, one in enumerate(rows["incidents"])
    )  # fmt: skip


def change(how: str, now: float | None, before: float | None) -> float | None:
    if now is None or before is None:
        return None
    if how == "share":
        return round(now - before, 1)
    return round(100 * (now - before) / before, 1) if before else None


@pytest.mark.django_db
def test_every_number_its_year_before_and_its_parts_are_what_a_count_by_hand_says(city: None):
    @settings(max_examples=25)
    @given(
        st.fixed_dictionaries({"accidents": st.lists(accidents, max_size=12), "alarms": st.lists(alarms, max_size=10), "incidents": st.lists(incidents, max_size=8)}),
        periods, prefixes,
    )  # fmt: skip
    def check(rows: dict[str, list[dict[str, Any]]], days: Days, prefix: str):
        with transaction.atomic():
            keep(rows)
            agree(rows, days, prefix)
            transaction.set_rollback(True)

    check()


def agree(rows: dict[str, list[dict[str, Any]]], days: Days, prefix: str) -> None:
    page = {one["key"]: one for one in figures(prefix, *days)["figures"]}
    before, previous = year_before(days), just_before(days)
    now = by_hand(rows, days, prefix)
    assert {key: page[key]["value"] for key in now} == pytest.approx(now)
    for beside, period in (("year", before), ("month", previous)):
        for key, value in now.items():
            if period is None:
                assert page[key][beside] is None
                continue
            then = by_hand(rows, period, prefix)[key]
            assert page[key][beside]["value"] == pytest.approx(then)
            assert page[key][beside]["change"] == pytest.approx(change(MEASURES[key].how, value, then))
            if value is not None and then is not None:
                assert page[key][beside]["sign"] == ("up" if value > then else "down" if value < then else "same")
    double = figures(prefix, *days)["double_down"]
    if before is not None:
        then = by_hand(rows, before, prefix)
        assert double is not None
        assert double["both"] == (now["accidents"] < then["accidents"] and now["accident_deaths"] < then["accident_deaths"])  # type: ignore[operator]
    for key in ("accidents", "alarms", "incidents"):
        assert len(lines_of(key, prefix, *days)["lines"]) == now[key]
        assert sum(part["value"] or 0 for part in split(key, prefix, *days, "area")["parts"]) == now[key]
        assert sum(point["value"] or 0 for point in trend(key, prefix, *days)["points"]) == now[key]
    for part in split("accident_deaths", prefix, *days, "sector")["parts"]:
        of = [one for one in rows["accidents"] if one["sector"] == part["code"]]
        assert part["value"] == by_hand({**rows, "accidents": of}, days, prefix)["accident_deaths"]


@pytest.mark.django_db
def test_a_ledger_that_is_entered_corrected_and_struck_counts_what_it_says_at_last(city: None):
    steps_of = st.lists(
        st.tuples(st.sampled_from(["enter", "correct", "strike"]), st.integers(0, 5), st.integers(0, 9), st.sampled_from(AREAS[:4])),
        max_size=14,
    )

    @settings(max_examples=12)
    @given(steps_of)
    def check(history: list[tuple[str, int, int, str]]):
        AccidentCorrection.objects.all().delete()
        Accident.objects.all().delete()
        held: list[dict[str, Any]] = []
        for verb, place, deaths, area in history:
            if verb == "enter":
                one = enter_accident(
                    actor="user:1",
                    name="王",
                    happened_at=datetime(2024, 1 + place, 29, tzinfo=ZONE),
                    area=area,
                    title="坠落",
                    deaths=deaths,
                    source="月报",
                )
                held.append({"id": one.pk, "area": area, "deaths": deaths, "struck": False})
            elif standing := [one for one in held if not one["struck"]]:
                target = standing[place % len(standing)]
                if verb == "correct":
                    correct_accident(actor="user:1", name="王", accident_id=target["id"], why="核实", deaths=deaths, area=area)
                    target |= {"deaths": deaths, "area": area}
                else:
                    strike_accident(actor="user:1", name="王", accident_id=target["id"], why="重复")
                    target["struck"] = True
        for prefix in ("4401", "440117", "440115"):
            mine = [one for one in held if one["area"].startswith(prefix) and not one["struck"]]
            page = {one["key"]: one["value"] for one in figures(prefix, date(2024, 1, 1), date(2024, 12, 31))["figures"]}
            assert (page["accidents"], page["accident_deaths"]) == (len(mine), sum(one["deaths"] for one in mine))

    check()


@given(periods)
def test_the_year_before_and_the_time_before_are_of_the_same_kind_and_steps_leave_no_day_out(days: Days):
    before, previous, (_, pieces) = year_before(days), just_before(days), steps(days)
    assert pieces[0].first == days.first and pieces[-1].last == days.last
    assert all(one.last + DAY == other.first for one, other in pairwise(pieces))
    if before is not None:
        assert before.last < days.first and (not whole_months(days) or whole_months(before) == whole_months(days))
        assert abs((before.last - before.first) - (days.last - days.first)) <= timedelta(days=1)
        assert before.first == months_later(days.first, -12)
    if previous is not None:
        assert previous.last < days.first
        if whole_months(days):
            assert whole_months(previous) == whole_months(days) and previous.last + DAY == days.first


def test_a_leap_february_is_held_against_a_whole_one_and_a_year_against_a_year():
    assert year_before(Days(date(2025, 2, 1), date(2025, 2, 28))) == (date(2024, 2, 1), date(2024, 2, 29))
    assert year_before(Days(date(2024, 2, 1), date(2024, 2, 29))) == (date(2023, 2, 1), date(2023, 2, 28))
    assert year_before(Days(date(2024, 2, 29), date(2024, 2, 29))) == (date(2023, 2, 28), date(2023, 2, 28))
    assert year_before(Days(date(2024, 1, 1), date(2024, 12, 31))) == (date(2023, 1, 1), date(2023, 12, 31))
    assert year_before(Days(date(2023, 1, 1), date(2024, 12, 31))) is None
    assert just_before(Days(date(2026, 11, 1), date(2026, 11, 22))) == (date(2026, 10, 1), date(2026, 10, 22))
    assert just_before(Days(date(2026, 3, 1), date(2026, 3, 31))) == (date(2026, 2, 1), date(2026, 2, 28))
    assert just_before(Days(date(2026, 1, 1), date(2026, 12, 31))) is just_before(Days(date(2026, 1, 1), date(2026, 11, 22))) is None


@pytest.mark.django_db
def test_a_day_begins_at_midnight_of_the_city_in_summer_as_in_winter(city: None):
    for n, at in enumerate(
        [datetime(2024, 6, 30, 16, 0, tzinfo=UTC), datetime(2024, 6, 30, 15, 59, 59, tzinfo=UTC), datetime(2024, 12, 31, 16, 0, tzinfo=UTC)]
    ):
        Accident.objects.create(number=f"SG{n}", title="事故", source="月报", entered_by="system", area="440117", happened_at=at)
    counted = {
        day: figures("4401", day, day)["figures"][0]["value"]
        for day in (date(2024, 6, 30), date(2024, 7, 1), date(2024, 12, 31), date(2025, 1, 1))
    }
    assert list(counted.values()) == [1, 1, 0, 1]


@pytest.mark.django_db
def test_a_years_figure_of_the_city_holds_its_months_and_districts_and_rain_is_a_mean(city: None):
    def told(key: str, area: str, first: date, last: date, value: float) -> None:
        ReportedFigure.objects.create(area=area, key=key, first=first, last=last, value=value, source="月报", entered_by="system")

    told("penalties", "4401", date(2024, 1, 1), date(2024, 12, 31), 7529)
    told("penalties", "4401", date(2024, 1, 1), date(2024, 1, 31), 600)
    told("penalties", "440117", date(2024, 2, 1), date(2024, 2, 29), 40)
    for area, rain in (("440117", 1900.0), ("440115", 1710.4)):
        told("rain_mm", area, date(2024, 1, 1), date(2024, 12, 31), rain)
    told("rain_normal_mm", "4401", date(2024, 1, 1), date(2024, 12, 31), 1776.8)
    value = {one["key"]: one["value"] for one in figures("4401", date(2024, 1, 1), date(2024, 12, 31))["figures"]}
    assert (value["penalties"], value["rain_mm"], value["rain_anomaly"], value["trained"]) == (7529, 1805.2, 1.6, None)
    january = {one["key"]: one["value"] for one in figures("4401", date(2024, 1, 1), date(2024, 1, 31))["figures"]}
    assert (january["penalties"], january["rain_mm"]) == (600, None)
    assert {one["key"]: one["value"] for one in figures("440117", date(2024, 1, 1), date(2024, 12, 31))["figures"]}["penalties"] == 40


spoken = st.lists(
    st.tuples(
        st.sampled_from(["rain_mm", "penalties"]), st.sampled_from(["4401", "440117", "440117104", "440115", "440118"]),
        st.integers(1, 25), st.sampled_from([0, 0, 0, 3, 29]), st.integers(0, 300),
    ),
    max_size=14,
)  # fmt: skip


@given(spoken)
def test_of_what_is_reported_nothing_counts_twice_and_rain_is_the_mean_of_each_day(rows: list[tuple[str, str, int, int, int]]):
    """Whoever speaks for the larger ground or the longer time is heard; the rain of a day is the mean of those heard of that day."""
    facts = []
    for n, (key, area, day, more, value) in enumerate(rows):
        at = datetime(2024, 6, day, tzinfo=ZONE)
        until = at + timedelta(days=more + 1)
        facts.append(Fact("reported", n, "", at, area, "", grade=key, amounts={"value": float(value)}, until=until))
    heard: list[Fact] = []
    for fact in sorted(facts, key=lambda one: (len(one.area), -(one.until - one.at), one.at, one.id)):
        if not any(
            fact.grade == one.grade and fact.area.startswith(one.area) and fact.at < one.until and one.at < fact.until for one in heard
        ):
            heard.append(fact)
    kept = widest(facts)
    assert sorted(one.id for one in kept) == sorted(one.id for one in heard)
    assert sum(one.amounts["value"] for one in kept if one.grade == "penalties") == sum(
        one.amounts["value"] for one in heard if one.grade == "penalties"
    )
    rain, by_day = [one for one in heard if one.grade == "rain_mm"], 0.0
    for n in range(80):
        day = datetime(2024, 6, 1, tzinfo=ZONE) + timedelta(days=n)
        of_day = [one.amounts["value"] / (one.until - one.at).days for one in rain if one.at <= day < one.until]
        by_day += sum(of_day) / len(of_day) if of_day else 0
    assert sum(one.amounts["value"] for one in kept if one.grade == "rain_mm") == pytest.approx(by_day)


@pytest.mark.django_db
def test_rain_of_some_days_is_not_held_against_the_normal_of_a_month(city: None):
    def told(key: str, area: str, first: int, last: int, value: float) -> None:
        days = {"first": date(2024, 6, first), "last": date(2024, 6, last)}
        ReportedFigure.objects.create(area=area, key=key, value=value, source="月报", entered_by="system", **days)

    told("rain_normal_mm", "4401", 1, 30, 300)
    for day in range(1, 30):
        told("rain_mm", "440117", day, day, 11)
    june = (date(2024, 6, 1), date(2024, 6, 30))
    value = {one["key"]: one["value"] for one in figures("4401", *june)["figures"]}
    assert (value["rain_mm"], value["rain_anomaly"]) == (319, None), "one day nobody measured"
    told("rain_mm", "440117", 30, 30, 11)
    assert {one["key"]: one["value"] for one in figures("4401", *june)["figures"]}["rain_anomaly"] == 10.0
