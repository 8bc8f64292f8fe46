"""What is written into an incident, over HTTP: notes and their corrections, figures, the “four ones”, files."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field, StringConstraints

from dispatch.field.mine import is_called
from dispatch.incidents.actions import note_incident
from dispatch.incidents.api import Answer, found
from dispatch.incidents.attachments import attach_file
from dispatch.incidents.four_ones import fill_four_ones
from dispatch.incidents.grades import record_figure
from dispatch.incidents.rows import AttachmentRow, Measure, NoteRow
from dispatch.incidents.strikes import strike_entry
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command
from realtime.codes import Problem
from realtime.files.receiving import receive

router = Router(tags=["incidents"])
Instant = Annotated[AwareDatetime | None, Field(strict=False)]


class NewNote(Body):
    text: str = Field(min_length=1, max_length=4000)
    occurred_at: Instant = None
    received_at: Instant = None


class Striking(Body):
    reason: str = Field(min_length=1, max_length=500)
    text: str = Field("", max_length=4000, description="what it should say")


class NewFigure(Body):
    measure: Measure
    value: float = Field(ge=0, allow_inf_nan=False, strict=False)
    occurred_at: Instant = None
    source: str = Field("", max_length=120)


Item = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] | None


class FourOnes(Body):
    lead: Item = None
    task_force: Item = None
    plan: Item = None
    outlet: Item = None


class AboutFile(Body):
    text: str = Field("", max_length=500)
    occurred_at: Instant = None
    lon: Lon | None = None
    lat: Lat | None = None


@router.post("/incidents/{int:incident_id}/notes", response={201: NoteRow, **REFUSALS}, operation_id="note_incident")
def post_note(request: HttpRequest, incident_id: int, body: NewNote) -> HttpResponse:
    def run(who: Any) -> dict[str, Any]:
        note = note_incident(
            actor=who.actor, incident_id=incident_id, text=body.text, occurred_at=body.occurred_at, received_at=body.received_at
        )
        return {"id": note.pk, "text": note.text, "at": note.at}

    return command(request, "incident.note", found(incident_id).area, run, status=201)


@router.post("/incidents/{int:incident_id}/entries/{int:seq}/strike", response=Answer, operation_id="strike_entry")
def post_strike(request: HttpRequest, incident_id: int, seq: int, body: Striking) -> HttpResponse:
    area = found(incident_id).area
    return command(
        request, "incident.manage", area,
        lambda who: strike_entry(actor=who.actor, incident_id=incident_id, seq=seq, reason=body.reason, text=body.text).row(),
    )  # fmt: skip


@router.post("/incidents/{int:incident_id}/figures", response=Answer, operation_id="record_figure")
def post_figure(request: HttpRequest, incident_id: int, body: NewFigure) -> HttpResponse:
    area = found(incident_id).area
    fields: dict[str, Any] = body.model_dump()
    return command(
        request, "incident.manage", area, lambda who: record_figure(actor=who.actor, incident_id=incident_id, **fields).row()
    )  # fmt: skip


@router.post("/incidents/{int:incident_id}/four-ones", response=Answer, operation_id="fill_four_ones")
def post_four_ones(request: HttpRequest, incident_id: int, body: FourOnes) -> HttpResponse:
    texts: Any = body.model_dump(exclude_none=True)
    if not texts:
        raise Problem("invalid", "没有填写任何一项。", where=["lead", "task_force", "plan", "outlet"])
    area = found(incident_id).area
    return command(
        request, "incident.manage", area, lambda who: fill_four_ones(actor=who.actor, incident_id=incident_id, texts=texts).row()
    )  # fmt: skip


@router.post("/incidents/{int:incident_id}/attachments", response={201: AttachmentRow, **REFUSALS}, operation_id="attach_file")
def post_attachment(request: HttpRequest, incident_id: int, about: Form[AboutFile], file: File[UploadedFile]) -> HttpResponse:
    """By a desk of the area, or by people who were sent to the incident, wherever they come from."""
    incident = found(incident_id)
    who = caller(request)
    if not who.may("incident.note", incident.area) and not is_called(who, incident_id):
        raise Problem("forbidden" if who.may("read", incident.area) else "not_found")
    if who.locked:
        raise Problem("locked")
    return receive(
        request, who, file, about.model_dump(mode="json"),
        lambda kept: attach_file(actor=who.actor, incident_id=incident_id, kept=kept, **about.model_dump()),
    )  # fmt: skip
