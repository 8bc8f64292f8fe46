"""terminal, field page, telephone or radio voice → **acks** → order: what was said, stored once, and what the order makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from dispatch.orders import desk, hooks, ladder, legs
from dispatch.orders.belief import risen, unit_state
from dispatch.orders.models import Order, Recipient
from dispatch.orders.states import (
    ACCEPTED,
    ACKS,
    ANSWERS,
    ARRIVED,
    CANCELLED,
    COMMANDER,
    COPY,
    DELIVERED,
    EXPIRED,
    IMPLIED,
    MEMBER,
    READ,
    REASONS,
    REFUSED,
    SPEAKERS,
    VOICE,
    WAITING,
)
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import act

if TYPE_CHECKING:
    from dispatch.callout.models import Call

MEMBER_RANK = MEMBER  # an ordinary member reads, but does not answer for the unit
BY_VOICE = (READ, ACCEPTED, REFUSED, ARRIVED)
SAID = {ACCEPTED: "签收", ARRIVED: "到场", REFUSED: "不能执行"}


@dataclass(frozen=True)
class Spoken:
    """What makes a spoken answer worth keeping: who spoke, on which channel, when, and whether it was read back."""

    said_by: str
    channel: str
    read_back: bool
    at: datetime | None = None


@dataclass(frozen=True)
class Said:
    """One answer on its way into the order."""

    actor: str
    recipient: Recipient
    kind: str
    at: datetime | None
    reason: str = ""
    spoken: Spoken | None = None


def acknowledge_order(*, actor: str, order_id: int, principal: str, kind: str, said_at: datetime | None = None, reason: str = "") -> Order:
    """Record `kind` from `principal`. Said twice, or on two roads, it counts once; a lower one said late changes nothing."""
    if kind not in ACKS:
        raise Problem("invalid", "回执类型不正确。", where=["kind"])
    with act(actor, exercise_of(order_id)):
        order = lock_order(order_id)
        recipient = Recipient.objects.filter(order=order_id, principal=principal).first()
        if recipient is None:
            raise Problem("not_found", "没有发给您的这道调度令。")
        if kind in ANSWERS and recipient.rank not in SPEAKERS:
            raise Problem("forbidden", "只有队长、副队长可以代表队伍签收或拒绝。")
        take(order, Said(actor, recipient, kind, said_at, reason))
    return order


def acknowledge_by_voice(*, actor: str, order_id: int, kind: str, spoken: Spoken, reason: str = "") -> Order:
    """代签: the team said it over the radio, an officer enters it. It stops the ladder as any answer does."""
    if kind not in BY_VOICE:
        raise Problem("invalid", "语音代签只登记已阅、签收、不能执行、到场。", where=["kind"])
    with act(actor, exercise_of(order_id)):
        order = lock_order(order_id)
        if kind == REFUSED and order.state == ACCEPTED:
            raise Problem("wrong_state", f"调度令 {order.number} 已签收,不能登记拒绝;如不能执行,请收队后改派。", where=["kind"])
        if order.state == CANCELLED:
            raise Problem("wrong_state", f"调度令 {order.number} 已撤销,不能代签。")
        recipient, _ = Recipient.objects.get_or_create(order=order, principal=VOICE, defaults={"rank": COMMANDER})
        take(order, Said(actor, recipient, kind, spoken.at, reason, spoken))
    return order


def take_call(*, order_id: int, call: Call, kind: str) -> Order:
    """The leader answered the telephone that the ladder rang."""
    actor = f"user:{call.person.user_id}" if call.person.user_id else call.answered_by or "clerk"
    with act(actor, exercise_of(order_id)):
        order = lock_order(order_id)
        principal = f"user:{call.person.user_id}" if call.person.user_id else f"person:{call.person_id}"
        recipient, _ = Recipient.objects.get_or_create(order=order, principal=principal, defaults={"rank": COMMANDER})
        take(order, Said(actor, recipient, kind, call.answered_at, call.action_text))
    return order


def accept_for_leg(actor: str, order: Order, said_at: datetime | None, spoken: Spoken | None) -> None:
    """A team that says it is on its way has accepted; the order is locked."""
    principal = VOICE if spoken else actor
    recipient, _ = Recipient.objects.get_or_create(order=order, principal=principal, defaults={"rank": COMMANDER})
    take(order, Said(actor, recipient, ACCEPTED, said_at, "", spoken))


def exercise_of(order_id: int) -> int | None:
    return Order.objects.filter(pk=order_id).values_list("exercise_id", flat=True).first()


def lock_order(order_id: int) -> Order:
    order = Order.objects.select_for_update(of=("self",)).select_related("incident", "unit").filter(pk=order_id).first()
    if order is None:
        raise Problem("not_found", "没有这道调度令。")
    return order


def take(order: Order, said: Said) -> None:
    """The order is locked. Keep what was said, raise the recipient's state, and let the order make of it what it may."""
    if not _store(order, said):
        return
    recipient = said.recipient
    now = risen(recipient.state, ACCEPTED if said.kind == ARRIVED else said.kind)
    if now != recipient.state:
        recipient.state = now
        recipient.save(update_fields=["state"])
    if recipient.rank == COPY:
        return
    if said.kind != DELIVERED:  # a device says `delivered` by itself; only the others were said by a living crew
        hooks.contact(said.actor, order.unit_id, "voice" if said.spoken else "ack", said.at, order.exercise_id)
    _advance(order, said)


def _store(order: Order, said: Said) -> bool:
    spoken = said.spoken
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO orders_ack (order_id, principal, kind, reason, said_at, "by", said_by, channel, read_back)'
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id",
            [order.pk, said.recipient.principal, said.kind, said.reason[:200], said.at, said.actor,
             spoken.said_by if spoken else "", spoken.channel if spoken else "", spoken.read_back if spoken else None],
        )  # fmt: skip
        return cursor.fetchone() is not None


def _advance(order: Order, said: Said) -> None:
    before, was = order.row(), order.state
    if said.spoken and said.kind not in order.proxy:
        order.proxy = [*order.proxy, said.kind]
    if not _may_move(order, said):
        order.save(update_fields=["proxy", "late"])
        with act(said.actor, order.exercise_id) as log:
            tell(log, order.streams, "order.answered", before, order.row(), area=order.incident.area)
        return
    order.state = risen(was, unit_state(order.recipients.values_list("rank", "state")))
    _stamp(order, said)
    answered = order.state != was and order.state in (ACCEPTED, REFUSED)
    other = None
    if answered and order.state == ACCEPTED:
        order.late = order.escalation > 0 or was == EXPIRED
        other = served_by(order) if order.late else None
    if answered and order.state == REFUSED and order.kind == Order.DISPATCH:
        ladder.propose(order)
    order.save()
    with act(said.actor, order.exercise_id) as log:
        verb = order.state if answered else said.kind if said.kind in (DELIVERED, READ) else "answered"
        tell(log, order.streams, f"order.{verb}", before, order.row(), area=order.incident.area)
        if answered:
            ladder.settled(order)
        if other is not None and not said.spoken:
            desk.alarm_late(order, other)
        if said.kind == REFUSED and order.state in WAITING:  # the commander has read it and is silent: not the unit's refusal yet
            desk.alarm_refused_below(order)
        if order.kind == Order.DISPATCH and order.state == ACCEPTED and said.kind in (ACCEPTED, ARRIVED):
            legs.follow(said.actor, order, said.kind, said.at, said.spoken)


def _may_move(order: Order, said: Said) -> bool:
    """False where the words are kept and the state stays; whoever must know of it is told."""
    agrees = said.kind in (ACCEPTED, ARRIVED)
    if order.state == CANCELLED:
        if agrees:
            desk.alarm_after_cancel(order)
        return False
    if said.spoken:
        return True
    voice = order.recipients.filter(principal=VOICE, state__in=(ACCEPTED, REFUSED)).first()
    if voice is not None and ((agrees and voice.state == REFUSED) or (said.kind == REFUSED and voice.state == ACCEPTED)):
        spoken = order.acks.filter(principal=VOICE, kind__in=(voice.state, ARRIVED)).order_by("id").first()
        if spoken is None or said.at is None or said.at > (spoken.said_at or spoken.at):
            desk.alarm_contradiction(order, SAID[said.kind])
        return False
    if said.kind == REFUSED and order.state == ACCEPTED:
        if said.at is None or order.accepted_at is None or said.at > order.accepted_at:
            desk.alarm_contradiction(order, SAID[said.kind])
        return False
    if agrees and order.state == EXPIRED and (other := served_by(order)) is not None:
        order.late = True
        desk.alarm_late(order, other)
        return False
    return True


def _stamp(order: Order, said: Said) -> None:
    """When it was said, and what it implies. A device's clock is not believed; what an officer enters happened when they say it did."""
    now = clock.now()
    at = min(max(said.spoken.at, order.issued_at), now) if said.spoken and said.spoken.at else now
    for kind in (said.kind, *IMPLIED.get(said.kind, ())):
        counts = kind != ARRIVED and (kind != REFUSED or order.state == REFUSED)
        if counts and getattr(order, f"{kind}_at") is None:
            setattr(order, f"{kind}_at", at)
    if said.kind == REFUSED and order.state == REFUSED:
        order.refuse_reason = said.reason if said.reason in REASONS else "other"


def served_by(order: Order) -> Order | None:
    """The accepted order of another team for the same need: sent instead of this one, or of the same kind after this one's term was over."""
    for other in (
        Order.objects.filter(incident=order.incident_id, kind=Order.DISPATCH, state=ACCEPTED, assignment__state="open")
        .exclude(pk=order.pk)
        .select_related("unit", "instead_of")
        .order_by("id")
    ):
        older: Order | None = other
        while older is not None and older.pk != order.pk:
            older = older.instead_of
        if older is not None or (other.unit.kind == order.unit.kind and order.due_at is not None and other.issued_at > order.due_at):
            return other
    return None
