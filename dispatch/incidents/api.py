"""Incidents over HTTP: parse → permit → one action. What is written into them: record_api.py."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from dispatch.incidents.actions import close_incident, move_phase, open_incident, reopen_incident
from dispatch.incidents.commander import hand_over_command
from dispatch.incidents.fields import change_fields
from dispatch.incidents.grades import grade_incident
from dispatch.incidents.linking import set_parent
from dispatch.incidents.merging import merge_incident
from dispatch.incidents.models import EventType, Incident
from dispatch.incidents.moving import area_for
from dispatch.incidents.rows import EventTypeRow, IncidentRow, IncidentWhole
from dispatch.incidents.timeline import whole
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, command, permit, see
from realtime.areas.locate import area_at
from realtime.codes import Problem

router = Router(tags=["incidents"])
Answer = {200: IncidentRow, **REFUSALS}


class NewIncident(Body):
    type: str = Field(max_length=8)
    lon: Lon
    lat: Lat
    place: str = Field("", max_length=120)
    text: str = Field("", max_length=4000)


class Phase(Body):
    phase: Literal["responding", "on_scene", "controlled", "out", "mop_up", "guard"]


class Grade(Body):
    grade: int = Field(ge=1, le=4)
    state: Literal["proposed", "confirmed"]


class Closing(Body):
    note: str = Field(min_length=1, max_length=4000)


class Reopening(Body):
    reason: str = Field(min_length=1, max_length=500)


class Between(BaseModel):
    """What the officer saw and what it should be."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


class TypeChange(Between):
    seen: str = Field(alias="from", max_length=8)
    to: str = Field(max_length=8)


class PlaceChange(Between):
    seen: str = Field(alias="from", max_length=120)
    to: str = Field(max_length=120)


class LonChange(Between):
    seen: Lon = Field(alias="from")
    to: Lon


class LatChange(Between):
    seen: Lat = Field(alias="from")
    to: Lat


class TextChange(Between):
    seen: str = Field(alias="from", max_length=4000)
    to: str = Field(max_length=4000)


class Fields(Between):
    type: TypeChange | None = None
    place: PlaceChange | None = None
    lon: LonChange | None = None
    lat: LatChange | None = None
    text: TextChange | None = None


class Changes(Body):
    """Only the fields that were changed, each with what was seen before; the newest value seen is `from`."""

    changes: Fields
    border: Literal["follow", "keep"] | None = Field(
        None,
        description="the point lies in another district: the incident goes there, or stays with who has it; left out = 409 area_change",
    )


class Command(Body):
    """Either a team that is on this incident, or a named official."""

    unit: int | None = None
    name: str = Field("", max_length=60)
    reason: str = Field(min_length=1, max_length=500)


class Parent(Body):
    parent: int | None


class Merge(Body):
    into: int


def found(incident_id: int) -> Incident:
    incident = Incident.objects.filter(pk=incident_id).first()
    if incident is None:
        raise Problem("not_found", "没有这个事件。")
    return incident


def readable(request: HttpRequest, incident_id: int) -> Incident:
    """An incident in what the caller may see; any other does not exist for them."""
    incident = found(incident_id)
    see(request, incident.area)
    return incident


@router.get("/event-types", response={200: list[EventTypeRow], **REFUSALS}, operation_id="list_event_types")
def get_event_types(request: HttpRequest) -> list[EventTypeRow]:
    """The tree, flat: classes, groups, types, each with its parent."""
    return [
        {"code": row.code, "name": row.name, "parent": row.parent_id, "level": row.level, "scheme": row.scheme} for row in EventType.objects.all()
    ]  # fmt: skip


@router.post("/incidents", response={201: IncidentRow, **REFUSALS}, operation_id="open_incident")
def post_incident(request: HttpRequest, body: NewIncident) -> HttpResponse:
    area = area_at(body.lon, body.lat)
    fields: dict[str, Any] = body.model_dump()
    return command(request, "incident.open", area, lambda who: open_incident(actor=who.actor, area=area, **fields).row(), status=201)


@router.get("/incidents/{int:incident_id}", response={200: IncidentWhole, **REFUSALS}, operation_id="get_incident")
def get_incident(request: HttpRequest, incident_id: int) -> IncidentWhole:
    return whole(readable(request, incident_id))


@router.post("/incidents/{int:incident_id}/change", response=Answer, operation_id="change_incident")
def post_change(request: HttpRequest, incident_id: int, body: Changes) -> HttpResponse:
    changes = {
        name: (change.seen, change.to) for name in Fields.model_fields if (change := getattr(body.changes, name)) is not None
    }  # fmt: skip
    if not changes:
        raise Problem("invalid", "没有要修改的内容。", where=["changes"])
    incident = found(incident_id)
    if body.border == "follow" and "lon" in changes and "lat" in changes:  # both districts must be the officer's to manage
        permit(request, "incident.manage", area_for(incident.area, changes["lon"][1], changes["lat"][1]) or incident.area)
    return command(
        request, "incident.manage", incident.area,
        lambda who: change_fields(actor=who.actor, incident_id=incident_id, changes=changes, border=body.border).row(),
    )  # fmt: skip


@router.post("/incidents/{int:incident_id}/phase", response=Answer, operation_id="move_phase")
def post_phase(request: HttpRequest, incident_id: int, body: Phase) -> HttpResponse:
    area = found(incident_id).area
    return command(
        request, "incident.manage", area, lambda who: move_phase(actor=who.actor, incident_id=incident_id, phase=body.phase).row()
    )


@router.post("/incidents/{int:incident_id}/grade", response=Answer, operation_id="grade_incident")
def post_grade(request: HttpRequest, incident_id: int, body: Grade) -> HttpResponse:
    verb = "incident.confirm_grade" if body.state == "confirmed" else "incident.manage"
    area = found(incident_id).area
    return command(
        request, verb, area, lambda who: grade_incident(actor=who.actor, incident_id=incident_id, grade=body.grade, state=body.state).row()
    )


@router.post("/incidents/{int:incident_id}/command", response=Answer, operation_id="hand_over_command")
def post_command(request: HttpRequest, incident_id: int, body: Command) -> HttpResponse:
    area = found(incident_id).area
    return command(
        request, "incident.manage", area,
        lambda who: hand_over_command(actor=who.actor, incident_id=incident_id, unit_id=body.unit, name=body.name, reason=body.reason).row(),
    )  # fmt: skip


@router.post("/incidents/{int:incident_id}/parent", response=Answer, operation_id="set_parent")
def post_parent(request: HttpRequest, incident_id: int, body: Parent) -> HttpResponse:
    if body.parent is not None:
        readable(request, body.parent)
    area = found(incident_id).area
    return command(
        request, "incident.manage", area, lambda who: set_parent(actor=who.actor, incident_id=incident_id, parent_id=body.parent).row()
    )


@router.post("/incidents/{int:incident_id}/merge", response=Answer, operation_id="merge_incident")
def post_merge(request: HttpRequest, incident_id: int, body: Merge) -> HttpResponse:
    """Both are changed, so both must be the officer's to manage."""
    area = found(incident_id).area
    permit(request, "incident.manage", area)
    permit(request, "incident.manage", readable(request, body.into).area)
    return command(
        request, "incident.manage", area, lambda who: merge_incident(actor=who.actor, incident_id=incident_id, into_id=body.into).row()
    )


@router.post("/incidents/{int:incident_id}/close", response=Answer, operation_id="close_incident")
def post_close(request: HttpRequest, incident_id: int, body: Closing) -> HttpResponse:
    area = found(incident_id).area
    return command(
        request, "incident.close", area, lambda who: close_incident(actor=who.actor, incident_id=incident_id, note=body.note).row()
    )


@router.post("/incidents/{int:incident_id}/reopen", response=Answer, operation_id="reopen_incident")
def post_reopen(request: HttpRequest, incident_id: int, body: Reopening) -> HttpResponse:
    """Whoever is on watch: a fire that rekindles does not wait for the shift chief."""

    def run(who: Caller) -> IncidentRow:
        return reopen_incident(actor=who.actor, incident_id=incident_id, reason=body.reason).row()

    return command(request, "incident.manage", found(incident_id).area, run)
