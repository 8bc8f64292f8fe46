"""领导包联 over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from command.incharge import charging
from command.incharge.importing import COLUMNS, blank, take_sheet
from command.incharge.models import Charge, LeaderNotice
from command.incharge.noticing import read_notice
from command.incharge.rows import ChargeRow, ChargeSheet, LeaderNoticeRow
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, execute, permit, see
from realtime.codes import Problem
from realtime.sheets import Table, Unreadable, read_table

router = Router(tags=["leaders in charge"])
MANAGE = "charge.manage"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Day = Annotated[date, Field(strict=False)]


class NewCharge(Body):
    """One ground: an area's code, a dossier or a risk unit."""

    person: int
    area: str = Field("", max_length=12, pattern=r"^[0-9]*$")
    dossier: int | None = None
    unit: int | None = None
    duty: str = Field("", max_length=200)
    source: str = Field("", max_length=120)
    since: Day
    until: Day | None = None


@router.get("", response={200: list[ChargeRow], **REFUSALS}, operation_id="list_charges")
def get_charges(request: HttpRequest, dossier: int = 0) -> list[ChargeRow]:
    """Those that were not ended, of the caller's areas; of one enterprise with `dossier`."""
    rows = Charge.objects.within(caller(request).scopes).filter(ended_at=None).select_related("person", "dossier", "unit")
    return [one.row() for one in (rows.filter(dossier=dossier) if dossier else rows)]


@router.post("", response={201: ChargeRow, **REFUSALS}, operation_id="give_charge")
def post_charge(request: HttpRequest, body: NewCharge) -> HttpResponse:
    area = charging.area_of(body.area, body.dossier, body.unit)

    def run(who: Caller) -> ChargeRow:
        return charging.give_charge(
            actor=who.actor, name=who.name, person_id=body.person, since=body.since, until=body.until, area=body.area, dossier_id=body.dossier,
            unit_id=body.unit, duty=body.duty, source=body.source,
        ).row()  # fmt: skip

    return command(request, MANAGE, area, run, status=201)


@router.post("/{int:charge_id}/end", response={200: ChargeRow, **REFUSALS}, operation_id="end_charge")
def post_end(request: HttpRequest, charge_id: int) -> HttpResponse:
    one = Charge.objects.filter(pk=charge_id).first()
    if one is None:
        raise Problem("not_found", "没有这条包联。")
    return command(request, MANAGE, one.area, lambda who: charging.end_charge(actor=who.actor, charge_id=charge_id).row())


@router.get("/template.xlsx", response={200: None, **REFUSALS}, operation_id="get_charge_template")
def get_template(request: HttpRequest) -> HttpResponse:
    caller(request)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('领导包联模板.xlsx')}", "Cache-Control": "no-store"}
    return HttpResponse(blank(), content_type=XLSX, headers=headers)


@router.post("/sheet/preview", response={200: ChargeSheet, **REFUSALS}, operation_id="preview_charge_sheet")
def post_preview(request: HttpRequest, area: str, file: File[UploadedFile]) -> ChargeSheet:
    """Changes nothing, so no key is needed."""
    who = permit(request, MANAGE, area)
    table = _table(file.name or "", file.read())
    return take_sheet(actor=who.actor, name=who.name, area=area, lines=table.lines, ignored=table.ignored, apply=False)


@router.post("/sheet", response={200: ChargeSheet, **REFUSALS}, operation_id="import_charge_sheet")
def post_sheet(request: HttpRequest, area: str, file: File[UploadedFile]) -> HttpResponse:
    who = permit(request, MANAGE, area)
    if who.locked:
        raise Problem("locked")
    data = file.read()
    table = _table(file.name or "", data)

    def run(who: Caller) -> ChargeSheet:
        return take_sheet(actor=who.actor, name=who.name, area=area, lines=table.lines, ignored=table.ignored, apply=True)

    return execute(request, who, run, content=data + f"\narea={area}".encode())


@router.get("/notices", response={200: list[LeaderNoticeRow], **REFUSALS}, operation_id="list_leader_notices")
def get_notices(request: HttpRequest, incident: int) -> list[LeaderNoticeRow]:
    rows = LeaderNotice.objects.filter(incident=incident).select_related("person")
    found = list(rows)
    if found:
        see(request, found[0].area)
    return [one.row() for one in found]


@router.post("/notices/{int:notice_id}/read", response={200: LeaderNoticeRow, **REFUSALS}, operation_id="read_leader_notice")
def post_read(request: HttpRequest, notice_id: int) -> HttpResponse:
    return execute(request, caller(request), lambda who: read_notice(actor=who.actor, notice_id=notice_id).row())


def _table(name: str, data: bytes) -> Table:
    try:
        return read_table(name, data, COLUMNS)
    except Unreadable as error:
        raise Problem("invalid", str(error), where=["file"]) from error
