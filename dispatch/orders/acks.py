"""terminal or field page → **acks** → order: what a recipient said, stored once, and what the order makes of it."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from dispatch.incidents.actions import change_incident, lock_open_incident
from dispatch.incidents.models import ON_SCENE, OPENED, RESPONDING
from dispatch.orders.actions import ESCALATE, RESEND
from dispatch.orders.models import ACCEPTED, ACKS, ARRIVED, OPEN, RANK, REFUSED, WITHDRAWN, Assignment, Order, Recipient
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline
from realtime.codes import Problem
from realtime.log import act

MEMBER_RANK = 2  # an ordinary member reads, but does not answer for the unit
SPEAKS_FOR_UNIT = {ACCEPTED, REFUSED, ARRIVED}
REASONS = {"no_crew", "vehicle", "road", "busy", "other"}  # codes for the board; the words stay in the ack row


def acknowledge_order(*, actor: str, order_id: int, principal: str, kind: str, said_at: datetime | None = None, reason: str = "") -> Order:
    """Record `kind` from `principal`. Said twice, or on two roads, it counts once; a lower one said late changes nothing."""
    if kind not in ACKS:
        raise Problem("invalid", "回执类型不正确。", where=["kind"])
    with act(actor):
        order = Order.objects.select_for_update(of=("self",)).select_related("incident", "unit").filter(pk=order_id).first()
        recipient = Recipient.objects.filter(order=order_id, principal=principal).first()
        if order is None or recipient is None:
            raise Problem("not_found", "没有发给您的这道调度令。")
        if kind in SPEAKS_FOR_UNIT and recipient.rank == MEMBER_RANK:
            raise Problem("forbidden", "只有队长、副队长可以代表队伍签收或拒绝。")
        if not _store(order, principal, kind, said_at, reason, actor):
            return order
        if RANK[kind] > RANK[recipient.state]:
            recipient.state = kind
            recipient.save(update_fields=["state"])
        _advance(actor, order, kind, reason)
    return order


def _store(order: Order, principal: str, kind: str, said_at: datetime | None, reason: str, by: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO orders_ack (order_id, principal, kind, reason, said_at, "by") VALUES (%s, %s, %s, %s, %s, %s)'
            " ON CONFLICT DO NOTHING RETURNING id",
            [order.pk, principal, kind, reason[:200], said_at, by],
        )
        return cursor.fetchone() is not None


def _advance(actor: str, order: Order, kind: str, reason: str) -> None:
    """The order's own state only moves up; a refusal never overrides somebody's acceptance (RANK)."""
    if order.state == WITHDRAWN:
        return
    before, now = order.row(), clock.now()
    stamp = f"{kind}_at"
    if getattr(order, stamp) is None:
        setattr(order, stamp, now)
    for implied in _implied(kind):
        if getattr(order, f"{implied}_at") is None:
            setattr(order, f"{implied}_at", now)
    if RANK[kind] > RANK[order.state]:
        order.state = kind
    if kind == REFUSED:
        order.refuse_reason = reason if reason in REASONS else "other"
    order.save()
    with act(actor) as log:
        tell(log, order.streams, f"order.{kind}", before, order.row(), area=order.incident.area)
        clear_deadline(RESEND, order.pk)
        if order.state in SPEAKS_FOR_UNIT:
            clear_deadline(ESCALATE, order.pk)
        if order.kind == Order.DISPATCH and order.incident.open:
            _move_incident(actor, order, kind)


def _implied(kind: str) -> tuple[str, ...]:
    """Who accepts has been reached, whatever got lost on the way."""
    return {
        "read": ("delivered",),
        "accepted": ("delivered", "read"),
        "refused": ("delivered", "read"),
        "arrived": ("delivered", "read", "accepted"),
    }.get(kind, ())


def _move_incident(actor: str, order: Order, kind: str) -> None:
    """The first acceptance is the turn-out; the first on scene commands until it is handed over."""
    if kind not in (ACCEPTED, ARRIVED) or not Assignment.objects.filter(order=order, state=OPEN).exists():
        return
    incident = lock_open_incident(order.incident_id)
    values: dict[str, object] = {}
    if kind == ACCEPTED and incident.phase == OPENED:
        values["phase"] = RESPONDING
    if kind == ARRIVED and incident.phase in (OPENED, RESPONDING):
        values["phase"] = ON_SCENE
    if kind == ARRIVED and incident.commander_unit_id is None:
        values["commander_unit_id"] = order.unit_id
    if values:
        change_incident(actor=actor, incident=incident, **values)
