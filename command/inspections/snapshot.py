"""Rounds as the board holds them: what goes on, and what ended lately."""

from __future__ import annotations

from typing import Any

from command.inspections.models import Inspection


def inspections(prefix: str) -> dict[str, dict[str, Any]]:
    return {str(one.pk): dict(one.row()) for one in Inspection.objects.filter(area__startswith=prefix, archived=False)}
