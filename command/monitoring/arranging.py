"""Verbs on what a wall shows of monitoring: groups of pictures, and which panels in which order."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from command.monitoring.models import CameraGroup, PanelSet
from command.wall.actions import take_down
from devices.video.models import Stream
from dispatch.telling import tell
from realtime.codes import Problem
from realtime.log import act


def save_group(
    *, actor: str, area: str, name: str, tiles: int, turn_s: int, drones: bool, streams: Sequence[int], group_id: int | None = None
) -> CameraGroup:
    with act(actor) as log:
        one = locked(group_id) if group_id is not None else CameraGroup(area=area)
        before = one.row() if group_id is not None else None
        there = set(Stream.objects.filter(pk__in=streams, active=True, area__startswith=one.area).values_list("pk", flat=True))
        if missing := next((pk for pk in streams if pk not in there), None):
            raise Problem("not_found", f"没有编号 {missing} 的视频源,或它不在该辖区内。", where=["streams"])
        one.name, one.tiles, one.turn_s, one.drones, one.streams = name, tiles, turn_s, drones, list(dict.fromkeys(streams))
        try:
            with transaction.atomic():
                one.save()
        except IntegrityError:
            raise Problem("exists", f"已有名为“{name}”的画面组。", where=["name"]) from None
        tell(log, [one.stream], "camera_group.added" if before is None else "camera_group.changed", before, one.row(), area=one.area)
    return one


def remove_group(*, actor: str, group_id: int) -> None:
    """Walls that show it go back to the daily board."""
    with act(actor) as log:
        one = locked(group_id)
        take_down(log, {"scene__group": one.pk})
        log.append(one.stream, "camera_group.left", {"id": one.pk, "area": one.area})
        one.delete()


def arrange_panels(*, actor: str, area: str, panels: Sequence[str]) -> PanelSet:
    with act(actor) as log:
        one = PanelSet.objects.select_for_update().filter(area=area).first()
        before = one.row() if one is not None else None
        one = one or PanelSet(area=area)
        one.panels = list(dict.fromkeys(panels))
        one.save()
        tell(log, [one.stream], "panel_set.changed", before, one.row(), area=area)
    return one


def locked(group_id: int) -> CameraGroup:
    one = CameraGroup.objects.select_for_update().filter(pk=group_id).first()
    if one is None:
        raise Problem("not_found", "没有这个画面组。")
    return one
