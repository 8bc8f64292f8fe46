"""Verbs on orders and assignments: assign one unit or several, plan, activate, give a further task, cancel, release.

Rows are locked in one order everywhere: order, assignment, unit, incident. Then nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from dispatch.incidents.actions import lock_incident, lock_open_incident
from dispatch.incidents.models import Incident
from dispatch.orders import hooks, ladder
from dispatch.orders.acks import Spoken, acknowledge_by_voice, lock_order
from dispatch.orders.crossings import Approval
from dispatch.orders.drills import release_drills
from dispatch.orders.issuing import RETURN, Issuer, Words, check_crossings, issue
from dispatch.orders.legs import lock_assignment
from dispatch.orders.lending import Reinforcement
from dispatch.orders.models import Assignment, Order
from dispatch.orders.recipients import send_cancel
from dispatch.orders.states import ACCEPTED, CANCELLED, OPEN, PLANNED, READ, REFUSED, RELEASED, UNANSWERED
from dispatch.teams.models import UNAVAILABLE, Unit
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline
from realtime.clock import iso
from realtime.codes import Problem
from realtime.exercises.snapshot import is_tabletop
from realtime.log import Log, act


@dataclass(frozen=True)
class Held:
    """A unit that was given to an incident, the order that says so, and the drills that lost it."""

    assignment: Assignment
    order: Order
    drills: list[Assignment] = field(default_factory=list)


@dataclass(frozen=True)
class Freed:
    """A unit that was given back, and the planned assignment whose turn came."""

    assignment: Assignment
    activated: Assignment | None = None


def assign_unit(*, actor: str, name: str, incident_id: int, unit_id: int, task: str, **more: Any) -> tuple[Assignment, Order]:
    """Hold the unit for the incident and order it there. A second officer is refused with the holder's name. `more`: see `dispatch_units`."""
    held = dispatch_units(actor=actor, name=name, incident_id=incident_id, unit_ids=[unit_id], task=task, **more)[0]
    return held.assignment, held.order


def dispatch_units(
    *,
    actor: str,
    name: str,
    incident_id: int,
    unit_ids: Sequence[int],
    task: str,
    urgency: str = "urgent",
    radio_channel: str = "",
    ack_within_s: int = 60,
    return_by: datetime | None = None,
    authority: Sequence[str] | None = None,
    approvals: Sequence[Approval] = (),
    by_voice: Spoken | None = None,
    instead_of: int | None = None,
    reinforcement: Reinforcement | None = None,
) -> list[Held]:
    """Several units at once, all or none; a refusal names every holder. `authority`: areas the actor may assign in, None = everywhere."""
    exercise = _exercise_of(incident_id)
    issuer = Issuer(actor, name, authority, approvals)
    words = Words(task, urgency, radio_channel, ack_within_s, return_by)
    with act(actor, exercise) as log:
        wanted = sorted(set(unit_ids))
        drills = {unit_id: release_drills(actor=actor, name=name, unit_id=unit_id) if exercise is None else [] for unit_id in wanted}
        units = _lock_units(wanted)
        incident = lock_open_incident(incident_id)
        _require_free(units, incident)
        made: list[Held] = []
        for unit in units:
            replaced = _replaced(incident, unit, instead_of)
            order = issue(issuer, incident, unit, words, voice=by_voice is not None, instead_of=replaced, reinforcement=reinforcement)
            made.append(Held(_hold(log, actor, incident, unit, order), order, drills[unit.pk]))
        if by_voice is not None:
            for held in made:
                _given_by_voice(actor, held, by_voice)
    return made


def _exercise_of(incident_id: int) -> int | None:
    return Incident.objects.filter(pk=incident_id).values_list("exercise_id", flat=True).first()


def _lock_units(unit_ids: Sequence[int]) -> list[Unit]:
    """In ascending order; `no_key`, so that what merely refers to a unit need not wait."""
    units = list(Unit.objects.with_names().select_for_update(of=("self",), no_key=True).filter(pk__in=unit_ids).order_by("pk"))
    if len(units) != len(unit_ids):
        raise Problem("not_found", "没有这支队伍。", where=["unit"])
    return units


def _require_free(units: Sequence[Unit], incident: Incident) -> None:
    """Every unit may go and nobody holds it; otherwise one refusal that names all of them."""
    for unit in units:
        if unit.exercise_id is not None and unit.exercise_id != incident.exercise_id:
            raise Problem("exercise", f"{unit.name} 是演练队伍,不能派往这个事件。", where=["unit"])
        if unit.meaning == UNAVAILABLE:
            raise Problem("unit_unavailable", f"{unit.name} 当前“{unit.status.name}”,不能派遣。", where=[str(unit.pk)])
    worlds: list[int | None] = [incident.exercise_id]
    if incident.exercise_id is not None and not is_tabletop(incident.exercise_id):
        worlds.append(None)  # a team at work cannot take part in a live drill
    held = [held for world in worlds for held in _holders(units, world)]
    if held:
        raise _taken(held)


def _holders(units: Sequence[Unit], exercise: int | None) -> list[Assignment]:
    return list(
        Assignment.objects.filter(unit__in=units, exercise_id=exercise, state=OPEN)
        .select_related("incident", "order", "unit")
        .order_by("unit_id")
    )


def _taken(held: Sequence[Assignment]) -> Problem:
    """Says who has each unit, for which incident, since when."""
    holders = [_holder(assignment) for assignment in held]
    said = ";".join(
        f"{one.unit.name} 已由{who['by']}派往事件 {who['number']}({who['place']})" for one, who in zip(held, holders, strict=True)
    )
    return Problem(
        "unit_assigned", f"{said},请另选队伍或先解除。", holder={**holders[0], "all": holders}, where=[str(one.unit_id) for one in held]
    )


def _holder(assignment: Assignment) -> dict[str, Any]:
    return {
        "unit": assignment.unit_id, "unit_name": assignment.unit.name, "incident": assignment.incident_id, "number": assignment.incident.number,
        "by": assignment.order.issued_name if assignment.order else assignment.opened_by, "at": iso(assignment.opened_at),
        "place": assignment.incident.place,
    }  # fmt: skip


def _replaced(incident: Incident, unit: Unit, instead_of: int | None) -> Order | None:
    """The unanswered order this one serves the need of: said so, or the one whose ladder proposed this team."""
    orders = Order.objects.filter(incident=incident, kind=Order.DISPATCH).exclude(state=ACCEPTED)
    if instead_of is not None:
        found = orders.filter(pk=instead_of).first()
        if found is None:
            raise Problem("invalid", "被替代的调度令不属于这个事件,或已签收。", where=["instead_of"])
        return found
    return orders.filter(next_unit=unit).order_by("-id").first()


def _hold(log: Log, actor: str, incident: Incident, unit: Unit, order: Order) -> Assignment:
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                unit=unit, incident=incident, order=order, opened_by=actor, exercise_id=incident.exercise_id
            )
    except IntegrityError:  # the index has the last word, whoever forgot to lock
        raise _taken(_holders([unit], incident.exercise_id)) from None
    tell(log, assignment.streams, "assignment.opened", None, assignment.row(), area=incident.area)
    _tell_unit(log, unit, None, incident.pk, incident.exercise_id)
    hooks.opened(actor, assignment)
    return assignment


def _tell_unit(log: Log, unit: Unit, before: int | None, after: int | None, exercise: int | None) -> None:
    """Shown is who holds a team in its own world: a drill does not make a real one look taken."""
    if exercise == unit.exercise_id:
        tell(log, [unit.stream], "unit.changed", unit.row(before), unit.row(after), area=unit.area)


def _given_by_voice(actor: str, held: Held, spoken: Spoken) -> None:
    """Who heard it has it; who repeated it has accepted it."""
    kind = ACCEPTED if spoken.read_back else READ
    held.order.refresh_from_db()
    order = acknowledge_by_voice(actor=actor, order_id=held.order.pk, kind=kind, spoken=spoken)
    for name in ("state", "delivered_at", "read_at", "accepted_at", "proxy"):
        setattr(held.order, name, getattr(order, name))
    held.assignment.refresh_from_db()


def plan_unit(
    *,
    actor: str,
    name: str,
    incident_id: int,
    unit_id: int,
    task: str,
    urgency: str = "urgent",
    radio_channel: str = "",
    ack_within_s: int = 60,
    authority: Sequence[str] | None = None,
    approvals: Sequence[Approval] = (),
) -> Assignment:
    """预派: the unit's turn after what it does now. Nobody is told to go, nothing looks dispatched, until it is activated."""
    with act(actor, _exercise_of(incident_id)) as log:
        (unit,) = _lock_units([unit_id])
        incident = lock_open_incident(incident_id)
        if Assignment.objects.filter(unit=unit, incident=incident, state__in=(PLANNED, OPEN)).exists():
            raise Problem("exists", f"{unit.name} 已派往或预派到事件 {incident.number}。")
        check_crossings(Issuer(actor, name, authority, approvals), incident, unit)
        plan = {
            "name": name, "task": task, "urgency": urgency, "radio_channel": radio_channel, "ack_within_s": ack_within_s,
            "authority": None if authority is None else list(authority), "approvals": [vars(one) for one in approvals],
        }  # fmt: skip
        assignment = Assignment.objects.create(
            unit=unit, incident=incident, state=PLANNED, plan=plan, opened_by=actor, exercise_id=incident.exercise_id
        )
        tell(log, assignment.streams, "assignment.planned", None, assignment.row(), area=incident.area)
    return assignment


def activate_assignment(*, actor: str, name: str, assignment_id: int) -> Assignment:
    """The planned turn comes now; refused with the holder's name while the unit is elsewhere."""
    with act(actor, _exercise_of_assignment(assignment_id)) as log:
        assignment = lock_assignment(assignment_id)
        if assignment.state != PLANNED:
            raise Problem("wrong_state", "这项任务不是预派任务。")
        (unit,) = _lock_units([assignment.unit_id])
        incident = lock_open_incident(assignment.incident_id)
        _require_free([unit], incident)
        _activate(log, actor, name, assignment, unit, incident)
    return assignment


def _activate(log: Log, actor: str, name: str, assignment: Assignment, unit: Unit, incident: Incident) -> None:
    before, plan = assignment.row(), assignment.plan or {}
    words = Words(plan["task"], plan["urgency"], plan["radio_channel"], plan["ack_within_s"])
    issuer = Issuer(actor, name or plan["name"], plan["authority"], [Approval(**one) for one in plan["approvals"]])
    assignment.order = issue(issuer, incident, unit, words)
    assignment.state, assignment.opened_at = OPEN, clock.now()
    assignment.save(update_fields=["order", "state", "opened_at"])
    tell(log, assignment.streams, "assignment.opened", before, assignment.row(), area=incident.area)
    _tell_unit(log, unit, None, incident.pk, incident.exercise_id)
    hooks.opened(actor, assignment)


def _exercise_of_assignment(assignment_id: int) -> int | None:
    return Assignment.objects.filter(pk=assignment_id).values_list("exercise_id", flat=True).first()


def order_task(
    *, actor: str, name: str, assignment_id: int, task: str, urgency: str = "urgent", radio_channel: str = "", ack_within_s: int = 60
) -> Order:
    """A further task for a team that is already on the incident: an order of its own, its legs go on."""
    with act(actor, _exercise_of_assignment(assignment_id)):
        assignment = lock_assignment(assignment_id)
        if assignment.state != OPEN:
            raise Problem("wrong_state", f"{assignment.unit.name} 没有在办任务,不能下达新任务。")
        words = Words(task, urgency, radio_channel, ack_within_s)
        return issue(Issuer(actor, name), assignment.incident, assignment.unit, words, kind=Order.TASK, follows=assignment.order)


def cancel_order(*, actor: str, name: str, order_id: int, reason: str = "") -> Order:
    """Take back an order nobody has accepted; its unit is free again. An accepted one is ended by a stand-down order."""
    with act(actor, _exercise_of_order(order_id)):
        order = lock_order(order_id)
        if order.state == ACCEPTED:
            raise Problem("wrong_state", f"{order.unit.name} 已签收调度令 {order.number},不能撤销,请下达收队令。")
        if order.state == CANCELLED:
            raise Problem("wrong_state", f"调度令 {order.number} 已经撤销。")
        held = Assignment.objects.filter(order=order, state=OPEN).values_list("pk", flat=True).first()
        if held is not None:
            release(actor=actor, name=name, assignment_id=held, note=reason)
            order.refresh_from_db()
        if order.state != CANCELLED:
            _cancel(actor, order)
    return order


def _exercise_of_order(order_id: int) -> int | None:
    return Order.objects.filter(pk=order_id).values_list("exercise_id", flat=True).first()


def _cancel(actor: str, order: Order) -> None:
    with act(actor, order.exercise_id) as log:
        before = order.row()
        order.state, order.cancelled_at = CANCELLED, clock.now()
        order.save(update_fields=["state", "cancelled_at"])
        ladder.settled(order)
        send_cancel(order)
        tell(log, order.streams, "order.cancelled", before, order.row(), area=order.incident.area)


def release_unit(*, actor: str, name: str, assignment_id: int, note: str = "", stand_down: bool = True) -> Assignment:
    return release(actor=actor, name=name, assignment_id=assignment_id, note=note, stand_down=stand_down).assignment


def release(*, actor: str, name: str, assignment_id: int, note: str = "", stand_down: bool = True) -> Freed:
    """Give the unit back. An accepted order is ended by a stand-down order; an unanswered one is cancelled.

    The unit is free again only if nothing else holds it; its next planned assignment, if any, begins.
    """
    known = Assignment.objects.filter(pk=assignment_id).values_list("order_id", "exercise_id").first()
    if known is None:
        raise Problem("not_found", "没有这项任务。")
    with act(actor, known[1]) as log:
        order = Order.objects.select_for_update(of=("self",)).select_related("incident", "unit").filter(pk=known[0]).first()
        tasks = _unanswered_tasks(order)
        assignment = lock_assignment(assignment_id)
        if assignment.state == RELEASED:
            raise Problem("wrong_state", f"{assignment.unit.name} 的任务已经解除。")
        planned = assignment.state == PLANNED
        (unit,) = _lock_units([assignment.unit_id])
        before = assignment.row()
        assignment.state, assignment.released_at = RELEASED, clock.now()
        assignment.save(update_fields=["state", "released_at"])
        tell(log, assignment.streams, "assignment.released", before, assignment.row(), area=assignment.incident.area)
        if planned:  # it never held the unit
            return Freed(assignment)
        _tell_unit(log, unit, assignment.incident_id, None, assignment.exercise_id)
        hooks.released(actor, assignment)
        if order is not None:
            _end(actor, name, order, note, stand_down)
        for task in tasks:  # who goes home must not go on being asked for it
            _cancel(actor, task)
        unit = Unit.objects.with_names().get(pk=unit.pk)  # a crew that worked too long has just been sent to rest
        return Freed(assignment, _next(log, actor, unit, assignment.exercise_id))


def _unanswered_tasks(order: Order | None) -> list[Order]:
    """Further tasks of the same unit there, locked with the order: an answer to one of them locks it before anything else, too."""
    if order is None:
        return []
    open_ones = Order.objects.select_for_update(of=("self",)).select_related("incident", "unit")
    of = {"incident": order.incident_id, "unit": order.unit_id, "exercise_id": order.exercise_id}
    return list(open_ones.filter(kind=Order.TASK, state__in=UNANSWERED, **of).order_by("pk"))


def _end(actor: str, name: str, order: Order, note: str, stand_down: bool) -> None:
    from dispatch.orders.reinforcing import returned_if_all

    clear_deadline(RETURN, order.pk)
    if order.state == ACCEPTED and stand_down:
        words = Words(note or f"任务结束,收队归建({order.number})。", order.urgency, order.radio_channel, order.ack_within_s)
        issue(Issuer(actor, name), order.incident, order.unit, words, kind=Order.STAND_DOWN, follows=order)
    elif order.state not in (ACCEPTED, REFUSED):
        _cancel(actor, order)
    if order.reinforcement_id is not None:
        returned_if_all(actor, order.reinforcement_id)


def _next(log: Log, actor: str, unit: Unit, exercise: int | None) -> Assignment | None:
    """The oldest plan whose incident is still open; plans of ended incidents go with them."""
    if unit.meaning == UNAVAILABLE:
        return None
    for planned in (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("incident", "unit")
        .filter(unit=unit, exercise_id=exercise, state=PLANNED)
        .order_by("opened_at", "id")
    ):
        incident = lock_incident(planned.incident_id)
        if incident.open:
            _activate(log, planned.opened_by, "", planned, unit, incident)
            return planned
        drop_plan(log, planned)
    return None


def drop_plan(log: Log, planned: Assignment) -> None:
    before = planned.row()
    planned.state, planned.released_at = RELEASED, clock.now()
    planned.save(update_fields=["state", "released_at"])
    tell(log, planned.streams, "assignment.released", before, planned.row(), area=planned.incident.area)


def release_all(*, actor: str, name: str, incident_id: int, note: str = "") -> list[Assignment]:
    """Everybody goes home, plans are dropped: what must be done before an incident is closed, in one press."""
    with act(actor, _exercise_of(incident_id)):
        every = Assignment.objects.filter(incident=incident_id, state__in=(PLANNED, OPEN)).order_by("id")
        list(Order.objects.select_for_update().filter(assignment__in=every).order_by("pk"))  # all orders before the first unit
        open_ones = list(every.values_list("pk", flat=True))
        return [release_unit(actor=actor, name=name, assignment_id=pk, note=note) for pk in open_ones]
