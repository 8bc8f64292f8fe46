"""worker → **archive** → log: takes what is over off the board, a day later, and tells every screen so."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from dispatch.alarms.models import CLEARED, Alarm
from dispatch.incidents.models import CLOSED, Incident
from dispatch.orders.models import Assignment, Order
from realtime.log import act
from realtime.rules.models import rule

BATCH = 200


def archive_over() -> int:
    """Alarms with a verdict and incidents closed longer ago than the rule `board.keep_h`; returns how many."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        alarms = list(
            Alarm.objects.select_for_update(skip_locked=True).filter(archived=False, state=CLEARED, verdict_at__lt=before)[:BATCH]
        )
        incidents = list(
            Incident.objects.select_for_update(skip_locked=True).filter(archived=False, phase=CLOSED, closed_at__lt=before)[:BATCH]
        )
        for alarm in alarms:
            log.append(alarm.stream, "alarm.left", {"id": alarm.pk, "area": alarm.area})
        for incident in incidents:
            stream = f"area:{incident.area}"
            for order in Order.objects.filter(incident=incident).values_list("pk", flat=True):
                log.append(stream, "order.left", {"id": order})
            for assignment in Assignment.objects.filter(incident=incident).values_list("pk", flat=True):
                log.append(stream, "assignment.left", {"id": assignment})
            log.append(stream, "incident.left", {"id": incident.pk, "area": incident.area})
        Alarm.objects.filter(pk__in=[alarm.pk for alarm in alarms]).update(archived=True)
        Incident.objects.filter(pk__in=[incident.pk for incident in incidents]).update(archived=True)
    return len(alarms) + len(incidents)
