"""How many objects each layer has in each area, for the board."""

from __future__ import annotations

from dispatch.features.models import LayerState
from dispatch.snapshot import Rows, rows


def layers(prefix: str) -> Rows:
    return rows(LayerState.objects.filter(area__startswith=prefix))
