"""order, field page or desk → **legs** → assignment: where a team is on its way to an incident and back, and who said so."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dispatch.incidents.actions import change_incident, lock_incident
from dispatch.incidents.commander import set_acting_commander
from dispatch.incidents.models import ON_SCENE as SCENE
from dispatch.incidents.models import OPENED, RESPONDING
from dispatch.orders import hooks
from dispatch.orders.models import Assignment, LegMove, Order
from dispatch.orders.states import (
    ACCEPTED,
    ARRIVED,
    BACK,
    EN_ROUTE,
    HOMEWARD,
    LEG_ACCEPTED,
    LEG_MOVES,
    LEGS,
    ON_SCENE,
    OPEN,
    PLANNED,
    RELEASED,
    WORKING,
)
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import act

if TYPE_CHECKING:
    from dispatch.orders.acks import Spoken

INDEX = {leg: number for number, (leg, _) in enumerate(LEGS)}
LABEL = dict(LEGS)


def move_leg(*, actor: str, assignment_id: int, leg: str, said_at: datetime | None = None, spoken: Spoken | None = None) -> Assignment:
    """Say where the team is. Of this assignment only: what it does elsewhere is another row.

    Forward, also over legs nobody reported. What is said late fills its time in and moves nothing back.
    """
    from dispatch.orders.acks import accept_for_leg
    from dispatch.orders.actions import release_unit

    if leg not in INDEX or leg == "assigned":
        raise Problem("invalid", "没有这个阶段。", where=["leg"])
    known = Assignment.objects.filter(pk=assignment_id).values_list("order_id", "exercise_id").first()
    if known is None:
        raise Problem("not_found", "没有这项任务。")
    said = spoken.at if spoken else said_at
    with act(actor, known[1]):
        order = Order.objects.select_for_update(of=("self",)).select_related("incident", "unit").filter(pk=known[0]).first()
        assignment = lock_assignment(assignment_id)
        _require_held(assignment, leg)
        _require_move(assignment, leg)  # before the acceptance it implies: who never came cannot leave
        if order is not None and order.state != ACCEPTED and assignment.state == OPEN:
            accept_for_leg(actor, order, said, spoken)
            if order.state != ACCEPTED:
                raise Problem("wrong_state", f"调度令 {order.number} 当前“{order.get_state_display()}”,请先由值班员确认。")
            assignment.refresh_from_db()
        hooks.contact(actor, assignment.unit_id, "voice" if spoken else "ack", said, assignment.exercise_id)
        set_leg(actor, assignment, leg, said, spoken)
        if leg == BACK and assignment.state == OPEN:  # home again: nothing holds the team any more, and nobody need be told to go home
            release_unit(actor=actor, name="", assignment_id=assignment.pk, stand_down=False)
            assignment.refresh_from_db()
    return assignment


def lock_assignment(assignment_id: int) -> Assignment:
    assignment = Assignment.objects.select_for_update(of=("self",)).select_related("incident", "unit").filter(pk=assignment_id).first()
    if assignment is None:
        raise Problem("not_found", "没有这项任务。")
    return assignment


def _require_held(assignment: Assignment, leg: str) -> None:
    if assignment.state == PLANNED:
        raise Problem("wrong_state", "这是预派任务,尚未下令。")
    if assignment.state == RELEASED and leg not in HOMEWARD:
        raise Problem("wrong_state", f"{assignment.unit.name} 的这项任务已经解除,只能登记撤离或归建。", where=["leg"])


def _require_move(assignment: Assignment, leg: str) -> None:
    """Ahead only where the moves lead; behind is late news and welcome."""
    if INDEX[leg] > INDEX[assignment.leg] and leg not in LEG_MOVES[assignment.leg]:
        raise Problem(
            "status_move", f"{assignment.unit.name} 处于“{assignment.get_leg_display()}”,不能直接登记“{LABEL[leg]}”。", where=["leg"]
        )


def follow(actor: str, order: Order, kind: str, said_at: datetime | None, spoken: Spoken | None) -> None:
    """The order was accepted, or the team said to it that it is there; the order is locked."""
    assignment = (
        Assignment.objects.select_for_update(of=("self",)).select_related("incident", "unit").filter(order=order, state=OPEN).first()
    )
    if assignment is None:
        return
    leg = ON_SCENE if kind == ARRIVED else LEG_ACCEPTED
    if INDEX[leg] > INDEX[assignment.leg]:
        set_leg(actor, assignment, leg, said_at, spoken)


def set_leg(actor: str, assignment: Assignment, leg: str, said_at: datetime | None, spoken: Spoken | None) -> None:
    """The assignment is locked. Said twice it is one move."""
    stamp = f"{leg}_at"
    moves = leg in LEG_MOVES[assignment.leg]
    if leg == assignment.leg or (not moves and getattr(assignment, stamp) is not None):
        return
    before, now = assignment.row(), clock.now()
    at = min(max(said_at, assignment.opened_at), now) if said_at else now
    setattr(assignment, stamp, at)
    if moves:
        assignment.leg = leg
        if assignment.accepted_at is None:
            assignment.accepted_at = at
    assignment.save(update_fields=["leg", stamp, "accepted_at"])
    LegMove.objects.create(
        assignment=assignment, leg=leg, said_at=said_at, by=actor, said_by=spoken.said_by if spoken else "",
        channel=spoken.channel if spoken else "", read_back=spoken.read_back if spoken else None,
    )  # fmt: skip
    with act(actor, assignment.exercise_id) as log:
        tell(log, assignment.streams, f"assignment.{leg}", before, assignment.row(), area=assignment.incident.area)
    if moves:
        hooks.leg(actor, assignment, leg)
        _tell_incident(actor, assignment, leg)


def _tell_incident(actor: str, assignment: Assignment, leg: str) -> None:
    """The first team on its way is the turn-out; the first on scene commands until it is handed over."""
    there = leg in (ON_SCENE, WORKING)
    if assignment.state != OPEN or not (there or leg in (LEG_ACCEPTED, EN_ROUTE)):
        return
    incident = lock_incident(assignment.incident_id)
    if not incident.open:
        return
    if incident.phase == OPENED or (there and incident.phase == RESPONDING):
        change_incident(actor=actor, incident=incident, phase=SCENE if there else RESPONDING)
    if there:
        set_acting_commander(actor=actor, incident=incident, unit=assignment.unit)
