"""Verbs on walls: put something on, let it rotate, let it fall back by itself; and the wall's own word on what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from command.wall.models import ONLINE, SILENT, SavedScene, Wall
from command.wall.rows import Scene, Turn
from command.wall.scene import DAILY, checked, exercise_of
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.models import Token
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

CONTROL = "wall.control"  # the right
BACK = "wall.back"  # deadline: what was put on for a while is over
QUIET = "wall.quiet"  # deadline: no word from the wall for a while


def add_wall(*, actor: str, token: Token) -> Wall:
    with act(actor) as log:
        wall = Wall.objects.create(token=token, name=token.name, area=token.area)
        tell(log, [wall.stream], "wall.added", None, wall.row(), area=wall.area)
    return wall


def remove_wall(*, actor: str, token: Token) -> None:
    """Its token was taken back."""
    with act(actor) as log:
        for wall in Wall.objects.select_for_update().filter(token=token):
            clear_deadline(BACK, wall.pk)
            clear_deadline(QUIET, wall.pk)
            log.append(wall.stream, "wall.left", {"id": wall.pk, "area": wall.area})


def show_scene(
    *, actor: str, name: str, wall_id: int | None, scene: Mapping[str, Any], area: str = "", hold_s: int | None = None
) -> list[Wall]:
    """Put a scene on one wall, or on every wall of the area. With `hold_s` it goes back to the daily board by itself. Same scene again = nothing."""
    with act(actor) as log:
        walls = _locked(wall_id, area)
        for wall in walls:
            _change(log, wall, actor, name, scene=checked(scene, wall.area), rotation=[], hold_s=hold_s)
    return walls


def rotate(*, actor: str, name: str, wall_id: int, turns: Sequence[Mapping[str, Any]]) -> Wall:
    """Show these one after the other. The wall stops turning while an alarm wants to be acknowledged."""
    with act(actor) as log:
        (wall,) = _locked(wall_id, "")
        if len(turns) < 2:
            raise Problem("invalid", "轮播至少需要两个画面。", where=["turns"])
        whole: list[Turn] = [{"scene": checked(turn["scene"], wall.area), "seconds": turn["seconds"]} for turn in turns]
        _change(log, wall, actor, name, scene=whole[0]["scene"], rotation=whole, hold_s=None)
    return wall


def set_visit(*, actor: str, name: str, area: str, on: bool) -> list[Wall]:
    """参观模式 on every wall of the area at once; a version of its own, so that the desk sees when it stands there."""
    with act(actor) as log:
        walls = _locked(None, area)
        for wall in walls:
            if wall.visit == on:
                continue
            before = wall.row()
            wall.visit, wall.version = on, wall.version + 1
            wall.set_by, wall.set_name, wall.set_at = actor, name, clock.now()
            wall.save(update_fields=["visit", "version", "set_by", "set_name", "set_at"])
            tell(log, [wall.stream], "wall.changed", before, wall.row(), area=wall.area)
    return walls


def configure_wall(*, actor: str, wall_id: int, name: str, columns: int, rows: int, width: int, height: int, seam_px: int) -> Wall:
    """How the wall is put together; its browsers lay themselves out anew."""
    with act(actor) as log:
        (wall,) = _locked(wall_id, "")
        if (columns > 1 or rows > 1) and not (width and height):
            raise Problem("invalid", "拼接屏须填写总宽和总高(像素)。", where=["width", "height"])
        before = wall.row()
        wall.name, wall.columns, wall.rows, wall.width, wall.height, wall.seam_px = name, columns, rows, width, height, seam_px
        wall.save(update_fields=["name", "columns", "rows", "width", "height", "seam_px"])
        tell(log, [wall.stream], "wall.changed", before, wall.row(), area=wall.area)
    return wall


def report_shown(*, actor: str, version: int) -> Wall:
    """The wall itself: what I show. Said at each change and once a minute; only what changed is told."""
    kind, _, key = actor.partition(":")
    with act(actor) as log:
        wall = Wall.objects.select_for_update().filter(token_id=int(key) if kind == "wall" else 0).first()
        if wall is None:
            raise Problem("forbidden", "只有大屏上报自己显示的画面。")
        before = wall.row()
        if version != wall.shown or wall.shown_at is None:
            wall.shown, wall.shown_at = min(version, wall.version), clock.now()
        wall.state = ONLINE
        wall.save(update_fields=["shown", "shown_at", "state"])
        set_deadline(QUIET, wall.pk, float(rule("wall.quiet_s", wall.area)))
        tell(log, [wall.stream], "wall.reported", before, wall.row(), area=wall.area)
    return wall


def save_scene(*, actor: str, name: str, area: str, scene: Mapping[str, Any], turns: Sequence[Mapping[str, Any]]) -> SavedScene:
    """Under a name; the same name again replaces it."""
    with act(actor) as log:
        whole = checked(scene, area)
        rotation = [{"scene": checked(turn["scene"], area), "seconds": turn["seconds"]} for turn in turns]
        old = SavedScene.objects.select_for_update().filter(area=area, name=name).first()
        if old is not None:
            log.append(f"area:{area}", "saved_scene.left", {"id": old.pk, "area": area})
            old.delete()
        saved = SavedScene.objects.create(name=name, area=area, scene=whole, rotation=rotation, saved_by=actor)
        tell(log, [f"area:{area}"], "saved_scene.added", None, saved.row(), area=area)
    return saved


def forget_scene(*, actor: str, saved: SavedScene) -> None:
    with act(actor) as log:
        log.append(f"area:{saved.area}", "saved_scene.left", {"id": saved.pk, "area": saved.area})
        saved.delete()


def time_is_over(wall_id: int) -> None:
    with act("clerk") as log:
        wall = Wall.objects.select_for_update().filter(pk=wall_id, until__lte=clock.now()).first()
        if wall is not None:
            _change(log, wall, "clerk", "自动", scene=DAILY, rotation=[], hold_s=None)


def wall_quiet(wall_id: int) -> None:
    """Nobody stands in front of it at night: that it is dark must be seen at a desk."""
    with act("clerk") as log:
        wall = Wall.objects.select_for_update().in_use().filter(pk=wall_id, state=ONLINE).first()
        if wall is not None:
            before = wall.row()
            wall.state = SILENT
            wall.save(update_fields=["state"])
            tell(log, [wall.stream], "wall.reported", before, wall.row(), area=wall.area)


def take_down(log: Log, shows: Mapping[str, Any]) -> None:
    """What is shown leaves the board (or its exercise ends): walls that show it go back to the daily board."""
    for wall in Wall.objects.select_for_update().in_use().filter(**shows):
        _change(log, wall, "system", "自动", scene=DAILY, rotation=[], hold_s=None)


def _locked(wall_id: int | None, area: str) -> list[Wall]:
    walls = Wall.objects.select_for_update().in_use().order_by("id")
    found = list(walls.filter(pk=wall_id) if wall_id is not None else walls.under(area))
    if not found:
        raise Problem("not_found", "没有这块大屏,或它已吊销。" if wall_id is not None else "辖区内没有可用的大屏。")
    return found


def _change(log: Log, wall: Wall, actor: str, name: str, *, scene: Scene, rotation: list[Turn], hold_s: int | None) -> None:
    before = wall.row()
    if (wall.scene, wall.rotation) != (scene, rotation):
        wall.version += 1
        wall.set_by, wall.set_name, wall.set_at = actor, name, clock.now()
    wall.scene, wall.rotation, wall.exercise_id = scene, rotation, exercise_of(scene)
    wall.until = clock.now() + timedelta(seconds=hold_s) if hold_s else None
    wall.save()
    if hold_s:
        set_deadline(BACK, wall.pk, float(hold_s))
    else:
        clear_deadline(BACK, wall.pk)
    tell(log, [wall.stream], "wall.changed", before, wall.row(), area=wall.area)
