"""rules → **limits** → alarms and screens: an alarm needs a dozen rule rows at once, so they are read in one query."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models.functions import Now

from dispatch.alarms.defaults import RULES
from realtime.rules.models import Rule

SEEDED = {name: value for name, value, _, _ in RULES}  # in force until the seed of this version has run
NOTES = {"critical": 3, "urgent": 2, "normal": 1}  # how many notes a tone has: heard apart without looking


def limits(area: str | None = None) -> dict[str, Any]:
    """Every `alarm.` rule in force for the area; the finest area wins, as in `rule`."""
    area = area or settings.CITY
    above = [area[:length] for length in range(1, len(area) + 1)]
    rows = Rule.objects.filter(name__startswith="alarm.", area__in=above, valid_from__lte=Now()).order_by("area", "valid_from")
    return SEEDED | dict(rows.values_list("name", "value"))


def for_screens() -> dict[str, Any]:
    """What a screen needs to group a flood, to ring, and to offer shelving, by itself."""
    found = limits()
    return {
        "flood": {"count": found["alarm.flood_count"], "window_s": found["alarm.flood_min"] * 60},
        "shelve_max_min": found["alarm.shelve_max_min"],
        "tones": {urgency: {"every_s": found[f"alarm.tone_{urgency}_s"], "notes": notes} for urgency, notes in NOTES.items()},
        "unacked_s": {urgency: found[f"alarm.unacked_{urgency}_s"] for urgency in NOTES},
        "merge": {"m": found["alarm.merge_m"], "min": found["alarm.merge_min"]},
    }
