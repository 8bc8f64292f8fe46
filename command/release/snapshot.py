"""Releases as the board and an incident hold them."""

from __future__ import annotations

from typing import Any

from command.release.models import Release

Rows = dict[str, Any]


def releases(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in Release.objects.filter(area__startswith=prefix, archived=False)}


def releases_of_incident(incident_id: str) -> Rows:
    return {str(one.pk): one.row() for one in Release.objects.filter(incident_id=incident_id)}
