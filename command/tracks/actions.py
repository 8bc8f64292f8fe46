"""Verb on tracks that leave the house: one, with its record, before the first byte goes out."""

from __future__ import annotations

from collections.abc import Iterator

from command.tracks.asking import Asked
from command.tracks.models import TrackExport
from command.tracks.writing import WRITERS, About, Stretch
from devices.tracks.reading import gap_ms, points
from realtime import clock
from realtime.accounts.may import Caller
from realtime.areas.models import Area
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act

SHORTEST = 2  # characters: 核查 is a reason, a dot is none


def record_export(*, who: Caller, asked: Asked, format: str, reason: str) -> TrackExport:
    """Where people were is personal: nobody takes it without saying why."""
    if format not in WRITERS:
        raise Problem("invalid", "请选择文件格式。", where=["format"])
    if len(reason.strip()) < SHORTEST:
        raise Problem("invalid", "导出轨迹须写明事由。", where=["reason"])
    with act(who.actor, asked.exercise) as log:
        record = TrackExport.objects.create(
            title=asked.title[:120], subjects=list(dict.fromkeys(way.subject for way in asked.ways)), incident_id=asked.incident,
            area=asked.area, since=asked.since, until=asked.until, format=format, reason=reason.strip()[:200], by=who.actor,
            by_name=who.name[:60], exercise_id=asked.exercise,
        )  # fmt: skip
        body = {
            "id": record.pk, "area": asked.area, "subjects": record.subjects, "incident": asked.incident, "since": iso(asked.since),
            "until": iso(asked.until), "format": format, "x": asked.exercise,
        }  # fmt: skip
        log.append(record.stream, "track_export.made", body, area=asked.area)
    return record


def written(record: TrackExport, asked: Asked) -> Iterator[bytes]:
    """The file, piece by piece; when its last piece was taken the record says how many points it had."""
    names = dict(Area.objects.values_list("code", "name"))
    at = clock.now().astimezone()
    notes = [
        f"{record.by_name} 于 {at:%Y-%m-%d %H:%M %z} 导出,导出记录 {record.pk}",
        f"时段 {asked.since.astimezone().isoformat()} 至 {asked.until.astimezone().isoformat()};坐标系 WGS-84",
        *(["演练数据,不是真实轨迹"] if any(way.exercise is not None for way in asked.ways) else []),
    ]
    taken = 0

    def stretches() -> Iterator[Stretch]:
        nonlocal taken
        for way in asked.ways:
            about = Stretch(
                way.subject,
                way.label,
                names.get(way.area, way.area),
                way.exercise,
                gap_ms(way.subject),
                points(way.subject, way.since, way.until),
            )
            yield about
            taken += about.count

    yield from WRITERS[record.format].write(About(record.title, at, notes), stretches())
    TrackExport.objects.filter(pk=record.pk).update(points=taken)
