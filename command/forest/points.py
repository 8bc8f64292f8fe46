"""Verbs on points: add, change, take away; and their terms, by which the clerk notices that nobody came."""

from __future__ import annotations

from typing import Any

from command.forest.demanding import hours_between, seconds_left
from command.forest.mapping import show_point
from command.forest.models import FireBoard, FirePoint, PointKind
from dispatch.alarms.system import system_alarm
from dispatch.telling import tell
from realtime import clock
from realtime.areas.locate import area_at
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

DUE = "forest.point"  # deadline kind
TOWN, DISTRICT = 9, 6
FIELDS = ("kind_id", "name", "lon", "lat", "radius_m", "every_h", "keeper", "active")


def add_point(*, actor: str, kind: str, name: str, lon: float, lat: float, **given: Any) -> FirePoint:
    with act(actor) as log:
        point = FirePoint(kind=_kind(kind), name=name.strip(), lon=lon, lat=lat, **given)
        _place(point)
        if FirePoint.objects.current().filter(area=point.area, name=point.name).exists():
            raise Problem("exists", f"本区已有点位“{point.name}”。", where=["name"])
        point.save()
        tell(log, [point.stream], "fire_point.added", None, point.row(), area=point.area)
        show_point(log, point)
        set_term(point, _demanded(point.area), float(rule("forest.grace_min", point.area)) * 60)
    return point


def change_point(*, actor: str, point_id: int, **given: Any) -> FirePoint:
    """Only what is named. Taken out of use it leaves the board; its record of check-ins stays."""
    with act(actor) as log:
        point = lock_point(point_id)
        before = point.row()
        if "kind" in given:
            point.kind = _kind(given.pop("kind"))
        for name, value in given.items():
            setattr(point, name, value)
        _place(point)
        if point.area != before["area"]:
            raise Problem("invalid", "点位不能移到别的区,请在那里另建。", where=["lon", "lat"])
        if point.active and FirePoint.objects.current().filter(area=point.area, name=point.name).exclude(pk=point.pk).exists():
            raise Problem("exists", f"本区已有点位“{point.name}”。", where=["name"])
        point.save()
        show_point(log, point)
        if point.active:
            tell(log, [point.stream], "fire_point.changed", before, point.row(), area=point.area)
            set_term(point, _demanded(point.area), float(rule("forest.grace_min", point.area)) * 60)
        else:
            clear_deadline(DUE, point.pk)
            log.append(point.stream, "fire_point.left", {"id": point.pk, "area": point.area})
    return point


def lock_point(point_id: int) -> FirePoint:
    point = FirePoint.objects.select_for_update(of=("self",)).select_related("kind").filter(pk=point_id, active=True).first()
    if point is None:
        raise Problem("not_found", "没有这个点位,或已停用。")
    return point


def set_terms(log: Log, area: str, patrol_h: float) -> None:
    """The district's demand changed. One event only for a point that is no longer overdue; the others' terms move unsaid."""
    grace = float(rule("forest.grace_min", area)) * 60
    for point in FirePoint.objects.current().select_for_update(of=("self",)).filter(area=area).select_related("kind").order_by("pk"):
        if set_term(point, patrol_h, grace) and point.overdue:
            mark(log, point, "changed", overdue=False)


def set_term(point: FirePoint, patrol_h: float, grace_s: float) -> bool:
    """Whether it is in time as things are demanded now."""
    every = hours_between(patrol_h, point.every_h)
    since = (clock.now() - (point.last_at or point.made_at or clock.now())).total_seconds()
    left = seconds_left(every, since, grace_s)
    if left is None:
        clear_deadline(DUE, point.pk)
        return True
    if not point.overdue or every * 3600 > since:
        set_deadline(DUE, point.pk, left)
    return every * 3600 > since


def point_due(point_id: int) -> None:
    """The clerk's: nobody came in time. A hint on every desk of the district; where the danger is highest, an alarm."""
    point = FirePoint.objects.select_for_update(of=("self",)).select_related("kind").filter(pk=point_id, active=True).first()
    if point is None or point.overdue:
        return
    with act("clerk") as log:
        mark(log, point, "overdue", overdue=True)
        board = FireBoard.objects.filter(area=point.area, exercise_id=None).first()
        if board is not None and board.level >= int(rule("forest.alarm_level", point.area)):
            hours = hours_between(board.patrol_h, point.every_h)
            system_alarm("fire_point", point.pk, f"防火点位“{point.name}”已超过 {hours:g} 小时无人巡护签到。", area=point.area)


def mark(log: Log, point: FirePoint, verb: str, **values: Any) -> None:
    before = point.row()
    for name, value in values.items():
        setattr(point, name, value)
    point.save(update_fields=list(values))
    tell(log, [point.stream], f"fire_point.{verb}", before, point.row(), area=point.area)
    show_point(log, point)


def _demanded(area: str) -> float:
    return FireBoard.objects.filter(area=area, exercise_id=None).values_list("patrol_h", flat=True).first() or 0.0


def _kind(code: str) -> PointKind:
    kind = PointKind.objects.filter(pk=code, active=True).first()
    if kind is None:
        raise Problem("invalid", f"没有点位类型 {code}。", where=["kind"])
    return kind


def _place(point: FirePoint) -> None:
    found = area_at(point.lon, point.lat)
    point.area, point.town = found[:DISTRICT], found if len(found) >= TOWN else ""
