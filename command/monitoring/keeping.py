"""sensor → **keeping** → lines of the last hours: the newest value always, its past thinned and for a while."""

from __future__ import annotations

from datetime import timedelta

from command.monitoring.models import SensorPast, SensorValue
from devices.inbox.models import Inbox
from devices.readings import Measurement
from devices.terminals.models import Terminal
from realtime import clock
from realtime.rules.models import rule


def take_measurement(reading: Measurement, terminal: Terminal | None, inbox: Inbox) -> None:
    """Registered with the devices' handlers. The same reading again, or one older than the last, changes nothing."""
    if terminal is None:
        return
    at = min(reading.at or reading.received_at, reading.received_at)
    value, made = SensorValue.objects.select_for_update().get_or_create(
        terminal=terminal, quantity=reading.quantity[:40], defaults={"value": reading.value, "unit": reading.unit[:20], "at": at}
    )
    if not made and at <= value.at:
        return
    value.value, value.unit, value.at = reading.value, reading.unit[:20], at
    if value.kept_at is None or at - value.kept_at >= timedelta(seconds=float(rule("monitoring.keep_every_s"))):
        value.kept_at = at
        SensorPast.objects.create(sensor=value, at=at, value=reading.value)
    value.save(update_fields=["value", "unit", "at", "kept_at"])


def forget_values() -> int:
    """Chore: a city's thousand sensors would fill the disk."""
    gone, _ = SensorPast.objects.filter(at__lt=clock.now() - timedelta(days=float(rule("monitoring.keep_days")))).delete()
    return gone
