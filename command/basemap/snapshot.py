"""The `basemaps` table of area snapshots: every screen hears at once when its map is changed."""

from __future__ import annotations

from typing import Any

from command.basemap.models import Choice


def basemaps(prefix: str) -> dict[str, dict[str, Any]]:
    return {str(choice.pk): dict(choice.row()) for choice in Choice.objects.filter(area__startswith=prefix)}
