"""Shelving: an alarm off the queue for a while, by name, never for long, never one that may be about a life; it returns by itself."""

from __future__ import annotations

from datetime import timedelta

from dispatch.alarms.escalation import arm, disarm
from dispatch.alarms.holding import Held, hold
from dispatch.alarms.limits import limits
from dispatch.alarms.models import ACTIVE, SOS, Alarm
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem

RETURN = "alarm.return"  # deadline kind
CLERK = "clerk"
FIELDS = ("shelved_until", "shelved_by", "shelved_name")


def shelve_alarm(*, actor: str, name: str, alarm_id: int, minutes: int) -> Alarm:
    with hold(actor, alarm_id) as held:
        alarm = held.alarm
        most = int(limits(alarm.area)["alarm.shelve_max_min"])
        if not 1 <= minutes <= most:
            raise Problem("invalid", f"搁置时间应为 1–{most} 分钟。", where=["minutes"])
        if alarm.urgency == "critical" or alarm.source == SOS:
            raise Problem("wrong_state", f"警情 {alarm.number} 是特急警情或求救,不能搁置。")
        if alarm.state != ACTIVE:
            raise Problem("wrong_state", f"警情 {alarm.number} 已了结,不需要搁置。")
        if alarm.shelved_until is not None:
            raise Problem("wrong_state", f"警情 {alarm.number} 已由{alarm.shelved_name}搁置。")
        alarm.shelved_until, alarm.shelved_by, alarm.shelved_name = clock.now() + timedelta(minutes=minutes), actor, name
        held.save(*FIELDS)
        disarm(alarm)
        set_deadline(RETURN, alarm.pk, minutes * 60, exercise=alarm.exercise_id)
        held.tell("alarm.shelved")
    return alarm


def unshelve_alarm(*, actor: str, alarm_id: int) -> Alarm:
    """Back on the queue: an officer's wish, or the time is over. Nobody has acknowledged it by shelving it."""
    with hold(actor, alarm_id) as held:
        if held.alarm.shelved_until is not None:
            _bring_back(held)
    return held.alarm


def return_alarm(alarm_id: int) -> None:
    """The clerk's handler."""
    unshelve_alarm(actor=CLERK, alarm_id=alarm_id)


def end_shelving(alarm: Alarm) -> None:
    """Inside an action that saves and tells."""
    alarm.shelved_until, alarm.shelved_by, alarm.shelved_name = None, "", ""
    clear_deadline(RETURN, alarm.pk)


def _bring_back(held: Held) -> None:
    end_shelving(held.alarm)
    held.save(*FIELDS)
    arm(held.alarm, limits(held.alarm.area))
    held.tell("alarm.unshelved")
