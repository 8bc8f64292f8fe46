"""Incidents over HTTP: parse → permit → one action."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from dispatch.incidents.actions import close_incident, grade_incident, move_phase, note_incident, open_incident
from dispatch.incidents.models import EventType, Incident
from dispatch.incidents.rows import EventTypeRow, IncidentRow, IncidentWhole, NoteRow
from dispatch.incidents.timeline import timeline
from realtime.api import REFUSALS, Body, Lat, Lon, command, see
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


class NewNote(Body):
    text: str = Field(min_length=1, max_length=4000)
    occurred_at: AwareDatetime | None = Field(None, strict=False)


class Phase(Body):
    phase: Literal["responding", "on_scene", "controlled"]


class Grade(Body):
    grade: int = Field(ge=1, le=4)
    state: Literal["proposed", "confirmed"]


class Closing(Body):
    note: str = Field(min_length=1, max_length=4000)


def found(incident_id: int) -> Incident:
    incident = Incident.objects.filter(pk=incident_id).first()
    if incident is None:
        raise Problem("not_found", "没有这个事件。")
    return incident


@router.get("/event-types", response={200: list[EventTypeRow], **REFUSALS}, operation_id="list_event_types")
def get_event_types(request: HttpRequest) -> list[EventTypeRow]:
    return [{"code": code, "name": name} for code, name in EventType.objects.values_list("code", "name")]


@router.post("/incidents", response={201: IncidentRow, **REFUSALS}, operation_id="open_incident")
def post_incident(request: HttpRequest, body: NewIncident) -> HttpResponse:
    area = area_at(body.lon, body.lat)
    fields: dict[str, Any] = body.model_dump()
    return command(request, "incident.open", area, lambda who: open_incident(actor=who.actor, area=area, **fields).row(), status=201)


@router.get("/incidents/{int:incident_id}", response={200: IncidentWhole, **REFUSALS}, operation_id="get_incident")
def get_incident(request: HttpRequest, incident_id: int) -> IncidentWhole:
    incident = found(incident_id)
    see(request, incident.area)
    return timeline(incident)


@router.post("/incidents/{int:incident_id}/notes", response={201: NoteRow, **REFUSALS}, operation_id="note_incident")
def post_note(request: HttpRequest, incident_id: int, body: NewNote) -> HttpResponse:
    def run(who: Any) -> dict[str, Any]:
        note = note_incident(actor=who.actor, incident_id=incident_id, text=body.text, occurred_at=body.occurred_at)
        return {"id": note.pk, "text": note.text, "at": note.at}

    return command(request, "incident.note", found(incident_id).area, run, status=201)


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


@router.post("/incidents/{int:incident_id}/close", response=Answer, operation_id="close_incident")
def post_close(request: HttpRequest, incident_id: int, body: Closing) -> HttpResponse:
    area = found(incident_id).area
    return command(
        request, "incident.close", area, lambda who: close_incident(actor=who.actor, incident_id=incident_id, note=body.note).row()
    )
