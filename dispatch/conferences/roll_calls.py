"""点名 in a conference: in order each target has its time; who is not in is offline at once; a late or substitute answer counts as such."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dispatch.conferences.locking import exercise_of, lock_conference
from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.records import RollCall, RollTarget
from dispatch.conferences.states import ANSWERED, ASKED, JOINED, LATE, NO_ANSWER, OFFLINE, OVER, PENDING, SUBSTITUTE
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

DUE = "conference.roll_call"  # deadline kind, by roll call


def start_roll_call(*, actor: str, conference_id: int, legs: Sequence[int] = (), all_at_once: bool = False) -> RollCall:
    """The given order, else that of the invitations. While one is open a second press answers with the open one."""
    with act(actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id)
        opened = conference.roll_calls.filter(state=RollCall.OPEN).first()
        if opened is not None:
            return opened
        known = {leg.pk: leg for leg in conference.legs.filter(wall=None).order_by("id")}
        if missing := [str(number) for number in legs if number not in known]:
            raise Problem("not_found", "点名名单里有不在会商名单内的人,请刷新。", where=[f"legs: {', '.join(missing[:5])}"])
        listed = [known[number] for number in dict.fromkeys(legs)] or [leg for leg in known.values() if not _is_host(conference, leg)]
        if not listed:
            raise Problem("wrong_state", "没有可点名的参加人,请先邀请。")
        roll_call = RollCall.objects.create(
            conference=conference, all=all_at_once, within_s=int(rule("conference.roll_call_s", conference.area)), started_by=actor,
            exercise_id=conference.exercise_id,
        )  # fmt: skip
        roll_call.refresh_from_db()
        roll_call.conference = conference
        RollTarget.objects.bulk_create([RollTarget(roll_call=roll_call, leg=leg, place=place) for place, leg in enumerate(listed, 1)])
        _ask_on(roll_call)
        tell(log, conference.streams, "conference_roll_call.started", None, roll_call.row(), area=conference.area)
    return roll_call


def _is_host(conference: Conference, leg: Leg) -> bool:
    return leg.unit_id is None and leg.user_id is not None and conference.host == f"user:{leg.user_id}"


def answer_roll_call(*, actor: str, conference_id: int, leg_id: int, by_name: str = "", itself: bool = False) -> RollCall:
    """到. By the target's own page, or entered by the host who heard it; `by_name`: who answered instead."""
    with act(actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id)
        roll_call = RollCall.objects.filter(conference=conference, targets__leg=leg_id).order_by("-id").first()
        if roll_call is None:
            raise Problem("not_found", "没有点到这一方。")
        roll_call.conference = conference
        before = roll_call.row()
        target = roll_call.targets.get(leg=leg_id)
        if target.result in (ANSWERED, SUBSTITUTE) or (target.result == LATE and not by_name):
            return roll_call
        late = target.result in (NO_ANSWER, OFFLINE) or roll_call.state == RollCall.DONE
        target.result = SUBSTITUTE if by_name.strip() and not itself else LATE if late else ANSWERED
        target.at, target.by, target.by_name = clock.now(), actor, by_name.strip()[:60]
        target.save()
        if roll_call.state == RollCall.OPEN:
            _ask_on(roll_call)
        tell(log, conference.streams, _kind(roll_call), before, roll_call.row(), area=conference.area)
    return roll_call


def roll_call_due(roll_call_id: int) -> None:
    """The clerk's: whoever is being asked has not answered in time; the next one's turn."""
    found = RollCall.objects.filter(pk=roll_call_id, state=RollCall.OPEN).first()
    if found is None:
        return
    with act("clerk", found.exercise_id) as log:
        conference = lock_conference(found.conference_id, ended=True)
        roll_call = RollCall.objects.get(pk=roll_call_id)
        roll_call.conference = conference
        before = roll_call.row()
        roll_call.targets.filter(result=ASKED).update(result=NO_ANSWER)
        _ask_on(roll_call)
        tell(log, conference.streams, _kind(roll_call), before, roll_call.row(), area=conference.area)


def end_roll_call(log: Log, conference: Conference) -> None:
    """The conference ends in the middle of it: who was not asked was not asked."""
    for roll_call in conference.roll_calls.filter(state=RollCall.OPEN):
        roll_call.conference = conference
        before = roll_call.row()
        roll_call.targets.filter(result=ASKED).update(result=NO_ANSWER)
        _finish(roll_call)
        tell(log, conference.streams, "conference_roll_call.done", before, roll_call.row(), area=conference.area)


def _kind(roll_call: RollCall) -> str:
    return "conference_roll_call.done" if roll_call.state == RollCall.DONE else "conference_roll_call.answered"


def _ask_on(roll_call: RollCall) -> None:
    """The next in order who is in; all who are in at once, where it is so called. Nobody left: it is over."""
    now = clock.now()
    if not roll_call.targets.filter(result=ASKED).exists():
        for target in roll_call.targets.filter(result=PENDING).select_related("leg").order_by("place"):
            target.result = ASKED if target.leg.state == JOINED else OFFLINE
            target.asked_at = now
            target.save(update_fields=["result", "asked_at"])
            if target.result == ASKED and not roll_call.all:
                break
        if roll_call.targets.filter(result=ASKED).exists():
            roll_call.due_at = now + timedelta(seconds=roll_call.within_s)
            roll_call.save(update_fields=["due_at"])
            set_deadline(DUE, roll_call.pk, roll_call.within_s, exercise=roll_call.exercise_id)
    if not roll_call.targets.exclude(result__in=OVER).exists():
        _finish(roll_call)


def _finish(roll_call: RollCall) -> None:
    roll_call.state, roll_call.done_at, roll_call.due_at = RollCall.DONE, clock.now(), None
    roll_call.save(update_fields=["state", "done_at", "due_at"])
    clear_deadline(DUE, roll_call.pk)
