"""action → **issuing** → order: the one place where an order comes into being, addressed, told, with its clocks set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dispatch.incidents.models import Incident
from dispatch.mutual_aid import covering
from dispatch.numbers import ORDER, next_number
from dispatch.orders import hooks, ladder
from dispatch.orders.crossings import Approval, crossed, settle
from dispatch.orders.lending import Reinforcement
from dispatch.orders.levels import duty_posts, issuing_level, levels_between
from dispatch.orders.models import Crossing, Order
from dispatch.orders.recipients import address
from dispatch.orders.states import COPY
from dispatch.teams.models import Unit
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import set_deadline
from realtime.log import act

ASSIGN = "unit.assign"  # the right
RETURN = "order.return"  # deadline kind; the ladder has its own


@dataclass(frozen=True)
class Words:
    """What an order says, whoever gives it."""

    task: str
    urgency: str = "urgent"
    radio_channel: str = ""
    ack_within_s: int = 60
    return_by: datetime | None = None


@dataclass(frozen=True)
class Issuer:
    """Who gives it, in whose name, and over which areas; `authority` None = the centre itself, which may everything."""

    actor: str
    name: str
    authority: Sequence[str] | None = None
    approvals: Sequence[Approval] = field(default=())


def issue(
    issuer: Issuer,
    incident: Incident,
    unit: Unit,
    words: Words,
    *,
    kind: str = Order.DISPATCH,
    voice: bool = False,
    instead_of: Order | None = None,
    follows: Order | None = None,
    reinforcement: Reinforcement | None = None,
) -> Order:
    """Store the order, its recipients and their downlinks; nothing is sent before the caller's action commits.

    `follows`: a further task or a stand-down goes to whoever had a copy of the dispatch, and crosses nothing that it did not.
    """
    approvals = check_crossings(issuer, incident, unit) if kind == Order.DISPATCH else []
    if follows is not None:
        copies = list(follows.recipients.filter(rank=COPY).values_list("principal", flat=True))
    else:
        copies = [user.actor for user in duty_posts(levels_between(issuing_level(issuer.authority, unit.area), unit.area))]
        copies = list(dict.fromkeys([*copies, *hooks.copies(incident)]))
    with act(issuer.actor, incident.exercise_id) as log:
        now = clock.now()
        order = Order.objects.create(
            number=next_number(ORDER), kind=kind, incident=incident, unit=unit, urgency=words.urgency, task=words.task,
            radio_channel=words.radio_channel or unit.radio_channel, issued_by=issuer.actor, issued_name=issuer.name, issued_at=now,
            due_at=now + timedelta(seconds=words.ack_within_s), ack_within_s=words.ack_within_s, return_by=words.return_by, voice=voice,
            crossings=[approval.crossing for approval in approvals], instead_of=instead_of, reinforcement=reinforcement,
            exercise_id=incident.exercise_id,
        )  # fmt: skip
        aid = covering(unit.area, incident.area, incident.type_id, unit.kind) if any(one.crossing == "area" for one in approvals) else None
        Crossing.objects.bulk_create(
            [
                Crossing(
                    order=order, crossing=one.crossing, name=one.name, how=one.how, by=issuer.actor,
                    agreement=aid.name if aid and one.crossing == "area" else "",
                )
                for one in approvals
            ]
        )  # fmt: skip
        address(order, copies)
        tell(log, order.streams, "order.issued", None, order.row(), area=incident.area)
        ladder.begin(order)
        if order.return_by is not None and reinforcement is None:
            set_deadline(RETURN, order.pk, max(0.0, (order.return_by - now).total_seconds()), exercise=order.exercise_id)
    return order


def check_crossings(issuer: Issuer, incident: Incident, unit: Unit) -> list[Approval]:
    """Whose word each of the five crossings rests on; refused where one has nobody's."""
    found = crossed(unit, incident, issuing_level(issuer.authority, unit.area))
    return settle(found, unit, issuer.authority, issuer.approvals, issuer.name)
