"""A period of an area as the page shows it: every figure beside the year before and the time just before, its lines, its line over time, its parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from django.utils.timezone import localdate

from command.figures.facts import Fact, Measure, Pick, ground, line
from command.figures.measures import GROUPS, MEASURES
from command.figures.periods import Days, just_before, steps, year_before
from command.figures.reading import Reading
from command.figures.reckoning import beside, value_of
from command.figures.rows import By, DoubleDown, FigureBeside, Split, StatisticLines, StatisticPart, StatisticRow, Statistics, Trend
from command.hazards.models import Sector
from command.seeding.mode import invented_year
from dispatch.contacts.duty import area_name
from dispatch.incidents.models import type_name
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.rules.models import rules_under

SHOWN = 500  # lines of one figure; the table that is taken along has them all
GOAL = "figures.goal."
EVENTS, DEATHS = "accidents", "accident_deaths"


def with_neighbours(days: Days) -> list[Days]:
    return [one for one in (days, year_before(days), just_before(days)) if one is not None]


def reading_of(area: str, days: Days, hazard: str = "", sector: str = "") -> Reading:
    return Reading(area, with_neighbours(days), hazard, sector)


def figures(area: str, first: date, last: date, hazard: str = "") -> Statistics:
    days = Days(first, last)
    read, goals = reading_of(area, days, hazard), goals_of(area)
    return {
        "area": area, "area_name": area_name(area), "hazard": hazard, "first": first.isoformat(), "last": last.isoformat(),
        "groups": [{"key": key, "name": name} for key, name in GROUPS],
        "figures": [figure(one, read, days, goals) for one in MEASURES.values() if read.speaks_of(one.family)],
        "double_down": double_down(read, days), "incident_kinds": parts(MEASURES["incidents"], read, days, "hazard"),
        "response_levels": parts(MEASURES["responses"], read, days, "grade"),
        "alert_colours": [] if hazard else parts(MEASURES["alerts"], read, days, "grade"),
        "invented": invented_year(),
    }  # fmt: skip


def goals_of(area: str) -> dict[str, float]:
    return {name.removeprefix(GOAL): float(value) for name, value in rules_under(GOAL, ground(area)).items()}


def figure(measure: Measure, read: Reading, days: Days, goals: Mapping[str, float]) -> StatisticRow:
    picks = read.picks(measure, days)
    value, goal = value_of(measure.how, picks), goals.get(measure.key)
    return {
        "key": measure.key, "group": measure.group, "name": measure.name, "how": measure.how, "unit": measure.unit, "worse": measure.worse, "value": value,
        "part": sum(one.counts for one in picks), "lines": len(picks), "goal": goal,
        "met": None if goal is None or value is None else value >= goal if measure.worse == "down" else value <= goal,
        "by": [cast("By", by) for by in measure.family.by], "year": _beside(measure, value, read, year_before(days)),
        "month": _beside(measure, value, read, just_before(days)),
    }  # fmt: skip


def _beside(measure: Measure, now: float | None, read: Reading, days: Days | None) -> FigureBeside | None:
    if days is None:
        return None
    picks = read.picks(measure, days)
    return beside(measure.how, now, value_of(measure.how, picks), len(picks), *days)


def double_down(read: Reading, days: Days) -> DoubleDown | None:
    before = year_before(days)
    if before is None or not read.speaks_of(MEASURES[EVENTS].family):
        return None
    now, then = (
        [int(value_of(MEASURES[key].how, read.picks(MEASURES[key], period)) or 0) for key in (EVENTS, DEATHS)] for period in (days, before)
    )
    return {
        "events": now[0], "events_before": then[0], "deaths": now[1], "deaths_before": then[1], "both": now[0] < then[0] and now[1] < then[1],
    }  # fmt: skip


def lines_of(key: str, area: str, first: date, last: date, hazard: str = "", sector: str = "", grade: str = "") -> StatisticLines:
    """Newest first. `grade`: only the facts of that level, colour or kind."""
    measure, days = MEASURES[key], Days(first, last)
    read = reading_of(area, days, hazard, sector)
    picks = newest_first(read.picks(measure, days))
    if grade:
        picks = [one for one in picks if grade in (one.fact.grade, one.fact.state)]
    row = figure(measure, read, days, goals_of(area))
    if grade:
        row |= {
            "value": value_of(measure.how, picks),
            "lines": len(picks),
            "part": sum(one.counts for one in picks),
            "year": None,
            "month": None,
        }
    only = "、".join(Sector.objects.filter(code__in=sector.split(",")).values_list("name", flat=True)) if sector else ""
    return {"figure": row, "only": only, "lines": [line(one) for one in picks[:SHOWN]], "left_off": max(0, len(picks) - SHOWN)}


def newest_first(picks: Sequence[Pick]) -> list[Pick]:
    return sorted(picks, key=lambda one: (one.fact.at, one.fact.id), reverse=True)


def trend(key: str, area: str, first: date, last: date, hazard: str = "", sector: str = "") -> Trend:
    """By days or months, with the same ones of the year before."""
    measure, days, today = MEASURES[key], Days(first, last), localdate()
    before = year_before(days)
    read = Reading(area, [one for one in (days, before) if one is not None], hazard, sector)
    step, pieces = steps(days)
    points = []
    for piece in pieces:
        then = year_before(piece) if before is not None else None
        points.append(
            {
                "first": piece.first.isoformat(), "last": piece.last.isoformat(), "future": piece.first > today,
                "value": None if piece.first > today else value_of(measure.how, read.picks(measure, piece)),
                "before": value_of(measure.how, read.picks(measure, then)) if then is not None else None,
            }
        )  # fmt: skip
    return cast("Trend", {"key": key, "step": step, "points": points})


def split(key: str, area: str, first: date, last: date, by: By, hazard: str = "") -> Split:
    measure, days = MEASURES[key], Days(first, last)
    if by not in measure.family.by:
        raise Problem("invalid", "这项指标不能这样分组。", where=["by"])
    return {"key": key, "by": by, "parts": parts(measure, reading_of(area, days, hazard), days, by)}


def parts(measure: Measure, read: Reading, days: Days, by: By) -> list[StatisticPart]:
    """By code, the greatest first. An area's parts are the areas right under it."""
    digits = {4: 6, 6: 9, 9: 12}.get(len(read.area), 12)
    now = _grouped(read.picks(measure, days), by, digits)
    before = year_before(days)
    then = _grouped(read.picks(measure, before), by, digits) if before is not None else {}
    names = _names(by, {*now, *then})
    found: list[StatisticPart] = [
        {
            "code": code, "name": names.get(code) or code or "未注明", "value": value_of(measure.how, now.get(code, [])), "lines": len(now.get(code, [])),
            "before": value_of(measure.how, then.get(code, [])) if before is not None else None,
        }
        for code in {*now, *then}
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-(one["value"] or 0), -(one["before"] or 0), one["code"]))


def _grouped(picks: Sequence[Pick], by: By, digits: int) -> dict[str, list[Pick]]:
    found: dict[str, list[Pick]] = defaultdict(list)
    for one in picks:
        found[_code(one.fact, by, digits)].append(one)
    return found


def _code(one: Fact, by: By, digits: int) -> str:
    return one.area[:digits] if by == "area" else str(getattr(one, by))


STATE_NAMES = {
    "answered": "已应答", "silent": "未应答", "unasked": "未及应答", "right": "已整改", "late": "逾期", "open": "整改中", "online": "在线", "offline": "离线",
    "major": "重大", "plain": "一般", "own": "本级", "in": "接收", "red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色", "white": "白色",
    "0": "极端(巨灾)", "1": "Ⅰ级", "2": "Ⅱ级", "3": "Ⅲ级", "4": "Ⅳ级", "": "未注明", "confirmed": "属实", "forest_fire": "森林火灾", "false_positive": "误报",
    "met": "按时", "missed": "漏报", "overdue": "逾期未报", "told": "已传达", "acked": "已领受", "done": "已反馈办结", "closed": "已销号",
    "rain": "强降雨", "typhoon": "台风", "cold": "寒潮", "heat": "高温", "convection": "强对流", "drought": "干旱", "fog": "大雾", "tabletop": "桌面推演", "live": "实战演练", "blind": "双盲演练",
}  # fmt: skip


def _names(by: By, codes: set[str]) -> dict[str, str]:
    if by == "area":
        return dict(Area.objects.filter(pk__in=codes).values_list("code", "name"))
    if by == "sector":
        return dict(Sector.objects.values_list("code", "name"))
    if by == "hazard":
        return {code: type_name(code) or "" for code in codes}
    return STATE_NAMES
