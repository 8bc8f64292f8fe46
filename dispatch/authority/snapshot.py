"""Approvals as the board and an incident hold them."""

from __future__ import annotations

from typing import Any

from dispatch.authority.models import Approval

Rows = dict[str, Any]


def approvals(prefix: str) -> Rows:
    return {str(row.pk): row.row() for row in Approval.objects.filter(area__startswith=prefix, archived=False)}


def approvals_of_incident(incident_id: str) -> Rows:
    return {str(row.pk): row.row() for row in Approval.objects.filter(incident_id=incident_id)}
