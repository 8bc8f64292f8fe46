"""一企一档 over HTTP: find by place, open, write, papers, numbers with a reason, the whole list from a spreadsheet."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from command.dossiers import actions
from command.dossiers.actions import ContactFacts, StoreFacts
from command.dossiers.importing import COLUMNS, Enterprise, blank, judge, sheet_of, take_sheet
from command.dossiers.models import Dossier, Paper, Substance
from command.dossiers.rows import (
    DossierHere,
    DossierKind,
    DossierRow,
    DossierSheet,
    DossierWhole,
    HazardGrade,
    PaperKind,
    PaperRow,
    PlantNumbers,
    StoreKind,
    SubstanceRow,
)
from command.dossiers.showing import dossier_row, dossier_whole, found, here, listed, paper_row, substance_row
from dispatch.alarms.models import Alarm
from dispatch.contacts.revealing import MAY as REVEAL
from dispatch.incidents.api import found as incident_of
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, execute, permit, see
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.files.receiving import receive
from realtime.sheets import Table, Unreadable, read_table

router = Router(tags=["dossiers"])
MANAGE = "dossier.manage"
MOST = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Amount = Annotated[float | None, Field(ge=0, le=1e8, strict=False)]


class StoreBody(Body):
    code: str = Field(min_length=1, max_length=40)
    content: str = Field(min_length=1, max_length=60)
    kind: StoreKind = "tank"
    un: str = Field("", max_length=6)
    capacity: Amount = None
    held: Amount = None
    unit: str = Field("吨", max_length=10)
    state: str = Field("", max_length=120)
    lon: Lon | None = None
    lat: Lat | None = None


class PlantContactBody(Body):
    """`phone` left out keeps the number that is known for this name and post."""

    name: str = Field(min_length=1, max_length=40)
    post: str = Field(min_length=1, max_length=40)
    phone: str = Field("", max_length=20, pattern=r"^[0-9+ -]*$")


class DossierFacts(Body):
    title: str = Field("", max_length=80)
    kind: DossierKind = "plant"
    lon: Lon = 0.0
    lat: Lat = 0.0
    address: str = Field("", max_length=120)
    radius_m: int = Field(400, ge=50, le=20_000)
    fence: dict[str, Any] | None = None
    grade: HazardGrade = "0"
    people: int = Field(0, ge=0, le=1_000_000)
    shift_people: int = Field(0, ge=0, le=1_000_000)
    summary: str = Field("", max_length=500)
    water: str = Field("", max_length=300)
    gather: str = Field("", max_length=200)
    stores: list[StoreBody] | None = Field(None, max_length=actions.MOST_STORES)
    contacts: list[PlantContactBody] | None = Field(None, max_length=actions.MOST_CONTACTS)
    plans: list[int] | None = Field(None, max_length=20)
    feature: int | None = Field(None, description="its object on the map; left out, it gets one of its own")


class NewDossier(DossierFacts):
    code: str = Field(min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=80)
    lon: Lon
    lat: Lat


class DossierChange(DossierFacts):
    """Only what is named is changed; `version` is the one that was read."""

    version: int


class RetireWhy(Body):
    why: str = Field(min_length=2, max_length=200)


class PaperAbout(Body):
    kind: PaperKind = "other"
    title: str = Field("", max_length=80)
    un: str = Field("", max_length=6)


class PlantReason(Body):
    reason: str = Field(min_length=2, max_length=200)


@router.get("", response={200: list[DossierRow], **REFUSALS}, operation_id="list_dossiers")
def get_dossiers(request: HttpRequest, area: str = "", q: str = "") -> list[DossierRow]:
    rows = listed().current().within(caller(request).scopes).filter(area__startswith=area)
    if q.strip():
        word = q.strip()
        rows = (
            rows.filter(name__icontains=word)
            | rows.filter(stores__substance__name__icontains=word)
            | rows.filter(stores__content__icontains=word)
        )
    return [dossier_row(one) for one in rows.distinct()[:MOST]]


@router.get("/at", response={200: list[DossierHere], **REFUSALS}, operation_id="dossiers_at")
def get_at(
    request: HttpRequest,
    alarm: int | None = None,
    incident: int | None = None,
    feature: int | None = None,
    lon: Lon | None = None,
    lat: Lat | None = None,
) -> list[DossierHere]:
    """Of an alarm, an incident, an object of the map, or a place: whose ground it is first, then who lies around."""
    who = caller(request)
    if feature is not None:
        held = Dossier.objects.current().filter(feature=feature).first()
        if held is None or not who.may("read", held.area):
            return []
        return here(held.lon, held.lat, scopes=who.scopes)
    if alarm is not None:
        told = Alarm.objects.filter(pk=alarm).first()
        if told is None:
            raise Problem("not_found", "没有这条警情。")
        see(request, told.area)
        lon, lat = told.lon, told.lat
    elif incident is not None:
        event = incident_of(incident)
        see(request, event.area)
        lon, lat = event.lon, event.lat
    elif lon is None or lat is None:
        raise Problem("invalid", "请给出警情、事件或经纬度。", where=["lon", "lat"])
    return here(lon, lat, scopes=who.scopes) if lon is not None and lat is not None else []


@router.get("/substances", response={200: list[SubstanceRow], **REFUSALS}, operation_id="list_substances")
def get_substances(request: HttpRequest) -> list[SubstanceRow]:
    return [substance_row(one) for one in Substance.objects.all()]


@router.get("/template.xlsx", response={200: Any, **REFUSALS}, operation_id="get_dossier_template")
def get_template(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(blank(), content_type=XLSX)
    answer["Content-Disposition"] = str(content_disposition_header(True, "一企一档.xlsx"))
    return answer


@router.post("", response={201: DossierWhole, **REFUSALS}, operation_id="enter_dossier")
def post_dossier(request: HttpRequest, body: NewDossier) -> HttpResponse:
    def run(who: Caller) -> DossierWhole:
        return dossier_whole(found(actions.save_dossier(actor=who.actor, name=who.name, **_said(body)).pk))

    return command(request, MANAGE, area_at(body.lon, body.lat), run, status=201)


@router.post("/sheet/preview", response={200: DossierSheet, **REFUSALS}, operation_id="preview_dossier_sheet")
def post_preview(request: HttpRequest, area: str, file: File[UploadedFile]) -> DossierSheet:
    """Changes nothing, so no key is needed."""
    permit(request, MANAGE, area)
    table = _table(file)
    return sheet_of(judge(table.lines, area=area), table.ignored)


@router.post("/sheet", response={200: DossierSheet, **REFUSALS}, operation_id="import_dossier_sheet")
def post_sheet(request: HttpRequest, area: str, file: File[UploadedFile]) -> HttpResponse:
    who = permit(request, MANAGE, area)
    if who.locked:
        raise Problem("locked")
    data = file.read()
    file.seek(0)
    table = _table(file)

    def run(who: Caller) -> DossierSheet:
        judged: list[Enterprise] = judge(table.lines, area=area)
        return take_sheet(actor=who.actor, name=who.name, area=area, judged=judged, ignored=table.ignored)

    return execute(request, who, run, content=data + f"\narea={area}".encode())


@router.post("/papers/{int:paper_id}/remove", response={200: DossierWhole, **REFUSALS}, operation_id="remove_dossier_paper")
def post_remove(request: HttpRequest, paper_id: int) -> HttpResponse:
    paper = Paper.objects.select_related("dossier").filter(pk=paper_id).first()
    if paper is None:
        raise Problem("not_found", "没有这份文件。")

    def run(who: Caller) -> DossierWhole:
        return dossier_whole(found(actions.remove_paper(actor=who.actor, paper_id=paper_id).dossier_id))

    return command(request, MANAGE, paper.dossier.area, run)


@router.get("/{int:dossier_id}", response={200: DossierWhole, **REFUSALS}, operation_id="get_dossier")
def get_dossier(request: HttpRequest, dossier_id: int) -> DossierWhole:
    one = found(dossier_id)
    see(request, one.area)
    return dossier_whole(one)


@router.post("/{int:dossier_id}", response={200: DossierWhole, **REFUSALS}, operation_id="change_dossier")
def post_change(request: HttpRequest, dossier_id: int, body: DossierChange) -> HttpResponse:
    """To move it needs the right at both places."""
    said = _said(body, changed=True)
    held = found(dossier_id)
    see(request, held.area)
    if body.model_fields_set & {"lon", "lat"}:
        permit(request, MANAGE, area_at(said.get("lon", held.lon), said.get("lat", held.lat)))

    def run(who: Caller) -> DossierWhole:
        actions.save_dossier(actor=who.actor, name=who.name, dossier_id=dossier_id, **said)
        return dossier_whole(found(dossier_id))

    return command(request, MANAGE, held.area, run)


@router.post("/{int:dossier_id}/retire", response={200: DossierWhole, **REFUSALS}, operation_id="retire_dossier")
def post_retire(request: HttpRequest, dossier_id: int, body: RetireWhy) -> HttpResponse:
    def run(who: Caller) -> DossierWhole:
        return dossier_whole(found(actions.retire_dossier(actor=who.actor, dossier_id=dossier_id, why=body.why).pk))

    return command(request, MANAGE, found(dossier_id).area, run)


@router.post("/{int:dossier_id}/papers", response={201: PaperRow, **REFUSALS}, operation_id="add_dossier_paper")
def post_paper(request: HttpRequest, dossier_id: int, about: Form[PaperAbout], file: File[UploadedFile]) -> HttpResponse:
    one = found(dossier_id)
    see(request, one.area)
    who = permit(request, MANAGE, one.area)
    if who.locked:
        raise Problem("locked")
    said = about.model_dump(mode="json")
    return receive(
        request, who, file, said, lambda kept: paper_row(actions.add_paper(actor=who.actor, name=who.name, dossier_id=dossier_id, kept=kept, **said))
    )  # fmt: skip


@router.post("/{int:dossier_id}/numbers", response={200: PlantNumbers, **REFUSALS}, operation_id="reveal_plant_numbers")
def post_numbers(request: HttpRequest, dossier_id: int, body: PlantReason) -> HttpResponse:
    one = found(dossier_id)
    see(request, one.area)

    def run(who: Caller) -> dict[str, int]:
        return {"id": actions.reveal_plant(actor=who.actor, name=who.name, dossier=one, reason=body.reason).pk}

    answer = command(request, REVEAL, one.area, run)
    if answer.status_code != 200:
        return answer
    # The stored answer of a repeated command must hold no numbers
    numbers = [{"id": contact.pk, "name": contact.name, "phone": contact.phone} for contact in one.contacts.all()]
    return JsonResponse({"numbers": numbers}, headers={"Cache-Control": "no-store"})


def _said(body: DossierFacts, *, changed: bool = False) -> dict[str, Any]:
    said: dict[str, Any] = body.model_dump(exclude_unset=changed)
    if changed and not said.get("title", "-").strip():
        raise Problem("invalid", "名称不能为空。", where=["title"])
    for name, kind in (("stores", StoreFacts), ("contacts", ContactFacts)):
        if said.get(name) is not None:
            said[name] = [kind(**one) for one in said[name]]
    return said


def _table(file: UploadedFile) -> Table:
    try:
        return read_table(file.name or "dossiers.xlsx", file.read(), COLUMNS)
    except Unreadable as error:
        raise Problem("invalid", str(error), where=["file"]) from None
