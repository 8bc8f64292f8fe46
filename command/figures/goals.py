"""Goals of the year – 一杜绝双下降, 一平安一少一杜绝 – as cards: what is promised, how it stands, and the figure whose lines prove it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.timezone import localdate

from command.figures.facts import Measure, ground
from command.figures.measures import MEASURES
from command.figures.periods import Days, year_before
from command.figures.reading import Reading
from command.figures.reckoning import value_of
from command.figures.rows import GoalBoard, GoalCard, GoalState
from realtime.rules.models import rule

SAFETY, NATURE = "一杜绝双下降", "一平安一少一杜绝"


class Goal(NamedTuple):
    """`limit`: the value that must not be passed; none: less than the year before. `days`: narrows the year. `many`: counts events that cost so many."""

    code: str
    campaign: str
    name: str
    rule: str
    key: str
    limit: float | None = None
    flood: bool = False
    many: str = ""


GOALS = [
    Goal("no_major", SAFETY, "杜绝重特大事故", "重特大事故 0 起", "accidents_major", 0),
    Goal("fewer_accidents", SAFETY, "事故起数下降", "同比下降", "accidents"),
    Goal("fewer_deaths", SAFETY, "死亡人数下降", "同比下降", "accident_deaths"),
    Goal("safe_flood_season", NATURE, "平安度汛", "汛期三防因灾死亡 0 人", "flood_deaths", 0, flood=True),
    Goal("less_loss", NATURE, "减少灾害损失", "同比减少", "disaster_loss"),
    Goal(
        "no_mass_casualty", NATURE, "杜绝重大人员伤亡", "一次死亡达到重大的灾害 0 起", "disaster_deaths", 0, many="figures.disaster_deaths"
    ),
]


def board(area: str, today: date | None = None) -> GoalBoard:
    """From New Year to today."""
    until = today or localdate()
    year = Days(until.replace(month=1, day=1), until)
    before = year_before(year)
    read = Reading(area, [one for one in (year, before) if one is not None])
    return {"area": area, "year": until.year, "cards": [_card(goal, read, year) for goal in GOALS]}


def _card(goal: Goal, read: Reading, year: Days) -> GoalCard:
    days = flood_season(year) if goal.flood else year
    measure = MEASURES[goal.key]
    value = _value(goal, measure, read, days)
    before = _value(goal, measure, read, year_before(year) if goal.limit is None else None)
    return {
        "code": goal.code, "campaign": goal.campaign, "name": goal.name, "rule": goal.rule, "key": goal.key, "value": value, "before": before,
        "limit": goal.limit, "unit": "起" if goal.many else measure.unit, "state": _state(goal, value, before),
        "first": (days or year).first.isoformat(), "last": (days or year).last.isoformat(),
    }  # fmt: skip


def _value(goal: Goal, measure: Measure, read: Reading, days: Days | None) -> float | None:
    if days is None:
        return None
    picks = read.picks(measure, days)
    if not goal.many:
        return value_of(measure.how, picks)
    from_ = float(rule(goal.many, ground(read.area)))
    return sum((one.amount or 0) >= from_ for one in picks)


def _state(goal: Goal, value: float | None, before: float | None) -> GoalState:
    """Nothing last year and nothing this year is no decline, and no breach either."""
    if goal.limit is not None:
        return "open" if value is None else "held" if value <= goal.limit else "broken"
    if value is None or before is None or (value == before == 0):
        return "open"
    return "held" if value < before else "broken"


def flood_season(year: Days) -> Days | None:
    """As much of it as has passed; before it begins there is nothing to say."""
    first, last = (date.fromisoformat(f"{year.first.year}-{day}") for day in rule("figures.flood_season"))
    return Days(first, min(last, year.last)) if first <= year.last else None
