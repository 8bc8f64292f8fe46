"""The `footages` table of an incident's snapshot."""

from __future__ import annotations

from dispatch.footage.models import Footage


def footages(incident_id: str) -> dict[str, dict[str, object]]:
    found = Footage.objects.filter(incident_id=incident_id).select_related("stream", "incident").prefetch_related("parts")
    return {str(row.pk): dict(row.row()) for row in found}
