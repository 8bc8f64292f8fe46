"""Pictures of a visit. They come by their own road, perhaps before the visit's words: its key holds them together."""

from __future__ import annotations

from command.hazards.evidence import show_file
from command.hazards.models import Hazard
from command.hazards.states import OVER
from command.inspections.models import CheckItem, Target
from command.inspections.records import Answer, Photo
from command.inspections.rounds import on_round
from realtime.codes import Problem
from realtime.files.receiving import Kept, file_of


def add_photo(*, actor: str, name: str, target_id: int, client_key: str, item_id: int | None, kept: Kept) -> Photo:
    target = Target.objects.filter(pk=target_id).first()
    if target is None:
        raise Problem("not_found", "没有这个检查对象。")
    with on_round(actor, target.inspection_id) as change:
        item = CheckItem.objects.filter(pk=item_id, checklist=change.one.checklist_id).first() if item_id else None
        if item_id and item is None:
            raise Problem("invalid", "检查表里没有这一项。", where=["item"])
        file = file_of(kept, area=target.area, by=actor, exercise=change.one.exercise_id)
        photo = Photo.objects.create(target=target, client_key=client_key, item=item, file=file, by_name=name)
        answers = Answer.objects.current().filter(visit__client_key=client_key, visit__target=target, item=item).exclude(hazard=None)
        if (answer := answers.select_related("hazard").first()) and answer.hazard and answer.hazard.state not in OVER:
            as_evidence(photo, answer.hazard, actor, name)
        change.told("shown")
    return photo


def as_evidence(photo: Photo, hazard: Hazard, actor: str, name: str) -> None:
    """How it looked when it was found."""
    show_file(actor=actor, name=name, hazard_id=hazard.pk, kind="before", file=photo.file)
