"""roll call → **video** → conferences: a target with a page of this platform is rung into one, and coming in is the answer."""

from __future__ import annotations

from collections.abc import Sequence

from command.duty.records import DutyRollTarget
from dispatch.callout.actions import answer_call, deliver_call
from dispatch.callout.climbing import VIDEO
from dispatch.callout.models import Call
from dispatch.conferences.actions import open_conference
from dispatch.conferences.models import Leg
from dispatch.conferences.moving import EMPTY, NO_ANSWER
from dispatch.conferences.states import JOINED, WAITING
from dispatch.contacts.models import Person
from realtime.clerk.deadlines import set_deadline
from realtime.rules.models import rule

PURPOSE = "值班点名"
SAID = "视频应答,在岗"


def ring_by_video(*, actor: str, name: str, area: str, persons: Sequence[Person], waits: float, exercise: int | None) -> dict[int, Leg]:
    """By person. As many conferences as the house's limit of one asks for; each is given back by itself when nobody is in."""
    seated = [person for person in persons if person.user is not None and person.user.is_active and person.user.actor != actor]
    room = max(1, int(rule("conference.most_legs", area)) - 1)  # the officer's own
    found: dict[int, Leg] = {}
    for number, part in enumerate((seated[at : at + room] for at in range(0, len(seated), room)), 1):
        conference = open_conference(
            actor=actor, name=name, area=area, purpose=PURPOSE if len(seated) <= room else f"{PURPOSE}({number})",
            users=[person.user_id for person in part if person.user_id is not None], exercise=exercise,
        )  # fmt: skip
        legs = {leg.user_id: leg for leg in conference.legs.filter(state__in=WAITING)}
        found |= {person.pk: legs[person.user_id] for person in part if person.user_id in legs}
        set_deadline(EMPTY, conference.pk, waits, exercise=exercise)
    for leg in found.values():
        set_deadline(NO_ANSWER, leg.pk, float(rule("duty.roll_call_s", area)), exercise=exercise)
    return found


def is_rung(call: Call) -> bool:
    """The ladder's rung `video`: nothing more to do than to wait for them, if their page rings."""
    targets = DutyRollTarget.objects.filter(roll_call=call.callout.about_id, person=call.person_id, leg__state__in=WAITING)
    return targets.exists()


def hear_leg(leg: Leg) -> None:
    """Inside the action that moved the leg: the page rings – delivered; somebody is in – answered."""
    target = DutyRollTarget.objects.select_related("call").filter(leg=leg.pk).exclude(call=None).first()
    if target is None or target.call is None:
        return
    by = leg.user.actor if leg.user else "clerk"
    deliver_call(actor=by, call_id=target.call.pk, channel=VIDEO)
    if leg.state == JOINED:
        answer_call(actor=by, call_id=target.call.pk, answer="button", action_text=SAID)
