"""sensor → **thresholds** → alarm: the crossing of a threshold is a signal; values after it, and values on the edge, are not."""

from __future__ import annotations

from devices.inbox.models import Inbox
from devices.readings import Measurement
from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from dispatch.alarms.actions import clear_alarm, raise_alarm
from dispatch.alarms.models import ACTIVE, URGENCY_RANK, Alarm, Crossing, Threshold
from dispatch.alarms.system import system_alarm


def take_measurement(reading: Measurement, terminal: Terminal | None, inbox: Inbox) -> None:
    """A sensor nobody has registered has no place and no thresholds; it waits in the list of unknown devices."""
    if terminal is None:
        return
    gone_over: list[Crossing] = []
    gone_back: list[Crossing] = []
    for threshold in thresholds_of(terminal, reading.quantity):
        if reading.unit and reading.unit != threshold.unit:  # comparing would be a guess
            text = f"{terminal.subject.label} 上报“{reading.quantity}”的单位是 {reading.unit},阈值的单位是 {threshold.unit},未作比较。"
            system_alarm("measurement", terminal.pk, text, area=terminal.subject.area)
            continue
        was, crossing = _judge(reading, terminal, threshold)
        if crossing.over != was:
            (gone_over if crossing.over else gone_back).append(crossing)
    if gone_over:  # one value is one signal, the most urgent threshold names it
        alarm = _raise(reading, terminal, max(gone_over, key=lambda crossing: URGENCY_RANK[crossing.threshold.urgency]).threshold)
        Crossing.objects.filter(pk__in=[crossing.pk for crossing in gone_over]).update(alarm=alarm)
    for ended in {crossing.alarm_id for crossing in gone_back if crossing.alarm_id}:
        _clear(terminal, ended)


def thresholds_of(terminal: Terminal, quantity: str) -> list[Threshold]:
    """The sensor's own rows if it has any, else those of the finest area that has some."""
    area = terminal.subject.area
    above = [area[:length] for length in range(1, len(area) + 1)]
    rows = list(Threshold.objects.filter(quantity=quantity, area__in=above, active=True, external_id__in=("", terminal.external_id)))
    own = [row for row in rows if row.external_id]
    finest = max((row.area for row in rows), key=len, default="")
    return sorted(own or [row for row in rows if row.area == finest], key=lambda row: row.value)


def beyond(value: float, threshold: Threshold, *, was: bool) -> bool:
    """At the threshold is beyond it (以上含本数); once beyond, only less than the dead band away is still beyond."""
    if threshold.side == Threshold.ABOVE:
        return value >= threshold.value or (was and value > threshold.value - threshold.dead_band)
    return value <= threshold.value or (was and value < threshold.value + threshold.dead_band)


def _judge(reading: Measurement, terminal: Terminal, threshold: Threshold) -> tuple[bool, Crossing]:
    """(whether it was beyond, the row as it is now). A value older than the one that decided last decides nothing."""
    at = reading.at or reading.received_at
    crossing, made = Crossing.objects.select_for_update().get_or_create(
        terminal=terminal, threshold=threshold, defaults={"value": reading.value, "at": at}
    )
    was = crossing.over
    if made or at >= crossing.at:
        crossing.over, crossing.value, crossing.at = beyond(reading.value, threshold, was=was), reading.value, at
        crossing.save(update_fields=["over", "value", "at"])
    return was, crossing


def _raise(reading: Measurement, terminal: Terminal, threshold: Threshold) -> Alarm:
    lon, lat = _place(terminal)
    return raise_alarm(
        actor=f"terminal:{terminal.pk}", source="sensor", urgency=threshold.urgency, type=threshold.type, lon=lon, lat=lat,
        area=None if lon is not None else terminal.subject.area, place=terminal.subject.label,
        text=f"{threshold.name} {reading.value:g} {threshold.unit},{threshold.get_side_display()}阈值 {threshold.value:g} {threshold.unit}",
        subject_id=terminal.subject_id, device=_device(terminal), occurred_at=reading.at, received_at=reading.received_at,
        exercise=terminal.subject.exercise_id, facts={"quantity": reading.quantity, "value": reading.value, "unit": threshold.unit, "threshold": threshold.value},
    )  # fmt: skip


def _clear(terminal: Terminal, alarm_id: int) -> None:
    """Over, unless somebody else has reported the same event, or another threshold of this sensor still stands."""
    alarm = Alarm.objects.get(pk=alarm_id)
    if alarm.state != ACTIVE or alarm.signals.exclude(device=_device(terminal)).exists():
        return
    if not Crossing.objects.filter(alarm=alarm, over=True).exists():
        clear_alarm(actor=f"terminal:{terminal.pk}", alarm_id=alarm.pk)


def _device(terminal: Terminal) -> str:
    return f"{terminal.adapter}:{terminal.external_id}"[:100]


def _place(terminal: Terminal) -> tuple[float | None, float | None]:
    """Where it last said it is, else where it was put up."""
    last = LastFix.objects.filter(pk=terminal.subject_id).first()
    if last is not None:
        return last.lon, last.lat
    home = terminal.meta.get("home") or {}
    return (home["lon"], home["lat"]) if "lon" in home and "lat" in home else (None, None)
