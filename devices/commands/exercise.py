"""exercise ends → **exercise** → board: what was told to its terminals leaves the screens; nothing is waited for any more."""

from __future__ import annotations

from devices.commands.models import EXPIRED, UNSETTLED, Command
from realtime.log import current


def retire(exercise: int) -> None:
    """Inside the action that ends the exercise."""
    log = current()
    board = Command.objects.filter(exercise_id=exercise, archived=False)
    board.filter(state__in=UNSETTLED).update(state=EXPIRED, error="演练已结束")
    for pk, area in board.values_list("pk", "area"):
        log.append(f"area:{area}", "command.left", {"id": pk, "area": area})
    board.update(archived=True)
