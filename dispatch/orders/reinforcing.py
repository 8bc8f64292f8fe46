"""Verbs on reinforcement: request, approve, consent, refuse, order, return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dispatch.incidents.actions import lock_open_incident
from dispatch.incidents.models import Incident
from dispatch.mutual_aid import covering
from dispatch.orders import desk
from dispatch.orders.actions import Held, dispatch_units
from dispatch.orders.crossings import DISTRICT, Approval
from dispatch.orders.floors import floor_of, ready_left, stays_above
from dispatch.orders.lending import Reinforcement
from dispatch.orders.models import Order
from dispatch.orders.states import (
    APPROVED,
    CONSENT,
    CONSENTED,
    CROSSINGS,
    OPEN,
    ORDERED,
    POST,
    REFUSED,
    REINFORCEMENT_MOVES,
    RELEASED,
    RETURNED,
    WRITTEN,
)
from dispatch.teams.capabilities import CAPABILITIES
from dispatch.teams.models import Unit
from dispatch.telling import tell
from realtime import clock
from realtime.areas.models import Area
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import act

RETURN = "reinforcement.return"  # deadline kind


def request_reinforcement(
    *,
    actor: str,
    name: str,
    incident_id: int,
    lender: str,
    kind: str,
    units: int = 1,
    people: int = 0,
    return_by: datetime | None = None,
    text: str = "",
) -> Reinforcement:
    exercise = Incident.objects.filter(pk=incident_id).values_list("exercise_id", flat=True).first()
    with act(actor, exercise) as log:
        incident = lock_open_incident(incident_id)
        if kind not in CAPABILITIES:
            raise Problem("invalid", "没有这种能力代码。", where=["kind"])
        if not Area.objects.filter(pk=lender).exists() or lender[:DISTRICT] == incident.area[:DISTRICT]:
            raise Problem("invalid", "出借方须是另一个区。本区队伍请直接下令。", where=["lender"])
        if return_by is not None and return_by <= clock.now():
            raise Problem("invalid", "归还时限已过,请改为将来的时间。", where=["return_by"])
        cover = covering(lender, incident.area, incident.type_id, kind)
        made = Reinforcement.objects.create(
            incident=incident, lender=lender, kind=kind, units=units, people=people, text=text, return_by=return_by,
            agreement=cover.id if cover else None, agreement_name=cover.name if cover else "",
            requested_by=actor, requested_name=name, exercise_id=incident.exercise_id,
        )  # fmt: skip
        tell(log, made.streams, "reinforcement.requested", None, made.row(), area=incident.area)
    return made


def lock_reinforcement(reinforcement_id: int, towards: str) -> Reinforcement:
    """The row, locked, if it may go there now."""
    found = Reinforcement.objects.select_for_update(of=("self",)).select_related("incident").filter(pk=reinforcement_id).first()
    if found is None:
        raise Problem("not_found", "没有这项增援申请。")
    if towards not in REINFORCEMENT_MOVES[found.state]:
        raise Problem("wrong_state", f"增援申请当前“{found.get_state_display()}”,不能执行此操作。")
    return found


def _move(actor: str, row: Reinforcement, state: str, **values: object) -> Reinforcement:
    with act(actor, row.exercise_id) as log:
        before = row.row()
        for name, value in (values | {"state": state, f"{state}_at": clock.now()}).items():
            setattr(row, name, value)
        row.save()
        tell(log, row.streams, f"reinforcement.{state}", before, row.row(), area=row.incident.area)
    return row


def approve_reinforcement(*, actor: str, name: str, reinforcement_id: int, how: str = POST, approved_name: str = "") -> Reinforcement:
    """By the level above both; somebody else's approval is entered with their name."""
    with act(actor, _exercise_of(reinforcement_id)):
        row = lock_reinforcement(reinforcement_id, APPROVED)
        return _move(actor, row, APPROVED, approved_by=actor, approved_name=approved_name or name, approved_how=how)


def consent_reinforcement(
    *, actor: str, name: str, reinforcement_id: int, how: str = POST, consented_name: str = "", below_floor: bool = False
) -> Reinforcement:
    """The lender says yes. Below the floor it stays a no, unless the lender says so in writing or a named person takes it on."""
    with act(actor, _exercise_of(reinforcement_id)):
        row = lock_reinforcement(reinforcement_id, CONSENTED)
        above = stays_above(row.lender, row.kind, row.units, row.exercise_id)
        if not above and not (below_floor and (how == WRITTEN or consented_name)):
            raise _below_floor(row)
        return _move(actor, row, CONSENTED, consented_by=actor, consented_name=consented_name or name, consented_how=how, floor_ok=above)


def _below_floor(row: Reinforcement) -> Problem:
    ready, floor = ready_left(row.lender, row.kind, row.exercise_id), floor_of(row.lender, row.kind)
    trade, lender = CAPABILITIES[row.kind], Area.objects.get(pk=row.lender).name
    detail = f"{lender} 现有可派{trade}队伍 {ready} 支,底线 {floor} 支,借出 {row.units} 支后不足。须书面同意,或写明由谁口头同意。"
    return Problem("floor", detail, where=["below_floor"], holder={"area": row.lender, "kind": row.kind, "ready": ready, "floor": floor})


def refuse_reinforcement(*, actor: str, name: str, reinforcement_id: int, reason: str) -> Reinforcement:
    with act(actor, _exercise_of(reinforcement_id)):
        return _move(actor, lock_reinforcement(reinforcement_id, REFUSED), REFUSED, refused_name=name, refused_reason=reason[:200])


def order_reinforcement(
    *,
    actor: str,
    name: str,
    reinforcement_id: int,
    unit_ids: Sequence[int],
    task: str,
    urgency: str = "urgent",
    radio_channel: str = "",
    ack_within_s: int = 60,
    return_by: datetime | None = None,
) -> tuple[Reinforcement, list[Held]]:
    """Order the lender's teams there, until when. The city's approval and the lender's consent are the crossings' authority."""
    with act(actor, _exercise_of(reinforcement_id)):
        row = lock_reinforcement(reinforcement_id, ORDERED)
        until = return_by or row.return_by
        if until is None:
            raise Problem("invalid", "增援须写明归还时限。", where=["return_by"])
        foreign = Unit.objects.filter(pk__in=unit_ids).exclude(area__startswith=row.lender).first()
        if foreign is not None:
            raise Problem("invalid", f"{foreign.name} 不是出借方的队伍。", where=["units"])
        approvals = [Approval("area", row.consented_name, CONSENT)]
        approvals += [Approval(code, row.approved_name, row.approved_how) for code, _ in CROSSINGS if code != "area"]
        held = dispatch_units(
            actor=actor, name=name, incident_id=row.incident_id, unit_ids=unit_ids, task=task, urgency=urgency, radio_channel=radio_channel,
            ack_within_s=ack_within_s, return_by=until, approvals=approvals, reinforcement=row,
        )  # fmt: skip
        set_deadline(RETURN, row.pk, max(0.0, (until - clock.now()).total_seconds()), exercise=row.exercise_id)
        return _move(actor, row, ORDERED, return_by=until), held


def return_reinforcement(*, actor: str, reinforcement_id: int) -> Reinforcement:
    """All its teams are released; said so by hand where it does not follow by itself."""
    with act(actor, _exercise_of(reinforcement_id)):
        row = lock_reinforcement(reinforcement_id, RETURNED)
        if out := _still_out(row.pk):
            names = "、".join(out[:5])
            raise Problem("open_assignments", f"仍有 {len(out)} 支增援队伍未解除:{names}。请先收队。")
        return _return(actor, row)


def returned_if_all(actor: str, reinforcement_id: int) -> None:
    """Called at each release of a borrowed team."""
    row = Reinforcement.objects.select_for_update(of=("self",)).select_related("incident").get(pk=reinforcement_id)
    if row.state == ORDERED and not _still_out(row.pk):
        _return(actor, row)


def _return(actor: str, row: Reinforcement) -> Reinforcement:
    clear_deadline(RETURN, row.pk)
    return _move(actor, row, RETURNED)


def _still_out(reinforcement_id: int) -> list[str]:
    return list(
        Order.objects.filter(reinforcement=reinforcement_id, kind=Order.DISPATCH, assignment__state=OPEN).values_list(
            "unit__name", flat=True
        )
    )


def remind_reinforcement(reinforcement_id: int) -> None:
    """The clerk's, at the hour of return: one alarm for all teams still out."""
    out = Order.objects.filter(reinforcement=reinforcement_id, kind=Order.DISPATCH).exclude(assignment__state=RELEASED)
    order = out.select_related("incident", "unit").order_by("id").first()
    if order is not None:
        desk.alarm_return(order, _still_out(reinforcement_id))


def shift(exercise: int, by: timedelta) -> None:
    """The exercise's time runs faster."""
    for row in Reinforcement.objects.filter(exercise_id=exercise, state=ORDERED).exclude(return_by=None).select_related("incident"):
        with act("system", exercise) as log:
            before = row.row()
            row.return_by = (row.return_by or clock.now()) - by
            row.save(update_fields=["return_by"])
            tell(log, row.streams, "reinforcement.advanced", before, row.row(), area=row.incident.area)


def _exercise_of(reinforcement_id: int) -> int | None:
    return Reinforcement.objects.filter(pk=reinforcement_id).values_list("exercise_id", flat=True).first()
