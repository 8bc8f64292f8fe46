"""source → **signal** → alarm: one report as it came, on its way into the table that keeps every one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dispatch.alarms.matching import when_seen
from dispatch.alarms.models import AUTOMATIC, Alarm, Report


@dataclass(frozen=True, kw_only=True)
class Signal:
    actor: str
    source: str
    urgency: str
    lon: float | None
    lat: float | None
    now: datetime
    received_at: datetime
    occurred_at: datetime | None = None
    type: str = ""
    place: str = ""
    text: str = ""
    caller_phone: str = ""
    subject_id: int | None = None
    device: str = ""
    key: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    exercise: int | None = None

    @property
    def seen_at(self) -> datetime:
        return when_seen(self.occurred_at, self.received_at)

    @property
    def automatic(self) -> bool:
        return self.source in AUTOMATIC

    def late(self, after_s: float) -> bool:
        """Typed in long after it was received: after an outage, from paper. A device's own delay is no late entry."""
        return self.actor.startswith("user:") and self.now - self.received_at > timedelta(seconds=after_s)


def keep(alarm: Alarm, signal: Signal, *, late: bool, distance: float | None = None) -> Report:
    """The row that stays whatever becomes of the alarm."""
    return Report.objects.create(
        alarm=alarm, source=signal.source, urgency=signal.urgency, type=signal.type, device=signal.device, key=signal.key,
        subject_id=signal.subject_id, lon=signal.lon, lat=signal.lat, distance_m=distance, place=signal.place, text=signal.text,
        caller_phone=signal.caller_phone, facts=signal.facts, by=signal.actor, occurred_at=signal.occurred_at,
        received_at=signal.received_at, entered_at=signal.now, late=late, exercise_id=signal.exercise,
    )  # fmt: skip
