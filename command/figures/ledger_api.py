"""事故台账 over HTTP: enter, correct with a reason, strike out, take in a sheet. Nothing is removed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from command.figures import actions
from command.figures.importing import ACCIDENTS, accident_template, judge_accidents, sheet_of, take
from command.figures.models import Accident
from command.figures.periods import DAY
from command.figures.reading import starts
from command.figures.rows import AccidentRow, AccidentWhole, FigureSheet
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, command, execute, permit, see
from realtime.clock import iso
from realtime.codes import Problem
from realtime.sheets import Column, Table, Unreadable, read_table

router = Router(tags=["figures"])
ENTER = "figure.enter"
MOST = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Place = Annotated[str, Field(min_length=4, max_length=12, pattern=r"^\d+$")]
Many = Annotated[int, Field(ge=0, le=100_000)]
Loss = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False, strict=False)]
When = Annotated[datetime, Field(strict=False)]


class NewAccident(Body):
    """`loss`: 万元."""

    happened_at: When
    area: Place
    sector: str = Field("", max_length=20)
    type: str = Field("", max_length=8)
    title: str = Field(min_length=1, max_length=120)
    deaths: Many = 0
    injured: Many = 0
    loss: Loss = 0
    source: str = Field(min_length=1, max_length=120)
    incident: int | None = None


class AccidentChanged(Body):
    """What is left out stays."""

    why: str = Field(min_length=2, max_length=200)
    happened_at: When | None = None
    area: Place | None = None
    sector: str | None = Field(None, max_length=20)
    type: str | None = Field(None, max_length=8)
    title: str | None = Field(None, min_length=1, max_length=120)
    deaths: Many | None = None
    injured: Many | None = None
    loss: Loss | None = None
    source: str | None = Field(None, min_length=1, max_length=120)


class AccidentStruck(Body):
    why: str = Field(min_length=2, max_length=200)


def found(accident_id: int) -> Accident:
    one = Accident.objects.filter(pk=accident_id).first()
    if one is None:
        raise Problem("not_found", "台账里没有这起事故。")
    return one


def whole(one: Accident) -> AccidentWhole:
    history = [{"before": row.before, "why": row.why, "by_name": row.by_name, "at": iso(row.at)} for row in one.history.all()]
    return cast("AccidentWhole", {**one.row(), "history": history})


@router.get("", response={200: list[AccidentRow], **REFUSALS}, operation_id="list_accidents")
def get_accidents(request: HttpRequest, area: Place, first: date, last: date) -> list[AccidentRow]:
    """The newest first, those struck out among them; five hundred at most."""
    see(request, area)
    rows = Accident.objects.filter(
        exercise_id=None, area__startswith=area, happened_at__gte=starts(first), happened_at__lt=starts(last + DAY)
    )
    return [one.row() for one in rows[:MOST]]


@router.get("/template.xlsx", response={200: bytes, **REFUSALS}, operation_id="get_accident_template")
def get_template(request: HttpRequest) -> HttpResponse:
    return sheet_file(accident_template(), "事故台账模板.xlsx")


@router.post("", response={201: AccidentWhole, **REFUSALS}, operation_id="enter_accident")
def post_accident(request: HttpRequest, body: NewAccident) -> HttpResponse:
    facts = body.model_dump(exclude={"incident"}) | {"incident_id": body.incident}

    def run(who: Caller) -> AccidentWhole:
        return whole(actions.enter_accident(actor=who.actor, name=who.name, **facts))

    return command(request, ENTER, body.area, run, status=201)


@router.post("/sheet/preview", response={200: FigureSheet, **REFUSALS}, operation_id="preview_accident_sheet")
def post_preview(request: HttpRequest, area: Place, file: File[UploadedFile]) -> FigureSheet:
    permit(request, ENTER, area)
    table = table_of(file, ACCIDENTS)
    return sheet_of(judge_accidents(table.lines, area), table.ignored)


@router.post("/sheet", response={200: FigureSheet, **REFUSALS}, operation_id="import_accident_sheet")
def post_sheet(request: HttpRequest, area: Place, file: File[UploadedFile]) -> HttpResponse:
    table, content = table_of(file, ACCIDENTS), content_of(file, area)

    def run(who: Caller) -> FigureSheet:
        judged = judge_accidents(table.lines, area)
        return take(actor=who.actor, name=who.name, area=area, judged=judged, ignored=table.ignored, into=actions.import_accidents)

    return execute(request, unlocked(request, area), run, content=content)


@router.get("/{int:accident_id}", response={200: AccidentWhole, **REFUSALS}, operation_id="get_accident")
def get_accident(request: HttpRequest, accident_id: int) -> AccidentWhole:
    one = found(accident_id)
    see(request, one.area)
    return whole(one)


@router.post("/{int:accident_id}", response={200: AccidentWhole, **REFUSALS}, operation_id="correct_accident")
def post_change(request: HttpRequest, accident_id: int, body: AccidentChanged) -> HttpResponse:
    """To another area it needs the right at both."""
    one = found(accident_id)
    see(request, one.area)
    if body.area is not None:
        permit(request, ENTER, body.area)
    said: dict[str, Any] = {key: value for key, value in body.model_dump(exclude={"why"}, exclude_unset=True).items() if value is not None}

    def run(who: Caller) -> AccidentWhole:
        return whole(actions.correct_accident(actor=who.actor, name=who.name, accident_id=accident_id, why=body.why, **said))

    return command(request, ENTER, one.area, run)


@router.post("/{int:accident_id}/strike", response={200: AccidentWhole, **REFUSALS}, operation_id="strike_accident")
def post_strike(request: HttpRequest, accident_id: int, body: AccidentStruck) -> HttpResponse:
    one = found(accident_id)
    see(request, one.area)

    def run(who: Caller) -> AccidentWhole:
        return whole(actions.strike_accident(actor=who.actor, name=who.name, accident_id=accident_id, why=body.why))

    return command(request, ENTER, one.area, run)


def table_of(file: UploadedFile, columns: list[Column]) -> Table:
    file.seek(0)
    try:
        return read_table(file.name or "table.xlsx", file.read(), columns)
    except Unreadable as error:
        raise Problem("invalid", str(error), where=["file"]) from None


def content_of(file: UploadedFile, area: str) -> bytes:
    """What the request's key stands for: the same file for the same area."""
    file.seek(0)
    return bytes(file.read()) + f"\narea={area}".encode()


def unlocked(request: HttpRequest, area: str) -> Caller:
    who = permit(request, ENTER, area)
    if who.locked:
        raise Problem("locked")
    return who


def sheet_file(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = str(content_disposition_header(True, name))
    return answer
