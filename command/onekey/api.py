"""一键通 over HTTP: preview, confirm, look, undo, put right."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.onekey.choosing import Asked
from command.onekey.correcting import correct, preview_correction
from command.onekey.models import Press
from command.onekey.pressing import confirm, undo
from command.onekey.previewing import PRESS, preview
from command.onekey.rows import PressConfirmed, PressCorrectionPreview, PressPreview, PressRow, PressUndone, PressWhole
from command.onekey.showing import press_whole
from command.onekey.token import area_of
from dispatch.incidents.api import found as incident_of
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, see
from realtime.codes import Problem

router = Router(tags=["onekey"])
Ids = Annotated[list[int], Field(max_length=1000)]
Corner = Annotated[tuple[Lon, Lat], Field(strict=False)]  # JSON has no tuples
AreaCode = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]


class Selection(Body):
    units: Ids = Field(default_factory=list)
    persons: Ids = Field(default_factory=list)
    polygon: list[Corner] | None = Field(None, min_length=3, max_length=500)


class PressParts(Body):
    orders: bool = True
    talk: bool = True
    conference: bool = True
    callout: bool = True
    wall: bool = True
    broadcast: bool = True


class Strike(Body):
    units: Ids = Field(default_factory=list)
    persons: Ids = Field(default_factory=list)


class NewPreview(Body):
    """One of: an incident, an area, a plan (run card) of an incident, a selection on the map (of an incident or by itself)."""

    incident: int | None = None
    area: AreaCode | None = None
    areas: list[AreaCode] = Field(default_factory=list, max_length=100, description="several at once, e.g. the towns of a warning")
    plan: int | None = Field(None, description="a run card; with its incident")
    selection: Selection | None = None
    parts: PressParts = Field(default_factory=PressParts)
    without: Strike = Field(default_factory=Strike, description="struck out of the proposal")
    text: str = Field("", max_length=500, description="what is said to the persons; a proposal when empty")
    task: str = Field("", max_length=500, description="what the teams are ordered to do; a proposal when empty")
    public: str = Field("", max_length=450, description="said to everybody who is in the area now; empty = nothing is")
    exercise: int | None = None

    def asked(self) -> Asked:
        if self.plan is not None and self.incident is None:
            raise Problem("invalid", "按预案发起一键通须指明事件。", where=["incident"])
        chosen = self.selection
        return Asked(
            parts=[name for name, on in self.parts.model_dump().items() if on], incident=self.incident, areas=[*([self.area] if self.area else []), *self.areas], plan=self.plan,
            units=chosen.units if chosen else None, persons=chosen.persons if chosen else None, polygon=chosen.polygon if chosen else None,
            without_units=self.without.units, without_persons=self.without.persons, text=self.text, task=self.task,
            exercise=self.exercise, public=self.public,
        )  # fmt: skip


class NewPress(Body):
    token: str = Field(min_length=1, max_length=200_000)
    approval: int | None = None


class NewCorrection(Body):
    text: str = Field(min_length=1, max_length=400)


def found(press_id: int) -> Press:
    press = Press.objects.filter(pk=press_id).first()
    if press is None:
        raise Problem("not_found", "没有这次一键通。")
    return press


@router.post("/preview", response={200: PressPreview, **REFUSALS}, operation_id="preview_press")
def post_preview(request: HttpRequest, body: NewPreview) -> PressPreview:
    """Changes nothing, so no key is needed."""
    who = caller(request)
    if not who.has(PRESS):
        raise Problem("forbidden", "当前岗位没有一键通权限。", where=[PRESS])
    if body.incident is not None:
        see(request, incident_of(body.incident).area)
    for code in [*([body.area] if body.area else []), *body.areas]:
        see(request, code)
    return preview(who, body.asked())


@router.post("/confirm", response={201: PressConfirmed, **REFUSALS}, operation_id="confirm_press")
def post_confirm(request: HttpRequest, body: NewPress) -> HttpResponse:
    return command(request, PRESS, area_of(body.token), lambda who: confirm(who=who, token=body.token, approval=body.approval), status=201)


@router.get("", response={200: list[PressRow], **REFUSALS}, operation_id="list_presses")
def get_presses(request: HttpRequest, incident: int) -> list[PressRow]:
    see(request, incident_of(incident).area)
    return [press.row() for press in Press.objects.filter(incident_id=incident).prefetch_related("legs")[:50]]


@router.get("/{int:press_id}", response={200: PressWhole, **REFUSALS}, operation_id="get_press")
def get_press(request: HttpRequest, press_id: int) -> PressWhole:
    press = found(press_id)
    see(request, press.area)
    return press_whole(press)


@router.post("/{int:press_id}/undo", response={200: PressUndone, **REFUSALS}, operation_id="undo_press")
def post_undo(request: HttpRequest, press_id: int) -> HttpResponse:
    return command(request, PRESS, found(press_id).area, lambda who: undo(who=who, press_id=press_id))


@router.get("/{int:press_id}/correction", response={200: PressCorrectionPreview, **REFUSALS}, operation_id="preview_correction")
def get_correction(request: HttpRequest, press_id: int) -> PressCorrectionPreview:
    press = found(press_id)
    see(request, press.area)
    return preview_correction(press)


@router.post("/{int:press_id}/correct", response={201: PressWhole, **REFUSALS}, operation_id="correct_press")
def post_correct(request: HttpRequest, press_id: int, body: NewCorrection) -> HttpResponse:
    def run(who: Caller) -> PressWhole:
        correct(who=who, press_id=press_id, text=body.text)
        return press_whole(found(press_id))

    return command(request, PRESS, found(press_id).area, run, status=201)
