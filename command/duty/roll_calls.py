"""Verbs on the duty's roll call: ask many at once through the calling engine, take their answers, close it, score it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import Avg, Count, Q

from command.duty.defaults import LADDER
from command.duty.records import (
    ANSWERED,
    ASKING,
    LATE,
    NO_ANSWER,
    OFFLINE,
    SUBSTITUTE,
    DutyRollCall,
    DutyRollTarget,
)
from command.duty.rows import DutyRollCallRow, UnitScore
from command.duty.video import ring_by_video
from dispatch.callout.actions import answer_call, start_callout, stop_callout
from dispatch.callout.models import Attempt, Call, Callout, LadderStep
from dispatch.conferences.models import Leg
from dispatch.contacts.models import Person
from dispatch.telling import tell
from realtime import clock
from realtime.areas.models import TOWN, Area
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

DUE = "duty.roll_call"  # deadline, by roll call
TEXT = "值班点名:{name}收到请回答。"
REPLY = "收到,在岗"  # what an answer by a key says
CLERK = "clerk"
HEARD = (ANSWERED, SUBSTITUTE)


def start_roll_call(*, actor: str, name: str, area: str, kind: str, areas: Sequence[str] = (), exercise: int | None = None) -> DutyRollCall:
    """Everybody under the area's towns is asked in the same moment, or the places chosen. While one is open here a second press answers with it."""
    with act(actor, exercise) as log:
        standing = DutyRollCall.objects.filter(area=area, state=DutyRollCall.OPEN, exercise_id=exercise).first()
        if standing is not None:
            return standing
        places = _places(area, areas)
        speakers = speakers_of([place.code for place in places])
        waits = waits_of(area)
        now = clock.now()
        roll_call = DutyRollCall.objects.create(
            area=area, kind=kind, text=TEXT.format(name="各值班室"), started_by=actor, started_name=name[:60], started_at=now,
            due_at=now + timedelta(seconds=waits), exercise_id=exercise,
        )  # fmt: skip
        persons = list(dict.fromkeys(speakers.values()))
        legs = ring_by_video(actor=actor, name=name, area=area, persons=persons, waits=waits, exercise=exercise)
        _list_targets(roll_call, places, speakers, legs)
        if persons:
            roll_call.callout = start_callout(
                actor=actor, name=name, about="duty", about_id=roll_call.pk, purpose="call", persons=persons, text=roll_call.text, area=area,
                ladder=LADDER, exercise=exercise, join=False, areas=[place.code for place in places][:400],
            )  # fmt: skip
            roll_call.save(update_fields=["callout"])
            _tie_calls(roll_call)
        set_deadline(DUE, roll_call.pk, waits, exercise=exercise)
        tell(log, [f"area:{area}"], "duty_roll_call.started", None, roll_call.row(), area=area)
    return roll_call


def waits_of(area: str) -> float:
    """From the first ring to the end: every rung of the ladder has its time."""
    each = float(rule("duty.roll_call_s", area))
    last = LadderStep.objects.filter(ladder=LADDER).order_by("-after_s").values_list("after_s", flat=True).first() or 0
    return max(each * (1 + int(rule("duty.roll_call_retries", area))), last + each)


def _list_targets(roll_call: DutyRollCall, places: Sequence[Area], speakers: Mapping[str, Person], legs: Mapping[int, Leg]) -> None:
    """One contact for two places answers for the first; the other is entered by hand."""
    targets, taken = [], set()
    for place in places:
        person = speakers.get(place.code)
        first = person is not None and person.pk not in taken
        if person is not None:
            taken.add(person.pk)
        leg = legs.get(person.pk) if person is not None and first else None
        result = ASKING if first else OFFLINE
        targets.append(DutyRollTarget(roll_call=roll_call, area=place.code, name=place.name, person=person, leg=leg, result=result))
    DutyRollTarget.objects.bulk_create(targets)


def _tie_calls(roll_call: DutyRollCall) -> None:
    calls = {call.person_id: call for call in roll_call.callout.calls.all()} if roll_call.callout else {}
    asked = list(roll_call.targets.filter(result=ASKING))
    for target in asked:
        target.call = calls.get(target.person_id or 0)
    DutyRollTarget.objects.bulk_update(asked, ["call"])


def _places(area: str, areas: Sequence[str]) -> list[Area]:
    if areas:
        found = list(Area.objects.filter(pk__in=areas, code__startswith=area).order_by("code"))
        if len(found) != len(set(areas)):
            raise Problem("invalid", "点名对象里有不在本辖区的区划。", where=["areas"])
        return found
    found = [place for place in Area.objects.filter(code__startswith=area).order_by("code") if len(place.code) == TOWN]
    if not found:
        raise Problem("invalid", "本区划下没有可点名的镇街,请指定点名对象。", where=["areas"])
    return found


def speakers_of(codes: Sequence[str]) -> dict[str, Person]:
    """The duty room of each place, else the first of its contacts who is called in an emergency."""
    persons = Person.objects.current().filter(area__in=codes).filter(Q(role__notify=True) | Q(role__chain=True) | Q(role_id="duty_desk"))
    found: dict[str, Person] = {}
    for person in persons.order_by("area", "role__order", "id").select_related("role", "user"):
        known = found.get(person.area)
        if known is None or (person.role_id == "duty_desk" and known.role_id != "duty_desk"):
            found[person.area] = person
    return found


def hear_answer(call: Call) -> None:
    """The calling engine's hook, inside the action that records the answer."""
    target = DutyRollTarget.objects.filter(call=call).first()
    if target is not None:
        _take(call.answered_by or CLERK, target, call.said_by)


def answer_target(*, actor: str, roll_call_id: int, target_id: int, said_by: str, substitute: bool) -> DutyRollCall:
    """Entered at the desk: heard on the radio, on the video, or on the telephone."""
    target = DutyRollTarget.objects.select_related("roll_call", "person").filter(pk=target_id, roll_call=roll_call_id).first()
    if target is None:
        raise Problem("not_found", "没有这个点名对象。")
    said = said_by.strip() or (target.person.name if target.person else target.name)
    with act(actor, target.roll_call.exercise_id):
        if target.call_id is not None:
            answer_call(actor=actor, call_id=target.call_id, answer="entered", action_text=REPLY, said_by=said, read_back=True)
        target.refresh_from_db()
        _take(actor, target, said, substitute=substitute)
    return DutyRollCall.objects.get(pk=roll_call_id)


def _take(actor: str, target: DutyRollTarget, said_by: str, *, substitute: bool | None = None) -> None:
    """The first answer stays; one after the time counts as late, and is shown as late."""
    exercise = target.roll_call.exercise_id
    with act(actor, exercise) as log:
        roll_call = DutyRollCall.objects.select_for_update(of=("self",)).get(pk=target.roll_call_id)
        target = DutyRollTarget.objects.select_related("person").get(pk=target.pk)
        expected = target.person.name if target.person else ""
        other = substitute if substitute is not None else bool(said_by) and said_by != expected
        late = roll_call.state == DutyRollCall.DONE
        result = LATE if late else SUBSTITUTE if other else ANSWERED
        if target.result in (ANSWERED, LATE, SUBSTITUTE) and not (target.result == ANSWERED and other and substitute):
            return
        before = roll_call.row()
        target.result, target.said_by, target.answered_at = result, said_by[:60] or expected, target.answered_at or clock.now()
        target.points = points_of(roll_call.area)[result] if late else target.points
        target.save()
        if not late and not roll_call.targets.filter(result=ASKING).exists():
            _close(roll_call)
        _tell(log, roll_call, before)


def roll_call_due(roll_call_id: int) -> None:
    """The clerk's: the last try has had its time. Whoever no road carried to is offline, the others did not answer."""
    found = DutyRollCall.objects.filter(pk=roll_call_id, state=DutyRollCall.OPEN).first()
    if found is None:
        return
    with act(CLERK, found.exercise_id) as log:
        _lock_callout(found)
        roll_call = DutyRollCall.objects.select_for_update(of=("self",)).get(pk=roll_call_id)
        if roll_call.state == DutyRollCall.DONE:
            return
        before = roll_call.row()
        _close(roll_call)
        _tell(log, roll_call, before)


def end_roll_call(*, actor: str, roll_call_id: int) -> DutyRollCall:
    """By the officer, before its time."""
    found = DutyRollCall.objects.filter(pk=roll_call_id).first()
    if found is None:
        raise Problem("not_found", "没有这次点名。")
    with act(actor, found.exercise_id) as log:
        _lock_callout(found)
        roll_call = DutyRollCall.objects.select_for_update(of=("self",)).get(pk=roll_call_id)
        if roll_call.state == DutyRollCall.OPEN:
            before = roll_call.row()
            _close(roll_call)
            _tell(log, roll_call, before)
    return roll_call


def _lock_callout(roll_call: DutyRollCall) -> None:
    """Before the roll call's own row, as an answer does it: the two never wait for each other in a circle."""
    list(Callout.objects.select_for_update().filter(pk=roll_call.callout_id or 0))


def _close(roll_call: DutyRollCall) -> None:
    asking = roll_call.targets.filter(result=ASKING)
    went = (Attempt.SENT, Attempt.DONE, Attempt.SUPPRESSED)
    asking.filter(Q(call__attempts__result__in=went) | ~Q(leg__ringing_at=None, leg__joined_at=None)).update(result=NO_ANSWER)
    asking.update(result=OFFLINE)
    for result, points in points_of(roll_call.area).items():
        roll_call.targets.filter(result=result).update(points=points)
    if roll_call.callout_id is not None:
        stop_callout(actor=CLERK, about="duty", about_id=roll_call.pk, callout_id=roll_call.callout_id)
    roll_call.state, roll_call.done_at, roll_call.due_at = DutyRollCall.DONE, clock.now(), None
    roll_call.save(update_fields=["state", "done_at", "due_at"])
    clear_deadline(DUE, roll_call.pk)


def _tell(log: Log, roll_call: DutyRollCall, before: DutyRollCallRow) -> None:
    """Off the board when it is over; who answered late is read with its page."""
    if roll_call.state == DutyRollCall.OPEN:
        tell(log, [f"area:{roll_call.area}"], "duty_roll_call.answered", before, roll_call.row(), area=roll_call.area)
    else:
        log.append(f"area:{roll_call.area}", "duty_roll_call.left", {"id": roll_call.pk, "area": roll_call.area}, area=roll_call.area)


def points_of(area: str) -> dict[str, int]:
    return dict(rule("duty.roll_call_points", area))


def scores(area: str) -> list[UnitScore]:
    """Mean points of each unit over the rule's days; drills apart."""
    since = clock.now() - timedelta(days=float(rule("duty.score_days", area)))
    rows = (
        DutyRollTarget.objects.filter(area__startswith=area, roll_call__exercise_id=None, roll_call__started_at__gt=since)
        .exclude(points=None)
        .values("area", "name")
        .annotate(asked=Count("id"), mean=Avg("points"), missed=Count("id", filter=Q(result__in=[NO_ANSWER, OFFLINE])))
        .order_by("mean", "area")
    )
    return [
        {"area": row["area"], "name": row["name"], "asked": row["asked"], "points": round(float(row["mean"]), 1), "missed": row["missed"]}
        for row in rows
    ]
