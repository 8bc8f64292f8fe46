"""Calls as the board, an incident and one person hold them."""

from __future__ import annotations

from typing import Any

from dispatch.callout.models import Call

Rows = dict[str, Any]


def _rows(**given: Any) -> Rows:
    return {str(call.pk): call.row() for call in Call.objects.filter(**given).select_related("callout", "person")}


def calls(prefix: str) -> Rows:
    return _rows(callout__area__startswith=prefix, callout__archived=False)


def calls_of_incident(incident_id: str) -> Rows:
    return _rows(callout__incident_id=incident_id)


def calls_of_user(user_id: str) -> Rows:
    return _rows(person__user_id=user_id, callout__archived=False)
