"""warnings in force → **warned** → responses: what their trigger rows count, “≥ N districts at this colour”."""

from __future__ import annotations

from command.alerts.models import Alert
from command.responses.triggers import Warned


def warned() -> list[Warned]:
    rows = Alert.objects.in_force().values_list("pk", "hazard_id", "colour", "areas")
    return [Warned(str(pk), hazard, colour, tuple(areas)) for pk, hazard, colour, areas in rows]
