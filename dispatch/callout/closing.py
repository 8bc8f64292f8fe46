"""incident closed → **closing** → ladders: nobody is rung any more for what is over.

Who was reached stays reached, and a 更正 to them may still go out: that is a call-out of its own, begun after the end. Opening the incident again rings nobody;
whoever is needed is called anew.
"""

from __future__ import annotations

from dispatch.callout.actions import stop_callout
from dispatch.callout.models import Callout
from dispatch.incidents.hooks import Moment
from dispatch.incidents.models import Incident

LASTING = ("decision", "directive")  # a task decided in a conference and what a leader asked for are done after the incident too


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    if moment != "closed":
        return
    going = Callout.objects.filter(incident_id=incident.pk, stopped_at=None).exclude(about__in=LASTING)
    for callout in going.order_by("pk"):
        stop_callout(actor=actor, about=callout.about, about_id=callout.about_id, callout_id=callout.pk)
