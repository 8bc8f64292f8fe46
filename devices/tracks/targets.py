"""officer → **targets** → inbox: the place a drone's laser rests on, taken as something to verify."""

from __future__ import annotations

from datetime import timedelta

from devices.inbox.models import Inbox
from devices.inbox.storing import letter_made
from devices.readings import Hotspot, Source, instant
from devices.terminals.models import Terminal
from devices.tracks.models import Target
from realtime.clock import now

FRESH = timedelta(seconds=60)  # an older target is where the drone looked before


class NoTarget(Exception):
    pass


def take_target(*, terminal: Terminal) -> Target:
    """Becomes an alarm by the same road as a hot spot the drone reports itself; pressed twice on one target it is one alarm."""
    target = Target.objects.filter(pk=terminal.subject_id).first()
    if target is None or now() - target.received_at > FRESH:
        raise NoTarget("该机最近一分钟内没有有效的激光测距目标,请飞手对准目标后再取")
    hotspot = Hotspot(
        source=Source(terminal.adapter, terminal.external_id),
        at_ms=int(target.at.timestamp() * 1000),
        received_ms=int(target.received_at.timestamp() * 1000),
        lat=target.lat,
        lon=target.lon,
        kind="laser",
        message_id=f"taken:{int(target.at.timestamp() * 1000)}",
        temperature=target.temperature,
        distance=target.distance,
    )
    letter = letter_made(hotspot, terminal.pk)
    Inbox.objects.get_or_create(
        adapter=letter.adapter,
        external_id=letter.external_id,
        message_key=letter.message_key,
        defaults={
            "terminal": terminal,
            "topic": letter.topic,
            "payload": letter.payload,
            "made": True,
            "received_at": instant(letter.received_ms),
        },
    )
    return target
