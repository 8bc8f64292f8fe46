"""plot → **mapping** → layers: what is burnt, hit or closed stands in the layers of the one map too, written with the plot and by nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dispatch.features.actions import mirror, unmirror
from dispatch.features.querying import as_geometry
from dispatch.plots.models import Plot
from realtime.log import Log, act

PREFIX, SOURCE = "plot:", "态势标绘"
LAYER_OF_KIND = {"perimeter": "fire_perimeter", "cordon": "cordon", "downwind": "affected_area"}
OUTLINES = ("fire_perimeter", "affected_area", "cordon")
HIT = ("burning_area", "flood_area", "collapse_area")  # symbols of an area that say what it suffers; the others say who works in it


def map_layer(plot: Plot) -> str | None:
    return "affected_area" if plot.kind == "polygon" and plot.symbol in HIT else LAYER_OF_KIND.get(plot.kind)


def show_plot(log: Log, plot: Plot) -> None:
    """Inside the action that wrote the plot."""
    layer, shape = map_layer(plot), as_geometry(plot.shape)
    if layer is None or shape is None:
        return
    middle = shape.representative_point()
    facts: dict[str, Any] = {"reason": plot.text} if layer == "cordon" else {"area_ha": plot.figures.get("area_ha"), "note": plot.text}
    mirror(
        log, layer, f"{PREFIX}{plot.pk}", name=plot.name, area=plot.area, lon=middle.x, lat=middle.y, attributes=facts, source=SOURCE,
        shape=plot.shape, observed_at=plot.changed_at,
    )  # fmt: skip


def hide_plots(log: Log, plots: Iterable[Plot]) -> None:
    codes: dict[str, list[str]] = {}
    for plot in plots:
        if (layer := map_layer(plot)) is not None:
            codes.setdefault(layer, []).append(f"{PREFIX}{plot.pk}")
    for layer, gone in sorted(codes.items()):
        unmirror(log, layer, *gone)


def show_missing() -> None:
    """Plots from before they stood in the layers."""
    for plot in Plot.objects.filter(ended_at=None).order_by("pk"):
        with act("system", plot.exercise_id) as log:
            show_plot(log, plot)
