"""Evacuations as the board and an incident hold them."""

from __future__ import annotations

from typing import Any

from command.evacuation.models import Evacuation

Rows = dict[str, Any]


def evacuations(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in Evacuation.objects.filter(area__startswith=prefix, archived=False)}


def evacuations_of_incident(incident_id: str) -> Rows:
    return {str(one.pk): one.row() for one in Evacuation.objects.filter(incident_id=incident_id)}
