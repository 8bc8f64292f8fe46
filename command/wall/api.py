"""HTTP of walls: what a desk puts on them, and the wall's own report."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field, field_serializer

from command.wall import actions
from command.wall.actions import CONTROL
from command.wall.models import SavedScene, Wall
from command.wall.rows import DutyName, Kind, SavedSceneRow, WallRow
from command.wall.snapshot import duty_names
from realtime.api import REFUSALS, Body, caller, command
from realtime.clock import iso
from realtime.codes import Problem

LONGEST_HOLD_S = 24 * 3600  # longer is no "for a while"
router = Router(tags=["walls"])


class ReplayWish(Body):
    at: Annotated[AwareDatetime, Field(strict=False)]
    speed: Annotated[float, Field(ge=0, le=64, allow_inf_nan=False, strict=False)] = 1
    shown_as: Literal["known", "happened"] = "known"

    @field_serializer("at")
    def _text(self, at: datetime) -> str:
        return str(iso(at))


class SceneBody(Body):
    kind: Kind
    incident: int | None = None
    conference: int | None = None
    link: int | None = None
    callout: int | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-85, le=85)] | None = None
    zoom: Annotated[float, Field(ge=0, le=20)] | None = None
    replay: ReplayWish | None = None
    group: int | None = None


class TurnBody(Body):
    scene: SceneBody
    seconds: Annotated[int, Field(ge=5, le=3600)]


class ShowBody(Body):
    scene: SceneBody
    hold_s: Annotated[int, Field(ge=10, le=LONGEST_HOLD_S)] | None = None


class ShowAllBody(ShowBody):
    area: Annotated[str, Field(pattern=r"^[0-9]{4,12}$")]


class VisitBody(Body):
    area: Annotated[str, Field(pattern=r"^[0-9]{4,12}$")]
    on: bool


class RotationBody(Body):
    turns: Annotated[list[TurnBody], Field(min_length=2, max_length=12)]


class CanvasBody(Body):
    name: Annotated[str, Field(min_length=1, max_length=60)]
    columns: Annotated[int, Field(ge=1, le=12)] = 1
    rows: Annotated[int, Field(ge=1, le=6)] = 1
    width: Annotated[int, Field(ge=0, le=60_000)] = 0
    height: Annotated[int, Field(ge=0, le=20_000)] = 0
    seam_px: Annotated[int, Field(ge=0, le=200)] = 0


class SavedBody(Body):
    name: Annotated[str, Field(min_length=1, max_length=40)]
    area: Annotated[str, Field(pattern=r"^[0-9]{4,12}$")]
    scene: SceneBody
    turns: Annotated[list[TurnBody], Field(max_length=12)] = []


class ShownBody(Body):
    version: Annotated[int, Field(ge=0)]


def _area(wall_id: int) -> str:
    area = Wall.objects.in_use().filter(pk=wall_id).values_list("area", flat=True).first()
    if area is None:
        raise Problem("not_found", "没有这块大屏,或它已吊销。")
    return area


@router.get("/duty", response={200: list[DutyName], **REFUSALS}, operation_id="get_duty_names")
def get_duty_names(request: HttpRequest) -> list[DutyName]:
    """Who has the duty now, for the header of a wall."""
    who = caller(request)
    if not who.scopes:
        raise Problem("forbidden", "没有可见辖区。")
    return duty_names(who.scopes[0])


@router.post("/shown", response={200: WallRow, **REFUSALS}, operation_id="report_shown")
def post_shown(request: HttpRequest, body: ShownBody) -> WallRow:
    """Not under an idempotency key: it is said every minute, and saying it twice changes nothing."""
    return actions.report_shown(actor=caller(request).actor, version=body.version).row()


@router.post("/scene", response={200: list[WallRow], **REFUSALS}, operation_id="show_scene_everywhere")
def post_scene_everywhere(request: HttpRequest, body: ShowAllBody) -> HttpResponse:
    """On every wall of the area at once."""
    scene = body.scene.model_dump()
    return command(
        request,
        CONTROL,
        body.area,
        lambda who: [
            wall.row()
            for wall in actions.show_scene(actor=who.actor, name=who.name, wall_id=None, area=body.area, scene=scene, hold_s=body.hold_s)
        ],
    )


@router.post("/visit", response={200: list[WallRow], **REFUSALS}, operation_id="set_wall_visit")
def post_visit(request: HttpRequest, body: VisitBody) -> HttpResponse:
    """参观模式: every wall of the area covers names, numbers and free words, until it is switched off."""
    return command(
        request,
        CONTROL,
        body.area,
        lambda who: [wall.row() for wall in actions.set_visit(actor=who.actor, name=who.name, area=body.area, on=body.on)],
    )


@router.post("/scenes", response={200: SavedSceneRow, **REFUSALS}, operation_id="save_scene")
def post_saved_scene(request: HttpRequest, body: SavedBody) -> HttpResponse:
    turns = [turn.model_dump() for turn in body.turns]
    return command(
        request,
        CONTROL,
        body.area,
        lambda who: actions.save_scene(actor=who.actor, name=body.name, area=body.area, scene=body.scene.model_dump(), turns=turns).row(),
    )


@router.post("/scenes/{scene_id}/forget", response={200: SavedSceneRow, **REFUSALS}, operation_id="forget_scene")
def post_forget_scene(request: HttpRequest, scene_id: int) -> HttpResponse:
    saved = SavedScene.objects.filter(pk=scene_id).first()
    if saved is None:
        raise Problem("not_found", "没有这个场景。")
    row = saved.row()

    def run(who: object) -> SavedSceneRow:
        actions.forget_scene(actor=caller(request).actor, saved=saved)
        return row

    return command(request, CONTROL, saved.area, run)


@router.post("/{wall_id}/scene", response={200: WallRow, **REFUSALS}, operation_id="show_scene")
def post_scene(request: HttpRequest, wall_id: int, body: ShowBody) -> HttpResponse:
    scene = body.scene.model_dump()
    return command(
        request,
        CONTROL,
        _area(wall_id),
        lambda who: actions.show_scene(actor=who.actor, name=who.name, wall_id=wall_id, scene=scene, hold_s=body.hold_s)[0].row(),
    )


@router.post("/{wall_id}/rotation", response={200: WallRow, **REFUSALS}, operation_id="rotate_wall")
def post_rotation(request: HttpRequest, wall_id: int, body: RotationBody) -> HttpResponse:
    turns = [turn.model_dump() for turn in body.turns]
    return command(
        request, CONTROL, _area(wall_id), lambda who: actions.rotate(actor=who.actor, name=who.name, wall_id=wall_id, turns=turns).row()
    )


@router.post("/{wall_id}/canvas", response={200: WallRow, **REFUSALS}, operation_id="configure_wall")
def post_canvas(request: HttpRequest, wall_id: int, body: CanvasBody) -> HttpResponse:
    return command(
        request, CONTROL, _area(wall_id), lambda who: actions.configure_wall(actor=who.actor, wall_id=wall_id, **body.model_dump()).row()
    )
