"""incident → **following** → response: what is in force for an incident stays in force for the one it is one with."""

from __future__ import annotations

from command.responses.models import ACTIVE, PROPOSED, Response
from dispatch.incidents.actions import write
from dispatch.incidents.hooks import Moment
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import Incident
from dispatch.incidents.records import Note
from realtime.log import act


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """Where the other has one of the same family, nobody ends either of them by merging: both incidents say so and a person decides."""
    into = incident.merged_into if moment == "closed" else None
    if into is None:
        return
    with act(actor, incident.exercise_id) as log:
        found = Response.objects.select_for_update(of=("self",)).filter(
            incident_id=incident.pk, archived=False, state__in=(PROPOSED, ACTIVE)
        )
        for one in found.order_by("pk"):
            rival = Response.objects.filter(
                family=one.family_id, area=one.area, incident_id=into.pk, exercise_id=one.exercise_id, state__in=(PROPOSED, ACTIVE)
            ).first()
            if rival is not None:
                words = f"{one.number} 与本事件的 {rival.number} 为同类响应,请决定保留哪一个并终止另一个"
                write(actor=actor, incident=into, kind=Note.LINK, text=words)
                continue
            before, old = one.row(), set(one.streams)
            one.incident_id = into.pk
            one.save(update_fields=["incident_id"])
            move_between(log, "response", before, one.row(), old, set(one.streams))
