"""Risks and hazards over HTTP: each hazard's way from being seen to being closed by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from command.hazards import actions
from command.hazards.evidence import add_evidence
from command.hazards.models import Hazard, RiskUnit, Sector
from command.hazards.risks import retire_risk, save_risk
from command.hazards.rows import EvidenceKind, HazardRow, HazardWhole, RiskCell, RiskRow, RiskTownRow, SectorRow
from command.hazards.showing import found, whole
from command.hazards.tabling import by_sector, by_town
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, permit, see
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.exercises.snapshot import in_the_world
from realtime.files.receiving import receive

router = Router(tags=["hazards"])
FIND, MANAGE, FIX, VERIFY, SUPERVISE = "hazard.find", "hazard.manage", "hazard.fix", "hazard.verify", "hazard.supervise"
MOST = 500
Code = Annotated[str, Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")]
When = Annotated[datetime | None, Field(strict=False)]
Words = Annotated[str, Field(min_length=1, max_length=500)]
Number = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False, strict=False)]


class NewHazard(Body):
    """Where it is by a point, or by the area where nobody can say it better. `client_key`: the phone's own, so that sent twice it is one."""

    sector: str = Field(min_length=1, max_length=20)
    title: str = Field(min_length=1, max_length=80)
    place: str = Field(min_length=1, max_length=120)
    lon: Lon | None = None
    lat: Lat | None = None
    area: Code | None = None
    text: str = Field("", max_length=500)
    owner: str = Field("", max_length=80)
    campaign: str = Field("", max_length=40)
    major: bool = False
    unit: int | None = None
    dossier: int | None = None
    client_key: str = Field("", max_length=64)
    found_at: When = None
    exercise: int | None = None


class HazardRanking(Body):
    major: bool
    reach: int = Field(ge=1, le=3, description="1 workplace, 2 plant, 3 people outside")
    difficulty: int = Field(ge=1, le=3, description="1 at once, 2 within the term, 3 a project")
    people: int = Field(0, ge=0, le=10_000_000)
    measures: str = Field("", max_length=300)


class HazardAssignment(Body):
    owner: str = Field(min_length=1, max_length=80)
    owner_person: int | None = None
    due_at: When = None
    words: str = Field("", max_length=500)


class HazardWords(Body):
    words: str = Field("", max_length=500)


class HazardWhy(Body):
    why: Words
    due_at: When = None


class HazardFix(Body):
    fix: Words
    cost_yuan: int = Field(0, ge=0, le=10**12)


class HazardVerdict(Body):
    words: Words


class HazardListing(Body):
    unit: str = Field(min_length=1, max_length=60)
    due_at: When = None
    words: str = Field("", max_length=500)


class HazardPicture(Body):
    kind: EvidenceKind


class RiskFacts(Body):
    name: str | None = Field(None, min_length=1, max_length=80)
    sector: str | None = Field(None, min_length=1, max_length=20)
    dossier: int | None = None
    leader: int | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    likely: Number | None = None
    exposed: Number | None = None
    severe: Number | None = None
    owner: str | None = Field(None, min_length=1, max_length=80)
    measures: str | None = Field(None, max_length=500)


class NewRisk(RiskFacts):
    name: str = Field(min_length=1, max_length=80)
    sector: str = Field(min_length=1, max_length=20)
    lon: Lon
    lat: Lat
    likely: Number
    exposed: Number
    severe: Number
    owner: str = Field(min_length=1, max_length=80)


@router.get("/sectors", response={200: list[SectorRow], **REFUSALS}, operation_id="list_sectors")
def get_sectors(request: HttpRequest) -> list[SectorRow]:
    caller(request)
    return [SectorRow(code=one.code, name=one.name, duty_unit=one.duty_unit, key_sector=one.key_sector) for one in Sector.objects.all()]


@router.get("", response={200: list[HazardRow], **REFUSALS}, operation_id="list_hazards")
def get_hazards(request: HttpRequest, sector: str = "", unresolved: bool = True) -> list[HazardRow]:
    """Of the caller's areas, in the order in which they are put right."""
    rows = Hazard.objects.filter(_within(caller(request).scopes), in_the_world())
    if unresolved:
        rows = rows.unresolved()
    if sector:
        rows = rows.filter(sector=sector)
    return [one.row() for one in rows.in_order()[:MOST]]


@router.post("", response={201: HazardWhole, **REFUSALS}, operation_id="find_hazard")
def post_hazard(request: HttpRequest, body: NewHazard) -> HttpResponse:
    if (body.lon is None) != (body.lat is None):
        raise Problem("invalid", "经度和纬度要一起给出。", where=["lon", "lat"])
    unit = RiskUnit.objects.filter(pk=body.unit).first() if body.unit is not None else None
    area = area_at(body.lon, body.lat) if body.lon is not None and body.lat is not None else unit.area if unit else body.area
    if not area:
        raise Problem("invalid", "请在地图上点出位置,或选择区划。", where=["lon", "area"])

    def run(who: Caller) -> HazardWhole:
        where = actions.Where(body.place, body.lon, body.lat, area)
        made = actions.find_hazard(
            actor=who.actor, name=who.name, sector=body.sector, title=body.title, where=where, text=body.text, owner=body.owner, campaign=body.campaign,
            major=body.major, unit_id=body.unit, dossier_id=body.dossier, client_key=body.client_key, found_at=body.found_at, exercise=body.exercise,
        )  # fmt: skip
        return whole(found(made.pk))

    return command(request, FIND, area, run, status=201)


@router.get("/{int:hazard_id}", response={200: HazardWhole, **REFUSALS}, operation_id="get_hazard")
def get_hazard(request: HttpRequest, hazard_id: int) -> HazardWhole:
    one = found(hazard_id)
    see(request, one.area)
    return whole(one)


def _verb(request: HttpRequest, verb: str, hazard_id: int, run: Callable[[Caller], Hazard], *, status: int = 200) -> HttpResponse:
    area = found(hazard_id).area
    return command(request, verb, area, lambda who: whole(found(run(who).pk)), status=status)


@router.post("/{int:hazard_id}/rank", response={200: HazardWhole, **REFUSALS}, operation_id="rank_hazard")
def post_rank(request: HttpRequest, hazard_id: int, body: HazardRanking) -> HttpResponse:
    return _verb(
        request, MANAGE, hazard_id,
        lambda who: actions.rank_hazard(actor=who.actor, name=who.name, hazard_id=hazard_id, **body.model_dump()),
    )  # fmt: skip


@router.post("/{int:hazard_id}/reject", response={200: HazardWhole, **REFUSALS}, operation_id="reject_hazard")
def post_reject(request: HttpRequest, hazard_id: int, body: HazardVerdict) -> HttpResponse:
    return _verb(
        request,
        MANAGE,
        hazard_id,
        lambda who: actions.reject_hazard(actor=who.actor, name=who.name, hazard_id=hazard_id, why=body.words),
    )


@router.post("/{int:hazard_id}/assign", response={200: HazardWhole, **REFUSALS}, operation_id="assign_hazard")
def post_assign(request: HttpRequest, hazard_id: int, body: HazardAssignment) -> HttpResponse:
    return _verb(
        request, MANAGE, hazard_id,
        lambda who: actions.assign_hazard(
            actor=who.actor, name=who.name, hazard_id=hazard_id, owner=body.owner, owner_person=body.owner_person, due_at=body.due_at, words=body.words
        ),
    )  # fmt: skip


@router.post("/{int:hazard_id}/begin", response={200: HazardWhole, **REFUSALS}, operation_id="begin_fixing")
def post_begin(request: HttpRequest, hazard_id: int, body: HazardWords) -> HttpResponse:
    return _verb(
        request,
        FIX,
        hazard_id,
        lambda who: actions.begin_fixing(actor=who.actor, name=who.name, hazard_id=hazard_id, words=body.words),
    )


@router.post("/{int:hazard_id}/fixed", response={200: HazardWhole, **REFUSALS}, operation_id="report_fixed")
def post_fixed(request: HttpRequest, hazard_id: int, body: HazardFix) -> HttpResponse:
    return _verb(
        request, FIX, hazard_id,
        lambda who: actions.report_fixed(actor=who.actor, name=who.name, hazard_id=hazard_id, fix=body.fix, cost_yuan=body.cost_yuan),
    )  # fmt: skip


@router.post("/{int:hazard_id}/verify", response={200: HazardWhole, **REFUSALS}, operation_id="verify_hazard")
def post_verify(request: HttpRequest, hazard_id: int, body: HazardVerdict) -> HttpResponse:
    return _verb(
        request,
        VERIFY,
        hazard_id,
        lambda who: actions.verify_hazard(actor=who.actor, name=who.name, hazard_id=hazard_id, words=body.words),
    )


@router.post("/{int:hazard_id}/return", response={200: HazardWhole, **REFUSALS}, operation_id="return_hazard")
def post_return(request: HttpRequest, hazard_id: int, body: HazardWhy) -> HttpResponse:
    return _verb(
        request, VERIFY, hazard_id,
        lambda who: actions.return_hazard(actor=who.actor, name=who.name, hazard_id=hazard_id, why=body.why, due_at=body.due_at),
    )  # fmt: skip


@router.post("/{int:hazard_id}/close", response={200: HazardWhole, **REFUSALS}, operation_id="close_hazard")
def post_close(request: HttpRequest, hazard_id: int, body: HazardWords) -> HttpResponse:
    area = found(hazard_id).area
    return _verb(
        request, VERIFY, hazard_id,
        lambda who: actions.close_hazard(
            actor=who.actor, name=who.name, hazard_id=hazard_id, supervisor=who.may(SUPERVISE, area), words=body.words
        ),
    )  # fmt: skip


@router.post("/{int:hazard_id}/supervise", response={200: HazardWhole, **REFUSALS}, operation_id="supervise_hazard")
def post_supervise(request: HttpRequest, hazard_id: int, body: HazardListing) -> HttpResponse:
    return _verb(
        request, SUPERVISE, hazard_id,
        lambda who: actions.supervise_hazard(
            actor=who.actor, name=who.name, hazard_id=hazard_id, unit=body.unit, due_at=body.due_at, words=body.words
        ),
    )  # fmt: skip


@router.post("/{int:hazard_id}/relapse", response={201: HazardWhole, **REFUSALS}, operation_id="relapse_hazard")
def post_relapse(request: HttpRequest, hazard_id: int, body: HazardVerdict) -> HttpResponse:
    """Answers the new one."""
    return _verb(
        request, FIND, hazard_id,
        lambda who: actions.relapse_hazard(actor=who.actor, name=who.name, hazard_id=hazard_id, text=body.words), status=201,
    )  # fmt: skip


@router.post("/{int:hazard_id}/pictures", response={201: HazardWhole, **REFUSALS}, operation_id="add_hazard_picture")
def post_picture(request: HttpRequest, hazard_id: int, about: Form[HazardPicture], file: File[UploadedFile]) -> HttpResponse:
    who = permit(request, FIND, found(hazard_id).area)
    if who.locked:
        raise Problem("locked")

    def run(kept: Any) -> HazardWhole:
        add_evidence(actor=who.actor, name=who.name, hazard_id=hazard_id, kind=about.kind, kept=kept)
        return whole(found(hazard_id))

    return receive(request, who, file, about.model_dump(), run)


@router.get("/risks", response={200: list[RiskRow], **REFUSALS}, operation_id="list_risks")
def get_risks(request: HttpRequest, sector: str = "") -> list[RiskRow]:
    rows = RiskUnit.objects.filter(_within(caller(request).scopes), retired_at=None)
    return [unit.row() for unit in (rows.filter(sector=sector) if sector else rows)[:MOST]]


@router.get("/towns", response={200: list[RiskTownRow], **REFUSALS}, operation_id="list_risk_towns")
def get_towns(request: HttpRequest, area: str) -> list[RiskTownRow]:
    """四色图: each town's worst colour, the heaviest first."""
    see(request, area)
    return by_town(area)


@router.get("/risks/table", response={200: list[RiskCell], **REFUSALS}, operation_id="list_risk_cells")
def get_cells(request: HttpRequest) -> list[RiskCell]:
    return by_sector(caller(request).scopes)


@router.post("/risks", response={201: RiskRow, **REFUSALS}, operation_id="assess_risk")
def post_risk(request: HttpRequest, body: NewRisk) -> HttpResponse:
    area = area_at(body.lon, body.lat)
    return command(
        request, MANAGE, area, lambda who: save_risk(actor=who.actor, **body.model_dump(exclude_none=True)).row(), status=201
    )  # fmt: skip


@router.post("/risks/{int:risk_id}", response={200: RiskRow, **REFUSALS}, operation_id="change_risk")
def post_risk_change(request: HttpRequest, risk_id: int, body: RiskFacts) -> HttpResponse:
    facts = body.model_dump(exclude_none=True)
    if not facts:
        raise Problem("invalid", "没有要改的内容。", where=["name"])
    return command(request, MANAGE, _risk(risk_id).area, lambda who: save_risk(actor=who.actor, risk_id=risk_id, **facts).row())


@router.post("/risks/{int:risk_id}/retire", response={200: RiskRow, **REFUSALS}, operation_id="retire_risk")
def post_risk_retire(request: HttpRequest, risk_id: int) -> HttpResponse:
    return command(request, MANAGE, _risk(risk_id).area, lambda who: retire_risk(actor=who.actor, risk_id=risk_id).row())


def _risk(risk_id: int) -> RiskUnit:
    unit = RiskUnit.objects.filter(pk=risk_id).first()
    if unit is None:
        raise Problem("not_found", "没有这个风险点。")
    return unit


def _within(scopes: list[str]) -> Q:
    wanted = Q(pk__in=())
    for scope in scopes:
        wanted |= Q(area__startswith=scope)
    return wanted
