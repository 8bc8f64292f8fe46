"""The `links` table of area and incident snapshots: the open ones. The `streams` table of an area: those that run or are being moved."""

from __future__ import annotations

from django.db.models import Q

from devices.video.actions import as_row
from devices.video.models import Stream, VideoLink
from devices.video.telling import stream_row
from realtime.snapshots import register


def links(prefix: str, *, exercise: int | None = None) -> dict[str, dict[str, object]]:
    rows = VideoLink.objects.filter(active=True, area__startswith=prefix, exercise_id=exercise)
    return {str(row.id): as_row(row) for row in rows}


def links_of_incident(incident_id: str) -> dict[str, dict[str, object]]:
    return {str(row.id): as_row(row) for row in VideoLink.objects.filter(active=True, incident_id=incident_id)}


def streams(prefix: str) -> dict[str, dict[str, object]]:
    running = ~Q(state=Stream.State.OFF) | ~Q(holder="")
    return {str(row.pk): dict(stream_row(row)) for row in Stream.objects.filter(running, active=True, area__startswith=prefix)}


def register_all() -> None:
    register("area", "streams", streams)
    register("area", "links", links)
    register("incident", "links", links_of_incident)
