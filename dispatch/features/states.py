"""change → **states** → log: one event per area and layer, however many objects changed; screens fetch what they show anew."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from dispatch.features.models import Feature, LayerState
from dispatch.telling import tell
from realtime import clock
from realtime.log import Log


def touch_layers(log: Log, pairs: Iterable[tuple[str, str]]) -> None:
    """Count these (area, layer) pairs anew and tell their boards. Called last in the action that changed their objects."""
    wanted = sorted(set(pairs))  # everybody locks in the same order
    if not wanted:
        return
    exercise = log.exercise
    areas, layers = {area for area, _ in wanted}, {layer for _, layer in wanted}
    mine = {"area__in": areas, "layer__in": layers, "exercise_id": exercise}
    before = set(LayerState.objects.filter(**mine).values_list("area", "layer"))
    LayerState.objects.bulk_create(
        [LayerState(area=area, layer=layer, count=-1, exercise_id=exercise) for area, layer in wanted if (area, layer) not in before],
        ignore_conflicts=True,
    )
    states = {(state.area, state.layer): state for state in LayerState.objects.select_for_update().filter(**mine).order_by("area", "layer")}
    counted = Feature.objects.filter(**mine, active=True).values_list("area", "layer").annotate(n=Count("pk"))
    counts = {(area, layer): n for area, layer, n in counted}
    now = clock.now()
    for pair in wanted:
        state = states[pair]
        row = None if state.count < 0 else state.row()
        state.count, state.changed_at = counts.get(pair, 0), now
        state.save(update_fields=["count", "changed_at"])
        tell(log, [state.stream], "layer.changed", row, state.row(), area=state.area)
