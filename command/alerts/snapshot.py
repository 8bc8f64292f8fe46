"""Warnings as the board of an area holds them: what is being made and what is in force or was a short time ago."""

from __future__ import annotations

from typing import Any

from command.alerts.models import Alert


def alerts(prefix: str) -> dict[str, Any]:
    return {str(row.pk): row.row() for row in Alert.objects.seen_in(prefix).filter(archived=False).select_related("hazard")}
