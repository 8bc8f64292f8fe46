"""Plots over HTTP: the catalogue, drawing and changing, locks, undo, and every state a plot ever had."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field, model_validator

from dispatch.alarms.api import running
from dispatch.incidents.api import found as incident_of
from dispatch.incidents.api import readable
from dispatch.plots.actions import change_plot, draw_plot, remove_plot, undo_plot
from dispatch.plots.catalogue import CATEGORIES, KINDS, LAYERS, SYMBOLS, PlotCategory, PlotKind, PlotLayer, PlotSymbol, layer_of
from dispatch.plots.exporting import PlotFile, plot_file
from dispatch.plots.locking import lock_plot, plot_of, release_plot, take_over_plot
from dispatch.plots.making import Circle, Downwind, Made, make
from dispatch.plots.models import Plot, PlotSign
from dispatch.plots.routes import find_route
from dispatch.plots.rows import PlotCatalogueRow, PlotColour, PlotRevisionRow, PlotRow, PlotStyle, RouteRow, WindRow
from dispatch.plots.wind import wind_at
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, see
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.exercises.snapshot import in_the_world

router = Router(tags=["plots"])
Metres = Annotated[float, Field(ge=1, le=100_000, allow_inf_nan=False, strict=False)]
Degrees = Annotated[float, Field(ge=0, le=360, allow_inf_nan=False, strict=False)]
Title = Annotated[str, Field(max_length=60)]
Words = Annotated[str, Field(max_length=200)]


class PlotCircle(Body):
    lon: Lon
    lat: Lat
    radius_m: Metres


class PlotPlume(Body):
    """A source, how far, how wide; the wind typed, or the feed's when it is left out."""

    lon: Lon
    lat: Lat
    length_m: Metres
    inner_m: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False, strict=False)] = 0
    half_deg: Annotated[float, Field(ge=1, le=90, allow_inf_nan=False, strict=False)] = 30
    wind_from: Degrees | None = Field(None, description="degrees the wind comes from")
    wind_ms: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False, strict=False)] | None = None

    def blown(self) -> Downwind:
        wind: WindRow | None = (
            {"wind_from": self.wind_from % 360, "wind_ms": self.wind_ms, "feed": False, "at": None} if self.wind_from is not None else None
        )
        wind = wind or wind_at(self.lon, self.lat)
        if wind is None:
            raise Problem("invalid", "附近没有可用的风观测,请填写风向。", where=["downwind", "wind_from"])
        return Downwind(self.lon, self.lat, self.inner_m, self.length_m, self.half_deg, wind)


class PlotLook(Body):
    colour: PlotColour | None = None
    width: Annotated[int, Field(ge=1, le=8)] | None = None
    dash: bool | None = None
    size: Annotated[float, Field(ge=0.6, le=2.5, allow_inf_nan=False, strict=False)] | None = None

    def chosen(self) -> PlotStyle:
        return cast("PlotStyle", self.model_dump(exclude_none=True))


class PlotRoute(Body):
    """How long the way takes that is kept, and who said so."""

    seconds: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False, strict=False)]
    engine: Literal["estimate", "osrm", "valhalla"]


class NewPlot(Body):
    kind: PlotKind
    symbol: PlotSymbol | None = None
    sign: Annotated[str, Field(max_length=32)] | None = Field(None, description="code of a symbol the bureau loaded, instead of `symbol`")
    name: Title = ""
    text: Words = ""
    layer: PlotLayer | None = None
    shape: dict[str, Any] | None = Field(None, description="GeoJSON geometry, WGS-84")
    circle: PlotCircle | None = None
    downwind: PlotPlume | None = None
    style: PlotLook | None = None
    route: PlotRoute | None = None
    incident: int | None = None
    exercise: int | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> NewPlot:
        if sum(one is not None for one in (self.shape, self.circle, self.downwind)) != 1:
            raise ValueError("请给出图形(shape)、圆(circle)、下风向(downwind)之一")
        return self


class PlotChange(Body):
    """Only what is to be another."""

    seen: int | None = Field(None, description="the revision that was looked at; a newer one is a conflict")
    name: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    text: Words | None = None
    layer: PlotLayer | None = None
    shape: dict[str, Any] | None = None
    circle: PlotCircle | None = None
    downwind: PlotPlume | None = None
    style: PlotLook | None = None

    @model_validator(mode="after")
    def _something(self) -> PlotChange:
        if sum(one is not None for one in (self.shape, self.circle, self.downwind)) > 1:
            raise ValueError("图形(shape)、圆(circle)、下风向(downwind)只能给出之一")
        if not self.model_fields_set - {"seen"}:
            raise ValueError("没有要修改的内容")
        return self

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = self.model_dump(include={"name", "text", "layer"}, exclude_none=True)
        return found | ({"style": self.style.chosen()} if self.style is not None else {})


class Undo(Body):
    revision: int


def made(body: NewPlot | PlotChange, kind: PlotKind) -> Made:
    around = Circle(body.circle.lon, body.circle.lat, body.circle.radius_m) if body.circle else None
    downwind = body.downwind.blown() if body.downwind else None
    found = make(kind, body.shape, around, downwind)
    if isinstance(body, NewPlot) and body.route is not None:
        found.figures["seconds"], found.figures["engine"] = body.route.seconds, body.route.engine
    return found


def where(body: NewPlot) -> str:
    """The district the drawing belongs to: its incident's, or the one it lies in."""
    if body.incident is not None:
        return incident_of(body.incident).area
    if at := body.circle or body.downwind:
        return area_at(at.lon, at.lat)
    found = make(body.kind, body.shape)
    return area_at(found.lon, found.lat)


@router.get("/catalogue", response={200: PlotCatalogueRow, **REFUSALS}, operation_id="get_plot_catalogue")
def get_catalogue(request: HttpRequest) -> PlotCatalogueRow:
    return {
        "categories": [{"code": code, "name": name} for code, (name, _) in CATEGORIES.items()],
        "layers": [{"code": code, "name": name} for code, name in LAYERS.items()],
        "kinds": [{"code": code, "name": name} for code, name in KINDS.items()],
        "symbols": [
            {"code": one.code, "category": one.category, "name": one.name, "kind": one.kind, "layer": layer_of(one.kind, one.code), "gb": one.gb}
            for one in SYMBOLS
        ],
        "signs": [
            {"code": one.code, "name": one.name, "category": cast("PlotCategory", one.category), "version": one.sha256[:12]}
            for one in PlotSign.objects.filter(active=True).defer("picture")
        ],
    }  # fmt: skip


@router.get("/signs/{sign_code}", response={200: None, **REFUSALS}, operation_id="get_plot_sign")
def get_sign(request: HttpRequest, sign_code: str) -> HttpResponse:
    """The picture of one symbol of the bureau's set, also of one no longer in the palette. Nothing in it can run or load."""
    found = PlotSign.objects.filter(code=sign_code).first()
    if found is None:
        raise Problem("not_found", "没有这个符号。")
    answer = HttpResponse(bytes(found.picture), content_type=found.media)
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=86400"  # its address carries the version
    return answer


@router.get("/export", response={200: PlotFile, **REFUSALS}, operation_id="export_plots")
def get_export(request: HttpRequest, incident: int | None = None) -> PlotFile:
    """What is on the map as GeoJSON, of one incident or of one's own areas; official codes by name."""
    if incident is not None:
        readable(request, incident)
        plots = Plot.objects.filter(incident=incident, ended_at=None)
    else:
        plots = Plot.objects.filter(in_the_world(), ended_at=None)
    scopes = tuple(caller(request).scopes)
    return plot_file([plot for plot in plots.order_by("pk") if incident is not None or plot.area.startswith(scopes)])


@router.get("/wind", response={200: WindRow | None, **REFUSALS}, operation_id="get_plot_wind")
def get_wind(request: HttpRequest, lon: Lon, lat: Lat) -> WindRow | None:
    """The wind a downwind area here would take from the feed; null = it must be typed."""
    return wind_at(lon, lat)


@router.get("/route", response={200: RouteRow, **REFUSALS}, operation_id="find_plot_route")
def get_route(
    request: HttpRequest, from_lon: Lon, from_lat: Lat, to_lon: Lon, to_lat: Lat, incident: int | None = None, exercise: int | None = None
) -> RouteRow:
    """A way around everything that is closed, for what is real or for this exercise."""
    area = area_at(from_lon, from_lat)
    who = see(request, area)
    world = readable(request, incident).exercise_id if incident is not None else running(exercise, area)
    return find_route((from_lon, from_lat), (to_lon, to_lat), area=area, scopes=who.scopes, exercise=world)


@router.post("", response={201: PlotRow, **REFUSALS}, operation_id="draw_plot")
def post_plot(request: HttpRequest, body: NewPlot) -> HttpResponse:
    area = where(body)
    return command(request, "plot.draw", area, lambda who: _draw(who.actor, who.name, body, area).row(), status=201)


def _draw(actor: str, name: str, body: NewPlot, area: str) -> Plot:
    exercise = incident_of(body.incident).exercise_id if body.incident is not None else running(body.exercise, area)
    return draw_plot(
        actor=actor, name=name, kind=body.kind, made=made(body, body.kind), symbol=body.symbol, sign=body.sign or "", title=body.name,
        text=body.text, layer=body.layer, style=body.style.chosen() if body.style else None, incident_id=body.incident, exercise=exercise,
    )  # fmt: skip


@router.get("/{int:plot_id}", response={200: PlotRow, **REFUSALS}, operation_id="get_plot")
def get_plot(request: HttpRequest, plot_id: int) -> PlotRow:
    plot = plot_of(plot_id)
    see(request, plot.area)
    return plot.row()


@router.get("/{int:plot_id}/revisions", response={200: list[PlotRevisionRow], **REFUSALS}, operation_id="list_plot_revisions")
def get_revisions(request: HttpRequest, plot_id: int) -> list[PlotRevisionRow]:
    plot = plot_of(plot_id)
    see(request, plot.area)
    return [revision.row() for revision in plot.revisions.all()]


@router.post("/{int:plot_id}/change", response={200: PlotRow, **REFUSALS}, operation_id="change_plot")
def post_change(request: HttpRequest, plot_id: int, body: PlotChange) -> HttpResponse:
    plot = plot_of(plot_id)
    return command(request, "plot.draw", plot.area, lambda who: _change(who.actor, who.name, plot, body).row())


def _change(actor: str, name: str, plot: Plot, body: PlotChange) -> Plot:
    drawn = any(one is not None for one in (body.shape, body.circle, body.downwind))
    new = made(body, cast("PlotKind", plot.kind)) if drawn else None
    return change_plot(actor=actor, name=name, plot_id=plot.pk, values=body.values(), made=new, seen=body.seen)


@router.post("/{int:plot_id}/remove", response={200: PlotRow, **REFUSALS}, operation_id="remove_plot")
def post_remove(request: HttpRequest, plot_id: int) -> HttpResponse:
    area = plot_of(plot_id).area
    return command(request, "plot.draw", area, lambda who: remove_plot(actor=who.actor, name=who.name, plot_id=plot_id).row())


@router.post("/{int:plot_id}/undo", response={200: PlotRow, **REFUSALS}, operation_id="undo_plot")
def post_undo(request: HttpRequest, plot_id: int, body: Undo) -> HttpResponse:
    area = plot_of(plot_id).area
    return command(
        request, "plot.draw", area, lambda who: undo_plot(actor=who.actor, name=who.name, plot_id=plot_id, revision=body.revision).row()
    )  # fmt: skip


@router.post("/{int:plot_id}/lock", response={200: PlotRow, **REFUSALS}, operation_id="lock_plot")
def post_lock(request: HttpRequest, plot_id: int) -> HttpResponse:
    area = plot_of(plot_id).area
    return command(request, "plot.draw", area, lambda who: lock_plot(actor=who.actor, name=who.name, plot_id=plot_id).row())


@router.post("/{int:plot_id}/release", response={200: PlotRow, **REFUSALS}, operation_id="release_plot")
def post_release(request: HttpRequest, plot_id: int) -> HttpResponse:
    return command(request, "plot.draw", plot_of(plot_id).area, lambda who: release_plot(actor=who.actor, plot_id=plot_id).row())


@router.post("/{int:plot_id}/take-over", response={200: PlotRow, **REFUSALS}, operation_id="take_over_plot")
def post_take_over(request: HttpRequest, plot_id: int) -> HttpResponse:
    area = plot_of(plot_id).area
    return command(request, "plot.override", area, lambda who: take_over_plot(actor=who.actor, name=who.name, plot_id=plot_id).row())
