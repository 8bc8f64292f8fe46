"""Live of the duty: who has it now, a hand-over that waits for a signature, a roll call that goes on."""

from __future__ import annotations

from typing import Any

from command.duty.models import DutyBoard
from command.duty.records import DutyRollCall, Handover
from realtime.exercises.snapshot import in_the_world


def boards(prefix: str) -> dict[str, Any]:
    return {str(board.pk): board.row() for board in DutyBoard.objects.filter(area__startswith=prefix)}


def handovers(prefix: str) -> dict[str, Any]:
    rows = Handover.objects.filter(area__startswith=prefix, state=Handover.OPEN).select_related("outgoing", "incoming")
    return {str(row.pk): row.live() for row in rows}


def roll_calls(prefix: str) -> dict[str, Any]:
    rows = DutyRollCall.objects.filter(in_the_world(), area__startswith=prefix, state=DutyRollCall.OPEN)
    return {str(row.pk): row.row() for row in rows}
