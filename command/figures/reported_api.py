"""上报数 and the city's published numbers over HTTP: enter, correct by a new row, take in a sheet."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from command.figures import actions
from command.figures.importing import REPORTED_COLUMNS, judge_reported, reported_template, sheet_of, take
from command.figures.ledger_api import ENTER, Place, content_of, sheet_file, table_of, unlocked
from command.figures.models import ReportedFigure
from command.figures.reported import REPORTED
from command.figures.rows import CityFigureRow, FigureSheet, ReportedFigureRow, ReportedKey
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, command, execute, permit, see
from realtime.codes import Problem

router = Router(tags=["figures"])
city_router = Router(tags=["figures"])
MANAGE = "figure.manage"
MOST = 500
Value = Annotated[float, Field(ge=0, lt=1e12, allow_inf_nan=False, strict=False)]
Day = Annotated[date, Field(strict=False)]


class NewReportedFigure(Body):
    """`corrects`: the row it takes the place of; same area and key."""

    area: Place
    key: str = Field(max_length=30)
    first: Day
    last: Day
    value: Value
    source: str = Field(min_length=1, max_length=120)
    note: str = Field("", max_length=200)
    corrects: int | None = None


class CityFigureSaved(Body):
    """`relation`: equal, over (3100多) or near (近26万). `of`: the measure's value, or its change on the year before."""

    key: str = Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_-]+$")
    phrase: str = Field(min_length=1, max_length=200)
    expected: float = Field(ge=-1e12, lt=1e12, allow_inf_nan=False, strict=False)
    unit: str = Field("", max_length=10)
    relation: Literal["equal", "over", "near"] = "equal"
    source: str = Field(min_length=1, max_length=200)
    measure: str = Field(max_length=40)
    of: Literal["value", "yoy"] = "value"
    area: Place
    first: Day
    last: Day


@router.get("", response={200: list[ReportedFigureRow], **REFUSALS}, operation_id="list_reported_figures")
def get_reported(request: HttpRequest, area: Place, first: date, last: date) -> list[ReportedFigureRow]:
    """What touches these days, as it stands; the newest first."""
    see(request, area)
    rows = ReportedFigure.objects.standing().filter(area__startswith=area, last__gte=first, first__lte=last)
    return [one.row() for one in rows[:MOST]]


@router.get("/keys", response={200: list[ReportedKey], **REFUSALS}, operation_id="list_reported_keys")
def get_keys(request: HttpRequest) -> list[ReportedKey]:
    return [{"key": key, "name": name, "unit": unit} for key, name, unit in REPORTED]


@router.get("/template.xlsx", response={200: bytes, **REFUSALS}, operation_id="get_reported_template")
def get_template(request: HttpRequest) -> HttpResponse:
    return sheet_file(reported_template(), "上报数模板.xlsx")


@router.post("", response={201: ReportedFigureRow, **REFUSALS}, operation_id="enter_reported_figure")
def post_reported(request: HttpRequest, body: NewReportedFigure) -> HttpResponse:
    facts = body.model_dump()

    def run(who: Caller) -> ReportedFigureRow:
        return actions.enter_reported(actor=who.actor, name=who.name, **facts).row()

    return command(request, ENTER, body.area, run, status=201)


@router.post("/sheet/preview", response={200: FigureSheet, **REFUSALS}, operation_id="preview_reported_sheet")
def post_preview(request: HttpRequest, area: Place, file: File[UploadedFile]) -> FigureSheet:
    permit(request, ENTER, area)
    table = table_of(file, REPORTED_COLUMNS)
    return sheet_of(judge_reported(table.lines, area), table.ignored)


@router.post("/sheet", response={200: FigureSheet, **REFUSALS}, operation_id="import_reported_sheet")
def post_sheet(request: HttpRequest, area: Place, file: File[UploadedFile]) -> HttpResponse:
    table, content = table_of(file, REPORTED_COLUMNS), content_of(file, area)

    def run(who: Caller) -> FigureSheet:
        judged = judge_reported(table.lines, area)
        return take(actor=who.actor, name=who.name, area=area, judged=judged, ignored=table.ignored, into=actions.import_reported)

    return execute(request, unlocked(request, area), run, content=content)


@router.get("/{int:reported_id}", response={200: list[ReportedFigureRow], **REFUSALS}, operation_id="get_reported_figure")
def get_one(request: HttpRequest, reported_id: int) -> list[ReportedFigureRow]:
    """It, and before it the rows it took the place of."""
    one = ReportedFigure.objects.filter(pk=reported_id).first()
    if one is None:
        raise Problem("not_found", "没有这条上报数。")
    see(request, one.area)
    chain = [one]
    while chain[-1].corrects is not None:
        chain.append(chain[-1].corrects)
    return [row.row() for row in chain]


@city_router.post("", response={200: CityFigureRow, **REFUSALS}, operation_id="save_city_figure")
def post_city_figure(request: HttpRequest, body: CityFigureSaved) -> HttpResponse:
    facts = body.model_dump(exclude={"key"})

    def run(who: Caller) -> CityFigureRow:
        one = actions.save_city_figure(actor=who.actor, key=body.key, **facts)
        one.refresh_from_db()
        return one.row()

    return command(request, MANAGE, body.area, run)
