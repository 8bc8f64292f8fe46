"""统计分析 over HTTP: figures of a period, the lines behind each, both as CSV. Reads only, in the caller's areas."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from command.figures.measures import MEASURES
from command.figures.rows import StatisticLines, Statistics
from command.figures.showing import figures, lines_of, table
from realtime.api import REFUSALS, see
from realtime.codes import Problem

router = Router(tags=["figures"])
LONGEST = timedelta(days=3 * 366)  # a year beside the one before it, and one more
Area = Annotated[str, Field(min_length=2, max_length=12, pattern=r"^\d+$")]
Day = Annotated[date, Query()]


def period(first: date, last: date) -> tuple[date, date]:
    if last < first:
        raise Problem("invalid", "止日早于起日。", where=["last"])
    if last - first > LONGEST:
        raise Problem("invalid", "统计区间最长三年。", where=["first"])
    return first, last


def known(key: str) -> str:
    if key not in MEASURES:
        raise Problem("not_found", "没有这项指标。", where=["key"])
    return key


@router.get("", response={200: Statistics, **REFUSALS}, operation_id="get_figures")
def get_figures(request: HttpRequest, area: Area, first: Day, last: Day) -> Statistics:
    see(request, area)
    return figures(area, *period(first, last))


@router.get("/table.csv", response={200: str, **REFUSALS}, operation_id="take_figures")
def get_table(request: HttpRequest, area: Area, first: Day, last: Day, key: str = "") -> HttpResponse:
    """Without a key the figures; with one its lines."""
    see(request, area)
    text = table(area, *period(first, last), known(key) if key else None)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'统计分析-{first}-{last}.csv')}"
    return answer


@router.get("/{key}", response={200: StatisticLines, **REFUSALS}, operation_id="get_figure_lines")
def get_lines(request: HttpRequest, key: str, area: Area, first: Day, last: Day) -> StatisticLines:
    see(request, area)
    return lines_of(known(key), area, *period(first, last))
