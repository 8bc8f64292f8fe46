"""An exercise ends: its talk groups are closed and leave the boards with it."""

from __future__ import annotations

from dispatch.talkgroups.telling import View
from dispatch.telling import tell
from realtime import clock
from realtime.log import current
from realtime.talk.bell import ring
from realtime.talk.models import CLOSED, Burst, TalkGroup
from realtime.talk.sweeping import take_off


def with_exercise(exercise: int) -> None:
    """Who still listens is told by the bell; the incident's own timeline keeps the group, closed."""
    groups = list(TalkGroup.objects.select_for_update().filter(archived=False, exercise_id=exercise))
    for group in groups:
        before = View.of(group).row
        group.state, group.closed_at, group.version = CLOSED, group.closed_at or clock.now(), group.version + 1
        group.save(update_fields=["state", "closed_at", "version"])
        kept = [stream for stream in group.streams([]) if stream.startswith("incident:")]
        tell(current(), kept, "talk_group.closed", before, View.of(group).row, area=group.area)
        ring(group.pk)
    take_off(groups)
    take_off(list(Burst.objects.select_for_update().filter(archived=False, exercise_id=exercise)))
