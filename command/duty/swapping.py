"""Verbs on swaps: ask, decide. The roster changes when somebody who did not ask has agreed."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction

from command.duty.actions import checked, person_in, refuse, roster_stream
from command.duty.models import APPROVED, ASKED, REFUSED, DutyShift, DutySwap
from command.duty.watching import look_at
from realtime import clock
from realtime.codes import Problem
from realtime.log import Log, act


def ask_swap(*, actor: str, name: str, shift_id: int, to: int, other_id: int | None, reason: str) -> DutySwap:
    """`other_id`: the two are exchanged; without it the other person simply takes the shift."""
    with act(actor) as log:
        shift = DutyShift.objects.select_related("person", "role").filter(pk=shift_id).first()
        if shift is None:
            raise Problem("not_found", "没有这个班次。")
        if shift.ends_at <= clock.now():
            raise Problem("wrong_state", "该班次已结束。")
        other = DutyShift.objects.select_related("person", "role").filter(pk=other_id, area=shift.area).first() if other_id else None
        if other_id and other is None:
            raise Problem("invalid", "没有要对调的班次。", where=["other"])
        person = other.person if other else person_in(to, shift.area)
        if person.pk == shift.person_id:
            raise Problem("invalid", "替班人就是本人。", where=["to"])
        try:
            with transaction.atomic():
                swap = DutySwap.objects.create(
                    shift=shift, other=other, to=person, was=shift.person, area=shift.area, reason=reason.strip()[:200], asked_by=actor, asked_name=name[:60]
                )  # fmt: skip
        except IntegrityError:
            raise Problem("wrong_state", "该班次已有待审批的调班。") from None
        swap.refresh_from_db()
        _tell(log, "duty_swap.asked", swap)
    return swap


def decide_swap(*, actor: str, name: str, swap_id: int, agreed: bool, why: str = "") -> DutySwap:
    """The same decision again changes nothing. Rest and overlap are judged as the roster stands now."""
    with act(actor) as log:
        swap = DutySwap.objects.select_for_update().filter(pk=swap_id).first()
        if swap is None:
            raise Problem("not_found", "没有这个调班申请。")
        wanted = APPROVED if agreed else REFUSED
        if swap.state == wanted:
            return swap
        if swap.state != ASKED:
            raise Problem("wrong_state", "该申请已有结论。")
        if swap.asked_by == actor:
            raise Problem("approval_needed", "本人提出的调班须由他人批准。")
        if agreed:
            _exchange(swap)
        swap.state, swap.decided_by, swap.decided_name, swap.decided_at, swap.why_not = (
            wanted,
            actor,
            name[:60],
            clock.now(),
            why.strip()[:200],
        )
        swap.save()
        _tell(log, "duty_swap.decided", swap)
        look_at(actor=actor, under=swap.area)
    return swap


def _exchange(swap: DutySwap) -> None:
    shift, other = swap.shift, swap.other
    if shift.person_id != swap.was_id or (other is not None and other.person_id != swap.to_id):
        raise Problem("stale_preview", "提出申请之后班次已改动,请重新申请。")
    # In one statement: in between one of the two would be in both.
    numbers = [shift.pk, *([other.pk] if other else [])]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE duty_dutyshift SET person_id = CASE WHEN id = %s THEN %s ELSE %s END WHERE id = ANY(%s)",
                [shift.pk, swap.to_id, swap.was_id, numbers],
            )
    except IntegrityError:
        refuse(shift, "")
    for changed in DutyShift.objects.select_related("person", "role").filter(pk__in=numbers):
        checked(changed)
    shift.refresh_from_db()
    if other is not None:
        other.refresh_from_db()


def _tell(log: Log, kind: str, swap: DutySwap) -> None:
    log.append(roster_stream(), kind, {"id": swap.pk, "area": swap.area, "shift": swap.shift_id, "state": swap.state}, area=swap.area)
