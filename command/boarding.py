"""incident, exercise, time → **boarding** → board: a row that belongs to an incident follows it over a border or into another, and leaves with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from dispatch.incidents.hooks import Moment
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import Incident
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


class Boarded:
    """Rows of one model on the board: fields `incident`, `area`, `archived`, `exercise_id`, and `streams` and `row()`. `over`: what says that
    one is dealt with, and the field that says since when."""

    def __init__(self, model: Any, kind: str, *, over: Any, since: str) -> None:
        self.model, self.kind, self.over, self.since = model, kind, over, since

    def follow_incident(self, actor: str, moment: Moment, incident: Incident) -> None:
        into = incident.merged_into if moment == "closed" else None
        if moment != "moved" and into is None:
            return
        with act(actor, incident.exercise_id) as log:
            found = self.model.objects.select_for_update(of=("self",)).filter(incident=incident, archived=False)
            for one in found.order_by("pk"):
                before, old = one.row(), set(one.streams)
                one.incident, one.area = into or incident, (into or incident).area
                one.save(update_fields=["incident", "area"])
                move_between(log, self.kind, before, one.row(), old, set(one.streams))

    def with_incident(self, log: Log, incident: Incident) -> None:
        """What is not dealt with stays on the list of what is owed."""
        self._leave(log, self.model.objects.filter(self.over, incident=incident, archived=False))

    def with_exercise(self, exercise: int) -> None:
        self._leave(current(), self.model.objects.filter(exercise_id=exercise, archived=False))

    def archive(self) -> int:
        """For the worker: a day after it was dealt with."""
        before = Now() - timedelta(hours=float(rule("board.keep_h")))
        with act("clerk") as log:
            over = self.model.objects.filter(self.over, archived=False, **{f"{self.since}__lt": before})
            return self._leave(log, self.model.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:BATCH])))

    def _leave(self, log: Log, found: QuerySet[Any]) -> int:
        for one in found:
            log.append(f"area:{one.area}", f"{self.kind}.left", {"id": one.pk, "area": one.area})
        return found.update(archived=True)
