"""archive → **leaving** → log: conferences that are over leave the boards, with their incident or a day later."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from dispatch.conferences.actions import end_conference
from dispatch.conferences.models import Conference
from dispatch.conferences.records import Decision, RollCall
from dispatch.conferences.states import ENDED, OPEN
from dispatch.incidents.models import Incident
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 100


def with_incident(log: Log, incident: Incident) -> None:
    """One that is still going on stays."""
    _leave(log, list(Conference.objects.filter(incident=incident, state=ENDED, archived=False)))


def with_exercise(exercise: int) -> None:
    for pk in Conference.objects.filter(exercise_id=exercise, state=OPEN).values_list("pk", flat=True):
        end_conference(actor="clerk", conference_id=pk)
    _leave(current(), list(Conference.objects.filter(exercise_id=exercise, archived=False)))


def archive_conferences() -> int:
    """Chore. Whatever has decisions that nobody finished stays on the board."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        over = Conference.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            state=ENDED, archived=False, ended_at__lt=before, incident=None
        )
        rows = list(over.exclude(decisions__in=Decision.objects.filter(state__in=("told", "acked")))[:BATCH])
        _leave(log, rows)
    return len(rows)


def _leave(log: Log, rows: list[Conference]) -> None:
    for conference in rows:
        parts = [
            *(
                ("decision", one.pk, one.streams)
                for one in Decision.objects.filter(conference=conference).select_related("conference", "person")
            ),
            *(("conference_roll_call", one.pk, conference.streams) for one in RollCall.objects.filter(conference=conference)),
            *(("conference_leg", leg.pk, leg.streams) for leg in conference.legs.select_related("conference")),
            ("conference", conference.pk, conference.streams),
        ]
        for table, pk, streams in parts:
            for stream in streams:
                if not stream.startswith("incident:"):  # the incident keeps what happened in it
                    log.append(stream, f"{table}.left", {"id": pk, "area": conference.area})
    Conference.objects.filter(pk__in=[conference.pk for conference in rows]).update(archived=True)
