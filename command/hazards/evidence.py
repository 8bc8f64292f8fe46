"""Pictures of a hazard: as it was found, and as it is put right."""

from __future__ import annotations

from command.hazards.actions import changing
from command.hazards.models import Evidence
from command.hazards.states import OVER
from realtime.codes import Problem
from realtime.files.receiving import Kept, file_of


def add_evidence(*, actor: str, name: str, hazard_id: int, kind: str, kept: Kept) -> Evidence:
    with changing(actor, name, hazard_id) as change:
        one = change.hazard
        if one.state in OVER:
            raise Problem("wrong_state", f"{one.number} 已办结,不能再加照片。")
        file = file_of(kept, area=one.area, by=actor, exercise=one.exercise_id)
        return Evidence.objects.create(hazard=one, kind=kind, file=file, by_name=name)
