"""Reviews as the board and an incident hold them."""

from __future__ import annotations

from typing import Any

from command.review.models import Review

Rows = dict[str, Any]


def reviews(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in Review.objects.filter(area__startswith=prefix, archived=False)}


def reviews_of_incident(incident_id: str) -> Rows:
    return {str(one.pk): one.row() for one in Review.objects.filter(incident_id=incident_id)}
