"""clerk → **ladder** → order: while nobody answers, rung after rung, each once, until somebody does or the order expires.

The rungs are rows. Every handler here runs inside the clerk's action; a clerk that was killed leaves the deadline, and the next one goes on.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import F

from dispatch.orders import calling
from dispatch.orders.desk import alarm_unanswered
from dispatch.orders.models import LadderStep, Order, Recipient, Rung
from dispatch.orders.recipients import send_order, terminals_of
from dispatch.orders.states import DELIVERED, EXPIRED, RANK, WAITING
from dispatch.teams.models import Unit
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.log import act
from realtime.rules.models import rule, rules_under

CLERK = "clerk"
ESCALATE, RESEND, EXPIRE = "order.escalate", "order.resend", "order.expire"  # deadline kinds
RESENDS, FIRST_RESEND_S = 4, 5  # 5, 10, 20, 40 s: then the ladder's clock takes over


def begin(order: Order) -> None:
    """Set the clocks: of sending again, of the first rung, and of the end."""
    terms = rules_under("order.", order.incident.area)
    late = order.ack_within_s - int(terms["order.ack_within_s"])
    set_deadline(RESEND, order.pk, FIRST_RESEND_S, exercise=order.exercise_id)
    if rungs := rungs_of(order):
        set_deadline(ESCALATE, order.pk, max(0, rungs[0][0].after_s + late), exercise=order.exercise_id)
    set_deadline(EXPIRE, order.pk, max(0, int(terms["order.expires_s"]) + late), exercise=order.exercise_id)


def settled(order: Order) -> None:
    """Somebody answered, or nobody has to any more: no clock of this order runs on."""
    for kind in (ESCALATE, RESEND, EXPIRE):
        clear_deadline(kind, order.pk)
    calling.stop(order)


def rungs_of(order: Order) -> list[list[LadderStep]]:
    """The ladder of the finest area that has one, rung by rung."""
    rows = list(LadderStep.objects.filter(ladder=f"order.{order.kind}"))
    area = max((row.area for row in rows if order.incident.area.startswith(row.area)), key=len, default="")
    mine = sorted((row for row in rows if row.area == area), key=lambda row: (row.step, row.pk))
    return [list(group) for _, group in groupby(mine, key=lambda row: row.step)]


def due(order: Order, rung: LadderStep) -> datetime:
    """Rungs are written for the usual term; who got longer to answer is asked correspondingly later."""
    assert order.due_at is not None
    usual = int(rule("order.ack_within_s", order.incident.area))
    return order.due_at + timedelta(seconds=rung.after_s - usual)


def _take(order_id: int) -> Order | None:
    """The order, locked, if it still waits for its answer."""
    order = Order.objects.select_for_update(of=("self",)).select_related("incident", "unit").get(pk=order_id)
    return order if order.state in WAITING else None


def resend_order(order_id: int) -> None:
    """To every terminal that has not said `delivered`; the terminal drops ids it has seen."""
    order = _take(order_id)
    if order is None:
        return
    most = 0
    for terminal in terminals_of(order):
        recipient = order.recipients.get(principal=f"terminal:{terminal.pk}")
        if RANK[recipient.state] >= RANK[DELIVERED] or recipient.attempts >= RESENDS:
            continue
        Recipient.objects.filter(pk=recipient.pk).update(attempts=F("attempts") + 1)
        most = max(most, recipient.attempts + 1)
        send_order(order, terminal)
    if most:
        set_deadline(RESEND, order.pk, FIRST_RESEND_S * 2**most, exercise=order.exercise_id)


def escalate_order(order_id: int) -> None:
    """Climb every rung whose time has come; after an outage that may be several, each is taken once."""
    order = _take(order_id)
    if order is None:
        return
    left = [rung for rung in rungs_of(order) if rung[0].step > order.escalation]
    if not left:
        return
    now = clock.now()
    for number, rung in enumerate(left):
        if number and due(order, rung[0]) > now:
            set_deadline(ESCALATE, order.pk, (due(order, rung[0]) - now).total_seconds(), exercise=order.exercise_id)
            return
        _climb(order, rung)


def _climb(order: Order, rung: list[LadderStep]) -> None:
    with act(CLERK, order.exercise_id) as log:
        before = order.row()
        order.escalation = rung[0].step
        for action in rung:
            order.step = action.action
            _do(order, action)
        order.save(update_fields=["escalation", "step", "next_unit"])
        tell(log, order.streams, "order.escalated", before, order.row(), area=order.incident.area)


def _do(order: Order, action: LadderStep) -> None:
    taken = Rung(order=order, step=action.step, action=action.action)
    if action.action in (LadderStep.AGAIN, LadderStep.NEXT_CHANNEL):
        taken.reached = _again(order)
    if action.action in calling.WHOM:
        taken.callout, called = calling.call(order, action.action)
        taken.reached += called
    if action.action == LadderStep.PROPOSE:
        taken.unit = propose(order)
    if action.action == LadderStep.ALARM:
        alarm_unanswered(order)
    taken.save()


def _again(order: Order) -> int:
    order.recipients.update(attempts=0)
    set_deadline(RESEND, order.pk, 0, exercise=order.exercise_id)
    return len(terminals_of(order))


def propose(order: Order) -> Unit | None:
    """The next best team for the same need, for the officer to send; the caller saves and tells."""
    from dispatch.recommend.choose import next_unit

    asked = Order.objects.filter(incident=order.incident, kind=Order.DISPATCH).values_list("unit_id", flat=True)
    order.next_unit = next_unit(order.incident, capability=order.unit.kind, exclude=set(asked))
    return order.next_unit


def expire_order(order_id: int) -> None:
    """Nobody answered on any rung. The team stays held until an officer lets it go: it may be on its way without a radio."""
    order = _take(order_id)
    if order is None:
        return
    with act(CLERK, order.exercise_id) as log:
        before = order.row()
        order.state, order.expired_at = EXPIRED, clock.now()
        order.save(update_fields=["state", "expired_at"])
        settled(order)
        tell(log, order.streams, "order.expired", before, order.row(), area=order.incident.area)


def shift(exercise: int, by: timedelta) -> None:
    """The exercise's time runs faster: terms that are still running end that much earlier."""
    with act("system", exercise) as log:
        for order in Order.objects.filter(exercise_id=exercise, state__in=WAITING).select_related("incident", "unit"):
            before = order.row()
            order.due_at = (order.due_at or clock.now()) - by
            order.save(update_fields=["due_at"])
            tell(log, order.streams, "order.advanced", before, order.row(), area=order.incident.area)
