"""incident → **following** → activation: a plan that was started for an incident runs on for the one it is one with."""

from __future__ import annotations

from command.plans.models import Activation
from dispatch.incidents.hooks import Moment
from dispatch.incidents.models import Incident
from realtime.log import act


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """Unless the same plan runs there already: then its own end comes with its response's."""
    into = incident.merged_into if moment == "closed" else None
    if into is None:
        return
    with act(actor, incident.exercise_id):
        for one in Activation.objects.select_for_update(of=("self",)).filter(incident_id=incident.pk, ended_at=None).order_by("pk"):
            there = Activation.objects.filter(
                plan=one.plan_id, incident_id=into.pk, area=one.area, exercise_id=one.exercise_id, ended_at=None
            )
            if not there.exists():
                one.incident_id = into.pk
                one.save(update_fields=["incident_id"])
