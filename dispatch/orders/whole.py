"""One order whole, for who may see it: its words, who got it, what they said, which rungs were climbed and which are to come."""

from __future__ import annotations

from typing import cast

from devices.terminals.names import names_of_terminals
from dispatch.orders import ladder
from dispatch.orders.crossings import LABEL
from dispatch.orders.floors import floor_of, ready_left
from dispatch.orders.lending import Reinforcement
from dispatch.orders.models import Assignment, LadderStep, Order
from dispatch.orders.rows import (
    AckKind,
    AckRow,
    CrossingCode,
    CrossingRow,
    How,
    Leg,
    LegMoveRow,
    OrderState,
    OrderWhole,
    RankCode,
    RecipientRow,
    ReinforcementWhole,
    RungRow,
)
from dispatch.orders.states import COMMANDER, COPY, DEPUTY, MEMBER, TERMINAL, VOICE, WAITING
from realtime.accounts.names import names_of
from realtime.areas.models import Area
from realtime.clock import iso

RANKS: dict[int, RankCode] = {COMMANDER: "commander", DEPUTY: "deputy", MEMBER: "member", TERMINAL: "terminal", COPY: "copy"}
ACTION = dict(LadderStep.ACTIONS)


def order_whole(order: Order) -> OrderWhole:
    recipients, acks = list(order.recipients.order_by("rank", "id")), list(order.acks.order_by("id"))
    assignment = Assignment.objects.select_related("incident").filter(order=order).first()
    moves = list(assignment.moves.order_by("id")) if assignment else []
    actors = {row.principal for row in recipients} | {row.principal for row in acks} | {row.by for row in acks} | {row.by for row in moves}
    names = {VOICE: "语音(代签)"} | names_of(actors) | names_of_terminals(actors) | _persons(actors)
    return {
        "order": order.row(),
        "task": order.task,
        "issued_name": order.issued_name,
        "unit_name": order.unit.name,
        "incident_number": order.incident.number,
        "place": order.incident.place,
        "assignment": assignment.row() if assignment else None,
        "recipients": [
            RecipientRow(
                principal=row.principal, name=names.get(row.principal, row.principal), rank=RANKS[row.rank], state=cast("OrderState", row.state)
            )
            for row in recipients
        ],
        "acks": [
            AckRow(
                kind=cast("AckKind", row.kind), name=names.get(row.principal, row.principal), at=str(iso(row.at)), said_at=iso(row.said_at), reason=row.reason,
                proxy=row.principal == VOICE, said_by=row.said_by, channel=row.channel, read_back=row.read_back, by_name=names.get(row.by, row.by),
            )
            for row in acks
        ],
        "ladder": rungs(order),
        "crossings": [
            CrossingRow(
                crossing=cast("CrossingCode", row.crossing), label=LABEL[row.crossing], name=row.name, how=cast("How", row.how), at=str(iso(row.at)),
                agreement=row.agreement,
            )
            for row in order.approvals.order_by("id")
        ],
        "legs": [
            LegMoveRow(
                leg=cast("Leg", row.leg), at=str(iso(row.at)), said_at=iso(row.said_at), by_name=names.get(row.by, row.by), said_by=row.said_by,
                channel=row.channel, read_back=row.read_back,
            )
            for row in moves
        ],
    }  # fmt: skip


def rungs(order: Order) -> list[RungRow]:
    """Those taken, then – while nobody has answered – those to come with their time."""
    found = [
        RungRow(
            step=row.step, action=row.action, name=ACTION[row.action], due_at=None, at=iso(row.at), unit=row.unit_id,
            unit_name=row.unit.name if row.unit else None, reached=row.reached,
        )
        for row in order.rungs.select_related("unit").order_by("id")
    ]  # fmt: skip
    if order.state in WAITING:
        for rung in ladder.rungs_of(order):
            found += [
                RungRow(
                    step=row.step, action=row.action, name=ACTION[row.action], due_at=iso(ladder.due(order, row)), at=None, unit=None,
                    unit_name=None, reached=0,
                )
                for row in rung
                if row.step > order.escalation
            ]  # fmt: skip
    return found


def _persons(actors: set[str]) -> dict[str, str]:
    """Leaders without an account, who were reached by telephone."""
    from dispatch.contacts.models import Person

    ids = [int(actor.split(":")[1]) for actor in actors if actor.startswith("person:")]
    return {f"person:{pk}": name for pk, name in Person.objects.filter(pk__in=ids).values_list("pk", "name")}


def reinforcement_whole(row: Reinforcement) -> ReinforcementWhole:
    """With what the lender has now, so that consent is given knowingly."""
    lender = Area.objects.filter(pk=row.lender).first()
    return {
        "reinforcement": row.row(),
        "text": row.text,
        "refused_name": row.refused_name,
        "refused_reason": row.refused_reason,
        "lender_name": lender.name if lender else row.lender,
        "ready": ready_left(row.lender, row.kind, row.exercise_id),
        "floor": floor_of(row.lender, row.kind),
        "orders": [order.row() for order in row.orders.select_related("incident").order_by("id")],
    }
