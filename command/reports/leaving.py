"""Reports and what is owed leave the board: with their incident, with their exercise, or a day after the paper was dealt with."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from command.reports.models import OUTSIDE, Report
from command.reports.owing import Reporting
from dispatch.incidents.models import Incident
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def with_incident(log: Log, incident: Incident) -> None:
    _leave(log, Report.objects.filter(incident=incident, archived=False), Reporting.objects.filter(pk=incident.pk, archived=False))


def with_exercise(exercise: int) -> None:
    _leave(
        current(),
        Report.objects.filter(exercise_id=exercise, archived=False),
        Reporting.objects.filter(exercise_id=exercise, archived=False),
    )


def archive_reports() -> int:
    """For the worker: papers without an incident; those of an incident leave with it."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        over = Report.objects.filter(archived=False, incident=None, state__in=OUTSIDE, sent_at__lt=before).values_list("pk", flat=True)
        return _leave(log, Report.objects.filter(pk__in=list(over[:BATCH])), Reporting.objects.none())


def _leave(log: Log, reports: QuerySet[Report], owed: QuerySet[Reporting]) -> int:
    for report in reports:
        log.append(f"area:{report.area}", "info_report.left", {"id": report.pk, "area": report.area})
    for one in owed:
        log.append(one.stream, "reporting.left", {"id": one.pk, "area": one.area})
    owed.update(archived=True)
    return reports.update(archived=True)
