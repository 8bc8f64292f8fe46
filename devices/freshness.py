"""From which age a position is stale, and lost: rows, by kind of subject. The screen does the comparing."""

from __future__ import annotations

from django.db.models.functions import Now

from devices.terminals.models import FreshnessRule
from realtime.positions import KINDS

_SOURCE = "默认值,待本市确认"
DEFAULTS: dict[str, tuple[float, float]] = dict.fromkeys(KINDS, (30.0, 120.0)) | {
    "uav": (15.0, 30.0),
    "dock": (60.0, 180.0),
    "sensor": (900.0, 3600.0),
}


def load_defaults() -> None:
    """A row for each kind that has none; the migration does the same, this is for a database that was emptied."""
    known = set(FreshnessRule.objects.values_list("kind", flat=True))
    FreshnessRule.objects.bulk_create(
        FreshnessRule(kind=kind, stale_s=stale, lost_s=lost, source=_SOURCE)
        for kind, (stale, lost) in DEFAULTS.items()
        if kind not in known
    )


# Only for a kind without any row, so that a screen never shows something as live for ever. Same numbers as the rows of migration 0001.
_FALLBACK = {"stale_s": 30.0, "lost_s": 120.0}


def limits() -> dict[str, dict[str, float]]:
    """``{kind: {stale_s, lost_s}}``: younger than ``stale_s`` is live, then stale until ``lost_s``, then lost.

    A terminal's own expected interval (``every`` in its subject row) raises both: to 3 × and 6 × the interval if that is more.
    """
    rules = FreshnessRule.objects.filter(valid_from__lte=Now()).order_by("kind", "-valid_from").distinct("kind")
    found = {rule.kind: {"stale_s": rule.stale_s, "lost_s": rule.lost_s} for rule in rules}
    return {kind: found.get(kind, dict(_FALLBACK)) for kind in KINDS}
