"""An incident leaves the board, or an exercise ends: its plots go with it."""

from __future__ import annotations

from django.db.models import Q

from dispatch.incidents.models import Incident
from dispatch.plots.locking import LEASE
from dispatch.plots.mapping import hide_plots
from dispatch.plots.models import Plot
from dispatch.plots.turning import LOOK
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.log import Log, current


def with_incident(log: Log, incident: Incident) -> None:
    plots = _end(log, Q(incident=incident))
    if incident.exercise_id is None:  # an exercise takes its layers along as a whole when it ends
        hide_plots(log, plots)


def with_exercise(exercise: int) -> None:
    _end(current(), Q(exercise_id=exercise))


def _end(log: Log, of: Q) -> list[Plot]:
    plots = list(Plot.objects.filter(of, ended_at=None).order_by("pk"))
    for plot in plots:
        log.append(f"area:{plot.area}", "plot.left", {"id": plot.pk, "area": plot.area})
    ended = [plot.pk for plot in plots]
    Plot.objects.filter(pk__in=ended).update(ended_at=clock.now(), locked_by="", locked_name="", locked_until=None)
    Deadline.objects.filter(kind__in=(LEASE, LOOK), object_id__in=ended).delete()
    return plots
