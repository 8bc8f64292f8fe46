"""The leader's page over HTTP: the list, one incident, its map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from command.leader.rows import LeaderCard, LeaderPage
from command.leader.showing import cards, page
from command.reports.paper.picture import picture_of
from dispatch.incidents.api import found as incident_of
from realtime.api import REFUSALS, caller, see

router = Router(tags=["leader"])


@router.get("", response={200: list[LeaderCard], **REFUSALS}, operation_id="list_leader_cards")
def get_cards(request: HttpRequest) -> list[LeaderCard]:
    return cards(caller(request))


@router.get("/{int:incident_id}", response={200: LeaderPage, **REFUSALS}, operation_id="get_leader_page")
def get_page(request: HttpRequest, incident_id: int) -> LeaderPage:
    incident = incident_of(incident_id)
    return page(incident, see(request, incident.area))


@router.get("/{int:incident_id}/map.svg", response={200: None, **REFUSALS}, operation_id="get_leader_map")
def get_map(request: HttpRequest, incident_id: int) -> HttpResponse:
    incident = incident_of(incident_id)
    see(request, incident.area)
    return HttpResponse(picture_of(incident), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
