"""exercise's end → **leaving** → log: its broadcasts leave the board; the incident's own page keeps them."""

from __future__ import annotations

from dispatch.broadcast import legs
from dispatch.broadcast.models import GOING, STOPPED, Broadcast, Leg
from realtime.log import act


def with_exercise(exercise: int) -> None:
    with act("clerk", exercise) as log:
        for broadcast in Broadcast.objects.select_for_update().filter(exercise_id=exercise, archived=False):
            legs.close_waiting(broadcast, Leg.STOPPED, "演练已结束")
            if broadcast.state == GOING:
                broadcast.state = STOPPED
            broadcast.archived, broadcast.counted = True, True
            broadcast.save(update_fields=["state", "archived", "counted"])
            log.append(f"area:{broadcast.area}", "broadcast.left", {"id": broadcast.pk, "area": broadcast.area})
