"""The `links` table of area and incident snapshots: the open ones."""

from __future__ import annotations

from devices.video.actions import as_row
from devices.video.models import VideoLink
from realtime.snapshots import register


def links(prefix: str, *, exercise: int | None = None) -> dict[str, dict[str, object]]:
    rows = VideoLink.objects.filter(active=True, area__startswith=prefix, exercise_id=exercise)
    return {str(row.id): as_row(row) for row in rows}


def links_of_incident(incident_id: str) -> dict[str, dict[str, object]]:
    return {str(row.id): as_row(row) for row in VideoLink.objects.filter(active=True, incident_id=incident_id)}


def register_all() -> None:
    register("area", "links", links)
    register("incident", "links", links_of_incident)
