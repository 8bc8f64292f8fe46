"""Verbs on plots: draw, change, take away, undo. Every one leaves a revision; undo takes one's own last one back, and is itself one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from dispatch.incidents.models import Incident
from dispatch.plots.catalogue import CATEGORIES, PlotCategory, PlotKind, PlotLayer, PlotSymbol, layer_of, name_of
from dispatch.plots.locking import clear_lease, held, plot_of, refuse_other
from dispatch.plots.making import Made, fits
from dispatch.plots.mapping import hide_plots, show_plot
from dispatch.plots.models import STATE, Plot, Revision, state_of
from dispatch.plots.rows import PlotRow, PlotState, PlotStyle
from dispatch.plots.signs.actions import sign_of
from dispatch.plots.turning import watch_wind
from dispatch.telling import tell
from realtime import clock
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.log import Log, act


def draw_plot(
    *, actor: str, name: str, kind: PlotKind, made: Made, symbol: PlotSymbol | None = None, sign: str = "", title: str = "", text: str = "",
    layer: PlotLayer | None = None, style: PlotStyle | None = None, incident_id: int | None = None, exercise: int | None = None,
) -> Plot:  # fmt: skip
    """`name` is the author's. With an incident it goes and leaves with it; without one it belongs to the district it lies in."""
    fits(kind, symbol, sign)
    of_bureau = sign_of(sign) if sign else None
    incident = Incident.objects.filter(pk=incident_id).first() if incident_id else None
    if incident_id and (incident is None or not incident.open):
        raise Problem("wrong_state", "要标绘的事件不存在或已结束。", where=["incident"])
    exercise = incident.exercise_id if incident else exercise
    with act(actor, exercise) as log:
        plot = Plot.objects.create(
            incident=incident, area=incident.area if incident else area_at(made.lon, made.lat), kind=kind, symbol=symbol or "", sign=sign,
            layer=layer or (CATEGORIES[cast("PlotCategory", of_bureau.category)][1] if of_bureau else layer_of(kind, symbol)),
            name=title or (of_bureau.name if of_bureau else name_of(kind, symbol)), text=text, shape=made.shape, style=style or {},
            figures=made.figures, by=actor, by_name=name, changed_by_name=name, exercise_id=exercise,
        )  # fmt: skip
        _keep(plot, "draw", None, actor, name)
        tell(log, plot.streams, "plot.drawn", None, plot.row(), area=plot.area)
        show_plot(log, plot)
        watch_wind(plot)
    return plot


def _keep(plot: Plot, verb: str, before: PlotState | None, actor: str, name: str, *, gone: bool = False) -> None:
    Revision.objects.create(
        plot=plot, number=plot.revision, verb=verb, before=before, after=None if gone else plot.state(), by=actor, by_name=name
    )  # fmt: skip


def change_plot(
    *,
    actor: str,
    name: str,
    plot_id: int,
    values: Mapping[str, Any],
    made: Made | None = None,
    seen: int | None = None,
    verb: str = "change",
) -> Plot:
    """`seen` is the revision the officer looked at: what somebody changed since is not overwritten unseen."""
    with act(actor, plot_of(plot_id).exercise_id) as log:
        plot = held(plot_id)
        refuse_other(plot, actor)
        if seen is not None and seen != plot.revision:
            raise Problem("conflict", f"“{plot.name}”已由{plot.changed_by_name}改动,请按最新图形再改。", where=["seen"])
        wanted = dict(values) | ({"shape": made.shape, "figures": made.figures} if made else {})
        if all(getattr(plot, field) == value for field, value in wanted.items()):
            return plot
        row, before = plot.row(), plot.state()
        for field, value in wanted.items():
            setattr(plot, field, value)
        _next(plot, name)
        _keep(plot, verb, before, actor, name)
        tell(log, plot.streams, "plot.changed", row, plot.row(), area=plot.area)
        show_plot(log, plot)
        watch_wind(plot)
    return plot


def _next(plot: Plot, name: str) -> None:
    plot.revision += 1
    plot.changed_by_name, plot.changed_at = name, clock.now()
    plot.save()


def remove_plot(*, actor: str, name: str, plot_id: int) -> Plot:
    """Off the map; its states stay for whoever asks afterwards."""
    with act(actor, plot_of(plot_id).exercise_id) as log:
        plot = held(plot_id, ended=True)
        if plot.ended_at is None:
            refuse_other(plot, actor)
            before = plot.state()
            take_off(log, plot)
            _next(plot, name)
            _keep(plot, "remove", before, actor, name, gone=True)
    return plot


def take_off(log: Log, plot: Plot) -> None:
    plot.ended_at = clock.now()
    clear_lease(plot)
    for stream in plot.streams:
        log.append(stream, "plot.left", {"id": plot.pk, "area": plot.area}, area=plot.area)
    hide_plots(log, [plot])


def undo_plot(*, actor: str, name: str, plot_id: int, revision: int) -> Plot:
    """Takes back the revision, if it is the last one and one's own; to undo an undo is to do it again."""
    with act(actor, plot_of(plot_id).exercise_id) as log:
        plot = held(plot_id, ended=True)
        last = plot.revisions.order_by("-number")[0]
        if last.number != revision or last.by != actor:
            raise Problem("conflict", f"“{plot.name}”最后由{last.by_name}改动,不能撤销。", where=["revision"])
        if plot.incident is not None and not plot.incident.open:
            raise Problem("wrong_state", "事件已结束,标绘不再改动。")
        refuse_other(plot, actor)
        shown: PlotRow | None = plot.row() if plot.ended_at is None else None
        before, target = state_of(last.after), state_of(last.before)
        if target is None:
            take_off(log, plot)
            _next(plot, name)
            _keep(plot, "undo", before, actor, name, gone=True)
            return plot
        for field in STATE:
            setattr(plot, field, target[field])  # type: ignore[literal-required]
        plot.ended_at = None
        _next(plot, name)
        _keep(plot, "undo", before, actor, name)
        tell(log, plot.streams, "plot.undone", shown, plot.row(), area=plot.area)
        show_plot(log, plot)
        watch_wind(plot)
    return plot
