"""What every screen reads: a ticket for the socket, snapshots, areas."""

from __future__ import annotations

import json
from typing import Annotated, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import Field

from dispatch.incidents.models import Incident
from realtime.accounts.may import READ
from realtime.accounts.tokens import TICKET_S, issue_ticket
from realtime.api import REFUSALS, caller
from realtime.areas.locate import area_at
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.single_flight import SingleFlight
from realtime.snapshots import snapshot

router = Router(tags=["reading"])
_opening = SingleFlight[str]()  # after a power cut a room full of screens asks for the same board in the same second


@router.post("/ticket", response={201: dict[str, Any], **REFUSALS}, operation_id="issue_ticket")
def post_ticket(request: HttpRequest) -> HttpResponse:
    """Not a command: a ticket changes nothing and may be taken as often as one reconnects."""
    who = caller(request)
    return JsonResponse({"ticket": issue_ticket(who), "expires_in": TICKET_S, "scopes": who.scopes}, status=201)


@router.get("/snapshot", response={200: dict[str, Any], **REFUSALS}, operation_id="get_snapshot")
def get_snapshot(
    request: HttpRequest, scope: Annotated[str, Field(max_length=80, pattern=r"^(area|incident|user|wall):[0-9A-Za-z-]+$")]
) -> HttpResponse:
    who = caller(request)
    kind, _, key = scope.partition(":")
    area = key if kind == "area" else None
    if kind == "incident":
        area = Incident.objects.filter(pk=key).values_list("area", flat=True).first() if key.isdigit() else None
        if area is None:
            raise Problem("not_found", "没有这个事件。")
    if not (who.may(READ, area) if area else scope == who.actor):
        raise Problem("forbidden", f"没有权限读取 {scope}。", where=["scope"])
    return HttpResponse(_opening.ask(scope, lambda: _text(scope)), content_type="application/json")


def _text(scope: str) -> str:
    return json.dumps(snapshot(scope), cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


@router.get("/areas", response={200: list[dict[str, Any]], **REFUSALS}, operation_id="list_areas")
def get_areas(
    request: HttpRequest, under: Annotated[str, Field(max_length=12, pattern=r"^[0-9]*$")] = "", villages: bool = False
) -> list[dict[str, Any]]:
    """Villages only where they are asked for: every screen loads the rest."""
    areas = Area.objects.under(under) if villages else Area.objects.under(under).to_towns()
    rows = areas.values("code", "name", "parent_id", "lon", "lat")
    return [{"code": row["code"], "name": row["name"], "parent": row["parent_id"], "lon": row["lon"], "lat": row["lat"]} for row in rows]


@router.get("/areas/at", response={200: dict[str, Any], **REFUSALS}, operation_id="locate")
def get_area_at(
    request: HttpRequest,
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)],
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)],
) -> dict[str, Any]:
    """The district at a point, its name, and the names above it."""
    code = area_at(lon, lat)
    above = Area.objects.filter(code__in=[code[:length] for length in range(2, len(code) + 1)]).values_list("name", flat=True)
    return {"code": code, "name": Area.objects.filter(pk=code).values_list("name", flat=True).first() or code, "path": list(above)}
