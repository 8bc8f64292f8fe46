"""Pictures of a hazard: as it was found, and as it is put right. Each is told to other screens and stands in the trail."""

from __future__ import annotations

from command.hazards.actions import Change, changing
from command.hazards.models import Evidence
from command.hazards.states import OVER
from realtime.codes import Problem
from realtime.files.models import File
from realtime.files.receiving import Kept, file_of

WORDS = dict(Evidence._meta.get_field("kind").choices or [])


def add_evidence(*, actor: str, name: str, hazard_id: int, kind: str, kept: Kept) -> Evidence:
    with changing(actor, name, hazard_id) as change:
        _refuse_over(change)
        return _show(change, kind, file_of(kept, area=change.hazard.area, by=actor, exercise=change.hazard.exercise_id))


def show_file(*, actor: str, name: str, hazard_id: int, kind: str, file: File) -> Evidence:
    """One that is kept already, as a visit's picture is."""
    with changing(actor, name, hazard_id) as change:
        _refuse_over(change)
        return _show(change, kind, file)


def _refuse_over(change: Change) -> None:
    if change.hazard.state in OVER:
        raise Problem("wrong_state", f"{change.hazard.number} 已办结,不能再加照片。")


def _show(change: Change, kind: str, file: File) -> Evidence:
    shown = Evidence.objects.create(hazard=change.hazard, kind=kind, file=file, by_name=change.name)
    change.hazard.pictures += 1
    change.told("shown", str(WORDS[kind]))
    return shown
