"""Telephone calls as the board and an incident hold them."""

from __future__ import annotations

from typing import Any

from dispatch.phones.models import PhoneCall, PhoneLine

Rows = dict[str, Any]


def phone_calls(prefix: str) -> Rows:
    return _rows(area__startswith=prefix, archived=False)


def phone_calls_of_incident(incident_id: str) -> Rows:
    return _rows(incident_id=incident_id)


def phone_lines(prefix: str) -> Rows:
    return {str(line.pk): line.row() for line in PhoneLine.objects.filter(area__startswith=prefix)}


def _rows(**given: Any) -> Rows:
    return {str(call.pk): call.row() for call in PhoneCall.objects.filter(**given).select_related("person")}
