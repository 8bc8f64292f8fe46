"""incident over a border → **following** → boards: its presses go to the district that answers for it now."""

from __future__ import annotations

from command.onekey.kinds import PRESS
from command.onekey.models import Press
from dispatch.incidents.hooks import Moment
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import Incident
from realtime.log import act


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    if moment != "moved":
        return
    with act(actor, incident.exercise_id) as log:
        found = Press.objects.select_for_update().filter(incident_id=incident.pk, archived=False).exclude(area=incident.area)
        for press in found.order_by("pk"):
            before, old = press.row(), set(press.streams)
            press.area = incident.area
            press.save(update_fields=["area"])
            move_between(log, PRESS, before, press.row(), old, set(press.streams))
