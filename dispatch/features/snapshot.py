"""How many objects each layer has in each area, for the board."""

from __future__ import annotations

from dispatch.features.models import LayerState
from dispatch.snapshot import Rows, rows
from realtime.exercises.snapshot import in_the_world


def layers(prefix: str) -> Rows:
    return rows(LayerState.objects.filter(in_the_world(), area__startswith=prefix))
