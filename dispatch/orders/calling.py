"""ladder → **calling** → callout: which persons a rung calls, and what their answer means for the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch.orders.levels import duty_posts
from dispatch.orders.models import LadderStep, Order
from dispatch.orders.states import ACCEPTED, CANCELLABLE, READ
from dispatch.teams.models import Member
from realtime.clerk.deadlines import set_deadline

if TYPE_CHECKING:
    from dispatch.callout.models import Call
    from dispatch.contacts.models import Person

ABOUT, PURPOSE = "order", "order"
ANSWERED = "order.call_answered"  # deadline kind; the object is the call
LADDER = "callout.order"  # the order's own ladder climbs; a call of it only tries the person's channels
WHOM = (LadderStep.NEXT_CHANNEL, LadderStep.DEPUTY, LadderStep.SUPERIOR)
CLERK = "clerk"


def call(order: Order, action: str) -> tuple[int | None, int]:
    """(callout, persons called). Whoever was called already is not called twice."""
    from dispatch.callout.actions import start_callout

    persons = {LadderStep.NEXT_CHANNEL: leaders, LadderStep.DEPUTY: deputies, LadderStep.SUPERIOR: superiors}[action](order)
    if not persons:
        return None, 0
    callout = start_callout(
        actor=CLERK, about=ABOUT, about_id=order.pk, purpose=PURPOSE, persons=persons, ladder=LADDER, area=order.incident.area,
        text=f"调度令 {order.number}({order.unit.name})未签收:{order.task}"[:500], incident_id=order.incident_id, exercise=order.exercise_id,
    )  # fmt: skip
    return callout.pk, len(persons)


def stop(order: Order) -> None:
    """No telephone rings for an order that was answered."""
    from dispatch.callout.actions import stop_callout

    if order.escalation:
        stop_callout(actor=CLERK, about=ABOUT, about_id=order.pk)


def leaders(order: Order) -> list[Person]:
    """The unit's commander; a unit whose members have no accounts is reached by its contacts."""
    from dispatch.contacts.models import Person

    found = _members(order, Member.COMMANDER)
    if found:
        return found
    contacts = list(Person.objects.current().filter(unit=order.unit))
    seconds = {person.deputy_id for person in contacts}
    return [person for person in contacts if person.pk not in seconds]


def deputies(order: Order) -> list[Person]:
    found = _members(order, Member.DEPUTY)
    found += [person.deputy for person in leaders(order) if person.deputy is not None and person.deputy.active]
    return list(dict.fromkeys(found))


def superiors(order: Order) -> list[Person]:
    """The leaders' superiors; without any, who has the duty of the unit's area, or of the nearest one above it."""
    from dispatch.contacts.duty import above, person_of

    found = [person.superior for person in leaders(order) if person.superior is not None and person.superior.active]
    for code in above(order.unit.area):
        found = found or [person_of(user) for user in duty_posts([code]) if user.actor != order.issued_by]
    return list(dict.fromkeys(found))


def _members(order: Order, role: str) -> list[Person]:
    from dispatch.contacts.duty import person_of

    return [
        person_of(member.user)
        for member in Member.objects.filter(unit=order.unit, role=role, user__is_active=True).select_related("user").order_by("id")
    ]


def take_answer(call: Call) -> None:
    """Somebody answered the telephone. The clerk looks at what it means: here the call is locked, and the order must be locked first."""
    if call.callout.purpose == PURPOSE:
        set_deadline(ANSWERED, call.pk, 0, exercise=call.exercise_id)


def answer_due(call_id: int) -> None:
    """The leader or the deputy pressed yes: that is the unit's acceptance. Words are only a reading, what they meant the officer enters;
    a superior who answers sees to it, no more."""
    from dispatch.callout.models import Call
    from dispatch.orders.acks import take_call

    call = Call.objects.select_related("callout", "person").get(pk=call_id)
    order = Order.objects.select_related("unit").filter(pk=call.callout.about_id).first()
    if order is None or order.state not in CANCELLABLE:
        return
    if call.person in [*leaders(order), *deputies(order)]:
        take_call(order_id=order.pk, call=call, kind=ACCEPTED if call.answer in ("button", "key") else READ)
