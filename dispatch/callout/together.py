"""person → **together** → answers: many calls of one kind and one place, answered with one word. Each keeps its own row and its own event."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.alarms.models import SOS, Alarm
from dispatch.callout.actions import answer_call
from dispatch.callout.models import Call
from realtime.codes import Problem
from realtime.log import act

MOST = 500


def answer_together(*, actor: str, user_id: int, name: str, call_ids: Sequence[int], action_text: str) -> list[Call]:
    """All or none. Calls for help, and calls of different incidents, kinds or districts, want an answer each: refused with `where` = `calls`.

    What was answered meanwhile keeps its first answer.
    """
    calls = list(Call.objects.filter(pk__in=set(call_ids)).select_related("callout", "person").order_by("callout_id", "id"))
    if len(calls) != len(set(call_ids)) or any(call.person.user_id != user_id for call in calls):
        raise Problem("not_found", "其中有不是给您的呼叫。")
    about = [call.callout.about_id for call in calls if call.callout.about == "alarm"]
    alarms = {alarm.pk: alarm for alarm in Alarm.objects.filter(pk__in=about)}
    if any(SOS in alarm.sources for alarm in alarms.values()):
        raise Problem("invalid", "求救须逐个应答,不能一并应答。", where=["calls"])
    if len({alike(call, alarms) for call in calls}) != 1:
        raise Problem("invalid", "只有同一事件、同一类、同一区的呼叫可以一并应答。", where=["calls"])
    with act(actor, calls[0].exercise_id):
        return [answer_call(actor=actor, call_id=call.pk, answer="button", action_text=action_text, said_by=name) for call in calls]


def alike(call: Call, alarms: dict[int, Alarm]) -> tuple[object, ...]:
    """What calls have in common that one word may answer."""
    callout = call.callout
    alarm = alarms.get(callout.about_id) if callout.about == "alarm" else None
    return callout.purpose, callout.about, alarm and alarm.type, callout.area[:6], callout.incident_id, call.exercise_id
