"""a new message → **chains** → the ones it ends: updated, cancelled, replaced by the same office's next word, or run out."""

from __future__ import annotations

from datetime import datetime

from command.alerts.meaning import covers
from command.alerts.models import Alert
from command.alerts.states import CANCEL, CANCELLED, EXPIRED, PUBLISHED, UPDATED
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.log import Log, act

EXPIRY = "alert.expiry"  # deadline kind
CLERK = "clerk"


def end(log: Log, alert: Alert, state: str, at: datetime) -> None:
    before = alert.row()
    alert.state, alert.ended_at = state, at
    alert.save(update_fields=["state", "ended_at"])
    clear_deadline(EXPIRY, alert.pk)
    clear_deadline("alert.unanswered", alert.pk)
    tell(log, alert.streams, f"alert.{state}", before, alert.row(), area=alert.area)


def end_before(log: Log, alert: Alert, at: datetime) -> None:
    """What this message, now out, puts an end to: the whole chain it updates or cancels; without a reference the same office's last
    word on this hazard, where the new one covers it – platforms repeat a warning as a new one."""
    out = Alert.objects.select_for_update(of=("self",)).select_related("hazard").filter(state=PUBLISHED, ended_at=None)
    out = out.filter(exercise_id=alert.exercise_id).exclude(pk=alert.pk).exclude(kind=CANCEL)
    if alert.first_id is not None:
        chain = [one for one in out if alert.first_id in (one.pk, one.first_id)]
    else:
        same = out.filter(sender=alert.sender, hazard=alert.hazard_id)
        chain = [one for one in same if covers(alert.areas, one.areas)]
    for one in chain:
        end(log, one, CANCELLED if alert.kind == CANCEL else UPDATED, at)


def watch_end(alert: Alert, at: datetime) -> None:
    if alert.expires_at is not None and alert.kind != CANCEL:
        set_deadline(EXPIRY, alert.pk, max(0.0, (alert.expires_at - at).total_seconds()), exercise=alert.exercise_id)


def expire(alert_id: int) -> None:
    """The clerk's: its own time is over."""
    exercise = Alert.objects.filter(pk=alert_id).values_list("exercise_id", flat=True).first()
    with act(CLERK, exercise) as log:
        alert = Alert.objects.select_for_update(of=("self",)).select_related("hazard").filter(pk=alert_id).first()
        if alert is not None and alert.may(EXPIRED):
            end(log, alert, EXPIRED, clock.now())
