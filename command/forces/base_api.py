"""Bases of the four kinds, coverage maps and 五跨 over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from command.forces import basing, covering
from command.forces.rows import CoverBy, CoverTable, CrossingCover, ForceBase, ForceBaseWhole, ForceCoverage
from command.forces.showing import base_rows, base_whole, one_base, one_unit
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, permit, see

router = Router(tags=["forces"])
MANAGE = "unit.manage"
Code = Annotated[str, Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")]
Kind = Literal["training", "standby", "incubation", "joint"]
Minutes = Annotated[int | None, Query(ge=1, le=600)]
Gear = dict[Annotated[str, Field(min_length=1, max_length=30)], Annotated[int, Field(ge=1, le=1_000_000)]]


class BaseFacts(Body):
    """What is left out stays as it is."""

    name: str | None = Field(None, min_length=1, max_length=60)
    kind: Kind | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    place: str | None = Field(None, max_length=120)
    contact: str | None = Field(None, max_length=120, description="a desk or a post, never a person's number")
    capacity: int | None = Field(None, ge=0, le=1_000_000)
    courses: list[Annotated[str, Field(min_length=1, max_length=60)]] | None = Field(None, max_length=60)
    equipment: Gear | None = Field(None, max_length=100)


class NewBase(BaseFacts):
    code: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=60)
    kind: Kind
    area: Code
    lon: Lon
    lat: Lat


class BaseStationing(Body):
    """`away`: the team leaves the base."""

    unit: int
    away: bool = False


@router.get("/bases", response={200: list[ForceBase], **REFUSALS}, operation_id="list_force_bases")
def get_bases(request: HttpRequest) -> list[ForceBase]:
    return base_rows(caller(request).scopes)


@router.post("/bases", response={201: ForceBaseWhole, **REFUSALS}, operation_id="open_force_base")
def post_base(request: HttpRequest, body: NewBase) -> HttpResponse:
    return command(
        request, MANAGE, body.area, lambda who: base_whole(one_base(basing.open_base(actor=who.actor, **body.model_dump()).pk)), status=201
    )


@router.get("/bases/{int:base_id}", response={200: ForceBaseWhole, **REFUSALS}, operation_id="get_force_base")
def get_base(request: HttpRequest, base_id: int) -> ForceBaseWhole:
    base = one_base(base_id)
    see(request, base.area)
    return base_whole(base)


@router.post("/bases/{int:base_id}", response={200: ForceBaseWhole, **REFUSALS}, operation_id="change_force_base")
def post_change(request: HttpRequest, base_id: int, body: BaseFacts) -> HttpResponse:
    given = body.model_dump(exclude_unset=True)
    return command(
        request, MANAGE, one_base(base_id).area, lambda who: base_whole(basing.change_base(actor=who.actor, base_id=base_id, **given))
    )


@router.post("/bases/{int:base_id}/teams", response={200: ForceBaseWhole, **REFUSALS}, operation_id="station_force_team")
def post_station(request: HttpRequest, base_id: int, body: BaseStationing) -> HttpResponse:
    """Needs the right for the base and for the team."""
    permit(request, MANAGE, one_unit(body.unit).area)

    def run(who: Caller) -> ForceBaseWhole:
        return base_whole(basing.station(actor=who.actor, base_id=base_id, unit_id=body.unit, away=body.away))

    return command(request, MANAGE, one_base(base_id).area, run)


@router.get("/coverage", response={200: ForceCoverage, **REFUSALS}, operation_id="get_force_coverage")
def get_coverage(request: HttpRequest, by: CoverBy, key: str, minutes: Minutes = None) -> ForceCoverage:
    """The whole city's teams count: help comes over a district's border. Nothing in it is more than the map of teams shows."""
    caller(request)
    return covering.coverage(by, key[:12], minutes)


@router.get("/coverage/table", response={200: CoverTable, **REFUSALS}, operation_id="get_force_gaps")
def get_table(request: HttpRequest, minutes: Minutes = None) -> CoverTable:
    caller(request)
    return covering.table(minutes)


@router.get("/crossings", response={200: list[CrossingCover], **REFUSALS}, operation_id="get_force_crossings")
def get_crossings(request: HttpRequest) -> list[CrossingCover]:
    return covering.crossing_cover(caller(request).scopes)
