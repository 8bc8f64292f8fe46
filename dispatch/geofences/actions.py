"""Verbs on fences: draw, change, end. The gateway learns of each within a moment: the registry rings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from dispatch.geofences.drawing import checked, outline
from dispatch.geofences.models import Fence
from dispatch.geofences.schedule import next_start
from dispatch.incidents.models import Incident
from dispatch.telling import tell
from realtime import bus, clock
from realtime.areas.locate import area_at
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import act

DWELL, OPENS, ENDS = "fence.dwell", "fence.opens", "fence.ends"  # deadline kinds; the object is the fence
ANEW = ("made", "shape", "watches")  # with these another ground or other subjects are watched


def draw_fence(
    *,
    actor: str,
    name: str,
    made: dict[str, Any],
    watches: list[str] | None = None,
    on_enter: bool = True,
    on_leave: bool = False,
    dwell_s: int | None = None,
    windows: list[dict[str, Any]] | None = None,
    ends_at: datetime | None = None,
    incident_id: int | None = None,
    exercise: int | None = None,
) -> Fence:
    """Whoever is inside already is named as being there; only who comes later has entered."""
    shape = outline(made)
    middle = checked(shape).representative_point()
    incident = Incident.objects.filter(pk=incident_id).first() if incident_id else None
    if incident_id and (incident is None or not incident.open):
        raise Problem("wrong_state", "要关联的事件不存在或已结束。", where=["incident"])
    exercise = incident.exercise_id if incident else exercise
    with act(actor, exercise) as log:
        fence = Fence.objects.create(
            name=name, made=made if made["kind"] != "polygon" else {"kind": "polygon"}, shape=shape, watches=sorted(watches or []),
            on_enter=on_enter, on_leave=on_leave, dwell_s=dwell_s, windows=windows or [], ends_at=_ahead(ends_at), incident=incident,
            area=incident.area if incident else area_at(middle.x, middle.y), by=actor, exercise_id=exercise,
        )  # fmt: skip
        tell(log, fence.streams, "fence.drawn", None, fence.row(), area=fence.area)
        set_terms(fence)
        ring()
    return fence


def change_fence(*, actor: str, fence_id: int, values: dict[str, Any]) -> Fence:
    """`values`: fields that are to be another, `made` for another ground. A fence with another ground is watched as if it were drawn now."""
    values = dict(values)
    if "made" in values:
        made = values["made"]
        values["shape"] = outline(made)
        checked(values["shape"])
        values["made"] = {"kind": "polygon"} if made["kind"] == "polygon" else made
    if "watches" in values:
        values["watches"] = sorted(values["watches"])
    if "ends_at" in values:
        values["ends_at"] = _ahead(values["ends_at"])
    with act(actor, fence_of(fence_id).exercise_id) as log:
        fence = Fence.objects.select_for_update().get(pk=fence_id)
        if fence.ended_at is not None:
            raise Problem("wrong_state", f"围栏“{fence.name}”已撤销,不能修改。")
        before = fence.row()
        changed = [field for field, value in values.items() if getattr(fence, field) != value]
        if not changed:
            return fence
        for field in changed:
            setattr(fence, field, values[field])
        if set(changed) & set(ANEW):
            fence.version, fence.taken = fence.version + 1, False
            changed += ["version", "taken"]
        fence.save(update_fields=changed)
        tell(log, fence.streams, "fence.changed", before, fence.row(), area=fence.area)
        set_terms(fence)
        ring()
    return fence


def end_fence(*, actor: str, fence_id: int) -> Fence:
    with act(actor, fence_of(fence_id).exercise_id) as log:
        fence = Fence.objects.select_for_update().get(pk=fence_id)
        if fence.ended_at is None:
            fence.ended_at = clock.now()
            fence.save(update_fields=["ended_at"])
            fence.visits.filter(left_at=None).update(left_at=fence.ended_at)
            for kind in (DWELL, OPENS, ENDS):
                clear_deadline(kind, fence.pk)
            for stream in fence.streams:
                log.append(stream, "fence.left", {"id": fence.pk, "area": fence.area}, area=fence.area)
            ring()
    return fence


def end_due(fence_id: int) -> None:
    """Its time is over."""
    end_fence(actor="clerk", fence_id=fence_id)


def fence_of(fence_id: int) -> Fence:
    fence = Fence.objects.filter(pk=fence_id).first()
    if fence is None:
        raise Problem("not_found", "没有这个围栏。")
    return fence


def set_terms(fence: Fence) -> None:
    """When it ends, when its next window opens, when the longest guest has stayed too long."""
    now = clock.now()
    due: dict[str, datetime | None] = {ENDS: fence.ends_at, OPENS: next_start(fence.windows, localtime(now)), DWELL: _dwell_due(fence)}
    for kind, at in due.items():
        if at is None:
            clear_deadline(kind, fence.pk)
        else:
            set_deadline(kind, fence.pk, max(0.0, (at - now).total_seconds()), exercise=fence.exercise_id)


def _dwell_due(fence: Fence) -> datetime | None:
    if fence.dwell_s is None:
        return None
    first = fence.visits.filter(left_at=None, stayed=False).order_by("entered_at").values_list("entered_at", flat=True).first()
    return first + timedelta(seconds=fence.dwell_s) if first else None


def _ahead(ends_at: datetime | None) -> datetime | None:
    if ends_at is not None and ends_at <= clock.now():
        raise Problem("invalid", "围栏的有效期已经过去,请重新选择。", where=["ends_at"])
    return ends_at


def ring() -> None:
    transaction.on_commit(lambda: bus.publish(bus.REGISTRY, b""))
