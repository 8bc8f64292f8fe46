"""Consultations as the board and an incident hold them."""

from __future__ import annotations

from typing import Any

from command.consultation.models import Consultation

Rows = dict[str, Any]
ALL = Consultation.objects.prefetch_related("opinions")


def consultations(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in ALL.filter(area__startswith=prefix, archived=False)}


def consultations_of_incident(incident_id: str) -> Rows:
    return {str(one.pk): one.row() for one in ALL.filter(incident_id=incident_id)}
