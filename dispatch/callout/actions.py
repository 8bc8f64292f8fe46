"""Verbs on callouts: start, deliver, answer, take over, stop. Delivered is not answered; answered is a human's act."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from dispatch.callout import attempts
from dispatch.callout.attempts import DELIVERY
from dispatch.callout.climbing import STEP, exercise_of, lock_call, rest, ring_again, send_somebody
from dispatch.callout.hooks import on_answer, tell_answer
from dispatch.callout.message import opening
from dispatch.callout.models import (
    ANSWERED,
    ANSWERS,
    CALLING,
    DELIVERED,
    FAILED,
    STOPPED,
    TAKEN_OVER,
    UNSETTLED,
    WAITING,
    Attempt,
    Call,
    Callout,
)
from dispatch.callout.waves import WAVE, ring_all
from dispatch.contacts.models import Person
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.names import names_of
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.exercises.snapshot import is_tabletop
from realtime.log import Log, act
from realtime.rules.models import rule

__all__ = ["answer_call", "deliver_call", "on_answer", "retry_call", "start_callout", "stop_callout", "take_over_call", "visit_call"]

START = "callout.start"  # the right
DEFAULT_LADDER = "callout.default"


def start_callout(
    *,
    actor: str,
    about: str,
    about_id: int,
    purpose: str,
    persons: Sequence[Person],
    text: str,
    area: str,
    incident_id: int | None = None,
    ladder: str = DEFAULT_LADDER,
    exercise: int | None = None,
    name: str = "",
    join: bool = True,
    areas: Sequence[str] = (),
) -> Callout:
    """Call these persons. With `join`, the callout going on about the same thing for the same purpose is used and calls nobody twice.

    More than the rule's number ring in waves: the rows of all are there at once, the clerk rings those that wait.
    """
    with act(actor, exercise) as log:
        _one_at_a_time(f"{about}:{about_id}:{purpose}:{exercise}")
        callout = _going_on(about, about_id, purpose, exercise) if join else None
        if callout is None:
            callout = Callout.objects.create(
                about=about, about_id=about_id, purpose=purpose, text=opening(text, exercise)[:500], area=area, incident_id=incident_id, ladder=ladder,
                started_by=actor, started_name=name or names_of([actor]).get(actor, actor), exercise_id=exercise,
                quiet=is_tabletop(exercise), areas=list(areas),
            )  # fmt: skip
        elif set(areas) - set(callout.areas):
            callout.areas = sorted({*callout.areas, *areas})
            callout.save(update_fields=["areas"])
        ring_all(log, callout, persons)
    return callout


def _going_on(about: str, about_id: int, purpose: str, exercise: int | None) -> Callout | None:
    return (
        Callout.objects.select_for_update()
        .filter(about=about, about_id=about_id, purpose=purpose, exercise_id=exercise, stopped_at=None, archived=False)
        .order_by("-id")
        .first()
    )


def _one_at_a_time(key: str) -> None:
    """Two officers pressing in the same second: the second waits here and then joins the first one's callout."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"callout:{key}"])


def found(call_id: int) -> Call:
    """Of one human in two posts, the call that rings."""
    rung_by = Call.objects.filter(pk=call_id).values_list("same_as", flat=True).first()
    call = lock_call(rung_by or call_id)
    if call is None:
        raise Problem("not_found", "没有这个呼叫。")
    return call


def deliver_call(*, actor: str, call_id: int, channel: str = "app") -> Call:
    """The person's page or radio has it and rings. Says nothing about the person."""
    with act(actor, exercise_of(call_id)) as log:
        call = found(call_id)
        attempts.settle(call, channel, Attempt.DONE)
        if call.delivered_at is not None:
            return call
        before = call.row()
        call.delivered_at, call.channel, call.bearer = clock.now(), channel, channel
        if call.state in (WAITING, CALLING, FAILED):
            call.state = DELIVERED
        call.save(update_fields=["state", "channel", "bearer", "delivered_at"])
        clear_deadline(DELIVERY, call.pk)
        tell(log, call.streams, "call.delivered", before, call.row(), area=call.callout.area)
    return call


def answer_call(*, actor: str, call_id: int, answer: str, action_text: str, said_by: str = "", read_back: bool = False) -> Call:
    """Somebody answered and said what they do. The first answer stays; one that comes after the callout was stopped still counts."""
    if answer not in dict(ANSWERS):
        raise Problem("invalid", "应答方式不正确。", where=["answer"])
    if not action_text.strip():
        raise Problem("invalid", "请说明采取的措施,例如“已派人核查,十分钟后回报”。", where=["action_text"])
    if answer == "entered" and not said_by.strip():
        raise Problem("invalid", "代录应答须填写答话人。", where=["said_by"])
    if answer == "entered" and not read_back:
        raise Problem("invalid", "请先向对方复诵其措施,确认后再录入。", where=["read_back"])
    with act(actor, exercise_of(call_id)) as log:
        call = found(call_id)
        if call.state == ANSWERED:
            return call
        before = call.row()
        call.state, call.answer, call.answered_at, call.answered_by = ANSWERED, answer, clock.now(), actor
        call.action_text, call.said_by, call.read_back = action_text.strip()[:500], said_by.strip()[:60], read_back
        call.officer = False
        call.save()
        rest(call)
        tell(log, call.streams, "call.answered", before, call.row(), area=call.callout.area)
        _cover(log, call)
        _call_off_stand_ins(log, call)
        tell_answer(call)
    return call


def _cover(log: Log, call: Call) -> None:
    """The deputy's answer answers for the one they stand in for, and so on up; one human's answer for each of their posts."""
    principal = call.stands_for
    while principal is not None:
        _answered_by(log, principal, call)
        principal = principal.stands_for
    for post in call.twins.filter(state__in=UNSETTLED, covered_by=None).select_related("person"):
        _answered_by(log, post, call)
        post.callout = call.callout
        _call_off_stand_ins(log, post)
    # Called beside their principal from the start, a deputy answers for the same place all the same.
    beside = call.callout.calls.filter(person__deputy=call.person_id, district=call.district, town=call.town, village=call.village)
    for principal in beside.filter(state__in=UNSETTLED, covered_by=None, same_as=None).select_related("person"):
        _answered_by(log, principal, call)


def _answered_by(log: Log, principal: Call, call: Call) -> None:
    principal.callout = call.callout
    if principal.state in UNSETTLED and principal.covered_by_id is None:
        before = principal.row()
        principal.covered_by, principal.officer = call, False
        principal.save(update_fields=["covered_by", "officer"])
        rest(principal)
        tell(log, principal.streams, "call.covered", before, principal.row(), area=call.callout.area)


def _call_off_stand_ins(log: Log, call: Call) -> None:
    """Who was rung in this person's place need not answer any more."""
    for other in call.stand_ins.filter(state__in=UNSETTLED, covered_by=None).select_related("person"):
        other.callout = call.callout
        _stop(log, other)
        _call_off_stand_ins(log, other)


def _stop(log: Log, call: Call) -> None:
    before = call.row()
    call.state, call.officer = STOPPED, False
    call.save(update_fields=["state", "officer"])
    rest(call)
    tell(log, call.streams, "call.stopped", before, call.row(), area=call.callout.area)


def take_over_call(*, actor: str, name: str, call_id: int) -> Call:
    """An officer picks up the phone for this one. Not finished in the rule's time, it goes back to the ladder."""
    with act(actor, exercise_of(call_id)) as log:
        call = found(call_id)
        if call.state == TAKEN_OVER and call.taken_by != actor:
            raise Problem("wrong_state", f"{call.taken_name} 正在人工叫应 {call.name}。", holder={"by": call.taken_name})
        if call.state not in UNSETTLED:
            raise Problem("wrong_state", f"{call.name} 的呼叫已{call.get_state_display()},不需要接管。")
        before = call.row()
        call.state, call.taken_by, call.taken_name, call.taken_at = TAKEN_OVER, actor, name, clock.now()
        call.save(update_fields=["state", "taken_by", "taken_name", "taken_at"])
        rest(call)
        set_deadline(STEP, call.pk, float(rule("callout.takeover_s", call.callout.area)), exercise=call.exercise_id)
        tell(log, call.streams, "call.taken", before, call.row(), area=call.callout.area)
    return call


def retry_call(*, actor: str, call_id: int) -> Call:
    """An officer has this person rung from the first way on, once more."""
    with act(actor, exercise_of(call_id)) as log:
        call = found(call_id)
        if call.state not in (*UNSETTLED, STOPPED) or call.covered_by_id is not None:
            raise Problem("wrong_state", f"{call.name} 的呼叫已{call.get_state_display()},不需要重呼。")
        if call.state == TAKEN_OVER and call.taken_by != actor:
            raise Problem("wrong_state", f"{call.taken_name} 正在人工叫应 {call.name}。", holder={"by": call.taken_name})
        if call.callout.stopped_at is not None:
            raise Problem("wrong_state", "这次叫应已停止,请重新发起叫应。")
        ring_again(log, call)
    return call


def visit_call(*, actor: str, call_id: int, person: Person | None = None) -> Call:
    """Somebody goes there now, whatever the ladder's time: the person chosen, else the nearest; the loudspeaker of the place speaks."""
    with act(actor, exercise_of(call_id)) as log:
        call = found(call_id)
        if call.state not in UNSETTLED or call.covered_by_id is not None:
            raise Problem("wrong_state", f"{call.name} 的呼叫已{call.get_state_display()},不需要上门。")
        if person is not None and call.callout.calls.filter(person=person).exists():
            raise Problem("conflict", f"{person.name} 已在这次叫应中,请另选一人。", where=["person"])
        before = call.stand_ins.filter(visit=True).count()
        send_somebody(log, call, person)()
        if call.stand_ins.filter(visit=True).count() == before and not call.attempts.filter(channel="loudspeaker").exists():
            raise Problem("wrong_state", f"{call.name} 附近没有可派的干部或队伍,也没有大喇叭,请电话联系镇街。")
    return call


def stop_callout(*, actor: str, about: str, about_id: int, purpose: str = "", callout_id: int | None = None) -> int:
    """Call off whoever has not answered yet, of all callouts about this (or those of one purpose, or one). How many were called off."""
    stopped = 0
    with act(actor):
        going = Callout.objects.select_for_update().filter(about=about, about_id=about_id, stopped_at=None)
        if purpose:
            going = going.filter(purpose=purpose)
        if callout_id is not None:
            going = going.filter(pk=callout_id)
        for callout in going:
            callout.stopped_by, callout.stopped_at = actor, clock.now()
            callout.save(update_fields=["stopped_by", "stopped_at"])
            clear_deadline(WAVE, callout.pk)
            with act(actor, callout.exercise_id) as log:
                for call in callout.calls.filter(state__in=UNSETTLED, covered_by=None).select_related("person"):
                    call.callout = callout
                    _stop(log, call)
                    stopped += 1
    return stopped
