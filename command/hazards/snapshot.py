"""Hazards as the board holds them: what nobody has seen right yet, and what was closed lately."""

from __future__ import annotations

from typing import Any

from command.hazards.models import Hazard

Rows = dict[str, Any]


def hazards(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in Hazard.objects.filter(area__startswith=prefix, archived=False)}
