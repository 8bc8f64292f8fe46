"""Roll call of the crews on scene (点名): asked on every road at once, answered with a head-count, missed by name."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction

from devices.terminals.actions import send_downlink
from devices.terminals.models import Terminal
from dispatch.alarms.actions import raise_alarm
from dispatch.incidents.models import Incident
from dispatch.orders.models import RELEASED, Assignment
from dispatch.orders.recipients import ORDER_ADAPTERS
from dispatch.safety.contact import record_contact
from dispatch.safety.intervals import by_type
from dispatch.safety.models import Check, RollCall, RollCallLeg
from dispatch.telling import Row, tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

CLERK = "clerk"
EVERY, ANSWER = "safety.roll_call", "safety.roll_call_answer"  # deadlines: by incident; by roll call


def start_roll_call(*, actor: str, incident_id: int) -> RollCall:
    """Ask every crew that is being watched. While one is open a second press answers with the open one."""
    incident = Incident.objects.filter(pk=incident_id).first()
    if incident is None:
        raise Problem("not_found", "没有这个事件。")
    with act(actor, incident.exercise_id) as log:
        checks = list(Check.objects.select_related("assignment", "unit").filter(incident=incident, over=False).order_by("pk"))
        if not checks:
            raise Problem("wrong_state", "该事件没有已签收的队伍,无需点名。")
        within = int(rule("safety.roll_call_answer_s", incident.area))
        try:
            with transaction.atomic():
                roll_call = RollCall.objects.create(
                    incident=incident, area=incident.area, started_by=actor, due_at=clock.now() + timedelta(seconds=within),
                    exercise_id=incident.exercise_id,
                )  # fmt: skip
        except IntegrityError:
            return RollCall.objects.get(incident=incident, state=RollCall.OPEN)
        RollCallLeg.objects.bulk_create(
            [RollCallLeg(roll_call=roll_call, assignment=check.assignment, unit=check.unit) for check in checks]
        )
        _tell(log, roll_call, "roll_call.started", None)
        set_deadline(ANSWER, roll_call.pk, within, exercise=incident.exercise_id)
        _ask(roll_call)
        _again(incident)
    return roll_call


def _ask(roll_call: RollCall) -> None:
    """Radios show the question; phone pages hear it on their people's own streams. A table-top exercise asks nobody outside."""
    units = [leg.unit_id for leg in roll_call.legs.all()]
    for terminal in Terminal.objects.live().reached_in(roll_call.exercise_id).filter(subject_id__in=units, adapter__in=ORDER_ADAPTERS):
        send_downlink(terminal=terminal, kind="text", payload={"text": "现场点名:请立即回报人数。", "roll_call": roll_call.pk})


def _tell(log: Log, roll_call: RollCall, kind: str, before: Row | None) -> None:
    tell(log, roll_call.streams, kind, before, roll_call.row(), area=roll_call.area)


def answer_roll_call(*, actor: str, roll_call_id: int, unit_id: int, how: str, headcount: int | None = None) -> RollCall:
    """A crew is complete, or says how many it is. A late answer counts, and is shown as late; it is also a contact."""
    found = RollCall.objects.filter(pk=roll_call_id).first()
    if found is None:
        raise Problem("not_found", "没有这次点名。")
    with act(actor, found.exercise_id) as log:
        roll_call = RollCall.objects.select_for_update().get(pk=roll_call_id)
        leg = roll_call.legs.filter(unit_id=unit_id).first()
        if leg is None:
            raise Problem("not_found", "这次点名没有这支队伍。")
        if leg.state == RollCallLeg.ANSWERED and leg.headcount == headcount:
            return roll_call
        before = roll_call.row()
        last = (
            RollCallLeg.objects.filter(roll_call__incident=roll_call.incident_id, unit_id=unit_id, headcount__isnull=False)
            .exclude(pk=leg.pk)
            .order_by("-at")
            .first()
        )
        leg.state, leg.at, leg.how, leg.by, leg.headcount = RollCallLeg.ANSWERED, clock.now(), how, actor, headcount
        leg.short = bool(last and headcount is not None and last.headcount is not None and headcount < last.headcount)
        leg.save()
        if not roll_call.legs.exclude(state=RollCallLeg.ANSWERED).exists():
            roll_call.state = RollCall.COMPLETE
            roll_call.save(update_fields=["state"])
            clear_deadline(ANSWER, roll_call.pk)
        _tell(log, roll_call, "roll_call.completed" if roll_call.state == RollCall.COMPLETE else "roll_call.answered", before)
        if leg.short and last is not None:
            _alarm(
                roll_call,
                f"{leg.unit.name} 点名 {headcount} 人,上次 {last.headcount} 人,少 {(last.headcount or 0) - (headcount or 0)} 人。",
                leg,
            )
        record_contact(actor=actor, unit_id=unit_id, how="par", exercise=roll_call.exercise_id)
    return roll_call


def roll_call_due(roll_call_id: int) -> None:
    """Time is up: who has not answered is missed by name, and somebody must look for them."""
    roll_call = RollCall.objects.select_for_update(of=("self",)).select_related("incident").get(pk=roll_call_id)
    if roll_call.state != RollCall.OPEN:
        return
    with act(CLERK, roll_call.exercise_id) as log:
        before = roll_call.row()
        missed = list(roll_call.legs.filter(state=RollCallLeg.PENDING).select_related("unit"))
        roll_call.legs.filter(state=RollCallLeg.PENDING).update(state=RollCallLeg.MISSED)
        roll_call.state = RollCall.OVERDUE if missed else RollCall.COMPLETE
        roll_call.save(update_fields=["state"])
        _tell(log, roll_call, "roll_call.overdue" if missed else "roll_call.completed", before)
        if missed:
            _alarm(roll_call, f"点名 {len(missed)} 支队伍未应答:{'、'.join(leg.unit.name for leg in missed)}。", None)


def _alarm(roll_call: RollCall, text: str, leg: RollCallLeg | None) -> None:
    incident = roll_call.incident
    raise_alarm(
        actor=CLERK, source="system", urgency="critical", lon=incident.lon, lat=incident.lat, area=incident.area, place=incident.place, text=text,
        type=incident.type_id, subject_id=leg.unit_id if leg else None, device=f"roll_call:{roll_call.pk}:{leg.unit_id if leg else ''}",
        exercise=roll_call.exercise_id,
    )  # fmt: skip


def follow_leg(actor: str, assignment: Assignment, leg: str) -> None:
    """With the first crew on scene the incident's own rhythm of roll calls begins."""
    incident = assignment.incident
    if leg == "arrived" and incident.open and not Deadline.objects.filter(kind=EVERY, object_id=incident.pk).exists():
        _again(incident)


def _again(incident: Incident) -> None:
    every = by_type(rule("safety.roll_call_every_s", incident.area), incident.type_id)
    set_deadline(EVERY, incident.pk, every, exercise=incident.exercise_id)


def roll_call_again(incident_id: int) -> None:
    """The interval of this type of event passed. Nobody on scene any more: the rhythm ends."""
    incident = Incident.objects.get(pk=incident_id)
    if incident.open and Check.objects.filter(incident=incident, over=False).exclude(assignment__state=RELEASED).exists():
        start_roll_call(actor=CLERK, incident_id=incident_id)
