"""unanswered call → **laddering** → the next expert: who does not answer in time, or cannot come, is followed by the next of the specialty."""

from __future__ import annotations

from command.experts.actions import proposed
from command.experts.calling import call_experts
from command.experts.models import Expert, ExpertCall
from dispatch.alarms.system import system_alarm
from realtime.accounts.may import caller_of_actor
from realtime.codes import Problem
from realtime.log import act


def next_of(one: ExpertCall) -> Expert | None:
    """The nearest who is free, of the same specialty, and has not been called to this incident."""
    asked = set(ExpertCall.objects.filter(incident=one.incident_id).values_list("expert_id", flat=True))
    rows = [(expert, why) for expert, why, _ in proposed(one.incident) if expert.pk not in asked and expert.free]
    return next((expert for expert, why in rows if why == one.specialty or one.specialty in expert.specialties), None)


def call_next(call_id: int) -> None:
    """The clerk's: in the name of who called the first. Where there is nobody, or another's word is needed, the desk is told."""
    one = ExpertCall.objects.select_related("incident", "expert__person").filter(pk=call_id).first()
    if one is None or one.ended_at is not None or (one.answered_at is not None and not one.declined) or not one.incident.open:
        return
    if ExpertCall.objects.filter(instead_of=one).exists():
        return
    found, who = next_of(one), caller_of_actor(one.called_by)
    why = "没有同专业的其他可请专家"
    if found is not None and who is not None:
        try:
            call_experts(who=who, incident_id=one.incident_id, experts=[found.pk], asked=one.asked, instead_of=one)
            return
        except Problem as refused:
            why = f"{found.person.name}须人工去请({refused.detail})"
    if one.exercise_id is not None:
        return  # an alarm of the system is of the real world; the drill's officers see the call unanswered
    with act("clerk"):
        said = "不能参加" if one.declined else "未应答"
        system_alarm("expert_call", one.pk, f"{one.incident.number} 所请专家{one.expert.person.name}{said},{why}。", area=one.area)
