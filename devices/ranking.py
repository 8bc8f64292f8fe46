"""rows → **ranking** → registry: how much each terminal's word on a position is worth, and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.conf import settings

from devices.terminals.models import SourceRank, Terminal

UNRANKED = 9  # after everything the bureau has ranked
UNRANKED_AGE_S = 120.0
MISSED = 3  # a slow reporter is not stale before it missed three of its own intervals (as freshness, docs/devices.md)


class Rank(NamedTuple):
    """Lower is better; a better source holds the marker until its last fix is older than ``max_age_s``."""

    rank: int
    max_age_s: float


# adapter, kind (empty = all), rank, max_age_s
DEFAULTS: list[tuple[str, str, int, float]] = [
    ("dji", "", 1, 30),
    ("radio", "", 1, 90),  # carried by whoever leads; reports every 5 to 30 s
    ("radio", "vehicle", 2, 90),  # the vehicle waits at the road while the crew walks on
    ("field", "", 3, 60),
    ("jt808", "", 2, 90),
    ("tak", "", 2, 90),
    ("gb28181", "", 2, 90),  # body-worn cameras and vehicles behind a video platform
    ("mavlink", "", 1, 30),
    ("odid", "", 3, 30),  # what an aircraft broadcasts of itself: no command link stands behind it
    ("meshtastic", "", 3, 300),  # a mesh of low power reports every few minutes
    ("mapped", "", 3, 120),
    ("traccar", "", 3, 120),
    ("osmand", "", 4, 120),
    ("owntracks", "", 4, 120),
    ("thingsboard", "", 5, 600),  # sensors, which stand still
    ("sparkplug", "", 5, 600),
    ("sensorthings", "", 5, 600),
    ("homie", "", 5, 600),
]
SOURCE = "本系统默认值,请各局按装备实际修订"


def load_defaults() -> None:
    """Rows for the city that are not there yet."""
    SourceRank.objects.bulk_create(
        [
            SourceRank(adapter=adapter, kind=kind, area=settings.CITY, rank=rank, max_age_s=age, source=SOURCE)
            for adapter, kind, rank, age in DEFAULTS
        ],
        ignore_conflicts=True,
    )


class Ranks:
    """All rows, asked once for many terminals."""

    def __init__(self) -> None:
        # The finest area wins, then the row that names the kind
        rows = SourceRank.objects.values_list("adapter", "kind", "area", "rank", "max_age_s")
        self.rows = sorted(rows, key=lambda row: (len(row[2]), bool(row[1])), reverse=True)
        self.found: dict[tuple[str, str, str], Rank] = {}

    def of(self, adapter: str, kind: str, area: str, every_s: float | None, rank: int | None, max_age_s: float | None) -> Rank:
        """The terminal's own values over the rows' values; the rows' age is stretched for who reports slowly by design."""
        key = (adapter, kind, area)
        row = self.found.get(key)
        if row is None:
            row = self.found[key] = self._row(*key)
        return Rank(row.rank if rank is None else rank, max(row.max_age_s, MISSED * (every_s or 0)) if max_age_s is None else max_age_s)

    def _row(self, adapter: str, kind: str, area: str) -> Rank:
        for named, of_kind, where, rank, max_age_s in self.rows:
            if named == adapter and of_kind in ("", kind) and area.startswith(where):
                return Rank(rank, max_age_s)
        return Rank(UNRANKED, UNRANKED_AGE_S)


def ranks_of(terminals: Iterable[Terminal]) -> Sequence[Rank]:
    ranks = Ranks()
    return [ranks.of(t.adapter, t.kind, t.area, t.expected_interval_s, t.rank, t.max_age_s) for t in terminals]
