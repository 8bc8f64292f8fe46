"""incident, alarm → **following** → clocks: what is owed follows what happens to the event."""

from __future__ import annotations

from command.reports.clocks import lock_reporting, open_reporting, owe_final, regrade, reset_start, stop_clocks
from command.reports.models import Report
from command.reports.owing import BACKFILL, FINAL, FOLLOW, PHONE, WRITTEN, Reporting
from dispatch.alarms.hooks import Fate
from dispatch.alarms.models import Alarm
from dispatch.incidents.hooks import Moment
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import ON_SCENE, OUT, Incident
from realtime.log import act

EVERY = (PHONE, WRITTEN, FOLLOW, BACKFILL)


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    match moment:
        case "opened":
            open_reporting(actor, incident)
        case "graded":
            regrade(actor, incident)
        case "phased" if incident.phase == OUT:
            owe_final(actor, incident)
        case "phased" if incident.phase == ON_SCENE:
            stop_clocks(actor, incident, (FINAL,), missed=False)
        case "closed":
            stop_clocks(actor, incident, EVERY, missed=incident.merged_into_id is None)
            if incident.merged_into_id is not None:
                stop_clocks(actor, incident, (FINAL,), missed=False)
        case "moved":
            _move(actor, incident)
        case _:
            pass


def follow_alarm(fate: Fate, alarm: Alarm) -> None:
    """A verdict opens the incident first and ties its alarm to it then; the terms run from the alarm's times."""
    if fate == "verified" and alarm.incident_id is not None:
        incident = Incident.objects.get(pk=alarm.incident_id)
        reset_start(alarm.verdict_by, lock_reporting(incident), alarm)


def _move(actor: str, incident: Incident) -> None:
    with act(actor, incident.exercise_id) as log:
        reporting = Reporting.objects.select_for_update().filter(pk=incident.pk, archived=False).exclude(area=incident.area).first()
        if reporting is not None:
            before, old = reporting.row(), {reporting.stream}
            reporting.area = incident.area
            reporting.save(update_fields=["area"])
            move_between(log, "reporting", before, reporting.row(), old, {reporting.stream})
        for report in (
            Report.objects.select_for_update().filter(incident=incident, archived=False).exclude(area=incident.area).order_by("pk")
        ):
            row, streams = report.row(), set(report.streams)
            report.area = incident.area
            report.save(update_fields=["area"])
            move_between(log, "info_report", row, report.row(), streams, set(report.streams))
