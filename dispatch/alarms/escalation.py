"""clerk → **escalation** → callout: an alarm that nobody acknowledges calls the duty leader."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings

from dispatch.alarms.holding import hold
from dispatch.alarms.limits import limits
from dispatch.alarms.models import Alarm
from dispatch.alarms.system import system_alarm
from realtime.clerk.deadlines import clear_deadline, set_deadline

log = logging.getLogger(__name__)

CLERK = "clerk"
UNACKED, CALL = "alarm.unacked", "alarm.call_leader"  # deadline kinds
LEADER, MOBILE = "duty_leader", "duty_mobile"
PURPOSE = "escalate"  # of the callout: 告警无人确认
LADDER = "callout.duty"  # without the rung that asks an officer: the officer is who did not acknowledge
# Alarms that say "nobody could be called" call nobody: each such call would end in one more of them.
CALLS_NOBODY = ("callout:", f"system:{LEADER}:")


def arm(alarm: Alarm, found: dict[str, Any], *, waited: timedelta = timedelta()) -> None:
    """Starts the clock of an alarm that nobody has acknowledged; one that waited already waits only the rest."""
    within = float(found[f"alarm.unacked_{alarm.urgency}_s"])
    if within and not alarm.acked_by and not alarm.test and alarm.escalation < int(found["alarm.unacked_times"]):
        set_deadline(UNACKED, alarm.pk, max(0.0, within - waited.total_seconds()), exercise=alarm.exercise_id)


def disarm(alarm: Alarm) -> None:
    clear_deadline(UNACKED, alarm.pk)
    clear_deadline(CALL, alarm.pk)


def escalate_unacked(alarm_id: int) -> None:
    """The clerk's handler. Told at once; the calling is a deadline of its own, so that its failure is retried and takes nothing back."""
    with hold(CLERK, alarm_id) as held:
        alarm = held.alarm
        found = limits(alarm.area)
        within = float(found[f"alarm.unacked_{alarm.urgency}_s"])
        if _settled(alarm) or not within or alarm.escalation >= int(found["alarm.unacked_times"]):
            return
        alarm.escalation += 1
        held.save("escalation")
        held.tell("alarm.escalated")
        if not alarm.device.startswith(CALLS_NOBODY):
            set_deadline(CALL, alarm.pk, 0, exercise=alarm.exercise_id)
        if alarm.escalation < int(found["alarm.unacked_times"]):
            set_deadline(UNACKED, alarm.pk, within, exercise=alarm.exercise_id)


def call_leader(alarm_id: int) -> None:
    """The clerk's handler: the leader on duty of the alarm's area; from the second time on the city's as well."""
    from dispatch.callout.actions import start_callout
    from dispatch.contacts.duty import on_duty

    alarm = Alarm.objects.get(pk=alarm_id)
    if _settled(alarm):
        return
    persons = [*on_duty(alarm.area, LEADER), *on_duty(alarm.area, MOBILE)]
    if alarm.escalation > 1:
        persons += [person for person in on_duty(settings.CITY, LEADER) if person not in persons]
    if not persons:
        log.error("nobody holds the post %s for %s: alarm %s rings on", LEADER, alarm.area, alarm.number)
        # One for the area, not one for each alarm: it too will not be acknowledged, and would breed
        text = f"警情 {alarm.number} 无人确认,而区划 {alarm.area} 没有在岗的带班领导可呼叫。"
        system_alarm(LEADER, int(alarm.area), text, area=alarm.area)
        return
    start_callout(
        actor=CLERK, about="alarm", about_id=alarm.pk, purpose=PURPOSE, persons=persons, text=_words(alarm), area=alarm.area,
        incident_id=alarm.incident_id, ladder=LADDER, exercise=alarm.exercise_id,
    )  # fmt: skip


def _settled(alarm: Alarm) -> bool:
    return bool(alarm.acked_by or alarm.verdict or alarm.shelved_until)


def _words(alarm: Alarm) -> str:
    what = f"{alarm.get_urgency_display()}警情 {alarm.number} {alarm.place}".strip()
    return f"{what} 无人确认(第 {alarm.escalation} 次),请立即督促值班席确认。"
