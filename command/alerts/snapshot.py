"""Warnings as the board of an area holds them: what is being made and what is in force or was a short time ago."""

from __future__ import annotations

from typing import Any

from command.alerts.models import Alert
from command.alerts.records import WAITING, Proposal
from realtime.exercises.snapshot import in_the_world


def alerts(prefix: str) -> dict[str, Any]:
    return {str(row.pk): row.row() for row in Alert.objects.seen_in(prefix).filter(archived=False).select_related("hazard")}


def proposals(prefix: str) -> dict[str, Any]:
    """Only what waits for a decision."""
    rows = Proposal.objects.filter(in_the_world(), area__startswith=prefix, state=WAITING).select_related("hazard")
    return {str(row.pk): row.row() for row in rows}
