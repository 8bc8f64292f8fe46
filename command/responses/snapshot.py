"""Responses as the board of an area and an incident hold them."""

from __future__ import annotations

from typing import Any

from command.responses.models import Response, ResponseQuerySet

Rows = dict[str, Any]


def _rows(found: ResponseQuerySet) -> Rows:
    return {str(row.pk): row.row() for row in found.prefetch_related("changes")}


def responses(prefix: str) -> Rows:
    return _rows(Response.objects.seen_in(prefix).filter(archived=False))


def of_incident(incident_id: str) -> Rows:
    return _rows(Response.objects.filter(incident_id=incident_id))
