"""Verbs on orders: assign a unit, release it, withdraw an order, send it again."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction

from dispatch.incidents.actions import lock_open_incident
from dispatch.incidents.models import Incident
from dispatch.numbers import ORDER, next_number
from dispatch.orders.models import ACCEPTED, ARRIVED, OPEN, REFUSED, RELEASED, WITHDRAWN, Assignment, Order
from dispatch.orders.recipients import address
from dispatch.teams.models import UNAVAILABLE, Unit
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import Log, act

ESCALATE, RESEND = "order.escalate", "order.resend"  # deadline kinds
FIRST_RESEND_S = 5  # then 10, 20, 40 until delivered


def assign_unit(
    *,
    actor: str,
    name: str,
    incident_id: int,
    unit_id: int,
    task: str,
    urgency: str = "urgent",
    radio_channel: str = "",
    ack_within_s: int = 60,
) -> tuple[Assignment, Order]:
    """Hold the unit for the incident and order it there. A second officer is refused with the holder's name."""
    with act(actor) as log:
        incident = lock_open_incident(incident_id)
        unit = Unit.objects.with_names().filter(pk=unit_id).first()
        if unit is None:
            raise Problem("not_found", "没有这支队伍。")
        if unit.meaning == UNAVAILABLE:
            raise Problem("unit_unavailable", f"{unit.name} 当前“{unit.status.name}”,不能派遣。")
        order = _issue(log, actor, name, incident, unit, Order.DISPATCH, task, urgency, radio_channel or unit.radio_channel, ack_within_s)
        try:
            with transaction.atomic():
                assignment = Assignment.objects.create(
                    unit=unit, incident=incident, order=order, opened_by=actor, exercise_id=incident.exercise_id
                )
        except IntegrityError:
            raise _held(unit, incident.exercise_id) from None
        tell(log, incident.streams, "assignment.opened", None, assignment.row(), area=incident.area)
        tell(log, [unit.stream], "unit.changed", unit.row(), unit.row(incident.pk), area=unit.area)
        set_deadline(ESCALATE, order.pk, ack_within_s, exercise=incident.exercise_id)
    return assignment, order


def _held(unit: Unit, exercise: int | None) -> Problem:
    """Says who has the unit, for which incident, since when."""
    held = Assignment.objects.filter(unit=unit, exercise_id=exercise, state=OPEN).select_related("incident", "order").first()
    if held is None:  # released between our insert and this read
        return Problem("conflict", f"{unit.name} 刚刚被解除任务,请重试。")
    by = held.order.issued_name if held.order else held.opened_by
    holder = {
        "incident": held.incident_id,
        "number": held.incident.number,
        "by": by,
        "at": iso(held.opened_at),
        "place": held.incident.place,
    }
    return Problem(
        "unit_assigned", f"{unit.name} 已由{by}派往事件 {held.incident.number}({held.incident.place}),请另选队伍或先解除。", holder=holder
    )


def _issue(
    log: Log,
    actor: str,
    name: str,
    incident: Incident,
    unit: Unit,
    kind: str,
    task: str,
    urgency: str,
    radio_channel: str,
    ack_within_s: int,
) -> Order:
    """Store the order, its recipients and their downlinks; nothing is called before this commits."""
    now = clock.now()
    order = Order.objects.create(
        number=next_number(ORDER), kind=kind, incident=incident, unit=unit, urgency=urgency, task=task, radio_channel=radio_channel,
        issued_by=actor, issued_name=name, issued_at=now, due_at=now + timedelta(seconds=ack_within_s), ack_within_s=ack_within_s,
        exercise_id=incident.exercise_id,
    )  # fmt: skip
    address(order)
    tell(log, order.streams, "order.issued", None, order.row(), area=incident.area)
    set_deadline(RESEND, order.pk, FIRST_RESEND_S, exercise=incident.exercise_id)
    return order


def release_unit(*, actor: str, name: str, assignment_id: int, note: str = "") -> Assignment:
    """Give the unit back. An answered order is ended by a stand-down order; an unanswered or refused one is withdrawn."""
    with act(actor) as log:
        assignment = Assignment.objects.select_for_update(of=("self",)).select_related("incident", "unit", "order").get(pk=assignment_id)
        if assignment.state == RELEASED:
            raise Problem("wrong_state", f"{assignment.unit.name} 的任务已经解除。")
        incident, unit, order = assignment.incident, assignment.unit, assignment.order
        before = assignment.row()
        assignment.state, assignment.released_at = RELEASED, clock.now()
        assignment.save(update_fields=["state", "released_at"])
        tell(log, incident.streams, "assignment.released", before, assignment.row(), area=incident.area)
        tell(log, [unit.stream], "unit.changed", unit.row(incident.pk), unit.row(), area=unit.area)
        if order is not None:
            clear_deadline(ESCALATE, order.pk)
            clear_deadline(RESEND, order.pk)
            if order.state in (ACCEPTED, ARRIVED):
                task = note or f"任务结束,收队归建({order.number})。"
                _issue(log, actor, name, incident, unit, Order.STAND_DOWN, task, order.urgency, order.radio_channel, order.ack_within_s)
            elif order.state != REFUSED:
                _withdraw(log, order)
    return assignment


def _withdraw(log: Log, order: Order) -> None:
    before = order.row()
    order.state, order.withdrawn_at = WITHDRAWN, clock.now()
    order.save(update_fields=["state", "withdrawn_at"])
    tell(log, order.streams, "order.withdrawn", before, order.row(), area=order.incident.area)
