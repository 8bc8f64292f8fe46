"""Groups of pictures and the wall's panels as a board holds them."""

from __future__ import annotations

from typing import Any

from command.monitoring.models import CameraGroup, PanelSet
from realtime.rules.models import rule

Rows = dict[str, Any]


def camera_groups(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in CameraGroup.objects.filter(area__startswith=prefix)}


def panel_sets(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in PanelSet.objects.filter(area__startswith=prefix)}


def limits() -> dict[str, Any]:
    return {"turn_s": rule("monitoring.turn_s")}
