"""统计分析 over HTTP: figures of a period beside the year before, the lines behind each, line over time, parts, ranks, goals, and all of it to take along.
Reads only, in the caller's areas; what is taken along is written down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router
from pydantic import Field

from command.figures import taking
from command.figures.actions import note_taken
from command.figures.bulletin import bulletin, lines_paper
from command.figures.checking import checked
from command.figures.facts import ground
from command.figures.goals import board
from command.figures.measures import MEASURES
from command.figures.ranking import calm, sectors
from command.figures.rows import By, CalmCounty, CheckedFigure, GoalBoard, SectorRank, Split, StatisticLines, Statistics, Trend
from command.figures.showing import figures, lines_of, split, trend
from command.reports.paper.pdf import pdf
from realtime.api import REFUSALS, see
from realtime.codes import Problem

router = Router(tags=["figures"])
LONGEST = timedelta(days=3 * 366)  # a year beside the one before it, and one more
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Area = Annotated[str, Field(min_length=2, max_length=12, pattern=r"^\d+$")]
Day = Annotated[date, Query()]
Hazard = Annotated[str, Field(max_length=8, pattern=r"^[0-9A-Z]*$")]
Code = Annotated[str, Field(max_length=30, pattern=r"^[0-9a-z_,]*$")]


def period(first: date, last: date) -> tuple[date, date]:
    if last < first:
        raise Problem("invalid", "止日早于起日。", where=["last"])
    if last - first > LONGEST:
        raise Problem("invalid", "统计区间最长三年。", where=["first"])
    if first.year < 1950 or last.year > 2200:
        raise Problem("invalid", "统计区间的年份不对。", where=["first"])
    return first, last


def known(key: str) -> str:
    if key not in MEASURES:
        raise Problem("not_found", "没有这项指标。", where=["key"])
    return key


@router.get("", response={200: Statistics, **REFUSALS}, operation_id="get_figures")
def get_figures(request: HttpRequest, area: Area, first: Day, last: Day, hazard: Hazard = "") -> Statistics:
    see(request, area)
    return figures(area, *period(first, last), hazard)


@router.get("/table.csv", response={200: str, **REFUSALS}, operation_id="take_figures")
def get_table(
    request: HttpRequest, area: Area, first: Day, last: Day, key: str = "", hazard: Hazard = "", sector: Code = "", grade: Code = ""
) -> HttpResponse:
    """Without a key the figures; with one its lines."""
    title, head, rows, foot, _ = _taken(request, area, *period(first, last), key, hazard, sector, grade, "csv")
    return _file(taking.as_csv(head, rows, foot), "text/csv; charset=utf-8", f"{title}.csv")


@router.get("/table.xlsx", response={200: bytes, **REFUSALS}, operation_id="take_figures_sheet")
def get_sheet(
    request: HttpRequest, area: Area, first: Day, last: Day, key: str = "", hazard: Hazard = "", sector: Code = "", grade: Code = ""
) -> HttpResponse:
    title, head, rows, foot, mark = _taken(request, area, *period(first, last), key, hazard, sector, grade, "xlsx")
    return _file(taking.as_xlsx(title, head, rows, foot, mark), XLSX, f"{title}.xlsx")


@router.get("/paper.pdf", response={200: bytes, **REFUSALS}, operation_id="take_figures_paper")
def get_paper(
    request: HttpRequest, area: Area, first: Day, last: Day, key: str = "", hazard: Hazard = "", sector: Code = "", grade: Code = ""
) -> HttpResponse:
    """统计通报 as an official paper; with a key the lines of that figure."""
    who, (first, last) = see(request, area), period(first, last)
    sheet = (
        lines_paper(known(key), area, first, last, who.name, hazard, sector, grade)
        if key
        else bulletin(area, first, last, who.name, hazard)
    )
    note_taken(actor=who.actor, area=area, first=first, last=last, form="pdf")
    return _file(pdf(sheet), "application/pdf", f"{sheet.title}.pdf")


@router.get("/goals", response={200: GoalBoard, **REFUSALS}, operation_id="list_goals")
def get_goals(request: HttpRequest, area: Area) -> GoalBoard:
    """The year's promises, and how they stand today."""
    see(request, area)
    return board(area)


@router.get("/checked", response={200: list[CheckedFigure], **REFUSALS}, operation_id="list_checked_figures")
def get_checked(request: HttpRequest, area: Area) -> list[CheckedFigure]:
    see(request, area)
    return checked(area)


@router.get("/sectors", response={200: list[SectorRank], **REFUSALS}, operation_id="rank_sectors")
def get_sectors(request: HttpRequest, area: Area, first: Day, last: Day) -> list[SectorRank]:
    see(request, area)
    return sectors(area, *period(first, last))


@router.get("/calm", response={200: list[CalmCounty], **REFUSALS}, operation_id="list_calm_counties")
def get_calm(request: HttpRequest, area: Area) -> list[CalmCounty]:
    """Days without accident, by county."""
    see(request, area)
    return calm(area)


@router.get("/{key}", response={200: StatisticLines, **REFUSALS}, operation_id="get_figure_lines")
def get_lines(
    request: HttpRequest, key: str, area: Area, first: Day, last: Day, hazard: Hazard = "", sector: Code = "", grade: Code = ""
) -> StatisticLines:
    see(request, area)
    return lines_of(known(key), area, *period(first, last), hazard, sector, grade)


@router.get("/{key}/trend", response={200: Trend, **REFUSALS}, operation_id="get_figure_trend")
def get_trend(request: HttpRequest, key: str, area: Area, first: Day, last: Day, hazard: Hazard = "", sector: Code = "") -> Trend:
    see(request, area)
    return trend(known(key), area, *period(first, last), hazard, sector)


@router.get("/{key}/split", response={200: Split, **REFUSALS}, operation_id="split_figure")
def get_split(request: HttpRequest, key: str, area: Area, first: Day, last: Day, by: By, hazard: Hazard = "") -> Split:
    see(request, area)
    return split(known(key), area, *period(first, last), by, hazard)


def _taken(
    request: HttpRequest, area: str, first: date, last: date, key: str, hazard: str, sector: str, grade: str, form: str
) -> tuple[str, list[str], list[list[taking.Cell]], str, str]:
    who = see(request, area)
    if key:
        title, head, rows = MEASURES[known(key)].name, taking.LINES, taking.line_rows(key, area, first, last, hazard, sector, grade)
    else:
        title, head, rows = "统计分析", taking.PAGE, taking.page_rows(area, first, last, hazard)
    note_taken(actor=who.actor, area=area, first=first, last=last, form=form)
    return f"{title} {first} {last}", head, rows, taking.foot(who.name, area, first, last), taking.mark_of(who.name, ground(area))


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = str(content_disposition_header(True, name))
    answer["Cache-Control"] = "no-store"
    return answer
