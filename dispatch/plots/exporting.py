"""plots → **exporting** → GeoJSON: what is drawn, for another system; a symbol of the bureau's set goes under its official code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, cast

from typing_extensions import TypedDict

from dispatch.plots.catalogue import BY_CODE, PlotSymbol
from dispatch.plots.models import Plot, PlotSign
from realtime.clock import iso


class PlotFeature(TypedDict):
    type: Literal["Feature"]
    id: int
    geometry: dict[str, Any]
    properties: dict[str, Any]


class PlotFile(TypedDict):
    type: Literal["FeatureCollection"]
    features: list[PlotFeature]


def plot_file(plots: Sequence[Plot]) -> PlotFile:
    names = dict(PlotSign.objects.filter(code__in={plot.sign for plot in plots}).values_list("code", "name"))
    return {"type": "FeatureCollection", "features": [_feature(plot, names) for plot in plots]}


def _feature(plot: Plot, names: dict[str, str]) -> PlotFeature:
    """`official_code` is empty where the symbol is one of our own drawings: a guessed one would be worse."""
    own = BY_CODE[cast("PlotSymbol", plot.symbol)] if plot.symbol else None
    return {
        "type": "Feature", "id": plot.pk, "geometry": plot.shape,
        "properties": {
            "name": plot.name, "text": plot.text, "kind": plot.kind, "layer": plot.layer,
            "official_code": plot.sign or (own.gb if own else ""), "official_name": names.get(plot.sign, ""), "symbol": plot.symbol,
            "symbol_name": own.name if own else "", "figures": plot.figures, "author": plot.by_name, "at": iso(plot.at),
            "changed_by": plot.changed_by_name, "changed_at": iso(plot.changed_at), "revision": plot.revision, "exercise": plot.exercise_id,
        },
    }  # fmt: skip
