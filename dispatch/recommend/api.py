"""力量推荐 over HTTP: parse → permit → one reading of who could go."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from dispatch.incidents.api import found
from dispatch.incidents.models import Incident
from dispatch.recommend.choose import plan, recommend
from dispatch.recommend.hazards import HazardKinds, hazards
from dispatch.recommend.rows import Plan, Recommendation
from realtime.api import REFUSALS, Body, caller, see
from realtime.codes import Problem

router = Router(tags=["recommend"])


class SeveralIncidents(Body):
    incidents: list[int] = Field(min_length=1, max_length=50)


@router.get("/incidents/{int:incident_id}/recommendation", response={200: Recommendation, **REFUSALS}, operation_id="recommend_units")
def get_recommendation(request: HttpRequest, incident_id: int, limit: Annotated[int, Field(ge=1, le=500)] = 30) -> Recommendation:
    incident = found(incident_id)
    who = see(request, incident.area)
    return recommend(incident, limit=limit, scopes=who.scopes)


@router.get("/recommendations/hazards", response={200: list[HazardKinds], **REFUSALS}, operation_id="list_hazard_kinds")
def get_hazards(request: HttpRequest) -> list[HazardKinds]:
    """Which kinds of teams each hazard's run cards ask for; names no team."""
    caller(request)
    return hazards()


@router.post("/recommendations/plan", response={200: Plan, **REFUSALS}, operation_id="plan_units")
def post_plan(request: HttpRequest, body: SeveralIncidents) -> Plan:
    """Changes nothing: one answer for several incidents at once, so no key is needed."""
    wanted = {row.pk: row for row in Incident.objects.filter(pk__in=body.incidents)}
    if missing := [str(pk) for pk in body.incidents if pk not in wanted]:
        raise Problem("not_found", "没有这个事件。", where=missing)
    incidents = [wanted[pk] for pk in dict.fromkeys(body.incidents)]
    for incident in incidents:
        who = see(request, incident.area)
    return plan(incidents, scopes=who.scopes)
