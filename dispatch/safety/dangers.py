"""Danger areas: marked on the map, and who is in them."""

from __future__ import annotations

import json
from math import cos, radians
from typing import Any, NamedTuple, cast

import shapely

from devices.terminals.actions import send_downlink
from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from dispatch.alarms.actions import raise_alarm
from dispatch.incidents.models import Incident
from dispatch.orders.recipients import ORDER_ADAPTERS
from dispatch.safety.contact import wake_watch
from dispatch.safety.models import Check, Danger, DangerEdit, Inside
from dispatch.safety.rows import DangerEditRow
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.names import names_of
from realtime.areas.locate import area_at
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act

MOST_POINTS = 2000  # a hand-drawn area has dozens; more is somebody's whole district
METRES_PER_DEGREE = 111_320.0
CIRCLE_POINTS = 48


class Presence(NamedTuple):
    """One crew and one danger area: is it inside now?"""

    check: Check
    danger: Danger
    inside: bool


def circle(lon: float, lat: float, radius_m: float) -> dict[str, Any]:
    """A polygon around a point, WGS-84; flat arithmetic, good to 0.1 % up to 50 km."""
    ring = shapely.Point(0, 0).buffer(radius_m, quad_segs=CIRCLE_POINTS // 4)
    wide = METRES_PER_DEGREE * cos(radians(lat))
    points = [[round(lon + x / wide, 6), round(lat + y / METRES_PER_DEGREE, 6)] for x, y in ring.exterior.coords]
    return {"type": "Polygon", "coordinates": [points]}


def checked(shape: dict[str, Any]) -> shapely.Geometry:
    """The geometry of a GeoJSON area, or a refusal that says what is wrong with it."""
    try:
        found = shapely.from_geojson(json.dumps(shape))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        raise Problem("invalid", "危险区的形状无法读懂,请重新绘制。", where=["shape"]) from None
    if found is None or found.geom_type not in ("Polygon", "MultiPolygon") or found.is_empty:
        raise Problem("invalid", "危险区必须是闭合的面。", where=["shape"])
    if not found.is_valid:
        raise Problem("invalid", f"危险区的边界有交叉或重叠:{shapely.is_valid_reason(found)}。", where=["shape"])
    if shapely.get_num_coordinates(found) > MOST_POINTS:
        raise Problem("invalid", f"危险区的顶点过多,最多 {MOST_POINTS} 个。", where=["shape"])
    west, south, east, north = found.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise Problem("invalid", "危险区超出经纬度范围。", where=["shape"])
    return found


def mark_danger(
    *, actor: str, name: str, kind: str, shape: dict[str, Any], incident_id: int | None = None, exercise: int | None = None
) -> Danger:
    """From now on a crew inside is told and alarmed; in a dead zone silence is expected for longer."""
    outline = checked(shape)
    middle = outline.representative_point()
    incident = Incident.objects.filter(pk=incident_id).first() if incident_id else None
    if incident_id and (incident is None or not incident.open):
        raise Problem("wrong_state", "要关联的事件不存在或已结束。", where=["incident"])
    exercise = incident.exercise_id if incident else exercise
    with act(actor, exercise) as log:
        danger = Danger.objects.create(
            name=name, kind=kind, shape=shape, incident=incident, by=actor, exercise_id=exercise,
            area=incident.area if incident else area_at(middle.x, middle.y),
        )  # fmt: skip
        tell(log, danger.streams, "danger.marked", None, danger.row(), area=danger.area)
        wake_watch(exercise)
    return danger


def change_danger(
    *, actor: str, danger_id: int, name: str | None = None, kind: str | None = None, shape: dict[str, Any] | None = None
) -> Danger:
    """It grew, moved, or was called by a wrong name. What it was is kept; crews whom the new one takes in are warned at the next look."""
    if shape is not None:
        checked(shape)
    danger = Danger.objects.filter(pk=danger_id).first()
    if danger is None:
        raise Problem("not_found", "没有这个危险区。")
    with act(actor, danger.exercise_id) as log:
        danger = Danger.objects.select_for_update().get(pk=danger_id)
        if danger.ended_at is not None:
            raise Problem("wrong_state", f"危险区“{danger.name}”已解除,不能修改。")
        wanted = {field: value for field, value in {"name": name, "kind": kind, "shape": shape}.items() if value is not None}
        after = {field: value for field, value in wanted.items() if getattr(danger, field) != value}
        if not after:
            return danger
        row, old = danger.row(), {field: getattr(danger, field) for field in after}
        if Danger.DEAD_ZONE in (old.get("kind"), after.get("kind")):
            # Who is in a dead zone is not told; who is in what became dangerous is told anew.
            danger.inside.filter(left_at=None).update(left_at=clock.now())
        for field, value in after.items():
            setattr(danger, field, value)
        danger.save(update_fields=list(after))
        DangerEdit.objects.create(danger=danger, before=old, after=after, by=actor)
        tell(log, danger.streams, "danger.changed", row, danger.row(), area=danger.area)
        wake_watch(danger.exercise_id)
    return danger


def history(danger: Danger) -> list[DangerEditRow]:
    edits = list(danger.edits.all())
    names = names_of({edit.by for edit in edits})
    return [
        {"before": edit.before, "after": edit.after, "at": cast("str", iso(edit.at)), "by_name": names.get(edit.by, edit.by)}
        for edit in edits
    ]


def end_danger(*, actor: str, danger_id: int) -> Danger:
    danger = Danger.objects.filter(pk=danger_id).first()
    if danger is None:
        raise Problem("not_found", "没有这个危险区。")
    with act(actor, danger.exercise_id) as log:
        danger = Danger.objects.select_for_update().get(pk=danger_id)
        if danger.ended_at is None:
            danger.ended_at = clock.now()
            danger.save(update_fields=["ended_at"])
            danger.inside.filter(left_at=None).update(left_at=danger.ended_at)
            for stream in danger.streams:
                log.append(stream, "danger.left", {"id": danger.pk, "area": danger.area}, area=danger.area)
    return danger


def follow_presence(presences: list[Presence]) -> None:
    """Tell who went in and who came out since the last look."""
    known = {(row.danger_id, row.unit_id): row for row in Inside.objects.filter(danger__in={one.danger for one in presences}, left_at=None)}
    for check, danger, inside in presences:
        row = known.get((danger.pk, check.unit_id))
        if inside == (row is not None):
            continue
        with act("clerk", check.exercise_id) as log:
            before = danger.row()
            if row is None:
                Inside.objects.create(danger=danger, unit_id=check.unit_id)
            else:
                row.left_at = clock.now()
                row.save(update_fields=["left_at"])
            tell(log, danger.streams, "danger.entered" if inside else "danger.exited", before, danger.row(), area=danger.area)
            if inside:
                _warn(check, danger)


def _warn(check: Check, danger: Danger) -> None:
    fix = LastFix.objects.get(subject_id=check.unit_id)
    text = f"{check.unit.name} 已进入{danger.get_kind_display()}“{danger.name}”,请立即通知撤离。"
    raise_alarm(
        actor="clerk", source="system", urgency="critical", lon=fix.lon, lat=fix.lat, area=danger.area, place=danger.name, text=text,
        subject_id=check.unit_id, device=f"danger:{danger.pk}:{check.unit_id}", exercise=check.exercise_id,
    )  # fmt: skip
    for terminal in Terminal.objects.live().reached_in(check.exercise_id).filter(subject_id=check.unit_id, adapter__in=ORDER_ADAPTERS):
        send_downlink(terminal=terminal, kind="text", payload={"text": f"你队已进入危险区“{danger.name}”,立即撤离并回报。"})
