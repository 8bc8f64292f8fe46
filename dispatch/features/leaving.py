"""What an exercise invented goes off the map with it; its rows stay, marked."""

from __future__ import annotations

from dispatch.features.models import LayerState
from realtime.log import current


def with_exercise(exercise: int) -> None:
    """Inside the action that ends it. The objects themselves are no longer asked for: their exercise is over."""
    log = current()
    for state in LayerState.objects.filter(exercise_id=exercise).order_by("area", "layer"):
        log.append(state.stream, "layer.left", {"id": state.pk, "area": state.area}, area=state.area)
