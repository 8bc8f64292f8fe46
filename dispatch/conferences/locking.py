"""A conference is locked before its legs, always, so that nobody waits in a circle."""

from __future__ import annotations

from dispatch.conferences.models import Conference, Leg
from realtime.codes import Problem


def exercise_of(conference_id: int) -> int | None:
    """What its events are marked with."""
    return Conference.objects.filter(pk=conference_id).values_list("exercise_id", flat=True).first()


def lock_conference(conference_id: int, *, ended: bool = False) -> Conference:
    conference = Conference.objects.select_for_update(of=("self",)).select_related("meeting_room").filter(pk=conference_id).first()
    if conference is None:
        raise Problem("not_found", "没有这个会商。")
    if not conference.open and not ended:
        raise Problem("wrong_state", f"会商 {conference.number} 已结束。")
    return conference


def lock_leg(conference: Conference, leg_id: int) -> Leg:
    leg = Leg.objects.select_for_update(of=("self",)).select_related("user").filter(conference=conference, pk=leg_id).first()
    if leg is None:
        raise Problem("not_found", "没有这个参加人。")
    leg.conference = conference
    return leg
