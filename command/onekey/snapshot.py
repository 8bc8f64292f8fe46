"""Presses as the board and an incident hold them."""

from __future__ import annotations

from typing import Any

from command.onekey.models import Press

Rows = dict[str, Any]


def _rows(**given: Any) -> Rows:
    return {str(press.pk): press.row() for press in Press.objects.filter(**given).prefetch_related("legs")}


def presses(prefix: str) -> Rows:
    return _rows(area__startswith=prefix, archived=False)


def presses_of_incident(incident_id: str) -> Rows:
    return _rows(incident_id=incident_id)
