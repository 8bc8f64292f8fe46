"""Recorded video over HTTP: begin and end it on an incident, list what there is; the pictures themselves are files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from devices.video.models import Stream
from dispatch.footage.actions import start_footage, stop_footage
from dispatch.footage.models import Footage
from dispatch.footage.rows import FootageRow
from dispatch.incidents.api import found as incident_of
from realtime.api import REFUSALS, Body, command, see
from realtime.codes import Problem

router = Router(tags=["video"])
NOTE = "incident.note"


class RecordStream(Body):
    incident: int = Field(ge=1)


@router.get("/footages", response={200: list[FootageRow], **REFUSALS}, operation_id="list_footages")
def get_footages(request: HttpRequest, incident: int) -> list[FootageRow]:
    found = incident_of(incident)
    see(request, found.area)
    rows = Footage.objects.filter(incident=found).select_related("stream", "incident").order_by("-id")
    return [row.row() for row in rows]


@router.post("/streams/{int:stream_id}/record", response={201: FootageRow, **REFUSALS}, operation_id="record_stream")
def post_record(request: HttpRequest, stream_id: int, body: RecordStream) -> HttpResponse:
    """Everybody who reads the incident sees that it is recorded, and by whom."""
    stream = Stream.objects.filter(pk=stream_id, active=True).first()
    if stream is None:
        raise Problem("not_found", "没有这路视频,或已停用。")
    see(request, stream.area)
    incident = incident_of(body.incident)
    see(request, incident.area)
    return command(
        request, NOTE, incident.area,
        lambda who: start_footage(actor=who.actor, name=who.name, incident_id=incident.pk, stream_id=stream.pk).row(), status=201,
    )  # fmt: skip


@router.post("/footages/{int:footage_id}/stop", response={200: FootageRow, **REFUSALS}, operation_id="stop_footage")
def post_stop(request: HttpRequest, footage_id: int) -> HttpResponse:
    footage = Footage.objects.select_related("incident").filter(pk=footage_id).first()
    if footage is None:
        raise Problem("not_found", "没有这次录像。")
    see(request, footage.incident.area)
    return command(request, NOTE, footage.incident.area, lambda who: stop_footage(actor=who.actor, footage_id=footage_id).row())
