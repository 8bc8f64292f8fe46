"""Plots as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from dispatch.plots.catalogue import PlotCategory, PlotKind, PlotLayer, PlotSymbol

PlotColour = Literal["white", "rose", "ember", "cyan", "green", "sand", "grey"]


class PlotStyle(TypedDict, total=False):
    """What the author changed of the kind's own look; few choices, so that plots of two hands look alike."""

    colour: PlotColour
    width: int
    dash: bool
    size: float


class WindRow(TypedDict):
    """Where it comes from (degrees), how fast, since when; `feed`: from a weather source, else typed by hand."""

    wind_from: float
    wind_ms: float | None
    feed: bool
    at: str | None


class PlotFigures(TypedDict, total=False):
    """Numbers of the shape, and of what it was made from."""

    length_m: float
    area_ha: float
    area_mu: float
    lon: float
    lat: float
    radius_m: float
    inner_m: float
    half_deg: float
    wind: WindRow
    turned: WindRow
    seconds: float
    engine: str


class PlotRow(TypedDict):
    id: int
    incident: int | None
    area: str
    kind: PlotKind
    symbol: PlotSymbol | None
    sign: str | None
    layer: PlotLayer
    name: str
    text: str
    shape: dict[str, Any]
    style: PlotStyle
    figures: PlotFigures
    revision: int
    by: str
    by_name: str
    at: str
    changed_by_name: str
    changed_at: str
    locked_by: str | None
    locked_name: str | None
    x: int | None


class PlotState(TypedDict):
    """What a revision may have been about."""

    name: str
    text: str
    layer: PlotLayer
    shape: dict[str, Any]
    style: PlotStyle
    figures: PlotFigures


class PlotRevisionRow(TypedDict):
    """One change: `state` is how the plot stood after it, null when it took the plot away."""

    revision: int
    verb: Literal["draw", "change", "remove", "undo", "wind"]
    at: str
    by: str
    by_name: str
    state: PlotState | None


class SymbolRow(TypedDict):
    code: PlotSymbol
    category: PlotCategory
    name: str
    kind: PlotKind
    layer: PlotLayer
    gb: str


class PlotWord(TypedDict):
    code: str
    name: str


class AvoidedRow(TypedDict):
    what: Literal["plot", "danger"]
    id: int
    name: str


class RouteRow(TypedDict):
    """`line` is null where both ends are enclosed. `crossed`: what the engine's own roads run through; then the line is no road but bent around."""

    line: dict[str, Any] | None
    metres: float | None
    seconds: float | None
    engine: Literal["estimate", "osrm", "valhalla"]
    avoided: list[AvoidedRow]
    inside: list[AvoidedRow]
    crossed: list[AvoidedRow]


class SignOfBureau(TypedDict):
    """`code` is the official one; `version` changes with the picture."""

    code: str
    name: str
    category: PlotCategory
    version: str


class PlotCatalogueRow(TypedDict):
    categories: list[PlotWord]
    layers: list[PlotWord]
    kinds: list[PlotWord]
    symbols: list[SymbolRow]
    signs: list[SignOfBureau]
