"""Broadcasts as the board and an incident hold them."""

from __future__ import annotations

from typing import Any

from dispatch.broadcast.models import Broadcast

Rows = dict[str, Any]


def broadcasts(prefix: str) -> Rows:
    return {str(row.pk): dict(row.row()) for row in Broadcast.objects.filter(area__startswith=prefix, archived=False)}


def broadcasts_of_incident(incident_id: str) -> Rows:
    return {str(row.pk): dict(row.row()) for row in Broadcast.objects.filter(incident_id=incident_id)}
