"""留存 of an incident over HTTP: is it held, hold it, let it go – each with a reason and on record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from dispatch.incidents.api import found, readable
from dispatch.incidents.holding import HoldRow, hold_incident, hold_of, release_hold
from realtime.api import REFUSALS, Body, command

router = Router(tags=["incidents"])
HOLD = "incident.close"  # whoever may end an incident answers for what is left of it


class HoldWish(Body):
    reason: str = Field(min_length=1, max_length=200)


@router.get("/{int:incident_id}/hold", response={200: HoldRow, **REFUSALS}, operation_id="get_incident_hold")
def get_hold(request: HttpRequest, incident_id: int) -> HoldRow:
    return hold_of(readable(request, incident_id))


@router.post("/{int:incident_id}/hold", response={200: HoldRow, **REFUSALS}, operation_id="hold_incident")
def post_hold(request: HttpRequest, incident_id: int, body: HoldWish) -> HttpResponse:
    """Nothing recorded of it is deleted while this stands."""
    incident = found(incident_id)
    return command(
        request, HOLD, incident.area, lambda who: hold_incident(actor=who.actor, name=who.name, incident=incident, reason=body.reason)
    )


@router.post("/{int:incident_id}/release-hold", response={200: HoldRow, **REFUSALS}, operation_id="release_incident_hold")
def post_release(request: HttpRequest, incident_id: int, body: HoldWish) -> HttpResponse:
    incident = found(incident_id)
    return command(
        request, HOLD, incident.area, lambda who: release_hold(actor=who.actor, name=who.name, incident=incident, reason=body.reason)
    )
