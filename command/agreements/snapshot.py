"""Requests for support as the board and an incident hold them."""

from __future__ import annotations

from typing import Any

from command.agreements.models import SupportRequest

Rows = dict[str, Any]


def support_requests(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in SupportRequest.objects.filter(area__startswith=prefix, archived=False)}


def requests_of_incident(incident_id: str) -> Rows:
    return {str(one.pk): one.row() for one in SupportRequest.objects.filter(incident_id=incident_id)}
