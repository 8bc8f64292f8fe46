"""Every change of a leg's state goes through here: legal moves only, its times kept, one event."""

from __future__ import annotations

from typing import Any

from dispatch.conferences.hooks import tell_leg
from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.states import DECLINED, FAILED, INVITED, JOINED, LEFT, RANK, RINGING, moves_to
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log
from realtime.rules.models import rule

NO_ANSWER, EMPTY = "conference.no_answer", "conference.empty"  # deadlines: by leg; by conference
KINDS = {
    INVITED: "conference_leg.invited",
    RINGING: "conference_leg.ringing",
    JOINED: "conference_leg.joined",
    LEFT: "conference_leg.left_room",  # `left` takes a row off the board
    FAILED: "conference_leg.failed",
    DECLINED: "conference_leg.declined",
}
TIMES = {INVITED: "invited_at", RINGING: "ringing_at", JOINED: "joined_at", LEFT: "left_at"}


def move_leg(log: Log, leg: Leg, state: str, *, by: str, why: str = "", **fields: Any) -> bool:
    """False when there is nothing to do: it is there already, or a late receipt would take it back."""
    if leg.state == state or (state == RINGING and RANK[leg.state] > RANK[RINGING]):
        return False
    if not moves_to(leg.state, state):
        raise Problem(
            "wrong_state", f"{leg.name} {leg.get_state_display()},不能改为“{dict(Leg._meta.get_field('state').choices or [])[state]}”。"
        )
    before, now = leg.row(), clock.now()
    leg.state, leg.why, leg.moved_by = state, why, by
    if state in TIMES:
        setattr(leg, TIMES[state], now)
    if state == INVITED:
        leg.ringing_at = leg.left_at = None
    if state == JOINED:
        leg.left_at = None
    else:
        leg.video = False
    for name, value in fields.items():
        setattr(leg, name, value)
    leg.save()
    tell(log, leg.streams, KINDS[state], before, leg.row(), area=leg.conference.area)
    _clocks(leg, state)
    if state in (RINGING, JOINED):
        tell_leg(leg)
    return True


def change_leg(log: Log, leg: Leg, **fields: Any) -> None:
    """Anything but its state."""
    before = leg.row()
    for name, value in fields.items():
        setattr(leg, name, value)
    leg.save(update_fields=list(fields))
    tell(log, leg.streams, "conference_leg.changed", before, leg.row(), area=leg.conference.area)


def change(log: Log, conference: Conference, kind: str, **fields: Any) -> None:
    before = conference.row()
    for name, value in fields.items():
        setattr(conference, name, value)
    conference.save(update_fields=list(fields))
    tell(log, conference.streams, kind, before, conference.row(), area=conference.area)


def _clocks(leg: Leg, state: str) -> None:
    """Who does not answer is given up; a conference that everybody left ends by itself and frees its room."""
    conference = leg.conference
    if state not in (INVITED, RINGING):
        clear_deadline(NO_ANSWER, leg.pk)
    if state == JOINED:
        clear_deadline(EMPTY, conference.pk)
    elif state == LEFT and conference.open and not conference.legs.filter(state=JOINED, wall=None).exists():
        minutes = float(rule("conference.empty_min", conference.area))
        set_deadline(EMPTY, conference.pk, minutes * 60, exercise=conference.exercise_id)
