"""encode → **awaited** → readers: what was asked of devices whose answer does not name our command (MAVLink, Sparkplug, Homie).

Kept in the gateway's memory alone, which both sends and hears. After a restart nothing is waited for any more, and the command ends as unanswered.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from devices.readings import Answer, Source

KEPT_MS = 120_000  # far above command.answer_s; a state reached later was not our doing
MOST = 2_000


class Asked(NamedTuple):
    correlation: str
    value: Any
    until_ms: int


class Awaited:
    def __init__(self) -> None:
        self.asked: dict[tuple[str, str, str], Asked] = {}

    def expect(self, source: Source, what: str, correlation: str, now_ms: int, value: Any = None) -> None:
        """The newer command for the same thing takes the older one's place."""
        self.asked.pop((source.adapter, source.external_id, what), None)
        while len(self.asked) >= MOST:
            del self.asked[next(iter(self.asked))]
        self.asked[(source.adapter, source.external_id, what)] = Asked(correlation, value, now_ms + KEPT_MS)

    def of(self, source: Source, what: str, now_ms: int) -> Asked | None:
        found = self.asked.get((source.adapter, source.external_id, what))
        return found if found is not None and now_ms <= found.until_ms else None

    def met(self, source: Source, what: str) -> None:
        self.asked.pop((source.adapter, source.external_id, what), None)

    def written(self, source: Source, what: str, value: Any, now_ms: int) -> list[Answer]:
        """A device that tells the value we wrote has taken it; another value is its own business."""
        found = self.of(source, what, now_ms) if self.asked else None
        if found is None or not same(found.value, value):
            return []
        self.met(source, what)
        return [Answer(source=source, received_ms=now_ms, correlation=found.correlation, result=0, method="write")]


def same(asked: Any, told: Any) -> bool:
    """21.5 travels as "21.5", true as "true" or 1."""
    if isinstance(asked, bool) and isinstance(told, str):
        return told.lower() == str(asked).lower()
    if isinstance(asked, str):
        return asked == str(told)
    try:
        return abs(float(asked) - float(told)) < 1e-6 * max(1.0, abs(float(asked)))
    except (TypeError, ValueError):
        return False


AWAITED = Awaited()
