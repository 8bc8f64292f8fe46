"""incident → **following** → tasks: what people were told to do for an incident goes on for the one it is one with."""

from __future__ import annotations

from command.plans.tasks.models import OVER, Task, TaskSet
from dispatch.incidents.hooks import Moment
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import Incident
from realtime.log import act


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """Whole sets, done tasks included: who did what stays readable where the work goes on."""
    into = incident.merged_into if moment == "closed" else None
    if into is None:
        return
    with act(actor, incident.exercise_id) as log:
        found = TaskSet.objects.select_for_update().filter(incident_id=incident.pk, archived=False).exclude(state=OVER)
        for held in found.order_by("pk"):
            tasks = list(Task.objects.select_for_update(of=("self",)).select_related("set", "owner").filter(set=held).order_by("pk"))
            rows = [(task, task.row(), set(task.streams)) for task in tasks]
            before, old = held.row(), set(held.streams)
            held.incident_id = into.pk
            held.save(update_fields=["incident_id"])
            move_between(log, "task_set", before, held.row(), old, set(held.streams))
            for task, was, streams in rows:
                task.set = held
                move_between(log, "task", was, task.row(), streams, set(task.streams))
