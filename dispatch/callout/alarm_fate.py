"""alarm's fate → **alarm_fate** → calls: nobody is rung about what is settled, and what became an incident shows there."""

from __future__ import annotations

from dispatch.alarms.models import CONFIRMING, Alarm
from dispatch.callout.actions import stop_callout
from dispatch.callout.models import Callout
from dispatch.telling import tell
from realtime.log import act

CLERK = "clerk"
ESCALATE = "escalate"


def hear_fate(fate: str, alarm: Alarm) -> None:
    """Inside the action that holds the alarm's row."""
    if fate == "acknowledged":
        stop_callout(actor=CLERK, about="alarm", about_id=alarm.pk, purpose=ESCALATE)
    elif fate == "verified":
        confirmed = alarm.verdict in CONFIRMING
        # Whoever was asked to check a confirmed alarm still has to say what they do; of what is no event nobody need be woken.
        stop_callout(actor=CLERK, about="alarm", about_id=alarm.pk, purpose=ESCALATE if confirmed else "")
        if alarm.incident_id is not None:
            _show_in_incident(alarm.pk, alarm.incident_id)


def _show_in_incident(alarm_id: int, incident_id: int) -> None:
    """Whole rows to the incident's stream: it has not heard of these calls before."""
    for callout in Callout.objects.select_for_update().filter(about="alarm", about_id=alarm_id).exclude(incident_id=incident_id):
        with act(CLERK, callout.exercise_id) as log:
            calls = list(callout.calls.select_related("person"))
            for call in calls:
                call.callout = callout
            before = [call.row() for call in calls]
            callout.incident_id = incident_id
            callout.save(update_fields=["incident_id"])
            for call, was in zip(calls, before, strict=True):
                incident = f"incident:{incident_id}"
                tell(log, [stream for stream in call.streams if stream != incident], "call.linked", was, call.row(), area=callout.area)
                tell(log, [incident], "call.linked", None, call.row(), area=callout.area)
