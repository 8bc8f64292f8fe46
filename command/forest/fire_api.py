"""A fire's water, relay lines and end over HTTP."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.forest import ending, laying
from command.forest.laying import Wanted
from command.forest.loop import handover_row, loop_of
from command.forest.records import FireHandover, Relay
from command.forest.rows import FireHandoverWhole, FireLoop, HoseCode, RelayNumbers, RelayRow, WaterNear
from command.forest.water import nearest
from dispatch.incidents.api import found as incident_of
from dispatch.incidents.rows import IncidentRow
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, see
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.rules.models import rule

router = Router(tags=["forest"])
ON_FIRE = "incident.manage"
Place = Annotated[list[Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=False)]], Field(min_length=2, max_length=2)]
Head = Annotated[float, Field(ge=1, le=1000, allow_inf_nan=False, strict=False)]


class RelayWish(Body):
    """From the water (first) to the fire (last). What is left out is as the rule says."""

    line: list[Place] = Field(min_length=2, max_length=500)
    lift_m: float = Field(0, ge=-1000, le=2000, allow_inf_nan=False, strict=False, description="how much higher the fire is than the water")
    hose: HoseCode = "d65"
    flow_lps: float | None = Field(None, gt=0, le=200, allow_inf_nan=False, strict=False)
    pump_m: Head | None = Field(None, description="a pump's rated head, metres of water")
    nozzle_m: Head | None = None

    def wanted(self) -> Wanted:
        return Wanted(self.lift_m, self.hose, self.flow_lps, self.pump_m, self.nozzle_m)


class NewRelay(RelayWish):
    water: int | None = None
    water_name: str = Field("", max_length=120)


class FireHandoverBody(Body):
    taker: str = Field(min_length=1, max_length=40)
    org: str = Field(min_length=1, max_length=60)
    phone: str = Field("", max_length=20, pattern=r"^[0-9+ -]*$")
    people: int = Field(0, ge=0, le=10_000)
    note: str = Field("", max_length=200)
    early_why: str = Field("", max_length=200)


class RekindleFacts(Body):
    facts: str = Field(min_length=1, max_length=200)


@router.get("/water", response={200: WaterNear, **REFUSALS}, operation_id="nearest_water")
def get_water(
    request: HttpRequest, incident: int | None = None, lon: Lon | None = None, lat: Lat | None = None, km: float | None = None
) -> WaterNear:
    """Around an incident, or around a place."""
    who = caller(request)
    if incident is not None:
        fire = incident_of(incident)
        see(request, fire.area)
        lon, lat = fire.lon, fire.lat
    if lon is None or lat is None:
        raise Problem("invalid", "请给出事件,或经度和纬度。", where=["incident", "lon", "lat"])
    far = max(0.1, min(km if km is not None else float(rule("forest.water_km", area_at(lon, lat))), 50.0))
    return {"km": far, "lon": lon, "lat": lat, "rows": nearest(lon, lat, far, who.scopes)}


@router.post("/relays/reckon", response={200: RelayNumbers, **REFUSALS}, operation_id="reckon_relay")
def post_reckon(request: HttpRequest, body: RelayWish) -> RelayNumbers:
    """Numbers only; nothing is kept."""
    caller(request)
    return laying.reckon(body.line, body.wanted(), area_at(*body.line[-1]))


@router.post("/incidents/{int:incident_id}/relays", response={201: RelayRow, **REFUSALS}, operation_id="lay_relay")
def post_relay(request: HttpRequest, incident_id: int, body: NewRelay) -> HttpResponse:
    def run(who: Caller) -> RelayRow:
        return laying.lay_relay(
            actor=who.actor, name=who.name, incident_id=incident_id, line=body.line, wanted=body.wanted(), water_id=body.water,
            water_name=body.water_name,
        ).row()  # fmt: skip

    return command(request, ON_FIRE, incident_of(incident_id).area, run, status=201)


@router.post("/relays/{int:relay_id}/end", response={200: RelayRow, **REFUSALS}, operation_id="end_relay")
def post_relay_end(request: HttpRequest, relay_id: int) -> HttpResponse:
    found = Relay.objects.select_related("incident").filter(pk=relay_id).first()
    if found is None:
        raise Problem("not_found", "没有这条供水线。")
    return command(
        request, ON_FIRE, found.incident.area, lambda who: laying.end_relay(actor=who.actor, name=who.name, relay_id=relay_id).row()
    )


@router.get("/incidents/{int:incident_id}/loop", response={200: FireLoop, **REFUSALS}, operation_id="get_fire_loop")
def get_loop(request: HttpRequest, incident_id: int) -> FireLoop:
    """闭环: each step and when; what still holds it open."""
    incident = incident_of(incident_id)
    see(request, incident.area)
    return loop_of(incident)


@router.post("/incidents/{int:incident_id}/handover", response={201: FireHandoverWhole, **REFUSALS}, operation_id="hand_over_fire")
def post_handover(request: HttpRequest, incident_id: int, body: FireHandoverBody) -> HttpResponse:
    def run(who: Caller) -> FireHandoverWhole:
        made = ending.hand_over(actor=who.actor, name=who.name, incident_id=incident_id, **body.model_dump())
        return handover_row(FireHandover.objects.select_related("incident").get(pk=made.pk))

    return command(request, ON_FIRE, incident_of(incident_id).area, run, status=201)


@router.post("/incidents/{int:incident_id}/rekindle", response={200: IncidentRow, **REFUSALS}, operation_id="rekindle_fire")
def post_rekindle(request: HttpRequest, incident_id: int, body: RekindleFacts) -> HttpResponse:
    return command(
        request, ON_FIRE, incident_of(incident_id).area,
        lambda who: ending.rekindle(actor=who.actor, incident_id=incident_id, facts=body.facts).row(),
    )  # fmt: skip
