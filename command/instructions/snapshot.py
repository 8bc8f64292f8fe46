"""Instructions as the board and an incident hold them."""

from __future__ import annotations

from typing import Any

from command.instructions.models import Instruction

Rows = dict[str, Any]


def _rows(**given: Any) -> Rows:
    found = Instruction.objects.filter(**given).prefetch_related("addressees", "feedback")
    return {str(one.pk): one.row() for one in found}


def instructions(prefix: str) -> Rows:
    return _rows(area__startswith=prefix, archived=False)


def instructions_of_incident(incident_id: str) -> Rows:
    return _rows(incident_id=incident_id)
