"""inbox → **from_devices** → alarm: SOS keys, hot spots seen from the air, and rows that could not be handled."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from devices.inbox.models import Inbox
from devices.readings import Hotspot, Sos
from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from dispatch.alarms.actions import raise_alarm
from dispatch.alarms.models import ACTIVE, Alarm
from realtime.areas.locate import area_at
from realtime.areas.models import Area

FOREST_FIRE = "11G01"


def take_sos(reading: Sos, terminal: Terminal | None, inbox: Inbox) -> None:
    """Letting the key go does not end the alarm: only a verdict does."""
    if not reading.active:
        return
    lon, lat = reading.lon, reading.lat
    if terminal is not None and lon is None:
        last = LastFix.objects.filter(subject_id=terminal.subject_id).first()
        lon, lat = (last.lon, last.lat) if last else (None, None)
    who = terminal.subject.label if terminal else f"未登记设备 {reading.source.external_id}"
    raise_alarm(
        actor=_actor(terminal, reading), source="sos", urgency="critical", lon=lon, lat=lat, area=_area(terminal, lon),
        place=who, text=reading.text, subject_id=terminal.subject_id if terminal else None, device=_device(reading),
        occurred_at=reading.at, received_at=reading.received_at,
    )  # fmt: skip


def take_hotspot(reading: Hotspot, terminal: Terminal | None, inbox: Inbox) -> None:
    """The place is where it burns, as a team can be sent there; who saw it and how hot it is are the text."""
    heat = "" if reading.temperature is None else f",{reading.temperature:.0f} ℃"
    district = Area.objects.filter(pk=area_at(reading.lon, reading.lat)).values_list("name", flat=True).first() or ""
    seen_by = terminal.subject.label if terminal else "无人机"
    doubt = "" if reading.kind == "laser" else "。位置为无人机所在处,火点可能在几百米内"
    raise_alarm(
        actor=_actor(terminal, reading), source="uav", urgency="urgent", lon=reading.lon, lat=reading.lat, type=FOREST_FIRE,
        place=f"{district}({reading.lon:.4f}, {reading.lat:.4f})", text=f"{seen_by} 发现热点{heat}{doubt}",
        subject_id=terminal.subject_id if terminal else None,
        device=_device(reading), occurred_at=reading.at, received_at=reading.received_at,
    )  # fmt: skip


def tell_stuck(inbox: Inbox, error: str) -> None:
    """A promise that could not be handled three times is somebody's business now."""
    system_alarm("inbox", inbox.pk, f"来自 {inbox.topic} 的消息处理失败:{error}")


def tell_stuck_deadline(kind: str, object_id: int, error: str) -> None:
    system_alarm(kind, object_id, f"时限任务 {kind} 执行失败:{error}")


def system_alarm(kind: str, object_id: int, text: str) -> None:
    device = f"system:{kind}:{object_id}"
    if Alarm.objects.filter(device=device, state=ACTIVE).exists():
        return
    raise_alarm(
        actor="clerk", source="system", urgency="urgent", lon=None, lat=None, area=settings.CITY, place="系统", text=text, device=device
    )


def _device(reading: Any) -> str:
    return f"{reading.source.adapter}:{reading.source.external_id}"


def _actor(terminal: Terminal | None, reading: Any) -> str:
    return f"terminal:{terminal.pk}" if terminal else f"terminal:?{reading.source.external_id}"[:80]


def _area(terminal: Terminal | None, lon: float | None) -> str | None:
    """Where it was pressed if we know; else where the device belongs; an unknown device without a place concerns the whole city."""
    if lon is not None:
        return None
    return terminal.subject.area if terminal else settings.CITY
