"""Verbs of the ranger: check in at a point – by phone, by the terminal's position, or by voice through whoever writes it down."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from command.forest.models import PHONE, TERMINAL, VOICE, CheckIn, FireBoard, FirePoint
from command.forest.points import lock_point, mark, set_term
from command.forest.records import GOING, Patrol
from command.forest.rows import CheckHow, CheckInRow
from devices.tracks.models import LastFix
from dispatch.distance import great_circle_m
from dispatch.telling import tell
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule


class Stood(NamedTuple):
    lon: float | None
    lat: float | None
    metres: int | None


def check_in(
    *, actor: str, name: str, point_id: int, how: CheckHow, lon: float | None = None, lat: float | None = None, subject_id: int | None = None,
    patrol_id: int | None = None, note: str = "",
) -> CheckIn:  # fmt: skip
    """Refused from too far away, with the distance. A drill's round leaves no mark on the point itself."""
    patrol = Patrol.objects.filter(pk=patrol_id).first() if patrol_id else None
    if patrol_id and patrol is None:
        raise Problem("not_found", "没有这次巡护。", where=["patrol"])
    with act(actor, patrol.exercise_id if patrol else None) as log:
        point = lock_point(point_id)
        stood = _stood(point, how, lon, lat, subject_id)
        now = clock.now()
        row = CheckIn.objects.create(
            point=point, patrol_id=patrol_id, how=how, lon=stood.lon, lat=stood.lat, metres=stood.metres, subject_id=subject_id, note=note.strip(),
            late=point.overdue, by=actor, by_name=name, at=now,
        )  # fmt: skip
        if patrol is None or patrol.exercise_id is None:
            mark(log, point, "checked", last_at=now, last_by=name, overdue=False)
            demanded = FireBoard.objects.filter(area=point.area, exercise_id=None).values_list("patrol_h", flat=True).first()
            set_term(point, demanded or 0.0, 0.0)
        for one in _rounds(point, patrol):
            _tick(log, one, point, now)
    return row


def _stood(point: FirePoint, how: CheckHow, lon: float | None, lat: float | None, subject_id: int | None) -> Stood:
    if how == VOICE:
        return Stood(None, None, None)
    if how == TERMINAL:
        fix = LastFix.objects.filter(subject_id=subject_id or 0).first()
        if fix is None or (clock.now() - fix.received_at).total_seconds() > float(rule("forest.fix_s", point.area)):
            raise Problem("invalid", "该终端没有足够新的定位,请用手机签到或语音代报。", where=["subject"])
        lon, lat = fix.lon, fix.lat
    if lon is None or lat is None:
        raise Problem("invalid", "签到需要当前位置。", where=["lon", "lat"])
    metres = round(great_circle_m(lon, lat, point.lon, point.lat))
    allowed = point.radius_m or int(rule("forest.check_m", point.area))
    if metres > allowed:
        raise Problem("too_far", f"距“{point.name}”{metres} 米,超过 {allowed} 米,不能签到。", where=["lon", "lat"])
    return Stood(lon, lat, metres)


def _rounds(point: FirePoint, patrol: Patrol | None) -> list[Patrol]:
    """The round that was named; without one, whichever rounds still have to pass here."""
    going = Patrol.objects.select_for_update(of=("self",)).filter(state=GOING, stops__point=point, stops__done_at=None)
    return list(going.filter(pk=patrol.pk) if patrol else going.filter(exercise_id=None).order_by("pk"))


def _tick(log: Any, patrol: Patrol, point: FirePoint, now: Any) -> None:
    from command.forest.patrols import finish_if_done  # a round ends with its last point

    before = patrol.row()
    patrol.stops.filter(point=point, done_at=None).update(done_at=now)
    tell(log, [patrol.stream], "patrol.checked", before, patrol.row(), area=patrol.area)
    finish_if_done(log, patrol)


def check_row(one: CheckIn) -> CheckInRow:
    return cast("CheckInRow", {
        "id": one.pk, "point": one.point_id, "patrol": one.patrol_id, "how": one.how, "metres": one.metres, "note": one.note, "late": one.late,
        "by_name": one.by_name, "at": str(iso(one.at)),
    })  # fmt: skip


__all__ = ["PHONE", "TERMINAL", "VOICE", "check_in", "check_row"]
