"""inbox → **from_devices** → alarm: SOS keys, hot spots that a camera sees, live pictures, and rows that could not be handled."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from devices.adapters.dji_hms import mode_words
from devices.inbox.models import Inbox
from devices.intake import mark_sos
from devices.readings import Hotspot, Sos, Text
from devices.terminals.actions import in_test_mode, send_downlink
from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from devices.video.models import VideoLink
from dispatch.alarms.actions import mark_step, raise_alarm
from dispatch.alarms.limits import limits
from dispatch.alarms.merging import around
from dispatch.alarms.models import ACTIVE, VIEW, Report
from dispatch.alarms.system import system_alarm
from dispatch.distance import great_circle_m
from realtime import clock
from realtime.areas.locate import area_at
from realtime.areas.models import Area
from realtime.log import current
from realtime.rules.models import rule

FOREST_FIRE = "11G01"
SHOWS_TEXT = "radio"  # the one adapter whose terminals have a display for words (docs/devices.md §4)
DOUBT = {"laser": "", "ir": "。位置为无人机所在处,火点可能在几百米内", "camera": "。位置由镜头方位推算,可能有偏差"}


def take_sos(reading: Sos, terminal: Terminal | None, inbox: Inbox) -> None:
    """Letting the key go does not end the alarm: only a verdict does. A terminal being tested rings softly and is marked."""
    if not reading.active:
        return
    lon, lat = reading.lon, reading.lat
    if terminal is not None and lon is None:
        last = LastFix.objects.filter(subject_id=terminal.subject_id).first()
        lon, lat = (last.lon, last.lat) if last else (None, None)
    who = terminal.subject.label if terminal else f"未登记设备 {reading.source.external_id}"
    test = terminal is not None and in_test_mode(terminal, clock.now())
    alarm = raise_alarm(
        actor=_actor(terminal, reading), source="sos", urgency="critical", lon=lon, lat=lat, area=_area(terminal, lon),
        place=who, text=reading.text, subject_id=terminal.subject_id if terminal else None, device=_device(reading),
        occurred_at=reading.at, received_at=reading.received_at, test=test, exercise=_exercise(terminal),
    )  # fmt: skip
    if terminal is None:
        return
    if test:
        mark_sos(subject_id=terminal.subject_id, active=False)  # the gateway has marked it: no colleague must run
    if (
        alarm.reports == 1
        and terminal.adapter == SHOWS_TEXT
        and Terminal.objects.reached_in(alarm.exercise_id).filter(pk=terminal.pk).exists()
    ):
        words = f"求救已收到。回读码 {alarm.code}:如为误触,请向值班员报此码。"
        send_downlink(terminal=terminal, kind="text", payload={"text": words, "code": alarm.code})


def take_hotspot(reading: Hotspot, terminal: Terminal | None, inbox: Inbox) -> None:
    """The place is where it burns, as a team can be sent there; who saw it and how hot it is are the text. A camera over tanks sees no forest fire: its own `event_type` says what."""
    heat = "" if reading.temperature is None else f",{reading.temperature:.0f} ℃"
    district = Area.objects.filter(pk=area_at(reading.lon, reading.lat)).values_list("name", flat=True).first() or ""
    source = _source(reading, terminal)
    seen_by = terminal.subject.label if terminal else {"uav": "无人机", "vehicle": "车载终端"}.get(source, "视频监控")
    facts = {
        "kind": reading.kind, "temperature": reading.temperature, "distance": reading.distance, "confidence": reading.confidence,
        "picture": reading.picture,
    }  # fmt: skip
    raise_alarm(
        actor=_actor(terminal, reading), source=source, urgency="urgent", lon=reading.lon, lat=reading.lat, type=_what(terminal),
        place=f"{district}({reading.lon:.4f}, {reading.lat:.4f})", text=f"{seen_by} 发现热点{heat}{DOUBT[reading.kind]}",
        subject_id=terminal.subject_id if terminal else None,
        device=_device(reading), occurred_at=reading.at, received_at=reading.received_at,
        facts={name: value for name, value in facts.items() if value is not None}, exercise=_exercise(terminal),
    )  # fmt: skip


def take_mode(reading: Text, terminal: Terminal | None, inbox: Inbox) -> None:
    """A drone that lands by itself or is lost: which states ring is a row of the bureau's."""
    if terminal is None or reading.topic != "mode" or not reading.text.isdecimal():
        return
    if int(reading.text) not in rule("uav.alarm_modes", terminal.area):
        return
    last = LastFix.objects.filter(subject_id=terminal.subject_id).first()
    lon, lat = (last.lon, last.lat) if last else (None, None)
    raise_alarm(
        actor=_actor(terminal, reading), source="system", urgency="urgent", lon=lon, lat=lat, area=_area(terminal, lon),
        place=terminal.subject.label, text=f"无人机 {terminal.subject.label} 进入{mode_words(reading.text)},请联系飞手",
        subject_id=terminal.subject_id, device=f"{_device(reading)}:mode", occurred_at=reading.at, received_at=reading.received_at,
        exercise=_exercise(terminal),
    )  # fmt: skip


def take_storm(reading: Text, terminal: Terminal | None, inbox: Inbox) -> None:
    """It sends more than is taken: broken, or in strange hands. Once an hour; what it calls for is heard all the same."""
    if terminal is None or reading.topic != "storm":
        return
    last = LastFix.objects.filter(subject_id=terminal.subject_id).first()
    lon, lat = (last.lon, last.lat) if last else (None, None)
    words = f"{terminal.subject.label} 的终端上报异常频繁({reading.text}),请核实是否故障或被冒用,必要时注销"
    raise_alarm(
        actor="clerk", source="system", urgency="normal", lon=lon, lat=lat, area=_area(terminal, lon), place=terminal.subject.label, text=words,
        subject_id=terminal.subject_id, device=f"storm:{terminal.pk}", exercise=_exercise(terminal),
    )  # fmt: skip


def take_doubt(fix: LastFix) -> None:
    """A marker that no longer follows its team is worse than none: said once, until it moves again."""
    if not rule("gps.stuck_alarm", fix.subject.area):
        return
    words = f"{fix.subject.label} 的定位长时间一位不变,但终端报告在移动,疑似定位卡死,请核实位置"
    raise_alarm(
        actor="clerk", source="system", urgency="normal", lon=fix.lon, lat=fix.lat, place=fix.subject.label, text=words,
        subject_id=fix.subject_id, device=f"stuck:{fix.subject_id}", exercise=fix.subject.exercise_id,
    )  # fmt: skip


def take_link(link: VideoLink) -> None:
    """A live picture from the drone that saw it, or from one that is there by now, is the look at it."""
    if link.kind != "video" or link.subject_id is None:
        return
    ours = set(Report.objects.filter(subject_id=link.subject_id, alarm__state=ACTIVE).values_list("alarm", flat=True))
    last = LastFix.objects.filter(pk=link.subject_id).first()
    if last is not None:
        radius = float(limits(link.area)["alarm.view_m"])
        for alarm in around(last.lon, last.lat, radius, link.exercise_id):
            if alarm.state == ACTIVE and great_circle_m(last.lon, last.lat, alarm.lon or 0.0, alarm.lat or 0.0) <= radius:
                ours.add(alarm.pk)
    for pk in sorted(ours):
        mark_step(actor=current().actor, alarm_id=pk, kind=VIEW, note=link.label)


def tell_stuck(inbox: Inbox, error: str) -> None:
    """A promise that could not be handled three times is somebody's business now."""
    system_alarm("inbox", inbox.pk, f"来自 {inbox.topic} 的消息处理失败:{error}")


def tell_stuck_deadline(kind: str, object_id: int, error: str) -> None:
    system_alarm(kind, object_id, f"时限任务 {kind} 执行失败:{error}")


def _what(terminal: Terminal | None) -> str:
    said = terminal.meta.get("event_type") if terminal is not None else None
    return said if isinstance(said, str) and len(said) <= 8 else FOREST_FIRE


def _source(reading: Hotspot, terminal: Terminal | None) -> str:
    if terminal is None:
        return "uav" if reading.source.adapter == "dji" else "camera"
    return {"uav": "uav", "dock": "uav", "vehicle": "vehicle"}.get(terminal.kind, "camera")


def _device(reading: Any) -> str:
    return f"{reading.source.adapter}:{reading.source.external_id}"


def _actor(terminal: Terminal | None, reading: Any) -> str:
    return f"terminal:{terminal.pk}" if terminal else f"terminal:?{reading.source.external_id}"[:80]


def _exercise(terminal: Terminal | None) -> int | None:
    """A device made for an exercise plays only there."""
    return terminal.subject.exercise_id if terminal else None


def _area(terminal: Terminal | None, lon: float | None) -> str | None:
    """Where it was pressed if we know; else where the device belongs; an unknown device without a place concerns the whole city."""
    if lon is not None:
        return None
    return terminal.subject.area if terminal else settings.CITY
