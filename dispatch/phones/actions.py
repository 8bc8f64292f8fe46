"""Verbs on telephone calls: dial, ring in, robot, answer, end, link. The line itself is in the process `phone` (running.py)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection

from dispatch.alarms.actions import raise_alarm
from dispatch.alarms.models import Alarm
from dispatch.callout.channels import BY_NAME
from dispatch.callout.door import exercise_words
from dispatch.contacts.models import Person
from dispatch.phones.finding import open_alarms_of, person_of
from dispatch.phones.models import (
    ANSWERED,
    DIAL,
    ENDED,
    FAILED,
    GOING,
    HANG_UP,
    IN,
    MISSED,
    MOVES,
    OUT,
    RINGING,
    ROBOT,
    TAKE,
    Extension,
    PhoneCall,
    PhoneLine,
)
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.exercises.snapshot import is_tabletop
from realtime.log import Log, act

CLERK = "clerk"
WISHES = "phones"  # NOTIFY channel the process listens on
VERBS = {ANSWERED: "answered", ENDED: "ended", MISSED: "missed", FAILED: "failed"}


def wake() -> None:
    """Heard at commit; a lost one is found by the process's own look every second."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {WISHES}")


def _started(log: Log, call: PhoneCall) -> PhoneCall:
    call.refresh_from_db()
    tell(log, call.streams, "phone_call.started", None, call.row(), area=call.area)
    return call


def dial(
    *, actor: str, name: str, extension: str, number: str, area: str, person: Person | None = None, incident_id: int | None = None,
    exercise: int | None = None,
) -> PhoneCall:  # fmt: skip
    """Ring the officer's own extension, then the party, and join them. The number comes from a row here, never from a screen that was shown it."""
    if is_tabletop(exercise):
        raise Problem("exercise", "桌面推演不外呼电话。")
    person = person or person_of(number)
    if words := exercise_words(BY_NAME["phone"], exercise, person.pk if person else None):
        raise Problem("not_on_list", f"{words},不能外呼。")
    if not settings.SIP_URL:
        raise Problem("provider_refused", "本系统没有接入程控交换机(SIP_URL 未设置),请用电话机拨打。")
    if not extension:
        raise Problem("invalid", "请先填写您席位上的分机号。", where=["from"])
    with act(actor, exercise) as log:
        if PhoneCall.objects.filter(direction=OUT, extension=extension, state__in=GOING).exists():
            raise Problem("wrong_state", f"分机 {extension} 正在通话,请先挂断。")
        call = PhoneCall.objects.create(
            direction=OUT, number=number, person=person, area=area, incident_id=incident_id, extension=extension,
            by=actor, by_name=name, wish=DIAL, alarms=open_alarms_of(number), exercise_id=exercise,
        )  # fmt: skip
        wake()
        return _started(log, call)


def robot(
    *, message: str, number: str, text: str, area: str, person: Person | None = None, incident_id: int | None = None,
    call_id: int | None = None, exercise: int | None = None, asks: bool = True,
) -> PhoneCall:  # fmt: skip
    """A machine rings and says `text` until a key is pressed. `message` again is the same call: nobody is rung twice by one attempt."""
    with act(CLERK, exercise) as log:
        known = PhoneCall.objects.filter(message=message).first()
        if known is not None:
            return known
        call = PhoneCall.objects.create(
            direction=ROBOT, number=number, person=person, area=area, incident_id=incident_id, call_id=call_id, message=message, text=text[:600],
            asks=asks, wish=DIAL, exercise_id=exercise,
        )  # fmt: skip
        wake()
        return _started(log, call)


def ring_in(*, number: str, holder: str) -> PhoneCall:
    """Somebody calls the duty extension: pop up on every desk of the city."""
    with act(CLERK) as log:
        call = PhoneCall.objects.create(
            direction=IN, number=number[:40], person=person_of(number), area=settings.CITY, holder=holder, alarms=open_alarms_of(number)
        )
        return _started(log, call)


def move(*, phone_call_id: int, state: str, why: str = "", key: str = "") -> PhoneCall:
    """What the line says. A state that cannot follow is left out: a hang-up may cross an answer."""
    exercise = PhoneCall.objects.filter(pk=phone_call_id).values_list("exercise_id", flat=True).first()
    with act(CLERK, exercise) as log:
        call = _locked(phone_call_id)
        if state not in MOVES[call.state]:
            return call
        before = call.row()
        call.state, call.why = state, why[:120] or call.why
        call.key = key or call.key
        if state == ANSWERED:
            call.answered_at = clock.now()
        else:
            call.ended_at, call.wish = clock.now(), ""
        call.save()
        tell(log, call.streams, f"phone_call.{VERBS[state]}", before, call.row(), area=call.area)
    return call


def take(*, actor: str, name: str, extension: str, phone_call_id: int) -> PhoneCall:
    """Answer an incoming call at the officer's extension."""
    if not extension:
        raise Problem("invalid", "请先填写您席位上的分机号。", where=["from"])
    with act(actor) as log:
        call = _locked(phone_call_id)
        if call.direction != IN or call.state != RINGING:
            raise Problem("wrong_state", f"这个来电已{call.get_state_display()}。")
        if call.by and call.by != actor:
            raise Problem("wrong_state", f"{call.by_name} 正在接听。", holder={"by": call.by_name})
        before = call.row()
        call.by, call.by_name, call.extension, call.wish = actor, name, extension, TAKE
        call.save()
        wake()
        tell(log, call.streams, "phone_call.linked", before, call.row(), area=call.area)
    return call


def hang_up(*, actor: str, phone_call_id: int) -> PhoneCall:
    """What nobody has begun to dial is over at once; the rest is the line's to end."""
    with act(actor):
        call = _locked(phone_call_id)
        if call.wish == DIAL:
            return move(phone_call_id=phone_call_id, state=ENDED, why="本方取消")
        if call.state in GOING:
            call.wish = HANG_UP
            call.save(update_fields=["wish"])
            wake()
    return call


def link(*, actor: str, phone_call_id: int, incident_id: int | None = None, alarm_id: int | None = None) -> PhoneCall:
    """What this call was about; the incident's log of calls has it from now on."""
    exercise = PhoneCall.objects.filter(pk=phone_call_id).values_list("exercise_id", flat=True).first()
    with act(actor, exercise) as log:
        call = _locked(phone_call_id)
        before = call.row()
        new_here = incident_id is not None and call.incident_id != incident_id
        call.incident_id, call.alarm_id = incident_id or call.incident_id, alarm_id or call.alarm_id
        call.save(update_fields=["incident_id", "alarm_id"])
        tell(log, [f"area:{call.area}"], "phone_call.linked", before, call.row(), area=call.area)
        if call.incident_id:
            tell(log, [f"incident:{call.incident_id}"], "phone_call.linked", None if new_here else before, call.row(), area=call.area)
    return call


def enter_alarm(*, actor: str, phone_call_id: int, exercise: int | None = None, **fields: Any) -> Alarm:
    """One key: an alarm with the caller's number, linked to this call."""
    call = PhoneCall.objects.get(pk=phone_call_id)
    given: dict[str, Any] = {"source": "call", "lon": None, "lat": None, "urgency": "urgent", "area": call.area} | fields
    given["received_at"] = given.get("received_at") or call.at
    with act(actor, exercise):
        alarm = raise_alarm(actor=actor, caller_phone=call.number[:20], exercise=exercise, **given)
        link(actor=actor, phone_call_id=phone_call_id, alarm_id=alarm.pk, incident_id=alarm.incident_id)
    return alarm


def set_extension(*, actor: str, user_id: int, number: str) -> str:
    """Which telephone stands beside this officer; empty: none."""
    with act(actor):
        if number:
            Extension.objects.update_or_create(user_id=user_id, defaults={"number": number})
        else:
            Extension.objects.filter(user_id=user_id).delete()
    return number


def tell_line(*, up: bool, why: str = "") -> PhoneLine:
    """The exchange took or lost us; told once a change."""
    state = PhoneLine.UP if up else PhoneLine.DOWN
    with act(CLERK) as log:
        line = PhoneLine.objects.select_for_update().first()
        before = line.row() if line else None
        if line is None:
            line = PhoneLine(area=settings.CITY)
        if before is not None and (line.state, line.why) == (state, why[:120]):
            return line
        if before is None or line.state != state:
            line.since = clock.now()
        line.state, line.why = state, why[:120]
        line.save()
        tell(log, [f"area:{line.area}"], "phone_line.changed", before, line.row(), area=line.area)
    return line


def _locked(phone_call_id: int) -> PhoneCall:
    call = PhoneCall.objects.select_for_update(of=("self",)).select_related("person").filter(pk=phone_call_id).first()
    if call is None:
        raise Problem("not_found", "没有这个通话。")
    return call
